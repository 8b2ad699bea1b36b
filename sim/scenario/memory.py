"""What the centre still knows when a case has to be told once more."""

from pydantic import Field

from sim.scenario.fields import Noun, Positive, Share


def _at_once() -> "Recall":
    return Recall.model_validate({})


class Recall(Noun):
    """One way in which a case comes to an agent after another agent has heard it."""

    known: Share = Field(1.0, description="share of the contacts in which the case is at hand")
    known_factor: Positive = Field(1.0, description="factor on talk where it is")
    unknown_factor: Positive = Field(
        1.0, description="factor on talk where the customer must tell it again"
    )


class Memory(Noun):
    """Context memory: what a case costs that has been told before."""

    on_return: Recall = Field(
        default_factory=_at_once, description="a later contact on the channel of the one before"
    )
    on_transfer: Recall = Field(
        default_factory=_at_once, description="a further step of the same contact"
    )
    on_change_of_channel: Recall = Field(
        default_factory=_at_once, description="a later contact on another channel"
    )
