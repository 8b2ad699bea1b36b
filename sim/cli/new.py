"""`ccsim new FOLDER`"""

from importlib import resources
from pathlib import Path

import click

from sim.cli.output import result
from sim.errors import UsageError
from sim.scenario.schema import schema_text


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Write a small scenario, its tables and one change into FOLDER, which must be empty or new."""
    texts = _texts()
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder} is not an empty folder; name a new one")
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = (error.strerror or "it is not possible").lower()
        raise UsageError(f"cannot write into {folder}: {reason}") from error
    for name in texts:
        result(str(folder / name))
    result(f"next: ccsim check {folder / 'desk.toml'} --echo")


def _texts() -> dict[str, str]:
    """Every file of a new scenario, by name."""
    folder = resources.files("sim.cli") / "templates" / "new"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    texts = {file.name: file.read_text(encoding="utf-8") for file in files if file.is_file()}
    return {**texts, "scenario.schema.json": schema_text()}
