"""The door into compiled code: plan, tape and state as integers, the whole kernel behind them."""

from sim.centre.kernel import loop
from sim.centre.kernel.columns import table_at, words
from sim.centre.kernel.given import Given
from sim.centre.kernel.state import State, Taped
from sim.centre.tables import I8
from sim.compiled import IS_COMPILED, compiled

_given_at, _taped_at, _state_at = table_at(Given), table_at(Taped), table_at(State)


@compiled
def _play(given: I8, taped: I8, state: I8) -> float:
    return loop.play(_given_at(given), _taped_at(taped), _state_at(state))


def play(g: Given, t: Taped, s: State) -> float:
    """Play; returns when the play ended."""
    if not IS_COMPILED:
        return float(loop.play(g, t, s))
    return float(_play(words(g), words(t), words(s)))
