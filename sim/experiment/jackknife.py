"""Ratios of sums over replications, and how far each may be off.

The unit of analysis is the replication, never the contact: contacts of one day share its
queue and are anything but independent. A KPI is R = ΣN / ΣD over the replications. With e_i =
N_i − R·D_i and T = ΣD, leaving replication i out moves R by −e_i / (T − D_i), so its
pseudo-value lies (n − 1)·e_i / (T − D_i) from R. Their spread gives the standard error, for
plain means (D = 1) that of the textbook. A sum or difference of KPIs has the sum or
difference of their pseudo-values, which is what makes paired comparisons easy.

Sources: Quenouille 1956 (doi:10.1093/biomet/43.3-4.353), Miller 1974 (doi:10.1093/biomet/61.1.1);
Iglehart 1975, who found it the best of five for simulated ratios (Naval Research Logistics
Quarterly 22, 553-565).
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.special import stdtrit

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

CONFIDENCE = 0.95
_ROUNDING = 1e-12


def t_quantile(freedom: Counts | int, comparisons: int = 1) -> Floats:
    """Two-sided Student-t quantile at 95 %, shared among `comparisons` (Bonferroni).

    Nan without a degree of freedom. Bonferroni: Dunn 1961 (doi:10.1080/01621459.1961.10482090).
    """
    freedom = np.asarray(freedom, dtype=np.float64)
    tail = (1.0 - CONFIDENCE) / (2.0 * comparisons)
    quantile = stdtrit(np.where(freedom < 1, 1.0, freedom), 1.0 - tail)
    return np.where(freedom < 1, np.nan, quantile)


@cache
def t_of(freedom: int, comparisons: int) -> float:
    """The same for one number of degrees of freedom."""
    return float(t_quantile(freedom, comparisons))


def ratio(numerators: Floats, denominators: Floats) -> Floats:
    """ΣN / ΣD of each column; nan where nothing was counted."""
    above: Floats = numerators.sum(axis=0)
    below: Floats = denominators.sum(axis=0)
    missing = np.full_like(above, np.nan)
    return np.divide(above, below, out=missing, where=below != 0)


def with_data(numerators: Floats, denominators: Floats) -> Counts:
    """Number of replications in which there was anything to count."""
    counted: Counts = ((numerators != 0) | (denominators != 0)).sum(axis=0, dtype=np.int64)
    return counted


def influences(numerators: Floats, denominators: Floats) -> Floats:
    """Distance of each replication's pseudo-value from the ratio of sums: [replication × column].

    Nan where the other replications have no denominator: nothing is known about the spread then.
    """
    n = numerators.shape[0]
    explained = ratio(numerators, denominators) * denominators
    left = numerators - explained
    # A ratio that is the same every day must have no spread at all, not a spread of rounding.
    left = np.where(np.abs(left) <= _ROUNDING * np.abs(numerators), 0.0, left)
    rest = denominators.sum(axis=0) - denominators
    moved = np.full_like(left, np.nan)
    np.divide((n - 1) * left, rest, out=moved, where=rest != 0)
    return moved


def standard_error(moved: Floats) -> Floats:
    """Standard error of what has these pseudo-values; nan with fewer than two replications."""
    n = moved.shape[0]
    if n < 2:
        return np.full(moved.shape[1:], np.nan)
    return np.asarray(np.std(moved, axis=0, ddof=1) / np.sqrt(n), dtype=np.float64)


def daily(numerators: Floats, denominators: Floats) -> Floats:
    """The KPI of each replication by itself; nan where it has no denominator."""
    empty = np.full_like(numerators, np.nan)
    return np.divide(numerators, denominators, out=empty, where=denominators != 0)


def quantiles(values: Floats, share: float) -> Floats:
    """Quantile of each column over its numbers, by position (m + 1) × share among m in order.

    Interpolated linearly (type 6 of Hyndman and Fan 1996, doi:10.1080/00031305.1996.10473566): the
    chance that one more day falls below the k-th of m is on average k / (m + 1), so the range from
    10 % to 90 % holds 8 of 10 such days. It needs nine of them; with fewer it is nan.
    """
    ordered = np.sort(values, axis=0)
    known = np.count_nonzero(~np.isnan(values), axis=0)
    position = (known + 1) * share
    enough = (position >= 1) & (position <= known)
    below = np.where(enough, np.floor(position), 1).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(known, 1))
    low = np.take_along_axis(ordered, below[np.newaxis] - 1, axis=0)[0]
    high = np.take_along_axis(ordered, above[np.newaxis] - 1, axis=0)[0]
    return np.where(enough, low + (position - below) * (high - low), np.nan)
