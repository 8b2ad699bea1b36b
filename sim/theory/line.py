"""The line behind a team that is busy, contact by contact.

Model: while no agent is free, contacts join at a constant rate, the team finishes at a
constant rate whatever waits, and each waiting contact abandons at a constant rate: a
birth-death chain over the number waiting. Every Erlang model and the chat model end in
this line and differ only in how often the team is all busy.

Method: the chance that i wait is a product of i ratios, summed in logarithms and scaled
by its largest. The wait of a contact that finds i ahead is a sum of i + 1 exponentials of
rates F, F + Q, ..., F + iQ (F: the team finishes, Q: one contact quits); exp(-Q wait) then
follows the Beta law with parameters F/Q and i + 1, whence every figure below in closed form.

Truncation: where the chance has fallen to exp(-60) of its largest.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammainc

Array = NDArray[np.float64]

LONGEST = 20_000_000
NEGLIGIBLE = -60.0


@dataclass(frozen=True, eq=False)
class WaitingLine:
    """The line while the team is all busy; `shares[i]` is the chance that it is and i wait."""

    shares: Array
    joins_per_s: float
    finish_per_s: float
    quit_per_s: float
    blocked_share: float

    @cached_property
    def _joining(self) -> Array:
        """Chance that a contact is admitted and finds i ahead of it in the line."""
        return self.shares[:-1] if self.blocked_share else self.shares

    @cached_property
    def _rates_after(self) -> Array:
        """How fast the line shortens with 1, 2, ... contacts in it."""
        return self.finish_per_s + self.quit_per_s * np.arange(1.0, len(self._joining) + 1)

    @cached_property
    def _answered(self) -> Array:
        """Chance that a contact is admitted, finds i ahead and is answered."""
        return self._joining * (self.finish_per_s / self._rates_after)

    @cached_property
    def wait_share(self) -> float:
        """Chance that the team is all busy."""
        return float(self.shares.sum())

    @cached_property
    def queue_mean(self) -> float:
        """Mean number waiting."""
        return float(self.shares @ np.arange(len(self.shares)))

    @cached_property
    def abandonment_rate(self) -> float:
        """Abandoned / offered: the line shortens by quitting queue_mean times a second each."""
        return self.quit_per_s * self.queue_mean / self.joins_per_s

    @property
    def wait_mean_s(self) -> float:
        """Mean wait of the admitted, by Little's law."""
        return self.queue_mean / (self.joins_per_s * (1.0 - self.blocked_share))

    @property
    def asa_s(self) -> float:
        """Mean wait of the answered; NaN if none is."""
        answered = 1.0 - self.wait_share + float(self._answered.sum())
        if answered <= 0.0:
            return float("nan")
        waits_s = np.cumsum(1.0 / self._rates_after)
        return float(self._answered @ waits_s) / answered

    def answered_within(self, threshold_s: float) -> float:
        """Answered within so many seconds / offered."""
        ahead = np.arange(1.0, len(self._joining) + 1)
        if self.quit_per_s == 0.0:
            in_time = gammainc(ahead, self.finish_per_s * threshold_s)
        else:
            gone = -np.expm1(-self.quit_per_s * threshold_s)
            in_time = betainc(ahead, self.finish_per_s / self.quit_per_s + 1.0, gone)
        return 1.0 - self.wait_share + float(self._answered @ in_time)


def waiting_line(
    free_per_busy: float,
    joins_per_s: float,
    finish_per_s: float,
    quit_per_s: float,
    places: int | None,
) -> WaitingLine:
    """Form the line of a team that has an agent free `free_per_busy` times as long as it is
    all busy with nobody waiting. `places` limits who may wait; None is no limit.

    Raises ValueError when more than 20 million contacts would have to be followed.
    """
    logs = _log_chances(joins_per_s, finish_per_s, quit_per_s, places)
    largest = float(logs.max())
    chances = np.exp(logs - largest)
    shares = chances / (float(np.exp(-largest)) * free_per_busy + chances.sum())
    is_full = places is not None and len(shares) == places + 1
    blocked_share = float(shares[-1]) if is_full else 0.0
    return WaitingLine(shares, joins_per_s, finish_per_s, quit_per_s, blocked_share)


def _log_chances(
    joins_per_s: float, finish_per_s: float, quit_per_s: float, places: int | None
) -> Array:
    """Logarithm of the chance that i wait relative to nobody, until it is negligible."""
    length = LONGEST if places is None else min(places, LONGEST)
    logs = np.zeros(1)
    block = 1_000
    while len(logs) <= length:
        first = len(logs)
        waiting = np.arange(first, min(first + block, length + 1), dtype=float)
        steps = np.log(joins_per_s) - np.log(finish_per_s + quit_per_s * waiting)
        logs = np.concatenate([logs, logs[-1] + np.cumsum(steps)])
        if steps[-1] < 0.0 and logs[-1] < logs.max() + NEGLIGIBLE:
            return logs
        block *= 2
    if length == LONGEST:
        raise ValueError(f"the line is followed to {LONGEST} contacts only: this one is longer")
    return logs
