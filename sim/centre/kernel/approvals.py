"""The approval ladder: which levels are asked, how long they take, what they decide."""

from sim.centre import rules
from sim.centre.kernel.bot import slot_of
from sim.centre.kernel.calendar import push
from sim.centre.kernel.compiling import apart, part
from sim.centre.kernel.given import Given
from sim.centre.kernel.state import State, Taped
from sim.centre.kernel.waiting import new_visit
from sim.centre.kernel.words import DELAY_END, LEVEL, RUNNING
from sim.centre.order import key
from sim.centre.tables import Flag, Index


@part
def next_rung(g: Given, t: Taped, s: State, asker: Index, rung: Index) -> Index:
    """The first rung from this one on that can grant more than the team that asks; -1 none.

    Straight, the first that may grant the claim, or else the last.
    """
    authority = g.crew.authority[s.visits.team[asker]]
    amount = t.amount[s.contacts.case[s.visits.contact[asker]]]
    for place in range(rung, g.rungs):
        limit = g.levels.limit[g.levels.ladder[place]]
        fits = not g.straight or amount <= limit or place == g.rungs - 1
        if limit > authority and fits:
            return place
    return -1


@apart
def ask(
    g: Given, t: Taped, s: State, contact: Index, address: Index, level: Index, now: float
) -> None:
    """Put the claim to a level."""
    slot = slot_of(g, t, s, contact, address)
    visit = new_visit(g, t, s, contact, LEVEL, slot, now)
    s.visits.place[visit] = level
    s.visits.outcome[visit] = RUNNING
    takes = t.work_s[t.first_work[s.contacts.row[contact]] + g.slots.work_at[slot]]
    if g.held or g.always_open:  # whoever holds the line is decided for at once
        at = now + takes
    else:
        at = rules.after_in_hours(now, takes, g.open_from_s, g.open_to_s, g.day_s)
    push(s, now, at, key(DELAY_END, int(s.visits.number[visit]), 0), visit)


@part
def refuses(g: Given, t: Taped, s: State, decision: Index) -> Flag:
    """Whether the level refused."""
    row = s.contacts.row[s.visits.contact[decision]]
    mark = t.marks_u[t.first_mark[row] + g.slots.marks_at[s.visits.slot[decision]]]
    return mark < g.levels.refuses[s.visits.place[decision]]


@part
def may_grant(g: Given, t: Taped, s: State, decision: Index) -> Flag:
    """Whether the claim lies within the level's limit."""
    amount = t.amount[s.contacts.case[s.visits.contact[decision]]]
    return amount <= g.levels.limit[s.visits.place[decision]]


@part
def grant(g: Given, t: Taped, s: State, decision: Index) -> float:
    """What the level pays."""
    amount = t.amount[s.contacts.case[s.visits.contact[decision]]]
    return amount * g.levels.pays[s.visits.place[decision]]
