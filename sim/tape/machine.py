"""What the tape's machine code does by itself: products of 128 bits, calls of foreign functions.

Imported only when something is compiled.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

_WORD, _WIDE, _DOUBLE = ir.IntType(64), ir.IntType(128), ir.DoubleType()
_LAST = (1 << 64) - 1


def _rounds(
    builder: Any,
    blocks: list[list[Any]],
    rounds: int,
    factors: tuple[int, int],
    steps: tuple[int, int],
) -> list[list[Any]]:
    """Philox4x64 blocks, from (two words of key, four of counter) each to four words.

    Each round of a block is two products of 128 bits. The blocks take their rounds in turns.
    """

    def product(factor: int, value: Any) -> tuple[Any, Any]:
        whole = builder.mul(ir.Constant(_WIDE, factor), builder.zext(value, _WIDE))
        high = builder.lshr(whole, ir.Constant(_WIDE, 64))
        return builder.trunc(high, _WORD), builder.trunc(whole, _WORD)

    def after_one(turn: int, key0: Any, key1: Any, a0: Any, a1: Any, a2: Any, a3: Any) -> list[Any]:
        x0 = builder.add(key0, ir.Constant(_WORD, turn * steps[0] & _LAST))
        x1 = builder.add(key1, ir.Constant(_WORD, turn * steps[1] & _LAST))
        (high0, low0), (high1, low1) = product(factors[0], a0), product(factors[1], a2)
        a0 = builder.xor(builder.xor(high1, a1), x0)
        a2 = builder.xor(builder.xor(high0, a3), x1)
        return [key0, key1, a0, low1, a2, low0]

    for turn in range(rounds):
        blocks = [after_one(turn, *block) for block in blocks]
    return [block[2:] for block in blocks]


_U8: Any = types.uint64


def block(rounds: int, factors: tuple[int, int], steps: tuple[int, int]) -> Any:
    """A block: two words of key and four of counter to four words."""

    @intrinsic
    def compiled_block(
        _typing: Any, _k0: Any, _k1: Any, _c0: Any, _c1: Any, _c2: Any, _c3: Any
    ) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            (words,) = _rounds(builder, [arguments], rounds, factors, steps)
            return context.make_tuple(builder, signature.return_type, words)

        return types.UniTuple(_U8, 4)(*[_U8] * 6), code  # type: ignore[no-untyped-call]

    return compiled_block


def pair(rounds: int, factors: tuple[int, int], steps: tuple[int, int]) -> Any:
    """The first words of two blocks: of each two words of key and the first two of counter."""

    @intrinsic
    def compiled_pair(
        _typing: Any,
        _k0: Any,
        _k1: Any,
        _c0: Any,
        _c1: Any,
        _other_k0: Any,
        _other_k1: Any,
        _other_c0: Any,
        _other_c1: Any,
    ) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            zeros = [ir.Constant(_WORD, 0)] * 2
            both = [[*arguments[:4], *zeros], [*arguments[4:], *zeros]]
            words = _rounds(builder, both, rounds, factors, steps)
            firsts = [first for first, *_ in words]
            return context.make_tuple(builder, signature.return_type, firsts)

        return types.UniTuple(_U8, 2)(*[_U8] * 8), code  # type: ignore[no-untyped-call]

    return compiled_pair


def scalar(symbol: str, arguments: int) -> Any:
    """A call of what goes by a symbol, a function of one number or two."""

    def code(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        skip = ir.IntType(32)
        kind = ir.FunctionType(_DOUBLE, [_DOUBLE] * arguments + [skip])
        insert: Any = cgutils.get_or_insert_function
        function = insert(builder.module, kind, symbol)
        return builder.call(function, [*values, ir.Constant(skip, 0)])

    f8 = types.float64

    def of_one(_typing: Any, _x: Any) -> Any:
        return f8(f8), code

    def of_two(_typing: Any, _x: Any, _y: Any) -> Any:
        return f8(f8, f8), code

    return intrinsic(of_one if arguments == 1 else of_two)
