"""One file that a command was asked to write: refused before a play, whole or not there."""

import os
from pathlib import Path

from sim.errors import ResultsError


def checked_file(path: Path) -> None:
    """Raise ResultsError if this file cannot be written."""
    folder = path.parent
    if path.is_dir():
        raise ResultsError(f"{path}: is a folder; --out names a file")
    if not folder.is_dir():
        raise ResultsError(f"{path}: no such folder {folder}; make it, or name another")
    if not os.access(folder, os.W_OK):
        raise ResultsError(f"{path}: the folder {folder} cannot be written to")


def write_file(path: Path, content: bytes) -> None:
    """Put the file in its place, whole. Raises ResultsError, with what was there left untouched."""
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise ResultsError(f"{path}: cannot be written: {error.strerror}") from error
