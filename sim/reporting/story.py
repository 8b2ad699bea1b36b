"""One case's story in words, out of the logs of a play: who came when, waited, talked, decided."""

from collections.abc import Iterator
from math import isnan
from typing import Any

import numpy as np

from sim.centre.log import CaseOutcome, ContactOutcome, Logs, Table, VisitKind, VisitOutcome
from sim.errors import UsageError
from sim.plan.codes import Cause
from sim.plan.plan import Calendar, Plan

Told = tuple[float, int, str]
"""When, in seconds since the play's begin, which of what happens at one instant, and what."""

_ENDS, _FOLLOWS = range(2)
"""What ends of itself, a session or a decision, comes before what follows from it."""

_WHY = {
    Cause.FIRST: "makes contact by {}",
    Cause.UNRESOLVED: "comes back by {}: it was not resolved",
    Cause.FALSELY_CONTAINED: "comes back by {}: the bot had not helped",
    Cause.LEFT_IN_BOT: "comes back by {}: had left the bot",
    Cause.ABANDONED: "tries again by {}: had given up",
    Cause.BLOCKED: "tries again by {}: the queue was full",
    Cause.CLEARED: "tries again by {}: was sent away at closing",
    Cause.CLOSED_OUT: "tries again by {}: it was closed",
    Cause.REFUSED: "comes back by {}: was refused",
    Cause.CHASE: "asks by {} after the parked case",
}
_WAIT_ENDS = {
    VisitOutcome.WAITING: "still waits when the play ends",
    VisitOutcome.ABANDONED: "gives up",
    VisitOutcome.BLOCKED: "finds the queue full",
    VisitOutcome.CLEARED: "is sent away at closing",
    VisitOutcome.FLOWED_OUT: "is sent on unserved",
    VisitOutcome.CALLBACK_TAKEN: "takes a callback",
}
_CONTACT_ENDS = {
    ContactOutcome.OPEN: "is not over when the play ends",
    ContactOutcome.RESOLVED: "ends resolved",
    ContactOutcome.CONTAINED: "ends in the bot, solved",
    ContactOutcome.FALSELY_CONTAINED: "ends in the bot, and was not solved in truth",
    ContactOutcome.LEFT_IN_BOT: "ends in the bot, left unsolved",
    ContactOutcome.UNRESOLVED: "ends unresolved: nobody after the last step",
    ContactOutcome.CLOSED_UNSOLVED: "is closed unsolved, and nobody noticed",
    ContactOutcome.REFUSED: "ends with a refusal",
    ContactOutcome.ABANDONED: "ends abandoned",
    ContactOutcome.BLOCKED: "ends blocked",
    ContactOutcome.CLEARED: "ends cleared",
    ContactOutcome.CLOSED_OUT: "finds its channel closed and goes no further",
    ContactOutcome.INFORMED: "ends: told where the case is",
}
_CASE_ENDS = {
    CaseOutcome.RESOLVED: "the case is resolved",
    CaseOutcome.SOLVED_BY_BOT: "the case is solved by the bot",
    CaseOutcome.GIVEN_UP: "the case is given up",
}


def story(plan: Plan, logs: Logs, case: int) -> tuple[str, ...]:
    """A title and a line for each thing that happened to a case, in order of time.

    case   its number in the case log. Raises UsageError if there is none.
    """
    check_case(logs, case)
    of = row_of(logs.cases, case)
    told = sorted(_told(plan, logs, of), key=lambda each: each[:2])
    clock = _Clock(plan.demand.calendar)
    return (_title(plan, of), *(f"{clock.at(when)}  {what}" for when, _, what in told))


def check_case(logs: Logs, case: int) -> None:
    """Refuse the number of a case that is not in the log (UsageError)."""
    cases = logs.cases["case"].size
    if not 0 <= case < cases:
        remedy = f"0 to {cases - 1:,} are there" if cases else "this replication brings none"
        raise UsageError(f"case = {case}: no such case; {remedy}")


def row_of(log: Table, at: int) -> dict[str, Any]:
    """One row of a log as plain values by column."""
    return {name: column[at].item() for name, column in log.items()}


def _title(plan: Plan, of: dict[str, Any]) -> str:
    names = plan.names
    parts = [f"case {of['case']}: {names.reasons[of['reason']]}"]
    if len(names.segments) > 1:
        parts.append(names.segments[of["segment"]])
    if of["asked"] > 0.0:
        parts.append(f"asks for {of['asked']:,.2f}")
    if not isnan(of["hardness"]):
        parts.append(f"hardness {of['hardness']:.2f}")
    return ", ".join(parts)


def _told(plan: Plan, logs: Logs, of: dict[str, Any]) -> Iterator[Told]:
    """What happened, contact by contact; at one instant in the order in which it is told."""
    places = np.flatnonzero(logs.contacts["case"] == of["case"])
    for place in places[np.argsort(logs.contacts["arrived_s"][places], kind="stable")].tolist():
        yield from _contact(plan, logs, place)
    if of["outcome"] == CaseOutcome.OPEN:
        yield logs.ended_s, _FOLLOWS, "the case is open when the play ends"
        return
    paid = f", {of['paid']:,.2f} conceded" if of["paid"] > 0.0 else ""
    yield of["closed_s"], _FOLLOWS, f"{_CASE_ENDS[CaseOutcome(of['outcome'])]}{paid}"


def _contact(plan: Plan, logs: Logs, place: int) -> Iterator[Told]:
    names, contact = plan.names, row_of(logs.contacts, place)
    comes = _WHY[Cause(contact["cause"])].replace("{}", names.channels[contact["came_on"]])
    yield contact["arrived_s"], _FOLLOWS, f"the customer {comes}"
    if contact["channel"] != contact["came_on"]:
        channel = names.channels[contact["channel"]]
        yield contact["arrived_s"], _FOLLOWS, f"the channel is closed; moves to {channel}"
    visits = np.flatnonzero(logs.visits["contact"] == place)
    for at in visits[np.argsort(logs.visits["joined_s"][visits], kind="stable")].tolist():
        yield from _VISITS[VisitKind(logs.visits["kind"][at])](plan, row_of(logs.visits, at))
    ended = logs.ended_s if isnan(contact["closed_s"]) else contact["closed_s"]
    yield ended, _FOLLOWS, f"the contact {_CONTACT_ENDS[ContactOutcome(contact['outcome'])]}"


def _at_bot(plan: Plan, visit: dict[str, Any]) -> Iterator[Told]:
    bot = plan.names.bots[visit["place"]]
    yield visit["joined_s"], _FOLLOWS, f"meets the bot {bot}"
    yield from _over(visit, f"the session with {bot} is over")


def _at_level(plan: Plan, visit: dict[str, Any]) -> Iterator[Told]:
    level = plan.names.levels[visit["place"]]
    yield visit["joined_s"], _FOLLOWS, f"the claim is put to {level}"
    yield from _over(visit, f"{level} has decided")


def _over(visit: dict[str, Any], what: str) -> Iterator[Told]:
    """The end of a session or a decision, if it came."""
    lasted = visit["ended_s"] - visit["joined_s"]
    if not isnan(lasted):
        order = _ENDS if lasted > 0.0 else _FOLLOWS  # of no length, it ends after it began
        yield visit["ended_s"], order, f"{what} after {_lasted(lasted)}"


def _at_queue(plan: Plan, visit: dict[str, Any]) -> Iterator[Told]:
    yield visit["joined_s"], _FOLLOWS, f"joins the queue {plan.names.queues[visit['queue']]}"
    answered = visit["answered_s"]
    outcome = VisitOutcome(visit["outcome"])
    if outcome != VisitOutcome.ANSWERED:
        if not isnan(visit["ended_s"]):
            lasted = _lasted(visit["ended_s"] - visit["joined_s"])
            yield visit["ended_s"], _FOLLOWS, f"{_WAIT_ENDS[outcome]} after {lasted}"
        return
    waited = _lasted(answered - visit["joined_s"])
    agent = f"agent {visit['agent']} of {plan.names.teams[visit['team']]}"
    yield (
        answered,
        _FOLLOWS,
        f"{agent} answers " + ("at once" if waited == "0s" else f"after {waited}"),
    )
    talked, released, ended = visit["talk_end_s"], visit["released_s"], visit["ended_s"]
    if not isnan(talked):
        yield talked, _FOLLOWS, f"the talk with {agent} is over after {_lasted(talked - answered)}"
    if not isnan(released) and released > talked:
        yield released, _FOLLOWS, f"{agent} was held for {_lasted(released - talked)}"
    if not isnan(ended) and ended > released:
        yield ended, _FOLLOWS, f"{agent} has wrapped up after {_lasted(ended - released)}"


_VISITS = {
    VisitKind.BOT: _at_bot,
    VisitKind.QUEUE: _at_queue,
    VisitKind.LEVEL: _at_level,
    VisitKind.FINISHING: _at_queue,
}


def _lasted(seconds: float) -> str:
    """A length of time to a second, or to a tenth where it is short: `1h02m`, `4m30s`, `8.5s`."""
    if seconds < 9.95:
        return f"{seconds:.1f}".removesuffix(".0") + "s"
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes:02d}m"
    return f"{minutes}m{rest:02d}s" if minutes else f"{rest}s"


class _Clock:
    """Says a time of the play: day and time of the day, or hours since the begin of a horizon."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def at(self, seconds: float) -> str:
        """`day 0 08:12:30`, or `2:13:20` into a horizon."""
        calendar = self._calendar
        whole = int(seconds)
        if calendar.always_open:
            return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
        day, rest = divmod(whole, int(calendar.day_s))
        day += calendar.first_day
        clock = f"{rest // 3600:02d}:{rest % 3600 // 60:02d}:{rest % 60:02d}"
        return f"{f'day {day}' if calendar.days > 1 else ''} {clock}".strip()
