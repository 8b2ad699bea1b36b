"""Two scenarios on the same customers: what differs, by how much, and whether it shows.

Both played the same tapes, so their KPIs are compared replication by replication: the
difference of two ratios of sums has the difference of their pseudo-values, and its interval is
Student's t over those. What both days share cancels.
"""

import math
from dataclasses import dataclass

import numpy as np

from sim.experiment.jackknife import (
    Floats,
    influences,
    ratio,
    standard_error,
    t_quantile,
    with_data,
)
from sim.experiment.runs import Row, Runs
from sim.experiment.words import difference_words
from sim.measure.register import kpi as declared

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
        direction = declared(self.kpi).better
        if not self.told_apart or not direction:
            return None
        return (self.difference > 0) == (direction > 0)
