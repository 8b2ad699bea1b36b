"""From the demand to a tape: the last random number of a replication is drawn here."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from sim.plan.codes import MARKS, Cause
from sim.plan.plan import Demand, Slot
from sim.tape.arrivals import day_of_cases
from sim.tape.streams import Keys, stream_keys, uniforms
from sim.tape.tape import Floats, Ints, Tape

_SMALLEST = 2.0**-53


@dataclass(frozen=True)
class _Cases:
    """Cases in their final order, with the addresses of their marks."""

    arrived_s: Floats
    reason: Ints
    day_row: Ints  # row of a key table: 0 for the first day played
    number: Ints  # within reason and day


@dataclass(frozen=True)
class _Rows:
    """Contact rows under construction: which case, which number, which slot set."""

    case: Ints
    number: Ints
    slot_set: Ints
    first_row: Ints
    rows: Ints
    chase_row: Ints
    chase_after_s: Floats
    return_u: Floats


@dataclass(frozen=True)
class _Values:
    """The flat arrays of the tape, and where each row's values start in them."""

    first_visit: Ints
    first_work: Ints
    first_patience: Ints
    first_mark: Ints
    work_s: Floats
    patience_s: Floats
    marks_u: Floats

    @staticmethod
    def empty(demand: Demand, rows: _Rows) -> "_Values":
        """Room for every value of every row."""
        sets = demand.slot_sets
        works = _starts(rows.slot_set, [one.works for one in sets])
        patiences = _starts(rows.slot_set, [one.patiences for one in sets])
        marks = _starts(rows.slot_set, [one.marks for one in sets])
        return _Values(
            first_visit=_starts(rows.slot_set, [len(one.slots) for one in sets]),
            first_work=works,
            first_patience=patiences,
            first_mark=marks,
            work_s=np.zeros(int(works[-1])),
            patience_s=np.zeros(int(patiences[-1])),
            marks_u=np.zeros(int(marks[-1])),
        )


class _Marks:
    """Uniforms by stream name and case, for one seed and replication."""

    def __init__(self, demand: Demand, cases: _Cases, seed: int, replication: int) -> None:
        self._demand, self._cases = demand, cases
        self._seed, self._replication = seed, replication
        first = demand.calendar.first_day
        self._days = range(first, first + demand.calendar.days)

    def _keys(self, stream: str) -> Keys:
        return stream_keys(self._seed, self._replication, self._days, stream)

    def of_reason(self, what: str, case: Ints, contact: Ints) -> Floats:
        """Marks of streams called `what/first reason`, for cases of any reason."""
        tables = [self._keys(f"{what}/{name}") for name in self._demand.streams]
        keys = np.concatenate(tables)
        row = self._cases.reason[case] * len(self._days) + self._cases.day_row[case]
        return uniforms(keys, row, self._cases.number[case], contact)

    def of_slot(self, what: str, reason: int, slot: Slot, case: Ints, contact: Ints) -> Floats:
        """Marks of a slot, for cases that all began with `reason`."""
        keys = self._keys(f"{what}/{self._demand.streams[reason]}/{slot.stream}")
        return uniforms(keys, self._cases.day_row[case], self._cases.number[case], contact)


def linked(u: Floats, hardness_z: Floats, strength: float) -> Floats:
    """A uniform that leans on hardness through a Gaussian copula and stays uniform.

    strength 0 returns `u` itself, so that a scenario without the link keeps every bit.
    """
    if strength == 0.0:
        return u
    rest = (1.0 - strength * strength) ** 0.5
    bent = special.ndtr(strength * hardness_z + rest * special.ndtri(u))
    return np.asarray(np.clip(bent, _SMALLEST, 1.0 - _SMALLEST), dtype=np.float64)


def draw(demand: Demand, *, seed: int, replication: int) -> Tape:
    """Everything random of one replication: a pure function of its three arguments."""
    cases = _draw_cases(demand, seed, replication)
    marks = _Marks(demand, cases, seed, replication)
    everyone = np.arange(cases.arrived_s.size, dtype=np.int64)
    none = np.zeros_like(everyone)
    hardness = marks.of_reason("hardness", everyone, none)
    segment = _draw_segments(demand, cases, marks.of_reason("segment", everyone, none))
    amount = _draw_amounts(demand, cases, marks)
    rows = _draw_rows(demand, cases, marks, amount)
    values = _Values.empty(demand, rows)
    bent = special.ndtri(hardness)[rows.case]
    factor = np.asarray(demand.patience_factor)[segment][rows.case]
    for index in range(len(demand.slot_sets)):
        _draw_slots(demand, marks, rows, values, index, bent, factor)
    row_mark = {
        what: marks.of_reason(what, rows.case, rows.number)
        for what in ("channel", "same_channel", "moves", "skips_bot")
    }
    return Tape(
        arrived_s=cases.arrived_s,
        reason=cases.reason,
        segment=segment,
        day=cases.day_row + demand.calendar.first_day,
        amount=amount,
        hardness=hardness,
        first_row=rows.first_row,
        rows=rows.rows,
        case=rows.case,
        number=rows.number,
        slot_set=rows.slot_set,
        first_visit=values.first_visit,
        first_work=values.first_work,
        first_patience=values.first_patience,
        first_mark=values.first_mark,
        channel_u=row_mark["channel"],
        same_u=row_mark["same_channel"],
        moves_u=row_mark["moves"],
        skips_u=row_mark["skips_bot"],
        return_u=rows.return_u,
        return_delay_s=_draw_return_delays(demand, rows, marks),
        chase_row=rows.chase_row,
        chase_after_s=rows.chase_after_s,
        work_s=values.work_s,
        patience_s=values.patience_s,
        marks_u=values.marks_u,
    )


def _draw_slots(
    demand: Demand,
    marks: _Marks,
    rows: _Rows,
    values: _Values,
    index: int,
    hardness_z: Floats,
    patience_factor: Floats,
) -> None:
    """Coins, times and patience of every row with one slot set; hardness and factor by row."""
    here = np.flatnonzero(rows.slot_set == index)
    case, number, bent = rows.case[here], rows.number[here], hardness_z[here]
    reason = index % len(demand.streams)
    for slot in demand.slot_sets[index].slots:
        kind = slot.kind.name.lower()
        for j, mark in enumerate(MARKS[slot.kind]):
            u = marks.of_slot(mark, reason, slot, case, number)
            at = values.first_mark[here] + (slot.marks_at + j)
            values.marks_u[at] = linked(u, bent, demand.link_of.get(mark, 0.0))
        if slot.laws:
            u = marks.of_slot(f"work_{kind}", reason, slot, case, number)
            u = linked(u, bent, demand.link_handle if slot.linked else 0.0)
            for j, law in enumerate(slot.laws):
                at = values.first_work[here] + (slot.work_at + j)
                values.work_s[at] = law.quantile(u)
        if slot.patience:
            u = marks.of_slot(f"patience_{kind}", reason, slot, case, number)
            for j, (_, law) in enumerate(slot.patience):
                at = values.first_patience[here] + (slot.patience_at + j)
                values.patience_s[at] = law.quantile(u) * patience_factor[here]


def _draw_cases(demand: Demand, seed: int, replication: int) -> _Cases:
    calendar = demand.calendar
    parts: list[tuple[Floats, Ints, Ints, Ints]] = []
    for day_row in range(calendar.days):
        for reason in range(len(demand.streams)):
            of_day = day_of_cases(demand, reason, seed, replication, calendar.first_day + day_row)
            number = np.arange(of_day.size, dtype=np.int64)
            arrived = day_row * calendar.day_s + of_day
            parts.append(
                (arrived, np.full_like(number, reason), np.full_like(number, day_row), number)
            )
    arrived, reasons, days, numbers = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    order = np.lexsort((numbers, reasons, arrived))
    return _Cases(arrived[order], reasons[order], days[order], numbers[order])


def _draw_segments(demand: Demand, cases: _Cases, u: Floats) -> Ints:
    segment = np.zeros(u.size, dtype=np.int64)
    for reason, cumulated in enumerate(demand.segment_cumulated):
        here = cases.reason == reason
        segment[here] = np.searchsorted(np.asarray(cumulated), u[here], "right")
    return segment


def _draw_amounts(demand: Demand, cases: _Cases, marks: _Marks) -> Floats:
    amount = np.zeros(cases.arrived_s.size)
    for reason, claim in enumerate(demand.claim):
        if claim is None:
            continue
        share, law = claim
        here = np.flatnonzero(cases.reason == reason)
        none = np.zeros_like(here)
        asks = marks.of_reason("claims", here, none) < share
        amount[here] = np.where(asks, law.quantile(marks.of_reason("asks", here, none)), 0.0)
    return amount


def _draw_rows(demand: Demand, cases: _Cases, marks: _Marks, amount: Floats) -> _Rows:
    """Which contacts each case could come to make, and which chases."""
    reasons = len(demand.streams)
    largest = np.asarray(demand.largest_return)[cases.reason]
    alive = np.arange(cases.arrived_s.size, dtype=np.int64)
    rows = np.zeros(alive.size, dtype=np.int64)
    chases = np.zeros(alive.size, dtype=np.int64)
    contacts: list[tuple[Ints, Floats, Ints, Ints]] = []  # case, return mark, chased, chase place
    for number in range(demand.at_most):
        if alive.size == 0:
            break
        count = np.full(alive.size, number, dtype=np.int64)
        return_u = marks.of_reason("returns", alive, count)
        chased = _chased(demand, cases, marks, amount, alive, count)
        contacts.append((alive, return_u, chased, chases[alive]))
        chases[alive] += chased
        rows[alive] += 1
        alive = alive[return_u < largest[alive]]
    totals = rows + chases
    first_row = np.concatenate([[0], np.cumsum(totals)]).astype(np.int64)
    size = int(first_row[-1])
    first_row = first_row[:-1]
    case, number_of = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    slot_set, chase_row = np.zeros(size, dtype=np.int64), np.full(size, -1, dtype=np.int64)
    marks_of, chase_after_s = np.full(size, 1.0), np.full(size, np.nan)
    for number, (of_case, return_u, chased, chase_place) in enumerate(contacts):
        row = first_row[of_case] + number
        case[row], number_of[row], marks_of[row] = of_case, number, return_u
        slot_set[row] = cases.reason[of_case] + (0 if number == 0 else reasons)
        parent = np.flatnonzero(chased)
        child = first_row[of_case[parent]] + rows[of_case[parent]] + chase_place[parent]
        chase_row[row[parent]] = child
        case[child], number_of[child] = of_case[parent], number
        slot_set[child] = cases.reason[of_case[parent]] + 2 * reasons
        if demand.chase is not None:
            count = np.full(parent.size, number, dtype=np.int64)
            after = demand.chase[1].quantile(marks.of_reason("chase_after", of_case[parent], count))
            chase_after_s[row[parent]] = after
    return _Rows(case, number_of, slot_set, first_row, rows, chase_row, chase_after_s, marks_of)


def _chased(
    demand: Demand, cases: _Cases, marks: _Marks, amount: Floats, alive: Ints, count: Ints
) -> Ints:
    """1 for contacts whose customer would ask where the parked case is, else 0."""
    if demand.chase is None:
        return np.zeros(alive.size, dtype=np.int64)
    can = np.array([bool(one.slots) for one in demand.chases])[cases.reason[alive]]
    wants = marks.of_reason("chases", alive, count) < demand.chase[0]
    return (can & wants & (amount[alive] > 0.0)).astype(np.int64)


def _draw_return_delays(demand: Demand, rows: _Rows, marks: _Marks) -> Floats:
    """Delays [row × cause], every cause from the same mark; nan where nobody comes back."""
    delays = np.full((rows.case.size, len(Cause)), np.nan)
    if any(law is not None for law in demand.returns_after):
        u = marks.of_reason("return_delay", rows.case, rows.number)
        for cause, law in enumerate(demand.returns_after):
            if law is not None:
                delays[:, cause] = law.quantile(u)
    return delays


def _starts(slot_set: Ints, sizes: list[int]) -> Ints:
    """Where each row's values start; one more entry than rows, the last the total."""
    counts = np.asarray(sizes, dtype=np.int64)[slot_set]
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
