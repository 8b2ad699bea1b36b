"""Who the people of a team are: what they know, how they differ, learn and are moved.

Everything here is a factor on what is stated for the team.
"""

from typing import Protocol

from pydantic import Field

from sim.scenario.fields import Money, NonNegative, Noun, Positive, Share


class Level(Noun):
    """A level of proficiency, and the share of a team's agents who stand on it."""

    share: Share = Field(..., description="of the team's agents; the shares of all levels make 1")
    talk_factor: Positive = Field(1.0, description="factor on their talk; above 1 they are slower")
    resolves_factor: NonNegative = Field(
        1.0, description="factor on the share the team resolves; a product above 1 counts as 1"
    )


class Learning(Noun):
    """New agents become faster and surer with each doubling of their weeks, until they are mature.

    A power law of practice (Wright 1936, doi:10.2514/8.155): with w weeks behind them, d =
    log2(mature_after / w) doublings lie ahead; talk takes 1 / talk_rate^d of what it takes the
    mature, and they resolve resolves_rate^d of what the mature do.
    """

    new_share: Share = Field(..., description="of the team's agents who are not mature yet")
    from_weeks: Positive = Field(1.0, description="weeks on the job of the newest of them")
    to_weeks: Positive = Field(
        ..., description="of the longest there; the others lie evenly in between"
    )
    mature_after: Positive = Field(..., description="weeks after which nothing more is learnt")
    talk_rate: Positive = Field(
        1.0, description="what talk falls to with each doubling of the weeks, such as 0.9"
    )
    resolves_rate: Share = Field(
        1.0, description="share resolved is less by this factor for each doubling ahead"
    )


class Incentive(Noun):
    """Pay or recognition that moves a team, and what it costs."""

    talk_factor: Positive = Field(1.0, description="factor on everybody's talk")
    resolves_factor: NonNegative = Field(1.0, description="factor on the share the team resolves")
    cost_per_paid_hour: Money = Field(0.0, description="on top of the wage")


class _Team(Protocol):
    @property
    def levels(self) -> dict[str, Level]: ...

    @property
    def incentive(self) -> Incentive | None: ...


def mean_talk_factor(team: _Team) -> float:
    """Mean factor on the talk of a team's agents once nobody is new."""
    mean = sum(level.share * level.talk_factor for level in team.levels.values()) or 1.0
    return mean * (team.incentive.talk_factor if team.incentive else 1.0)
