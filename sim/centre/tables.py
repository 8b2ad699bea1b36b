"""The arrays that the compiled engine plays on, declared as data: name, dtype, unit, sentence.

Every table is a named tuple of equally long columns; the class body declares the columns and the
docstring says what they hold. Columns of a log have the log's dtypes, so a play writes its logs
while it plays and nothing is copied at its end.
"""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from sim.block import columns

B1 = NDArray[np.bool_]
I1 = NDArray[np.int8]
I2 = NDArray[np.int16]
I4 = NDArray[np.int32]
I8 = NDArray[np.int64]
F8 = NDArray[np.float64]

Index = int | np.integer[Any]
"""A row of a table, a code or a count: a plain number, or one out of a column."""

Flag = bool | np.bool_
"""True or false, or one out of a column."""

# The same with more than one dimension, in C order.
B1x2 = Annotated[B1, 2]
I2x2 = Annotated[I2, 2]
I4x2 = Annotated[I4, 2]
I4x3 = Annotated[I4, 3]
F8x2 = Annotated[F8, 2]
F8x3 = Annotated[F8, 3]

Table = TypeVar("Table")


def made(kind: Callable[..., Table], size: int, **empty: float) -> Table:
    """A table of `size` rows, zeros but for the columns whose empty value is named."""
    declared = columns_of(kind)
    table = kind(*columns(((size, dtype) for _, dtype in declared), zeros=True))
    for name, value in empty.items():
        getattr(table, name)[:] = value
    return table


def room_for(
    kind: Callable[..., Table],
    size: int,
    zeros: tuple[str, ...] = (),
    apart: tuple[str, ...] = (),
) -> Table:
    """A table with room for `size` rows; a row holds anything until it is begun.

    zeros   columns that are mostly 0 and are written only where they are not
    apart   columns that nobody needs after the play: they live apart from those of a log

    Room is given for everything that *could* happen, and costs nothing until it does.
    """
    declared = columns_of(kind)
    kept, passing = (
        iter(
            columns(
                (size, dtype)
                for name, dtype in declared
                if name not in zeros and is_passing == (name in apart)
            )
        )
        for is_passing in (False, True)
    )
    return kind(
        *(
            np.zeros(size, dtype) if name in zeros else next(passing if name in apart else kept)
            for name, dtype in declared
        )
    )


@cache
def columns_of(kind: Callable[..., object]) -> tuple[tuple[str, np.dtype[Any]], ...]:
    """Name and dtype of every column."""
    hints = get_type_hints(kind)
    return tuple((name, np.dtype(get_args(get_args(hints[name])[1])[0])) for name in hints)


class Visits(NamedTuple):
    """Stays of contacts at queues, bots and levels, in the order in which they began.

    number, row, contact, kind, queue, place, joined_s, answered_s, talk_end_s, released_s, ended_s,
    team, agent, outcome, interrupted_s   columns of the visit log; `contact`: a row of `Contacts`

    slot        row of `Slots`
    teams       who may serve it: row of `Lists`
    rank        place in the waiting lines, fixed at joining
    deadline_s  when patience is over; nan without patience
    waiting     in a queue
    shared      a chat: takes a share of an agent
    before, after   neighbours among those whom a closing would clear, or among those in talk whose
                    work yields; -1 none
    generation      how often its work was interrupted: dates the end of its talk
    talk_ends_s     when its talk ends, if it is not interrupted
    left_s, since_s what is left of it, and since when it is laid aside
    """

    number: I4
    row: I4
    contact: I4
    kind: I1
    queue: I2
    place: I2
    joined_s: F8
    answered_s: F8
    talk_end_s: F8
    released_s: F8
    ended_s: F8
    team: I2
    agent: I4
    outcome: I1
    slot: I4
    teams: I4
    rank: F8
    deadline_s: F8
    waiting: B1
    shared: B1
    before: I4
    after: I4
    interrupted_s: F8
    generation: I2
    talk_ends_s: F8
    left_s: F8
    since_s: F8


class Contacts(NamedTuple):
    """Contacts in the order in which they began.

    row, case, number, reason, segment, cause, came_on, channel, arrived_s, closed_s, outcome, bot,
    team, approvals, paid, repeated   columns of the contact log

    in_house    inside its channel: from its first queue until it is over or parked
    parked      its case waits for a decision, its customer has left
    asker       visit whose claim climbs the ladder; rung: how far up it has come
    decision, granted   outcome and money of the ladder, until the finishing visit ends
    """

    row: I4
    case: I4
    number: I2
    reason: I2
    segment: I2
    cause: I1
    came_on: I1
    channel: I1
    arrived_s: F8
    closed_s: F8
    outcome: I1
    bot: I1
    team: I2
    approvals: I1
    paid: F8
    repeated: I1
    in_house: B1
    parked: B1
    asker: I4
    rung: I2
    decision: I1
    granted: F8


class Cases(NamedTuple):
    """Cases by number: when closed (nan: open), how, money conceded, contacts used.

    told_on   channel on which an agent heard it last, from 1 on; 0 nobody has
    """

    closed_s: F8
    outcome: I1
    paid: F8
    contacts: I2
    told_on: I2


class Agents(NamedTuple):
    """Agents, numbered through all teams.

    team
    mode        AWAY, PRESENT or LEAVING
    in_hand     visits in hand, wrap-up included; `chats` of them chats
    idle_since  last time it took or finished something, s
    came_s      begin of the present spell, s
    clock       work done by each chat in hand, s; valid at `since`, s
    generation  dates the agent's chat events: older ones are stale
    dues        chats with a due point, their rows of `Dues` beginning at `first_due`
    idle_at, recent_at, leaving_at, filling_at, callable_at   where it stands in its team's sets;
                -1 not
    beside      calls in hand that take a chat's place
    interrupted visit that was laid aside for another, and is not among those in hand; -1 none
    """

    team: I2
    mode: I1
    in_hand: I2
    chats: I2
    idle_since: F8
    came_s: F8
    clock: F8
    since: F8
    generation: I4
    dues: I2
    first_due: I4
    idle_at: I4
    recent_at: I4
    leaving_at: I4
    filling_at: I4
    callable_at: I4
    beside: I2
    interrupted: I4


class Dues(NamedTuple):
    """Due points of an agent's chats on the agent's clock, rising by (point, visit number)."""

    point: F8
    visit: I4


class Teams(NamedTuple):
    """Teams: sizes of their sets of agents, and how many agents owe to leave.

    present   agents not away; `free` of them have nothing in hand
    """

    owed: I4
    present: I4
    free: I4
    idle: I4
    recent: I4
    leaving: I4
    away: I4
    filling: I4
    callable: I4


class Crews(NamedTuple):
    """Agents standing in their team's sets; each set's part begins at the team's first agent.

    idle     heap by (in hand, idle since, agent) of those with room for more
    recent   heap by (latest idle, highest number), where a headcount falls
    leaving  in no order
    away     heap by number
    filling  heap by (most in hand, idle since, agent): where chats fill first, those who have
             something in hand stand here and not among the idle
    callable heap like `idle` of those who could take a call, where calls come beside chats
    """

    idle: I4
    recent: I4
    leaving: I4
    away: I4
    filling: I4
    callable: I4


class Lines(NamedTuple):
    """Waiting lines [team × line]: heaps in `Entries` from row `first` on, with room for `room`."""

    first: I8
    used: I8
    room: I8


FIRST_ROOM = 8
"""Places a waiting line has at first; it doubles when they are taken."""


class Entries(NamedTuple):
    """Places in waiting lines: rank and visit. Those of visits that wait no more die lazily."""

    rank: F8
    visit: I4


class Calendar(NamedTuple):
    """Pending events: a binary heap from row 1 on by (time, key); row 0 is the front.

    The front, if occupied, comes before all of the heap: what is made for the present instant
    mostly is next, and need not pass through the heap.

    note   what the handler must know: a visit, a contact; for chats with the generation above it
    """

    time: F8
    key: I8
    note: I8


class Spells(NamedTuple):
    """Columns of the agent log, in the order in which spells ended."""

    agent: I4
    team: I2
    from_s: F8
    to_s: F8
    ended: I1


class Counters(NamedTuple):
    """One row: how far each table is filled, and the calendar's count of one instant.

    visits, contacts, spells, entries   rows in use
    events      events in the calendar's heap; `front` is 1 if row 0 is occupied
    told        rows of the agenda filled
    limit       so many events may be made for the very instant at which they are made
    instant_s, at_instant   that instant and their number
    stopped     why the play cannot go on: 1 beyond the limit, else see `kernel.own`
    cases       on the tape; `arrived` of them, and `turned` events of the timetable, are past
    traces, traced  whether a trace is kept; events written into it
    """

    visits: I8
    contacts: I8
    spells: I8
    entries: I8
    events: I8
    front: I8
    told: I8
    limit: I8
    instant_s: F8
    at_instant: I8
    stopped: I8
    cases: I8
    arrived: I8
    turned: I8
    traces: I8
    traced: I8


class Trace(NamedTuple):
    """Events handled: time and key; no rows where nobody asks for a trace."""

    time: F8
    key: I8
