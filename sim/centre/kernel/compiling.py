"""How the kernel's functions are compiled: without the GIL, exact arithmetic, kept by `entry`.

Set NUMBA_DISABLE_JIT=1 and the same functions run as plain Python, with the same bits: for
coverage, a debugger, or a print in the middle of a play.
"""

from collections.abc import Callable
from typing import Any

from numba import njit, types

from sim.compiled import IS_COMPILED

__all__ = ["apart", "part"]


def part(function: Callable[..., Any]) -> Any:
    """A function that becomes part of its caller."""
    return _widened(_NJIT(**_OPTIONS, forceinline=True)(function))


def apart(function: Callable[..., Any]) -> Any:
    """A function for what is rare: it stands apart from the loop."""
    return _widened(_NJIT(**_OPTIONS)(function))


# Called from compiled code alone: no wrapper for Python, and nothing is allocated.
_NJIT: Any = njit
_OPTIONS = {"nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}


def _widened(dispatcher: Any) -> Any:
    """Compile a function once, for whole numbers of 64 bits, whatever it is called with.

    Left to itself numba compiles it anew for each width of its arguments and for each constant.
    """
    if not IS_COMPILED:
        return dispatcher
    template = dispatcher.get_call_template

    def get_call_template(args: Any, kws: Any) -> Any:
        return template(tuple(_wide(one) for one in args), kws)

    dispatcher.get_call_template = get_call_template
    return dispatcher


def _wide(kind: Any) -> Any:
    kind = types.unliteral(kind)
    return types.int64 if isinstance(kind, types.Integer) else kind
