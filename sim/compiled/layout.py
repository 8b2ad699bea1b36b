"""What calls and machine code have agreed on: where an array is read, what a call answers."""

import ctypes

import numpy as np

# Where the object of a NumPy array holds what (`PyArrayObject_fields`, part of NumPy's ABI).
_HEAD = object.__basicsize__
DATA, SHAPE, FLAGS = _HEAD, _HEAD + 16, _HEAD + 48
C_CONTIGUOUS = 0x0001

FAILED, NOT_CONTIGUOUS = 1, 2
"""What machine code answers if it raised, and from where on it names an array it cannot read."""


def address_of(array: np.ndarray) -> int:
    """Where an array's values begin; NumPy's own ways to tell take seven times as long."""
    return ctypes.c_int64.from_address(id(array) + DATA).value


def _holds() -> bool:
    """Whether arrays lie in memory as they are read here, seen on two of them."""
    table = np.zeros((3, 5))

    def word(array: np.ndarray, offset: int) -> int:
        return ctypes.c_int64.from_address(id(array) + offset).value

    def flags(array: np.ndarray) -> int:
        return ctypes.c_int32.from_address(id(array) + FLAGS).value

    sizes = ctypes.c_int64 * 2
    return (
        address_of(table) == table.ctypes.data
        and tuple(sizes.from_address(word(table, SHAPE))) == table.shape
        and bool(flags(table) & C_CONTIGUOUS)
        and not flags(table[:, ::2]) & C_CONTIGUOUS
    )


ARRAYS_ARE_READ_RIGHT = _holds()
"""False with a NumPy or a Python whose objects lie otherwise: then nothing may be called."""
