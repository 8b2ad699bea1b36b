"""Where nobody could notice a give-up it is found late; the log must not tell."""

from dataclasses import replace

import numpy as np
import pytest
from oracle import HEAD, plain_queue, planned, seed_of

from sim.centre.play import play
from sim.tape import draw

RICH = f"""{HEAD.format(hours=8, warm_up="1h")}
[channels.voice]
patience = {{ mean = "90s", cv = 1.0, zero_share = 0.1 }}
[channels.chat]
patience = {{ constant = "2m" }}
growth = 2.0
[channels.email]

[segments.gold]
share = 0.2
head_start = "30s"
value = 2.0
[segments.plain]
share = 0.8

[reasons.order]
volume = {{ cases_per_hour = 200 }}
mix = {{ voice = 0.5, chat = 0.4, email = 0.1 }}
route = ["either", "experts"]
handle_time = {{ mean = "3m", cv = 1.0 }}
claim = {{ share = 0.4, asks = {{ mean = 50, cv = 1.0 }} }}

[reasons.refund]
urgency = 3.0
volume = {{ cases_per_hour = 90 }}
mix = {{ voice = 0.8, chat = 0.2 }}
route = ["experts"]
handle_time = {{ mean = "3m", cv = 1.0 }}

[steps.either]
teams = ["desk", "experts"]
overflow_after = {{ experts = "45s" }}

[bots.assistant]
channels = ["voice", "chat"]
takes = 0.5
contains = 0.4
truly_solves = 0.7
leaves = 0.1

[bots.assistant.session]
contained = {{ constant = "1m" }}
passed_on = {{ constant = "30s" }}
left = {{ constant = "15s" }}

[teams.desk]
channels = ["voice", "chat", "email"]
agents = 8
chats_at_once = 3
chat_speed = [1.0, 0.8, 0.65]
resolves = 0.8
wrap_up = "15s"
authority = 30

[teams.experts]
channels = ["voice", "chat", "email"]
agents = 6
resolves = 0.9
authority = 60

[approval]
meanwhile = "parked"
finishing = {{ constant = "1m" }}

[approval.levels.leader]
limit = 500
decides_in = {{ constant = "2m" }}
refuses = 0.2

[returns]
if_unresolved = {{ share = 0.5, after = {{ exponential = "20m" }} }}
if_falsely_contained = {{ share = 0.5, after = {{ exponential = "20m" }} }}
"""
SCENARIOS = {
    "plain": plain_queue(
        hours=8,
        per_hour=320,
        agents=15,
        handle='{ mean = "3m", cv = 1.0 }',
        patience='{ exponential = "90s" }',
    ),
    "rich": RICH,
}


@pytest.fixture(params=SCENARIOS)
def text(request):
    return SCENARIOS[request.param]


def noticed_at_once(plan):
    queues = tuple(replace(queue, give_up_is_event=True) for queue in plan.supply.queues)
    return replace(plan, supply=replace(plan.supply, queues=queues))


def in_steps(tape, step_s):
    """The tape with its times rounded, so that many events fall on one instant."""

    def rounded(times_s):
        return np.round(times_s / step_s) * step_s

    return replace(
        tape,
        arrived_s=rounded(tape.arrived_s),
        work_s=rounded(tape.work_s),
        patience_s=rounded(tape.patience_s),
        return_delay_s=rounded(tape.return_delay_s),
    )


def differing_columns(logs, others):
    return [
        f"{name}.{column}"
        for name in ("cases", "contacts", "visits", "agents")
        for column, values in getattr(logs, name).items()
        if values.tobytes() != getattr(others, name)[column].tobytes()
    ]


def test_in_a_horizon_nobody_notices_a_give_up(text):
    assert not any(queue.give_up_is_event for queue in planned(text).supply.queues)


@pytest.mark.parametrize("step_s", [0.0, 1.0, 15.0, 60.0])
def test_a_give_up_found_late_leaves_the_same_log_as_one_that_is_an_event(text, step_s):
    plan = planned(text)
    tape = draw(plan.demand, seed=seed_of(text), replication=0)
    if step_s:
        tape = in_steps(tape, step_s)
    late, at_once = play(plan, tape), play(noticed_at_once(plan), tape)
    assert np.count_nonzero(late.contacts["outcome"] == 8) > 100
    assert differing_columns(late, at_once) == []


def test_the_play_ends_with_the_last_thing_that_happens_however_long_patience_is():
    """A contact answered after a minute would have waited for two hours: that is no event."""
    patient = plain_queue(
        hours=3,
        per_hour=300,
        agents=14,
        handle='{ exponential = "3m" }',
        patience='{ exponential = "2h" }',
    )
    plan = planned(patient)
    tape = draw(plan.demand, seed=seed_of(patient), replication=0)
    late, at_once = play(plan, tape), play(noticed_at_once(plan), tape)
    assert late.ended_s == at_once.ended_s == np.nanmax(late.visits["ended_s"])
    assert differing_columns(late, at_once) == []
