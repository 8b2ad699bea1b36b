"""Printing: results on stdout, messages on stderr; names are data and never steer a terminal."""

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from sim.scenario.wording import printable

FORMATS = ("table", "json", "csv")
_STEERS_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def say(text: str) -> None:
    """A message for people, on stderr; control characters are shown, not obeyed."""
    click.echo("\n".join(map(printable, text.split("\n"))), err=True)


def result(text: str) -> None:
    """A line of the result, on stdout."""
    click.echo("\n".join(map(printable, text.split("\n"))))


def table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], form: str = "table", title: str = ""
) -> None:
    """A result with columns, on stdout: `table` for people, `json` or `csv` for programs."""
    every = [list(row) for row in rows]
    if form == "json":
        objects = [dict(zip(columns, row, strict=True)) for row in every]
        click.echo(json.dumps(objects, indent=2, ensure_ascii=False))
    elif form == "csv":
        click.echo(as_csv(columns, every), nl=False)
    else:
        _as_table(columns, every, title)


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Lines of CSV; text that would steer a spreadsheet is made harmless."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe; numbers stay numbers."""
    if not isinstance(cell, str) or not cell.startswith(_STEERS_SPREADSHEETS):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def _as_table(columns: Sequence[str], rows: list[list[Any]], title: str) -> None:
    # rich takes longer to import than the smaller commands take to run.
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    is_terminal = sys.stdout.isatty()
    # A pipe or a file has no width: nothing is cut there.
    console = Console(markup=False, highlight=False, width=None if is_terminal else 10_000)
    drawn = Table(
        box=SIMPLE_HEAD,
        title=Text(printable(title)) if title else None,
        title_justify="left",
        pad_edge=False,
    )
    for place, column in enumerate(columns):
        numbers = bool(rows) and all(isinstance(row[place], int | float) for row in rows)
        drawn.add_column(Text(column), justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(printable(str(cell))) for cell in row))
    with console.capture() as captured:
        console.print(drawn)
    lines = (line.rstrip() for line in captured.get().split("\n"))
    click.echo("\n".join(lines).rstrip(), color=is_terminal and "NO_COLOR" not in os.environ)
