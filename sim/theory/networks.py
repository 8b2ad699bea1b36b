"""Several queues in a row: escalation, repeats, a bot in front.

Model: Jackson's open networks. Contacts come in Poisson streams, every team has one queue,
exponential handle times and endless patience, and a contact that ends at one team goes on
to another with a fixed chance. A delay between two visits, of whatever law, changes nothing.

Method: the flow equations, then Erlang C team by team. A bot without limit on its sessions
only thins the stream in front of the team, whatever its session times.

Truncation: none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.theory.arguments import (
    check_not_negative,
    check_positive,
    check_same_length,
    check_share,
    refuse,
)
from sim.theory.erlang import erlang_c, limited_waiting
from sim.theory.performance import Performance


@dataclass(frozen=True)
class Network:
    """Teams that pass contacts on to each other."""

    teams: tuple[Performance, ...]
    """What each team's queue looks like; figures are per visit."""
    visits: tuple[float, ...]
    """Mean number of visits to each team that a new contact leads to."""
    wait_mean_s: float
    """Mean of all waits that a new contact leads to, added up, seconds."""
    in_centre_mean_s: float
    """The same with the handling, delays between visits left out, seconds."""


def network(
    arrivals_per_s: Sequence[float],
    handle_mean_s: Sequence[float],
    agents: Sequence[int],
    next_share: Sequence[Sequence[float]],
) -> Network:
    """Any number of teams; `next_share[i][j]` of what team i finishes goes on to team j.

    New contacts per second, seconds and people by team. Raises ValueError when shares add
    up to more than 1, contacts never leave, or a team cannot work off its load. Source:
    Jackson (1957), doi:10.1287/opre.5.4.518.
    """
    check_same_length(
        arrivals_per_s=arrivals_per_s,
        handle_mean_s=handle_mean_s,
        agents=agents,
        next_share=next_share,
    )
    for rate in arrivals_per_s:
        check_not_negative(arrivals_per_s=rate)
    fresh_per_s = sum(arrivals_per_s)
    check_positive(arrivals_per_s=fresh_per_s)
    flows = _flows(arrivals_per_s, next_share)
    team_of = zip(flows, handle_mean_s, agents, strict=True)
    teams = tuple(erlang_c(flow, handle_s, count) for flow, handle_s, count in team_of)
    waiting = sum(team.queue_mean for team in teams)
    handled = sum(team.arrivals_per_s * team.handle_mean_s for team in teams)
    return Network(
        teams=teams,
        visits=tuple(flow / fresh_per_s for flow in flows),
        wait_mean_s=waiting / fresh_per_s,
        in_centre_mean_s=(waiting + handled) / fresh_per_s,
    )


def _flows(
    arrivals_per_s: Sequence[float], next_share: Sequence[Sequence[float]]
) -> tuple[float, ...]:
    """Contacts per second at each team, repeats included."""
    shares = np.array(next_share, dtype=float)
    if shares.shape != (len(arrivals_per_s), len(arrivals_per_s)):
        raise refuse("next_share", next_share, "must be one row and one column for each team")
    for share in shares.ravel():
        check_share(next_share=float(share))
    if shares.sum(axis=1).max() > 1.0 + 1e-9:
        raise refuse("next_share", next_share, "each row must add up to 1 or less")
    if np.abs(np.linalg.eigvals(shares)).max() >= 1.0 - 1e-12:
        raise refuse("next_share", next_share, "contacts would never leave")
    flows = np.linalg.solve(np.eye(len(shares)) - shares.T, np.array(arrivals_per_s, dtype=float))
    return tuple(float(flow) for flow in flows)


def two_tiers(
    arrivals_per_s: float,
    handle_mean_s: tuple[float, float],
    agents: tuple[int, int],
    escalated_share: float,
    repeat_share: float = 0.0,
) -> Network:
    """Put a front line before specialists; a share of all that ends returns.

    New contacts per second; seconds and people of front line and specialists;
    `escalated_share` of what the front line handles goes up, `repeat_share` of what ends, at
    either tier, comes back to the front line, at once or after any delay. Raises ValueError
    as `network`. Source: Jackson (1957), doi:10.1287/opre.5.4.518.
    """
    check_share(escalated_share=escalated_share, repeat_share=repeat_share)
    ends_at_front = 1.0 - escalated_share
    next_share = [[ends_at_front * repeat_share, escalated_share], [repeat_share, 0.0]]
    if escalated_share == 0.0:
        raise refuse("escalated_share", escalated_share, "must be above 0; else use erlang_c")
    return network([arrivals_per_s, 0.0], handle_mean_s, agents, next_share)


@dataclass(frozen=True)
class BotInFront:
    """A bot, and the team behind it."""

    met_per_s: float
    """Contacts that meet the bot in a second."""
    sessions_mean: float
    """Mean number of sessions going on."""
    contained_share: float
    """Contained / all contacts."""
    left_share: float
    """Left in the bot / all contacts."""
    team: Performance
    """The team's queue: its shares are of contacts that reach the queue."""


def bot_in_front(
    arrivals_per_s: float,
    met_share: float,
    contained_share: float,
    left_share: float,
    session_mean_s: float,
    handle_mean_s: float,
    agents: int,
    patience_mean_s: float,
) -> BotInFront:
    """Put a bot without limit on sessions in front of M/M/n+M.

    Contacts per second; `met_share` of all contacts meet the bot; of these `contained_share`
    end there, `left_share` hang up there, the rest is passed on; seconds; people. The session
    may have any law and may depend on how it ends. Raises ValueError for shares beyond 1 in
    all or nobody left for the team. Source: Mirasol (1963), doi:10.1287/opre.11.2.282.
    """
    check_positive(arrivals_per_s=arrivals_per_s)
    check_not_negative(session_mean_s=session_mean_s)
    check_share(met_share=met_share, contained_share=contained_share, left_share=left_share)
    if contained_share + left_share > 1.0 + 1e-9:
        both = contained_share + left_share
        raise refuse("contained_share + left_share", both, "must be 1 or less")
    ended_share = met_share * (contained_share + left_share)
    if ended_share >= 1.0:
        raise refuse("ended in the bot", ended_share, "must be below 1 to leave work for a team")
    passed_per_s = arrivals_per_s * (1.0 - ended_share)
    return BotInFront(
        met_per_s=arrivals_per_s * met_share,
        sessions_mean=arrivals_per_s * met_share * session_mean_s,
        contained_share=met_share * contained_share,
        left_share=met_share * left_share,
        team=limited_waiting(passed_per_s, handle_mean_s, agents, None, patience_mean_s),
    )
