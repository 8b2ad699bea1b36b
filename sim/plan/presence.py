"""Who is on the queues when: headcounts and shifts become turns of coming and leaving."""

from sim.plan.calendar import DAY_S
from sim.plan.plan import Calendar, Names, Turn
from sim.scenario.fields import Profile
from sim.scenario.scenario import Centre
from sim.scenario.teams import Shift, Team


def headcount(team: Team) -> int:
    """Largest number of agents of a team at one time, or persons on its shifts."""
    if team.shifts is not None:
        return sum(shift.agents for shift in team.shifts)
    if isinstance(team.agents, Profile):
        return int(max(team.agents.values))
    return team.agents or 0


def turns(centre: Centre, names: Names, calendar: Calendar, first_agent: list[int]) -> list[Turn]:
    """Every change of presence in the play, sorted by (time, leaving before coming, team)."""
    found: list[Turn] = []
    for index, name in enumerate(names.teams):
        team = centre.teams[name]
        if team.shifts is not None:
            found += _of_shifts(team.shifts, index, first_agent[index], calendar)
        else:
            found += _of_levels(_level_changes(team, names, calendar), index)
    return sorted(found, key=lambda turn: (turn.at_s, turn.count > 0, turn.team, turn.agents))


def _level_changes(team: Team, names: Names, calendar: Calendar) -> list[tuple[float, int]]:
    """(time, headcount from then on) over all days."""
    if isinstance(team.agents, Profile):
        profile = team.agents
        day = [(at, int(value)) for at, value in zip(profile.starts_s, profile.values, strict=True)]
        day.append((profile.starts_s[-1] + profile.step_s, 0))
    else:
        served = [names.channels.index(channel) for channel in team.channels]
        opens = min(calendar.opens_s[channel] for channel in served)
        closes = max(calendar.closes_s[channel] for channel in served)
        day = [(opens, team.agents or 0), (closes, 0)]
    levels = {
        number * DAY_S + at: level
        for number in range(calendar.days)
        for at, level in day
        if at != float("inf")
    }
    return sorted(levels.items())


def _of_levels(levels: list[tuple[float, int]], team: int) -> list[Turn]:
    found, present = [], 0
    for at, level in levels:
        if level != present:
            found.append(Turn(at, team, level - present, ()))
        present = level
    return found


def _of_shifts(shifts: list[Shift], team: int, first: int, calendar: Calendar) -> list[Turn]:
    found = []
    for day in range(calendar.days):
        agent = first
        for shift in shifts:
            people = tuple(range(agent, agent + shift.agents))
            agent += shift.agents
            if people:
                found.append(Turn(day * DAY_S + shift.starts, team, len(people), people))
                found.append(Turn(day * DAY_S + shift.ends, team, -len(people), people))
    return found
