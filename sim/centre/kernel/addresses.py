"""Tables as compiled code is handed them: words of 64 bits, the addresses of their columns."""

from typing import Any

import numpy as np

from sim.centre.tables import I8
from sim.compiled.layout import address_of


def words(table: Any) -> I8:
    """A nested named tuple of arrays and numbers as integers: addresses, widths, bit patterns."""
    found: list[int] = []
    _flatten(table, found)
    return np.array(found, dtype=np.int64)


def _flatten(table: tuple[Any, ...], found: list[int]) -> None:
    for value in table:
        if isinstance(value, np.ndarray):
            found.append(address_of(value))
            found.extend(value.shape[1:])
        elif isinstance(value, tuple):
            _flatten(value, found)
        elif isinstance(value, float):
            found.append(int(np.float64(value).view(np.int64)))
        else:
            found.append(int(value))
