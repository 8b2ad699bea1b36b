"""How the passes are compiled: cached on disk, without the GIL, exact arithmetic.

No pass makes an array, so none counts references: that would cost more than what it does. Set
NUMBA_DISABLE_JIT=1 and the same functions run as plain Python, with the same bits.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}
_pass = numba.njit(**_OPTIONS)
_part = numba.njit(forceinline=True, **_OPTIONS)


def compiled(function: Function) -> Function:
    """A pass that is called from Python."""
    return cast("Function", _pass(function))


def part(function: Function) -> Function:
    """A rule about single numbers, which becomes part of the pass that asks it."""
    return cast("Function", _part(function))
