"""The loop: the earliest of tape, timetable and calendar is handled, then the agenda is emptied."""

from math import inf, isnan

from sim.centre import rules
from sim.centre.kernel.after import cause_of, new_contact
from sim.centre.kernel.bot import ends
from sim.centre.kernel.calendar import before, count_at_instant, drop, first
from sim.centre.kernel.chat import is_stale, visit_of
from sim.centre.kernel.compiling import part
from sim.centre.kernel.customer import goes_on
from sim.centre.kernel.given import Given
from sim.centre.kernel.presence import end, freed, turn
from sim.centre.kernel.state import State, Taped
from sim.centre.kernel.telling import tell, tell_newcomer
from sim.centre.kernel.waiting import clear, find_who_gave_up, give_up, overflow
from sim.centre.kernel.words import (
    ARRIVE,
    BOT_END,
    CHASE,
    CLOSE,
    COME,
    DELAY_END,
    FIRST,
    GIVE_UP,
    LEAVE,
    OPEN,
    OVERFLOW,
    RETURN,
    TALK_END,
    WRAP_END,
)
from sim.centre.kernel.work import (
    chat_due,
    is_interrupted,
    talked,
    wrapped_up,
    yields_no_more,
)
from sim.centre.order import LAST_KEY, key
from sim.centre.tables import Index

_KIND, _WHO = 56, 8


@part
def play(g: Given, t: Taped, s: State) -> float:
    """Play to the end of the calendar, exclusive, or until nothing is left; returns when.

    Stops early, with `s.counts.stopped`, when it cannot go on.
    """
    _count_the_known(g, t, s)
    now, swept = 0.0, g.end_s < inf
    while not s.counts.stopped[0]:
        source, time, order, note = _next(g, t, s)
        if source == _NOWHERE and not swept:
            # Where no event told of give-ups, those nobody came upon are found at the end.
            swept = True
            find_who_gave_up(g, s)
        elif source == _NOWHERE or time >= g.end_s:
            break
        else:
            now = time
            _take_out(t, s, source, now)
            if s.counts.traces[0]:
                _write(s, now, order)
            _handle(g, t, s, now, order, note)
        heard = 0
        while heard < s.counts.told[0]:
            goes_on(g, t, s, int(s.agenda[heard]), now)
            heard += 1
        s.counts.told[0] = 0
    ended = g.end_s if g.end_s < inf else _last_happening(s)
    end(g, s, ended)
    return ended


# Where the next event comes from: the calendar's front or its heap, the tape, the timetable.
_FRONT, _HEAP, _TAPE, _TIMETABLE, _NOWHERE = range(5)


@part
def _next(g: Given, t: Taped, s: State) -> tuple[Index, float, Index, Index]:
    """Source, time, key and note of the earliest event."""
    timetable, case, turn = g.timetable, s.counts.arrived[0], s.counts.turned[0]
    source, time, order, note = _NOWHERE, inf, LAST_KEY, 0
    row = first(s)
    if row >= 0:
        source = _FRONT if row == 0 else _HEAP
        time, order, note = s.calendar.time[row], s.calendar.key[row], s.calendar.note[row]
    if case < s.counts.cases[0] and before(t.arrived_s[case], key(ARRIVE, case, 0), time, order):
        source, time, order = _TAPE, t.arrived_s[case], key(ARRIVE, case, 0)
    if turn < g.turns and before(timetable.time[turn], timetable.key[turn], time, order):
        source, time, order = _TIMETABLE, timetable.time[turn], timetable.key[turn]
        note = int(timetable.note[turn])
    return source, time, order, note


@part
def _take_out(t: Taped, s: State, source: Index, now: float) -> None:
    """The next event is handled now; the arrival after an arrival counts as made by it."""
    if source == _TAPE:
        case = s.counts.arrived[0] + 1
        s.counts.arrived[0] = case
        if case < s.counts.cases[0] and t.arrived_s[case] == now:
            count_at_instant(s, now, key(ARRIVE, case, 0))
    elif source == _TIMETABLE:
        s.counts.turned[0] += 1
    else:
        drop(s, source)


@part
def _count_the_known(g: Given, t: Taped, s: State) -> None:
    """Events at 0 s that are known before the play count as made at their instant."""
    for made in range(g.turns):
        row = g.timetable.made[made]
        if g.timetable.time[row] == 0.0:
            count_at_instant(s, 0.0, g.timetable.key[row])
    if s.counts.cases[0] > 0 and t.arrived_s[0] == 0.0:
        count_at_instant(s, 0.0, key(ARRIVE, 0, 0))


@part
def _write(s: State, time: float, order: Index) -> None:
    at = s.counts.traced[0]
    s.counts.traced[0] = at + 1
    s.trace.time[at] = time
    s.trace.key[at] = order


@part
def _handle(g: Given, t: Taped, s: State, now: float, order: Index, note: Index) -> None:
    """A timed event changes what it is about; whoever it tells goes on from the agenda."""
    kind, visit = order >> _KIND, visit_of(note)
    if kind == TALK_END or kind == WRAP_END:
        _agent_done(g, t, s, visit, note, now, kind)
    elif kind == ARRIVE or kind == RETURN:
        _begin(g, t, s, now, kind, (order >> _WHO) & 0xFFFFFFFFFFFF, note)
    elif kind == BOT_END or kind == DELAY_END:
        ends(s, visit, now)
        tell(s, visit)
    elif kind == GIVE_UP:
        give_up(g, s, visit, now)
    elif kind == OVERFLOW:
        overflow(g, t, s, visit, order & 0xFF, now)
    elif kind == COME or kind == LEAVE:
        turn(g, t, s, note, now, kind)
    elif kind == OPEN:
        s.closes_at[(order >> _WHO) & 0xFFFF] = g.timetable.closing_s[note]
    elif kind == CLOSE:
        clear(g, s, (order >> _WHO) & 0xFFFF, now)


@part
def _agent_done(
    g: Given, t: Taped, s: State, visit: Index, note: Index, now: float, kind: Index
) -> None:
    """A talk or a wrap-up is done; of chats, whichever due point has come."""
    wraps = kind == WRAP_END
    if s.visits.shared[visit]:
        if is_stale(s, s.visits.agent[visit], note):
            return
        wraps = chat_due(g, s, visit, now)
    elif g.most_interruptions > 0 and not wraps:
        if is_interrupted(s, visit, note):
            return
        yields_no_more(g, s, visit)
    if not wraps:
        talked(s, visit, now)
    else:
        agent = wrapped_up(g, s, visit, now)
        freed(g, t, s, agent, now, WRAP_END)


@part
def _begin(g: Given, t: Taped, s: State, now: float, kind: Index, who: Index, note: Index) -> None:
    """A case begins, comes back, or its customer asks where it is."""
    contacts, parent = s.contacts, -1
    if kind == ARRIVE:
        row, case, cause = int(t.first_row[who]), int(who), FIRST
        reason = int(t.reason[case])
        channel = rules.pick(g.doors.mix[reason], t.channel_u[row])
    else:
        row, parent = int(who), int(note)
        case, reason = int(contacts.case[parent]), int(contacts.reason[parent])
        if t.slot_set[row] >= g.first_chase_set:
            if not contacts.parked[parent]:
                return
            cause, channel = CHASE, int(contacts.channel[parent])
        else:
            cause = cause_of(s, parent)
            if g.returns.becomes[cause] >= 0:
                reason = int(g.returns.becomes[cause])
            channel = int(contacts.came_on[parent])
            if t.same_u[row] >= g.returns.same_channel[cause]:
                if g.returns.own_mix[cause]:
                    channel = rules.pick(g.returns.mix[cause], t.channel_u[row])
                else:
                    channel = rules.pick(g.doors.mix[reason], t.channel_u[row])
    contact = new_contact(t, s, row, case, reason, cause, channel, now)
    if cause == CHASE:
        contacts.asker[contact] = contacts.asker[parent]
    tell_newcomer(s, contact)


@part
def _last_happening(s: State) -> float:
    """When the last thing happened; events that came too late to matter are no happenings."""
    latest = 0.0
    for visit in range(s.counts.visits[0]):
        if not isnan(s.visits.ended_s[visit]):
            latest = max(latest, s.visits.ended_s[visit])
    for contact in range(s.counts.contacts[0]):
        latest = max(latest, s.contacts.arrived_s[contact])
    return latest
