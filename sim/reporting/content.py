"""What a study shows: everything that tables, plots, books and pages are made from.

`gather` makes it from runs or a comparison; nothing else in this room knows where it came from.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sim.experiment.comparison import Effect
from sim.experiment.differences import Difference
from sim.experiment.estimates import Estimate
from sim.experiment.runs import Daily
from sim.scenario.applying import AppliedChange

SCARCE = 0.001


@dataclass(frozen=True)
class Link:
    """So many contacts or cases a day that went from one place to another."""

    source: str
    target: str
    per_day: float


@dataclass(frozen=True)
class Waits:
    """Contacts a day by how long they waited: more than the bin before, up to `upto_s`.

    The first bin holds those answered (or gone) at once, the last one has no end (inf).
    """

    upto_s: tuple[float, ...]
    answered: tuple[float, ...]
    abandoned: tuple[float, ...]

    @property
    def total(self) -> float:
        """All of them."""
        return sum(self.answered) + sum(self.abandoned)

    def merged(self, upto_s: Sequence[float]) -> "Waits":
        """The same in fewer bins; the last ones together where they hold next to nothing."""
        bins = [bisect_left(upto_s, edge) for edge in self.upto_s]
        both = [[0.0] * len(upto_s), [0.0] * len(upto_s)]
        for kind, counts in enumerate((self.answered, self.abandoned)):
            for place, count in zip(bins, counts, strict=True):
                both[kind][place] += count
        return _without_tail(Waits(tuple(upto_s), tuple(both[0]), tuple(both[1])))


def _without_tail(waits: Waits) -> Waits:
    """The last bins together, as long as they hold next to nothing."""
    upto_s, counts = list(waits.upto_s), [list(waits.answered), list(waits.abandoned)]
    while len(upto_s) > 2 and counts[0][-1] + counts[1][-1] < SCARCE * waits.total:
        for one in counts:
            rest = one.pop()
            one[-1] += rest
        upto_s.pop()
        upto_s[-1] = math.inf
    return Waits(tuple(upto_s), tuple(counts[0]), tuple(counts[1]))


@dataclass(frozen=True)
class Arm:
    """One scenario and what became of it.

    left_out      what the scenario does not say and usually goes with its changes
    assumptions   values without a source, as (lever, value)
    days          raw numerators and denominators, replication by replication
    """

    name: str
    title: str
    why: str
    measured: tuple[Estimate, ...]
    links: tuple[Link, ...] = ()
    waits: Waits | None = None
    changes: tuple[AppliedChange, ...] = ()
    left_out: tuple[str, ...] = ()
    assumptions: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    days: tuple[Daily, ...] = ()

    def find(self, kpi: str, scope: str = "all") -> Estimate | None:
        """The KPI in the scope, if it was measured."""
        return self._index.get((kpi, scope))

    def over_day(self, kpi: str) -> tuple[Estimate, ...]:
        """The KPI by interval of the day, in order of time."""
        found = (one for one in self.measured if one.kpi == kpi)
        return tuple(sorted(filter(_by_interval, found), key=hour))

    @cached_property
    def _index(self) -> dict[tuple[str, str], Estimate]:
        return {(one.kpi, one.scope): one for one in self.measured}


def hour(one: Estimate) -> float:
    """The hour at which the estimate's interval begins."""
    parts = one.scope.partition(":")[2].split(":")
    return sum(int(part) / 60.0**place for place, part in enumerate(parts))


def _by_interval(one: Estimate) -> bool:
    return one.scope.startswith("interval:")


@dataclass(frozen=True)
class Study:
    """Scenarios, the base first, and what tells them apart.

    verdict       sentences, the one that answers first
    headline      KPIs that the verdict speaks of
    effects       figures that exist only between scenarios
    warnings      what a reader must know before believing the numbers
    provenance    what is needed to reproduce it, as (name, value)
    """

    arms: tuple[Arm, ...]
    headline: tuple[str, ...]
    currency: str
    replications: int
    seed: int
    verdict: tuple[str, ...]
    differences: tuple[Difference, ...] = ()
    effects: tuple[Effect, ...] = ()
    warnings: tuple[str, ...] = ()
    provenance: tuple[tuple[str, str], ...] = ()

    @property
    def base(self) -> Arm:
        """The scenario that the others are compared with."""
        return self.arms[0]

    @property
    def is_comparison(self) -> bool:
        """Whether there is more than one scenario."""
        return len(self.arms) > 1

    def difference(self, scenario: str, kpi: str, scope: str = "all") -> Difference | None:
        """A scenario's difference from the base, if it was measured."""
        wanted = (scenario, kpi, scope)
        return next((d for d in self.differences if (d.scenario, d.kpi, d.scope) == wanted), None)

    def has_seen(self, kpi: str) -> bool:
        """Whether any scenario has a figure other than 0."""
        found = [arm.find(kpi) for arm in self.arms]
        return any(one is not None and one.with_data and one.value != 0.0 for one in found)
