"""What can be compiled, said without importing the compiler.

A marked function stays what it is for Python. Compiled code that calls it gets what `make` returns,
once numba is there.
"""

import os
from collections.abc import Callable
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])

IS_COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")
"""Whether functions run as machine code; what is written as such has a plain twin."""

SHARED: list[Callable[..., Any]] = []
"""Rules that plain and compiled code share."""

SYMBOLS: dict[str, int] = {}
"""Addresses of functions that machine code calls by name."""


class Compilable:
    """A plain function, and what compiled code calls in its place.

    make    makes that: a numba function or intrinsic; called once, when numba is there
    """

    def __init__(self, plain: Callable[..., Any], make: Callable[[], Any]) -> None:
        self.plain, self._make = plain, make
        self.__name__, self.__doc__ = plain.__name__, plain.__doc__
        self._made: Any = None

    def __call__(self, *arguments: Any) -> Any:
        return self.plain(*arguments)

    @property
    def is_made(self) -> bool:
        """Whether compiled code has called it before."""
        return self._made is not None

    def made(self) -> Any:
        """What compiled code calls."""
        if self._made is None:
            self._made = self._make()
        return self._made


def part(function: Function) -> Function:
    """A rule about single numbers, which becomes part of whoever asks it."""
    if not IS_COMPILED:
        return function
    return cast("Function", Compilable(function, lambda: making().part_of(function)))


def shared(function: Function) -> Function:
    """A rule that plain code calls as often as compiled code: it stays a plain function."""
    SHARED.append(function)
    return function


def symbol(name: str, address: int) -> None:
    """Let machine code call what lies at an address by a name."""
    SYMBOLS[name] = address


def making() -> Any:
    """The compiler's side, imported when something has to be compiled."""
    from sim.compiled import making as compiler  # noqa: PLC0415  (numba takes half a second)

    return compiler
