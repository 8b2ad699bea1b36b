"""`ccsim trace FILE`"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.centre.engines import DEFAULT, NAMES
from sim.cli.output import as_csv, result, say
from sim.cli.run import make_ready
from sim.cli.writing import checked_file, write_file

if TYPE_CHECKING:
    from sim.observed.simulated import SimulatedLogs

_FORMS = ("csv", "chrome")


@click.command()
@click.argument("file", type=click.Path())
@click.option("--case", type=int, metavar="N",
              help="Which case: its number in order of arrival, from 0. Needed for a story; events "
              "are of all cases without it.")  # fmt: skip
@click.option("--events", type=click.Choice(_FORMS),
              help="Events instead of a story: csv for process mining (the columns of XES), chrome "
              "for timelines (open the file in ui.perfetto.dev or chrome://tracing).")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help="File to write, replacing what is there.  [default: print]")  # fmt: skip
@click.option("--first-day", default="2024-01-01", show_default=True, metavar="DATE",
              help="Date of the measured day in csv, of the first day where there are no "
              "nights.")  # fmt: skip
@click.option("--replication", type=int, default=0, show_default=True, metavar="N",
              help="Which replication; the first is number 0.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, metavar="N",
              help="Whole number that all random numbers come from.")  # fmt: skip
@click.option("--engine", default=DEFAULT, show_default=True, metavar=f"[{'|'.join(NAMES)}]",
              help="Which engine plays.")  # fmt: skip
def trace(
    file: str, case: int | None, events: str | None, out: Path | None, first_day: str, **plays: Any
) -> None:
    """Play FILE once and tell the story of one of its cases, or write its events down."""
    from sim.observed.declared import checked_day  # noqa: PLC0415
    from sim.scenario.file import load  # noqa: PLC0415  (a refusal needs no engine)

    if case is None and events is None:
        raise click.MissingParameter(param_hint="'--case'", param_type="option")
    scenario = load(file)
    if out is not None:
        checked_file(out)
    checked_day(first_day)
    make_ready(plays["engine"])
    # Plays take longer to import than a refusal may take.
    from sim.experiment.replicate import simulate  # noqa: PLC0415

    logs = simulate(scenario, **plays)
    text = _text(logs, case, events, first_day)
    if out is None:
        _print(text, events)
    else:
        write_file(out, text.encode())
        say(f"written: {out}")


def _text(logs: "SimulatedLogs", case: int | None, events: str | None, first_day: str) -> str:
    if events == "csv":
        from sim.reporting.event_log import COLUMNS, event_log  # noqa: PLC0415

        return as_csv(COLUMNS, event_log(logs.plan, logs, case, first_day))
    if case is None or events == "chrome":
        from sim.reporting.lanes import lanes  # noqa: PLC0415

        return _as_trace(lanes(logs.plan, logs, case), logs.plan.title)
    from sim.reporting.story import story  # noqa: PLC0415

    return "".join(f"{line}\n" for line in story(logs.plan, logs, case))


def _as_trace(found: Iterable[dict[str, Any]], title: str) -> str:
    """The JSON object that viewers read, an event a line."""
    lines = ",\n".join(json.dumps(event, ensure_ascii=False) for event in found)
    about = json.dumps({"title": title}, ensure_ascii=False)
    return f'{{"displayTimeUnit": "ms", "otherData": {about}, "traceEvents": [\n{lines}\n]}}\n'


def _print(text: str, events: str | None) -> None:
    if events is None:
        result(text.removesuffix("\n"))
    else:
        click.echo(text, nl=False)
