"""Rules about single numbers that the passes share."""

from math import floor, isnan

import numpy as np

from sim.compiled import part
from sim.measure.units import MILLIONTHS, TICKS_PER_S

MARGIN_S = 1.0
"""Farther than this outside the window no rounding brings a time back into it."""


@part
def ticks(seconds: float) -> int:
    """Seconds in whole 2⁻²⁰ s, nearest; "never happened" becomes 0, so mask it out."""
    return 0 if isnan(seconds) else int(np.rint(seconds * TICKS_PER_S))


@part
def millionths(money: float) -> int:
    """Money in whole millionths, nearest."""
    return 0 if isnan(money) else int(np.rint(money * MILLIONTHS))


@part
def interval_at(since_s: float, interval_s: float, count: int) -> int:
    """Number of the interval in which a time since the window's begin lies."""
    return min(floor(since_s / interval_s), count - 1)


@part
def clipped(time: int, length: int) -> int:
    """The nearest time inside the window."""
    return min(max(time, 0), length)
