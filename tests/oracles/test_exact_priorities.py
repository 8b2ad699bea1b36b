"""Cobham's classes: scores that do not grow with waiting make a static priority.

A score is urgency × value; a call in hand is never interrupted; within a class and over classes
of one score it is first come, first served.
"""

import pytest
from oracle import HEAD, played

from sim.theory import erlang_c, team_by_class

HANDLE_S, AGENTS = 180, 5


def ranked(hours, more, reasons):
    calls = "\n".join(
        f"""
[reasons.{name}]
urgency = {urgency}
volume = {{ cases_per_hour = {per_hour} }}
mix = {{ voice = 1.0 }}
route = ["desk"]
handle_time = {{ exponential = "{HANDLE_S}s" }}
"""
        for name, (urgency, per_hour) in reasons.items()
    )
    return f"""{HEAD.format(hours=hours, warm_up="4h")}
[channels.voice]
growth = 0.0
{more}
{calls}
[teams.desk]
channels = ["voice"]
agents = {AGENTS}
"""


@pytest.fixture(scope="module")
def two_classes():
    simulated = played(ranked(40, "", {"lost_card": (2.0, 40), "order": (1.0, 40)}), 40)
    return simulated, team_by_class([40 / 3600, 40 / 3600], HANDLE_S, AGENTS)


def test_the_more_urgent_of_two_reasons_waits_as_cobhams_first_class(two_classes, meets):
    simulated, exact = two_classes
    meets(simulated.kpi("wait_mean_s", "reason:lost_card"), exact.wait_mean_s[0], 0.06)


def test_the_less_urgent_of_two_reasons_waits_as_cobhams_second_class(two_classes, meets):
    simulated, exact = two_classes
    meets(simulated.kpi("wait_mean_s", "reason:order"), exact.wait_mean_s[1], 0.15)


def test_both_classes_find_everybody_busy_equally_often(two_classes, meets):
    simulated, exact = two_classes
    for reason in ("lost_card", "order"):
        meets(simulated.kpi("wait_share", f"reason:{reason}"), exact.wait_share, 0.03)


def test_over_all_classes_the_wait_is_erlang_c(two_classes, meets):
    simulated, _ = two_classes
    exact = erlang_c(80 / 3600, HANDLE_S, AGENTS)
    meets(simulated.kpi("wait_mean_s"), exact.wait_mean_s, 0.15)


SEGMENTS = """
[segments.gold]
share = 0.3
value = 3.0
[segments.plain]
share = 0.7
"""


@pytest.fixture(scope="module")
def urgency_times_value():
    """Four classes, by falling score: 6, 3, 2, 1."""
    simulated = played(ranked(30, SEGMENTS, {"lost_card": (2.0, 30), "order": (1.0, 50)}), 40)
    rates = [0.3 * 30, 0.3 * 50, 0.7 * 30, 0.7 * 50]
    waits = team_by_class([rate / 3600 for rate in rates], HANDLE_S, AGENTS).wait_mean_s
    return simulated, rates, waits


@pytest.mark.parametrize(
    ("scope", "classes", "precision"),
    [
        ("reason:lost_card", (0, 2), 0.08),
        ("reason:order", (1, 3), 0.15),
        ("segment:gold", (0, 1), 0.08),
        ("segment:plain", (2, 3), 0.15),
    ],
)
def test_the_product_of_urgency_and_value_ranks_four_classes(
    urgency_times_value, scope, classes, precision, meets
):
    simulated, rates, waits = urgency_times_value
    total = sum(rates[one] for one in classes)
    exact = sum(rates[one] * waits[one] for one in classes) / total
    meets(simulated.kpi("wait_mean_s", scope), exact, precision)
