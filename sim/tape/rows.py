"""Which contacts each case could come to make, and which chases: the rows of a tape.

None of this depends on what a play reads: rows are numbered alike on every tape of a demand.
"""

from typing import Any, NamedTuple

import numpy as np

from sim.block import columns, untouched
from sim.compiled import compiled, part
from sim.errors import UsageError
from sim.plan.flat import (
    ANY,
    ASKS,
    CHASE_AFTER,
    CHASES,
    CLAIMS,
    EMOTIONAL,
    RETURNS,
    SEGMENT,
    Flat,
    Table,
)
from sim.tape.arrivals import Arrivals
from sim.tape.laws import FREE, Address, Source, first_above, mark_and_next, mark_of, spread
from sim.tape.streams import Keys, whole
from sim.tape.tape import Flags, Floats, Indices, Ints, Shorts

_LARGEST = 2**31 - 1
_NOT_ENOUGH = -1


class Cases(NamedTuple):
    """The columns of cases that are drawn with the rows."""

    segment: Shorts
    amount: Floats
    emotional: Flags
    first_row: Indices
    rows: Shorts


class Rows(NamedTuple):
    """The columns of rows but for the marks; the four firsts have one entry more, the total."""

    case: Indices
    number: Shorts
    slot_set: Shorts
    return_u: Floats
    chase_row: Indices
    chase_after_s: Floats
    first_visit: Indices
    first_work: Indices
    first_patience: Indices
    first_mark: Indices


_CASES = {"segment": "i2", "amount": "f8", "emotional": "?", "first_row": "i4", "rows": "i2"}
_ROWS = {
    "case": "i4",
    "number": "i2",
    "slot_set": "i2",
    "return_u": "f8",
    "chase_row": "i4",
    "chase_after_s": "f8",
    "first_visit": "i4",
    "first_work": "i4",
    "first_patience": "i4",
    "first_mark": "i4",
}


class Totals(NamedTuple):
    """How many visits, works, patiences and marks the rows so far have."""

    visits: int
    works: int
    patiences: int
    marks: int


class Tables(NamedTuple):
    """The tables of `plan.flat` that rows are laid out by."""

    whole: Table
    reasons: Table
    sets: Table
    of_case: Ints
    segments: Floats


# Written for every case and every row; all other columns begin as zeros.
_ALWAYS = ("first_row", "rows", "case", "first_visit", "first_work", "first_patience", "first_mark")


class _Could(NamedTuple):
    """Whether any case could claim, be emotional, chase, or come back to be looked at."""

    claim: bool
    feel: bool
    chase: bool
    come_back: bool


def _could(flat: Flat, *, lean: bool) -> _Could:
    whole, reasons = flat.whole[0], flat.reasons
    chases = bool(whole["chase_end"] > whole["chase"])
    return _Could(
        claim=bool((reasons["claim_end"] > reasons["claim"]).any()),
        feel=bool((reasons["emotion_share"] > 0.0).any()),
        chase=not lean or chases,
        come_back=not lean
        or chases
        or bool(whole["at_most"] > 1 and reasons["largest_return"].any()),
    )


def _is_decided(flat: Flat, could: _Could) -> bool:
    """Whether no mark has a say: nobody claims, comes back or has a segment to be drawn."""
    return not any(could) and bool((flat.reasons["only_segment"] >= 0).all())


def _room_for_cases(count: int, could: _Could) -> Cases:
    return Cases(**_room({name: (count, kind) for name, kind in _CASES.items()}, could))


def _room_for_rows(count: int, could: _Could) -> Rows:
    sizes = {name: (count + name.startswith("first_"), kind) for name, kind in _ROWS.items()}
    rows = Rows(**_room(sizes, could))
    rows.chase_row[:] = -1
    if could.chase:
        rows.chase_after_s[:] = np.nan
    return rows


def _room(sizes: dict[str, tuple[int, str]], could: _Could) -> dict[str, Any]:
    """Columns of such sizes and types; those that nothing can be written to take no memory."""
    never = {"amount": not could.claim, "chase_after_s": not could.chase}
    never["return_u"] = not could.come_back
    found: dict[str, Any] = {
        name: untouched(size) for name, (size, _) in sizes.items() if never.get(name, False)
    }
    for zeros in (False, True):
        names = [name for name in sizes if name not in found and (name in _ALWAYS) != zeros]
        room = columns((sizes[name] for name in names), zeros=zeros)
        found |= dict(zip(names, room, strict=True))
    return found


def laid_out(flat: Flat, came: Arrivals, keys: Keys, *, lean: bool) -> tuple[Cases, Rows, Ints]:
    """Cases and rows, and how many rows, visits, works, patiences and marks there are.

    lean   leaves out the return mark of a last contact, which nothing comes after
    """
    count = came.arrived_s.size
    could = _could(flat, lean=lean)
    tables = Tables(flat.whole, flat.reasons, flat.sets, flat.of_case, flat.segments)
    source = Source(flat.units, flat.values, keys)
    room = _expected(flat, count)
    while True:
        cases, rows = _room_for_cases(count, could), _room_for_rows(room, could)
        totals = np.zeros(5, dtype=np.int64)
        if _is_decided(flat, could):
            _one_row_each(tables, came, cases, rows, totals)
            break
        seen = np.zeros((keys.shape[1], flat.reasons.size), dtype=np.int64)
        _lay_out(lean, tables, source, came, seen, cases, rows, totals)
        if totals[0] != _NOT_ENOUGH:
            break
        room *= 2
    if totals.max() > _LARGEST:
        raise UsageError(
            f"a replication of {count:,} cases brings {totals.max():,} values of one kind, "
            f"more than a tape can number ({_LARGEST:,}): play fewer days or cases at once"
        )
    spare = room - int(totals[0])
    kept: list[Any] = [column[: column.size - spare] for column in rows]
    return cases, Rows(*kept), totals


def _expected(flat: Flat, cases: int) -> int:
    """Rows that will do as a rule."""
    largest = float(flat.reasons["largest_return"].max())
    at_most, chases = int(flat.whole["at_most"][0]), float(flat.whole["chase_share"][0])
    if largest == chases == 0.0:
        return cases
    mean = cases * sum(largest**number for number in range(at_most)) * (1.0 + chases)
    return int(mean + 6.0 * at_most * mean**0.5 + 16.0)


@compiled
def _lay_out(
    lean: bool,
    tables: Tables,
    source: Source,
    came: Arrivals,
    seen: Ints,
    cases: Cases,
    rows: Rows,
    totals: Ints,
) -> None:
    """Fills in cases and rows. seen [day × reason] zeros; totals[0] is -1 if rows have no room."""
    end, has = 0, Totals(0, 0, 0, 0)
    for case in range(came.reason.size):
        reason, day = whole(came.reason[case]), whole(came.day[case])
        at = Address(day, whole(seen[day, reason]), 0)
        seen[day, reason] += 1
        _decide_segment(tables, source, reason, at, case, cases)
        _claim(tables, source, reason, at, case, cases)
        _feel(tables, source, reason, at, case, cases)
        first = end
        last = _contacts(lean, tables, source, reason, at, rows, first)
        end = last
        if cases.amount[case] > 0.0 and tables.reasons[reason]["can_chase"]:
            end = _chases(tables, source, reason, at, rows, first, last)
        if end <= first:
            totals[0] = _NOT_ENOUGH
            return
        cases.first_row[case], cases.rows[case] = first, last - first
        for row in range(first, end):
            rows.case[row] = case
            _begin(rows, row, has)
            has = _with(tables, whole(rows.slot_set[row]), has)
    _begin(rows, end, has)
    totals[0], totals[1], totals[2] = end, has.visits, has.works
    totals[3], totals[4] = has.patiences, has.marks


@compiled
def _one_row_each(tables: Tables, came: Arrivals, cases: Cases, rows: Rows, totals: Ints) -> None:
    """What `_lay_out` comes to where no mark has a say: each case has one row."""
    has = Totals(0, 0, 0, 0)
    for case in range(came.reason.size):
        reason = whole(came.reason[case])
        cases.first_row[case], cases.rows[case], rows.case[case] = case, 1, case
        if reason:  # a page that nothing is written to takes no memory
            rows.slot_set[case] = reason
        segment = tables.reasons[reason]["only_segment"]
        if segment:
            cases.segment[case] = segment
        _begin(rows, case, has)
        has = _with(tables, reason, has)
    _begin(rows, came.reason.size, has)
    totals[0], totals[1], totals[2] = came.reason.size, has.visits, has.works
    totals[3], totals[4] = has.patiences, has.marks


@part
def _begin(rows: Rows, row: int, has: Totals) -> None:
    """A row's visits and values begin where those before it end."""
    rows.first_visit[row], rows.first_work[row] = has.visits, has.works
    rows.first_patience[row], rows.first_mark[row] = has.patiences, has.marks


@part
def _with(tables: Tables, slot_set: int, has: Totals) -> Totals:
    """The totals with one row more."""
    return Totals(
        has.visits + tables.sets[slot_set]["slots"],
        has.works + tables.sets[slot_set]["works"],
        has.patiences + tables.sets[slot_set]["patiences"],
        has.marks + tables.sets[slot_set]["marks"],
    )


@part
def _decide_segment(
    tables: Tables, source: Source, reason: int, at: Address, case: int, cases: Cases
) -> None:
    """The segment of a case's customer."""
    segment = tables.reasons[reason]["only_segment"]
    if segment < 0:
        mark = mark_of(source, tables.of_case[SEGMENT, reason], at)
        segment = first_above(tables.segments, reason, mark)
    if segment:
        cases.segment[case] = segment


@part
def _claim(
    tables: Tables, source: Source, reason: int, at: Address, case: int, cases: Cases
) -> None:
    """What a case asks for; 0 for nothing."""
    units = tables.reasons[reason]["claim"], tables.reasons[reason]["claim_end"]
    if units[0] == units[1]:
        return
    claims = mark_of(source, tables.of_case[CLAIMS, reason], at)
    if claims < tables.reasons[reason]["claim_share"]:
        asks = mark_of(source, tables.of_case[ASKS, reason], at)
        spread(source, units, ANY, asks, FREE, 1.0, cases.amount, case)


@part
def _feel(
    tables: Tables, source: Source, reason: int, at: Address, case: int, cases: Cases
) -> None:
    """Whether a case is emotional."""
    share = tables.reasons[reason]["emotion_share"]
    if share > 0.0 and mark_of(source, tables.of_case[EMOTIONAL, reason], at) < share:
        cases.emotional[case] = True


@part
def _contacts(
    lean: bool, tables: Tables, source: Source, reason: int, of: Address, rows: Rows, first: int
) -> int:
    """The numbered contacts of a case; the row after them, or -1 if there is no room."""
    largest, at_most = tables.reasons[reason]["largest_return"], tables.whole[0]["at_most"]
    stream, ahead = tables.of_case[RETURNS, reason], 1.0
    row = first
    for number in range(at_most):
        if row == rows.case.size:
            return _NOT_ENOUGH
        if reason or number:  # a page that nothing is written to takes no memory
            later = tables.reasons.size if number else 0
            rows.number[row], rows.slot_set[row] = number, reason + later
        mark = 1.0
        if not lean or (largest > 0.0 and number + 1 < at_most):
            if number % 2 == 0:
                mark, ahead = mark_and_next(source, stream, Address(of.day, of.case, number))
            else:
                mark = ahead
            rows.return_u[row] = mark
        row += 1
        if mark >= largest:
            break
    return row


@part
def _chases(
    tables: Tables, source: Source, reason: int, of: Address, rows: Rows, first: int, last: int
) -> int:
    """The chases of a case after its contacts; the row after them, or -1 if there is no room."""
    units = tables.whole[0]["chase"], tables.whole[0]["chase_end"]
    end = last
    for row in range(first, last):
        at = Address(of.day, of.case, row - first)
        wants = mark_of(source, tables.of_case[CHASES, reason], at)
        if wants >= tables.whole[0]["chase_share"]:
            continue
        if end == rows.case.size:
            return _NOT_ENOUGH
        after = mark_of(source, tables.of_case[CHASE_AFTER, reason], at)
        spread(source, units, ANY, after, FREE, 1.0, rows.chase_after_s, row)
        rows.chase_row[row] = end
        rows.number[end], rows.slot_set[end] = at.contact, reason + 2 * tables.reasons.size
        rows.return_u[end] = 1.0  # a chase never returns
        end += 1
    return end
