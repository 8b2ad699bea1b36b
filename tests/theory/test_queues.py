"""Laws, one agent, constant handle times, priorities and any patience, each by a second way."""

import itertools

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import gammainc

from sim.theory import (
    any_patience,
    constant_handle_time,
    erlang_a,
    erlang_c,
    explore,
    laws,
    one_agent,
    one_agent_by_class,
    shared_skills,
    staged_handle_time,
    team_by_class,
)
from sim.theory.erlang import blocking

LAWS = [
    laws.constant(100),
    laws.exponential(100),
    laws.erlang(100, 3),
    laws.gamma_law(100, 1.4),
    laws.lognormal(100, 0.8),
    laws.weibull(100, 0.7),
    laws.uniform(20, 180),
    laws.hyperexponential(0.3, 220, 48),
    laws.balking(0.2, laws.erlang(125, 2)),
]
NAMES = [law.name for law in LAWS]


def integral(function, law, upper=60_000.0):
    ends = [0.0, *law.corners_s, 1_000.0, 5_000.0, upper]
    pairs = zip(sorted(ends), sorted(ends)[1:], strict=False)
    return sum(quad(function, a, b, limit=400)[0] for a, b in pairs)


def exceeds(law, time_s):
    return float(law.exceeds(np.array([time_s]))[0])


@pytest.mark.parametrize("law", LAWS, ids=NAMES)
def test_moments_are_the_areas_under_the_law(law):
    assert law.mean_s == pytest.approx(100, rel=5e-3)
    assert law.mean_s == pytest.approx(integral(lambda t: exceeds(law, t), law), rel=1e-7)
    second = integral(lambda t: 2 * t * exceeds(law, t), law)
    assert law.second_moment_s2 == pytest.approx(second, rel=1e-6)


@pytest.mark.parametrize("law", LAWS, ids=NAMES)
@pytest.mark.parametrize("time_s", [0.0, 7.0, 90.0, 400.0])
def test_mean_up_to_a_time_is_the_area_until_then(law, time_s):
    ends = sorted([0.0, *(c for c in law.corners_s if c < time_s), time_s])
    area = sum(quad(lambda t: exceeds(law, t), a, b)[0] for a, b in itertools.pairwise(ends))
    assert float(law.mean_up_to(np.array([time_s]))[0]) == pytest.approx(area, rel=1e-8, abs=1e-12)


def test_cv_is_what_was_asked_for():
    assert laws.lognormal(100, 0.8).cv == pytest.approx(0.8)
    assert laws.gamma_law(100, 1.4).cv == pytest.approx(1.4)
    assert laws.constant(100).cv == 0.0
    assert laws.erlang(100, 4).cv == pytest.approx(0.5)


def test_one_agent_with_exponential_handle_time_is_erlang_c():
    general, exponential = one_agent(0.008, laws.exponential(100)), erlang_c(0.008, 100, 1)
    assert general.wait_mean_s == pytest.approx(exponential.wait_mean_s, rel=1e-12)
    assert general.wait_share == pytest.approx(exponential.wait_share, rel=1e-12)


def test_constant_handle_time_halves_the_wait_of_exponential():
    constant = one_agent(0.008, laws.constant(100)).wait_mean_s
    assert constant == pytest.approx(erlang_c(0.008, 100, 1).wait_mean_s / 2, rel=1e-12)


def test_one_agent_with_staged_handle_time_is_its_chain():
    chain = staged_handle_time(0.006, 100, 3, 1, float("inf"), 400)
    formula = one_agent(0.006, laws.erlang(100, 3))
    assert formula.wait_mean_s == pytest.approx(chain.wait_mean_s, rel=1e-9)


def test_one_agent_with_two_kinds_of_handle_time_is_its_chain():
    share, short_s, long_s, rate = 0.7, 40.0, 240.0, 0.006

    def moves(state):
        kind, waiting = state
        chances = ((1, share), (2, 1 - share))
        if kind == 0:
            yield from (((k, 0), rate * chance) for k, chance in chances)
            return
        if waiting < 400:
            yield (kind, waiting + 1), rate
        finish = 1 / (short_s if kind == 1 else long_s)
        if waiting:
            yield from (((k, waiting - 1), finish * chance) for k, chance in chances)
        else:
            yield (0, 0), finish

    chain = explore((0, 0), moves)
    formula = one_agent(rate, laws.hyperexponential(share, short_s, long_s))
    assert formula.queue_mean == pytest.approx(chain.mean(lambda s: s[1]), rel=1e-9)


def test_the_general_queue_refuses_a_law_of_the_wait():
    with pytest.raises(ValueError, match="gives the mean wait, not its law"):
        one_agent(0.008, laws.constant(100)).service_level(20)


@pytest.mark.parametrize(("load", "agents"), [(0.9, 1), (1.6, 2), (9.0, 10), (47.0, 50)])
def test_constant_handle_time_is_every_nth_arrival_to_one_agent(load, agents):
    """M/D/n dealt out in turn is En/D/1, whose mean wait Spitzer's identity gives."""
    turns = np.arange(1, 20_000, dtype=float)
    handled, arrivals = turns, turns * agents
    shorter = handled * gammainc(arrivals, load * handled)
    spent = arrivals / load * gammainc(arrivals + 1, load * handled)
    spitzer_s = 100.0 * float(((shorter - spent) / turns).sum())
    centre = constant_handle_time(load / 100, 100, agents)
    assert centre.wait_mean_s == pytest.approx(spitzer_s, rel=1e-8)


def test_classes_of_one_handle_time_wait_on_average_as_if_there_were_none():
    rates = (0.02, 0.03, 0.035)
    waits = team_by_class(rates, 100, 10)
    assert waits.all_s == pytest.approx(erlang_c(sum(rates), 100, 10).wait_mean_s, rel=1e-12)
    assert waits.wait_mean_s[0] < waits.wait_mean_s[1] < waits.wait_mean_s[2]


def test_two_classes_wait_as_their_chain_says():
    chain = shared_skills((0.05, 0.03), 100, 0, 10, places_to_wait=130)
    waits = team_by_class((0.03, 0.05), 100, 10)
    assert waits.wait_mean_s[0] == pytest.approx(chain.second.wait_mean_s, rel=1e-7)
    assert waits.wait_mean_s[1] == pytest.approx(chain.first.wait_mean_s, rel=1e-6)
    assert waits.wait_share == pytest.approx(chain.first.wait_share, rel=1e-7)


def test_three_classes_wait_as_their_chain_says():
    """Of one agent; the states are whether the agent is busy, then who waits of each class."""
    rates, handle_s, places = (0.001, 0.0015, 0.002), 100.0, 40

    def moves(state):
        busy, *waits = state
        for which, rate in enumerate(rates):
            after = list(waits)
            after[which] += 1
            if not busy:
                yield (1, *waits), rate
            elif waits[which] < places:
                yield (1, *after), rate
        if busy:
            urgent = next((which for which, count in enumerate(waits) if count), None)
            after = [count - (which == urgent) for which, count in enumerate(waits)]
            yield (int(urgent is not None), *after), 1 / handle_s

    chain = explore((0, 0, 0, 0), moves)
    waits_s = team_by_class(rates, handle_s, 1).wait_mean_s
    for which, rate in enumerate(rates):
        queue = chain.mean(lambda state, at=1 + which: state[at])
        assert queue / rate == pytest.approx(waits_s[which], rel=1e-6), which


def test_lognormal_patience_is_adaptive_quadrature_of_the_same_density():
    rate, team, law = 0.12, 0.1, laws.lognormal(80, 1.2)

    def density(t):
        return np.exp(rate * float(law.mean_up_to(np.array([t]))[0]) - team * t)

    parts = ((0, 1), (1, 30), (30, 200), (200, 4_000))
    whole = sum(quad(density, a, b, limit=300)[0] for a, b in parts)
    lost = sum(
        quad(lambda t: density(t) * (1 - exceeds(law, t)), a, b, limit=300)[0] for a, b in parts
    )
    centre = any_patience(rate, 100, 10, law)
    total = 1 / blocking(12.0, 9) + rate * whole
    assert centre.abandonment_rate == pytest.approx(rate * lost / total, rel=1e-8)


def test_two_classes_merged_wait_on_average_as_one():
    three, two = team_by_class((0.02, 0.03, 0.03), 100, 10), team_by_class((0.05, 0.03), 100, 10)
    merged_s = (0.02 * three.wait_mean_s[0] + 0.03 * three.wait_mean_s[1]) / 0.05
    assert merged_s == pytest.approx(two.wait_mean_s[0], rel=1e-12)
    assert three.wait_mean_s[2] == pytest.approx(two.wait_mean_s[1], rel=1e-12)


def test_one_agent_by_class_agrees_with_the_team_by_class_of_one():
    team = team_by_class((0.003, 0.005), 100, 1)
    agent = one_agent_by_class((0.003, 0.005), [laws.exponential(100)] * 2)
    assert agent.wait_mean_s == pytest.approx(team.wait_mean_s, rel=1e-12)


def test_urgency_moves_work_but_makes_none():
    """Kleinrock's conservation law: load-weighted waits do not depend on who is urgent."""
    handle = [laws.lognormal(60, 0.8), laws.constant(200)]
    one = one_agent_by_class((0.004, 0.002), handle)
    other = one_agent_by_class((0.002, 0.004), handle[::-1])
    weighted = 0.24 * one.wait_mean_s[0] + 0.4 * one.wait_mean_s[1]
    assert weighted == pytest.approx(
        0.4 * other.wait_mean_s[0] + 0.24 * other.wait_mean_s[1], rel=1e-12
    )
    assert one.wait_mean_s[0] < other.wait_mean_s[1]


@pytest.mark.parametrize("arrivals_per_s", [0.02, 0.11, 0.3])
def test_exponential_patience_is_erlang_a(arrivals_per_s):
    general = any_patience(arrivals_per_s, 100, 10, laws.exponential(80))
    erlang = erlang_a(arrivals_per_s, 100, 10, 80)
    for name in ("wait_share", "abandonment_rate", "wait_mean_s", "asa_s", "occupancy"):
        assert getattr(general, name) == pytest.approx(getattr(erlang, name), rel=1e-9), name
    for threshold_s in (0, 20, 200):
        expected = pytest.approx(erlang.service_level(threshold_s), rel=1e-9)
        assert general.service_level(threshold_s) == expected


@pytest.mark.parametrize("law", LAWS, ids=NAMES)
@pytest.mark.parametrize("arrivals_per_s", [0.08, 0.16])
def test_what_is_answered_is_what_the_team_handles(law, arrivals_per_s):
    """Busy agents while nobody waits are Erlang B's of one agent fewer."""
    load = arrivals_per_s * 100
    centre = any_patience(arrivals_per_s, 100, 10, law)
    busy = 10 * centre.wait_share + (1 - centre.wait_share) * load * (1 - blocking(load, 9))
    assert centre.answered_share == pytest.approx(busy / load, rel=1e-8)
    assert centre.service_level(1e6) == pytest.approx(centre.answered_share, rel=1e-9)


def test_constant_patience_is_the_closed_form():
    rate, team, patience_s = 0.12, 0.1, 50.0
    rising = (np.exp((rate - team) * patience_s) - 1) / (rate - team)
    falling = np.exp((rate - team) * patience_s) / team
    busy = rate * (rising + falling)
    total = 1 / blocking(12.0, 9) + busy
    centre = any_patience(rate, 100, 10, laws.constant(patience_s))
    assert centre.wait_share == pytest.approx(busy / total, rel=1e-10)
    assert centre.abandonment_rate == pytest.approx(rate * falling / total, rel=1e-10)


def test_weibull_patience_is_adaptive_quadrature_of_the_same_density():
    rate, team, law = 0.12, 0.1, laws.weibull(80, 0.6)

    def density(t):
        return np.exp(rate * float(law.mean_up_to(np.array([t]))[0]) - team * t)

    def area(weight):
        parts = ((0, 1e-3), (1e-3, 1), (1, 100), (100, 2_000))
        return sum(quad(lambda t: density(t) * weight(t), a, b, limit=300)[0] for a, b in parts)

    total = 1 / blocking(12.0, 9) + rate * area(lambda _: 1)
    centre = any_patience(rate, 100, 10, law)
    lost = rate * area(lambda t: 1 - exceeds(law, t)) / total
    assert centre.abandonment_rate == pytest.approx(lost, rel=1e-8)


def test_balking_thins_the_line_as_its_chain_does():
    stay, patience_s = 0.7, 90.0

    def moves(state):
        (present,) = state
        if present < 80:
            yield (present + 1,), 0.13 * (stay if present >= 10 else 1.0)
        if present:
            yield (present - 1,), min(present, 10) / 100 + max(present - 10, 0) / patience_s

    chain = explore((0,), moves)
    law = laws.balking(1 - stay, laws.exponential(patience_s))
    centre = any_patience(0.13, 100, 10, law)
    assert centre.queue_mean == pytest.approx(chain.mean(lambda s: max(s[0] - 10, 0)), rel=1e-8)
    assert centre.wait_share == pytest.approx(chain.mean(lambda s: s[0] >= 10), rel=1e-8)


def test_thousands_of_agents_and_teams_far_too_large_are_no_matter_with_any_patience():
    large = any_patience(14, 300, 4000, laws.exponential(120))
    expected = erlang_a(14, 300, 4000, 120).abandonment_rate
    assert large.abandonment_rate == pytest.approx(expected, rel=1e-8)
    assert any_patience(0.001, 100, 3000, laws.constant(60)).wait_share < 1e-300


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: one_agent(0.01, laws.constant(100)), "agents = 1: must be above the load"),
        (lambda: team_by_class([], 100, 10), r"arrivals_per_s = \[\]: must have at least one"),
        (
            lambda: one_agent_by_class([0.001], [laws.constant(1), laws.constant(1)]),
            "arrivals_per_s has 1, handle has 2: must have equally many entries",
        ),
        (lambda: any_patience(0.1, 100, 0, laws.constant(9)), "agents = 0: must be 1 or more"),
        (lambda: laws.uniform(5, 5), r"low_s, high_s = \(5, 5\): must be 0 <= low_s < high_s"),
        (lambda: laws.weibull(5, 0.05), "shape = 0.05: must be 0.1 or more"),
        (lambda: laws.balking(1.0, laws.constant(5)), "at_once_share = 1.0: must be below 1"),
        (
            lambda: laws.hyperexponential(1.2, 5, 5),
            "first_share = 1.2: must be a share from 0 to 1",
        ),
    ],
)
def test_an_impossible_queue_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
