"""The calendar: a binary heap of (time, key), with a front that spares it what is next anyway."""

from sim.centre.kernel.compiling import part
from sim.centre.kernel.state import State
from sim.centre.limits import LAST_NAMED
from sim.centre.tables import Calendar, Counters, Flag, Index


@part
def before(time: float, key: Index, other_time: float, other_key: Index) -> Flag:
    """Whether one event comes before another."""
    return time < other_time or (time == other_time and key < other_key)


@part
def _rises(calendar: Calendar, row: Index, time: float, key: Index, note: Index) -> Flag:
    """Whether an event comes before the one in a row.

    Of two events of one chat at one instant the older comes first: it has the smaller note.
    """
    if time != calendar.time[row]:
        return time < calendar.time[row]
    if key != calendar.key[row]:
        return key < calendar.key[row]
    return note < calendar.note[row]


@part
def _earlier_of(calendar: Calendar, child: Index) -> Index:
    """0 if an event comes before its neighbour, else 1.

    Which of two comes first nobody can foresee, a processor neither: so it adds, and does not jump.
    """
    if calendar.time[child + 1] != calendar.time[child]:
        return int(calendar.time[child + 1] < calendar.time[child])
    key, note = calendar.key[child + 1], calendar.note[child + 1]
    return int(_rises(calendar, child, calendar.time[child + 1], key, note))


@part
def push(s: State, now: float, time: float, key: Index, note: Index) -> None:
    """Put an event in, at an absolute time as it is stored."""
    if time == now:
        count_at_instant(s, now, key)
    calendar, count = s.calendar, s.counts
    if count.front[0]:
        if before(time, key, calendar.time[0], calendar.key[0]):
            _sift_up(calendar, count, calendar.time[0], calendar.key[0], calendar.note[0])
            _put(calendar, 0, time, key, note)
        else:
            _sift_up(calendar, count, time, key, note)
    elif count.events[0] == 0 or before(time, key, calendar.time[1], calendar.key[1]):
        count.front[0] = 1
        _put(calendar, 0, time, key, note)
    else:
        _sift_up(calendar, count, time, key, note)


@part
def first(s: State) -> Index:
    """The row of the next event; -1 if there is none."""
    if s.counts.front[0]:
        return 0
    return 1 if s.counts.events[0] > 0 else -1


@part
def drop(s: State, row: Index) -> None:
    """Take out the next event, which is in this row."""
    if row == 0:
        s.counts.front[0] = 0
    else:
        _sift_down(s.calendar, s.counts)


@part
def _put(calendar: Calendar, row: Index, time: float, key: Index, note: Index) -> None:
    calendar.time[row] = time
    calendar.key[row] = key
    calendar.note[row] = note


@part
def _move(calendar: Calendar, row: Index, source: Index) -> None:
    calendar.time[row] = calendar.time[source]
    calendar.key[row] = calendar.key[source]
    calendar.note[row] = calendar.note[source]


@part
def _sift_up(calendar: Calendar, count: Counters, time: float, key: Index, note: Index) -> None:
    """Let a new last event rise to its place."""
    row = count.events[0] + 1
    count.events[0] = row
    while row > 1:
        above = row >> 1
        if not _rises(calendar, above, time, key, note):
            break
        _move(calendar, row, above)
        row = above
    _put(calendar, row, time, key, note)


@part
def _sift_down(calendar: Calendar, count: Counters) -> None:
    """Fill the hole at the top: the smaller child follows to the bottom, then the last rises.

    The last event nearly always belongs to the bottom, so it is not compared on the way down.
    """
    last = count.events[0]
    count.events[0] = last - 1
    row, child = 1, 2
    while child + 1 < last:
        child += _earlier_of(calendar, child)
        _move(calendar, row, child)
        row, child = child, 2 * child
    if child < last:
        _move(calendar, row, child)
        row = child
    if row == last:
        return
    time, key, note = calendar.time[last], calendar.key[last], calendar.note[last]
    while row > 1:
        above = row >> 1
        if not _rises(calendar, above, time, key, note):
            break
        _move(calendar, row, above)
        row = above
    _put(calendar, row, time, key, note)


@part
def count_at_instant(s: State, now: float, key: Index) -> None:
    """Mark a play in which events follow each other without time passing."""
    count = s.counts
    if now != count.instant_s[0]:
        count.instant_s[0] = now
        count.at_instant[0] = 0
    if count.stopped[0]:
        return
    count.at_instant[0] += 1
    if count.at_instant[0] > count.limit[0] - LAST_NAMED:
        s.last[0], s.last[1], s.last[2] = s.last[1], s.last[2], key
    if count.at_instant[0] > count.limit[0]:
        count.stopped[0] = 1
