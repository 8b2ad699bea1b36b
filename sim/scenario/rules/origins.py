"""`[sources]` speaks of values that exist."""

from collections.abc import Iterator

from sim.scenario.declared import declared
from sim.scenario.finding import Finding, warning
from sim.scenario.paths import parse
from sim.scenario.scenario import Centre


def known_paths(centre: Centre) -> Iterator[Finding]:
    """A source names a field; misspelt, it would speak for nothing."""
    for pattern in centre.sources:
        path = ("sources", pattern)
        try:
            parts = parse(pattern)
        except ValueError:
            yield Finding(path, None, "is no path of a field", 'write "teams.*.agents"')
            continue
        if declared(parts) is None:
            yield warning(path, None, "names no field, so it speaks for nothing", "is it misspelt?")
