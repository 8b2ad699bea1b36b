"""Tapes made for a purpose: some cases of a drawn one, at chosen times, with chosen values.

`python tests/centre/golden.py` keeps two of them beside the tests.
"""

import hashlib
from dataclasses import fields, replace

import numpy as np

from sim.plan.codes import MARKS, SlotKind
from sim.tape import Tape, draw

_OF_CASES = ("arrived_s", "reason", "segment", "day", "amount", "hardness", "rows")
_OF_CASES += ("emotional",)
_OF_ROWS = ("number", "slot_set", "channel_u", "same_u", "moves_u", "skips_u", "return_u")
_OF_ROWS += ("knows_u",)
_OF_ROWS += ("return_delay_s", "chase_after_s")
_FLAT = {"first_work": "work_s", "first_patience": "patience_s", "first_mark": "marks_u"}
_INDICES = ("first_row", "case", "chase_row", "first_visit", *_FLAT)
_TIMES = ("arrived_s", "return_delay_s", "chase_after_s", "work_s", "patience_s")


def kept(tape, cases):
    """The tape with these cases only, in this order."""
    cases = np.asarray(cases, dtype=np.int64)
    edges = np.append(tape.first_row, tape.case.size)
    counts = edges[cases + 1] - edges[cases]
    rows = _spans(edges[cases], counts)
    place = np.full(tape.case.size + 1, -1)
    place[rows] = np.arange(rows.size)
    columns = {name: getattr(tape, name)[cases] for name in _OF_CASES}
    columns |= {name: getattr(tape, name)[rows] for name in _OF_ROWS}
    columns["first_row"] = np.cumsum(counts) - counts
    columns["case"] = np.repeat(np.arange(cases.size), counts)
    columns["chase_row"] = place[tape.chase_row[rows]]
    visits = np.diff(tape.first_visit)[rows]
    columns["first_visit"] = np.append(0, np.cumsum(visits))
    for first, flat in _FLAT.items():
        starts = getattr(tape, first)
        sizes = np.diff(starts)[rows]
        columns[first] = np.append(0, np.cumsum(sizes))
        columns[flat] = getattr(tape, flat)[_spans(starts[rows], sizes)]
    return Tape(**columns | {name: columns[name].astype(np.int32) for name in _INDICES})


def _spans(starts, counts):
    ends = np.cumsum(counts)
    total = int(ends[-1]) if counts.size else 0
    return np.arange(total) + np.repeat(starts - (ends - counts), counts)


def changed(tape, change, names=_TIMES):
    """The tape with every column of times (or those named) put through a function."""
    return replace(tape, **{name: change(getattr(tape, name)) for name in names})


def rounded(tape, unit):
    """The tape with every time rounded to a unit, so that many things happen at once."""
    coarse = changed(tape, lambda times: np.round(times / unit) * unit)
    order = np.lexsort((np.arange(tape.cases), tape.reason, coarse.arrived_s))
    return kept(coarse, order)


def at_times(plan, *arrivals, seed=1):
    """A tape of cases that arrive as told: seconds, or (seconds, reason), in rising order."""
    drawn = draw(plan.demand, seed=seed, replication=0)
    left = {name: list(np.flatnonzero(drawn.reason == i)) for i, name in _counted(plan)}
    wanted = [arrival if isinstance(arrival, tuple) else (arrival, None) for arrival in arrivals]
    chosen = [left[reason or plan.names.reasons[0]].pop(0) for _, reason in wanted]
    times = np.array([time for time, _ in wanted], dtype=np.float64)
    return replace(kept(drawn, chosen), arrived_s=times)


def _counted(plan):
    return enumerate(plan.names.reasons)


def put(plan, tape, case=None, number=None, *, kind=SlotKind.SERVE, name=None, **values):
    """The tape with chosen work, patience or marks in slots of a kind (of one name, or all).

    work, patience   seconds (work: one number, or one for each of the slot's laws)
    solves, escalates, refuses, meets, …   marks
    """
    work, patience, marks = (getattr(tape, flat).copy() for flat in _FLAT.values())
    found = 0
    for row in range(tape.case.size):
        if case not in (None, tape.case[row]) or number not in (None, tape.number[row]):
            continue
        for slot in plan.demand.slot_sets[tape.slot_set[row]].slots:
            if slot.kind != kind or name not in (None, named(plan, slot)):
                continue
            found += 1
            for what, value in values.items():
                if what == "work":
                    at = tape.first_work[row] + slot.work_at
                    work[at : at + len(slot.laws)] = value
                elif what == "patience":
                    at = tape.first_patience[row] + slot.patience_at
                    patience[at : at + len(slot.patience)] = value
                else:
                    at = tape.first_mark[row] + slot.marks_at + MARKS[kind].index(what)
                    marks[at] = value
    assert found, f"no slot {kind.name} {name} of case {case}, contact {number}"
    return replace(tape, work_s=work, patience_s=patience, marks_u=marks)


def named(plan, slot):
    """What a slot is called: its step, bot or level."""
    names = {SlotKind.BOT: plan.names.bots, SlotKind.LEVEL: plan.names.levels}
    return names.get(slot.kind, plan.names.steps)[slot.index]


def with_rows(tape, case=None, **columns):
    """The tape with chosen values in columns of rows, for one case or all."""
    here = slice(None) if case is None else tape.case == case
    new = {}
    for name, value in columns.items():
        new[name] = getattr(tape, name).copy()
        new[name][here] = value
    return replace(tape, **new)


def shrunk(tape, fails):
    """A tape from which no case can be dropped without `fails(tape)` becoming false."""
    assert fails(tape), "the whole tape does not fail"
    size = tape.cases
    while size:
        size = (size + 1) // 2 if size > 1 else 0
        start = 0
        while size and start < tape.cases:
            rest = [*range(start), *range(min(start + size, tape.cases), tape.cases)]
            smaller = kept(tape, rest)
            if fails(smaller):
                tape = smaller
            else:
                start += size
    return tape


def fingerprint(tape, names=None):
    """SHA-256 of every value of a tape, where its digest names the customers alone.

    names   of the columns that are looked at; None: all
    """
    total = hashlib.sha256()
    for name in names or [column.name for column in fields(Tape)]:
        values = getattr(tape, name)
        total.update(f"{name}:{values.dtype}:{values.shape}".encode() + values.tobytes())
    return total.hexdigest()


def save(tape, path):
    """Write a tape that can be read without executing anything."""
    np.savez_compressed(
        path, **{column.name: getattr(tape, column.name) for column in fields(Tape)}
    )


def stored_columns(path):
    """The columns of a file, in their order; marks that tapes have come to hold since are none."""
    with np.load(path, allow_pickle=False) as stored:
        return [column.name for column in fields(Tape) if column.name in stored]


def read(path):
    """A tape from its file."""
    with np.load(path, allow_pickle=False) as stored:
        known = {
            column.name: stored[column.name] for column in fields(Tape) if column.name in stored
        }
    rows = np.zeros(known["case"].size)  # of marks that came after the file was written
    cases = np.zeros(known["reason"].size, np.bool_)
    return Tape(**{"knows_u": rows, "emotional": cases} | known)
