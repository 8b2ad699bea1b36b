"""Self-service: who meets the bot, how a session ends, what it hands over."""

from typing import TYPE_CHECKING

from simpy.events import Event

from sim.centre import rules
from sim.centre.log import ContactOutcome, VisitKind, VisitOutcome
from sim.centre.order import Kind, key
from sim.centre.reference.calendar import Timed
from sim.centre.reference.visit import Contact, Visit
from sim.centre.timetable import is_day_and_night
from sim.plan.codes import Cause, SlotKind

if TYPE_CHECKING:
    from sim.centre.reference.centre import Centre

# The marks of a bot's slot, in the order of `plan.codes.MARKS`, and its sessions.
_MEETS, _LEAVES, _CONTAINS, _TRULY = range(4)
_CONTAINED, _PASSED_ON, _LEFT = range(3)


class Bot:
    """All bots of the centre; a contact meets at most one."""

    def __init__(self, centre: "Centre") -> None:
        self._centre = centre
        supply, day_s = centre.supply, centre.days.day_s
        self._hours = list(zip(supply.bot_opens_s, supply.bot_closes_s, strict=True))
        self._in_session = [0] * len(self._hours)
        self._day_and_night = [is_day_and_night(*each, day_s) for each in self._hours]

    def meets(self, me: Contact) -> int:
        """The bot a contact meets at the door; -1 none."""
        supply, tape = self._centre.supply, self._centre.tape
        bot = supply.bot_for[me.reason][me.channel]
        if bot < 0 or not supply.bot_segments[bot][me.segment] or not self._is_open(bot):
            return -1
        if 0 < supply.bot_capacity[bot] <= self._in_session[bot]:
            return -1
        if me.cause != Cause.FIRST and tape.skips_u[me.row] < supply.skips_bot[me.cause]:
            return -1
        takes = supply.takes[bot][me.reason]
        if tape.emotional[me.case]:
            takes = rules.spared(takes, supply.emotional_takes[bot])
        if self._centre.own.sends_to_bot:
            takes = self._centre.own.share_to_bot(me)
        return bot if self._mark(me, bot, _MEETS) < takes else -1

    def enter(self, me: Contact) -> Event:
        """Begin a session; the event succeeds with the visit at its end."""
        centre = self._centre
        place = me.route[SlotKind.BOT, -1, me.bot]
        visit = centre.new_visit(me, VisitKind.BOT, place, where=me.bot)
        visit.outcome = VisitOutcome.RUNNING
        self._in_session[me.bot] += 1
        lasts = self._ends_as(me)
        at = (
            centre.now()
            + centre.tape.work_s[centre.tape.first_work[me.row] + place.slot.work_at + lasts]
        )
        centre.calendar.at(at, key(Kind.BOT_END, visit.number), self._end, visit)
        return visit.done

    def ending(self, visit: Visit) -> ContactOutcome | None:
        """How the contact ended in the bot; None if it is handed to an agent."""
        me, supply = visit.contact, self._centre.supply
        ends_as = self._ends_as(me)
        if ends_as == _LEFT:
            return ContactOutcome.LEFT_IN_BOT
        if ends_as == _CONTAINED:
            truly = self._mark(me, me.bot, _TRULY) < supply.truly[me.bot][me.reason]
            return ContactOutcome.CONTAINED if truly else ContactOutcome.FALSELY_CONTAINED
        return None

    def grant(self, me: Contact, ending: ContactOutcome) -> float:
        """What the bot pays: a case with a claim is solved only if the money is given."""
        if ending != ContactOutcome.CONTAINED:
            return 0.0
        return self._centre.tape.amount[me.case] * self._centre.supply.bot_pays[me.bot]

    def _ends_as(self, me: Contact) -> int:
        """How the session ends; leaving does not depend on what the bot can do."""
        supply = self._centre.supply
        if self._mark(me, me.bot, _LEAVES) < supply.leaves[me.bot]:
            return _LEFT
        contains = supply.contains[me.bot][me.reason]
        return _CONTAINED if self._mark(me, me.bot, _CONTAINS) < contains else _PASSED_ON

    def _mark(self, me: Contact, bot: int, which: int) -> float:
        slot = me.route[SlotKind.BOT, -1, bot].slot
        tape = self._centre.tape
        return tape.marks_u[tape.first_mark[me.row] + slot.marks_at + which]

    def _is_open(self, bot: int) -> bool:
        return self._day_and_night[bot] or self._centre.within(*self._hours[bot])

    def _end(self, event: Timed) -> None:
        visit: Visit = event.payload
        self._in_session[visit.where] -= 1
        visit.ended_s, visit.outcome = self._centre.now(), VisitOutcome.DONE
        visit.done.succeed(visit)
