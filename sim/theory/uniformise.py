"""The course of a Markov chain over a stretch of constant rates.

Method: uniformisation. The chain is watched at the ticks of a Poisson clock at least as fast
as its fastest state; its distribution, and the time spent in each state, are Poisson-weighted
sums of the powers of one non-negative matrix, so that nothing cancels.

Truncation: ticks beyond mean + 9 standard deviations + 30, a chance below 1e-15.
Rounding leaves about 1e-12 for ten thousand ticks.
"""

from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from scipy.special import gammaln, pdtrc

Array = NDArray[np.float64]

NOTHING = 1e-17
LOOK_EVERY = 64


def evolve(start: Array, rates: csr_array, leaving: Array, seconds: float) -> tuple[Array, Array]:
    """Find the distribution after so many seconds, and the seconds spent in each state till then.

    `rates[i, j]` is the rate from i to j without the diagonal, `leaving[i]` the rate at which
    i empties; they need not match: what leaves and arrives nowhere is gone, what arrives
    without leaving is new. Source: Jensen (1953), doi:10.1080/03461238.1953.10419459;
    Grassmann (1977), doi:10.1016/0305-0548(77)90007-7.
    """
    clock_per_s = float(leaving.max(initial=0.0))
    if clock_per_s <= 0.0:
        clock_per_s = 1.0 / seconds if seconds > 0.0 else 1.0
    ticks_mean = clock_per_s * seconds
    ticks = np.arange(int(ticks_mean + 9.0 * sqrt(ticks_mean) + 30.0))
    chances = np.exp(ticks * np.log(max(ticks_mean, 1e-300)) - ticks_mean - gammaln(ticks + 1.0))
    spent_s = pdtrc(ticks, ticks_mean) / clock_per_s
    step = (diags_array(1.0 - leaving / clock_per_s) + rates.T / clock_per_s).tocsr()
    now, end, spent = start, np.zeros_like(start), np.zeros_like(start)
    for tick in ticks:
        if chances[tick] > NOTHING:
            end += chances[tick] * now
        spent += spent_s[tick] * now
        if tick % LOOK_EVERY == 0 and float(now.sum()) < NOTHING:
            break
        now = step @ now
    return end, spent
