"""What a case costs that has been told before: on return, on transfer, on another channel."""

import numpy as np
import pytest
from small import ENGINE, HORIZON, RICH, differing, edited, planned, play, times
from tapes import at_times, changed, put, with_rows

from sim.centre.log import VisitKind
from sim.measure import measure
from sim.plan.reads import reads_of_all
from sim.tape import draw

# Calls and chats; nobody solves anything, and everybody comes back ten seconds later.
TWICE = (
    edited(
        HORIZON,
        ("[channels.voice]", "[channels.voice]\n[channels.chat]"),
        ('channels = ["voice"]', 'channels = ["voice", "chat"]\nresolves = 0.5'),
        ('route = ["desk"]', 'route = ["desk", "back"]'),
    )
    + """[teams.back]
channels = ["voice", "chat"]
agents = 1
resolves = 0.5
[returns]
if_unresolved = { share = 1.0, after = "10s", mix = { voice = 0.5, chat = 0.5 } }
at_most = 3
[memory]
on_transfer = { known = 0.5, known_factor = 0.5, unknown_factor = 1.5 }
on_return = { known = 0.5, known_factor = 0.25, unknown_factor = 2 }
on_change_of_channel = { known = 0.5, known_factor = 0.75, unknown_factor = 3 }
"""
)
VOICE, CHAT = 0.9, 0.1  # marks of the mix: chat comes first by name
KNOWN, UNKNOWN = 0.25, 0.75


@pytest.fixture
def _engine(request, monkeypatch):
    monkeypatch.setitem(ENGINE, "name", request.param)


both = pytest.mark.parametrize("_engine", ["compiled", "reference"], indirect=True)


@both
@pytest.mark.usefixtures("_engine")
@pytest.mark.parametrize(
    ("second", "knows", "talks", "repeated"),
    [
        (VOICE, KNOWN, [100, 50, 25, 50], [0, 0]),
        (VOICE, UNKNOWN, [100, 150, 200, 150], [1, 2]),
        (CHAT, KNOWN, [100, 50, 75, 50], [0, 0]),
        (CHAT, UNKNOWN, [100, 150, 300, 150], [1, 2]),
    ],
)
def test_a_case_that_is_told_again_takes_its_factor(second, knows, talks, repeated):
    """100 s of work at each step: fresh, transferred, come back, transferred again."""
    plan = planned(TWICE)
    tape = put(plan, at_times(plan, 0), work=100.0, solves=0.9, escalates=0.0)
    tape = with_rows(tape, knows_u=knows, channel_u=second, same_u=0.5)
    tape = put(plan, tape, number=2, solves=0.0)
    assert plan.names.channels == ("chat", "voice")
    logs = play(plan, tape)
    found = [end - begin for begin, end in times(logs, "answered_s", "talk_end_s")]
    assert found[:4] == talks
    assert logs.contacts["repeated"].tolist()[:2] == repeated


@both
@pytest.mark.usefixtures("_engine")
def test_who_was_never_answered_has_told_nobody():
    """The first caller hangs up after 30 s and calls again: nothing is told twice."""
    redial = 'if_abandoned = { share = 1.0, after = "10s" }\n[memory]'
    patient = ("[channels.voice]", '[channels.voice]\npatience = { exponential = "3m" }')
    plan = planned(edited(TWICE, ("[memory]", redial), patient, ("agents = 2", "agents = 1")))
    tape = put(plan, at_times(plan, 0, 5), work=100.0, patience=30.0, solves=0.0)
    tape = with_rows(tape, knows_u=UNKNOWN, channel_u=VOICE, same_u=0.5)
    tape = put(plan, tape, case=1, number=1, patience=90.0)
    logs = play(plan, tape)
    assert times(logs, "joined_s", "answered_s", "ended_s") == [
        (0, 0, 100),
        (5, None, 35),
        (45, 100, 200),
    ]
    assert not logs.contacts["repeated"].any()


@both
@pytest.mark.usefixtures("_engine")
def test_what_the_bot_hands_over_and_what_is_known_are_one_factor():
    bot = """[bots.b]
channels = ["voice"]
takes = 1.0
contains = 0.0
context_saves = 0.25
session = { contained = "1m", passed_on = "60s", left = "1m" }
[memory]"""
    plan = planned(edited(TWICE, ("[memory]", bot)))
    tape = put(plan, at_times(plan, 0), work=100.0, solves=0.9, escalates=0.0)
    tape = with_rows(tape, knows_u=UNKNOWN, channel_u=VOICE, same_u=0.5)
    tape = put(plan, tape, number=1, solves=0.0)
    logs = play(plan, tape)
    found = times(logs, "answered_s", "talk_end_s", kind=VisitKind.QUEUE)
    # 100 × 0.75; × 1.5 on transfer; × 2 when the case comes back.
    assert [end - begin for begin, end in found] == [75.0, 112.5, 150.0]


def test_knowing_more_saves_time_and_tells_less_again():
    def figures(known):
        stated = f"{{ known = {known}, known_factor = 0.8, unknown_factor = 1.2 }}"
        plan = planned(RICH + f"[memory]\non_return = {stated}\non_transfer = {stated}\n")
        tallies = [
            measure(play(plan, draw(plan.demand, seed=1, replication=r)), plan) for r in range(6)
        ]
        return [np.mean([t.value(kpi) for t in tallies]) for kpi in ("aht_s", "told_again_rate")]

    (dull_aht, dull), (half_aht, half), (bright_aht, bright) = map(figures, (0.0, 0.5, 1.0))
    assert dull_aht > half_aht > bright_aht
    assert dull > half > bright == 0.0
    assert dull > 0.1


def test_a_memory_that_makes_no_difference_changes_no_bit():
    alike = "{ known = 0.5, known_factor = 1, unknown_factor = 1 }"
    plain, dull = planned(RICH), planned(RICH + f"[memory]\non_return = {alike}\n")
    tape = draw(plain.demand, seed=1, replication=0)
    assert plain.demand.digest == dull.demand.digest
    assert differing(play(plain, tape), play(dull, tape)) == ["contacts"]
    logs = play(dull, tape)
    without = {name: column for name, column in logs.contacts.items() if name != "repeated"}
    assert all((play(plain, tape).contacts[name] == without[name]).all() or name.endswith("_s")
               for name in without)  # fmt: skip


def test_a_lean_tape_holds_the_marks_of_what_is_known():
    sure = planned(edited(TWICE, *((f"known = 0.5, known_factor = {x}", f"known_factor = {x}")
                                   for x in (0.5, 0.25, 0.75))))  # fmt: skip
    unsure = planned(TWICE)
    full = draw(unsure.demand, seed=1, replication=0)
    lean = {
        name: draw(unsure.demand, seed=1, replication=0, reads=reads_of_all([plan]))
        for name, plan in {"sure": sure, "unsure": unsure}.items()
    }
    assert not lean["sure"].knows_u.any()
    assert lean["unsure"].knows_u.any()
    assert np.isin(lean["unsure"].knows_u, [0.0, *full.knows_u]).all()
    for name, plan in {"sure": sure, "unsure": unsure}.items():  # no hardness on a lean tape
        assert differing(play(plan, lean[name]), play(plan, full)) == ["cases"]
    late = changed(full, np.zeros_like, ("knows_u",))
    assert differing(play(unsure, late), play(unsure, full)) != []
