"""The trace, the finder of the first difference, the shrinker, and the limit at one instant."""

import re

import numpy as np
import pytest
from small import HORIZON, RICH, TWO_STEPS, edited, is_same_table, planned, play, with_event_flag
from tapes import at_times, fingerprint, kept, named, put, shrunk

from sim.centre.order import Kind, key, kind_of, sub_of, who_of
from sim.centre.reference import centre as centre_module
from sim.centre.trace import Traced, first_difference
from sim.errors import PlayError
from sim.tape import draw


def traced(plan, tape):
    trace = []
    logs = play(plan, tape, trace=trace)
    return trace, logs


def test_a_key_orders_by_kind_then_who_then_part():
    assert key(Kind.TALK_END, 7) == 20 << 56 | 7 << 8
    assert key(Kind.LEAVE, 2**48 - 1, 255) < key(Kind.TALK_END, 0)
    assert key(Kind.COME, 3, 255) < key(Kind.COME, 4)
    one = key(Kind.OVERFLOW, 123_456_789, 17)
    assert (kind_of(one), who_of(one), sub_of(one)) == (Kind.OVERFLOW, 123_456_789, 17)
    assert one < 2**63


@pytest.mark.parametrize("text", [RICH, TWO_STEPS], ids=["rich", "two steps"])
def test_a_trace_changes_nothing_and_runs_forward_in_time(text):
    plan = planned(text)
    tape = draw(plan.demand, seed=1, replication=0)
    trace, logs = traced(plan, tape)
    plain = play(plan, tape)
    assert is_same_table(logs.visits, plain.visits)
    assert is_same_table(logs.agents, plain.agents)
    moments = [event.at_s for event in trace]
    assert moments == sorted(moments)
    assert sum(kind_of(event.key) == Kind.ARRIVE for event in trace) == tape.cases
    assert traced(plan, tape)[0] == trace


def test_events_of_one_instant_come_in_the_order_of_their_keys():
    """Everything that was due from before at 100 s: leave, talk end, come, give up, arrive."""
    from small import with_turns

    text = edited(
        HORIZON,
        ("[channels.voice]", '[channels.voice]\npatience = { exponential = "3m" }\nlimit = 9'),
        ("agents = 2", "agents = 3"),
    )
    plan = with_turns(planned(text), (0, "desk", 1), (100, "desk", -1), (100, "desk", 2))
    tape = put(plan, at_times(plan, 0, 40, 100), work=100.0, patience=60.0)
    trace, _ = traced(plan, tape)
    kinds = [kind_of(event.key) for event in trace if event.at_s == 100.0]
    assert kinds == [Kind.LEAVE, Kind.TALK_END, Kind.WRAP_END, Kind.COME, Kind.GIVE_UP, Kind.ARRIVE]


def test_the_first_difference_is_named_with_time_kind_and_who():
    one = [Traced(1.0, key(Kind.ARRIVE, 0)), Traced(2.5, key(Kind.TALK_END, 4))]
    two = [one[0], Traced(2.5, key(Kind.GIVE_UP, 6, 1))]
    assert first_difference(one, list(one)) == ""
    assert first_difference(one, two) == (
        "event 1: 2.5 s TALK_END of 4, part 0 against 2.5 s GIVE_UP of 6, part 1"
    )
    assert first_difference(one, one[:1]) == (
        "event 1: only the first goes on, with 2.5 s TALK_END of 4, part 0"
    )
    assert first_difference([], one) == (
        "event 0: only the second goes on, with 1.0 s ARRIVE of 0, part 0"
    )


def test_the_finder_finds_where_a_tape_was_touched():
    """One talk longer by a millisecond: the first event that differs is its end."""
    plan = planned(TWO_STEPS)
    tape = draw(plan.demand, seed=1, replication=0)
    trace, logs = traced(plan, tape)
    first_step = logs.visits["visit"] == tape.first_visit[logs.visits["row"]]
    place = np.flatnonzero(first_step & (logs.visits["outcome"] == 1))[20]
    row, visit = int(logs.visits["row"][place]), int(logs.visits["visit"][place])
    slot = plan.demand.slot_sets[tape.slot_set[row]].slots[0]
    longer = tape.work_s[tape.first_work[row] + slot.work_at] + 1e-3
    who = int(tape.case[row]), int(tape.number[row])
    touched = put(plan, tape, *who, name=named(plan, slot), work=longer)
    told = first_difference(trace, traced(plan, touched)[0])
    assert re.fullmatch(rf"event \d+: .* s TALK_END of {visit}, part 0 against .*", told), told


def test_a_tape_is_shrunk_to_the_cases_that_matter():
    """Of some 300 cases those are left that make somebody give up: a handful, none superfluous."""
    plan = planned(TWO_STEPS)
    tape = draw(plan.demand, seed=1, replication=0)

    def somebody_gives_up(some):
        return bool((play(plan, some).visits["outcome"] == 2).any())

    assert tape.cases > 250
    small = shrunk(tape, somebody_gives_up)
    assert somebody_gives_up(small)
    assert small.cases <= 8
    for case in range(small.cases):
        assert not somebody_gives_up(kept(small, [c for c in range(small.cases) if c != case]))


def test_the_shrinker_isolates_a_difference_between_two_ways_to_play():
    """As it would for two engines, of which one never lets a customer go."""
    plan = with_event_flag(planned(TWO_STEPS), flag=True)
    tape = draw(plan.demand, seed=1, replication=0)

    def patient(some):
        return put(plan, some, patience=np.inf)

    def differs(some):
        return some.cases > 0 and not is_same_table(
            play(plan, some).visits, play(plan, patient(some)).visits
        )

    small = shrunk(tape, differs)
    assert small.cases <= 8
    one, two = (traced(plan, some)[0] for some in (small, patient(small)))
    assert "GIVE_UP" in first_difference(one, two)


def test_dropping_no_case_gives_the_same_tape():
    plan = planned(RICH)
    tape = draw(plan.demand, seed=1, replication=0)
    assert fingerprint(kept(tape, range(tape.cases))) == fingerprint(tape)


def test_a_play_in_which_time_does_not_pass_is_stopped_and_names_the_event(monkeypatch):
    """The limit is lowered to 40 events at one instant; 30 calls of no length break it at 7 s."""
    from sim.centre.kernel import engine as kernel

    for module in (centre_module, kernel):
        monkeypatch.setattr(module, "events_at_one_instant", lambda _rows: 40)
    plan = planned(HORIZON)
    calm = put(plan, at_times(plan, *range(30)), work=0.0)
    crowd = put(plan, at_times(plan, *[7.0] * 30), work=0.0)
    told = set()
    for engine in ("compiled", "reference"):
        play(plan, calm, engine=engine)
        with pytest.raises(
            PlayError, match=r"more than 40 events at 7\.000 s, .*(TALK_END|WRAP_END|ARRIVE)"
        ) as stop:
            play(plan, crowd, engine=engine)
        told.add(str(stop.value))
    assert len(told) == 1


def test_the_limit_grows_with_the_contacts():
    """10⁶ + 100 for each contact on the tape: no honest crowd comes near it."""
    from sim.centre.limits import events_at_one_instant

    assert events_at_one_instant(0) == 1_000_000
    assert events_at_one_instant(300) == 1_000_000 + 100 * 300
