"""Chats: an agent's chats share one clock, and only the earliest due point owns an event."""

from math import isnan

from sim.centre import rules
from sim.centre.kernel.calendar import push
from sim.centre.kernel.compiling import part
from sim.centre.kernel.given import Given
from sim.centre.kernel.state import State
from sim.centre.kernel.words import TALK_END, WRAP_END
from sim.centre.order import key
from sim.centre.tables import Flag, Index

GENERATION = 32
"""Bits of an event's note below the generation."""


@part
def _rate(g: Given, s: State, agent: Index) -> float:
    """Progress of each chat at present; a call in a chat's place slows as a chat does."""
    agents = s.agents
    return g.crew.chat_rate[agents.team[agent], agents.chats[agent] + agents.beside[agent]]


@part
def advance(g: Given, s: State, agent: Index, now: float) -> None:
    """Bring the clock to now, at the rate of the chats in hand so far."""
    agents = s.agents
    rate = _rate(g, s, agent)
    agents.clock[agent] = rules.advanced(agents.clock[agent], now, agents.since[agent], rate)
    agents.since[agent] = now


@part
def add_due(s: State, agent: Index, visit: Index, lasts: float) -> None:
    """A due point `lasts` seconds of work from now, in its place among the others."""
    visits, dues = s.visits, s.dues
    first, count = s.agents.first_due[agent], s.agents.dues[agent]
    point = s.agents.clock[agent] + lasts
    at = first + count
    while at > first and (
        dues.point[at - 1] > point
        or (
            dues.point[at - 1] == point and visits.number[dues.visit[at - 1]] > visits.number[visit]
        )
    ):
        dues.point[at], dues.visit[at] = dues.point[at - 1], dues.visit[at - 1]
        at -= 1
    dues.point[at], dues.visit[at] = point, visit
    s.agents.dues[agent] = count + 1


@part
def drop_due(s: State, agent: Index) -> None:
    """The earliest due point has come."""
    first, last = s.agents.first_due[agent], s.agents.dues[agent] - 1
    s.agents.dues[agent] = last
    for at in range(first, first + last):
        s.dues.point[at], s.dues.visit[at] = s.dues.point[at + 1], s.dues.visit[at + 1]


@part
def next_due(g: Given, s: State, agent: Index, now: float) -> None:
    """The earliest due point gets its event; older events of the agent's chats are stale."""
    agents = s.agents
    generation = agents.generation[agent] + 1
    agents.generation[agent] = generation
    if agents.dues[agent] == 0:
        return
    first = agents.first_due[agent]
    visit = s.dues.visit[first]
    kind = TALK_END if isnan(s.visits.talk_end_s[visit]) else WRAP_END
    rate = _rate(g, s, agent)
    at = rules.due_time(now, s.dues.point[first], agents.clock[agent], rate)
    note = (int(generation) << GENERATION) | int(visit)
    push(s, now, at, key(kind, int(s.visits.number[visit]), 0), note)


@part
def visit_of(note: Index) -> Index:
    """The visit in an event's note."""
    return note & 0xFFFFFFFF


@part
def is_stale(s: State, agent: Index, note: Index) -> Flag:
    """Whether the agent's chats have changed since the event was made."""
    return (note >> GENERATION) != s.agents.generation[agent]
