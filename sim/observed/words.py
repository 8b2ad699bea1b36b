"""What records say of an ending: where the truth is hidden, two endings share a word."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.centre.log import ContactOutcome, VisitOutcome

CONTAINED, LEFT, PASSED_ON, RUNNING = "contained", "left", "passed on", "running"
"""How a bot session ended by the platform's own account."""

CONTACT_WORDS = {
    ContactOutcome.OPEN: "open",
    ContactOutcome.RESOLVED: "closed as solved",
    ContactOutcome.CLOSED_UNSOLVED: "closed as solved",
    ContactOutcome.CONTAINED: CONTAINED,
    ContactOutcome.FALSELY_CONTAINED: CONTAINED,
    ContactOutcome.LEFT_IN_BOT: "left in the bot",
    ContactOutcome.UNRESOLVED: "unresolved",
    ContactOutcome.REFUSED: "refused",
    ContactOutcome.ABANDONED: "abandoned",
    ContactOutcome.BLOCKED: "blocked",
    ContactOutcome.CLEARED: "cleared",
    ContactOutcome.CLOSED_OUT: "closed out",
    ContactOutcome.INFORMED: "informed",
}
VISIT_WORDS = {
    VisitOutcome.WAITING: "waiting",
    VisitOutcome.ANSWERED: "answered",
    VisitOutcome.ABANDONED: "abandoned",
    VisitOutcome.BLOCKED: "blocked",
    VisitOutcome.FLOWED_OUT: "flow-out",
    VisitOutcome.CALLBACK_TAKEN: "callback taken",
    VisitOutcome.CLEARED: "cleared",
}
SESSION_WORDS = {
    ContactOutcome.CONTAINED: CONTAINED,
    ContactOutcome.FALSELY_CONTAINED: CONTAINED,
    ContactOutcome.LEFT_IN_BOT: LEFT,
}
"""Of the contact's ending; whatever else a contact comes to after a session, it was passed on."""

_CODES = 256


def worded(words: dict[Any, str], codes: NDArray[Any], other: str = "") -> NDArray[np.str_]:
    """[row] the word of each code; `other` where there is none."""
    table = np.full(_CODES, other, dtype=f"U{max(map(len, [*words.values(), other]))}")
    for code, word in words.items():
        table[code] = word
    found: NDArray[np.str_] = table[codes]
    return found


def named(names: tuple[str, ...], codes: NDArray[Any]) -> NDArray[np.str_]:
    """[row] the name of each index; "" for -1."""
    found: NDArray[np.str_] = np.array([*names, ""])[codes]
    return found
