"""Self-service: who meets the bot, how a session ends, what it pays."""

from sim.centre import rules
from sim.centre.kernel.calendar import push
from sim.centre.kernel.compiling import part
from sim.centre.kernel.given import Given
from sim.centre.kernel.own import share_to_bot
from sim.centre.kernel.state import State, Taped
from sim.centre.kernel.waiting import new_visit
from sim.centre.kernel.words import (
    BOT,
    BOT_END,
    CONTAINED,
    DONE,
    FALSELY_CONTAINED,
    FIRST,
    LEFT_IN_BOT,
    RUNNING,
)
from sim.centre.order import key
from sim.centre.tables import Flag, Index

# The marks of a bot's slot, in the order of `plan.codes.MARKS`, and its sessions.
_MEETS, _LEAVES, _CONTAINS, _TRULY = range(4)
_CONTAINED, _PASSED_ON, _LEFT = range(3)
HANDED_ON = -1


@part
def slot_of(g: Given, t: Taped, s: State, contact: Index, address: Index) -> Index:
    """A contact's slot by its address, see `given.Slots`."""
    slot_set = t.slot_set[s.contacts.row[contact]]
    return int(g.slots.at[slot_set, s.contacts.reason[contact], address])


@part
def meets(g: Given, t: Taped, s: State, contact: Index, now: float) -> Index:
    """The bot a contact meets at the door; -1 none."""
    contacts, bots = s.contacts, g.bots
    reason, row = contacts.reason[contact], contacts.row[contact]
    bot = int(bots.met[reason, contacts.channel[contact]])
    if bot < 0 or not bots.segments[bot, contacts.segment[contact]] or not _is_open(g, bot, now):
        return -1
    if 0 < bots.capacity[bot] <= s.in_session[bot]:
        return -1
    cause = contacts.cause[contact]
    if cause != FIRST and t.skips_u[row] < g.returns.skips_bot[cause]:
        return -1
    takes = bots.takes[bot, reason]
    if t.emotional[contacts.case[contact]]:
        takes = rules.spared(takes, bots.emotional_takes[bot])
    if g.own.to_bot != 0:
        takes = share_to_bot(g, s, contact, now)
    return bot if _mark(g, t, s, contact, bot, _MEETS) < takes else -1


@part
def _is_open(g: Given, bot: Index, now: float) -> Flag:
    if g.bots.day_and_night[bot] or g.always_open:
        return True
    of_day = now - rules.midnight(now, g.day_s)
    return g.bots.opens_s[bot] <= of_day < g.bots.closes_s[bot]


@part
def enter(g: Given, t: Taped, s: State, contact: Index, now: float) -> None:
    """Begin a session."""
    bot = s.contacts.bot[contact]
    slot = slot_of(g, t, s, contact, bot)
    visit = new_visit(g, t, s, contact, BOT, slot, now)
    s.visits.place[visit] = bot
    s.visits.outcome[visit] = RUNNING
    s.in_session[bot] += 1
    at = t.first_work[s.contacts.row[contact]] + g.slots.work_at[slot]
    lasts = t.work_s[at + _ends_as(g, t, s, contact)]
    push(s, now, now + lasts, key(BOT_END, int(s.visits.number[visit]), 0), visit)


@part
def ends(s: State, visit: Index, now: float) -> None:
    """A session, or an approval level's decision, is over."""
    s.visits.ended_s[visit] = now
    s.visits.outcome[visit] = DONE
    if s.visits.kind[visit] == BOT:
        s.in_session[s.visits.place[visit]] -= 1


@part
def ending(g: Given, t: Taped, s: State, contact: Index) -> tuple[Index, float]:
    """How the contact ended in the bot, and what the bot pays; HANDED_ON to an agent."""
    contacts, bots = s.contacts, g.bots
    bot, reason = contacts.bot[contact], contacts.reason[contact]
    ends_as = _ends_as(g, t, s, contact)
    if ends_as == _LEFT:
        return LEFT_IN_BOT, 0.0
    if ends_as == _PASSED_ON:
        return HANDED_ON, 0.0
    if _mark(g, t, s, contact, bot, _TRULY) < bots.truly[bot, reason]:
        return CONTAINED, t.amount[contacts.case[contact]] * bots.pays[bot]
    return FALSELY_CONTAINED, 0.0


@part
def _ends_as(g: Given, t: Taped, s: State, contact: Index) -> Index:
    """How the session ends; leaving does not depend on what the bot can do."""
    bot = s.contacts.bot[contact]
    if _mark(g, t, s, contact, bot, _LEAVES) < g.bots.leaves[bot]:
        return _LEFT
    contains = g.bots.contains[bot, s.contacts.reason[contact]]
    return _CONTAINED if _mark(g, t, s, contact, bot, _CONTAINS) < contains else _PASSED_ON


@part
def _mark(g: Given, t: Taped, s: State, contact: Index, bot: Index, which: Index) -> float:
    at = t.first_mark[s.contacts.row[contact]]
    return t.marks_u[at + g.slots.marks_at[slot_of(g, t, s, contact, bot)] + which]
