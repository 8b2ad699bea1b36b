"""Days, horizons, opening hours, shifts and tables of intervals."""

import itertools
from collections.abc import Iterator

from sim.durations import format_clock, format_duration
from sim.scenario.fields import Profile
from sim.scenario.finding import Finding, warning
from sim.scenario.paths import Path
from sim.scenario.scenario import Centre
from sim.scenario.tables import STEPS

_DAY_S = 86400.0


def one_calendar(centre: Centre) -> Iterator[Finding]:
    """A scenario has a day or a horizon."""
    if centre.day is not None and centre.horizon is not None:
        yield Finding(("horizon",), None, "stands beside [day]", "keep one of them")
    if centre.day is None and centre.horizon is None:
        remedy = (
            'add [day] with opens = "08:00" and closes = "20:00", or [horizon] with lasts = "8h"'
        )
        yield Finding((), None, "has neither [day] nor [horizon]", remedy)


def opening_hours(centre: Centre) -> Iterator[Finding]:
    """What closes has opened before."""
    if centre.day is None:
        return
    if centre.day.closes <= centre.day.opens:
        rule = f"closes before it opens ({format_clock(centre.day.opens)})"
        remedy = "a day ends at 24:00; open hours may not cross midnight"
        yield Finding(("day", "closes"), format_clock(centre.day.closes), rule, remedy)
        return
    for name, channel in centre.channels.items():
        opens = centre.day.opens if channel.opens is None else channel.opens
        closes = centre.day.closes if channel.closes is None else channel.closes
        if closes <= opens:
            key = "closes" if channel.closes is not None else "opens"
            rule = f"the channel is open {format_clock(opens)}-{format_clock(closes)}"
            yield Finding(("channels", name, key), None, rule, "what closes has opened before")
    for name, bot in centre.bots.items():
        if bot.closes <= bot.opens:
            rule = f"closes before it opens ({format_clock(bot.opens)})"
            yield Finding(("bots", name, "closes"), format_clock(bot.closes), rule, "")


def reporting_interval(centre: Centre) -> Iterator[Finding]:
    """An interval is a quarter, half or whole hour."""
    for key, part in (("day", centre.day), ("horizon", centre.horizon)):
        if part is not None and part.interval not in STEPS:
            value = format_duration(part.interval)
            rule = "an interval is 15, 30 or 60 minutes"
            yield Finding((key, "interval"), value, rule, 'write "15m", "30m" or "1h"')


def horizon(centre: Centre) -> Iterator[Finding]:
    """A horizon lasts longer than its warm-up, and has no hours of the day in it."""
    if centre.horizon is None:
        return
    lasts, warm_up = centre.horizon.lasts, centre.horizon.warm_up
    if lasts <= 0.0:
        yield Finding(("horizon", "lasts"), "0s", "must be longer than 0", 'write "8h"')
    elif warm_up >= lasts:
        rule = f"is not shorter than lasts = {format_duration(lasts)}"
        value = format_duration(warm_up)
        yield Finding(("horizon", "warm_up"), value, rule, "nothing would be measured")
    elif warm_up > lasts / 2.0:
        rule = "more than half of the horizon is not measured"
        yield warning(("horizon", "warm_up"), format_duration(warm_up), rule, "let it last longer")
    yield from _clock_times(centre)


def _clock_times(centre: Centre) -> Iterator[Finding]:
    remedy = "a horizon has no hours of the day; use [day]"
    for path, is_there in _with_clocks(centre):
        if is_there:
            yield Finding(path, None, "is about hours of the day", remedy)


def _with_clocks(centre: Centre) -> Iterator[tuple[Path, bool]]:
    for name, channel in centre.channels.items():
        yield ("channels", name, "opens"), channel.opens is not None
        yield ("channels", name, "closes"), channel.closes is not None
        answer = channel.respond_within
        counted = answer is not None and answer.counted_in == "opening hours"
        yield ("channels", name, "respond_within", "counted_in"), counted
    for name, bot in centre.bots.items():
        yield ("bots", name, "opens"), bot.opens > 0.0
        yield ("bots", name, "closes"), bot.closes < _DAY_S
    for name, team in centre.teams.items():
        yield ("teams", name, "agents"), isinstance(team.agents, Profile)
        yield ("teams", name, "shifts"), team.shifts is not None
    for name, reason in centre.reasons.items():
        yield ("reasons", name, "volume", "shape"), reason.volume.shape is not None


def shifts(centre: Centre) -> Iterator[Finding]:
    """A shift ends after it starts, and lies in the opening hours."""
    for name, team in centre.teams.items():
        for place, shift in enumerate(team.shifts or []):
            path: Path = ("teams", name, "shifts", place)
            text = f"{format_clock(shift.starts)}-{format_clock(shift.ends)}"
            if shift.ends <= shift.starts:
                rule = "ends before it starts"
                remedy = 'split it at midnight: to = "24:00", and from = "00:00" on its own'
                yield Finding((*path, "to"), format_clock(shift.ends), rule, remedy)
            elif centre.day and (
                shift.starts >= centre.day.closes or shift.ends <= centre.day.opens
            ):
                yield warning(path, text, "lies outside the opening hours")
        if team.shifts == []:
            yield Finding(("teams", name, "shifts"), None, "is empty", "add a shift, or agents = 0")


def tables(centre: Centre) -> Iterator[Finding]:
    """A table of intervals lies within the day, regular, nowhere below 0."""
    for name, reason in centre.reasons.items():
        shape = reason.volume.shape
        if shape is not None:
            path = ("reasons", name, "volume", "shape")
            yield from _profile(path, shape)
            if sum(shape.values) <= 0.0:
                yield Finding(path, None, "the column is 0 throughout", "a shape needs some volume")
            yield from _outside(centre, path, shape)
    for name, team in centre.teams.items():
        if isinstance(team.agents, Profile):
            yield from _profile(("teams", name, "agents"), team.agents)


def _profile(path: Path, profile: Profile) -> Iterator[Finding]:
    starts, step = profile.starts_s, profile.step_s
    if not starts or len(starts) != len(profile.values):
        rule = f"{len(profile.values)} values for {len(starts)} intervals"
        yield Finding(path, None, rule, "one value for each interval")
        return
    if step <= 0.0 or any(b - a != step for a, b in itertools.pairwise(starts)):
        yield Finding(path, None, "the intervals are not of one length", "")
    if starts[0] < 0.0 or starts[-1] + step > _DAY_S:
        rule = f"runs until {format_clock(starts[-1] + step)}"
        yield Finding(path, None, rule, "a table lies within one day, 00:00 to 24:00")
    if min(profile.values) < 0.0:
        yield Finding(path, min(profile.values), "must be 0 or more", "")


def _outside(centre: Centre, path: Path, shape: Profile) -> Iterator[Finding]:
    """Volume at an hour at which every channel is closed: those contacts find nobody."""
    if centre.day is None:
        return
    opens = min(
        [centre.day.opens, *(c.opens for c in centre.channels.values() if c.opens is not None)]
    )
    closes = max(
        [centre.day.closes, *(c.closes for c in centre.channels.values() if c.closes is not None)]
    )
    pairs = zip(shape.starts_s, shape.values, strict=False)
    beyond = sum(value for start, value in pairs if not opens <= start < closes)
    outside = centre.day.outside_hours
    if beyond > 0.0 and not (outside.moves or outside.tries_again):
        rule = f"{beyond / sum(shape.values):.1%} of it comes outside the opening hours"
        yield warning(path, None, rule, "say in [day] outside_hours what becomes of these contacts")
