"""The two conservation laws, checked after every play and not only in tests.

*A contact at the door*: contacts = closed out + contained + left in the bot + entered a queue
+ in the bot at the end. *A visit at a queue*: offered = answered + abandoned + blocked +
flowed out + callback taken + cleared + still waiting. Both hold for every queue, channel and
arrival interval because they hold for every row: each has exactly one outcome, and the times
and the agent that belong to it.
"""

import numpy as np
from numpy.typing import NDArray

from sim.centre.log import ContactOutcome, Logs, Table, VisitKind, VisitOutcome
from sim.errors import PlayError

_QUEUE_OUTCOMES = (
    VisitOutcome.WAITING,
    VisitOutcome.ANSWERED,
    VisitOutcome.ABANDONED,
    VisitOutcome.BLOCKED,
    VisitOutcome.FLOWED_OUT,
    VisitOutcome.CALLBACK_TAKEN,
    VisitOutcome.CLEARED,
)
_ENDED_BY_BOT = (
    ContactOutcome.CONTAINED,
    ContactOutcome.FALSELY_CONTAINED,
    ContactOutcome.LEFT_IN_BOT,
)
_MOMENTS = ("joined_s", "answered_s", "talk_end_s", "released_s", "ended_s")
Mask = NDArray[np.bool_]


def check(logs: Logs) -> None:
    """Raise PlayError, naming the first offending row, if a law does not hold."""
    _check_visits(logs.visits)
    _check_door(logs.contacts, logs.visits)
    _check_ends(logs.contacts, logs.visits)


def _require(holds: Mask, table: Table, name: str, law: str) -> None:
    wrong = np.flatnonzero(~holds)
    if wrong.size:
        row = {column: values[wrong[0]].item() for column, values in table.items()}
        raise PlayError(f"{law}: broken by {wrong.size} {name}, the first {row}")


def _check_visits(visits: Table) -> None:
    at_queue = (visits["kind"] == VisitKind.QUEUE) | (visits["kind"] == VisitKind.FINISHING)
    outcome = visits["outcome"]
    known = np.isin(outcome, _QUEUE_OUTCOMES) | ~at_queue
    _require(known, visits, "visits", "a visit at a queue has exactly one of the seven outcomes")
    answered = outcome == VisitOutcome.ANSWERED
    _require(
        (answered == (visits["agent"] >= 0)) & (answered == ~np.isnan(visits["answered_s"])),
        visits,
        "visits",
        "answered visits, and no others, have an agent and a time of answer",
    )
    moments = [visits[name] for name in _MOMENTS]
    in_order = np.ones(outcome.size, dtype=bool)
    latest = moments[0]
    for moment in moments[1:]:
        in_order &= ~(moment < latest)  # nan, "never happened", is before nothing
        latest = np.fmax(latest, moment)
    _require(in_order, visits, "visits", "joined ≤ answered ≤ talk end ≤ released ≤ ended")


def _check_door(contacts: Table, visits: Table) -> None:
    """Every contact ended at the door, or in the bot, or entered a queue, or is in the bot."""
    entered, with_bot = (
        _has_visit(contacts, visits, kind) for kind in (VisitKind.QUEUE, VisitKind.BOT)
    )
    outcome = contacts["outcome"]
    closed_out = outcome == ContactOutcome.CLOSED_OUT
    by_bot = np.isin(outcome, _ENDED_BY_BOT)
    in_bot = (outcome == ContactOutcome.OPEN) & with_bot & ~entered
    ways = closed_out.astype(int) + by_bot + entered + in_bot
    _require(ways == 1, contacts, "contacts", "a contact is met at the door in exactly one way")


def _check_ends(contacts: Table, visits: Table) -> None:
    """A contact that waited in vain has exactly one visit that ended so, and the reverse."""
    for contact_outcome, visit_outcome in (
        (ContactOutcome.ABANDONED, VisitOutcome.ABANDONED),
        (ContactOutcome.BLOCKED, VisitOutcome.BLOCKED),
        (ContactOutcome.CLEARED, VisitOutcome.CLEARED),
    ):
        ended = np.bincount(
            visits["contact"][visits["outcome"] == visit_outcome], minlength=contacts["row"].size
        )
        expected = (contacts["outcome"] == contact_outcome).astype(int)
        law = f"{contact_outcome.name.lower()} contacts have one visit that ended so"
        _require(ended == expected, contacts, "contacts", law)


def _has_visit(contacts: Table, visits: Table, kind: VisitKind) -> Mask:
    found = np.zeros(contacts["row"].size, dtype=bool)
    found[visits["contact"][visits["kind"] == kind]] = True
    return found
