"""The doors into compiled code: plan, tape and state as integers, the whole kernel behind them."""

from typing import Any

from sim.centre.kernel import lean, loop
from sim.centre.kernel.addresses import words
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
    return float(build(g.words, words(t), words(s)))
