"""The story of a contact, told from the customer's side: door, bot, steps, approval, end.

A contact waits only by `yield`; whatever it waits for succeeds exactly once, by whoever comes
first: the end of a talk, a give-up, a full queue, a closing, a decision.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING

from simpy.events import Event

from sim.centre.log import ContactOutcome, VisitOutcome
from sim.centre.outcomes import WAITED_IN_VAIN
from sim.centre.reference.visit import Contact, Visit

if TYPE_CHECKING:
    from sim.centre.reference.centre import Centre

Story = Generator[Event, Visit, None]


def contact(centre: "Centre", me: Contact) -> Story:
    """One attempt to get a case served."""
    if centre.meets_bot(me):
        session = yield centre.bot.enter(me)
        ending = centre.bot.ending(session)
        if ending is not None:
            centre.after.close(me, ending, paid=centre.bot.grant(me, ending))
            return
    if not centre.lets_in(me):
        centre.after.close(me, ContactOutcome.CLOSED_OUT)
        return
    step: int | None = 0
    while step is not None and step < centre.steps.count(me):
        visit = yield centre.waiting.join(me, step)
        if visit.outcome != VisitOutcome.ANSWERED:
            centre.after.close(me, ContactOutcome(WAITED_IN_VAIN[visit.outcome]), at=visit.ended_s)
            return
        if not centre.steps.solves(visit):
            centre.work.release(visit)
            if not centre.steps.passes_on(visit):
                centre.after.close(me, ContactOutcome.CLOSED_UNSOLVED)
                return
            step += 1
        elif centre.steps.may_grant(visit):
            centre.work.release(visit)
            centre.after.close(me, ContactOutcome.RESOLVED, paid=centre.steps.grant(visit))
            return
        elif (higher := centre.steps.step_that_may_grant(visit)) is not None:
            centre.work.release(visit)
            step = higher
        else:
            yield from approval(centre, me, visit, step)
            return
    centre.after.close(me, ContactOutcome.UNRESOLVED)


def approval(centre: "Centre", me: Contact, visit: Visit, step: int) -> Story:
    """A claim above the team's authority climbs the ladder; held on the line or parked."""
    ladder = centre.supervisor.ladder(visit)
    parked = bool(ladder) and not centre.supply.held
    if parked:
        centre.work.release(visit)
        centre.after.park(me, visit)
    outcome, paid = ContactOutcome.REFUSED, 0.0
    for level in ladder:
        decision = yield centre.supervisor.ask(me, step, level)
        if centre.supervisor.refuses(decision):
            break
        if centre.supervisor.may_grant(decision):
            outcome, paid = ContactOutcome.RESOLVED, centre.supervisor.grant(decision)
            break
    if parked:
        finishing = yield centre.waiting.finish(me, step, visit)
        centre.work.release(finishing)
    else:
        centre.work.release(visit)
    centre.after.close(me, outcome, paid=paid)


def chase(centre: "Centre", me: Contact, step: int, team: int) -> Story:
    """A customer asks where the parked case is; the team that parked it answers."""
    if not centre.lets_in(me):
        centre.after.close(me, ContactOutcome.CLOSED_OUT)
        return
    visit = yield centre.waiting.ask_about(me, step, team)
    if visit.outcome != VisitOutcome.ANSWERED:
        centre.after.close(me, ContactOutcome(WAITED_IN_VAIN[visit.outcome]), at=visit.ended_s)
        return
    centre.work.release(visit)
    centre.after.close(me, ContactOutcome.INFORMED)
