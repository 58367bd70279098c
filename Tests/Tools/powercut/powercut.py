"""Cuts the power under a journal, again and again: nothing acknowledged is lost, nothing is twice.

usage: powercut.py BENCH [--trials N] [--seed N] [--jobs N] [--opens N] [--ignore-fsync NAME]
       powercut.py --again FOLDER --only TRIAL

A host's life (`BENCH --journal-life`) is written down by filelog.c, operation by operation. For
every trial a moment of it is picked, a disk is built as a cut at that moment could have left it
(disk.py says by which model), opened by SQLite and compared with what had been given and
acknowledged by then (judge.py). One in `--opens` of the disks is opened by the project's own
journal, which must go on from there; one is where the next life begins, so that cuts also fall into
what comes after a cut. Chains of lives are independent; in every other one samples have a bound.

`--ignore-fsync` builds the disks of a drive that lies about its syncs of files whose name ends so
(`folder` for the folder itself); the trials must fail then, or they would show nothing.
A failure is printed and its life kept under out/powercut; `--again` repeats a trial of it alone.
"""

import argparse
import concurrent.futures
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

import tampering
from judge import Loss
from life import Life, put
from story import Story

HERE = os.path.dirname(os.path.abspath(__file__))
KEPT = os.path.join(HERE, "../../../out/powercut")
LIVES = 5
TRIALS_OF_A_LIFE = 1000
BOUND = 200_000


def compiled(folder):
    # Clang is part of a Swift toolchain.
    compiler = shutil.which("cc") or shutil.which("clang")
    if compiler is None:
        raise RuntimeError("A C compiler is needed: cc or clang.")
    path = os.path.join(folder, "filelog.so")
    source = os.path.join(HERE, "filelog.c")
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", source, "-o", path], check=True)
    return path


def chain(options, number, lives):
    """Lives of so many trials, each on what a cut into the one before has left: what came of it."""
    counts, failures = {}, []
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    work = tempfile.mkdtemp(prefix="athanor-powercut-", dir=place)
    start = ({}, Story(), False)
    try:
        shim = compiled(work)
        for index, trials in enumerate(lives):
            files, past, keys = start
            settings = {
                "bench": os.path.abspath(options.bench), "opens": options.opens, "keys": keys,
                "seed": f"{options.seed}.{number}.{index}", "lies": options.ignore_fsync,
                "bound": BOUND if number % 2 else None,
            }
            life = Life(os.path.join(work, str(index)), settings, files, past)
            whole = lived(life, shim, trials, is_last=index == len(lives) - 1)
            for key, count in whole.items():
                counts[key] = counts.get(key, 0) + count
            if life.failures:
                kept = keep(life, options)
                failures += [(kept, *failure) for failure in life.failures]
            shutil.rmtree(life.folder)
            start = life.next
            if start is None:
                break
    finally:
        shutil.rmtree(work)
    return counts, failures


def lived(life, shim, trials, is_last):
    """A life and its cuts; of a chain's last one every change to the whole disk must be seen."""
    changes = 0
    try:
        life.live(shim)
        life.cut(range(trials), random.Random(life.settings["seed"]).randrange(trials))
        if is_last and not life.failures:
            changes = tampered(life)
    except Loss as loss:
        life.failures.append((-1, str(loss)))
    given_way = life.judge.given_way
    return {**life.counts, "lives": 1, "given-way": given_way, "changes": changes}


def tampered(life):
    files = {name: file.now() for name, file in life.disk.names.items() if file}
    folder = put(os.path.join(life.folder, "whole"), files)
    seen, missed = tampering.found(life.judge, folder, random.Random(0))
    life.failures += [(-1, f"the judge does not see {change}") for change in missed]
    return seen


def keep(life, options):
    """Where a life with a failure is kept; one of a lying drive is not worth it."""
    kept = os.path.realpath(os.path.join(KEPT, life.settings["seed"]))
    if options.ignore_fsync is None:
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(life.folder, kept)
    return kept


def campaign(options):
    """All chains; whether no trial failed."""
    began, total, failures = time.monotonic(), {}, []
    plans, left = [], options.trials
    while left > 0:
        most = min(left, LIVES * TRIALS_OF_A_LIFE)
        lives = max(1, min(LIVES, most // 50))
        plans.append([most // lives + (index < most % lives) for index in range(lives)])
        left -= most
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        chains = [pool.submit(chain, options, *plan) for plan in enumerate(plans)]
        for future in concurrent.futures.as_completed(chains):
            counts, failed = future.result()
            failures += failed
            total = {key: total.get(key, 0) + count for key, count in counts.items()}
            print(*(f"{key} {count}" for key, count in total.items()), flush=True)
    for folder, trial, why in failures[:10]:
        print(f"failed: {folder}, trial {trial}: {why}")
    print(f"seconds {time.monotonic() - began:.1f}")
    print(f"failures {len(failures)}")
    return not failures


def again(options):
    life = Life.again(options.again)
    life.cut([options.only])
    print(*life.failures or ["ok"], sep="\n")
    return not life.failures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("bench", nargs="?")
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--opens", type=int, default=500)
    parser.add_argument("--ignore-fsync")
    parser.add_argument("--again")
    parser.add_argument("--only", type=int)
    chosen = parser.parse_args()
    sys.exit(0 if (again(chosen) if chosen.again else campaign(chosen)) else 1)
