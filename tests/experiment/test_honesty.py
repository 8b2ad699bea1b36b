from dataclasses import replace

import numpy as np
import pytest
from made import made

from sim.experiment.comparison import Comparison
from sim.experiment.honesty import warnings_on
from sim.experiment.verdict import warnings_on as warnings_on_comparison
from sim.plan.compile import plan
from sim.scenario.file import from_text

STEADY = 20 + 0.1 * np.arange(12.0)


def test_steady_days_raise_no_warning():
    assert warnings_on(made({"wait_mean_s": (STEADY, 1)})) == ()


def test_a_single_day_warns():
    assert warnings_on(made({"wait_mean_s": (20, 1)})) == (
        "one day, not an average: no intervals; play at least 10 replications",
    )


def test_an_imprecise_headline_warns_with_the_number_it_takes():
    (text,) = warnings_on(made({"wait_mean_s": ([10, 30] * 6, 1)}))
    assert text == "mean wait 20 s (13 to 27): imprecise: ±10 % would take about 140 replications"


def test_what_the_check_of_a_scenario_says_is_passed_on():
    runs = made({"wait_mean_s": (STEADY, 1)})
    warned = replace(runs, plan=replace(runs.plan, warnings=("team desk: never a free moment",)))
    assert warnings_on(warned) == ("team desk: never a free moment",)


STATED = """title = "Stated"
[day]
opens = "08:00"
closes = "18:00"
[channels.voice]
[reasons.any]
volume = { contacts_per_day = 500, first_contacts = 0.9, shape = "flat.csv:any" }
mix = { voice = 1.0 }
route = ["desk"]
handle_time = { exponential = "4m" }
[teams.desk]
channels = ["voice"]
agents = 9"""


@pytest.fixture
def stated(tmp_path):
    hours = "".join(f"{hour:02}:00,1\n" for hour in range(8, 18))
    (tmp_path / "flat.csv").write_text(f"start,any\n{hours}")
    return from_text(STATED, folder=tmp_path, name="stated")


@pytest.mark.parametrize(("contacts", "warned"), [(450, True), (480, False), (505, False)])
def test_contacts_far_from_those_stated_warn(stated, contacts, warned):
    days = contacts + np.array([-9.0, 0, 9] * 4)
    sums = {("contacts", "reason:any"): (days, 1)}
    text = "any: 450 contacts simulated, 500 stated (−10%); adjust first_contacts or returns"
    found = warnings_on(made(sums, scenario=stated, plan=plan(stated)))
    assert found == ((text,) if warned else ())


def test_a_team_without_a_free_moment_warns():
    sums = {("occupancy", "team:desk"): (STEADY, STEADY / 0.97)}
    (text,) = warnings_on(made(sums))
    assert text.startswith("team desk is busy 97.0 % of its time: very sensitive")
    assert warnings_on(made({("occupancy", "team:desk"): (STEADY, STEADY / 0.9)})) == ()


def test_nothing_abandoned_is_not_never():
    found = warnings_on(made({"abandonment_rate": (0, 500 + STEADY)}))
    assert found == (
        "abandonment rate: none in 12 days: fewer than 3/12 of such days have any (95 %)",
    )


def test_replications_that_are_all_alike_warn():
    (text,) = warnings_on(made({"paid_hours": (np.full(12, 70.0), 1)}))
    assert text.startswith("all replications gave the same numbers: deterministic, or")


def test_replications_of_the_same_customers_warn():
    tapes = ("a", "b", "a", *"cdefghijk")
    (text,) = warnings_on(made({"wait_mean_s": (STEADY, 1)}, tapes=tapes))
    assert text == "1 of 12 replications had the customers of another: count them once"


def pairing(base, other):
    runs = (made({"wait_mean_s": (base, 1)}), made({"wait_mean_s": (other, 1)}, "other"))
    return warnings_on_comparison(Comparison(runs, (("wait_mean_s", "all"),)))


def test_pairing_that_does_not_help_warns():
    (text,) = pairing(STEADY, STEADY[::-1])
    assert text == (
        "other: mean wait: pairing does not help here: streams out of step "
        "(correlation −1.00, variance ratio 0.50)"
    )


def test_pairing_that_helps_is_silent():
    assert pairing(STEADY, STEADY + 3 + 0.05 * np.cos(np.arange(12))) == ()


def test_a_variant_is_not_held_to_the_stated_volume(stated):
    changed = stated.change({"teams.desk.agents": 8}, name="fewer")
    sums = {("contacts", "reason:any"): (450 + np.array([-9.0, 0, 9] * 4), 1)}
    assert warnings_on(made(sums, scenario=changed, plan=plan(changed))) == ()
