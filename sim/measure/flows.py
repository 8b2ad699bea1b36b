"""The picture of where contacts went: what an edge can begin and end at."""

import numpy as np
from numpy.typing import NDArray

from sim.centre.log import ContactOutcome
from sim.plan.plan import Plan

SOURCES = ("first contacts", "repeats", "chases")
ENDS = {
    ContactOutcome.RESOLVED: "resolved",
    ContactOutcome.CONTAINED: "solved by bot",
    ContactOutcome.FALSELY_CONTAINED: "falsely contained",
    ContactOutcome.LEFT_IN_BOT: "left in bot",
    ContactOutcome.UNRESOLVED: "unresolved",
    ContactOutcome.CLOSED_UNSOLVED: "closed unsolved",
    ContactOutcome.REFUSED: "refused",
    ContactOutcome.ABANDONED: "gave up waiting",
    ContactOutcome.BLOCKED: "turned away",
    ContactOutcome.CLEARED: "turned away",
    ContactOutcome.CLOSED_OUT: "turned away",
    ContactOutcome.INFORMED: "informed",
    ContactOutcome.OPEN: "still open",
}
"""What the end of a contact is called in the picture."""

APPROVAL, AGAIN = "approval", "back again"


def nodes(plan: Plan) -> tuple[str, ...]:
    """Everything an edge can begin or end at; bots and steps bear their kind before their name."""
    names = plan.names
    return (
        *SOURCES,
        *(f"bot:{name}" for name in names.bots),
        *(f"step:{name}" for name in names.steps),
        APPROVAL,
        *dict.fromkeys(ENDS.values()),
        AGAIN,
    )


def flows(taken: NDArray[np.int64], names: tuple[str, ...]) -> dict[tuple[str, str], int]:
    """Edges that were taken, with how often, from a table [from × to] of all."""
    begins, ends = np.nonzero(taken)
    counts = taken[begins, ends].tolist()
    return {
        (names[begin], names[end]): count
        for begin, end, count in zip(begins.tolist(), ends.tolist(), counts, strict=True)
    }
