"""The figures of one replication, computed a second time, column by column in plain NumPy."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from plain.cases import case_view, places_of_cases
from plain.columns import PER_UNIT
from plain.contacts import claim_view, contact_view, payment_view
from plain.flows import flows
from plain.journeys import journeys, queued_visits
from plain.money import bot_sums, budget, extra_sums, is_priced, pay_sums
from plain.staff import agents_time, staff_sums
from plain.views import Sums, View, narrow, sum_view
from plain.visits import visit_view
from plain.waiting import backlog_view, queue_sums
from plain.waits import grouped_quantiles, wait_histogram
from sim.centre.log import Logs
from sim.measure.parts import PARTS, Part
from sim.measure.register import REGISTER, Kind, Kpi
from sim.measure.scopes import scopes
from sim.measure.tally import Tally
from sim.plan.plan import Floats, Ints, Plan


def measured() -> tuple[Kpi, ...]:
    """The KPIs of one scenario alone."""
    return tuple(kpi for kpi in REGISTER.values() if kpi.kind != "comparison")


def layout(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Which figures a tally of this plan holds, in which order."""
    labels = scopes(plan)
    return tuple(
        (kpi.name, scope) for kpi in measured() for kind in kpi.scopes for scope in labels[kind]
    )


def measure(logs: Logs, plan: Plan) -> Tally:
    """The figures of one play."""
    queued = queued_visits(logs, plan)
    journey = journeys(logs, queued)
    case_place = places_of_cases(logs)
    views = {
        "visits": visit_view(logs, plan, queued),
        "contacts": contact_view(logs, plan, journey),
        "claims": claim_view(logs, plan, case_place),
        "payments": payment_view(logs, plan),
        "cases": case_view(logs, plan, journey, case_place),
        "backlog": backlog_view(logs, plan, queued),
    }
    sizes = {kind: len(labels) for kind, labels in scopes(plan).items()}
    sums = _sums_of_views(views, sizes) | queue_sums(logs, plan, queued) | _staff(logs, plan)
    numerators, denominators = _figures(sums | budget(sums), views["visits"], sizes)
    if not is_priced(plan):
        denominators = np.where(_per_money(plan), 0.0, denominators)
    return Tally(
        layout=layout(plan),
        numerators=numerators,
        denominators=denominators,
        flows=flows(logs, plan, queued, journey, case_place),
        wait_histogram=wait_histogram(views["visits"]),
    )


def _per_money(plan: Plan) -> NDArray[np.bool_]:
    """Which figures are money for each of something: without any price they are no data."""
    kpis = [REGISTER[name] for name, _ in layout(plan)]
    return np.array([kpi.unit == "money" and kpi.kind == "ratio" for kpi in kpis])


def _sums_of_views(views: dict[str, View], sizes: dict[str, int]) -> Sums:
    sums: Sums = {}
    for name, view in views.items():
        parts = (needed for needed in _needed() if needed[0].view == name)
        sums |= sum_view(view, parts, sizes)
    return sums


def _staff(logs: Logs, plan: Plan) -> Sums:
    time = agents_time(logs, plan)
    sums = staff_sums(plan, time) | pay_sums(plan, time) | bot_sums(logs, plan)
    return sums | extra_sums(logs, plan)


@cache
def _needed() -> tuple[tuple[Part, tuple[str, ...]], ...]:
    """Each part that some KPI is made of, with the kinds of scope it is asked for."""
    kinds: dict[str, dict[str, None]] = {}
    for kpi in measured():
        for part in filter(None, (kpi.numerator, kpi.denominator)):
            kinds.setdefault(part, {}).update(dict.fromkeys(kpi.scopes))
    return tuple((PARTS[part], tuple(found)) for part, found in kinds.items())


def _figures(sums: Sums, visits: View, sizes: dict[str, int]) -> tuple[Floats, Floats]:
    """Numerators and denominators in the order of the layout."""
    quantiles = _quantiles(visits, sizes)
    above: list[Floats] = []
    below: list[Floats] = []
    for kpi in measured():
        for kind in kpi.scopes:
            if kpi.kind == "quantile":
                found = quantiles[kind][PERCENTS.index(kpi.percent)]
                above.append(np.maximum(found, 0) / PER_UNIT["s"])
                below.append((found >= 0).astype(np.float64))
            else:
                above.append(_in_unit(sums, kpi.numerator, kind))
                ones = np.ones(sizes[kind])
                below.append(_in_unit(sums, kpi.denominator, kind) if kpi.denominator else ones)
    return np.concatenate(above), np.concatenate(below)


def _in_unit(sums: Sums, part: str, kind: str) -> Floats:
    numbers: Floats = sums[part][kind] / PER_UNIT[PARTS[part].unit]
    return numbers


def _quantiles(visits: View, sizes: dict[str, int]) -> dict[str, Ints]:
    """Kind of scope → [percent × scope] quantiles of the waits, in ticks, -1 without data."""
    kinds = {kind for kpi in _of_kind("quantile") for kind in kpi.scopes}
    known = np.flatnonzero(visits.masks["wait_known"])
    rising = known[np.argsort(visits.values["wait"][known])]
    live = rising[visits.live[rising]]
    found = {}
    for kind in kinds:
        rows = rising if narrow(kind) else live
        codes = visits.codes[kind][rows] if kind != "all" else np.zeros(len(rows), dtype=np.int64)
        waits = visits.values["wait"][rows]
        found[kind] = grouped_quantiles(waits, codes, sizes[kind], PERCENTS)
    return found


def _of_kind(kind: Kind) -> tuple[Kpi, ...]:
    return tuple(kpi for kpi in REGISTER.values() if kpi.kind == kind)


PERCENTS = tuple(kpi.percent for kpi in _of_kind("quantile"))
