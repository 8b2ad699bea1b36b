"""Small words that the plan, the tape and the engines share as numbers."""

from enum import IntEnum


class SlotKind(IntEnum):
    """What a slot of a compiled route holds."""

    BOT = 0
    SERVE = 1
    LEVEL = 2
    FINISH = 3
    CHASE = 4


class Cause(IntEnum):
    """Why a contact is made; from 1 on, the rows of the table of returns."""

    FIRST = 0
    UNRESOLVED = 1
    FALSELY_CONTAINED = 2
    LEFT_IN_BOT = 3
    ABANDONED = 4
    BLOCKED = 5
    CLEARED = 6
    CLOSED_OUT = 7
    REFUSED = 8
    CHASE = 9


class Way(IntEnum):
    """How a case comes to an agent: heard by nobody before, from another, or once more."""

    FRESH = 0
    TRANSFERRED = 1
    RETURNED = 2
    CHANGED_CHANNEL = 3


class AtClose(IntEnum):
    """What happens to waiting contacts when their channel closes."""

    DRAIN = 0
    CLEAR = 1
    CARRY_OVER = 2


class Above(IntEnum):
    """Where a claim above a team's authority goes."""

    APPROVAL = 0
    ESCALATE = 1


RETURN_CAUSES = tuple(cause for cause in Cause if cause not in (Cause.FIRST, Cause.CHASE))

# The coins of each kind of slot, in the order in which the tape holds them.
MARKS: dict[SlotKind, tuple[str, ...]] = {
    SlotKind.BOT: ("meets", "leaves", "contains", "truly_solves"),
    SlotKind.SERVE: ("solves", "escalates"),
    SlotKind.LEVEL: ("refuses",),
    SlotKind.FINISH: (),
    SlotKind.CHASE: (),
}
