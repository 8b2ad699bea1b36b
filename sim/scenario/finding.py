"""What a rule between fields finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sim.scenario.paths import Path
from sim.scenario.scenario import Centre


@dataclass(frozen=True)
class Finding:
    """Something that breaks a rule, or (not `is_refused`) is allowed but probably not meant."""

    path: Path
    value: Any
    rule: str
    remedy: str = ""
    is_refused: bool = True


def warning(path: Path, value: Any, rule: str, remedy: str = "") -> Finding:
    """A finding that does not refuse the scenario."""
    return Finding(path, value, rule, remedy, is_refused=False)


Rule = Callable[[Centre], Iterator[Finding]]
