import numpy as np
import pytest
from made import DESK, desk

from sim.errors import UsageError
from sim.experiment.compare import compare
from sim.experiment.replicate import replicate
from sim.scenario.changes import times
from sim.scenario.file import from_text


def more():
    return desk().change({"teams.desk.agents": 3}, name="more")


def slow():
    return desk().change({"reasons.any.handle_time": times(1.3)}, name="slow")


def fine():
    return desk().change({"teams.desk.cost_per_paid_hour": 30.5}, name="dearer")


def test_a_comparison_plays_every_scenario_with_the_same_customers():
    found = compare([desk(), more(), slow()], replications=12, seed=5)
    alone = replicate(more(), replications=12, seed=5)
    assert np.array_equal(found.runs[1].numerators, alone.numerators)
    assert found.comparisons == 8
    sooner, later = found.differences("wait_mean_s")
    assert sooner.better is True
    assert later.better is False
    assert sooner.correlation > 0.5


def test_the_verdict_answers_first_and_says_what_gets_worse():
    found = compare([desk(), more(), slow()], replications=12, seed=5)
    assert found.verdict[0].startswith(
        "Against base, mean wait is lower with more, higher with slow; service level is"
    )
    (worse,) = [words for words in found.verdict if words.startswith("Worse with more: ")]
    assert worse.startswith("Worse with more: it costs ")
    assert any(text.startswith("Also worse with more, not adjusted: it") for text in found.verdict)
    assert (
        "The intervals of 8 comparisons (scenarios × headline KPIs) hold together at 95 % "
        "(Bonferroni-t, paired); all others are not adjusted."
    ) in found.verdict


def test_the_verdict_on_one_change_is_one_sentence():
    first = compare([desk(), more()], replications=12, seed=5).verdict[0]
    assert first.startswith("more answers ")
    assert " sooner (" in first
    assert first.endswith(", compared with base.")


def test_what_cannot_be_told_apart_is_said_with_the_number_it_takes():
    close = desk().change({"reasons.any.handle_time": times(1.004)}, name="close")
    found = compare([desk(), close], replications=10, headline=["wait_mean_s"])
    assert found.verdict[0] == "close cannot be told apart from base at this precision."
    assert "close: mean wait: cannot tell apart from base at this precision (" in found.verdict[1]
    assert found.verdict[1].endswith(" replications would.")


def test_the_same_scenario_twice_is_the_same_run():
    found = compare([desk(), desk()], replications=3)
    assert found.verdict == (
        "Same run: base and base-again gave the same numbers in every replication.",
        "base-again: same run as base, all differences are 0 (the same scenario).",
    )
    assert {row.difference for row in found.table() if row.value == row.value} == {0.0}


def test_a_change_without_effect_is_called_that():
    found = compare([desk(), desk().change({"teams.desk.chats_at_once": 2}, name="idle")], 3)
    assert found.verdict[1] == "idle: same run as base, all differences are 0 (no effect)."


def test_one_replication_is_one_day():
    found = compare([desk(), more()], replications=1)
    assert found.verdict[0] == "One day, not an average: what differs may be chance."
    assert found.warnings == (
        "one day, not an average: no intervals; play at least 10 replications",
    )


@pytest.mark.parametrize(("n", "warned"), [(9, True), (10, False)])
def test_fewer_than_ten_pairs_are_unreliable(n, warned):
    found = compare([desk(), fine()], replications=n, headline=["cost_per_case"])
    text = "interval unreliable: n=9; play at least 10 replications"
    assert (text in found.warnings) == warned


def test_together_plays_all_changes_at_once_and_says_whether_they_add_up():
    found = compare([desk(), more(), slow()], replications=12, together=True)
    whole = found.runs[-1].scenario
    assert whole.name == "all-together"
    assert (whole.centre.teams["desk"].agents, whole.centre.reasons["any"].handle_time) == (
        more().centre.teams["desk"].agents,
        slow().centre.reasons["any"].handle_time,
    )
    beyond = {effect.kpi: effect for effect in found.effects if effect.kind == "beyond_the_sum"}
    wait = beyond["wait_mean_s"]
    parts = [found.runs[at].estimate("wait_mean_s").value for at in range(4)]
    assert wait.value == pytest.approx(parts[3] - parts[1] - parts[2] + parts[0])
    assert wait.low < wait.value < wait.high
    assert wait.words.startswith("all-together: mean wait −")
    assert f"{wait.words}." in found.verdict


def test_changes_that_do_not_meet_add_up_exactly():
    dearer = desk().change({"teams.desk.shrinkage": 0.2}, name="shrinkage")
    other = desk().change({"channels.voice.service_level.within": "30s"}, name="within")
    found = compare([desk(), dearer, other], replications=4, together=True)
    beyond = {effect.kpi: effect for effect in found.effects if effect.kind == "beyond_the_sum"}
    assert beyond["wait_mean_s"].value == 0
    assert beyond["service_level"].value == pytest.approx(0, abs=1e-12)


def test_a_scenario_that_is_all_changes_already_is_recognised():
    both = slow().change({"teams.desk.agents": 3}, name="both")
    found = compare([desk(), more(), slow(), both], replications=2, together=True)
    assert [runs.scenario.name for runs in found.runs] == ["base", "more", "slow", "both"]
    assert {effect.scenario for effect in found.effects if effect.kind == "beyond_the_sum"} == {
        "both"
    }


def foreign():
    return from_text(DESK.replace("agents = 2", "agents = 5"), name="other")


def renamed(name, **changed):
    text = DESK
    for old, new in changed.values():
        text = text.replace(old, new)
    return from_text(text, name=name)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (lambda: compare([desk()]), "compare: needs a base and at least one other scenario"),
        (
            lambda: compare([desk(), foreign().change({"teams.desk.agents": 6}, name="base")]),
            'two different scenarios are called "base"; give one another name',
        ),
        (
            lambda: compare([desk(), renamed("long", lasts=('"2h"', '"3h"'))]),
            "long has horizon.lasts = 10800.0, base has 7200.0: their figures are of different",
        ),
        (
            lambda: compare(
                [desk(), renamed("yen", money=("title =", 'currency = "JPY"\ntitle ='))]
            ),
            "yen has currency = JPY, base has EUR",
        ),
        (
            lambda: compare([desk(), more()], headline=["wait_means"]),
            'headline = "wait_means": no such KPI; did you mean wait_mean_s?',
        ),
        (
            lambda: compare([desk(), more()], headline=[]),
            "headline = []: name at least one KPI, or leave it out",
        ),
        (
            lambda: compare([desk(), more()], replications=1, headline=[("asa_s", "team:dusk")]),
            'scope = "team:dusk": asa_s is not measured there; did you mean team:desk?',
        ),
        (
            lambda: compare([desk(), more()], together=True),
            "together: needs a base and at least two scenarios that change it",
        ),
        (
            lambda: compare(
                [desk(), more(), desk().change({"teams.desk.agents": 4}, name="most")],
                together=True,
            ),
            "together: more and most both set teams.desk.agents; compare them without --together",
        ),
        (
            lambda: compare(
                [desk(), more(), foreign().change({"teams.desk.shrinkage": 0.1}, name="far")],
                together=True,
            ),
            "together: far is no variant of base; name the base that all extend first",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_remedy(asked, message):
    with pytest.raises(UsageError) as refused:
        asked()
    assert str(refused.value).startswith(message)


def test_any_number_of_workers_gives_the_same_words_and_numbers():
    one, two = (compare([desk(), more(), slow()], 6, workers=workers) for workers in (1, 2))
    assert repr(one.table()) == repr(two.table())
    assert (one.verdict, one.effects) == (two.verdict, two.effects)
