"""What a check against exact models found, what chance alone would have done, and the verdict."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import copysign, inf, isnan, sqrt

from sim.experiment.jackknife import t_of
from sim.experiment.words import label, where
from sim.verification.chance import any_beyond, largest_exceeded, rms_exceeded, rms_expected

MOST_ERRORS = 4
"""|z| up to which a figure is met."""

PRECISE = 0.01
"""Half-width, as a share of the figure, that a thorough check must reach."""

RARELY = 0.001
"""Chance with which a right simulator may exceed the largest root mean square."""


@dataclass(frozen=True)
class Row:
    """A figure beside its exact value."""

    model: str
    """Name of the model."""
    kpi: str
    """Name in the register of KPIs."""
    scope: str
    """Scope of the KPI."""
    over: str
    """The total that this total is divided by; empty for a KPI as it stands."""
    unit: str
    """Unit of the figure."""
    exact: float
    """What mathematics says."""
    simulated: float
    """Sum of the numerators ÷ sum of the denominators over the replications; nan without data."""
    error: float
    """Standard error over the replications (jackknife)."""
    replications: int
    """Replications of the model."""

    @property
    def figure(self) -> str:
        """The figure in words."""
        share = f" ÷ {label(self.over)}" if self.over else ""
        return f"{label(self.kpi)}{share}{where(self.scope)}"

    @property
    def z(self) -> float:
        """(simulated − exact) ÷ standard error; infinite where nothing varies but all is wrong."""
        away = self.simulated - self.exact
        if self.error == 0:
            return copysign(inf, away) if away else 0.0
        return away / self.error

    @property
    def half_width(self) -> float:
        """Half of the 95 % interval, as a share of the exact value."""
        return t_of(self.replications - 1, 1) * self.error / abs(self.exact)

    @property
    def is_met(self) -> bool:
        """Whether it lies within 4 standard errors; a figure without data does not."""
        return abs(self.z) <= MOST_ERRORS


@dataclass(frozen=True)
class Verification:
    """Figures of some models as an engine plays them, and whether they are the exact ones."""

    rows: tuple[Row, ...]
    """A figure each, model by model."""
    engine: str
    """Engine that played."""
    seed: int
    """Seed of all tapes."""
    is_thorough: bool
    """Whether every figure was to be known to 1 %."""

    @property
    def missed(self) -> tuple[Row, ...]:
        """Figures more than 4 standard errors from their exact value."""
        return tuple(row for row in self.rows if not row.is_met)

    @property
    def imprecise(self) -> tuple[Row, ...]:
        """Figures that a thorough check still does not know to 1 %; none of a plain one."""
        return tuple(row for row in self.rows if self.is_thorough and not row.half_width <= PRECISE)

    @property
    def largest(self) -> Row:
        """The figure farthest out; one without data is farther than any."""
        return max(self.rows, key=lambda row: inf if isnan(row.z) else abs(row.z))

    @property
    def rms(self) -> float:
        """Root mean square of all z; nan where a figure has no data."""
        return sqrt(sum(row.z**2 for row in self.rows) / len(self.rows))

    @property
    def rms_at_most(self) -> float:
        """The root mean square that a right simulator exceeds once in 1,000 checks."""
        return rms_exceeded(RARELY, self._freedoms, tuple(self._of_models.values()))

    @property
    def is_met(self) -> bool:
        """Whether every figure is met, precisely enough if asked for, and all of them together."""
        return not (self.missed or self.imprecise) and self.rms <= self.rms_at_most

    @property
    def verdict(self) -> tuple[str, ...]:
        """What was found, what chance does, and what follows: a line each."""
        return (self._found(), self._chance(), self._met() if self.is_met else self._not_met())

    @property
    def _freedoms(self) -> tuple[int, ...]:
        return tuple(row.replications - 1 for row in self.rows)

    @property
    def _of_models(self) -> Counter[str]:
        return Counter(row.model for row in self.rows)

    def _found(self) -> str:
        far = self.largest
        return (
            f"{_count(len(self.rows), 'figure')} of {_count(len(self._of_models), 'exact model')}, "
            f"{self.engine} engine, seed {self.seed}: largest |z| {abs(far.z):.2f} ({far.model}, "
            f"{far.figure}), root mean square of z {self.rms:.2f}."
        )

    def _chance(self) -> str:
        half, rare = (largest_exceeded(chance, self._freedoms) for chance in (0.5, 0.05))
        return (
            f"By chance alone: root mean square about {rms_expected(self._freedoms):.2f}, once in "
            f"1,000 checks above {self.rms_at_most:.2f}; largest |z| of so many independent "
            f"figures about {half:.1f}, once in 20 checks above {rare:.1f}, above {MOST_ERRORS} "
            f"with probability {any_beyond(MOST_ERRORS, self._freedoms):.1g}."
        )

    def _met(self) -> str:
        widths = [row.half_width for row in self.rows]
        closer = "" if self.is_thorough else "; --thorough looks closer"
        return (
            f"Met: nothing here tells the simulator from the exact models. The figures are known "
            f"to within {100 * min(widths):.2g} to {100 * max(widths):.2g} % (95 %), and a defect "
            f"that moves them less would not be seen{closer}."
        )

    def _not_met(self) -> str:
        reasons = []
        if self.missed:
            text = f"more than {MOST_ERRORS} standard errors off"
            reasons.append(f"{_count(len(self.missed), 'figure')} {text} ({_models(self.missed)})")
        elif not self.rms <= self.rms_at_most:
            reasons.append("all figures together farther off than chance explains")
        if self.imprecise:
            text = f"not known to {PRECISE:.0%}".replace("%", " %")
            reasons.append(
                f"{_count(len(self.imprecise), 'figure')} {text} ({_models(self.imprecise)})"
            )
        return (
            f"NOT MET: {'; '.join(reasons)}. If another --seed agrees it was chance; if it fails "
            "alike it is a defect."
        )


def _models(rows: Sequence[Row]) -> str:
    return ", ".join(dict.fromkeys(row.model for row in rows))


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
