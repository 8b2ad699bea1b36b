"""Numbers and differences as a planner would say them, with no more digits than are known."""

import math
from dataclasses import dataclass

from sim.measure.register import REGISTER

ABOUT_CONTACTS = {
    # kpi: what a scenario does when the value is lower, and when it is higher
    "wait_mean_s": ("answers {} sooner", "answers {} later"),
    "asa_s": ("answers those it answers {} sooner", "answers those it answers {} later"),
    "service_level": ("lowers the service level by {}", "raises the service level by {}"),
    "resolution_rate": ("resolves {} fewer of the cases", "resolves {} more of the cases"),
    "cost_per_resolution": ("costs {} less per resolution", "costs {} more per resolution"),
    "cost_per_case": ("costs {} less per case", "costs {} more per case"),
    "cost": ("costs {} less", "costs {} more"),
}

NAMES = {
    "wait_mean_s": "mean wait",
    "asa_s": "average speed of answer",
    "aht_s": "AHT",
    "fte": "FTE",
    "wait_p50_s": "mean of daily median waits",
    "wait_p90_s": "mean of daily P90 waits",
    "wait_p95_s": "mean of daily P95 waits",
    "wait_abandoned_s": "mean wait of those who gave up",
    "queue_mean": "mean queue",
}


@dataclass(frozen=True)
class Scale:
    """A unit as it is shown: stored number × factor, then the suffix."""

    factor: float
    suffix: str


def scale(unit: str, size: float, currency: str, *, difference: bool = False) -> Scale:
    """How numbers of about this size are shown: seconds up to two minutes, minutes, hours."""
    if unit == "share":
        return Scale(100.0, " points" if difference else " %")
    if unit == "s":
        return _duration(size)
    if unit == "money":
        return Scale(1.0, f" {currency}")
    return Scale(1.0, f" {unit}" if unit not in {"", "1", "count", "ratio"} else "")


def _duration(size: float) -> Scale:
    if size < 120:
        return Scale(1.0, " s")
    return Scale(1 / 60, " min") if size < 7200 else Scale(1 / 3600, " h")


def decimals(half: float, size: float) -> int:
    """Places after the point that the half-width allows; three digits of the size without one.

    One digit of the half-width, two where it begins with 1, for there rounding would distort most.
    """
    if not half > 0:
        return 2 - _exponent(size) if size > 0 else 0
    exponent = _exponent(half)
    return -exponent + (1 if half / 10.0**exponent < 2 else 0)


def _exponent(size: float) -> int:
    return math.floor(math.log10(size)) if math.isfinite(size) else 0


def number(value: float, places: int, *, signed: bool = False) -> str:
    """A number with so many places, thousands apart, and a true minus sign."""
    if math.isnan(value):
        return "–"
    rounded = round(value, places) + 0.0  # never −0
    text = f"{abs(rounded):,.{max(places, 0)}f}"
    if rounded < 0:
        return f"−{text}"
    return f"+{text}" if signed and rounded > 0 else text


def amount(value: float, unit: str, currency: str = "", half: float = math.nan) -> str:
    """A value with its unit: `79 %`, `4.2 min`, `12.30 EUR`."""
    shown = scale(unit, abs(value), currency)
    places = decimals(half * shown.factor, abs(value) * shown.factor)
    return number(value * shown.factor, places) + (shown.suffix if not math.isnan(value) else "")


def ranged(value: float, low: float, high: float, unit: str, currency: str = "") -> str:
    """A value with its interval, `79 % (78 to 80)`; alone if that is missing or has no length."""
    if math.isnan(low) or math.isnan(high) or low == high:
        return amount(value, unit, currency)
    shown = scale(unit, abs(value), currency)
    places = decimals((high - low) / 2 * shown.factor, abs(value) * shown.factor)
    ends = (number(end * shown.factor, places) for end in (low, high))
    return f"{number(value * shown.factor, places)}{shown.suffix} ({' to '.join(ends)})"


def extent(value: float, low: float, high: float, unit: str, currency: str) -> tuple[str, str]:
    """The size of a difference and its interval, both without a sign: `12 s`, `7 to 17`."""
    if value < 0:
        value, low, high = -value, -high, -low
    shown = scale(unit, value, currency, difference=True)
    places = decimals((high - low) / 2 * shown.factor, value * shown.factor)
    text = number(value * shown.factor, places) + shown.suffix
    if math.isnan(low):
        return text, ""
    if low == high:
        return text, "in every replication"
    return text, " to ".join(number(end * shown.factor, places) for end in (low, high))


def around_zero(low: float, high: float, unit: str, currency: str) -> str:
    """An interval that holds 0: `−3 to +9 s`."""
    shown = scale(unit, max(abs(low), abs(high)), currency, difference=True)
    places = decimals((high - low) / 2 * shown.factor, 0.0)
    ends = (number(end * shown.factor, places, signed=True) for end in (low, high))
    return " to ".join(ends) + shown.suffix


def does(kpi: str, size: str, *, rises: bool) -> str:
    """What a scenario does: `answers 12 s sooner`, `lowers the queue's mean length by 3`."""
    phrases = ABOUT_CONTACTS.get(kpi)
    if phrases is None:
        return f"{'raises' if rises else 'lowers'} {label(kpi)} by {size}"
    return phrases[rises].format(size)


def label(kpi: str) -> str:
    """A KPI as it stands within a sentence."""
    if kpi in NAMES:
        return NAMES[kpi]
    name = kpi.removesuffix("_s") if REGISTER[kpi].unit == "s" else kpi
    return name.replace("_", " ")


def where(scope: str) -> str:
    """A scope as it stands behind a sentence; nothing for `all`."""
    return "" if scope == "all" else f" ({scope.replace(':', ' ', 1)})"


def listing(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
