"""When cases begin: a non-homogeneous Poisson process by time change of a unit-rate one.

Arrival k of a reason and day is the k-th point of a unit-rate process, carried back through
the cumulated volume. When the volume changes, arrival k keeps its marks and changes its
minute only. Method: Çinlar (1975), "Introduction to Stochastic Processes", chapter 4.7.
"""

from typing import NamedTuple

import numpy as np

from sim.block import columns
from sim.compiled import compiled
from sim.plan.plan import Demand, Volume
from sim.scenario.distributions import Law
from sim.tape.laws import unit_exponential
from sim.tape.streams import Keys, stream_keys, two_uniforms, uniforms
from sim.tape.tape import Floats, Ints, Shorts


class Arrivals(NamedTuple):
    """Cases in order of (arrival, reason, number in reason and day). `day` counts days played."""

    arrived_s: Floats
    reason: Shorts
    day: Shorts


def day_factor(cv: float, seed: int, replication: int, day: int, stream: str) -> float:
    """Busyness of one day: gamma with mean 1 and the given coefficient of variation."""
    if cv == 0.0:
        return 1.0
    zero = np.zeros(1, dtype=np.int64)
    mark = uniforms(stream_keys(seed, replication, range(day, day + 1), stream), zero, zero, zero)
    return float(Law("gamma", 1.0, cv).quantile(mark)[0])


def unit_rate_points(upto: float, seed: int, replication: int, day: int, stream: str) -> Floats:
    """Points of a unit-rate Poisson process in [0, upto)."""
    keys = stream_keys(seed, replication, range(day, day + 1), stream)[np.newaxis]
    count = 2 * int(upto / 2.0 + 3.0 * upto**0.5 + 8.0)
    while True:
        (points,) = columns([(count, "f8")])
        found = _points(keys, upto, points)
        if found < count:
            return points[:found]
        count *= 2


@compiled
def _points(keys: Keys, upto: float, points: Floats) -> int:
    """Fills in the points; as many as there is room for, an even number, if there may be more."""
    point = 0.0
    for first in range(0, points.size, 2):
        marks = two_uniforms(keys, (0, 0), 0, (first, first + 1), (0, 0))
        point = point + unit_exponential(marks[0])
        later = point + unit_exponential(marks[1])
        if later >= upto:
            points[first] = point
            return first if point >= upto else first + 1
        points[first], points[first + 1] = point, later
        point = later
    return int(points.size)


def arrival_times(volume: Volume, factor: float, points: Floats) -> Floats:
    """Seconds since midnight at which unit-rate points arrive, under a volume and busyness."""
    return _times(volume, factor, points, np.empty(points.size), 0.0)


def _times(volume: Volume, factor: float, points: Floats, out: Floats, midnight_s: float) -> Floats:
    edges, cumulated = np.array(volume.edges_s), np.array(volume.cumulated)
    _carry_back(points, volume.cases * factor, edges, cumulated, midnight_s, out)
    return out


@compiled
def _carry_back(
    points: Floats, cases: float, edges: Floats, cumulated: Floats, midnight_s: float, out: Floats
) -> None:
    """Rising points through the inverse of the cumulated volume."""
    left, last = 0, cumulated.size - 2
    for k in range(points.size):
        share = points[k] / cases
        # The right-continuous inverse: a point never falls into a stretch without volume.
        while left < last and cumulated[left + 1] <= share:
            left += 1
        within = (share - cumulated[left]) / (cumulated[left + 1] - cumulated[left])
        out[k] = midnight_s + (edges[left] + within * (edges[left + 1] - edges[left]))


def _of_day(demand: Demand, reason: int, seed: int, replication: int, day: int) -> Floats:
    """Seconds since the play's begin at which the cases of a reason begin on a day, rising."""
    volume, calendar = demand.volumes[reason], demand.calendar
    name = demand.streams[reason]
    factor = day_factor(demand.busyness, seed, replication, day, "busyness") * day_factor(
        volume.own_busyness, seed, replication, day, f"busyness/{name}"
    )
    if volume.cases * factor == 0.0:
        return np.empty(0)
    points = unit_rate_points(volume.cases * factor, seed, replication, day, f"arrivals/{name}")
    midnight_s = (day - calendar.first_day) * calendar.day_s
    return _times(volume, factor, points, points, midnight_s)


def arrivals(demand: Demand, seed: int, replication: int) -> Arrivals:
    """Every case of every day played."""
    first, days = demand.calendar.first_day, demand.calendar.days
    parts = [
        _of_day(demand, reason, seed, replication, day)
        for reason in range(len(demand.streams))
        for day in range(first, first + days)
    ]
    total = sum(part.size for part in parts)
    labels = columns([(total, "i2"), (total, "i2")], zeros=True)
    if len(parts) == 1:
        return Arrivals(parts[0], *labels)
    ends = np.cumsum([part.size for part in parts])
    merged = Arrivals(*columns([(total, "f8")]), *labels)
    heap = np.empty(len(parts), dtype=np.int64)
    heads = ends - [part.size for part in parts]
    _merge(np.concatenate(parts), heads, ends, days, heap, *merged)
    return merged


@compiled
def _merge(
    times: Floats,
    heads: Ints,
    ends: Ints,
    days: int,
    heap: Ints,
    arrived_s: Floats,
    reasons: Shorts,
    of_day: Shorts,
) -> None:
    """Sorted parts, by reason and day, into one order; of equal times the earlier part is first.

    heads, ends   [part] its next, and the one after its last
    heap          room for the parts, the one whose next is the earliest on top
    """
    size = 0
    for part in range(ends.size):
        if heads[part] < ends[part]:
            heap[size] = part
            size += 1
    for place in range(size // 2 - 1, -1, -1):
        _sift(times, heads, heap, size, place)
    for k in range(times.size):
        part = heap[0]
        arrived_s[k] = times[heads[part]]
        reasons[k], of_day[k] = part // days, part % days
        heads[part] += 1
        if heads[part] == ends[part]:
            size -= 1
            heap[0] = heap[size]
        _sift(times, heads, heap, size, 0)


@compiled
def _sift(times: Floats, heads: Ints, heap: Ints, size: int, place: int) -> None:
    """Moves an entry down until both below it come later."""
    moved = heap[place]
    time = times[heads[moved]] if size else 0.0
    while 2 * place + 1 < size:
        below = 2 * place + 1
        here = times[heads[heap[below]]]
        if below + 1 < size:
            other = times[heads[heap[below + 1]]]
            if other < here or (other == here and heap[below + 1] < heap[below]):
                below, here = below + 1, other
        if time < here or (time == here and moved < heap[below]):
            break
        heap[place] = heap[below]
        place = below
    heap[place] = moved
