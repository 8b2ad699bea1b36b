"""Rows made ready for summing: conditions, values, and the scopes that each row counts for."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from sim.measure.columns import Bools, looked_up
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

    def rows(self, part: Part, kind: str) -> Bools:
        """Which rows a part takes at a kind of scope."""
        taken = self.masks[part.rows] if part.rows else np.ones(self.size, dtype=np.bool_)
        # A channel's own figure exists for email too; its waits must not drown those of people
        # who hold the line, so any wider scope leaves them out.
        return taken & self.live if part.live and kind not in {"channel", "queue"} else taken


def sum_view(
    view: View, parts: Iterable[tuple[Part, tuple[str, ...]]], sizes: dict[str, int]
) -> Sums:
    """The sums of some parts over a view, each at some kinds of scope."""
    return {
        part.name: {kind: _sum(view, part, kind, sizes[kind]) for kind in kinds}
        for part, kinds in parts
    }


def _sum(view: View, part: Part, kind: str, size: int) -> Ints:
    rows = np.flatnonzero(view.rows(part, kind))
    values = view.values[part.value][rows] if part.value else None
    if kind == "all":
        return np.array([rows.size if values is None else values.sum()], dtype=np.int64)
    # Code -1 (no such scope) falls into the first bin, which is then dropped.
    return grouped(view.codes[kind][rows] + 1, values, size + 1)[1:]


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
