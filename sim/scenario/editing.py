"""The arithmetic of one change: a value as typed, an edit, and the value as it would be typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.durations import format_clock, format_duration, parse_clock, parse_duration
from sim.scenario.changes import Edit
from sim.scenario.declared import LAWS, Declared
from sim.scenario.distributions import Law
from sim.scenario.intervals import as_numbers, edited_table, flat_table, is_table, printed_table
from sim.scenario.paths import Path, Tree
from sim.scenario.tables import Tables
from sim.scenario.wording import shown

NOTHING = object()
_SCALES = ("mean", "median", "constant", "exponential", "from", "to")


@dataclass(frozen=True)
class Lever:
    """A value that is about to be changed, and what is needed to do so."""

    path: Path
    here: Declared
    before: Any
    tree: Tree
    tables: Tables

    @property
    def kind(self) -> str:
        """Name of the kind of value; empty for a table of named parts."""
        return self.here.shape.kind.name if self.here.shape.kind else ""


def edited(lever: Lever, edit: Edit) -> Any:
    """The value after the edit, as it would be typed. Raises ValueError with rule; remedy."""
    if is_table(lever.before) or (edit.between and lever.kind == "headcount"):
        return _edited_intervals(lever, edit)
    if edit.between:
        raise ValueError("is no table of intervals; leave between away")
    if edit.action == "set":
        return _set(lever, edit.amount)
    return _reckoned(lever, edit)


def _set(lever: Lever, amount: Any) -> Any:
    """A new value, as typed; columns of tables are resolved to their numbers.

    Raises TableError for a column that cannot be used.
    """
    if not (isinstance(amount, str) and lever.kind in ("headcount", "table")):
        return amount
    return as_numbers(lever.tables.profile(amount, whole=lever.kind == "headcount"))


def _edited_intervals(lever: Lever, edit: Edit) -> Any:
    before, counts_people = lever.before, lever.kind == "headcount"
    if edit.action == "set" and not edit.between:
        if isinstance(edit.amount, int | float):
            raise ValueError(
                f"is a table of {len(before['values'])} intervals, and a plain number would "
                f"flatten it; say {{ plus = 2 }}, {{ times = 1.1 }} or {{ set = {edit.amount}, "
                'between = "08:00-22:00" }'
            )
        return _set(lever, edit.amount)
    if not is_table(before):
        if not isinstance(before, int):
            raise ValueError("has no agents to change; say how many first")
        before = flat_table(before, lever.path, lever.tree)
    return edited_table(before, edit, whole=counts_people)


def _reckoned(lever: Lever, edit: Edit) -> Any:
    kind, before = lever.kind, lever.before
    if before is NOTHING:
        before = _typed_default(lever)
    if kind in LAWS or (isinstance(before, Mapping) and edit.action == "times" and _is_law(before)):
        return _scaled_law(before, edit)
    if kind in ("duration", "clock"):
        return _reckoned_time(before, edit, kind)
    if isinstance(before, bool) or not isinstance(before, int | float):
        raise ValueError(f"is {shown(before)}, no number; set it to a value instead")
    result = _within(_result(float(before), edit, _number), edit, _number)
    if kind in ("count", "headcount"):
        return max(0, _half_up(result))
    return float(f"{result:.12g}")


def _typed_default(lever: Lever) -> Any:
    default = lever.here.default
    if default is None or isinstance(default, Law):
        raise ValueError(
            "has no value yet, so nothing can be added or multiplied; set it to a value"
        )
    if lever.kind == "duration":
        return format_duration(default)
    return format_clock(default) if lever.kind == "clock" else default


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(
            f"needs a number, not {shown(value)}; write {{ plus = 2 }} or {{ times = 1.1 }}"
        )
    return float(value)


def _result(before: float, edit: Edit, read: Any) -> float:
    if edit.action == "times":
        factor = _number(edit.amount)
        if not 0.0 <= factor < 1e9:
            raise ValueError("a factor is 0 or more; to take away, use { plus = -2 }")
        return before * factor
    return before + float(read(edit.amount))


def _within(result: float, edit: Edit, read: Any) -> float:
    if edit.least is not None:
        result = max(result, read(edit.least))
    return result if edit.most is None else min(result, read(edit.most))


def _half_up(value: float) -> int:
    return int((value + 0.5) // 1)


def _reckoned_time(before: Any, edit: Edit, kind: str) -> str:
    if kind == "clock":
        if edit.action == "times":
            raise ValueError('is a clock time, which cannot be multiplied; say { plus = "30m" }')
        seconds = _result(parse_clock(str(before)), edit, _signed_duration)
        return format_clock(_within(seconds, edit, parse_clock))
    seconds = _result(_signed_duration(before), edit, _signed_duration)
    seconds = _within(float(f"{seconds:.12g}"), edit, _signed_duration)
    if seconds < 0.0:
        raise ValueError(f'would be {seconds:g} seconds; add min = "0s"')
    return format_duration(seconds)


def _signed_duration(value: Any) -> float:
    if not isinstance(value, str):
        raise ValueError('needs a duration with its unit; write { plus = "30s" }')
    text = value.strip()
    return -parse_duration(text[1:]) if text.startswith("-") else parse_duration(text)


def _is_law(value: Mapping[str, Any]) -> bool:
    return any(name in value for name in (*_SCALES, "lognormal", "gamma", "weibull", "uniform"))


def _scaled_law(before: Any, edit: Edit) -> Any:
    """Every quantity of a law multiplied; its form stays."""
    if edit.action != "times":
        raise ValueError(
            "is a law, to which nothing can be added; change its mean, or say { times = 1.1 }"
        )
    if edit.least is not None or edit.most is not None:
        raise ValueError("is a law; min and max belong to numbers")
    return _scaled(before, _number(edit.amount), edit)


def _scaled(law: Any, factor: float, edit: Edit) -> Any:
    if isinstance(law, Mapping):
        return {
            name: part if name in ("cv", "shape", "zero_share") else _scaled(part, factor, edit)
            for name, part in law.items()
        }
    if isinstance(law, str):
        return _reckoned_time(law, edit, "duration")
    return float(f"{_result(float(law), edit, _number):.12g}")


def printed(value: Any, other: Any = None, default: Any = None) -> str:
    """A value as text; of a table, the part in which it differs from the other one."""
    if value is NOTHING:
        return "not set" if default is None else f"{shown(default)} (default)"
    if is_table(value):
        return printed_table(value, other)
    return value if isinstance(value, str) else shown(value)
