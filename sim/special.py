"""The functions of `scipy.special`, without what it costs to enter.

`scipy.special` makes itself ready for arrays of other packages and takes ten times as long to
import as the module that its functions come from. The functions are the same objects; so are
their bits. Where SciPy is built otherwise, it is entered by its own door.
"""

import importlib
import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_ROOM = "scipy.special"
_NAMES = ("boxcox", "gamma", "gammaincinv", "inv_boxcox", "log1p", "ndtr", "ndtri", "stdtrit")


def _functions() -> ModuleType:
    if _ROOM in sys.modules:
        return sys.modules[_ROOM]
    inside = module_inside("_ufuncs")
    if inside is None or not all(hasattr(inside, name) for name in _NAMES):
        return importlib.import_module(_ROOM)
    return inside


def module_inside(name: str) -> ModuleType | None:
    """A module of the package, entered without the package where possible; None without it."""
    full = f"{_ROOM}.{name}"
    try:
        if _ROOM in sys.modules:
            return importlib.import_module(full)
        return _past_the_door(find_spec(_ROOM), full)
    except ImportError:
        return None


def _past_the_door(spec: ModuleSpec | None, full: str) -> ModuleType | None:
    """The module inside, imported while an empty package stands for the one around it."""
    if spec is None or not spec.submodule_search_locations:
        return None
    around = ModuleType(_ROOM)
    around.__path__ = list(spec.submodule_search_locations)
    sys.modules[_ROOM] = around
    try:
        return importlib.import_module(full)
    finally:
        del sys.modules[_ROOM]


_from: Any = _functions()

boxcox = _from.boxcox
gamma = _from.gamma
gammaincinv = _from.gammaincinv
inv_boxcox = _from.inv_boxcox
log1p = _from.log1p
ndtr = _from.ndtr
ndtri = _from.ndtri
stdtrit = _from.stdtrit
