"""The two conservation laws, checked after every play and not only in tests.

*A contact at the door*: contacts = closed out + contained + left in the bot + entered a queue
+ in the bot at the end. *A visit at a queue*: offered = answered + abandoned + blocked +
flowed out + callback taken + cleared + still waiting. Both hold for every queue, channel and
arrival interval because they hold for every row: each has exactly one outcome, and the times
and the agent that belong to it. Rows may stand in any order.
"""

from math import isnan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.centre.log import (
    ContactOutcome,
    Logs,
    VisitKind,
    VisitOutcome,
    columns,
    frozen,
)
from sim.compiled import compiled, part
from sim.errors import PlayError
from sim.plan.plan import Floats, Ints
from sim.tape.streams import whole

_AT_QUEUES = (VisitKind.QUEUE, VisitKind.FINISHING)
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
_IN_VAIN = (
    (ContactOutcome.ABANDONED, VisitOutcome.ABANDONED),
    (ContactOutcome.BLOCKED, VisitOutcome.BLOCKED),
    (ContactOutcome.CLEARED, VisitOutcome.CLEARED),
)
"""A contact that waited in vain has exactly one visit that ended so, and the reverse."""

_LAWS = (
    ("visits", "a visit at a queue has exactly one of the seven outcomes"),
    ("visits", "answered visits, and no others, have an agent and a time of answer"),
    ("visits", "joined ≤ answered ≤ talk end ≤ released ≤ ended"),
    ("visits", "a visit belongs to a contact of the play"),
    ("contacts", "a contact is met at the door in exactly one way"),
    *(
        ("contacts", f"{contact.name.lower()} contacts have one visit that ended so")
        for contact, _ in _IN_VAIN
    ),
)
"""The table whose rows must obey a law, and the law, in the order in which they are looked at."""

_ONE_OUTCOME, _SERVED, _IN_ORDER, _BELONGS, _DOOR = range(5)
_FIRST_IN_VAIN = 5


class _Visits(NamedTuple):
    contact: NDArray[np.int32]
    kind: NDArray[np.int8]
    joined_s: Floats
    answered_s: Floats
    talk_end_s: Floats
    released_s: Floats
    ended_s: Floats
    agent: NDArray[np.int32]
    outcome: NDArray[np.int8]


class _Contacts(NamedTuple):
    outcome: NDArray[np.int8]


def check(logs: Logs) -> None:
    """Raise PlayError, naming the first offending row, if a law does not hold."""
    visits = columns(_Visits, logs, "visits")
    contacts = columns(_Contacts, logs, "contacts")
    broken, first = np.zeros((2, len(_LAWS)), dtype=np.int64)
    marks = np.zeros(contacts.outcome.size, dtype=np.int16)
    _check_visits(visits, _MARK_OF_KIND, _MARK_OF_OUTCOME, marks, broken, first)
    _check_contacts(contacts, marks, _BY_BOT, _ENDING, broken, first)
    for (name, law), count, row in zip(_LAWS, broken, first, strict=True):
        if count:
            values = {column: cells[row].item() for column, cells in getattr(logs, name).items()}
            raise PlayError(f"{law}: broken by {count} {name}, the first {values}")


# What a contact's visits leave on it: that it was in a bot, that it entered a queue, and for each
# way to wait in vain a number of two bits, how many visits ended so, 2 for more than one.
_WITH_BOT, _ENTERED = 1, 2
_FIRST_BITS = 2
_AT_QUEUE = 4
"""A mark of a kind of visit alone: it is a stay at a queue."""
_AT_QUEUES_ONLY = 1
"""A mark of an outcome alone: a stay at a queue can end so."""
_CODES = 255
"""A code below 0 as the place at which it stands in a table: compiled code need not ask."""


def _by_code(values: dict[int, int]) -> NDArray[np.int16]:
    """[code, whatever it is] a number, 0 where none is named; negative codes count from the end."""
    table = np.zeros(256, dtype=np.int16)
    for code, value in values.items():
        table[code] = value
    return frozen(table, np.int16)


_MARK_OF_KIND = _by_code(
    {
        VisitKind.BOT: _WITH_BOT,
        VisitKind.QUEUE: _ENTERED | _AT_QUEUE,
        VisitKind.FINISHING: _AT_QUEUE,
    }
)
_MARK_OF_OUTCOME = _by_code(
    {
        **dict.fromkeys(_QUEUE_OUTCOMES, _AT_QUEUES_ONLY),
        **{
            visit: _AT_QUEUES_ONLY | 1 << 2 * way + _FIRST_BITS
            for way, (_, visit) in enumerate(_IN_VAIN)
        },
    }
)
"""[outcome of a visit] that it is one at queues, and the 1 of the number that it adds to."""

_BY_BOT = _by_code(dict.fromkeys(_ENDED_BY_BOT, 1))
_ENDING = _by_code(
    {contact: 1 << 2 * way << _FIRST_BITS for way, (contact, _) in enumerate(_IN_VAIN)}
)
"""[outcome of a contact] what its visits must have left on it beside bot and queue."""


@compiled
def _check_visits(
    visits: _Visits,
    mark_of_kind: NDArray[np.int16],
    mark_of_outcome: NDArray[np.int16],
    marks: NDArray[np.int16],
    broken: Ints,
    first: Ints,
) -> None:
    """Hold every visit to the laws of visits, and mark its contact."""
    contacts, kinds, outcomes, agents = visits.contact, visits.kind, visits.outcome, visits.agent
    joined, answered, talked = visits.joined_s, visits.answered_s, visits.talk_end_s
    released, ended = visits.released_s, visits.ended_s
    for row in range(kinds.size):
        kind = mark_of_kind[np.int64(kinds[row]) & _CODES]
        outcome = mark_of_outcome[np.int64(outcomes[row]) & _CODES]
        one_outcome = (kind & _AT_QUEUE == 0) | (outcome != 0)
        is_answered = outcomes[row] == VisitOutcome.ANSWERED
        has_agent, has_time = agents[row] >= 0, not isnan(answered[row])
        served = (is_answered == has_agent) & (is_answered == has_time)
        has_answered, latest = _is_next(answered[row], joined[row])
        has_talked, latest = _is_next(talked[row], latest)
        was_released, latest = _is_next(released[row], latest)
        has_ended, latest = _is_next(ended[row], latest)
        in_order = has_answered & has_talked & was_released & has_ended
        contact = contacts[row]
        belongs = 0 <= contact < marks.size
        if not (one_outcome & served & in_order & belongs):
            for law, holds in (
                (_ONE_OUTCOME, one_outcome),
                (_SERVED, served),
                (_IN_ORDER, in_order),
                (_BELONGS, belongs),
            ):
                _note(law, holds, row, broken, first)
        if belongs:
            mark = int(marks[whole(contact)]) | kind & (_WITH_BOT | _ENTERED)
            one = outcome & ~_AT_QUEUES_ONLY
            marks[whole(contact)] = mark + (one if mark & (2 * one) == 0 else 0)


@part
def _is_next(moment: float, latest: float) -> tuple[bool, float]:
    """Whether a moment is not before the latest so far, and the latest from then on.

    nan, "never happened", is before nothing. After one that is too early the rest is of no account.
    """
    return not moment < latest, latest if isnan(moment) else moment


@compiled
def _check_contacts(
    contacts: _Contacts,
    marks: NDArray[np.int16],
    by_bot: NDArray[np.int16],
    ending: NDArray[np.int16],
    broken: Ints,
    first: Ints,
) -> None:
    """Hold every contact to the laws of contacts."""
    outcomes = contacts.outcome
    for row in range(outcomes.size):
        outcome, mark = outcomes[row], int(marks[row])
        entered = mark & _ENTERED != 0
        in_bot = (outcome == ContactOutcome.OPEN) & (mark & _WITH_BOT != 0) & (not entered)
        closed_out = outcome == ContactOutcome.CLOSED_OUT
        ways = int(closed_out) + by_bot[outcome] + int(entered) + int(in_bot)
        left, due = mark >> _FIRST_BITS << _FIRST_BITS, ending[outcome]
        if ways == 1 and left == due:
            continue
        _note(_DOOR, ways == 1, row, broken, first)
        for way in range(len(_IN_VAIN)):
            bits = 3 << (2 * way + _FIRST_BITS)
            _note(_FIRST_IN_VAIN + way, left & bits == due & bits, row, broken, first)


@compiled
def _note(law: int, holds: bool, row: int, broken: Ints, first: Ints) -> None:
    if not holds:
        if broken[law] == 0:
            first[law] = row
        broken[law] += 1
