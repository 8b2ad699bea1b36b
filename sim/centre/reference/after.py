"""What follows a contact: its case is resolved, parked, comes back, is chased or is given up."""

from typing import TYPE_CHECKING, NamedTuple

from sim.centre import rules
from sim.centre.log import CaseOutcome, ContactOutcome
from sim.centre.order import Kind, key
from sim.centre.outcomes import CAUSE_OF, RESOLVED_AS
from sim.centre.reference.calendar import Timed
from sim.centre.reference.visit import Contact, Visit
from sim.plan.codes import Cause

if TYPE_CHECKING:
    from sim.centre.reference.centre import Centre


class _Return(NamedTuple):
    """A contact to come: which was the last one, and why it is made."""

    before: Contact
    row: int
    cause: Cause


class _Chase(NamedTuple):
    """A chase to come, if the case is still parked then."""

    parent: Contact
    row: int
    step: int
    team: int


class After:
    """The ends of contacts and cases. `in_house` counts the contacts a channel has inside."""

    def __init__(self, centre: "Centre") -> None:
        self._centre = centre
        self._supply, self._tape = centre.supply, centre.tape
        self._delay_column = centre.delay_column
        cases = len(centre.tape.arrived_s)
        self.in_house = [0] * len(centre.supply.deferred)
        self.case_closed_s = [float("nan")] * cases
        self.case_outcome = [CaseOutcome.OPEN] * cases
        self.case_paid = [0.0] * cases

    def close(
        self, me: Contact, outcome: ContactOutcome, *, paid: float = 0.0, at: float | None = None
    ) -> None:
        """The contact is over; its case is resolved, comes back, or is given up.

        at   when it was over, if that is noticed only now
        """
        me.outcome, me.paid = outcome, paid
        me.closed_s = self._centre.now() if at is None else at
        self._leave_house(me)
        if me.cause == Cause.CHASE:
            return
        self.case_paid[me.case] += paid
        if RESOLVED_AS[outcome] >= 0:
            self._close_case(me, CaseOutcome(RESOLVED_AS[outcome]))
        elif not self._comes_back(me, Cause(CAUSE_OF[outcome])):
            self._close_case(me, CaseOutcome.GIVEN_UP)

    def park(self, me: Contact, visit: Visit) -> None:
        """The customer leaves; the case waits for its decision, and may be chased."""
        me.parked = True
        self._leave_house(me)
        row = self._tape.chase_row[me.row]
        if row >= 0:
            chase = _Chase(me, row, visit.place.slot.place, visit.team.number)
            at = self._centre.now() + self._tape.chase_after_s[me.row]
            self._centre.calendar.at(at, key(Kind.RETURN, row), self._chase, chase)

    def enter_house(self, me: Contact) -> None:
        """A contact is inside from its first queue until it is over or parked."""
        if not me.in_house:
            me.in_house = True
            self.in_house[me.channel] += 1

    def _leave_house(self, me: Contact) -> None:
        if me.in_house:
            me.in_house = False
            self.in_house[me.channel] -= 1
            if self.in_house[me.channel] == 0:
                self._centre.presence.drained(me.channel)

    def _close_case(self, me: Contact, outcome: CaseOutcome) -> None:
        self.case_closed_s[me.case], self.case_outcome[me.case] = me.closed_s, outcome

    def _comes_back(self, me: Contact, cause: Cause) -> bool:
        tape = self._tape
        if (
            me.number + 1 >= tape.rows[me.case]
            or tape.return_u[me.row] >= self._supply.share[cause]
        ):
            return False
        start = me.closed_s
        if cause == Cause.CLOSED_OUT:
            start = self._centre.next_opening(me.channel)
        row = me.row + 1
        at = start + float(tape.return_delay_s[me.row, self._delay_column[cause]])
        coming = _Return(me, row, cause)
        self._centre.calendar.at(at, key(Kind.RETURN, row), self._return, coming)
        return True

    def _return(self, event: Timed) -> None:
        before, row, cause = event.payload
        supply, tape = self._supply, self._tape
        reason = supply.becomes[cause] if supply.becomes[cause] >= 0 else before.reason
        channel = before.came_on
        if tape.same_u[row] >= supply.same_channel[cause]:
            cumulated = supply.cause_mix[cause] or supply.mix[reason]
            channel = rules.pick(cumulated, tape.channel_u[row])
        self._centre.begin(row, before.case, reason, cause, channel)

    def _chase(self, event: Timed) -> None:
        coming: _Chase = event.payload
        if coming.parent.parked:
            self._centre.begin_chase(coming.parent, coming.row, coming.step, coming.team)
