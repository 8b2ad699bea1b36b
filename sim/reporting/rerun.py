"""Playing a results folder again, from its own copies, and comparing every CSV byte by byte."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.centre.engines import ENGINES
from sim.errors import ResultsError
from sim.experiment.compare import compare
from sim.experiment.manifest import versions
from sim.experiment.replicate import replicate
from sim.reporting.folder import read_manifest, recover, sha256
from sim.reporting.gather import study_of
from sim.reporting.origins import Result
from sim.reporting.study import csv_files
from sim.scenario.file import load
from sim.scenario.variant import Scenario

Progress = Callable[[int, int], None]
_SETTINGS = ("seed", "replications", "engine", "kind", "together", "files", "scenarios", "versions")


@dataclass(frozen=True)
class Checked:
    """One CSV file of the folder: whether a rerun writes the same bytes, and what differs."""

    name: str
    is_same: bool
    words: str


@dataclass(frozen=True)
class Rerun:
    """Every CSV file compared, and the versions that are not those of the first run."""

    files: tuple[Checked, ...]
    other_versions: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether every file has the same bytes."""
        return all(file.is_same for file in self.files)


def rerun(path: Path, workers: int | None = None, progress: Progress | None = None) -> Rerun:
    """Play the study of a manifest again; writes nothing.

    Raises ResultsError if the folder does not hold what was played.
    """
    if not path.exists():
        recover(path.resolve().parent)  # a kill may have left the folder beside its place
    about = _read(path)
    result = _played(path, about, workers, progress)
    made = csv_files(study_of(result))
    listed = {name for name in about["files"] if name.endswith(".csv") and "/" not in name}
    names = sorted(listed | set(made))
    return Rerun(
        tuple(
            _compared(path.parent / name, about["files"].get(name), made.get(name))
            for name in names
        ),
        tuple(_other_versions(about["versions"])),
    )


def _read(path: Path) -> dict[str, Any]:
    about = read_manifest(path)
    if missing := [name for name in _SETTINGS if name not in about]:
        raise ResultsError(f"{path}: has no {missing[0]}; this version of ccsim cannot read it")
    if about["engine"] not in tuple(ENGINES):
        raise ResultsError(
            f'{path}: was played by the engine "{about["engine"]}", which this version of ccsim '
            f"does not have; known: {', '.join(ENGINES)}"
        )
    return about


def _played(
    path: Path, about: Mapping[str, Any], workers: int | None, progress: Progress | None
) -> Result:
    entries, together = about["scenarios"], about["together"]
    in_python = [entry["name"] for entry in entries if not entry["file"]]
    if len(in_python) > together:
        raise ResultsError(
            f"{path}: {in_python[0]} was changed in Python; play it again from there"
        )
    scenarios = [_loaded(path.parent, entry) for entry in entries if entry["file"]]
    replications, seed, engine = about["replications"], about["seed"], about["engine"]
    if about["kind"] == "run":
        return replicate(scenarios[0], replications, seed, workers, engine, progress)
    headline = [(kpi, scope) for kpi, scope in about["headline"]]
    return compare(scenarios, replications, seed, together, headline, workers, engine, progress)


def _loaded(folder: Path, entry: Mapping[str, Any]) -> Scenario:
    copy = folder / str(entry["file"])
    if not copy.resolve().is_relative_to(folder.resolve()):
        raise ResultsError(f"{copy}: lies outside the results folder")
    scenario = load(copy, name=entry["name"])
    if scenario.digest != entry["digest"]:
        raise ResultsError(f"{copy}: is not what was played: its numbers have changed since")
    return scenario


def _compared(path: Path, listed: str | None, made: bytes | None) -> Checked:
    if made is None:
        return Checked(path.name, is_same=False, words="is no longer written by ccsim")
    try:
        kept = path.read_bytes()
    except OSError:
        return Checked(path.name, is_same=False, words="cannot be read in the folder")
    if kept == made:
        return Checked(path.name, is_same=True, words="same bytes")
    if sha256(kept) != listed:
        return Checked(path.name, is_same=False, words="was changed after it was written")
    return Checked(path.name, is_same=False, words="other bytes")


def _other_versions(before: Mapping[str, str]) -> list[str]:
    return [
        f"{part} is {now}, was {before.get(part, 'not recorded')}"
        for part, now in versions().items()
        if before.get(part) != now
    ]
