"""Quantiles of every family of laws, by inversion: a scale times the quantile of a unit law.

The functions behind them come from `scipy.special`, whose scalar loops give the same bits on
every processor; NumPy's vectorised `exp` and `log` do not. Laws of one shape share their unit
law, so one quantile serves them all. `sim.tape.laws` holds the same units for one number each.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import special

Floats = NDArray[np.float64]


class Unit(NamedTuple):
    """A law but for its scale: which family, and two numbers that its quantile needs."""

    family: str
    a: float
    b: float
    zero_share: float


def unit_and_scale(family: str, mean: float, shape: float, zero_share: float) -> tuple[Unit, float]:
    """The unit law behind a law, and what to multiply its quantiles by."""
    a = b = 0.0
    scale = mean
    if family == "lognormal":
        sigma2 = float(special.log1p(shape * shape))
        a, b = float(np.sqrt(sigma2)), sigma2 / 2.0
    elif family == "gamma":
        a = 1.0 / (shape * shape)
        scale = mean / a
    elif family == "weibull":
        a = 1.0 / shape
        scale = mean / float(special.gamma(1.0 + 1.0 / shape))
    elif family == "uniform":
        a = shape
    return Unit(family, a, b, zero_share), scale


def quantile(family: str, mean: float, shape: float, zero_share: float, u: Floats) -> Floats:
    """Values below which a share `u` of a law lies; for the rest see `Law`."""
    unit, scale = unit_and_scale(family, mean, shape, zero_share)
    inverse = _INVERSES[family]
    if zero_share == 0.0:
        return inverse(np.asarray(u, dtype=np.float64), unit.a, unit.b) * scale
    rest = (u - zero_share) / (1.0 - zero_share)
    positive = inverse(np.maximum(rest, 2.0**-54), unit.a, unit.b) * scale
    return np.where(rest > 0.0, positive, 0.0)


def one(share: float) -> Floats:
    """An array of one share."""
    return np.array([share])


def _constant(u: Floats, _a: float, _b: float) -> Floats:
    return np.ones_like(u)


def _exponential(u: Floats, _a: float, _b: float) -> Floats:
    # A uniform and one minus it are both exact, and a logarithm takes half as long as log1p.
    return -_log(1.0 - u)


def _lognormal(u: Floats, sigma: float, half_variance: float) -> Floats:
    return _exp(sigma * np.asarray(special.ndtri(u)) - half_variance)


def _gamma(u: Floats, shape: float, _b: float) -> Floats:
    return np.asarray(special.gammaincinv(shape, u), dtype=np.float64)


def _weibull(u: Floats, exponent: float, _b: float) -> Floats:
    with np.errstate(divide="ignore"):
        return _exp(_log(_exponential(u, 0.0, 0.0)) * exponent)


def _uniform(u: Floats, half_width_share: float, _b: float) -> Floats:
    return np.asarray(1.0 + half_width_share * (2.0 * u - 1.0), dtype=np.float64)


def _exp(x: Floats) -> Floats:
    return np.asarray(special.inv_boxcox(x, 0.0), dtype=np.float64)


def _log(x: Floats) -> Floats:
    return np.asarray(special.boxcox(x, 0.0), dtype=np.float64)


_INVERSES = {
    "constant": _constant,
    "exponential": _exponential,
    "lognormal": _lognormal,
    "gamma": _gamma,
    "weibull": _weibull,
    "uniform": _uniform,
}

FAMILIES = tuple(_INVERSES)
"""Families by number, for compiled code."""
