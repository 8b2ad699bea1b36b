"""Erlang's models against exact fractions, chains, limits and a published example."""

from fractions import Fraction
from math import factorial, inf, isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.special import gammaln, pdtr

from sim.theory import blocking, erlang_a, erlang_b, erlang_c, limited_waiting, waiting
from sim.theory.chains import single_queue
from sim.theory.uniformise import evolve

FIELDS = ("wait_share", "blocked_share", "abandonment_rate", "wait_mean_s", "asa_s", "queue_mean")


def agree(one, other, rel=1e-9, absolute=1e-12):
    for name in (*FIELDS, "occupancy"):
        expected = pytest.approx(getattr(other, name), rel=rel, abs=absolute)
        assert getattr(one, name) == expected, name


@pytest.mark.parametrize(("load", "agents"), [(1, 1), (2, 2), (3, 3), (7, 10), (25, 20)])
def test_blocking_is_the_exact_fraction(load, agents):
    terms = [Fraction(load) ** busy / factorial(busy) for busy in range(agents + 1)]
    assert blocking(load, agents) == pytest.approx(float(terms[-1] / sum(terms)), rel=1e-14)


def test_nobody_to_answer_blocks_everyone_and_no_load_blocks_nobody():
    assert blocking(3.0, 0) == 1.0
    assert blocking(0.0, 0) == 1.0
    assert blocking(0.0, 5) == 0.0


def test_blocking_of_four_thousand_agents_is_the_truncated_poisson_law():
    load, agents = 3950.0, 4000
    pmf = np.exp(agents * np.log(load) - load - gammaln(agents + 1.0))
    assert blocking(load, agents) == pytest.approx(float(pmf / pdtr(agents, load)), rel=1e-9)


def test_waiting_share_of_one_agent_is_the_load_and_of_two_the_textbook_third():
    assert waiting(0.8, 1) == pytest.approx(0.8, rel=1e-14)
    assert waiting(1.0, 2) == pytest.approx(1.0 / 3.0, rel=1e-14)


def test_the_hundred_calls_example_gives_the_published_figures():
    """100 calls in 30 minutes of 3 minutes, 14 agents: 88.8 % in 20 s, ASA 7.8 s, 17.4 % wait."""
    centre = erlang_c(100 / 1800, 180, 14)
    assert centre.wait_share == pytest.approx(0.174, abs=5e-4)
    assert centre.service_level(20) == pytest.approx(0.888, abs=5e-4)
    assert centre.asa_s == pytest.approx(7.8, abs=0.05)
    assert centre.occupancy == pytest.approx(0.714, abs=5e-4)


def test_erlang_c_is_the_line_without_limit_or_abandons():
    closed, summed = erlang_c(0.09, 100, 10), limited_waiting(0.09, 100, 10, None)
    agree(closed, summed)
    assert closed.service_level(35) == pytest.approx(summed.service_level(35), rel=1e-10)


def test_erlang_a_becomes_erlang_c_when_patience_grows_without_end():
    patient, endless = erlang_a(0.09, 100, 10, 1e10), erlang_c(0.09, 100, 10)
    agree(patient, endless, rel=1e-5, absolute=1e-6)
    assert patient.service_level(20) == pytest.approx(endless.service_level(20), rel=1e-6)


def test_erlang_a_becomes_erlang_b_when_patience_vanishes():
    hasty, loss = erlang_a(0.12, 100, 10, 1e-7), erlang_b(0.12, 100, 10)
    assert hasty.abandonment_rate == pytest.approx(loss.blocked_share, rel=1e-6)
    assert hasty.occupancy == pytest.approx(loss.occupancy, rel=1e-6)


def test_no_place_to_wait_is_erlang_b():
    lost = limited_waiting(0.12, 100, 10, 0, 80)
    agree(lost, erlang_b(0.12, 100, 10))
    assert lost.blocked_share == pytest.approx(blocking(12.0, 10), rel=1e-12)
    assert lost.queued_share == 0.0
    assert lost.service_level(0) == pytest.approx(1.0 - lost.blocked_share)


def test_many_places_to_wait_are_as_good_as_no_limit():
    agree(limited_waiting(0.11, 100, 10, 500, 80), erlang_a(0.11, 100, 10, 80))


@pytest.mark.parametrize(("places", "patience_s"), [(0, 60.0), (7, inf), (7, 60.0), (40, 200.0)])
def test_limited_waiting_is_its_markov_chain(places, patience_s):
    formula = limited_waiting(0.11, 100, 10, places, patience_s)
    chain = single_queue(0.11, 100, 10, places, patience_s)
    queue_mean = chain.mean(lambda s: max(s[0] - 10, 0))
    full = chain.mean(lambda s: s[0] == 10 + places)
    assert formula.wait_share == pytest.approx(chain.mean(lambda s: s[0] >= 10), rel=1e-10)
    assert formula.blocked_share == pytest.approx(full, rel=1e-10)
    assert formula.queue_mean == pytest.approx(queue_mean, rel=1e-10, abs=1e-15)
    assert formula.occupancy == pytest.approx(chain.mean(lambda s: min(s[0], 10)) / 10, rel=1e-10)
    assert formula.wait_mean_s == pytest.approx(queue_mean / (0.11 * (1 - full)), abs=1e-12)


@pytest.mark.parametrize("patience_s", [60.0, inf])
@pytest.mark.parametrize("threshold_s", [0.0, 5.0, 20.0, 90.0])
def test_service_level_follows_one_contact_through_the_line(patience_s, threshold_s):
    """The contact's own chain over those ahead of it, by uniformisation."""
    agents, places, finish, quit_ = 10, 30, 0.1, 1.0 / patience_s
    chain = single_queue(0.11, 100, agents, places, patience_s)
    by_present = {state[0]: share for state, share in zip(chain.states, chain.shares, strict=True)}
    ahead = np.arange(places)
    start = np.array([by_present[agents + i] for i in ahead])
    down = csr_array(np.diag((finish + ahead * quit_)[1:], -1))
    _, spent_s = evolve(start, down, finish + (ahead + 1) * quit_, threshold_s)
    at_once = sum(share for present, share in by_present.items() if present < agents)
    expected = at_once + finish * spent_s[0]
    formula = limited_waiting(0.11, 100, agents, places, patience_s)
    assert formula.service_level(threshold_s) == pytest.approx(expected, rel=1e-10)


def test_asa_is_the_area_above_the_law_of_the_answered_wait():
    centre = erlang_a(0.12, 100, 10, 80)
    points, weights = np.polynomial.legendre.leggauss(40)
    panels = [(start, start + 20.0) for start in range(0, 800, 20)]
    area = sum(
        weight * 10.0 * (centre.answered_share - centre.service_level(a + (b - a) * (p + 1) / 2))
        for a, b in panels
        for p, weight in zip(points, weights, strict=True)
    )
    assert centre.asa_s == pytest.approx(area / centre.answered_share, rel=1e-8)


def test_who_abandons_makes_the_mean_wait_of_all_more_than_a_sum_over_the_answered():
    centre = erlang_a(0.12, 100, 10, 80)
    answered_part = centre.asa_s * centre.answered_share
    assert answered_part < centre.wait_mean_s
    assert centre.abandonment_rate == pytest.approx(centre.wait_mean_s / 80, rel=1e-12)


def test_without_agents_the_queue_is_poisson_and_everyone_abandons():
    centre = erlang_a(0.1, 100, 0, 50)
    assert centre.queue_mean == pytest.approx(5.0, rel=1e-12)
    assert centre.abandonment_rate == pytest.approx(1.0, rel=1e-12)
    assert centre.service_level(1000) == pytest.approx(0.0, abs=1e-12)
    assert isnan(centre.asa_s)
    assert isnan(centre.occupancy)


def test_thousands_of_agents_in_overload_lose_what_they_cannot_handle():
    centre = erlang_a(20.0, 300, 4000, 120)
    assert centre.abandonment_rate == pytest.approx(1 - 4000 / 6000, rel=1e-6)
    assert centre.occupancy == pytest.approx(1.0, rel=1e-6)


def test_a_team_far_too_large_keeps_nobody_waiting():
    centre = erlang_a(0.001, 100, 3000, 60)
    assert centre.wait_share == 0.0
    assert centre.service_level(0) == 1.0
    assert centre.asa_s == 0.0


@settings(max_examples=60, deadline=None)
@given(
    load=st.floats(0.1, 60.0),
    agents=st.integers(1, 50),
    patience_s=st.floats(1.0, 5_000.0),
    threshold_s=st.floats(0.0, 300.0),
)
def test_what_comes_is_answered_or_abandons_and_one_more_agent_helps(
    load, agents, patience_s, threshold_s
):
    fewer = erlang_a(load / 100, 100, agents, patience_s)
    more = erlang_a(load / 100, 100, agents + 1, patience_s)
    answered = fewer.occupancy * agents / load
    assert fewer.service_level(1e9) == pytest.approx(answered, rel=1e-8, abs=1e-10)
    assert fewer.wait_mean_s >= more.wait_mean_s
    assert fewer.service_level(threshold_s) <= more.service_level(threshold_s) + 1e-12


def test_minutes_and_seconds_say_the_same():
    in_s, in_min = erlang_a(0.11, 100, 10, 80), erlang_a(6.6, 100 / 60, 10, 80 / 60)
    assert in_min.wait_mean_s * 60 == pytest.approx(in_s.wait_mean_s, rel=1e-12)
    assert in_min.service_level(20 / 60) == pytest.approx(in_s.service_level(20), rel=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: blocking(2, -1), "agents = -1: must be 0 or more"),
        (lambda: blocking(-2, 1), "load = -2: must be a finite number, 0 or more"),
        (lambda: erlang_b(0.1, 100, 2.5), "agents = 2.5: must be a whole number"),
        (lambda: erlang_b(0.0, 100, 2), "arrivals_per_s = 0.0: must be a finite number above 0"),
        (lambda: erlang_c(0.1, inf, 2), "handle_mean_s = inf: must be a finite number above 0"),
        (
            lambda: erlang_c(0.1, 100, 10),
            "agents = 10: must be above the load of 10 erlangs, or the queue grows without end",
        ),
        (
            lambda: erlang_a(0.1, 100, 10, 0),
            "patience_mean_s = 0: must be a finite number above 0",
        ),
        (
            lambda: limited_waiting(0.1, 100, 10, 5, -1),
            "patience_mean_s = -1: must be above 0; say inf for no abandons",
        ),
        (
            lambda: erlang_a(0.2, 100, 10, 60).service_level(-1),
            "threshold_s = -1: must be a finite number, 0 or more",
        ),
    ],
)
def test_an_argument_out_of_range_is_refused_by_name_value_and_rule(call, message):
    with pytest.raises(ValueError, match="^" + message.replace(".", r"\.") + "$"):
        call()
