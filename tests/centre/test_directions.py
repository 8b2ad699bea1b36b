"""What must go up when something else goes up, on the same customers."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from small import DAY, HORIZON, RICH, TWO_STEPS, edited, planned, play, varied
from tapes import rounded

from sim.centre.log import VisitKind
from sim.tape import draw

REPLICATIONS = range(6)


def over(plan, measure, base=None):
    """A measure of every replication; the tapes are the base's."""
    demand = (base or plan).demand
    return np.array(
        [measure(play(plan, draw(demand, seed=1, replication=r))) for r in REPLICATIONS]
    )


def mean_wait(logs):
    visits = logs.visits
    queued = visits["kind"] == VisitKind.QUEUE
    until = np.where(visits["agent"] >= 0, visits["answered_s"], visits["ended_s"])
    return np.nanmean((until - visits["joined_s"])[queued])


def aht(logs):
    served = (logs.visits["kind"] == VisitKind.QUEUE) & (logs.visits["agent"] >= 0)
    return np.nanmean((logs.visits["ended_s"] - logs.visits["answered_s"])[served])


@pytest.mark.parametrize("team", ["front", "expert"])
def test_one_more_agent_shortens_the_mean_wait(team):
    before = planned(TWO_STEPS)
    count = {"front": 6, "expert": 3}[team]
    after = planned(edited(TWO_STEPS, (f"agents = {count}", f"agents = {count + 1}")))
    difference = over(after, mean_wait) - over(before, mean_wait)
    assert difference.mean() < -2 * difference.std(ddof=1) / len(REPLICATIONS) ** 0.5


@pytest.mark.parametrize("unit", [None, 1.0, 15.0])
def test_one_more_agent_lengthens_no_single_callers_wait(unit):
    """First come first served, nobody gives up, each brings his own work: GI/GI/n is monotone."""
    text = edited(HORIZON, ('{ constant = "150s" }', '{ mean = "150s", cv = 1.3 }'))
    tape = draw(planned(text).demand, seed=2, replication=0)
    tape = tape if unit is None else rounded(tape, unit)
    waits = []
    for agents in (2, 3, 4, 5):
        logs = play(planned(edited(text, ("agents = 2", f"agents = {agents}"))), tape)
        waits.append(logs.visits["answered_s"] - logs.visits["joined_s"])
    for fewer, more in pairwise(waits):
        assert (more <= fewer + 1e-6).all()
    assert waits[0].mean() > 10 * waits[2].mean() > 0.0


def test_more_authority_decides_more_alone_and_pays_more():
    def approved(logs):
        return (logs.contacts["approvals"] > 0).sum()

    def paid(logs):
        return logs.cases["paid"].sum()

    text = RICH.replace("authority = 100", "authority = 50")
    plans = [
        planned(text.replace("authority = 50", f"authority = {a}")) for a in (0, 50, 200, 10**6)
    ]
    asked = [over(plan, approved, plans[0]).sum() for plan in plans]
    assert asked == sorted(asked, reverse=True)
    assert asked[0] > asked[1] > asked[2] > asked[3] == 0
    spent = [over(plan, paid, plans[0]).sum() for plan in plans]
    assert spent[0] < spent[2] < spent[3]


BOT = edited(
    HORIZON,
    ('{ constant = "150s" }', '{ mean = "150s", cv = 0.8 }'),
    ("cases_per_hour = 60", "cases_per_hour = 300"),
    (
        "agents = 2",
        (
            'agents = 30\n[bots.b]\nchannels = ["voice"]\ntakes = 1.0\ncontains = 0.3\n'
            'session = { contained = "9s", passed_on = "9s", left = "9s" }'
        ),
    ),
)


@pytest.mark.parametrize("strength", [0.0, 0.6])
def test_a_better_bot_raises_the_handle_time_of_what_is_left(strength):
    """By 5 % or more if the easy go first; not at all (4 standard errors) without difficulty."""
    text = edited(
        BOT,
        ("in_handle_time = 0", f"in_handle_time = {strength}"),
        ("in_bot = 0", f"in_bot = {strength}"),
    )
    plan, better = planned(text), varied(edited(text, ("contains = 0.3", "contains = 0.7")), text)
    assert plan.demand.digest == better.demand.digest
    before, after = over(plan, aht), over(better, aht)
    error = 4 * (after - before).std(ddof=1) / len(REPLICATIONS) ** 0.5
    if strength:
        assert (after - before).mean() > max(error, 0.05 * before.mean())
    else:
        assert abs((after - before).mean()) < error


def test_a_better_bot_leaves_those_it_had_contained_contained():
    """Marks are nested: whoever the smaller share contained is contained by the larger one."""
    plan, better = planned(BOT), varied(edited(BOT, ("contains = 0.3", "contains = 0.7")), BOT)
    tape = draw(plan.demand, seed=1, replication=0)
    few, many = (play(one, tape).contacts["outcome"] == 2 for one in (plan, better))
    assert (few <= many).all()
    assert few.sum() < many.sum()


def test_more_patience_means_fewer_who_give_up():
    def abandoned(logs):
        return (logs.visits["outcome"] == 2).sum()

    plans = [planned(edited(TWO_STEPS, ('"4m" }\n[seg', f'"{p}m" }}\n[seg'))) for p in (1, 4, 16)]
    counts = [over(plan, abandoned, None).sum() for plan in plans]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[2]


def test_more_volume_and_as_many_agents_more_wait_shorter():
    """Double everything: occupancy stays, waits fall (economies of scale)."""
    text = edited(HORIZON, ('{ constant = "150s" }', '{ exponential = "90s" }'))
    double = edited(
        text, ("cases_per_hour = 60", "cases_per_hour = 120"), ("agents = 2", "agents = 4")
    )
    one, two = planned(text), planned(double)
    assert over(two, mean_wait).mean() < 0.8 * over(one, mean_wait).mean()


def test_the_paired_difference_is_steadier_than_the_unpaired_one():
    """The same customers in both scenarios: what they share cancels."""
    before = planned(TWO_STEPS)
    after = planned(edited(TWO_STEPS, ("agents = 6", "agents = 7")))
    one = over(before, mean_wait)
    paired = (over(after, mean_wait) - one).std(ddof=1)
    others = np.array(
        [mean_wait(play(after, draw(after.demand, seed=99, replication=r))) for r in REPLICATIONS]
    )
    assert paired < (others - one).std(ddof=1)


def test_longer_hours_close_out_fewer():
    text = edited(DAY, ("cases_per_day = 60", "cases_per_day = 100"))
    tape = draw(planned(text).demand, seed=1, replication=0)
    moved = replace(tape, arrived_s=tape.arrived_s + 1800.0)
    out = []
    for closes in ("10:00", "10:15", "10:30"):
        plan = planned(edited(text, ('closes = "10:00"', f'closes = "{closes}"')))
        out.append((play(plan, moved).contacts["outcome"] == 11).sum())
    assert out[0] > out[1] > out[2] == 0
