"""Announced waits: timetables, a limit in other words, what they move, what is refused."""

import numpy as np
import pytest
from small import ENGINE, HORIZON, edited, planned, play, times
from tapes import at_times, put

from sim.centre.log import VisitOutcome
from sim.errors import ScenarioError
from sim.measure import measure
from sim.scenario.file import from_text
from sim.tape import draw

ANSWERED, ABANDONED, BLOCKED = VisitOutcome.ANSWERED, VisitOutcome.ABANDONED, VisitOutcome.BLOCKED


@pytest.fixture(autouse=True, params=["compiled", "reference"])
def engine(request, monkeypatch):
    """Every play is played by both engines."""
    monkeypatch.setitem(ENGINE, "name", request.param)


def told(more="", patience='{ exponential = "3m" }', agents=1):
    channel = f"[channels.voice]\npatience = {patience}\nannounces = {{ {more} }}"
    return edited(HORIZON, ("[channels.voice]", channel), ("agents = 2", f"agents = {agents}"))


def test_who_hears_of_more_than_the_own_patience_leaves_at_once():
    """One agent, 150 s of work: with nobody ahead 150 s are announced, with one ahead 300."""
    plan = planned(told("balks_above = 1.0"))
    tape = put(plan, at_times(plan, 0, 10, 20, 30), work=150.0, patience=200.0)
    tape = put(plan, tape, case=1, patience=150.0)  # exactly as much: waits
    tape = put(plan, tape, case=3, patience=300.0)
    logs = play(plan, tape)
    assert times(logs, "joined_s", "answered_s", "ended_s", "outcome") == [
        (0, 0, 150, ANSWERED),
        (10, 150, 300, ANSWERED),
        (20, None, 20, ABANDONED),
        (30, 300, 450, ANSWERED),
    ]
    tally = measure(logs, plan)
    assert tally.value("left_at_once") == tally.value("abandoned") == 1


def test_two_agents_halve_what_is_announced_and_wrap_up_counts_as_work():
    plan = planned(
        edited(told("balks_above = 1.0", agents=2), ("s = 2\n", 's = 2\nwrap_up = "30s"\n'))
    )
    tape = put(plan, at_times(plan, 0, 0, 10, 10), work=120.0, patience=80.0)
    # 75 s are announced to the third, 150 to the fourth.
    outcomes = [row[0] for row in times(play(plan, tape), "outcome")]
    assert outcomes == [ANSWERED, ANSWERED, ABANDONED, ABANDONED]
    ends = times(play(plan, tape), "ended_s")
    assert ends[2:] == [(90.0,), (10.0,)]


def test_a_short_wait_is_not_announced():
    plan = planned(told('balks_above = 1.0, shortest = "200s"'))
    tape = put(plan, at_times(plan, 0, 10, 20), work=150.0, patience=5.0)
    # Nobody hears of 150 s, and patience ends at 15; the queue is empty again at 20.
    ends = times(play(plan, tape), "ended_s", "outcome")
    assert ends == [(150, ANSWERED), (15, ABANDONED), (25, ABANDONED)]


def test_with_equal_patience_an_announcement_is_a_limit():
    """Who would be fourth in line hears of more than half the patience of all: as at a limit of
    three. M/M/n/K is met by limits; here every time is the same to the bit."""
    text = edited(
        told("balks_above = 0.5", patience='"1000s"', agents=2),
        ('{ constant = "150s" }', '{ exponential = "300s" }'),
    )
    limited = edited(text, ("announces = { balks_above = 0.5 }", "limit = 3"))
    plans = planned(text), planned(limited)
    tape = draw(plans[0].demand, seed=4, replication=0)
    logs = [play(plan, tape).visits for plan in plans]
    for name in ("joined_s", "answered_s", "ended_s", "agent"):
        assert np.array_equal(logs[0][name], logs[1][name], equal_nan=True), name
    turned = logs[1]["outcome"] == BLOCKED
    assert turned.sum() > 50
    assert (logs[0]["outcome"][turned] == ABANDONED).all()


def test_the_more_hear_of_a_wait_the_shorter_it_is():
    def figures(above):
        plan = planned(told(f"balks_above = {above}", agents=3))
        tapes = [draw(plan.demand, seed=1, replication=r) for r in range(5)]
        tallies = [measure(play(plan, tape), plan) for tape in tapes]
        return [
            sum(tally.value(name) for tally in tallies) for name in ("left_at_once", "wait_mean_s")
        ]

    left, wait = zip(*(figures(above) for above in (0.2, 1.0, 1e6)), strict=True)
    assert left[0] > left[1] > left[2] == 0
    assert wait[0] < wait[1] < wait[2]


@pytest.mark.parametrize(
    ("edits", "rule"),
    [
        ([("balks_above = 1", "balks_above = 0")], "balks_above = 0"),
        ([("balks_above = 1", 'shortest = "-1s"')], "shortest"),
        (
            [("channels.voice]", 'channels.voice]\nkind = "email"')],
            "nobody holds the line on voice",
        ),
    ],
)
def test_a_senseless_announcement_is_refused(edits, rule):
    with pytest.raises(ScenarioError, match=rule):
        from_text(edited(told("balks_above = 1"), *edits))


def test_an_announcement_without_any_patience_is_warned_of():
    text = edited(told("balks_above = 1"), ('patience = { exponential = "3m" }\n', ""))
    assert any("nobody here has a patience" in one for one in from_text(text).warnings)
    assert not any("nobody here" in one for one in from_text(told("balks_above = 1")).warnings)
