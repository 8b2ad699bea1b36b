"""Cases, made ready for summing."""

import numpy as np

from plain.columns import Bools, floats, ints, ticks
from plain.journeys import Journeys
from plain.views import View, in_window, interval_codes, live_channels
from sim.centre.log import CaseOutcome, ContactOutcome, Logs
from sim.plan.codes import Cause
from sim.plan.plan import Ints, Plan

HELD_FOR_SOLVED = (
    ContactOutcome.RESOLVED,
    ContactOutcome.CONTAINED,
    ContactOutcome.FALSELY_CONTAINED,
    ContactOutcome.CLOSED_UNSOLVED,
)
"""Ends of a contact that the centre's own records take for a solution."""


def places_of_cases(logs: Logs) -> Ints:
    """Place in the case log of each contact's case."""
    number = ints(logs.cases, "case")
    place = np.zeros(int(number.max(initial=-1)) + 1, dtype=np.int64)
    place[number] = np.arange(len(number))
    return place[ints(logs.contacts, "case")]


def case_view(logs: Logs, plan: Plan, journeys: Journeys, case_place: Ints) -> View:
    """Cases opened in the measured window, with what their contacts came to."""
    cases = logs.cases
    opened_s = floats(cases, "arrived_s")
    place = np.flatnonzero(in_window(plan, opened_s))
    outcome = ints(cases, "outcome")
    by_agent, by_bot = outcome == CaseOutcome.RESOLVED, outcome == CaseOutcome.SOLVED_BY_BOT
    all_contacts = np.bincount(case_place, minlength=len(outcome))
    with_agent = np.bincount(case_place[journeys.answers > 0], minlength=len(outcome))
    masks = {
        "cases_resolved": by_agent | by_bot,
        "cases_resolved_by_agent": by_agent,
        "cases_with_agent": with_agent > 0,
        "cases_deflected": (by_agent | by_bot) & (with_agent == 0),
        **_told_by_contacts(logs, journeys, case_place),
    }
    codes = {
        "channel": _first_channel(logs, case_place)[place],
        "reason": ints(cases, "reason")[place],
        "segment": ints(cases, "segment")[place],
        "interval": interval_codes(plan, opened_s[place]),
    }
    values = {
        "contacts": all_contacts[place],
        "by_agent": with_agent[place],
        "to_resolution": ticks(floats(cases, "closed_s")[place] - opened_s[place]),
    }
    live = live_channels(plan)[codes["channel"]]
    return View(len(place), codes, live, {name: m[place] for name, m in masks.items()}, values)


def _told_by_contacts(logs: Logs, journeys: Journeys, case_place: Ints) -> dict[str, Bools]:
    """Conditions on a case that one of its contacts decides."""
    contacts, count = logs.contacts, len(logs.cases["case"])
    outcome, cause = ints(contacts, "outcome"), ints(contacts, "cause")
    resolved = outcome == ContactOutcome.RESOLVED
    solved = resolved | (outcome == ContactOutcome.CONTAINED)
    own = cause != Cause.CHASE
    alone = (ints(contacts, "approvals") == 0) & (journeys.answers == 1)
    at_once = resolved & alone & _first_with_agent(logs, journeys, case_place)

    def some(condition: Bools) -> Bools:
        marks = np.zeros(count, dtype=np.bool_)
        marks[case_place[condition]] = True
        return marks

    return {
        "cases_claimed": some(np.isin(outcome, HELD_FOR_SOLVED)),
        "cases_resolved_first": some(solved & (cause == Cause.FIRST)),
        "cases_repeated": some(own & (ints(contacts, "number") > 0)),
        "cases_resolved_at_once": some(at_once),
    }


def _first_with_agent(logs: Logs, journeys: Journeys, case_place: Ints) -> Bools:
    """Whether a contact is its case's first that an agent answered; a chase never is."""
    number = ints(logs.contacts, "number")
    answered = (journeys.answers > 0) & (ints(logs.contacts, "cause") != Cause.CHASE)
    first = np.full(len(logs.cases["case"]), np.iinfo(np.int64).max)
    np.minimum.at(first, case_place[answered], number[answered])
    is_first: Bools = answered & (number == first[case_place])
    return is_first


def _first_channel(logs: Logs, case_place: Ints) -> Ints:
    """Channel on which each case's first contact was served, -1 if it has none."""
    first = ints(logs.contacts, "cause") == Cause.FIRST
    channel = np.full(len(logs.cases["case"]), -1, dtype=np.int64)
    channel[case_place[first]] = ints(logs.contacts, "channel")[first]
    return channel
