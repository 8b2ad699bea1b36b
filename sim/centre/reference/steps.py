"""What an agent decides at the end of a talk: solved or not, granted or not, and what next."""

from typing import TYPE_CHECKING

from sim.centre import rules
from sim.centre.reference.visit import Contact, Visit
from sim.plan.codes import Above

if TYPE_CHECKING:
    from sim.centre.reference.centre import Centre

# The marks of a serving slot, in the order of `plan.codes.MARKS`.
_SOLVES, _ESCALATES = range(2)


class Steps:
    """The rungs of the routes."""

    def __init__(self, centre: "Centre") -> None:
        self._supply, self._tape = centre.supply, centre.tape

    def count(self, me: Contact) -> int:
        """Length of a contact's route."""
        return len(self._supply.route[me.reason])

    def solves(self, visit: Visit) -> bool:
        """The resolution coin of this team and this agent."""
        share = visit.share_of_team(self._supply.resolves)
        return rules.solves(self._mark(visit, _SOLVES), share, visit.answerer.resolves_factor)

    def passes_on(self, visit: Visit) -> bool:
        """Whether an unsolved contact goes to the next step; else it is closed unsolved."""
        return self._mark(visit, _ESCALATES) < visit.share_of_team(self._supply.escalates)

    def may_grant(self, visit: Visit) -> bool:
        """Whether the claim lies within the team's authority; no claim always does."""
        amount = self._tape.amount[visit.contact.case]
        return amount == 0.0 or amount <= self._supply.authority[visit.team.number]

    def grant(self, visit: Visit) -> float:
        """What the team pays."""
        return self._tape.amount[visit.contact.case] * self._supply.pays[visit.team.number]

    def step_that_may_grant(self, visit: Visit) -> int | None:
        """Where the team escalates such claims: the next step with a team that may grant it."""
        me, supply = visit.contact, self._supply
        if supply.above[visit.team.number] != Above.ESCALATE:
            return None
        amount = self._tape.amount[me.case]
        for step in range(visit.place.slot.place + 1, self.count(me)):
            queue = supply.queues[supply.queue_of[supply.route[me.reason][step]][me.channel]]
            if any(amount <= supply.authority[team] for team, _ in queue.teams[me.reason]):
                return step
        return None

    def _mark(self, visit: Visit, which: int) -> float:
        at = self._tape.first_mark[visit.contact.row] + visit.place.slot.marks_at
        return self._tape.marks_u[at + which]
