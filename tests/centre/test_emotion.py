"""Emotional cases: how many there are, how long they take, and whether a bot meets them."""

from dataclasses import replace

import numpy as np
import pytest
from small import ENGINE, HORIZON, RICH, differing, edited, planned, play, times, varied
from tapes import at_times, put

from sim.centre.log import VisitKind
from sim.plan.handle import selection_scale
from sim.plan.reads import reads_of_all
from sim.scenario.file import from_text
from sim.tape import draw

BOT = """[bots.b]
channels = ["voice"]
takes = 0.8
contains = 0.5
emotional_takes = 0
session = { contained = "1m", passed_on = "1m", left = "1m" }
"""
FELT = ('route = ["desk"]', 'route = ["desk"]\nemotion = { share = 0.3, talk_factor = 2.0 }')
WITH_BOT = edited(HORIZON, FELT) + BOT


def test_the_stated_share_of_cases_is_emotional_and_nothing_else_moves():
    calm, felt = (draw(planned(text).demand, seed=1, replication=0) for text in (RICH, _rich(1.0)))
    assert not calm.emotional.any()
    order = felt.reason == 0
    assert abs(felt.emotional[order].mean() - 0.3) < 3 * (0.21 / order.sum()) ** 0.5
    assert not felt.emotional[~order].any()
    for name in ("arrived_s", "amount", "marks_u", "patience_s", "channel_u", "return_u"):
        assert (getattr(calm, name) == getattr(felt, name)).all()


def _rich(factor):
    emotion = f"emotion = {{ share = 0.3, talk_factor = {factor} }}\n"
    return edited(RICH, ('route = ["front"]\n', 'route = ["front"]\n' + emotion))


def test_an_emotional_case_takes_its_factor_at_every_step_and_nowhere_else():
    base = _rich(1.0)
    tapes = [draw(varied(text, base).demand, seed=1, replication=0) for text in (base, _rich(1.5))]
    emotional = tapes[0].emotional
    assert (emotional == tapes[1].emotional).all()
    assert emotional.any()
    sets = planned(base).demand.slot_sets
    for row, case in enumerate(tapes[0].case):
        for slot in sets[tapes[0].slot_set[row]].slots:
            at = tapes[0].first_work[row] + slot.work_at
            before, after = (tape.work_s[at : at + len(slot.laws)] for tape in tapes)
            factor = 1.5 if emotional[case] and slot.pairs else 1.0
            assert after == pytest.approx(before * factor, rel=1e-12)


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_a_bot_may_be_kept_from_emotional_cases(engine, monkeypatch):
    monkeypatch.setitem(ENGINE, "name", engine)
    for factor, felt_bots in ((0, -1), (0.5, -1), (0.75, 0), (1, 0)):
        plan = planned(edited(WITH_BOT, ("emotional_takes = 0", f"emotional_takes = {factor}")))
        tape = put(plan, at_times(plan, 0, 1000), work=100.0)
        tape = put(plan, tape, kind=0, meets=0.5, contains=0.9)
        tape = replace(tape, emotional=np.array([False, True]))
        logs = play(plan, tape)
        # 0.5 lies below 0.8 and 0.8 × 0.75, not below 0.8 × 0.5.
        assert logs.contacts["bot"].tolist() == [0, felt_bots]
        assert logs.cases["emotional"].tolist() == [0, 1]
        (_, felt) = times(logs, "answered_s", "talk_end_s", kind=VisitKind.QUEUE)
        assert felt == ((1000, 1100) if felt_bots < 0 else (1060, 1160))


def test_the_handle_time_typed_is_that_of_all_who_reach_an_agent_in_the_base():
    """Calm: 0.7 × (0.2 + 0.8 × 0.5) = 0.42 reach one; emotional: all 0.3, twice as long.

    They average (0.42 + 0.6) / 0.72 times the work of a calm case.
    """
    centre = from_text(WITH_BOT).centre
    assert selection_scale(centre, "any", "voice") == pytest.approx(0.72 / 1.02, rel=1e-6)
    alone = from_text(edited(HORIZON, FELT)).centre
    assert selection_scale(alone, "any", "voice") == pytest.approx(1 / 1.3, rel=1e-12)
    plan = planned(edited(WITH_BOT, ('"8h"', '"2000h"'), ("agents = 2", "agents = 9")))
    tape = draw(plan.demand, seed=1, replication=0, reads=plan.reads)
    logs = play(plan, tape)
    served = logs.visits["agent"] >= 0
    talk = (logs.visits["talk_end_s"] - logs.visits["answered_s"])[served]
    assert talk.mean() == pytest.approx(150.0, rel=0.005)


def test_a_lean_tape_draws_for_whoever_passes_the_bot_by():
    """The bot ends all it meets, and takes all: calm cases need no agent, emotional ones do."""
    sure = edited(WITH_BOT, ("takes = 0.8", "takes = 1.0"), ("contains = 0.5", "contains = 1.0"))
    plan = planned(edited(sure, ("agents = 2", "agents = 2\nresolves = 0.5")))
    lean, full = (
        draw(plan.demand, seed=1, replication=0, reads=reads)
        for reads in (reads_of_all([plan]), None)
    )
    assert differing(play(plan, lean), play(plan, full)) == ["cases"]
    answered = (play(plan, lean).visits["agent"] >= 0).sum()
    assert answered == lean.emotional.sum() > 50
