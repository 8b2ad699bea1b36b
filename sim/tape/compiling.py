"""How the tape's passes are compiled: cached on disk, without the GIL, exact arithmetic.

No pass makes an array, so none counts references: counting costs more than drawing. Set
NUMBA_DISABLE_JIT=1 and the same functions run as plain Python, with the same bits.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

Function = TypeVar("Function", bound=Callable[..., Any])

IS_COMPILED = not getattr(numba.config, "DISABLE_JIT")  # noqa: B009  (unknown to its own types)
"""Whether functions run as machine code; what is written as such has a plain twin."""

_options: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}
_pass = numba.njit(**_options)
_part = numba.njit(forceinline=True, **_options)


def compiled(function: Function) -> Function:
    """A pass that is called from Python."""
    return cast("Function", _pass(function))


def part(function: Function) -> Function:
    """A function that becomes part of its caller."""
    return cast("Function", _part(function))


@part
def whole(value: Any) -> Any:
    """A number from a narrow column, wide enough to count with."""
    return np.int64(value)
