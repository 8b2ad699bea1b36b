"""Jackson's networks: escalation to a second tier, and unsolved cases that come back."""

import pytest
from oracle import HEAD, played

from sim.theory import erlang_c, network, two_tiers

TIERS = f"""{HEAD.format(hours=38, warm_up="5h")}
[channels.voice]

[reasons.order]
volume = {{ cases_per_hour = 80 }}
mix = {{ voice = 1.0 }}
route = ["front", "experts"]
handle_time = {{ exponential = "3m" }}

[teams.front]
channels = ["voice"]
agents = 5
resolves = 0.7

[teams.experts]
channels = ["voice"]
agents = 5
handle_factor = 3.0
"""


@pytest.fixture(scope="module")
def tiers():
    return played(TIERS, 40), two_tiers(80 / 3600, (180, 540), (5, 5), 0.3)


@pytest.mark.parametrize(("tier", "team"), [(0, "front"), (1, "experts")])
@pytest.mark.parametrize(
    ("figure", "precision"), [("wait_mean_s", 0.20), ("wait_share", 0.07), ("occupancy", 0.03)]
)
def test_each_tier_of_a_ladder_is_an_erlang_c_of_its_own(
    tiers, tier, team, figure, precision, meets
):
    simulated, exact = tiers
    meets(simulated.kpi(figure, f"team:{team}"), getattr(exact.teams[tier], figure), precision)


def test_what_the_front_line_cannot_solve_is_escalated(tiers, meets):
    simulated, exact = tiers
    meets(simulated.kpi("escalation_rate"), exact.visits[1], 0.02)


def test_time_to_resolution_is_all_waits_and_all_handling_of_the_ladder(tiers, meets):
    simulated, exact = tiers
    meets(simulated.kpi("time_to_resolution_s"), exact.in_centre_mean_s, 0.05)


DELAYS = {"exponential": '{ exponential = "20m" }', "constant": '{ constant = "20m" }'}


@pytest.fixture(scope="module", params=DELAYS)
def repeats(request):
    """A quarter stays unsolved, four fifths of them come back, and so on without end."""
    text = f"""{HEAD.format(hours=40, warm_up="5h")}
[channels.voice]

[reasons.order]
volume = {{ cases_per_hour = 60 }}
mix = {{ voice = 1.0 }}
route = ["desk"]
handle_time = {{ exponential = "3m" }}

[teams.desk]
channels = ["voice"]
agents = 5
resolves = 0.75

[returns]
if_unresolved = {{ share = 0.8, after = {DELAYS[request.param]} }}
at_most = 50
"""
    return played(text, 40), network([60 / 3600], [180], [5], [[0.2]])


def test_repeats_swell_the_arrivals_by_a_geometric_series(repeats, meets):
    simulated, exact = repeats
    meets(simulated.kpi("contacts_per_case"), exact.visits[0], 0.01)
    meets(simulated.rate_per_s("contacts"), exact.teams[0].arrivals_per_s, 0.01)
    meets(simulated.kpi("failure_demand"), 0.2, 0.02)


def test_a_queue_with_repeats_is_erlang_c_whatever_the_law_of_their_delay(repeats, meets):
    simulated, exact = repeats
    assert exact.teams[0] == erlang_c(exact.teams[0].arrivals_per_s, 180, 5)
    meets(simulated.kpi("wait_mean_s"), exact.teams[0].wait_mean_s, 0.12)
    meets(simulated.kpi("wait_share"), exact.teams[0].wait_share, 0.05)
    meets(simulated.kpi("occupancy"), exact.teams[0].occupancy, 0.02)
