"""What follows a contact: its case is resolved, parked, comes back, is chased or is given up."""

from math import nan

import numpy as np

from sim.centre import rules
from sim.centre.kernel.calendar import push
from sim.centre.kernel.compiling import apart, part
from sim.centre.kernel.given import Given
from sim.centre.kernel.presence import drained
from sim.centre.kernel.state import State, Taped
from sim.centre.kernel.words import BACK_LATER, CHASE, GIVEN_UP, RETURN, STILL_OPEN
from sim.centre.order import key
from sim.centre.outcomes import CAUSE_OF, RESOLVED_AS
from sim.centre.tables import Flag, Index

_RESOLVED_AS = np.array(RESOLVED_AS, dtype=np.int8)
_CAUSE_OF = np.array(CAUSE_OF, dtype=np.int8)


@part
def close(
    g: Given, t: Taped, s: State, contact: Index, outcome: Index, paid: float, at: float, now: float
) -> None:
    """The contact is over; its case is resolved, comes back, or is given up.

    at   when it was over, which may be noticed only now
    """
    contacts, cases = s.contacts, s.cases
    contacts.outcome[contact] = outcome
    if paid != 0.0:  # untouched, the zeros of a column take no memory
        contacts.paid[contact] = paid
    contacts.closed_s[contact] = at
    leave_house(g, s, contact, now)
    if is_chase(g, s, contact):
        return
    case = contacts.case[contact]
    if paid != 0.0:
        cases.paid[case] += paid
    if _RESOLVED_AS[outcome] >= 0:
        cases.closed_s[case], cases.outcome[case] = at, _RESOLVED_AS[outcome]
    elif not _comes_back(g, t, s, contact, _CAUSE_OF[outcome], now):
        cases.closed_s[case], cases.outcome[case] = at, GIVEN_UP


@part
def is_chase(g: Given, s: State, contact: Index) -> Flag:
    """Whether a customer asks after a parked case; without levels nobody has one."""
    return g.rungs > 0 and s.contacts.cause[contact] == CHASE


@part
def cause_of(s: State, contact: Index) -> Index:
    """Why the contact after this one is made."""
    return int(_CAUSE_OF[s.contacts.outcome[contact]])


@apart
def park(g: Given, t: Taped, s: State, contact: Index, now: float) -> None:
    """The customer leaves; the case waits for its decision, and may be chased."""
    s.contacts.parked[contact] = True
    leave_house(g, s, contact, now)
    row = s.contacts.row[contact]
    chase = t.chase_row[row]
    if chase >= 0:
        push(s, now, now + t.chase_after_s[row], key(RETURN, int(chase), 0), contact)


@part
def enter_house(g: Given, s: State, contact: Index) -> None:
    """A contact is inside from its first queue until it is over or parked.

    Where nothing closes nobody asks who is inside.
    """
    if not g.always_open and not s.contacts.in_house[contact]:
        s.contacts.in_house[contact] = True
        s.in_house[s.contacts.channel[contact]] += 1


@part
def leave_house(g: Given, s: State, contact: Index, now: float) -> None:
    """Whoever is inside no more may be the last of a closed channel."""
    if not s.contacts.in_house[contact]:
        return
    s.contacts.in_house[contact] = False
    channel = s.contacts.channel[contact]
    s.in_house[channel] -= 1
    if s.in_house[channel] == 0:
        drained(g, s, channel, now)


@part
def _comes_back(g: Given, t: Taped, s: State, contact: Index, cause: Index, now: float) -> Flag:
    contacts, row = s.contacts, s.contacts.row[contact]
    if contacts.number[contact] + 1 >= t.rows[contacts.case[contact]]:
        return False
    if t.return_u[row] >= g.returns.share[cause]:
        return False
    start = contacts.closed_s[contact]
    if cause == BACK_LATER:
        start = rules.next_opening(now, g.doors.opens_s[contacts.channel[contact]], g.day_s)
    at = start + t.return_delay_s[row, g.returns.delay[cause]]
    push(s, now, at, key(RETURN, int(row) + 1, 0), contact)
    return True


@part
def new_contact(
    t: Taped,
    s: State,
    row: Index,
    case: Index,
    reason: Index,
    cause: Index,
    channel: Index,
    now: float,
) -> Index:
    """A customer makes contact."""
    contact = s.counts.contacts[0]
    s.counts.contacts[0] = contact + 1
    contacts = s.contacts
    contacts.row[contact] = row
    contacts.case[contact] = case
    contacts.number[contact] = t.number[row]
    contacts.reason[contact] = reason
    contacts.segment[contact] = t.segment[case]
    contacts.cause[contact] = cause
    contacts.came_on[contact] = channel
    contacts.channel[contact] = channel
    contacts.arrived_s[contact] = now
    contacts.closed_s[contact] = nan
    contacts.bot[contact] = -1
    contacts.team[contact] = -1
    contacts.outcome[contact] = STILL_OPEN
    contacts.approvals[contact] = 0
    contacts.repeated[contact] = 0
    contacts.in_house[contact] = False
    contacts.parked[contact] = False
    s.cases.contacts[case] += 1
    return contact
