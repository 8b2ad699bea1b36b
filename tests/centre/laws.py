"""Laws that every log must obey, each a function that raises if it is broken.

They look at the logs alone (and at the plan for what was allowed), never into an engine.
All are called alike, so some leave an argument unread.
"""

# ruff: noqa: ARG001
from collections import defaultdict
from itertools import pairwise

import numpy as np

from sim.centre.log import ContactOutcome, VisitKind, VisitOutcome
from sim.plan.codes import Cause

_QUEUES = (VisitKind.QUEUE, VisitKind.FINISHING)


def queue_visits(logs):
    """Visits at queues as dictionaries of plain numbers."""
    visits = logs.visits
    here = np.isin(visits["kind"], _QUEUES)
    columns = {name: values[here].tolist() for name, values in visits.items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def left_at(visit, logs):
    """When a visit left its queue."""
    if visit["outcome"] == VisitOutcome.WAITING:
        return logs.ended_s
    return visit["answered_s"] if visit["agent"] >= 0 else visit["ended_s"]


def is_shared(plan, visit):
    """Whether a visit takes only a share of an agent."""
    channel = plan.supply.queues[visit["queue"]].channel
    return channel >= 0 and plan.supply.shared[channel]


def every_visit_ends_in_one_way(plan, tape, logs):
    """Offered = answered + abandoned + blocked + cleared + waiting, in each queue."""
    assert (logs.contacts["row"][logs.visits["contact"]] == logs.visits["row"]).all()
    assert np.unique(logs.contacts["row"]).size == logs.contacts["row"].size
    assert np.unique(logs.visits["visit"]).size == logs.visits["visit"].size
    for visit in queue_visits(logs):
        assert visit["outcome"] in (0, 1, 2, 3, 6)
        ended = visit["ended_s"] == visit["ended_s"]
        assert ended or visit["outcome"] in (VisitOutcome.WAITING, VisitOutcome.ANSWERED)
        assert not ended or visit["ended_s"] >= visit["joined_s"]


def every_contact_ends_once(plan, tape, logs):
    """Contacts = closed out + ended in the bot + queued + still in the bot; cases likewise."""
    contacts, visits = logs.contacts, logs.visits
    queued = np.bincount(
        visits["contact"][visits["kind"] == VisitKind.QUEUE], minlength=contacts["row"].size
    )
    open_ = contacts["outcome"] == ContactOutcome.OPEN
    assert (np.isnan(contacts["closed_s"]) == open_).all()
    by_bot = np.isin(contacts["outcome"], (2, 3, 4))
    closed_out = contacts["outcome"] == ContactOutcome.CLOSED_OUT
    ways = [queued > 0, closed_out, by_bot, open_ & (queued == 0)]
    assert (np.sum(ways, axis=0) == 1).all()
    made = np.bincount(contacts["case"], minlength=tape.cases)
    assert (made == logs.cases["contacts"]).all()


def nobody_is_on_two_calls(plan, tape, logs):
    """A call or an email takes a whole agent; chats never exceed the team's number at once.

    A call may take a chat's place where the team says so, and work that yields is laid aside.
    """
    changes = defaultdict(list)
    for visit in queue_visits(logs):
        if visit["agent"] >= 0:
            what = _in_hand_as(plan, visit)
            end = visit["ended_s"] if visit["ended_s"] == visit["ended_s"] else np.inf
            if visit["answered_s"] < end:  # what took no time hinders nobody
                changes[visit["agent"], visit["team"]] += [
                    (visit["answered_s"], 1, 1, what),
                    (end, 0, -1, what),
                ]
    for (_, team), events in changes.items():
        hand = dict.fromkeys(("call", "chat", "yielding"), 0)
        for _, _, step, what in sorted(events):  # at one instant, ends before begins
            hand[what] += step
            assert hand["call"] <= 1
            assert hand["yielding"] <= 1
            beside = plan.supply.beside_chats[team]
            assert beside or hand["call"] == 0 or hand["chat"] == 0
            assert hand["chat"] + hand["call"] * beside <= plan.supply.chats_at_once[team]


def _in_hand_as(plan, visit):
    channel = plan.supply.queues[visit["queue"]].channel
    if channel >= 0 and any(plan.supply.yields[channel]):
        return "yielding"
    return "chat" if is_shared(plan, visit) else "call"


def what_is_laid_aside_had_to_yield(plan, tape, logs):
    """Work lies interrupted only on channels that yield, for less time than its talk lasts, and
    while its agent has something else in hand."""
    others = defaultdict(list)
    for visit in queue_visits(logs):
        if visit["agent"] >= 0:
            others[visit["agent"]].append((visit["answered_s"], visit["ended_s"]))
    for visit in queue_visits(logs):
        if visit["interrupted_s"] == 0.0:
            continue
        assert any(plan.supply.yields[plan.supply.queues[visit["queue"]].channel])
        over = visit["talk_end_s"] if visit["talk_end_s"] == visit["talk_end_s"] else logs.ended_s
        inside = sum(
            end - begin
            for begin, end in others[visit["agent"]]
            if visit["answered_s"] <= begin and end <= over
        )
        assert visit["interrupted_s"] <= inside + 1e-6, visit


def agents_serve_while_present(plan, tape, logs):
    """Every answered visit lies inside one spell of its agent, wrap-up included."""
    spells = defaultdict(list)
    for agent, team, since, to, _ in zip(*logs.agents.values(), strict=True):
        assert since <= to
        spells[agent].append((since, to, team))
    for mine in spells.values():
        mine.sort()
        assert all(a[1] <= b[0] for a, b in pairwise(mine))
    for visit in queue_visits(logs):
        if visit["agent"] >= 0:
            end = visit["ended_s"] if visit["ended_s"] == visit["ended_s"] else logs.ended_s
            assert any(
                since <= visit["answered_s"] and end <= to and team == visit["team"]
                for since, to, team in spells[visit["agent"]]
            ), visit


def only_teams_of_the_step_serve(plan, tape, logs):
    """A visit is answered by a team its queue names for the reason, and not before its time."""
    reason = logs.contacts["reason"]
    for visit in queue_visits(logs):
        if visit["agent"] < 0:
            continue
        teams = dict(plan.supply.queues[visit["queue"]].teams[reason[visit["contact"]]])
        if logs.contacts["cause"][visit["contact"]] == Cause.CHASE:
            assert visit["team"] in teams
        else:
            assert visit["answered_s"] >= visit["joined_s"] + teams[visit["team"]]


def nobody_waits_longer_than_patience(plan, tape, logs):
    """An abandoned wait is the patience to the bit; an answered one is not longer."""
    patience = patience_of_visits(plan, tape)
    came_on = logs.contacts["channel"]
    for visit in queue_visits(logs):
        mine = patience.get((visit["visit"], int(came_on[visit["contact"]])), np.inf)
        deadline = visit["joined_s"] + mine
        if visit["outcome"] == VisitOutcome.ABANDONED:
            told = plan.supply.balks_above[plan.supply.queues[visit["queue"]].channel] < np.inf
            balked = told and visit["ended_s"] == visit["joined_s"]
            assert visit["ended_s"] == deadline or balked, visit
        else:
            assert left_at(visit, logs) <= deadline, visit


def patience_of_visits(plan, tape):
    """(visit, channel) → patience on the tape."""
    found = {}
    for row in range(tape.case.size):
        slots = plan.demand.slot_sets[tape.slot_set[row]].slots
        for position, slot in enumerate(slots):
            for j, (channel, _) in enumerate(slot.patience):
                at = tape.first_patience[row] + slot.patience_at + j
                visit = int(tape.first_visit[row]) + position
                found[visit, channel] = tape.patience_s[at]
    return found


def contacts_stay_within_the_limit(plan, tape, logs):
    """At most `at_most` contacts of a case, chases apart."""
    numbered = logs.contacts["cause"] != Cause.CHASE
    used = np.bincount(logs.contacts["case"][numbered], minlength=tape.cases)
    assert used.max(initial=0) <= plan.demand.at_most
    assert (logs.contacts["number"] < plan.demand.at_most).all()
    again = (logs.contacts["number"] > 0) & numbered
    assert (logs.contacts["cause"][again] > 0).all()


def nobody_waits_beside_an_idle_agent(plan, tape, logs):
    """After everything of an instant has happened, no team with room is waited for.

    An agent with nothing in hand must not be there at all. One with room for another chat may
    be about to leave; that is certain not to be so while no more are present than are due.
    """
    events = defaultdict(list)
    reason = logs.contacts["reason"]
    for visit in queue_visits(logs):
        shared = is_shared(plan, visit)
        teams = plan.supply.queues[visit["queue"]].teams[reason[visit["contact"]]]
        if logs.contacts["cause"][visit["contact"]] == Cause.CHASE:
            teams = ()
        left = left_at(visit, logs)
        for team, after in teams:
            if visit["joined_s"] + after < left:
                events[visit["joined_s"] + after].append(("wait", team, shared, 1))
                events[left].append(("wait", team, shared, -1))
        if visit["agent"] >= 0:
            events[visit["answered_s"]].append(("hand", visit["agent"], shared, 1))
            if visit["ended_s"] == visit["ended_s"]:
                events[visit["ended_s"]].append(("hand", visit["agent"], shared, -1))
    for agent, team, since, to, _ in zip(*logs.agents.values(), strict=True):
        events[since].append(("here", int(agent), int(team), 1))
        events[to].append(("here", int(agent), int(team), -1))
    for turn in plan.supply.turns:
        events[turn.at_s].append(("due", turn.team, 0, turn.count))
    _sweep(plan, events, logs.ended_s)


def _sweep(plan, events, ended_s):  # noqa: C901, PLR0912  (one pass over everything)
    waits, hands, due = defaultdict(int), defaultdict(lambda: [0, 0]), defaultdict(int)
    here, team_of = defaultdict(int), {}
    looked = 0
    for now in sorted(events):
        if now >= ended_s:
            break
        for what, who, which, step in events[now]:
            if what == "wait":
                waits[who, which] += step
            elif what == "hand":
                hands[who][which] += step
            elif what == "due":
                due[who] += step
            else:
                here[who] += step
                team_of[who] = which
        if not any(waits.values()):
            continue
        present = defaultdict(list)
        for agent, count in here.items():
            if count:
                present[team_of[agent]].append(hands[agent])
        for (team, shared), count in waits.items():
            assert count >= 0
            if count == 0:
                continue
            looked += 1
            for calls, chats in present[team]:
                assert calls + chats > 0, (now, team)
                if shared and len(present[team]) <= due[team] and calls == 0:
                    assert chats >= plan.supply.chats_at_once[team], (now, team)
    return looked


def what_was_paid_was_asked_for(plan, tape, logs):
    """Nobody is paid more than asked, only the resolved are paid (by bot or agent), sums agree."""
    contacts = logs.contacts
    assert (contacts["paid"] <= tape.amount[contacts["case"]]).all()
    resolved = np.isin(contacts["outcome"], (ContactOutcome.RESOLVED, ContactOutcome.CONTAINED))
    assert (contacts["paid"][~resolved] == 0.0).all()
    total = np.bincount(contacts["case"], contacts["paid"], minlength=tape.cases)
    assert (total == logs.cases["paid"]).all()


LAWS = (
    every_visit_ends_in_one_way,
    every_contact_ends_once,
    nobody_is_on_two_calls,
    what_is_laid_aside_had_to_yield,
    agents_serve_while_present,
    only_teams_of_the_step_serve,
    nobody_waits_longer_than_patience,
    contacts_stay_within_the_limit,
    nobody_waits_beside_an_idle_agent,
    what_was_paid_was_asked_for,
)


def assert_laws(plan, tape, logs):
    """Every law at once."""
    for law in LAWS:
        law(plan, tape, logs)
