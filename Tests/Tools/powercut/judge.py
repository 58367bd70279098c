"""Whether a disk holds what its story says was acknowledged: once, whole, in order, nothing else.

Gives the batch the disk holds; raises `Loss` with what is wrong.
"""

import json
import os
import sqlite3
import sys

from story import BLOCK, SAMPLE, TABLES

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import verify_audit  # noqa: E402

DATABASE = "journal.sqlite"
CHECKPOINTS = DATABASE + ".checkpoints"
KEYS = (DATABASE + ".key", DATABASE + ".key.pub")


class Loss(Exception):
    """What is wrong with a disk."""


class Judge:
    """`bounded`: whether samples may have given way."""

    def __init__(self, story, bounded):
        self.story = story
        self.bounded = bounded
        # Disks on which samples had given way.
        self.given_way = 0
        # Checkpoints that were written, with how many lines each vouches for; those of them synced.
        self.known = {}
        self.kept = []
        # What a cut has left of a line; nobody needs to mend it, and nothing may be glued to it.
        self.torn = {b""}
        self.keys = None

    def goes_on_from(self, files, has_keys):
        """What was there when the life began is there to stay."""
        if has_keys:
            self.keys = [files.get(name) for name in KEYS]
        for line in files.get(CHECKPOINTS, b"").split(b"\n"):
            try:
                self.known[line] = json.loads(line)["count"]
                self.kept.append(line)
            except (ValueError, TypeError, KeyError):
                self.torn.add(line)

    def checkpointed(self, content, key, is_synced):
        """The file of checkpoints was written, or synced, and holds this."""
        there = bytes(content).split(b"\n")
        for line in there:
            if line in self.known or line in self.torn:
                continue
            try:
                point = json.loads(line)
                text = f"athanor audit {point['count']} {point['hash']} {point['at-ns']}"
                signature = bytes.fromhex(point["signature"])
            except (ValueError, TypeError, KeyError) as error:
                raise Loss(f"what was written is no checkpoint: {line}") from error
            if not verify_audit.is_signed(key, text.encode(), signature):
                raise Loss("a checkpoint was written that the key did not sign")
            if self.story.chain[point["count"]].hex() != point["hash"]:
                raise Loss("a checkpoint was written that vouches for another record")
            self.known[line] = point["count"]
        if is_synced:
            self.kept = [line for line in there if line in self.known]

    def judge(self, folder, dice):
        try:
            batch = self.database(folder, dice)
        except (sqlite3.Error, TypeError, ValueError) as error:
            raise Loss(f"the database is damaged: {error}") from error
        self.checkpoints(folder, self.story.audited[batch])
        if self.keys:
            for name, content in zip(KEYS, self.keys, strict=True):
                if read(folder, name) != content:
                    raise Loss(f"{name} is not what it was when the journal was opened")
        return batch

    def database(self, folder, dice):
        path = os.path.join(folder, DATABASE)
        if not os.path.exists(path):
            return self.batch(dict.fromkeys(TABLES, 0), {}, set())
        chance = dice.random()
        if chance < 0.9:
            # Its index of the log then is this process's own memory: that is sooner done.
            start = "PRAGMA locking_mode = EXCLUSIVE"
        else:
            # What stands in the index of a machine that lost its power is nothing to go by.
            start = "PRAGMA locking_mode = NORMAL"
            with open(path + "-shm", "wb") as file:
                file.write(dice.randbytes(32768))
        database = sqlite3.connect(path, isolation_level=None)
        try:
            database.execute(start)
            if chance < 0.1:
                check = "quick_check" if chance < 0.09 else "integrity_check"
                said = database.execute(f"PRAGMA {check}").fetchall()
                if said != [("ok",)]:
                    raise Loss(f"the database is damaged: {said}")
            return self.tables(database)
        finally:
            database.close()

    def tables(self, database):
        made = "SELECT count(*) FROM sqlite_master WHERE name = 'audit'"
        if not database.execute(made).fetchone()[0]:
            return self.batch(dict.fromkeys(TABLES, 0), {}, set())
        sums = {
            table: sum(map(hash, database.execute(select))) for table, select in TABLES.items()
        }
        blocks = {}
        for run, name, *block in database.execute(
            "SELECT run, name, number, first, last, block FROM samples JOIN points USING (point)"
            " ORDER BY run, point, number"
        ):
            blocks.setdefault((run, name), []).append(block)
        gaps = set(
            database.execute("SELECT run, name, first, last FROM gaps JOIN points USING (point)")
        )
        return self.batch(sums, blocks, gaps)

    def batch(self, sums, blocks, gaps):
        """The batch these rows are the state after; it must be one that may be there."""
        story, wrong = self.story, None
        for batch in range(story.acknowledged, story.given + 1):
            if story.after[batch] == tuple(sums.values()):
                wrong = self.samples(batch, blocks, gaps)
                if wrong is None:
                    return batch
        if wrong:
            raise Loss(wrong)
        held = story.after[story.acknowledged]
        tables = [name for name, wanted in zip(TABLES, held, strict=True) if sums[name] != wanted]
        if tuple(sums.values()) in story.after:
            earlier = story.after.index(tuple(sums.values()))
            raise Loss(
                f"batch {earlier} is on disk, {story.acknowledged} of {story.given} were"
                f" acknowledged; {', '.join(tables)} differ"
            )
        raise Loss(f"{', '.join(tables)} hold what was never written, or not all of it")

    def samples(self, batch, blocks, gaps):
        """What is wrong with the samples, as the state after this batch."""
        expected = set()
        if not blocks.keys() <= self.story.series.keys():
            return "samples of a run and point that had none"
        for (run, name), series in self.story.series.items():
            count = self.story.count((run, name), batch)
            held = blocks.get((run, name), [])
            most = -(-count // BLOCK)
            gone = most - len(held)
            if [block[0] for block in held] != list(range(gone + 1, most + 1)):
                return f"blocks of run {run}, {name} are missing, or too many"
            is_ended = self.story.ends_of_runs.get(run, batch + 1) <= batch
            if gone and (not self.bounded or gone == most and not is_ended):
                return f"blocks of run {run}, {name} are gone"
            for number, first, last, block in held:
                start = (number - 1) * BLOCK * SAMPLE.size
                end = min(start + BLOCK * SAMPLE.size, count * SAMPLE.size)
                ends = (stamp(series, start), stamp(series, end - SAMPLE.size))
                if series[start:end] != block or (first, last) != ends:
                    return f"block {number} of run {run}, {name} is not what was given"
            if gone:
                last = min(gone * BLOCK, count) - 1
                expected.add((run, name, stamp(series, 0), stamp(series, last * SAMPLE.size)))
        self.given_way += bool(expected)
        return None if gaps == expected else "the gaps are not what gave way"

    def checkpoints(self, folder, audited):
        content = read(folder, CHECKPOINTS) or b""
        whole, there = content[: content.rfind(b"\n") + 1].split(b"\n"), []
        for line in whole:
            if line in self.known:
                there.append(line)
                if self.known[line] > audited:
                    raise Loss("a checkpoint vouches for more lines than the record has")
            elif line in self.torn:
                continue
            elif line.startswith(b"{") and line.endswith(b"}"):
                raise Loss(f"a checkpoint nobody wrote: {line}")
        if there[: len(self.kept)] != self.kept:
            raise Loss(f"{len(self.kept)} checkpoints were kept, {len(there)} are there")


def stamp(series, at):
    return SAMPLE.unpack_from(series, at)[0]


def read(folder, name):
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def verified(folder, work):
    """What the second verifier of audit records says of this disk."""
    database = sqlite3.connect(os.path.join(folder, DATABASE))
    record = os.path.join(work, "record.jsonl")
    with open(record, "w", encoding="utf-8") as file:
        for number, line, digest in database.execute(TABLES["audit"] + " ORDER BY number"):
            row = {"number": number, "line": line.decode(), "hash": digest.hex()}
            file.write(json.dumps(row) + "\n")
    database.close()
    key = bytes.fromhex(read(folder, KEYS[1]).decode().strip())
    return verify_audit.verify(record, os.path.join(folder, CHECKPOINTS), key)
