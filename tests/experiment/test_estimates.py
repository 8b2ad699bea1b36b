import numpy as np
import pytest
from made import made
from scipy import stats

from sim.errors import UsageError
from sim.experiment.estimates import more


def test_an_estimate_carries_both_ranges_and_they_differ():
    days = np.random.default_rng(1).normal(20, 3, 30)
    found = made({"wait_mean_s": (days * 500, 500)}).estimate("wait_mean_s")
    interval = stats.t.interval(0.95, 29, loc=days.mean(), scale=stats.sem(days))
    assert (found.low, found.high) == pytest.approx(interval)
    assert found.day_p10 < found.low < found.value < found.high < found.day_p90
    assert (found.n, found.with_data, found.unit, found.note) == (30, 30, "s", "")


def test_one_day_is_not_an_average():
    found = made({"wait_mean_s": (400, 20)}).estimate("wait_mean_s")
    assert found.value == 20
    assert np.isnan([found.low, found.high, found.day_p10, found.day_p90]).all()
    assert found.note == "one day, not an average"


def test_no_data_is_not_zero():
    found = made({"asa_s": ([0, 0], [0, 0])}).estimate("asa_s")
    assert np.isnan(found.value)
    assert found.note == "no data"


def test_a_share_stays_within_0_and_100_percent_and_says_so():
    days = [0.999, 1, 1, 1, 0.998, 1, 1, 0.93, 1, 1, 1]
    found = made({"service_level": (days, 1)}).estimate("service_level")
    assert found.high == 1
    assert found.note == "interval cut at 100 %"


def test_nothing_seen_is_not_never():
    found = made({"abandonment_rate": (np.zeros(30), 500)}).estimate("abandonment_rate")
    assert found.value == 0
    assert np.isnan(found.high)
    assert found.note == "none in 30 days: fewer than 3/30 of such days have any (95 %)"


def test_something_seen_once_has_an_interval():
    days = np.zeros(30)
    days[7] = 4
    found = made({"abandonment_rate": (days, 500)}).estimate("abandonment_rate")
    assert found.high > found.value > 0
    assert "3/" not in found.note


def test_what_never_varies_says_so():
    found = made({"paid_hours": ([70, 70, 70], 1)}).estimate("paid_hours")
    assert (found.low, found.value, found.high) == (70, 70, 70)
    assert found.note == "the same in every replication"


def test_days_without_data_are_counted():
    found = made({"asa_s": ([50, 0] * 15, [5, 0] * 15)}).estimate("asa_s")
    assert (found.n, found.with_data) == (30, 15)


def test_an_imprecise_value_says_how_many_replications_it_takes():
    found = made({"asa_s": ([5, 15] * 6, 1)}).estimate("asa_s")
    assert found.imprecise
    assert found.note == "imprecise: ±10 % would take about 140 replications"


def test_a_precise_value_does_not():
    found = made({"asa_s": ([9.9, 10.1] * 6, 1)}).estimate("asa_s")
    assert not found.imprecise
    assert found.note == ""


@pytest.mark.parametrize(("n", "warned"), [(9, True), (10, False)])
def test_fewer_than_ten_replications_are_unreliable(n, warned):
    found = made({"asa_s": (10 + 0.01 * np.arange(n), 1)}).estimate("asa_s")
    assert found.note == ("interval unreliable: n=9" if warned else "")


def test_a_quantile_says_that_it_is_a_mean_of_daily_ones():
    found = made({"wait_p95_s": (60 + 0.1 * np.arange(12), 1)}).estimate("wait_p95_s")
    assert found.note == "mean of daily P95"


def test_the_number_needed_grows_with_the_square():
    assert more(30, 4.0, 2.0) == "about 120"
    assert more(30, 1e9, 2.0) == "more than 100,000"
    assert more(30, 1.0, 0.0) == "no number of"


def test_the_table_has_a_row_for_every_kpi_and_scope():
    sums = {"asa_s": ([1, 2], 1), ("asa_s", "channel:voice"): ([1, 2], 1)}
    assert [(row.kpi, row.scope) for row in made(sums).table()] == [
        ("asa_s", "all"),
        ("asa_s", "channel:voice"),
    ]


def test_raw_sums_are_there_by_replication():
    rows = list(made({"asa_s": ([10, 20], [1, 4])}).per_replication())
    assert [(row.replication, row.numerator, row.denominator) for row in rows] == [
        (0, 10, 1),
        (1, 20, 4),
    ]


def test_an_unknown_kpi_is_refused_with_the_nearest():
    with pytest.raises(UsageError) as refused:
        made({"asa_s": (1, 1)}).estimate("asa")
    assert str(refused.value) == 'kpi = "asa": no such KPI; did you mean asa_s?'


def test_an_unknown_scope_is_refused_with_the_nearest():
    sums = {"asa_s": (1, 1), ("asa_s", "channel:voice"): (1, 1)}
    with pytest.raises(UsageError) as refused:
        made(sums).estimate("asa_s", "channel:voise")
    expected = 'scope = "channel:voise": asa_s is not measured there; did you mean channel:voice?'
    assert str(refused.value) == expected
