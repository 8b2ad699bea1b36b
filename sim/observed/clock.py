"""Dates, intervals, and stretches of time cut at the intervals' edges.

Times are summed as whole 2⁻²⁰ s, as everywhere, so that parts add up to the whole exactly.
"""

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.measure.units import TICKS_PER_S
from sim.observed.declared import checked_day
from sim.plan.plan import Calendar, Floats, Ints

Times = NDArray[np.datetime64]

_US_PER_S = 1e6
_NAT = np.datetime64("NaT", "us")


@dataclass(frozen=True)
class Clock:
    """Dates of the times of a play, and the intervals that its records are kept by.

    origin      date of time 0
    interval_s  length of an interval; the first begins at time 0
    count       how many there are, from time 0 to the end of the play
    ended_s     the play's end, and so the records'
    """

    origin: np.datetime64
    interval_s: float
    count: int
    ended_s: float

    def date(self, seconds: Floats) -> Times:
        """Times of the play as dates, to a microsecond; NaT for nan."""
        us = np.rint(np.nan_to_num(seconds) * _US_PER_S).astype("m8[us]")
        return np.where(np.isnan(seconds), _NAT, self.origin + us)

    def interval(self, seconds: Floats) -> Ints:
        """The interval in which each time lies: from its begin, up to but not at its end."""
        return np.minimum((seconds // self.interval_s).astype(np.int64), self.count - 1)

    def edges(self, numbers: NDArray[Any]) -> tuple[Times, Times]:
        """Begin and end of intervals, as dates."""
        return self.date(numbers * self.interval_s), self.date((numbers + 1) * self.interval_s)

    def spread(self, owner: NDArray[Any], owners: int, from_s: Floats, to_s: Floats) -> Ints:
        """[owner × interval] ticks of each owner's stretches that lie in each interval."""
        first = self.interval(from_s)
        # A stretch that ends at an interval's begin has nothing in it: the cut below gives 0.
        pieces = np.maximum(self.interval(to_s) - first, 0) + 1
        stretch = np.repeat(np.arange(first.size), pieces)
        since = np.arange(stretch.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        number = first[stretch] + since
        edge = number * ticks(np.array(self.interval_s))
        last = number == self.count - 1
        start = np.maximum(ticks(from_s)[stretch], edge)
        end = np.minimum(ticks(to_s)[stretch], edge + ticks(np.array(self.interval_s)))
        end = np.where(last, ticks(to_s)[stretch], end)
        into = np.zeros((owners, self.count), np.int64)
        np.add.at(into, (owner[stretch], number), np.maximum(end - start, 0))
        return into


def clock_of(calendar: Calendar, ended_s: float, first_day: str) -> Clock:
    """The clock of a play. Raises UsageError if `first_day` is no date."""
    day = np.datetime64(checked_day(first_day), "D")
    origin = (day + np.timedelta64(calendar.first_day, "D")).astype("M8[us]")
    lasts_s = ended_s if calendar.always_open else calendar.days * calendar.day_s
    count = max(ceil(lasts_s / calendar.interval_s), 1)
    return Clock(origin, calendar.interval_s, count, ended_s)


def ticks(seconds: Floats) -> Ints:
    """Seconds in whole 2⁻²⁰ s, nearest; nan is 0."""
    return np.rint(np.nan_to_num(seconds) * TICKS_PER_S).astype(np.int64)


def merged(
    owner: NDArray[Any], from_s: Floats, to_s: Floats
) -> tuple[NDArray[Any], Floats, Floats]:
    """Stretches of each owner with those that overlap or touch made one; sorted by owner, begin."""
    order = np.lexsort((from_s, owner))
    owner, from_s, to_s = owner[order], from_s[order], to_s[order]
    if not owner.size:
        return owner, from_s, to_s
    # One number for owner and time: the latest end so far never reaches into the next owner.
    span = float(to_s.max()) + 1.0
    latest = np.maximum.accumulate(owner * span + to_s)
    is_new = np.append(True, owner[1:] * span + from_s[1:] > latest[:-1])
    ends = np.maximum.reduceat(to_s, np.flatnonzero(is_new))
    return owner[is_new], from_s[is_new], ends
