"""The replications of one scenario, and what they say on average."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.errors import UsageError
from sim.experiment.estimates import Estimate, Spread, estimate, spread
from sim.experiment.jackknife import Floats
from sim.measure.register import REGISTER
from sim.plan.plan import Plan
from sim.scenario.variant import Scenario
from sim.scenario.wording import suggestion

Row = tuple[str, str]


@dataclass(frozen=True)
class Daily:
    """One KPI of one replication, raw: its value is numerator ÷ denominator."""

    replication: int
    kpi: str
    scope: str
    numerator: float
    denominator: float


@dataclass(frozen=True, eq=False)
class Runs:
    """The replications of one scenario. Row i of the arrays is replication i."""

    scenario: Scenario
    """What was played."""

    plan: Plan
    """The same in numbers."""

    seed: int
    """Seed of all tapes."""

    engine: str
    """Engine that played."""

    n: int
    """Replications, numbered from 0."""

    layout: tuple[Row, ...]
    """(kpi, scope) of each column."""

    numerators: Floats
    """[replication × column]"""

    denominators: Floats
    """[replication × column]; 0 where there was nothing to count."""

    flows: Mapping[tuple[str, str], int]
    """(from, to) → contacts that went there, summed over the replications."""

    wait_histogram: NDArray[np.int64]
    """[answered, abandoned × bin] waits by length, summed over the replications."""

    tapes: tuple[str, ...]
    """Digest of each replication's tape."""

    retried: int = 0
    """Replications played again because their process had died; the result is the same."""

    warnings: tuple[str, ...] = field(default=())
    """What a reader must know before believing the numbers, a sentence each."""

    @cached_property
    def columns(self) -> dict[Row, int]:
        """Column of each (kpi, scope)."""
        return {row: column for column, row in enumerate(self.layout)}

    @cached_property
    def _numbers(self) -> Spread:
        return spread(self.numerators, self.denominators)

    def warned(self, warnings: tuple[str, ...]) -> "Runs":
        """The same runs with these warnings."""
        return replace(self, warnings=warnings)

    @property
    def scopes(self) -> tuple[str, ...]:
        """Every scope that has KPIs, in the order of the layout."""
        return tuple(dict.fromkeys(scope for _, scope in self.layout))

    def has(self, kpi: str, scope: str = "all") -> bool:
        """Whether the KPI is measured in the scope."""
        return (kpi, scope) in self.columns

    def column(self, kpi: str, scope: str = "all") -> int:
        """Column of a KPI; UsageError, with the nearest known name, if there is none."""
        column = self.columns.get((kpi, scope))
        if column is not None:
            return column
        scopes = [known for name, known in self.layout if name == kpi]
        if not scopes:
            known = {name for name, _ in self.layout}
            raise UsageError(f'kpi = "{kpi}": no such KPI; {suggestion(kpi, sorted(known))}')
        remedy = suggestion(scope, scopes)
        raise UsageError(f'scope = "{scope}": {kpi} is not measured there; {remedy}')

    def sums(self, kpi: str, scope: str = "all") -> tuple[Floats, Floats]:
        """Numerators and denominators of a KPI by replication."""
        column = self.column(kpi, scope)
        return self.numerators[:, column], self.denominators[:, column]

    def estimate(self, kpi: str, scope: str = "all") -> Estimate:
        """A KPI with its interval and its range of days."""
        return self._estimate(self.column(kpi, scope))

    def table(self) -> list[Estimate]:
        """Every KPI in every scope, tidy: one row each, in the order of the layout."""
        return [self._estimate(column) for column in range(len(self.layout))]

    def per_replication(self) -> Iterator[Daily]:
        """Raw numerators and denominators, replication by replication."""
        for replication in range(self.n):
            above = self.numerators[replication].tolist()
            below = self.denominators[replication].tolist()
            for (kpi, scope), numerator, denominator in zip(self.layout, above, below, strict=True):
                yield Daily(replication, kpi, scope, numerator, denominator)

    def _estimate(self, column: int) -> Estimate:
        kpi, scope = self.layout[column]
        about = REGISTER[kpi]
        found = estimate(kpi, scope, about.unit, self._numbers, column, self.n)
        if about.kind != "quantile":
            return found
        # A quantile over all days' waits together would be another number.
        named = f"mean of daily P{about.percent}"
        return replace(found, note=f"{named}; {found.note}" if found.note else named)
