"""Contacts, their claims and what was paid on them, made ready for summing."""

import numpy as np

from plain.columns import Bools, floats, ints, looked_up, millionths, ticks
from plain.journeys import Journeys
from plain.views import View, in_window, interval_codes, live_channels, tier_codes
from sim.centre.log import ContactOutcome, Logs
from sim.plan.codes import Cause
from sim.plan.plan import Floats, Ints, Plan


def contact_view(logs: Logs, plan: Plan, journeys: Journeys) -> View:
    """Contacts that arrived in the measured window; their team is the one that first answered."""
    contacts = logs.contacts
    place = np.flatnonzero(in_window(plan, floats(contacts, "arrived_s")))
    codes = _codes(logs, plan, place, journeys.first_team[place], "arrived_s")
    codes["bot"] = ints(contacts, "bot")[place]
    live = live_channels(plan)[codes["channel"]]
    answered = journeys.answers[place] > 0
    to_agent_s = journeys.first_answered_s[place] - floats(contacts, "arrived_s")[place]
    cause = ints(contacts, "cause")[place]
    masks = {
        **_ends(logs, journeys, place),
        **_clocked(logs, plan, journeys, place),
        "failure_contacts": cause != Cause.FIRST,
        "agent_contacts": answered,
        "told_again": answered & (ints(contacts, "repeated")[place] > 0),
        "reached_live": answered,
        "escalated": journeys.escalated[place],
        "sent_to_approval": answered & journeys.to_approval[place],
    }
    return View(len(place), codes, live, masks, {"to_agent": ticks(to_agent_s)})


def claim_view(logs: Logs, plan: Plan, case_place: Ints) -> View:
    """Contacts that arrived in the window, of cases that ask for money; team: who decided."""
    contacts = logs.contacts
    asked = floats(logs.cases, "asked")[case_place] > 0.0
    place = np.flatnonzero(asked & in_window(plan, floats(contacts, "arrived_s")))
    outcome = ints(contacts, "outcome")[place]
    granted, refused = outcome == ContactOutcome.RESOLVED, outcome == ContactOutcome.REFUSED
    codes = _codes(logs, plan, place, ints(contacts, "team")[place], "arrived_s")
    return View(
        size=len(place),
        codes=codes,
        live=live_channels(plan)[codes["channel"]],
        masks={
            "claims_decided": granted | refused,
            "claims_granted_alone": granted & (ints(contacts, "approvals")[place] == 0),
            "claims_turned_down": refused,
        },
        values={"paid": millionths(floats(contacts, "paid")[place])},
    )


def payment_view(logs: Logs, plan: Plan) -> View:
    """Contacts that ended in the measured window with money conceded; team: who decided."""
    contacts = logs.contacts
    paid = floats(contacts, "paid")
    place = np.flatnonzero((paid > 0.0) & in_window(plan, floats(contacts, "closed_s")))
    codes = _codes(logs, plan, place, ints(contacts, "team")[place], "closed_s")
    live = live_channels(plan)[codes["channel"]]
    return View(len(place), codes, live, {}, {"paid": millionths(paid[place])})


def _codes(logs: Logs, plan: Plan, place: Ints, team: Ints, time: str) -> dict[str, Ints]:
    contacts = logs.contacts
    return {
        "channel": ints(contacts, "channel")[place],
        "reason": ints(contacts, "reason")[place],
        "segment": ints(contacts, "segment")[place],
        "team": team,
        "tier": tier_codes(plan, team),
        "interval": interval_codes(plan, floats(contacts, time)[place]),
    }


def _ends(logs: Logs, journeys: Journeys, place: Ints) -> dict[str, Bools]:
    """Where contacts ended at the door: closed out, in a queue, or one of the bot's ends."""
    outcome = ints(logs.contacts, "outcome")[place]
    met = ints(logs.contacts, "bot")[place] >= 0
    falsely = met & (outcome == ContactOutcome.FALSELY_CONTAINED)
    contained = met & (outcome == ContactOutcome.CONTAINED) | falsely
    left = met & (outcome == ContactOutcome.LEFT_IN_BOT)
    in_bot = met & journeys.in_bot[place]
    return {
        "closed_out": outcome == ContactOutcome.CLOSED_OUT,
        "entered_queue": journeys.came_to_queue[place] > 0,
        "met_bot": met,
        "contained": contained,
        "falsely_contained": falsely,
        "left_in_bot": left,
        "contained_or_left": contained | left,
        "passed_on": met & ~contained & ~left & ~in_bot,
        "still_in_bot": in_bot,
    }


def _clocked(logs: Logs, plan: Plan, journeys: Journeys, place: Ints) -> dict[str, Bools]:
    """Who is under an answer clock whose verdict is known, and who was answered within it."""
    contacts = logs.contacts
    clocks = plan.yardsticks.clocks
    channel = ints(contacts, "channel")[place]
    within = looked_up(
        [-1 if clock is None else int(ticks(clock.within_s)) for clock in clocks], channel
    )
    arrived_s = floats(contacts, "arrived_s")[place]
    answered_s = journeys.first_answered_s[place]
    answered = ~np.isnan(answered_s)
    until_s: Floats = np.where(answered, answered_s, logs.ended_s)
    in_time = _clock_ticks(plan, channel, arrived_s, until_s) <= within
    # A contact still unanswered says nothing yet while its clock runs.
    ended = ints(contacts, "outcome")[place] != ContactOutcome.OPEN
    judged = (within >= 0) & (journeys.came_to_queue[place] > 0) & (answered | ended | ~in_time)
    return {"clocked": judged, "clocked_on_time": judged & answered & in_time}


def _clock_ticks(plan: Plan, channel: Ints, from_s: Floats, to_s: Floats) -> Ints:
    """What each contact's answer clock shows, counted in opening hours or as time passes."""
    clocks = plan.yardsticks.clocks
    stops = np.array([clock is not None and clock.in_opening_hours for clock in clocks], np.bool_)
    if plan.demand.calendar.always_open:
        return ticks(to_s - from_s)
    open_s = _open_before(plan, channel, to_s) - _open_before(plan, channel, from_s)
    return ticks(np.where(stops[channel], open_s, to_s - from_s))


def _open_before(plan: Plan, channel: Ints, at_s: Floats) -> Floats:
    """Opening hours of the channel from the measured day's midnight to a time, in seconds."""
    calendar = plan.demand.calendar
    opens_s = np.asarray(calendar.opens_s)[channel]
    length_s = np.asarray(calendar.closes_s)[channel] - opens_s
    days, since_s = np.divmod(at_s - calendar.measured_s[0], calendar.day_s)
    hours_s: Floats = days * length_s + np.clip(since_s - opens_s, 0.0, length_s)
    return hours_s
