"""Columns as compiled code sees them: a bare address, so that handing on a table costs nothing.

numba's own arrays carry their owner, shape and strides, and are counted whenever one is looked
up in a tuple; with two hundred of them, handed from function to function, a kernel takes minutes
to compile. Here all tables are one array of words (addresses, widths, numbers), every function
gets the address of that array alone, and `s.visits.joined_s[visit]` looks up the column's address
and then the value. Plain Python (NUMBA_DISABLE_JIT=1) gets the same named tuples with NumPy arrays
in them and runs the same functions.

Nothing is checked here: an index must be in range, and the arrays must outlive the call.
"""

import operator
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import (
    AbstractTemplate,
    AttributeTemplate,
    infer_getattr,
    infer_global,
    signature,
)
from numba.extending import intrinsic, lower_builtin, lower_getattr_generic, models, register_model
from numba.np import numpy_support

from sim.centre.kernel.lean import Known


class ColumnType(types.Type):  # type: ignore[misc]
    """An array of `ndim` dimensions in C order, known by its address and its inner widths.

    known   what every look-up finds, if it is known before the play: one value, else empty
    """

    def __init__(self, dtype: Any, ndim: int, known: tuple[Known, ...] = ()) -> None:
        self.dtype, self.ndim, self.known = dtype, ndim, known
        super().__init__(name=f"Column({dtype}, {ndim}, {known})")


@register_model(ColumnType)
class _ColumnModel(models.StructModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: ColumnType) -> None:
        widths = [(f"width{axis}", types.intp) for axis in range(1, kind.ndim)]
        super().__init__(manager, kind, [("data", types.CPointer(kind.dtype)), *widths])


# -- looking up and storing: typed by a template, lowered to one load or store --------------------


def _index_type(column: ColumnType, index: Any) -> Any:
    """The type an index is cast to: a whole number for each dimension, or a row's number."""
    if isinstance(index, types.Integer):
        return types.intp
    if isinstance(index, types.BaseTuple) and len(index) == column.ndim:
        return types.UniTuple(types.intp, column.ndim)
    return None


@infer_global(operator.getitem)
class _Get(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, _kws: Any) -> Any:
        column, index = args
        if not isinstance(column, ColumnType):
            return None
        at = _index_type(column, index)
        if at is None:
            return None
        whole = column.ndim == 1 or isinstance(at, types.UniTuple)
        rest = ColumnType(column.dtype, column.ndim - 1, column.known)
        found = column.dtype if whole else rest
        return signature(found, column, at)


@infer_global(operator.setitem)
class _Set(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, _kws: Any) -> Any:
        column, index, _ = args
        if not isinstance(column, ColumnType):
            return None
        at = _index_type(column, index)
        return None if at is None else signature(types.none, column, at, column.dtype)


def _pointer(context: Any, builder: Any, column: ColumnType, value: Any, indices: list[Any]) -> Any:
    """Address of an element, or of the first of a row."""
    struct = cgutils.create_struct_proxy(column)(context, builder, value)
    offset = indices[0]
    for axis in range(1, column.ndim):
        offset = builder.mul(offset, getattr(struct, f"width{axis}"))
        if axis < len(indices):
            offset = builder.add(offset, indices[axis])
    return builder.gep(struct.data, [offset]), struct


@lower_builtin(operator.getitem, ColumnType, types.Integer)
def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    column = sig.args[0]
    pointer, struct = _pointer(context, builder, column, args[0], [args[1]])
    if column.ndim == 1:
        return _found(context, builder, column, pointer, args[1])
    row = cgutils.create_struct_proxy(sig.return_type)(context, builder)
    row.data = pointer
    for axis in range(1, column.ndim - 1):
        setattr(row, f"width{axis}", getattr(struct, f"width{axis + 1}"))
    return row._getvalue()  # noqa: SLF001


@lower_builtin(operator.getitem, ColumnType, types.UniTuple)
def _get_cell(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    indices = cgutils.unpack_tuple(builder, args[1])
    pointer, _ = _pointer(context, builder, sig.args[0], args[0], indices)
    return _found(context, builder, sig.args[0], pointer, indices[0])


def _found(context: Any, builder: Any, column: ColumnType, pointer: Any, row: Any) -> Any:
    """What a look-up finds: what lies there, or what is known to."""
    if not column.known:
        return context.unpack_value(builder, column.dtype, pointer)
    (value,) = column.known
    if value is None:
        return context.cast(builder, row, types.intp, column.dtype)
    return context.get_constant(column.dtype, value)


@lower_builtin(operator.setitem, ColumnType, types.Integer, types.Any)
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    pointer, _ = _pointer(context, builder, sig.args[0], args[0], [args[1]])
    context.pack_value(builder, sig.args[0].dtype, args[2], pointer)
    return context.get_dummy_value()


@lower_builtin(operator.setitem, ColumnType, types.UniTuple, types.Any)
def _set_cell(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    indices = cgutils.unpack_tuple(builder, args[1])
    pointer, _ = _pointer(context, builder, sig.args[0], args[0], indices)
    context.pack_value(builder, sig.args[0].dtype, args[2], pointer)
    return context.get_dummy_value()


# -- tables ----------------------------------------------------------------------------------------


class TableType(types.Type):  # type: ignore[misc]
    """A named tuple of columns, numbers and further tables, known by the address of its words."""

    def __init__(self, kind: type, known: tuple[tuple[str, Known], ...] = ()) -> None:
        self.kind, self.known = kind, dict(known)
        # field -> (its type, its place among the words)
        self.fields: dict[str, tuple[Any, int]] = {}
        self.size = 0
        for name, hint in get_type_hints(kind, include_extras=True).items():
            field = _type_of(hint, name, known)
            self.fields[name] = field, self.size
            self.size += _size_of(field)
        super().__init__(name=f"Table({kind.__module__}.{kind.__qualname__}, {known})")


class _TableModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: TableType) -> None:
        super().__init__(manager, kind, ir.IntType(64).as_pointer())


register_model(TableType)(_TableModel)


def _type_of(hint: Any, name: str, known: tuple[tuple[str, Known], ...]) -> Any:
    """The compiled type of a declared field: column, number, or table."""
    if isinstance(hint, type) and issubclass(hint, tuple):
        begin = f"{name}."
        within = ((path, value) for path, value in known if path.startswith(begin))
        return TableType(hint, tuple((path.removeprefix(begin), value) for path, value in within))
    if hint in _NUMBERS:
        return _NUMBERS[hint]
    ndim = 1
    if get_origin(hint) is Annotated:
        hint, ndim = get_args(hint)
    dtype = get_args(get_args(hint)[1])[0]
    found = tuple(value for path, value in known if path == name)
    return ColumnType(numpy_support.from_dtype(np.dtype(dtype)), ndim, found)


_NUMBERS = {int: types.int64, float: types.float64, bool: types.boolean}


def _size_of(field: Any) -> int:
    """Words of a field."""
    if isinstance(field, TableType):
        return field.size
    return field.ndim if isinstance(field, ColumnType) else 1


@infer_getattr
class _Fields(AttributeTemplate):  # type: ignore[misc]
    key = TableType

    def generic_resolve(self, table: TableType, name: str) -> Any:
        return table.fields[name][0] if name in table.fields else None


@lower_getattr_generic(TableType)
def _field(context: Any, builder: Any, table: TableType, value: Any, name: str) -> Any:
    kind, place = table.fields[name]
    if name in table.known and not isinstance(kind, ColumnType):
        return context.get_constant(kind, table.known[name])
    at = builder.gep(value, [ir.Constant(ir.IntType(64), place)])
    if isinstance(kind, TableType):
        return at
    word = _word(builder, at)
    if kind == types.float64:
        return builder.bitcast(word, ir.DoubleType())
    if kind == types.boolean:
        return builder.trunc(word, ir.IntType(1))
    if kind == types.int64:
        return word
    column = cgutils.create_struct_proxy(kind)(context, builder)
    column.data = builder.inttoptr(word, column.data.type)
    for axis in range(1, kind.ndim):
        width = builder.gep(at, [ir.Constant(ir.IntType(64), axis)])
        setattr(column, f"width{axis}", _word(builder, width))
    return column._getvalue()  # noqa: SLF001


def _word(builder: Any, at: Any) -> Any:
    """A word; it never changes during a call, so one look serves the whole function."""
    word = builder.load(at)
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word


def table_at(kind: type, known: tuple[tuple[str, Known], ...] = ()) -> Any:
    """The intrinsic that makes a table from the array that holds its words.

    known   by the path of a field what compiled code may take for granted, and need not look up
    """

    @intrinsic(prefer_literal=False)
    def at(_typing: Any, array: Any) -> Any:
        def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            return context.make_array(sig.args[0])(context, builder, args[0]).data

        return signature(TableType(kind, known), array), codegen

    return at
