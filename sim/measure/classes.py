"""Classes of rows: all that the parts ask of a row, worked out once for every set of facts.

A pass over the logs looks at the facts of a row (its outcome, whether it was in time, …), numbers
the set of facts, and counts the row for the class of that number. Which parts a class belongs to
stands here, in words that speak of all rows at once: the conditions that the parts name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.centre.log import CaseOutcome, ContactOutcome, VisitOutcome, frozen
from sim.measure.parts import PARTS, Part
from sim.plan.plan import Ints

Bools = NDArray[np.bool_]
Facts = dict[str, Ints]

FORMULAS = {
    "answered_over_offered": ("sl_answered_in_time", "sl_offered"),
    "genesys": ("sl_answered_in_time", "sl_answered_or_abandoned"),
    "amazon_connect": ("sl_gone_in_time", "sl_queued"),
    "answered_only": ("sl_answered_in_time", "sl_answered"),
    "talkdesk": ("sl_answered_in_time", "sl_not_short"),
}
"""Named service levels: who is in time, of whom."""

HELD_FOR_SOLVED = (
    ContactOutcome.RESOLVED,
    ContactOutcome.CONTAINED,
    ContactOutcome.FALSELY_CONTAINED,
    ContactOutcome.CLOSED_UNSOLVED,
)
"""Ends of a contact that the centre's own records take for a solution."""

NO_CLOCK, LATE, ON_TIME = range(3)
"""What a contact's answer clock has come to: none, or no verdict yet; run out; met."""

# Facts by name with the number of their values, the last one moving fastest. The passes number
# sets of facts in this order.
VISIT_FACTS = {
    "formula": len(FORMULAS) + 1,  # of the channel's service level; 0 none
    "live": 2,
    "outcome": len(VisitOutcome),
    "in_time": 2,
    "at_once": 2,
    "short": 2,
    "ended": 2,
}
CONTACT_FACTS = {
    "live": 2,
    "outcome": len(ContactOutcome),
    "met_bot": 2,
    "answered": 2,
    "failure": 2,
    "retold": 2,
    "clock": 3,
    "in_bot": 2,
    "to_approval": 2,
    "escalated": 2,
    "came_to_queue": 2,
}
CLAIM_FACTS = {"granted": 2, "alone": 2}
CASE_FACTS = {
    "outcome": len(CaseOutcome),
    "with_agent": 2,
    "at_once": 2,
    "repeated": 2,
    "solved_first": 2,
    "claimed": 2,
}

VALUES = {
    "visits": ("wait", "handle"),
    "contacts": ("to_agent",),
    "claims": ("paid",),
    "payments": ("paid",),
    "cases": ("contacts", "by_agent", "to_resolution"),
    "backlog": (),
}
"""What can be added up over the rows of a view, in the order in which the passes hold it."""

NOWHERE, EVERYWHERE, WHERE_NARROW = range(3)
"""In which scopes a class counts for a part: none, all, only those that tell channels apart."""


@dataclass(frozen=True, eq=False)
class Classes:
    """The classes of one view.

    number  [set of facts] class
    takes   [class × part] NOWHERE, EVERYWHERE or WHERE_NARROW
    value   [part] what is added up: from 1 on the view's values, 0 rows are counted
    row     [part] place of the part among all parts
    """

    number: Ints
    takes: NDArray[np.int8]
    value: Ints
    row: Ints

    def taken_for(self, part: str) -> NDArray[np.int8]:
        """[class] in which scopes it counts for a part."""
        column = self.row.tolist().index(list(PARTS).index(part))
        return frozen(self.takes[:, column], np.int8)


@cache
def classes(view: str) -> Classes:
    """The classes of a view."""
    sizes, conditions = _CONDITIONS[view]
    grid = np.indices(tuple(sizes.values())).reshape(len(sizes), -1)
    facts = dict(zip(sizes, grid, strict=True))
    every = np.ones(grid.shape[1], dtype=np.bool_)
    masks = {"": every, **conditions(facts)}
    live = facts["live"] == 1 if "live" in facts else every
    parts = tuple(part for part in PARTS.values() if part.view == view)
    takes = np.stack([_taken(part, masks[part.rows], live) for part in parts], axis=1)
    # Rows that count alike are of one class: their takes, read as digits, are one number.
    digits = takes.astype(np.int64) @ 3 ** np.arange(len(parts))
    _, first, number = np.unique(digits, return_index=True, return_inverse=True)
    values, rows = VALUES[view], list(PARTS)
    value = [values.index(part.value) + 1 if part.value else 0 for part in parts]
    row = [rows.index(part.name) for part in parts]
    return Classes(
        number=frozen(number, np.int64),
        takes=frozen(takes[first], np.int8),
        value=frozen(value, np.int64),
        row=frozen(row, np.int64),
    )


def _taken(part: Part, mask: Bools, live: Bools) -> NDArray[np.int8]:
    where = np.where(live, EVERYWHERE, WHERE_NARROW) if part.live else EVERYWHERE
    return np.where(mask, where, NOWHERE).astype(np.int8)


def _of_visits(facts: Facts) -> dict[str, Bools]:
    outcome, in_time = facts["outcome"], facts["in_time"] == 1
    is_ = {code: outcome == code for code in VisitOutcome}
    answered, abandoned = is_[VisitOutcome.ANSWERED], is_[VisitOutcome.ABANDONED]
    known = ~is_[VisitOutcome.BLOCKED] & ~is_[VisitOutcome.WAITING]
    judged = facts["formula"] > 0
    gone = answered | abandoned | is_[VisitOutcome.CALLBACK_TAKEN]
    levels = {
        "sl_answered_in_time": judged & answered & in_time,
        "sl_gone_in_time": judged & gone & in_time,
        "sl_offered": judged,
        "sl_queued": judged & ~is_[VisitOutcome.BLOCKED],
        "sl_answered": judged & answered,
        "sl_answered_or_abandoned": judged & (answered | abandoned),
        "sl_not_short": judged & ~(abandoned & (facts["short"] == 1)),
    }
    return {
        "offered": np.ones(outcome.size, dtype=np.bool_),
        "answered": answered,
        "abandoned": abandoned,
        "left_at_once": abandoned & (facts["at_once"] == 1),
        "blocked": is_[VisitOutcome.BLOCKED],
        "flowed_out": is_[VisitOutcome.FLOWED_OUT],
        "callback_taken": is_[VisitOutcome.CALLBACK_TAKEN],
        "cleared": is_[VisitOutcome.CLEARED],
        "still_waiting": is_[VisitOutcome.WAITING],
        "wait_known": known,
        "waited": known & ~(answered & (facts["at_once"] == 1)),
        "handled": answered & (facts["ended"] == 1),
        **levels,
        **_own_formula(facts["formula"], levels),
    }


def _own_formula(formula: Ints, levels: dict[str, Bools]) -> dict[str, Bools]:
    """Who is in time and who counts, each visit by the formula its channel names."""
    in_time, counted = np.zeros((2, formula.size), dtype=np.bool_)
    for number, (above, below) in enumerate(FORMULAS.values(), start=1):
        in_time |= (formula == number) & levels[above]
        counted |= (formula == number) & levels[below]
    return {"sl_in_time": in_time, "sl_counted": counted}


def _of_contacts(facts: Facts) -> dict[str, Bools]:
    outcome = facts["outcome"]
    met, answered, in_bot = (facts[name] == 1 for name in ("met_bot", "answered", "in_bot"))
    falsely = met & (outcome == ContactOutcome.FALSELY_CONTAINED)
    contained = met & (outcome == ContactOutcome.CONTAINED) | falsely
    left = met & (outcome == ContactOutcome.LEFT_IN_BOT)
    return {
        "closed_out": outcome == ContactOutcome.CLOSED_OUT,
        "entered_queue": facts["came_to_queue"] == 1,
        "met_bot": met,
        "contained": contained,
        "falsely_contained": falsely,
        "left_in_bot": left,
        "contained_or_left": contained | left,
        "passed_on": met & ~contained & ~left & ~in_bot,
        "still_in_bot": met & in_bot,
        "failure_contacts": facts["failure"] == 1,
        "agent_contacts": answered,
        "told_again": answered & (facts["retold"] == 1),
        "reached_live": answered,
        "escalated": facts["escalated"] == 1,
        "sent_to_approval": answered & (facts["to_approval"] == 1),
        "clocked": facts["clock"] != NO_CLOCK,
        "clocked_on_time": facts["clock"] == ON_TIME,
    }


def _of_claims(facts: Facts) -> dict[str, Bools]:
    granted = facts["granted"] == 1
    return {
        "claims_decided": np.ones(granted.size, dtype=np.bool_),
        "claims_granted_alone": granted & (facts["alone"] == 1),
        "claims_turned_down": ~granted,
    }


def _of_cases(facts: Facts) -> dict[str, Bools]:
    by_agent = facts["outcome"] == CaseOutcome.RESOLVED
    resolved = by_agent | (facts["outcome"] == CaseOutcome.SOLVED_BY_BOT)
    with_agent = facts["with_agent"] == 1
    return {
        "cases_resolved": resolved,
        "cases_resolved_by_agent": by_agent,
        "cases_with_agent": with_agent,
        "cases_deflected": resolved & ~with_agent,
        "cases_claimed": facts["claimed"] == 1,
        "cases_resolved_first": facts["solved_first"] == 1,
        "cases_repeated": facts["repeated"] == 1,
        "cases_resolved_at_once": facts["at_once"] == 1,
    }


def _of_all(_facts: Facts) -> dict[str, Bools]:
    return {}


_CONDITIONS: dict[str, tuple[dict[str, int], Callable[[Facts], dict[str, Bools]]]] = {
    "visits": (VISIT_FACTS, _of_visits),
    "contacts": (CONTACT_FACTS, _of_contacts),
    "claims": (CLAIM_FACTS, _of_claims),
    "payments": ({"paid": 1}, _of_all),
    "cases": (CASE_FACTS, _of_cases),
    "backlog": ({"waiting": 1}, _of_all),
}
