"""The Erlang models: Poisson arrivals, exponential handle times, one team, one queue.

Models: Erlang B (no waiting), Erlang C (endless patience), Erlang A (exponential
patience) and a limited number of places to wait, with or without patience.

Method: Erlang's B by its recursion in 1 / B, which only adds positive numbers; the line
behind the busy team by scaled sums (`line`). Thousands of agents are no matter.

Truncation: none for B and C; for the others where the line's chances have fallen to
exp(-60) of the largest.
"""

from functools import partial
from math import exp, inf

from sim.theory.arguments import (
    check_count,
    check_load,
    check_not_negative,
    check_patience,
    check_positive,
)
from sim.theory.line import WaitingLine, waiting_line
from sim.theory.performance import Performance


def blocking(load: float, agents: int) -> float:
    """Erlang's B: share of time that all `agents` are busy when nobody may wait.

    `load` is in erlangs (arrivals per second × mean handle time), 0 or more. Raises
    ValueError for a negative load or a negative or broken number of agents. Source: the
    recursion of Jagerman (1974), doi:10.1002/j.1538-7305.1974.tb02756.x.
    """
    check_not_negative(load=load)
    check_count(0, agents=agents)
    return 1.0 / inverse_blocking(load, agents)


def inverse_blocking(load: float, agents: int) -> float:
    """1 / B: all the time that nobody waits, per time that all are busy; inf if beyond floats.

    Load in erlangs; source as `blocking`.
    """
    if load == 0.0:
        return inf if agents else 1.0
    inverse = 1.0
    for busy in range(1, agents + 1):
        inverse = 1.0 + inverse * busy / load
    return inverse


def waiting(load: float, agents: int) -> float:
    """Erlang's C: share of contacts that must wait when nobody abandons.

    `load` in erlangs. Raises ValueError unless 0 <= load < agents. Source: Koole and
    Mandelbaum (2002), doi:10.1023/A:1020949626017.
    """
    check_not_negative(load=load)
    check_count(0, agents=agents)
    check_load(load, agents)
    blocked = 1.0 / inverse_blocking(load, agents)
    return blocked / (1.0 - load / agents * (1.0 - blocked))


def erlang_b(arrivals_per_s: float, handle_mean_s: float, agents: int) -> Performance:
    """M/M/n/n: a contact that finds no agent free is lost.

    Contacts per second, seconds, people. Raises ValueError for an argument out of range.
    The answer holds for any law of handle time with this mean. Source: Jagerman (1974),
    doi:10.1002/j.1538-7305.1974.tb02756.x.
    """
    return limited_waiting(arrivals_per_s, handle_mean_s, agents, places_to_wait=0)


def erlang_c(arrivals_per_s: float, handle_mean_s: float, agents: int) -> Performance:
    """M/M/n: everyone waits until answered.

    Contacts per second, seconds, people. Raises ValueError for an argument out of range,
    and for a load that the agents cannot work off. Source: Koole and Mandelbaum (2002),
    doi:10.1023/A:1020949626017.
    """
    check_positive(arrivals_per_s=arrivals_per_s, handle_mean_s=handle_mean_s)
    load = arrivals_per_s * handle_mean_s
    wait_share = waiting(load, agents)
    spare_per_s = (agents - load) / handle_mean_s
    wait_mean_s = wait_share / spare_per_s
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
        occupancy=load / agents,
        answered_within=partial(_in_time_of_the_patient, wait_share, spare_per_s),
    )


def _in_time_of_the_patient(wait_share: float, spare_per_s: float, threshold_s: float) -> float:
    """Erlang C's share answered in time: who waits, waits exponentially."""
    return 1.0 - wait_share * exp(-spare_per_s * threshold_s)


def erlang_a(
    arrivals_per_s: float, handle_mean_s: float, agents: int, patience_mean_s: float
) -> Performance:
    """M/M/n+M: each waiting contact abandons after an exponential patience.

    Contacts per second, seconds, people, seconds. Raises ValueError for an argument out of
    range, and for a patience so long that over 20 million would wait (`erlang_c` is the
    limit). Source: Garnett, Mandelbaum and Reiman (2002), doi:10.1287/msom.4.3.208.7753.
    """
    check_positive(patience_mean_s=patience_mean_s)
    return limited_waiting(arrivals_per_s, handle_mean_s, agents, None, patience_mean_s)


def limited_waiting(
    arrivals_per_s: float,
    handle_mean_s: float,
    agents: int,
    places_to_wait: int | None,
    patience_mean_s: float = inf,
) -> Performance:
    """M/M/n/K+M: at most `places_to_wait` contacts wait, who comes then is lost.

    Contacts per second, seconds, people, contacts (None: no limit), seconds (inf: nobody
    abandons). Raises ValueError for an argument out of range, and for endless patience with
    endless places and too few agents. Source: the birth-death chain of Garnett, Mandelbaum
    and Reiman (2002), doi:10.1287/msom.4.3.208.7753, cut at the last place; the law of the
    wait is in the head of `line`.
    """
    check_positive(arrivals_per_s=arrivals_per_s, handle_mean_s=handle_mean_s)
    check_patience(patience_mean_s)
    check_count(0, agents=agents)
    load = arrivals_per_s * handle_mean_s
    if places_to_wait is not None:
        check_count(0, places_to_wait=places_to_wait)
    elif patience_mean_s == inf:
        check_load(load, agents)
    if agents == 0 and patience_mean_s == inf:
        check_count(1, agents=agents)
    free_per_busy = inverse_blocking(load, agents) - 1.0
    finish_per_s = agents / handle_mean_s
    line = waiting_line(
        free_per_busy, arrivals_per_s, finish_per_s, 1.0 / patience_mean_s, places_to_wait
    )
    return of_line(line, handle_mean_s, agents)


def of_line(line: WaitingLine, handle_mean_s: float, agents: int) -> Performance:
    """Read off the performance of a team with this line behind it; handle time in seconds."""
    answered = 1.0 - line.blocked_share - line.abandonment_rate
    load = line.joins_per_s * handle_mean_s
    return Performance(
        arrivals_per_s=line.joins_per_s,
        handle_mean_s=handle_mean_s,
        agents=agents,
        wait_share=line.wait_share,
        blocked_share=line.blocked_share,
        abandonment_rate=line.abandonment_rate,
        wait_mean_s=line.wait_mean_s,
        asa_s=line.asa_s,
        queue_mean=line.queue_mean,
        occupancy=load * answered / agents if agents else float("nan"),
        answered_within=line.answered_within,
    )
