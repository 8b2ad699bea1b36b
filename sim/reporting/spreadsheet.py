"""The Excel book of a study: the same tables, with units, widths and number formats."""

import io
import math
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from sim.measure.parts import PARTS
from sim.measure.register import REGISTER
from sim.reporting import tables
from sim.reporting.content import Study
from sim.reporting.tables import Cell, Table
from sim.reporting.text import starts_formula

OVER_DAY = (
    "contacts", "offered", "answered", "abandoned", "abandonment_rate", "wait_mean_s", "wait_p90_s",
    "service_level", "aht_s", "agents_present", "load_agents", "occupancy",
)  # fmt: skip

# Text is text: nothing a scenario is called may become a formula, a link or a number.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_BORN = datetime(2000, 1, 1)  # noqa: DTZ001  # the same book has the same bytes, whenever it is written
_LONGEST = 32_767  # characters that a cell holds
_NUMBERS = {"share": "0.0%", "s": "#,##0.0", "h": "#,##0.0", "money": "#,##0.00",
            "count": "#,##0.0", "agents": "#,##0.0"}  # fmt: skip
_IN_UNIT = {"value", "low", "high", "day_p10", "day_p90", "base_value", "difference"}
_WIDTHS = {"scenario": 18, "base": 14, "kpi": 26, "scope": 22, "note": 44, "words": 70, "unit": 8,
           "verdict": 16, "meaning": 70, "numerator": 40, "denominator": 40, "lever": 48,
           "before": 26, "after": 26, "what": 20, "kind": 26}  # fmt: skip


def book(study: Study) -> bytes:
    """The book as a file."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as workbook:
        workbook.set_properties({"title": "ccsim", "created": _BORN})
        sheets = _Sheets(workbook)
        for title, table in _contents(study):
            sheets.add(title, table)
    return target.getvalue()


def _contents(study: Study) -> list[tuple[str, Table]]:
    shown = tables.kpis(study)
    contents = [
        ("Read me", _read_me(study)),
        ("KPIs", _whole(shown)),
        ("KPIs by scope", _rows(shown, lambda scope: not _is_interval(scope))),
        ("Over the day", _rows(shown, _is_interval)),
    ]
    if study.is_comparison:
        apart = tables.differences(study)
        contents += [
            ("Differences", _whole(apart)),
            ("Differences by scope", _rows(apart, lambda scope: not _is_interval(scope))),
            ("Effects", tables.effects(study)),
            ("Changes", _changes(study)),
        ]
    return [*contents, ("Assumptions", _assumptions(study)), ("Definitions", _definitions(study))]


def _whole(table: Table) -> Table:
    return _rows(table, lambda scope: scope == "all")


def _rows(table: Table, wanted: Callable[[str], bool]) -> Table:
    """Rows by their scope; of intervals only the KPIs that a planner follows over the day."""
    kpi, scope = table.columns.index("kpi"), table.columns.index("scope")
    rows = (row for row in table.rows if wanted(str(row[scope])))
    kept = (row for row in rows if not _is_interval(str(row[scope])) or row[kpi] in OVER_DAY)
    return Table(table.name, table.columns, tuple(kept))


def _is_interval(scope: str) -> bool:
    return scope.startswith("interval:")


def _read_me(study: Study) -> Table:
    rows: list[tuple[Cell, ...]] = [("verdict", text) for text in study.verdict]
    rows += [("warning", text) for text in study.warnings]
    rows += [
        ("low, high", "95 % interval of the average"),
        ("day_p10, day_p90", "8 of 10 such days lie between them"),
        ("share", "a number from 0 to 1, shown in percent"),
        ("money", f"in {study.currency}"),
        ("s, h", "seconds, hours"),
    ]
    rows += [(name, value) for name, value in study.provenance]
    return Table("read me", ("what", "meaning"), tuple(rows))


def _changes(study: Study) -> Table:
    rows = (
        (arm.name, change.path, change.before, change.after)
        for arm in study.arms
        for change in arm.changes
    )
    return Table("changes", ("scenario", "lever", "before", "after"), tuple(rows))


def _assumptions(study: Study) -> Table:
    rows = ((arm.name, lever, value) for arm in study.arms for lever, value in arm.assumptions)
    return Table("assumptions", ("scenario", "lever", "value"), tuple(rows))


def _definitions(study: Study) -> Table:
    shown = dict.fromkeys(e.kpi for e in study.base.measured)
    rows = []
    for kpi in map(REGISTER.__getitem__, shown):
        below = PARTS[kpi.denominator].words if kpi.denominator else ""
        rows.append((kpi.name, kpi.words, PARTS[kpi.numerator].words, below, kpi.unit, kpi.better))
    columns = ("kpi", "meaning", "numerator", "denominator", "unit", "better")
    return Table("definitions", columns, tuple(rows))


class _Sheets:
    """The sheets of one book and the formats they share."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._head = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#F0F0F0"})
        self._text = workbook.add_format({"valign": "top"})
        # Excel keeps such a cell text even when somebody edits it.
        self._quoted = workbook.add_format({"valign": "top", "quote_prefix": True})
        self._plain = workbook.add_format({"num_format": "#,##0.######", "valign": "top"})
        self._by_unit: dict[str, Format] = {
            unit: workbook.add_format({"num_format": form, "valign": "top"})
            for unit, form in _NUMBERS.items()
        }

    def add(self, title: str, table: Table) -> None:
        """A sheet with a frozen head, a filter and widths that fit."""
        sheet = self._workbook.add_worksheet(title)
        for column, name in enumerate(table.columns):
            sheet.set_column(column, column, _WIDTHS.get(name, 12))
            sheet.write_string(0, column, name, self._head)
        sheet.freeze_panes(1, 0)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        for place, row in enumerate(table.rows, start=1):
            self._write(sheet, place, row, table.columns)

    def _write(
        self, sheet: Worksheet, place: int, row: Sequence[Cell], columns: Sequence[str]
    ) -> None:
        unit = str(row[columns.index("unit")]) if "unit" in columns else ""
        for column, (name, cell) in enumerate(zip(columns, row, strict=True)):
            if isinstance(cell, str):
                text = cell[:_LONGEST]
                sheet.write_string(place, column, text, self._format_of(text))
            elif isinstance(cell, bool):
                sheet.write_boolean(place, column, cell)
            elif math.isfinite(cell):
                form = self._by_unit.get(unit) if name in _IN_UNIT else None
                sheet.write_number(place, column, cell, form or self._plain)

    def _format_of(self, text: str) -> Any:
        return self._quoted if starts_formula(text) else self._text
