"""Visits to queues, made ready for summing."""

import numpy as np

from plain.columns import Bools, floats, ints, looked_up, ticks
from plain.journeys import Queued
from plain.views import View, in_window, interval_codes, live_channels, tier_codes
from sim.centre.log import Logs, VisitOutcome
from sim.plan.plan import Floats, Ints, Plan

OUTCOMES = {
    "answered": VisitOutcome.ANSWERED,
    "abandoned": VisitOutcome.ABANDONED,
    "blocked": VisitOutcome.BLOCKED,
    "flowed_out": VisitOutcome.FLOWED_OUT,
    "callback_taken": VisitOutcome.CALLBACK_TAKEN,
    "cleared": VisitOutcome.CLEARED,
    "still_waiting": VisitOutcome.WAITING,
}


def visit_view(logs: Logs, plan: Plan, queued: Queued) -> View:
    """Visits to queues, of contacts that arrived in the measured window."""
    arrived_s = floats(logs.contacts, "arrived_s")
    measured = in_window(plan, arrived_s)[queued.contact]
    place, contact = queued.place[measured], queued.contact[measured]
    outcome = ints(logs.visits, "outcome")[place]
    wait, handle, ended = _times(logs, place, outcome)
    masks = {name: outcome == code for name, code in OUTCOMES.items()}
    masks["offered"] = np.ones(len(place), dtype=np.bool_)
    masks["left_at_once"] = masks["abandoned"] & (wait == 0)
    masks["wait_known"] = ~masks["blocked"] & ~masks["still_waiting"]
    masks["waited"] = masks["wait_known"] & ~(masks["answered"] & (wait == 0))
    masks["handled"] = masks["answered"] & ended
    codes = visit_codes(logs, plan, place, contact)
    codes["interval"] = interval_codes(plan, arrived_s[contact])
    return View(
        size=len(place),
        codes=codes,
        live=live_channels(plan)[codes["channel"]],
        masks={**masks, **_service_levels(plan, masks, codes["channel"], wait)},
        values={"wait": wait, "handle": handle},
    )


def visit_codes(logs: Logs, plan: Plan, place: Ints, contact: Ints) -> dict[str, Ints]:
    """The scopes of some visits, intervals left out.

    A visit nobody served counts for the first team in its queue's order of preference, so that
    the teams add up to the whole.
    """
    queues, reasons = plan.supply.queues, range(len(plan.names.reasons))
    queue = ints(logs.visits, "queue")[place]
    reason = ints(logs.contacts, "reason")[contact]
    preferred = [next(iter(queue.teams[one]), (-1, 0.0))[0] for queue in queues for one in reasons]
    served_by = ints(logs.visits, "team")[place]
    first = looked_up(preferred, queue * len(reasons) + reason)
    team = np.where(served_by >= 0, served_by, first)
    return {
        "channel": looked_up([queue.channel for queue in queues], queue),
        "reason": reason,
        "segment": ints(logs.contacts, "segment")[contact],
        "team": team,
        "tier": tier_codes(plan, team),
        "queue": queue,
    }


def _times(logs: Logs, place: Ints, outcome: Ints) -> tuple[Ints, Ints, Bools]:
    """Waits and handle times in ticks, and whether the visit has ended."""
    joined_s, answered_s, ended_s = (
        floats(logs.visits, name)[place] for name in ("joined_s", "answered_s", "ended_s")
    )
    until_s: Floats = np.where(outcome == VisitOutcome.ANSWERED, answered_s, ended_s)
    handle = ticks(ended_s - answered_s) - ticks(floats(logs.visits, "interrupted_s")[place])
    return ticks(until_s - joined_s), handle, ~np.isnan(ended_s)


def _service_levels(
    plan: Plan, visits: dict[str, Bools], channel: Ints, wait: Ints
) -> dict[str, Bools]:
    """Who is in time and who counts, by each formula, on channels with a threshold."""
    targets = plan.yardsticks.targets
    within = looked_up([-1 if t is None else int(ticks(t.within_s)) for t in targets], channel)
    short = looked_up([0 if t is None else int(ticks(t.short_abandon_s)) for t in targets], channel)
    judged, in_time = within >= 0, wait <= within
    gone = visits["answered"] | visits["abandoned"] | visits["callback_taken"]
    masks = {
        "sl_answered_in_time": judged & visits["answered"] & in_time,
        "sl_gone_in_time": judged & gone & in_time,
        "sl_offered": judged,
        "sl_queued": judged & ~visits["blocked"],
        "sl_answered": judged & visits["answered"],
        "sl_answered_or_abandoned": judged & (visits["answered"] | visits["abandoned"]),
        "sl_not_short": judged & ~(visits["abandoned"] & (wait < short)),
    }
    formulas = [t.formula if t else "" for t in targets]
    return {**masks, **_own_formula(masks, formulas, channel)}


FORMULAS = {
    "answered_over_offered": ("sl_answered_in_time", "sl_offered"),
    "genesys": ("sl_answered_in_time", "sl_answered_or_abandoned"),
    "amazon_connect": ("sl_gone_in_time", "sl_queued"),
    "answered_only": ("sl_answered_in_time", "sl_answered"),
    "talkdesk": ("sl_answered_in_time", "sl_not_short"),
}
"""Named service levels: who is in time, of whom."""


def _own_formula(masks: dict[str, Bools], formulas: list[str], channel: Ints) -> dict[str, Bools]:
    """Who is in time and who counts, each visit by the formula its channel names."""
    in_time, counted = np.zeros((2, len(channel)), dtype=np.bool_)
    for number, formula in enumerate(formulas):
        if formula:
            above, below = FORMULAS[formula]
            here = channel == number
            in_time |= here & masks[above]
            counted |= here & masks[below]
    return {"sl_in_time": in_time, "sl_counted": counted}
