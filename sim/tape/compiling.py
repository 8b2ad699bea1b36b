"""Small rules of the tape's passes."""

from typing import Any

import numpy as np

from sim.compiled import part


@part
def whole(value: Any) -> Any:
    """A number from a narrow column, wide enough to count with."""
    return np.int64(value)
