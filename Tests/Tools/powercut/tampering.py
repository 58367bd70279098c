"""Changes no cut makes, so that whoever judges cuts is seen to find them."""

import os
import shutil
import sqlite3

from judge import CHECKPOINTS, DATABASE, KEYS, Loss

CHANGES = [
    "DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)",
    "UPDATE audit SET line = x'7b7d' WHERE number = 2",
    "UPDATE audit SET hash = zeroblob(32) WHERE number = 2",
    "INSERT INTO audit SELECT number + 1, line, hash FROM audit ORDER BY number DESC LIMIT 1",
    "DELETE FROM events WHERE number = 1",
    "INSERT INTO events (run, number, line) SELECT run, max(number) + 1, line FROM events"
    " GROUP BY run",
    "UPDATE events SET number = -number",
    "DELETE FROM intents",
    "UPDATE intents SET outcome = 'sent'",
    "UPDATE runs SET ended = coalesce(ended, 0) + 1",
    "DELETE FROM runs WHERE run = (SELECT max(run) FROM runs)",
    "DELETE FROM states WHERE number = 1",
    "UPDATE states SET bytes = x'00' WHERE number = (SELECT max(number) FROM states)",
    "UPDATE states SET is_change = 1 - is_change",
    "DELETE FROM notes WHERE number = (SELECT max(number) FROM notes)",
    "UPDATE runs SET energy = coalesce(energy, 0) + 1",
    "DELETE FROM documents WHERE hash = 'lab'",
    "DELETE FROM samples WHERE number = (SELECT max(number) FROM samples)",
    "UPDATE samples SET block = substr(block, 18)",
    "UPDATE samples SET last = last + 1",
    "INSERT INTO samples SELECT run, point, max(number) + 1, first, last, block FROM samples"
    " GROUP BY run, point",
    "INSERT INTO gaps SELECT run, point, first, last FROM samples LIMIT 1",
]


def found(judge, folder, dice):
    """How many of the changes the judge finds on this disk, which must be whole; and those not."""
    judge.judge(folder, dice)
    seen, missed = 0, []
    for change in [*CHANGES, CHECKPOINTS, *KEYS]:
        copy = folder + "-changed"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        if change in CHANGES:
            database = sqlite3.connect(os.path.join(copy, DATABASE))
            with database:
                changed = database.execute(change).rowcount
            database.close()
            if not changed:
                continue
        else:
            os.remove(os.path.join(copy, change))
        try:
            judge.judge(copy, dice)
            missed.append(change)
        except Loss:
            seen += 1
    return seen, missed
