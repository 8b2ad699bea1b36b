"""The register of levers, and the side effects a report must tell of."""

import pytest

from sim.scenario.changes import plus, remove, times
from sim.scenario.declared import declared
from sim.scenario.levers import levers
from sim.scenario.paths import parse
from sim.scenario.sideeffects import SIDE_EFFECTS, side_effects


def test_a_lever_has_path_value_unit_and_meaning(good):
    found = {lever.path: lever for lever in levers(good)}
    takes = found["bots.assistant.takes.refund"]
    assert (takes.value, takes.unit) == ("0.5", "share of 1")
    assert takes.meaning.startswith("share of these contacts that meets it")
    assert found["teams.desk.cost_per_paid_hour"].unit == "EUR"
    assert found["teams.experts.agents"].unit == "agents"
    assert found["reasons.refund.handle_time.voice"].parts == ("mean", "cv")
    assert not found["difficulty.in_bot"].stated
    assert found["approval.meanwhile"].unit == "parked or held"


def test_no_lever_is_listed_twice(good):
    paths = [lever.path for lever in levers(good)]
    assert len(set(paths)) == len(paths)


@pytest.mark.parametrize(
    ("changes", "replacements", "told"),
    [
        (
            {"bots.assistant.contains.refund": 0.4},
            [("[returns]", "[difficulty]\nin_bot = 0.0\n\n[returns]")],
            "what is left for agents is not harder",
        ),
        (
            {"bots.assistant.contains.refund": 0.4},
            [("truly_solves = 0.8", "truly_solves = 1.0")],
            "all it contains is truly solved",
        ),
        ({"bots.assistant.takes.refund": 0.6}, [], "falsely contained cases never come back"),
        ({"bots.assistant.takes.refund": 0.6}, [], "sessions cost nothing"),
        ({"bots.assistant.takes.refund": 0.6}, [], "an easier door invites no further contacts"),
        ({"teams.desk.authority": 90}, [], "the team pays as a manager does"),
        ({"teams.desk.authority": 90}, [], "no more customers ask"),
        ({"teams.experts.agents": plus(1)}, [], "an hour of this team costs nothing"),
        ({"teams.experts.agents": plus(1)}, [], "every paid hour is an hour on the queues"),
        ({"teams.desk.chats_at_once": 2}, [], "each goes as fast as one alone"),
        ({"reasons.refund.handle_time.voice": times(0.9)}, [], "haste costs no resolution"),
        (
            {"channels.voice.patience": times(2)},
            [('if_abandoned = { share = 0.5, after = { exponential = "20m" } }', "")],
            "who gives up never comes back",
        ),
        (
            {"reasons.refund.route": ["experts"]},
            [("[returns]", "[difficulty]\nin_resolution = 0.0\n\n[returns]")],
            "is no harder to resolve",
        ),
        (
            {"approval.levels.manager": remove()},
            [
                (
                    "[returns]",
                    '[approval.levels.director]\nlimit = 900\ndecides_in = "1d"\n\n[returns]',
                )
            ],
            "every level grants all that is asked",
        ),
        ({"approval.levels.manager.limit": 600}, [], "nobody asks where a parked case is"),
    ],
)
def test_a_side_effect_at_neutral_is_told(made, changes, replacements, told):
    assert any(told in text for text in side_effects(made(*replacements).change(changes)))


@pytest.mark.parametrize(
    ("changes", "silent"),
    [
        ({"bots.assistant.contains.refund": 0.4}, "not harder"),
        ({"bots.assistant.contains.refund": 0.4}, "truly solved"),
        (
            {
                "bots.assistant.takes.refund": 0.6,
                "reasons.refund.volume.contacts_per_day": times(1.02),
            },
            "easier door",
        ),
        (
            {"bots.assistant.takes.refund": 0.6, "bots.assistant.cost_per_session": 0.5},
            "cost nothing",
        ),
        (
            {"teams.desk.authority": 90, "reasons.refund.claim.share": plus(0.03)},
            "no more customers ask",
        ),
        ({"teams.desk.authority": 90, "approval.levels.manager.pays": 0.8}, "as a manager does"),
        ({"teams.desk.agents": plus(1)}, "costs nothing"),
        (
            {"teams.desk.chats_at_once": 2, "teams.desk.chat_speed": [1.0, 0.7]},
            "as fast as one alone",
        ),
        (
            {"reasons.refund.handle_time.voice": times(0.9), "teams.desk.resolves.refund": 0.75},
            "haste",
        ),
        ({"bots.assistant": remove()}, "truly solved"),
    ],
)
def test_a_side_effect_that_is_expressed_is_not_told(good, changes, silent):
    assert not any(silent in text for text in side_effects(good.change(changes)))


def test_a_base_has_no_side_effects(good):
    assert side_effects(good) == ()


def test_the_retail_changes_express_their_side_effects(retail):
    from sim.scenario.file import load

    for name in ("more-staff", "more-bot", "more-authority", "all-three"):
        assert side_effects(load(retail / f"{name}.toml")) == ()


def test_every_row_of_side_effects_names_fields_that_exist():
    for row in SIDE_EFFECTS:
        for pattern in (*row.levers, *row.fields):
            assert declared(parse(pattern.replace("*", "x"))) is not None, pattern
