"""What comes out of a comparison: runs, paired differences, and what they add up to in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sim.experiment.differences import Difference, Pairs, difference, pair
from sim.experiment.runs import Row, Runs


@dataclass(frozen=True)
class Effect:
    """A figure that exists only between scenarios: net deflection, a break-even, an interaction."""

    scenario: str
    """Name of the scenario."""

    base: str
    """Name of the base."""

    kind: str
    """`net_deflection`, `aht_residual_factor`, `cost_per_extra_resolution`,
    `pays_up_to_per_session`, `pays_up_to_per_paid_hour`, `concessions_per_hour_saved`,
    or `beyond_the_sum` (whole − sum of the parts)."""

    kpi: str
    """KPI that an interaction is about; empty for others."""

    value: float
    """The figure; nan where it cannot be said."""

    low: float
    """Lower end of its 95 % interval (paired, not adjusted); nan where there is none."""

    high: float
    """Upper end."""

    n: int
    """Replications."""

    unit: str
    """Unit of the value."""

    words: str
    """The figure as a sentence."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios on the same customers: the first is the base, all others are set against it."""

    runs: tuple[Runs, ...]
    """The runs of every scenario, the base first, the one with all changes at once last."""

    family: tuple[Row, ...]
    """Headline (kpi, scope) that are judged together."""

    effects: tuple[Effect, ...] = field(default=())
    """Net deflection, AHT of what is left, break-evens, whole against parts."""

    verdict: tuple[str, ...] = field(default=())
    """One sentence first, then the others."""

    warnings: tuple[str, ...] = field(default=())
    """What a reader must know before believing the numbers; each run has its own as well."""

    @property
    def base(self) -> Runs:
        """What all others are compared with."""
        return self.runs[0]

    @property
    def others(self) -> tuple[Runs, ...]:
        """All but the base."""
        return self.runs[1:]

    @cached_property
    def pairs(self) -> Mapping[str, Pairs]:
        """By scenario: every KPI that it and the base both measure."""
        return {runs.scenario.name: pair(runs, self.base) for runs in self.others}

    @cached_property
    def comparisons(self) -> int:
        """Size of the family: differing scenarios × headline KPIs that have data, at least 1."""
        return max(1, sum(self.adjusted(runs, row) for runs in self.others for row in self.family))

    def adjusted(self, runs: Runs, row: Row) -> bool:
        """Whether a row of a scenario is judged together with the family."""
        pairs = self.pairs[runs.scenario.name]
        known = row in pairs.rows and pairs.counted[pairs.rows[row]] > 0
        return bool(known and row in self.family and not pairs.same.all())

    def differences(self, kpi: str, scope: str = "all") -> tuple[Difference, ...]:
        """Each scenario less the base, in order; without those that do not measure it."""
        self.base.column(kpi, scope)
        found = [
            runs for runs in self.others if (kpi, scope) in self.pairs[runs.scenario.name].rows
        ]
        return tuple(self._difference(runs, (kpi, scope)) for runs in found)

    def table(self) -> list[Difference]:
        """Every KPI in every scope that a scenario shares with the base: one row each."""
        return [
            self._difference(runs, row)
            for runs in self.others
            for row in self.pairs[runs.scenario.name].rows
        ]

    def at(self, runs: Runs, scope: str) -> list[Difference]:
        """Every difference of one scenario in one scope."""
        rows = self.pairs[runs.scenario.name].rows
        return [self._difference(runs, row) for row in rows if row[1] == scope]

    def headline(self, runs: Runs) -> tuple[Difference, ...]:
        """The family's rows of one scenario, those without data in either left out."""
        pairs = self.pairs[runs.scenario.name]
        found = [row for row in self.family if row in pairs.rows]
        return tuple(
            self._difference(runs, row) for row in found if pairs.counted[pairs.rows[row]] > 0
        )

    def _difference(self, runs: Runs, row: Row) -> Difference:
        adjusted = self.adjusted(runs, row)
        pairs = self.pairs[runs.scenario.name]
        return difference(runs, self.base, pairs, row, self.comparisons, adjusted=adjusted)
