"""What a journal was given and what it said is durable, and so what must be on its disk.

What was given at once is a batch, and on disk as a whole or not at all. After every batch the rows
of each table are known by the sum of their hashes: a row that is missing, changed or there twice
gives another sum. Samples are compared byte by byte, since the oldest of them may give way.
"""

import base64
import bisect
import hashlib
import json
import struct

BLOCK = 512
SAMPLE = struct.Struct("<qQB")

TABLES = {
    "documents": "SELECT hash, kind, bytes FROM documents",
    "runs": "SELECT run, plan, title, file, plan_hash, lab_hash, by, far_end, boot_id, began,"
    " clock, boot, alive, ended, outcome, ended_clock, energy FROM runs",
    "events": "SELECT run, number, line FROM events",
    "history": "SELECT run, number, origin, line FROM history",
    "intents": "SELECT run, command, line, wall, outcome FROM intents",
    "points": "SELECT point, name FROM points",
    "states": "SELECT number, revision, wall, bytes, run, is_change, far_end FROM states",
    "notes": "SELECT number, run, kind, wall, line FROM notes",
    "audit": "SELECT number, line, hash FROM audit",
}


class Story:
    """Told line by line; `given` and `acknowledged` are batches."""

    def __init__(self):
        self.rows = {table: {} for table in TABLES}
        self.sums = dict.fromkeys(TABLES, 0)
        self.after = [tuple(self.sums.values())]
        self.ends = [0]
        self.lines = []
        self.acknowledged = 0
        self.opened = False
        self.before_session = 0
        self.chain = [bytes(32)]
        self.audited = [0]
        self.events = {}
        self.histories = {}
        self.series = {}
        self.counts = {}
        self.ends_of_runs = {}
        self.part = b""

    @property
    def given(self):
        return len(self.after) - 1

    def upto(self, batch):
        """The story of a disk that holds this much: the next life goes on from there."""
        story = Story()
        for line in self.lines[:batch]:
            story.give(line)
        story.acknowledged = batch
        return story

    def tell(self, data):
        *lines, self.part = (self.part + data).split(b"\n")
        for line in lines:
            line = json.loads(line)
            if "give" in line:
                self.give(line["give"])
            elif "ack" in line:
                end = self.before_session + line["ack"]
                self.acknowledged = bisect.bisect_left(self.ends, end)
                assert self.ends[self.acknowledged] == end
            else:
                self.before_session = self.ends[-1]
                self.opened = True

    def give(self, entries):
        self.lines.append(entries)
        for entry in entries:
            getattr(self, entry["kind"])(entry)
        self.after.append(tuple(self.sums.values()))
        self.ends.append(self.ends[-1] + len(entries))
        self.audited.append(len(self.chain) - 1)

    def put(self, table, key, row):
        old = self.rows[table].get(key)
        self.rows[table][key] = row
        self.sums[table] += hash(row) - (0 if old is None else hash(old))

    def drop(self, table, key):
        self.sums[table] -= hash(self.rows[table].pop(key))

    def document(self, entry):
        key = entry["name"]
        if key not in self.rows["documents"]:
            self.put("documents", key, (key, entry["header"][0], decoded(entry)))

    def run(self, entry):
        times = (entry["wall"], entry["clock"], entry["number"])
        row = (entry["run"], *entry["header"], *times, *[None] * 5)
        self.put("runs", entry["run"], row)

    def ended(self, entry):
        row = self.rows["runs"][entry["run"]]
        self.ends_of_runs[entry["run"]] = self.given + 1
        end = (entry["wall"], entry["name"], entry.get("clock"), entry.get("energy"))
        self.put("runs", entry["run"], row[:-4] + end)
        for number in range(self.histories.pop(entry["run"], 0)):
            self.drop("history", (entry["run"], number + 1))

    def event(self, entry):
        run = entry["run"]
        number = self.events[run] = self.events.get(run, 0) + 1
        self.put("events", (run, number), (run, number, decoded(entry)))

    def history(self, entry):
        run = entry["run"]
        number = self.histories[run] = self.histories.get(run, 0) + 1
        row = (run, number, entry["number"], decoded(entry))
        self.put("history", (run, number), row)

    def alive(self, entry):
        row = self.rows["runs"][entry["run"]]
        self.put("runs", entry["run"], row[:-5] + (entry["number"],) + row[-4:])

    def intent(self, entry):
        key = (entry["run"], entry["number"])
        self.put("intents", key, (*key, decoded(entry), entry["wall"], None))

    def outcome(self, entry):
        key = (entry["run"], entry["number"])
        self.put("intents", key, self.rows["intents"][key][:4] + (entry["name"],))

    def state(self, entry, is_change=0):
        number = len(self.rows["states"]) + 1
        row = (number, entry["number"], entry["wall"], decoded(entry), entry.get("run"), is_change)
        self.put("states", number, (*row, entry.get("name")))

    def change(self, entry):
        self.state(entry, is_change=1)

    def note(self, entry):
        number = len(self.rows["notes"]) + 1
        row = (number, entry.get("run"), entry["name"], entry["wall"], decoded(entry))
        self.put("notes", number, row)

    def audit(self, entry):
        line, number = decoded(entry), len(self.chain)
        self.chain.append(hashlib.sha256(self.chain[-1] + line).digest())
        self.put("audit", number, (number, line, self.chain[-1]))

    def sample(self, entry):
        name = entry["name"]
        if name not in self.rows["points"]:
            self.put("points", name, (len(self.rows["points"]) + 1, name))
        key = (entry["run"], name)
        series = self.series.setdefault(key, bytearray())
        series += SAMPLE.pack(entry["clock"], entry["bits"], entry["number"])
        counts = self.counts.setdefault(key, [(0, 0)])
        counts.append((self.given + 1, len(series) // SAMPLE.size))

    def count(self, key, batch):
        """Samples of a run's point after a batch."""
        counts = self.counts[key]
        return counts[bisect.bisect_right(counts, (batch, 1 << 60)) - 1][1]


def decoded(entry):
    return base64.b64decode(entry["bytes"])
