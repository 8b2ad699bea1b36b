"""How much longer or shorter an agent talks for what is known of a case: one factor of a table."""

from dataclasses import dataclass

from sim.plan.codes import Way
from sim.scenario.memory import Recall
from sim.scenario.scenario import Centre

UNKNOWN, KNOWN = range(2)


@dataclass(frozen=True)
class Memory:
    """What is known of a case, and what that makes of the talk.

    remembers   whether any way of coming back to an agent makes a difference
    known       [way] share of the contacts in which the case is at hand
    recall      [bot + 1, first without × way × (unknown, known)] factor on talk
    """

    remembers: bool
    known: tuple[float, ...]
    recall: tuple[tuple[tuple[float, float], ...], ...]


def memory(centre: Centre, bots: tuple[str, ...]) -> Memory:
    """The memory of a scenario: what its bots hand over times what its agents know."""
    stated = centre.memory
    fresh = Recall.model_validate({})
    ways = {
        Way.FRESH: fresh,
        Way.TRANSFERRED: stated.on_transfer,
        Way.RETURNED: stated.on_return,
        Way.CHANGED_CHANNEL: stated.on_change_of_channel,
    }
    handed_over = [1.0, *(1.0 - centre.bots[name].context_saves for name in bots)]
    return Memory(
        remembers=any(recall != fresh for recall in ways.values()),
        known=tuple(ways[way].known for way in Way),
        recall=tuple(
            tuple((saved * ways[way].unknown_factor, saved * ways[way].known_factor) for way in Way)
            for saved in handed_over
        ),
    )
