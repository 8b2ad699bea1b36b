"""Two scenarios on the same customers: what differs, by how much, and whether it shows.

Both played the same tapes, so their KPIs are compared replication by replication: the
difference of two ratios of sums has the difference of their pseudo-values, and its interval is
Student's t over those. What both days share cancels.
"""

import math
from dataclasses import dataclass

import numpy as np

from sim.experiment.estimates import ONE_DAY, more
from sim.experiment.jackknife import (
    Floats,
    influences,
    ratio,
    standard_error,
    t_of,
    with_data,
)
from sim.experiment.runs import Row, Runs
from sim.experiment.words import around_zero, does, extent, label, where
from sim.measure.register import REGISTER

LITTLE_CORRELATION = 0.1


@dataclass(frozen=True)
class Difference:
    """One KPI in one scope: a scenario less the base, on the same customers."""

    scenario: str
    """Name of the scenario."""

    base: str
    """Name of the base."""

    kpi: str
    """Name in the register of KPIs."""

    scope: str
    """`all`, `channel:voice` …"""

    base_value: float
    """The base's value."""

    value: float
    """The scenario's value."""

    difference: float
    """value − base_value."""

    low: float
    """Lower end of the interval of the difference; nan where there is none."""

    high: float
    """Upper end."""

    n: int
    """Replications, each a pair."""

    unit: str
    """Unit of values and difference; the difference of two shares is in shares too."""

    adjusted: bool
    """Whether the interval holds together with the whole family's (Bonferroni-t)."""

    comparisons: int
    """Size of that family; 1 where the interval stands alone ("not adjusted")."""

    correlation: float
    """Of the pairs; nan where one side does not vary."""

    variance_ratio: float
    """Variance with separate customers ÷ with the same ones: how many times the replications
    that separate customers would have taken. inf where the difference does not vary at all."""

    same: bool
    """Whether both sides have the same numbers in every replication."""

    words: str
    """The difference as a sentence."""

    @property
    def half_width(self) -> float:
        """Half the length of the interval; nan where there is none."""
        return (self.high - self.low) / 2

    @property
    def told_apart(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0

    @property
    def better(self) -> bool | None:
        """Whether the scenario is better: None if not told apart or neither side is good."""
        direction = REGISTER[self.kpi].better
        if not self.told_apart or not direction:
            return None
        return (self.difference > 0) == (direction == "higher")


@dataclass(frozen=True, eq=False)
class Pairs:
    """Many KPIs of two scenarios at once: a column for each (kpi, scope) that both measure."""

    rows: dict[Row, int]
    base: Floats
    value: Floats
    error: Floats
    counted: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    correlation: Floats
    variance_ratio: Floats
    same: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def pair(runs: Runs, base: Runs) -> Pairs:
    """The columns that both have, compared replication by replication."""
    rows = [row for row in runs.layout if row in base.columns]
    ours = [runs.columns[row] for row in rows]
    theirs = [base.columns[row] for row in rows]
    mine = runs.numerators[:, ours], runs.denominators[:, ours]
    other = base.numerators[:, theirs], base.denominators[:, theirs]
    moved, moved_base = influences(*mine), influences(*other)
    error, alone, alone_base = map(standard_error, (moved - moved_base, moved, moved_base))
    return Pairs(
        rows={row: column for column, row in enumerate(rows)},
        base=ratio(*other),
        value=ratio(*mine),
        error=error,
        counted=np.minimum(with_data(*mine), with_data(*other)),
        # Var(a − b) = Var a + Var b − 2 Cov(a, b)
        correlation=_divided(alone**2 + alone_base**2 - error**2, 2 * alone * alone_base),
        variance_ratio=_divided(alone**2 + alone_base**2, error**2, by_zero=np.inf),
        same=(mine[0] == other[0]).all(axis=0) & (mine[1] == other[1]).all(axis=0),
    )


def _divided(above: Floats, below: Floats, by_zero: float = math.nan) -> Floats:
    missing = np.where(above > 0, by_zero, np.nan)
    return np.divide(above, below, out=missing, where=below != 0)


def difference(
    runs: Runs, base: Runs, pairs: Pairs, row: Row, comparisons: int, *, adjusted: bool
) -> Difference:
    """One column of the pairs, its interval and its words."""
    column = pairs.rows[row]
    value, base_value = float(pairs.value[column]), float(pairs.base[column])
    counted = int(pairs.counted[column])
    family = comparisons if adjusted else 1
    half = t_of(counted - 1, family) * float(pairs.error[column])
    gap = value - base_value
    kpi, scope = row
    low, high, unit = gap - half, gap + half, REGISTER[kpi].unit
    same = bool(pairs.same[column])
    return Difference(
        scenario=runs.scenario.name,
        base=base.scenario.name,
        kpi=kpi,
        scope=scope,
        base_value=base_value,
        value=value,
        difference=gap,
        low=low,
        high=high,
        n=runs.n,
        unit=unit,
        adjusted=adjusted,
        comparisons=family,
        correlation=float(pairs.correlation[column]),
        variance_ratio=float(pairs.variance_ratio[column]),
        same=same,
        words=sentence(runs, base, row, (gap, low, high), same=same),
    )


def sentence(
    runs: Runs, base: Runs, row: Row, found: tuple[float, float, float], *, same: bool
) -> str:
    """What the difference says: told apart, not told apart, or not known."""
    kpi, scope = row
    gap, low, high = found
    name, unit, currency = runs.scenario.name, REGISTER[kpi].unit, runs.plan.currency
    subject = f"{label(kpi)}{where(scope)}"
    if math.isnan(gap):
        return f"{name}: {subject}: no data to compare"
    if same:
        return f"{name}: {subject}: the same as {base.scenario.name} in every replication"
    if low <= 0 <= high:
        needed = more(runs.n, (high - low) / 2, abs(gap))
        ends = around_zero(low, high, unit, currency)
        return (
            f"{name}: {subject}: cannot tell apart from {base.scenario.name} at this precision "
            f"({ends}); {needed} replications would"
        )
    size, ends = extent(gap, low, high, unit, currency)
    said = ends or (ONE_DAY if runs.n == 1 else "no interval")
    return f"{name} {does(kpi, size, rises=gap > 0)} ({said}){where(scope)}"
