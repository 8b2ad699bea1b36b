"""The people: headcount, skills, what they achieve, what they may grant, what they cost."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from sim.scenario.fields import (
    Clock,
    Count,
    Money,
    NonNegative,
    Noun,
    Number,
    Positive,
    Profile,
    ProfileField,
    Seconds,
    Share,
)
from sim.scenario.kinds import Kind
from sim.scenario.people import Incentive, Learning, Level


class Shift(Noun):
    """Some agents of a team that come and go together; at its end work in hand is finished."""

    agents: Count
    starts: Clock = Field(..., alias="from")
    ends: Clock = Field(..., alias="to")


def _headcount(value: Any) -> Any:
    if isinstance(value, (bool, float)):
        raise ValueError("needs a whole number of agents; for a part-timer use a shift or a table")
    return value


Headcount = Annotated[
    Count | ProfileField, BeforeValidator(_headcount), Kind("headcount", "agents")
]


class Team(Noun):
    """Agents with the same skills."""

    channels: list[str] = Field(..., min_length=1, description="channels it serves")
    reasons: list[str] | None = Field(None, description="reasons it serves; default: by the routes")
    tier: Annotated[int, Field(ge=1)] | None = Field(
        None, description="level on the ladder; default: its earliest place in a route"
    )
    agents: Headcount | None = Field(
        None, description="people on the queues, shrinkage already off: a number or a table column"
    )
    shifts: list[Shift] | None = Field(None, description="instead of agents: who comes when")
    shrinkage: Annotated[Number, Field(ge=0.0, lt=1.0)] = Field(
        0.0, description="paid time off the queues: paid hours = hours / (1 - shrinkage)"
    )
    chats_at_once: Annotated[int, Field(ge=1, le=20)] = Field(1, description="chats of one agent")
    chat_speed: list[Annotated[Number, Field(gt=0.0, le=1.0)]] = Field(
        default_factory=lambda: [1.0],
        description="progress of each chat with 1, 2, 3 … at once; the last counts for more",
    )
    chats_go_to: Literal["least busy", "fill first"] = Field(
        "least busy", description="which agent gets a chat: with the fewest or the most in hand"
    )
    takes_calls: Literal["alone", "beside chats"] = Field(
        "alone", description="a call needs an agent with nothing in hand, or takes a chat's place"
    )
    wrap_up: Seconds = Field(0.0, description="after the customer has gone; inside the handle time")
    handle_factor: Positive = Field(1.0, description="factor on the reason's handle time")
    resolves: Share | dict[str, Share] = Field(1.0, description="share it resolves, by reason")
    escalates: Share | dict[str, Share] = Field(
        1.0, description="of what it cannot resolve: passed on; the rest is closed unsolved"
    )
    authority: Money = Field(0.0, description="largest claim it grants alone")
    above_authority: Literal["approval", "escalate"] = Field(
        "approval", description="where a claim above its authority goes"
    )
    pays: Share = Field(1.0, description="of the amount asked, when it decides alone")
    cost_per_paid_hour: Money = Field(0.0, description="wage and overheads")
    levels: dict[str, Level] = Field(
        default_factory=dict, description="levels of proficiency; default: all alike"
    )
    spread: NonNegative = Field(
        0.0, description="coefficient of variation between agents of a factor on their talk, mean 1"
    )
    learning: Learning | None = Field(None, description="new staff and their learning curve")
    incentive: Incentive | None = Field(None, description="what moves the team, and its price")


__all__ = ["Headcount", "Profile", "Shift", "Team"]
