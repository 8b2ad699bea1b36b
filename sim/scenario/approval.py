"""Who decides claims above a team's authority."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.distributions import Law
from sim.scenario.fields import Money, Noun, Share, TimeLaw


class Level(Noun):
    """A rung of the approval ladder."""

    limit: Annotated[Money, Field(gt=0.0)] = Field(..., description="largest claim it may grant")
    decides_in: TimeLaw = Field(..., description="time to its decision, in opening hours")
    refuses: Share = Field(0.0, description="share refused by this level")
    pays: Share = Field(1.0, description="of the amount asked, when it grants")
    stream: str | None = Field(None, description="former name of the level")


class Chases(Noun):
    """Customers who ask where their parked case is."""

    share: Share = Field(..., description="of parked cases still undecided by then")
    after: TimeLaw = Field(..., description="after parking")
    handle_time: TimeLaw | None = Field(None, description="wrap-up included; default as finishing")


class Approval(Noun):
    """The ladder above the teams' authority."""

    meanwhile: Literal["parked", "held"] = Field(
        "parked", description="parked: finished later; held: agent and customer stay on the line"
    )
    climbs: Literal["every layer", "straight"] = Field(
        "every layer",
        description="a claim is put to each level in turn, or straight to one that may grant it",
    )
    finishing: TimeLaw = Field(
        Law("constant", 0.0),
        description="agent's work on a parked case once decided, wrap-up included",
    )
    chases: Chases | None = Field(None, description="failure demand of slow decisions")
    levels: dict[str, Level] = Field(default_factory=dict, description="by name; climbed by limit")
