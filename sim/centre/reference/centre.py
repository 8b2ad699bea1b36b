"""The centre of the reference engine: the only place that touches shared state.

Timed events come in through handlers (`_arrive`, `_talk_end`, …); a handler changes what the
event is about and tells the customer by `succeed`. Customers call the verbs (`join`,
`release`, `close`, …) when they go on.
"""

from heapq import heapify, heappop, heappush
from itertools import count
from math import inf
from typing import NamedTuple

import simpy
from simpy.events import Event

from sim.centre import rules
from sim.centre.log import CaseOutcome, ContactOutcome, VisitKind, VisitOutcome
from sim.centre.order import Kind, key
from sim.centre.reference import customer
from sim.centre.reference.agent import Agent, Mode, Team
from sim.centre.reference.bot import Bot
from sim.centre.reference.calendar import Calendar
from sim.centre.reference.places import Place, routes
from sim.centre.reference.presence import Presence
from sim.centre.reference.supervisor import Supervisor
from sim.centre.reference.taped import Taped
from sim.centre.reference.visit import Contact, Visit
from sim.centre.trace import Trace
from sim.plan.codes import Above, AtClose, Cause, SlotKind
from sim.plan.plan import Plan

_SOLVES, _ESCALATES = range(2)
_RESOLVED_AS = {
    ContactOutcome.RESOLVED: CaseOutcome.RESOLVED,
    ContactOutcome.CONTAINED: CaseOutcome.SOLVED_BY_BOT,
}
_CAUSE_OF = {
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


class _Return(NamedTuple):
    """A contact to come: who made the last one, and why it is made."""

    before: Contact
    row: int
    cause: Cause


class _Chase(NamedTuple):
    """A chase to come, if the case is still parked then."""

    parent: Contact
    row: int
    step: int
    team: int


class Centre:
    """One play: the state of the centre and the rules by which it moves."""

    def __init__(self, plan: Plan, tape: Taped, trace: Trace | None) -> None:
        self.supply, self.tape = plan.supply, tape
        calendar = plan.demand.calendar
        self.always_open, self.day_s = calendar.always_open, calendar.day_s
        self.env = simpy.Environment()
        self.calendar = Calendar(self.env, 1_000_000 + 100 * len(tape.case), trace)
        self.kind = Kind.ARRIVE
        self.routes = routes(plan.demand)
        self.channels = len(plan.names.channels)
        self.in_house = [0] * self.channels
        self.closes_at = [inf if self.always_open else -inf] * self.channels
        self.queue_length = [0] * len(self.supply.queues)
        self._opens_s, self._closes_s = calendar.opens_s, calendar.closes_s
        self.teams = [self._team(number) for number in range(len(self.supply.agents))]
        self._agents = [agent for team in self.teams for agent in team.agents]
        self.bot, self.supervisor = Bot(self), Supervisor(self)
        self.presence = Presence(self)
        self.visits: list[Visit] = []
        self.contacts: list[Contact] = []
        cases = len(tape.arrived_s)
        self.case_closed_s = [float("nan")] * cases
        self.case_outcome = [CaseOutcome.OPEN] * cases
        self.case_paid = [0.0] * cases
        self.case_contacts = [0] * cases
        self._clearing: list[dict[int, Visit]] = [{} for _ in range(self.channels)]
        self._open_and_close(calendar.days)
        if cases:
            self.calendar.at(tape.arrived_s[0], key(Kind.ARRIVE, 0), self._arrive, 0)

    # -- what everybody may ask ---------------------------------------------------------

    def now(self) -> float:
        """The time of the event being handled."""
        return self.env._now  # noqa: SLF001  (the property costs a call for every look)

    def agent(self, number: int) -> Agent:
        """An agent by number through all teams."""
        return self._agents[number]

    def within(self, opens: float, closes: float) -> bool:
        """Whether the time of day lies in [opens, closes)."""
        if self.always_open:
            return True
        of_day = self.now() - rules.midnight(self.now(), self.day_s)
        return opens <= of_day < closes

    def first_work(self, me: Contact) -> int:
        """Where a contact's times start on the tape."""
        return self.tape.first_work[me.row]

    def steps(self, me: Contact) -> int:
        """Length of a contact's route."""
        return len(self.supply.route[me.reason])

    def team_of(self, visit: Visit) -> int:
        """The team that served a visit."""
        if visit.agent is None:
            raise AssertionError(f"visit {visit.number} was not served")
        return visit.agent.team.number

    # -- the door -----------------------------------------------------------------------

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

    # -- joining, waiting, being served -------------------------------------------------

    def new_visit(
        self, me: Contact, kind: VisitKind, place: Place, *, queue: int = -1, where: int = -1
    ) -> Visit:
        """A visit that begins now."""
        number = self.tape.first_visit[me.row] + place.position
        visit = Visit(number, me, kind, place, queue, where, self.now(), Event(self.env))
        self.visits.append(visit)
        return visit

    def join(self, me: Contact, step: int) -> Event:
        """Queue at a step of the route; succeeds with the visit when it is over."""
        place = me.route[SlotKind.SERVE, step, 0]
        queue = self.supply.queue_of[place.slot.index][me.channel]
        visit = self.new_visit(me, VisitKind.QUEUE, place, queue=queue)
        visit.teams = self.supply.queues[queue].teams[me.reason]
        self._enter_house(me)
        self._seek(visit)
        return visit.done

    def ask_about(self, me: Contact, step: int, team: int) -> Event:
        """Queue for the team that parked the case."""
        place = me.route[SlotKind.CHASE, step, 0]
        queue = self.supply.queue_of[place.slot.index][me.channel]
        visit = self.new_visit(me, VisitKind.QUEUE, place, queue=queue)
        visit.teams = ((team, 0.0),)
        self._enter_house(me)
        self._seek(visit)
        return visit.done

    def finish(self, me: Contact, step: int, parked: Visit) -> Event:
        """Hand the decided case back to the team that parked it."""
        me.parked = False
        place = me.route[SlotKind.FINISH, step, 0]
        queue = self.supply.finishing_queue[self.team_of(parked)]
        visit = self.new_visit(me, VisitKind.FINISHING, place, queue=queue)
        visit.teams = self.supply.queues[queue].teams[me.reason]
        self._seek(visit)
        return visit.done

    def _seek(self, visit: Visit) -> None:
        """The preferred team with a fitting idle agent serves at once; else the visit waits."""
        queue = self.supply.queues[visit.queue]
        visit.shared = queue.channel >= 0 and self.supply.shared[queue.channel]
        for number, after in visit.teams:
            if after == 0.0:
                agent = self.teams[number].longest_idle(shared=visit.shared)
                if agent is not None:
                    self._serve_at_once(agent, visit)
                    return
        if 0 <= queue.limit <= self.queue_length[visit.queue]:
            visit.ended_s, visit.outcome = self.now(), VisitOutcome.BLOCKED
            visit.done.succeed(visit)
            return
        self._wait(visit)

    def _wait(self, visit: Visit) -> None:
        me, queue, supply = visit.contact, self.supply.queues[visit.queue], self.supply
        visit.waiting = True
        self.queue_length[visit.queue] += 1
        visit.rank = rules.rank(
            queue.growth,
            visit.joined_s,
            supply.head_start_s[me.segment],
            supply.base[me.reason][me.segment],
        )
        for part, (number, after) in enumerate(visit.teams):
            if after == 0.0:
                self._line_up(visit, number)
            else:
                order = key(Kind.OVERFLOW, visit.number, part)
                self.calendar.at(self.now() + after, order, self._overflow, (visit, number))
        at = visit.place.patience_at.get(me.channel)
        if at is not None and visit.kind == VisitKind.QUEUE:
            patience = self.tape.patience_s[self.tape.first_patience[me.row] + at]
            visit.deadline = self.now() + patience
            if queue.give_up_is_event and patience < inf:
                order = key(Kind.GIVE_UP, visit.number)
                self.calendar.at(visit.deadline, order, self._give_up, visit)
        if queue.channel >= 0 and supply.at_close[queue.channel] == AtClose.CLEAR:
            self._clearing[queue.channel][visit.number] = visit

    def _line_up(self, visit: Visit, team: int) -> None:
        line = self.teams[team].waiting[self.supply.queues[visit.queue].line]
        heappush(line, (visit.rank, visit.joined_s, visit.number, visit))

    def _stop_waiting(self, visit: Visit, outcome: VisitOutcome, at: float) -> None:
        visit.waiting = False
        visit.outcome = outcome
        self.queue_length[visit.queue] -= 1
        if outcome != VisitOutcome.ANSWERED:
            visit.ended_s = at
            visit.done.succeed(visit)

    def offer(self, agent: Agent) -> None:
        """Give a free agent the best fitting contacts that wait, or let it idle."""
        team = agent.team
        while True:
            visit = self._best_for(agent)
            if visit is None:
                break
            self._stop_waiting(visit, VisitOutcome.ANSWERED, self.now())
            self._serve(agent, visit)
            if not self._has_room(agent):
                return
        if self._has_room(agent):
            team.put_idle(agent)

    def _best_for(self, agent: Agent) -> Visit | None:
        """The head with the highest score among the lines that fit what is in hand."""
        best: tuple[float, float, int, Visit] | None = None
        best_score = 0.0
        for line, entries in zip(self.supply.lines, agent.team.waiting, strict=True):
            if not entries or (agent.in_hand and not line.shared):
                continue
            head = self._head(entries)
            if head is None:
                continue
            points = rules.score(line.growth, self.now(), head[0])
            first = best is None or points > best_score
            if first or (points == best_score and best is not None and head[1:3] < best[1:3]):
                best, best_score = head, points
        return None if best is None else best[3]

    def _head(
        self, entries: list[tuple[float, float, int, Visit]]
    ) -> tuple[float, float, int, Visit] | None:
        """The first of a line who still waits; finds give-ups that nobody noticed before."""
        while entries:
            visit = entries[0][3]
            if visit.waiting and not rules.gave_up(visit.deadline, self.now(), self.kind):
                return entries[0]
            heappop(entries)
            if visit.waiting:
                self._stop_waiting(visit, VisitOutcome.ABANDONED, visit.deadline)
        return None

    def _has_room(self, agent: Agent) -> bool:
        if agent.in_hand == 0:
            return True
        if agent.chats == 0 or agent.in_hand >= agent.team.chats_at_once:
            return False
        return agent.mode == Mode.PRESENT or self.presence.stays(agent.team)

    def _serve(self, agent: Agent, visit: Visit) -> None:
        """An agent takes a visit: a whole agent for a call, a share of one for a chat."""
        me, now, place = visit.contact, self.now(), visit.place
        visit.outcome, visit.answered_s, visit.agent = VisitOutcome.ANSWERED, now, agent
        offset = place.slot.work_at
        recall = 1.0
        if place.work_at:
            offset = place.work_at[me.channel, agent.team.number]
            recall = me.recall
        work = rules.talk(self.tape.work_s[self.tape.first_work[me.row] + offset], recall)
        agent.version += 1
        agent.in_hand += 1
        agent.idle_since = now
        if not visit.shared:
            self.calendar.at(now + work, key(Kind.TALK_END, visit.number), self._talk_end, visit)
            return
        agent.advance(now)
        agent.chats += 1
        heappush(agent.due, (agent.clock + work, visit.number, visit))
        self._next_due(agent)

    def _serve_at_once(self, agent: Agent, visit: Visit) -> None:
        """An idle agent takes a visit, and is still found by chats if there is room beside it."""
        self._serve(agent, visit)
        if self._has_room(agent):
            agent.team.put_idle(agent)

    def _next_due(self, agent: Agent) -> None:
        """Only the agent's earliest chat owns an event; the older events are stale."""
        agent.generation += 1
        if not agent.due:
            return
        due, number, visit = agent.due[0]
        rate = agent.team.chat_rate[agent.chats]
        kind = Kind.TALK_END if visit.talk_end_s != visit.talk_end_s else Kind.WRAP_END
        at = rules.due_time(self.now(), due, agent.clock, rate)
        self.calendar.at(at, key(kind, number), self._chat_due, (visit, agent, agent.generation))

    def release(self, visit: Visit) -> None:
        """The customer is done with the agent; wrap-up begins, even if it takes no time."""
        agent, now = visit.agent, self.now()
        if agent is None:
            raise AssertionError(f"visit {visit.number} was not served")
        visit.released_s = now
        wrap_up = agent.team.wrap_up_s if visit.place.work_at else 0.0
        if not visit.shared:
            self.calendar.at(now + wrap_up, key(Kind.WRAP_END, visit.number), self._wrap_end, visit)
            return
        agent.advance(now)
        heappush(agent.due, (agent.clock + wrap_up, visit.number, visit))
        self._next_due(agent)

    # -- what an agent decides ----------------------------------------------------------

    def solves(self, visit: Visit) -> bool:
        """The resolution coin of this team."""
        me = visit.contact
        return self._mark(visit, _SOLVES) < self.supply.resolves[self.team_of(visit)][me.reason]

    def passes_on(self, visit: Visit) -> bool:
        """Whether an unsolved contact goes to the next step; else it is closed unsolved."""
        me = visit.contact
        return self._mark(visit, _ESCALATES) < self.supply.escalates[self.team_of(visit)][me.reason]

    def may_grant(self, visit: Visit) -> bool:
        """Whether the claim lies within the team's authority; no claim always does."""
        amount = self.tape.amount[visit.contact.case]
        return amount == 0.0 or amount <= self.supply.authority[self.team_of(visit)]

    def grant(self, visit: Visit) -> float:
        """What the team pays."""
        return self.tape.amount[visit.contact.case] * self.supply.pays[self.team_of(visit)]

    def step_that_may_grant(self, visit: Visit) -> int | None:
        """Where the team escalates such claims: the next step whose team may grant it."""
        me, supply = visit.contact, self.supply
        if supply.above[self.team_of(visit)] != Above.ESCALATE:
            return None
        amount = self.tape.amount[me.case]
        for step in range(visit.place.slot.place + 1, self.steps(me)):
            queue = supply.queue_of[supply.route[me.reason][step]][me.channel]
            if any(amount <= supply.authority[t] for t, _ in supply.queues[queue].teams[me.reason]):
                return step
        return None

    def _mark(self, visit: Visit, which: int) -> float:
        at = self.tape.first_mark[visit.contact.row] + visit.place.slot.marks_at
        return self.tape.marks_u[at + which]

    # -- parking and closing ------------------------------------------------------------

    def park(self, me: Contact, visit: Visit) -> None:
        """The customer leaves; the case waits for its decision, and may be chased."""
        me.parked = True
        self._leave_house(me)
        row = self.tape.chase_row[me.row]
        if row >= 0:
            chase = _Chase(me, row, visit.place.slot.place, self.team_of(visit))
            at = self.now() + self.tape.chase_after_s[me.row]
            self.calendar.at(at, key(Kind.RETURN, row), self._chase, chase)

    def close(
        self, me: Contact, outcome: ContactOutcome, *, paid: float = 0.0, at: float | None = None
    ) -> None:
        """The contact is over; its case is resolved, comes back, or is given up."""
        me.outcome, me.paid = outcome, paid
        me.closed_s = self.now() if at is None else at
        self._leave_house(me)
        if me.cause == Cause.CHASE:
            return
        self.case_paid[me.case] += paid
        resolved = _RESOLVED_AS.get(outcome)
        if resolved is not None:
            self._close_case(me, resolved)
        elif not self._comes_back(me, _CAUSE_OF[outcome]):
            self._close_case(me, CaseOutcome.GIVEN_UP)

    def _close_case(self, me: Contact, outcome: CaseOutcome) -> None:
        self.case_closed_s[me.case], self.case_outcome[me.case] = me.closed_s, outcome

    def _comes_back(self, me: Contact, cause: Cause) -> bool:
        tape = self.tape
        if me.number + 1 >= tape.rows[me.case] or tape.return_u[me.row] >= self.supply.share[cause]:
            return False
        start = me.closed_s
        if cause == Cause.CLOSED_OUT:
            start = rules.next_opening(start, self._opens_s[me.channel], self.day_s)
        at = start + tape.return_delay_s[me.row][cause]
        row = me.row + 1
        self.calendar.at(at, key(Kind.RETURN, row), self._return, _Return(me, row, cause))
        return True

    def _enter_house(self, me: Contact) -> None:
        if not me.in_house:
            me.in_house = True
            self.in_house[me.channel] += 1

    def _leave_house(self, me: Contact) -> None:
        """The last contact of a closed channel sends home who stayed for it."""
        if not me.in_house:
            return
        me.in_house = False
        self.in_house[me.channel] -= 1
        if self.in_house[me.channel] == 0 and self.now() >= self.closes_at[me.channel]:
            for team in self.teams:
                if me.channel in team.drains and (team.owed or team.leaving):
                    self.presence.dismiss(team)

    # -- timed events -------------------------------------------------------------------

    def _arrive(self, event: Event) -> None:
        case: int = event.value
        tape = self.tape
        following = case + 1
        if following < len(tape.arrived_s):
            at = tape.arrived_s[following]
            self.calendar.at(at, key(Kind.ARRIVE, following), self._arrive, following)
        row, reason = tape.first_row[case], tape.reason[case]
        mix = self.supply.mix[reason]
        self._begin(row, case, reason, Cause.FIRST, _pick(mix, tape.channel_u[row]))

    def _return(self, event: Event) -> None:
        coming: _Return = event.value
        before, row, cause = coming
        supply, tape = self.supply, self.tape
        reason = supply.becomes[cause] if supply.becomes[cause] >= 0 else before.reason
        channel = before.came_on
        if tape.same_u[row] >= supply.same_channel[cause]:
            channel = _pick(supply.cause_mix[cause] or supply.mix[reason], tape.channel_u[row])
        self._begin(row, before.case, reason, cause, channel)

    def _chase(self, event: Event) -> None:
        coming: _Chase = event.value
        if coming.parent.parked:
            parent = coming.parent
            me = self._new_contact(
                coming.row, parent.case, parent.reason, Cause.CHASE, parent.came_on
            )
            self.env.process(customer.chase(self, me, coming.step, coming.team))

    def _begin(self, row: int, case: int, reason: int, cause: Cause, channel: int) -> None:
        me = self._new_contact(row, case, reason, cause, channel)
        self.env.process(customer.contact(self, me))

    def _new_contact(
        self, row: int, case: int, reason: int, cause: Cause, channel: int
    ) -> Contact:
        tape = self.tape
        route = self.routes[tape.slot_set[row]][reason]
        me = Contact(
            row, case, tape.number[row], reason, tape.segment[case], cause, channel, channel,
            self.now(), route,
        )  # fmt: skip
        self.contacts.append(me)
        self.case_contacts[case] += 1
        return me

    def _talk_end(self, event: Event) -> None:
        visit: Visit = event.value
        visit.talk_end_s = self.now()
        visit.done.succeed(visit)

    def _wrap_end(self, event: Event) -> None:
        self._wrapped_up(event.value)

    def _wrapped_up(self, visit: Visit) -> None:
        agent = visit.agent
        if agent is None:
            raise AssertionError(f"visit {visit.number} was not served")
        self.kind = Kind.WRAP_END
        visit.ended_s = agent.idle_since = self.now()
        agent.in_hand -= 1
        agent.version += 1
        self.presence.freed(agent)

    def _chat_due(self, event: Event) -> None:
        visit: Visit
        agent: Agent
        visit, agent, generation = event.value
        if generation != agent.generation:
            return
        agent.advance(self.now())
        heappop(agent.due)
        if visit.talk_end_s != visit.talk_end_s:
            self._next_due(agent)
            visit.talk_end_s = self.now()
            visit.done.succeed(visit)
        else:
            agent.chats -= 1
            self._next_due(agent)
            self._wrapped_up(visit)

    def _give_up(self, event: Event) -> None:
        visit: Visit = event.value
        if visit.waiting:
            self._stop_waiting(visit, VisitOutcome.ABANDONED, self.now())

    def _overflow(self, event: Event) -> None:
        visit: Visit
        visit, number = event.value
        if not visit.waiting:
            return
        agent = self.teams[number].longest_idle(shared=visit.shared)
        if agent is None:
            self._line_up(visit, number)
        else:
            self._stop_waiting(visit, VisitOutcome.ANSWERED, self.now())
            self._serve_at_once(agent, visit)

    def _open(self, event: Event) -> None:
        channel, closes = event.value
        self.closes_at[channel] = closes

    def _close(self, event: Event) -> None:
        """Clear what waits, in the order of joining the tape; other rules need no event."""
        waiting, self._clearing[event.value] = self._clearing[event.value], {}
        for number in sorted(waiting):
            if waiting[number].waiting:
                self._stop_waiting(waiting[number], VisitOutcome.CLEARED, self.now())

    # -- setting up and running ---------------------------------------------------------

    def _team(self, number: int) -> Team:
        supply = self.supply
        team = Team(
            number=number,
            wrap_up_s=supply.wrap_up_s[number],
            chats_at_once=supply.chats_at_once[number],
            chat_rate=supply.chat_rate[number],
            falls=any(t.count < 0 and not t.agents for t in supply.turns if t.team == number),
            drains=tuple(
                channel
                for channel in range(self.channels)
                if supply.at_close[channel] == AtClose.DRAIN and self._serves(number, channel)
            ),
            waiting=[[] for _ in supply.lines],
        )
        first = supply.first_agent[number]
        team.agents = [Agent(first + j, team) for j in range(supply.agents[number])]
        return team

    def _serves(self, team: int, channel: int) -> bool:
        return any(
            queue.channel == channel and any(team == t for teams in queue.teams for t, _ in teams)
            for queue in self.supply.queues
        )

    def _open_and_close(self, days: int) -> None:
        if self.always_open:
            return
        for channel, (opens, closes) in enumerate(zip(self._opens_s, self._closes_s, strict=True)):
            if opens == 0.0 and closes >= self.day_s:
                self.closes_at[channel] = inf
                continue
            for day in range(days):
                midnight = day * self.day_s
                shuts = midnight + closes
                at = midnight + opens
                self.calendar.at(at, key(Kind.OPEN, channel), self._open, (channel, shuts))
                if self.supply.at_close[channel] == AtClose.CLEAR:
                    self.calendar.at(shuts, key(Kind.CLOSE, channel), self._close, channel)

    def run(self, end_s: float) -> float:
        """Play until `end_s` (exclusive) or until nothing is left; returns when it ended."""
        if end_s < inf:
            self.env.run(until=end_s)
        else:
            self.env.run()
            self._find_who_gave_up()
        self.presence.end(self.now())
        return self.now()

    def _find_who_gave_up(self) -> None:
        """Where no event told of give-ups, those nobody came upon are found at the end."""
        for visit in self.visits:
            if visit.waiting and visit.deadline < inf:
                self._stop_waiting(visit, VisitOutcome.ABANDONED, visit.deadline)
        self.env.run()


def _pick(cumulated: tuple[float, ...], u: float) -> int:
    """The first index whose cumulated share lies above the mark."""
    for index, upto in enumerate(cumulated):
        if u < upto:
            return index
    raise AssertionError("the last cumulated share is infinite")
