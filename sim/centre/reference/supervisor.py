"""The approval ladder: which levels are asked, how long they take, what they decide."""

from typing import TYPE_CHECKING

from simpy.events import Event

from sim.centre import rules
from sim.centre.log import VisitKind, VisitOutcome
from sim.centre.order import Kind, key
from sim.centre.reference.calendar import Timed
from sim.centre.reference.visit import Contact, Visit
from sim.plan.codes import SlotKind

if TYPE_CHECKING:
    from sim.centre.reference.centre import Centre


class Supervisor:
    """Everybody above the teams; a level is a delay in opening hours."""

    def __init__(self, centre: "Centre") -> None:
        self._centre = centre

    def ladder(self, visit: Visit) -> list[int]:
        """Levels that can grant more than the team that asks, by rising limit.

        Straight, those who may grant the claim, and in any case the last.
        """
        supply = self._centre.supply
        authority, limit = supply.authority[visit.team.number], supply.level_limit
        above = [level for level in supply.ladder if limit[level] > authority]
        if not supply.straight:
            return above
        amount = self._centre.tape.amount[visit.contact.case]
        return [level for level in above if amount <= limit[level] or level == above[-1]]

    def ask(self, me: Contact, step: int, level: int) -> Event:
        """Put the claim to a level; the event succeeds with the visit once it has decided."""
        centre, supply = self._centre, self._centre.supply
        place = me.route[SlotKind.LEVEL, step, level]
        visit = centre.new_visit(me, VisitKind.LEVEL, place, where=level)
        visit.outcome = VisitOutcome.RUNNING
        takes = centre.tape.work_s[centre.tape.first_work[me.row] + place.slot.work_at]
        if supply.held or centre.days.always_open:  # whoever holds the line is decided for at once
            at = centre.now() + takes
        else:
            at = rules.after_in_hours(
                centre.now(), takes, supply.open_from_s, supply.open_to_s, centre.days.day_s
            )
        centre.calendar.at(at, key(Kind.DELAY_END, visit.number), self._end, visit)
        return visit.done

    def refuses(self, decision: Visit) -> bool:
        """Whether the level refused."""
        me, tape = decision.contact, self._centre.tape
        mark = tape.marks_u[tape.first_mark[me.row] + decision.place.slot.marks_at]
        return mark < self._centre.supply.level_refuses[decision.where]

    def may_grant(self, decision: Visit) -> bool:
        """Whether the claim lies within the level's limit."""
        amount = self._centre.tape.amount[decision.contact.case]
        return amount <= self._centre.supply.level_limit[decision.where]

    def grant(self, decision: Visit) -> float:
        """What the level pays."""
        amount = self._centre.tape.amount[decision.contact.case]
        return amount * self._centre.supply.level_pays[decision.where]

    def _end(self, event: Timed) -> None:
        visit: Visit = event.payload
        visit.ended_s, visit.outcome = self._centre.now(), VisitOutcome.DONE
        visit.contact.approvals += 1
        visit.done.succeed(visit)
