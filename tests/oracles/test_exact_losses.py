"""Erlang B and M/M/n/K: a full queue turns contacts away."""

import pytest
from oracle import plain_queue, played

from sim.theory import erlang_b, limited_waiting

EXPONENTIAL = '{ exponential = "3m" }'
LAWS = {
    "exponential": EXPONENTIAL,
    "lognormal": '{ mean = "3m", cv = 1.5 }',
}


@pytest.fixture(scope="module", params=LAWS)
def without_waiting(request):
    text = plain_queue(hours=13, per_hour=160, agents=10, handle=LAWS[request.param], limit=0)
    return played(text, 40)


def test_who_is_blocked_is_erlang_b_whatever_the_law_of_handle_time(without_waiting, meets):
    exact = erlang_b(160 / 3600, 180, 10)
    meets(without_waiting.share("blocked", "offered"), exact.blocked_share, 0.08)


def test_occupancy_under_blocking_is_erlang_b(without_waiting, meets):
    meets(without_waiting.kpi("occupancy"), erlang_b(160 / 3600, 180, 10).occupancy, 0.02)


@pytest.fixture(scope="module")
def few_places():
    text = plain_queue(hours=22, per_hour=100, agents=5, handle=EXPONENTIAL, limit=4)
    return played(text, 40), limited_waiting(100 / 3600, 180, 5, 4)


@pytest.fixture(scope="module")
def few_places_and_little_patience():
    text = plain_queue(
        hours=18,
        per_hour=120,
        agents=5,
        handle=EXPONENTIAL,
        limit=4,
        patience='{ exponential = "2m" }',
    )
    return played(text, 40), limited_waiting(120 / 3600, 180, 5, 4, 120)


@pytest.fixture(params=["few_places", "few_places_and_little_patience"])
def limited(request):
    return request.getfixturevalue(request.param)


def test_a_queue_with_few_places_blocks_as_its_chain_does(limited, meets):
    simulated, exact = limited
    meets(simulated.share("blocked", "offered"), exact.blocked_share, 0.08)


def test_who_is_let_into_a_queue_with_few_places_waits_as_its_chain_does(limited, meets):
    simulated, exact = limited
    meets(simulated.kpi("wait_mean_s"), exact.wait_mean_s, 0.04)
    meets(simulated.kpi("wait_share"), exact.queued_share / (1 - exact.blocked_share), 0.03)
    meets(simulated.kpi("service_level"), exact.service_level(20), 0.03)


def test_a_give_up_makes_room_in_a_queue_with_few_places(few_places_and_little_patience, meets):
    simulated, exact = few_places_and_little_patience
    meets(simulated.kpi("abandonment_rate"), exact.abandonment_rate, 0.04)
