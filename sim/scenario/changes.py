"""What planners say about a lever: a value, `plus`, `times`, `set`, `remove`.

In TOML `{ plus = 2, between = "09:30-13:00" }`, in Python `plus(2, between="09:30-13:00")`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.durations import parse_interval
from sim.errors import Fault, ScenarioError
from sim.scenario.paths import Path, parse
from sim.scenario.wording import printable, shown

ACTIONS = ("plus", "times", "set", "remove")
_LIMITS = ("between", "min", "max")


@dataclass(frozen=True)
class Edit:
    """One thing to do to a value.

    action   plus, times, set or remove
    amount   what to add, multiply by or set
    between  only in this stretch of the day, as seconds since midnight
    least    no result below this; `most` none above
    """

    action: str
    amount: Any = None
    between: tuple[float, float] | None = None
    least: Any = None
    most: Any = None


@dataclass(frozen=True)
class Change:
    """An edit of every lever that a path names, and where it is written."""

    path: Path
    edit: Edit
    file: str
    line: int


def plus(amount: Any, between: str | None = None, *, min: Any = None, max: Any = None) -> Edit:  # noqa: A002
    """Add to a value: `plus(2)`, `plus("30s")`, `plus(4, between="09:30-13:00")`."""
    return Edit("plus", amount, _stretch(between), min, max)


def times(factor: float, between: str | None = None, *, min: Any = None, max: Any = None) -> Edit:  # noqa: A002
    """Multiply a value, a table or a law's mean: `times(1.3)`."""
    return Edit("times", factor, _stretch(between), min, max)


def set_to(value: Any, between: str | None = None) -> Edit:
    """Set a value, perhaps only in a stretch of the day: `set_to(30, between="12:00-13:00")`."""
    return Edit("set", value, _stretch(between))


def remove() -> Edit:
    """Take a named part or an optional field away."""
    return Edit("remove")


def change_from(path: str, value: Any, file: str, line: int) -> Change:
    """The change that `path = value` asks for. Raises ScenarioError if it cannot be read."""
    try:
        return Change(parse(path), _edit(value), file, line)
    except ValueError as error:
        rule, _, remedy = str(error).partition("; ")
        fault = Fault(printable(file), line, printable(path), shown(value), rule, remedy)
        raise ScenarioError([fault]) from None


def _edit(value: Any) -> Edit:
    if isinstance(value, Edit):
        return value
    if not isinstance(value, Mapping) or not set(value) & {*ACTIONS, *_LIMITS}:
        return Edit("set", value)
    actions = [action for action in ACTIONS if action in value]
    unknown = sorted(set(value) - {*ACTIONS, *_LIMITS})
    if unknown:
        raise ValueError(
            f"a change has no {shown(unknown[0])}; "
            "known: plus, times, set, remove, between, min, max"
        )
    if len(actions) != 1:
        raise ValueError(
            "a change says one thing; "
            "write { plus = … }, { times = … }, { set = … } or { remove = true }"
        )
    action = actions[0]
    if action == "remove" and (value["remove"] is not True or len(value) > 1):
        raise ValueError("cannot be read; write { remove = true }")
    return Edit(
        action,
        None if action == "remove" else value[action],
        _stretch(value.get("between")),
        value.get("min"),
        value.get("max"),
    )


def _stretch(between: Any) -> tuple[float, float] | None:
    if between is None:
        return None
    if not isinstance(between, str):
        raise ValueError('between needs a stretch of the day; write between = "09:30-13:00"')
    return parse_interval(between)
