"""All changes at once against the sum of their parts: do they add up?"""

from collections.abc import Sequence

from sim.errors import UsageError
from sim.experiment.comparison import Effect
from sim.experiment.jackknife import influences, ratio, standard_error, t_of, with_data
from sim.experiment.runs import Row, Runs
from sim.experiment.words import around_zero, extent, label, where
from sim.measure.register import REGISTER
from sim.scenario.variant import Scenario, together


def levers(scenario: Scenario) -> dict[str, str]:
    """What a scenario changed: path and value after."""
    return {change.path: change.after for change in scenario.changes}


def whole_of(scenarios: Sequence[Scenario]) -> int | None:
    """Which of the scenarios makes all changes of at least two others, and no change besides."""
    changes = [levers(scenario) for scenario in scenarios]
    for at, candidate in enumerate(changes):
        others = [other for number, other in enumerate(changes) if number != at and other]
        paths = [path for other in others for path in other]
        apart = len(paths) == len(set(paths))
        if len(others) >= 2 and apart and set(paths) == set(candidate):
            return at
    return None


def with_whole(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios and, last, the one that makes all their changes at once.

    Raises ScenarioError if two of them set the same lever, UsageError if there is nothing to unite.
    """
    base, *others = scenarios
    if whole_of(others) is not None:
        return list(scenarios)
    if len(others) < 2:
        raise UsageError("together: needs a base and at least two changes of it")
    return [*scenarios, together(base, others)]


def beyond_the_sum(base: Runs, parts: Sequence[Runs], whole: Runs, row: Row) -> Effect | None:
    """How far the whole differs from the sum of the parts: (whole − base) − Σ (part − base).

    A sum and difference of KPIs has that of their pseudo-values; all are of the same customers.
    """
    kpi, scope = row
    every = [whole, base, *parts]
    if not all(runs.has(kpi, scope) for runs in every):
        return None
    signs = [1.0, len(parts) - 1.0, *[-1.0] * len(parts)]
    columns = [[sums[:, None] for sums in runs.sums(kpi, scope)] for runs in every]
    values = [float(ratio(*column)[0]) for column in columns]
    moved = sum(sign * influences(*column) for sign, column in zip(signs, columns, strict=True))
    freedom = min(int(with_data(*column)[0]) for column in columns) - 1
    half = t_of(freedom, 1) * float(standard_error(moved)[0])  # type: ignore[arg-type]
    value = sum(sign * one for sign, one in zip(signs, values, strict=True))
    by_parts = sum(one - values[1] for one in values[2:])
    return Effect(
        scenario=whole.scenario.name,
        base=base.scenario.name,
        kind="beyond_the_sum",
        kpi=kpi,
        value=value,
        low=value - half,
        high=value + half,
        n=whole.n,
        unit=REGISTER[kpi].unit,
        words=_words(whole, row, (values[0] - values[1], by_parts), (value, value - half, value + half)),
    )


def _words(
    whole: Runs, row: Row, changes: tuple[float, float], found: tuple[float, float, float]
) -> str:
    kpi, scope = row
    unit, currency = REGISTER[kpi].unit, whole.plan.currency
    at_once, summed = (_signed(change, found, unit, currency) for change in changes)
    subject = f"{whole.scenario.name}: {label(kpi)}{where(scope)} {at_once}; its parts add up to {summed}"
    value, low, high = found
    if low <= 0 <= high:
        return f"{subject}, which cannot be told apart ({around_zero(low, high, unit, currency)})"
    size, ends = extent(value, low, high, unit, currency)
    more_or_less = "more" if (value > 0) == (changes[1] > 0) else "less"
    beyond = f"the whole does {size} {more_or_less} than the sum"
    return f"{subject}: {beyond}" + (f" ({ends})" if ends else "")


def _signed(change: float, found: tuple[float, float, float], unit: str, currency: str) -> str:
    _, low, high = found
    half = (high - low) / 2
    size, _ = extent(change, change - half, change + half, unit, currency)
    sign = "−" if change < 0 else "+"
    return f"{sign}{size}"
