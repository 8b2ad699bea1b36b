"""Agents and teams of the reference engine: what they have in hand, who is idle, who waits."""

from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from sim.centre.rules import advanced

if TYPE_CHECKING:
    from sim.centre.reference.visit import Visit


Entry = tuple[float, float, int, "Visit"]
"""A visit in a waiting line: rank, joined, number, visit."""


class Mode(IntEnum):
    """Where an agent is."""

    AWAY = 0
    PRESENT = 1
    LEAVING = 2  # takes nothing new, unless its team stays to drain a closed channel


@dataclass(slots=True, eq=False)
class Agent:
    """One person. `version` dates the entries in the heaps of idle agents: others are dead.

    talk_factor, resolves_factor   what this person makes of the team's talk and resolution
    """

    number: int
    team: "Team"
    talk_factor: float = 1.0
    resolves_factor: float = 1.0
    mode: Mode = Mode.AWAY
    in_hand: int = 0
    chats: int = 0
    idle_since: float = 0.0
    came_s: float = 0.0
    version: int = 0
    clock: float = 0.0
    since: float = 0.0
    due: list[tuple[float, int, "Visit"]] = field(default_factory=list)
    generation: int = 0

    def advance(self, now: float) -> None:
        """Bring the chat clock to now, at the rate of the chats in hand so far."""
        self.clock = advanced(self.clock, now, self.since, self.team.chat_rate[self.chats])
        self.since = now


@dataclass(slots=True, eq=False)
class Team:
    """Agents with the same skills, the idle among them and the lines that wait for them.

    idle      heap of (in hand, idle since, agent, version)
    recent    heap of (−idle since, −agent, version), kept only where a headcount falls
    waiting   [line] heap of (rank, joined, visit number, visit)
    owed      agents who should have left and are still at work
    present   agents not away; `free` of them have nothing in hand
    """

    number: int
    wrap_up_s: float
    chats_at_once: int
    chat_rate: tuple[float, ...]
    falls: bool
    drains: tuple[int, ...]
    agents: list[Agent] = field(default_factory=list)
    away: list[int] = field(default_factory=list)
    idle: list[tuple[int, float, int, int]] = field(default_factory=list)
    recent: list[tuple[float, int, int]] = field(default_factory=list)
    waiting: list[list[Entry]] = field(default_factory=list)
    leaving: list[Agent] = field(default_factory=list)
    owed: int = 0
    present: int = 0
    free: int = 0

    def put_idle(self, agent: Agent) -> None:
        """Enter an agent with room for more among the idle."""
        agent.version += 1
        heappush(self.idle, (agent.in_hand, agent.idle_since, agent.number, agent.version))
        if self.falls and agent.in_hand == 0:
            heappush(self.recent, (-agent.idle_since, -agent.number, agent.version))

    def longest_idle(self, *, shared: bool) -> Agent | None:
        """The fitting agent with least in hand and idle longest; chats fit beside chats."""
        idle, first = self.idle, self.agents[0].number if self.agents else 0
        while idle:
            in_hand, _, number, version = idle[0]
            agent = self.agents[number - first]
            if agent.version != version:
                heappop(idle)
            elif in_hand == 0 or shared:
                return agent
            else:
                return None
        return None

    def last_idle(self) -> Agent | None:
        """Of the agents with nothing in hand the one idle for the shortest time."""
        recent, first = self.recent, self.agents[0].number if self.agents else 0
        while recent:
            _, number, version = recent[0]
            agent = self.agents[-number - first]
            if agent.version == version and agent.in_hand == 0:
                return agent
            heappop(recent)
        return None
