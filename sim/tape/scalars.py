"""Functions of `scipy.special` for one number, as compiled code calls them: the same bits.

They are the functions behind `scipy.special.cython_special`, called at their address. The address
goes by a name that is bound anew in every process, so compiled code can be kept on disk.
"""

import ctypes
from collections.abc import Callable
from typing import Any

from sim import special
from sim.compiled import IS_COMPILED, Compilable, symbol

_PYTHON = ctypes.pythonapi
_PYTHON.PyCapsule_GetName.restype = ctypes.c_char_p
_PYTHON.PyCapsule_GetName.argtypes = [ctypes.py_object]
_PYTHON.PyCapsule_GetPointer.restype = ctypes.c_void_p
_PYTHON.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]

_kept: list[Any] = []  # what machine code points at must live as long as the process


def _address(name: str, arguments: int) -> int:
    """Where a function of so many numbers begins; a bridge to the ufunc where SciPy has none."""
    wanted = f"double ({'double, ' * arguments}int __pyx_skip_dispatch)".encode()
    module = special.module_inside("cython_special")
    offered: dict[str, Any] = getattr(module, "__pyx_capi__", {})
    for found, capsule in offered.items():
        of_this_name = found == name or (found.startswith("__pyx_fuse_") and found[12:] == name)
        if of_this_name and _PYTHON.PyCapsule_GetName(capsule) == wanted:
            _kept.append(module)
            return int(_PYTHON.PyCapsule_GetPointer(capsule, wanted))
    return _bridge(getattr(special, name), arguments)


def _bridge(ufunc: Any, arguments: int) -> int:
    """A slow way to the same bits."""
    kind = ctypes.CFUNCTYPE(ctypes.c_double, *[ctypes.c_double] * arguments, ctypes.c_int)
    bridge = kind(lambda *values: float(ufunc(*values[:-1])))
    _kept.append(bridge)
    return int(ctypes.cast(bridge, ctypes.c_void_p).value or 0)


def _scalar(name: str, arguments: int) -> Callable[..., float]:
    """The function for one number (or two), to be called from compiled code."""
    plain: Callable[..., float] = getattr(special, name)
    if not IS_COMPILED:
        return plain
    known = f"ccsim_special_{name}"
    symbol(known, _address(name, arguments))

    def make() -> Any:
        from sim.tape.machine import scalar  # noqa: PLC0415  (numba, if anything is compiled)

        return scalar(known, arguments)

    return Compilable(plain, make)


ndtr = _scalar("ndtr", 1)
ndtri = _scalar("ndtri", 1)
boxcox = _scalar("boxcox", 2)
inv_boxcox = _scalar("inv_boxcox", 2)
gammaincinv = _scalar("gammaincinv", 2)
