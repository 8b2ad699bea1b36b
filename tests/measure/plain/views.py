"""Rows made ready for summing: conditions, values, and the scopes that each row counts for."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from plain.columns import Bools, looked_up
from sim.measure.parts import Part
from sim.measure.scopes import interval_count, tiers
from sim.plan.plan import Floats, Ints, Plan

Sums = dict[str, dict[str, Ints]]
"""Part → kind of scope → its sum in each scope of that kind, in the part's integer unit."""

EXACT = 2**53
"""Whole numbers up to here are exact in a double, which is what bincount adds in."""


@dataclass(frozen=True)
class View:
    """Some rows.

    size    how many
    codes   kind of scope → code of the scope each row counts for, -1 none; not for `all`
    live    rows of channels where the customer holds the line
    masks   conditions by name
    values  what can be added up, 0 or more, by name
    """

    size: int
    codes: dict[str, Ints]
    live: Bools
    masks: dict[str, Bools] = field(default_factory=dict)
    values: dict[str, Ints] = field(default_factory=dict)


@dataclass(frozen=True)
class Cells:
    """Rows gathered by everything they count for, so that a part visits each row only once.

    of_row  the cell of each row
    codes   kind of scope → code of the scope each cell counts for, -1 none
    live    cells of channels where the customer holds the line
    """

    of_row: Ints
    codes: dict[str, Ints]
    live: Bools

    @property
    def count(self) -> int:
        """How many."""
        return len(self.live)


def narrow(kind: str) -> bool:
    """Whether a kind of scope tells channels apart.

    Only there has email its own waits: anywhere wider they would drown those of people who hold
    the line.
    """
    return kind in {"channel", "queue"}


def sum_view(
    view: View, parts: Iterable[tuple[Part, tuple[str, ...]]], sizes: dict[str, int]
) -> Sums:
    """The sums of some parts over a view, each at some kinds of scope."""
    cells = _cells(view)
    return {
        part.name: _scoped(cells, _by_cell(view, cells, part), part, kinds, sizes)
        for part, kinds in parts
    }


def _cells(view: View) -> Cells:
    """The cells that occur."""
    axes = {**view.codes, "live": view.live.astype(np.int64)}
    # From -1 on, so that "none" is a place of its own.
    extents = [int(codes.max(initial=-1)) + 2 for codes in axes.values()]
    key = np.zeros(view.size, dtype=np.int64)
    for codes, extent in zip(axes.values(), extents, strict=True):
        key = key * extent + (codes + 1)
    occurring, of_row = np.unique(key, return_inverse=True)
    found = dict(zip(axes, np.unravel_index(occurring, extents), strict=True))
    live = found.pop("live") == 2
    return Cells(of_row, {kind: codes - 1 for kind, codes in found.items()}, live)


def _by_cell(view: View, cells: Cells, part: Part) -> Ints:
    values = view.values[part.value] if part.value else None
    if not part.rows:
        return grouped(cells.of_row, values, cells.count)
    rows = np.flatnonzero(view.masks[part.rows])
    some = values[rows] if values is not None else None
    return grouped(cells.of_row[rows], some, cells.count)


def _scoped(
    cells: Cells, sums: Ints, part: Part, kinds: tuple[str, ...], sizes: dict[str, int]
) -> dict[str, Ints]:
    """Sums by cell added up for the scopes of each kind."""
    wide = np.where(cells.live, sums, 0) if part.live else sums
    found = {}
    for kind in kinds:
        taken = sums if narrow(kind) else wide
        if kind == "all":
            found[kind] = np.array([taken.sum()])
        else:
            # Code -1 (no such scope) falls into the first bin, which is then dropped.
            found[kind] = grouped(cells.codes[kind] + 1, taken, sizes[kind] + 1)[1:]
    return found


def grouped(codes: Ints, values: Ints | None, size: int) -> Ints:
    """Count, or exact integer sum of values of 0 or more, by code."""
    if values is None:
        return np.bincount(codes, minlength=size)
    if values.sum() < EXACT:
        return np.bincount(codes, weights=values, minlength=size).astype(np.int64)
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, codes, values)
    return sums


def tier_codes(plan: Plan, team: Ints) -> Ints:
    """Code of the tier of each row's team."""
    return looked_up(np.searchsorted(tiers(plan), plan.yardsticks.tier), team)


def interval_codes(plan: Plan, at_s: Floats) -> Ints:
    """Code of the interval in which each time of the measured window lies."""
    calendar = plan.demand.calendar
    numbers = np.floor((at_s - calendar.measured_s[0]) / calendar.interval_s).astype(np.int64)
    return np.minimum(numbers, interval_count(calendar) - 1)


def in_window(plan: Plan, at_s: Floats) -> Bools:
    """Whether each time lies in the measured window, its end left out; never is not in it."""
    start_s, end_s = plan.demand.calendar.measured_s
    return (at_s >= start_s) & (at_s < end_s)


def live_channels(plan: Plan) -> Bools:
    """[channel, none] whether the customer holds the line; what has no channel counts as live."""
    return ~np.append(np.asarray(plan.supply.deferred, dtype=np.bool_), False)
