"""The retail desk sits where every lever shows, and each of its changes does."""

from pathlib import Path

import pytest

import sim

FOLDER = Path(__file__).parents[1] / "scenarios" / "retail"
CHANGES = ("more-staff", "more-bot", "more-authority", "all-three")


@pytest.fixture(scope="module")
def verdict():
    every = [sim.load(FOLDER / f"{name}.toml") for name in ("monday", *CHANGES)]
    return sim.compare(every, replications=8, seed=1)


@pytest.mark.parametrize(
    ("kpi", "scope", "low", "high"),
    [
        ("occupancy", "team:frontline", 0.80, 0.90),
        ("service_level", "channel:voice", 0.70, 0.85),
        ("occupancy", "team:specialists", 0.60, 0.80),
        ("contacts", "all", 9_500, 10_700),
    ],
)
def test_the_base_lies_where_every_lever_shows(verdict, kpi, scope, low, high):
    assert low <= verdict.base.estimate(kpi, scope).value <= high


@pytest.mark.parametrize("reason", ["order_status", "refund"])
def test_the_base_makes_the_contacts_it_states(verdict, reason):
    scenario = verdict.base.scenario
    stated = scenario.centre.reasons[reason].volume.contacts_per_day
    assert verdict.base.estimate("contacts", f"reason:{reason}").value == pytest.approx(
        stated, rel=0.05
    )


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_moves_wait_resolution_or_cost(verdict, change):
    (runs,) = [one for one in verdict.others if one.scenario.name == change]
    assert any(row.told_apart for row in verdict.headline(runs))


def test_at_least_one_change_makes_something_worse_and_says_so(verdict):
    assert any(sentence.startswith("Worse with more-authority") for sentence in verdict.verdict)
