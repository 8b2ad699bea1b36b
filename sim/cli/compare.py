"""`ccsim compare BASE VARIANT…`"""

from pathlib import Path
from typing import Any

import click

from sim.cli.run import checked_folder, finish, make_ready, playing, progress_bar, warn
from sim.errors import ScenarioError
from sim.scenario.file import load
from sim.scenario.variant import Scenario


@click.command()
@click.argument("base", type=click.Path())
@click.argument("variants", nargs=-1, required=True, type=click.Path())
@click.option("--together", is_flag=True, help="Play all changes at once, too.")
@playing
def compare(
    base: str,
    variants: tuple[str, ...],
    together: bool,
    name: str | None,
    out: Path,
    form: str,
    no_report: bool,
    **plays: Any,
) -> None:
    """Play BASE and every VARIANT with the same customers; print and write what differs."""
    scenarios = _loaded((base, *variants))
    warn([scenario.warnings for scenario in scenarios])
    folder = checked_folder(out, name or f"{scenarios[0].name}-compared")
    make_ready(plays["engine"])
    # Plays take longer to import than a refusal may take.
    from sim.experiment.compare import compare as played_together  # noqa: PLC0415

    with progress_bar() as progress:
        comparison = played_together(scenarios, together=together, progress=progress, **plays)
    finish(comparison, folder, form, with_report=not no_report)


def _loaded(files: tuple[str, ...]) -> list[Scenario]:
    """Every scenario; the faults of all files at once."""
    scenarios, faults = [], []
    for file in files:
        try:
            scenarios.append(load(file))
        except ScenarioError as error:
            faults.append(error)
    if faults:
        raise faults[0] if len(faults) == 1 else _RefusalsError(faults)
    return scenarios


class _RefusalsError(ScenarioError):
    """Several files that cannot be used, each under its own head."""

    def __init__(self, refusals: list[ScenarioError]) -> None:
        super().__init__([fault for refusal in refusals for fault in refusal.faults])
        self._refusals = refusals

    def __str__(self) -> str:
        # A fault in a base is told once, however many variants extend it.
        return "\n".join(dict.fromkeys(map(str, self._refusals)))
