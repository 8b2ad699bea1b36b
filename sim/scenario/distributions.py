"""Laws of positive quantities: how a planner writes one, its moments, its quantiles.

A law is `zero_share` of mass at zero plus a family. It is turned into values by inversion
of one uniform, so that one mark gives the value under every law it could be asked for.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
else:
    Floats = Any  # a scenario is read and checked without NumPy


@dataclass(frozen=True)
class Law:
    """A law of a positive quantity (seconds, or money for claims).

    family     one of `FAMILIES`
    mean       mean of the positive part
    shape      what else the family needs (its meaning stands in `FAMILIES`)
    zero_share probability of exactly zero
    """

    family: str
    mean: float
    shape: float = 1.0
    zero_share: float = 0.0

    def quantile(self, u: Floats) -> Floats:
        """Values below which a share `u` (in the open interval 0–1) of the law lies."""
        from sim.scenario.quantiles import quantile  # noqa: PLC0415  (see `Floats`)

        return quantile(self.family, self.mean, self.shape, self.zero_share, u)

    @property
    def overall_mean(self) -> float:
        """Mean with the mass at zero counted."""
        return self.mean * (1.0 - self.zero_share)

    def percentile(self, share: float) -> float:
        """One quantile as a plain number: `percentile(0.5)` is the median."""
        from sim.scenario.quantiles import one  # noqa: PLC0415  (see `Floats`)

        return float(self.quantile(one(share))[0])

    def scaled(self, factor: float) -> "Law":
        """The law of `factor` times the quantity."""
        return Law(self.family, self.mean * factor, self.shape, self.zero_share)


@dataclass(frozen=True)
class Family:
    """How a family is written: its second number, and the sentence a refusal shows."""

    shape: str
    example: str


FAMILIES = {
    "constant": Family("", '{ constant = "5m" }'),
    "exponential": Family("", '{ exponential = "3m" }'),
    "lognormal": Family("cv", '{ lognormal = { mean = "5m", cv = 0.9 } }'),
    "gamma": Family("cv", '{ gamma = { mean = "5m", cv = 0.7 } }'),
    "weibull": Family("shape", '{ weibull = { mean = "4m", shape = 0.8 } }'),
    "uniform": Family("half_width", '{ uniform = { from = "1m", to = "3m" } }'),
}
