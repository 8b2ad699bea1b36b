"""The sheet of sums of one play, and where each figure stands in it.

A sheet has a row for every part (and a few more) and a place for every scope; a figure is one cell
over another, each divided by what makes its integers read in their unit.
"""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from sim.centre.log import frozen
from sim.measure.parts import PARTS
from sim.measure.register import REGISTER, Kpi
from sim.measure.scopes import KINDS, narrow, scopes
from sim.measure.units import PER_UNIT
from sim.plan.plan import Floats, Ints, Plan

Bools = NDArray[np.bool_]
Layout = tuple[tuple[str, str], ...]

MEASURED = tuple(kpi for kpi in REGISTER.values() if kpi.kind != "comparison")
"""The KPIs of one scenario alone."""

QUANTILES = tuple(kpi for kpi in MEASURED if kpi.kind == "quantile")
PERCENTS = tuple(kpi.percent for kpi in QUANTILES)

RANKED = "waits"
"""The part that counts the waits of which there are quantiles."""

ROW = {part: row for row, part in enumerate(PARTS)}
ONE, ZERO, KNOWN = range(len(PARTS), len(PARTS) + 3)
"""Rows beside those of the parts: 1 everywhere, 0 everywhere, 1 where there is a quantile."""

FIRST_QUANTILE = KNOWN + 1
ROWS = FIRST_QUANTILE + len(PERCENTS)


@dataclass(frozen=True)
class Places:
    """The places of the scopes of some kinds, those of one kind side by side.

    kinds   in the order of `scopes.KINDS`; `all` is always among them
    sizes   how many scopes each has

    Before the first place of each kind lies one for rows that are in no scope of the kind.
    """

    kinds: tuple[str, ...]
    sizes: tuple[int, ...]

    @cached_property
    def count(self) -> int:
        """How many places there are."""
        return sum(self.sizes) + len(self.sizes)

    @cached_property
    def of(self) -> dict[str, slice]:
        """Kind → places of its scopes."""
        ends = np.cumsum(np.array(self.sizes) + 1).tolist()
        return {
            kind: slice(end - size, end)
            for kind, size, end in zip(self.kinds, self.sizes, ends, strict=True)
        }

    @cached_property
    def first(self) -> Ints:
        """[kind of `scopes.KINDS`] place of its first scope; 0 of a kind not asked for."""
        return frozen([self.of[kind].start if kind in self.of else 0 for kind in KINDS], np.int64)

    @cached_property
    def narrow(self) -> Bools:
        """[place] whether it tells channels apart."""
        tells = np.zeros(self.count, dtype=np.bool_)
        for kind, places in self.of.items():
            tells[places] = narrow(kind)
        return frozen(tells, np.bool_)

    def numbers(self, kinds: tuple[str, ...]) -> Ints:
        """Those of some kinds that are asked for, by their numbers in `scopes.KINDS`."""
        return frozen([KINDS.index(kind) for kind in self.kinds if kind in kinds], np.int64)


@dataclass(frozen=True, eq=False)
class Figures:
    """Where the figures of a layout stand in a sheet laid out flat, and their units."""

    above: Ints
    above_unit: Floats
    below: Ints
    below_unit: Floats

    def read(self, sheet: Ints) -> tuple[Floats, Floats]:
        """Numerators and denominators."""
        flat = sheet.ravel()
        return flat[self.above] / self.above_unit, flat[self.below] / self.below_unit


def layout(plan: Plan, kinds: tuple[str, ...]) -> Layout:
    """(KPI, scope) of the figures of a plan at some kinds of scope."""
    labels = scopes(plan)
    return _layout(tuple((kind, labels[kind]) for kind in kinds))


@cache
def _layout(by_kind: tuple[tuple[str, tuple[str, ...]], ...]) -> Layout:
    # The same object for every replication: thousands of pairs, and small when pickled together.
    labels = dict(by_kind)
    return tuple(
        (kpi.name, scope)
        for kpi in MEASURED
        for kind in kpi.scopes
        for scope in labels.get(kind, ())
    )


@cache
def places(sizes: tuple[tuple[str, int], ...], kinds: tuple[str, ...]) -> Places:
    """The places of some kinds of scope; `all` is counted even if nobody asks for it."""
    some = tuple((kind, size) for kind, size in sizes if kind in kinds or kind == "all")
    return Places(tuple(kind for kind, _ in some), tuple(size for _, size in some))


@cache
def figures(of: Places, kinds: tuple[str, ...], priced: bool) -> Figures:
    """Where each figure of a layout stands.

    priced  the scenario states something that costs; if not, money for each of something is no data
    """
    rows = [
        (_above(kpi), _below(kpi, priced=priced), of.of[kind], kpi)
        for kpi in MEASURED
        for kind in kpi.scopes
        if kind in kinds
    ]
    sizes = [where.stop - where.start for _, _, where, _ in rows]

    def at(row: list[int]) -> Ints:
        starts = [
            one * of.count + where.start for one, (_, _, where, _) in zip(row, rows, strict=True)
        ]
        within = np.concatenate([np.arange(size) for size in (0, *sizes)])
        return np.repeat(starts, sizes).astype(np.int64) + within.astype(np.int64)

    return Figures(
        at([above for above, _, _, _ in rows]),
        np.repeat([_unit(kpi.numerator) for *_, kpi in rows], sizes),
        at([below for _, below, _, _ in rows]),
        np.repeat([_unit(kpi.denominator) for *_, kpi in rows], sizes),
    )


def _above(kpi: Kpi) -> int:
    if kpi.kind == "quantile":
        return FIRST_QUANTILE + QUANTILES.index(kpi)
    return ROW[kpi.numerator]


def _below(kpi: Kpi, *, priced: bool) -> int:
    if kpi.kind == "quantile":
        return KNOWN
    if not kpi.denominator:
        return ONE
    return ZERO if kpi.unit == "money" and not priced else ROW[kpi.denominator]


def _unit(part: str) -> float:
    return PER_UNIT[PARTS[part].unit] if part else 1.0
