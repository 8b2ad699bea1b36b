"""Erlang C, Erlang A and M/M/n+G: one team, one queue, more or less patience."""

import pytest
from oracle import plain_queue, played

from sim.theory import any_patience, erlang_a, erlang_c
from sim.theory.laws import constant, lognormal

PRECISIONS = {
    "wait_mean_s": 0.12,
    "asa_s": 0.12,
    "wait_share": 0.06,
    "queue_mean": 0.12,
    "occupancy": 0.02,
}
HANDLE = '{ exponential = "3m" }'


@pytest.fixture(scope="module")
def endless_patience():
    text = plain_queue(hours=28, per_hour=120, agents=8, handle=HANDLE, warm_up="2h")
    return played(text, 40), erlang_c(120 / 3600, 180, 8)


@pytest.mark.parametrize("figure", PRECISIONS)
def test_without_a_limit_to_patience_the_queue_is_erlang_c(endless_patience, figure, meets):
    simulated, exact = endless_patience
    meets(simulated.kpi(figure), getattr(exact, figure), PRECISIONS[figure])


def test_service_level_without_a_limit_to_patience_is_erlang_c(endless_patience, meets):
    simulated, exact = endless_patience
    meets(simulated.kpi("service_level"), exact.service_level(20), 0.03)


PATIENCES = {
    "exponential": ('{ exponential = "2m" }', lambda rate: erlang_a(rate, 180, 20, 120)),
    "lognormal": (
        '{ mean = "2m", cv = 1.2 }',
        lambda rate: any_patience(rate, 180, 20, lognormal(120, 1.2)),
    ),
    "constant": (
        '{ constant = "1m" }',
        lambda rate: any_patience(rate, 180, 20, constant(60)),
    ),
}


@pytest.fixture(scope="module", params=PATIENCES)
def impatient(request):
    patience, exact = PATIENCES[request.param]
    text = plain_queue(hours=7, per_hour=400, agents=20, handle=HANDLE, patience=patience)
    return played(text, 40), exact(400 / 3600)


@pytest.mark.parametrize("figure", [*PRECISIONS, "abandonment_rate"])
def test_whatever_the_law_of_patience_the_queue_is_as_its_integral(impatient, figure, meets):
    simulated, exact = impatient
    meets(simulated.kpi(figure), getattr(exact, figure), PRECISIONS.get(figure, 0.08))


def test_service_level_is_answered_within_20_s_over_offered(impatient, meets):
    simulated, exact = impatient
    meets(simulated.kpi("service_level"), exact.service_level(20), 0.03)
