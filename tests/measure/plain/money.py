"""What the measured window costs: agents paid, bots, concessions."""

import numpy as np

from plain.columns import PER_UNIT, floats, ints, millionths, ticks
from plain.staff import Time, by_team
from plain.stretches import hours
from plain.views import Sums, in_window
from sim.centre.log import Logs, VisitKind, VisitOutcome
from sim.plan.plan import Ints, Plan

FULL_TIME_HOURS = 8.0
"""Paid hours of a full-time agent on each day of the window."""


def is_priced(plan: Plan) -> bool:
    """Whether the scenario states anything that costs: wages, prices of bots, or claims."""
    prices = plan.yardsticks
    stated = (*prices.cost_per_paid_hour, *prices.cost_per_session, *prices.cost_per_day)
    stated += (*prices.assist_per_contact, *prices.comfort_per_waiting)
    stated += tuple(owed[1] for owed in prices.compensation if owed)
    return any(stated) or any(claim is not None for claim in plan.demand.claim)


def pay_sums(plan: Plan, time: Time) -> Sums:
    """Paid time in ticks and its cost in millionths, by team."""
    yardsticks = plan.yardsticks
    paid = np.rint(time.present.sum(axis=1) / (1.0 - np.asarray(yardsticks.shrinkage)))
    cost = millionths(paid / PER_UNIT["h"] * np.asarray(yardsticks.cost_per_paid_hour))
    full_time = hours(FULL_TIME_HOURS * window_days(plan))
    paid_hours = by_team(plan, paid.astype(np.int64))
    return {
        "paid_hours": paid_hours,
        "fte_hours": {kind: np.full_like(sums, full_time) for kind, sums in paid_hours.items()},
        "agents_cost": by_team(plan, cost),
    }


def bot_sums(logs: Logs, plan: Plan) -> Sums:
    """Sessions begun in the window and its days at their prices, in millionths."""
    visits, yardsticks = logs.visits, plan.yardsticks
    begun = in_window(plan, floats(visits, "joined_s"))
    sessions = begun & (ints(visits, "kind") == VisitKind.BOT)
    counts = np.bincount(ints(visits, "place")[sessions], minlength=len(plan.names.bots))
    cost: Ints = counts * millionths(yardsticks.cost_per_session) + millionths(
        np.asarray(yardsticks.cost_per_day) * window_days(plan)
    )
    return {"bots_cost": {"all": np.array([cost.sum()]), "bot": cost}}


def extra_sums(logs: Logs, plan: Plan) -> Sums:
    """Agent assist, comfort and compensation, visit by visit, in millionths."""
    assist = comfort = owed = 0
    prices, visits = plan.yardsticks, logs.visits
    begun = in_window(plan, floats(visits, "joined_s"))
    for row in np.flatnonzero(begun & (ints(visits, "kind") == VisitKind.QUEUE)).tolist():
        channel = plan.supply.queues[visits["queue"][row]].channel
        answered = visits["outcome"][row] == VisitOutcome.ANSWERED
        wait = ticks(visits["answered_s"][row] - visits["joined_s"][row]) if answered else None
        if answered:
            assist += millionths(prices.assist_per_contact[visits["team"][row]])
            stated = prices.compensation[channel]
            owed += millionths(stated[1]) if stated and wait > ticks(stated[0]) else 0
        if wait != 0 and visits["outcome"][row] != VisitOutcome.BLOCKED:
            comfort += millionths(prices.comfort_per_waiting[channel])
    named = {"assist_cost": assist, "comfort_cost": comfort, "compensation_paid": owed}
    return {part: {"all": np.array([total])} for part, total in named.items()}


def window_days(plan: Plan) -> float:
    """Length of the measured window in days."""
    start_s, end_s = plan.demand.calendar.measured_s
    return (end_s - start_s) / 86400.0


def budget(sums: Sums) -> Sums:
    """Everything spent: agents paid, bots, concessions and extras."""
    parts = ("agents_cost", "bots_cost", "concessions")
    parts += ("assist_cost", "comfort_cost", "compensation_paid")
    spent = (sums[part]["all"] for part in parts)
    return {"cost": {"all": sum(spent, start=np.zeros(1, dtype=np.int64))}}
