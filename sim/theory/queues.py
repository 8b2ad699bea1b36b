"""Queues beyond Erlang's: any handle time, any patience, priorities.

Models: M/G/1 (one agent, any handle time), M/D/n (constant handle time), the same with
non-pre-emptive priorities, M/M/n with priorities, M/M/n+G (any patience).

Method: closed forms, except M/M/n+G, which integrates the density of the offered wait by
Gauss-Legendre panels, and M/D/n, which solves its chain at handle-time steps. Arrivals are
Poisson throughout; order is first come, first served within a class.

Truncation: M/M/n+G where the density has fallen to exp(-45) of its peak; M/D/n where the
chance of more in the centre is below 1e-15.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.theory.arguments import (
    check_count,
    check_load,
    check_positive,
    check_same_length,
)
from sim.theory.erlang import inverse_blocking, waiting
from sim.theory.laws import Law
from sim.theory.performance import Performance

Array = NDArray[np.float64]

PANELS = 240
NEGLIGIBLE = -45.0
AS_GOOD_AS_FREE = 1e300


def one_agent(arrivals_per_s: float, handle: Law) -> Performance:
    """M/G/1: one agent, any law of handle time, endless patience (Pollaczek-Khinchine).

    Contacts per second. The law of the wait is not given, so `service_level` refuses.
    Raises ValueError for a load of 1 erlang or more. Source: Pollaczek (1930),
    doi:10.1007/BF01194620.
    """
    waits = one_agent_by_class([arrivals_per_s], [handle])
    return _with_endless_patience(arrivals_per_s, handle.mean_s, 1, waits.wait_share, waits.all_s)


def constant_handle_time(arrivals_per_s: float, handle_mean_s: float, agents: int) -> Performance:
    """M/D/n: every contact takes the same handle time, nobody abandons.

    Contacts per second, seconds, people. The law of the wait is not given. Raises ValueError
    for a load the agents cannot work off, or above 0.995 of it (the chain grows too long).
    Source: Crommelin's chain, in Franx (2001), doi:10.1016/S0167-6377(01)00108-0.
    """
    check_positive(arrivals_per_s=arrivals_per_s, handle_mean_s=handle_mean_s)
    load = arrivals_per_s * handle_mean_s
    check_load(load, agents)
    check_load(load / 0.995, agents)
    shares = _steps_of_one_handle_time(load, agents)
    present = np.arange(len(shares))
    queue_mean = float(shares @ np.maximum(present - agents, 0))
    wait_share = float(shares[agents:].sum())
    wait_mean_s = queue_mean / arrivals_per_s
    return _with_endless_patience(arrivals_per_s, handle_mean_s, agents, wait_share, wait_mean_s)


def _steps_of_one_handle_time(load: float, agents: int) -> Array:
    """Chance of each number present: one handle time later, all in hand have gone and
    a Poisson number has come.
    """
    length = agents + 60 + int(36.0 / -np.log(load / agents)) + int(10.0 * load**0.5)
    steps = np.arange(length)
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(steps[1:]))])
    arrivals = np.exp(steps * np.log(load) - load - log_factorial)
    left = np.maximum(steps - agents, 0)
    moved = np.where(steps >= left[:, None], arrivals[np.maximum(steps - left[:, None], 0)], 0.0)
    moved[:, -1] += 1.0 - moved.sum(axis=1)
    equations = moved.T - np.eye(length)
    equations[-1] = 1.0
    return np.linalg.solve(equations, np.eye(length)[-1])


def _with_endless_patience(
    arrivals_per_s: float, handle_mean_s: float, agents: int, wait_share: float, wait_mean_s: float
) -> Performance:
    return Performance(
        arrivals_per_s=arrivals_per_s,
        handle_mean_s=handle_mean_s,
        agents=agents,
        wait_share=wait_share,
        blocked_share=0.0,
        abandonment_rate=0.0,
        wait_mean_s=wait_mean_s,
        asa_s=wait_mean_s,
        queue_mean=arrivals_per_s * wait_mean_s,
        occupancy=arrivals_per_s * handle_mean_s / agents,
    )


@dataclass(frozen=True)
class WaitsByClass:
    """Mean waits of classes of contacts, the most urgent first."""

    arrivals_per_s: tuple[float, ...]
    wait_share: float
    """Share of contacts that find no agent free, the same in every class."""
    wait_mean_s: tuple[float, ...]
    """Mean wait of each class, seconds."""

    @property
    def all_s(self) -> float:
        """Mean wait over all classes, seconds."""
        total = sum(self.arrivals_per_s)
        pairs = zip(self.arrivals_per_s, self.wait_mean_s, strict=True)
        return sum(rate * wait_s for rate, wait_s in pairs) / total


def team_by_class(
    arrivals_per_s: Sequence[float], handle_mean_s: float, agents: int
) -> WaitsByClass:
    """M/M/n with non-pre-emptive priority classes of one common handle time.

    Contacts per second by class, the most urgent first; seconds; people. Raises ValueError
    when all classes together are more than the agents can work off. Source: Cobham (1954),
    doi:10.1287/opre.2.1.70; Kella and Yechiali (1985), doi:10.1080/15326348508807014.
    """
    check_same_length(arrivals_per_s=arrivals_per_s)
    for rate in arrivals_per_s:
        check_positive(arrivals_per_s=rate)
    check_positive(handle_mean_s=handle_mean_s)
    check_count(1, agents=agents)
    loads = np.array(arrivals_per_s) * handle_mean_s / agents
    wait_share = waiting(float(loads.sum()) * agents, agents)
    return _cobham(arrivals_per_s, loads, wait_share, wait_share * handle_mean_s / agents)


def one_agent_by_class(arrivals_per_s: Sequence[float], handle: Sequence[Law]) -> WaitsByClass:
    """M/G/1 with non-pre-emptive priority classes, each with a law of handle time.

    Contacts per second and law by class, the most urgent first. Raises ValueError for a
    load of 1 erlang or more in all. Source: Cobham (1954), doi:10.1287/opre.2.1.70.
    """
    check_same_length(arrivals_per_s=arrivals_per_s, handle=handle)
    for rate in arrivals_per_s:
        check_positive(arrivals_per_s=rate)
    rates = np.array(arrivals_per_s)
    loads = rates * np.array([law.mean_s for law in handle])
    load = float(loads.sum())
    check_load(load, 1)
    left_s = float(rates @ np.array([law.second_moment_s2 for law in handle])) / 2.0
    return _cobham(arrivals_per_s, loads, load, left_s)


def _cobham(
    arrivals_per_s: Sequence[float], loads: Array, wait_share: float, left_s: float
) -> WaitsByClass:
    """Cobham's means: `left_s` is the mean time until the team next takes from the queue."""
    up_to = np.concatenate([[0.0], np.cumsum(loads)])
    waits_s = left_s / ((1.0 - up_to[:-1]) * (1.0 - up_to[1:]))
    return WaitsByClass(tuple(arrivals_per_s), wait_share, tuple(float(w) for w in waits_s))


def any_patience(
    arrivals_per_s: float, handle_mean_s: float, agents: int, patience: Law
) -> Performance:
    """M/M/n+G: exponential handle time, any law of patience, first come first served.

    Contacts per second, seconds, people. Raises ValueError for an argument out of range.
    Relative error about 1e-10. Source: Baccelli and Hebuterne (1981) as in Zeltyn and
    Mandelbaum (2005), doi:10.1007/s11134-005-3699-8.
    """
    check_positive(arrivals_per_s=arrivals_per_s, handle_mean_s=handle_mean_s)
    check_count(1, agents=agents)
    offered = _OfferedWait(arrivals_per_s, agents / handle_mean_s, patience)
    load = arrivals_per_s * handle_mean_s
    scale = float(np.exp(-offered.peak))
    free = scale * min(inverse_blocking(load, agents - 1), AS_GOOD_AS_FREE)
    busy = arrivals_per_s * offered.integral()
    total = free + busy
    answered = (free + arrivals_per_s * offered.integral(patience.exceeds)) / total
    answered_wait = arrivals_per_s * offered.integral(lambda t: t * patience.exceeds(t)) / total
    wait_mean_s = arrivals_per_s * offered.integral(patience.mean_up_to) / total
    return Performance(
        arrivals_per_s=arrivals_per_s,
        handle_mean_s=handle_mean_s,
        agents=agents,
        wait_share=busy / total,
        blocked_share=0.0,
        abandonment_rate=1.0 - answered,
        wait_mean_s=wait_mean_s,
        asa_s=answered_wait / answered,
        queue_mean=arrivals_per_s * wait_mean_s,
        occupancy=load * answered / agents,
        answered_within=partial(_in_time, offered, free, total),
    )


def _in_time(offered: "_OfferedWait", free: float, total: float, threshold_s: float) -> float:
    waited = offered.integral(offered.patience.exceeds, threshold_s)
    return (free + offered.arrivals_per_s * waited) / total


class _OfferedWait:
    """The density of the wait that endless patience would meet, up to a factor.

    Its logarithm is arrivals × (mean patience up to t) − (finishes per second) × t, which
    is concave: one peak, and one stretch around it that matters.
    """

    def __init__(self, arrivals_per_s: float, finish_per_s: float, patience: Law) -> None:
        self.arrivals_per_s = arrivals_per_s
        self.finish_per_s = finish_per_s
        self.patience = patience
        peak_s = self._peak_s()
        self.peak = float(self._log(np.array([peak_s]))[0])
        self.first_s = self._where_it_vanishes(peak_s, 0.0)
        self.last_s = self._where_it_vanishes(peak_s, self._beyond_s(peak_s))

    def _log(self, time_s: Array) -> Array:
        joined = self.patience.mean_up_to(time_s)
        return self.arrivals_per_s * joined - self.finish_per_s * time_s

    def _rises(self, time_s: float) -> bool:
        staying = float(self.patience.exceeds(np.array([time_s]))[0])
        return self.arrivals_per_s * staying > self.finish_per_s

    def _peak_s(self) -> float:
        """Where arrivals that still stay have fallen to what the team finishes."""
        low_s, high_s = 0.0, 1.0 / self.finish_per_s
        while self._rises(high_s):
            low_s, high_s = high_s, 2.0 * high_s
        for _ in range(100):
            middle_s = (low_s + high_s) / 2.0
            low_s, high_s = (middle_s, high_s) if self._rises(middle_s) else (low_s, middle_s)
        return high_s if self._rises(0.0) else 0.0

    def _matters(self, time_s: float) -> bool:
        return float(self._log(np.array([time_s]))[0]) > self.peak + NEGLIGIBLE

    def _beyond_s(self, peak_s: float) -> float:
        step_s = 1.0 / self.finish_per_s
        while self._matters(peak_s + step_s):
            step_s *= 2.0
        return peak_s + step_s

    def _where_it_vanishes(self, peak_s: float, end_s: float) -> float:
        """Find the point between peak and end from which the density is negligible."""
        if self._matters(end_s):
            return end_s
        for _ in range(60):
            middle_s = (peak_s + end_s) / 2.0
            peak_s, end_s = (middle_s, end_s) if self._matters(middle_s) else (peak_s, middle_s)
        return end_s

    def integral(
        self, weight: Callable[[Array], Array] | None = None, until_s: float = np.inf
    ) -> float:
        """Integral of the density (its peak is 1), times a weight, up to a time."""
        last_s = min(until_s, self.last_s)
        inside = [s for s in self.patience.corners_s if self.first_s < s < last_s]
        ends_s = [self.first_s, *inside, last_s]
        if last_s <= self.first_s:
            return 0.0
        pieces = (self._piece(weight, a, b) for a, b in pairwise(ends_s))
        return float(sum(pieces))

    def _piece(
        self, weight: Callable[[Array], Array] | None, start_s: float, end_s: float
    ) -> float:
        """One smooth stretch; cubic spacing tames a law that is steep where it starts."""
        points, weights = _panels()
        time_s = start_s + (end_s - start_s) * points**3
        density = np.exp(self._log(time_s) - self.peak)
        values = density if weight is None else density * weight(time_s)
        return float((weights * 3.0 * points**2) @ values) * (end_s - start_s)


def _panels() -> tuple[Array, Array]:
    """Gauss-Legendre points and weights on equal panels of the unit interval."""
    points, weights = np.polynomial.legendre.leggauss(12)
    starts = np.arange(PANELS)[:, None]
    return ((starts + (points + 1.0) / 2.0) / PANELS).ravel(), np.tile(
        weights / (2.0 * PANELS), PANELS
    )
