"""How own rules are compiled, and how machine code calls them. Imported where there are any."""

from typing import Any

from llvmlite import ir
from numba import cfunc, njit, types
from numba.core.typing.templates import signature
from numba.extending import intrinsic

from sim.scenario.policy import FLOATS, SIGNATURES, Rule


def address_of(name: str, rule: Rule) -> tuple[int, object]:
    """Where a rule's compiled code lies, and what must be kept for it to stay there."""
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


def caller(name: str) -> Any:
    """The intrinsic of (address, …) that calls a rule."""
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
