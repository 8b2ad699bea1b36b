"""`ccsim rerun MANIFEST`"""

import json
from pathlib import Path

import click

from sim.centre.engines import DEFAULT, ENGINES
from sim.cli.output import result, say
from sim.cli.run import make_ready, progress_bar, workers_option

_DIFFERS = 3


@click.command()
@click.argument("manifest", type=click.Path(path_type=Path))
@workers_option
def rerun(manifest: Path, workers: int | None) -> int:
    """Play the study of MANIFEST again, and say whether every CSV file has the same bytes.

    Plays from the scenario copies beside the manifest, and writes nothing. A results folder may
    be named in place of its manifest.json.
    """
    from sim.reporting.folder import MANIFEST  # noqa: PLC0415

    path = manifest / MANIFEST if manifest.is_dir() else manifest
    make_ready(_engine(path))
    from sim.reporting.rerun import rerun as played_again  # noqa: PLC0415

    with progress_bar() as progress:
        found = played_again(path, workers, progress)
    for file in found.files:
        result(f"{file.name}: {file.words}")
    for text in found.other_versions:
        say(f"note: {text}")
    result("same: every CSV file has the same bytes" if found.is_same else "NOT the same")
    return 0 if found.is_same else _DIFFERS


def _engine(path: Path) -> str:
    """The engine that will play; whatever is wrong with a manifest is told by the verb."""
    try:
        named = json.loads(path.read_bytes())["engine"]
    except (OSError, ValueError, LookupError, TypeError):
        return DEFAULT
    return named if named in tuple(ENGINES) else DEFAULT
