"""Bugs to plant in the compiled engine, one edited line each, and what notices them.

    python tests/centre/kernel_bugs.py      plays each and prints the table of the README

Bits are compared with the reference on one small tape. The figures are those of ten small
replications, with the bug and without: how far the worst headline figure moves.
"""

import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

import numpy as np  # noqa: E402
from agreement import Played, disagreement, played  # noqa: E402
from plain_kernel import copied  # noqa: E402
from small import RICH, TWO_STEPS, edited, planned, with_turns  # noqa: E402
from tapes import rounded  # noqa: E402
from test_twin import TURNS  # noqa: E402

from sim.measure import measure  # noqa: E402
from sim.tape import draw  # noqa: E402

DAY = edited(
    RICH,
    ("lead_in = 1\n", ""),
    ("[1.0, 0.8, 0.65]", "[1.0, 0.75, 0.5]"),
    ('[channels.voice]\npatience = { exponential = "3m" }', '[channels.voice]\nlimit = 3'
     '\npatience = { exponential = "3m" }'),
    ("[channels.chat]\n", '[channels.chat]\nat_close = "clear"\nopens = "09:20"\ncloses = "10:50"\n'),
    ('handle_time = { mean = "3m", cv = 0.7 }', 'handle_time = { mean = "3m", cv = 0.7 }'
     "\nclaim = { share = 0.6, asks = { constant = 50 } }"),
    ('wrap_up = "40s"', 'wrap_up = "45s"\nabove_authority = "escalate"'),
    ("agents = 1\nwrap_up = \"60s\"\nresolves = 0.9\nauthority = 100", 'agents = 1\n'
     'wrap_up = "60s"\nresolves = 0.9\nauthority = 60'),
    ("agents = 1\nwrap_up = \"60s\"\nresolves = 0.8", 'shifts = [{ agents = 2, from = "08:50", to = '
     '"10:30" }, { agents = 1, from = "10:00", to = "11:15" }]\nwrap_up = "60s"\nresolves = 0.8'),
    ("[approval.levels.leader]", "[approval.levels.team_leader]"),
    ('context_saves = 0.15', 'context_saves = 0.15\nopens = "09:30"\ncloses = "10:45"'),
    ('[returns]\n', '[returns]\nif_blocked = { share = 0.8, after = "90s" }\n'
     'if_cleared = { share = 0.8, after = { exponential = "5m" } }\n'),
)  # fmt: skip
HELD = edited(DAY, ('"parked"', '"held"'), ('chases = { share = 0.4, after = "15m" }\n', ""))
BARE = edited(TWO_STEPS, ('wrap_up = "30s"\n', ""), ('wrap_up = "15s"\n', ""))
SILENT = edited(TWO_STEPS, ('if_abandoned = { share = 0.5, after = { exponential = "5m" } }\n', ""))
SCENES = {"day": DAY, "held": HELD, "heads": TWO_STEPS, "bare": BARE, "silent": SILENT}


class Bug(NamedTuple):
    """One edit of one file of the kernel; `scene` is where bits notice it."""

    mechanism: str
    what: str
    scene: str
    file: str
    old: str
    new: str


# fmt: off
BUGS = (
    Bug("order of events", "events of one instant come as they lie in the heap", "day",
        "calendar.py", "(time == other_time and key < other_key)", "False"),
    Bug("give-up", "a give-up at the instant of the answer still counts", "heads",
        "waiting.py", "    if s.visits.waiting[visit]:\n        leave(g, s, visit, ABANDONED, now)",
        "    if s.visits.waiting[visit] or s.visits.answered_s[visit] == now:\n"
        "        leave(g, s, visit, ABANDONED, now)"),
    Bug("give-up", "patience that ends as an agent comes free has ended", "heads",
        "waiting.py", "now, int(kind)):", "now, int(kind) + 20):"),
    Bug("give-up", "a give-up found late is dated when it is found", "silent",
        "waiting.py",
        "        if waits:\n            leave(g, s, visit, ABANDONED, visits.deadline_s[visit])",
        "        if waits:\n            leave(g, s, visit, ABANDONED, now)"),
    Bug("waiting order", "of two who joined together the later case is first", "heads",
        "waiting.py", "return visits.number[visit] < visits.number[other]",
        "return visits.number[visit] > visits.number[other]"),
    Bug("waiting order", "the rank is computed anew at the overflow", "heads",
        "waiting.py", "    if agent < 0:\n        line_up(g, s, visit, team)",
        "    if agent < 0:\n"
        "        visits.rank[visit] += g.queues.growth[visits.queue[visit]] * 45.0\n"
        "        line_up(g, s, visit, team)"),
    Bug("waiting order", "equal scores of lines with different growths go by rank", "day",
        "waiting.py", "_joined_before(s.visits, head, best)",
        "_earlier(s.visits, rank, head, s.visits.rank[best], best)"),
    Bug("idle order", "of two who rested equally long the higher number answers", "heads",
        "agents.py", "    return one < other", "    return one > other"),
    Bug("idle order", "the last to rest answers", "heads",
        "agents.py", "return agents.idle_since[one] < agents.idle_since[other]",
        "return agents.idle_since[one] > agents.idle_since[other]"),
    Bug("headcount fall", "who rested longest goes home", "heads",
        "agents.py", "return agents.idle_since[one] > agents.idle_since[other]",
        "return agents.idle_since[one] < agents.idle_since[other]"),
    Bug("headcount fall", "what is owed is paid one finish late", "heads",
        "presence.py", "owes = s.teams.owed[team] > 0 or", "owes = s.teams.owed[team] > 1 or"),
    Bug("headcount rise", "a rise does not cancel what is owed", "heads",
        "presence.py", "cancelled = min(s.teams.owed[team], count)", "cancelled = 0"),
    Bug("headcount rise", "not the lowest number comes", "heads",
        "agents.py", "if s.crews.away[first + above] <= agent:",
        "if s.crews.away[first + above] >= agent:"),
    Bug("shifts", "persons of a shift begin in the other order", "day",
        "presence.py", "timetable.people[first + place])",
        "timetable.people[last - 1 - place])"),
    Bug("drain", "a contact that is parked still holds the house", "day",
        "after.py", "    s.contacts.parked[contact] = True\n    leave_house(g, s, contact, now)\n",
        "    s.contacts.parked[contact] = True\n"),
    Bug("drain", "who stays goes home a little early", "day",
        "work.py", "g.crew.drains[team, channel] and s.in_house[channel] > 0",
        "g.crew.drains[team, channel] and s.in_house[channel] > 1"),
    Bug("clear", "one of those who wait is forgotten at closing", "day",
        "waiting.py", "    for place in range(count):\n        leave(",
        "    for place in range(1, count):\n        leave("),
    Bug("carry over", "who comes does not look who has waited over night", "day",
        "presence.py", "    offer(g, t, s, agent, now, kind)\n\n\n@part\ndef _mark_leaving",
        "    leave_idle(g, s, agent)\n    from sim.centre.kernel.agents import put_idle\n"
        "    put_idle(g, s, agent)\n\n\n@part\ndef _mark_leaving"),
    Bug("overflow", "at an overflow who has just given up is served", "silent",
        "waiting.py", "rules.gave_up(visits.deadline_s[visit], now, OVERFLOW)",
        "rules.gave_up(visits.deadline_s[visit], now, GIVE_UP)"),
    Bug("overflow", "the last of the teams that are open serves, not the first", "day",
        "waiting.py", "if queues.after_s[entry] == 0.0 and agent < 0:",
        "if queues.after_s[entry] == 0.0:"),
    Bug("limit", "a queue may be longer by one", "day",
        "waiting.py", "elif 0 <= queues.limit[queue] <= s.length[queue]:",
        "elif 0 <= queues.limit[queue] < s.length[queue]:"),
    Bug("chat clock", "work so far is counted at the new rate", "day",
        "work.py", "    advance(g, s, agent, now)\n    agents.chats[agent] += 1\n",
        "    agents.chats[agent] += 1\n    advance(g, s, agent, now)\n"),
    Bug("chat clock", "the event of the chat before the last change still counts", "day",
        "chat.py", "return (note >> _GENERATION) != s.agents.generation[agent]",
        "return (note >> _GENERATION) < s.agents.generation[agent] - 1"),
    Bug("chat clock", "of two chats due together the later is first", "day",
        "chat.py", "and visits.number[dues.visit[at - 1]] > visits.number[visit]",
        "and visits.number[dues.visit[at - 1]] < visits.number[visit]"),
    Bug("wrap-up", "a wrap-up of 0 s is done at once, before the agenda", "bare",
        "customer.py", "        release(g, s, free, now)\n",
        "        from sim.centre.kernel.presence import freed\n"
        "        from sim.centre.kernel.work import wrapped_up\n"
        "        s.visits.released_s[free] = now\n"
        "        freed(g, t, s, wrapped_up(g, s, free, now), now, 21)\n"),
    Bug("bot", "the mark of leaving decides who is met, and the other way round", "day",
        "bot.py", "_MEETS, _LEAVES, _CONTAINS, _TRULY = range(4)",
        "_LEAVES, _MEETS, _CONTAINS, _TRULY = range(4)"),
    Bug("bot", "what the bot handed over is forgotten after the first step", "day",
        "work.py", "recall = g.bots.recall[bot] if bot >= 0 else 1.0",
        "recall = g.bots.recall[bot] if bot >= 0 and g.slots.place[slot] == 0 else 1.0"),
    Bug("bot", "who comes back skips the bot by the mark of the contact before", "day",
        "bot.py", "t.skips_u[row] <", "t.skips_u[row - 1] <"),
    Bug("steps", "the coins of solving and passing on are exchanged", "day",
        "steps.py", "_SOLVES, _ESCALATES = range(2)", "_ESCALATES, _SOLVES = range(2)"),
    Bug("authority", "a claim of exactly the authority is above it", "day",
        "steps.py", "amount == 0.0 or amount <= g.crew", "amount == 0.0 or amount < g.crew"),
    Bug("escalation", "only the first team of the next step is asked for its authority", "day",
        "steps.py", "range(g.queues.list_first[teams], g.queues.list_first[teams + 1])",
        "range(g.queues.list_first[teams], g.queues.list_first[teams] + 1)"),
    Bug("ladder", "levels are asked in the order of their names", "day",
        "customer.py", "level = int(g.levels.ladder[where])", "level = int(where)"),
    Bug("ladder", "a level that may grant no more than the team is asked", "day",
        "approvals.py", "> authority:", ">= 0.5 * authority:"),
    Bug("held", "who holds the line after closing is decided for in the morning", "held",
        "approvals.py", "if g.held or g.always_open:", "if g.always_open:"),
    Bug("held", "a decided claim frees the agent without the wrap-up", "held",
        "customer.py", "        return IS_OVER, outcome, paid, asker\n",
        "        g.slots.by_team[s.visits.slot[asker]] = False\n"
        "        return IS_OVER, outcome, paid, asker\n"),
    Bug("chase", "a case that is decided and waits to be finished is still chased", "day",
        "customer.py", "        contacts.parked[contact] = False\n", ""),
    Bug("finishing", "finishing and chasing have a wrap-up of their own", "day",
        "work.py", "    if g.slots.by_team[visits.slot[visit]]:\n", "    if visits.agent[visit] >= 0:\n"),
    Bug("finishing", "a decided case comes back to the first team of its step", "day",
        "customer.py",
        "g.crew.finishing_queue[s.visits.team[contacts.asker[contact]]]",
        "g.crew.finishing_queue[max(0, s.visits.team[contacts.asker[contact]] - 1)]"),
    Bug("returns", "who was served on another channel comes back on that one", "day",
        "loop.py", "channel = int(contacts.came_on[parent])",
        "channel = int(contacts.channel[parent])"),
    Bug("returns", "the same mark decides channel and return", "day",
        "loop.py", "t.same_u[row] >=", "t.same_u[row - 1] >="),
    Bug("returns", "the delay is counted from when a give-up is found", "silent",
        "after.py", "    start = contacts.closed_s[contact]\n", "    start = now\n"),
    Bug("returns", "a case of another reason keeps the mix of its first", "day",
        "loop.py", "channel = rules.pick(g.doors.mix[reason], t.channel_u[row])\n    contact",
        "channel = rules.pick(g.doors.mix[contacts.reason[parent]], t.channel_u[row])\n    contact"),
    Bug("door", "the door is open at the closing instant", "day",
        "customer.py", "g.doors.deferred[channel] or now < s.closes_at[channel]",
        "g.doors.deferred[channel] or now <= s.closes_at[channel]"),
    Bug("moves", "the large marks move, not the small ones", "day",
        "customer.py", "t.moves_u[contacts.row[contact]] < g.moves",
        "1.0 - t.moves_u[contacts.row[contact]] < g.moves"),
    Bug("tries again", "after the opening of another channel", "day",
        "after.py", "g.doors.opens_s[contacts.channel[contact]]", "g.doors.opens_s[2]"),
    Bug("spells", "who was there before the play's end is not told from who left", "heads",
        "presence.py", "_write(s, agent, now, PLAY_ENDED)", "_write(s, agent, now, LEFT)"),
)
# fmt: on
