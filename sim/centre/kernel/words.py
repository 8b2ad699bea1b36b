"""The codes of the plan, the logs and the calendar as plain numbers, for compiled comparisons."""

from sim.centre.log import CaseOutcome, ContactOutcome, SpellEnd, VisitKind, VisitOutcome
from sim.centre.order import Kind
from sim.plan.codes import Cause, Way

LEAVE, TALK_END, WRAP_END, BOT_END = (
    int(Kind.LEAVE),
    int(Kind.TALK_END),
    int(Kind.WRAP_END),
    int(Kind.BOT_END),
)
DELAY_END, COME, CLOSE, OPEN = (
    int(Kind.DELAY_END),
    int(Kind.COME),
    int(Kind.CLOSE),
    int(Kind.OPEN),
)
GIVE_UP, ARRIVE, RETURN, OVERFLOW = (
    int(Kind.GIVE_UP),
    int(Kind.ARRIVE),
    int(Kind.RETURN),
    int(Kind.OVERFLOW),
)

BOT, QUEUE, LEVEL, FINISHING = (
    int(VisitKind.BOT),
    int(VisitKind.QUEUE),
    int(VisitKind.LEVEL),
    int(VisitKind.FINISHING),
)

WAITING, ANSWERED, ABANDONED, BLOCKED = (
    int(VisitOutcome.WAITING),
    int(VisitOutcome.ANSWERED),
    int(VisitOutcome.ABANDONED),
    int(VisitOutcome.BLOCKED),
)
CLEARED, DONE, RUNNING = (
    int(VisitOutcome.CLEARED),
    int(VisitOutcome.DONE),
    int(VisitOutcome.RUNNING),
)

RESOLVED, CONTAINED, FALSELY_CONTAINED, LEFT_IN_BOT = (
    int(ContactOutcome.RESOLVED),
    int(ContactOutcome.CONTAINED),
    int(ContactOutcome.FALSELY_CONTAINED),
    int(ContactOutcome.LEFT_IN_BOT),
)
UNRESOLVED, CLOSED_UNSOLVED, REFUSED, CLOSED_OUT, INFORMED = (
    int(ContactOutcome.UNRESOLVED),
    int(ContactOutcome.CLOSED_UNSOLVED),
    int(ContactOutcome.REFUSED),
    int(ContactOutcome.CLOSED_OUT),
    int(ContactOutcome.INFORMED),
)

STILL_OPEN, GIVEN_UP = int(ContactOutcome.OPEN), int(CaseOutcome.GIVEN_UP)
LEFT, PLAY_ENDED = int(SpellEnd.LEFT), int(SpellEnd.PLAY_ENDED)
FIRST, CHASE, BACK_LATER = int(Cause.FIRST), int(Cause.CHASE), int(Cause.CLOSED_OUT)
FRESH, TRANSFERRED, RETURNED, CHANGED_CHANNEL = (
    int(Way.FRESH),
    int(Way.TRANSFERRED),
    int(Way.RETURNED),
    int(Way.CHANGED_CHANNEL),
)
