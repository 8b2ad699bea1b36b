"""How customers reach the centre, and how each channel waits."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.fields import Clock, Count, NonNegative, Noun, Positive, Seconds, Share, TimeLaw

Kind = Literal["voice", "chat", "email"]
Formula = Literal["answered_over_offered", "genesys", "amazon_connect", "answered_only", "talkdesk"]


class ServiceLevel(Noun):
    """A named formula with its threshold, and the share aimed at."""

    share: Share = Field(0.80, description="target")
    within: Seconds = Field(..., description="threshold; a wait equal to it is in time")
    formula: Formula = Field("answered_over_offered", description="which definition is printed")
    short_abandon: Seconds = Field(5.0, description="an abandon sooner than this is short")


class RespondWithin(Noun):
    """The answer clock of a channel where customers do not hold the line."""

    time: Seconds = Field(..., description="an answer begun by then is on time")
    counted_in: Literal["opening hours", "elapsed"] = Field(
        "opening hours", description="whether the clock stops while the channel is closed"
    )


class Announces(Noun):
    """The wait told to who would have to wait: contacts ahead and the new one × work ÷ agents."""

    balks_above: Annotated[Positive, Field(le=1e6)] = Field(
        1.0, description="who hears of a wait longer than so many times its patience leaves at once"
    )
    shortest: Seconds = Field(0.0, description="a wait shorter than this is not announced")


class Channel(Noun):
    """voice takes a whole agent; chat shares one; email waits without a customer on the line."""

    kind: Kind | None = Field(None, description="voice, chat or email; needed if the name is none")
    patience: TimeLaw | None = Field(
        None, description="how long customers would wait; not the mean wait of those who left"
    )
    service_level: ServiceLevel | None = Field(None, description="target on waits")
    respond_within: RespondWithin | None = Field(None, description="answer clock (email)")
    at_close: Literal["drain", "clear", "carry over"] | None = Field(
        None, description="waiting contacts at closing; default drain, for email carry over"
    )
    opens: Clock | None = Field(None, description="default: the day's opening")
    closes: Clock | None = Field(None, description="default: the day's closing")
    limit: Count | None = Field(
        None, description="a queue of this length blocks; counted for each step apart"
    )
    growth: NonNegative | None = Field(
        None, description="score a waiting contact gains per minute; default 1, for email 0"
    )
    announces: Announces | None = Field(
        None, description="the expected wait is told at joining, and some leave at once"
    )
    yields_to: list[str] = Field(
        default_factory=list,
        description="live channels whose contacts interrupt the work on it when nobody is free",
    )
    interruptions: Annotated[int, Field(ge=1, le=100)] = Field(
        1, description="how often the work on one contact may be interrupted"
    )
