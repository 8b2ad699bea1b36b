"""Columns of one table in one block of memory, used again when nobody looks at it any more.

To touch memory for the first time costs as much as playing with what lies in it. A large block is
given to a process in large pages, many small ones in small pages (Linux, madvise; NumPy asks for
large pages from 4 MB on); a column of its own is seldom large enough. And the next replication asks
for as much as the last one gave back: memory that went back to the system meanwhile has to be
cleared again, and on a shared machine to be found again.
"""

import sys
from collections.abc import Callable, Iterable
from math import prod
from threading import Lock
from typing import Any, cast

import numpy as np
from numpy.typing import DTypeLike, NDArray

_LINE = 64  # bytes; a column begins where a line of the processor's cache begins

# Smaller blocks are quickly had; of larger ones so many bytes are kept in all, from one replication
# to the next and after the last one.
_SMALLEST, _AT_MOST, _AT_REST = 1 << 16, 1 << 32, 1 << 28

_blocks: list[NDArray[np.uint8]] = []
_lock = Lock()


def columns(wanted: Iterable[tuple[int, DTypeLike]], *, zeros: bool = False) -> list[NDArray[Any]]:
    """Arrays of so many rows and such a type; they hold anything, or zeros.

    The block lives, and is nobody else's, as long as any of them.
    """
    places, end = [], 0
    for rows, kind in wanted:
        dtype = np.dtype(kind)
        places.append((end, rows, dtype))
        end += -(-rows * dtype.itemsize // _LINE) * _LINE
    with _lock:
        block = _kept(end)
        is_new = block is None
        if block is None:  # of new zeros, those that nothing is written to take no memory
            block = (np.zeros if zeros else np.empty)(end, np.uint8)
        table = [
            block[begin : begin + rows * dtype.itemsize].view(dtype)
            for begin, rows, dtype in places
        ]
    if zeros and not is_new:
        block[:end] = 0
    return table


def empty(shape: int | tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """An array that holds anything, in a block of its own if it is large."""
    return _array(shape, dtype, np.empty, zeros=False)


def zeros(shape: int | tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """An array of zeros, in a block of its own if it is large."""
    return _array(shape, dtype, np.zeros, zeros=True)


def _array(
    shape: int | tuple[int, ...], dtype: DTypeLike, small: Callable[..., Any], *, zeros: bool
) -> NDArray[Any]:
    size = prod(shape) if isinstance(shape, tuple) else shape
    if size < _SMALLEST:  # one way to make it would do, but this one is quicker
        return cast("NDArray[Any]", small(shape, dtype))
    (column,) = columns([(size, dtype)], zeros=zeros)
    return column.reshape(shape)


def _kept(size: int) -> NDArray[np.uint8] | None:
    """A block to be kept that nobody looks at, of at most twice the size; None if none is kept."""
    if not _SMALLEST <= size <= _AT_MOST or not _COUNTS:
        return None
    free = _free()
    fitting = [place for place in free if size <= _blocks[place].size <= 2 * size]
    if fitting:
        return _blocks[min(fitting, key=lambda place: _blocks[place].size)]
    room = size + size // 8  # the next replication may bring a few more
    for place in reversed(free):
        if sum(block.size for block in _blocks) + room > _AT_MOST:
            del _blocks[place]
    if sum(block.size for block in _blocks) + room > _AT_MOST:
        return None
    _blocks.append(np.empty(room, np.uint8))
    return _blocks[-1]


def _free() -> list[int]:
    """Places of the blocks that nobody looks at."""
    return [place for place in range(len(_blocks)) if _references(_blocks, place) == _NOBODY]


def give_back() -> None:
    """After the last replication: only a little is kept for the next question."""
    with _lock:
        for place in reversed(_free()):
            if sum(block.size for block in _blocks) > _AT_REST:
                del _blocks[place]


def _references(blocks: list[NDArray[np.uint8]], place: int) -> int:
    return sys.getrefcount(blocks[place])


_NOBODY = _references([np.empty(1, np.uint8)], 0)
"""References to a block that nothing but the list knows of."""

_COUNTS: bool = getattr(sys, "_is_gil_enabled", lambda: True)()
"""Whether references are counted exactly."""

_ZEROS = [np.zeros(0)]


def untouched(size: int) -> NDArray[np.float64]:
    """Zeros that nobody may write to: one column of them serves everybody, and takes no memory."""
    zeros = _ZEROS[0]
    if zeros.size < size:
        zeros = np.zeros(max(size, 2 * zeros.size))
        zeros.setflags(write=False)
        _ZEROS[0] = zeros
    return zeros[:size]
