"""Columns of one table in one block of memory.

A large block is given to a process in large pages, many small ones in small pages; a column of its
own is seldom large enough. To touch a page for the first time costs as much as playing with what
lies in it, so that a table in one block is made four times as fast (Linux, madvise; NumPy asks for
large pages from 4 MB on).
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

_LINE = 64  # bytes; a column begins where a line of the processor's cache begins


def columns(wanted: Iterable[tuple[int, DTypeLike]], *, zeros: bool = False) -> list[NDArray[Any]]:
    """Arrays of so many rows and such a type; they hold anything, or zeros.

    Zeros that nothing is written to take no memory. The block lives as long as any of them.
    """
    places, end = [], 0
    for rows, kind in wanted:
        dtype = np.dtype(kind)
        places.append((end, rows, dtype))
        end += -(-rows * dtype.itemsize // _LINE) * _LINE
    block = (np.zeros if zeros else np.empty)(end, np.uint8)
    return [
        block[begin : begin + rows * dtype.itemsize].view(dtype) for begin, rows, dtype in places
    ]


_ZEROS = [np.zeros(0)]


def untouched(size: int) -> NDArray[np.float64]:
    """Zeros that nobody may write to: one column of them serves everybody, and takes no memory."""
    zeros = _ZEROS[0]
    if zeros.size < size:
        zeros = np.zeros(max(size, 2 * zeros.size))
        zeros.setflags(write=False)
        _ZEROS[0] = zeros
    return zeros[:size]
