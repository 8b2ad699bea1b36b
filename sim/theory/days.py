"""A day whose arrivals and staffing change from interval to interval: M(t)/M/n(t)+M.

Model: Poisson arrivals at a rate constant within each interval, exponential handle times and
patience, first come first served. The day opens empty. When staffing falls, agents who are
handling finish the contact in hand, then leave, idle ones leave at once; when it rises,
waiting contacts start at once. After the last interval nobody comes any more and the last
interval's agents serve the queue out.

Method: Kolmogorov's forward equations over (waiting, busy) by uniformisation, interval by
interval. A team with more busy than scheduled takes nobody until enough have left. Figures
by arrival interval follow the contacts that joined in it, by (ahead of it, busy), until all
are answered or gone; the service level follows them for the threshold, exactly for those
who cannot see the interval's end, by 10 Gauss-Legendre points a handle time for those who can.

Truncation: the queue holds `places_to_wait`; when that is left open it is doubled until fewer
than 1e-9 of the contacts find it full. Chances below 1e-13 of more busy agents are merged.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, inf

import numpy as np
from numpy.typing import NDArray

from sim.theory.arguments import (
    check_count,
    check_not_negative,
    check_patience,
    check_positive,
    check_same_length,
    refuse,
)
from sim.theory.crew import Centre, Crew, Line

Array = NDArray[np.float64]

LOST_AT_MOST = 1e-9
FORGOTTEN = 1e-12
POINTS = 10
MOST_PANELS = 40
NAN = float("nan")


@dataclass(frozen=True)
class DayInterval:
    """One interval of a day, expected values. Figures of its contacts are NaN if none come."""

    start_s: float
    arrivals: float
    """Contacts that arrive in the interval."""
    agents: int
    """Scheduled people."""
    queue_mean: float
    """Mean number waiting over the interval."""
    queue_at_end: float
    """Mean number waiting when it ends, before the next staffing takes over."""
    busy_mean: float
    """Mean number of agents handling, those past their schedule among them."""
    wait_share: float
    """Share of the interval's contacts that find no agent free, the blocked among them."""
    blocked_share: float
    """Share of the interval's contacts that find no place to wait."""
    wait_mean_s: float
    """Mean wait of the interval's admitted contacts, whenever it ends, seconds."""
    abandonment_rate: float
    """Share of the interval's contacts that abandon, whenever they do."""
    service_level: float
    """Share of the interval's contacts answered within the threshold."""
    abandonments_per_h: float
    """Contacts that abandon during the interval, whenever they came, per hour."""


@dataclass(frozen=True)
class Day:
    """A day of intervals."""

    intervals: tuple[DayInterval, ...]
    interval_s: float
    threshold_s: float
    abandoned_after_close: float
    """Contacts that abandon while the queue is served out."""
    places_to_wait: int
    """Where the queue was cut."""

    @property
    def arrivals(self) -> float:
        """Contacts of the day."""
        return sum(interval.arrivals for interval in self.intervals)

    @property
    def wait_share(self) -> float:
        """Share of the day's contacts that find no agent free."""
        return self._over_contacts("wait_share")

    @property
    def abandonment_rate(self) -> float:
        """Share of the day's contacts that abandon."""
        return self._over_contacts("abandonment_rate")

    @property
    def service_level(self) -> float:
        """Share of the day's contacts answered within the threshold."""
        return self._over_contacts("service_level")

    def _over_contacts(self, name: str) -> float:
        """Sum over the day's contacts / contacts; NaN for a day without any."""
        counted = [each for each in self.intervals if each.arrivals > 0.0]
        total = sum(each.arrivals * float(getattr(each, name)) for each in counted)
        return total / self.arrivals if counted else float("nan")


def play_day(
    arrivals_per_s: Sequence[float],
    handle_mean_s: float,
    agents: Sequence[int],
    patience_mean_s: float,
    interval_s: float,
    threshold_s: float = 20.0,
    places_to_wait: int | None = None,
) -> Day:
    """Compute the expected figures of every interval of a day.

    Contacts per second and people by interval; seconds; contacts (None: no limit). Patience
    may be inf. Raises ValueError for an argument out of range, and for a queue that nobody
    would ever serve out. Source: Ingolfsson et al. (2007), doi:10.1287/ijoc.1050.0157
    (the exhaustive discipline); uniformisation as in `uniformise`.
    """
    check_same_length(arrivals_per_s=arrivals_per_s, agents=agents)
    for rate in arrivals_per_s:
        check_not_negative(arrivals_per_s=rate)
    for count in agents:
        check_count(0, agents=count)
    check_positive(handle_mean_s=handle_mean_s, interval_s=interval_s)
    check_not_negative(threshold_s=threshold_s)
    check_patience(patience_mean_s)
    if agents[-1] == 0 and patience_mean_s == inf:
        raise refuse("agents[-1]", 0, "must be 1 or more to serve out who never abandons")
    if places_to_wait is not None:
        check_count(1, places_to_wait=places_to_wait)
    centre = Centre(
        tuple(float(rate) for rate in arrivals_per_s),
        tuple(int(count) for count in agents),
        1.0 / handle_mean_s,
        1.0 / patience_mean_s,
        interval_s,
        threshold_s,
        places_to_wait or 0,
    )
    if places_to_wait is not None:
        return _day(centre)
    return _day_without_limit(centre)


def _day_without_limit(centre: Centre) -> Day:
    """Double the queue's room until it does not matter."""
    places = centre.likely_room()
    while True:
        day = _day(replace(centre, places=places))
        lost = sum(each.arrivals * each.blocked_share for each in day.intervals if each.arrivals)
        if lost <= LOST_AT_MOST * day.arrivals:
            return day
        places *= 2


def _day(centre: Centre) -> Day:
    grid = np.zeros((centre.places + 1, max(centre.agents) + 1))
    grid[0, 0] = 1.0
    intervals = []
    for number in range(len(centre.agents)):
        grid = centre.restaffed(grid, number)
        interval, grid = _Play(centre, number, grid).result()
        intervals.append(interval)
    return Day(
        intervals=tuple(intervals),
        interval_s=centre.interval_s,
        threshold_s=centre.threshold_s,
        abandoned_after_close=centre.quit_per_s * _served_out(centre, grid),
        places_to_wait=centre.places,
    )


def _served_out(centre: Centre, grid: Array) -> float:
    """Contact-seconds of waiting after the close."""
    number = len(centre.agents)
    waited_s = 0.0
    while float(grid[1:].sum()) > FORGOTTEN:
        crew = Crew.of(centre, number, grid)
        end, spent_s = crew.evolve(crew.flat(grid), centre.interval_s)
        waited_s += float(spent_s @ crew.waiting)
        grid = crew.grid(end)
    return waited_s


def _followed(
    centre: Centre, grid: Array, number: int, offset_s: float, seconds: float
) -> tuple[float, float]:
    """Contacts in line, (ahead, busy), from within an interval on: how many are answered in
    so many seconds, and the seconds they wait in them, added up.
    """
    answered = waited_s = 0.0
    while seconds > 0.0 and float(grid.sum()) > FORGOTTEN:
        line = Line.of(centre, number, grid)
        span_s = min(seconds, centre.interval_s - offset_s)
        end, spent_s = line.evolve(line.flat(grid), span_s)
        answered += line.answered(spent_s)
        waited_s += float(spent_s.sum())
        seconds -= span_s
        number, offset_s = number + 1, 0.0
        grid, at_once = centre.restaffed_ahead(line.grid(end), number)
        answered += at_once if seconds > 0.0 else 0.0
    return answered, waited_s


class _Play:
    """One interval: the centre's states and, beside them, the contacts that joined in it."""

    def __init__(self, centre: Centre, number: int, grid: Array) -> None:
        self.centre = centre
        self.number = number
        self.crew = Crew.of(centre, number, grid)
        self.size = len(self.crew.busy)
        line = np.zeros(len(self.crew.line.busy))
        self.chances = np.concatenate([self.crew.flat(grid), line])
        self.spent_s = np.zeros_like(self.chances)
        self.in_time = 0.0

    def result(self) -> tuple[DayInterval, Array]:
        """Play the interval: its figures, and the grid it ends with."""
        self._pass()
        return self._figures(), self.crew.grid(self.chances[: self.size])

    def _pass(self) -> None:
        """Go through the interval; count those in the line who are answered in time.

        Who comes before the turn sees the same number of interval ends within the threshold,
        who comes after it one more.
        """
        centre = self.centre
        turn_s = (-centre.threshold_s) % centre.interval_s
        if centre.threshold_s < centre.interval_s:
            turn_s = centre.interval_s - centre.threshold_s
            self._go(turn_s)
            self._follow(self.spent_s[: self.size], 0.0)
        else:
            self._sample(0.0, turn_s)
        self._sample(turn_s, centre.interval_s)

    def _sample(self, start_s: float, end_s: float) -> None:
        """Go through a stretch, following contacts from Gauss-Legendre points on panels no
        longer than a handle time, as long as 40 are enough.
        """
        panels = min(ceil((end_s - start_s) * self.centre.finish_per_s), MOST_PANELS)
        edges_s = np.linspace(start_s, end_s, panels + 1)
        points, weights = np.polynomial.legendre.leggauss(POINTS)
        for first_s, last_s in pairwise(edges_s):
            half_s, at_s = (last_s - first_s) / 2.0, first_s
            for point, weight in zip(points, weights, strict=True):
                until_s = float(first_s + half_s * (point + 1.0))
                self._go(until_s - at_s)
                self._follow(half_s * weight * self.chances[: self.size], until_s)
                at_s = until_s
            self._go(float(last_s - at_s))

    def _go(self, seconds: float) -> None:
        self.chances, spent_s = self.crew.evolve_with_line(self.chances, seconds)
        self.spent_s = self.spent_s + spent_s

    def _follow(self, chances: Array, offset_s: float) -> None:
        line = self.crew.line.grid(self.crew.joined(chances))
        threshold_s = self.centre.threshold_s
        self.in_time += _followed(self.centre, line, self.number, offset_s, threshold_s)[0]

    def _figures(self) -> DayInterval:
        crew, seconds = self.crew, self.centre.interval_s
        shares = self.spent_s[: self.size] / seconds
        finds_none = float(shares @ (crew.busy >= crew.scheduled))
        finds_place = float(shares @ crew.is_joined)
        queue_mean = float(shares @ crew.waiting)
        comes = crew.comes_per_s * seconds
        left_over = self.centre.restaffed_ahead(
            crew.line.grid(self.chances[self.size :]), self.number + 1
        )[0]
        waited_s = float(self.spent_s[self.size :].sum())
        waited_s += _followed(self.centre, left_over, self.number + 1, 0.0, inf)[1]
        came = comes > 0.0
        blocked = finds_none - finds_place
        in_time = 1.0 - finds_none + self.in_time / comes if came else NAN
        return DayInterval(
            start_s=self.number * seconds,
            arrivals=comes,
            agents=crew.scheduled,
            queue_mean=queue_mean,
            queue_at_end=float(self.chances[: self.size] @ crew.waiting),
            busy_mean=float(shares @ crew.busy),
            wait_share=finds_none if came else NAN,
            blocked_share=blocked if came else NAN,
            wait_mean_s=waited_s / (comes * (1.0 - blocked)) if came else NAN,
            abandonment_rate=waited_s * self.centre.quit_per_s / comes if came else NAN,
            service_level=in_time,
            abandonments_per_h=queue_mean * self.centre.quit_per_s * 3600.0,
        )
