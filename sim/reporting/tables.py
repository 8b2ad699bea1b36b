"""Tidy tables of a study: one row, one number with all that belongs to it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sim.experiment.differences import Difference
from sim.measure.register import REGISTER
from sim.reporting.content import Study
from sim.reporting.text import guarded

Cell = str | float | int | bool


@dataclass(frozen=True)
class Table:
    """A named table; rows are as long as `columns`."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def records(self) -> Iterator[dict[str, Any]]:
        """Rows as objects; numbers that are none become None."""
        for row in self.rows:
            yield {column: _json(cell) for column, cell in zip(self.columns, row, strict=True)}


KPIS = (
    "scenario", "kpi", "scope", "value", "low", "high", "day_p10", "day_p90", "n", "with_data",
    "unit", "better", "note",
)  # fmt: skip
DIFFERENCES = (
    "scenario", "base", "kpi", "scope", "base_value", "value", "difference", "low", "high", "n",
    "unit", "verdict", "adjusted", "comparisons", "correlation", "variance_ratio", "words",
)  # fmt: skip
EFFECTS = ("scenario", "base", "kind", "kpi", "value", "low", "high", "n", "unit", "words")
DAYS = ("scenario", "replication", "kpi", "scope", "numerator", "denominator")


def tables(study: Study) -> tuple[Table, ...]:
    """Every table of the study that a file is written of."""
    found = (kpis(study), per_replication(study))
    return (*found, differences(study), effects(study)) if study.is_comparison else found


def shown(study: Study) -> tuple[Table, ...]:
    """The tables that are printed for programs: all but the raw ones."""
    return tuple(table for table in tables(study) if table.name != "per_replication")


def kpis(study: Study) -> Table:
    """Every KPI in every scope of every scenario."""
    rows = (
        (arm.name, e.kpi, e.scope, e.value, e.low, e.high, e.day_p10, e.day_p90, e.n, e.with_data,
         e.unit, REGISTER[e.kpi].better, e.note)
        for arm in study.arms
        for e in arm.measured
    )  # fmt: skip
    return Table("kpis", KPIS, tuple(rows))


def differences(study: Study) -> Table:
    """Every paired difference from the base."""
    rows = (
        (d.scenario, d.base, d.kpi, d.scope, d.base_value, d.value, d.difference, d.low, d.high,
         d.n, d.unit, verdict(d), bool(d.adjusted), int(d.comparisons), d.correlation,
         d.variance_ratio, d.words)
        for d in study.differences
    )  # fmt: skip
    return Table("differences", DIFFERENCES, tuple(rows))


def effects(study: Study) -> Table:
    """Figures that exist only between scenarios."""
    rows = (tuple(getattr(effect, column) for column in EFFECTS) for effect in study.effects)
    return Table("effects", EFFECTS, tuple(rows))


def per_replication(study: Study) -> Table:
    """Raw numerators and denominators, so that anyone can average them again."""
    rows = (
        (arm.name, day.replication, day.kpi, day.scope, day.numerator, day.denominator)
        for arm in study.arms
        for day in arm.days
    )
    return Table("per_replication", DAYS, tuple(rows))


def verdict(difference: Difference) -> str:
    """One word on a difference."""
    if difference.better is not None:
        return "better" if difference.better else "worse"
    if difference.same:
        return "same"
    if math.isnan(difference.low) or math.isnan(difference.high):
        return "not known"
    return "different" if difference.told_apart else "cannot tell apart"


def as_csv(table: Table) -> bytes:
    """RFC 4180 with line feeds, UTF-8; numbers to their last digit, none as an empty cell."""
    lines = [",".join(table.columns), *(",".join(map(_cell, row)) for row in table.rows), ""]
    return "\n".join(lines).encode()


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return _text(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return str(cell)
    if math.isnan(cell):
        return ""
    return repr(cell + 0.0).removesuffix(".0")  # never -0


@lru_cache(maxsize=10_000)  # few texts fill many cells
def _text(text: str) -> str:
    return _quoted(guarded(text))


def _quoted(text: str) -> str:
    if not any(mark in text for mark in ',"\r\n'):
        return text
    return '"' + text.replace('"', '""') + '"'


def _json(cell: Cell) -> Cell | None:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell
