"""Laws for one mark at a time, as compiled code draws them: the bits of `scenario.quantiles`."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled import part
from sim.plan.flat import Table
from sim.scenario.quantiles import FAMILIES
from sim.tape.scalars import boxcox, gammaincinv, inv_boxcox, ndtr, ndtri
from sim.tape.streams import Keys, two_uniforms, uniform, whole

Floats = NDArray[np.float64]

_EXPONENTIAL, _LOGNORMAL, _GAMMA, _WEIBULL, _UNIFORM = map(
    FAMILIES.index, ("exponential", "lognormal", "gamma", "weibull", "uniform")
)
_SMALLEST = 2.0**-53


class Source(NamedTuple):
    """What values are made from: unit laws and values of `plan.flat`, keys [stream × day × 2]."""

    units: Table
    values: Table
    keys: Keys


class Address(NamedTuple):
    """Where a mark belongs: day played, number of the case in its reason and day, contact."""

    day: int
    case: int
    contact: int


class Bend(NamedTuple):
    """How a mark leans on hardness: hardness as a standard normal, strength, what is left."""

    hardness_z: float
    strength: float
    rest: float


FREE = Bend(0.0, 0.0, 1.0)
"""No leaning at all."""


@part
def unit_exponential(u: float) -> float:
    """The quantile of the exponential law with mean 1."""
    return -boxcox(1.0 - u, 0.0)


@part
def bent(u: float, bend: Bend) -> float:
    """A uniform's normal score, leaning on hardness through a Gaussian copula.

    The rest is (1 − strength²)^½, made with the tables: compilers disagree about its last bit.
    """
    score = ndtri(u)
    return score if bend.strength == 0.0 else bend.strength * bend.hardness_z + bend.rest * score


@part
def linked(u: float, bend: Bend) -> float:
    """A uniform that leans on hardness and stays uniform.

    Strength 0 returns `u` itself, so that a scenario without the link keeps every bit.
    """
    if bend.strength == 0.0:
        return u
    return min(max(ndtr(bent(u, bend)), _SMALLEST), 1.0 - _SMALLEST)


@part
def first_above(cumulated: Floats, reason: int, mark: float) -> int:
    """The first place whose cumulated share lies above a mark; a reason's last is infinite."""
    place = 0
    while mark >= cumulated[reason, place]:
        place += 1
    return place


@part
def _inverse(family: int, u: float, a: float, b: float) -> float:
    if family == _EXPONENTIAL:
        return unit_exponential(u)
    if family == _LOGNORMAL:
        return inv_boxcox(a * ndtri(u) - b, 0.0)
    if family == _GAMMA:
        return gammaincinv(a, u)
    if family == _WEIBULL:
        return inv_boxcox(boxcox(unit_exponential(u), 0.0) * a, 0.0)
    if family == _UNIFORM:
        return 1.0 + a * (2.0 * u - 1.0)
    return 1.0


@part
def unit_quantile(units: Table, unit: int, u: float, bend: Bend) -> float:
    """The quantile of a unit law at a uniform that leans on hardness."""
    family, a, b = units[unit]["family"], units[unit]["a"], units[unit]["b"]
    zero_share = units[unit]["zero_share"]
    if family == _LOGNORMAL and zero_share == 0.0:
        # A normal score is all it asks for: no way through the uniform, and none back.
        return inv_boxcox(a * bent(u, bend) - b, 0.0)
    mark = linked(u, bend)
    if zero_share != 0.0:
        rest = (mark - zero_share) / (1.0 - zero_share)
        if rest <= 0.0:
            return 0.0
        mark = max(rest, 2.0**-54)
    return _inverse(family, mark, a, b)


@part
def mark_of(source: Source, stream: int, at: Address) -> float:
    """The mark of an address."""
    return uniform(source.keys, whole(stream), at.day, at.case, at.contact)


@part
def two_marks(source: Source, first: int, second: int, at: Address) -> tuple[float, float]:
    """The marks of two streams at an address.

    They take little more time than one: a mark that may be looked at comes beside one that is.
    """
    streams, cases, contacts = (
        (whole(first), whole(second)),
        (at.case, at.case),
        (at.contact, at.contact),
    )
    return two_uniforms(source.keys, streams, at.day, cases, contacts)


@part
def mark_and_next(source: Source, stream: int, at: Address) -> tuple[float, float]:
    """The marks of an address and of the contact after it, in little more time than one."""
    streams, cases = (whole(stream), whole(stream)), (at.case, at.case)
    return two_uniforms(source.keys, streams, at.day, cases, (at.contact, at.contact + 1))


@part
def spread(
    source: Source,
    units: tuple[int, int],
    wanted: int,
    u: float,
    bend: Bend,
    factor: float,
    out: Floats,
    begin: int,
) -> None:
    """The wanted values of a range of unit laws, all from one mark `u`, times a factor.

    wanted   mask: a value is made if it shares a bit
    begin    where in `out` the row's values of this kind begin
    """
    for unit in range(whole(units[0]), whole(units[1])):
        if source.units[unit]["mask"] & wanted == 0:
            continue
        quantile = unit_quantile(source.units, unit, u, bend)
        first_value, end_value = source.units[unit]["first_value"], source.units[unit]["end_value"]
        for value in range(whole(first_value), whole(end_value)):
            if source.values[value]["mask"] & wanted:
                out[whole(begin) + whole(source.values[value]["at"])] = (
                    quantile * source.values[value]["scale"] * factor
                )
