"""Columns of the logs as plain arrays, and the integers in which they are summed.

Times become whole numbers of 2⁻²⁰ s (about a microsecond), money whole millionths: sums of
integers are the same in any order, and 20 s is 20 s however it came about.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.centre.log import Table
from sim.plan.plan import Floats, Ints

Bools = NDArray[np.bool_]

TICKS_PER_S = 2**20
MILLIONTHS = 10**6

PER_UNIT = {
    "count": 1.0,
    "s": float(TICKS_PER_S),
    "h": 3600.0 * TICKS_PER_S,
    "money": float(MILLIONTHS),
}
"""What an integer sum is divided by to read in its unit."""


def ints(table: Table, name: str) -> Ints:
    """A column of indices, codes or counts."""
    return table[name].astype(np.int64)


def floats(table: Table, name: str) -> Floats:
    """A column of times, shares or money."""
    return np.asarray(table[name], dtype=np.float64)


def ticks(seconds: ArrayLike) -> Ints:
    """Seconds in whole 2⁻²⁰ s, nearest; "never happened" becomes 0, so mask it out."""
    return _whole(np.asarray(seconds, dtype=np.float64) * TICKS_PER_S)


def millionths(money: ArrayLike) -> Ints:
    """Money in whole millionths, nearest."""
    return _whole(np.asarray(money, dtype=np.float64) * MILLIONTHS)


def looked_up(values: ArrayLike, index: Ints) -> Ints:
    """The value at each index, -1 where the index is -1 (none)."""
    # -1 indexes the last element, which is the -1 appended here.
    return np.append(np.asarray(values, dtype=np.int64), -1)[index]


def _whole(numbers: Floats) -> Ints:
    return np.rint(np.where(np.isnan(numbers), 0.0, numbers)).astype(np.int64)
