"""Counting rows by class and scope, and adding classes up for the parts they belong to."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled
from sim.measure.classes import EVERYWHERE, NOWHERE
from sim.measure.passes.rows import I1, I2, I4, Bools, Counted
from sim.measure.scopes import KINDS
from sim.plan.plan import Ints

ALL, CHANNEL, REASON, SEGMENT, TEAM, TIER, BOT, QUEUE, INTERVAL = range(len(KINDS))
"""Number of each kind of scope: its place in `scopes.KINDS`."""


@compiled
def counted(
    rows: Counted, size: int, kinds: Ints, first: Ints, seen: Bools, sums: NDArray[np.int64]
) -> None:
    """Count the first so many rows, and add up their values, by class and scope.

    kinds   kinds of scope that are asked for, by number; `all` comes first
    first   [kind] place of the scope of code 0; code -1 falls into the place before it
    seen    [class] it occurred; only then is it set to 0, for most of the many never do
    sums    [class × (1 + value) × place] number of rows, then what is added up
    """
    of, values, codes = rows.of, rows.values, rows.codes
    everywhere = first[ALL]
    _clear(of, size, seen, sums)
    for row in range(size):
        sums[of[row], 0, everywhere] += 1
    for which in range(values.shape[0]):
        for row in range(size):
            sums[of[row], 1 + which, everywhere] += values[which, row]
    for j in range(1, kinds.size):
        kind = kinds[j]
        start = first[kind]
        for row in range(size):
            sums[of[row], 0, start + codes[kind, row]] += 1
        for which in range(values.shape[0]):
            for row in range(size):
                sums[of[row], 1 + which, start + codes[kind, row]] += values[which, row]


@compiled
def _clear(of: I2, size: int, seen: Bools, sums: NDArray[np.int64]) -> None:
    for row in range(size):
        one = of[row]
        if not seen[one]:
            seen[one] = True
            for which in range(sums.shape[1]):
                for place in range(sums.shape[2]):
                    sums[one, which, place] = 0


@compiled
def added_up(
    seen: Bools,
    sums: NDArray[np.int64],
    takes: I1,
    value: Ints,
    rows: Ints,
    narrow: Bools,
    sheet: Ints,
) -> None:
    """Add every class to the parts it belongs to.

    seen, sums   of `counted`
    takes, value, rows   of `classes.Classes`
    narrow   [place] of a scope that tells channels apart
    sheet    [row × place]
    """
    for one in range(seen.size):
        if not seen[one]:
            continue
        for part in range(rows.size):
            row, which, where = rows[part], value[part], takes[one, part]
            if where == NOWHERE:
                continue
            everywhere = where == EVERYWHERE
            for place in range(narrow.size):
                if everywhere or narrow[place]:
                    sheet[row, place] += sums[one, which, place]


@compiled
def to_rank(of: I2, values: Ints, ranks: I1, rows: I4) -> int:
    """Find the visits whose wait is ranked and is not 0; how many is returned.

    ranks   [class] in which scopes its waits are ranked
    """
    count = 0
    for row in range(of.size):
        rows[count] = row
        count += values[0, row] > 0 and ranks[of[row]] != NOWHERE
    return count


@compiled
def kept_to_rank(
    ranked: I4,
    of: I2,
    values: Ints,
    codes: I4,
    ranks: I1,
    kinds: Ints,
    first: Ints,
    narrow: Bools,
    waits: Ints,
    groups: I4,
) -> None:
    """Keep the waits that are ranked, each beside the places of the groups in which it is.

    ranked   rows, from `to_rank`
    kinds    kinds of scope in which waits are ranked, by number; `all` comes first
    waits    [ranked]
    groups   [ranked × kind] place, -1 where it is not ranked
    """
    for at in range(ranked.size):
        row = ranked[at]
        wide = ranks[of[row]] == EVERYWHERE
        waits[at] = values[0, row]
        for j in range(kinds.size):
            place = first[kinds[j]]
            if j > 0:
                place += codes[kinds[j], row]
            groups[at, j] = place if wide or narrow[place] else -1


@compiled
def quantiles(
    rising: Ints,
    waits: Ints,
    groups: I4,
    known: Ints,
    percents: Ints,
    above: Ints,
    due: Ints,
    found: Ints,
) -> None:
    """The smallest wait that at least so many percent of its group do not exceed, by group.

    rising    places of ranked waits in rising order; those of 0 are left out, so ranks are counted
              from above
    waits, groups   of `kept_to_rank`: what belongs to one wait lies together, for this pass comes
              upon waits in no order in which they lie
    known     [place] how many waits are known in a group, those of 0 included
    percents  rising
    above     [place] 0: how many waits have been passed
    due       [place] the last of the percents: which of them comes next
    found     [percent × place] the waits; where it is 0 nothing need be written
    """
    for at in range(rising.size - 1, -1, -1):
        row = rising[at]
        for j in range(groups.shape[1]):
            place = groups[row, j]
            if place < 0:
                continue
            which = due[place]
            # The rank rounds up, in whole numbers: no product such as 0.95 × 20 can slip above 19.
            while which >= 0 and (
                above[place] == known[place] - (percents[which] * known[place] + 99) // 100
            ):
                found[which, place] = waits[row]
                which -= 1
            due[place] = which
            above[place] += 1


@compiled
def binned(of: I2, values: Ints, bins: Ints, rows: Ints, histogram: Ints) -> None:
    """Count waits in bins.

    bins        upper edges, in ticks, belonging to their bin
    rows        [class] row of the histogram; its last is thrown away
    histogram   [row × bin]
    """
    for row in range(of.size):
        wait, at = values[0, row], 0
        while at < bins.size and bins[at] < wait:
            at += 1
        histogram[rows[of[row]], at] += 1
