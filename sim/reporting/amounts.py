"""How a number is written for people: unit, digits limited by its precision."""

import math
from dataclasses import dataclass

THIN = "\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True)
class Writing:
    """How values of a unit are written: factor, sign behind, fewest and most decimals."""

    factor: float
    sign: str
    decimals: int


_WRITINGS = {
    "share": Writing(100.0, "%", 1),
    "s": Writing(1.0, "s", 1),
    "min": Writing(1.0, "min", 1),
    "h": Writing(1.0, "h", 1),
    "count": Writing(1.0, "", 0),
    "factor": Writing(1.0, "×", 2),
}


def writing(unit: str, currency: str = "") -> Writing:
    """The writing of a unit; `money` is written in the currency."""
    if unit.startswith("money"):
        rest = unit.removeprefix("money").strip()
        return Writing(1.0, f"{currency} {rest}".strip(), 2)
    return _WRITINGS.get(unit, Writing(1.0, "" if unit == "1" else unit, 2))


def sign(unit: str, currency: str = "") -> str:
    """The unit as it stands behind a number or in an axis label."""
    return writing(unit, currency).sign


def scaled(value: float, unit: str) -> float:
    """The value as plots show it: shares in percent, all else as it is."""
    return value * writing(unit).factor


def number(value: float, unit: str, half_width: float = math.nan) -> str:
    """The bare number: `half_width` limits its digits, so that none is shown that means nothing."""
    if not math.isfinite(value):
        return "–"
    form = writing(unit)
    decimals = _decimals(half_width * form.factor, value * form.factor, form.decimals)
    text = f"{value * form.factor:,.{decimals}f}".replace(",", THIN)
    return text.removeprefix("-") if not any(digit in text for digit in "123456789") else text


def amount(value: float, unit: str, half_width: float = math.nan, currency: str = "") -> str:
    """The number with its unit."""
    text, behind = number(value, unit, half_width), sign(unit, currency)
    return f"{text}{THIN}{behind}" if behind and text != "–" else text


def span(low: float, high: float, unit: str, currency: str = "") -> str:
    """An interval: `78 to 80 %`."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return "–"
    half = (high - low) / 2.0
    return f"{number(low, unit, half)} to {amount(high, unit, half, currency)}"


def _decimals(half_width: float, value: float, usual: int) -> int:
    if math.isfinite(half_width) and half_width > 0.0:
        return min(max(0, -math.floor(math.log10(half_width))), 4)
    if float(value).is_integer():
        return 0
    return 0 if abs(value) >= 1000.0 else usual
