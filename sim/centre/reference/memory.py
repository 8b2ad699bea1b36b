"""What an agent knows of a case who answers it after another: nothing to tell, or all of it."""

from typing import TYPE_CHECKING

from sim.centre.reference.visit import Contact
from sim.plan.codes import Way

if TYPE_CHECKING:
    from sim.centre.reference.centre import Centre

_NOBODY = -1


class Memory:
    """Who has been told; `told_on` is the channel on which a case was told last, by case."""

    def __init__(self, centre: "Centre") -> None:
        self._memory, self._tape = centre.supply.memory, centre.tape
        self.told_on = [_NOBODY] * len(centre.tape.arrived_s)

    def recall(self, me: Contact) -> float:
        """The factor on the talk of an agent who now hears the case."""
        recall = self._memory.recall[me.bot + 1]
        if not self._memory.remembers:
            return recall[Way.FRESH][True]
        way = self._way(me)
        known = self._tape.knows_u[me.row] < self._memory.known[way]
        if way != Way.FRESH and not known:
            me.repeated += 1
        self.told_on[me.case] = me.channel
        return recall[way][known]

    def _way(self, me: Contact) -> Way:
        """How the case has come to this agent; `me.team` still is the one before."""
        if self.told_on[me.case] == _NOBODY:
            return Way.FRESH
        if me.team >= 0:
            return Way.TRANSFERRED
        return Way.RETURNED if self.told_on[me.case] == me.channel else Way.CHANGED_CHANNEL
