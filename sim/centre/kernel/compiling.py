"""How the kernel's functions are compiled: each once, as part of the loop or apart from it.

Set NUMBA_DISABLE_JIT=1 and the same functions run as plain Python, with the same bits: for
coverage, a debugger, or a print in the middle of a play.
"""

from collections.abc import Callable
from typing import Any

from sim import compiled
from sim.compiled import Compilable, marks

__all__ = ["apart", "part"]


def part(function: Callable[..., Any]) -> Any:
    """A function that becomes part of its caller."""
    return _marked(function, is_part=True)


def apart(function: Callable[..., Any]) -> Any:
    """A function for what is rare: it stands apart from the loop."""
    return _marked(function, is_part=False)


def _marked(function: Callable[..., Any], *, is_part: bool) -> Any:
    if not compiled.IS_COMPILED:
        return function

    def make() -> Any:
        compiler = marks.making()
        made = compiler.part_of(function) if is_part else compiler.whole(function)
        return compiler.widened(made)

    return Compilable(function, make)
