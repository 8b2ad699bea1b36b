"""M(t)/M/n(t)+M: a day of changing volume and headcount, interval by interval."""

import pytest
from oracle import played

from sim.durations import format_clock
from sim.theory import play_day

OPENS_S, INTERVAL_S = 8 * 3600, 1800
CALLS = (40, 70, 110, 130, 120, 90, 60, 40)
AGENTS = (7, 9, 15, 16, 18, 11, 9, 5)
INTERVALS = range(len(CALLS))

TEXT = """
title = "a morning"

[day]
opens = "08:00"
closes = "12:00"
interval = "30m"

[difficulty]
in_handle_time = 0.0

[channels.voice]
patience = { exponential = "2m" }
service_level = { within = "20s" }

[reasons.order]
volume = { cases_per_day = 660, shape = "morning.csv:calls" }
mix = { voice = 1.0 }
route = ["desk"]
handle_time = { exponential = "4m" }

[teams.desk]
channels = ["voice"]
agents = "morning.csv:desk"
"""


def clock(number):
    return format_clock(OPENS_S + number * INTERVAL_S)


@pytest.fixture(scope="module")
def mornings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("morning")
    rows = [f"{clock(i)},{CALLS[i]},{AGENTS[i]}" for i in INTERVALS]
    table = "\n".join(["start,calls,desk", *rows])
    (folder / "morning.csv").write_text(table + "\n", encoding="utf-8")
    rates = [calls / INTERVAL_S for calls in CALLS]
    exact = play_day(rates, 240, AGENTS, 120, INTERVAL_S, threshold_s=20)
    assert sum(CALLS) == 660
    return played(TEXT, 160, folder), exact


@pytest.mark.parametrize("number", INTERVALS, ids=clock)
@pytest.mark.parametrize(
    ("figure", "precision"),
    [
        ("wait_mean_s", 0.25),
        ("wait_share", 0.12),
        ("abandonment_rate", 0.25),
        ("service_level", 0.08),
        ("queue_mean", 0.25),
    ],
)
def test_contacts_of_each_interval_fare_as_kolmogorovs_equations_say(
    mornings, number, figure, precision, meets
):
    simulated, exact = mornings
    estimate = simulated.kpi(figure, f"interval:{clock(number)}")
    meets(estimate, getattr(exact.intervals[number], figure), precision)


@pytest.mark.parametrize("number", INTERVALS, ids=clock)
def test_agents_of_each_interval_are_as_busy_as_kolmogorovs_equations_say(mornings, number, meets):
    simulated, exact = mornings
    estimate = simulated.kpi("load_agents", f"interval:{clock(number)}")
    meets(estimate, exact.intervals[number].busy_mean, 0.03)


@pytest.mark.parametrize("figure", ["wait_share", "abandonment_rate", "service_level"])
def test_the_whole_day_is_the_sum_of_its_contacts_not_the_mean_of_its_intervals(
    mornings, figure, meets
):
    simulated, exact = mornings
    meets(simulated.kpi(figure), getattr(exact, figure), 0.06)
