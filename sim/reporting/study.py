"""What a study shows: everything that tables, plots, books and pages are made from.

`gather` makes it from runs or a comparison; nothing else in this room knows where it came from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sim.experiment.differences import Difference
from sim.experiment.estimates import Estimate


@dataclass(frozen=True)
class Definition:
    """A KPI as the register declares it; better is "lower", "higher" or ""."""

    name: str
    words: str
    numerator: str
    denominator: str
    unit: str
    better: str


@dataclass(frozen=True)
class Link:
    """So many contacts or cases a day that went from one place to another."""

    source: str
    target: str
    per_day: float


@dataclass(frozen=True)
class Waits:
    """How many contacts a day waited so long, by bin; the last edge may be infinite."""

    edges_s: tuple[float, ...]
    answered: tuple[float, ...]
    abandoned: tuple[float, ...]


@dataclass(frozen=True)
class Change:
    """What a scenario changes in its base."""

    lever: str
    before: str
    after: str


@dataclass(frozen=True)
class Arm:
    """One scenario and what became of it."""

    name: str
    title: str
    why: str
    measured: tuple[Estimate, ...]
    links: tuple[Link, ...] = ()
    waits: Mapping[str, Waits] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    left_out: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)

    def find(self, kpi: str, scope: str = "all") -> Estimate | None:
        """The KPI in the scope, if it was measured."""
        return self._index.get((kpi, scope))

    def over_day(self, kpi: str) -> tuple[Estimate, ...]:
        """The KPI by interval of the day, in order of time."""
        found = (one for one in self.measured if one.kpi == kpi)
        return tuple(sorted(filter(_by_interval, found), key=lambda one: one.scope))

    @cached_property
    def _index(self) -> dict[tuple[str, str], Estimate]:
        return {(one.kpi, one.scope): one for one in self.measured}


def _by_interval(one: Estimate) -> bool:
    return one.scope.startswith("interval:")


@dataclass(frozen=True)
class Study:
    """Scenarios, the base first, and what tells them apart.

    headline      KPIs that the verdict speaks of
    notes         further sentences: the whole against its parts, break-even, pairing
    provenance    what is needed to reproduce it, as (name, value)
    """

    title: str
    arms: tuple[Arm, ...]
    gaps: tuple[Difference, ...]
    definitions: Mapping[str, Definition]
    headline: tuple[str, ...]
    currency: str
    replications: int
    seed: int
    notes: tuple[str, ...] = ()
    provenance: tuple[tuple[str, str], ...] = ()

    @property
    def base(self) -> Arm:
        """The scenario that the others are compared with."""
        return self.arms[0]

    @property
    def is_comparison(self) -> bool:
        """Whether there is more than one scenario."""
        return len(self.arms) > 1

    def gap(self, scenario: str, kpi: str, scope: str = "all") -> Difference | None:
        """A scenario's difference from the base, if it was measured."""
        wanted = (scenario, kpi, scope)
        return next((g for g in self.gaps if (g.scenario, g.kpi, g.scope) == wanted), None)
