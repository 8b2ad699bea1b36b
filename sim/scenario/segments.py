"""Kinds of customer."""

from pydantic import Field

from sim.scenario.fields import NonNegative, Noun, Positive, Seconds, Share


class Segment(Noun):
    """A share of the customers that differs in value, head start and patience."""

    share: Share = Field(..., description="of all cases; the shares of all segments make 1")
    head_start: Seconds = Field(0.0, description="queues as if it had already waited so long")
    value: NonNegative = Field(1.0, description="factor on the reason's urgency in the queue")
    patience_factor: Positive = Field(1.0, description="factor on the channel's patience")
