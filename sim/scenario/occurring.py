"""What can happen in a centre: which team serves what, which contacts can come on which channel."""

from collections.abc import Iterator

from sim.scenario.distributions import Law
from sim.scenario.returns import Return
from sim.scenario.scenario import Centre

LIVE = ("voice", "chat")
_OF_BOTS = ("if_falsely_contained", "if_left_in_bot")


def kind_of(centre: Centre, channel: str) -> str | None:
    """voice, chat or email; None if neither name nor field says so."""
    stated = centre.channels[channel].kind
    return stated or (channel if channel in ("voice", "chat", "email") else None)


def is_live(centre: Centre, channel: str) -> bool:
    """Whether customers wait on the line."""
    return channel in centre.channels and kind_of(centre, channel) != "email"


def teams_at(centre: Centre, step: str) -> list[str]:
    """The teams of a step that exist, in order of preference."""
    listed = centre.steps[step].teams if step in centre.steps else [step]
    return [name for name in listed if name in centre.teams]


def serving(centre: Centre, step: str, reason: str, channel: str) -> list[str]:
    """The teams that may serve a reason on a channel at a step."""
    found = []
    for name in teams_at(centre, step):
        team = centre.teams[name]
        if channel in team.channels and (team.reasons is None or reason in team.reasons):
            found.append(name)
    return found


def share_of(value: float | dict[str, float], reason: str, default: float = 0.0) -> float:
    """A field that is one number, or a table by reason."""
    return value.get(reason, default) if isinstance(value, dict) else value


def law_on(laws: dict[str, Law], channel: str) -> Law | None:
    """The law stated for a channel, or the one stated for all."""
    return laws.get(channel, laws.get("*"))


def rows(centre: Centre) -> Iterator[tuple[str, Return]]:
    """The stated rows of the table of returns, by field name."""
    for name in type(centre.returns).model_fields:
        row = getattr(centre.returns, name)
        if isinstance(row, Return):
            yield name, row


def meets_bot(centre: Centre, reason: str) -> bool:
    """Whether any bot takes contacts of this reason."""
    return any(share_of(bot.takes, reason) > 0.0 for bot in centre.bots.values())


def occurring(centre: Centre) -> dict[str, set[str]]:
    """Reason → channels on which its contacts can come, returns and moves included."""
    found = {
        name: {channel for channel, share in reason.mix.items() if share > 0.0}
        for name, reason in centre.reasons.items()
    }
    outside = centre.day.outside_hours if centre.day else None
    if outside is not None and outside.to and outside.moves > 0.0:
        for channels in found.values():
            channels.add(outside.to)
    while _grow(centre, found):
        pass
    return found


def _grow(centre: Centre, found: dict[str, set[str]]) -> bool:
    size = sum(map(len, found.values()))
    for cause, row in rows(centre):
        for reason in list(found):
            target = row.becomes or reason
            possible = cause not in _OF_BOTS or meets_bot(centre, reason)
            if row.share > 0.0 and possible and target in found:
                found[target] |= _next_channels(row, found[reason])
    return sum(map(len, found.values())) > size


def _next_channels(row: Return, present: set[str]) -> set[str]:
    by_mix = {channel for channel, share in (row.mix or {}).items() if share > 0.0}
    return by_mix | present if row.same_channel else by_mix
