"""The table of models: exact values by other ways, scenarios that are good ones, honest docs."""

import tomllib
from fractions import Fraction
from math import factorial
from pathlib import Path

import pytest

import sim
from sim.durations import parse_duration
from sim.theory import any_patience, erlang_c, laws, single_queue
from sim.verification import texts
from sim.verification.model import THRESHOLD_S
from sim.verification.models import MODELS, chosen
from sim.verification.verify import _plan

DOCS = Path(__file__).parents[2] / "docs" / "verification.md"


@pytest.fixture(scope="module")
def models():
    return {model.name: model for model in chosen()}


def exact(model):
    return {(figure.kpi, figure.scope): figure.exact for figure in model.figures}


def test_models_are_called_what_the_table_calls_them(models):
    assert tuple(models) == tuple(MODELS)
    assert len(models) == 22
    assert sum(len(model.figures) for model in models.values()) == 62


def test_one_agent_waits_load_over_spare_rate(models):
    """ρ ÷ (μ − λ) with ρ = 1/2, μ = 2 and λ = 1 a minute."""
    assert exact(models["one-agent"])["wait_mean_s", "all"] == pytest.approx(30.0)


def test_any_handle_time_waits_by_the_second_moment(models):
    """λ E[S²] ÷ 2 (1 − ρ), with E[S²] = 30² (1 + 0.8²)."""
    wait_s = (1 / 60) * 900 * 1.64 / (2 * 0.5)
    assert exact(models["any-handle-time"])["wait_mean_s", "all"] == pytest.approx(wait_s)


def test_erlang_b_is_the_exact_fraction(models):
    terms = [Fraction(8) ** busy / factorial(busy) for busy in range(11)]
    blocked = float(terms[-1] / sum(terms))
    found = exact(models["erlang-b"])
    assert found["blocked", "all"] == pytest.approx(blocked)
    assert found["occupancy", "all"] == pytest.approx(0.8 * (1 - blocked))


def test_few_places_are_their_birth_and_death_chain(models):
    chain = single_queue(120 / 3600, 180, 5, 4, 120)
    waiting = chain.mean(lambda state: max(state[0] - 5, 0))
    found = exact(models["few-places"])
    assert found["blocked", "all"] == pytest.approx(chain.mean(lambda state: state[0] == 9))
    assert found["abandonment_rate", "all"] == pytest.approx(waiting / 120 / (120 / 3600))


def test_erlang_a_is_a_birth_and_death_chain_with_places_enough(models):
    chain = single_queue(400 / 3600, 180, 20, 200, 120)
    waiting = chain.mean(lambda state: max(state[0] - 20, 0))
    found = exact(models["erlang-a"])
    assert found["wait_mean_s", "all"] == pytest.approx(waiting / (400 / 3600), rel=1e-6)
    assert found["occupancy", "all"] == pytest.approx(
        chain.mean(lambda state: min(state[0], 20)) / 20, rel=1e-6
    )


def test_two_classes_together_wait_as_erlang_c(models):
    waits = exact(models["priority"])
    both = (waits["wait_mean_s", "reason:lost_card"] + waits["wait_mean_s", "reason:new_card"]) / 2
    assert both == pytest.approx(erlang_c(90 / 3600, 60, 3).wait_mean_s)


def test_three_classes_together_wait_as_erlang_c(models):
    waits = exact(models["three-classes"])
    shares = {"outage": 0.2, "defect": 0.4, "wish": 0.4}
    every = sum(share * waits["wait_mean_s", f"reason:{name}"] for name, share in shares.items())
    assert every == pytest.approx(erlang_c(100 / 3600, 60, 3).wait_mean_s)


def test_what_retrials_bring_in_is_what_was_blocked_and_came_back(models):
    found = exact(models["retrials"])
    blocked, attempts = found["blocked", "all"], found["contacts_per_case", "all"]
    assert attempts == pytest.approx(1 / (1 - 0.8 * blocked), rel=1e-6)
    handled = 100 / 3600 * attempts * (1 - blocked)
    assert found["occupancy", "all"] == pytest.approx(handled * 180 / 6, rel=1e-6)


def test_who_does_not_give_up_in_two_stages_is_handled(models):
    found = exact(models["staged-handle-time"])
    answered = 120 / 3600 * (1 - found["abandonment_rate", "all"])
    assert found["occupancy", "all"] == pytest.approx(answered * 180 / 6, rel=1e-6)
    # Patience is exponential: who waits quits once in two minutes, whoever is served.
    assert found["wait_mean_s", "all"] == pytest.approx(120 * found["abandonment_rate", "all"])


def test_one_team_is_busy_with_whom_it_answers(models):
    found = exact(models["one-team"])
    of = {"theft": (50, 150), "upgrade": (40, 240)}
    loads = (
        rate / 3600 * (1 - found["abandonment_rate", f"reason:{name}"]) * handle_s
        for name, (rate, handle_s) in of.items()
    )
    assert 5 * found["occupancy", "all"] == pytest.approx(sum(loads), rel=1e-6)


def test_lognormal_patience_of_hardly_any_spread_is_constant_patience(models):
    """The same way to the value, at a law whose answer is another model's."""
    law = laws.lognormal(60, 1e-3)
    found = exact(models["constant-patience"])["abandonment_rate", "all"]
    assert any_patience(250 / 3600, 180, 12, law).abandonment_rate == pytest.approx(found, rel=1e-4)


def test_the_way_through_two_tiers_is_waits_and_handling(models):
    found = exact(models["two-tiers"])
    front, experts = found["wait_mean_s", "team:front"], found["wait_mean_s", "team:experts"]
    whole_s = front + 60 + 0.5 * (experts + 72)
    assert found["time_to_resolution_s", "all"] == pytest.approx(whole_s)


def test_repeats_are_a_geometric_series(models):
    found = exact(models["repeats"])["contacts_per_case", "all"]
    assert found == pytest.approx(sum(0.2**again for again in range(40)))


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("thorough", [False, True])
def test_every_scenario_is_one_without_warnings(models, name, thorough):
    assert _plan(models[name], thorough=thorough).warnings == ()


@pytest.mark.parametrize("name", MODELS)
def test_the_warm_up_is_cut_and_most_is_measured(models, name):
    tree = tomllib.loads(models[name].scenario(thorough=False))
    if "horizon" in tree:
        lasts, warm_up = (parse_duration(tree["horizon"][key]) for key in ("lasts", "warm_up"))
        assert 0 < warm_up <= lasts / 4


def test_no_two_models_share_their_luck(models):
    """Streams are named by reasons, so reasons must differ."""
    trees = [tomllib.loads(model.scenario(thorough=False)) for model in models.values()]
    reasons = [reason for tree in trees for reason in tree["reasons"]]
    assert len(reasons) == len(set(reasons))


def test_a_thorough_check_plays_the_same_scenarios_for_longer(models):
    for model in models.values():
        plain, thorough = (model.size(thorough=which) for which in (False, True))
        assert plain.replications >= 20
        assert thorough.replications >= 5 * plain.replications
        assert thorough.hours >= plain.hours


def test_service_levels_are_asked_for_at_the_threshold_that_scenarios_state():
    for text in (texts.QUEUE, texts.BOT, texts.CHAT, texts.DAY):
        assert f'service_level = {{ within = "{THRESHOLD_S}s" }}' in " ".join(text.split())


def test_the_docs_list_every_model_in_its_words(models):
    rows = [f"| `{model.name}` | {model.words} |" for model in models.values()]
    assert "\n".join(rows) in DOCS.read_text(encoding="utf-8")


def test_a_scenario_that_is_shown_can_be_loaded(models, tmp_path):
    (tmp_path / "chat.toml").write_text(models["chat"].scenario(thorough=False), encoding="utf-8")
    assert sim.load(tmp_path / "chat.toml").name == "chat"
