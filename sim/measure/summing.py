"""The sums of one play: what the compiled passes are given, and in which order they go."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.block import empty, zeros
from sim.centre.log import Logs, VisitKind, VisitOutcome, columns
from sim.centre.tables import made
from sim.measure.classes import NO_CLOCK, VALUES, classes
from sim.measure.passes import contacts, stories, time, visits, ways
from sim.measure.passes.counting import (
    added_up,
    binned,
    counted,
    kept_to_rank,
    quantiles,
    to_rank,
)
from sim.measure.passes.rows import (
    I4,
    Bools,
    Cases,
    Contacts,
    Counted,
    Spells,
    Stories,
    Visits,
    Ways,
)
from sim.measure.scopes import KINDS
from sim.measure.sheet import FIRST_QUANTILE, KNOWN, RANKED, ROW
from sim.measure.tables import Tables
from sim.measure.units import TICKS_PER_S
from sim.plan.plan import Floats, Ints

_AT_ONCE = 1 << 16
"""Rows that are counted at a time."""


@dataclass(frozen=True, eq=False)
class Sums:
    """What the passes found.

    sheet       [row × place] as `sim.measure.sheet` says
    taken       [from × to] contacts that took each edge of the picture
    histogram   [answered, abandoned × bin] waits on live channels
    """

    sheet: Ints
    taken: Ints
    histogram: Ints


@dataclass(frozen=True, eq=False)
class _Play:
    """The rows of one play, the tables of its plan, and the sheet to be filled.

    measured   [contact] code of the interval it arrived in, -1 if it did not in the window
    here       contacts that arrived in the window
    of_case    [case] code of the interval it was opened in, -1 if it was not in the window
    opened     cases opened in the window
    needed     [contact] it arrived in the window, or its case was opened there
    """

    visits: Visits
    contacts: Contacts
    cases: Cases
    spells: Spells
    ended_s: float
    tables: Tables
    sheet: Ints
    measured: I4
    here: I4
    of_case: I4
    opened: I4
    needed: Bools

    def rows(self, view: str, size: int) -> Counted:
        """Room for so many rows of a view."""
        scoped = self.tables.kinds[view].size > 1
        return Counted(
            number=classes(view).number,
            of=empty(size, np.int16),
            values=empty((len(VALUES[view]), size), np.int64),
            codes=empty((len(KINDS) if scoped else 0, size), np.int32),
        )

    def count(self, view: str, rows: Counted, size: int) -> None:
        """Add the first so many rows of a view to its parts."""
        if not size:
            return
        of, places, kinds = classes(view), self.tables.places, self.tables.kinds[view]
        many = len(of.takes)
        seen = zeros(many, np.bool_)
        sums = np.empty((many, 1 + len(rows.values), places.count), dtype=np.int64)
        counted(rows, size, kinds, places.first, seen, sums)
        added_up(seen, sums, of.takes, of.value, of.row, places.narrow, self.sheet)

    def put(self, part: str, kind: str, values: ArrayLike) -> None:
        """Write the sums of a part at a kind of scope, if it is asked for."""
        if kind in self.tables.places.of:
            self.sheet[ROW[part], self.tables.places.of[kind]] = values

    def put_by_team(self, sums: dict[str, Ints]) -> None:
        """Write the sums of some parts by team, by tier and over all."""
        rows, by_team = [[ROW[part]] for part in sums], np.stack(list(sums.values()))
        of = self.tables.places.of
        self.sheet[rows, of["all"].start] = by_team.sum(axis=1, keepdims=True)
        if "team" in of:
            self.sheet[rows, np.arange(of["team"].start, of["team"].stop)] = by_team
        if "tier" in of:
            by_tier = by_team @ self.tables.staff.members.T
            self.sheet[rows, np.arange(of["tier"].start, of["tier"].stop)] = by_tier

    def put_by_interval(self, part: str, *stretches: tuple[Ints, Ints]) -> None:
        """Write how much of some stretches of time lies in each interval."""
        if "interval" in self.tables.places.of:
            into = np.zeros(self.tables.window.intervals, dtype=np.int64)
            for starts, ends in stretches:
                time.spread(starts, ends, self.tables.edges, into)
            self.put(part, "interval", into)


def summed(logs: Logs, tables: Tables) -> Sums:
    """The sums of one play."""
    of_contacts, of_cases = columns(Contacts, logs, "contacts"), columns(Cases, logs, "cases")
    measured, here = _in_window(of_contacts.arrived_s, tables)
    of_case, opened = _in_window(of_cases.arrived_s, tables)
    needed = empty(measured.size, np.bool_)
    counts = zeros(_cases_of(of_cases), np.bool_)
    stories.needed_for(of_cases, of_contacts, of_case, measured, counts, needed)
    play = _Play(
        visits=columns(Visits, logs, "visits"),
        contacts=of_contacts,
        cases=of_cases,
        spells=columns(Spells, logs, "agents"),
        ended_s=float(logs.ended_s),
        tables=tables,
        sheet=tables.template.copy(),
        measured=measured,
        here=here,
        of_case=of_case,
        opened=opened,
        needed=needed,
    )
    nodes = len(tables.picture.names)
    taken = np.zeros((nodes + 1, nodes + 1), dtype=np.int64)
    walked, queued = _ways(play, taken)
    histogram = _visits(play, queued)
    _waiting(play, queued)
    told = _cases(play, walked)
    _contacts(play, walked)
    _claims(play)
    picture = tables.picture
    contacts.flowed(play.contacts, walked, told, play.here, picture.nodes, picture.end_of, taken)
    _staff(play)
    _extras(play)
    extras = ("assist_cost", "comfort_cost", "compensation_paid")
    spent = ("agents_cost", "bots_cost", "concessions", *extras)
    everywhere = tables.places.of["all"]
    play.put("cost", "all", sum(play.sheet[ROW[part], everywhere] for part in spent))
    return Sums(play.sheet, taken[:-1, :-1], histogram)


def _parts(column: Any) -> Iterator[Any]:
    """A column in parts whose rows find room in a processor's cache; one part if it is empty."""
    for begin in range(0, max(column.size, 1), _AT_ONCE):
        yield column[begin : begin + _AT_ONCE]


def _cases_of(cases: Cases) -> int:
    """How many numbers cases may have."""
    return int(cases.case.max(initial=-1)) + 1


def _in_window(at_s: Floats, tables: Tables) -> tuple[I4, I4]:
    measured, here = empty((2, at_s.size), np.int32)
    return measured, here[: contacts.in_window(at_s, tables.window, measured, here)]


def _ways(play: _Play, taken: Ints) -> tuple[Ways, I4]:
    """What became of contacts, and their visits to queues; what the bots' sessions cost is put."""
    tables, count, staff = play.tables, play.measured.size, play.tables.staff
    walked = made(Ways, count)
    queued, at_bots, at_levels = empty((3, play.visits.kind.size), np.int32)
    queues, bots, levels = ways.sorted_out(play.visits, queued, at_bots, at_levels)
    queued, at_bots, at_levels = queued[:queues], at_bots[:bots], at_levels[:levels]
    sessions = np.zeros(staff.per_session.size, dtype=np.int64)
    ways.looked_after(play.visits, tables.window, at_bots, at_levels, walked, sessions)
    ways.walked(
        play.visits,
        tables.centre,
        play.measured,
        play.needed,
        queued,
        tables.picture.nodes[1],
        walked,
        taken,
    )
    cost = sessions * staff.per_session + staff.per_window
    play.put("bots_cost", "all", cost.sum())
    play.put("bots_cost", "bot", cost)
    return walked, queued


def _visits(play: _Play, queued: I4) -> Ints:
    """Visits to queues: their sums and quantiles; the histogram of their waits."""
    tables, here = play.tables, empty(queued.size, np.int32)
    here = here[: visits.measured_of(play.visits, play.measured, queued, here)]
    waits = empty(here.size, np.int64)
    groups = empty((here.size, tables.ranked.size), np.int32)
    histogram, many = np.zeros((3, tables.bins.size + 1), dtype=np.int64), 0
    for part in _parts(here):
        rows = play.rows("visits", part.size)
        visits.visited(play.visits, tables.centre, part, rows)
        if len(rows.codes):
            centre, contacts_ = tables.centre, play.contacts
            visits.placed(play.visits, contacts_, centre, play.measured, part, rows.codes)
        play.count("visits", rows, part.size)
        binned(rows.of, rows.values, tables.bins, tables.binned, histogram)
        many += _keep_to_rank(tables, rows, waits[many:], groups[many:])
    _quantiles(play, waits[:many], groups[:many])
    return histogram[:-1]


def _keep_to_rank(tables: Tables, rows: Counted, waits: Ints, groups: I4) -> int:
    """Put the waits of some rows that are ranked, and their groups, where there is room."""
    ranked = empty(rows.of.size + 1, np.int32)
    ranked = ranked[: to_rank(rows.of, rows.values, tables.ranks, ranked)]
    kept_to_rank(
        ranked,
        rows.of,
        rows.values,
        rows.codes,
        tables.ranks,
        tables.ranked,
        tables.places.first,
        tables.places.narrow,
        waits,
        groups,
    )
    return ranked.size


def _quantiles(play: _Play, waits: Ints, groups: I4) -> None:
    tables, known = play.tables, play.sheet[ROW[RANKED]]
    play.sheet[KNOWN] = known > 0
    quantiles(
        np.argsort(waits),
        waits,
        groups,
        known,
        tables.percents,
        np.zeros(known.size, dtype=np.int64),
        np.full(known.size, tables.percents.size - 1),
        play.sheet[FIRST_QUANTILE:],
    )


def _waiting(play: _Play, queued: I4) -> None:
    """Time in queues, and who waits when the window ends."""
    tables, here = play.tables, empty(queued.size, np.int32)
    found = time.waiting(play.visits, tables.window, play.ended_s, queued, here)
    here, backlog = here[:found], empty(found, np.int32)
    starts, ends = empty((2, found), np.int64)
    by_channel = np.zeros(tables.centre.live.size, dtype=np.int64)
    found = time.waited(
        play.visits,
        tables.centre,
        tables.window,
        play.ended_s,
        here,
        by_channel,
        starts,
        ends,
        backlog,
    )
    play.put("queue_s", "all", by_channel @ tables.centre.live)
    play.put("queue_s", "channel", by_channel[:-1])
    play.put_by_interval("queue_s", (starts, ends))
    rows, backlog = play.rows("backlog", found), backlog[:found]
    rows.of[:] = 0
    if len(rows.codes):
        centre, contacts_ = tables.centre, play.contacts
        visits.placed(play.visits, contacts_, centre, play.measured, backlog, rows.codes)
    play.count("backlog", rows, found)


def _cases(play: _Play, walked: Ways) -> Stories:
    """What became of cases, and their sums."""
    tables = play.tables
    told = made(Stories, _cases_of(play.cases))
    stories.told(play.contacts, walked, play.needed, tables.held, told)
    for part in _parts(play.opened):
        rows = play.rows("cases", part.size)
        stories.opened(play.cases, told, part, rows)
        if len(rows.codes):
            stories.placed(play.cases, told, play.of_case, part, rows.codes)
        play.count("cases", rows, part.size)
    return told


def _contacts(play: _Play, walked: Ways) -> None:
    tables, here = play.tables, play.here
    clock = np.full(here.size, NO_CLOCK, dtype=np.int8)
    under = empty(here.size, np.int32)
    under = under[: contacts.under_clock(play.contacts, walked, tables.clocks, here, under)]
    contacts.clocked(
        play.contacts, walked, tables.clocks, tables.window, play.ended_s, here, under, clock
    )
    for part, of_part in zip(_parts(here), _parts(clock), strict=True):
        rows, teams = play.rows("contacts", part.size), empty(part.size, np.int32)
        contacts.contacted(play.contacts, walked, tables.centre, part, of_part, rows, teams)
        if len(rows.codes):
            contacts.placed(play.contacts, tables.centre, teams, play.measured, part, rows.codes)
        play.count("contacts", rows, part.size)


def _claims(play: _Play) -> None:
    """Claims decided, and what was paid."""
    tables, many = play.tables, play.measured.size
    asks = zeros(_cases_of(play.cases), np.bool_)
    stories.asking(play.cases, asks)
    found, teams, measured = empty((3, many), np.int32)
    rows = play.rows("claims", play.here.size)
    size = contacts.claimed(play.contacts, asks, play.here, rows, found, teams)
    if len(rows.codes):
        contacts.placed(
            play.contacts, tables.centre, teams, play.measured, found[:size], rows.codes
        )
    play.count("claims", rows, size)
    rows = play.rows("payments", many)
    size = contacts.paid_out(play.contacts, tables.window, rows, found, teams, measured)
    if len(rows.codes):
        contacts.placed(play.contacts, tables.centre, teams, measured, found[:size], rows.codes)
    play.count("payments", rows, size)


def _staff(play: _Play) -> None:
    """Agents' time, and what it costs."""
    tables, staff, many = play.tables, play.tables.staff, play.spells.team.size
    on_queues, overtime, paid, cost = np.zeros((4, staff.shrinkage.size), dtype=np.int64)
    starts, ends = np.empty((2, many), dtype=np.int64)
    keys, steps = np.empty((2, 2 * many), dtype=np.int64)
    time.present(play.spells, tables.window, play.ended_s, on_queues, starts, ends, keys, steps)
    keys, steps = np.append(staff.turn_keys, keys), np.append(staff.turn_steps, steps)
    time.beyond(keys, steps, np.argsort(keys), tables.window, overtime)
    time.priced(on_queues, staff.shrinkage, staff.cost_per_hour, paid, cost)
    play.put_by_interval("agent_hours", (starts, ends))
    sums = {
        "agent_hours": on_queues,
        "overtime_hours": overtime,
        "paid_hours": paid,
        "agents_cost": cost,
        "handling_hours": _work(play),
    }
    play.put_by_team(sums)


def _extras(play: _Play) -> None:
    """What agent assist, comfort and compensation cost; nothing is looked at where all are free."""
    extras, visits_, window = play.tables.extras, play.visits, play.tables.window
    if extras is None:
        return
    queued = visits_.kind == VisitKind.QUEUE
    queued &= (visits_.joined_s >= window.start_s) & (visits_.joined_s < window.end_s)
    answered = queued & (visits_.outcome == VisitOutcome.ANSWERED)
    channel = play.tables.centre.channel[visits_.queue]
    wait = np.rint((visits_.answered_s - visits_.joined_s) * TICKS_PER_S)
    waited = queued & (visits_.outcome != VisitOutcome.BLOCKED) & ~(answered & (wait <= 0.0))
    late = np.zeros(queued.size, dtype=np.bool_)
    late[answered] = wait[answered] > extras.let_pass[channel[answered]]
    play.put("assist_cost", "all", extras.assist[visits_.team[answered]].sum())
    play.put("comfort_cost", "all", extras.comfort[channel[waited]].sum())
    play.put("compensation_paid", "all", extras.amount[channel[late]].sum())


def _work(play: _Play) -> Ints:
    """Ticks with work in hand, by team."""
    tables, many = play.tables, play.visits.agent.size
    here = empty(many, np.int32)
    here = here[: time.working(play.visits, tables.window, here)]
    by_team = np.zeros(tables.centre.several.size, dtype=np.int64)
    team_of = np.empty(int(play.visits.agent.max(initial=-1)) + 1, dtype=np.int64)
    starts, ends, from_key, to_key = empty((4, here.size), np.int64)
    found = time.worked(
        play.visits,
        tables.centre,
        tables.window,
        play.ended_s,
        here,
        by_team,
        starts,
        ends,
        team_of,
        from_key,
        to_key,
    )
    from_key, to_key = np.sort(from_key[:found]), np.sort(to_key[:found])
    begins, overs = empty((2, found), np.int64)
    found = time.merged(from_key, to_key, tables.window, team_of, by_team, begins, overs)
    play.put_by_interval("handling_hours", (starts, ends), (begins[:found], overs[:found]))
    return by_team[:-1]
