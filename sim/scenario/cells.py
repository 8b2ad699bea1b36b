"""Cells of a table, in the dialects spreadsheets write: clock times, numbers, shares, durations."""

import datetime as dt
import re

from sim.durations import parse_clock, parse_duration

Cell = str | float | int | bool | dt.time | dt.date | dt.datetime | dt.timedelta

_DURATION = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)


def clock_of(cell: Cell) -> float:
    """Seconds since midnight of an interval's start. Raises ValueError with the rule."""
    if isinstance(cell, dt.datetime | dt.time):
        return cell.hour * 3600.0 + cell.minute * 60.0 + cell.second
    if isinstance(cell, dt.timedelta):
        return cell.total_seconds()
    if isinstance(cell, float) and 0.0 <= cell < 1.0:  # a spreadsheet's fraction of a day
        return float(round(cell * 86400.0))
    text = str(cell).strip()
    start = parse_clock(text)
    if start >= 86400.0:
        raise ValueError("an interval starts before 24:00")
    return start


def number_of(cell: Cell, *, whole: bool, durations: bool, decimal_comma: bool) -> float:
    """The value of a cell, 0 or more (seconds if `durations`). Raises ValueError with the rule."""
    value = _duration(cell) if durations else _number(cell, decimal_comma)
    if value < 0.0:
        raise ValueError("must be 0 or more")
    if whole and not value.is_integer():
        raise ValueError("needs a whole number of agents")
    return value + 0.0 if value else 0.0  # no negative zero


def _number(cell: Cell, decimal_comma: bool) -> float:
    if isinstance(cell, bool):
        raise ValueError("needs a number")
    if isinstance(cell, int | float):
        return _finite(float(cell))
    if not isinstance(cell, str):
        raise ValueError("needs a number, not a time")
    text = cell.strip()
    if not text:
        raise ValueError("is empty; write 0 for none")
    is_percent = text.endswith("%")
    text = text.removesuffix("%").strip()
    if decimal_comma:
        text = text.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", text, re.ASCII):
        raise ValueError("needs a number, without thousands separators")
    return _finite(float(text)) / (100.0 if is_percent else 1.0)


def _finite(value: float) -> float:
    if not -1e15 < value < 1e15:
        raise ValueError("needs a number of reasonable size")
    return value


def _duration(cell: Cell) -> float:
    if isinstance(cell, dt.timedelta):
        return cell.total_seconds()
    if isinstance(cell, dt.time):
        return cell.hour * 3600.0 + cell.minute * 60.0 + cell.second
    text = str(cell).strip()
    match = _DURATION.fullmatch(text)
    if match is None:
        return parse_duration(text)
    first, second, third = match.groups()
    if third is None:
        raise ValueError('is unclear; write "00:04:30" (hours first) or "4m30s"')
    return int(first) * 3600.0 + int(second) * 60.0 + int(third)
