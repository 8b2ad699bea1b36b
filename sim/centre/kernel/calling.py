"""Calling a compiled function by its address: own rules need no kernel of their own."""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import cfunc, njit, types
from numba.core.typing.templates import signature
from numba.extending import intrinsic

from sim.centre.own import guarded
from sim.compiled import IS_COMPILED
from sim.scenario.policy import FLOATS, SIGNATURES, Rule

_PLAIN: dict[int, Callable[..., float]] = {}
"""Without compilation an address is a number under which the plain function is kept."""


def address_of(name: str, rule: Rule) -> tuple[int, object]:
    """Where a rule's compiled code lies, and what must be kept for it to stay there."""
    if not IS_COMPILED:
        plain = guarded(rule)
        _PLAIN[id(plain)] = plain
        return id(plain), plain
    given = [types.float64 if one in FLOATS else types.int64 for one in SIGNATURES[name]]
    code = cfunc(types.float64(*given))(_GUARDED[len(given)](njit(rule)))
    return int(code.address or 0), code


def _guarded_5(rule: Any) -> Any:
    def ask(a, b, c, d, e):
        try:
            return 1.0 * rule(a, b, c, d, e)
        except Exception:  # noqa: BLE001  (numba knows no other)
            return _NAN

    return ask


def _guarded_6(rule: Any) -> Any:
    def ask(a, b, c, d, e, f):
        try:
            return 1.0 * rule(a, b, c, d, e, f)
        except Exception:  # noqa: BLE001
            return _NAN

    return ask


def _guarded_7(rule: Any) -> Any:
    def ask(a, b, c, d, e, f, g):
        try:
            return 1.0 * rule(a, b, c, d, e, f, g)
        except Exception:  # noqa: BLE001
            return _NAN

    return ask


_NAN = float("nan")
# Compiled functions take a fixed number of arguments, and rules have three shapes.
_GUARDED = {5: _guarded_5, 6: _guarded_6, 7: _guarded_7}


def _caller(name: str) -> Any:
    """A function of (address, …) that calls a rule: an intrinsic, or plain Python."""
    if not IS_COMPILED:
        return lambda address, *given: _PLAIN[address](*given)
    given = [types.float64 if one in FLOATS else types.int64 for one in SIGNATURES[name]]

    def codegen(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        kinds = [ir.DoubleType() if one == types.float64 else ir.IntType(64) for one in given]
        function = ir.FunctionType(ir.DoubleType(), kinds).as_pointer()
        return builder.call(builder.inttoptr(args[0], function), args[1:])

    made = signature(types.float64, types.int64, *given)
    return _INTRINSICS[len(given)](made, codegen)


def _intrinsic_5(made: Any, codegen: Any) -> Any:
    @intrinsic
    def call(_typing, address, a, b, c, d, e):
        return made, codegen

    return call


def _intrinsic_6(made: Any, codegen: Any) -> Any:
    @intrinsic
    def call(_typing, address, a, b, c, d, e, f):
        return made, codegen

    return call


def _intrinsic_7(made: Any, codegen: Any) -> Any:
    @intrinsic
    def call(_typing, address, a, b, c, d, e, f, g):
        return made, codegen

    return call


_INTRINSICS = {5: _intrinsic_5, 6: _intrinsic_6, 7: _intrinsic_7}

call_score, call_admit, call_to_bot = (_caller(name) for name in ("score", "admit", "to_bot"))
