"""Finite continuous-time Markov chains: write the moves, read the long run.

Model: any chain with finitely many states, all of which can reach each other. `explore`
walks from one state through `moves(state)`, so a model is written as what may happen next.
On it here: one queue with limited places, M/Ek/n+M, retrials after blocking, redials after
abandoning. Skills are in `skills`, concurrent chat is in `chat`.

Method: the balance equations by sparse LU with one state left out and set to 1, a state where
a long walk often is, so that no chance is divided by a tiny one.

Truncation: where the writer of the moves stops them; each model says where.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, diags_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from sim.theory.arguments import check_count, check_patience, check_positive, check_share, refuse

Array = NDArray[np.float64]
State = tuple[int, ...]
Moves = Iterable[tuple[State, float]]

MOST_STATES = 1_000_000
CUT_AT_MOST = 1e-6
WALK_ENDS = 1e-8


@dataclass(frozen=True, eq=False)
class Chain:
    """States, and the rate per second from each (row) to each other (column)."""

    states: tuple[State, ...]
    rates: csr_array

    @cached_property
    def shares(self) -> Array:
        """Long-run share of time in each state, in the order of `states`.

        Raises ValueError when some states cannot be reached from others. Source: Stewart
        (1994), Introduction to the Numerical Solution of Markov Chains, chapter 2.
        """
        parts, _ = connected_components(self.rates, directed=True, connection="strong")
        if parts != 1:
            raise ValueError(f"chain: falls into {parts} parts, must be one to have a long run")
        if len(self.states) == 1:
            return np.ones(1)
        return self._balanced(self._likely())

    @cached_property
    def _equations(self) -> csc_array:
        """What leaves each state less what comes in, as a matrix on the shares."""
        return csc_array(diags_array(self.rates.sum(axis=1)) - self.rates.T)

    def _likely(self) -> int:
        """Find a state that a long walk from the first one is often in.

        Its length is exponential, which keeps the equations far from singular.
        """
        ends_per_s = WALK_ENDS * float(self.rates.max())
        start = np.zeros(len(self.states))
        start[0] = 1.0
        walk = csc_array(self._equations + diags_array(np.full(len(start), ends_per_s)))
        return int(np.argmax(_solved(walk, start)))

    def _balanced(self, fixed: int) -> Array:
        """Solve the balance equations of all states but one, which gets share 1 to begin with."""
        others = np.delete(np.arange(len(self.states)), fixed)
        equations = csc_array(self._equations[:, others][others])
        inward = self.rates[[fixed]].toarray()[0, others]
        shares = np.ones(len(self.states))
        shares[others] = np.maximum(_solved(equations, inward), 0.0)
        return np.asarray(shares / shares.sum())

    def mean(self, value: Callable[[State], float]) -> float:
        """Long-run mean of a value of the state; a condition gives a share of time."""
        return float(self.shares @ np.array([float(value(state)) for state in self.states]))


def _solved(equations: csc_array, right: Array) -> Array:
    """Solve equations whose diagonal outweighs each column, which need no exchange of rows."""
    factors = splu(
        equations,
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
    return np.asarray(factors.solve(right))


def explore(start: State, moves: Callable[[State], Moves]) -> Chain:
    """Find the chain of all states that can be reached from `start`.

    `moves(state)` gives the next states with their rates per second; a rate of 0 is no
    move. Raises ValueError for a negative rate and beyond a million states.
    """
    places = {start: 0}
    states = [start]
    rows: list[int] = []
    columns: list[int] = []
    rates: list[float] = []
    for row, state in enumerate(states):
        for following, rate in moves(state):
            if rate < 0.0:
                raise refuse(f"rate from {state} to {following}", rate, "must be 0 or more")
            if rate == 0.0 or following == state:
                continue
            if following not in places:
                places[following] = len(states)
                states.append(following)
            rows.append(row)
            columns.append(places[following])
            rates.append(rate)
        if len(states) > MOST_STATES:
            raise ValueError(f"chain: more than {MOST_STATES} states")
    size = (len(states), len(states))
    return Chain(tuple(states), csr_array((rates, (rows, columns)), shape=size))


def single_queue(
    arrivals_per_s: float,
    handle_mean_s: float,
    agents: int,
    places_to_wait: int,
    patience_mean_s: float = inf,
) -> Chain:
    """M/M/n/K+M as a chain; a state is (contacts present,).

    Contacts per second, seconds, people, contacts, seconds. Raises ValueError for an
    argument out of range. A second way to `erlang.limited_waiting`, not for use beside it.
    Source: Garnett, Mandelbaum and Reiman (2002), doi:10.1287/msom.4.3.208.7753.
    """
    check_positive(arrivals_per_s=arrivals_per_s, handle_mean_s=handle_mean_s)
    check_patience(patience_mean_s)
    check_count(1, agents=agents)
    check_count(0, places_to_wait=places_to_wait)

    def moves(state: State) -> Moves:
        (present,) = state
        waiting = max(present - agents, 0)
        if present < agents + places_to_wait:
            yield (present + 1,), arrivals_per_s
        if present:
            yield (present - 1,), min(present, agents) / handle_mean_s + waiting / patience_mean_s

    return explore((0,), moves)


@dataclass(frozen=True)
class QueueFigures:
    """Long-run figures of a queue that only a chain can tell; shares are of all attempts."""

    attempts_per_s: float
    """Contacts offered in a second, repeated attempts among them."""
    wait_share: float
    """Share of attempts that find no agent free, the blocked among them."""
    blocked_share: float
    """Share of attempts that find no place either."""
    abandonment_rate: float
    """Abandoned / attempts."""
    wait_mean_s: float
    """Mean wait of all attempts admitted, seconds."""
    queue_mean: float
    """Mean number waiting."""
    occupancy: float
    """Share of the agents' time spent handling."""


def staged_handle_time(
    arrivals_per_s: float,
    handle_mean_s: float,
    stages: int,
    agents: int,
    patience_mean_s: float,
    places_to_wait: int,
) -> QueueFigures:
    """M/Ek/n+M: the handle time is the sum of equal exponential stages.

    Contacts per second, seconds, stages, people, seconds, contacts: choose `places_to_wait`
    so that `blocked_share` is negligible. Raises ValueError for an argument out of range.
    Source: the method of stages, Erlang (1917).
    """
    check_positive(arrivals_per_s=arrivals_per_s, handle_mean_s=handle_mean_s)
    check_patience(patience_mean_s)
    check_count(1, stages=stages, agents=agents)
    check_count(0, places_to_wait=places_to_wait)
    stage_per_s = stages / handle_mean_s

    def moves(state: State) -> Moves:
        """Move from the number of agents in each stage, then the number waiting."""
        *in_stage, waiting = state
        is_free = sum(in_stage) < agents
        if is_free:
            yield (in_stage[0] + 1, *in_stage[1:], 0), arrivals_per_s
        elif waiting < places_to_wait:
            yield (*in_stage, waiting + 1), arrivals_per_s
        if waiting:
            yield (*in_stage, waiting - 1), waiting / patience_mean_s
        for stage, busy in enumerate(in_stage):
            after = list(in_stage)
            after[stage] -= 1
            if stage + 1 < stages:
                after[stage + 1] += 1
            elif waiting:
                after[0] += 1
            answers = waiting > 0 and stage + 1 == stages
            yield (*after, waiting - answers), busy * stage_per_s

    chain = explore((0,) * (stages + 1), moves)
    return _figures(
        chain,
        attempts=lambda _: arrivals_per_s,
        busy=lambda state: sum(state[:-1]),
        waiting=lambda state: state[-1],
        agents=agents,
        places_to_wait=places_to_wait,
        patience_mean_s=patience_mean_s,
    )


def retrials(
    arrivals_per_s: float,
    handle_mean_s: float,
    agents: int,
    retry_mean_s: float,
    retry_share: float,
    most_retrying: int,
) -> QueueFigures:
    """M/M/n/n with blocked contacts that try again after an exponential delay.

    New contacts per second, seconds, people, seconds; `retry_share` of the blocked try again,
    each time; the chain follows at most `most_retrying` at once. Figures are per attempt. Raises
    ValueError for an argument out of range, and when `most_retrying` is too small to hold all
    but a millionth of the time. Source: Falin (1990), doi:10.1007/BF01158472.
    """
    check_positive(
        arrivals_per_s=arrivals_per_s, handle_mean_s=handle_mean_s, retry_mean_s=retry_mean_s
    )
    check_count(1, agents=agents, most_retrying=most_retrying)
    check_share(retry_share=retry_share)

    def moves(state: State) -> Moves:
        """Move from (agents busy, contacts about to try again)."""
        busy, retrying = state
        if busy:
            yield (busy - 1, retrying), busy / handle_mean_s
        if busy < agents:
            yield (busy + 1, retrying), arrivals_per_s
            if retrying:
                yield (busy + 1, retrying - 1), retrying / retry_mean_s
            return
        if retrying < most_retrying:
            yield (busy, retrying + 1), arrivals_per_s * retry_share
        if retrying:
            yield (busy, retrying - 1), (1.0 - retry_share) * retrying / retry_mean_s

    chain = explore((0, 0), moves)
    _check_room(chain, "most_retrying", most_retrying)
    return _figures(
        chain,
        attempts=lambda state: arrivals_per_s + state[1] / retry_mean_s,
        busy=lambda state: state[0],
        waiting=lambda _: 0,
        agents=agents,
        places_to_wait=0,
        patience_mean_s=inf,
    )


def redials(
    arrivals_per_s: float,
    handle_mean_s: float,
    agents: int,
    patience_mean_s: float,
    redial_mean_s: float,
    redial_share: float,
    places_to_wait: int,
    most_redialling: int,
) -> QueueFigures:
    """M/M/n+M with contacts that call again, after an exponential delay, having abandoned.

    New contacts per second, seconds, people, seconds, seconds; `redial_share` of those who
    abandon call again, with fresh patience. `places_to_wait` and `most_redialling` cut the
    chain. Figures are per attempt. Raises ValueError for an argument out of range, and when
    `most_redialling` is too small to hold all but a millionth of the time; `blocked_share` tells
    of the places. Source: Falin (1990), doi:10.1007/BF01158472.
    """
    check_positive(
        arrivals_per_s=arrivals_per_s,
        handle_mean_s=handle_mean_s,
        patience_mean_s=patience_mean_s,
        redial_mean_s=redial_mean_s,
    )
    check_count(1, agents=agents, most_redialling=most_redialling)
    check_count(0, places_to_wait=places_to_wait)
    check_share(redial_share=redial_share)

    def moves(state: State) -> Moves:
        """Move from (contacts present, contacts about to call again)."""
        present, away = state
        waiting = max(present - agents, 0)
        if present < agents + places_to_wait:
            yield (present + 1, away), arrivals_per_s
            if away:
                yield (present + 1, away - 1), away / redial_mean_s
        if present:
            yield (present - 1, away), min(present, agents) / handle_mean_s
        if waiting:
            returns = redial_share if away < most_redialling else 0.0
            quits_per_s = waiting / patience_mean_s
            yield (present - 1, away + 1), quits_per_s * returns
            yield (present - 1, away), quits_per_s * (1.0 - returns)

    chain = explore((0, 0), moves)
    _check_room(chain, "most_redialling", most_redialling)
    return _figures(
        chain,
        attempts=lambda state: arrivals_per_s + state[1] / redial_mean_s,
        busy=lambda state: min(state[0], agents),
        waiting=lambda state: max(state[0] - agents, 0),
        agents=agents,
        places_to_wait=places_to_wait,
        patience_mean_s=patience_mean_s,
    )


def _check_room(chain: Chain, name: str, most: int) -> None:
    """Refuse a chain that spends more than a millionth of its time where it was cut."""
    share = chain.mean(lambda state: state[1] == most)
    if share > CUT_AT_MOST:
        raise refuse(name, most, f"must be larger: reached {share:.1g} of the time")


def _figures(
    chain: Chain,
    attempts: Callable[[State], float],
    busy: Callable[[State], int],
    waiting: Callable[[State], int],
    agents: int,
    places_to_wait: int,
    patience_mean_s: float,
) -> QueueFigures:
    """Figures per attempt: attempts come at a rate that the state tells."""
    attempts_per_s = chain.mean(attempts)
    waits_per_s = chain.mean(lambda s: attempts(s) * (busy(s) == agents))
    blocked_per_s = chain.mean(
        lambda s: attempts(s) * (busy(s) == agents and waiting(s) == places_to_wait)
    )
    queue_mean = chain.mean(waiting)
    return QueueFigures(
        attempts_per_s=attempts_per_s,
        wait_share=waits_per_s / attempts_per_s,
        blocked_share=blocked_per_s / attempts_per_s,
        abandonment_rate=queue_mean / patience_mean_s / attempts_per_s,
        wait_mean_s=queue_mean / (attempts_per_s - blocked_per_s),
        queue_mean=queue_mean,
        occupancy=chain.mean(busy) / agents,
    )
