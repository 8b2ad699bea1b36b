"""What one KPI is on average, how far that average may be off, and how days differ around it."""

import math
from dataclasses import dataclass

import numpy as np

from sim.experiment.jackknife import (
    Floats,
    daily,
    influences,
    quantiles,
    ratio,
    standard_error,
    t_quantile,
    with_data,
)

ONE_DAY = "one day, not an average"
UNRELIABLE_BELOW = 10


@dataclass(frozen=True)
class Estimate:
    """A KPI over replications: a ratio of sums and two ranges that are never to be confused.

    The average lies between `low` and `high` (Student-t over jackknife pseudo-values, 95 %);
    8 of 10 such days lie between `day_p10` and `day_p90`.
    """

    kpi: str
    """Name in the register of KPIs."""

    scope: str
    """`all`, or `channel:voice`, `team:desk`, `interval:09:30` …"""

    value: float
    """Sum of the numerators ÷ sum of the denominators; nan where nothing was counted."""

    low: float
    """Lower end of the 95 % interval of the average; nan where there is none."""

    high: float
    """Upper end."""

    n: int
    """Replications played, those without anything to count included."""

    unit: str
    """Unit of the value, as in the register."""

    day_p10: float
    """One day in ten lies below; nan with fewer than nine days that have the KPI."""

    day_p90: float
    """One day in ten lies above."""

    with_data: int
    """Replications in which there was something to count."""

    note: str
    """What a reader must know about these numbers; empty if nothing."""

    @property
    def half_width(self) -> float:
        """Half the length of the interval; nan where there is none."""
        return (self.high - self.low) / 2

    @property
    def imprecise(self) -> bool:
        """Whether the interval reaches further than 10 % of the value to either side."""
        return self.half_width > 0.1 * abs(self.value)


@dataclass(frozen=True)
class Spread:
    """The numbers of many KPIs at once, a column each."""

    value: Floats
    half: Floats
    day_p10: Floats
    day_p90: Floats
    with_data: np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def spread(numerators: Floats, denominators: Floats) -> Spread:
    """Averages, half-widths and ranges of days of [replication × column] sums."""
    days = daily(numerators, denominators)
    counted = with_data(numerators, denominators)
    error = standard_error(influences(numerators, denominators))
    return Spread(
        value=ratio(numerators, denominators),
        half=t_quantile(counted - 1) * error,
        day_p10=quantiles(days, 0.1),
        day_p90=quantiles(days, 0.9),
        with_data=counted,
    )


def estimate(kpi: str, scope: str, unit: str, numbers: Spread, column: int, n: int) -> Estimate:
    """One column as an estimate, its bounds and its note settled."""
    value, half = float(numbers.value[column]), float(numbers.half[column])
    counted = int(numbers.with_data[column])
    low, high, note = _bounds(value, half, unit, counted, n)
    return Estimate(
        kpi=kpi,
        scope=scope,
        value=value,
        low=low,
        high=high,
        n=n,
        unit=unit,
        day_p10=float(numbers.day_p10[column]),
        day_p90=float(numbers.day_p90[column]),
        with_data=counted,
        note=note,
    )


def _bounds(value: float, half: float, unit: str, counted: int, n: int) -> tuple[float, float, str]:
    """The interval of the average and the note on it, by the first rule that applies."""
    if counted == 0:
        return math.nan, math.nan, "no data"
    if n == 1:
        return math.nan, math.nan, ONE_DAY
    if counted < 2 or math.isnan(half):
        return math.nan, math.nan, f"no interval: data in one of {n} replications only"
    if half == 0:
        return _without_spread(value, unit, counted)
    notes = []
    low, high = value - half, value + half
    if unit == "share" and (low < 0 or high > 1):
        low, high = max(low, 0.0), min(high, 1.0)
        notes.append("interval cut at " + ("0 %" if low == 0 else "100 %"))
    if counted < n:
        notes.append(f"data in {counted} of {n} replications")
    if counted < UNRELIABLE_BELOW:
        notes.append(f"interval unreliable: n={counted}")
    if half > 0.1 * abs(value):
        notes.append(f"imprecise: ±10 % would take {more(n, half, 0.1 * abs(value))} replications")
    return low, high, "; ".join(notes)


def _without_spread(value: float, unit: str, counted: int) -> tuple[float, float, str]:
    """Bounds of what every replication shows alike.

    Nothing seen on n days does not mean never: at 95 % fewer than 3 in n such days have any (the
    rule of three, Hanley and Lippman-Hand 1983, doi:10.1001/jama.1983.03330370053031). Days are
    counted and not contacts, because contacts of one day are not independent; and because days
    do not bound a share of contacts usefully, the note says it and there is no interval.
    """
    if value != 0 and not (unit == "share" and value == 1):
        return value, value, "the same in every replication"
    seen = "none" if value == 0 else "no exception"
    note = f"{seen} in {counted} days: fewer than 3/{counted} of such days have any (95 %)"
    return math.nan, math.nan, note


def more(n: int, half: float, wanted: float) -> str:
    """About how many replications bring a half-width down: n·(h/h*)², in words."""
    if wanted <= 0:
        return "no number of"
    needed = math.ceil(n * (half / wanted) ** 2)
    return "more than 100,000" if needed > 100_000 else f"about {_round(needed):,}"


def _round(count: int) -> int:
    """Two significant digits, up: more would pretend to know."""
    step: int = 10 ** max(0, len(str(count)) - 2)
    return -(-count // step) * step
