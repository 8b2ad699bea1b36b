"""The lean build of the loop: compiled once more, for centres of calls and emails that never close.

Most models of mathematics and many desks know no chats, bots, approvals, closings, limits or
overflow. What the tables of such a plan say is the same in every row, so the lean build takes it
for granted: a look-up becomes a number, and whatever hangs on it is not compiled at all. The lines
of the kernel are the same, nothing is written twice; a plan that says anything else gets the full
build. Without compilation there is one build only.
"""

from math import inf
from operator import attrgetter
from typing import Any

import numpy as np

from sim.centre.kernel.given import Given
from sim.centre.kernel.state import Taped
from sim.centre.kernel.words import QUEUE

Known = float | None
"""What every row of a column holds; None: its own number."""

GIVEN: dict[str, Known] = {
    "always_open": True,
    "any_announces": False,
    "any_beside": False,
    "any_clears": False,
    "any_fills": False,
    "any_shared": False,
    "bots.met": -1,
    "crew.chats_at_once": 1,
    "crew.falls": False,
    "crew.resolves_factor": 1.0,
    "crew.talk_factor": 1.0,
    "held": False,
    "most_interruptions": 0,
    "memory.recall": 1.0,
    "own.admit": 0,
    "own.score": 0,
    "own.to_bot": 0,
    "parts": 1,
    "queues.after_s": 0.0,
    "queues.clears": False,
    "queues.give_up_is_event": False,
    "queues.limit": -1,
    "queues.list_first": None,
    "queues.shared": False,
    "remembers": False,
    "robots": 0,
    "rungs": 0,
    "slots.by_team": True,
}
"""What the tables of a plan must hold, by path."""

TAPED: dict[str, Known] = {"amount": 0.0}
"""What the tape must hold."""

STATE: dict[str, Known] = {
    "agents.beside": 0,  # no call beside chats
    "agents.callable_at": -1,
    "agents.chats": 0,  # nobody shares an agent
    "agents.filling_at": -1,  # nothing fills
    "agents.interrupted": -1,  # nothing is laid aside
    "agents.recent_at": -1,  # no headcount falls
    "closes_at": inf,  # nothing closes
    "contacts.bot": -1,  # no bot is met
    "contacts.parked": False,  # there are no levels to ask
    "teams.owed": 0,  # no headcount falls
    "visits.generation": 0,  # nothing is interrupted
    "visits.kind": QUEUE,  # no bots, no levels, nothing to finish
    "visits.shared": False,  # nobody shares an agent
}
"""What follows, and holds in every row in use throughout a play."""


def fits(g: Given) -> bool:
    """Whether the lean build may play a plan."""
    return _hold(g, GIVEN)


def fits_too(t: Taped) -> bool:
    """Whether it may play this tape of such a plan."""
    return _hold(t, TAPED)


def _hold(table: Any, known: dict[str, Known]) -> bool:
    return all(_holds(attrgetter(path)(table), value) for path, value in known.items())


def _holds(found: Any, value: Known) -> bool:
    column = np.atleast_1d(found)
    return bool(np.all(column == (np.arange(column.size) if value is None else value)))
