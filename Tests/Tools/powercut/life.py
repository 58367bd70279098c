"""One life of a host, and the cuts into it; its folder holds all that is needed to repeat it."""

import json
import os
import random
import shutil
import subprocess

from disk import Disk, read_log
from judge import CHECKPOINTS, KEYS, Judge, Loss, read, verified
from story import Story


def put(folder, files):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for name, content in files.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
    return os.path.realpath(folder)


def taken(folder):
    return {name: read(folder, name) for name in os.listdir(folder) if not name.endswith("-shm")}


def copied(files):
    return {name: bytes(content) for name, content in files.items()}


class Life:
    """`files` are there as it begins, and `past` is what the story was up to then.

    `settings`: `bench`, `seed` (a text; with a trial's number it gives all chance there is),
    `bound`, `lies`, `opens` (every how many trials the journal itself opens the disk) and `keys`
    (whether the host's key must be there from the beginning).
    """

    def __init__(self, folder, settings, files, past):
        self.folder = folder
        self.settings = settings
        self.files = files
        self.story = past
        self.judge = Judge(past, settings["bound"] is not None)
        self.judge.goes_on_from(files, settings["keys"])
        self.counts = {"trials": 0, "opened": 0}
        self.failures = []
        self.next = None

    def live(self, shim):
        """The host lives, and every operation of it is logged."""
        put(os.path.join(self.folder, "start"), self.files)
        disk = self.settings["disk"] = put(os.path.join(self.folder, "disk"), self.files)
        log = os.path.join(self.folder, "log")
        with open(os.path.join(self.folder, "past.json"), "w", encoding="utf-8") as file:
            json.dump({"settings": self.settings, "story": self.story.lines}, file)
        self.host(disk, {"LD_PRELOAD": shim, "POWERCUT_FOLDER": disk, "POWERCUT_LOG": log})
        shutil.rmtree(disk)

    @classmethod
    def again(cls, folder):
        """A life that was kept."""
        with open(os.path.join(folder, "past.json"), encoding="utf-8") as file:
            kept = json.load(file)
        past = Story()
        for line in kept["story"]:
            past.give(line)
        past.acknowledged = past.given
        return cls(folder, kept["settings"], taken(os.path.join(folder, "start")), past)

    def host(self, folder, environment=None):
        """A host lives in this folder; raises `Loss` where it cannot."""
        number = random.Random(self.settings["seed"] + folder[-4:]).randrange(1 << 31)
        bound = [str(self.settings["bound"])] if self.settings["bound"] else []
        ended = subprocess.run(
            [self.settings["bench"], "--journal-life", folder, str(number)] + bound,
            env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False,
        )
        if ended.returncode:
            raise Loss(f"a host cannot go on: {ended.stdout}{ended.stderr}")

    def moment(self, dice, trial, records):
        """How much of the log was done when the power was cut: near what matters more often."""
        if trial % (2 * self.settings["opens"]) == 0:
            return dice.randrange(min(110, len(records)))
        if dice.random() < 0.3:
            return min(len(records), dice.choice(self.marks) + dice.randrange(3))
        return dice.randrange(len(records) + 1)

    def cut(self, trials, next_from=None):
        """Makes these trials; from `next_from` the next life begins."""
        records = read_log(os.path.join(self.folder, "log"))
        self.marks = [at for at, record in enumerate(records) if record[0] in "OSTRU"]
        self.disk = Disk(
            self.settings["disk"], self.files, self.story.tell, self.settings["lies"]
        )
        planned = []
        for trial in trials:
            dice = random.Random(f"{self.settings['seed']}/{trial}")
            planned.append((self.moment(dice, trial, records), trial, dice))
        planned.sort(key=lambda plan: plan[:2], reverse=True)
        for at in range(len(records) + 1):
            while planned and planned[-1][0] == at:
                _, trial, dice = planned.pop()
                self.trial(trial, dice, trial == next_from)
            if at < len(records):
                self.apply(records[at])

    def apply(self, record):
        was_open = self.story.opened
        self.disk.apply(record)
        names = self.disk.names
        if self.story.opened and not was_open:
            self.judge.keys = [bytes(names[name].now()) for name in KEYS]
        if record[0] in "WS" and self.disk.open[record[1]] is names.get(CHECKPOINTS, 0):
            key = bytes.fromhex(names[KEYS[1]].now().decode())
            self.judge.checkpointed(names[CHECKPOINTS].now(), key, record[0] == "S")

    def trial(self, number, dice, is_next):
        files = self.disk.after_cut(dice)
        self.counts["trials"] += 1
        try:
            batch = self.judge.judge(put(os.path.join(self.folder, "cut"), files), dice)
            if number % self.settings["opens"] == 0:
                self.opened(copied(files), batch)
        except Loss as loss:
            self.failures.append((number, str(loss)))
            return
        if is_next:
            self.next = (copied(files), self.story.upto(batch), self.judge.keys is not None)

    def opened(self, files, batch):
        """The journal itself opens the disk, and goes on; both verifiers find the record whole."""
        folder = put(os.path.join(self.folder, "open"), files)
        story = self.story.upto(batch)
        judge = Judge(story, self.judge.bounded)
        judge.goes_on_from(files, self.judge.keys is not None)
        self.host(folder)
        story.tell(read(folder, "story"))
        key = bytes.fromhex(read(folder, KEYS[1]).decode())
        judge.checkpointed(read(folder, CHECKPOINTS), key, True)
        if judge.judge(folder, random.Random(0)) != story.given:
            raise Loss("what the next host wrote is not there")
        verdict = verified(folder, self.folder)
        if not verdict.startswith("ok "):
            raise Loss(f"the audit record does not hold: {verdict}")
        self.counts["opened"] += 1
