#!/usr/bin/env python3
"""Plans the next setpoint of `closed-loop.yaml`: the secant method on what the guard reads.

Reads one JSON question a line, writes one JSON answer a line. A question carries the history of
answers and results of this run, the ranges of the answer, and what is left of the budget. Only
Python's standard library.
"""

import json
import sys

GOAL = 650.0
CLOSE_ENOUGH = 0.5


def celsius(text):
    """`650 degC` or `923.15 K` as a number in °C."""
    number, unit = text.split()
    return float(number) - (273.15 if unit == "K" else 0.0)


def propose(history, low, high):
    """The next setpoint from (setpoint, measured) pairs, and whether the search is done."""
    if not history:
        return GOAL, False
    setpoint, seen = min(history, key=lambda pair: abs(pair[1] - GOAL))
    if abs(seen - GOAL) <= CLOSE_ENOUGH:
        return setpoint, True
    slope = 1.0
    if len(history) >= 2:
        (a, fa), (b, fb) = history[-2:]
        if abs(b - a) > 0.01:
            # Readings come in whole degrees: a slope far from 1 is their rounding, not the furnace.
            slope = min(max((fb - fa) / (b - a), 0.5), 2.0)
    proposal = setpoint + (GOAL - seen) / slope
    return min(max(proposal, low), high), False


def main():
    for line in sys.stdin:
        question = json.loads(line)
        fields = {field["name"]: field for field in question["expect"]}
        low, high = (celsius(end) for end in fields["T"]["within"])
        history = [
            (celsius(row["next.T"]), celsius(row["seen"]))
            for row in question["history"]
            if "next.T" in row and "seen" in row
        ]
        setpoint, done = propose(history, low, high)
        print(json.dumps({"T": f"{setpoint:.3f} degC", "done": done}), flush=True)


if __name__ == "__main__":
    main()
