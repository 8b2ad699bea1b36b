"""A table file taken apart into a header and rows, whatever spreadsheet wrote it."""

import csv
import io
import zipfile
from dataclasses import dataclass

from sim.scenario.cells import Cell
from sim.scenario.wording import shown, suggestion

_MOST_ROWS = 100_000
_MOST_UNPACKED = 200_000_000


class SheetError(ValueError):
    """A table file that cannot be taken apart."""


@dataclass(frozen=True)
class Sheet:
    """One table.

    file           its name, for messages
    header         column names, blanks trimmed
    rows           row number in the file (from 1) and cells; blank rows left out
    decimal_comma  whether `12,5` means twelve and a half
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, list[Cell]], ...]
    decimal_comma: bool = False

    def column(self, name: str) -> int | None:
        """Position of a value column, None if there is none of this name."""
        wanted = name.strip()
        places = [place for place, head in enumerate(self.header) if head == wanted and place > 0]
        if len(places) > 1:
            raise SheetError(f"two columns are named {shown(wanted)} in {self.file}")
        return places[0] if places else None


def read_csv(file: str, content: bytes) -> Sheet:
    """A CSV file: comma, semicolon or tab; UTF-8 or what Excel calls Unicode text."""
    text = _decoded(file, content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise SheetError(f"{file} is empty")
    delimiter = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[Cell]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, list(cells)))
            if len(rows) > _MOST_ROWS:
                raise SheetError(f"{file} has more than {_MOST_ROWS:,} rows")
    except csv.Error as error:
        raise SheetError(f"{file}:{reader.line_num} is no table: {error}") from None
    return _sheet(file, rows, decimal_comma=delimiter != ",")


def _decoded(file: str, content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetError(
            f"{file} is not UTF-8 (byte offset {error.start}); save it as CSV UTF-8"
        ) from None
    if "\0" in text:
        raise SheetError(f"{file} is not text")
    return text


def _sheet(file: str, rows: list[tuple[int, list[Cell]]], decimal_comma: bool) -> Sheet:
    if not rows:
        raise SheetError(f"{file} is empty")
    header = tuple(str(cell).strip() for cell in rows[0][1])
    return Sheet(file, header, tuple(rows[1:]), decimal_comma)


def read_workbook(file: str, content: bytes, sheet_name: str) -> Sheet:
    """One sheet of an .xlsx workbook."""
    _check_size(file, content)
    import python_calamine  # noqa: PLC0415  most tables are CSV

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
        if sheet_name not in names:
            hint = suggestion(sheet_name, names)
            raise SheetError(f"no sheet {shown(sheet_name)} in {file}; {hint}")
        cells = book.get_sheet_by_name(sheet_name).to_python(skip_empty_area=False)
    except python_calamine.CalamineError as error:
        raise SheetError(f"{file} is no workbook: {error}") from None
    rows = [
        (number, list(row))
        for number, row in enumerate(cells[:_MOST_ROWS], start=1)
        if any(str(cell).strip() for cell in row)
    ]
    return _sheet(f"{file}:{sheet_name}", rows, decimal_comma=False)


def _check_size(file: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError):
        raise SheetError(f"{file} is no workbook") from None
    if unpacked > _MOST_UNPACKED:
        raise SheetError(
            f"{file} unpacks to {unpacked:,} bytes; at most {_MOST_UNPACKED:,} are read"
        )
