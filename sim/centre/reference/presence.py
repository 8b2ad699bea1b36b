"""Coming and leaving: headcounts rise and fall, shifts begin and end, a closed channel drains."""

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from simpy.events import Event

from sim.centre.log import SpellEnd
from sim.centre.order import Kind, key
from sim.centre.reference.agent import Agent, Mode, Team
from sim.plan.plan import Turn

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
        part: dict[tuple[int, Kind], int] = {}
        for turn in centre.supply.turns:
            kind = Kind.COME if turn.count > 0 else Kind.LEAVE
            part[turn.team, kind] = part.get((turn.team, kind), -1) + 1
            who = centre.supply.first_agent[turn.team]
            order = key(kind, who, part[turn.team, kind] & 0xFF)
            centre.calendar.at(turn.at_s, order, self._turn, turn)

    def stays(self, team: Team) -> bool:
        """Whether a channel that the team serves has closed and is still being served out."""
        centre = self._centre
        now = centre.now()
        return any(centre.in_house[c] > 0 and now >= centre.closes_at[c] for c in team.drains)

    def freed(self, agent: Agent) -> None:
        """An agent has finished something: leave, if that is owed, or look for more."""
        team = agent.team
        if team.owed or agent.mode == Mode.LEAVING:
            if not self.stays(team):
                if agent.mode == Mode.PRESENT:
                    team.owed -= 1
                    self._mark_leaving(agent)
                if agent.in_hand == 0:
                    self._depart(agent)
                return
        self._centre.offer(agent)

    def dismiss(self, team: Team) -> None:
        """Let go who has nothing in hand and should have left."""
        if self.stays(team):
            return
        for agent in list(team.leaving):
            if agent.in_hand == 0:
                self._depart(agent)
            else:
                agent.version += 1
        while team.owed and (agent := team.last_idle()) is not None:
            team.owed -= 1
            self._mark_leaving(agent)
            self._depart(agent)

    def end(self, now: float) -> None:
        """Write the spells of those still present."""
        for team in self._centre.teams:
            for agent in team.agents:
                if agent.mode != Mode.AWAY:
                    self._write(agent, now, SpellEnd.PLAY_ENDED)

    def _turn(self, event: Event) -> None:
        turn: Turn = event.value
        self._centre.kind = Kind.COME if turn.count > 0 else Kind.LEAVE
        team = self._centre.teams[turn.team]
        if turn.agents:
            people = [self._centre.agent(number) for number in turn.agents]
            self._people_come(people) if turn.count > 0 else self._people_leave(team, people)
        elif turn.count > 0:
            self._rise(team, turn.count)
        else:
            team.owed -= turn.count
            self.dismiss(team)

    def _rise(self, team: Team, count: int) -> None:
        """More agents: first nobody owes to leave any more, then the leaving stay, then new come."""
        cancelled = min(team.owed, count)
        team.owed -= cancelled
        count -= cancelled
        staying = sorted(team.leaving, key=lambda agent: agent.number)[:count]
        self._people_come(staying)
        newcomers = [
            self._centre.agent(heappop(team.away)) for _ in range(count - len(staying))
        ]
        self._people_come(newcomers)

    def _people_come(self, people: list[Agent]) -> None:
        for agent in people:
            if agent.mode == Mode.LEAVING:
                agent.mode = Mode.PRESENT
                agent.team.leaving.remove(agent)
            elif agent.mode == Mode.AWAY:
                agent.mode = Mode.PRESENT
                agent.came_s = agent.idle_since = self._centre.now()
            self._centre.offer(agent)

    def _people_leave(self, team: Team, people: list[Agent]) -> None:
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
        agent.version += 1
        agent.team.leaving.remove(agent)
        heappush(agent.team.away, agent.number)
        self._write(agent, self._centre.now(), SpellEnd.LEFT)

    def _write(self, agent: Agent, to: float, ended: SpellEnd) -> None:
        self.spells.append((agent.number, agent.team.number, agent.came_s, to, ended))
