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

    in_hand       visits in hand; the one that lies interrupted is not among them
    beside        of them calls that take a chat's place
    interrupted   the visit that was laid aside for another
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
    beside: int = 0
    interrupted: "Visit | None" = None

    @property
    def rate(self) -> float:
        """Progress of each chat at present; a call in a chat's place slows as a chat does."""
        return self.team.chat_rate[self.chats + self.beside]

    def advance(self, now: float) -> None:
        """Bring the chat clock to now, at the rate of the chats in hand so far."""
        self.clock = advanced(self.clock, now, self.since, self.rate)
        self.since = now


@dataclass(slots=True, eq=False)
class Team:
    """Agents with the same skills, the idle among them and the lines that wait for them.

    idle      heap of (in hand, idle since, agent, version)
    filling   heap of (−in hand, idle since, agent, version): where chats fill first, those who
              have something in hand stand here and not among the idle
    callable  heap like `idle` of those who could take a call, where calls come beside chats
    yielding  [channel] visits whose work may be interrupted, by number, the latest begun last
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
    fills_first: bool = False
    beside_chats: bool = False
    filling: list[tuple[int, float, int, int]] = field(default_factory=list)
    callable: list[tuple[int, float, int, int]] = field(default_factory=list)
    yielding: list[dict[int, "Visit"]] = field(default_factory=list)

    def put_idle(self, agent: Agent) -> None:
        """Enter an agent with room for more among the idle."""
        agent.version += 1
        rest = agent.idle_since, agent.number, agent.version
        if self.fills_first and agent.in_hand > 0:
            heappush(self.filling, (-agent.in_hand, *rest))
        else:
            heappush(self.idle, (agent.in_hand, *rest))
        if self.beside_chats and agent.beside == 0:
            heappush(self.callable, (agent.in_hand, *rest))
        if self.falls and agent.in_hand == 0:
            heappush(self.recent, (-agent.idle_since, -agent.number, agent.version))

    def longest_idle(self, *, shared: bool, beside: bool = False) -> Agent | None:
        """The fitting agent with least in hand (chats may fill first), of these idle longest.

        Chats fit beside chats; `beside` says that the visit is a call that some teams take so.
        """
        if beside and self.beside_chats:
            return self._first(self.callable)
        if shared and self.fills_first and (agent := self._first(self.filling)) is not None:
            return agent
        agent = self._first(self.idle)
        return agent if agent is None or shared or agent.in_hand == 0 else None

    def _first(self, heap: list[tuple[int, float, int, int]]) -> Agent | None:
        """The first of a heap whose entry is not dead."""
        first = self.agents[0].number if self.agents else 0
        while heap:
            _, _, number, version = heap[0]
            agent = self.agents[number - first]
            if agent.version == version:
                return agent
            heappop(heap)
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
