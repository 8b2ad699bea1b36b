"""The centre of the reference engine: one play, its parts, the door and the clock.

Timed events come in through handlers; a handler changes what the event is about and tells the
customer by `succeed`. Customers (`customer.py`) call the verbs of the parts when they go on.
"""

from math import inf, isnan

import simpy
from simpy.events import Event

from sim.centre import rules
from sim.centre.limits import events_at_one_instant
from sim.centre.log import VisitKind
from sim.centre.order import Kind, key
from sim.centre.reference import customer
from sim.centre.reference.after import After
from sim.centre.reference.agent import Agent, Team
from sim.centre.reference.bot import Bot
from sim.centre.reference.calendar import Calendar, Timed
from sim.centre.reference.memory import Memory
from sim.centre.reference.own import OwnRules
from sim.centre.reference.places import Place, routes
from sim.centre.reference.presence import Presence, teams_of
from sim.centre.reference.steps import Steps
from sim.centre.reference.supervisor import Supervisor
from sim.centre.reference.taped import Taped
from sim.centre.reference.visit import Contact, Visit
from sim.centre.reference.waiting import Waiting
from sim.centre.reference.work import Work
from sim.centre.timetable import door_events, first_closings, may_interrupt
from sim.centre.trace import Trace
from sim.plan.codes import Cause
from sim.plan.plan import Plan


class Centre:
    """One play: what is shared, and the parts that move it.

    kind        kind of the timed event being handled, where a rule asks for it
    closes_at   [channel] the present day's closing; a live channel is open before it
    may_interrupt   [channel] how often the work on one contact may be interrupted

    Each part is made from the class of its name here: a mechanism of one's own is a centre with
    one of them extended.
    """

    Bot, Supervisor, Steps, Memory = Bot, Supervisor, Steps, Memory
    Work, After, Waiting, Presence = Work, After, Waiting, Presence

    def __init__(self, plan: Plan, tape: Taped, trace: Trace | None) -> None:
        self.supply, self.tape = plan.supply, tape
        self.days = plan.demand.calendar
        self.env = simpy.Environment()
        self.calendar = Calendar(self.env, events_at_one_instant(len(tape.case)), trace)
        self.kind = Kind.ARRIVE
        self.visits: list[Visit] = []
        self.contacts: list[Contact] = []
        self.case_contacts = [0] * len(tape.arrived_s)
        self.closes_at = first_closings(self.days)
        self.teams: list[Team] = teams_of(plan.supply)
        self._agents = [agent for team in self.teams for agent in team.agents]
        self._routes = routes(plan.demand)
        self.delay_column = plan.demand.delay_column
        self.own = OwnRules(self, plan.own)
        self.may_interrupt = may_interrupt(plan.supply)
        self.memory = self.Memory(self)
        self.bot, self.supervisor = self.Bot(self), self.Supervisor(self)
        self.steps, self.work = self.Steps(self), self.Work(self)
        self.after, self.waiting = self.After(self), self.Waiting(self)
        self.presence = self.Presence(self)
        self._open_and_close()
        if tape.arrived_s:
            self.calendar.at(tape.arrived_s[0], key(Kind.ARRIVE, 0), self._arrive, 0)

    def now(self) -> float:
        """The time of the event being handled."""
        return self.env._now  # noqa: SLF001  (the property costs a call for every look)

    def agent(self, number: int) -> Agent:
        """An agent by number through all teams."""
        return self._agents[number]

    def channel_of(self, visit: Visit) -> int:
        """The channel of a visit's queue; -1 where no customer waits in it."""
        return self.supply.queues[visit.queue].channel

    def within(self, opens: float, closes: float) -> bool:
        """Whether the time of day lies in [opens, closes)."""
        if self.days.always_open:
            return True
        of_day = self.now() - rules.midnight(self.now(), self.days.day_s)
        return opens <= of_day < closes

    def next_opening(self, channel: int) -> float:
        """When a closed channel opens again."""
        return rules.next_opening(self.now(), self.days.opens_s[channel], self.days.day_s)

    # -- the door -----------------------------------------------------------------------

    def begin(self, row: int, case: int, reason: int, cause: Cause, channel: int) -> None:
        """A customer makes contact."""
        me = self._new_contact(row, case, reason, cause, channel)
        self.env.process(customer.contact(self, me))

    def begin_chase(self, parent: Contact, row: int, step: int, team: int) -> None:
        """A customer asks where the parked case is."""
        me = self._new_contact(row, parent.case, parent.reason, Cause.CHASE, parent.channel)
        self.env.process(customer.chase(self, me, step, team))

    def meets_bot(self, me: Contact) -> bool:
        """Whether a contact meets a bot before anything else."""
        me.bot = self.bot.meets(me)
        return me.bot >= 0

    def lets_in(self, me: Contact) -> bool:
        """Whether a contact may queue: now, or in the channel it moves to out of hours."""
        if self.supply.deferred[me.channel] or self.now() < self.closes_at[me.channel]:
            return True
        if me.cause != Cause.CHASE and self.tape.moves_u[me.row] < self.supply.moves:
            me.channel = self.supply.moves_to
            return True
        return False

    def new_visit(
        self, me: Contact, kind: VisitKind, place: Place, *, queue: int = -1, where: int = -1
    ) -> Visit:
        """A visit that begins now."""
        number = self.tape.first_visit[me.row] + place.position
        visit = Visit(number, me, kind, place, queue, where, self.now(), Event(self.env))
        self.visits.append(visit)
        return visit

    def _new_contact(self, row: int, case: int, reason: int, cause: Cause, channel: int) -> Contact:
        tape = self.tape
        me = Contact(
            row=row,
            case=case,
            number=tape.number[row],
            reason=reason,
            segment=tape.segment[case],
            cause=cause,
            came_on=channel,
            channel=channel,
            arrived_s=self.now(),
            route=self._routes[tape.slot_set[row]][reason],
        )
        self.contacts.append(me)
        self.case_contacts[case] += 1
        return me

    def _arrive(self, event: Timed) -> None:
        case: int = event.payload
        tape, following = self.tape, case + 1
        if following < len(tape.arrived_s):
            order = key(Kind.ARRIVE, following)
            self.calendar.at(tape.arrived_s[following], order, self._arrive, following)
        row, reason = tape.first_row[case], tape.reason[case]
        channel = rules.pick(self.supply.mix[reason], tape.channel_u[row])
        self.begin(row, case, reason, Cause.FIRST, channel)

    # -- opening and closing ------------------------------------------------------------

    def _open_and_close(self) -> None:
        for at, kind, channel, until in door_events(self.supply, self.days):
            order = key(kind, channel)
            if kind == Kind.OPEN:
                self.calendar.at(at, order, self._open, (channel, until))
            else:
                self.calendar.at(at, order, self._close, channel)

    def _open(self, event: Timed) -> None:
        channel, until = event.payload
        self.closes_at[channel] = until

    def _close(self, event: Timed) -> None:
        self.waiting.clear(event.payload)

    def run(self) -> float:
        """Play to the end of the calendar, exclusive, or until nothing is left; returns when."""
        ended_s = self.days.end_s
        if ended_s < inf:
            self.env.run(until=ended_s)
        else:
            self.env.run()
            self.waiting.find_who_gave_up()
            self.env.run()
            ended_s = self._last_happening()
        self.presence.end(ended_s)
        return ended_s

    def forget(self) -> None:
        """Let go of what points at itself, so that a play frees its memory by and by."""
        for visit in self.visits:
            del visit.done
        self.visits.clear()
        self.contacts.clear()

    def _last_happening(self) -> float:
        """When the last thing happened; events that came too late to matter are no happenings."""
        ends = (visit.ended_s for visit in self.visits if not isnan(visit.ended_s))
        arrivals = (me.arrived_s for me in self.contacts)
        return max((0.0, *ends, *arrivals))
