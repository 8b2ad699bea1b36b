"""What is seen on each picture, as a sentence with its numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sim.experiment.differences import Difference
from sim.experiment.estimates import Estimate
from sim.experiment.words import amount, decimals, extent, number, scale
from sim.reporting.content import Arm, Study

SHORT = {
    "wait_mean_s": "mean wait",
    "asa_s": "mean wait of the answered",
    "wait_p90_s": "wait that 90 % do not exceed",
    "cost_per_resolution": "cost per resolution",
    "fte": "full-time equivalents",
}
SOURCES = ("first contacts", "repeats", "chases")
DONE = {"resolved": "resolved by agents", "solved by bot": "solved by a bot"}
AGAIN = "back again"
BINS_S = (0.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, math.inf)
COMPARED = ("wait_mean_s", "service_level", "resolution_rate", "cost_per_resolution")


@dataclass(frozen=True)
class Caption:
    """A title that says what is seen, and a text that says how to read it."""

    title: str
    text: str


def compared(study: Study) -> list[str]:
    """The KPIs of the picture of scenarios, those without data left out."""
    at_all = (d for d in study.differences if d.scope == "all")
    seen = {d.kpi for d in at_all if not math.isnan(d.difference)}
    return [kpi for kpi in COMPARED if kpi in seen]


def short(kpi: str) -> str:
    """A KPI in two or three words, for the head of a column or a picture."""
    return SHORT.get(kpi, kpi.removesuffix("_s").replace("_", " "))


def clock(point: Estimate) -> str:
    """The time of day that an interval begins at."""
    return point.scope.partition(":")[2]


def days_between(found: Estimate, currency: str) -> str:
    """Where 8 of 10 days lie, with as many digits as days differ."""
    low, high = found.day_p10, found.day_p90
    if not (math.isfinite(low) and math.isfinite(high)):
        return "–"
    shown = scale(found.unit, max(abs(low), abs(high)), currency)
    places = decimals((high - low) / 2.0 * shown.factor, abs(high) * shown.factor)
    ends = [number(end * shown.factor, places) for end in (low, high)]
    return f"{ends[0]} to {ends[1]}{shown.suffix}"


def day(arm: Arm, study: Study) -> Caption | None:
    """Waits and service level over the day."""
    waits, service = while_staffed(arm, "wait_mean_s"), while_staffed(arm, "service_level")
    if not waits or not service:
        return None
    longest, lowest = max(waits, key=_value), min(service, key=_value)
    return Caption(
        f"{arm.name}: waits are longest at {clock(longest)}, {_amount(longest)} on average; "
        f"the service level is lowest {_when(lowest, longest)}, {_percent(lowest)}",
        f"The line is the average over {study.replications} such days, by the interval in "
        "which contacts arrived; the narrow band is the 95 % interval of that average, the wide "
        "band holds 8 of 10 days.",
    )


def staffing(arm: Arm) -> Caption | None:
    """Agents present against agents busy."""
    occupancy = while_staffed(arm, "occupancy")
    if not occupancy:
        return None
    busiest, quietest = max(occupancy, key=_value), min(occupancy, key=_value)
    return Caption(
        f"{arm.name}: agents are busiest at {clock(busiest)}, {_percent(busiest)} of their time, "
        f"and least busy at {clock(quietest)}, {_percent(quietest)}",
        "Averages over the days, all teams together; an agent with several chats counts once. The "
        "shaded gap is time without work. Above 90 % occupancy there is little room for a busy "
        "quarter of an hour.",
    )


def while_staffed(arm: Arm, kpi: str) -> list[Estimate]:
    """The KPI over the day, where the centre is manned: a few who work late are no staff."""
    present = {point.scope: point.value for point in _known(arm.over_day("agents_present"))}
    enough = 0.1 * max(present.values(), default=0.0)
    return [p for p in _known(arm.over_day(kpi)) if present.get(p.scope, 0.0) > enough]


def flow(arm: Arm) -> Caption | None:
    """Where contacts went."""
    came = {name: _sum(arm, source=name) for name in SOURCES}
    total = sum(came.values())
    if not total:
        return None
    again = _sum(arm, target=AGAIN)
    done = {words: _sum(arm, target=name) for name, words in DONE.items()}
    shares = [
        f"{100.0 * count / total:.0f} % are {words}" for words, count in done.items() if count
    ]
    return Caption(
        f"{arm.name}: of {number(total, 0)} contacts a day, "
        f"{' and '.join(shares) or 'none are resolved'}; after {number(again, 0)} the customer "
        "comes back again",
        "Contacts on an average day from their arrival to their end; widths are to scale. Those "
        "who come back are counted again at the left, as repeats.",
    )


def waits(arm: Arm) -> Caption | None:
    """How long contacts waited."""
    if arm.waits is None or not arm.waits.total:
        return None
    shown = arm.waits.merged(BINS_S)
    at_once = 100.0 * shown.answered[0] / shown.total
    gone = 100.0 * sum(shown.abandoned) / shown.total
    return Caption(
        f"{arm.name}: {at_once:.0f} % are answered at once; {gone:.1f} % give up waiting",
        "All visits to queues where the customer holds the line, by how long they waited.",
    )


def comparison(study: Study) -> Caption | None:
    """What tells the scenarios apart."""
    kpis = compared(study)
    shown = [d for d in study.differences if d.scope == "all" and d.kpi in kpis]
    if not shown:
        return None
    family = max(d.comparisons for d in shown)
    parts = [
        _furthest(shown, kpi, study.currency) for kpi in ("wait_mean_s", "cost_per_resolution")
    ]
    return Caption(
        f"Against {study.base.name}: {'; '.join(parts)}",
        "Differences on the same customers, scenario less base, with paired 95 % intervals "
        + (
            f"that hold together for all {family} comparisons." if family > 1 else "(not adjusted)."
        ),
    )


def days(study: Study) -> Caption | None:
    """The same day in every scenario."""
    base = while_staffed(study.base, "wait_mean_s")
    if not base:
        return None
    peak = max(base, key=_value)
    found = [study.difference(arm.name, "wait_mean_s", peak.scope) for arm in study.arms[1:]]
    shorter = [d for d in found if d and d.told_apart and d.difference < 0]
    start = f"{study.base.name}'s longest waits, {_amount(peak)} at {clock(peak)}"
    if shorter:
        best = min(shorter, key=lambda d: d.value)
        least = amount(best.value, best.unit, "", best.half_width)
        title = f"{start}, fall to {least} with {best.scenario}"
    else:
        title = f"No scenario shortens {start}, distinguishably"
    return Caption(
        title, "Averages by the interval in which contacts arrived, without their bands."
    )


def bins(upto_s: Sequence[float]) -> list[str]:
    """Labels of bins of waits: `up to 5 s`, `over 5 min`."""
    return [
        f"up to\n{_length(upto)}" if math.isfinite(upto) else f"over\n{_length(before)}"
        for before, upto in pairwise((0.0, *upto_s))
    ]


def _length(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 60.0 else f"{seconds / 60.0:.0f} min"


def _sum(arm: Arm, source: str = "", target: str = "") -> float:
    return sum(
        link.per_day
        for link in arm.links
        if source in ("", link.source) and target in ("", link.target)
    )


def _furthest(shown: Sequence[Difference], kpi: str, currency: str) -> str:
    """The scenario that moves a KPI most, or that none does."""
    apart = [d for d in shown if d.kpi == kpi and d.told_apart]
    if not apart:
        return f"{short(kpi)} cannot be told apart"
    most = max(apart, key=lambda d: abs(d.difference))
    size, _ = extent(most.difference, most.low, most.high, most.unit, currency)
    verb = "cuts" if most.difference < 0 else "raises"
    return f"{most.scenario} {verb} the {short(kpi)} most, by {size}"


def _known(points: Sequence[Estimate]) -> list[Estimate]:
    return [point for point in points if math.isfinite(point.value)]


def _value(point: Estimate) -> float:
    return point.value


def _amount(point: Estimate) -> str:
    return amount(point.value, point.unit, "", point.half_width)


def _when(point: Estimate, named: Estimate) -> str:
    return "then too" if point.scope == named.scope else f"at {clock(point)}"


def _percent(point: Estimate) -> str:
    return f"{100.0 * point.value:.0f} %"
