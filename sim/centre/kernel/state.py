"""Everything that changes while the compiled engine plays, and the tape it plays off."""

from math import nan
from typing import NamedTuple

import numpy as np

from sim.centre.kernel.given import Given
from sim.centre.limits import LAST_NAMED
from sim.centre.tables import (
    B1,
    F8,
    FIRST_ROOM,
    I2,
    I4,
    I8,
    Agents,
    Calendar,
    Cases,
    Contacts,
    Counters,
    Crews,
    Dues,
    Entries,
    F8x2,
    I4x2,
    Lines,
    Spells,
    Teams,
    Trace,
    Visits,
    columns_of,
    made,
    room_for,
)
from sim.tape import Tape


class Taped(NamedTuple):
    """The columns of `sim.tape.Tape` that a play reads."""

    arrived_s: F8
    reason: I2
    segment: I2
    amount: F8
    emotional: B1
    first_row: I4
    rows: I2
    case: I4
    number: I2
    slot_set: I2
    first_visit: I4
    first_work: I4
    first_patience: I4
    first_mark: I4
    channel_u: F8
    same_u: F8
    moves_u: F8
    skips_u: F8
    knows_u: F8
    return_u: F8
    return_delay_s: F8x2
    chase_row: I4
    chase_after_s: F8
    work_s: F8
    patience_s: F8
    marks_u: F8


class State(NamedTuple):
    """A play in progress.

    closes_at   [channel] the present day's closing; a live channel is open before it
    in_house    [channel] contacts inside
    length      [queue] visits waiting
    in_session  [bot] sessions going on
    clearing    [channel] latest of those whom a closing would clear, -1 none
    yielding    [team × channel] latest begun of the visits in talk whose work yields, -1 none
    sorting     room to sort whom a closing clears
    agenda      visits whose contacts go on before the next event, in the order of telling
    last        keys of the last events made for the present instant
    trace       events handled, if asked for
    """

    visits: Visits
    contacts: Contacts
    cases: Cases
    agents: Agents
    dues: Dues
    teams: Teams
    crews: Crews
    lines: Lines
    entries: Entries
    calendar: Calendar
    spells: Spells
    counts: Counters
    closes_at: F8
    in_house: I4
    length: I4
    in_session: I4
    clearing: I4
    yielding: I4x2
    sorting: I8
    agenda: I4
    last: I8
    trace: Trace


# Columns of visits and of contacts that no log has.
_OF_A_WAIT = ("slot", "teams", "rank", "deadline_s", "waiting", "shared", "before", "after")
_OF_INTERRUPTIONS = ("interrupted_s", "generation", "talk_ends_s", "left_s", "since_s")
_STANDS_NOWHERE = ("idle_at", "recent_at", "leaving_at", "filling_at", "callable_at", "interrupted")
_OF_A_STAY = ("in_house", "parked", "asker", "rung", "decision", "granted")


def taped(tape: Tape) -> Taped:
    """A tape's columns as compiled code reads them: by address, so exactly in these types."""
    return Taped(
        *(np.ascontiguousarray(getattr(tape, name), dtype) for name, dtype in columns_of(Taped))
    )


def begin(g: Given, tape: Tape, limit: int, traced: bool) -> State:
    """A play before its first event.

    limit   so many events may be made for the very instant at which they are made
    """
    slots = int(tape.first_visit[-1]) if tape.first_visit.size else 0
    rows, cases = tape.case.size, tape.cases
    # A visit has one end of talk, of wrap-up, of patience, and an overflow for each further team;
    # a chat's events are made anew whenever another joins or leaves its agent, twice each.
    events = slots * (g.parts + (6 if g.any_shared else 2) + g.most_interruptions) + rows + 2
    handled = events + cases + g.turns if traced else 0
    state = State(
        visits=room_for(Visits, slots, zeros=_OF_INTERRUPTIONS, apart=_OF_A_WAIT),
        contacts=room_for(Contacts, rows, zeros=("paid",), apart=_OF_A_STAY),
        cases=made(Cases, cases, closed_s=nan),
        agents=made(Agents, g.agents, **dict.fromkeys(_STANDS_NOWHERE, -1)),
        dues=made(Dues, int((g.crew.agents * g.crew.chats_at_once).sum())),
        teams=made(Teams, g.teams),
        crews=made(Crews, g.agents),
        lines=made(Lines, g.teams * g.lines),
        entries=room_for(Entries, 4 * slots * g.parts + FIRST_ROOM * (g.teams * g.lines + 1)),
        calendar=room_for(Calendar, events),
        spells=room_for(Spells, int(g.timetable.turn_count.clip(0).sum())),
        counts=made(Counters, 1, limit=limit, instant_s=-1.0, cases=cases, traces=traced),
        closes_at=g.doors.first_closing_s.copy(),
        in_house=np.zeros(g.channels, np.int32),
        length=np.zeros(g.queues.channel.size, np.int32),
        in_session=np.zeros(g.robots, np.int32),
        clearing=np.full(g.channels, -1, np.int32),
        yielding=np.full((g.teams, g.channels), -1, np.int32),
        sorting=np.empty(slots if g.any_clears else 0, np.int64),
        agenda=np.empty(slots + rows + 1, np.int32),
        last=np.zeros(LAST_NAMED, np.int64),
        trace=room_for(Trace, handled),
    )
    _staff(g, state)
    return state


def _staff(g: Given, state: State) -> None:
    """Everybody away."""
    team = np.repeat(np.arange(g.teams), g.crew.agents)
    state.agents.team[:] = team
    chats = g.crew.chats_at_once[team].astype(np.int64)
    state.agents.first_due[:] = np.cumsum(chats) - chats
    state.crews.away[:] = np.arange(team.size)
    state.teams.away[:] = np.where(g.crew.anonymous, g.crew.agents, 0)
