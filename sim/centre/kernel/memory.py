"""What an agent knows of a case who answers it after another: nothing to tell, or all of it."""

from sim.centre.kernel.compiling import part
from sim.centre.kernel.given import Given
from sim.centre.kernel.state import State, Taped
from sim.centre.kernel.words import CHANGED_CHANNEL, FRESH, RETURNED, TRANSFERRED
from sim.centre.tables import Index

_NOBODY, _KNOWN = 0, 1


@part
def recall(g: Given, t: Taped, s: State, contact: Index) -> float:
    """The factor on the talk of an agent who now hears the case."""
    contacts = s.contacts
    bot = contacts.bot[contact] + 1
    if not g.remembers:
        return g.memory.recall[bot, FRESH, _KNOWN]
    way = _way(s, contact)
    known = t.knows_u[contacts.row[contact]] < g.memory.known[way]
    if way != FRESH and not known:
        contacts.repeated[contact] += 1
    s.cases.told_on[contacts.case[contact]] = contacts.channel[contact] + 1
    return g.memory.recall[bot, way, int(known)]


@part
def _way(s: State, contact: Index) -> Index:
    """How the case has come to this agent; the contact's team still is the one before."""
    told_on = s.cases.told_on[s.contacts.case[contact]]
    if told_on == _NOBODY:
        return FRESH
    if s.contacts.team[contact] >= 0:
        return TRANSFERRED
    return RETURNED if told_on == s.contacts.channel[contact] + 1 else CHANGED_CHANNEL
