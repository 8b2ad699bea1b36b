"""Own rules from Python: both engines ask them, with the same bits, and say when they fail."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.centre.play import play
from sim.plan import plan as plan_of
from sim.tape import draw

SCENARIOS = Path(__file__).parents[2] / "scenarios"
RATES = (1 / 300, 1 / 180, 1 / 240, 1 / 600, 1 / 90, 1 / 120)
COSTS = (1.0, 3.0, 2.0, 5.0, 1.0, 2.0)


def c_mu(wait, base, growth, reason, segment, channel, attempt):
    return COSTS[reason] * RATES[reason] * (1.0 + attempt)


def keep_two(team_free, team_agents, queue, reason, segment, tier):
    return team_free > 2 or segment == 0


def help_when_long(team_free, team_agents, queue, reason, segment, tier):
    return tier == 1 or queue > 3


def bot_when_long(queue, est_wait, reason, segment, attempt):
    if attempt > 0:
        return 0.0
    return 0.9 if est_wait > 60.0 else 0.25


RULES = {
    "cµ": {"score": c_mu},
    "a reserve of two": {"admit": keep_two},
    "help when the queue is long": {"admit": help_when_long},
    "the bot when the queue is long": {"to_bot": bot_when_long},
    "all": {"score": c_mu, "admit": keep_two, "to_bot": bot_when_long},
}

DESK = """
title = "Two teams, three reasons"

[horizon]
lasts = "8h"

[segments]
plain = { share = 0.7 }
dear = { share = 0.3, value = 2 }

[channels.voice]
patience = { exponential = "3m" }
limit = 12

[channels.chat]
kind = "chat"
patience = { exponential = "5m" }

[reasons.order]
volume = { cases_per_hour = 60 }
mix = { voice = 0.6, chat = 0.4 }
route = ["help"]
handle_time = { exponential = "5m" }

[reasons.refund]
volume = { cases_per_hour = 30 }
mix = { voice = 1.0 }
route = ["help"]
handle_time = { exponential = "3m" }

[steps.help]
teams = ["desk", "back"]
overflow_after = { back = "30s" }

[teams.desk]
channels = ["voice", "chat"]
agents = 6
wrap_up = "20s"
chats_at_once = 2
chat_speed = [1.0, 0.75]
resolves = 0.8
escalates = 0.5

[teams.back]
channels = ["voice", "chat"]
agents = 2
chats_at_once = 1

[bots.helper]
channels = ["chat"]
takes = 0.5
contains = 0.3
truly_solves = 0.7

[bots.helper.session]
contained = { constant = "90s" }
passed_on = { constant = "40s" }
left = { constant = "30s" }

[returns]
if_unresolved = { share = 0.5, after = { exponential = "20m" } }
if_abandoned = { share = 0.4, after = { exponential = "5m" } }
"""


def same_bits(one, other):
    for name in ("cases", "contacts", "visits", "agents"):
        for column, values in getattr(one, name).items():
            left, right = (
                np.ascontiguousarray(of) for of in (values, getattr(other, name)[column])
            )
            assert left.dtype == right.dtype
            assert left.tobytes() == right.tobytes(), (name, column)


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
@pytest.mark.parametrize("grid_s", [0.0, 15.0], ids=["continuous", "15 s"])
def test_both_engines_give_the_same_bits_under_own_rules(rules, grid_s):
    plan = plan_of(sim.from_text(DESK).with_policy(sim.Policy(**rules)))
    tape = draw(plan.demand, seed=4, replication=0)
    if grid_s:
        tape.work_s[:] = np.round(tape.work_s / grid_s) * grid_s
        tape.patience_s[:] = np.round(tape.patience_s / grid_s) * grid_s
        tape.arrived_s[:] = np.round(tape.arrived_s / grid_s) * grid_s
    traces = [], []
    logs = [
        play(plan, tape, engine=engine, trace=trace)
        for engine, trace in zip(("compiled", "reference"), traces, strict=True)
    ]
    same_bits(*logs)
    assert traces[0] == traces[1]


def played(policy=None, engine="compiled"):
    scenario = sim.from_text(DESK)
    if policy is not None:
        scenario = scenario.with_policy(policy, name="own")
    return sim.replicate(scenario, replications=6, seed=3, engine=engine)


def test_own_rules_change_the_play_and_the_scenario_stays_as_it_is():
    plain, own = played(), played(sim.Policy(score=c_mu))
    assert plain.estimate("wait_mean_s", "reason:refund").value > 0.0
    by_reason = [runs.estimate("wait_mean_s", "reason:refund").value for runs in (plain, own)]
    assert by_reason[0] != by_reason[1]
    assert sim.from_text(DESK).policy is None


def test_a_reserve_keeps_agents_free_for_whom_it_is_kept():
    waits = {
        name: played(policy).estimate("wait_mean_s", "segment:dear").value
        for name, policy in (("plain", None), ("reserve", sim.Policy(admit=keep_two)))
    }
    assert waits["reserve"] < waits["plain"]


def test_the_manifest_names_the_rules_by_source_and_digest(tmp_path):
    runs = played(sim.Policy(score=c_mu))
    sim.write_report(runs, tmp_path / "own")
    (about,) = json.loads((tmp_path / "own" / "manifest.json").read_text())["scenarios"]
    assert "COSTS[reason] * RATES[reason]" in about["policy"]["sources"]["score"]
    assert "# COSTS = (1.0, 3.0" in about["policy"]["sources"]["score"]
    assert about["policy"]["digest"] == sim.Policy(score=c_mu).digest
    assert about["file"] is None


def scaled(by):
    def score(wait, base, growth, reason, segment, channel, attempt):
        return by * wait

    return score


def test_the_digest_knows_the_source_and_what_it_uses_from_outside():
    digests = {
        sim.Policy(score=rule).digest for rule in (c_mu, scaled(1.0), scaled(2.0), scaled(1.0))
    }
    assert len(digests) == 3


def looped(wait, base, growth, reason, segment, channel, attempt):
    for _ in (1, 2):
        wait = wait + 1
    return wait


def powered(wait, base, growth, reason, segment, channel, attempt):
    return wait**2


def calling(wait, base, growth, reason, segment, channel, attempt):
    return round(wait)


def misnamed(wait, base, growth, reason, segment, chanel, attempt):
    return wait


def dependent(wait, base, growth, reason, segment, channel, attempt):
    return wait if SCENARIOS else base


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (looped, "a loop is not allowed"),
        (powered, r"\*\* is not allowed"),
        (calling, "calls round; a rule may call min, max and abs"),
        (misnamed, "must take .wait, base, growth, reason, segment, channel, attempt."),
        (dependent, "uses SCENARIOS, which is no number"),
        (3.0, "needs a function"),
    ],
)
def test_a_rule_that_is_no_pure_function_of_numbers_is_refused(rule, words):
    with pytest.raises(sim.UsageError, match=words):
        sim.Policy(score=rule)


def test_a_policy_without_a_rule_is_refused():
    with pytest.raises(sim.UsageError, match="give one of score, admit, to_bot"):
        sim.Policy()


def dividing(wait, base, growth, reason, segment, channel, attempt):
    return 1.0 / (wait - wait)


def beyond(queue, est_wait, reason, segment, attempt):
    return RATES[reason + 10]


def silent(team_free, team_agents, queue, reason, segment, tier):
    if team_free > 100:
        return 1


@pytest.mark.parametrize("engine", ["compiled", "reference"])
@pytest.mark.parametrize(
    ("rules", "words"),
    [({"score": dividing}, "policy's score gave no number at"), ({"to_bot": beyond}, "to_bot")],
    ids=["division by zero", "beyond a tuple"],
)
def test_a_rule_that_fails_stops_both_engines_with_the_same_words(engine, rules, words):
    plan = plan_of(sim.from_text(DESK).with_policy(sim.Policy(**rules)))
    tape = draw(plan.demand, seed=4, replication=0)
    with pytest.raises(sim.PlayError, match=words):
        play(plan, tape, engine=engine)


def test_without_compilation_own_rules_are_asked_as_they_are():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import test_own_rules as here, sim, numpy as np\n"
        "from sim.plan import plan as plan_of\n"
        "from sim.tape import draw\n"
        "from sim.centre.play import play\n"
        "text = here.DESK.replace('8h', '1h')\n"
        "plan = plan_of(sim.from_text(text).with_policy(sim.Policy(**here.RULES['all'])))\n"
        "tape = draw(plan.demand, seed=4, replication=0)\n"
        "here.same_bits(*(play(plan, tape, engine=one) for one in ('compiled', 'reference')))\n"
    )
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
