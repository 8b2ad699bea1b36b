"""The story of a contact: door, bot, steps, approval, end, each part until it waits again.

The reference tells it as one process that yields; here it goes on from the visit that was told.
Whatever a part decides comes to the same few deeds, in this order: an agent is released, the case
is parked, and then the contact asks a level, joins a queue or is over.
"""

import numpy as np

from sim.centre.kernel import approvals, bot, steps
from sim.centre.kernel.after import close, enter_house, is_chase, park
from sim.centre.kernel.bot import HANDED_ON, slot_of
from sim.centre.kernel.compiling import part
from sim.centre.kernel.given import CHASED, FINISHED, SERVE, STEP_SLOTS, Given
from sim.centre.kernel.state import State, Taped
from sim.centre.kernel.waiting import seek
from sim.centre.kernel.words import (
    ANSWERED,
    BOT,
    CLOSED_OUT,
    CLOSED_UNSOLVED,
    FINISHING,
    INFORMED,
    LEVEL,
    QUEUE,
    REFUSED,
    RESOLVED,
    UNRESOLVED,
)
from sim.centre.kernel.work import release
from sim.centre.outcomes import WAITED_IN_VAIN
from sim.centre.tables import Flag, Index

_WAITED_IN_VAIN = np.array(WAITED_IN_VAIN, dtype=np.int8)

# What a contact does next, with a number that says where: it is over (outcome), finds its channel
# closed, joins the queue of a step of its route (step), seeks the team that parked its case (step),
# hands its decided case back (step), asks a level (rung of the ladder), or enters the bot.
IS_OVER, TURNS_BACK, JOINS, ASKS_ABOUT, FINISHES, CLIMBS, ENTERS_BOT = range(7)
Next = tuple[Index, Index, float, Index]
"""What a contact does next, where, what is paid, and the visit whose agent it frees."""

_NOBODY = -1


@part
def _begins(g: Given, t: Taped, s: State, contact: Index, now: float) -> Next:
    """At the door: a bot, a queue, or a closed channel."""
    contacts = s.contacts
    if not is_chase(g, s, contact):
        contacts.bot[contact] = bot.meets(g, t, s, contact, now)
        if contacts.bot[contact] >= 0:
            return ENTERS_BOT, 0, 0.0, _NOBODY
    if not _lets_in(g, t, s, contact, now):
        return TURNS_BACK, 0, 0.0, _NOBODY
    if is_chase(g, s, contact):
        step = int(g.slots.place[s.visits.slot[contacts.asker[contact]]])
        return ASKS_ABOUT, step, 0.0, _NOBODY
    return JOINS, 0, 0.0, _NOBODY


@part
def _lets_in(g: Given, t: Taped, s: State, contact: Index, now: float) -> Flag:
    """Whether a contact may queue: now, or in the channel it moves to out of hours."""
    contacts = s.contacts
    channel = contacts.channel[contact]
    if g.doors.deferred[channel] or now < s.closes_at[channel]:
        return True
    if not is_chase(g, s, contact) and t.moves_u[contacts.row[contact]] < g.moves:
        contacts.channel[contact] = g.moves_to
        return True
    return False


@part
def goes_on(g: Given, t: Taped, s: State, told: Index, now: float) -> None:
    """A contact begins, or a visit or its talk is over: it goes on until it waits again."""
    at = now
    if told < 0:
        contact = ~told
        what, where, paid, free = _begins(g, t, s, contact, now)
    else:
        contact = int(s.visits.contact[told])
        what, where, paid, free = _after(g, t, s, contact, told, now)
        if s.visits.kind[told] == QUEUE and s.visits.outcome[told] != ANSWERED:
            at = s.visits.ended_s[told]
    if free != _NOBODY:
        release(g, s, free, now)
    if what == CLIMBS and free != _NOBODY:
        park(g, t, s, contact, now)  # held, the agent would have stayed
    _does(g, t, s, contact, what, where, paid, at, now)


@part
def _after(g: Given, t: Taped, s: State, contact: Index, visit: Index, now: float) -> Next:
    """What next, where, what is paid, whom it frees: after a session, a wait, a talk, a level."""
    contacts, kind = s.contacts, s.visits.kind[visit]
    if kind == BOT:
        ended, paid = bot.ending(g, t, s, contact)
        if ended != HANDED_ON:
            return IS_OVER, ended, paid, _NOBODY
        return JOINS if _lets_in(g, t, s, contact, now) else TURNS_BACK, 0, 0.0, _NOBODY
    if kind == LEVEL:
        return _decided(g, t, s, contact, visit)
    if kind == FINISHING:
        return IS_OVER, int(contacts.decision[contact]), contacts.granted[contact], visit
    return _left_queue(g, t, s, contact, visit)


@part
def _left_queue(g: Given, t: Taped, s: State, contact: Index, visit: Index) -> Next:
    """After a wait in vain, a chase answered, or a talk."""
    if s.visits.outcome[visit] != ANSWERED:
        return IS_OVER, int(_WAITED_IN_VAIN[s.visits.outcome[visit]]), 0.0, _NOBODY
    if is_chase(g, s, contact):
        return IS_OVER, INFORMED, 0.0, visit
    if steps.solves(g, t, s, visit):
        return _solved(g, t, s, visit)
    return _failed(g, t, s, contact, visit)


@part
def _failed(g: Given, t: Taped, s: State, contact: Index, visit: Index) -> Next:
    """A talk that solved nothing: on to the next step, or the end."""
    step = int(g.slots.place[s.visits.slot[visit]]) + 1
    if not steps.passes_on(g, t, s, visit):
        return IS_OVER, CLOSED_UNSOLVED, 0.0, visit
    if step < g.route_length[s.contacts.reason[contact]]:
        return JOINS, step, 0.0, visit
    return IS_OVER, UNRESOLVED, 0.0, visit


@part
def _solved(g: Given, t: Taped, s: State, visit: Index) -> Next:
    """A talk that solved the matter: granted, or on to whoever may grant it."""
    if steps.may_grant(g, t, s, visit):
        return IS_OVER, RESOLVED, steps.grant(g, t, s, visit), visit
    step = int(steps.step_that_may_grant(g, t, s, visit))
    if step >= 0:
        return JOINS, step, 0.0, visit
    rung = int(approvals.next_rung(g, t, s, visit, 0))
    if rung < 0:
        return IS_OVER, REFUSED, 0.0, visit
    s.contacts.asker[s.visits.contact[visit]] = visit
    # Held, the agent stays on the line; parked, the customer leaves and the agent is free.
    return CLIMBS, rung, 0.0, _NOBODY if g.held else visit


@part
def _decided(g: Given, t: Taped, s: State, contact: Index, decision: Index) -> Next:
    """A level has decided: what next, where, what is paid, whom it frees."""
    contacts = s.contacts
    contacts.approvals[contact] += 1
    outcome, paid = REFUSED, 0.0
    if not approvals.refuses(g, t, s, decision):
        if approvals.may_grant(g, t, s, decision):
            outcome, paid = RESOLVED, approvals.grant(g, t, s, decision)
        else:
            asker, rung = contacts.asker[contact], contacts.rung[contact] + 1
            higher = approvals.next_rung(g, t, s, asker, rung)
            if higher >= 0:
                return CLIMBS, higher, 0.0, _NOBODY
    asker = int(contacts.asker[contact])
    if g.held:
        return IS_OVER, outcome, paid, asker
    contacts.decision[contact], contacts.granted[contact] = outcome, paid
    return FINISHES, int(g.slots.place[s.visits.slot[asker]]), 0.0, _NOBODY


@part
def _does(
    g: Given,
    t: Taped,
    s: State,
    contact: Index,
    what: Index,
    where: Index,
    paid: float,
    at: float,
    now: float,
) -> None:
    """The deed that a part of the story ends with."""
    contacts, bots, levels = s.contacts, g.robots, g.rungs
    if what in (IS_OVER, TURNS_BACK):
        outcome = where if what == IS_OVER else CLOSED_OUT
        close(g, t, s, contact, outcome, paid, at, now)
    elif what == ENTERS_BOT:
        bot.enter(g, t, s, contact, now)
    elif what == CLIMBS:
        contacts.rung[contact] = where
        level = int(g.levels.ladder[where])
        step = g.slots.place[s.visits.slot[contacts.asker[contact]]]
        address = bots + step * (levels + STEP_SLOTS) + 1 + level
        approvals.ask(g, t, s, contact, address, level, now)
    else:
        _queues(g, t, s, contact, what, where, now)


@part
def _queues(
    g: Given, t: Taped, s: State, contact: Index, what: Index, step: Index, now: float
) -> None:
    """Join the queue of a step, of the team that parked the case, or of its finishing."""
    contacts, reason = s.contacts, s.contacts.reason[contact]
    serve = g.robots + step * (g.rungs + STEP_SLOTS)
    queue = int(g.queue_of[g.route[reason, step], contacts.channel[contact]])
    teams, kind, within = int(g.queues.teams[queue, reason]), QUEUE, SERVE
    if what == ASKS_ABOUT:
        team = s.visits.team[contacts.asker[contact]]
        teams, within = int(g.queues.alone[team]), g.rungs + CHASED
    elif what == FINISHES:
        contacts.parked[contact] = False
        queue = int(g.crew.finishing_queue[s.visits.team[contacts.asker[contact]]])
        teams, kind, within = int(g.queues.teams[queue, reason]), FINISHING, g.rungs + FINISHED
    if what != FINISHES:
        enter_house(g, s, contact)
    slot = slot_of(g, t, s, contact, serve + within)
    seek(g, t, s, contact, kind, slot, queue, teams, now)
