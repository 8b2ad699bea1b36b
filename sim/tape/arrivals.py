"""When cases begin: a non-homogeneous Poisson process by time change of a unit-rate one.

Arrival k of a reason and day is the k-th point of a unit-rate process, carried back through
the cumulated volume. When the volume changes, arrival k keeps its marks and changes its
minute only. Method: Çinlar (1975), "Introduction to Stochastic Processes", chapter 4.7.
"""

import numpy as np
from scipy import special

from sim.plan.plan import Demand, Volume
from sim.scenario.distributions import Law
from sim.tape.streams import stream_keys, uniforms
from sim.tape.tape import Floats


def day_factor(cv: float, seed: int, replication: int, day: int, stream: str) -> float:
    """Busyness of one day: gamma with mean 1 and the given coefficient of variation."""
    if cv == 0.0:
        return 1.0
    zero = np.zeros(1, dtype=np.int64)
    mark = uniforms(stream_keys(seed, replication, range(day, day + 1), stream), zero, zero, zero)
    return float(Law("gamma", 1.0, cv).quantile(mark)[0])


def unit_rate_points(upto: float, seed: int, replication: int, day: int, stream: str) -> Floats:
    """Points of a unit-rate Poisson process in [0, upto)."""
    keys = stream_keys(seed, replication, range(day, day + 1), stream)
    count = int(upto + 6.0 * upto**0.5 + 16.0)
    while True:
        number = np.arange(count, dtype=np.int64)
        zero = np.zeros_like(number)
        gaps = -special.log1p(-uniforms(keys, zero, number, zero))
        points: Floats = np.cumsum(gaps)
        if points[-1] >= upto:
            return points[: int(np.searchsorted(points, upto, side="left"))]
        count *= 2


def arrival_times(volume: Volume, factor: float, points: Floats) -> Floats:
    """Seconds since midnight at which unit-rate points arrive, under a volume and busyness."""
    share = points / (volume.cases * factor)
    cumulated = np.asarray(volume.cumulated)
    edges = np.asarray(volume.edges_s)
    # The right-continuous inverse: a point never falls into a stretch without volume.
    left = np.minimum(np.searchsorted(cumulated, share, side="right") - 1, cumulated.size - 2)
    within = (share - cumulated[left]) / (cumulated[left + 1] - cumulated[left])
    times: Floats = edges[left] + within * (edges[left + 1] - edges[left])
    return times


def day_of_cases(demand: Demand, reason: int, seed: int, replication: int, day: int) -> Floats:
    """Seconds since midnight at which the cases of a reason begin on a day, rising."""
    volume = demand.volumes[reason]
    name = demand.streams[reason]
    factor = day_factor(demand.busyness, seed, replication, day, "busyness") * day_factor(
        volume.own_busyness, seed, replication, day, f"busyness/{name}"
    )
    if volume.cases * factor == 0.0:
        return np.empty(0)
    points = unit_rate_points(volume.cases * factor, seed, replication, day, f"arrivals/{name}")
    return arrival_times(volume, factor, points)
