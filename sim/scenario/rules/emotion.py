"""Whom a bot is kept from, there are some of."""

from collections.abc import Iterator

from sim.scenario.finding import Finding, warning
from sim.scenario.scenario import Centre


def somebody_to_spare(centre: Centre) -> Iterator[Finding]:
    """A bot that is kept from emotional cases needs a reason that has any."""
    if any(reason.emotion is not None for reason in centre.reasons.values()):
        return
    for name, bot in centre.bots.items():
        if bot.emotional_takes < 1.0:
            rule = "no reason has emotional cases"
            remedy = "give one emotion = { share = 0.1, talk_factor = 1.3 }"
            yield warning(("bots", name, "emotional_takes"), bot.emotional_takes, rule, remedy)
