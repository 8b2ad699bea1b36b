"""Replications of a steady-state scenario, and how far their figures lie from exact ones.

One replication is one observation. A ratio is a sum over a sum, and its standard error comes
from the replications' residuals (numerator − ratio × denominator), never from single contacts.
"""

from dataclasses import dataclass
from math import isfinite, sqrt
from zlib import crc32

import numpy as np
from scipy import stats

import sim
from sim.centre.play import play
from sim.measure import measure
from sim.plan import plan as plan_of
from sim.tape import draw

MOST_CONTACTS = 200_000
FEWEST_REPLICATIONS = 20
MOST_ERRORS = 4.0


@dataclass(frozen=True)
class Estimate:
    """A figure over replications: its value, standard error and 95 % half-width."""

    name: str
    value: float
    error: float
    replications: int

    @property
    def half_width(self) -> float:
        return float(stats.t.ppf(0.975, self.replications - 1)) * self.error

    def errors_from(self, exact: float) -> float:
        """How many standard errors it lies above an exact figure."""
        return (self.value - exact) / self.error

    def says(self, exact: float) -> str:
        return (
            f"{self.name}: simulated {self.value:.5g} ± {self.half_width:.2g} (95 %, "
            f"{self.replications} replications), exact {exact:.5g}, "
            f"{self.errors_from(exact):+.2f} standard errors"
        )


class Played:
    """All replications of one plan, measured."""

    def __init__(self, plan, tallies):
        self._place = {figure: place for place, figure in enumerate(tallies[0].layout)}
        self._above = np.array([tally.numerators for tally in tallies])
        self._below = np.array([tally.denominators for tally in tallies])
        self.replications = len(tallies)
        calendar = plan.demand.calendar
        self.window_s = calendar.measured_s[1] - calendar.measured_s[0]

    def kpi(self, name, scope="all"):
        """A KPI as the register defines it, as a ratio of sums."""
        place = self._place[name, scope]
        label = name if scope == "all" else f"{name} of {scope}"
        return self._ratio(label, self._above[:, place], self._below[:, place])

    def share(self, of, among, scope="all"):
        """One total over another, such as blocked ÷ offered."""
        above, below = self._place[of, scope], self._place[among, scope]
        return self._ratio(f"{of} ÷ {among}", self._above[:, above], self._above[:, below])

    def rate_per_s(self, of, scope="all"):
        """A total per second of the measured window."""
        place = self._place[of, scope]
        seconds = np.full(self.replications, self.window_s)
        return self._ratio(f"{of} per second", self._above[:, place], seconds)

    def _ratio(self, name, above, below):
        return ratio_of_sums(name, above, below)


def ratio_of_sums(name, above, below):
    """Sum over sum, of as many numbers each as there are replications."""
    ratio, count = above.sum() / below.sum(), len(below)
    squares = float(((above - ratio * below) ** 2).sum())
    error = sqrt(squares * count / (count - 1)) / float(below.sum())
    return Estimate(name, float(ratio), error, count)


def planned(text, folder=None):
    """The plan of a scenario written in TOML."""
    return plan_of(sim.from_text(text, folder=folder))


def seed_of(text):
    """Customers of its own for each scenario, always the same: no two tests share their luck."""
    return crc32(text.encode())


def logs_of(plan, text, replications):
    """The logs of every replication; refuses to spend more than the issue allows."""
    assert replications >= FEWEST_REPLICATIONS
    contacts = 0
    for replication in range(replications):
        tape = draw(plan.demand, seed=seed_of(text), replication=replication)
        logs = play(plan, tape)
        contacts += len(logs.contacts["row"])
        yield logs
    assert contacts <= MOST_CONTACTS, f"{contacts} contacts"


def played(text, replications, folder=None):
    """A scenario played and measured."""
    plan = planned(text, folder)
    return Played(plan, [measure(logs, plan) for logs in logs_of(plan, text, replications)])


def check(estimate, exact, precision):
    """Within 4 standard errors of the exact figure, and precise enough for that to mean much.

    precision   largest half-width, as a share of the exact figure
    """
    said = estimate.says(exact)
    assert isfinite(estimate.value), said
    assert 0.0 < estimate.half_width <= precision * abs(exact), f"imprecise: {said}"
    assert abs(estimate.errors_from(exact)) <= MOST_ERRORS, said


HEAD = """
title = "an oracle"

[horizon]
lasts = "{hours}h"
warm_up = "{warm_up}"

[difficulty]
in_handle_time = 0.0
in_bot = 0.0
in_resolution = 0.0
"""


def plain_queue(
    *,
    hours,
    per_hour,
    agents,
    handle,
    patience=None,
    limit=None,
    warm_up="1h",
):
    """One reason on the phone, one team."""
    waits = [f"patience = {patience}"] if patience else []
    limits = [f"limit = {limit}"] if limit is not None else []
    more = "\n".join(waits + limits)
    return f"""{HEAD.format(hours=hours, warm_up=warm_up)}
[channels.voice]
service_level = {{ within = "20s" }}
{more}

[reasons.order]
volume = {{ cases_per_hour = {per_hour} }}
mix = {{ voice = 1.0 }}
route = ["desk"]
handle_time = {handle}

[teams.desk]
channels = ["voice"]
agents = {agents}
"""
