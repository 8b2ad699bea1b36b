"""Joining a queue, waiting in it, being found by a free agent, leaving it unserved."""

from heapq import heappop, heappush
from math import inf
from typing import TYPE_CHECKING

from simpy.events import Event

from sim.centre import rules
from sim.centre.log import VisitKind, VisitOutcome
from sim.centre.order import Kind, key
from sim.centre.reference.agent import Agent, Entry, Team
from sim.centre.reference.calendar import Timed
from sim.centre.reference.places import Place
from sim.centre.reference.visit import Contact, Visit
from sim.plan.codes import AtClose, SlotKind
from sim.plan.plan import Line

if TYPE_CHECKING:
    from sim.centre.reference.centre import Centre


class Waiting:
    """The queues of the centre."""

    def __init__(self, centre: "Centre") -> None:
        self._centre = centre
        self._supply, self._tape = centre.supply, centre.tape
        self._length = [0] * len(centre.supply.queues)
        self._something_yields = any(centre.may_interrupt)
        self._to_clear: list[dict[int, Visit]] = [{} for _ in centre.supply.deferred]

    def join(self, me: Contact, step: int) -> Event:
        """Queue at a step of the route; succeeds with the visit when it is over."""
        place = me.route[SlotKind.SERVE, step, 0]
        queue = self._supply.queue_of[place.slot.index][me.channel]
        self._centre.after.enter_house(me)
        return self._seek(me, place, VisitKind.QUEUE, queue, self._teams(queue, me))

    def ask_about(self, me: Contact, step: int, team: int) -> Event:
        """Queue for the team that parked the case."""
        place = me.route[SlotKind.CHASE, step, 0]
        queue = self._supply.queue_of[place.slot.index][me.channel]
        self._centre.after.enter_house(me)
        return self._seek(me, place, VisitKind.QUEUE, queue, ((team, 0.0),))

    def finish(self, me: Contact, step: int, parked: Visit) -> Event:
        """Hand the decided case back to the team that parked it."""
        me.parked = False
        place = me.route[SlotKind.FINISH, step, 0]
        queue = self._supply.finishing_queue[parked.team.number]
        return self._seek(me, place, VisitKind.FINISHING, queue, self._teams(queue, me))

    def _teams(self, queue: int, me: Contact) -> tuple[tuple[int, float], ...]:
        return self._supply.queues[queue].teams[me.reason]

    def _seek(
        self,
        me: Contact,
        place: Place,
        kind: VisitKind,
        queue: int,
        teams: tuple[tuple[int, float], ...],
    ) -> Event:
        """The preferred team with a fitting idle agent serves at once; else the visit waits."""
        visit = self._centre.new_visit(me, kind, place, queue=queue)
        visit.teams = teams
        of_queue = self._supply.queues[queue]
        visit.shared = of_queue.channel >= 0 and self._supply.shared[of_queue.channel]
        visit.beside = self._supply.lines[of_queue.line].beside
        if self._centre.own.admits:
            self._stand(visit)
            self._offer_to_idle(visit)
            if visit.waiting:
                self._stay_if_let(visit)
            return visit.done
        if self._is_taken(visit):
            return visit.done
        if 0 <= of_queue.limit <= self._length[queue]:
            self._turn_away(visit, VisitOutcome.BLOCKED)
        elif self._is_cleared(of_queue.channel):
            self._turn_away(visit, VisitOutcome.CLEARED)
        elif self._balks(visit, self._length[queue]):
            self._turn_away(visit, VisitOutcome.ABANDONED)
        else:
            self._stand(visit)
            self._stay(visit)
        return visit.done

    def _is_taken(self, visit: Visit) -> bool:
        """Whether a team that is open to a visit takes it at once."""
        for number, after in visit.teams:
            if after == 0.0 and self._served_at_once(visit, number):
                return True
        if self._something_yields:
            for number, after in visit.teams:
                if after == 0.0 and self._interrupts(visit, number):
                    return True
        return False

    def _offer_to_idle(self, visit: Visit) -> None:
        """Under an own rule of admission whoever is idle looks at the lines, not at one visit."""
        for number, after in visit.teams:
            if after == 0.0:
                self._idle_look(self._centre.teams[number])

    def _idle_look(self, team: Team) -> None:
        """The idle take what they are let, the first to rest first."""
        while (agent := team.longest_idle(shared=True)) is not None:
            visit = self._best_for(agent)
            if visit is None:
                return
            self._take(visit)
            self._serves(agent, visit)

    def _stay_if_let(self, visit: Visit) -> None:
        """Who already stands in a full or cleared queue is turned away."""
        of_queue = self._supply.queues[visit.queue]
        if 0 <= of_queue.limit < self._length[visit.queue]:
            self._leave(visit, VisitOutcome.BLOCKED, self._centre.now())
        elif self._is_cleared(of_queue.channel):
            self._leave(visit, VisitOutcome.CLEARED, self._centre.now())
        elif self._balks(visit, self._length[visit.queue] - 1):
            self._leave(visit, VisitOutcome.ABANDONED, self._centre.now())
        else:
            self._stay(visit)

    def _balks(self, visit: Visit, ahead: int) -> bool:
        """Whether the customer leaves on hearing how long the wait will be."""
        channel = self._supply.queues[visit.queue].channel
        if channel < 0 or self._supply.balks_above[channel] == inf:
            return False
        present = sum(self._centre.teams[team].present for team, _ in visit.teams)
        patience = self._patience(visit)
        if present == 0 or patience is None:
            return False
        work = self._supply.mean_work_s[visit.queue][visit.contact.reason]
        return rules.balks(
            rules.estimated_wait(ahead, work, present),
            self._supply.announced_s[channel],
            self._supply.balks_above[channel],
            patience,
        )

    def _turn_away(self, visit: Visit, outcome: VisitOutcome) -> None:
        visit.ended_s, visit.outcome = self._centre.now(), outcome
        visit.done.succeed(visit)

    def _is_cleared(self, channel: int) -> bool:
        """Whether nobody may wait any more: the channel has closed and was cleared."""
        clears = channel >= 0 and self._supply.at_close[channel] == AtClose.CLEAR
        return clears and self._centre.now() >= self._centre.closes_at[channel]

    def _interrupts(self, visit: Visit, team: int) -> bool:
        """Whether work that yields is laid aside for a visit."""
        work = self._centre.work
        laid = work.that_yields(self._centre.teams[team], visit)
        if laid is None:
            return False
        if visit.waiting:
            self._take(visit)
        self._serves(work.lay_aside(laid), visit)
        return True

    def _served_at_once(self, visit: Visit, team: int) -> bool:
        agent = self._idle_for(visit, team)
        if agent is None:
            return False
        self._serves(agent, visit)
        return True

    def _serves(self, agent: Agent, visit: Visit) -> None:
        """An agent takes a visit, and stays among those with room if there is more."""
        self._centre.work.serve(agent, visit)
        if self._centre.work.has_room(agent):
            agent.team.put_idle(agent)

    def _idle_for(self, visit: Visit, team: int) -> Agent | None:
        return self._centre.teams[team].longest_idle(shared=visit.shared, beside=visit.beside)

    def length(self, queue: int) -> int:
        """Visits waiting in a queue."""
        return self._length[queue]

    def _stand(self, visit: Visit) -> None:
        """Enter the queue, in the lines of the teams that are open to it already."""
        visit.waiting = True
        self._length[visit.queue] += 1
        self.rank(visit)
        for team, after in visit.teams:
            if after == 0.0:
                self._line_up(visit, team)

    def rank(self, visit: Visit) -> None:
        """A visit's place in waiting lines dates from joining."""
        me, supply = visit.contact, self._supply
        head_start, base = supply.head_start_s[me.segment], supply.base[me.reason][me.segment]
        growth = supply.queues[visit.queue].growth
        visit.rank = rules.rank(growth, visit.joined_s, head_start, base)

    def _stay(self, visit: Visit) -> None:
        """Wait: further teams open in time, patience runs, a closing may clear."""
        queue, supply = self._supply.queues[visit.queue], self._supply
        for part, (team, after) in enumerate(visit.teams):
            if after != 0.0:
                at, order = visit.joined_s + after, key(Kind.OVERFLOW, visit.number, part)
                self._centre.calendar.at(at, order, self._overflow, (visit, team))
        self._start_patience(visit)
        if queue.channel >= 0 and supply.at_close[queue.channel] == AtClose.CLEAR:
            self._to_clear[queue.channel][visit.number] = visit

    def _start_patience(self, visit: Visit) -> None:
        """Patience starts at joining; finishing visits have no customer on the line."""
        patience = self._patience(visit)
        if patience is None:
            return
        visit.deadline = visit.joined_s + patience
        if self._supply.queues[visit.queue].give_up_is_event and visit.deadline < inf:
            order = key(Kind.GIVE_UP, visit.number)
            self._centre.calendar.at(visit.deadline, order, self._give_up, visit)

    def _patience(self, visit: Visit) -> float | None:
        """How long the customer would wait; None where no customer holds the line."""
        me = visit.contact
        offset = visit.place.patience_at.get(me.channel)
        if offset is None:
            return None
        return self._tape.patience_s[self._tape.first_patience[me.row] + offset]

    def _line_up(self, visit: Visit, team: int) -> None:
        me, of_queue = visit.contact, self._supply.queues[visit.queue]
        number = of_queue.line + self._supply.line_of[me.reason][me.segment]
        line = self._centre.teams[team].waiting[number]
        heappush(line, (visit.rank, visit.joined_s, visit.number, visit))

    def _leave(self, visit: Visit, outcome: VisitOutcome, at: float) -> None:
        """Leave the queue unserved."""
        visit.waiting = False
        self._length[visit.queue] -= 1
        visit.outcome, visit.ended_s = outcome, at
        visit.done.succeed(visit)

    def _take(self, visit: Visit) -> None:
        """Leave the queue for an agent."""
        visit.waiting = False
        self._length[visit.queue] -= 1

    def offer(self, agent: Agent) -> None:
        """Give a free agent the best fitting contacts that wait, or let it idle."""
        work = self._centre.work
        while work.has_room(agent):
            visit = self._best_for(agent)
            if self._takes_up_again(agent, visit):
                work.resume(agent)
                return
            if visit is None:
                agent.team.put_idle(agent)
                return
            self._take(visit)
            work.serve(agent, visit)

    def _takes_up_again(self, agent: Agent, best: Visit | None) -> bool:
        """Whether what was laid aside comes before the best of those who wait."""
        laid = agent.interrupted
        if laid is None or agent.in_hand > 0:
            return False
        if best is None:
            return True
        mine, others = self._score(laid), self._score(best)
        if mine != others:
            return mine > others
        return (laid.joined_s, laid.number) < (best.joined_s, best.number)

    def _score(self, visit: Visit) -> float:
        if self._centre.own.scores:
            return self._centre.own.score(visit)
        growth = self._supply.queues[visit.queue].growth
        return rules.score(growth, self._centre.now(), visit.rank)

    def _best_for(self, agent: Agent) -> Visit | None:
        """The head with the highest score among the lines that fit what is in hand."""
        best: Entry | None = None
        best_score, own = 0.0, self._centre.own
        for line, entries in zip(self._supply.lines, agent.team.waiting, strict=True):
            if not entries or not self._fits(agent, line):
                continue
            head = self._head(entries)
            if head is None:
                continue
            if own.admits and not own.admit(agent.team, head[3]):
                continue
            if own.scores:
                points = own.score(head[3])
            else:
                points = rules.score(line.growth, self._centre.now(), head[0])
            if (
                best is None
                or points > best_score
                or (points == best_score and head[1:3] < best[1:3])
            ):
                best, best_score = head, points
        return None if best is None else best[3]

    def _fits(self, agent: Agent, line: Line) -> bool:
        """Whether the contacts of a line fit beside what an agent has in hand."""
        if agent.in_hand == 0:
            return True
        if line.beside and agent.team.beside_chats:
            return agent.beside == 0
        return line.shared

    def _head(self, entries: list[Entry]) -> Entry | None:
        """The first of a line who still waits; finds give-ups that nobody noticed before."""
        now, kind = self._centre.now(), self._centre.kind
        while entries:
            visit = entries[0][3]
            if visit.waiting and not rules.gave_up(visit.deadline, now, kind):
                return entries[0]
            heappop(entries)
            if visit.waiting:
                self._leave(visit, VisitOutcome.ABANDONED, visit.deadline)
        return None

    def clear(self, channel: int) -> None:
        """Send away whoever waits on a channel, in the order of the tape."""
        waiting, self._to_clear[channel] = self._to_clear[channel], {}
        for number in sorted(waiting):
            if waiting[number].waiting:
                self._leave(waiting[number], VisitOutcome.CLEARED, self._centre.now())

    def find_who_gave_up(self) -> None:
        """Where no event told of give-ups, those nobody came upon are found at the end."""
        for visit in self._centre.visits:
            if visit.waiting and visit.deadline < inf:
                self._leave(visit, VisitOutcome.ABANDONED, visit.deadline)

    def _give_up(self, event: Timed) -> None:
        visit: Visit = event.payload
        if visit.waiting:
            self._leave(visit, VisitOutcome.ABANDONED, self._centre.now())

    def _overflow(self, event: Timed) -> None:
        visit: Visit
        visit, team = event.payload
        if not visit.waiting:
            return
        if rules.gave_up(visit.deadline, self._centre.now(), Kind.OVERFLOW):
            self._leave(visit, VisitOutcome.ABANDONED, visit.deadline)
        elif self._centre.own.admits:
            self._line_up(visit, team)
            self._idle_look(self._centre.teams[team])
        elif self._idle_for(visit, team) is not None:
            self._take(visit)
            self._served_at_once(visit, team)
        elif not self._interrupts(visit, team):
            self._line_up(visit, team)
