"""Every lever of a scenario: what can be changed, what it is now, what it means."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.durations import format_clock, format_duration
from sim.scenario.declared import LAWS, Declared, declared, fields_of, leaves
from sim.scenario.distributions import Law
from sim.scenario.intervals import is_table, printed_table
from sim.scenario.paths import Path, Tree, get, has, written
from sim.scenario.scenario import Centre
from sim.scenario.variant import Scenario
from sim.scenario.wording import shown


@dataclass(frozen=True)
class Lever:
    """A path into a scenario that a change can set.

    path    such as `bots.assistant.contains.refund`
    value   what it is now, as it would be typed
    unit    agents, s, share of 1, the currency …; for words, the words allowed
    meaning what the field says of itself
    parts   numbers of a law that can be changed by themselves: `mean`, `cv`
    stated  whether the scenario says so; otherwise it is a default
    """

    path: str
    value: str
    unit: str
    meaning: str
    parts: tuple[str, ...] = ()
    stated: bool = True


def levers(scenario: Scenario) -> list[Lever]:
    """All levers of a scenario, in the order of its nouns; defaults included."""
    found = [
        _lever(path, value, here, scenario.centre.currency)
        for path, value, here in leaves(scenario.raw)
        if _is_lever(path, here)
    ]
    found += _defaults(scenario.raw, (), scenario.centre.currency)
    order = {name: place for place, name in enumerate(type(scenario.centre).model_fields)}
    return sorted(found, key=lambda lever: order[lever.path.partition(".")[0]])


def _is_lever(path: Path, here: Declared) -> bool:
    kind = here.shape.kind
    if kind is None or path[-1] in ("formula", "stream"):
        return False
    return kind.name != "text" or bool(here.shape.choices)


def _lever(path: Path, value: Any, here: Declared, currency: str, stated: bool = True) -> Lever:
    kind = here.shape.kind
    unit = kind.unit if kind else ""
    if here.shape.choices:
        unit = " or ".join(here.shape.choices)
    parts = tuple(_parts(value)) if kind and kind.name in LAWS else ()
    text = printed_table(value, None) if is_table(value) else _typed(value)
    unit = currency if unit == "currency" else unit
    return Lever(written(path), text, unit, here.description, parts, stated)


def _typed(value: Any) -> str:
    return value if isinstance(value, str) else shown(value)


def _parts(law: Any) -> Iterator[str]:
    if isinstance(law, dict):
        for name, value in law.items():
            if isinstance(value, dict):
                yield from (f"{name}.{inner}" for inner in _parts(value))
            else:
                yield name


def _defaults(tree: Tree, path: Path, currency: str) -> Iterator[Lever]:
    """Fields that the scenario leaves at a default which can be changed by itself."""
    here = declared(path) if path else None
    noun = here.shape.noun if here else None
    node = get(tree, path) if has(tree, path) else {}
    if path and noun is None:
        if here and here.shape.each and here.shape.each.noun and isinstance(node, dict):
            for name in node:
                yield from _defaults(tree, (*path, name), currency)
        return
    for name, part in fields_of(noun or Centre).items():
        below = (*path, name)
        is_nested = part.shape.noun is not None or part.shape.each is not None
        if is_nested and (has(tree, below) or part.default):
            yield from _defaults(tree, below, currency)
        if not has(tree, below) and part.shape.kind is not None and _is_lever(below, part):
            text = _default_text(part)
            if text is not None:
                yield _lever(below, text, part, currency, stated=False)


def _default_text(part: Declared) -> str | None:
    value = part.default
    if value is None or isinstance(value, Law) or part.shape.kind is None:
        return None
    if part.shape.kind.name == "duration":
        return format_duration(value)
    if part.shape.kind.name == "clock":
        return format_clock(value)
    return _typed(value)
