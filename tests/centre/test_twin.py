"""The reference engine against the heap twin: every bit of every time, on the same tape."""

import numpy as np
import pytest
from small import HORIZON, TWO_STEPS, differing, edited, planned, play, with_event_flag, with_turns
from tapes import at_times, changed, put, rounded
from twin import twin

from sim.tape import draw

TEXTS = {
    "two steps, patience, overflow, returns": TWO_STEPS,
    "nobody comes back, so give-ups are found at the head": edited(
        TWO_STEPS,
        ('if_unresolved = { share = 0.6, after = { exponential = "20m" } }\n', ""),
        ('if_abandoned = { share = 0.5, after = { exponential = "5m" } }\n', ""),
    ),
    "nobody gives up": edited(TWO_STEPS, ('patience = { exponential = "4m" }\n', "")),
    "a short queue blocks": edited(
        TWO_STEPS,
        ('patience = { exponential = "4m" }', 'patience = { exponential = "4m" }\nlimit = 2'),
        ("if_abandoned", 'if_blocked = { share = 0.9, after = "1m" }\nif_abandoned'),
    ),
    "the second step may be served by the team of the first": edited(
        TWO_STEPS, ('route = ["front", "expert"]', 'route = ["front", "anyone"]')
    ),
    "one team, one step": edited(
        TWO_STEPS,
        ('route = ["front", "expert"]', 'route = ["front"]'),
        ('teams = ["front", "expert"]', 'teams = ["front"]'),
        ('overflow_after = { expert = "45s" }\n', ""),
    ),
}
TURNS = [
    (0, "front", 4),
    (0, "expert", 3),
    (1800, "front", 2),
    (3600, "expert", -2),
    (5400, "front", -5),
    (5400, "expert", 1),
    (5700, "front", 4),
    (9000, "front", -1),
    (9000, "expert", -1),
    (10800, "expert", 2),
    (10800, "front", 1),
    (12600, "front", -3),
]
SHAPES = {
    "as drawn": lambda tape: tape,
    "on whole seconds": lambda tape: rounded(tape, 1.0),
    "on quarters of a minute": lambda tape: rounded(tape, 15.0),
    "in whole minutes": lambda tape: rounded(tape, 60.0),
    "no talk": lambda tape: changed(rounded(tape, 15.0), np.zeros_like, ("work_s",)),
    "half without talk": lambda tape: changed(rounded(tape, 15.0), _every_other, ("work_s",)),
    "no patience": lambda tape: changed(rounded(tape, 15.0), np.zeros_like, ("patience_s",)),
    "returns at once": lambda tape: changed(
        rounded(tape, 15.0), np.zeros_like, ("return_delay_s",)
    ),
}


def _every_other(times):
    return np.where(np.arange(times.size) % 2 == 0, 0.0, times)


def assert_as_the_twin(plan, tape):
    logs = play(plan, tape)
    visits, contacts, spells, ended = twin(plan, tape)
    log = logs.visits
    assert log["visit"].tolist() == sorted(visits)
    told = [visits[v] for v in sorted(visits)]
    assert log["outcome"].tolist() == [v.outcome for v in told]
    assert log["agent"].tolist() == [v.agent for v in told]
    for column, name in (
        ("joined_s", "joined"),
        ("answered_s", "answered"),
        ("talk_end_s", "talk_end"),
        ("released_s", "talk_end"),
        ("ended_s", "ended"),
    ):
        mine = np.array([getattr(v, name) for v in told])
        assert log[column].tobytes() == mine.tobytes(), column
    rows = [contacts[row] for row in sorted(contacts)]
    assert logs.contacts["row"].tolist() == [c.row for c in rows]
    assert logs.contacts["cause"].tolist() == [c.cause for c in rows]
    assert logs.contacts["outcome"].tolist() == [c.outcome for c in rows]
    assert logs.contacts["arrived_s"].tobytes() == np.array([c.arrived for c in rows]).tobytes()
    assert logs.contacts["closed_s"].tobytes() == np.array([c.closed for c in rows]).tobytes()
    assert logs.agents["agent"].tolist() == [agent for agent, _, _ in spells]
    assert logs.agents["from_s"].tolist() == [since for _, since, _ in spells]
    left = [to for _, _, to in spells if to == to]  # noqa: PLR0124  (not nan)
    assert logs.agents["to_s"][logs.agents["ended"] == 0].tolist() == left
    assert logs.ended_s == ended
    return logs


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("text", TEXTS)
def test_the_reference_plays_as_the_twin_in_every_bit(text, shape):
    """Continuous times, and times on a grid where hundreds of events fall on one instant."""
    plan = with_turns(planned(TEXTS[text]), *TURNS)
    tape = SHAPES[shape](draw(plan.demand, seed=11, replication=0))
    logs = assert_as_the_twin(plan, tape)
    assert (logs.visits["outcome"] == 1).sum() > 20


@pytest.mark.parametrize("shape", ["as drawn", "on quarters of a minute", "no talk", "no patience"])
def test_without_wrap_up_the_reference_plays_as_the_twin(shape):
    """A wrap-up of 0 s is an event like any other."""
    for text in (TWO_STEPS, TEXTS["the second step may be served by the team of the first"]):
        bare = edited(text, ('wrap_up = "30s"\n', ""), ('wrap_up = "15s"\n', ""))
        plan = with_turns(planned(bare), *TURNS)
        assert_as_the_twin(plan, SHAPES[shape](draw(plan.demand, seed=3, replication=1)))


@pytest.mark.parametrize("replication", range(4))
def test_whether_give_ups_are_events_or_found_at_the_head_the_visits_are_the_same(replication):
    """Both ways give the same log."""
    made = with_turns(
        planned(TEXTS["nobody comes back, so give-ups are found at the head"]), *TURNS
    )
    tape = draw(made.demand, seed=5, replication=replication)
    for one in (tape, rounded(tape, 15.0)):
        told, found = (play(with_event_flag(made, flag=flag), one) for flag in (True, False))
        assert not made.supply.queues[0].give_up_is_event
        assert differing(told, found) == []


def test_the_play_ends_with_the_last_thing_that_happens():
    """Patience of 10,000 s that nobody needed is no event: the second caller is done at 200."""
    text = edited(
        HORIZON,
        ("[channels.voice]", '[channels.voice]\npatience = { exponential = "3m" }'),
        ("agents = 2", "agents = 1"),
    )
    plan = planned(text + '[returns]\nif_abandoned = { share = 0.5, after = "1m" }\n')
    tape = put(plan, at_times(plan, 0, 10), work=100.0, patience=10_000.0)
    assert plan.supply.queues[0].give_up_is_event
    logs = play(plan, tape)
    assert logs.ended_s == 200.0
    assert logs.agents["to_s"].tolist() == [200.0]


def test_the_twin_sees_heavy_ties_and_every_outcome():
    """The comparison is worth something: the grid ties, and callers wait, leave and return."""
    plan = with_turns(planned(TEXTS["a short queue blocks"]), *TURNS)
    tape = rounded(draw(plan.demand, seed=11, replication=0), 15.0)
    visits, contacts, spells, _ = twin(plan, tape)
    assert {v.outcome for v in visits.values()} >= {1, 2, 3}
    assert {c.outcome for c in contacts.values()} >= {1, 5, 6, 8, 9}
    assert {c.cause for c in contacts.values()} >= {0, 1, 4, 5}
    moments = [v.joined for v in visits.values()] + [v.ended for v in visits.values()]
    assert len(moments) > 1.5 * len(set(moments))
    assert sum(to == to for _, _, to in spells) >= 8  # noqa: PLR0124  (not nan)
