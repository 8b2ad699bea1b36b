"""The door into compiled code: plan, tape and state as integers, the whole kernel behind them."""

from numba import njit

from sim.centre.kernel import loop
from sim.centre.kernel.columns import table_at, words
from sim.centre.kernel.compiling import IS_PLAIN
from sim.centre.kernel.given import Given
from sim.centre.kernel.sources import Sources
from sim.centre.kernel.state import State, Taped
from sim.centre.tables import I8

_SOURCES = Sources()
_given_at, _taped_at, _state_at = table_at(Given), table_at(Taped), table_at(State)


@njit(cache=True, nogil=True)
def _play(_sources: Sources, given: I8, taped: I8, state: I8) -> float:
    return loop.play(_given_at(given), _taped_at(taped), _state_at(state))


def play(g: Given, t: Taped, s: State) -> float:
    """Play; returns when the play ended."""
    if IS_PLAIN:
        return float(loop.play(g, t, s))
    return float(_play(_SOURCES, words(g), words(t), words(s)))
