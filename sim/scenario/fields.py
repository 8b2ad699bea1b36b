"""The kinds of value a scenario field can hold, each with its written form and its rule.

A field is declared once, with its kind, default and description; the checker, the JSON
Schema, the lever list and the documentation all read that declaration.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from sim.durations import parse_clock, parse_duration
from sim.scenario.distributions import FAMILIES, Law
from sim.scenario.kinds import Kind


class Noun(BaseModel):
    """A part of a scenario: frozen, and strict about unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, strict=True)


def _seconds(value: Any, info: ValidationInfo | None = None) -> float:
    if isinstance(value, str):
        return _finite(parse_duration(value))
    if isinstance(value, float) and not _is_written(info):
        return value  # already in seconds: a model built in Python
    raise ValueError('needs a duration with its unit, such as "90s" or "4m30s"')


def _clock(value: Any, info: ValidationInfo) -> float:
    if isinstance(value, str):
        return parse_clock(value)
    if isinstance(value, float) and not _is_written(info):
        return value
    raise ValueError('needs a clock time such as "08:30"')


def _is_written(info: ValidationInfo | None) -> bool:
    """Whether a person typed the value; then a bare number of seconds is refused."""
    return bool(info is not None and info.context and info.context.get("written"))


def _finite(seconds: float) -> float:
    if not math.isfinite(seconds):
        raise ValueError("is too long to be a duration")
    return seconds


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


Seconds = Annotated[float, BeforeValidator(_seconds), Field(ge=0.0), Kind("duration", "s")]
Clock = Annotated[float, BeforeValidator(_clock), Field(ge=0.0, le=86400.0), Kind("clock", "s")]
Number = Annotated[float, BeforeValidator(_number), Kind("number", "")]
Share = Annotated[
    float, BeforeValidator(_number), Field(ge=0.0, le=1.0), Kind("share", "share of 1")
]
Money = Annotated[float, BeforeValidator(_number), Field(ge=0.0), Kind("money", "currency")]
Positive = Annotated[float, BeforeValidator(_number), Field(gt=0.0), Kind("number", "")]
NonNegative = Annotated[float, BeforeValidator(_number), Field(ge=0.0), Kind("number", "")]
Count = Annotated[int, Field(ge=0, le=1_000_000), Kind("count", "")]


@dataclass(frozen=True)
class Profile:
    """A value by interval of the day, as a table beside the scenario holds it.

    starts_s  seconds since midnight at which each interval starts, rising
    step_s    length of every interval
    values    one number for each interval
    """

    starts_s: tuple[float, ...]
    step_s: float
    values: tuple[float, ...]


def _profile(value: Any, info: ValidationInfo) -> Any:
    """`"staff.csv:frontline"` → the column, read through the loader in the validation context."""
    if isinstance(value, str):
        context = info.context or {}
        if "tables" not in context:
            raise ValueError("names a table, but this scenario does not come from a folder")
        return context["tables"].profile(value)
    if isinstance(value, Mapping):  # a profile written back from its numbers
        return Profile(
            tuple(map(float, value["starts_s"])),
            float(value["step_s"]),
            tuple(map(float, value["values"])),
        )
    return value


ProfileField = Annotated[Profile, BeforeValidator(_profile), Kind("table", "per interval")]


def _law_of(parse: Callable[[Any], float], value: Any) -> Law:
    """A law from its written form; `parse` turns one written quantity into a number."""
    if isinstance(value, Law):
        return value
    if not isinstance(value, Mapping):
        number = parse(value)
        return Law("constant", number)
    body = dict(value)
    zero_share = body.pop("zero_share", 0.0)
    if isinstance(zero_share, bool) or not isinstance(zero_share, int | float):
        raise ValueError("zero_share: needs a number from 0 to below 1")
    if not 0.0 <= zero_share < 1.0:
        raise ValueError(f"zero_share = {zero_share}: needs a number from 0 to below 1")
    if set(body) <= {"mean", "cv"} and "mean" in body:
        body = {"lognormal": body} if "cv" in body else {"constant": body["mean"]}
    if len(body) != 1 or next(iter(body)) not in FAMILIES:
        known = "; ".join(family.example for family in FAMILIES.values())
        raise ValueError(f'needs a law such as {{ mean = "5m", cv = 0.9 }}; known: {known}')
    family, numbers = next(iter(body.items()))
    mean, shape = _mean_and_shape(family, numbers, parse)
    return Law(family, mean, shape, float(zero_share))


def _mean_and_shape(
    family: str, numbers: Any, parse: Callable[[Any], float]
) -> tuple[float, float]:
    example = FAMILIES[family].example
    if not isinstance(numbers, Mapping):
        if FAMILIES[family].shape:
            raise ValueError(f"{family} needs two numbers, named: {example}")
        mean = parse(numbers)
        _require(mean > 0.0 or family == "constant", f"{family} needs a mean above 0")
        return mean, 1.0
    if family == "uniform":
        _require(set(numbers) == {"from", "to"}, f"uniform needs from and to: {example}")
        low, high = parse(numbers["from"]), parse(numbers["to"])
        _require(0.0 <= low < high, "uniform needs 0 ≤ from < to")
        mean = (low + high) / 2.0
        return mean, (high - low) / 2.0 / mean
    shape_name = FAMILIES[family].shape
    _require(bool(shape_name), f"{family} needs its mean alone: {example}")
    centre = "median" if family == "lognormal" and "median" in numbers else "mean"
    _require(
        set(numbers) == {centre, shape_name}, f"{family} needs {centre} and {shape_name}: {example}"
    )
    shape = _number(numbers[shape_name])
    _require(
        isinstance(shape, float) and 1e-3 <= shape <= 1e3,
        f"{shape_name} needs a number from 0.001 to 1000",
    )
    mean = parse(numbers[centre])
    _require(mean > 0.0, f"{family} needs a {centre} above 0")
    if centre == "median":
        mean *= (1.0 + shape * shape) ** 0.5
    return mean, shape


def _require(holds: bool, rule: str) -> None:
    if not holds:
        raise ValueError(rule)


def _money_amount(value: Any) -> float:
    number = _number(value)
    if not isinstance(number, float) or not 0.0 <= number < math.inf:
        raise ValueError("needs an amount of money, 0 or more")
    return number


def _time_law(value: Any, info: ValidationInfo) -> Law:
    return _law_of(lambda written: _seconds(written, info), value)


def _money_law(value: Any) -> Law:
    return _law_of(_money_amount, value)


TimeLaw = Annotated[Law, BeforeValidator(_time_law), Kind("law", "s")]
MoneyLaw = Annotated[Law, BeforeValidator(_money_law), Kind("money law", "currency")]
