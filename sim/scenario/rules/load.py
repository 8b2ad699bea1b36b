"""Whether the agents can keep up, where nobody gives up waiting."""

from collections.abc import Iterator

from sim.scenario.fields import Profile
from sim.scenario.finding import Finding, warning
from sim.scenario.occurring import law_on, serving, share_of
from sim.scenario.people import mean_talk_factor
from sim.scenario.scenario import Centre
from sim.scenario.teams import Team


def keeps_up(centre: Centre) -> Iterator[Finding]:
    """Work that never gives up must be less than the agents' time, or the queue grows for ever."""
    work: dict[str, float] = dict.fromkeys(centre.teams, 0.0)
    for name in centre.reasons:
        for channel in centre.reasons[name].mix:
            if _waits_for_ever(centre, name, channel):
                _add_work(centre, name, channel, work)
    for name, seconds in work.items():
        available = _agent_seconds(centre, centre.teams[name])
        ratio = seconds / available if available else 0.0
        if ratio >= 1.0:
            rule = (
                f"work that never gives up is {ratio:.2f} times the agents' time: no steady state, "
                "results depend on how long is played"
            )
            yield warning(("teams", name), None, rule, "more agents, or a patience for the channel")


def _waits_for_ever(centre: Centre, reason: str, channel: str) -> bool:
    if channel not in centre.channels:
        return False
    own = law_on(centre.reasons[reason].patience, channel)
    return (own or centre.channels[channel].patience) is None


def _add_work(centre: Centre, name: str, channel: str, work: dict[str, float]) -> None:
    """Seconds of work a day (or horizon) of first contacts, along the route."""
    reason = centre.reasons[name]
    law = law_on(reason.handle_time, channel)
    coming = _contacts(centre, name) * reason.mix[channel] * _past_bots(centre, name, channel)
    for step in reason.route:
        teams = serving(centre, step, name, channel)
        if law is None or not teams:
            return
        mean = law.overall_mean
        for team_name in teams:  # shared evenly: a lower bound for the busiest of them
            team = centre.teams[team_name]
            # Several chats at once take less of an agent than one after the other.
            at_once = team.chats_at_once * team.chat_speed[-1] if team.chats_at_once > 1 else 1.0
            share = coming / len(teams) / max(1.0, at_once)
            work[team_name] += share * mean * team.handle_factor * mean_talk_factor(team)
        first = centre.teams[teams[0]]
        coming *= (1.0 - share_of(first.resolves, name, 1.0)) * share_of(first.escalates, name, 1.0)


def _past_bots(centre: Centre, reason: str, channel: str) -> float:
    past = 1.0
    for bot in centre.bots.values():
        if channel in bot.channels:
            past *= 1.0 - share_of(bot.takes, reason) * (
                share_of(bot.contains, reason) + bot.leaves
            )
    return past


def _contacts(centre: Centre, name: str) -> float:
    """Contacts in one day, or in the horizon."""
    volume = centre.reasons[name].volume
    per_day = (
        volume.contacts_per_day if volume.contacts_per_day is not None else volume.cases_per_day
    )
    per_hour = volume.contacts_per_hour or volume.cases_per_hour or 0.0
    hours = _open_seconds(centre) / 3600.0
    if per_day is None:
        return per_hour * hours
    return per_day * hours / 24.0 if centre.horizon else per_day


def _open_seconds(centre: Centre) -> float:
    if centre.horizon is not None:
        return centre.horizon.lasts
    return centre.day.closes - centre.day.opens if centre.day else 0.0


def _agent_seconds(centre: Centre, team: Team) -> float:
    if team.shifts is not None:
        return sum(shift.agents * (shift.ends - shift.starts) for shift in team.shifts)
    if isinstance(team.agents, Profile):
        return sum(team.agents.values) * team.agents.step_s
    return (team.agents or 0) * _open_seconds(centre)
