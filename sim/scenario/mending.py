"""A stand-in for a tree with faults, so that the rules between fields can still be checked."""

from typing import Any

from pydantic import ValidationError

from sim.scenario.declared import Declared, declared, fields_of
from sim.scenario.paths import Path, Tree, copied
from sim.scenario.refusals import path_of
from sim.scenario.scenario import Centre

_STAND_INS = {
    "duration": "1m",
    "clock": "12:00",
    "number": 0.5,
    "share": 0.5,
    "money": 1,
    "count": 1,
    "headcount": 1,
    "law": "1m",
    "money law": 1,
    "text": "stand-in",
}
_ROUNDS = 4


def mended(tree: Tree) -> Centre | None:
    """The centre with every refused value left out or replaced; None if that does not help."""
    patched = copied(tree)
    for _ in range(_ROUNDS):
        try:
            return Centre.model_validate(patched, context={"written": True})
        except ValidationError as error:
            paths = {path_of(found, patched): found["type"] for found in error.errors()}
        for path in sorted(paths, key=lambda path: tuple(map(str, path)), reverse=True):
            if not _mend(patched, path):
                return None
    return None


def _mend(tree: Any, path: Path) -> bool:
    here = declared(path)
    node = tree
    try:
        for part in path[:-1]:
            node = node[part]
        if here is not None and here.is_required:
            stand_in = _stand_in(here)
            if stand_in is None:
                return False
            node[path[-1]] = stand_in
        else:
            del node[path[-1]]
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _stand_in(here: Declared) -> Any:
    shape = here.shape
    if shape.kind is not None:
        return _STAND_INS.get(shape.kind.name)
    if shape.noun is not None:
        required = {name: part for name, part in fields_of(shape.noun).items() if part.is_required}
        return {name: _stand_in(part) for name, part in required.items()}
    return ["stand-in"] if shape.is_list else None
