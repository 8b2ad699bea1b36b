"""Timetables of a bot with few sessions and of claims that go straight to who may grant them."""

import pytest
from small import ENGINE, HORIZON, edited, planned, play, times
from tapes import at_times, put, with_rows

from sim.centre.log import VisitKind
from sim.errors import ScenarioError
from sim.plan.codes import SlotKind
from sim.scenario.file import from_text
from sim.tape import draw

BOT = """[bots.b]
channels = ["voice"]
takes = 1.0
contains = 1.0
capacity = 1
session = { contained = "60s", passed_on = "60s", left = "60s" }
"""
CLAIMS = edited(
    HORIZON, ('{ constant = "150s" }', '{ constant = "150s" }\nclaim = { share = 1.0, asks = 500 }')
)
LADDER = """[approval]
meanwhile = "held"
climbs = "straight"
[approval.levels.leader]
limit = 100
decides_in = "10s"
[approval.levels.head]
limit = 1000
decides_in = "40s"
[approval.levels.board]
limit = 5000
decides_in = "5m"
"""


@pytest.fixture(autouse=True, params=["compiled", "reference"])
def engine(request, monkeypatch):
    """Every timetable is played by both engines."""
    monkeypatch.setitem(ENGINE, "name", request.param)


def test_who_would_be_one_session_too_many_goes_past_the_bot():
    """The second comes during the first session; the third at the instant at which it ends."""
    plan = planned(HORIZON + BOT)
    logs = play(plan, at_times(plan, 0, 30, 60))
    assert times(logs, "joined_s", "ended_s", kind=VisitKind.BOT) == [(0, 60), (60, 120)]
    assert times(logs, "joined_s", "ended_s", kind=VisitKind.QUEUE) == [(30, 180)]
    assert logs.contacts["bot"].tolist() == [0, -1, 0]


def test_a_lean_tape_holds_what_those_who_go_past_a_full_bot_need():
    """The bot would surely end every contact, were it not full."""
    plan = planned(HORIZON + BOT)
    lean = draw(plan.demand, seed=3, replication=0, reads=plan.reads)
    full = draw(plan.demand, seed=3, replication=0)
    ends = [times(play(plan, tape), "kind", "answered_s", "ended_s") for tape in (lean, full)]
    assert ends[0] == ends[1]
    assert sum(kind == VisitKind.QUEUE for kind, *_ in ends[0]) > 50


@pytest.mark.parametrize(
    ("asks", "climbs", "decided"),
    [
        (500, "straight", [(150, 190)]),
        (500, "every layer", [(150, 160), (160, 200)]),
        (60, "straight", [(150, 160)]),
        (9999, "straight", [(150, 450)]),  # beyond all: the last level says no
    ],
)
def test_a_claim_goes_straight_to_the_first_level_that_may_grant_it(asks, climbs, decided):
    text = edited(CLAIMS, ("asks = 500", f"asks = {asks}"))
    plan = planned(text + edited(LADDER, ('"straight"', f'"{climbs}"')))
    logs = play(plan, at_times(plan, 0))
    assert sorted(times(logs, "joined_s", "ended_s", kind=VisitKind.LEVEL)) == decided
    assert logs.cases["paid"].tolist() == [asks if asks <= 5000 else 0.0]


def test_a_refusal_straight_ahead_is_the_end():
    plan = planned(CLAIMS + edited(LADDER, ('in = "40s"', 'in = "40s"\nrefuses = 0.5')))
    tape = put(plan, at_times(plan, 0), kind=SlotKind.LEVEL, name="head", refuses=0.1)
    logs = play(plan, with_rows(tape, return_u=1.0))
    assert len(times(logs, "ended_s", kind=VisitKind.LEVEL)) == 1
    assert logs.cases["paid"].tolist() == [0.0]


@pytest.mark.parametrize("capacity", ["0", "-1", "2.5", '"many"'])
def test_a_senseless_capacity_is_refused(capacity):
    with pytest.raises(ScenarioError, match=r"bots\.b\.capacity"):
        from_text(HORIZON + edited(BOT, ("capacity = 1", f"capacity = {capacity}")))


def test_a_ladder_is_climbed_in_one_of_two_ways():
    with pytest.raises(ScenarioError, match=r"approval\.climbs"):
        from_text(CLAIMS + edited(LADDER, ('"straight"', '"fast"')))
