"""Every table that the centre's systems would export of a play."""

from dataclasses import dataclass

import numpy as np

from sim.centre.log import (
    Logs,
    Table,
    VisitKind,
    VisitOutcome,
)
from sim.observed.agents import agents_table
from sim.observed.clock import clock_of
from sim.observed.declared import FIRST_DAY, TABLES
from sim.observed.queues import queues_table
from sim.observed.records import Records, records_of
from sim.observed.words import (
    CONTACT_WORDS,
    PASSED_ON,
    RUNNING,
    SESSION_WORDS,
    VISIT_WORDS,
    named,
    worded,
)
from sim.plan.plan import Plan


@dataclass(frozen=True, eq=False)
class Observed:
    """What is known of a play to those who run the centre, each a table of equally long columns.

    queues        telephony: every interval and queue of the play
    visits        telephony: stays in queues, by contact, in the order of joining
    agents        telephony: every interval in which an agent was on the queues, by agent
    bot_sessions  bot platform: sessions, by contact
    contacts      CRM: contacts in order of arrival
    approvals     CRM: claims laid before a level, by contact

    `docs/observed.md` has the columns. All of the play is here, lead-in and warm-up included.
    """

    queues: Table
    visits: Table
    agents: Table
    bot_sessions: Table
    contacts: Table
    approvals: Table


def observe(logs: Logs, plan: Plan, first_day: str = FIRST_DAY) -> Observed:
    """What would have been exported of a play of this plan.

    first_day   date of the measured day, of time 0 where the play has no days

    Raises UsageError if it is no date.
    """
    clock = clock_of(plan.demand.calendar, logs.ended_s, first_day)
    records = records_of(logs, plan, clock)
    made = {
        "queues": queues_table(records),
        "visits": _visits(records),
        "agents": agents_table(records),
        "bot_sessions": _bot_sessions(records),
        "contacts": _contacts(records),
        "approvals": _approvals(records),
    }
    return Observed(
        **{
            name: {
                column.name: np.asarray(made[name][column.name], dtype=column.dtype)
                for column in columns
            }
            for name, columns in TABLES.items()
        }
    )


def _visits(records: Records) -> Table:
    at, names = records.visits_of(VisitKind.QUEUE), records.plan.names
    answered = at["outcome"] == VisitOutcome.ANSWERED
    until_s = np.where(answered, at["answered_s"], at["ended_s"])
    return {
        "contact_id": at["contact"],
        "queue": named(names.queues, at["queue"]),
        "channel": named(names.channels, records.channel_of_queue[at["queue"]]),
        "enqueued": records.clock.date(at["joined_s"]),
        "answered": records.clock.date(at["answered_s"]),
        "ended": records.clock.date(at["ended_s"]),
        "outcome": worded(VISIT_WORDS, at["outcome"]),
        "wait_s": until_s - at["joined_s"],
        "talk_s": at["talk_end_s"] - at["answered_s"] - at["interrupted_s"],
        "hold_s": at["released_s"] - at["talk_end_s"],
        "acw_s": np.where(answered, at["ended_s"] - at["released_s"], np.nan),
        "team": named(names.teams, at["team"]),
        "agent": at["agent"],
    }


def _bot_sessions(records: Records) -> Table:
    at, names = records.visits_of(VisitKind.BOT), records.plan.names
    ending = records.contacts["outcome"][at["contact"]]
    runs = at["outcome"] == VisitOutcome.RUNNING
    return {
        "contact_id": at["contact"],
        "bot": named(names.bots, at["place"]),
        "channel": named(names.channels, records.contacts["channel"][at["contact"]]),
        "began": records.clock.date(at["joined_s"]),
        "ended": records.clock.date(at["ended_s"]),
        "session_s": at["ended_s"] - at["joined_s"],
        "outcome": np.where(runs, RUNNING, worded(SESSION_WORDS, ending, PASSED_ON)),
    }


def _contacts(records: Records) -> Table:
    of, names = records.contacts, records.plan.names
    return {
        "contact_id": np.arange(of["row"].size),
        "customer_id": of["case"],
        "segment": named(names.segments, of["segment"]),
        "contact_number": records.contact_number,
        "initiated": records.clock.date(of["arrived_s"]),
        "ended": records.clock.date(of["closed_s"]),
        "initiation_channel": named(names.channels, of["came_on"]),
        "channel": named(names.channels, of["channel"]),
        "reason": np.where(records.is_noted, named(names.reasons, of["reason"]), ""),
        "outcome": worded(CONTACT_WORDS, of["outcome"]),
        "team": named(names.teams, of["team"]),
        "approvals": of["approvals"],
        "paid": of["paid"],
    }


def _approvals(records: Records) -> Table:
    at = records.visits_of(VisitKind.LEVEL)
    return {
        "contact_id": at["contact"],
        "level": named(records.plan.names.levels, at["place"]),
        "submitted": records.clock.date(at["joined_s"]),
        "decided": records.clock.date(at["ended_s"]),
    }
