"""What must be said before numbers are believed: each rule a function, silent where all is well.

R1, R2 … are the numbers of this project's rules of honesty.
"""

from collections.abc import Iterator

import numpy as np

from sim.experiment.estimates import ONE_DAY, UNRELIABLE_BELOW
from sim.experiment.runs import Runs
from sim.experiment.words import amount, label, ranged
from sim.measure.register import HEADLINES

OFF_STATED = 0.05
SENSITIVE_FROM = 0.95


def warnings_on(runs: Runs) -> tuple[str, ...]:
    """Everything a reader of these runs must be told, in the order of the rules."""
    rules = (
        too_few,
        imprecise,
        of_the_plan,
        off_the_stated_volume,
        very_busy,
        never_seen,
        without_spread,
    )
    return tuple(text for rule in rules for text in rule(runs))


def too_few(runs: Runs) -> Iterator[str]:
    """An average needs several days, an interval ten."""
    if runs.n == 1:
        yield f"{ONE_DAY}: no intervals; play at least {UNRELIABLE_BELOW} replications"
    elif runs.n < UNRELIABLE_BELOW:
        yield f"interval unreliable: n={runs.n}; play at least {UNRELIABLE_BELOW} replications"


def imprecise(runs: Runs) -> Iterator[str]:
    """A headline KPI that is known to no better than 10 % of itself."""
    for kpi in _headlines(runs):
        found = runs.estimate(kpi)
        if found.imprecise and "imprecise" in found.note:
            advice = found.note[found.note.index("imprecise") :]
            value = ranged(found.value, found.low, found.high, found.unit, runs.plan.currency)
            yield f"{label(kpi)} {value}: {advice}"


def of_the_plan(runs: Runs) -> Iterator[str]:
    """R6 and others: what the check of the scenario wished to say."""
    yield from runs.plan.warnings


def off_the_stated_volume(runs: Runs) -> Iterator[str]:
    """Simulated contacts of a reason that are not those the planner stated.

    Of a base alone: a variant keeps the base's cases, so its contacts may well differ.
    """
    if runs.scenario.changes:
        return
    calendar = runs.plan.demand.calendar
    begin_s, end_s = calendar.measured_s
    days = (end_s - begin_s) / calendar.day_s if calendar.always_open else 1.0
    for reason, per_day in zip(
        runs.plan.names.reasons, runs.plan.yardsticks.stated_contacts, strict=True
    ):
        stated, scope = per_day * days, f"reason:{reason}"
        if not stated > 0 or not runs.has("contacts", scope):
            continue
        found = runs.estimate("contacts", scope)
        by_chance = found.low <= stated <= found.high
        if abs(found.value / stated - 1) > OFF_STATED and not by_chance:
            yield (
                f"{reason}: {found.value:,.0f} contacts simulated, {stated:,.0f} stated "
                f"({found.value / stated - 1:+.0%}); adjust first_contacts or returns"
            ).replace("-", "−")


def very_busy(runs: Runs) -> Iterator[str]:
    """Next to saturation a little more volume moves the waits a lot."""
    for team in runs.plan.names.teams:
        scope = f"team:{team}"
        if runs.has("occupancy", scope):
            occupancy = runs.estimate("occupancy", scope).value
            if occupancy > SENSITIVE_FROM:
                share = amount(occupancy, "share")
                yield (
                    f"team {team} is busy {share} of its time: very sensitive, "
                    "±1 % demand may move waits by ±20 % or more"
                )


def never_seen(runs: Runs) -> Iterator[str]:
    """Nothing seen does not mean never."""
    for kpi in (*_headlines(runs), "abandonment_rate"):
        if runs.has(kpi):
            found = runs.estimate(kpi)
            if "fewer than 3/" in found.note:
                yield f"{label(kpi)}: {found.note}"


def without_spread(runs: Runs) -> Iterator[str]:
    """Replications that are alike, all of them or some."""
    if runs.n == 1:
        return
    sums = np.concatenate([runs.numerators, runs.denominators], axis=1)
    if (sums == sums[0]).all():
        yield "all replications gave the same numbers: deterministic, or nothing happens in it"
    elif len(set(runs.tapes)) < runs.n:
        again = runs.n - len(set(runs.tapes))
        yield f"{again} of {runs.n} replications had the customers of another: count them once"


def _headlines(runs: Runs) -> list[str]:
    return [kpi for kpi in HEADLINES if runs.has(kpi)]
