#!/usr/bin/env python3
"""Plans the firings of `dose-and-fire.yaml`: a golden-section search over the temperature.

Reads one JSON question a line, writes one JSON answer a line. A question carries the history of
answers and results of this run and the ranges of the answer. The longest dwell is best here, so
only the temperature is searched. Only Python's standard library.
"""

import json
import math
import sys

GOLDEN = (math.sqrt(5) - 1) / 2
CLOSE_ENOUGH = 20.0  # K between the ends of what is left


def number(text):
    """`850 degC` or `1123.15 K` as a number in °C."""
    value, unit = text.split()
    return float(value) - (273.15 if unit == "K" else 0.0)


def propose(seen, low, high):
    """The next temperature from what was seen at others, and whether the search is done."""
    while True:
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        for wanted in (left, right):
            if not any(abs(wanted - at) < 1e-3 for at in seen):
                return wanted, False
        value = {want: next(v for at, v in seen.items() if abs(at - want) < 1e-3)
                 for want in (left, right)}
        if value[left] < value[right]:
            low = left
        else:
            high = right
        if high - low < CLOSE_ENOUGH:
            return max(seen, key=seen.get), True


def main():
    for line in sys.stdin:
        question = json.loads(line)
        fields = {field["name"]: field for field in question["expect"]}
        low, high = (number(end) for end in fields["T"]["within"])
        seen = {
            round(number(row["next.T"]), 6): float(row["sigma"].split()[0])
            for row in question["history"]
            if "next.T" in row and "sigma" in row
        }
        celsius, done = propose(seen, low, high)
        answer = {"T": f"{celsius:.6f} degC", "dwell": fields["dwell"]["within"][1], "done": done}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
