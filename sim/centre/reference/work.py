"""What agents do: take a visit, talk, wrap up, and share themselves between chats."""

from heapq import heappop, heappush
from math import isnan
from typing import TYPE_CHECKING

from sim.centre import rules
from sim.centre.log import VisitOutcome
from sim.centre.order import Kind, key
from sim.centre.reference.agent import Agent, Mode, Team
from sim.centre.reference.calendar import Timed
from sim.centre.reference.visit import Visit

if TYPE_CHECKING:
    from sim.centre.reference.centre import Centre


class Work:
    """Agents at work. A call or an email takes a whole agent, a chat a share of one.

    A team may take calls in a chat's place, and work on a channel that yields is laid aside.
    """

    def __init__(self, centre: "Centre") -> None:
        self._centre = centre
        self._tape = centre.tape

    def has_room(self, agent: Agent) -> bool:
        """Whether an agent can take something more."""
        if agent.in_hand == 0:
            return True
        if agent.chats + agent.beside == 0 or agent.in_hand >= agent.team.chats_at_once:
            return False
        return agent.mode == Mode.PRESENT or self._centre.presence.stays(agent.team)

    def serve(self, agent: Agent, visit: Visit) -> None:
        """An agent takes a visit."""
        now = self._centre.now()
        visit.outcome, visit.answered_s, visit.agent = VisitOutcome.ANSWERED, now, agent
        agent.version += 1
        if agent.in_hand == 0:
            agent.team.free -= 1
        agent.in_hand += 1
        agent.idle_since = now
        talk = self.talk_s(agent, visit)
        visit.contact.team = agent.team.number
        if not visit.shared:
            self._takes_place(agent, visit, 1)
            self._talk_on(visit, now + talk)
            return
        agent.advance(now)
        agent.chats += 1
        heappush(agent.due, (agent.clock + talk, visit.number, visit))
        self._next_due(agent)

    def _talk_on(self, visit: Visit, ends: float) -> None:
        """The talk ends then, unless it is interrupted."""
        channel = self._centre.channel_of(visit)
        if channel >= 0 and visit.generation < self._centre.may_interrupt[channel]:
            visit.talk_ends_s = ends
            visit.answerer.team.yielding[channel][visit.number] = visit
        payload = (visit, visit.generation)
        self._centre.calendar.at(ends, key(Kind.TALK_END, visit.number), self._talk_end, payload)

    def _takes_place(self, agent: Agent, visit: Visit, change: int) -> None:
        """A call comes beside the agent's chats, or goes: they change their pace."""
        if not (visit.beside and agent.team.beside_chats):
            return
        agent.advance(self._centre.now())
        agent.beside += change
        self._next_due(agent)

    def that_yields(self, team: Team, visit: Visit) -> Visit | None:
        """What a team has begun last on a channel that yields to a visit's, by channel."""
        channel, yields = self._centre.channel_of(visit), self._centre.supply.yields
        for other, visits in enumerate(team.yielding):
            if visits and channel >= 0 and yields[other][channel]:
                return next(reversed(visits.values()))
        return None

    def lay_aside(self, visit: Visit) -> Agent:
        """Interrupt the work on a visit; returns its agent."""
        agent, now = visit.answerer, self._centre.now()
        self._centre.waiting.rank(visit)
        self._yields_no_more(visit)
        visit.generation += 1
        visit.left_s, visit.since_s = rules.left(visit.talk_ends_s, now), now
        agent.interrupted = visit
        agent.in_hand -= 1
        agent.team.free += 1
        return agent

    def resume(self, agent: Agent) -> None:
        """Take up again what was laid aside."""
        visit, now = agent.interrupted, self._centre.now()
        if visit is None:
            return
        agent.interrupted = None
        agent.version += 1
        agent.team.free -= 1
        agent.in_hand += 1
        agent.idle_since = now
        visit.interrupted_s = rules.lain(visit.interrupted_s, now, visit.since_s)
        self._talk_on(visit, now + visit.left_s)

    def _yields_no_more(self, visit: Visit) -> None:
        channel = self._centre.channel_of(visit)
        if channel >= 0:
            visit.team.yielding[channel].pop(visit.number, None)

    def talk_s(self, agent: Agent, visit: Visit) -> float:
        """Seconds of work that a visit takes an agent."""
        me, place = visit.contact, visit.place
        at = self._tape.first_work[me.row]
        if not place.work_at:  # a chase, a finishing: as long with every team
            return self._tape.work_s[at + place.slot.work_at]
        work = self._tape.work_s[at + place.work_at[me.channel, agent.team.number]]
        return rules.talk(work, agent.talk_factor, self._centre.memory.recall(me))

    def release(self, visit: Visit) -> None:
        """The customer is done with the agent; wrap-up begins, even if it takes no time."""
        agent, now = visit.answerer, self._centre.now()
        visit.released_s = now
        wrap_up = agent.team.wrap_up_s if visit.place.work_at else 0.0
        if not visit.shared:
            order = key(Kind.WRAP_END, visit.number)
            self._centre.calendar.at(now + wrap_up, order, self._wrap_end, visit)
            return
        agent.advance(now)
        heappush(agent.due, (agent.clock + wrap_up, visit.number, visit))
        self._next_due(agent)

    def _next_due(self, agent: Agent) -> None:
        """Only the agent's earliest chat owns an event; the older events are stale."""
        agent.generation += 1
        if not agent.due:
            return
        due, number, visit = agent.due[0]
        kind = Kind.TALK_END if isnan(visit.talk_end_s) else Kind.WRAP_END
        at = rules.due_time(self._centre.now(), due, agent.clock, agent.rate)
        payload = (visit, agent, agent.generation)
        self._centre.calendar.at(at, key(kind, number), self._chat_due, payload)

    def _chat_due(self, event: Timed) -> None:
        visit: Visit
        agent: Agent
        visit, agent, generation = event.payload
        if generation != agent.generation:
            return
        agent.advance(self._centre.now())
        heappop(agent.due)
        if isnan(visit.talk_end_s):
            self._next_due(agent)
            self._talked(visit)
        else:
            agent.chats -= 1
            self._next_due(agent)
            self._wrapped_up(visit)

    def _talk_end(self, event: Timed) -> None:
        visit: Visit
        visit, generation = event.payload
        if generation == visit.generation:
            self._yields_no_more(visit)
            self._talked(visit)

    def _wrap_end(self, event: Timed) -> None:
        self._wrapped_up(event.payload)

    def _talked(self, visit: Visit) -> None:
        visit.talk_end_s = self._centre.now()
        visit.done.succeed(visit)

    def _wrapped_up(self, visit: Visit) -> None:
        agent = visit.answerer
        self._centre.kind = Kind.WRAP_END
        visit.ended_s = agent.idle_since = self._centre.now()
        agent.in_hand -= 1
        if agent.in_hand == 0:
            agent.team.free += 1
        agent.version += 1
        self._takes_place(agent, visit, -1)
        self._centre.presence.freed(agent)
