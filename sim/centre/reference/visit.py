"""What the reference engine knows of a contact and of each of its visits while it plays."""

from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

from simpy.events import Event

from sim.centre.log import ContactOutcome, VisitKind, VisitOutcome
from sim.centre.reference.places import Place, Route
from sim.errors import PlayError

if TYPE_CHECKING:
    from sim.centre.reference.agent import Agent, Team


@dataclass(slots=True, eq=False)
class Contact:
    """One attempt to get a case served."""

    row: int
    case: int
    number: int
    reason: int
    segment: int
    cause: int
    came_on: int
    channel: int
    arrived_s: float
    route: Route
    closed_s: float = nan
    outcome: ContactOutcome = ContactOutcome.OPEN
    bot: int = -1
    team: int = -1
    approvals: int = 0
    paid: float = 0.0
    repeated: int = 0
    in_house: bool = False
    parked: bool = False


@dataclass(slots=True, eq=False)
class Visit:
    """One stay of a contact at a queue, a bot or an approval level."""

    number: int
    contact: Contact
    kind: VisitKind
    place: Place
    queue: int
    where: int
    joined_s: float
    done: Event
    teams: tuple[tuple[int, float], ...] = ()
    shared: bool = False
    beside: bool = False
    deadline: float = nan
    rank: float = 0.0
    waiting: bool = False
    agent: "Agent | None" = None
    answered_s: float = nan
    talk_end_s: float = nan
    released_s: float = nan
    ended_s: float = nan
    outcome: VisitOutcome = VisitOutcome.WAITING
    generation: int = 0
    talk_ends_s: float = nan
    left_s: float = nan
    since_s: float = nan
    interrupted_s: float = 0.0

    @property
    def answerer(self) -> "Agent":
        """The agent who answered."""
        if self.agent is None:
            raise PlayError(f"visit {self.number} was not answered")
        return self.agent

    @property
    def team(self) -> "Team":
        """The team that answered."""
        return self.answerer.team

    def share_of_team(self, shares: tuple[tuple[float, ...], ...]) -> float:
        """A share stated [team × reason], for the team that answered."""
        return shares[self.answerer.team.number][self.contact.reason]
