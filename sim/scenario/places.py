"""Where each value of a scenario was written: file and line, changes included."""

from dataclasses import dataclass, field, replace

from sim.errors import Fault
from sim.scenario.paths import Path, written
from sim.scenario.wording import printable, shown


@dataclass(frozen=True)
class Places:
    """Finds the file and line to blame for a fault at a path.

    file            the file (or other name) the tree was read from
    lines           line of every key path in it
    changed         path → file and line, for what a change has set
    blames_changes  whether a fault that no change touches is still a change's doing: the base
                    was valid by itself
    """

    file: str
    lines: dict[Path, int] = field(default_factory=dict)
    changed: dict[Path, tuple[str, int]] = field(default_factory=dict)
    blames_changes: bool = True

    def with_changes(self, changed: dict[Path, tuple[str, int]]) -> "Places":
        """The same places after further changes, the newest first."""
        return replace(self, changed={**changed, **self.changed})

    def of_base(self) -> "Places":
        """The same places for warnings, which a base may have as well."""
        return replace(self, blames_changes=False)

    def of(self, path: Path) -> tuple[str, int]:
        """File and line of the nearest thing written: the path, a change in it, what holds it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.changed:
                return self.changed[path[:length]]
        for touched, place in self.changed.items():
            if touched[: len(path)] == path:
                return place
        if self.changed and self.blames_changes:
            return next(iter(self.changed.values()))
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.file, self.lines[path[:length]]
        return self.file, 0

    def fault(self, path: Path, value: object, rule: str, remedy: str = "") -> Fault:
        """A fault at a path; `value` as it was typed, None if there is none to show."""
        file, line = self.of(path)
        text = "" if value is None else shown(value)
        return Fault(printable(file), line, printable(written(path)), text, rule, remedy)
