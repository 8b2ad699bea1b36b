"""What the end of a contact means for its case: how it is resolved, or why it may come back.

Both tables are by `ContactOutcome`; -1 where there is no answer.
"""

from sim.centre.log import CaseOutcome, ContactOutcome, VisitOutcome
from sim.plan.codes import Cause

_RESOLVED = {
    ContactOutcome.RESOLVED: CaseOutcome.RESOLVED,
    ContactOutcome.CONTAINED: CaseOutcome.SOLVED_BY_BOT,
}
_CAUSES = {
    ContactOutcome.UNRESOLVED: Cause.UNRESOLVED,
    ContactOutcome.CLOSED_UNSOLVED: Cause.UNRESOLVED,
    ContactOutcome.FALSELY_CONTAINED: Cause.FALSELY_CONTAINED,
    ContactOutcome.LEFT_IN_BOT: Cause.LEFT_IN_BOT,
    ContactOutcome.ABANDONED: Cause.ABANDONED,
    ContactOutcome.BLOCKED: Cause.BLOCKED,
    ContactOutcome.CLEARED: Cause.CLEARED,
    ContactOutcome.CLOSED_OUT: Cause.CLOSED_OUT,
    ContactOutcome.REFUSED: Cause.REFUSED,
}
_IN_VAIN = {
    VisitOutcome.ABANDONED: ContactOutcome.ABANDONED,
    VisitOutcome.BLOCKED: ContactOutcome.BLOCKED,
    VisitOutcome.CLEARED: ContactOutcome.CLEARED,
}

RESOLVED_AS = tuple(int(_RESOLVED.get(outcome, -1)) for outcome in ContactOutcome)
"""[contact outcome] how the case is resolved by it."""

CAUSE_OF = tuple(int(_CAUSES.get(outcome, -1)) for outcome in ContactOutcome)
"""[contact outcome] why the case may come back."""

WAITED_IN_VAIN = tuple(int(_IN_VAIN.get(outcome, -1)) for outcome in VisitOutcome)
"""[visit outcome] how the contact ends whose visit ended so."""
