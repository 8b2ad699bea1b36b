"""What an agent decides at the end of a talk: solved or not, granted or not, and what next."""

from sim.centre import rules
from sim.centre.kernel.compiling import part
from sim.centre.kernel.given import Given
from sim.centre.kernel.state import State, Taped
from sim.centre.tables import Flag, Index

# The marks of a serving slot, in the order of `plan.codes.MARKS`.
_SOLVES, _ESCALATES = range(2)


@part
def solves(g: Given, t: Taped, s: State, visit: Index) -> Flag:
    """The resolution coin of this team and this agent."""
    reason = s.contacts.reason[s.visits.contact[visit]]
    share = g.crew.resolves[s.visits.team[visit], reason]
    skill = g.crew.resolves_factor[s.visits.agent[visit]]
    return rules.solves(_mark(g, t, s, visit, _SOLVES), share, skill)


@part
def passes_on(g: Given, t: Taped, s: State, visit: Index) -> Flag:
    """Whether an unsolved contact goes to the next step; else it is closed unsolved."""
    reason = s.contacts.reason[s.visits.contact[visit]]
    return _mark(g, t, s, visit, _ESCALATES) < g.crew.escalates[s.visits.team[visit], reason]


@part
def may_grant(g: Given, t: Taped, s: State, visit: Index) -> Flag:
    """Whether the claim lies within the team's authority; no claim always does."""
    amount = _amount(t, s, visit)
    return amount == 0.0 or amount <= g.crew.authority[s.visits.team[visit]]


@part
def grant(g: Given, t: Taped, s: State, visit: Index) -> float:
    """What the team pays."""
    return _amount(t, s, visit) * g.crew.pays[s.visits.team[visit]]


@part
def step_that_may_grant(g: Given, t: Taped, s: State, visit: Index) -> Index:
    """Where the team escalates such claims: the next step with a team that may grant it, or -1."""
    if not g.crew.escalates_claims[s.visits.team[visit]]:
        return -1
    contact, amount = s.visits.contact[visit], _amount(t, s, visit)
    reason, channel = s.contacts.reason[contact], s.contacts.channel[contact]
    for step in range(g.slots.place[s.visits.slot[visit]] + 1, g.route_length[reason]):
        queue = g.queue_of[g.route[reason, step], channel]
        teams = g.queues.teams[queue, reason]
        for entry in range(g.queues.list_first[teams], g.queues.list_first[teams + 1]):
            if amount <= g.crew.authority[g.queues.team[entry]]:
                return step
    return -1


@part
def _amount(t: Taped, s: State, visit: Index) -> float:
    return t.amount[s.contacts.case[s.visits.contact[visit]]]


@part
def _mark(g: Given, t: Taped, s: State, visit: Index, which: Index) -> float:
    at = t.first_mark[s.contacts.row[s.visits.contact[visit]]]
    return t.marks_u[at + g.slots.marks_at[s.visits.slot[visit]] + which]
