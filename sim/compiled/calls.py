"""Calls from Python into machine code: one array of words, one address.

What is handed over is flattened into words of 64 bits: numbers as they are, an array as the address
of the NumPy object that describes it. Machine code is made for one form of arguments, and a call
with another form makes another.
"""

import ctypes
import struct
import threading
from array import array
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np

from sim.compiled import store
from sim.compiled.layout import ARRAYS_ARE_READ_RIGHT, FAILED, NOT_CONTIGUOUS
from sim.compiled.marks import IS_COMPILED, Compilable, making
from sim.errors import UsageError

Function = TypeVar("Function", bound=Callable[..., Any])

_DOUBLE, _WORD = struct.Struct("d"), struct.Struct("q")
_LOCK = threading.RLock()


def compiled(function: Function) -> Function:
    """A function that is called from Python, with arrays, numbers, and named tuples of them.

    Arrays must be contiguous. It returns None, a number, or a tuple of numbers.
    """
    return cast("Function", Entry(function)) if IS_COMPILED else function


class _Code(NamedTuple):
    """Machine code for one form of arguments: the form, the letters of what it returns."""

    form: list[Any]
    call: Callable[[int], int]
    returns: str


class Entry(Compilable):
    """A function whose calls from Python run as machine code."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function, lambda: making().whole(function))
        self._codes: list[_Code] = []

    def __call__(self, *arguments: Any) -> Any:
        words: list[int] = []
        form: list[Any] = []
        flatten(arguments, words, form)
        for code in self._codes:
            if code.form == form:
                break
        else:
            code = self._code_for(form, arguments)
        given = array("q", words)
        given.extend(0 for _ in code.returns)
        status = code.call(given.buffer_info()[0])
        if status == FAILED:
            return self.plain(*arguments)  # it raises what machine code can only hint at
        if status >= NOT_CONTIGUOUS:
            place = status - NOT_CONTIGUOUS
            raise TypeError(f"{self.__name__}: array number {place} is not contiguous")
        returned = [_number(*pair) for pair in zip(code.returns, given[len(words) :], strict=True)]
        return tuple(returned) if len(returned) > 1 else returned[0] if returned else None

    def _code_for(self, form: list[Any], arguments: tuple[Any, ...]) -> _Code:
        """The machine code for a form: from the store, or made now and put there."""
        if not ARRAYS_ARE_READ_RIGHT:
            raise UsageError(
                f"compiled code cannot read the arrays of NumPy {np.__version__} with this Python; "
                "set NUMBA_DISABLE_JIT=1 to run it as plain Python, or install another NumPy"
            )
        with _LOCK:
            for code in self._codes:
                if code.form == form:
                    return code
            name = f"{self.plain.__module__}.{self.plain.__qualname__}"
            kept = store.find(name, form)
            if kept is None:
                kept = making().machine_code(self.plain, arguments)
                store.keep(name, form, kept)
            address = store.loaded(kept)
            call = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_int64)(address)
            code = _Code(form, call, kept.returns)
            self._codes.append(code)
            return code


def flatten(value: Any, words: list[int], form: list[Any]) -> None:
    """The words of a value, and its form: types of its arrays, letters of its numbers."""
    if isinstance(value, np.ndarray):
        words.append(id(value))
        form.append(value.dtype)
        form.append(value.ndim)
    elif isinstance(value, tuple):
        for item in value:
            flatten(item, words, form)
    elif isinstance(value, float):
        words.append(_WORD.unpack(_DOUBLE.pack(value))[0])
        form.append("f")
    else:
        words.append(int(value))
        form.append("b" if isinstance(value, bool | np.bool_) else "i")


def _number(letter: str, word: int) -> float:
    """A number from a word."""
    if letter == "f":
        return float(_DOUBLE.unpack(_WORD.pack(word))[0])
    return bool(word) if letter == "b" else word
