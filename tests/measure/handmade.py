"""A small centre and a book in which a test writes down, line by line, what happened in it.

The measured day is day 0, from midnight `DAY` = 86400 s to the next; times are written as
`at("9:00:20")`, seconds of the play.
"""

import numpy as np

from sim.centre.log import (
    AGENTS,
    CASES,
    CONTACTS,
    VISITS,
    CaseOutcome,
    ContactOutcome,
    Logs,
    SpellEnd,
    VisitKind,
    VisitOutcome,
    table,
)
from sim.durations import parse_clock
from sim.plan import plan
from sim.plan.codes import Cause
from sim.scenario.file import from_text

DAY = 86400.0
NEVER = float("nan")

CENTRE = """
title = "Two teams and a bot"
currency = "EUR"

[day]
opens = "08:00"
closes = "18:00"
interval = "1h"
lead_in = 1
follow_days = 1

[channels.voice]
patience = { exponential = "3m" }
service_level = { within = "20s", short_abandon = "5s" }

[channels.chat]
patience = { exponential = "6m" }
service_level = { within = "60s", formula = "genesys" }

[channels.email]
respond_within = { time = "1h", counted_in = "opening hours" }

[segments.gold]
share = 0.25

[segments.plain]
share = 0.75

[reasons.billing]
volume = { cases_per_day = 100 }
mix = { voice = 0.5, chat = 0.3, email = 0.2 }
route = ["desk", "experts"]
handle_time = { exponential = "5m" }

[reasons.refund]
volume = { cases_per_day = 50 }
mix = { voice = 1.0 }
route = ["desk", "experts"]
handle_time = { exponential = "5m" }
claim = { share = 1.0, asks = { constant = 100 } }

[bots.robo]
channels = ["voice", "chat"]
takes = 0.5
contains = 0.5
session = { contained = "1m", passed_on = "1m", left = "30s" }
cost_per_session = 0.5
cost_per_day = 12.0

[teams.desk]
channels = ["voice", "chat", "email"]
agents = 2
shrinkage = 0.2
chats_at_once = 2
resolves = 0.8
authority = 50
cost_per_paid_hour = 40

[teams.experts]
channels = ["voice", "chat", "email"]
agents = 1
shrinkage = 0.5
cost_per_paid_hour = 60

[approval.levels.boss]
limit = 1000
decides_in = { constant = "10m" }
"""


def centre(text=CENTRE):
    return plan(from_text(text))


def at(clock, day=0):
    return DAY * (1 + day) + parse_clock(clock)


class Book:
    """Cases, contacts, visits and spells as they are written down."""

    def __init__(self, of):
        self.plan = of
        self.cases, self.contacts, self.visits, self.spells = [], [], [], []

    def _code(self, kind, name):
        return -1 if name is None else getattr(self.plan.names, kind).index(name)

    def case(self, opened, outcome=CaseOutcome.OPEN, closed=NEVER, **more):
        of = {"reason": "billing", "segment": "plain", "asked": 0.0, "paid": 0.0, **more}
        self.cases.append(
            {
                "case": len(self.cases),
                "reason": self._code("reasons", of["reason"]),
                "segment": self._code("segments", of["segment"]),
                "day": int(opened // DAY) - 1,
                "arrived_s": opened,
                "closed_s": closed,
                "outcome": outcome,
                "hardness": 0.5,
                "emotional": 0,
                "asked": of["asked"],
                "paid": of["paid"],
                "contacts": 0,
            }
        )
        return len(self.cases) - 1

    def contact(self, case, channel, arrived, outcome=ContactOutcome.OPEN, closed=NEVER, **more):
        of = {"cause": Cause.FIRST, "number": 0, "bot": None, "team": None, "approvals": 0, **more}
        of = {"repeated": 0, **of}
        channel = self._code("channels", channel)
        self.cases[case]["contacts"] += 1
        self.contacts.append(
            {
                "row": len(self.contacts),
                "case": case,
                "number": of["number"],
                "reason": self.cases[case]["reason"],
                "segment": self.cases[case]["segment"],
                "cause": of["cause"],
                "came_on": channel,
                "channel": channel,
                "arrived_s": arrived,
                "closed_s": closed,
                "outcome": outcome,
                "bot": self._code("bots", of["bot"]),
                "team": self._code("teams", of["team"]),
                "approvals": of["approvals"],
                "repeated": of["repeated"],
                "paid": of.get("paid", 0.0),
            }
        )
        return len(self.contacts) - 1

    def _visit(self, contact, kind, outcome, joined, ended, **more):
        slot = sum(visit["contact"] == contact for visit in self.visits)
        never = dict.fromkeys(("answered_s", "talk_end_s", "released_s"), NEVER)
        who = {"queue": -1, "place": -1, "team": -1, "agent": -1}
        self.visits.append(
            {
                "visit": 16 * contact + slot,
                "row": contact,
                "contact": contact,
                "kind": kind,
                "attempt": 0,
                "joined_s": joined,
                "ended_s": ended,
                "outcome": outcome,
                "interrupted_s": 0.0,
                **never,
                **who,
                **more,
            }
        )

    def served(self, contact, queue, joined, answered, ended, team, agent, talk_end=None):
        """A visit to a queue that an agent answered."""
        talk_end = ended if talk_end is None else talk_end
        kind = VisitKind.FINISHING if queue.endswith("/finishing") else VisitKind.QUEUE
        self._visit(
            contact,
            kind,
            VisitOutcome.ANSWERED,
            joined,
            ended,
            queue=self._code("queues", queue),
            answered_s=answered,
            talk_end_s=talk_end,
            released_s=talk_end,
            team=self._code("teams", team),
            agent=agent,
        )

    def unserved(self, contact, queue, joined, ended, outcome):
        """A visit to a queue that nobody answered."""
        code = self._code("queues", queue)
        self._visit(contact, VisitKind.QUEUE, outcome, joined, ended, queue=code)

    def bot(self, contact, joined, ended, outcome=VisitOutcome.DONE, name="robo"):
        self._visit(contact, VisitKind.BOT, outcome, joined, ended, place=self._code("bots", name))

    def level(self, contact, joined, ended, outcome=VisitOutcome.DONE, name="boss"):
        self._visit(
            contact, VisitKind.LEVEL, outcome, joined, ended, place=self._code("levels", name)
        )

    def spell(self, agent, team, came, left):
        self.spells.append(
            {
                "agent": agent,
                "team": self._code("teams", team),
                "from_s": came,
                "to_s": left,
                "ended": SpellEnd.LEFT,
            }
        )

    def logs(self, ended=3 * DAY):
        def columns(of, rows):
            return table(of, {column.name: [row[column.name] for row in rows] for column in of})

        return Logs(
            cases=columns(CASES, self.cases),
            contacts=columns(CONTACTS, self.contacts),
            visits=columns(VISITS, self.visits),
            agents=columns(AGENTS, self.spells),
            ended_s=ended,
        )


def shuffled(logs, rng):
    """The same logs with the rows of every table in another order.

    The visits of one contact stay in the order in which it joined them, other visits among them.
    """
    contacts = rng.permutation(len(logs.contacts["row"]))
    moved_to = np.argsort(contacts)
    visits = dict(logs.visits)
    visits["contact"] = moved_to[logs.visits["contact"]].astype("i4")
    return Logs(
        cases=_taken(logs.cases, rng.permutation(len(logs.cases["case"]))),
        contacts=_taken(logs.contacts, contacts),
        visits=_taken(visits, _keeping_order(visits["contact"], rng)),
        agents=_taken(logs.agents, rng.permutation(len(logs.agents["agent"]))),
        ended_s=logs.ended_s,
    )


def _keeping_order(owner, rng):
    """A permutation that leaves the rows of one owner in their order."""
    places = rng.permutation(owner)  # whose row comes where
    order = np.empty(len(owner), dtype=np.int64)
    order[np.argsort(places, kind="stable")] = np.argsort(owner, kind="stable")
    return order


def _taken(columns, order):
    return {name: column[order] for name, column in columns.items()}
