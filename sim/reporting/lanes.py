"""A play as a trace for the timeline viewers of browsers (Chrome's trace-event format).

One process a team, one lane an agent: its presence, and inside it each contact with talk, hold and
wrap-up. An agent with several chats at once has a lane for each. Queues are counters of who waits;
waits, bot sessions and decisions, of which any number go on at once, are asynchronous slices.
Times are whole microseconds since the play began. Format: Trace Event Format (Google, 2016), read
by Perfetto and chrome://tracing.
"""

from collections.abc import Iterable, Iterator
from math import isnan
from typing import Any

import numpy as np

from sim.centre.log import ContactOutcome, Logs, VisitKind, VisitOutcome
from sim.plan.plan import Plan
from sim.reporting.story import check_case, row_of

Event = dict[str, Any]

_LANES_PER_AGENT = 100
"""More chats than this at once nobody has; lanes of one agent stand together."""


def lanes(plan: Plan, logs: Logs, case: int | None) -> Iterator[Event]:
    """Trace events, names of processes and lanes first.

    case   one case alone, with the lengths of the queues it stood in; None is all

    What goes on when the play ends is drawn to its end. Raises UsageError for a case that is not
    there.
    """
    if case is not None:
        check_case(logs, case)
    of = logs.contacts["case"][logs.visits["contact"]]
    wanted = np.ones(of.size, np.bool_) if case is None else of == case
    visits = [_Visit(plan, logs, place) for place in np.flatnonzero(wanted).tolist()]
    work = _side_by_side(visit for visit in visits if visit.row["agent"] >= 0)
    spells = _spells(logs, {visit.row["agent"] for visit, _ in work}, everybody=case is None)
    processes = _Processes(plan)
    yield from processes.names()
    yield from processes.lanes({_lane(visit, slot) for visit, slot in work} | spells.keys())
    for (agent, _), stretches in spells.items():
        for from_s, to_s in stretches:
            at = {"pid": processes.of_agent(agent), "tid": _tid(agent, 0)}
            yield _slice("present", from_s, to_s, at, {})
    for visit, slot in work:
        at = {"pid": processes.of_agent(visit.row["agent"]), "tid": _tid(visit.row["agent"], slot)}
        yield from visit.handling(at)
    for visit in visits:
        yield from visit.alongside(processes)
    queues = {visit.row["queue"] for visit in visits if visit.row["kind"] == VisitKind.QUEUE}
    for queue in sorted(queues):
        yield from _lengths(plan, logs, queue, processes.queues)


class _Processes:
    """Which process is what: teams in their order, then queues, bots and approval."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.first_agent = np.array(plan.supply.first_agent)
        teams = len(plan.names.teams)
        self.queues, self.bots, self.approval = teams + 1, teams + 2, teams + 3

    def of_agent(self, agent: int) -> int:
        """The process of an agent's team."""
        return int(np.searchsorted(self.first_agent, agent, side="right"))

    def names(self) -> Iterator[Event]:
        """What each process is called, and in which order they stand."""
        called = [*(f"team {name}" for name in self.plan.names.teams), "queues", "bots", "approval"]
        for pid, name in enumerate(called, start=1):
            yield _told("process_name", pid, 0, {"name": name})
            yield _told("process_sort_index", pid, 0, {"sort_index": pid})

    def lanes(self, used: Iterable[tuple[int, int]]) -> Iterator[Event]:
        """What each lane is called."""
        for agent, slot in sorted(used):
            at = self.of_agent(agent), _tid(agent, slot)
            name = f"agent {agent}" + (f", at once {slot + 1}" if slot else "")
            yield _told("thread_name", *at, {"name": name})
            yield _told("thread_sort_index", *at, {"sort_index": at[1]})


class _Visit:
    """One stay, with the contact it belongs to."""

    def __init__(self, plan: Plan, logs: Logs, place: int) -> None:
        self.row = row_of(logs.visits, place)
        contact = row_of(logs.contacts, self.row["contact"])
        self.names = plan.names
        self.ended_s = logs.ended_s
        self.about = {
            "case": contact["case"],
            "reason": plan.names.reasons[contact["reason"]],
            "channel": plan.names.channels[contact["channel"]],
            "contact_ends": ContactOutcome(contact["outcome"]).name.lower().replace("_", " "),
        }

    def until(self, name: str) -> float:
        """A time of the stay; the end of the play if it never came."""
        seconds: float = self.row[name]
        return self.ended_s if isnan(seconds) else seconds

    def handling(self, at: dict[str, int]) -> Iterator[Event]:
        """The contact on its agent's lane, and inside it talk, hold and wrap-up."""
        row = self.row
        waited = {"queue": self.names.queues[row["queue"]]}
        waited |= {"wait_s": round(row["answered_s"] - row["joined_s"], 3)}
        title = f"case {self.about['case']} {self.about['reason']}"
        yield _slice(title, row["answered_s"], self.until("ended_s"), at, self.about | waited)
        ends = [self.until(name) for name in ("talk_end_s", "released_s", "ended_s")]
        work = "finishing" if row["kind"] == VisitKind.FINISHING else "talk"
        begins = [row["answered_s"], *ends[:2]]
        for name, from_s, to_s in zip((work, "hold", "wrap-up"), begins, ends, strict=True):
            if to_s > from_s:
                yield _slice(name, from_s, to_s, at, {})

    def alongside(self, processes: _Processes) -> Iterator[Event]:
        """What any number of customers do at once: to wait, to talk to a bot, to be decided on."""
        row, kind = self.row, VisitKind(self.row["kind"])
        if kind == VisitKind.BOT:
            name, pid, until_s = (
                self.names.bots[row["place"]],
                processes.bots,
                self.until("ended_s"),
            )
        elif kind == VisitKind.LEVEL:
            name, pid = self.names.levels[row["place"]], processes.approval
            until_s = self.until("ended_s")
        else:
            answered = row["outcome"] == VisitOutcome.ANSWERED
            name, pid = f"wait {self.names.queues[row['queue']]}", processes.queues
            until_s = self.until("answered_s" if answered else "ended_s")
        if kind != VisitKind.QUEUE or until_s > row["joined_s"]:
            yield from _both_ends(name, row, until_s, pid, kind.name.lower(), self.about)


def _lane(visit: _Visit, slot: int) -> tuple[int, int]:
    return visit.row["agent"], slot


def _tid(agent: int, slot: int) -> int:
    return 1 + agent * _LANES_PER_AGENT + slot


def _side_by_side(visits: Iterable[_Visit]) -> list[tuple[_Visit, int]]:
    """Visits with the first lane of their agent that is free when they begin."""
    free_s: dict[int, list[float]] = {}
    placed = []
    for visit in sorted(visits, key=lambda each: (each.row["answered_s"], each.row["visit"])):
        own = free_s.setdefault(visit.row["agent"], [])
        from_s = visit.row["answered_s"]
        slot = next((at for at, until_s in enumerate(own) if until_s <= from_s), len(own))
        own[slot : slot + 1] = [visit.until("ended_s")]
        placed.append((visit, slot))
    return placed


def _spells(
    logs: Logs, working: set[int], *, everybody: bool
) -> dict[tuple[int, int], list[tuple[float, float]]]:
    """Spells of presence by the first lane of their agent."""
    found: dict[tuple[int, int], list[tuple[float, float]]] = {}
    agents, from_s, to_s = (logs.agents[name].tolist() for name in ("agent", "from_s", "to_s"))
    for agent, came_s, left_s in zip(agents, from_s, to_s, strict=True):
        if everybody or agent in working:
            found.setdefault((agent, 0), []).append((came_s, left_s))
    return found


def _lengths(plan: Plan, logs: Logs, queue: int, pid: int) -> Iterator[Event]:
    """The length of a queue at each of its changes, whoever stands in it."""
    visits = logs.visits
    here = (visits["queue"] == queue) & (visits["kind"] == VisitKind.QUEUE)
    joined_s = visits["joined_s"][here]
    left_s = np.where(
        visits["outcome"][here] == VisitOutcome.ANSWERED,
        visits["answered_s"][here],
        visits["ended_s"][here],
    )
    waited = left_s != joined_s  # also those who wait on, whose end is nan
    joined_s, left_s = joined_s[waited], left_s[waited]
    left_s = left_s[~np.isnan(left_s)]
    times = np.concatenate([joined_s, left_s])
    steps = np.concatenate([np.ones(joined_s.size, int), -np.ones(left_s.size, int)])
    changes, place = np.unique(times, return_inverse=True)
    lengths = np.cumsum(np.bincount(place, weights=steps, minlength=changes.size)).astype(int)
    name = f"queue {plan.names.queues[queue]}"
    for at_s, length in zip(changes.tolist(), lengths.tolist(), strict=True):
        counted = {"ph": "C", "name": name, "cat": "queue", "ts": _us(at_s), "pid": pid, "tid": 0}
        yield counted | {"args": {"waiting": length}}


def _us(seconds: float) -> int:
    return round(seconds * 1e6)


def _told(what: str, pid: int, tid: int, args: dict[str, Any]) -> Event:
    return {"ph": "M", "name": what, "ts": 0, "pid": pid, "tid": tid, "args": args}


def _slice(
    name: str, from_s: float, to_s: float, at: dict[str, int], args: dict[str, Any]
) -> Event:
    ts = _us(from_s)
    whole = {"ph": "X", "name": name, "cat": "agent", "ts": ts, "dur": _us(to_s) - ts, **at}
    return whole | {"args": args}


def _both_ends(
    name: str, row: dict[str, Any], until_s: float, pid: int, cat: str, about: dict[str, Any]
) -> Iterator[Event]:
    common: Event = {"name": name, "cat": cat, "id": f"{row['visit']}-{row['attempt']}"}
    common |= {"pid": pid, "tid": 0}
    yield {"ph": "b", **common, "ts": _us(row["joined_s"]), "args": about}
    yield {"ph": "e", **common, "ts": _us(until_s), "args": {}}
