"""Refusals: one grammar for every argument of this room: name = value: rule.

Each check returns nothing and raises ValueError, so a formula starts with the list of
what it needs and goes on with numbers it may trust.
"""

from collections.abc import Sequence
from math import isfinite, isnan


def refuse(name: str, value: object, rule: str) -> ValueError:
    """Make the error to raise when an argument breaks its rule."""
    return ValueError(f"{name} = {value}: {rule}")


def check_positive(**values: float) -> None:
    """Refuse what is not a finite number above 0."""
    for name, value in values.items():
        if not (isfinite(value) and value > 0):
            raise refuse(name, value, "must be a finite number above 0")


def check_not_negative(**values: float) -> None:
    """Refuse what is not a finite number of 0 or more."""
    for name, value in values.items():
        if not (isfinite(value) and value >= 0):
            raise refuse(name, value, "must be a finite number, 0 or more")


def check_patience(patience_mean_s: float) -> None:
    """Refuse a mean patience of 0 or less; infinity says that nobody ever abandons."""
    if isnan(patience_mean_s) or patience_mean_s <= 0:
        raise refuse("patience_mean_s", patience_mean_s, "must be above 0; say inf for no abandons")


def check_count(least: int, **values: int) -> None:
    """Refuse what is not a whole number of at least `least`."""
    for name, value in values.items():
        if isinstance(value, bool) or value != int(value):
            raise refuse(name, value, "must be a whole number")
        if value < least:
            raise refuse(name, value, f"must be {least} or more")


def check_share(**values: float) -> None:
    """Refuse what is not a share from 0 to 1."""
    for name, value in values.items():
        if not 0 <= value <= 1:
            raise refuse(name, value, "must be a share from 0 to 1")


def check_load(load: float, agents: int) -> None:
    """Refuse a load that the agents cannot work off when nobody abandons."""
    if load >= agents:
        rule = f"must be above the load of {load:g} erlangs, or the queue grows without end"
        raise refuse("agents", agents, rule)


def check_same_length(**lists: Sequence[object]) -> None:
    """Refuse lists that do not have one entry for each of the same things."""
    lengths = {name: len(values) for name, values in lists.items()}
    if len(set(lengths.values())) > 1:
        counts = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise ValueError(f"{counts}: must have equally many entries")
    if 0 in lengths.values():
        raise ValueError(f"{next(iter(lengths))} = []: must have at least one entry")
