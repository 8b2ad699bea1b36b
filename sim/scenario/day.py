"""When the centre is open, which days are played, and what is measured."""

from pydantic import Field

from sim.scenario.fields import Clock, NonNegative, Noun, Seconds, Share, TimeLaw


class OutsideHours(Noun):
    """What becomes of a contact that finds its live channel closed and no bot to meet."""

    moves: Share = Field(0.0, description="share that goes on in another channel at once")
    to: str | None = Field(None, description="that channel; one that takes contacts at any hour")
    tries_again: Share = Field(0.0, description="share of the others that tries again once open")
    after_opening: TimeLaw | None = Field(None, description="how long after opening they try again")


class Day(Noun):
    """One ordinary day, played several times in a row so that yesterday reaches today."""

    opens: Clock = Field(..., description="opening of every channel that names no other")
    closes: Clock = Field(..., description="closing; 24:00 is midnight")
    interval: Seconds = Field(1800.0, description="length of a reporting interval: 15m, 30m or 1h")
    lead_in: int = Field(0, ge=0, le=60, description="like days played before the measured one")
    follow_days: int = Field(0, ge=0, le=60, description="like days played after it, for its cases")
    busyness: NonNegative = Field(
        0.0,
        description="coefficient of variation of a factor on the day's volume, all reasons alike",
    )
    outside_hours: OutsideHours = Field(
        default_factory=lambda: OutsideHours.model_validate({}),
        description="what becomes of contacts outside opening hours",
    )


class Horizon(Noun):
    """One long stretch without nights, for steady-state questions; instead of `[day]`."""

    lasts: Seconds = Field(
        ..., description="contacts arrive so long; then the queues are served out"
    )
    warm_up: Seconds = Field(0.0, description="contacts that arrive before are not measured")
    interval: Seconds = Field(3600.0, description="length of a reporting interval")
