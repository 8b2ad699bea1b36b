"""The doors into compiled code: plan, tape and state as integers, the whole kernel behind them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.centre.kernel import lean, loop
from sim.centre.kernel.given import Given
from sim.centre.kernel.state import State, Taped
from sim.centre.tables import I8
from sim.compiled import IS_COMPILED, Compilable, compiled


def _table_at(kind: type, known: dict[str, lean.Known] | None = None) -> Any:
    """What makes a table in compiled code from the array that holds its words."""

    def make() -> Any:
        from sim.centre.kernel.columns import table_at  # noqa: PLC0415  (numba, to compile)

        return table_at(kind, tuple((known or {}).items()))

    return Compilable(kind, make)


_given_at, _taped_at, _state_at = _table_at(Given), _table_at(Taped), _table_at(State)
_lean_given_at = _table_at(Given, lean.GIVEN)
_lean_taped_at, _lean_state_at = _table_at(Taped, lean.TAPED), _table_at(State, lean.STATE)


@compiled
def _play(given: I8, taped: I8, state: I8) -> float:
    return loop.play(_given_at(given), _taped_at(taped), _state_at(state))


@compiled
def _play_lean(given: I8, taped: I8, state: I8) -> float:
    return loop.play(_lean_given_at(given), _lean_taped_at(taped), _lean_state_at(state))


def play(g: Given, t: Taped, s: State) -> float:
    """Play; returns when the play ended."""
    if not IS_COMPILED:
        return float(loop.play(g, t, s))
    build = _play_lean if g.may_be_lean and lean.fits_too(t) else _play
    return float(build(words(g), words(t), words(s)))


def words(table: Any) -> NDArray[np.int64]:
    """A nested named tuple of arrays and numbers as integers: addresses, widths, bit patterns."""
    return np.array(list(_words(table)), dtype=np.int64)


def _words(value: Any) -> Iterator[int]:
    if isinstance(value, tuple):
        for item in value:
            yield from _words(item)
    elif isinstance(value, np.ndarray):
        yield value.__array_interface__["data"][0]
        yield from value.shape[1:]
    elif isinstance(value, float):
        yield int(np.float64(value).view(np.int64))
    else:
        yield int(value)
