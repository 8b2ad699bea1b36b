"""What a comparison says, in sentences: the answer first, then each figure, then the conditions."""

import math
from collections.abc import Iterator

from sim.experiment.comparison import Comparison
from sim.experiment.differences import LITTLE_CORRELATION, Difference
from sim.experiment.estimates import ONE_DAY, UNRELIABLE_BELOW
from sim.experiment.runs import Row, Runs
from sim.experiment.words import does, extent, label, listing, number, where
from sim.measure.register import REGISTER

WORST_SHOWN = 5
_MANY = 3
TOTALS_WORTH_A_WORD = ("cost", "concessions_paid", "email_backlog")


def verdict_on(comparison: Comparison) -> tuple[str, ...]:
    """One sentence that answers, then the others."""
    return (
        _first(comparison),
        *(text for runs in comparison.others for text in _on(comparison, runs)),
        *_whole(comparison),
        *_conditions(comparison),
    )


def warnings_on(comparison: Comparison) -> tuple[str, ...]:
    """What must be known before the differences are believed (R1, R8)."""
    return (
        *_too_few(comparison),
        *(text for runs in comparison.others for text in _out_of_step(comparison, runs)),
        *_other_channels(comparison),
    )


def _first(comparison: Comparison) -> str:
    if comparison.base.n == 1:
        return f"{ONE_DAY[0].upper()}{ONE_DAY[1:]}: what differs may be chance."
    moving = [runs for runs in comparison.others if not _is_same(comparison, runs)]
    if not moving:
        names = listing([runs.scenario.name for runs in comparison.runs])
        return f"Same run: {names} gave the same numbers in every replication."
    if len(moving) == 1:
        return _one(comparison, moving[0])
    parts = [text for row in comparison.family if (text := _split(comparison, moving, row))]
    if not parts:
        return (
            f"No scenario can be told apart from {comparison.base.scenario.name} at this precision."
        )
    return f"Against {comparison.base.scenario.name}, {'; '.join(parts)}."


def _one(comparison: Comparison, runs: Runs) -> str:
    rows = comparison.headline(runs)
    apart = [_phrase(comparison, row) for row in rows if row.told_apart]
    name, base = runs.scenario.name, comparison.base.scenario.name
    if not apart:
        return f"{name} cannot be told apart from {base} at this precision."
    alike = [label(row.kpi) + where(row.scope) for row in rows if not row.told_apart]
    rest = f"; {listing(alike)} cannot be told apart" if alike else ""
    return f"{name} {listing(apart)}, compared with {base}{rest}."


def _phrase(comparison: Comparison, row: Difference) -> str:
    """`answers 12 s sooner (7 to 17)`."""
    currency = comparison.base.plan.currency
    size, ends = extent(row.difference, row.low, row.high, row.unit, currency)
    return f"{does(row.kpi, size, rises=row.difference > 0)} ({ends}){where(row.scope)}"


def _named(names: list[str], every: list[str]) -> str:
    """Names in short where they are many: `all 4`, `all but C`."""
    missing = [name for name in every if name not in names]
    if len(names) < _MANY or len(missing) > 1:
        return listing(names)
    return f"all but {missing[0]}" if missing else f"all {len(names)}"


def _split(comparison: Comparison, moving: list[Runs], row: Row) -> str:
    """`mean wait is lower with A and B, higher with C`."""
    found = [
        one for runs in moving for one in comparison.headline(runs) if (one.kpi, one.scope) == row
    ]
    sides = []
    for word, names in (
        ("lower", [one.scenario for one in found if one.told_apart and one.difference < 0]),
        ("higher", [one.scenario for one in found if one.told_apart and one.difference > 0]),
    ):
        if names:
            sides.append(f"{word} with {_named(names, [runs.scenario.name for runs in moving])}")
    return f"{label(row[0])}{where(row[1])} is {', '.join(sides)}" if sides else ""


def _on(comparison: Comparison, runs: Runs) -> Iterator[str]:
    """Everything about one scenario."""
    base = comparison.base.scenario
    if _is_same(comparison, runs):
        why = "the same scenario" if runs.scenario.digest == base.digest else "no effect"
        yield f"{runs.scenario.name}: same run as {base.name}, all differences are 0 ({why})."
        return
    for row in comparison.headline(runs):
        yield f"{row.words}."
    yield from _worse(comparison, runs)
    changed_bot = _bot(runs) != _bot(comparison.base)
    for effect in comparison.effects:
        mine = effect.scenario == runs.scenario.name and effect.kind != "beyond_the_sum"
        told = effect.low > 1 or effect.high < 1
        skip = {"net_deflection": not changed_bot, "aht_residual_factor": not told}
        if mine and not skip.get(effect.kind, False):
            yield f"{effect.words}."


def _worse(comparison: Comparison, runs: Runs) -> Iterator[str]:
    """What a scenario makes worse, headline or not; silent where nothing is."""
    headline = comparison.headline(runs)
    known = {(row.kpi, row.scope) for row in headline}
    worse = [row for row in headline if row.better is False]
    others = [
        row
        for row in comparison.at(runs, "all")
        if row.better is False and (row.kpi, row.scope) not in known and _worth_a_word(row.kpi)
    ]
    others.sort(key=lambda row: (-_relative(row), row.kpi))
    name = runs.scenario.name
    if worse:
        yield f"Worse with {name}: it {listing([_phrase(comparison, row) for row in worse])}."
    if others:
        said = listing([_phrase(comparison, row) for row in others[:WORST_SHOWN]])
        yield f"Also worse with {name}, not adjusted: it {said}."


def _worth_a_word(kpi: str) -> bool:
    """Ratios and a few totals; a formula of the service level repeats the service level."""
    if kpi.startswith("service_level_"):
        return False
    return REGISTER[kpi].kind != "total" or kpi in TOTALS_WORTH_A_WORD


def _relative(row: Difference) -> float:
    return abs(row.difference / row.base_value) if row.base_value else math.inf


def _whole(comparison: Comparison) -> Iterator[str]:
    for effect in comparison.effects:
        if effect.kind == "beyond_the_sum":
            yield f"{effect.words}."


def _conditions(comparison: Comparison) -> Iterator[str]:
    if comparison.base.n == 1:
        return
    moving = [runs for runs in comparison.others if not _is_same(comparison, runs)]
    if moving:
        yield (
            f"The intervals of {comparison.comparisons} comparisons (scenarios × headline KPIs) "
            "hold together at 95 % (Bonferroni-t, paired); all others are not adjusted."
        )
    ratios = [
        row.variance_ratio
        for runs in moving
        for row in comparison.headline(runs)
        if math.isfinite(row.variance_ratio)
    ]
    if ratios:
        ends = dict.fromkeys(number(end, 1) for end in (min(ratios), max(ratios)))
        yield (
            "With other customers in each scenario the same precision would have taken "
            f"{' to '.join(ends)} times as many replications."
        )


def _too_few(comparison: Comparison) -> Iterator[str]:
    n = comparison.base.n
    if n == 1:
        yield f"{ONE_DAY}: no intervals; play at least {UNRELIABLE_BELOW} replications"
    elif n < UNRELIABLE_BELOW:
        yield f"interval unreliable: n={n}; play at least {UNRELIABLE_BELOW} replications"


def _out_of_step(comparison: Comparison, runs: Runs) -> Iterator[str]:
    """Common customers must be shown to help."""
    for row in comparison.headline(runs):
        if row.correlation < LITTLE_CORRELATION and not row.same:
            yield (
                f"{row.scenario}: {label(row.kpi)}{where(row.scope)}: pairing does not help here: "
                f"streams out of step (correlation {number(row.correlation, 2)}, "
                f"variance ratio {number(row.variance_ratio, 2)})"
            )


def _other_channels(comparison: Comparison) -> Iterator[str]:
    ours = set(comparison.base.plan.names.channels)
    for runs in comparison.others:
        if apart := sorted(ours ^ set(runs.plan.names.channels)):
            yield (
                f"{runs.scenario.name}: {listing(apart)} in one of the two scenarios only; "
                "`all` means all there are"
            )


def _is_same(comparison: Comparison, runs: Runs) -> bool:
    pairs = comparison.pairs[runs.scenario.name]
    return bool(pairs.same.all()) and len(pairs.rows) == len(runs.layout) == len(
        comparison.base.layout
    )


def _bot(runs: Runs) -> tuple[object, ...]:
    supply = runs.plan.supply
    return supply.bot_for, supply.takes, supply.contains, supply.truly, supply.leaves
