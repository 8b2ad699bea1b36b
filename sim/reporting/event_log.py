"""The event log of a play for process mining: who did what when, case by case.

Columns bear the names of the standard extensions of XES (IEEE 1849-2023: concept, lifecycle, time,
organizational), which process-mining tools look for. A stay at a queue is one activity of the
standard lifecycle: `schedule` at joining, `start` at the answer, `suspend` and `resume` around a
hold, `complete` when talk and hold are over, `withdraw` where nobody answered. So start − schedule
is the wait, and complete − start the talk and hold. Everything else starts and completes.
"""

from collections.abc import Iterator
from math import isnan
from typing import Any

import numpy as np

from sim.centre.log import CaseOutcome, ContactOutcome, Logs, VisitKind, VisitOutcome
from sim.observed.clock import clock_of
from sim.plan.plan import Plan
from sim.reporting.story import check_case, row_of

COLUMNS = (
    "case:concept:name",
    "concept:name",
    "time:timestamp",
    "lifecycle:transition",
    "org:resource",
    "org:group",
    "concept:instance",
    "case:reason",
    "case:segment",
    "contact",
    "channel",
    "outcome",
)
"""What each event says; `contact` counts the contacts of the case from 1 in order of arrival."""

Row = tuple[Any, ...]
Event = tuple[float, str, str, str, str, str, str]
"""Seconds, activity, transition, resource, group, instance, outcome."""


def event_log(plan: Plan, logs: Logs, case: int | None, first_day: str) -> Iterator[Row]:
    """Events in order of time, a value for each of `COLUMNS`.

    case        one case alone; None is all
    first_day   date of the measured day, of time 0 in a horizon

    What has not ended when the play ends has no end here. Raises UsageError for a case that is not
    there and for what is no date.
    """
    clock = clock_of(plan.demand.calendar, logs.ended_s, first_day)
    if case is not None:
        check_case(logs, case)
    told = list(_all(plan, logs, case))
    times = np.array([event[0] for _, event in told], dtype=np.float64)
    order = np.argsort(times, kind="stable").tolist()
    stamps = np.datetime_as_string(clock.date(times), unit="us").tolist()
    for place in order:
        (of, number, channel), event = told[place]
        _, activity, transition, resource, group, instance, outcome = event
        yield (
            of["case"], activity, stamps[place], transition, resource, group, instance,
            plan.names.reasons[of["reason"]], plan.names.segments[of["segment"]], number, channel,
            outcome,
        )  # fmt: skip


def _all(plan: Plan, logs: Logs, case: int | None) -> Iterator[tuple[Row, Event]]:
    """Events of the cases, each with its case, contact and channel, contact by contact."""
    contacts, visits = logs.contacts, logs.visits
    order = np.lexsort((contacts["row"], contacts["arrived_s"], contacts["case"]))
    if case is not None:
        order = order[contacts["case"][order] == case]
    by_contact = np.lexsort((visits["visit"], visits["joined_s"], visits["contact"]))
    begins = np.searchsorted(visits["contact"][by_contact], np.arange(contacts["row"].size + 1))
    last, number = -1, 0
    of: dict[str, Any] = {}
    for place in order.tolist():
        contact = row_of(contacts, place)
        if contact["case"] != last:
            if of:
                yield from _closing(of)
            last, number, of = contact["case"], 0, row_of(logs.cases, contact["case"])
        number += 1
        about = (of, number, plan.names.channels[contact["channel"]])
        own = by_contact[begins[place] : begins[place + 1]].tolist()
        for event in _contact(plan, contact, [row_of(visits, at) for at in own]):
            yield about, event
    if of:
        yield from _closing(of)


def _closing(of: dict[str, Any]) -> Iterator[tuple[Row, Event]]:
    """The end of a case, if it came."""
    if not isnan(of["closed_s"]):
        outcome = _words(CaseOutcome(of["outcome"]))
        yield (of, "", ""), (of["closed_s"], "case", "complete", "", "", "", outcome)


def _contact(plan: Plan, contact: dict[str, Any], visits: list[dict[str, Any]]) -> Iterator[Event]:
    """A contact from its begin to its end, its stays in between."""
    name = f"contact by {plan.names.channels[contact['came_on']]}"
    instance = f"c{contact['row']}"
    yield contact["arrived_s"], name, "start", "customer", "", instance, ""
    for visit in visits:
        for event in _VISITS[VisitKind(visit["kind"])](plan, visit):
            if not isnan(event[0]):
                yield event
    if not isnan(contact["closed_s"]):
        outcome = _words(ContactOutcome(contact["outcome"]))
        yield contact["closed_s"], name, "complete", "customer", "", instance, outcome


def _at_bot(plan: Plan, visit: dict[str, Any]) -> Iterator[Event]:
    yield from _span(visit, plan.names.bots[visit["place"]], "bot session", "bots")


def _at_level(plan: Plan, visit: dict[str, Any]) -> Iterator[Event]:
    yield from _span(visit, plan.names.levels[visit["place"]], "approval", "approval")


def _span(visit: dict[str, Any], resource: str, activity: str, group: str) -> Iterator[Event]:
    who = (resource, group, f"v{visit['visit']}", "")
    yield visit["joined_s"], activity, "start", *who
    yield visit["ended_s"], activity, "complete", *who


def _at_queue(plan: Plan, visit: dict[str, Any]) -> Iterator[Event]:
    activity, instance = plan.names.queues[visit["queue"]], f"v{visit['visit']}-{visit['attempt']}"
    yield visit["joined_s"], activity, "schedule", "", "", instance, ""
    outcome = VisitOutcome(visit["outcome"])
    if outcome != VisitOutcome.ANSWERED:
        yield visit["ended_s"], activity, "withdraw", "customer", "", instance, _words(outcome)
        return
    who = (f"agent {visit['agent']}", plan.names.teams[visit["team"]], instance, "")
    yield visit["answered_s"], activity, "start", *who
    if visit["released_s"] > visit["talk_end_s"]:
        yield visit["talk_end_s"], activity, "suspend", *who
        yield visit["released_s"], activity, "resume", *who
    yield visit["released_s"], activity, "complete", *who
    if not visit["ended_s"] <= visit["released_s"]:
        yield visit["released_s"], "wrap-up", "start", *who
        yield visit["ended_s"], "wrap-up", "complete", *who


_VISITS = {
    VisitKind.BOT: _at_bot,
    VisitKind.QUEUE: _at_queue,
    VisitKind.LEVEL: _at_level,
    VisitKind.FINISHING: _at_queue,
}


def _words(code: Any) -> str:
    return str(code.name).lower().replace("_", " ")
