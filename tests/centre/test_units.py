"""The same centre written in minutes and in seconds, and with all times longer by one factor."""

import re

import numpy as np
import pytest
from scaled import scaled_logs, scaled_plan, scaled_tape
from small import RICH, TWO_STEPS, differing, planned, play
from tapes import fingerprint, rounded

from sim.tape import draw


def in_seconds(text):
    """Every duration in minutes or hours written as seconds."""

    def seconds(match):
        factor = {"m": 60, "h": 3600}[match.group(2)]
        return f'"{int(match.group(1)) * factor}s"'

    return re.sub(r'"(\d+)(m|h)"', seconds, text)


@pytest.mark.parametrize("text", [RICH, TWO_STEPS], ids=["rich", "two steps"])
def test_minutes_and_seconds_give_equal_bits(text):
    other = in_seconds(text)
    assert other != text
    one, two = planned(text), planned(other)
    assert one.demand.digest == two.demand.digest
    tapes = [draw(plan.demand, seed=1, replication=0) for plan in (one, two)]
    assert fingerprint(tapes[0]) == fingerprint(tapes[1])
    assert differing(play(one, tapes[0]), play(two, tapes[1])) == []


@pytest.mark.parametrize("factor", [64.0, 0.125])
@pytest.mark.parametrize("unit", [None, 15.0])
@pytest.mark.parametrize("text", [RICH, TWO_STEPS], ids=["rich", "two steps"])
def test_all_times_longer_by_a_power_of_two_give_equal_bits(text, unit, factor):
    """No time is compared with a number of seconds that hides in the engine."""
    plan = planned(text)
    tape = draw(plan.demand, seed=3, replication=0)
    tape = tape if unit is None else rounded(tape, unit)
    longer = play(scaled_plan(plan, factor), scaled_tape(tape, factor))
    assert differing(longer, scaled_logs(play(plan, tape), factor)) == []


def test_all_times_60_times_longer_are_equal_to_rounding():
    plan = planned(TWO_STEPS)
    tape = draw(plan.demand, seed=3, replication=0)
    longer = play(scaled_plan(plan, 60.0), scaled_tape(tape, 60.0)).visits
    once = play(plan, tape).visits
    assert (longer["outcome"] == once["outcome"]).all()
    assert np.allclose(
        longer["ended_s"], once["ended_s"] * 60.0, rtol=1e-12, atol=0.0, equal_nan=True
    )
