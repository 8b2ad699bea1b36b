"""The states of a day's centre, and how they move: (waiting, busy) and (ahead, busy).

Model: as `days`. `Crew` holds the states of an interval, `Line` those of one contact that
waits in it; between intervals chances stand in a grid by both numbers, so that the next
interval may order them its own way.

Method: rates as sparse matrices, built in arrays.

Truncation: `places` in the queue. Chances below 1e-13 in all of more agents busy are merged
into the largest likely number.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, exp, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, csr_array

from sim.theory.uniformise import evolve

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Part = tuple[Flags, Numbers, Numbers, NDArray[np.floating]]

MERGED = 1e-13


@dataclass(frozen=True)
class Centre:
    """What the day is made of. Beyond the last interval nobody comes and staffing stays."""

    arrivals_per_s: tuple[float, ...]
    agents: tuple[int, ...]
    finish_per_s: float
    quit_per_s: float
    interval_s: float
    threshold_s: float
    places: int

    def comes_per_s(self, number: int) -> float:
        return self.arrivals_per_s[number] if number < len(self.agents) else 0.0

    def scheduled(self, number: int) -> int:
        return self.agents[min(number, len(self.agents) - 1)]

    def likely_room(self) -> int:
        """Take the peak of the queue's drift, and a margin of eight standard deviations."""
        queue = peak = 0.0
        for number, rate in enumerate(self.arrivals_per_s):
            drift = rate - self.scheduled(number) * self.finish_per_s
            if self.quit_per_s:
                fade = exp(-self.quit_per_s * self.interval_s)
                queue = queue * fade + drift / self.quit_per_s * (1.0 - fade)
            else:
                queue += drift * self.interval_s
            queue = max(queue, 0.0)
            peak = max(peak, queue)
        return 20 + ceil(peak + 8.0 * sqrt(peak + max(self.agents)))

    def restaffed(self, grid: Array, number: int) -> Array:
        """Chances by (waiting, busy) once the interval's agents have taken who waits."""
        waiting, busy = np.indices(grid.shape)
        starts = np.minimum(waiting, np.maximum(self.scheduled(number) - busy, 0))
        moved = np.zeros_like(grid)
        np.add.at(moved, (waiting - starts, busy + starts), grid)
        return moved

    def restaffed_ahead(self, grid: Array, number: int) -> tuple[Array, float]:
        """Do the same by (ahead of one contact, busy), and who was answered at this moment."""
        ahead, busy = np.indices(grid.shape)
        starts = np.maximum(self.scheduled(number) - busy, 0)
        stays = starts <= ahead
        moved = np.zeros_like(grid)
        np.add.at(moved, ((ahead - starts)[stays], (busy + starts)[stays]), grid[stays])
        return moved, float(grid[~stays].sum())


@dataclass(frozen=True, eq=False)
class Crew:
    """An interval's states (waiting, busy), without those that cannot be: nobody waits
    while fewer are busy than scheduled. `most` is the largest number busy.
    """

    centre: Centre
    comes_per_s: float
    scheduled: int
    most: int

    @classmethod
    def of(cls, centre: Centre, number: int, grid: Array) -> "Crew":
        scheduled = centre.scheduled(number)
        return cls(centre, centre.comes_per_s(number), scheduled, _most_busy(scheduled, grid))

    @cached_property
    def width(self) -> int:
        return self.most - self.scheduled + 1

    @cached_property
    def waiting(self) -> Numbers:
        some = np.repeat(np.arange(1, self.centre.places + 1), self.width)
        return np.concatenate([np.zeros(self.most + 1, dtype=np.int64), some])

    @cached_property
    def busy(self) -> Numbers:
        some = np.tile(np.arange(self.scheduled, self.most + 1), self.centre.places)
        return np.concatenate([np.arange(self.most + 1), some])

    def place(self, waiting: Numbers, busy: Numbers) -> Numbers:
        """Where these states stand in the flat order."""
        some = self.most + 1 + (waiting - 1) * self.width + busy - self.scheduled
        return np.where(waiting == 0, busy, some)

    def flat(self, grid: Array) -> Array:
        """Put the chances of the states in order; what is beyond `most` is merged into it."""
        merged = grid[:, : self.most + 1].copy()
        merged[:, -1] += grid[:, self.most + 1 :].sum(axis=1)
        return merged[self.waiting, self.busy]

    def grid(self, chances: Array) -> Array:
        grid = np.zeros((self.centre.places + 1, max(*self.centre.agents, self.most) + 1))
        grid[self.waiting, self.busy] = chances
        return grid

    @cached_property
    def is_joined(self) -> NDArray[np.bool_]:
        """States in which a contact that comes joins the queue."""
        return (self.busy >= self.scheduled) & (self.waiting < self.centre.places)

    @cached_property
    def moves(self) -> tuple[csr_array, Array]:
        """Rates between the states, and the rate of leaving each."""
        waiting, busy = self.waiting, self.busy
        starts = busy < self.scheduled
        comes = starts | self.is_joined
        takes_next = (waiting > 0) & (busy == self.scheduled)
        parts = (
            (comes, waiting + ~starts, busy + starts, np.full(len(busy), self.comes_per_s)),
            (busy > 0, waiting - takes_next, busy - ~takes_next, busy * self.centre.finish_per_s),
            (waiting > 0, waiting - 1, busy, waiting * self.centre.quit_per_s),
        )
        return _rates(len(busy), self.place, parts)

    def evolve(self, chances: Array, seconds: float) -> tuple[Array, Array]:
        return evolve(chances, *self.moves, seconds)

    @cached_property
    def line(self) -> "Line":
        return Line(self.centre, self.scheduled, self.most)

    def joined(self, chances: Array) -> Array:
        """Contacts per second that join the line, by the line's states: they stand in the
        same order as the states they come from.
        """
        return self.comes_per_s * chances[self.is_joined]

    @cached_property
    def moves_with_line(self) -> tuple[csr_array, Array]:
        """Rates of the states together with the line of contacts that have joined."""
        rates, leaving = self.moves
        line_rates, line_leaving = self.line.moves
        joins = np.nonzero(self.is_joined)[0]
        columns = np.arange(len(joins))
        values = np.full(len(joins), self.comes_per_s)
        shape = (len(leaving), len(line_leaving))
        both = block_array(
            [[rates, csr_array((values, (joins, columns)), shape=shape)], [None, line_rates]]
        )
        return csr_array(both), np.concatenate([leaving, line_leaving])

    def evolve_with_line(self, chances: Array, seconds: float) -> tuple[Array, Array]:
        """Move the states and the line, one behind the other, in one go."""
        return evolve(chances, *self.moves_with_line, seconds)


@dataclass(frozen=True, eq=False)
class Line:
    """States (ahead, busy) of a waiting contact: others ahead of it, agents busy."""

    centre: Centre
    scheduled: int
    most: int

    @classmethod
    def of(cls, centre: Centre, number: int, grid: Array) -> "Line":
        scheduled = centre.scheduled(number)
        return cls(centre, scheduled, _most_busy(scheduled, grid))

    @cached_property
    def width(self) -> int:
        return self.most - self.scheduled + 1

    @cached_property
    def ahead(self) -> Numbers:
        return np.repeat(np.arange(self.centre.places), self.width)

    @cached_property
    def busy(self) -> Numbers:
        return np.tile(np.arange(self.scheduled, self.most + 1), self.centre.places)

    def place(self, ahead: Numbers, busy: Numbers) -> Numbers:
        return ahead * self.width + busy - self.scheduled

    @cached_property
    def moves(self) -> tuple[csr_array, Array]:
        """Rates between the states, and the rate of leaving each, answered and gone included."""
        ahead, busy = self.ahead, self.busy
        takes_next = busy == self.scheduled
        finish_per_s = busy * self.centre.finish_per_s
        parts = (
            (~takes_next | (ahead > 0), ahead - takes_next, busy - ~takes_next, finish_per_s),
            (ahead > 0, ahead - 1, busy, ahead * self.centre.quit_per_s),
        )
        rates, _ = _rates(len(busy), self.place, parts)
        return rates, finish_per_s + (ahead + 1) * self.centre.quit_per_s

    def flat(self, grid: Array) -> Array:
        merged = grid[:, : self.most + 1].copy()
        merged[:, -1] += grid[:, self.most + 1 :].sum(axis=1)
        return merged[self.ahead, self.busy]

    def grid(self, chances: Array) -> Array:
        grid = np.zeros((self.centre.places, max(*self.centre.agents, self.most) + 1))
        grid[self.ahead, self.busy] = chances
        return grid

    def evolve(self, chances: Array, seconds: float) -> tuple[Array, Array]:
        return evolve(chances, *self.moves, seconds)

    def answered(self, spent_s: Array) -> float:
        """Contacts answered, from the seconds spent in each state: those first in line."""
        return self.scheduled * self.centre.finish_per_s * float(spent_s[0])


def _most_busy(scheduled: int, grid: Array) -> int:
    """Find the largest likely number of busy agents, at least the scheduled."""
    likely = np.nonzero(grid.sum(axis=0) > MERGED)[0]
    return max(scheduled, int(likely[-1]) if len(likely) else 0)


def _rates(
    size: int, place: Callable[[Numbers, Numbers], Numbers], parts: Sequence[Part]
) -> tuple[csr_array, Array]:
    """Each part says from which states one moves, to which two numbers, and how fast."""
    rows = np.concatenate([np.nonzero(where)[0] for where, *_ in parts])
    columns = np.concatenate([place(one[where], two[where]) for where, one, two, _ in parts])
    values = np.concatenate([rate[where] for where, _, _, rate in parts])
    leaving = np.zeros(size)
    np.add.at(leaving, rows, values)
    return csr_array((values, (rows, columns)), shape=(size, size)), leaving
