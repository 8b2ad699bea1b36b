"""What an exact model is: a scenario, how much of it is played, and the figures it must give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.verification import texts

THRESHOLD_S = 20
"""Of the service levels; `texts` says the same."""

FEWEST = 40
"""Replications of a plain check; with fewer the standard errors themselves are too uncertain."""

MANY = 200
"""Replications of a thorough one. They are longer, too."""


@dataclass(frozen=True)
class Figure:
    """One figure of a model: where it is read off, and its exact value."""

    kpi: str
    """Name in the register of KPIs."""
    exact: float
    """What mathematics says."""
    scope: str = "all"
    """Scope of the KPI."""
    over: str = ""
    """Of a total: the total it is divided by."""


@dataclass(frozen=True)
class Size:
    """How much is played."""

    replications: int
    """Number of replications."""
    hours: int = 0
    """Length of each, warm-up included; 0 where the scenario has a day."""


@dataclass(frozen=True)
class Sizes:
    """How much is played in a plain check and in a thorough one."""

    plain: Size
    thorough: Size
    """Enough for half-widths of 1 % of every figure."""


@dataclass(frozen=True)
class Model:
    """A scenario whose figures are known exactly."""

    name: str
    """What the command line calls it."""
    words: str
    """What books call it, and what it is here."""
    text: str
    """The scenario, the length of its horizon left open."""
    figures: tuple[Figure, ...]
    """What it must give."""
    sizes: Sizes
    """How much of it is played."""
    tables: Mapping[str, str] = field(default_factory=dict)
    """CSV files beside the scenario, by name."""

    def size(self, *, thorough: bool) -> Size:
        """How much of it is played."""
        return self.sizes.thorough if thorough else self.sizes.plain

    def scenario(self, *, thorough: bool) -> str:
        """The scenario file that is played."""
        return texts.lasting(self.text, self.size(thorough=thorough).hours)


def horizons(hours: int, thorough_hours: int) -> Sizes:
    """Sizes of a scenario with a horizon."""
    return Sizes(Size(FEWEST, hours), Size(MANY, thorough_hours))


def read(exact: Any, *kpis: str) -> tuple[Figure, ...]:
    """Figures that theory and the register of KPIs call by the same name."""
    values = {kpi: getattr(exact, kpi) for kpi in kpis}
    return tuple(
        Figure(kpi, value(THRESHOLD_S) if callable(value) else value)
        for kpi, value in values.items()
    )


def exponential(mean_s: float) -> str:
    """An exponential law as a planner writes it."""
    return f'{{ exponential = "{mean_s}s" }}'
