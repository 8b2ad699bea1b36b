"""Where nobody could notice a give-up it is found late; the log must not tell."""

from dataclasses import replace

import numpy as np
import pytest
from oracle import HEAD, SEED, planned

from sim.centre.play import play
from sim.tape import draw

SCENARIOS = {
    "phone": f"""{HEAD.format(hours=10, warm_up="1h")}
[channels.voice]
patience = {{ exponential = "90s" }}

[reasons.order]
volume = {{ cases_per_hour = 320 }}
mix = {{ voice = 1.0 }}
route = ["desk"]
handle_time = {{ mean = "3m", cv = 1.0 }}

[teams.desk]
channels = ["voice"]
agents = 15
wrap_up = "20s"
""",
    "phone and chat, two tiers, repeats": f"""{HEAD.format(hours=10, warm_up="1h")}
[channels.voice]
patience = {{ mean = "90s", cv = 1.0, zero_share = 0.1 }}
[channels.chat]
patience = {{ constant = "2m" }}
growth = 2.0

[segments.gold]
share = 0.2
head_start = "30s"
[segments.plain]
share = 0.8

[reasons.order]
volume = {{ cases_per_hour = 300 }}
mix = {{ voice = 0.6, chat = 0.4 }}
route = ["either", "experts"]
handle_time = {{ voice = {{ mean = "3m", cv = 1.0 }}, chat = {{ constant = "4m" }} }}

[steps.either]
teams = ["desk", "experts"]
overflow_after = {{ experts = "45s" }}

[teams.desk]
channels = ["voice", "chat"]
agents = 12
chats_at_once = 3
chat_speed = [1.0, 0.8, 0.65]
resolves = 0.8

[teams.experts]
channels = ["voice", "chat"]
agents = 3
resolves = 0.9

[returns]
if_unresolved = {{ share = 0.5, after = {{ exponential = "20m" }} }}
""",
}


@pytest.fixture(params=SCENARIOS)
def plan(request):
    return planned(SCENARIOS[request.param])


def noticed_at_once(plan):
    queues = tuple(replace(queue, give_up_is_event=True) for queue in plan.supply.queues)
    return replace(plan, supply=replace(plan.supply, queues=queues))


def test_nobody_notices_a_give_up_in_a_plain_horizon(plan):
    assert not any(queue.give_up_is_event for queue in plan.supply.queues)


@pytest.mark.parametrize("replication", range(3))
def test_a_give_up_found_late_leaves_the_same_log_as_one_that_is_an_event(plan, replication):
    tape = draw(plan.demand, seed=SEED, replication=replication)
    late, at_once = play(plan, tape), play(noticed_at_once(plan), tape)
    for name in ("cases", "contacts", "visits", "agents"):
        one, other = getattr(late, name), getattr(at_once, name)
        for column, values in one.items():
            same = np.array_equal(
                values, other[column], equal_nan=values.dtype.kind == "f"
            )
            assert same, f"{name}.{column}"
    assert late.ended_s == at_once.ended_s
