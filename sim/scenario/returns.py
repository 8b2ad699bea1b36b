"""Who comes back, by what went wrong."""

from typing import Annotated

from pydantic import Field

from sim.scenario.fields import Noun, Share, TimeLaw


class Return(Noun):
    """A share that makes contact again, when, and where."""

    share: Share = Field(..., description="that comes back")
    after: TimeLaw = Field(..., description="how long after")
    same_channel: Share | None = Field(
        None, description="share that uses the same channel again; the others follow the mix"
    )
    mix: dict[str, Share] | None = Field(None, description="channels they come back on; together 1")
    skips_bot: Share = Field(0.0, description="of them: ask for a person at once")
    becomes: str | None = Field(None, description="reason they now come with")


class Returns(Noun):
    """A row by cause; a cause without a row never comes back."""

    if_unresolved: Return | None = Field(None, description="last step failed, or closed unsolved")
    if_falsely_contained: Return | None = Field(None, description="the bot ended it, unsolved")
    if_left_in_bot: Return | None = Field(None, description="hung up in the bot")
    if_abandoned: Return | None = Field(None, description="gave up waiting")
    if_blocked: Return | None = Field(None, description="met a full queue")
    if_cleared: Return | None = Field(None, description="sent away at closing")
    if_refused: Return | None = Field(None, description="claim refused")
    at_most: Annotated[int, Field(ge=1, le=50)] = Field(4, description="contacts of one case")
