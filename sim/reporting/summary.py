"""The short table that a command prints: the figures a planner looks at first."""

from collections.abc import Iterator

from sim.experiment.words import amount, extent, number, ranged
from sim.reporting import captions, tables
from sim.reporting.content import Arm, Study

SHOWN = (
    "contacts", "offered", "wait_mean_s", "wait_p90_s", "service_level", "abandonment_rate",
    "aht_s", "occupancy", "resolution_rate", "first_contact_resolution", "contacts_per_case",
    "time_to_resolution_s", "escalation_rate", "approval_rate", "containment_rate",
    "deflection_rate", "email_on_time", "concessions_paid", "cost", "cost_per_resolution",
)  # fmt: skip

Rows = list[tuple[str, ...]]


def summary(study: Study) -> tuple[tuple[str, ...], Rows]:
    """Columns and rows of the table."""
    if study.is_comparison:
        heads = [captions.short(kpi) for kpi in study.headline]
        return ("scenario", *heads), [row for arm in study.arms for row in _arm_rows(arm, study)]
    return ("figure", "average (95 %)", "8 of 10 days", "note"), list(_figures(study))


def _figures(study: Study) -> Iterator[tuple[str, ...]]:
    for kpi in dict.fromkeys((*SHOWN, *study.headline)):
        found = study.base.find(kpi)
        if found and study.has_seen(kpi):
            average = ranged(found.value, found.low, found.high, found.unit, study.currency)
            yield (
                captions.short(kpi),
                average,
                captions.days_between(found, study.currency),
                found.note,
            )


def _arm_rows(arm: Arm, study: Study) -> Iterator[tuple[str, ...]]:
    """A line with the averages and, but for the base, a line with what differs."""
    values = []
    for kpi in study.headline:
        found = arm.find(kpi)
        values.append(
            amount(found.value, found.unit, study.currency, found.half_width) if found else "–"
        )
    yield (arm.name, *values)
    if arm is not study.base:
        yield ("", *(_change(arm, kpi, study) for kpi in study.headline))


def _change(arm: Arm, kpi: str, study: Study) -> str:
    found = study.difference(arm.name, kpi)
    if found is None:
        return "–"
    verdict = tables.verdict(found)
    if not found.told_apart:
        return verdict
    size, ends = extent(found.difference, found.low, found.high, found.unit, study.currency)
    mark = "+" if found.difference > 0 else number(-1, 0)[0]
    return f"{mark}{size} ({ends}) {verdict}"
