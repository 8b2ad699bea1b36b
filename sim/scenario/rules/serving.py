"""Whoever comes can be served: teams, laws, patience."""

import itertools
from collections.abc import Iterator

from sim.durations import format_duration
from sim.scenario.fields import Profile
from sim.scenario.finding import Finding, warning
from sim.scenario.occurring import is_live, kind_of, law_on, occurring, serving, teams_at
from sim.scenario.scenario import Centre
from sim.scenario.teams import Team
from sim.scenario.wording import listed

_SHORT_WORK, _LONG_WORK, _SHORT_PATIENCE = 5.0, 4 * 3600.0, 1.0


def every_step_has_a_team(centre: Centre) -> Iterator[Finding]:
    """Every contact that can come finds, at each step of its route, a team for its channel."""
    for reason, channels in occurring(centre).items():
        for place, step in enumerate(centre.reasons[reason].route):
            names = teams_at(centre, step)
            for channel in sorted(channels) if names else []:
                if channel in centre.channels and not serving(centre, step, reason, channel):
                    path = ("reasons", reason, "route", place)
                    rule = f"no team of this step serves {reason} on {channel}"
                    remedy = f'add "{channel}" to the channels of {listed(names)}'
                    yield Finding(path, step, rule, remedy)


def every_contact_has_work(centre: Centre) -> Iterator[Finding]:
    """Every contact that can come has a handle time."""
    for reason, channels in occurring(centre).items():
        laws = centre.reasons[reason].handle_time
        for channel in sorted(channels):
            if channel in centre.channels and law_on(laws, channel) is None:
                rule = f"has no law for {channel}, on which {reason} can come"
                remedy = f'add {channel} = {{ mean = "5m", cv = 0.9 }}'
                yield Finding(("reasons", reason, "handle_time"), None, rule, remedy)


def wrap_up_fits(centre: Centre) -> Iterator[Finding]:
    """Wrap-up lies inside the handle time, so it is shorter than its mean."""
    pairs = occurring(centre)
    for name, team in centre.teams.items():
        for reason, channels in pairs.items():
            if not _serves(centre, name, reason):
                continue
            for channel in sorted(channels & set(team.channels)):
                law = law_on(centre.reasons[reason].handle_time, channel)
                mean = law.overall_mean * team.handle_factor if law else None
                if mean is not None and (team.wrap_up > 0.0 or mean > 0.0) and team.wrap_up >= mean:
                    rule = (
                        f"is not shorter than the mean handle time of {reason} on {channel}, "
                        f"{format_duration(mean)}, which includes it"
                    )
                    value = format_duration(team.wrap_up)
                    yield Finding(("teams", name, "wrap_up"), value, rule, "make it shorter")


def _serves(centre: Centre, team: str, reason: str) -> bool:
    own = centre.teams[team].reasons
    route = centre.reasons[reason].route
    return (own is None or reason in own) and any(team in teams_at(centre, step) for step in route)


def staffed_by_one_means(centre: Centre) -> Iterator[Finding]:
    """A team has agents or shifts."""
    for name, team in centre.teams.items():
        if team.agents is not None and team.shifts is not None:
            rule = "has agents and shifts"
            yield Finding(("teams", name, "shifts"), None, rule, "keep one of them")
        if team.agents is None and team.shifts is None:
            rule, remedy = "has neither agents nor shifts", "add agents = 12"
            yield Finding(("teams", name), None, rule, remedy)


def chats(centre: Centre) -> Iterator[Finding]:
    """A speed for each number of chats at once, and no more."""
    for name, team in centre.teams.items():
        path = ("teams", name, "chat_speed")
        if len(team.chat_speed) > team.chats_at_once:
            rule = f"has {len(team.chat_speed)} speeds for chats_at_once = {team.chats_at_once}"
            yield Finding(
                path, team.chat_speed, rule, "give at most one speed for each chat at once"
            )
        pairs = list(zip(team.chat_speed, team.chat_speed[1:], strict=False))
        if any(after > before for before, after in pairs):
            rule = "chats go faster where there are more of them"
            yield warning(path, team.chat_speed, rule, "speeds usually fall")
        speeds = [
            team.chat_speed[min(k, len(team.chat_speed)) - 1] * k
            for k in range(1, team.chats_at_once + 1)
        ]
        if any(after < before for before, after in itertools.pairwise(speeds)):
            rule = "an agent gets less done with more chats at once"
            yield warning(path, team.chat_speed, rule, "say fewer chats_at_once")


def somebody_answers(centre: Centre) -> Iterator[Finding]:
    """Customers who never give up need somebody who will answer."""
    for reason, channels in occurring(centre).items():
        for place, step in enumerate(centre.reasons[reason].route):
            for channel in sorted(channels):
                names = serving(centre, step, reason, channel)
                if channel not in centre.channels or not names:
                    continue
                if _gives_up(centre, reason, channel) or any(
                    _is_staffed(centre.teams[n]) for n in names
                ):
                    continue
                rule = f"no agent at any time for {reason} on {channel}: nobody will ever answer"
                remedy = f"give {listed(names)} agents, or the channel a patience"
                path = ("reasons", reason, "route", place)
                yield Finding(path, step, rule, remedy)


def _gives_up(centre: Centre, reason: str, channel: str) -> bool:
    own = law_on(centre.reasons[reason].patience, channel)
    stated = centre.channels[channel]
    return (own or stated.patience) is not None or stated.at_close == "clear"


def _is_staffed(team: Team) -> bool:
    if team.shifts is not None:
        return any(shift.agents > 0 for shift in team.shifts)
    if isinstance(team.agents, Profile):
        return any(value > 0.0 for value in team.agents.values)
    return bool(team.agents)


def plausible_times(centre: Centre) -> Iterator[Finding]:
    """Handle times below 5 s or above 4 h, and patience below 1 s, are usually a wrong unit."""
    for name, reason in centre.reasons.items():
        for channel, law in reason.handle_time.items():
            path = ("reasons", name, "handle_time", channel)
            if law.overall_mean == 0.0:
                yield warning(path, None, "is instant", "contacts take no work at all")
            elif not _SHORT_WORK <= law.overall_mean <= _LONG_WORK:
                rule = f"has a mean of {format_duration(law.overall_mean)}"
                yield warning(path, None, rule, "is the unit right?")
    for name, channel_ in centre.channels.items():
        law_ = channel_.patience
        if law_ is not None and law_.mean < _SHORT_PATIENCE:
            rule = f"has a mean of {format_duration(law_.mean)}"
            yield warning(("channels", name, "patience"), None, rule, "is the unit right?")


def targets(centre: Centre) -> Iterator[Finding]:
    """A service level is for those who hold the line; email has an answer clock."""
    for name, channel in centre.channels.items():
        kind = kind_of(centre, name)
        level = channel.service_level
        if level is not None and kind == "email":
            rule = "nobody holds the line on email"
            yield warning(("channels", name, "service_level"), None, rule, "use respond_within")
        if level is not None and level.within == 0.0:
            path = ("channels", name, "service_level", "within")
            yield warning(path, "0s", "only waits of exactly 0 are in time")
        if level is not None and level.share == 1.0:
            path = ("channels", name, "service_level", "share")
            yield warning(path, 1.0, "all of them is never certain", "aim at 0.95")
        if channel.respond_within is not None and is_live(centre, name):
            rule = f"customers hold the line on {name}"
            yield warning(("channels", name, "respond_within"), None, rule, "use service_level")


def announced_waits(centre: Centre) -> Iterator[Finding]:
    """A wait is announced to customers who hold the line and could lose their patience."""
    for name, channel in centre.channels.items():
        if channel.announces is None:
            continue
        path = ("channels", name, "announces")
        own = any(law_on(reason.patience, name) for reason in centre.reasons.values())
        if not is_live(centre, name):
            rule = f"nobody holds the line on {name} to hear it"
            yield Finding(path, None, rule, "say it of a live channel")
        elif channel.patience is None and not own:
            rule = "nobody here has a patience, so nobody leaves"
            yield warning(path, None, rule, 'add patience = { exponential = "3m" }')
