"""What is known costs no more than what is not."""

from collections.abc import Iterator

from sim.scenario.finding import Finding, warning
from sim.scenario.scenario import Centre


def recalls(centre: Centre) -> Iterator[Finding]:
    """To know a case usually saves time."""
    for name in type(centre.memory).model_fields:
        recall = getattr(centre.memory, name)
        if recall.known_factor > recall.unknown_factor:
            rule = f"is above unknown_factor = {recall.unknown_factor:g}"
            path = ("memory", name, "known_factor")
            yield warning(path, recall.known_factor, rule, "to know a case usually saves time")
