"""What helps an agent while a customer is on the line."""

from pydantic import Field

from sim.scenario.fields import Money, Noun, Positive


class Assist(Noun):
    """Agent assist: suggestions, look-ups and notes beside the contact."""

    talk_factor: Positive | dict[str, Positive] = Field(
        1.0, description="factor on talk, by reason; not on wrap-up"
    )
    cost_per_contact: Money = Field(0.0, description="price of each contact that it helps with")
