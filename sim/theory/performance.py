"""What a planner reads off a queue in the long run, whichever model it comes from."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sim.theory.arguments import check_not_negative


@dataclass(frozen=True)
class Performance:
    """The long-run figures of one queue and the team that serves it.

    Shares are of all contacts offered unless the line says otherwise. A figure about
    answered contacts is NaN where none is ever answered.
    """

    arrivals_per_s: float
    """Contacts offered in a second."""
    handle_mean_s: float
    """Mean handle time, seconds."""
    agents: int
    """People on the queue."""
    wait_share: float
    """Share of contacts that find no agent free, the blocked among them."""
    blocked_share: float
    """Share of contacts that find no place to wait either, and are lost."""
    abandonment_rate: float
    """Abandoned / offered."""
    wait_mean_s: float
    """Mean wait of all contacts admitted, seconds: who abandons has waited his patience."""
    asa_s: float
    """Mean wait of the answered contacts, seconds."""
    queue_mean: float
    """Mean number of contacts waiting."""
    occupancy: float
    """Share of the agents' time spent handling."""
    answered_within: Callable[[float], float] | None = field(
        default=None, repr=False, compare=False
    )
    """Answered within so many seconds / offered; None where the model does not tell."""

    @property
    def queued_share(self) -> float:
        """Share of contacts that join the queue."""
        return self.wait_share - self.blocked_share

    @property
    def answered_share(self) -> float:
        """Share of contacts that reach an agent."""
        return 1.0 - self.blocked_share - self.abandonment_rate

    def service_level(self, threshold_s: float) -> float:
        """Answered with a wait of at most `threshold_s` seconds / offered.

        Raises ValueError for a negative threshold, and for a model that gives mean waits
        but not their law (any handle time, priorities).
        """
        check_not_negative(threshold_s=threshold_s)
        if self.answered_within is None:
            raise ValueError("service_level: this model gives the mean wait, not its law")
        return self.answered_within(threshold_s)
