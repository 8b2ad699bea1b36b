"""Which channels and reasons a case could come to, by the mixes and the table of returns."""

from sim.plan.codes import Cause
from sim.scenario.returns import Return
from sim.scenario.scenario import Centre

FIELD_OF_CAUSE = {
    Cause.UNRESOLVED: "if_unresolved",
    Cause.FALSELY_CONTAINED: "if_falsely_contained",
    Cause.LEFT_IN_BOT: "if_left_in_bot",
    Cause.ABANDONED: "if_abandoned",
    Cause.BLOCKED: "if_blocked",
    Cause.CLEARED: "if_cleared",
    Cause.REFUSED: "if_refused",
}
_BOT_CAUSES = (Cause.FALSELY_CONTAINED, Cause.LEFT_IN_BOT)


def return_rows(centre: Centre) -> dict[Cause, Return]:
    """The stated rows of the table of returns."""
    found = {cause: getattr(centre.returns, name) for cause, name in FIELD_OF_CAUSE.items()}
    return {cause: row for cause, row in found.items() if row is not None and row.share > 0.0}


def by_reason(value: float | dict[str, float], reason: str, default: float) -> float:
    """A field that is one number for all reasons or a table by reason."""
    if isinstance(value, dict):
        return value.get(reason, default)
    return value


def met_on(centre: Centre, reason: str) -> dict[str, str]:
    """Channel → bot that takes this reason there."""
    return {
        channel: name
        for name in sorted(centre.bots)
        for channel in centre.bots[name].channels
        if by_reason(centre.bots[name].takes, reason, 0.0) > 0.0
    }


def later_reasons(centre: Centre, reason: str) -> list[str]:
    """Reasons that a case which began with `reason` could come with later, itself included."""
    changes = {row.becomes for row in return_rows(centre).values() if row.becomes}
    return sorted({reason} | changes)


def channels_of(centre: Centre) -> dict[str, set[str]]:
    """Reason → channels on which a contact of that reason could be served."""
    found = {
        name: {c for c, share in reason.mix.items() if share > 0.0}
        for name, reason in centre.reasons.items()
    }
    moves = _moves_to(centre)
    while True:
        before = {name: set(channels) for name, channels in found.items()}
        for name, present in found.items():
            present.update(moves)
            for cause, row in return_rows(centre).items():
                if cause in _BOT_CAUSES and not met_on(centre, name):
                    continue
                found[row.becomes or name] |= _next_channels(row, present)
        if found == before:
            return found


def _moves_to(centre: Centre) -> set[str]:
    outside = centre.day.outside_hours if centre.day is not None else None
    return {outside.to} if outside is not None and outside.moves > 0.0 and outside.to else set()


def _next_channels(row: Return, present: set[str]) -> set[str]:
    if row.mix is not None:
        channels = {channel for channel, share in row.mix.items() if share > 0.0}
        return channels | present if row.same_channel else channels
    if row.same_channel is not None or row.becomes is None:
        return present if row.same_channel != 0.0 else set()
    return set()
