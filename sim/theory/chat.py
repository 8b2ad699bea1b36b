"""Chat: an agent holds several contacts at once, each slower for it.

Model: Poisson arrivals; each of n agents has k slots. The work of a chat is exponential
with a mean handle time (that of one chat alone); while an agent has j chats each goes on at
`speeds[j - 1]` of full speed, re-scaled whenever j changes. A new chat goes to the agent
with the fewest chats, or, filling first, to the fullest one with a free slot. When all slots
are taken contacts wait in order, with exponential patience.

Method: agents are alike, so a state counts the agents with 0, 1, ..., k chats; its chain is
solved without a queue. The queue only exists while all slots are taken, when the team
finishes at one constant rate: that of `line` is put behind that one state. Exact.

Truncation: none in the chain; the queue as in `line`. There are (n + k choose k) states.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import comb, inf

from sim.theory.arguments import check_count, check_load, check_patience, check_positive, refuse
from sim.theory.chains import MOST_STATES, Chain, Moves, State, explore
from sim.theory.erlang import of_line
from sim.theory.line import waiting_line
from sim.theory.performance import Performance


@dataclass(frozen=True)
class Chat:
    """Long-run figures of a team that chats."""

    queue: Performance
    """The queue; its occupancy is the share of time that an agent has a chat at all."""
    chats_mean: float
    """Mean number of chats going on in the whole team."""
    chat_mean_s: float
    """Mean length of an answered chat, slowed by its neighbours, seconds."""


def slowing_speeds(slots: int, slowdown: float) -> tuple[float, ...]:
    """Speeds 1 / (1 + slowdown × (j − 1)) of a chat among j = 1 .. slots.

    `slowdown` is the work each further chat adds to one, as a share; 0: no slowing. Raises
    ValueError for no slot or a negative slowdown.
    """
    check_count(1, slots=slots)
    if not 0.0 <= slowdown < inf:
        raise refuse("slowdown", slowdown, "must be a finite number, 0 or more")
    return tuple(1.0 / (1.0 + slowdown * others) for others in range(slots))


def concurrent_chat(
    arrivals_per_s: float,
    handle_mean_s: float,
    agents: int,
    speeds: Sequence[float],
    patience_mean_s: float = inf,
    places_to_wait: int | None = None,
    fills_first: bool = False,
) -> Chat:
    """Agents with as many slots as there are speeds.

    Contacts per second; seconds of one chat alone; people; speed of each chat when an agent
    has 1, 2, ... of them; seconds (inf: nobody abandons); contacts (None: no limit). Raises
    ValueError for an argument out of range, a team too large to enumerate, and endless
    patience with more work than the full team finishes. Source: the state-dependent rates of
    Luo and Zhang (2013), doi:10.1287/opre.1120.1151.
    """
    check_positive(arrivals_per_s=arrivals_per_s, handle_mean_s=handle_mean_s)
    check_count(1, agents=agents, slots=len(speeds))
    check_patience(patience_mean_s)
    for speed in speeds:
        check_positive(speed=speed)
    full_per_s = agents * len(speeds) * speeds[-1] / handle_mean_s
    if patience_mean_s == inf and places_to_wait is None:
        check_load(arrivals_per_s / full_per_s * agents, agents)
    chain = team_chain(arrivals_per_s, handle_mean_s, agents, speeds, fills_first)
    all_full = (0,) * len(speeds) + (agents,)
    full_share = chain.mean(lambda state: state == all_full)
    free_per_full = 1.0 / full_share - 1.0 if full_share > 0.0 else inf
    line = waiting_line(
        free_per_full, arrivals_per_s, full_per_s, 1.0 / patience_mean_s, places_to_wait
    )
    stretch = (1.0 - line.wait_share) / (1.0 - full_share)

    def with_queue(mean: float, when_full: float) -> float:
        """Turn a mean without a queue into that with one: the full state lasts longer."""
        return line.wait_share * when_full + stretch * (mean - full_share * when_full)

    chats_mean = with_queue(chain.mean(chats_of), agents * len(speeds))
    busy_mean = with_queue(chain.mean(lambda state: agents - state[0]), agents)
    queue = of_line(line, handle_mean_s, agents)
    return Chat(
        queue=replace(queue, occupancy=busy_mean / agents),
        chats_mean=chats_mean,
        chat_mean_s=chats_mean / (arrivals_per_s * queue.answered_share),
    )


def chats_of(state: State) -> int:
    """Chats going on when `state[j]` agents have j each."""
    return sum(chats * count for chats, count in enumerate(state))


def team_chain(
    arrivals_per_s: float,
    handle_mean_s: float,
    agents: int,
    speeds: Sequence[float],
    fills_first: bool = False,
) -> Chain:
    """Make the team without a queue: `state[j]` agents have j chats; full, contacts are lost.

    Units and errors as `concurrent_chat`; more than a million states are refused.
    """
    slots = len(speeds)
    if comb(agents + slots, slots) > MOST_STATES:
        rule = f"more than {MOST_STATES} states with {slots} slots each"
        raise refuse("agents", agents, rule)

    def moves(state: State) -> Moves:
        takers = [chats for chats in range(slots) if state[chats]]
        if takers:
            taker = takers[-1] if fills_first else takers[0]
            yield _moved(state, taker, taker + 1), arrivals_per_s
        for chats in range(1, slots + 1):
            finish_per_s = chats * speeds[chats - 1] / handle_mean_s
            if state[chats]:
                yield _moved(state, chats, chats - 1), state[chats] * finish_per_s

    return explore((agents,) + (0,) * slots, moves)


def _moved(state: State, before: int, after: int) -> State:
    """One agent goes from `before` chats to `after`."""
    counts = list(state)
    counts[before] -= 1
    counts[after] += 1
    return tuple(counts)
