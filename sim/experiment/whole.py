"""All changes at once against the sum of their parts: do they add up?"""

from collections.abc import Sequence

import numpy as np

from sim.errors import UsageError
from sim.experiment.comparison import Effect
from sim.experiment.jackknife import influences, ratio, standard_error, t_of, with_data
from sim.experiment.runs import Row, Runs
from sim.experiment.words import around_zero, extent, label, where
from sim.measure.register import REGISTER
from sim.scenario.changes import Edit, remove, set_to
from sim.scenario.paths import get, has, parse
from sim.scenario.variant import Scenario


def levers(scenario: Scenario, base: Scenario) -> dict[str, str]:
    """What a scenario changes beyond its base: path and value after."""
    if scenario.digest == base.digest:
        return {}  # what is set to the value it had is no change
    kept = {(change.path, change.after) for change in base.changes}
    made = {change.path: change.after for change in scenario.changes}
    return {path: after for path, after in made.items() if (path, after) not in kept}


def whole_of(base: Scenario, others: Sequence[Scenario]) -> int | None:
    """Which of the others makes all changes of the rest, two or more, and no change besides."""
    changes = [levers(scenario, base) for scenario in others]
    for at, candidate in enumerate(changes):
        rest = [change for number, change in enumerate(changes) if number != at and change]
        union = {path: after for change in rest for path, after in change.items()}
        apart = len(union) == sum(map(len, rest))
        if len(rest) >= 2 and apart and union == candidate:
            return at
    return None


def with_whole(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios and, unless one of them is that, the one that makes all changes at once."""
    base, *others = scenarios
    if whole_of(base, others) is not None:
        return list(scenarios)
    changing = [scenario for scenario in others if levers(scenario, base)]
    if len(changing) < 2:
        raise UsageError("together: needs a base and at least two scenarios that change it")
    return [*scenarios, united(base, changing)]


def united(base: Scenario, variants: Sequence[Scenario]) -> Scenario:
    """The base with the changes of all variants, each lever at the value its variant gives it.

    Raises UsageError for variants of another base and for a lever that two of them set.
    """
    changes: dict[str, Edit] = {}
    owner: dict[str, str] = {}
    for variant in variants:
        _refuse_foreign(base, variant)
        for path in levers(variant, base):
            _refuse_twice(path, variant.name, owner)
            owner[path] = variant.name
            key = parse(path)
            there = has(variant.raw, key)
            changes[path] = set_to(get(variant.raw, key)) if there else remove()
    names = {scenario.name for scenario in (base, *variants)}
    name = "all-together" if "all-together" not in names else "all-of-them-together"
    return base.change(changes, name=name, title="All changes together")


def _refuse_foreign(base: Scenario, variant: Scenario) -> None:
    made = {(change.path, change.after) for change in variant.changes}
    kept = {(change.path, change.after) for change in base.changes}
    if variant.base != base.base or not kept <= made:
        raise UsageError(
            f"together: {variant.name} is no variant of {base.name}; "
            "name the base that all extend first"
        )


def _refuse_twice(path: str, name: str, owner: dict[str, str]) -> None:
    """A lever, or a part and something within it, that two variants set."""
    for other, whose in owner.items():
        if whose != name and (path + ".").startswith(other + ".") | (other + ".").startswith(
            path + "."
        ):
            raise UsageError(
                f"together: {whose} and {name} both set {path}; compare them without --together, "
                "or leave one out"
            )


def beyond_the_sum(base: Runs, parts: Sequence[Runs], whole: Runs, row: Row) -> Effect | None:
    """How far the whole differs from the sum of the parts: (whole − base) − Σ (part − base).

    A sum and difference of KPIs has that of their pseudo-values; all are of the same customers.
    """
    kpi, scope = row
    every = [whole, base, *parts]
    if not all(runs.has(kpi, scope) for runs in every):
        return None
    signs = np.array([1.0, len(parts) - 1.0, *[-1.0] * len(parts)])
    columns = [[sums[:, None] for sums in runs.sums(kpi, scope)] for runs in every]
    values = np.array([ratio(*column)[0] for column in columns])
    moved = np.stack([influences(*column)[:, 0] for column in columns], axis=1) @ signs
    freedom = min(int(with_data(*column)[0]) for column in columns) - 1
    half = t_of(freedom, 1) * float(standard_error(moved))
    value = float(values @ signs)
    by_parts = float((values[2:] - values[1]).sum())
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
        words=_words(
            whole,
            row,
            (float(values[0] - values[1]), by_parts),
            (value, value - half, value + half),
        ),
    )


def _words(
    whole: Runs, row: Row, changes: tuple[float, float], found: tuple[float, float, float]
) -> str:
    kpi, scope = row
    unit, currency = REGISTER[kpi].unit, whole.plan.currency
    at_once, summed = (_signed(change, found, unit, currency) for change in changes)
    subject = (
        f"{whole.scenario.name}: {label(kpi)}{where(scope)} {at_once}; its parts add up to {summed}"
    )
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
