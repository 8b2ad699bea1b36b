"""Bugs to plant in the compiled engine, one edited line each, and what notices them.

    python tests/centre/kernel_bugs.py               plays each, prints the table of the README
    python tests/centre/kernel_bugs.py give-up drain   those of some mechanisms

Bits are compared with the reference on one small tape of quarters of a minute, where much happens
at one instant. The figures are those of ten replications of the same small centre as drawn, with
the bug and without.
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
from small import HORIZON, TWO_STEPS, edited, planned, play, with_turns  # noqa: E402
from tapes import rounded  # noqa: E402
from test_twin import TURNS  # noqa: E402

from sim.measure import measure  # noqa: E402
from sim.tape import draw  # noqa: E402

DAY = (Path(__file__).parent / "a_day.toml").read_text(encoding="utf-8")
HELD = edited(DAY, ('"parked"', '"held"'), ('chases = { share = 0.4, after = "15m" }\n', ""))
SECOND = """[reasons.mail]
volume = { cases_per_hour = 23 }
mix = { email = 1.0 }
route = ["desk"]
urgency = 0
handle_time = { constant = "150s" }
"""
HEADS = edited(
    TWO_STEPS,
    ("[channels.voice]\n", '[channels.voice]\nservice_level = { share = 0.8, within = "60s" }\n'),
)
CALM = edited(HEADS, ("hour = 60", "hour = 16"), ("hour = 30", "hour = 8"))
BARE = edited(HEADS, ('wrap_up = "30s"\n', ""), ('wrap_up = "15s"\n', ""))
SILENT = edited(HEADS, ('if_abandoned = { share = 0.5, after = { exponential = "5m" } }\n', ""))
# Chats that begin together are due together.
CHATS = edited(
    HORIZON,
    ("[channels.voice]", "[channels.chat]"),
    ("hour = 60", "hour = 100"),
    ("voice = 1.0", "chat = 1.0"),
    ('["voice"]', '["chat"]\nchats_at_once = 3\nchat_speed = [1.0, 0.75, 0.5]\nwrap_up = "30s"'),
)
# Scores of calls and emails meet: 240 points and one more a second, or two a second.
LINES = edited(
    HORIZON,
    ("[channels.voice]", "[channels.voice]\ngrowth = 60\n[channels.email]\ngrowth = 120"),
    ('lasts = "8h"', 'lasts = "4h"'),
    ("[difficulty]", SECOND + "[difficulty]"),
    ("voice = 1.0 }", "voice = 1.0 }\nurgency = 240"),
    ("hour = 60", "hour = 22"),
    ('["voice"]', '["voice", "email"]'),
)
# Who is new is slower and solves less; the times stay on quarters of a minute.
NEW = "levels.new]\nshare = 0.5\ntalk_factor = 2\nresolves_factor = 0.5\n[teams.front.levels.old]\n"
PEOPLE = edited(HEADS, ("[returns]\n", f"[teams.front.{NEW}share = 0.5\n[returns]\n"))
WAYS = {"on_return": (0.75, 1.5), "on_transfer": (0.5, 1.25), "on_change_of_channel": (0.75, 2)}
TOLD = "\n".join(
    f"{way} = {{ known = 0.5, known_factor = {known}, unknown_factor = {unknown} }}"
    for way, (known, unknown) in WAYS.items()
)
MEMORY = edited(DAY, ("[returns]\n", f"[memory]\n{TOLD}\n[returns]\n"))
EMOTION = edited(
    DAY,
    ('route = ["front"]\n', 'route = ["front"]\nemotion = { share = 0.5, talk_factor = 1.5 }\n'),
    ("contains = {", "emotional_takes = 0.5\ncontains = {"),
)
SCENES = {"day": DAY, "held": HELD, "heads": HEADS, "calm": CALM, "bare": BARE, "silent": SILENT}
STRAIGHT = edited(
    DAY,
    ('meanwhile = "parked"\n', 'meanwhile = "parked"\nclimbs = "straight"\n'),
    ("leaves = 0.05\n", "leaves = 0.05\ncapacity = 1\n"),
)
ANNOUNCED = edited(
    DAY,
    ("limit = 3\n", 'limit = 3\nannounces = { balks_above = 0.75, shortest = "30s" }\n'),
)
# Emails that calls interrupt, chats that fill first, and calls beside them.
BLENDED = (
    edited(
        DAY,
        (
            "[channels.email]\n",
            '[channels.email]\nyields_to = ["voice", "chat"]\ninterruptions = 3\n',
        ),
        ("chats_at_once = 3\n", 'chats_at_once = 3\nchats_go_to = "fill first"\n'),
        ("chat_speed = [1.0, 0.75, 0.5]\n", "chat_speed = [1.0, 0.75, 0.5]\n%s"),
    )
    % 'takes_calls = "beside chats"\n'
)
SCENES |= {"chats": CHATS, "lines": LINES, "blended": BLENDED, "announced": ANNOUNCED}
SCENES |= {"straight": STRAIGHT}
PATIENT = edited(
    DAY,
    ("limit = 3\n", "limit = 3\ncomfort = { patience_factor = 2 }\n"),
    ("contains = {", "patience_factor = 0.25\ncontains = {"),
)
SCENES |= {"patient": PATIENT}
SCENES |= {"people": PEOPLE, "memory": MEMORY, "emotion": EMOTION}
# Falls that nobody idle can pay, and rises soon after.
MORE_TURNS = [(t, "front", n) for t, n in ((7200, -2), (7215, 2), (7800, -2), (7830, 1), (7845, 1))]


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
        "lines.py", "return visits.number[visit] < visits.number[other]",
        "return visits.number[visit] > visits.number[other]"),
    Bug("waiting order", "the place in line dates from the overflow", "bare",
        "waiting.py", "visit, team, now)):\n        line_up(g, s, visit, team)",
        "visit, team, now)):\n"
        "        growth = g.queues.growth[visits.queue[visit]]\n"
        "        visits.rank[visit] = rules.rank(growth, now, 0.0, 0.0)\n"
        "        line_up(g, s, visit, team)"),
    Bug("waiting order", "equal scores of lines with different growths go by rank", "lines",
        "waiting.py", "joined_before(s.visits, head, best)",
        "s.visits.rank[head] < s.visits.rank[best]"),
    Bug("idle order", "of two who rested equally long the higher number answers", "heads",
        "agents.py", "    return one < other", "    return one > other"),
    Bug("idle order", "the last to rest answers", "heads",
        "agents.py", "return agents.idle_since[one] < agents.idle_since[other]",
        "return agents.idle_since[one] > agents.idle_since[other]"),
    Bug("headcount fall", "who rested longest goes home", "calm",
        "agents.py", "return agents.idle_since[one] > agents.idle_since[other]",
        "return agents.idle_since[one] < agents.idle_since[other]"),
    Bug("headcount fall", "what is owed is paid one finish late", "heads",
        "presence.py", "owes = s.teams.owed[team] > 0 or", "owes = s.teams.owed[team] > 1 or"),
    Bug("headcount rise", "a rise does not cancel what is owed", "heads",
        "presence.py", "cancelled = min(s.teams.owed[team], count)", "cancelled = 0"),
    Bug("headcount rise", "not the lowest number comes", "heads",
        "agents.py", "if s.crews.away[first + above] <= agent:",
        "if s.crews.away[first + above] >= agent:"),
    Bug("shifts", "persons of a shift come in the other order", "day",
        "presence.py", "timetable.people[first + place])",
        "timetable.people[last - 1 - place])"),
    Bug("shifts", "at a shift's end not its persons leave but who finishes next", "day",
        "presence.py",
        "    if first == last:\n        s.teams.owed[team] -= count\n"
        "    for place in range(first, last):",
        "    if first <= last:\n        s.teams.owed[team] -= count\n    for place in range(0):"),
    Bug("drain", "a contact that is parked still holds the house", "day",
        "after.py", "    s.contacts.parked[contact] = True\n    leave_house(g, s, contact, now)\n",
        "    s.contacts.parked[contact] = True\n"),
    Bug("drain", "at the closing instant itself nobody stays", "day",
        "work.py", "now >= s.closes_at[channel]", "now > s.closes_at[channel]"),
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
        "chat.py", "return (note >> GENERATION) != s.agents.generation[agent]",
        "first = s.agents.first_due[agent]\n"
        "    return s.agents.dues[agent] == 0 or s.dues.visit[first] != visit_of(note)"),
    Bug("chat clock", "of two chats due together the later is first", "chats",
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
        "work.py", "factor = recall(g, t, s, contact)",
        "factor = recall(g, t, s, contact) if g.slots.place[slot] == 0 else 1.0"),
    Bug("bot", "who comes back skips the bot by the mark of the contact before", "day",
        "bot.py", "t.skips_u[row] <", "t.skips_u[row - 1] <"),
    Bug("steps", "the coins of solving and passing on are exchanged", "day",
        "steps.py", "_SOLVES, _ESCALATES = range(2)", "_ESCALATES, _SOLVES = range(2)"),
    Bug("memory", "who has been told on another channel counts as a transfer", "memory",
        "memory.py", "if s.contacts.team[contact] >= 0:",
        "if s.contacts.team[contact] >= 0 or told_on != s.contacts.channel[contact] + 1:"),
    Bug("memory", "what a later contact told, and on which channel, is forgotten", "memory",
        "memory.py",
        "    s.cases.told_on[contacts.case[contact]] = contacts.channel[contact] + 1\n",
        "    if contacts.number[contact] == 0:\n"
        "        s.cases.told_on[contacts.case[contact]] = contacts.channel[contact] + 1\n"),
    Bug("emotion", "only in its first contact an emotional case is spared the bot", "emotion",
        "bot.py", "if t.emotional[contacts.case[contact]]:",
        "if t.emotional[contacts.case[contact]] and cause == FIRST:"),
    Bug("patience", "whoever comes from the bot is as patient as before", "patient",
        "waiting.py", "contacts.bot[contact] + 1]", "0]"),
    Bug("people", "an agent is as fast as the one before in number", "people",
        "work.py", "g.crew.talk_factor[agent]", "g.crew.talk_factor[max(0, agent - 1)]"),
    Bug("people", "who is slow solves as much as the team", "people",
        "steps.py", "skill = g.crew.resolves_factor[s.visits.agent[visit]]", "skill = 1.0"),
    Bug("authority", "a claim of exactly the authority is above it", "day",
        "steps.py", "amount == 0.0 or amount <= g.crew", "amount == 0.0 or amount < g.crew"),
    Bug("escalation", "only the first team of the next step is asked for its authority", "day",
        "steps.py", "range(g.queues.list_first[teams], g.queues.list_first[teams + 1])",
        "range(g.queues.list_first[teams], g.queues.list_first[teams] + 1)"),
    Bug("ladder", "levels are asked in the order of their names", "day",
        "customer.py", "level = int(g.levels.ladder[where])", "level = int(where)"),
    Bug("ladder", "a level that may grant twice the team's authority is passed over", "day",
        "approvals.py", "limit > authority and", "limit > 2.0 * authority and"),
    Bug("held", "who holds the line after closing is decided for in the morning", "held",
        "approvals.py", "if g.held or g.always_open:", "if g.always_open:"),
    Bug("held", "a decided claim frees the agent without the wrap-up", "held",
        "customer.py", "        return IS_OVER, outcome, paid, asker\n",
        "        g.slots.by_team[s.visits.slot[asker]] = False\n"
        "        return IS_OVER, outcome, paid, asker\n"),
    Bug("chase", "a case that is decided and waits to be finished is still chased", "day",
        "customer.py", "        contacts.parked[contact] = False\n", ""),
    Bug("finishing", "finishing and chasing have a wrap-up of their own", "day",
        "work.py", "    if g.slots.by_team[visits.slot[visit]]:\n",
        "    if visits.agent[visit] >= 0:\n"),
    Bug("finishing", "a decided case comes back to the first team of its step", "day",
        "customer.py",
        "g.crew.finishing_queue[s.visits.team[contacts.asker[contact]]]",
        "g.crew.finishing_queue[max(0, s.visits.team[contacts.asker[contact]] - 1)]"),
    Bug("returns", "who was served on another channel comes back on that one", "day",
        "loop.py", "channel = int(contacts.came_on[parent])",
        "channel = int(contacts.channel[parent])"),
    Bug("returns", "the same mark decides channel and return", "day",
        "loop.py", "t.same_u[row] >=", "t.same_u[row - 1] >="),
    Bug("returns", "a case of another reason keeps the mix of its first", "day",
        "loop.py", "channel = rules.pick(g.doors.mix[reason], t.channel_u[row])\n    contact",
        "channel = rules.pick(g.doors.mix[contacts.reason[parent]], t.channel_u[row])\n"
        "    contact"),
    Bug("door", "the door is open at the closing instant", "day",
        "customer.py", "g.doors.deferred[channel] or now < s.closes_at[channel]",
        "g.doors.deferred[channel] or now <= s.closes_at[channel]"),
    Bug("moves", "the large marks move, not the small ones", "day",
        "customer.py", "t.moves_u[contacts.row[contact]] < g.moves",
        "1.0 - t.moves_u[contacts.row[contact]] < g.moves"),
    Bug("tries again", "after the opening of another channel", "day",
        "after.py", "g.doors.opens_s[contacts.channel[contact]]", "g.doors.opens_s[2]"),
    Bug("capacity", "a session that ends leaves its place taken", "straight",
        "bot.py", "        s.in_session[s.visits.place[visit]] -= 1\n", "        pass\n"),
    Bug("ladder", "straight, a claim above half a level's limit is above it", "straight",
        "approvals.py", "amount <= limit or place", "2.0 * amount <= limit or place"),
    Bug("announced wait", "the one who hears it is not counted", "announced",
        "waiting.py", "rules.estimated_wait(int(ahead), work, present)",
        "rules.estimated_wait(int(ahead) - 1, work, present)"),
    Bug("announced wait", "only the agents of the first team count", "announced",
        "waiting.py", "        present += s.teams.present[queues.team[entry]]\n",
        "        present = present or s.teams.present[queues.team[entry]]\n"),
    Bug("laid aside", "what began first is laid aside, not last", "blended",
        "work.py", "            return int(s.yielding[team, other])\n",
        "            found = int(s.yielding[team, other])\n"
        "            while s.visits.before[found] >= 0:\n"
        "                found = int(s.visits.before[found])\n"
        "            return found\n"),
    Bug("laid aside", "what was laid aside begins anew", "blended",
        "work.py", "rules.left(visits.talk_ends_s[visit], now)",
        "rules.left(visits.talk_ends_s[visit], visits.answered_s[visit])"),
    Bug("laid aside", "it is taken up before everybody who waits", "blended",
        "waiting.py", "        return mine > others\n    return",
        "        return True\n    return"),
    Bug("laid aside", "it is taken up while a chat is still in hand", "blended",
        "waiting.py", "    if laid < 0 or s.agents.in_hand[agent] > 0:\n", "    if laid < 0:\n"),
    Bug("fill first", "a chat goes to whoever has least in hand of those who chat", "blended",
        "agents.py", "order == _FULLEST and agents.in_hand[one] != agents.in_hand[other]",
        "False"),
    Bug("beside chats", "a call in a chat's place does not slow the chats", "blended",
        "chat.py", "agents.chats[agent] + agents.beside[agent]]", "agents.chats[agent]]"),
    Bug("spells", "who was there before the play's end is not told from who left", "heads",
        "presence.py", "_write(s, agent, now, PLAY_ENDED)", "_write(s, agent, now, LEFT)"),
)
# fmt: on


@cache
def scene(name):
    """The plan of a scene."""
    made = planned(SCENES[name])
    return (
        with_turns(made, *TURNS, *MORE_TURNS)
        if "front" in made.names.teams and (made.demand.calendar.always_open)
        else made
    )


@cache
def right(name):
    """A tape of a scene, on quarters of a minute, and what the reference makes of it."""
    tape = rounded(draw(scene(name).demand, seed=6, replication=0), 15.0)
    return tape, played(scene(name), tape, "reference")


def parts(play, name):
    """Where bits part between the reference and a copy of the kernel; empty if nowhere."""
    tape, one = right(name)
    trace = []
    return disagreement(one, Played(play(scene(name), tape, trace), trace))


def noticed(bug, folder, number):
    """What the comparison of bits says of a copy with the bug."""
    with copied(folder, f"broken_{number}", [(bug.file, bug.old, bug.new)]) as play:
        return parts(play, bug.scene)


FIGURES = (
    "wait_mean_s",
    "service_level",
    "abandonment_rate",
    "resolution_rate",
    "occupancy",
    "aht_s",
    "cost",
)
REPLICATIONS = 10


def moved(bug, folder, number):
    """The figure that moves most: its name, relative change, and change ÷ half-width."""
    plan = scene(bug.scene)
    tapes = [draw(plan.demand, seed=7, replication=r) for r in range(REPLICATIONS)]
    intact = [_figures(play(plan, tape), plan) for tape in tapes]
    with copied(folder, f"moved_{number}", [(bug.file, bug.old, bug.new)]) as broken:
        other = [_figures(broken(plan, tape, None), plan) for tape in tapes]
    mean, half = np.mean(intact, axis=0), np.std(intact, axis=0, ddof=1)
    half *= 2.262 / REPLICATIONS**0.5  # of a 95 % interval
    change = np.abs(np.mean(other, axis=0) - mean)
    halves = np.divide(change, half, out=np.zeros_like(change), where=half > 0.0)
    worst = int(np.nanargmax(halves))
    return FIGURES[worst], change[worst] / mean[worst], halves[worst]


def _figures(logs, plan):
    tally = measure(logs, plan, ("all",))
    return [tally.value(name) for name in FIGURES]


def main(mechanisms):
    """Print the table, or the rows of some mechanisms."""
    with tempfile.TemporaryDirectory() as folder:
        for number, bug in enumerate(BUGS):
            if mechanisms and bug.mechanism not in mechanisms:
                continue
            told = noticed(bug, folder, number)
            figure, relative, halves = moved(bug, folder, number)
            seen = f"`{figure}` {100 * relative:.2g} %, {halves:.2g}" if halves else "none"
            print(f"| {bug.mechanism} | {bug.what} | {len(told)} | {seen} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
