import numpy as np
import pytest
from made import made
from scipy import stats

from sim.experiment.comparison import Comparison
from sim.experiment.jackknife import t_of

WAIT = ("wait_mean_s", "all")


def compared(base, *others, family=(WAIT,)):
    return Comparison((made(base), *(made(sums, name) for name, sums in others)), family)


def waits(days):
    return {"wait_mean_s": (np.asarray(days), 1)}


def correlated(n, gap, noise=1.0, seed=4):
    """Waits of n days in a base and in a scenario that is `gap` slower, most of it shared."""
    source = np.random.default_rng(seed)
    shared = source.normal(30.0, 5.0, n)
    return shared + source.normal(0, noise, n), shared + gap + source.normal(0, noise, n)


def only(comparison):
    return comparison.differences("wait_mean_s")[0]


def test_a_difference_of_means_has_the_paired_t_interval():
    base, slower = correlated(20, 3.0)
    found = only(compared(waits(base), ("slower", waits(slower))))
    interval = stats.t.interval(
        0.95, 19, loc=(slower - base).mean(), scale=stats.sem(slower - base)
    )
    assert (found.low, found.high) == pytest.approx(interval)


def test_a_difference_of_ratios_has_its_pseudo_values_interval():
    source = np.random.default_rng(2)
    calls = source.poisson(400, (2, 12)).astype(float)
    inside = np.round(calls * np.array([[0.7], [0.8]]) + source.normal(0, 9, 12))
    sums = [{"service_level": (inside[side], calls[side])} for side in (0, 1)]
    found = compared(sums[0], ("more", sums[1])).differences("service_level")[0]

    def pseudo(above, below):
        left_out = [
            (above.sum() - a) / (below.sum() - b) for a, b in zip(above, below, strict=True)
        ]
        return 12 * above.sum() / below.sum() - 11 * np.array(left_out)

    gaps = pseudo(inside[1], calls[1]) - pseudo(inside[0], calls[0])
    half = stats.t.ppf(0.975, 11) * stats.sem(gaps)
    assert found.half_width == pytest.approx(half)
    assert found.difference == pytest.approx(
        inside[1].sum() / calls[1].sum() - inside[0].sum() / calls[0].sum()
    )


def test_the_same_customers_make_the_interval_narrower_and_it_is_shown():
    base, slower = correlated(30, 3.0)
    found = only(compared(waits(base), ("slower", waits(slower))))
    apart = stats.t.ppf(0.975, 29) * np.hypot(stats.sem(base), stats.sem(slower))
    assert found.half_width < apart / 2
    assert found.correlation == pytest.approx(np.corrcoef(base, slower)[0, 1])
    expected = (base.var(ddof=1) + slower.var(ddof=1)) / (slower - base).var(ddof=1)
    assert found.variance_ratio == pytest.approx(expected)


def test_the_family_shares_5_percent_and_the_rest_is_marked():
    base, slower = correlated(20, 3.0)
    sums = [
        {"wait_mean_s": (days, 1), "aht_s": (days, 1), "resolution_rate": (days / 100, 1)}
        for days in (base, slower, slower + 1)
    ]
    family = (WAIT, ("resolution_rate", "all"))
    found = compared(sums[0], ("a", sums[1]), ("b", sums[2]), family=family)
    inside, outside = found.differences("wait_mean_s")[0], found.differences("aht_s")[0]
    assert (inside.adjusted, inside.comparisons) == (True, 4)
    assert (outside.adjusted, outside.comparisons) == (False, 1)
    ratio = stats.t.ppf(1 - 0.05 / 8, 19) / stats.t.ppf(0.975, 19)
    assert inside.half_width / outside.half_width == pytest.approx(ratio)


def test_a_headline_without_data_is_no_comparison():
    base, slower = correlated(20, 3.0)
    sums = [{"wait_mean_s": (days, 1), "asa_s": (0 * days, 0)} for days in (base, slower)]
    found = compared(sums[0], ("a", sums[1]), family=(WAIT, ("asa_s", "all")))
    assert found.comparisons == 1
    assert found.differences("asa_s")[0].words == "a: average speed of answer: no data to compare"


def test_the_chance_of_any_false_difference_among_many_stays_below_5_percent():
    source = np.random.default_rng(10)
    experiments, comparisons, n = 2_000, 12, 10
    gaps = source.normal(0, 1, (n, experiments, comparisons))
    t = np.abs(gaps.mean(axis=0)) / (gaps.std(axis=0, ddof=1) / np.sqrt(n))
    wrong = np.mean((t > t_of(n - 1, comparisons)).any(axis=1))
    unadjusted = np.mean((t > t_of(n - 1, 1)).any(axis=1))
    assert wrong < 0.05 + 4 * np.sqrt(0.05 * 0.95 / experiments)
    assert unadjusted > 0.3


def test_words_of_a_difference_that_shows():
    days = np.array([-17.0, -7.0] * 10)
    found = only(compared(waits(np.full(20, 40.0)), ("more", waits(40 + days))))
    assert found.words == "more answers 12 s sooner (10 to 14)"
    assert found.told_apart
    assert found.better


def test_words_of_a_difference_that_does_not_show_say_how_many_more_it_takes():
    days = np.array([-17.0, 23.0] * 10)
    found = only(compared(waits(np.full(20, 40.0)), ("more", waits(40 + days))))
    assert found.words == (
        "more: mean wait: cannot tell apart from base at this precision (−7 to +13 s); "
        "about 210 replications would"
    )
    assert found.better is None


def test_words_of_one_day_claim_nothing():
    found = only(compared(waits([40.0]), ("more", waits([28.0]))))
    assert found.words == "more answers 12.0 s sooner (one day, not an average)"
    assert not found.told_apart


def test_words_of_the_same_numbers():
    base, _ = correlated(20, 0.0)
    found = only(compared(waits(base), ("again", waits(base))))
    assert found.words == "again: mean wait: the same as base in every replication"
    assert (found.difference, found.low, found.high) == (0, 0, 0)


def test_a_scope_that_only_one_scenario_has_is_not_compared():
    base, slower = correlated(20, 3.0)
    found = compared(waits(base), ("a", {**waits(slower), ("asa_s", "bot:new"): (slower, 1)}))
    assert [(row.kpi, row.scope) for row in found.table()] == [WAIT]


def test_better_follows_the_register():
    sums = {"resolution_rate": (np.full(20, 0.7), 1), "contacts": (np.full(20, 90.0), 1)}
    up = {"resolution_rate": (np.full(20, 0.8), 1), "contacts": (np.full(20, 99.0), 1)}
    found = compared(sums, ("up", up))
    assert found.differences("resolution_rate")[0].better is True
    assert found.differences("contacts")[0].better is None
