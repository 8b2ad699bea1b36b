"""The distribution of waits on live channels: quantiles by scope, and counts in fixed bins."""

import numpy as np

from plain.columns import ticks
from plain.views import View
from sim.measure.waits import WAIT_EDGES_S
from sim.plan.plan import Ints


def wait_histogram(visits: View) -> Ints:
    """[answered, abandoned × bin] visits of live channels by their wait."""
    edges, wait = ticks(WAIT_EDGES_S), visits.values["wait"]
    return np.array(
        [
            np.bincount(
                np.searchsorted(edges, wait[visits.masks[row] & visits.live]),
                minlength=len(edges) + 1,
            )
            for row in ("answered", "abandoned")
        ]
    )


def grouped_quantiles(values: Ints, codes: Ints, size: int, percents: tuple[int, ...]) -> Ints:
    """[percent × code] the smallest value that at least so many percent of its group do not exceed.

    -1 for an empty group. `values` must be rising; codes of -1 belong to no group.
    """
    if np.any(codes < 0):
        values, codes = values[codes >= 0], codes[codes >= 0]
    # Sorting short integers is linear in NumPy.
    short = codes.astype(np.int16) if size < 2**15 else codes
    by_group = values[np.argsort(short, kind="stable")]
    counts = np.bincount(codes, minlength=size)
    first = np.cumsum(counts) - counts
    found = np.full((len(percents), size), -1, dtype=np.int64)
    some = counts > 0
    for row, percent in enumerate(percents):
        # The rank rounds up, in whole numbers: no product such as 0.95 × 20 can slip above 19.
        rank = (percent * counts[some] + 99) // 100
        found[row, some] = by_group[first[some] + rank - 1]
    return found
