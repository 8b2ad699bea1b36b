"""A second engine for a small centre, written from docs/contract.md 3, 4 and 7 alone.

One channel of whole-agent work, any steps and teams, overflow after a delay, patience,
wrap-up, cold hand-over, returns, headcounts that rise and fall. Lists are searched from end to
end and every give-up is an event: slow, and hard to get wrong in the same way as an engine.
"""

from collections import deque
from heapq import heappop, heappush
from itertools import count
from math import inf, nan
from types import SimpleNamespace

LEAVE, TALK_END, WRAP_END, COME, GIVE_UP, ARRIVE, RETURN, OVERFLOW = 10, 20, 21, 30, 40, 50, 60, 80
WAITING, ANSWERED, ABANDONED, BLOCKED = 0, 1, 2, 3
UNRESOLVED, SOLVED, UNNOTICED, GAVE_UP, TURNED_AWAY = 5, 1, 6, 8, 9
CAUSE = {UNRESOLVED: 1, UNNOTICED: 1, GAVE_UP: 4, TURNED_AWAY: 5}


def twin(plan, tape):  # noqa: C901, PLR0915  (one loop, read from top to bottom)
    """Visits, contacts, spells (agent, from, to) and the time of the last thing that happened."""
    supply, heap, agenda, created = plan.supply, [], deque(), count()
    visits, contacts, spells, length, now = {}, {}, [], [0] * len(plan.supply.queues), 0.0
    wrap_up, came, owed = supply.wrap_up_s, {}, [0] * len(supply.agents)
    first = supply.first_agent
    away = [list(range(f, f + n)) for f, n in zip(first, supply.agents, strict=True)]
    idle, waiting = [[] for _ in away], [[] for _ in away]  # idle: (since, agent)

    def at(time, kind, who, sub, handle, *what):
        heappush(heap, (time, kind << 56 | int(who) << 8 | sub, next(created), handle, what))

    def begin(row, cause):
        contact = SimpleNamespace(row=row, cause=cause, closed=nan, outcome=0, step=-1)
        contact.arrived, contact.case = now, int(tape.case[row])
        contacts[row] = contact
        agenda.append((following, contact))

    def following(contact):
        contact.step += 1
        reason = int(tape.reason[contact.case])
        if contact.step == len(supply.route[reason]):
            return close(contact, UNRESOLVED)
        v = laid_out(plan, tape, contact.row, contact.step)
        v.contact, v.joined, v.answered, v.talk_end, v.ended, v.agent = (
            contact,
            now,
            nan,
            nan,
            nan,
            -1,
        )
        v.outcome, v.left, queue = WAITING, False, supply.queues[v.queue]
        visits[v.number] = v
        for team, after in queue.teams[reason]:
            if after == 0.0 and idle[team]:
                return serve(v, team)
        if 0 <= queue.limit <= length[v.queue]:
            return lose(v, BLOCKED, TURNED_AWAY)
        segment = tape.segment[contact.case]
        head_start, base = supply.head_start_s[segment], supply.base[reason][segment]
        v.rank, v.open_to = queue.growth * (v.joined - head_start) - base, []
        length[v.queue] += 1
        for part, (team, after) in enumerate(queue.teams[reason]):
            if after == 0.0:
                waiting[team].append(v)
            else:
                at(v.joined + after, OVERFLOW, v.number, part, overflow, v, team)
        if v.patience < inf:
            at(v.joined + v.patience, GIVE_UP, v.number, 0, give_up, v)
        return None

    def is_waiting(v):
        return v.outcome == WAITING

    def dequeue(v):
        length[v.queue] -= 1
        for line in waiting:
            if v in line:
                line.remove(v)

    def serve(v, team):
        longest = min(idle[team])
        idle[team].remove(longest)
        v.outcome, v.answered, v.agent, v.team = ANSWERED, now, longest[1], team
        at(now + v.work[team], TALK_END, v.number, 0, talk_end, v)

    def offer(team, agent):
        idle[team].append((now, agent))
        if waiting[team]:
            best = min(waiting[team], key=lambda v: (v.rank, v.joined, v.number))
            dequeue(best)
            idle[team].remove((now, agent))
            idle[team].append((-inf, agent))  # this agent takes it, whoever else is idle
            serve(best, team)

    def talk_end(v):
        v.talk_end = now
        at(now + wrap_up[v.team], WRAP_END, v.number, 0, wrap_end, v)
        reason = int(tape.reason[v.contact.case])
        if v.solves < supply.resolves[v.team][reason]:
            close(v.contact, SOLVED)
        elif v.escalates < supply.escalates[v.team][reason]:
            agenda.append((following, v.contact))
        else:
            close(v.contact, UNNOTICED)

    def wrap_end(v):
        v.ended = now
        if owed[v.team]:
            owed[v.team] -= 1
            go(v.team, v.agent)
        else:
            offer(v.team, v.agent)

    def give_up(v):
        if is_waiting(v):
            dequeue(v)
            lose(v, ABANDONED, GAVE_UP)

    def lose(v, outcome, ending):
        v.outcome, v.ended = outcome, now
        close(v.contact, ending)

    def overflow(v, team):
        if is_waiting(v) and idle[team]:
            dequeue(v)
            serve(v, team)
        elif is_waiting(v):
            waiting[team].append(v)

    def close(contact, outcome):
        contact.outcome, contact.closed, row = outcome, now, contact.row
        cause, number = CAUSE.get(outcome, 0), int(tape.number[row])
        comes = number + 1 < tape.rows[contact.case] and tape.return_u[row] < supply.share[cause]
        if outcome != SOLVED and comes:
            delay = tape.return_delay_s[row, plan.demand.delay_column[cause]]
            at(now + delay, RETURN, row + 1, 0, begin, row + 1, cause)

    def come(team, n):
        cancelled = min(owed[team], n)
        owed[team] -= cancelled
        newcomers = sorted(away[team])[: n - cancelled]
        for agent in newcomers:
            away[team].remove(agent)
            came[agent] = now
            offer(team, agent)

    def leave(team, n):
        owed[team] += n
        while owed[team] and idle[team]:
            last = max(idle[team])
            idle[team].remove(last)
            owed[team] -= 1
            go(team, last[1])

    def go(team, agent):
        away[team].append(agent)
        spells.append((agent, came.pop(agent), now))

    part = {}
    for turn in supply.turns:
        kind = COME if turn.count > 0 else LEAVE
        part[turn.team, kind] = sub = part.get((turn.team, kind), -1) + 1
        handle = come if turn.count > 0 else leave
        at(turn.at_s, kind, first[turn.team], sub, handle, turn.team, abs(turn.count))
    for case, time in enumerate(tape.arrived_s):
        at(float(time), ARRIVE, case, 0, begin, int(tape.first_row[case]), 0)
    while heap:
        now, _, _, handle, what = heappop(heap)
        handle(*what)
        while agenda:
            verb, who = agenda.popleft()
            verb(who)
    happened = [x for v in visits.values() for x in (v.joined, v.ended) if x == x]  # noqa: PLR0124  (not nan)
    spells += [(agent, since, nan) for agent, since in came.items()]
    return visits, contacts, sorted(spells, key=lambda s: (s[1], s[0])), max(happened, default=0.0)


def laid_out(plan, tape, row, step):
    """What the tape holds for a row at a step of its route: an adapter, no part of the twin."""
    reason = int(tape.reason[tape.case[row]])
    slots = plan.demand.slot_sets[tape.slot_set[row]]
    here = [(at, slot) for at, slot in enumerate(slots.slots) if slot.reason == reason]
    at, slot = next((at, slot) for at, slot in here if slot.place == step and slot.pairs)
    works = tape.work_s[tape.first_work[row] + slot.work_at :]
    marks = tape.marks_u[tape.first_mark[row] + slot.marks_at :]
    channel = slot.pairs[0][0]
    assert {c for c, _ in slot.pairs} == {channel}
    return SimpleNamespace(
        number=int(tape.first_visit[row]) + at,
        queue=plan.supply.queue_of[slot.index][channel],
        work={team: float(works[j]) for j, (_, team) in enumerate(slot.pairs)},
        solves=float(marks[0]),
        escalates=float(marks[1]),
        patience=float(tape.patience_s[tape.first_patience[row] + slot.patience_at])
        if slot.patience
        else inf,
    )
