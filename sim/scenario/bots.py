"""Self-service before an agent."""

from typing import Annotated

from pydantic import Field

from sim.scenario.fields import Clock, Money, Noun, Number, Share, TimeLaw

ByReason = Share | dict[str, Share]


class Session(Noun):
    """How long a session lasts, by how it ends."""

    contained: TimeLaw
    passed_on: TimeLaw
    left: TimeLaw


class Bot(Noun):
    """An assistant that meets a share of the contacts before an agent does."""

    channels: list[str] = Field(..., min_length=1, description="channels on which it is met")
    takes: ByReason = Field(..., description="share of these contacts that meets it, by reason")
    contains: ByReason = Field(
        ..., description="of those it meets: end there, the customer neither passed on nor gone"
    )
    truly_solves: ByReason = Field(1.0, description="of those contained: solved in truth")
    leaves: Share = Field(0.0, description="of those it meets: hang up in the bot, unsolved")
    session: Session = Field(..., description="session times")
    context_saves: Annotated[Number, Field(ge=-1.0, lt=1.0)] = Field(
        0.0,
        description="share of the agent's talk saved when it passes on; below 0 if the customer "
        "must start again",
    )
    pays: Share = Field(1.0, description="of the amount asked, when it solves a case with a claim")
    segments: list[str] | None = Field(None, description="segments that meet it; default all")
    emotional_takes: Share = Field(
        1.0, description="factor on takes for emotional cases; 0 keeps them from the bot"
    )
    opens: Clock = Field(0.0, description="default: open day and night")
    closes: Clock = Field(86400.0, description="default: open day and night")
    capacity: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        None, description="sessions at once; who would be one too many goes past it; default any"
    )
    cost_per_session: Money = Field(0.0, description="price of each session")
    cost_per_day: Money = Field(0.0, description="price of each day, whatever its use")
    stream: str | None = Field(None, description="former name of the bot")
