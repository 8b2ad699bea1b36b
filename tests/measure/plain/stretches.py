"""Stretches of time, [start, end) in ticks: how much of them lies in each interval.

Ticks are summed as int64. A sum over very many stretches may wrap around on its way; the
difference of two such sums is still exact, for arithmetic modulo 2⁶⁴ loses nothing.
"""

from dataclasses import dataclass

import numpy as np

from plain.columns import TICKS_PER_S, ticks
from sim.measure.scopes import interval_count
from sim.plan.plan import Floats, Ints, Plan


@dataclass(frozen=True)
class Stretches:
    """Stretches of time, `start[i]` to `end[i]`."""

    start: Ints
    end: Ints


def window_edges(plan: Plan) -> Ints:
    """Edges of the measured intervals, in ticks since the measured window began."""
    calendar = plan.demand.calendar
    length = int(ticks(calendar.measured_s[1] - calendar.measured_s[0]))
    inner = ticks(np.arange(interval_count(calendar)) * calendar.interval_s)
    return np.append(np.minimum(inner, length), length)


def since_window(plan: Plan, at_s: Floats, never_s: float) -> Ints:
    """Times in ticks since the measured window began; `never_s` where a time is nan."""
    return ticks(np.where(np.isnan(at_s), never_s, at_s)) - ticks(
        plan.demand.calendar.measured_s[0]
    )


def covered(stretches: Stretches, edges: Ints) -> Ints:
    """How much of the stretches lies between each edge and the next."""
    return np.diff(_elapsed(stretches.start, edges) - _elapsed(stretches.end, edges))


def _elapsed(since: Ints, edges: Ints) -> Ints:
    """Sum, over those before each edge, of the time from then to the edge."""
    ordered = np.sort(since)
    sums = np.append(0, np.cumsum(ordered))
    before = np.searchsorted(ordered, edges)
    elapsed: Ints = before * edges - sums[before]
    return elapsed


def merged(who: Ints, stretches: Stretches) -> tuple[Ints, Stretches]:
    """Each person's stretches with overlaps and seams removed, and whose each is."""
    if not len(who):
        return who, stretches
    order = np.lexsort((stretches.start, who))
    who, start, end = who[order], stretches.start[order], stretches.end[order]
    # Shifted so that persons follow one another in time: one running maximum serves all.
    shift = who * (int(end.max()) - int(start.min()) + 1)
    reach = np.maximum.accumulate(end + shift)
    begins = np.ones(len(who), dtype=np.bool_)
    begins[1:] = start[1:] + shift[1:] > reach[:-1]
    ends = np.append(begins[1:], True)
    return who[begins], Stretches(start[begins], reach[ends] - shift[ends])


def hours(count: float) -> int:
    """Ticks in so many hours."""
    return round(count * 3600 * TICKS_PER_S)
