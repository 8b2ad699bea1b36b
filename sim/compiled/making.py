"""From a marked function to machine code: the only place that asks numba to compile.

No compiled function makes an array, so none counts references: that would cost more than what it
does. Around each function called from Python stands a few lines of code that take its arguments
out of words, as `calls` has put them there.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils, compiler, registry
from numba.core.compiler_lock import global_compiler_lock
from numba.extending import register_jitable, typeof_impl
from numba.np import numpy_support
from numba.np.arrayobj import populate_array

from sim.compiled.layout import C_CONTIGUOUS, DATA, FAILED, FLAGS, NOT_CONTIGUOUS, SHAPE
from sim.compiled.marks import SHARED, SYMBOLS, Compilable
from sim.compiled.store import Kept, add_symbols

_OPTIONS: dict[str, Any] = {
    "nogil": True,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "_nrt": False,
}
_WORD, _BYTE, _INT = ir.IntType(64), ir.IntType(8), ir.IntType(32)


def part_of(function: Callable[..., Any]) -> Any:
    """A numba function that becomes part of its caller."""
    return njit(**_OPTIONS, forceinline=True)(function)


def whole(function: Callable[..., Any]) -> Any:
    """A numba function that stands by itself."""
    return njit(**_OPTIONS)(function)


def widened(dispatcher: Any) -> Any:
    """Compile a function once, for whole numbers of 64 bits, whatever it is called with.

    Left to itself numba compiles it anew for each width of its arguments and for each constant.
    """
    template = dispatcher.get_call_template

    def get_call_template(args: Any, kws: Any) -> Any:
        return template(tuple(_wide(one) for one in args), kws)

    dispatcher.get_call_template = get_call_template
    return dispatcher


def _wide(kind: Any) -> Any:
    kind = types.unliteral(kind)
    return types.int64 if isinstance(kind, types.Integer) else kind


@typeof_impl.register(Compilable)
def _type_of_marked(marked: Compilable, _context: Any) -> Any:
    """What compiled code calls in place of a marked function; numba may hear of it just now."""
    typing = registry.cpu_target.typing_context
    if not marked.is_made:
        marked.made()
        typing.refresh()
        registry.cpu_target.target_context.refresh()
    return typing.resolve_value_type(marked.made())


def machine_code(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Kept:
    """Machine code of a function for arguments of such a form."""
    while SHARED:
        register_jitable(SHARED.pop())
    add_symbols(SYMBOLS)
    kinds = tuple(map(_type_of, arguments))
    with global_compiler_lock:
        return _made(function, kinds)


def _made(function: Callable[..., Any], kinds: tuple[Any, ...]) -> Kept:
    target = registry.cpu_target
    flags: Any = compiler.Flags()
    target.options.parse_as_flags(flags, {**_OPTIONS, "nopython": True})
    flags.no_compile = True  # first the way in is added
    typing, context = target.typing_context, target.target_context
    typing.refresh()
    context.refresh()
    made = compiler.compile_extra(typing, context, function, kinds, None, flags, {})
    name = f"ccsim_{function.__module__}_{function.__qualname__}".replace(".", "_")
    returns = _way_in(context, made, name, kinds)
    made.library.finalize()
    code = made.library.codegen._tm.emit_object(made.library._final_module)  # noqa: SLF001
    return Kept(name, returns, code)


def _type_of(value: Any) -> Any:
    """The compiled type of an argument."""
    if isinstance(value, np.ndarray):
        return types.Array(numpy_support.from_dtype(value.dtype), value.ndim, "C")
    if isinstance(value, tuple):
        kinds = [_type_of(item) for item in value]
        if hasattr(value, "_fields"):
            return types.BaseTuple.from_types(kinds, type(value))
        return types.BaseTuple.from_types(kinds)
    if isinstance(value, float):
        return types.float64
    return types.boolean if isinstance(value, bool | np.bool_) else types.int64


def _items(kind: Any) -> list[Any]:
    """The types of a tuple's items."""
    return list(kind)


# -- the way in: a function of the address of the words -------------------------------------------


def _way_in(context: Any, made: Any, name: str, kinds: tuple[Any, ...]) -> str:
    """Add a function that takes the arguments out of words, calls, and puts in what is returned.

    Returns the letters of what it returns. It answers 0, 1 if the function raised, or which array
    is not contiguous.
    """
    module = made.library.create_ir_module(f"way into {name}")
    function = ir.Function(module, ir.FunctionType(_INT, [_WORD]), name)
    builder = ir.IRBuilder(function.append_basic_block())
    words = builder.inttoptr(function.args[0], _WORD.as_pointer())
    reader = _Reader(context, builder, words)
    values = [reader.value(kind) for kind in kinds]
    callee = context.declare_function(module, made.fndesc)
    restype = made.signature.return_type
    status, result = context.call_conv.call_function(builder, callee, restype, kinds, values)
    with builder.if_then(status.is_error, likely=False):
        builder.ret(ir.Constant(_INT, FAILED))
    letters = reader.put(restype, result)
    builder.ret(ir.Constant(_INT, 0))
    made.library.add_ir_module(module)
    return letters


class _Reader:
    """Takes values out of words, one after the other."""

    def __init__(self, context: Any, builder: Any, words: Any) -> None:
        self._context, self._builder, self._words = context, builder, words
        self._place = self._arrays = 0

    def _next(self) -> Any:
        at = self._builder.gep(self._words, [ir.Constant(_WORD, self._place)])
        self._place += 1
        return at

    def value(self, kind: Any) -> Any:
        """The next value of a type."""
        builder = self._builder
        if isinstance(kind, types.Array):
            return self._array(kind, builder.load(self._next()))
        if isinstance(kind, types.BaseTuple):
            items = [self.value(item) for item in _items(kind)]
            return self._context.make_tuple(builder, kind, items)
        word = builder.load(self._next())
        if kind == types.float64:
            return builder.bitcast(word, ir.DoubleType())
        return builder.icmp_signed("!=", word, word.type(0)) if kind == types.boolean else word

    def _array(self, kind: Any, address: Any) -> Any:
        """An array from the object that describes it."""
        context, builder = self._context, self._builder
        start = builder.inttoptr(address, _BYTE.as_pointer())

        def field(offset: int, of: Any) -> Any:
            at = builder.gep(start, [ir.Constant(_WORD, offset)])
            return builder.load(builder.bitcast(at, of.as_pointer()))

        flags = builder.and_(field(FLAGS, _INT), ir.Constant(_INT, C_CONTIGUOUS))
        with builder.if_then(builder.icmp_signed("==", flags, flags.type(0)), likely=False):
            builder.ret(ir.Constant(_INT, NOT_CONTIGUOUS + self._arrays))
        self._arrays += 1
        sizes = field(SHAPE, _WORD.as_pointer())
        shape = [
            builder.load(builder.gep(sizes, [ir.Constant(_WORD, axis)]))
            for axis in range(kind.ndim)
        ]
        itemsize = context.get_abi_sizeof(context.get_data_type(kind.dtype))
        strides = [ir.Constant(_WORD, itemsize)]
        for size in reversed(shape[1:]):
            strides.insert(0, builder.mul(strides[0], size))
        made = context.make_array(kind)(context, builder)
        data = builder.inttoptr(field(DATA, _WORD), made.data.type)
        populate_array(made, data, shape, strides, itemsize, None)
        return made._getvalue()  # noqa: SLF001

    def put(self, kind: Any, value: Any) -> str:
        """Store what was returned in the next words; the letters that tell how to read them."""
        builder = self._builder
        if kind == types.none:
            return ""
        if isinstance(kind, types.BaseTuple):
            items = cgutils.unpack_tuple(builder, value)
            return "".join(
                self.put(one, item) for one, item in zip(_items(kind), items, strict=True)
            )
        letter = "i"
        if kind == types.float64:
            letter, value = "f", builder.bitcast(value, _WORD)
        elif kind == types.boolean:
            letter, value = "b", builder.zext(value, _WORD)
        else:
            value = self._context.cast(builder, value, kind, types.int64)
        builder.store(value, self._next())
        return letter
