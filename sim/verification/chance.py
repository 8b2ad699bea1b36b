"""How far off the figures of a right simulator lie by chance alone.

A figure over R replications lies z standard errors from its exact value; where the simulator is
right, z follows Student's t with R − 1 degrees of freedom (`freedoms`, one for each figure).
Figures of one model come from the same plays and lean on each other. The largest |z| of figures
that do is smaller than that of independent ones, so the chances here are on the safe side. The
root mean square scatters more; there k figures of which k_i belong to model i count for
k² ÷ Σ k_i² independent ones (Satterthwaite 1946, doi:10.2307/3002019).
"""

from collections.abc import Sequence
from math import prod, sqrt

from scipy.special import chdtri, stdtr


def rms_expected(freedoms: Sequence[int]) -> float:
    """Root mean square of z: that of Student's t, a little above 1."""
    return sqrt(sum(freedom / (freedom - 2) for freedom in freedoms) / len(freedoms))


def rms_exceeded(chance: float, freedoms: Sequence[int], of_models: Sequence[int]) -> float:
    """Root mean square that is exceeded with this chance; `of_models` counts figures by model."""
    independent = len(freedoms) ** 2 / sum(count**2 for count in of_models)
    return rms_expected(freedoms) * sqrt(float(chdtri(independent, chance)) / independent)


def any_beyond(z: float, freedoms: Sequence[int]) -> float:
    """Chance that at least one of independent figures lies more than z errors off."""
    return 1.0 - prod(2.0 * float(stdtr(freedom, z)) - 1.0 for freedom in freedoms)


def largest_exceeded(chance: float, freedoms: Sequence[int]) -> float:
    """|z| that the largest of independent figures exceeds with this chance."""
    low, high = 0.0, 1e3
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if any_beyond(middle, freedoms) > chance else (low, middle)
    return high
