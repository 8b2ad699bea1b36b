"""The yardsticks of `benchmarks/` are fair: the same queue, and verdicts as asked."""

import numpy as np
import pytest

from benchmarks import natural_heap, natural_simpy
from benchmarks.common import Asked, Figure, concluded, side_by_side

RATIO = Asked("ratio", 20, 35)
COST = Asked("cost", 1.3, 1.1, at_most=True)


def test_the_bare_heap_plays_what_the_simpy_script_plays():
    queue = {"gap_s": 6.0, "patience_s": 120.0, "handle_s": 240.0, "agents": 40}
    rows = natural_simpy.run(2_000, 1, **queue)
    rows = rows[np.argsort(rows[:, 0])]
    assert natural_simpy.gave_up(rows) > 50
    assert np.array_equal(rows, natural_heap.run(2_000, 1, **queue), equal_nan=True)


@pytest.mark.parametrize(
    ("asked", "found", "verdict"),
    [
        (RATIO, 35.0, "met"),
        (RATIO, 34.9, "below goal"),
        (RATIO, 20.0, "below goal"),
        (RATIO, 19.9, "MISSED"),
        (COST, 1.1, "met"),
        (COST, 1.11, "below goal"),
        (COST, 1.3, "below goal"),
        (COST, 1.31, "MISSED"),
    ],
)
def test_a_figure_is_met_below_its_goal_or_missed(asked, found, verdict):
    assert Figure(asked, (found,)).verdict == verdict


def test_the_median_of_the_rounds_is_judged():
    assert Figure(RATIO, (1.0, 40.0, 36.0)).verdict == "met"


@pytest.mark.parametrize(
    ("figure", "quick", "code"),
    [
        (Figure(RATIO, (19.0,)), False, 1),
        (Figure(RATIO, (19.0,)), True, 0),
        (Figure(RATIO, (19.0,), excuse="no second processor"), False, 0),
        (Figure(RATIO, (21.0,)), False, 0),
    ],
)
def test_a_missed_floor_fails_unless_it_could_not_be_reached(figure, quick, code, capsys):
    assert concluded([figure], quick=quick) == code
    assert "ratio" in capsys.readouterr().out


def test_contestants_take_turns_at_going_first(capsys):
    order = []
    ticks = iter(range(100))
    contestants = {name: lambda _, name=name: order.append(name) or 2 for name in ("a", "b")}
    costs = side_by_side(contestants, 2, clock=lambda: next(ticks))
    assert order == ["a", "b", "b", "a"]
    assert costs == {"a": [0.5, 0.5], "b": [0.5, 0.5]}
    assert capsys.readouterr().out
