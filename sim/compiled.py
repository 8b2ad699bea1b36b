"""How functions are compiled: cached on disk, without the GIL, exact arithmetic.

No compiled function makes an array, so none counts references: that would cost more than what it
does. Set NUMBA_DISABLE_JIT=1 and the same functions run as plain Python, with the same bits.

numba keeps machine code on disk and looks at one file alone, the function's own, to see whether
it is still true. Our functions call each other across files; so the stamp of every cached one
holds a digest of all files that anything compiled is made from.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

IS_COMPILED = not getattr(numba.config, "DISABLE_JIT")  # noqa: B009  (unknown to its own types)
"""Whether functions run as machine code; what is written as such has a plain twin."""

_HERE = Path(__file__).parent
_MADE_FROM = ("scenario", "plan", "tape", "centre", "measure")


@cache
def digest() -> str:
    """SHA-256 of every file that compiled code could be made from."""
    total = hashlib.sha256()
    for room in _MADE_FROM:
        for path in sorted((_HERE / room).rglob("*.py")):
            total.update(str(path.relative_to(_HERE)).encode())
            total.update(path.read_bytes())
    return total.hexdigest()


_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}
_pass = numba.njit(**_OPTIONS)
_part = numba.njit(forceinline=True, **_OPTIONS)


def compiled(function: Function) -> Function:
    """A function that is called from Python."""
    return cast("Function", _dated(_pass(function)))


def part(function: Function) -> Function:
    """A rule about single numbers, which becomes part of whoever asks it."""
    return cast("Function", _dated(_part(function)))


def _dated(function: Any) -> Any:
    """A cached function whose cache notices an edit anywhere."""
    kept = getattr(getattr(function, "_cache", None), "_cache_file", None)
    if kept is not None:
        kept._source_stamp = (kept._source_stamp, digest())  # noqa: SLF001  (numba offers no door)
    return function
