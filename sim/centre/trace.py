"""A trace of the timed events of a play, and the finder of the first difference of two."""

from typing import NamedTuple

from sim.centre.order import kind_of, sub_of, who_of


class Traced(NamedTuple):
    """One timed event that was handled: when, and its key."""

    at_s: float
    key: int

    def __str__(self) -> str:
        kind = kind_of(self.key)
        return f"{self.at_s!r} s {kind.name} of {who_of(self.key)}, part {sub_of(self.key)}"


Trace = list[Traced]


def first_difference(one: Trace, other: Trace) -> str:
    """The first event at which two traces part, in words; empty if they are equal."""
    for number, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return f"event {number}: {left} against {right}"
    if len(one) != len(other):
        number = min(len(one), len(other))
        longer, name = (one, "first") if len(one) > len(other) else (other, "second")
        return f"event {number}: only the {name} goes on, with {longer[number]}"
    return ""
