"""Agents: who is idle, who rested last, who is leaving, who is away."""

from sim.centre.kernel.compiling import part
from sim.centre.kernel.given import Given
from sim.centre.kernel.state import State
from sim.centre.tables import I4, Agents, Flag, Index

AWAY, PRESENT, LEAVING = range(3)


@part
def rests_before(agents: Agents, one: Index, other: Index) -> Flag:
    """Order of the idle: least in hand, idle longest, lowest number."""
    if agents.in_hand[one] != agents.in_hand[other]:
        return agents.in_hand[one] < agents.in_hand[other]
    if agents.idle_since[one] != agents.idle_since[other]:
        return agents.idle_since[one] < agents.idle_since[other]
    return one < other


@part
def rested_later(agents: Agents, one: Index, other: Index) -> Flag:
    """Order of who goes home first: idle for the shortest time, highest number."""
    if agents.idle_since[one] != agents.idle_since[other]:
        return agents.idle_since[one] > agents.idle_since[other]
    return one > other


@part
def put_idle(g: Given, s: State, agent: Index) -> None:
    """Enter an agent with room for more among the idle."""
    agents, team = s.agents, s.agents.team[agent]
    leave_idle(g, s, agent)
    first = g.crew.first_agent[team]
    if g.any_fills and g.crew.fills_first[team] and agents.in_hand[agent] > 0:
        _enter(agents, s.crews.filling, agents.filling_at, s.teams.filling, first, agent, _FULLEST)
    else:
        _enter(agents, s.crews.idle, agents.idle_at, s.teams.idle, first, agent, _LONGEST)
    if g.any_beside and g.crew.beside_chats[team] and agents.beside[agent] == 0:
        at, sizes = agents.callable_at, s.teams.callable
        _enter(agents, s.crews.callable, at, sizes, first, agent, _LONGEST)
    if g.crew.falls[team] and agents.in_hand[agent] == 0:
        _enter(agents, s.crews.recent, agents.recent_at, s.teams.recent, first, agent, _LATEST)


@part
def leave_idle(g: Given, s: State, agent: Index) -> None:
    """Take an agent from among the idle, if there."""
    agents, first = s.agents, g.crew.first_agent[s.agents.team[agent]]
    if agents.idle_at[agent] >= 0:
        _quit(agents, s.crews.idle, agents.idle_at, s.teams.idle, first, agent, _LONGEST)
    if agents.recent_at[agent] >= 0:
        _quit(agents, s.crews.recent, agents.recent_at, s.teams.recent, first, agent, _LATEST)
    if agents.filling_at[agent] >= 0:
        at, sizes = agents.filling_at, s.teams.filling
        _quit(agents, s.crews.filling, at, sizes, first, agent, _FULLEST)
    if agents.callable_at[agent] >= 0:
        at, sizes = agents.callable_at, s.teams.callable
        _quit(agents, s.crews.callable, at, sizes, first, agent, _LONGEST)


@part
def longest_idle(g: Given, s: State, team: Index, shared: Flag, beside: Flag) -> Index:
    """The fitting agent with least in hand (chats may fill first), of these idle longest, -1 none.

    Chats fit beside chats; `beside` says that the visit is a call that some teams take so.
    """
    first = g.crew.first_agent[team]
    if g.any_beside and beside and g.crew.beside_chats[team]:
        return int(s.crews.callable[first]) if s.teams.callable[team] > 0 else -1
    if g.any_fills and shared and s.teams.filling[team] > 0:
        return int(s.crews.filling[first])
    if s.teams.idle[team] == 0:
        return -1
    agent = int(s.crews.idle[first])
    return agent if shared or s.agents.in_hand[agent] == 0 else -1


@part
def last_idle(g: Given, s: State, team: Index) -> Index:
    """Of the agents with nothing in hand the one idle for the shortest time, -1 none."""
    if s.teams.recent[team] == 0:
        return -1
    return int(s.crews.recent[g.crew.first_agent[team]])


# -- the heaps of the idle: who rested longest serves, who rested latest goes home, and whoever has
# -- the most in hand gets the chat where chats fill first ---------------------------------------

_LONGEST, _LATEST, _FULLEST = range(3)


@part
def _stands_before(agents: Agents, one: Index, other: Index, order: Index) -> Flag:
    if order == _LATEST:
        return rested_later(agents, one, other)
    if order == _FULLEST and agents.in_hand[one] != agents.in_hand[other]:
        return agents.in_hand[one] > agents.in_hand[other]
    return rests_before(agents, one, other)


@part
def _earlier_of(agents: Agents, one: Index, other: Index, order: Index) -> Index:
    """0 if an agent stands before its neighbour, else 1; see `calendar` for why it is a number."""
    since, others = agents.idle_since[one], agents.idle_since[other]
    if agents.in_hand[one] == agents.in_hand[other] and since != others:
        return int((others < since) != (order == _LATEST))
    return int(_stands_before(agents, other, one, order))


@part
def _enter(
    agents: Agents, heap: I4, at: I4, sizes: I4, first: Index, agent: Index, order: Index
) -> None:
    """Let an agent into a heap; `at` knows every agent's place in it, `first` where it begins."""
    team = agents.team[agent]
    place = sizes[team]
    sizes[team] = place + 1
    _rise(agents, heap, at, first, place, agent, order)


@part
def _quit(
    agents: Agents, heap: I4, at: I4, sizes: I4, first: Index, agent: Index, order: Index
) -> None:
    """Take an agent out of a heap; the last one fills the hole."""
    team, place = agents.team[agent], at[agent]
    at[agent] = -1
    size = sizes[team] - 1
    sizes[team] = size
    if place < size:
        mover = heap[first + size]
        place = _sink(agents, heap, at, first, place, size, mover, order)
        _rise(agents, heap, at, first, place, mover, order)


@part
def _rise(
    agents: Agents, heap: I4, at: I4, first: Index, place: Index, agent: Index, order: Index
) -> None:
    while place > 0:
        above = (place - 1) >> 1
        other = heap[first + above]
        if not _stands_before(agents, agent, other, order):
            break
        heap[first + place] = other
        at[other] = place
        place = above
    heap[first + place] = agent
    at[agent] = place


@part
def _sink(
    agents: Agents,
    heap: I4,
    at: I4,
    first: Index,
    place: Index,
    size: Index,
    agent: Index,
    order: Index,
) -> Index:
    """Bring others up past a hole; returns the lowest place where the agent may stand."""
    while True:
        child = 2 * place + 1
        if child >= size:
            return place
        if child + 1 < size:
            child += _earlier_of(agents, heap[first + child], heap[first + child + 1], order)
        other = heap[first + child]
        if not _stands_before(agents, other, agent, order):
            return place
        heap[first + place] = other
        at[other] = place
        place = child


# -- leaving and away: sets that change with the headcount, not with every contact --------------


@part
def enter_leaving(g: Given, s: State, agent: Index) -> None:
    """Among those who leave once they have finished."""
    team = s.agents.team[agent]
    place = s.teams.leaving[team]
    s.teams.leaving[team] = place + 1
    s.crews.leaving[g.crew.first_agent[team] + place] = agent
    s.agents.leaving_at[agent] = place


@part
def quit_leaving(g: Given, s: State, agent: Index) -> None:
    """No more among them; the last takes the free place."""
    team = s.agents.team[agent]
    first = g.crew.first_agent[team]
    last = s.teams.leaving[team] - 1
    s.teams.leaving[team] = last
    place, mover = s.agents.leaving_at[agent], s.crews.leaving[first + last]
    s.crews.leaving[first + place] = mover
    s.agents.leaving_at[mover] = place
    s.agents.leaving_at[agent] = -1


@part
def first_leaving(g: Given, s: State, team: Index) -> Index:
    """The lowest number among those leaving."""
    first = g.crew.first_agent[team]
    found = s.crews.leaving[first]
    for place in range(1, s.teams.leaving[team]):
        found = min(found, s.crews.leaving[first + place])
    return int(found)


@part
def go_away(g: Given, s: State, agent: Index) -> None:
    """Among those who are away, lowest number first; persons named by a shift need no order."""
    team = s.agents.team[agent]
    if not g.crew.anonymous[team]:
        return
    first, place = g.crew.first_agent[team], s.teams.away[team]
    s.teams.away[team] = place + 1
    while place > 0:
        above = (place - 1) >> 1
        if s.crews.away[first + above] <= agent:
            break
        s.crews.away[first + place] = s.crews.away[first + above]
        place = above
    s.crews.away[first + place] = agent


@part
def call_in(g: Given, s: State, team: Index) -> Index:
    """The lowest number of those who are away, who now come."""
    first, away = g.crew.first_agent[team], s.crews.away
    found = int(away[first])
    size = s.teams.away[team] - 1
    s.teams.away[team] = size
    mover, place = away[first + size], 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and away[first + child + 1] < away[first + child]:
            child += 1
        if away[first + child] >= mover:
            break
        away[first + place] = away[first + child]
        place = child
    away[first + place] = mover
    return found
