"""One scenario file, read but not yet understood."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import Fault
from sim.scenario.paths import Path as KeyPath
from sim.scenario.places import Places
from sim.scenario.reading import SourceFile
from sim.scenario.tables import Tables


@dataclass(frozen=True)
class Document:
    """One TOML file, read but not yet understood.

    label  how messages name it
    name   relative to the folder of the file that was asked for
    path   the file itself, links resolved; None for a text
    """

    label: str
    name: str
    folder: Path | None
    content: bytes
    tree: dict[str, Any]
    lines: dict[KeyPath, int]
    path: Path | None = None

    @property
    def source(self) -> SourceFile:
        return SourceFile(self.name, self.content)

    @property
    def prefix(self) -> str:
        """What goes before the names of files beside it."""
        return self.label[: len(self.label) - len(Path(self.label).name)]

    def fault(self, path: KeyPath, value: Any, rule: str, remedy: str = "") -> Fault:
        return Places(self.label, self.lines).fault(path, value, rule, remedy)

    @property
    def tables(self) -> Tables:
        """The tables beside the file."""
        beside = self.name[: len(self.name) - len(Path(self.name).name)]
        return Tables(self.folder, self.prefix, beside)
