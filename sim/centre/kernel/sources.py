"""What compiled code was made from: its digest is part of the signature that numba caches.

numba looks at one file only to see whether its cache is stale; the kernel is many files.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from numba import types
from numba.extending import NativeValue, models, register_model, typeof_impl, unbox

_CENTRE = Path(__file__).parents[1]
_ROOTS = ("rules.py", "order.py", "tables.py", "outcomes.py", "log.py", "kernel/*.py")


@cache
def digest() -> str:
    """SHA-256 of every file that the kernel is compiled from."""
    total = hashlib.sha256()
    files = sorted(path for root in _ROOTS for path in _CENTRE.glob(root))
    for path in (*files, _CENTRE.parent / "plan" / "codes.py"):
        total.update(path.name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()


class Sources:
    """An argument that says nothing but what the code was made from."""


class SourcesType(types.Type):  # type: ignore[misc]
    """The type of that argument, another one for every digest."""

    def __init__(self, made_from: str) -> None:
        super().__init__(name=f"Sources({made_from})")


register_model(SourcesType)(models.OpaqueModel)


@typeof_impl.register(Sources)  # type: ignore[untyped-decorator]
def _typeof(_value: Sources, _context: Any) -> SourcesType:
    return SourcesType(digest())


@unbox(SourcesType)  # type: ignore[untyped-decorator]
def _unbox(_kind: Any, _value: Any, context: Any) -> NativeValue:
    return NativeValue(context.context.get_dummy_value())
