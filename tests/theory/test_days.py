"""Days against a plain integration of every state, steady states and exact decays."""

from math import exp, inf, isnan

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from sim.theory import erlang_a, limited_waiting, play_day

SUMS = ("queue_mean", "busy_mean", "abandonments_per_h")


def test_a_long_even_day_is_erlang_a():
    day = play_day([0.11] * 6, 100, [10] * 6, 80, 3600, threshold_s=20)
    steady, late = erlang_a(0.11, 100, 10, 80), day.intervals[4]
    assert late.queue_mean == pytest.approx(steady.queue_mean, rel=1e-7)
    assert late.wait_share == pytest.approx(steady.wait_share, rel=1e-7)
    assert late.wait_mean_s == pytest.approx(steady.wait_mean_s, rel=1e-7)
    assert late.abandonment_rate == pytest.approx(steady.abandonment_rate, rel=1e-7)
    assert late.service_level == pytest.approx(steady.service_level(20), rel=1e-7)
    assert late.busy_mean == pytest.approx(10 * steady.occupancy, rel=1e-7)
    assert late.abandonments_per_h == pytest.approx(steady.abandonment_rate * 0.11 * 3600, rel=1e-7)


def test_a_long_even_day_with_few_places_is_the_limited_queue():
    day = play_day([0.11] * 4, 100, [10] * 4, 80, 3600, threshold_s=30, places_to_wait=3)
    steady, late = limited_waiting(0.11, 100, 10, 3, 80), day.intervals[3]
    assert late.blocked_share == pytest.approx(steady.blocked_share, rel=1e-7)
    assert late.wait_mean_s == pytest.approx(steady.wait_mean_s, rel=1e-6)
    assert late.service_level == pytest.approx(steady.service_level(30), rel=1e-6)


def integrated(rates, agents, handle_s, patience_s, interval_s, most):
    """Every state (waiting, busy) written out, by an adaptive Runge-Kutta method."""
    largest = max(agents)
    chances = np.zeros((most + 1, largest + 1))
    chances[0, 0] = 1.0
    for rate, scheduled in zip(rates, agents, strict=True):
        moved = np.zeros_like(chances)
        for (waiting, busy), chance in np.ndenumerate(chances):
            starts = max(0, min(waiting, scheduled - busy))
            moved[waiting - starts, busy + starts] += chance
        matrix = generator(rate, scheduled, handle_s, patience_s, moved.shape)
        waiting, busy = np.indices(moved.shape)
        values = np.array([waiting, busy, busy >= scheduled]).reshape(3, -1)
        start = np.concatenate([moved.ravel(), np.zeros(3)])

        def slope(_, y, matrix=matrix, values=values):
            return np.concatenate([y[:-3] @ matrix, values @ y[:-3]])

        answer = solve_ivp(slope, (0, interval_s), start, rtol=1e-9, atol=1e-12, method="LSODA")
        end = answer.y[:, -1]
        chances = end[:-3].reshape(moved.shape)
        yield end[-3:] / interval_s, float((chances * waiting).sum())


def generator(rate, scheduled, handle_s, patience_s, shape):
    matrix = np.zeros((*shape, *shape))
    for waiting, busy in np.ndindex(shape):
        here = matrix[waiting, busy]
        if busy < scheduled and waiting == 0:
            here[waiting, busy + 1] += rate
        elif busy >= scheduled and waiting + 1 < shape[0]:
            here[waiting + 1, busy] += rate
        if busy:
            takes_next = waiting > 0 and busy <= scheduled
            after = (waiting - 1, busy) if takes_next else (waiting, busy - 1)
            here[after] += busy / handle_s
        if waiting:
            here[waiting - 1, busy] += waiting / patience_s
    size = shape[0] * shape[1]
    flat = matrix.reshape(size, size)
    return flat - np.diag(flat.sum(axis=1))


def test_a_day_of_rising_and_falling_staff_is_its_plain_integration():
    rates, agents, most = (0.05, 0.09, 0.04, 0.02), (3, 7, 2, 4), 14
    day = play_day(rates, 80, agents, 100, 600, places_to_wait=most)
    plain = integrated(rates, agents, 80, 100, 600, most)
    for interval, (means, at_end) in zip(day.intervals, plain, strict=True):
        assert interval.queue_mean == pytest.approx(means[0], rel=1e-5)
        assert interval.busy_mean == pytest.approx(means[1], rel=1e-5)
        assert interval.wait_share == pytest.approx(means[2], rel=1e-5)
        assert interval.queue_at_end == pytest.approx(at_end, rel=1e-5)


def test_abandons_by_arrival_and_by_event_add_up_to_the_same_contacts():
    day = play_day((0.05, 0.12, 0.06, 0.0), 80, (4, 6, 3, 3), 100, 600)
    by_arrival = day.abandonment_rate * day.arrivals
    by_event = sum(each.abandonments_per_h / 6 for each in day.intervals)
    assert by_arrival == pytest.approx(by_event + day.abandoned_after_close, rel=1e-8)


def test_the_queue_left_at_closing_is_served_out():
    day = play_day((0.3,), 80, (4,), 100, 600)
    by_event = day.intervals[0].abandonments_per_h / 6
    assert day.abandoned_after_close > 1.0
    by_arrival = day.abandonment_rate * day.arrivals
    assert by_arrival == pytest.approx(by_event + day.abandoned_after_close, rel=1e-8)


@pytest.mark.parametrize("threshold_s", [0.0, 20.0, 350.0])
def test_cutting_intervals_finer_changes_nothing(threshold_s):
    """The threshold then crosses one, several or no interval's end."""
    coarse = play_day((0.08, 0.05), 80, (7, 3), 100, 300, threshold_s, 25)
    fine = play_day((0.08,) * 3 + (0.05,) * 3, 80, (7,) * 3 + (3,) * 3, 100, 100, threshold_s, 25)
    for half in (0, 1):
        whole, parts = coarse.intervals[half], fine.intervals[3 * half : 3 * half + 3]
        for name in ("queue_mean", "wait_share", "wait_mean_s", "abandonment_rate"):
            mean = sum(getattr(part, name) for part in parts) / 3
            assert getattr(whole, name) == pytest.approx(mean, rel=1e-7), name
        mean = sum(part.service_level for part in parts) / 3
        assert whole.service_level == pytest.approx(mean, rel=1e-7)


def test_agents_past_their_schedule_finish_and_take_nobody():
    """Nobody scheduled, nobody new: who is handled goes one by one, who waits only abandons."""
    day = play_day((0.2, 0.0), 80, (5, 0), 100, 600, places_to_wait=60)
    before, after = day.intervals
    fading = play_day((0.2, 0.0, 0.0), 80, (5, 0, 0), 100, 600, places_to_wait=60).intervals[2]
    assert after.queue_at_end == pytest.approx(before.queue_at_end * exp(-6), rel=1e-8)
    assert fading.queue_at_end == pytest.approx(after.queue_at_end * exp(-6), rel=1e-8)
    assert fading.busy_mean == pytest.approx(after.busy_mean * exp(-7.5), rel=1e-8)


def test_with_agents_for_all_the_busy_follow_the_exact_wave():
    """M(t)/M/infinity: the mean busy is a linear filter of the arrivals."""
    rates, busy, expected = (0.02, 0.06, 0.01), 0.0, []
    for rate in rates:
        load = rate * 80
        mean = load + (busy - load) * 80 / 600 * (1 - exp(-600 / 80))
        busy = load + (busy - load) * exp(-600 / 80)
        expected.append(mean)
    day = play_day(rates, 80, (40,) * 3, 100, 600)
    means = [interval.busy_mean for interval in day.intervals]
    assert means == pytest.approx(expected, rel=1e-8)
    assert day.wait_share < 1e-12
    assert day.service_level == pytest.approx(1.0)


def test_contacts_before_the_first_agent_wait_for_the_opening():
    """Patient, one agent late: who came in the first interval waits for its end at least."""
    day = play_day((1e-5, 0.0), 5, (0, 1), inf, 100, threshold_s=50, places_to_wait=2)
    first = day.intervals[0]
    assert first.wait_share == pytest.approx(1.0)
    assert first.wait_mean_s == pytest.approx(50, abs=0.1)
    assert first.service_level == pytest.approx(0.5, abs=1e-4)
    assert day.abandonment_rate == 0.0


def test_a_threshold_longer_than_an_interval_sees_the_opening_after_next():
    """Two intervals without an agent: in time is who came less than 133 s before the third."""
    args = {"handle_mean_s": 5, "patience_mean_s": inf, "interval_s": 100, "places_to_wait": 2}
    day = play_day((1e-5, 0.0, 0.0), agents=(0, 0, 1), threshold_s=133, **args)
    assert day.intervals[0].service_level == pytest.approx(0.33, abs=1e-4)


def test_an_interval_without_arrivals_has_no_shares():
    day = play_day((0.0, 0.05), 80, (3, 5), 100, 600)
    assert isnan(day.intervals[0].service_level)
    assert isnan(day.intervals[0].wait_share)
    assert day.service_level == pytest.approx(day.intervals[1].service_level)
    assert isnan(play_day((0.0,), 80, (3,), 100, 600).service_level)


def test_room_is_found_until_it_does_not_matter():
    free = play_day((0.15, 0.05), 80, (5, 5), 900, 600)
    roomy = play_day((0.15, 0.05), 80, (5, 5), 900, 600, places_to_wait=2 * free.places_to_wait)
    for one, other in zip(free.intervals, roomy.intervals, strict=True):
        assert one.queue_mean == pytest.approx(other.queue_mean, rel=1e-6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"arrivals_per_s": (0.1,)}, "arrivals_per_s has 1, agents has 2: must have equally many"),
        ({"agents": (3, -1)}, "agents = -1: must be 0 or more"),
        ({"arrivals_per_s": (0.1, -1)}, "arrivals_per_s = -1: must be a finite number, 0 or more"),
        ({"agents": (3, 0), "patience_mean_s": inf}, r"agents\[-1\] = 0: must be 1 or more"),
        ({"interval_s": 0}, "interval_s = 0: must be a finite number above 0"),
        ({"threshold_s": -1}, "threshold_s = -1: must be a finite number, 0 or more"),
        ({"places_to_wait": 0}, "places_to_wait = 0: must be 1 or more"),
    ],
)
def test_an_impossible_day_is_refused(change, message):
    day = {
        "arrivals_per_s": (0.1, 0.1),
        "handle_mean_s": 80,
        "agents": (3, 3),
        "patience_mean_s": 100,
        "interval_s": 600,
    }
    with pytest.raises(ValueError, match=message):
        play_day(**(day | change))
