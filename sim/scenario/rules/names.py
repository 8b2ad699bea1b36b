"""Every name that is used is the name of something."""

from collections.abc import Iterable, Iterator

from sim.scenario.finding import Finding, warning
from sim.scenario.occurring import kind_of, rows, share_of, teams_at
from sim.scenario.paths import Path
from sim.scenario.scenario import Centre
from sim.scenario.wording import suggestion


def _unknown(path: Path, name: str, what: str, known: Iterable[str]) -> Iterator[Finding]:
    every = list(known)
    if name not in every:
        yield Finding(path, name, f"no such {what}", suggestion(name, every))


def _each(path: Path, names: Iterable[str], what: str, known: Iterable[str]) -> Iterator[Finding]:
    every, seen = list(known), set()
    for place, name in enumerate(names):
        yield from _unknown((*path, place), name, what, every)
        if name in seen:
            yield Finding((*path, place), name, "is named twice", "name it once")
        seen.add(name)


def _keys(path: Path, table: Iterable[str], what: str, known: Iterable[str]) -> Iterator[Finding]:
    every = list(known)
    for name in table:
        if name != "*" and name not in every:
            yield Finding((*path, name), None, f"no such {what}", suggestion(name, every))


def routes(centre: Centre) -> Iterator[Finding]:
    """A route names teams and steps."""
    known = [*centre.teams, *centre.steps]
    for name, reason in centre.reasons.items():
        path = ("reasons", name, "route")
        for place, step in enumerate(reason.route):
            if step not in known:
                yield Finding((*path, place), step, "no such team or step", suggestion(step, known))
        if len(set(reason.route)) < len(reason.route):
            rule = "goes through one step twice"
            yield Finding(path, reason.route, rule, "give the second visit a step of its own")


def steps(centre: Centre) -> Iterator[Finding]:
    """A step names its teams, and is none itself."""
    used = {step for reason in centre.reasons.values() for step in reason.route}
    for name, step in centre.steps.items():
        path = ("steps", name)
        yield from _each((*path, "teams"), step.teams, "team", centre.teams)
        yield from _keys((*path, "overflow_after"), step.overflow_after, "team", step.teams)
        if name in centre.teams:
            yield Finding(path, None, "is the name of a team", "a step has a name of its own")
        if name not in used:
            yield warning(path, None, "no route goes through this step", "name it in a route")


def mixes(centre: Centre) -> Iterator[Finding]:
    """Mixes name channels, and segments' shares name segments."""
    for name, reason in centre.reasons.items():
        path = ("reasons", name)
        yield from _keys((*path, "mix"), reason.mix, "channel", centre.channels)
        yield from _keys((*path, "handle_time"), reason.handle_time, "channel", centre.channels)
        yield from _keys((*path, "patience"), reason.patience, "channel", centre.channels)
        yield from _keys((*path, "segments"), reason.segments, "segment", centre.segments)


def teams(centre: Centre) -> Iterator[Finding]:
    """A team names channels and reasons."""
    for name, team in centre.teams.items():
        path = ("teams", name)
        yield from _each((*path, "channels"), team.channels, "channel", centre.channels)
        yield from _each((*path, "reasons"), team.reasons or [], "reason", centre.reasons)
        for key in ("resolves", "escalates"):
            value = getattr(team, key)
            if isinstance(value, dict):
                yield from _keys((*path, key), value, "reason", centre.reasons)


def achievements(centre: Centre) -> Iterator[Finding]:
    """A table of what a team resolves speaks of every reason that it serves."""
    for name, team in centre.teams.items():
        for key in ("resolves", "escalates"):
            value = getattr(team, key)
            if not isinstance(value, dict):
                continue
            for reason in centre.reasons:
                if reason not in value and _serves(centre, name, reason):
                    rule = f"says nothing of {reason}, which the team serves"
                    yield Finding(("teams", name, key), None, rule, f"add {reason} = 0.8")


def _serves(centre: Centre, team: str, reason: str) -> bool:
    own = centre.teams[team].reasons
    if own is not None and reason not in own:
        return False
    return any(team in teams_at(centre, step) for step in centre.reasons[reason].route)


def bots(centre: Centre) -> Iterator[Finding]:
    """A bot names channels, reasons and segments."""
    for name, bot in centre.bots.items():
        path = ("bots", name)
        yield from _each((*path, "channels"), bot.channels, "channel", centre.channels)
        yield from _each((*path, "segments"), bot.segments or [], "segment", centre.segments)
        for key in ("takes", "contains", "truly_solves"):
            value = getattr(bot, key)
            if isinstance(value, dict):
                yield from _keys((*path, key), value, "reason", centre.reasons)
        yield from _bot_reasons(centre, name)


def _bot_reasons(centre: Centre, name: str) -> Iterator[Finding]:
    """A reason the bot takes needs its containment; it is easily forgotten in one table."""
    bot = centre.bots[name]
    for reason in centre.reasons:
        if share_of(bot.takes, reason) == 0.0:
            continue
        for key in ("contains", "truly_solves"):
            value = getattr(bot, key)
            if isinstance(value, dict) and reason not in value:
                rule = f"says nothing of {reason}, which the bot takes"
                yield Finding(("bots", name, key), None, rule, f"add {reason} = 0.5")


def returns(centre: Centre) -> Iterator[Finding]:
    """Returns name channels and the reason a case becomes."""
    for name, row in rows(centre):
        path = ("returns", name)
        yield from _keys((*path, "mix"), row.mix or {}, "channel", centre.channels)
        if row.becomes is not None:
            yield from _unknown((*path, "becomes"), row.becomes, "reason", centre.reasons)


def outside_hours(centre: Centre) -> Iterator[Finding]:
    """A contact that moves names where to."""
    outside = centre.day.outside_hours if centre.day else None
    if outside is None:
        return
    path = ("day", "outside_hours")
    if outside.to is not None:
        yield from _unknown((*path, "to"), outside.to, "channel", centre.channels)
    elif outside.moves > 0.0:
        yield Finding((*path, "moves"), outside.moves, "moves to no channel", 'add to = "email"')
    if outside.to in centre.channels and kind_of(centre, str(outside.to)) not in ("email", None):
        rule = "is closed at that hour, too"
        yield Finding((*path, "to"), outside.to, rule, "move to an email channel")


def kinds(centre: Centre) -> Iterator[Finding]:
    """A channel is voice, chat or email, by its name or by its kind."""
    for name in centre.channels:
        if kind_of(centre, name) is None:
            rule = "needs a kind, for its name is none"
            yield Finding(("channels", name), None, rule, 'add kind = "voice", "chat" or "email"')


def streams(centre: Centre) -> Iterator[Finding]:
    """A former name keeps the customers of one part only: no two draw from one stream."""
    teams_as_steps = dict.fromkeys(centre.teams)
    for table, parts in (
        (("reasons",), {name: one.stream for name, one in centre.reasons.items()}),
        (("steps",), teams_as_steps | {name: one.stream for name, one in centre.steps.items()}),
        (("bots",), {name: one.stream for name, one in centre.bots.items()}),
        (
            ("approval", "levels"),
            {name: one.stream for name, one in centre.approval.levels.items()},
        ),
    ):
        owners: dict[str, str] = {name: name for name, stream in parts.items() if stream is None}
        for name, stream in parts.items():
            if stream is not None and owners.setdefault(stream, name) != name:
                rule = f"is also what {owners[stream]} draws from"
                yield Finding((*table, name, "stream"), stream, rule, "give each its own")


def unused(centre: Centre) -> Iterator[Finding]:
    """Teams and channels that nothing leads to are probably misspelt elsewhere."""
    routed = {step for reason in centre.reasons.values() for step in reason.route}
    reached = routed | {
        team for step in routed if step in centre.steps for team in centre.steps[step].teams
    }
    for name in centre.teams:
        if name not in reached:
            yield warning(
                ("teams", name), None, "no route leads to this team", "name it in a route"
            )
    mixed = {channel for reason in centre.reasons.values() for channel in reason.mix}
    mixed |= {channel for _, row in rows(centre) for channel in row.mix or {}}
    if centre.day and centre.day.outside_hours.to:
        mixed.add(centre.day.outside_hours.to)
    for name in centre.channels:
        if name not in mixed:
            yield warning(
                ("channels", name), None, "no reason uses this channel", "name it in a mix"
            )
