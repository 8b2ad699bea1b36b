"""Tables beside a scenario: a column of a CSV file or of a sheet, as a value by interval.

`Tables(folder).profile("staff.csv:frontline")`. The first column holds the interval starts.
"""

import itertools
from collections import Counter
from pathlib import Path

from sim.durations import format_clock, format_duration
from sim.errors import Fault
from sim.scenario.cells import Cell, clock_of, number_of
from sim.scenario.fields import Profile
from sim.scenario.reading import LARGEST_TABLE, SourceFile, UnreadableError, inside, read_bytes
from sim.scenario.sheets import Sheet, SheetError, read_csv, read_workbook
from sim.scenario.wording import shown, suggestion

STEPS = {900.0: "quarter hours", 1800.0: "half hours", 3600.0: "hours"}
_MOST_FAULTS = 20


class TableError(ValueError):
    """A table cannot be used; `faults` says where and why, or is empty if the reference is bad."""

    def __init__(self, rule: str, remedy: str = "", faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(rule + (f"; {remedy}" if remedy else ""))
        self.rule, self.remedy, self.faults = rule, remedy, faults


class Tables:
    """The tables of one folder, each file read once.

    Files are looked for in `folder` only; None stands for a scenario without a folder.
    `prefix` goes before file names in messages, `beside` in `files`.
    """

    def __init__(self, folder: Path | None, prefix: str = "", beside: str = "") -> None:
        self.folder = folder
        self.prefix = prefix
        self.beside = beside
        self._contents: dict[str, bytes] = {}

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """Every table file that was read."""
        return tuple(
            SourceFile(self.beside + name, content) for name, content in self._contents.items()
        )

    def profile(self, reference: str, *, whole: bool = False, durations: bool = False) -> Profile:
        """The column `file.csv:column` or `book.xlsx:sheet:column`.

        whole      the values count people: fractions are refused
        durations  values are times such as `00:04:30` or `4m30s`, given back in seconds

        Raises TableError: with a fault for every bad cell, or with the rule alone if there
        is no such file, sheet or column.
        """
        try:
            sheet, column = self._open(reference)
            place = sheet.column(column)
        except SheetError as error:
            raise TableError(str(error)) from None
        if place is None:
            names = [name for name in sheet.header[1:] if name]
            raise TableError(
                f"no column {shown(column)} in {sheet.file}", suggestion(column, names)
            )
        return _Column(sheet, place).profile(whole=whole, durations=durations)

    def _open(self, reference: str) -> tuple[Sheet, str]:
        name, colon, rest = reference.partition(":")
        if "://" in reference or not colon or not rest:
            raise TableError("names no table column", 'write "staff.csv:frontline"')
        suffix = Path(name).suffix.lower()
        if suffix in (".csv", ".tsv", ".txt"):
            return read_csv(self.prefix + name, self._content(name)), rest
        if suffix == ".xlsx":
            sheet_name, colon, column = rest.partition(":")
            if not colon:
                raise TableError("must name a sheet and a column", 'write "desk.xlsx:sheet:column"')
            return read_workbook(self.prefix + name, self._content(name), sheet_name), column
        raise TableError(f"{shown(name)} is no table", "tables are .csv, .tsv, .txt or .xlsx files")

    def _content(self, name: str) -> bytes:
        if name not in self._contents:
            if self.folder is None:
                raise TableError("names a table, but this scenario has no folder", "give a folder")
            try:
                path = inside(self.folder, name)
                self._contents[name] = read_bytes(path, LARGEST_TABLE)
            except UnreadableError as error:
                beside = sorted(file.name for file in self.folder.glob("*.csv"))[:50]
                missing = "no such file" in str(error)
                remedy = suggestion(name, beside) if missing and beside else ""
                raise TableError(f"{shown(name)} {error}", remedy) from None
        return self._contents[name]


class _Column:
    """One column of a sheet on its way to a profile."""

    def __init__(self, sheet: Sheet, place: int) -> None:
        self.sheet = sheet
        self.place = place
        self.name = sheet.header[place]
        self.faults: list[Fault] = []

    def profile(self, *, whole: bool, durations: bool) -> Profile:
        if not self.sheet.rows:
            self._fault(1, self.name, "", "the table has a header only", "add a row per interval")
            self._refuse()
        starts: list[tuple[int, float]] = []
        values: list[float] = []
        for row, cells in self.sheet.rows:
            start = self._start(row, cells)
            value = self._value(row, cells, whole=whole, durations=durations)
            if start is not None:
                starts.append((row, start))
            values.append(value)
        if not self.faults:
            self._check_regular(starts)
        self._refuse()
        step = starts[1][1] - starts[0][1] if len(starts) > 1 else 3600.0
        return Profile(tuple(start for _, start in starts), step, tuple(values))

    def _start(self, row: int, cells: list[Cell]) -> float | None:
        try:
            return clock_of(cells[0])
        except ValueError as error:
            self._fault(row, self.sheet.header[0], shown(cells[0]), str(error))
            return None

    def _value(self, row: int, cells: list[Cell], *, whole: bool, durations: bool) -> float:
        cell = cells[self.place] if self.place < len(cells) else ""
        try:
            return number_of(
                cell, whole=whole, durations=durations, decimal_comma=self.sheet.decimal_comma
            )
        except ValueError as error:
            self._fault(row, self.name, shown(cell), str(error))
            return 0.0

    def _check_regular(self, starts: list[tuple[int, float]]) -> None:
        first_row: dict[float, int] = {}
        for row, start in starts:
            if start in first_row:
                clock, first = format_clock(start), first_row[start]
                self._fault(
                    row, self.sheet.header[0], f'"{clock}"', f"stands in row {first} already"
                )
            first_row.setdefault(start, row)
        pairs = list(itertools.pairwise(starts))
        for (_, before), (row, after) in pairs:
            if after < before:
                self._fault(
                    row, self.sheet.header[0], f'"{format_clock(after)}"', "comes after a later one"
                )
        if not self.faults and pairs:
            gaps = Counter(after - before for (_, before), (_, after) in pairs)
            self._check_gaps(starts, min(gaps, key=lambda gap: (-gaps[gap], gap)))

    def _check_gaps(self, starts: list[tuple[int, float]], step: float) -> None:
        if step not in STEPS:
            row = starts[1][0]
            rule = f"intervals of {format_duration(step)}"
            self._fault(row, self.sheet.header[0], "", rule, "an interval is 15, 30 or 60 minutes")
            return
        expected = round((starts[-1][1] - starts[0][1]) / step) + 1
        for (_, before), (row, after) in itertools.pairwise(starts):
            if after - before != step:
                rule = f"{len(starts)} values for {expected} {STEPS[step]}"
                remedy = f"{format_clock(before + step)} should follow {format_clock(before)}"
                self._fault(row, self.sheet.header[0], f'"{format_clock(after)}"', rule, remedy)

    def _fault(self, row: int, key: str, value: str, rule: str, remedy: str = "") -> None:
        self.faults.append(Fault(self.sheet.file, row, key, value, rule, remedy))

    def _refuse(self) -> None:
        if self.faults:
            count = len(self.faults)
            kept = self.faults[:_MOST_FAULTS]
            if count > _MOST_FAULTS:
                last = kept[-1].line
                more = f"{count - _MOST_FAULTS} more rows cannot be read"
                kept.append(Fault(self.sheet.file, last, self.name, "", more))
            raise TableError(f"{count} bad cells", faults=tuple(kept))
