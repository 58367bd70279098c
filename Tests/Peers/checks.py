"""Checks that count themselves, so that a script that checked nothing has not passed."""

import sys

_done = 0


def check(got, wanted, what):
    """Ends the script where `got` is not what was wanted."""
    global _done
    if got != wanted:
        sys.exit(f"{what}: wanted {wanted!r}, got {got!r}")
    _done += 1


def near(got, wanted, within, what):
    """Ends the script where a number is too far off."""
    check(abs(got - wanted) <= within, True, f"{what} ({got}, wanted {wanted} within {within})")


def finish():
    if _done == 0:
        sys.exit("nothing was checked")
    print(f"{_done} checks passed")
