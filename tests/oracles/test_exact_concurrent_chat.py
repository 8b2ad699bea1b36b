"""Concurrent chat: work re-scaled at every change of how many chats an agent has."""

import pytest
from oracle import HEAD, played

from sim.theory import concurrent_chat

TEXT = f"""{HEAD.format(hours=25, warm_up="2h")}
[channels.chat]
patience = {{ exponential = "5m" }}
service_level = {{ within = "20s" }}

[reasons.order]
volume = {{ cases_per_hour = 108 }}
mix = {{ chat = 1.0 }}
route = ["desk"]
handle_time = {{ exponential = "4m" }}

[teams.desk]
channels = ["chat"]
agents = 4
chats_at_once = 3
chat_speed = [1.0, 0.8, 0.65]
"""


@pytest.fixture(scope="module", params=["least busy", "fill first"])
def chats(request):
    exact = concurrent_chat(
        108 / 3600, 240, 4, (1.0, 0.8, 0.65), 300, fills_first=request.param == "fill first"
    )
    return played(f'{TEXT}chats_go_to = "{request.param}"\n', 40), exact


@pytest.mark.parametrize(
    ("figure", "precision"),
    [
        ("wait_mean_s", 0.08),
        ("wait_share", 0.05),
        ("abandonment_rate", 0.08),
        ("queue_mean", 0.08),
        ("occupancy", 0.01),
    ],
)
def test_the_least_busy_or_the_fullest_agent_takes_the_chat_as_in_its_chain(
    chats, figure, precision, meets
):
    simulated, exact = chats
    meets(simulated.kpi(figure), getattr(exact.queue, figure), precision)


def test_chats_answered_within_20_s_are_as_their_chain_says(chats, meets):
    simulated, exact = chats
    meets(simulated.kpi("service_level"), exact.queue.service_level(20), 0.02)


def test_a_chat_lasts_as_much_longer_as_its_neighbours_slow_it(chats, meets):
    simulated, exact = chats
    assert exact.chat_mean_s > 1.2 * 240
    meets(simulated.kpi("aht_s"), exact.chat_mean_s, 0.02)
