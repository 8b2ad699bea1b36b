"""Two reasons, two teams: the N-shaped and V-shaped centres.

Model: two Poisson streams of contacts with one exponential handle time and exponential
patience each. `own` agents serve only the first reason, `shared` agents serve both; a
contact of the first reason prefers an own agent. A shared agent that becomes free takes the
second reason first, if any waits, else the first; non-pre-emptive. With no own agents this is
the V: one team, two priorities.

`one_team` is that V with a mean handle time of each reason's own, the first the more urgent.

Method: a chain over (own busy, shared busy, first waiting, second waiting). Handle times are
alike, so it does not matter whom a shared agent serves. `one_team`: over (first busy, second
busy, first waiting, second waiting).

Truncation: at most `places_to_wait` of each reason wait; who comes then is lost. Choose it so
that `blocked_share` is negligible.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from sim.theory.arguments import check_count, check_patience, check_positive
from sim.theory.chains import Chain, Moves, State, explore


@dataclass(frozen=True)
class ReasonFigures:
    """One reason's queue; shares are of its offered contacts."""

    wait_share: float
    """Share that finds no agent free who may serve it, the blocked among them."""
    blocked_share: float
    """Share lost at the truncation."""
    abandonment_rate: float
    """Abandoned / offered."""
    wait_mean_s: float
    """Mean wait of all admitted, seconds."""
    queue_mean: float
    """Mean number waiting."""


@dataclass(frozen=True)
class SharedSkills:
    """Figures of both reasons and both teams; a team of nobody has NaN occupancy."""

    first: ReasonFigures
    second: ReasonFigures
    own_occupancy: float
    shared_occupancy: float


def shared_skills(
    arrivals_per_s: tuple[float, float],
    handle_mean_s: float,
    own_agents: int,
    shared_agents: int,
    patience_mean_s: tuple[float, float] = (inf, inf),
    places_to_wait: int = 60,
) -> SharedSkills:
    """Compute the N-shaped centre, or the V-shaped one when `own_agents` is 0.

    Contacts per second and mean patience in seconds of first and second reason, seconds,
    people, contacts. Raises ValueError for an argument out of range. Source: the chain of
    static priorities, e.g. Gans, Koole and Mandelbaum (2003), doi:10.1287/msom.5.2.79.16071.
    """
    check_positive(first_per_s=arrivals_per_s[0], second_per_s=arrivals_per_s[1])
    check_positive(handle_mean_s=handle_mean_s)
    check_count(0, own_agents=own_agents)
    check_count(1, shared_agents=shared_agents, places_to_wait=places_to_wait)
    for patience_s in patience_mean_s:
        check_patience(patience_s)
    per_s = 1.0 / handle_mean_s

    def moves(state: State) -> Moves:
        own, shared, first, second = state
        if own < own_agents:
            yield (own + 1, shared, 0, second), arrivals_per_s[0]
        elif shared < shared_agents:
            yield (own, shared + 1, 0, 0), arrivals_per_s[0]
        elif first < places_to_wait:
            yield (own, shared, first + 1, second), arrivals_per_s[0]
        if shared < shared_agents:
            yield (own, shared + 1, 0, 0), arrivals_per_s[1]
        elif second < places_to_wait:
            yield (own, shared, first, second + 1), arrivals_per_s[1]
        if first:
            yield (own, shared, first - 1, second), first / patience_mean_s[0]
        if second:
            yield (own, shared, first, second - 1), second / patience_mean_s[1]
        after_own = (own, shared, first - 1, second) if first else (own - 1, shared, 0, second)
        yield after_own, own * per_s
        yield _shared_freed(state), shared * per_s

    chain = explore((0, 0, 0, 0), moves)
    agents = (own_agents, shared_agents)
    return SharedSkills(
        first=_reason(chain, 0, arrivals_per_s, agents, patience_mean_s, places_to_wait),
        second=_reason(chain, 1, arrivals_per_s, agents, patience_mean_s, places_to_wait),
        own_occupancy=chain.mean(lambda s: s[0]) / own_agents if own_agents else float("nan"),
        shared_occupancy=chain.mean(lambda s: s[1]) / shared_agents,
    )


@dataclass(frozen=True)
class OneTeam:
    """Figures of two reasons that one team serves; the first is the more urgent."""

    first: ReasonFigures
    second: ReasonFigures
    occupancy: float


def one_team(
    arrivals_per_s: tuple[float, float],
    handle_mean_s: tuple[float, float],
    agents: int,
    patience_mean_s: tuple[float, float] = (inf, inf),
    places_to_wait: int = 40,
) -> OneTeam:
    """Compute the V-shaped centre, each reason with a handle time of its own.

    Contacts per second, mean handle time and mean patience in seconds of the urgent and of the
    other reason; people; contacts. Raises ValueError for an argument out of range. Source: the
    chain of static priorities, as `shared_skills`.
    """
    check_positive(first_per_s=arrivals_per_s[0], second_per_s=arrivals_per_s[1])
    check_positive(first_handle_s=handle_mean_s[0], second_handle_s=handle_mean_s[1])
    check_count(1, agents=agents, places_to_wait=places_to_wait)
    for patience_s in patience_mean_s:
        check_patience(patience_s)

    def moves(state: State) -> Moves:
        first, second, first_waits, second_waits = state
        waits = (first_waits, second_waits)
        for which in (0, 1):
            is_first, is_second = which == 0, which == 1
            comes_per_s = arrivals_per_s[which]
            if first + second < agents:
                yield (first + is_first, second + is_second, 0, 0), comes_per_s
            elif waits[which] < places_to_wait:
                yield (first, second, waits[0] + is_first, waits[1] + is_second), comes_per_s
            if waits[which]:
                gives_up = (first, second, waits[0] - is_first, waits[1] - is_second)
                yield gives_up, waits[which] / patience_mean_s[which]
            if state[which]:
                left = (first - is_first, second - is_second, *waits)
                yield _freed(left), state[which] / handle_mean_s[which]

    chain = explore((0, 0, 0, 0), moves)

    def is_full(state: State) -> bool:
        return state[0] + state[1] == agents

    return OneTeam(
        first=_waits(chain, 0, is_full, arrivals_per_s, patience_mean_s, places_to_wait),
        second=_waits(chain, 1, is_full, arrivals_per_s, patience_mean_s, places_to_wait),
        occupancy=chain.mean(lambda s: s[0] + s[1]) / agents,
    )


def _freed(state: State) -> State:
    """Let an agent that has just become free take the first reason, else the second, else rest."""
    first, second, first_waits, second_waits = state
    if first_waits:
        return (first + 1, second, first_waits - 1, second_waits)
    if second_waits:
        return (first, second + 1, 0, second_waits - 1)
    return (first, second, 0, 0)


def _shared_freed(state: State) -> State:
    """Let a shared agent take the second reason, else the first, else rest."""
    own, shared, first, second = state
    if second:
        return (own, shared, first, second - 1)
    if first:
        return (own, shared, first - 1, 0)
    return (own, shared - 1, 0, 0)


def _reason(
    chain: Chain,
    which: int,
    arrivals_per_s: tuple[float, float],
    agents: tuple[int, int],
    patience_mean_s: tuple[float, float],
    places_to_wait: int,
) -> ReasonFigures:
    def finds_none(state: State) -> bool:
        return state[1] == agents[1] and (which == 1 or state[0] == agents[0])

    return _waits(chain, which, finds_none, arrivals_per_s, patience_mean_s, places_to_wait)


def _waits(
    chain: Chain,
    which: int,
    finds_none: Callable[[State], bool],
    arrivals_per_s: tuple[float, float],
    patience_mean_s: tuple[float, float],
    places_to_wait: int,
) -> ReasonFigures:
    """Figures of one reason, whose number waiting is in the last two places of a state."""
    offered_per_s = arrivals_per_s[which]
    blocked_share = chain.mean(lambda s: finds_none(s) and s[2 + which] == places_to_wait)
    queue_mean = chain.mean(lambda s: s[2 + which])
    return ReasonFigures(
        wait_share=chain.mean(finds_none),
        blocked_share=blocked_share,
        abandonment_rate=queue_mean / patience_mean_s[which] / offered_per_s,
        wait_mean_s=queue_mean / (offered_per_s * (1.0 - blocked_share)),
        queue_mean=queue_mean,
    )
