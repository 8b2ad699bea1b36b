"""Scenarios against a base, on the same customers."""

from collections.abc import Sequence
from dataclasses import replace

from sim.centre.engines import DEFAULT
from sim.errors import UsageError
from sim.experiment.comparison import Comparison, Effect
from sim.experiment.effects import effects_on
from sim.experiment.replicate import Progress, replicate_all
from sim.experiment.runs import Row
from sim.experiment.verdict import verdict_on, warnings_on
from sim.experiment.whole import beyond_the_sum, levers, whole_of, with_whole
from sim.measure.register import HEADLINES, REGISTER
from sim.scenario.scenario import Centre
from sim.scenario.variant import Scenario
from sim.scenario.wording import suggestion

Headline = str | Row


def compare(
    scenarios: Sequence[Scenario],
    replications: int = 30,
    seed: int = 1,
    together: bool = False,
    headline: Sequence[Headline] | None = None,
    workers: int | None = None,
    engine: str = DEFAULT,
    progress: Progress | None = None,
) -> Comparison:
    """Play every scenario with the same customers and set all against the first, the base.

    together  also play all changes at once, and say how far the whole is from the sum of its parts
    headline  KPIs, or (kpi, scope), that are judged together; named before the run because
              whoever picks them afterwards picks the lucky ones

    Raises UsageError, before anything is played, for what cannot be compared.
    """
    asked = _distinct(scenarios)
    _refuse_unlike(asked)
    family = _family(headline)
    if together:
        asked = with_whole(asked)
    runs = replicate_all(asked, replications, seed, workers, engine, progress)
    missing = [row for row in family if headline is not None and row not in runs[0].columns]
    for kpi, scope in missing:
        runs[0].column(kpi, scope)  # raises, and names what is there
    plain = Comparison(runs, family)
    found = replace(plain, effects=_effects(plain))
    return replace(found, verdict=verdict_on(found), warnings=warnings_on(found))


def _distinct(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios, each with a name of its own."""
    if isinstance(scenarios, Scenario) or len(scenarios) < 2:
        raise UsageError("compare: needs a base and at least one other scenario")
    known: dict[str, Scenario] = {}
    for scenario in scenarios:
        name = scenario.name
        if name in known and known[name].digest != scenario.digest:
            raise UsageError(
                f'two different scenarios are called "{name}"; give one another name, as in '
                'load(file, name="…") or change({…}, name="…")'
            )
        while name in known:
            name += "-again"
        known[name] = scenario if name == scenario.name else replace(scenario, name=name)
    return list(known.values())


def _refuse_unlike(scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios whose figures are of different days or in different money."""
    base = scenarios[0]
    for other in scenarios[1:]:
        ours, theirs = _days(base.centre), _days(other.centre)
        for key in ours:
            if ours[key] != theirs[key]:
                raise UsageError(
                    f"{other.name} has {key} = {theirs[key]}, {base.name} has {ours[key]}: their "
                    "figures are of different days and cannot be compared; give both the same"
                )


def _days(centre: Centre) -> dict[str, object]:
    day, horizon = centre.day, centre.horizon
    return {
        "currency": centre.currency,
        "day.lead_in": day.lead_in if day else None,
        "day.follow_days": day.follow_days if day else None,
        "horizon.lasts": horizon.lasts if horizon else None,
        "horizon.warm_up": horizon.warm_up if horizon else None,
    }


def _family(headline: Sequence[Headline] | None) -> tuple[Row, ...]:
    """The headline KPIs as (kpi, scope), each once."""
    if headline is None:
        return tuple((kpi, "all") for kpi in HEADLINES)
    named = [headline] if isinstance(headline, str) else headline
    rows = [(one, "all") if isinstance(one, str) else (one[0], one[1]) for one in named]
    known = [kpi.name for kpi in REGISTER.values() if kpi.kind != "comparison"]
    for kpi, _ in rows:
        if kpi not in known:
            raise UsageError(f'headline = "{kpi}": no such KPI; {suggestion(kpi, known)}')
    if not rows:
        raise UsageError("headline = []: name at least one KPI, or leave it out")
    return tuple(dict.fromkeys(rows))


def _effects(comparison: Comparison) -> tuple[Effect, ...]:
    base, others = comparison.base, comparison.others
    effects = [effect for runs in others for effect in effects_on(runs, base)]
    at = whole_of(base.scenario, [runs.scenario for runs in others])
    if at is not None:
        parts = [
            runs
            for number, runs in enumerate(others)
            if number != at and levers(runs.scenario, base.scenario)
        ]
        for row in comparison.family:
            beyond = beyond_the_sum(base, parts, others[at], row)
            effects += [beyond] if beyond else []
    return tuple(effects)
