"""What agents make of the team's work: levels, spread, learning curve, incentive."""

import numpy as np
import pytest
from small import DAY, ENGINE, HORIZON, TWO_STEPS, differing, edited, planned, play, times
from tapes import at_times, put

from sim.centre.log import ContactOutcome
from sim.measure import measure
from sim.plan.people import skills
from sim.plan.reads import reads_of_all
from sim.scenario.file import from_text
from sim.tape import draw

LEVELS = """[teams.desk.levels.new]
share = 0.5
talk_factor = 1.5
resolves_factor = 0.5
[teams.desk.levels.old]
share = 0.5
"""


@pytest.fixture(params=["compiled", "reference"])
def engine(request, monkeypatch):
    """A timetable is played by both engines."""
    monkeypatch.setitem(ENGINE, "name", request.param)


def team(text, name="desk"):
    return from_text(text).centre.teams[name]


# -- the agents' marks ----------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.8])
@pytest.mark.parametrize("first", [0, 7, 100])
def test_stated_shares_hold_for_any_headcount_and_any_stretch_of_numbers(share, first):
    """Off by less than two agents, whether five come or five hundred, whoever comes first."""
    levels = LEVELS.replace("0.5\ntalk", f"{share}\ntalk").replace("= 0.5\n", f"= {1 - share}\n")
    levels = levels.replace(f"resolves_factor = {1 - share}", "resolves_factor = 0.5")
    desk = team(HORIZON + levels)
    made = np.array(skills([desk], [700]).talk_factor)
    for count in (1, 2, 5, 13, 80, 500):
        new = (made[first : first + count] == 1.5).sum()
        assert abs(new - share * count) < 2.0


def test_one_more_agent_changes_nobody():
    desk = team(edited(HORIZON, ("agents = 2\n", "agents = 2\nspread = 0.3\n")) + LEVELS)
    few, many = skills([desk], [5]), skills([desk], [60])
    assert many.talk_factor[:5] == few.talk_factor
    assert many.resolves_factor[:5] == few.resolves_factor


def test_agents_spread_about_the_team_as_stated():
    """Mean 1 and the stated coefficient of variation, whatever the level."""
    desk = team(edited(HORIZON, ("agents = 2\n", "agents = 2\nspread = 0.3\n")) + LEVELS)
    made, plain = (
        np.array(skills([team(text)], [2000]).talk_factor)
        for text in (HORIZON + "spread = 0.3\n" + LEVELS, HORIZON + LEVELS)
    )
    nature = made / plain
    assert nature.mean() == pytest.approx(1.0, abs=0.003)
    assert nature.std() / nature.mean() == pytest.approx(0.3, abs=0.01)
    assert nature[plain == 1.5].mean() == pytest.approx(1.0, abs=0.01)
    assert skills([desk], [2000]).talk_factor == tuple(made.tolist())


def test_a_learning_curve_halves_the_way_with_each_doubling():
    """Four weeks before sixteen are two doublings: talk ÷ 0.8², resolution × 0.9²."""
    curve = "new_share = 1.0, from_weeks = 4, to_weeks = 4, mature_after = 16"
    told = f"learning = {{ {curve}, talk_rate = 0.8, resolves_rate = 0.9 }}\n"
    made = skills([team(HORIZON + told)], [3])
    assert made.talk_factor == pytest.approx((1 / 0.64,) * 3, rel=1e-12)
    assert made.resolves_factor == pytest.approx((0.81,) * 3, rel=1e-12)


def test_new_agents_lie_evenly_between_the_newest_and_the_longest_there():
    curve = "new_share = 0.5, from_weeks = 2, to_weeks = 10, mature_after = 16"
    told = f"learning = {{ {curve}, talk_rate = 0.5 }}\n"
    # With the rate 0.5 talk takes mature_after / weeks of what it takes the mature.
    weeks = 16 / np.array(skills([team(HORIZON + told)], [1000]).talk_factor)
    new = weeks[weeks < 16]
    assert new.size == pytest.approx(500, abs=2)
    assert np.sort(new) == pytest.approx(2 + 8 * (np.arange(new.size) + 0.5) / new.size, abs=0.05)


# -- in a play ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("engine")
def test_the_slow_take_longer_and_solve_less():
    """Agent 0 has the mark 0.5 and is old, agent 1 has 0.118 and is new: 150 s are 225 s."""
    route = ("agents = 2\n", "agents = 2\nresolves = 0.8\n")
    plan = planned(edited(HORIZON, route) + LEVELS)
    tape = at_times(plan, 0, 10, 20)
    tape = put(plan, tape, solves=0.6)
    logs = play(plan, tape)
    assert times(logs, "agent", "answered_s", "talk_end_s") == [
        (0, 0, 150),
        (1, 10, 235),
        (0, 150, 300),
    ]
    # 0.6 lies below 0.8 and above 0.8 × 0.5.
    resolved, failed = ContactOutcome.RESOLVED, ContactOutcome.UNRESOLVED
    assert logs.contacts["outcome"].tolist()[:1] == [resolved]
    assert logs.contacts["outcome"].tolist()[1:] == [failed, resolved]


def test_if_all_are_twice_as_slow_the_play_is_that_of_twice_the_handle_time():
    """Without a wrap-up, and in every bit: 2 is a power of 2."""
    text = edited(TWO_STEPS, ('wrap_up = "30s"\n', ""), ('wrap_up = "15s"\n', ""))
    alike = "[teams.front.levels.all]\nshare = 1.0\ntalk_factor = 2.0\n"
    longer = edited(text, ("agents = 6\n", "agents = 6\nhandle_factor = 2.0\n"))
    plans = planned(edited(text, ("[returns]\n", alike + "[returns]\n"))), planned(longer)
    logs = [play(plan, draw(plan.demand, seed=3, replication=0)) for plan in plans]
    assert differing(*logs) == []


def test_more_new_staff_lengthens_waits_and_resolves_less():
    def figures(share):
        levels = LEVELS.replace("share = 0.5", f"share = {share}", 1)
        levels = levels.replace("share = 0.5", f"share = {1 - share}", 1)
        plan = planned(edited(HORIZON, ("agents = 2\n", "agents = 4\nresolves = 0.9\n")) + levels)
        tallies = [
            measure(play(plan, draw(plan.demand, seed=1, replication=r)), plan) for r in range(5)
        ]
        return [np.mean([t.value(kpi) for t in tallies]) for kpi in ("aht_s", "resolution_rate")]

    (few_aht, few_solved), (many_aht, many_solved) = figures(0.25), figures(0.75)
    assert many_aht > few_aht * 1.1
    assert many_solved < few_solved - 0.1


def test_an_incentive_is_paid_for_each_paid_hour():
    wage = ("agents = 2\n", "agents = 2\nshrinkage = 0.2\ncost_per_paid_hour = 30\n")
    extra = "incentive = { talk_factor = 0.5, cost_per_paid_hour = 6 }\n"
    before, after = planned(edited(DAY, wage)), planned(edited(DAY, wage) + extra)
    tape = draw(before.demand, seed=1, replication=0)
    assert before.demand.digest == after.demand.digest
    one, other = (measure(play(plan, tape), plan) for plan in (before, after))
    hours = one.value("paid_hours"), other.value("paid_hours")
    assert one.value("agents_cost") == pytest.approx(30 * hours[0], rel=1e-7)
    assert other.value("agents_cost") == pytest.approx(36 * hours[1], rel=1e-7)
    assert other.value("aht_s") < 0.6 * one.value("aht_s")


def test_a_lean_tape_knows_whose_coins_decide():
    """A team that resolves all needs no coin, unless one of its agents resolves less."""
    sure = planned(HORIZON)
    mixed = planned(HORIZON + LEVELS)
    assert sure.demand.digest == mixed.demand.digest
    drawn = [
        draw(sure.demand, seed=1, replication=0, reads=reads_of_all([plan]))
        for plan in (sure, mixed)
    ]
    assert not drawn[0].marks_u.any()
    assert drawn[1].marks_u[::2].all()
    full = draw(mixed.demand, seed=1, replication=0)
    assert differing(play(mixed, drawn[1]), play(mixed, full)) in ([], ["cases"])
    outcomes = play(mixed, drawn[1]).contacts["outcome"]
    assert 0.1 < (outcomes == ContactOutcome.UNRESOLVED).mean() < 0.4
