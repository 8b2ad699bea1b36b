"""A case's story says what the logs say: lines laid beside days worked out with a pencil."""

import pytest
from small import DAY, HORIZON, RICH, edited, planned, play
from tapes import at_times, put
from test_timetables import HELD, NINE, claimed

from sim.centre.log import CaseOutcome, ContactOutcome, VisitOutcome
from sim.errors import UsageError
from sim.plan.codes import Cause
from sim.reporting import story as told
from sim.reporting.story import story
from sim.tape import draw


def test_a_call_that_waits_is_told_from_joining_to_wrap_up():
    """Two agents talk for 100 s from 0 and 10 on and wrap up for 30; the third waits till 130 s."""
    wraps = ('channels = ["voice"]', 'channels = ["voice"]\nwrap_up = "30s"')
    plan = planned(edited(HORIZON, wraps))
    tape = put(plan, at_times(plan, 0.0, 10.0, 120.0), work=100.0)
    title, *lines = story(plan, play(plan, tape), 2)
    assert title.startswith("case 2: any")
    assert lines == [
        "0:02:00  the customer makes contact by voice",
        "0:02:00  joins the queue desk/voice",
        "0:02:10  agent 0 of desk answers after 10s",
        "0:03:50  the talk with agent 0 of desk is over after 1m40s",
        "0:03:50  the contact ends resolved",
        "0:03:50  the case is resolved",
        "0:04:20  agent 0 of desk has wrapped up after 30s",
    ]


def test_a_claim_climbs_its_levels_while_the_agent_is_held():
    """As in the timetable: 100 s of talk, 300 s and 600 s on hold, 20 s of wrap-up."""
    plan, tape = claimed(HELD, NINE)
    lines = story(plan, play(plan, tape), 0)
    assert ", asks for 80.00" in lines[0]
    assert [line.partition("  ")[2] for line in lines[4:]] == [
        "the talk with agent 0 of desk is over after 1m40s",
        *_asked("lead", "5m00s"),
        *_asked("head", "10m00s"),
        "agent 0 of desk was held for 15m00s",
        "the contact ends resolved",
        "the case is resolved, 40.00 conceded",
        "agent 0 of desk has wrapped up after 20s",
    ]


def _asked(level, lasts):
    return [f"the claim is put to {level}", f"{level} has decided after {lasts}"]


def test_who_gives_up_is_told_and_comes_back():
    patience = 'patience = { exponential = "3m" }'
    back = '[returns]\nif_abandoned = { share = 1.0, after = "5m" }\n'
    plan = planned(edited(DAY, ("[channels.voice]", f"[channels.voice]\n{patience}")) + back)
    tape = at_times(plan, NINE, NINE, NINE + 60)
    tape = put(plan, put(plan, tape, work=1000.0), case=2, number=0, patience=30.0)
    lines = story(plan, play(plan, tape), 2)
    assert lines[1:6] == (
        "09:01:00  the customer makes contact by voice",
        "09:01:00  joins the queue desk/voice",
        "09:01:30  gives up after 30s",
        "09:01:30  the contact ends abandoned",
        "09:06:30  the customer tries again by voice: had given up",
    )


def test_every_case_of_a_rich_centre_has_a_story_in_order_of_time():
    plan = planned(RICH)
    logs = play(plan, draw(plan.demand, seed=1, replication=0))
    seen = set()
    for case in range(0, logs.cases["case"].size, 7):
        lines = story(plan, logs, case)
        clocks = [line.split("  ")[0].split()[-1] for line in lines[1:]]
        days = [line.split("  ")[0].split()[:-1] for line in lines[1:]]
        if all(day == days[0] for day in days):
            assert clocks == sorted(clocks)
        assert sum("the contact " in line for line in lines) == logs.cases["contacts"][case]
        seen |= {line.partition("  ")[2].split()[0] for line in lines[1:]}
    assert {"meets", "joins", "agent", "gives"} <= seen


def test_there_are_words_for_everything_that_the_logs_can_say():
    assert set(told._WHY) == set(Cause)
    assert set(told._CONTACT_ENDS) == set(ContactOutcome)
    assert set(told._CASE_ENDS) == set(CaseOutcome) - {CaseOutcome.OPEN}
    served = {VisitOutcome.ANSWERED, VisitOutcome.DONE, VisitOutcome.RUNNING}
    assert set(told._WAIT_ENDS) == set(VisitOutcome) - served


@pytest.mark.parametrize("case", [-1, 3, 10**9])
def test_a_case_that_is_not_there_is_refused_with_those_that_are(case):
    plan = planned(HORIZON)
    logs = play(plan, at_times(plan, 0.0, 1.0, 2.0))
    with pytest.raises(UsageError, match=rf"case = {case}: no such case; 0 to 2 are there"):
        story(plan, logs, case)
