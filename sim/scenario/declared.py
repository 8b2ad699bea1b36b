"""What the nouns declare at a path: its kind, its description, its default, the names known there.

Everything is read from the type hints of the nouns, so a field is described once.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic.fields import FieldInfo

from sim.scenario.distributions import FAMILIES
from sim.scenario.fields import Noun
from sim.scenario.kinds import Kind
from sim.scenario.paths import Path
from sim.scenario.scenario import Centre

LAWS = ("law", "money law")


@dataclass(frozen=True)
class Shape:
    """The form of one place in a scenario; one of its parts is set.

    kind    a value of this kind may stand here
    noun    a table with the fields of this noun
    each    a table by name, or a list, each part of this shape
    is_list whether `each` are parts of a list
    choices the words that may stand here, if they are few
    """

    kind: Kind | None = None
    noun: type[Noun] | None = None
    each: Shape | None = None
    is_list: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declared:
    """One place in a scenario: its shape, and what its field says of it."""

    shape: Shape
    description: str = ""
    default: Any = None
    is_required: bool = True

    @classmethod
    def nothing(cls) -> Declared:
        """A place that no noun declares."""
        return cls(Shape())


@cache
def fields_of(noun: type[Noun]) -> dict[str, Declared]:
    """The fields of a noun by the name people write."""
    hints = typing.get_type_hints(noun, include_extras=True)
    return {
        info.alias or name: _declared(hints[name], info) for name, info in noun.model_fields.items()
    }


def _declared(hint: Any, info: FieldInfo) -> Declared:
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    return Declared(_shape(hint), info.description or "", default, info.is_required())


def _shape(hint: Any) -> Shape:
    if typing.get_origin(hint) is typing.Annotated:
        marks = [mark for mark in hint.__metadata__ if isinstance(mark, Kind)]
        return Shape(kind=marks[-1]) if marks else _shape(hint.__origin__)
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _union([_shape(part) for part in parts if part is not types.NoneType])
    if origin is dict:
        return Shape(each=_shape(parts[1]))
    if origin is list:
        return Shape(each=_shape(parts[0]), is_list=True)
    if origin is typing.Literal:
        return Shape(kind=Kind("text", ""), choices=parts)
    is_noun = isinstance(hint, type) and issubclass(hint, Noun)
    return Shape(noun=hint) if is_noun else Shape(kind=Kind("count" if hint is int else "text", ""))


def _union(shapes: list[Shape]) -> Shape:
    """A value or a table by name, such as `resolves = 0.9` and `resolves = { refund = 0.7 }`."""
    kind = next((shape.kind for shape in shapes if shape.kind), None)
    several = next((shape for shape in shapes if shape.each), Shape())
    noun = next((shape.noun for shape in shapes if shape.noun), None)
    choices = next((shape.choices for shape in shapes if shape.choices), ())
    return Shape(kind, noun, several.each, several.is_list, choices)


def declared(path: Path) -> Declared | None:
    """What stands at the path, names being free; None if no noun declares it.

    Inside a law, `mean`, `cv` and the like are declared as the numbers they are.
    """
    here = Declared(Shape(noun=Centre))
    for place, part in enumerate(path):
        shape = here.shape
        if shape.noun is not None and isinstance(part, str):
            inner = fields_of(shape.noun).get(part)
            if inner is None:
                return None
            here = inner
        elif shape.each is not None and (shape.is_list == isinstance(part, int)):
            if _is_law_part(shape.each, part):
                return _inside_law(shape.each, path[place:], here)
            here = Declared(shape.each, here.description)
        elif shape.kind is not None and shape.kind.name in LAWS:
            return _inside_law(shape, path[place:], here)
        else:
            return None
    return here


def _is_law_part(each: Shape, part: object) -> bool:
    """One law for all channels stands where a table of laws by channel may stand."""
    is_law = each.kind is not None and each.kind.name in LAWS
    return is_law and part in {"mean", "cv", "zero_share", *FAMILIES}


def _inside_law(law: Shape, rest: Path, here: Declared) -> Declared | None:
    name = rest[-1]
    if law.kind is None or len(rest) > 2 or (len(rest) == 2 and rest[0] not in FAMILIES):
        return None
    if name in ("cv", "shape", "zero_share"):
        kind = Kind("share" if name == "zero_share" else "number", "")
        return Declared(Shape(kind=kind), f"{name} of: {here.description}")
    if name in ("mean", "median", "from", "to", *FAMILIES):
        kind = Kind("duration", "s") if law.kind.name == "law" else Kind("money", "currency")
        return Declared(Shape(kind=kind), f"{name} of: {here.description}")
    return None


def is_by_name(path: Path) -> bool:
    """Whether the last part of the path is a name a planner chose, rather than a field."""
    above = declared(path[:-1])
    return above is not None and above.shape.each is not None and not above.shape.is_list


def leaves(tree: Any) -> Iterator[tuple[Path, Any, Declared]]:
    """Every value of a tree with its path and declaration; unknown keys are passed by."""
    yield from _leaves(tree, (), Declared(Shape(noun=Centre)))


def _leaves(node: Any, path: Path, here: Declared) -> Iterator[tuple[Path, Any, Declared]]:
    shape = here.shape
    if shape.noun is not None and isinstance(node, dict):
        known = fields_of(shape.noun)
        for name, value in node.items():
            if name in known:
                yield from _leaves(value, (*path, name), known[name])
    elif shape.each is not None and isinstance(node, dict) and not _whole_law(shape.each, node):
        for name, value in node.items():
            yield from _leaves(value, (*path, name), Declared(shape.each, here.description))
    elif shape.each is not None and isinstance(node, list) and shape.is_list:
        for place, value in enumerate(node):
            yield from _leaves(value, (*path, place), Declared(shape.each, here.description))
    elif shape.each is not None and _is_law(shape.each):
        yield path, node, Declared(shape.each, here.description)
    elif shape.kind is not None:
        yield path, node, here


def _is_law(shape: Shape) -> bool:
    return shape.kind is not None and shape.kind.name in LAWS


def _whole_law(each: Shape, node: dict[str, Any]) -> bool:
    return _is_law(each) and any(_is_law_part(each, name) for name in node)
