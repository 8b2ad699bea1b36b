"""`ccsim levers FILE`"""

import click

from sim.cli.output import FORMATS, table
from sim.scenario.file import load
from sim.scenario.levers import levers as levers_of


@click.command()
@click.argument("file", type=click.Path())
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
def levers(file: str, form: str) -> None:
    """List every lever of a scenario: its path, what it is now, its unit, what it means."""
    rows = [
        (
            lever.path,
            lever.value if lever.stated or form != "table" else f"{lever.value} (default)",
            lever.unit,
            lever.meaning,
            *((lever.stated, " ".join(lever.parts)) if form != "table" else ()),
        )
        for lever in levers_of(load(file))
    ]
    columns = ("lever", "value", "unit", "meaning")
    table(columns if form == "table" else (*columns, "stated", "parts"), rows, form)
