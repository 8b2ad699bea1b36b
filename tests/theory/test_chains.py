"""Chains against closed forms and limits."""

from math import inf

import numpy as np
import pytest

from sim.theory import (
    blocking,
    erlang_a,
    explore,
    laws,
    one_agent,
    one_agent_by_class,
    one_team,
    redials,
    retrials,
    shared_skills,
    staged_handle_time,
    waiting,
)


def test_a_chain_solves_its_balance_equations():
    generator = np.random.default_rng(5)
    rates = generator.random((30, 30)) ** 6

    def moves(state):
        return (((other,), rates[state[0], other]) for other in range(30) if other != state[0])

    chain = explore((0,), moves)
    matrix = chain.rates.toarray()
    np.testing.assert_allclose(chain.shares @ matrix, chain.shares * matrix.sum(axis=1), rtol=1e-10)
    assert chain.shares.sum() == pytest.approx(1.0)


def test_a_chain_that_starts_far_from_its_likely_states_loses_no_digit():
    """A queue with 200 times more coming than going: the start is 1e-300 as likely as the end."""

    def moves(state):
        if state[0] < 130:
            yield (state[0] + 1,), 200.0
        if state[0]:
            yield (state[0] - 1,), 1.0

    chain = explore((0,), moves)
    assert chain.mean(lambda s: s[0] == 130) == pytest.approx(1 - 1 / 200, rel=1e-12)


def test_a_chain_in_two_parts_has_no_long_run():
    chain = explore((0,), lambda state: [((1,), 1.0)] if state == (0,) else [])
    with pytest.raises(ValueError, match="falls into 2 parts"):
        chain.mean(lambda s: s[0])


def test_a_negative_rate_is_refused():
    with pytest.raises(ValueError, match=r"rate from \(0,\) to \(1,\) = -1.0: must be 0 or more"):
        explore((0,), lambda _: [((1,), -1.0)])


def test_one_stage_is_erlang_a():
    chain, formula = staged_handle_time(0.11, 100, 1, 10, 80, 90), erlang_a(0.11, 100, 10, 80)
    for name in ("wait_share", "abandonment_rate", "wait_mean_s", "queue_mean", "occupancy"):
        assert getattr(chain, name) == pytest.approx(getattr(formula, name), rel=1e-9), name


def test_without_waiting_two_stages_block_as_erlang_b():
    """Erlang B does not depend on the law of handle time."""
    chain = staged_handle_time(0.12, 100, 3, 6, inf, 0)
    assert chain.blocked_share == pytest.approx(blocking(12.0, 6), rel=1e-10)


def test_steadier_handle_times_wait_less():
    waits_s = [staged_handle_time(0.045, 100, k, 5, 300, 90).wait_mean_s for k in (1, 2, 4)]
    assert waits_s == sorted(waits_s, reverse=True)


def test_without_retries_blocking_is_erlang_b():
    chain = retrials(0.12, 100, 10, 60, 0.0, 5)
    assert chain.blocked_share == pytest.approx(blocking(12.0, 10), rel=1e-10)


def test_instant_retries_make_a_queue_with_erlang_c_load():
    """Who tries again at once takes the next free agent; order does not matter for busyness."""
    chain = retrials(0.03, 100, 5, 0.001, 1.0, 60)
    assert chain.occupancy == pytest.approx(0.6, rel=1e-6)
    assert chain.attempts_per_s - 0.03 == pytest.approx(
        chain.attempts_per_s * chain.blocked_share, rel=1e-6
    )
    busy = waiting(3.0, 5)
    away = busy * 3.0 / (5 - 3.0)
    assert (chain.attempts_per_s - 0.03) * 0.001 == pytest.approx(away, rel=1e-3)


def test_late_retries_block_as_if_they_were_new_contacts():
    """Cohen's limit: blocking of the load that the retries add up to."""
    chain = retrials(0.03, 100, 5, 20_000, 1.0, 400)
    load = 3.0
    for _ in range(200):
        load = 3.0 / (1 - blocking(load, 5))
    assert chain.blocked_share == pytest.approx(blocking(load, 5), rel=5e-3)


def test_too_little_room_for_retries_is_refused():
    with pytest.raises(ValueError, match="most_retrying = 3: must be larger: reached"):
        retrials(0.03, 100, 5, 2_000, 1.0, 3)


def test_without_redials_abandoning_is_erlang_a():
    chain = redials(0.11, 100, 10, 80, 300, 0.0, 90, 3)
    assert chain.wait_mean_s == pytest.approx(erlang_a(0.11, 100, 10, 80).wait_mean_s, rel=1e-9)


def test_redials_add_exactly_what_abandoned_and_came_back():
    chain = redials(0.055, 100, 5, 80, 300, 0.5, 60, 60)
    assert chain.attempts_per_s == pytest.approx(
        0.055 + 0.5 * chain.abandonment_rate * chain.attempts_per_s, rel=1e-6
    )
    answered = chain.attempts_per_s * (1 - chain.abandonment_rate)
    assert chain.occupancy == pytest.approx(answered * 100 / 5, rel=1e-6)


def test_late_redials_are_as_new_contacts():
    chain = redials(0.055, 100, 5, 80, 20_000, 0.5, 60, 400)
    rate = 0.055
    for _ in range(200):
        rate = 0.055 / (1 - 0.5 * erlang_a(rate, 100, 5, 80).abandonment_rate)
    expected = erlang_a(rate, 100, 5, 80).abandonment_rate
    assert chain.abandonment_rate == pytest.approx(expected, rel=5e-3)


def test_two_reasons_of_one_patience_queue_together_as_erlang_a():
    v = shared_skills((0.06, 0.05), 100, 0, 10, (80, 80), 45)
    together = erlang_a(0.11, 100, 10, 80)
    assert v.first.queue_mean + v.second.queue_mean == pytest.approx(together.queue_mean, rel=1e-8)
    assert v.shared_occupancy == pytest.approx(together.occupancy, rel=1e-8)
    assert v.second.wait_mean_s < v.first.wait_mean_s


def test_own_agents_and_shared_agents_work_as_one_when_the_second_reason_is_rare():
    n = shared_skills((0.11, 1e-9), 100, 6, 4, (80, 80), 60)
    alone = erlang_a(0.11, 100, 10, 80)
    assert n.first.wait_mean_s == pytest.approx(alone.wait_mean_s, rel=1e-6)


def test_what_the_two_teams_handle_is_what_did_not_abandon():
    n = shared_skills((0.06, 0.05), 100, 5, 6, (80, 120), 45)
    answered = 0.06 * (1 - n.first.abandonment_rate) + 0.05 * (1 - n.second.abandonment_rate)
    busy = 5 * n.own_occupancy + 6 * n.shared_occupancy
    assert busy == pytest.approx(answered * 100, rel=1e-9)


def test_rarely_helped_own_agents_queue_alone_when_the_shared_are_never_free():
    """A second reason that floods the shared team leaves the first to its own agents."""
    n = shared_skills((0.05, 5.0), 100, 5, 1, (80, 20), 160)
    alone = erlang_a(0.05, 100, 5, 80)
    assert n.first.wait_mean_s == pytest.approx(alone.wait_mean_s, rel=1e-4)


def test_retries_at_one_agent_are_the_closed_form():
    """M/M/1/1 where everybody tries again: ρ (λ + ρ θ) ÷ ((1 − ρ) θ) are about to, on average."""
    arrivals_per_s, retry_s, load = 0.006, 250, 0.6
    chain = retrials(arrivals_per_s, 100, 1, retry_s, 1.0, 150)
    away = load * (arrivals_per_s + load / retry_s) / ((1 - load) / retry_s)
    assert (chain.attempts_per_s - arrivals_per_s) * retry_s == pytest.approx(away, rel=1e-6)
    assert chain.occupancy == pytest.approx(load, rel=1e-8)


def test_two_stages_at_one_patient_agent_wait_as_pollaczek_and_khinchine_say():
    chain = staged_handle_time(0.006, 100, 2, 1, inf, 150)
    expected = one_agent(0.006, laws.erlang(100, 2)).wait_mean_s
    assert chain.wait_mean_s == pytest.approx(expected, rel=1e-8)


def test_one_team_with_one_handle_time_is_the_shared_team_without_own_agents():
    one = one_team((0.05, 0.06), (100, 100), 10, (80, 120), 45)
    shared = shared_skills((0.06, 0.05), 100, 0, 10, (120, 80), 45)
    for ours, theirs in ((one.first, shared.second), (one.second, shared.first)):
        assert ours.wait_mean_s == pytest.approx(theirs.wait_mean_s, rel=1e-9)
        assert ours.abandonment_rate == pytest.approx(theirs.abandonment_rate, rel=1e-9)
        assert ours.wait_share == pytest.approx(theirs.wait_share, rel=1e-9)
    assert one.occupancy == pytest.approx(shared.shared_occupancy, rel=1e-9)


def test_one_patient_agent_for_two_reasons_is_cobhams_whatever_their_handle_times():
    one = one_team((0.003, 0.002), (60, 150), 1, places_to_wait=80)
    expected = one_agent_by_class((0.003, 0.002), [laws.exponential(60), laws.exponential(150)])
    assert one.first.wait_mean_s == pytest.approx(expected.wait_mean_s[0], rel=1e-6)
    assert one.second.wait_mean_s == pytest.approx(expected.wait_mean_s[1], rel=1e-6)


def test_what_one_team_handles_is_what_did_not_abandon():
    one = one_team((0.03, 0.04), (80, 140), 7, (60, 200), 45)
    loads = 0.03 * (1 - one.first.abandonment_rate) * 80
    loads += 0.04 * (1 - one.second.abandonment_rate) * 140
    assert 7 * one.occupancy == pytest.approx(loads, rel=1e-8)
    assert one.first.wait_share == pytest.approx(one.second.wait_share, rel=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: one_team((0.1, 0.0), (9, 9), 1), "second_per_s = 0.0: must be a finite number"),
        (lambda: one_team((0.1, 0.1), (9, -1), 1), "second_handle_s = -1: must be a finite number"),
        (lambda: one_team((0.1, 0.1), (9, 9), 0), "agents = 0: must be 1 or more"),
        (lambda: one_team((0.1, 0.1), (9, 9), 1, (0, 9)), "patience_mean_s = 0: must be above 0"),
    ],
)
def test_an_impossible_team_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
