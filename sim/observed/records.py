"""The rows that records are made from: contacts in order of arrival, their visits behind them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.centre.log import Logs, Table, VisitKind, VisitOutcome
from sim.observed.clock import Clock
from sim.plan.plan import Ints, Plan

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Records:
    """Contacts and visits under the numbers that records give them, and what they are read with.

    contacts   in order of arrival, so that a place is a contact's number
    visits     by contact, then as it joined them; `contact` is that number
    spells     agents' spells of presence
    """

    plan: Plan
    clock: Clock
    contacts: Table
    visits: Table
    spells: Table

    def visits_of(self, kind: VisitKind) -> Table:
        """Visits of one kind."""
        here = self.visits["kind"] == kind
        return {name: column[here] for name, column in self.visits.items()}

    @cached_property
    def channel_of_queue(self) -> Ints:
        """[queue] its channel; -1 of queues without a customer."""
        return np.array([queue.channel for queue in self.plan.supply.queues], np.int64)

    @cached_property
    def contact_number(self) -> Ints:
        """[contact] its number among the contacts of its customer, from 1."""
        case = self.contacts["case"]
        order = np.argsort(case, kind="stable")
        grouped = case[order]
        is_first = np.append(True, grouped[1:] != grouped[:-1])[: case.size]
        place = np.arange(case.size)
        number = np.empty(case.size, np.int64)
        number[order] = place - np.maximum.accumulate(np.where(is_first, place, 0)) + 1
        return number

    @cached_property
    def is_noted(self) -> Flags:
        """[contact] whether a bot or an agent came to know what it is about."""
        visits = self.visits
        dealt = (visits["kind"] == VisitKind.BOT) | (visits["outcome"] == VisitOutcome.ANSWERED)
        noted = np.zeros(self.contacts["row"].size, np.bool_)
        noted[visits["contact"][dealt]] = True
        return noted


def records_of(logs: Logs, plan: Plan, clock: Clock) -> Records:
    """The rows of a play under records' numbers.

    Places on the tape are no numbers that a record may bear: their gaps tell how often a customer
    could have come.
    """
    contacts, visits = logs.contacts, logs.visits
    order = np.lexsort((contacts["row"], contacts["arrived_s"]))
    number = np.empty(order.size, np.int32)
    number[order] = np.arange(order.size, dtype=np.int32)
    visits = {**visits, "contact": number[visits["contact"]]}
    by_contact = np.lexsort(
        (visits["visit"], visits["attempt"], visits["joined_s"], visits["contact"])
    )
    return Records(plan, clock, _taken(contacts, order), _taken(visits, by_contact), logs.agents)


def _taken(table: Table, order: NDArray[Any]) -> Table:
    return {name: column[order] for name, column in table.items()}
