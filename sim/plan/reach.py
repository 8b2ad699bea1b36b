"""Which bot a contact could meet, which returns are stated, which reasons a case could come to."""

from sim.plan.codes import Cause
from sim.scenario.occurring import share_of
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


def return_rows(centre: Centre) -> dict[Cause, Return]:
    """The stated rows of the table of returns."""
    found = {cause: getattr(centre.returns, name) for cause, name in FIELD_OF_CAUSE.items()}
    return {cause: row for cause, row in found.items() if row is not None and row.share > 0.0}


def met_on(centre: Centre, reason: str) -> dict[str, str]:
    """Channel → bot that takes this reason there."""
    return {
        channel: name
        for name in sorted(centre.bots)
        for channel in centre.bots[name].channels
        if share_of(centre.bots[name].takes, reason) > 0.0
    }


def later_reasons(centre: Centre, reason: str) -> list[str]:
    """Reasons that a case which began with `reason` could come with later, itself included."""
    changes = {row.becomes for row in return_rows(centre).values() if row.becomes}
    return sorted({reason} | changes)
