"""Whether two engines made the same of one tape, bit for bit, and if not, where they part."""

from typing import NamedTuple

import numpy as np

from sim.centre.log import Logs
from sim.centre.play import play
from sim.centre.trace import Trace, first_difference

ENGINES = ("reference", "compiled")
TABLES = ("cases", "contacts", "visits", "agents")


class Played(NamedTuple):
    """One play: its logs, and every timed event in the order of handling."""

    logs: Logs
    trace: Trace


def played(plan, tape, engine):
    """A play of one engine, with its trace."""
    trace = []
    return Played(play(plan, tape, engine=engine, trace=trace), trace)


def agreed(plan, tape, engines=ENGINES):
    """The play that both engines make of a tape; AssertionError says where they part."""
    one, other = (played(plan, tape, engine) for engine in engines)
    told = disagreement(one, other)
    assert not told, "\n".join([f"{engines[0]} against {engines[1]}", *told])
    return one


def disagreement(one, other):
    """Where two plays part, a line for the traces and one for each column; empty if nowhere."""
    found = [f"trace: {told}" for told in [first_difference(one.trace, other.trace)] if told]
    for name in TABLES:
        tables = (getattr(each.logs, name) for each in (one, other))
        found += [f"{name}.{told}" for told in _columns(*tables)]
    ends = [np.float64(each.logs.ended_s) for each in (one, other)]
    if ends[0].tobytes() != ends[1].tobytes():
        found.append(f"ended_s: {ends[0]!r} against {ends[1]!r}")
    return found


def _columns(one, other):
    if list(one) != list(other):
        yield f"columns: {list(one)} against {list(other)}"
        return
    for name, left in one.items():
        right = other[name]
        if (left.dtype, left.shape) != (right.dtype, right.shape):
            yield f"{name}: {left.dtype} {left.shape} against {right.dtype} {right.shape}"
            continue
        rows = np.flatnonzero(bits(left) != bits(right))
        if rows.size:
            at = int(rows[0])
            yield f"{name}: {rows.size} rows, first {at}: {left[at]!r} against {right[at]!r}"


def bits(column):
    """A column as integers: -0.0 is not 0.0, and nan is itself."""
    return column.view(f"i{column.dtype.itemsize}")
