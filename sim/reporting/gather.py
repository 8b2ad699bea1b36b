"""From runs or a comparison to a study; the only place here that reads them."""

import math
from collections.abc import Sequence
from typing import Any

from sim.experiment.comparison import Comparison
from sim.experiment.manifest import describe
from sim.experiment.runs import Runs
from sim.experiment.words import label, listing, ranged
from sim.measure import HEADLINES
from sim.measure.waits import WAIT_EDGES_S
from sim.reporting.content import Arm, Link, Study, Waits
from sim.reporting.origins import Result, command
from sim.scenario.paths import written
from sim.scenario.sideeffects import side_effects
from sim.scenario.sources import assumptions
from sim.scenario.wording import shown


def study_of(result: Result) -> Study:
    """Everything that is shown of a result."""
    if isinstance(result, Comparison):
        return _of_comparison(result)
    return _of_runs(result)


def _of_runs(runs: Runs) -> Study:
    known = (kpi for kpi in HEADLINES if runs.has(kpi))
    headline = tuple(kpi for kpi in known if not math.isnan(runs.estimate(kpi).value))
    return Study(
        arms=(_arm(runs),),
        headline=headline,
        currency=runs.plan.currency,
        replications=runs.n,
        seed=runs.seed,
        verdict=(_in_short(runs, headline),),
        warnings=runs.warnings,
        provenance=_provenance(runs),
    )


def _judged(comparison: Comparison) -> tuple[str, ...]:
    """The family's KPIs at `all` that some scenario has data on."""
    seen = {(row.kpi, row.scope) for runs in comparison.others for row in comparison.headline(runs)}
    return tuple(kpi for kpi, scope in comparison.family if scope == "all" and (kpi, scope) in seen)


def _of_comparison(comparison: Comparison) -> Study:
    base = comparison.base
    return Study(
        arms=tuple(map(_arm, comparison.runs)),
        headline=_judged(comparison),
        currency=base.plan.currency,
        replications=base.n,
        seed=base.seed,
        verdict=comparison.verdict,
        differences=tuple(comparison.table()),
        effects=comparison.effects,
        warnings=(*comparison.warnings, *_grouped(comparison.runs, comparison.warnings)),
        provenance=_provenance(comparison),
    )


def _arm(runs: Runs) -> Arm:
    scenario = runs.scenario
    return Arm(
        name=scenario.name,
        title=scenario.title,
        why=scenario.centre.why or "",
        measured=tuple(runs.table()),
        links=_links(runs),
        waits=_waits(runs),
        changes=scenario.changes,
        left_out=tuple(side_effects(scenario)),
        assumptions=tuple(
            (written(path), _typed(value)) for path, value in assumptions(scenario.raw)
        ),
        days=tuple(day for day in runs.per_replication() if not day.scope.startswith("interval:")),
    )


def _typed(value: Any) -> str:
    return value if isinstance(value, str) else shown(value)


def _links(runs: Runs) -> tuple[Link, ...]:
    flows = sorted(runs.flows.items())
    return tuple(Link(source, target, count / runs.n) for (source, target), count in flows)


def _waits(runs: Runs) -> Waits:
    answered, abandoned = (runs.wait_histogram / runs.n).tolist()
    return Waits((*WAIT_EDGES_S, math.inf), tuple(answered), tuple(abandoned))


def _in_short(runs: Runs, headline: Sequence[str]) -> str:
    """The answer of a single scenario: its headline figures with their intervals."""
    parts = []
    for kpi in headline:
        found = runs.estimate(kpi)
        text = ranged(found.value, found.low, found.high, found.unit, runs.plan.currency)
        parts.append(f"{label(kpi)} {text}")
    return f"{runs.scenario.name}, on average over {runs.n} days: {listing(parts)}."


def _provenance(result: Result) -> tuple[tuple[str, str], ...]:
    """What was played, by which versions, in a table that people read."""
    about = describe(result)
    rows = [
        ("command", command(result)),
        ("seed, replications, engine", "{seed}, {replications}, {engine}".format(**about)),
        ("versions", ", ".join(f"{part} {number}" for part, number in about["versions"].items())),
    ]
    for entry in about["scenarios"]:
        rows.append((f"scenario {entry['name']}", f"numbers {entry['digest']}"))
        if entry["retried"]:
            rows.append(("plays tried again", f"{entry['retried']}"))
    files = {
        name: digest for entry in about["scenarios"] for name, digest in entry["files"].items()
    }
    rows += [(f"file {name}", f"SHA-256 {digest}") for name, digest in files.items()]
    return tuple(rows)


def _grouped(every: Sequence[Runs], known: Sequence[str]) -> tuple[str, ...]:
    """Warnings of the scenarios, each once with the names it is about."""
    about: dict[str, list[str]] = {}
    for runs in every:
        for text in runs.warnings:
            about.setdefault(text, []).append(runs.scenario.name)
    return tuple(
        f"{'all scenarios' if len(names) == len(every) else listing(names)}: {text}"
        for text, names in about.items()
        if text not in known
    )
