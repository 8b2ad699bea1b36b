"""Waiting lines: heaps by (rank, joined, visit), one for each team and kind of line."""

from sim.centre.kernel.compiling import part
from sim.centre.kernel.given import Given
from sim.centre.kernel.state import State
from sim.centre.tables import FIRST_ROOM, Counters, Entries, Flag, Index, Lines, Visits


@part
def _earlier(visits: Visits, rank: float, visit: Index, other_rank: float, other: Index) -> Flag:
    if rank != other_rank:
        return rank < other_rank
    return joined_before(visits, visit, other)


@part
def joined_before(visits: Visits, visit: Index, other: Index) -> Flag:
    if visits.joined_s[visit] != visits.joined_s[other]:
        return visits.joined_s[visit] < visits.joined_s[other]
    return visits.number[visit] < visits.number[other]


@part
def line_up(g: Given, s: State, visit: Index, team: Index) -> None:
    """Stand in a team's line, each in as many as may serve it."""
    lines, entries, visits = s.lines, s.entries, s.visits
    contact = visits.contact[visit]
    behind = g.line_of[s.contacts.reason[contact], s.contacts.segment[contact]]
    line = team * g.lines + g.queues.line[visits.queue[visit]] + behind
    if lines.used[line] == lines.room[line]:
        _make_room(lines, entries, s.counts, line)
    first, place = lines.first[line], lines.used[line]
    lines.used[line] = place + 1
    _rise(entries, visits, first, place, visits.rank[visit], visit)


@part
def _rise(
    entries: Entries, visits: Visits, first: Index, place: Index, rank: float, visit: Index
) -> None:
    """Let a visit rise from an empty place of its line to where it belongs."""
    while place > 0:
        above = (place - 1) >> 1
        at = first + above
        if not _earlier(visits, rank, visit, entries.rank[at], entries.visit[at]):
            break
        _move(entries, first + place, at)
        place = above
    entries.rank[first + place], entries.visit[first + place] = rank, visit


@part
def _earlier_of(entries: Entries, visits: Visits, at: Index) -> Index:
    """0 if an entry comes before its neighbour, else 1; see `calendar` for why it is a number."""
    if entries.rank[at + 1] != entries.rank[at]:
        return int(entries.rank[at + 1] < entries.rank[at])
    return int(joined_before(visits, entries.visit[at + 1], entries.visit[at]))


@part
def _move(entries: Entries, to: Index, source: Index) -> None:
    entries.rank[to] = entries.rank[source]
    entries.visit[to] = entries.visit[source]


@part
def _make_room(lines: Lines, entries: Entries, count: Counters, line: Index) -> None:
    """Move a full line to the end of the entries, where it has room for twice as many."""
    source, target = lines.first[line], count.entries[0]
    for place in range(lines.used[line]):
        _move(entries, target + place, source + place)
    lines.first[line] = target
    lines.room[line] = max(2 * lines.room[line], FIRST_ROOM)
    count.entries[0] = target + lines.room[line]


@part
def drop_head(lines: Lines, entries: Entries, visits: Visits, line: Index) -> None:
    """Take out the first of a line: the earlier child follows to the bottom, the last rises."""
    first, last = lines.first[line], lines.used[line] - 1
    lines.used[line] = last
    place, child = 0, 1
    while child + 1 < last:
        child += _earlier_of(entries, visits, first + child)
        _move(entries, first + place, first + child)
        place, child = child, 2 * child + 1
    if child < last:
        _move(entries, first + place, first + child)
        place = child
    if place == last:
        return
    rank, visit = entries.rank[first + last], entries.visit[first + last]
    _rise(entries, visits, first, place, rank, visit)
