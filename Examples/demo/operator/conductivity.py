#!/usr/bin/env python3
"""Stands for the person at the impedance bench in `dose-and-fire.yaml`.

Reads one JSON question a line, writes one JSON answer a line: the conductivity a pellet fired at
the last `next.T` for `next.dwell` would show, by a model with its best firing near 870 °C. Only
Python's standard library.
"""

import json
import math
import sys


def number(text):
    """`870 degC`, `1143.15 K`, `2 h` or `90 min` as °C or hours."""
    value, unit = text.split()
    value = float(value)
    return {"K": value - 273.15, "min": value / 60, "s": value / 3600}.get(unit, value)


def conductivity(celsius, hours):
    """S/cm: grains grow with time, and melt and coarsen when it is too hot."""
    return 0.85 * math.exp(-(((celsius - 872) / 95) ** 2)) * (1 - math.exp(-hours / 1.4))


def main():
    for line in sys.stdin:
        question = json.loads(line)
        fired = [row for row in question["history"] if "next.T" in row]
        row = fired[-1] if fired else {"next.T": "700 degC", "next.dwell": "30 min"}
        sigma = conductivity(number(row["next.T"]), number(row["next.dwell"]))
        print(json.dumps({"sigma": f"{sigma:.5f} S/cm"}), flush=True)


if __name__ == "__main__":
    main()
