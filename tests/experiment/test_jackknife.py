import numpy as np
import pytest
from scipy import stats

from sim.experiment.jackknife import (
    daily,
    influences,
    quantiles,
    ratio,
    standard_error,
    t_quantile,
    with_data,
)


def column(*numbers):
    return np.array(numbers, dtype=float)[:, None]


def test_a_ratio_is_the_sum_over_the_sum_and_not_the_mean_of_daily_ratios():
    above, below = column(1, 30), column(10, 100)
    assert ratio(above, below)[0] == 31 / 110
    assert daily(above, below).mean() == pytest.approx(0.2)


def test_pseudo_values_of_a_hand_example():
    # Three days: 2/4, 3/4, 7/10. R = 12/18. Without day 1: 10/14, so J1 = 3·12/18 − 2·10/14, etc.
    above, below = column(2, 3, 7), column(4, 4, 10)
    expected = [2 - 20 / 14, 2 - 18 / 14, 2 - 10 / 8]
    assert ratio(above, below) + influences(above, below) == pytest.approx(column(*expected))
    assert standard_error(influences(above, below))[0] == pytest.approx(
        np.std(expected, ddof=1) / np.sqrt(3)
    )


def test_the_jackknife_of_a_mean_is_the_textbook_interval():
    days = np.random.default_rng(5).gamma(2.0, size=25)
    error = standard_error(influences(days[:, None], np.ones((25, 1))))[0]
    interval = stats.t.interval(0.95, 24, loc=days.mean(), scale=stats.sem(days))
    half = t_quantile(24) * error
    assert (days.mean() - half, days.mean() + half) == pytest.approx(interval)


def test_the_jackknife_agrees_with_the_delta_method():
    source = np.random.default_rng(8)
    below = source.poisson(2_000, 200).astype(float)
    above = source.binomial(below.astype(int), 0.3 + 0.1 * source.random(200)).astype(float)
    left = above - above.sum() / below.sum() * below
    delta = np.std(left, ddof=1) / np.sqrt(200) / below.mean()
    error = standard_error(influences(above[:, None], below[:, None]))[0]
    assert error == pytest.approx(delta, rel=0.01)


def test_a_day_without_anything_to_count_still_counts_for_the_sums():
    above, below = column(3, 0, 5, 4), column(10, 0, 10, 10)
    assert ratio(above, below)[0] == 12 / 30
    assert with_data(above, below)[0] == 3
    assert influences(above, below)[1, 0] == 0


def test_cost_without_a_resolution_is_not_a_day_without_data():
    assert with_data(column(80, 90), column(0, 3))[0] == 2


def test_a_ratio_known_from_one_day_alone_has_no_spread_to_tell():
    moved = influences(column(0, 4, 0), column(0, 9, 0))
    assert np.isnan(standard_error(moved)[0])


def test_the_same_ratio_every_day_has_no_spread_of_rounding():
    below = np.arange(1.0, 40.0)[:, None]
    assert standard_error(influences(0.1 * below, below))[0] == 0


def test_one_replication_has_no_standard_error():
    assert np.isnan(standard_error(influences(column(3), column(9)))[0])


def test_the_t_quantile_is_scipy_s_and_shares_its_level_by_bonferroni():
    assert t_quantile(9) == pytest.approx(stats.t.ppf(0.975, 9))
    assert t_quantile(9, comparisons=16) == pytest.approx(stats.t.ppf(1 - 0.05 / 32, 9))
    assert np.isnan(t_quantile(0))


def test_a_range_of_days_holds_eight_of_ten_further_days_on_average():
    source = np.random.default_rng(3)
    days = source.lognormal(size=(19, 4_000))
    low, high, next_day = quantiles(days, 0.1), quantiles(days, 0.9), source.lognormal(size=4_000)
    inside = np.mean((next_day > low) & (next_day < high))
    assert abs(inside - 0.8) < 4 * np.sqrt(0.8 * 0.2 / 4_000)


def test_quantiles_of_nine_days_are_the_least_and_the_greatest():
    days = column(*range(9, 0, -1))
    assert (quantiles(days, 0.1)[0], quantiles(days, 0.9)[0]) == (1, 9)


def test_fewer_than_nine_days_have_no_range():
    assert np.isnan(quantiles(column(*range(8)), 0.1)[0])


def test_days_without_data_are_left_out_of_the_range():
    with_gaps = np.concatenate([column(*range(1, 20)), np.full((5, 1), np.nan)])
    assert quantiles(with_gaps, 0.1)[0] == quantiles(column(*range(1, 20)), 0.1)[0] == 2


COVERED = 0.95
EXPERIMENTS = 2_000


def coverage(draw, truth, quantile):
    """Share of experiments, each a column, whose interval holds the truth."""
    above, below = draw
    half = quantile * standard_error(influences(above, below))
    return np.mean(np.abs(ratio(above, below) - truth) <= half)


@pytest.mark.parametrize("n", [5, 10, 20])
def test_intervals_of_normal_days_cover_95_percent(n):
    days = np.random.default_rng(n).normal(3.0, 1.0, (n, EXPERIMENTS))
    found = coverage((days, np.ones_like(days)), 3.0, t_quantile(n - 1))
    assert abs(found - COVERED) < 4 * np.sqrt(0.05 * 0.95 / EXPERIMENTS)


def test_intervals_of_a_ratio_of_sums_cover_95_percent():
    source = np.random.default_rng(11)
    busy = source.gamma(25.0, 1 / 25.0, (20, EXPERIMENTS))
    below = source.poisson(1_000 * busy).astype(float)
    above = source.binomial(below.astype(int), 0.2).astype(float)
    found = coverage((above, below), 0.2, t_quantile(19))
    assert 0.935 <= found <= 0.965


def test_a_normal_quantile_in_place_of_t_is_found_out():
    # The negative control: at n = 5 it covers 87.8 %.
    days = np.random.default_rng(5).normal(3.0, 1.0, (5, EXPERIMENTS))
    found = coverage((days, np.ones_like(days)), 3.0, stats.norm.ppf(0.975))
    assert found < COVERED - 4 * np.sqrt(0.05 * 0.95 / EXPERIMENTS)
