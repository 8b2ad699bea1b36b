"""What the figures are made of: sums over rows, declared as data.

A part counts the rows of a view that satisfy a condition, or adds up one of their values. Counts
are whole; times are summed in units of 2⁻²⁰ s and money in millionths, as integers, so that the
order of rows never matters.
"""

from dataclasses import dataclass

CUSTOMER = ("all", "channel", "reason", "segment", "interval")
"""Kinds of scope that every row about a customer has."""

KINDS_OF_VIEW = {
    "visits": (*CUSTOMER, "team", "tier", "queue"),
    "contacts": (*CUSTOMER, "team", "tier", "bot"),
    "claims": (*CUSTOMER, "team", "tier"),
    "payments": (*CUSTOMER, "team", "tier"),
    "cases": CUSTOMER,
    "backlog": ("all", "channel", "reason", "segment", "team", "tier", "queue"),
    "waiting": ("all", "channel", "interval"),
    "time": ("all", "team", "tier", "interval"),
    "paid": ("all", "team", "tier"),
    "bots": ("all", "bot"),
    "budget": ("all",),
}
"""Kinds of scope by which the parts of a view can be summed."""

VIEWS = {
    "visits": "visits to queues, of contacts that arrived in the measured window. Team: the one "
    "that served, else the first in the queue's order; interval: the contact's arrival",
    "contacts": "contacts that arrived in the measured window. Team: the one that first answered",
    "claims": "contacts that arrived in the measured window, of cases that ask for money. Team: "
    "the one that decided the end",
    "payments": "contacts that ended in the measured window. Team: the one that decided the end; "
    "interval: the contact's end",
    "cases": "cases opened in the measured window, followed as long as the play lasts. Channel: "
    "that of the first contact",
    "backlog": "visits to queues where nobody holds the line, waiting at the window's end",
    "waiting": "time with customers on the line, inside the measured window",
    "time": "agents' time inside the measured window, overtime after closing included",
    "paid": "what agents are paid for, from their time inside the measured window",
    "bots": "sessions begun in the measured window, and its days",
    "budget": "everything spent in the measured window",
}
"""What the rows of each view are, and which team, channel and interval they count for."""


@dataclass(frozen=True)
class Part:
    """One sum.

    view    whose rows are summed
    rows    condition on a row: name of a mask of the view, "" all of them
    value   what is added up: name of a value of the view, "" the rows are counted
    unit    count, s, h or money
    live    channels where nobody holds the line (email) stay out, but for their own channel
    """

    name: str
    words: str
    view: str
    rows: str
    value: str
    unit: str
    live: bool = False


def _visits() -> tuple[Part, ...]:
    def count(name: str, words: str, live: bool = False, rows: str = "") -> Part:
        return Part(name, words, "visits", rows or name, "", "count", live)

    def seconds(name: str, words: str, rows: str, value: str, live: bool) -> Part:
        return Part(name, words, "visits", rows, value, "s", live)

    return (
        count("offered", "visits to a queue", rows="offered"),
        count("answered", "visits an agent answered"),
        count("abandoned", "visits the customer ended before an answer"),
        count("left_at_once", "visits whose customer left at joining"),
        count("blocked", "visits a full queue turned away"),
        count("flowed_out", "visits sent on unserved, to another step or channel"),
        count("callback_taken", "visits ended by taking a callback"),
        count("cleared", "visits sent away at closing"),
        count("still_waiting", "visits still in the queue when the play ended"),
        count("offered_live", "visits to a queue with the customer on the line", True, "offered"),
        count("abandoned_live", "of these, abandoned", True, "abandoned"),
        count("answered_live", "of these, answered", True, "answered"),
        count(
            "waits", "visits that entered a queue and left it, answered or not", True, "wait_known"
        ),
        count("waited", "of these, not answered at once", True),
        seconds("wait_s", "their waits", "wait_known", "wait", True),
        seconds("wait_answered_s", "waits of the answered", "answered", "wait", True),
        seconds("wait_abandoned_s", "waits of the abandoned", "abandoned", "wait", True),
        count("handled", "answered visits whose handling has ended"),
        seconds("handle_s", "their talk, hold and wrap-up", "handled", "handle", False),
        count("sl_in_time", "visits in time, by their channel's own formula", True),
        count("sl_counted", "visits that count, by their channel's own formula", True),
        count("sl_answered_in_time", "answered within the channel's threshold", True),
        count("sl_gone_in_time", "answered, abandoned or called back within the threshold", True),
        count("sl_offered", "visits to a queue of a channel with a threshold", True),
        count("sl_queued", "of these, not blocked", True),
        count("sl_answered", "of these, answered", True),
        count("sl_answered_or_abandoned", "of these, answered or abandoned", True),
        count("sl_not_short", "of these, all but short abandons", True),
    )


def _contacts() -> tuple[Part, ...]:
    def count(name: str, words: str, live: bool = False) -> Part:
        return Part(name, words, "contacts", name, "", "count", live)

    return (
        Part("contacts", "contacts that arrived", "contacts", "", "", "count"),
        count("closed_out", "contacts that found their channel closed and went no further"),
        count("entered_queue", "contacts that came to a queue"),
        count("met_bot", "contacts that began a session with a bot"),
        count("contained", "of these, ended there by the bot's own account, rightly or falsely"),
        count("falsely_contained", "of the contained, not solved in truth"),
        count("left_in_bot", "contacts that hung up in the bot, unsolved"),
        count("contained_or_left", "contained, or hung up in the bot"),
        count("passed_on", "contacts that the bot handed to an agent"),
        count("still_in_bot", "contacts in the bot when the play ended"),
        count("failure_contacts", "contacts that are repeats or chases"),
        count("agent_contacts", "contacts that an agent answered"),
        count("escalated", "of these, taken on to another step's queue after an answer"),
        count("sent_to_approval", "of these, laid before an approval level"),
        count("told_again", "of these, the customer had to tell the case once more"),
        count("reached_live", "contacts on live channels that an agent answered", True),
        Part(
            "to_agent_s",
            "their time from arrival to the first answer, bot and transfers included",
            "contacts",
            "reached_live",
            "to_agent",
            "s",
            True,
        ),
        count("clocked", "contacts under an answer clock that has been met or has run out"),
        count("clocked_on_time", "of these, answered within the clock"),
    )


def _claims() -> tuple[Part, ...]:
    def count(name: str, words: str) -> Part:
        return Part(name, words, "claims", name, "", "count")

    paid = Part("paid_on_claims", "conceded on them", "claims", "claims_decided", "paid", "money")
    return (
        count("claims_decided", "contacts whose claim was granted or refused"),
        count("claims_granted_alone", "of these, granted by the serving agent alone"),
        count("claims_turned_down", "of these, refused"),
        paid,
        Part("concessions", "conceded", "payments", "", "paid", "money"),
    )


def _cases() -> tuple[Part, ...]:
    def count(name: str, words: str) -> Part:
        return Part(name, words, "cases", name, "", "count")

    def total(name: str, words: str, rows: str, value: str, unit: str) -> Part:
        return Part(name, words, "cases", rows, value, unit)

    return (
        Part("cases", "cases opened", "cases", "", "", "count"),
        count("cases_resolved", "cases resolved in truth, by an agent or by a bot"),
        count("cases_resolved_by_agent", "cases resolved by an agent"),
        count(
            "cases_claimed",
            "cases with a contact that the centre's records hold for solved: resolved, contained "
            "rightly or falsely, or closed unsolved",
        ),
        count("cases_resolved_first", "cases solved in truth in their first contact, bot included"),
        count("cases_with_agent", "cases that reached an agent"),
        count(
            "cases_resolved_at_once",
            "cases resolved in their first contact with an agent, without approval by another "
            "and without a second agent",
        ),
        count("cases_repeated", "cases that made contact again, chases left out"),
        count("cases_deflected", "cases solved in truth without any agent"),
        total("case_contacts", "contacts of the cases, chases included", "", "contacts", "count"),
        total("case_agent_contacts", "of these, answered by an agent", "", "by_agent", "count"),
        total(
            "resolution_s",
            "time from opening to resolution of the cases resolved",
            "cases_resolved",
            "to_resolution",
            "s",
        ),
    )


def _means() -> tuple[Part, ...]:
    return (
        Part("backlog", "visits waiting", "backlog", "", "", "count"),
        Part("queue_s", "time spent waiting in live queues", "waiting", "", "waited", "s"),
        Part("open_s", "opening hours of the live channels", "waiting", "", "open", "s"),
        Part("agent_hours", "hours on the queues", "time", "", "present", "h"),
        Part(
            "handling_hours",
            "hours with work in hand; several chats at once count once",
            "time",
            "",
            "handling",
            "h",
        ),
        Part(
            "interval_hours", "length of the interval, or of the window", "time", "", "hours", "h"
        ),
        Part("overtime_hours", "hours on the queues beyond schedule", "paid", "", "overtime", "h"),
        Part("paid_hours", "hours on the queues ÷ (1 − shrinkage)", "paid", "", "paid", "h"),
        Part("fte_hours", "paid hours of one full-time agent: 8 a day", "paid", "", "fte", "h"),
        Part("agents_cost", "paid hours × cost per paid hour", "paid", "", "agents", "money"),
        Part(
            "bots_cost",
            "sessions begun in the window × their price + days × the price of a day",
            "bots",
            "",
            "bots",
            "money",
        ),
        Part("cost", "agents paid, bots and concessions", "budget", "", "cost", "money"),
    )


PARTS = {part.name: part for part in (*_visits(), *_contacts(), *_claims(), *_cases(), *_means())}
