"""What agents do: take a visit, talk, wrap up. A call takes a whole agent, a chat a share."""

from math import isnan

from sim.centre import rules
from sim.centre.kernel.agents import PRESENT, leave_idle
from sim.centre.kernel.calendar import push
from sim.centre.kernel.chat import GENERATION, add_due, advance, drop_due, next_due
from sim.centre.kernel.compiling import part
from sim.centre.kernel.given import Given
from sim.centre.kernel.memory import recall
from sim.centre.kernel.state import State, Taped
from sim.centre.kernel.telling import tell
from sim.centre.kernel.words import ANSWERED, TALK_END, WRAP_END
from sim.centre.order import key
from sim.centre.tables import Flag, Index


@part
def stays(g: Given, s: State, team: Index, now: float) -> Flag:
    """Whether a channel that the team serves has closed and is still being served out."""
    for channel in range(g.channels):
        if g.crew.drains[team, channel] and s.in_house[channel] > 0 and now >= s.closes_at[channel]:
            return True
    return False


@part
def has_room(g: Given, s: State, agent: Index, now: float) -> Flag:
    """Whether an agent can take something more."""
    agents, team = s.agents, s.agents.team[agent]
    if agents.in_hand[agent] == 0:
        return True
    if agents.chats[agent] + agents.beside[agent] == 0:
        return False
    if agents.in_hand[agent] >= g.crew.chats_at_once[team]:
        return False
    return agents.mode[agent] == PRESENT or stays(g, s, team, now)


@part
def serve(g: Given, t: Taped, s: State, agent: Index, visit: Index, now: float) -> None:
    """An agent takes a visit."""
    visits, agents = s.visits, s.agents
    leave_idle(g, s, agent)
    lasts = _talk(g, t, s, agent, visit)
    visits.outcome[visit] = ANSWERED
    visits.answered_s[visit] = now
    visits.agent[visit] = agent
    visits.team[visit] = agents.team[agent]
    s.contacts.team[visits.contact[visit]] = agents.team[agent]
    if agents.in_hand[agent] == 0:
        s.teams.free[agents.team[agent]] -= 1
    agents.in_hand[agent] += 1
    agents.idle_since[agent] = now
    if not visits.shared[visit]:
        _takes_place(g, s, agent, visit, 1, now)
        _talk_on(g, s, visit, now + lasts, now)
        return
    advance(g, s, agent, now)
    agents.chats[agent] += 1
    add_due(s, agent, visit, lasts)
    next_due(g, s, agent, now)


@part
def _talk_on(g: Given, s: State, visit: Index, ends: float, now: float) -> None:
    """The talk ends then, unless it is interrupted."""
    visits, generation = s.visits, int(s.visits.generation[visit])
    if g.most_interruptions > 0:
        channel = g.queues.channel[visits.queue[visit]]
        if channel >= 0 and generation < g.doors.may_interrupt[channel]:
            _yields(s, visit, channel, ends)
    note = (generation << GENERATION) | int(visit)
    push(s, now, ends, key(TALK_END, int(visits.number[visit]), 0), note)


@part
def _takes_place(g: Given, s: State, agent: Index, visit: Index, change: Index, now: float) -> None:
    """A call comes beside the agent's chats, or goes: they change their pace."""
    if not g.any_beside or not g.queues.beside[s.visits.queue[visit]]:
        return
    if not g.crew.beside_chats[s.agents.team[agent]]:
        return
    advance(g, s, agent, now)
    s.agents.beside[agent] += change
    next_due(g, s, agent, now)


# -- work that yields: a chain for each team and channel, the latest begun first ------------------


@part
def _yields(s: State, visit: Index, channel: Index, ends: float) -> None:
    visits, team = s.visits, s.visits.team[visit]
    latest = s.yielding[team, channel]
    visits.talk_ends_s[visit] = ends
    visits.before[visit], visits.after[visit] = latest, -1
    if latest >= 0:
        visits.after[latest] = visit
    s.yielding[team, channel] = visit


@part
def yields_no_more(g: Given, s: State, visit: Index) -> None:
    """Out of the chain, if it stands in one."""
    visits, channel = s.visits, g.queues.channel[s.visits.queue[visit]]
    if channel < 0 or visits.generation[visit] >= g.doors.may_interrupt[channel]:
        return
    before, after = visits.before[visit], visits.after[visit]
    if before >= 0:
        visits.after[before] = after
    if after >= 0:
        visits.before[after] = before
    else:
        s.yielding[visits.team[visit], channel] = before


@part
def that_yields(g: Given, s: State, team: Index, visit: Index) -> Index:
    """What a team has begun last on a channel that yields to a visit's, by channel; -1 none."""
    channel = g.queues.channel[s.visits.queue[visit]]
    for other in range(g.channels):
        if s.yielding[team, other] >= 0 and channel >= 0 and g.doors.yields[other, channel]:
            return int(s.yielding[team, other])
    return -1


@part
def lay_aside(g: Given, s: State, visit: Index, now: float) -> Index:
    """Interrupt the work on a visit; returns its agent."""
    visits, agent = s.visits, int(s.visits.agent[visit])
    yields_no_more(g, s, visit)
    visits.generation[visit] += 1
    visits.left_s[visit] = rules.left(visits.talk_ends_s[visit], now)
    visits.since_s[visit] = now
    s.agents.interrupted[agent] = visit
    s.agents.in_hand[agent] -= 1
    s.teams.free[s.agents.team[agent]] += 1
    return agent


@part
def resume(g: Given, s: State, agent: Index, now: float) -> None:
    """Take up again what was laid aside."""
    visits, agents, visit = s.visits, s.agents, int(s.agents.interrupted[agent])
    agents.interrupted[agent] = -1
    leave_idle(g, s, agent)
    s.teams.free[agents.team[agent]] -= 1
    agents.in_hand[agent] += 1
    agents.idle_since[agent] = now
    lain = rules.lain(visits.interrupted_s[visit], now, visits.since_s[visit])
    visits.interrupted_s[visit] = lain
    _talk_on(g, s, visit, now + visits.left_s[visit], now)


@part
def _talk(g: Given, t: Taped, s: State, agent: Index, visit: Index) -> float:
    contacts, contact, slot = s.contacts, s.visits.contact[visit], s.visits.slot[visit]
    at = t.first_work[contacts.row[contact]]
    if not g.slots.by_team[slot]:  # a chase, a finishing: as long with every team
        return t.work_s[at + g.slots.work_at[slot]]
    offset = g.slots.work_of[slot, contacts.channel[contact], s.agents.team[agent]]
    factor = recall(g, t, s, contact)
    return rules.talk(t.work_s[at + offset], g.crew.talk_factor[agent], factor)


@part
def release(g: Given, s: State, visit: Index, now: float) -> None:
    """The customer is done with the agent; wrap-up begins, even if it takes no time."""
    visits, agent = s.visits, s.visits.agent[visit]
    visits.released_s[visit] = now
    wrap_up = 0.0
    if g.slots.by_team[visits.slot[visit]]:
        wrap_up = g.crew.wrap_up_s[s.agents.team[agent]]
    if not visits.shared[visit]:
        push(s, now, now + wrap_up, key(WRAP_END, int(visits.number[visit]), 0), visit)
        return
    advance(g, s, agent, now)
    add_due(s, agent, visit, wrap_up)
    next_due(g, s, agent, now)


@part
def chat_due(g: Given, s: State, visit: Index, now: float) -> Flag:
    """An agent's earliest chat has come to its due point; whether its wrap-up was done."""
    agent = s.visits.agent[visit]
    advance(g, s, agent, now)
    drop_due(s, agent)
    wrapped_up = not isnan(s.visits.talk_end_s[visit])
    if wrapped_up:
        s.agents.chats[agent] -= 1
    next_due(g, s, agent, now)
    return wrapped_up


@part
def is_interrupted(s: State, visit: Index, note: Index) -> Flag:
    """Whether the work on a visit was laid aside since the event was made."""
    return (note >> GENERATION) != s.visits.generation[visit]


@part
def talked(s: State, visit: Index, now: float) -> None:
    """A talk is done; its contact decides what follows."""
    s.visits.talk_end_s[visit] = now
    tell(s, visit)


@part
def wrapped_up(g: Given, s: State, visit: Index, now: float) -> Index:
    """An agent has finished with a visit; returns who."""
    agents, agent = s.agents, int(s.visits.agent[visit])
    leave_idle(g, s, agent)
    s.visits.ended_s[visit] = now
    agents.idle_since[agent] = now
    agents.in_hand[agent] -= 1
    if agents.in_hand[agent] == 0:
        s.teams.free[agents.team[agent]] += 1
    _takes_place(g, s, agent, visit, -1, now)
    return agent
