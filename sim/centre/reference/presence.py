"""Coming and leaving: headcounts rise and fall, shifts begin and end, a closed channel drains."""

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from sim.centre.log import SpellEnd
from sim.centre.order import Kind
from sim.centre.reference.agent import Agent, Mode, Team
from sim.centre.reference.calendar import Timed
from sim.centre.timetable import drains, falls, turn_events
from sim.plan.plan import Supply, Turn

if TYPE_CHECKING:
    from sim.centre.reference.centre import Centre


class Presence:
    """Moves agents between away, present and leaving, and writes their spells."""

    def __init__(self, centre: "Centre") -> None:
        self._centre = centre
        self.spells: list[tuple[int, int, float, float, SpellEnd]] = []
        for team in centre.teams:
            team.away = [agent.number for agent in team.agents]
            heapify(team.away)
        supply = centre.supply
        for turn, (at, order) in zip(supply.turns, turn_events(supply), strict=True):
            centre.calendar.at(at, order, self._turn, turn)

    def stays(self, team: Team) -> bool:
        """Whether a channel that the team serves has closed and is still being served out."""
        centre = self._centre
        now = centre.now()
        return any(centre.after.in_house[c] > 0 and now >= centre.closes_at[c] for c in team.drains)

    def freed(self, agent: Agent) -> None:
        """An agent has finished something: leave, if that is owed, or look for more."""
        team = agent.team
        owes = team.owed > 0 or agent.mode == Mode.LEAVING
        if not owes or self.stays(team):
            self._centre.waiting.offer(agent)
            return
        if agent.mode == Mode.PRESENT:
            team.owed -= 1
            self._mark_leaving(agent)
        if agent.in_hand > 0:
            return
        if agent.interrupted is not None:
            self._centre.work.resume(agent)
        else:
            self._depart(agent)

    def drained(self, channel: int) -> None:
        """The last contact of a closed channel sends home who stayed for it."""
        if self._centre.now() >= self._centre.closes_at[channel]:
            for team in self._centre.teams:
                if channel in team.drains and (team.owed or team.leaving):
                    self.dismiss(team)

    def dismiss(self, team: Team) -> None:
        """Let go who has nothing in hand and should have left."""
        if self.stays(team):
            return
        for agent in list(team.leaving):
            if agent.in_hand == 0:
                self._depart(agent)
            else:
                agent.version += 1
        while team.owed and (last := team.last_idle()) is not None:
            team.owed -= 1
            self._mark_leaving(last)
            self._depart(last)

    def end(self, now: float) -> None:
        """Write the spells of those still present."""
        for team in self._centre.teams:
            for agent in team.agents:
                if agent.mode != Mode.AWAY:
                    self._write(agent, now, SpellEnd.PLAY_ENDED)

    def _turn(self, event: Timed) -> None:
        turn: Turn = event.payload
        self._centre.kind = Kind.COME if turn.count > 0 else Kind.LEAVE
        team = self._centre.teams[turn.team]
        if turn.agents:
            people = [self._centre.agent(number) for number in turn.agents]
            if turn.count > 0:
                self._come(people)
            else:
                self._leave(team, people)
        elif turn.count > 0:
            self._rise(team, turn.count)
        else:
            team.owed -= turn.count
            self.dismiss(team)

    def _rise(self, team: Team, count: int) -> None:
        """More agents: nobody owes to leave any more, then the leaving stay, then new ones come."""
        cancelled = min(team.owed, count)
        team.owed -= cancelled
        count -= cancelled
        staying = sorted(team.leaving, key=lambda agent: agent.number)[:count]
        self._come(staying)
        newcomers = [self._centre.agent(heappop(team.away)) for _ in range(count - len(staying))]
        self._come(newcomers)

    def _come(self, people: list[Agent]) -> None:
        for agent in people:
            if agent.mode == Mode.LEAVING:
                agent.mode = Mode.PRESENT
                agent.team.leaving.remove(agent)
            elif agent.mode == Mode.AWAY:
                agent.mode = Mode.PRESENT
                agent.team.present += 1
                agent.team.free += 1
                agent.came_s = agent.idle_since = self._centre.now()
            self._centre.waiting.offer(agent)

    def _leave(self, team: Team, people: list[Agent]) -> None:
        for agent in people:
            if agent.mode == Mode.PRESENT:
                self._mark_leaving(agent)
        self.dismiss(team)

    def _mark_leaving(self, agent: Agent) -> None:
        agent.mode = Mode.LEAVING
        agent.team.leaving.append(agent)
        if not self.stays(agent.team):
            agent.version += 1  # no longer among those with room for more

    def _depart(self, agent: Agent) -> None:
        agent.mode = Mode.AWAY
        agent.team.present -= 1
        agent.team.free -= 1
        agent.version += 1
        agent.team.leaving.remove(agent)
        heappush(agent.team.away, agent.number)
        self._write(agent, self._centre.now(), SpellEnd.LEFT)

    def _write(self, agent: Agent, to: float, ended: SpellEnd) -> None:
        self.spells.append((agent.number, agent.team.number, agent.came_s, to, ended))


def teams_of(supply: Supply) -> list[Team]:
    """The teams of a centre, everybody away."""
    return [_team(supply, number) for number in range(len(supply.agents))]


def _team(supply: Supply, number: int) -> Team:
    team = Team(
        number=number,
        wrap_up_s=supply.wrap_up_s[number],
        chats_at_once=supply.chats_at_once[number],
        chat_rate=supply.chat_rate[number],
        falls=falls(supply, number),
        drains=drains(supply, number),
        waiting=[[] for _ in supply.lines],
        fills_first=supply.fills_first[number],
        beside_chats=supply.beside_chats[number],
        yielding=[{} for _ in supply.deferred],
    )
    first, skills = supply.first_agent[number], supply.skills
    team.agents = [
        Agent(agent, team, skills.talk_factor[agent], skills.resolves_factor[agent])
        for agent in range(first, first + supply.agents[number])
    ]
    return team
