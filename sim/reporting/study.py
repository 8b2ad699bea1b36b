"""Writing a results folder: everything is made in memory first, then put in place at once."""

from pathlib import Path

from sim.reporting.content import Study
from sim.reporting.folder import MANIFEST, publish
from sim.reporting.gather import study_of
from sim.reporting.manifest import manifest
from sim.reporting.origins import Result, copies
from sim.reporting.tables import as_csv, tables

PAGE = "report.html"


def write_report(result: Result, folder: str | Path) -> Path:
    """Write tables, book, plots and report of runs or of a comparison; returns the report's path.

    The folder appears whole or not at all; one that ccsim wrote before is replaced. Raises
    ResultsError if it holds anything else, or cannot be written.
    """
    return write(result, study_of(result), Path(folder), with_report=True) / PAGE


def write(result: Result, study: Study, folder: Path, *, with_report: bool) -> Path:
    """Write the results folder of a study; without the report only tables, copies, manifest."""
    files = csv_files(study) | copies(result)
    if with_report:
        files |= _report(study)
    files[MANIFEST] = manifest(result, files)
    publish(folder, files)
    return folder


def csv_files(study: Study) -> dict[str, bytes]:
    """The study's CSV files by name: what a rerun compares."""
    return {f"{table.name}.csv": as_csv(table) for table in tables(study)}


def _report(study: Study) -> dict[str, bytes]:
    # Drawing and writing books take longer to import than a small study takes to play.
    from sim.reporting.page import page  # noqa: PLC0415
    from sim.reporting.plots import pictures  # noqa: PLC0415
    from sim.reporting.spreadsheet import book  # noqa: PLC0415

    drawn = pictures(study)
    files = {"results.xlsx": book(study), PAGE: page(study, drawn)}
    for picture in drawn:
        files[f"plots/{picture.name}.png"] = picture.png
        files[f"plots/{picture.name}.svg"] = picture.svg
    return files
