"""Coming and leaving: headcounts rise and fall, shifts begin and end, a closed channel drains."""

from sim.centre.kernel.agents import (
    AWAY,
    LEAVING,
    PRESENT,
    call_in,
    enter_leaving,
    first_leaving,
    go_away,
    last_idle,
    leave_idle,
    quit_leaving,
)
from sim.centre.kernel.compiling import apart, part
from sim.centre.kernel.given import Given
from sim.centre.kernel.state import State, Taped
from sim.centre.kernel.waiting import offer
from sim.centre.kernel.words import LEFT, PLAY_ENDED
from sim.centre.kernel.work import resume, stays
from sim.centre.tables import Index


@part
def freed(g: Given, t: Taped, s: State, agent: Index, now: float, kind: Index) -> None:
    """An agent has finished something: leave, if that is owed, or look for more."""
    team, mode = s.agents.team[agent], s.agents.mode[agent]
    owes = s.teams.owed[team] > 0 or mode == LEAVING
    if not owes or stays(g, s, team, now):
        offer(g, t, s, agent, now, kind)
        return
    if mode == PRESENT:
        s.teams.owed[team] -= 1
        _mark_leaving(g, s, agent, now)
    if s.agents.in_hand[agent] > 0:
        return
    if g.most_interruptions > 0 and s.agents.interrupted[agent] >= 0:
        resume(g, s, agent, now)
    else:
        _depart(g, s, agent, now)


@part
def drained(g: Given, s: State, channel: Index, now: float) -> None:
    """The last contact of a closed channel sends home who stayed for it."""
    if now < s.closes_at[channel]:
        return
    for team in range(g.teams):
        if g.crew.drains[team, channel] and (s.teams.owed[team] > 0 or s.teams.leaving[team] > 0):
            _dismiss(g, s, team, now)


@part
def _dismiss(g: Given, s: State, team: Index, now: float) -> None:
    """Let go who has nothing in hand and should have left."""
    if stays(g, s, team, now):
        return
    first = g.crew.first_agent[team]
    for place in range(s.teams.leaving[team] - 1, -1, -1):
        agent = int(s.crews.leaving[first + place])
        if s.agents.in_hand[agent] == 0:
            _depart(g, s, agent, now)
        else:
            leave_idle(g, s, agent)
    while s.teams.owed[team] > 0:
        agent = last_idle(g, s, team)
        if agent < 0:
            return
        s.teams.owed[team] -= 1
        _mark_leaving(g, s, agent, now)
        _depart(g, s, agent, now)


@apart
def turn(g: Given, t: Taped, s: State, row: Index, now: float, kind: Index) -> None:
    """A change of presence, of named persons or of a headcount."""
    timetable = g.timetable
    team, count = timetable.turn_team[row], timetable.turn_count[row]
    first, last = timetable.people_first[row], timetable.people_first[row + 1]
    comes = count > 0
    # Whoever comes is offered work in one place: who is named, who was leaving, who was away.
    if comes and first == last:
        cancelled = min(s.teams.owed[team], count)
        s.teams.owed[team] -= cancelled
        count -= cancelled
    if comes:
        for place in range(count):
            if first < last:
                agent = int(timetable.people[first + place])
            elif s.teams.leaving[team] > 0:
                agent = first_leaving(g, s, team)
            else:
                agent = call_in(g, s, team)
            _come(g, t, s, agent, now, kind)
        return
    if first == last:
        s.teams.owed[team] -= count
    for place in range(first, last):
        agent = int(timetable.people[place])
        if s.agents.mode[agent] == PRESENT:
            _mark_leaving(g, s, agent, now)
    _dismiss(g, s, team, now)


@part
def _come(g: Given, t: Taped, s: State, agent: Index, now: float, kind: Index) -> None:
    agents = s.agents
    if agents.mode[agent] == LEAVING:
        agents.mode[agent] = PRESENT
        quit_leaving(g, s, agent)
    elif agents.mode[agent] == AWAY:
        agents.mode[agent] = PRESENT
        s.teams.present[agents.team[agent]] += 1
        s.teams.free[agents.team[agent]] += 1
        agents.came_s[agent] = now
        agents.idle_since[agent] = now
    offer(g, t, s, agent, now, kind)


@part
def _mark_leaving(g: Given, s: State, agent: Index, now: float) -> None:
    s.agents.mode[agent] = LEAVING
    enter_leaving(g, s, agent)
    if not stays(g, s, s.agents.team[agent], now):
        leave_idle(g, s, agent)  # no longer among those with room for more


@part
def _depart(g: Given, s: State, agent: Index, now: float) -> None:
    s.agents.mode[agent] = AWAY
    s.teams.present[s.agents.team[agent]] -= 1
    s.teams.free[s.agents.team[agent]] -= 1
    leave_idle(g, s, agent)
    quit_leaving(g, s, agent)
    go_away(g, s, agent)
    _write(s, agent, now, LEFT)


@part
def _write(s: State, agent: Index, to: float, ended: Index) -> None:
    spell = s.counts.spells[0]
    s.counts.spells[0] = spell + 1
    s.spells.agent[spell] = agent
    s.spells.team[spell] = s.agents.team[agent]
    s.spells.from_s[spell] = s.agents.came_s[agent]
    s.spells.to_s[spell] = to
    s.spells.ended[spell] = ended


@part
def end(g: Given, s: State, now: float) -> None:
    """Write the spells of those still present."""
    for agent in range(g.agents):
        if s.agents.mode[agent] != AWAY:
            _write(s, agent, now, PLAY_ENDED)
