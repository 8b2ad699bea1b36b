"""From runs or a comparison to a study; the only place here that reads them."""

import math
from collections.abc import Sequence

from sim.experiment.comparison import Comparison
from sim.experiment.manifest import describe
from sim.experiment.runs import Runs
from sim.experiment.words import label, listing, ranged
from sim.measure import HEADLINES
from sim.measure.waits import WAIT_EDGES_S
from sim.reporting.study import Arm, Link, Study, Waits
from sim.scenario.sideeffects import side_effects
from sim.scenario.paths import written
from sim.scenario.sources import assumptions
from sim.scenario.wording import shown

Result = Runs | Comparison


def study_of(result: Result) -> Study:
    """Everything that is shown of a result."""
    if isinstance(result, Comparison):
        return _of_comparison(result)
    return _of_runs(result)


def runs_of(result: Result) -> tuple[Runs, ...]:
    """The runs of every scenario, the base first."""
    return result.runs if isinstance(result, Comparison) else (result,)


def _of_runs(runs: Runs) -> Study:
    headline = tuple(kpi for kpi in HEADLINES if runs.has(kpi))
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


def _of_comparison(comparison: Comparison) -> Study:
    base = comparison.base
    own = [f"{runs.scenario.name}: {text}" for runs in comparison.runs for text in runs.warnings]
    return Study(
        arms=tuple(map(_arm, comparison.runs)),
        headline=tuple(kpi for kpi, scope in comparison.family if scope == "all"),
        currency=base.plan.currency,
        replications=base.n,
        seed=base.seed,
        verdict=comparison.verdict,
        differences=tuple(comparison.table()),
        effects=comparison.effects,
        warnings=(*comparison.warnings, *own),
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
        assumptions=tuple((written(path), shown(value)) for path, value in assumptions(scenario.raw)),
        days=tuple(runs.per_replication()),
    )


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
    return tuple((name, str(value)) for name, value in describe(result).items())
