"""The figures of one replication, from its logs, in one pass over each.

Sums are of integers (times in 2⁻²⁰ s, money in millionths), so neither the order of the rows nor
the number of processes can move a bit of them.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.centre.log import Logs
from sim.measure import sheet
from sim.measure.flows import flows
from sim.measure.scopes import asked_kinds
from sim.measure.sheet import Layout
from sim.plan.plan import Floats, Ints, Plan


@dataclass(frozen=True, eq=False)
class Tally:
    """What one replication measured: a numerator and a denominator for each KPI and scope.

    layout          (KPI, scope) of each figure, the same for all replications of one plan
    numerators      in the KPI's unit times the denominator's; of a quantile the quantile itself
    denominators    1 for totals and quantiles; 0 where there is no data, quantiles included
    flows           (from, to) → contacts that took this edge of the picture; missing is 0
    wait_histogram  [answered, abandoned × bin] visits of live channels by their wait
    """

    layout: Layout
    numerators: Floats
    denominators: Floats
    flows: dict[tuple[str, str], int]
    wait_histogram: Ints

    @cached_property
    def _places(self) -> dict[tuple[str, str], int]:
        return {figure: place for place, figure in enumerate(self.layout)}

    def value(self, kpi: str, scope: str = "all") -> float:
        """A figure; nan if there was no data."""
        place = self._places[kpi, scope]
        below = self.denominators[place]
        return float(self.numerators[place] / below) if below else float("nan")

    @property
    def values(self) -> Floats:
        """All figures, in the order of the layout; nan where there was no data."""
        no_data = np.full(len(self.layout), np.nan)
        some = self.denominators != 0.0
        values: Floats = np.divide(self.numerators, self.denominators, out=no_data, where=some)
        return values


def layout(plan: Plan, scopes: tuple[str, ...] | None = None) -> Layout:
    """Which figures a tally of this plan holds, in which order; `scopes` as in `measure`."""
    return sheet.layout(plan, asked_kinds(scopes))


def measure(logs: Logs, plan: Plan, scopes: tuple[str, ...] | None = None) -> Tally:
    """The figures of one play.

    scopes   kinds of scope to look by (all, channel, reason, …); None: every kind

    Raises UsageError for a kind that is not known.
    """
    # What is compiled is loaded when something is measured, not with the names of the figures.
    from sim.measure.summing import summed  # noqa: PLC0415
    from sim.measure.tables import tables  # noqa: PLC0415

    known = tables(plan, asked_kinds(scopes))
    sums = summed(logs, known)
    numerators, denominators = known.figures.read(sums.sheet)
    return Tally(
        layout=known.layout,
        numerators=numerators,
        denominators=denominators,
        flows=flows(sums.taken, known.picture.names),
        wait_histogram=sums.histogram,
    )
