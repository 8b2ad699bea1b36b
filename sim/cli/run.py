"""`ccsim run FILE`, and what `compare` and `rerun` share with it."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from sim.centre.engines import DEFAULT, ENGINES, NAMES, engine_named
from sim.centre.warm import before_playing
from sim.cli.interrupts import heeded
from sim.cli.output import FORMATS, result, say, table
from sim.scenario.file import load

Command = TypeVar("Command", bound=Callable[..., Any])
Progress = Callable[[int, int], None]


def _known(_context: click.Context, _option: click.Parameter, name: str) -> str:
    return engine_named(name).name


_PURPOSES = "; ".join(f"{engine.name}, {engine.purpose}" for engine in ENGINES.values())
workers_option = click.option(
    "--workers",
    type=int,
    metavar="N",
    help="Plays at a time; never changes a number.  [default: one a core]",
)
_OPTIONS = (
    click.option("--replications", type=int, default=30, show_default=True, metavar="N",
                 help="Days to simulate; an average needs 10, 30 are usual."),
    click.option("--seed", type=int, default=1, show_default=True, metavar="N",
                 help="The same seed brings the same customers."),
    workers_option,
    click.option("--name", metavar="NAME", help="Name of the results folder."),
    click.option("--out", default="results", show_default=True, metavar="FOLDER",
                 type=click.Path(path_type=Path), help="Folder that holds the results folders."),
    click.option("--format", "form", type=click.Choice(FORMATS), default="table",
                 show_default=True, help="What to print."),
    click.option("--no-report", is_flag=True, help="Write CSV tables only: no plots, book, page."),
    click.option("--engine", callback=_known, default=DEFAULT, show_default=True,
                 metavar=f"[{'|'.join(NAMES)}]", help=f"Which engine plays: {_PURPOSES}."),
)  # fmt: skip


def playing(command: Command) -> Command:
    """The options of every command that plays a study."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@click.argument("file", type=click.Path())
@playing
def run(file: str, name: str | None, out: Path, form: str, no_report: bool, **plays: Any) -> None:
    """Play the scenario in FILE many times; print its figures, write tables, plots and a report."""
    scenario = load(file)
    warn([scenario.warnings])
    folder = checked_folder(out, name or scenario.name)
    make_ready(plays["engine"])
    # Plays and pictures take longer to import than a refusal may take.
    from sim.experiment.replicate import replicate  # noqa: PLC0415

    with progress_bar() as progress:
        runs = replicate(scenario, progress=progress, **plays)
    finish(runs, folder, form, with_report=not no_report)


def make_ready(engine: str) -> None:
    """Whatever must be done and said before a module that plays is imported."""
    for text in before_playing(engine):
        say(text)


def warn(groups: list[tuple[str, ...]]) -> None:
    """Each warning once, on stderr; reports hold them too."""
    for text in dict.fromkeys(text for group in groups for text in group):
        say(f"warning: {text}")


def checked_folder(out: Path, name: str) -> Path:
    """The results folder, refused before anything is played if it cannot be used."""
    from sim.reporting.folder import checked_name, prepare  # noqa: PLC0415

    folder = out / checked_name(name)
    prepare(folder)
    return folder


def finish(played: Any, folder: Path, form: str, *, with_report: bool) -> None:
    """Write the results folder, then print: what is printed is also there."""
    from sim.reporting.gather import study_of  # noqa: PLC0415
    from sim.reporting.study import write  # noqa: PLC0415

    study = study_of(played)
    if folder.exists():
        say(f"{folder}: replacing the earlier results; --name keeps both")
    write(played, study, folder, with_report=with_report)
    _print(study, form)
    say(f"results: {folder / 'report.html' if with_report else folder}")


def _print(study: Any, form: str) -> None:
    from sim.reporting import tables  # noqa: PLC0415
    from sim.reporting.summary import summary  # noqa: PLC0415

    if form == "json":
        named = {found.name: list(found.records()) for found in tables.shown(study)}
        whole = {"verdict": study.verdict, "warnings": study.warnings, **named}
        click.echo(_as_json(whole))
        return
    if form == "csv":
        wanted = tables.differences(study) if study.is_comparison else tables.kpis(study)
        click.echo(tables.as_csv(wanted).decode(), nl=False)
        return
    columns, rows = summary(study)
    table(columns, rows, title=study.base.title)
    result("")
    for text in study.verdict if study.is_comparison else ():
        result(text)
    warn([study.warnings])


def _as_json(lists: Mapping[str, Sequence[Any]]) -> str:
    """An object of lists, an entry a line; `indent` would make json many times slower."""
    parts = []
    for name, entries in lists.items():
        lines = [json.dumps(entry, ensure_ascii=False, allow_nan=False) for entry in entries]
        inside = ",\n  ".join(lines)
        parts.append(f' "{name}": [\n  {inside}\n ]' if lines else f' "{name}": []')
    return "{\n" + ",\n".join(parts) + "\n}"


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on stderr while plays go on, none where stderr is no terminal; heeds Ctrl-C."""
    with heeded() as check, _bar() as show:

        def progress(done: int, total: int) -> None:
            check()
            show(done, total)

        yield progress


@contextmanager
def _bar() -> Iterator[Progress]:
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = (TextColumn("playing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("playing", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
