"""The four logs of a play: what is written down, in which unit, and what each code means.

Columns are declared as data; the documentation is generated from here. `nan` means "never
happened", -1 means "none". No row is dropped: warm-up, lead-in, closing and filters are
matters of the measures.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from sim.plan.codes import Cause


class VisitKind(IntEnum):
    """What a visit is a stay at."""

    BOT = 0
    QUEUE = 1
    LEVEL = 2
    FINISHING = 3


class VisitOutcome(IntEnum):
    """How a visit ended."""

    WAITING = 0  # still there at the end of the play
    ANSWERED = 1
    ABANDONED = 2
    BLOCKED = 3
    FLOWED_OUT = 4
    CALLBACK_TAKEN = 5
    CLEARED = 6
    DONE = 7  # a bot session, a decision: ended, however it went
    RUNNING = 8  # a bot session or a decision not ended at the end of the play


class ContactOutcome(IntEnum):
    """How a contact ended."""

    OPEN = 0  # not ended at the end of the play
    RESOLVED = 1  # by an agent
    CONTAINED = 2  # by the bot, solved in truth
    FALSELY_CONTAINED = 3
    LEFT_IN_BOT = 4
    UNRESOLVED = 5  # the last step of the route could not resolve it
    CLOSED_UNSOLVED = 6  # a failure nobody noticed
    REFUSED = 7  # the claim was refused
    ABANDONED = 8
    BLOCKED = 9
    CLEARED = 10
    CLOSED_OUT = 11  # found its channel closed and went no further
    INFORMED = 12  # a chase: told where the parked case is


class CaseOutcome(IntEnum):
    """How a case stands at the end of the play."""

    OPEN = 0
    RESOLVED = 1  # by an agent
    SOLVED_BY_BOT = 2
    GIVEN_UP = 3


SOLVED_IN_TRUTH = (CaseOutcome.RESOLVED, CaseOutcome.SOLVED_BY_BOT)
"""Outcomes of a case that is solved, whoever solved it."""


class SpellEnd(IntEnum):
    """Why an agent's spell of presence ended."""

    LEFT = 0  # headcount fell, or the shift ended
    PLAY_ENDED = 1


@dataclass(frozen=True)
class Column:
    """One column: its name, dtype, unit and meaning."""

    name: str
    dtype: str
    unit: str
    meaning: str


CASES = (
    Column("case", "i4", "index", "number in order of arrival"),
    Column("reason", "i2", "index", "reason it began with"),
    Column("segment", "i2", "index", "segment of the customer"),
    Column("day", "i2", "day", "day it began; 0 is the first measured one"),
    Column("arrived_s", "f8", "s", "begin of its first contact"),
    Column("closed_s", "f8", "s", "when it was resolved or given up; nan while open"),
    Column("outcome", "i1", "code", "CaseOutcome"),
    Column("hardness", "f8", "0-1", "hidden hardness; nan where nothing hangs on it"),
    Column("emotional", "i1", "0 or 1", "it needs a person"),
    Column("asked", "f8", "money", "claim; 0 if none"),
    Column("paid", "f8", "money", "conceded"),
    Column("contacts", "i2", "count", "contacts used, chases included"),
)
CONTACTS = (
    Column("row", "i4", "index", "place on the tape: first row of its case + contact number"),
    Column("case", "i4", "index", "its case"),
    Column("number", "i2", "count", "0 for the first contact; a chase bears its parent's number"),
    Column("reason", "i2", "index", "reason it comes with"),
    Column("segment", "i2", "index", "segment of the customer"),
    Column("cause", "i1", "code", "Cause"),
    Column("came_on", "i1", "index", "channel it arrived on"),
    Column("channel", "i1", "index", "channel it was served on; differs if it moved at the door"),
    Column("arrived_s", "f8", "s", "begin"),
    Column("closed_s", "f8", "s", "end; nan while open"),
    Column("outcome", "i1", "code", "ContactOutcome"),
    Column("bot", "i1", "index", "bot it met; -1 none"),
    Column("team", "i2", "index", "last team that served it; -1 none"),
    Column("approvals", "i1", "count", "approval levels that decided on it"),
    Column("paid", "f8", "money", "conceded in this contact"),
    Column("repeated", "i1", "count", "times the customer had to tell the case again"),
)
VISITS = (
    Column("visit", "i4", "index", "place on the tape: by case, contact, slot"),
    Column("row", "i4", "index", "row of its contact on the tape"),
    Column("contact", "i4", "index", "place of its contact in the contact log"),
    Column("kind", "i1", "code", "VisitKind"),
    Column("queue", "i2", "index", "queue (step and channel); -1 at bots and levels"),
    Column("place", "i2", "index", "bot or level; -1 at queues"),
    Column("attempt", "i1", "count", "further attempts at one slot; 0 the first"),
    Column("joined_s", "f8", "s", "begin of the visit"),
    Column("answered_s", "f8", "s", "an agent took it; nan never"),
    Column("talk_end_s", "f8", "s", "talk was done; nan never"),
    Column("released_s", "f8", "s", "talk and hold were done; equals talk_end_s without hold"),
    Column("ended_s", "f8", "s", "wrap-up was done, or the customer or bot or level ended it"),
    Column("team", "i2", "index", "team that served; -1 none"),
    Column("agent", "i4", "index", "agent who served; -1 none"),
    Column("outcome", "i1", "code", "VisitOutcome"),
    Column("interrupted_s", "f8", "s", "of its talk: lay interrupted while the agent did others"),
)
AGENTS = (
    Column("agent", "i4", "index", "agent, numbered through all teams"),
    Column("team", "i2", "index", "team"),
    Column("from_s", "f8", "s", "came"),
    Column("to_s", "f8", "s", "left, or the play's end"),
    Column("ended", "i1", "code", "SpellEnd"),
)

__all__ = [
    "AGENTS",
    "CASES",
    "CONTACTS",
    "SOLVED_IN_TRUTH",
    "VISITS",
    "CaseOutcome",
    "Cause",
    "Column",
    "ContactOutcome",
    "Logs",
    "SpellEnd",
    "Table",
    "VisitKind",
    "VisitOutcome",
    "columns",
    "frozen",
    "table",
]

Table = dict[str, NDArray[Any]]
Rows = TypeVar("Rows", bound=NamedTuple)


@dataclass(frozen=True)
class Logs:
    """The logs of one play, each a table of equally long columns, and when it ended.

    cases     by case number, one row for every case of the tape
    contacts  by row, those that happened
    visits    by visit, those that happened
    agents    by (from_s, agent)
    ended_s   time at which the play ended

    Laws and measures rest on less: any order of rows will do that keeps the visits of one contact
    in the order in which it joined them.
    """

    cases: Table
    contacts: Table
    visits: Table
    agents: Table
    ended_s: float

    @property
    def truly_solved(self) -> NDArray[np.bool_]:
        """[case] whether it is solved in truth, by an agent or a bot, whatever records say.

        Hidden, as `hardness` and `asked` are: a contact that was falsely contained or closed
        unsolved looks solved to the centre. False for a case that is still open.
        """
        outcome = self.cases["outcome"]
        solved: NDArray[np.bool_] = np.isin(outcome, SOLVED_IN_TRUTH)
        return solved


def table(columns: tuple[Column, ...], values: dict[str, object]) -> Table:
    """Columns of the declared dtypes from lists or arrays of equal length."""
    return {column.name: np.asarray(values[column.name], dtype=column.dtype) for column in columns}


def columns(kind: type[Rows], logs: Logs, name: str) -> Rows:
    """The columns of a log that a named tuple names, as compiled code takes them."""
    values, dtypes = getattr(logs, name), _DTYPES[name]
    return kind._make(frozen(values[column], dtypes[column]) for column in kind._fields)


def frozen(values: ArrayLike, dtype: DTypeLike) -> NDArray[Any]:
    """An array as compiled code takes it: contiguous, of one dtype, not to be written.

    Whatever it was before: so code is compiled for one form only. Copied is what has another.
    """
    array = np.ascontiguousarray(values, dtype).view()
    array.setflags(write=False)
    return array


_DTYPES = {
    name: {column.name: np.dtype(column.dtype) for column in declared}
    for name, declared in (
        ("cases", CASES),
        ("contacts", CONTACTS),
        ("visits", VISITS),
        ("agents", AGENTS),
    )
}


def in_order(logs: Logs) -> Logs:
    """The same logs with contacts by row and visits by number, as logs are."""
    contacts, visits = logs.contacts, logs.visits
    by_row = _order(contacts["row"])
    if by_row is not None:
        place = np.empty(by_row.size, np.int32)
        place[by_row] = np.arange(by_row.size, dtype=np.int32)
        visits = {**visits, "contact": place[visits["contact"]]}
        contacts = {name: column[by_row] for name, column in contacts.items()}
    by_number = _order(visits["visit"])
    if by_number is not None:
        visits = {name: column[by_number] for name, column in visits.items()}
    return Logs(logs.cases, contacts, visits, logs.agents, logs.ended_s)


def _order(numbers: NDArray[np.int32]) -> NDArray[np.int64] | None:
    """What sorts different numbers; None if they rise already."""
    if np.all(numbers[1:] > numbers[:-1]):
        return None
    return np.argsort(numbers, kind="stable")
