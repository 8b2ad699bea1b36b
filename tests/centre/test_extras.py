"""Patience after a bot, comfort, compensation, agent assist: what they do and what they cost."""

import numpy as np
import pytest
from small import ENGINE, HORIZON, RICH, differing, edited, planned, play, times
from tapes import at_times, put

from sim.centre.log import VisitKind
from sim.measure import measure
from sim.tape import draw

PATIENT = 'patience = { exponential = "3m" }\n'
BOT = """[bots.b]
channels = ["voice"]
takes = 0.5
contains = 0.0
patience_factor = 0.5
session = { contained = "1m", passed_on = "60s", left = "1m" }
"""


def comforted(factor, price=0.0):
    comfort = f"comfort = {{ patience_factor = {factor}, cost_per_waiting = {price} }}\n"
    return edited(HORIZON, ("[channels.voice]\n", f"[channels.voice]\n{PATIENT}{comfort}"))


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_comfort_lengthens_patience_and_a_bot_wears_it_out(engine, monkeypatch):
    """Patience 40 s: 80 s with comfort, 40 s again for whoever comes from the bot."""
    monkeypatch.setitem(ENGINE, "name", engine)
    plan = planned(edited(comforted(2), ("agents = 2", "agents = 1")) + BOT)
    tape = put(plan, at_times(plan, 0, 10, 20), work=300.0, patience=40.0)
    tape = put(plan, put(plan, tape, kind=0, meets=0.9), case=2, kind=0, meets=0.1, leaves=0.9)
    tape = put(plan, tape, case=2, kind=0, contains=0.9)
    found = times(play(plan, tape), "joined_s", "answered_s", "ended_s", kind=VisitKind.QUEUE)
    assert found == [(0, 0, 300), (10, None, 90), (80, None, 120)]


def test_more_comfort_loses_fewer_and_waits_longer():
    """The restaurant's snacks: the same customers leave less, and wait longer."""
    figures = []
    for factor in (1, 3, 9):
        plan = planned(edited(comforted(factor), ("agents = 2", "agents = 1"), ("60", "30")))
        tallies = [
            measure(play(plan, draw(plan.demand, seed=1, replication=r)), plan) for r in range(8)
        ]
        named = ("abandonment_rate", "wait_mean_s")
        figures.append([np.mean([t.value(kpi) for t in tallies]) for kpi in named])
    (few, short), (some, longer), (most, longest) = figures
    assert few > some > most
    assert short < longer < longest


def test_comfort_changes_no_mark_of_a_customer():
    assert planned(comforted(1)).demand.digest == planned(comforted(2)).demand.digest
    assert planned(HORIZON + BOT).demand.digest == planned(
        HORIZON + BOT.replace("patience_factor = 0.5\n", "")
    ).demand.digest  # fmt: skip


def test_what_waits_costs_and_who_is_answered_late_is_paid():
    """One agent, calls at 0, 10, 20 and 300 s of 100 s: waits 0, 90, 180 and 0 s.

    Two had to wait (2 × 0.5), one of them longer than 90 s (4), four were assisted (4 × 0.25).
    """
    owed = 'compensation = { after = "90s", amount = 4 }\n'
    text = edited(comforted(100, 0.5), ("agents = 2\n", ASSISTED), (PATIENT, PATIENT + owed))
    plan = planned(text)
    tape = put(plan, at_times(plan, 0, 10, 20, 300), work=100.0, patience=1000.0)
    tally = measure(play(plan, tape), plan)
    assert tally.value("assist_cost") == 1.0
    assert tally.value("comfort_cost") == 1.0
    assert tally.value("compensation_paid") == 4.0
    assert tally.value("cost") == 6.0


ASSISTED = "agents = 1\nassist = { cost_per_contact = 0.25 }\n"


def test_assist_halves_talk_and_leaves_wrap_up_alone():
    """Every talk is half as long; nothing else on the tape moves."""
    team = '[teams.front]\nchannels = ["voice", "chat", "email"]\n'
    helped = edited(RICH, (team, team + "assist = { talk_factor = { refund = 0.5 } }\n"))
    plans = planned(RICH), planned(helped)
    tapes = [draw(plan.demand, seed=1, replication=0) for plan in plans]
    front, refund = plans[0].names.teams.index("front"), plans[0].names.reasons.index("refund")
    seen = 0
    for row in range(tapes[0].case.size):
        for slot in plans[0].demand.slot_sets[tapes[0].slot_set[row]].slots:
            at = tapes[0].first_work[row] + slot.work_at
            for j, _ in enumerate(slot.laws):
                helps = bool(slot.pairs) and slot.pairs[j][1] == front and slot.reason == refund
                before, after = (tape.work_s[at + j] for tape in tapes)
                assert after == before * (0.5 if helps else 1.0)
                seen += helps
    assert seen > 50
    assert plans[0].supply.wrap_up_s == plans[1].supply.wrap_up_s
    for name in ("marks_u", "patience_s", "return_delay_s", "arrived_s"):
        assert (getattr(tapes[0], name) == getattr(tapes[1], name)).all()


def test_extras_that_are_free_and_do_nothing_change_no_bit():
    nothing = edited(RICH, ("[channels.voice]\n", "[channels.voice]\ncomfort = {}\n"))
    plans = planned(RICH), planned(nothing)
    tape = draw(plans[0].demand, seed=1, replication=0)
    assert differing(*(play(plan, tape) for plan in plans)) == []
