"""From a path as people write it to the checked value that stands there."""

from typing import Any

from sim.scenario.distributions import Law
from sim.scenario.fields import Noun
from sim.scenario.paths import Path, get
from sim.scenario.scenario import Centre


def value_at(centre: Centre, path: Path) -> Any:
    """The checked value at a path. Raises KeyError, IndexError or TypeError if there is none."""
    node: Any = centre
    for part in path:
        node = _field(node, str(part)) if isinstance(node, Noun) else get(node, (part,))
    return node


def _field(noun: Noun, name: str) -> Any:
    for attribute, info in type(noun).model_fields.items():
        if name in (attribute, info.alias):
            return getattr(noun, attribute)
    raise KeyError(name)


def law_at(centre: Centre, path: Path) -> Law | None:
    """The law at a path, None if something else stands there; one law for all is its own."""
    try:
        value = value_at(centre, path)
    except (KeyError, IndexError, TypeError):
        return None
    if isinstance(value, dict) and set(value) == {"*"}:
        value = value["*"]
    return value if isinstance(value, Law) else None
