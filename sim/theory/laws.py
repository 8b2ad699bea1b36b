"""Laws of handle time and of patience, with what the formulas ask of them.

Each law knows its mean, its second moment, the chance to exceed a time, and the mean of
the shorter of itself and a time (the integral of that chance). All are closed forms; no
law here is sampled.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import gamma, inf, log, log1p, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincc, ndtr

from sim.theory.arguments import check_count, check_positive, check_share, refuse

Array = NDArray[np.float64]
OfTime = Callable[[Array], Array]


@dataclass(frozen=True)
class Law:
    """A law of a time of 0 or more, in seconds. Made by the functions of this module."""

    name: str
    mean_s: float
    second_moment_s2: float
    exceeds: OfTime = field(repr=False, compare=False)
    """Chance to exceed each of these times."""
    mean_up_to: OfTime = field(repr=False, compare=False)
    """Mean of the shorter of the law and each of these times, seconds."""
    corners_s: tuple[float, ...] = ()
    """Where `exceeds` jumps or bends, for whoever integrates it."""

    @property
    def cv(self) -> float:
        """Coefficient of variation: standard deviation / mean."""
        return sqrt(max(0.0, self.second_moment_s2 / self.mean_s**2 - 1.0))


def constant(mean_s: float) -> Law:
    """Take `mean_s` seconds, always. Raises ValueError unless above 0."""
    check_positive(mean_s=mean_s)

    def exceeds(time_s: Array) -> Array:
        return np.where(time_s < mean_s, 1.0, 0.0)

    def mean_up_to(time_s: Array) -> Array:
        return np.minimum(time_s, mean_s)

    return Law("constant", mean_s, mean_s**2, exceeds, mean_up_to, (mean_s,))


def exponential(mean_s: float) -> Law:
    """Memoryless with mean `mean_s` seconds. Raises ValueError unless above 0."""
    return hyperexponential(1.0, mean_s, mean_s, name="exponential")


def hyperexponential(
    first_share: float, first_mean_s: float, other_mean_s: float, *, name: str = "hyperexponential"
) -> Law:
    """Exponential with one mean for a share of contacts and another for the rest; seconds.

    Raises ValueError for a share outside 0 to 1 or a mean not above 0.
    """
    check_share(first_share=first_share)
    check_positive(first_mean_s=first_mean_s, other_mean_s=other_mean_s)
    mixture = ((first_share, first_mean_s), (1.0 - first_share, other_mean_s))

    def exceeds(time_s: Array) -> Array:
        return np.asarray(sum(share * np.exp(-time_s / mean_s) for share, mean_s in mixture))

    def mean_up_to(time_s: Array) -> Array:
        parts = (-share * mean_s * np.expm1(-time_s / mean_s) for share, mean_s in mixture)
        return np.asarray(sum(parts))

    mean_s = sum(share * mean_s for share, mean_s in mixture)
    second_s2 = sum(2.0 * share * mean_s**2 for share, mean_s in mixture)
    return Law(name, mean_s, second_s2, exceeds, mean_up_to)


def erlang(mean_s: float, stages: int) -> Law:
    """Add up `stages` equal exponential stages, `mean_s` seconds in all.

    Raises ValueError for a mean not above 0 or fewer than one stage.
    """
    check_count(1, stages=stages)
    return _gamma("erlang", mean_s, float(stages))


def gamma_law(mean_s: float, cv: float) -> Law:
    """Gamma by its mean in seconds and coefficient of variation; ValueError unless above 0."""
    check_positive(cv=cv)
    return _gamma("gamma", mean_s, 1.0 / cv**2)


def _gamma(name: str, mean_s: float, shape: float) -> Law:
    check_positive(mean_s=mean_s)
    scale_s = mean_s / shape

    def exceeds(time_s: Array) -> Array:
        return np.asarray(gammaincc(shape, time_s / scale_s))

    def mean_up_to(time_s: Array) -> Array:
        below = mean_s * gammainc(shape + 1.0, time_s / scale_s)
        return np.asarray(below + time_s * exceeds(time_s))

    return Law(name, mean_s, mean_s**2 * (1.0 + 1.0 / shape), exceeds, mean_up_to)


def weibull(mean_s: float, shape: float) -> Law:
    """Weibull by its mean in seconds and shape (below 1: the hazard falls).

    Raises ValueError unless both are above 0, and for a shape below 0.1, whose tail
    leaves the range of floats.
    """
    check_positive(mean_s=mean_s, shape=shape)
    if shape < 0.1:
        raise refuse("shape", shape, "must be 0.1 or more")
    scale_s = mean_s / gamma(1.0 + 1.0 / shape)

    def exceeds(time_s: Array) -> Array:
        return np.exp(-((time_s / scale_s) ** shape))

    def mean_up_to(time_s: Array) -> Array:
        return mean_s * np.asarray(gammainc(1.0 / shape, (time_s / scale_s) ** shape))

    second_s2 = scale_s**2 * gamma(1.0 + 2.0 / shape)
    return Law("weibull", mean_s, second_s2, exceeds, mean_up_to)


def lognormal(mean_s: float, cv: float) -> Law:
    """Lognormal by its own mean in seconds and coefficient of variation.

    Raises ValueError unless both are above 0.
    """
    check_positive(mean_s=mean_s, cv=cv)
    spread = sqrt(log1p(cv**2))
    centre = log(mean_s) - spread**2 / 2.0

    def score(time_s: Array) -> Array:
        with np.errstate(divide="ignore"):
            return (np.log(time_s) - centre) / spread

    def exceeds(time_s: Array) -> Array:
        return np.asarray(ndtr(-score(time_s)))

    def mean_up_to(time_s: Array) -> Array:
        below = mean_s * ndtr(score(time_s) - spread)
        return np.asarray(below + time_s * exceeds(time_s))

    return Law("lognormal", mean_s, mean_s**2 * (1.0 + cv**2), exceeds, mean_up_to)


def uniform(low_s: float, high_s: float) -> Law:
    """Anything from `low_s` to `high_s` seconds, evenly.

    Raises ValueError unless 0 <= low_s < high_s.
    """
    if not 0.0 <= low_s < high_s < inf:
        raise refuse("low_s, high_s", (low_s, high_s), "must be 0 <= low_s < high_s")
    width_s = high_s - low_s

    def exceeds(time_s: Array) -> Array:
        return np.clip((high_s - time_s) / width_s, 0.0, 1.0)

    def mean_up_to(time_s: Array) -> Array:
        inside_s = np.clip(time_s - low_s, 0.0, width_s)
        return np.minimum(time_s, low_s) + inside_s * (1.0 - inside_s / (2.0 * width_s))

    mean_s = (low_s + high_s) / 2.0
    return Law(
        "uniform", mean_s, mean_s**2 + width_s**2 / 12.0, exceeds, mean_up_to, (low_s, high_s)
    )


def balking(at_once_share: float, patience: Law) -> Law:
    """Let a share leave the moment it would have to wait; the rest has this patience.

    Raises ValueError for a share outside 0 to 1, or of 1, which leaves nobody to wait.
    """
    check_share(at_once_share=at_once_share)
    if at_once_share == 1.0:
        raise refuse("at_once_share", at_once_share, "must be below 1")
    stay = 1.0 - at_once_share

    def exceeds(time_s: Array) -> Array:
        return stay * patience.exceeds(time_s)

    def mean_up_to(time_s: Array) -> Array:
        return stay * patience.mean_up_to(time_s)

    second_s2 = stay * patience.second_moment_s2
    name = f"balking or {patience.name}"
    return Law(name, stay * patience.mean_s, second_s2, exceeds, mean_up_to, patience.corners_s)
