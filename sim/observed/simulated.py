"""The logs of a play together with the plan they were played from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.centre.log import Logs
from sim.observed.declared import FIRST_DAY
from sim.plan.plan import Plan

if TYPE_CHECKING:
    from sim.observed.observe import Observed


@dataclass(frozen=True)
class SimulatedLogs(Logs):
    """The logs of one play, all that is true in it; and `observed()`, what would be known of it.

    plan   names and numbers that the codes of the logs stand for
    """

    plan: Plan

    def observed(self, first_day: str = FIRST_DAY) -> "Observed":
        """The tables that telephony, bot platform and CRM would export; see `docs/observed.md`.

        first_day   date of the measured day, of time 0 where the play has no days

        Raises UsageError if it is no date.
        """
        from sim.observed.observe import observe  # noqa: PLC0415  (most plays are not asked)

        return observe(self, self.plan, first_day)
