"""Own rules as an engine asks them: whatever goes wrong inside, the answer is nan."""

from collections.abc import Callable
from math import nan

from sim.scenario.policy import Rule


def guarded(rule: Rule) -> Callable[..., float]:
    """The rule with its answer as a float; nan if it fails or gives no number."""

    def ask(*given: float) -> float:
        try:
            return 1.0 * rule(*given)
        except (ArithmeticError, IndexError, TypeError, ValueError):
            return nan

    return ask
