"""`[sources]` speaks of values that exist."""

from collections.abc import Iterator

from sim.scenario.declared import declared, fields_of
from sim.scenario.finding import Finding, warning
from sim.scenario.paths import Path, parse
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
        if not _names_a_field((), parts):
            yield warning(path, None, "names no field, so it speaks for nothing", "is it misspelt?")


def _names_a_field(done: Path, rest: Path) -> bool:
    """Whether a pattern names anything; `*` may stand for a field, too."""
    here = declared(done)
    if here is None or not rest:
        return here is not None
    if rest[0] == "*" and here.shape.noun is not None:
        return any(_names_a_field((*done, name), rest[1:]) for name in fields_of(here.shape.noun))
    return _names_a_field((*done, rest[0]), rest[1:])
