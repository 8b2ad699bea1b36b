"""Why customers make contact: how many, on which channels, through which steps."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from sim.scenario.emotion import Emotion
from sim.scenario.fields import (
    MoneyLaw,
    NonNegative,
    Noun,
    Positive,
    ProfileField,
    Seconds,
    Share,
    TimeLaw,
)
from sim.scenario.kinds import OneOrByName


class Volume(Noun):
    """How many cases begin, stated in one of four ways."""

    contacts_per_day: NonNegative | None = Field(
        None, description="repeats included, as an ACD counts"
    )
    cases_per_day: NonNegative | None = Field(None, description="new cases, repeats left out")
    contacts_per_hour: NonNegative | None = Field(None, description="of opening, repeats included")
    cases_per_hour: NonNegative | None = Field(None, description="of opening, repeats left out")
    first_contacts: Annotated[Positive, Field(le=1.0)] = Field(
        1.0, description="share of the contacts that opens a case"
    )
    shape: ProfileField | None = Field(
        None, description="table column with the volume by interval; only its shape counts"
    )
    busyness: NonNegative = Field(
        0.0, description="coefficient of variation of a factor of its own on each day's volume"
    )


class Claim(Noun):
    """Money that cases ask for."""

    share: Share = Field(..., description="of the cases that begin with this reason")
    asks: MoneyLaw = Field(..., description="amount asked")


def _by_channel(value: Any) -> Any:
    """One law for all channels, or a table of laws; told apart by whether a value is a table."""
    if (
        isinstance(value, dict)
        and value
        and not (set(value) & {"mean", "cv", "zero_share"} or _is_law(value))
    ):
        return value
    return {"*": value}


def _is_law(value: dict[str, Any]) -> bool:
    from_families = {"constant", "exponential", "lognormal", "gamma", "weibull", "uniform"}
    return bool(set(value) & from_families)


LawsByChannel = Annotated[dict[str, TimeLaw], BeforeValidator(_by_channel), OneOrByName()]


class Reason(Noun):
    """A contact reason, with what it brings and the route it goes."""

    volume: Volume = Field(..., description="how many cases begin, and when")
    mix: dict[str, Share] = Field(..., description="share of new contacts by channel; together 1")
    route: list[str] = Field(
        ..., min_length=1, description="ladder of steps; a team's name is a step it serves alone"
    )
    handle_time: LawsByChannel = Field(
        ...,
        description="time with an agent, wrap-up included, of what reaches agents in the base; "
        "one law, or one by channel; chat: the work of one chat alone",
    )
    patience: LawsByChannel = Field(
        default_factory=dict, description="patience of this reason, where it is not the channel's"
    )
    urgency: NonNegative = Field(
        1.0, description="base score in the queue, in minutes of waiting; times the segment's value"
    )
    segments: dict[str, Share] = Field(
        default_factory=dict,
        description="share of each segment here, where it is not the segment's",
    )
    claim: Claim | None = Field(None, description="money asked for")
    emotion: Emotion | None = Field(None, description="cases that need a person")
    stream: str | None = Field(
        None, description="former name, so that a renamed reason keeps its customers"
    )


class Step(Noun):
    """A rung of a route that several teams can serve."""

    teams: list[str] = Field(..., min_length=1, description="in order of preference")
    overflow_after: dict[str, Seconds] = Field(
        default_factory=dict, description="team → how long a contact waits before it may serve"
    )
    stream: str | None = Field(None, description="former name of the step")
