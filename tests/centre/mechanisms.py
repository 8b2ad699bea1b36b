"""What happened in a play: the mechanisms that its logs and its trace show at work."""

from collections import defaultdict
from itertools import pairwise, permutations

import numpy as np
from laws import is_shared, patience_of_visits

from sim.centre.log import CaseOutcome, ContactOutcome, SpellEnd, VisitKind, VisitOutcome
from sim.centre.order import Kind, kind_of, who_of
from sim.centre.timetable import drains, is_day_and_night
from sim.plan.codes import Above, AtClose, Cause, Way

# Words of the log that no engine says yet.
_TO_COME = {VisitOutcome.FLOWED_OUT, VisitOutcome.CALLBACK_TAKEN}

WORDS = {
    *(f"visit: {one.name}" for one in VisitOutcome if one not in _TO_COME),
    *(f"at: {one.name}" for one in VisitKind),
    *(f"contact: {one.name}" for one in ContactOutcome),
    *(f"case: {one.name}" for one in CaseOutcome),
    *(f"spell: {one.name}" for one in SpellEnd),
    *(f"cause: {one.name}" for one in Cause),
    *(f"event: {one.name}" for one in Kind),
}
"""Every word that the logs and the calendar have for something."""

DEEDS = {
    "days",
    "several days",
    "a horizon",
    "five kinds of event at one instant",
    "two chats at once",
    "three chats at once",
    "a later customer is answered first",
    "answered as patience ends",
    "a second team serves at once",
    "overflow serves",
    "overflow comes too late",
    "a give-up comes too late",
    "a give-up is found at the head of a line",
    "a give-up with nobody there",
    "passed on to the next step",
    "escalated above authority",
    "held",
    "held for two levels",
    "parked",
    "asks two levels",
    "a level refuses",
    "beyond the last level",
    "decided on another day",
    "a decided case waits to be finished",
    "a chase in vain",
    "a chase comes too late",
    "served in overtime",
    "goes home with the work in hand done",
    "a rise cancels what is owed",
    "a headcount changes",
    "persons change",
    "carried over to another day",
    "cleared at closing",
    "cleared at joining",
    "moved at the door",
    "back on the same channel",
    "back on another channel",
    "back with another reason",
    "skips the bot",
    "the bot hands on",
    "the bot hands on to a closed door",
    "the bot is closed",
    "the bot is not for the segment",
    "the bot saves talk",
    "the bot makes talk longer",
    "a wait is announced and the customer leaves",
    "the bot is full",
    "a level is passed over",
    "work is laid aside",
    "work is laid aside twice",
    "a call beside chats",
    "chats fill first",
    "a case is told again",
    "an emotional case is spared the bot",
    "an agent is slower than the team",
    "an agent fails where the team would not",
    "an agent solves where the team would not",
}
"""What else must have happened, each told apart by `mechanisms`."""


def mechanisms(plan, tape, one):
    """The words and the deeds of a play."""
    logs = one.logs
    found = set()
    for table, column, word, kind in (
        ("visits", "outcome", "visit", VisitOutcome),
        ("visits", "kind", "at", VisitKind),
        ("contacts", "outcome", "contact", ContactOutcome),
        ("contacts", "cause", "cause", Cause),
        ("cases", "outcome", "case", CaseOutcome),
        ("agents", "ended", "spell", SpellEnd),
    ):
        codes = np.unique(getattr(logs, table)[column]).tolist()
        found |= {f"{word}: {kind(code).name}" for code in codes}
    found |= {f"event: {kind_of(event.key).name}" for event in one.trace}
    contacts, visits = _rows(logs.contacts), _rows(logs.visits)
    spells = _rows(logs.agents)
    found |= _of_calendar(plan, one)
    found |= _of_agents(plan, visits, spells)
    found |= _of_queues(plan, tape, contacts, visits, one.trace)
    found |= _of_claims(plan, tape, contacts, visits, one.trace)
    found |= _of_doors(plan, tape, contacts, visits)
    found |= _of_skills(plan, tape, contacts, visits)
    found |= _of_emotion(plan, tape, contacts)
    found |= {"a case is told again"} if any(me["repeated"] for me in contacts) else set()
    return found


def _of_emotion(plan, tape, contacts):
    for me in contacts:
        bot = plan.supply.bot_for[me["reason"]][me["came_on"]]
        if me["cause"] == Cause.CHASE or bot < 0 or me["bot"] >= 0:
            continue
        slots = plan.demand.slot_sets[tape.slot_set[me["row"]]]
        slot = slots.slots[slots.starts[me["reason"]]]
        mark = tape.marks_u[tape.first_mark[me["row"]] + slot.marks_at]
        takes = plan.supply.takes[bot][me["reason"]]
        spared = takes * plan.supply.emotional_takes[bot]
        if tape.emotional[me["case"]] and spared <= mark < takes:
            return {"an emotional case is spared the bot"}
    return set()


def _of_skills(plan, tape, contacts, visits):
    found, skills = set(), plan.supply.skills
    for visit in visits:
        me = contacts[visit["contact"]]
        if visit["agent"] < 0 or visit["kind"] != VisitKind.QUEUE or me["cause"] == Cause.CHASE:
            continue
        if skills.talk_factor[visit["agent"]] > 1.0:
            found.add("an agent is slower than the team")
        share = plan.supply.resolves[visit["team"]][me["reason"]]
        own = share * skills.resolves_factor[visit["agent"]]
        mark = _mark(plan, tape, visit, 0)
        found |= {"an agent fails where the team would not"} if own <= mark < share else set()
        found |= {"an agent solves where the team would not"} if share <= mark < own else set()
    return found


def _rows(table):
    columns = [values.tolist() for values in table.values()]
    return [dict(zip(table, row, strict=True)) for row in zip(*columns, strict=True)]


def _of_calendar(plan, one):
    days = plan.demand.calendar
    found = {"a horizon"} if days.always_open else {"days"}
    if days.days > 1 and not days.always_open:
        found.add("several days")
    kinds = defaultdict(set)
    for event in one.trace:
        kinds[event.at_s].add(kind_of(event.key))
    if any(len(some) >= 5 for some in kinds.values()):
        found.add("five kinds of event at one instant")
    if any(turn.agents for turn in plan.supply.turns):
        found.add("persons change")
    if any(not turn.agents for turn in plan.supply.turns if turn.at_s > 0.0):
        found.add("a headcount changes")
    return found


def _due(plan, team, at):
    """How many of a team should be there, after everything of this moment."""
    return sum(turn.count for turn in plan.supply.turns if turn.team == team and turn.at_s <= at)


def _of_agents(plan, visits, spells):
    return _of_hands(plan, visits) | _of_presence(plan, spells)


def _of_hands(plan, visits):
    found, chats = _of_blending(plan, visits), defaultdict(list)
    for visit in visits:
        if visit["agent"] < 0:
            continue
        if is_shared(plan, visit):
            end = visit["ended_s"] if visit["ended_s"] == visit["ended_s"] else np.inf
            if end > visit["answered_s"]:
                chats[visit["agent"]] += [(visit["answered_s"], 1), (end, -1)]
        channel = plan.supply.queues[visit["queue"]].channel
        if (
            channel in drains(plan.supply, visit["team"])
            and _due(plan, visit["team"], visit["answered_s"]) == 0
        ):
            found.add("served in overtime")
    for events in chats.values():
        at_once = np.cumsum([step for _, step in sorted(events)]).max()
        found |= {"two chats at once"} if at_once >= 2 else set()
        found |= {"three chats at once"} if at_once >= 3 else set()
    return found


def _of_blending(plan, visits):
    found, hands = set(), defaultdict(list)
    for visit in visits:
        if visit["agent"] >= 0 and visit["ended_s"] > visit["answered_s"]:
            hands[visit["agent"]].append(visit)
            found |= {"work is laid aside"} if visit["interrupted_s"] > 0.0 else set()
    for one, other in (pair for mine in hands.values() for pair in permutations(mine, 2)):
        if one["answered_s"] <= other["answered_s"] < one["ended_s"]:
            shared = is_shared(plan, one), is_shared(plan, other)
            if all(shared) and plan.supply.fills_first[one["team"]]:
                found.add("chats fill first")
            channel = plan.supply.queues[(one, other)[shared[0]]["queue"]].channel
            if any(shared) and not all(shared) and not any(plan.supply.yields[channel]):
                found.add("a call beside chats")
            if one["interrupted_s"] > 0.0 and other["answered_s"] > one["joined_s"]:
                within = [v for v in hands[one["agent"]] if _is_within(v, one)]
                apart = any(b["answered_s"] > a["ended_s"] for a, b in pairwise(within))
                found |= {"work is laid aside twice"} if apart else set()
    return found


def _is_within(visit, other):
    begin, end = other["answered_s"], other["ended_s"]
    return begin < visit["answered_s"] and visit["ended_s"] <= end


def _of_presence(plan, spells):
    found = set()
    leaves, came = defaultdict(set), defaultdict(int)
    for turn in plan.supply.turns:
        if turn.count < 0:
            leaves[turn.team].add(turn.at_s)
    for spell in spells:
        came[spell["team"], spell["from_s"]] += 1
        if spell["ended"] == SpellEnd.LEFT and spell["to_s"] not in leaves[spell["team"]]:
            found.add("goes home with the work in hand done")
    for turn in plan.supply.turns:
        if turn.count > 0 and not turn.agents and came[turn.team, turn.at_s] < turn.count:
            found.add("a rise cancels what is owed")
    return found


def _of_queues(plan, tape, contacts, visits, trace):
    queued = [visit for visit in visits if visit["queue"] >= 0]
    return _of_waits(plan, tape, contacts, queued) | _of_stale_events(queued, trace)


def _of_waits(plan, tape, contacts, queued):  # noqa: C901  (a list of things to see)
    found, supply = set(), plan.supply
    patience = patience_of_visits(plan, tape)
    served = defaultdict(list)
    for visit in queued:
        me, queue = contacts[visit["contact"]], supply.queues[visit["queue"]]
        teams = queue.teams[me["reason"]]
        deadline = visit["joined_s"] + patience.get((visit["visit"], me["channel"]), np.inf)
        waited = visit["answered_s"] > visit["joined_s"]
        if visit["agent"] >= 0 and me["cause"] != Cause.CHASE:
            served[visit["queue"]].append((visit["joined_s"], visit["answered_s"]))
            if dict(teams)[visit["team"]] > 0.0:
                found.add("overflow serves")
            elif visit["team"] != teams[0][0] and not waited:
                found.add("a second team serves at once")
        if waited and visit["answered_s"] == deadline:
            found.add("answered as patience ends")
        if visit["outcome"] == VisitOutcome.ABANDONED:
            told = supply.balks_above[queue.channel] < np.inf
            if told and visit["ended_s"] == visit["joined_s"] < deadline:
                found.add("a wait is announced and the customer leaves")
            elif not queue.give_up_is_event:
                found.add("a give-up is found at the head of a line")
            if all(_due(plan, team, visit["ended_s"]) == 0 for team, _ in teams):
                found.add("a give-up with nobody there")
    for times in served.values():
        times.sort()
        if any(later[1] < earlier[1] for earlier, later in pairwise(times)):
            found.add("a later customer is answered first")
    return found


def _of_stale_events(queued, trace):
    found = set()
    number = {visit["visit"]: visit for visit in queued}
    late = {Kind.GIVE_UP: "a give-up comes too late", Kind.OVERFLOW: "overflow comes too late"}
    for event in trace:
        if kind_of(event.key) in late:
            visit = number[who_of(event.key)]
            gone = visit["answered_s"] if visit["agent"] >= 0 else visit["ended_s"]
            if gone < event.at_s:
                found.add(late[kind_of(event.key)])
    return found


def _of_claims(plan, tape, contacts, visits, trace):  # noqa: C901  (a list of things to see)
    found, supply, day_s = set(), plan.supply, plan.demand.calendar.day_s
    of_contact = defaultdict(list)
    for visit in visits:
        of_contact[visit["contact"]].append(visit)
    for index, me in enumerate(contacts):
        amount, mine = tape.amount[me["case"]], of_contact[index]
        queued = [visit for visit in mine if visit["kind"] == VisitKind.QUEUE]
        for before, _ in pairwise(queued):
            share = supply.resolves[before["team"]][me["reason"]]
            share *= supply.skills.resolves_factor[before["agent"]]
            solved = _mark(plan, tape, before, 0) < share
            found.add("escalated above authority" if solved else "passed on to the next step")
            assert not solved or supply.above[before["team"]] == Above.ESCALATE
        levels = [visit for visit in mine if visit["kind"] == VisitKind.LEVEL]
        if levels:
            found.add("held" if supply.held else "parked")
            found |= {"asks two levels"} if len(levels) > 1 else set()
            found |= {"held for two levels"} if supply.held and len(levels) > 1 else set()
        if levels and supply.straight:
            authority = supply.authority[queued[-1]["team"]]
            rung = next(at for at in supply.ladder if supply.level_limit[at] > authority)
            found |= {"a level is passed over"} if levels[0]["place"] != rung else set()
        if any(level["ended_s"] // day_s > level["joined_s"] // day_s for level in levels):
            found.add("decided on another day")
        if me["outcome"] == ContactOutcome.REFUSED:
            last = levels[-1] if levels else None
            beyond = last is None or amount > supply.level_limit[last["place"]]
            refused = last and _mark(plan, tape, last, 0) < supply.level_refuses[last["place"]]
            found.add("a level refuses" if refused else "beyond the last level")
            assert refused or beyond
        if me["cause"] == Cause.CHASE and me["outcome"] in {8, 9, 10, 11}:
            found.add("a chase in vain")
    if any(v["kind"] == VisitKind.FINISHING and v["answered_s"] > v["joined_s"] for v in visits):
        found.add("a decided case waits to be finished")
    begun = {me["row"] for me in contacts}
    if any(kind_of(e.key) == Kind.RETURN and who_of(e.key) not in begun for e in trace):
        found.add("a chase comes too late")
    return found


def _mark(plan, tape, visit, which):
    """A coin of the visit's slot."""
    row = visit["row"]
    slot = plan.demand.slot_sets[tape.slot_set[row]].slots[visit["visit"] - tape.first_visit[row]]
    return tape.marks_u[tape.first_mark[row] + slot.marks_at + which]


def _of_doors(plan, tape, contacts, visits):  # noqa: C901  (a list of things to see)
    found, supply, days = set(), plan.supply, plan.demand.calendar
    answered = {visit["contact"] for visit in visits if visit["agent"] >= 0}
    last = {}
    for index, me in enumerate(contacts):
        if me["came_on"] != me["channel"]:
            found.add("moved at the door")
        if me["cause"] not in {Cause.FIRST, Cause.CHASE}:
            before = last[me["case"]]
            same = before["came_on"] == me["came_on"]
            found.add("back on the same channel" if same else "back on another channel")
            if before["reason"] != me["reason"]:
                found.add("back with another reason")
        if me["cause"] != Cause.CHASE:
            last[me["case"]] = me
            found |= _of_bot(supply, days, tape, me) or _of_full_bot(supply, visits, me)
        if me["bot"] >= 0 and index in answered:
            recall = supply.memory.recall[me["bot"] + 1][Way.FRESH][1]
            found.add("the bot hands on")
            found |= {"the bot saves talk"} if recall < 1.0 else set()
            found |= {"the bot makes talk longer"} if recall > 1.0 else set()
        if me["bot"] >= 0 and me["outcome"] == ContactOutcome.CLOSED_OUT:
            found.add("the bot hands on to a closed door")
    for visit in visits:
        if visit["queue"] < 0:
            continue
        channel = supply.queues[visit["queue"]].channel
        if channel >= 0 and supply.at_close[channel] == AtClose.CARRY_OVER:
            nights = visit["answered_s"] // days.day_s - visit["joined_s"] // days.day_s
            found |= {"carried over to another day"} if nights > 0 else set()
        if visit["outcome"] == VisitOutcome.CLEARED:
            at_once = visit["ended_s"] == visit["joined_s"]
            found.add("cleared at joining" if at_once else "cleared at closing")
    return found


def _of_full_bot(supply, visits, me):
    """Who would have met a bot at work on as many sessions as it may have."""
    bot = supply.bot_for[me["reason"]][me["came_on"]]
    if me["bot"] >= 0 or bot < 0 or not supply.bot_capacity[bot]:
        return set()
    going_on = [
        visit
        for visit in visits
        if visit["kind"] == VisitKind.BOT
        and visit["place"] == bot
        and visit["joined_s"] < me["arrived_s"]
        and not visit["ended_s"] <= me["arrived_s"]
    ]
    return {"the bot is full"} if len(going_on) >= supply.bot_capacity[bot] else set()


def _of_bot(supply, days, tape, me):
    bot = supply.bot_for[me["reason"]][me["came_on"]]
    if bot < 0:
        return set()
    if not supply.bot_segments[bot][me["segment"]]:
        return {"the bot is not for the segment"}
    opens, closes = supply.bot_opens_s[bot], supply.bot_closes_s[bot]
    of_day = me["arrived_s"] % days.day_s
    live = days.always_open or is_day_and_night(opens, closes, days.day_s)
    if not live and not opens <= of_day < closes:
        return {"the bot is closed"}
    if me["cause"] != Cause.FIRST and tape.skips_u[me["row"]] < supply.skips_bot[me["cause"]]:
        return {"skips the bot"}
    return set()
