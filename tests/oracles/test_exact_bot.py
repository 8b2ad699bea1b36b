"""A bot in front of M/M/n+M thins the stream and changes nothing else."""

import pytest
from oracle import HEAD, played

from sim.theory import bot_in_front, erlang_b

TEXT = f"""{HEAD.format(hours=8, warm_up="1h")}
[channels.voice]
patience = {{ exponential = "3m" }}
service_level = {{ within = "20s" }}

[reasons.order]
volume = {{ cases_per_hour = 400 }}
mix = {{ voice = 1.0 }}
route = ["desk"]
handle_time = {{ exponential = "4m" }}

[bots.assistant]
channels = ["voice"]
takes = 0.8
contains = 0.5
leaves = 0.1
truly_solves = 0.9
session = {{ contained = {{ mean = "90s", cv = 0.8 }}, passed_on = {{ constant = "2m" }}, left = {{ exponential = "45s" }} }}

[teams.desk]
channels = ["voice"]
agents = 14
"""  # noqa: E501  (an inline table of TOML is one line)


@pytest.fixture(scope="module")
def behind_a_bot():
    exact = bot_in_front(400 / 3600, 0.8, 0.5, 0.1, 92, 240, 14, 180)
    return played(TEXT, 40), exact


def test_the_bot_meets_contains_and_loses_the_stated_shares(behind_a_bot, meets):
    simulated, exact = behind_a_bot
    meets(simulated.share("met_bot", "contacts"), 0.8, 0.01)
    meets(simulated.share("contained", "contacts"), exact.contained_share, 0.01)
    meets(simulated.share("left_in_bot", "contacts"), exact.left_share, 0.04)
    meets(simulated.share("falsely_contained", "contained"), 0.1, 0.04)


def test_the_team_behind_a_bot_is_erlang_a_of_what_is_passed_on(behind_a_bot, meets):
    simulated, exact = behind_a_bot
    meets(simulated.rate_per_s("offered"), exact.team.arrivals_per_s, 0.01)
    meets(simulated.kpi("wait_mean_s"), exact.team.wait_mean_s, 0.06)
    meets(simulated.kpi("wait_share"), exact.team.wait_share, 0.04)
    meets(simulated.kpi("abandonment_rate"), exact.team.abandonment_rate, 0.06)
    meets(simulated.kpi("service_level"), exact.team.service_level(20), 0.03)
    meets(simulated.kpi("occupancy"), exact.team.occupancy, 0.02)


def test_without_links_to_hardness_a_bot_leaves_the_handle_time_alone(behind_a_bot, meets):
    simulated, _ = behind_a_bot
    meets(simulated.kpi("aht_s"), 240, 0.01)


def test_of_a_bot_with_a_capacity_as_many_go_past_as_erlang_b_blocks(meets):
    """Sessions are a loss system: 30 erlangs on 28 sessions, whatever the law of a session."""
    text = TEXT
    for old, new in (
        ("takes = 0.8", "takes = 1.0\ncapacity = 28"),
        ("contains = 0.5\nleaves = 0.1", "contains = 1.0"),
        ('mean = "90s"', 'mean = "270s"'),
        ("agents = 14", "agents = 8"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    simulated = played(text, 40)
    blocked = erlang_b(400 / 3600, 270, 28).blocked_share
    meets(simulated.share("met_bot", "contacts"), 1.0 - blocked, 0.01)
    meets(simulated.share("entered_queue", "contacts"), blocked, 0.06)
