"""Everything that can be refused or can fail, and the exit code each ends with.

CcsimError
├── ScenarioError      2   a scenario, change or table cannot be used; carries every fault
├── UsageError         2   a verb was asked for something that cannot be
├── PlayError          3   a play broke one of its own laws
└── ResultsError       4   the results folder cannot be used
"""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in an input: where, what was read, which rule, which remedy."""

    file: str
    line: int
    key: str
    value: str
    rule: str
    remedy: str = ""
    column: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        if self.column:
            place += f":{self.column}"
        subject = f"{self.key} = {self.value}" if self.key and self.value else self.key
        body = f"{subject}: {self.rule}" if subject else self.rule
        return f"{place}: {body}" + (f"; {self.remedy}" if self.remedy else "")


class CcsimError(Exception):
    """Base of all errors that this package raises on purpose."""

    exit_code = 3


class ScenarioError(CcsimError):
    """A scenario cannot be used; `faults` holds everything that is wrong with it."""

    exit_code = 2

    def __init__(self, faults: list[Fault], file: str = "") -> None:
        self.faults = sorted(set(faults))
        self.file = file or self.faults[0].file
        super().__init__(self.faults, self.file)

    def __str__(self) -> str:
        count = len(self.faults)
        header = f"{self.file}: {count} problem{'s' if count != 1 else ''}"
        return "\n".join([header, *map(str, self.faults)])


class UsageError(CcsimError):
    """A verb was asked for something that cannot be."""

    exit_code = 2


class PlayError(CcsimError):
    """A play broke one of its own laws: a defect of this program, never of a scenario."""

    exit_code = 3


class ResultsError(CcsimError):
    """A results folder cannot be used."""

    exit_code = 4
