"""Cases that need a person: complaints, grief, fear."""

from pydantic import Field

from sim.scenario.fields import Noun, Positive, Share


class Emotion(Noun):
    """The emotional cases of a reason; what they are once, they are in all their contacts."""

    share: Share = Field(..., description="of the cases that begin with this reason")
    talk_factor: Positive = Field(1.0, description="factor on the talk of other cases")
