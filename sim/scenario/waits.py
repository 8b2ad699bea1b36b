"""What makes waiting bearable, and what is owed for it."""

from pydantic import Field

from sim.scenario.fields import Money, Noun, Positive, Seconds


class Comfort(Noun):
    """Something pleasant for those who wait: snacks, music, a game."""

    patience_factor: Positive = Field(1.0, description="factor on the patience of who waits")
    cost_per_waiting: Money = Field(0.0, description="for each visit that is not answered at once")


class Compensation(Noun):
    """Something owed to whoever is answered late."""

    after: Seconds = Field(..., description="an answer after a longer wait is compensated")
    amount: Money = Field(..., description="paid for each")
