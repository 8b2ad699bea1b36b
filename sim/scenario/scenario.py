"""The whole of a scenario: what a planner wrote, checked, in human units."""

from pydantic import Field

from sim.scenario.approval import Approval
from sim.scenario.bots import Bot
from sim.scenario.channels import Channel
from sim.scenario.day import Day, Horizon
from sim.scenario.fields import Noun, Share
from sim.scenario.memory import Memory
from sim.scenario.reasons import Reason, Step
from sim.scenario.returns import Returns
from sim.scenario.segments import Segment
from sim.scenario.teams import Team


class Difficulty(Noun):
    """Links of a case's hidden hardness: 0 = none, 1 = full."""

    in_handle_time: Share = Field(0.5, description="harder cases take longer")
    in_bot: Share = Field(0.5, description="the bot ends the easy ones first")
    in_resolution: Share = Field(0.5, description="harder cases are resolved less often")


class Centre(Noun):
    """One contact centre on one kind of day."""

    title: str = Field(
        ..., min_length=1, max_length=200, description="one line, for tables and plots"
    )
    why: str | None = Field(None, description="the thought behind a change")
    currency: str = Field("EUR", min_length=1, max_length=8, description="of every amount")
    day: Day | None = Field(None, description="opening hours and days played")
    horizon: Horizon | None = Field(None, description="instead of day: one stretch, steady state")
    sources: dict[str, str] = Field(
        default_factory=dict, description="where numbers come from: field path (with *) → source"
    )
    channels: dict[str, Channel] = Field(..., min_length=1)
    segments: dict[str, Segment] = Field(
        default_factory=lambda: {"all": Segment.model_validate({"share": 1.0})},
        description="default: one, all",
    )
    reasons: dict[str, Reason] = Field(..., min_length=1)
    steps: dict[str, Step] = Field(default_factory=dict)
    difficulty: Difficulty = Field(default_factory=lambda: Difficulty.model_validate({}))
    bots: dict[str, Bot] = Field(default_factory=dict)
    teams: dict[str, Team] = Field(..., min_length=1)
    approval: Approval = Field(default_factory=lambda: Approval.model_validate({}))
    returns: Returns = Field(default_factory=lambda: Returns.model_validate({}))
    memory: Memory = Field(default_factory=lambda: Memory.model_validate({}))
