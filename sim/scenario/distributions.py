"""Laws of positive quantities: how a planner writes one, its moments, its quantiles.

A law is `zero_share` of mass at zero plus a family. It is turned into values by inversion
of one uniform, so that one mark gives the value under every law it could be asked for.

The functions behind the quantiles come from `scipy.special`, whose scalar loops give the
same bits on every processor; NumPy's vectorised `exp` and `log` do not.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]


def _exp(x: Floats) -> Floats:
    return np.asarray(special.inv_boxcox(x, 0.0), dtype=np.float64)


def _log(x: Floats) -> Floats:
    return np.asarray(special.boxcox(x, 0.0), dtype=np.float64)


def _unit_exponential(u: Floats) -> Floats:
    return np.asarray(-special.log1p(-u), dtype=np.float64)


def _power(x: Floats, exponent: float) -> Floats:
    with np.errstate(divide="ignore"):
        return _exp(_log(x) * exponent)


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
        inverse = _INVERSES[self.family]
        if self.zero_share == 0.0:
            return inverse(np.asarray(u, dtype=np.float64), self.mean, self.shape)
        rest = (u - self.zero_share) / (1.0 - self.zero_share)
        positive = inverse(np.maximum(rest, 2.0**-54), self.mean, self.shape)
        return np.where(rest > 0.0, positive, 0.0)

    @property
    def overall_mean(self) -> float:
        """Mean with the mass at zero counted."""
        return self.mean * (1.0 - self.zero_share)

    def percentile(self, share: float) -> float:
        """One quantile as a plain number: `percentile(0.5)` is the median."""
        return float(self.quantile(np.array([share]))[0])

    def scaled(self, factor: float) -> "Law":
        """The law of `factor` times the quantity."""
        return Law(self.family, self.mean * factor, self.shape, self.zero_share)


def _constant(u: Floats, mean: float, _shape: float) -> Floats:
    return np.full_like(u, mean)


def _exponential(u: Floats, mean: float, _shape: float) -> Floats:
    return mean * _unit_exponential(u)


def _lognormal(u: Floats, mean: float, cv: float) -> Floats:
    sigma2 = float(special.log1p(cv * cv))
    sigma = float(np.sqrt(sigma2))
    return mean * _exp(sigma * np.asarray(special.ndtri(u)) - sigma2 / 2.0)


def _gamma(u: Floats, mean: float, cv: float) -> Floats:
    shape = 1.0 / (cv * cv)
    return np.asarray(special.gammaincinv(shape, u) * (mean / shape), dtype=np.float64)


def _weibull(u: Floats, mean: float, shape: float) -> Floats:
    scale = mean / float(special.gamma(1.0 + 1.0 / shape))
    return scale * _power(_unit_exponential(u), 1.0 / shape)


def _uniform(u: Floats, mean: float, half_width_share: float) -> Floats:
    return mean * (1.0 + half_width_share * (2.0 * u - 1.0))


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

_INVERSES = {
    "constant": _constant,
    "exponential": _exponential,
    "lognormal": _lognormal,
    "gamma": _gamma,
    "weibull": _weibull,
    "uniform": _uniform,
}
