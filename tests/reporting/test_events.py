"""Events of a play for process mining and for timelines: by hand, and whatever is played."""

import json
import sys
from collections import defaultdict
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "centre"))

from small import HORIZON, RICH, edited, planned, play
from tapes import at_times, put

from sim.centre.log import VisitKind, VisitOutcome
from sim.errors import UsageError
from sim.reporting.event_log import COLUMNS, event_log
from sim.reporting.lanes import lanes
from sim.tape import draw

DAY = "2024-01-01"
STANDARD = {"schedule", "start", "suspend", "resume", "complete", "withdraw"}
"""Transitions of XES's standard lifecycle that a play knows."""
A_DAY = (Path(__file__).parents[1] / "centre" / "a_day.toml").read_text(encoding="utf-8")


def of(text, seed=3):
    plan = planned(text)
    return plan, play(plan, draw(plan.demand, seed=seed, replication=0))


@pytest.fixture(scope="module", params=[RICH, A_DAY], ids=["rich", "a day"])
def played(request):
    return of(request.param)


@pytest.fixture(scope="module")
def three():
    """Two agents talk for 100 s from 0 and 10 on and wrap up for 30; the third waits till 130 s."""
    wraps = ('channels = ["voice"]', 'channels = ["voice"]\nwrap_up = "30s"')
    plan = planned(edited(HORIZON, wraps))
    return plan, play(plan, put(plan, at_times(plan, 0.0, 10.0, 120.0), work=100.0))


def test_a_call_is_scheduled_started_and_completed(three):
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in event_log(*three, 2, DAY)]
    said = [
        (row["time:timestamp"][11:19], row["concept:name"], row["lifecycle:transition"],
         row["org:resource"], row["org:group"])
        for row in rows
    ]  # fmt: skip
    assert said == [
        ("00:02:00", "contact by voice", "start", "customer", ""),
        ("00:02:00", "desk/voice", "schedule", "", ""),
        ("00:02:10", "desk/voice", "start", "agent 0", "desk"),
        ("00:03:50", "desk/voice", "complete", "agent 0", "desk"),
        ("00:03:50", "wrap-up", "start", "agent 0", "desk"),
        ("00:03:50", "contact by voice", "complete", "customer", ""),
        ("00:03:50", "case", "complete", "", ""),
        ("00:04:20", "wrap-up", "complete", "agent 0", "desk"),
    ]
    assert {row["case:concept:name"] for row in rows} == {2}
    assert rows[-2]["outcome"] == rows[-3]["outcome"] == "resolved"


def test_the_event_log_has_the_columns_that_process_mining_looks_for(played):
    needed = {"case:concept:name", "concept:name", "time:timestamp", "lifecycle:transition"}
    assert needed | {"org:resource", "org:group", "concept:instance"} <= set(COLUMNS)
    rows = list(event_log(*played, None, DAY))
    assert all(len(row) == len(COLUMNS) for row in rows)
    stamps = [row[COLUMNS.index("time:timestamp")] for row in rows]
    assert stamps == sorted(stamps)
    assert all(len(stamp) == len("2024-01-01T09:00:00.000000") for stamp in stamps)
    found = {row[COLUMNS.index("lifecycle:transition")] for row in rows}
    assert {"schedule", "start", "complete", "withdraw"} <= found <= STANDARD


def test_every_activity_goes_through_its_lifecycle_in_order(played):
    plan, logs = played
    lives = defaultdict(list)
    for row in event_log(plan, logs, None, DAY):
        event = dict(zip(COLUMNS, row, strict=True))
        lives[event["concept:instance"], event["concept:name"]].append(
            event["lifecycle:transition"]
        )
    allowed = {
        ("schedule",), ("schedule", "start"), ("schedule", "start", "complete"),
        ("schedule", "withdraw"), ("start",), ("start", "complete"),
        ("schedule", "start", "suspend", "resume", "complete"),
    }  # fmt: skip
    ended = [tuple(life) for (_, name), life in lives.items() if name != "case"]
    assert set(ended) <= allowed
    visits = logs.visits
    at_queues = (visits["kind"] == VisitKind.QUEUE) | (visits["kind"] == VisitKind.FINISHING)
    assert sum(life[0] == "schedule" for life in ended) == at_queues.sum()
    lost = at_queues & (visits["outcome"] != VisitOutcome.ANSWERED)
    lost &= visits["outcome"] != VisitOutcome.WAITING
    assert sum(life[-1] == "withdraw" for life in ended) == lost.sum()


def test_the_events_of_one_case_are_those_of_all_cases_that_are_its_own(played):
    whole = list(event_log(*played, None, DAY))
    for case in (0, 7, 40):
        assert list(event_log(*played, case, DAY)) == [row for row in whole if row[0] == case]


def checked(events):
    """What every viewer asks of an event, by the kind of event."""
    also = {"X": {"dur"}, "C": {"args"}, "M": {"args"}, "b": {"id", "cat"}, "e": {"id", "cat"}}
    for event in events:
        assert {"ph", "ts", "pid", "tid", "name"} | also[event["ph"]] <= set(event), event
        assert all(type(event[name]) is int for name in ("ts", "pid", "tid"))
        assert type(event["name"]) is str
        assert event["ts"] >= 0
        if event["ph"] == "X":
            assert type(event["dur"]) is int
            assert event["dur"] >= 0
        if event["ph"] == "C":
            assert all(type(value) is int for value in event["args"].values())
    return json.loads(json.dumps(events))


def slices_by_lane(events):
    found = defaultdict(list)
    for event in events:
        if event["ph"] == "X":
            found[event["pid"], event["tid"]].append(
                (event["ts"], event["ts"] + event["dur"], event["name"])
            )
    return found


def test_a_call_is_a_slice_on_its_agents_lane_with_talk_and_wrap_up_inside(three):
    events = checked(list(lanes(*three, 2)))
    (lane,) = slices_by_lane(events).values()
    assert sorted(lane)[1:] == [
        (130_000_000, 230_000_000, "talk"),
        (130_000_000, 260_000_000, "case 2 any"),
        (230_000_000, 260_000_000, "wrap-up"),
    ]
    assert min(lane)[2] == "present"
    lengths = [(e["ts"], e["args"]["waiting"]) for e in events if e["ph"] == "C"]
    assert lengths == [(120_000_000, 1), (130_000_000, 0)]
    waits = [(e["ph"], e["ts"], e["name"]) for e in events if e["ph"] in "be"]
    assert waits == [
        ("b", 120_000_000, "wait desk/voice"), ("e", 130_000_000, "wait desk/voice")
    ]  # fmt: skip


def test_slices_of_a_lane_nest_or_lie_apart(played):
    events = checked(list(lanes(*played, None)))
    for lane in slices_by_lane(events).values():
        open_until = []
        for from_us, to_us, name in sorted(lane, key=lambda each: (each[0], -each[1])):
            while open_until and open_until[-1] <= from_us:
                open_until.pop()
            assert not open_until or to_us <= open_until[-1], (name, from_us)
            open_until.append(to_us)


def test_lanes_and_processes_have_the_names_of_agents_and_teams(played):
    plan, logs = played
    events = list(lanes(plan, logs, None))
    told = [event for event in events if event["ph"] == "M"]
    processes = {e["pid"]: e["args"]["name"] for e in told if e["name"] == "process_name"}
    threads = {(e["pid"], e["tid"]): e["args"]["name"] for e in told if e["name"] == "thread_name"}
    assert set(slices_by_lane(events)) == set(threads)
    assert {f"team {name}" for name in plan.names.teams} < set(processes.values())
    teams = dict(zip(logs.agents["agent"].tolist(), logs.agents["team"].tolist(), strict=True))
    for (pid, _), name in threads.items():
        agent = int(name.removeprefix("agent ").split(",")[0])
        assert processes[pid] == f"team {plan.names.teams[teams[agent]]}"
    assert any(", at once 2" in name for name in threads.values())


def test_the_length_of_a_queue_is_never_negative_and_ends_with_who_still_waits(played):
    plan, logs = played
    lengths = defaultdict(list)
    for event in lanes(plan, logs, None):
        if event["ph"] == "C":
            lengths[event["name"]].append((event["ts"], event["args"]["waiting"]))
    visits = logs.visits
    for name, changes in lengths.items():
        queue = plan.names.queues.index(name.removeprefix("queue "))
        waits = (visits["queue"] == queue) & (visits["outcome"] == VisitOutcome.WAITING)
        assert changes == sorted(changes)
        assert min(length for _, length in changes) >= 0
        assert changes[-1][1] == waits.sum()


def test_waits_sessions_and_decisions_begin_and_end_in_pairs(played):
    ends = defaultdict(list)
    for event in lanes(*played, None):
        if event["ph"] in "be":
            ends[event["cat"], event["id"]].append(event)
    for begin, end in ends.values():
        assert (begin["ph"], end["ph"]) == ("b", "e")
        assert begin["ts"] <= end["ts"]
        assert begin["pid"] == end["pid"]


@pytest.mark.parametrize("make", [lambda *a: event_log(*a, DAY), lanes], ids=["csv", "chrome"])
def test_a_case_that_is_not_there_is_refused(three, make):
    with pytest.raises(UsageError, match="case = 3: no such case; 0 to 2 are there"):
        list(make(*three, 3))
