# ruff: noqa: E501  messages are quoted whole
"""Changes: what planners say about a lever, and what becomes of it."""

import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario.changes import plus, remove, set_to, times
from sim.scenario.file import from_text, load
from sim.scenario.levers import levers
from sim.scenario.lookup import value_at
from sim.scenario.paths import parse

BROKEN = Path(__file__).parent.parent / "broken"


def refusal(scenario, changes):
    with pytest.raises(ScenarioError) as refused:
        scenario.change(changes, name="x")
    return [str(fault).removeprefix("change x: ") for fault in refused.value.faults]


def after(scenario, lever, edit):
    return value_at(scenario.change({lever: edit}).centre, parse(lever))


@pytest.mark.parametrize(
    ("lever", "edit", "value"),
    [
        ("teams.desk.authority", 200, 200),
        ("teams.desk.authority", plus(25), 75),
        ("teams.desk.authority", plus(-80, min=10), 10),
        ("teams.desk.authority", times(10, max=120), 120),
        ("teams.desk.wrap_up", "50s", 50),
        ("teams.desk.wrap_up", times(1.2), 48),
        ("teams.desk.wrap_up", plus("5s"), 45),
        ("teams.desk.wrap_up", plus("-5s"), 35),
        ("teams.desk.wrap_up", plus("-1m", min="10s"), 10),
        ("teams.experts.agents", 5, 5),
        ("teams.experts.agents", plus(2), 5),
        ("teams.experts.agents", plus(-5), 0),
        ("teams.experts.agents", times(1.5), 5),  # 4.5 rounds up
        ("teams.experts.agents", times(1.49), 4),
        ("teams.experts.handle_factor", times(1.1), 1.1),  # the default, 1
        ("bots.assistant.contains.refund", times(1.1), 0.33),
        ("bots.assistant.takes.refund", plus(0.1), 0.6),
        ("day.closes", plus("30m"), 66600),
        ("day.lead_in", plus(2), 2),
        ("difficulty.in_bot", 0, 0),  # the section is not there
        ("returns.at_most", plus(1), 5),
        ("reasons.refund.claim.asks.lognormal.mean", times(1.5), None),
        ("reasons.refund.route", ["experts"], ["experts"]),
        ("teams.desk.resolves", 0.9, 0.9),
    ],
)
def test_an_edit_gives_the_value_a_planner_expects(good, lever, edit, value):
    if value is not None:
        assert after(good, lever, edit) == value
    else:
        good.change({lever: edit})


def test_a_law_is_multiplied_as_a_whole_or_by_its_parts(good):
    lever = "reasons.refund.handle_time.voice"
    law = value_at(good.centre, parse(lever))
    assert after(good, lever, times(1.5)) == law.scaled(1.5)
    for part, edit in (("mean", times(1.5)), ("mean", "9m"), ("mean", plus("3m"))):
        changed = good.change({f"{lever}.{part}": edit})
        assert value_at(changed.centre, parse(lever)) == law.scaled(1.5)
    changed = good.change({f"{lever}.cv": 0.4})
    assert value_at(changed.centre, parse(lever)).shape == 0.4


def test_a_law_for_all_channels_is_multiplied_too(made):
    one = made(
        (
            '{ voice = { mean = "6m", cv = 0.9 }, chat = { mean = "8m", cv = 0.9 } }',
            '{ mean = "6m", cv = 0.9 }',
        )
    )
    for lever in ("reasons.refund.handle_time", "reasons.refund.handle_time.mean"):
        assert one.change({lever: times(2)}).centre.reasons["refund"].handle_time["*"].mean == 720


def test_a_table_is_changed_only_where_it_is_meant(good):
    changed = good.change({"teams.desk.agents": plus(2, between="09:30-11:00")})
    values = changed.centre.teams["desk"].agents.values
    assert values == (6,) * 3 + (8,) * 3 + (6,) * 14
    (change,) = changed.changes
    assert str(change) == "teams.desk.agents: 6 (09:30-11:00) → 8 (09:30-11:00)"


@pytest.mark.parametrize(
    ("edit", "value"),
    [(times(1.25), 8), (times(1.24), 7), (plus(-9), 0), (plus(1, max=6), 6), (times(0), 0)],
)
def test_people_are_rounded_half_up_in_each_interval_and_never_below_0(good, edit, value):
    assert set(after(good, "teams.desk.agents", edit).values) == {value}


def test_the_volume_of_a_stretch_is_not_rounded(good):
    shape = after(good, "reasons.refund.volume.shape", times(1.1, between="08:00-08:30"))
    assert shape.values[:2] == (22, 21)


def test_a_number_of_agents_becomes_a_table_over_the_opening_hours(good):
    profile = after(good, "teams.experts.agents", plus(2, between="10:00-12:00"))
    assert profile.starts_s[0] == 28800
    assert len(profile.starts_s) == 20
    assert profile.values == (3,) * 4 + (5,) * 4 + (3,) * 12


def test_a_table_can_be_set_in_a_stretch_or_replaced_by_another_column(good):
    assert after(good, "teams.desk.agents", set_to(9, between="08:00-18:00")).values == (9,) * 20
    changed = good.change({"teams.desk.agents": "volumes.csv:refund"})
    assert changed.centre.teams["desk"].agents.values[0] == 20


def test_a_star_stands_for_each_name_of_one_kind(good):
    changed = good.change({"teams.*.authority": plus(10)})
    assert [team.authority for team in changed.centre.teams.values()] == [60, 10]
    changed = good.change({"reasons.*.handle_time.*": times(2)})
    assert [law.mean for law in changed.centre.reasons["refund"].handle_time.values()] == [720, 960]


def test_a_part_can_be_removed_and_a_new_one_named(good):
    assert good.change({"bots.assistant": remove()}).centre.bots == {}
    assert good.change({"returns.if_abandoned": remove()}).centre.returns.if_abandoned is None
    level = {"limit": 9000, "decides_in": "1d"}
    assert set(good.change({"approval.levels.director": level}).centre.approval.levels) == {
        "manager",
        "director",
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"teams.dsk.agents": 3},
            "teams.dsk.agents = 3: no such lever; did you mean teams.desk.agents?",
        ),
        (
            {"team.desk.agents": 3},
            "team.desk.agents = 3: no such lever; did you mean teams.desk.agents?",
        ),
        (
            {"nothing": 3},
            'nothing = 3: no "nothing" at the top; known: title, why, currency, day, horizon, sources, channels, segments … (16 in all)',
        ),
        (
            {"teams.desk.resolves.complaint": plus(0.1)},
            'teams.desk.resolves.complaint = 0.1: no "complaint" in teams.desk.resolves; known: refund',
        ),
        (
            {"teams.experts.resolves.refund": 0.9},
            "teams.experts.resolves.refund = 0.9: teams.experts.resolves is 0.95, one value for all; change teams.experts.resolves itself",
        ),
        (
            {"teams.*.tier.x": 0.9},
            "teams.*.tier.x = 0.9: matches nothing; * stands for one name, such as a team or a reason",
        ),
        (
            {"teams.desk.*": 0.9},
            "teams.desk.* = 0.9: matches nothing; * stands for one name, such as a team or a reason",
        ),
        ({"bots.second": remove()}, 'bots.second: no "second" in bots; known: assistant'),
        (
            {"channels.voice.limit": remove()},
            "channels.voice.limit: is not there, so it cannot be removed; take the change away",
        ),
        (
            {"channels.voice.limit": plus(3)},
            "channels.voice.limit = 3: has no value yet, so nothing can be added or multiplied; set it to a value",
        ),
        (
            {"teams.desk.agents": 7},
            'teams.desk.agents = 7: is a table of 20 intervals, and a plain number would flatten it; say { plus = 2 }, { times = 1.1 } or { set = 7, between = "08:00-22:00" }',
        ),
        (
            {"teams.desk.agents": plus(1, between="20:00-21:00")},
            "teams.desk.agents = 1: no interval lies in this stretch; the table covers 08:00-18:00",
        ),
        (
            {"teams.desk.agents": plus("2")},
            'teams.desk.agents = "2": needs a number, not "2"; write { plus = 2 }',
        ),
        (
            {"teams.desk.agents": "staff.csv:dask"},
            'teams.desk.agents = "staff.csv:dask": no column "dask" in staff.csv; did you mean desk?',
        ),
        (
            {"teams.desk.wrap_up": plus(5)},
            'teams.desk.wrap_up = 5: needs a duration with its unit; write { plus = "30s" }',
        ),
        (
            {"teams.desk.wrap_up": plus("-1m")},
            'teams.desk.wrap_up = "-1m": would be -20 seconds; add min = "0s"',
        ),
        (
            {"teams.desk.wrap_up": times(-1)},
            "teams.desk.wrap_up = -1: a factor is 0 or more; to take away, use { plus = -2 }",
        ),
        (
            {"teams.desk.above_authority": times(2)},
            'teams.desk.above_authority = 2: is "approval", no number; set it to a value instead',
        ),
        (
            {"day.opens": times(2)},
            'day.opens = 2: is a clock time, which cannot be multiplied; say { plus = "30m" }',
        ),
        (
            {"bots.assistant.truly_solves": times(2)},
            "bots.assistant.truly_solves = 1.6: must be a share from 0 to 1",
        ),
        ({"teams.desk..agents": 7}, "teams.desk..agents = 7: has an empty part"),
        (
            {"reasons.refund.claim.asks": plus(7)},
            "reasons.refund.claim.asks = 7: is a law, to which nothing can be added; change its mean, or say { times = 1.1 }",
        ),
        (
            {"teams.*.authority": 60, "teams.desk.authority": 70},
            "teams.desk.authority = 70: teams.desk.authority is set twice; teams.*.authority sets it already, keep one of them",
        ),
        (
            {"bots.assistant": remove(), "bots.assistant.leaves": 0.1},
            "bots.assistant.leaves = 0.1: bots.assistant.leaves is set twice; bots.assistant sets it already, keep one of them",
        ),
    ],
)
def test_a_change_that_cannot_be_made_says_why(good, changes, message):
    assert refusal(good, changes) == [message]


def test_a_shift_is_changed_by_its_position(made):
    shifted = made(("agents = 3\n", 'shifts = [{ agents = 2, from = "09:00", to = "16:00" }]\n'))
    changed = shifted.change({"teams.experts.shifts[0].agents": plus(2)})
    assert changed.centre.teams["experts"].shifts[0].agents == 4


def test_all_faults_of_several_changes_come_at_once(good):
    assert (
        len(refusal(good, {"teams.desk.agent": 1, "bots.x.leaves": 2, "teams.desk.agents": 3})) == 3
    )


def test_a_change_never_touches_the_scenario_it_starts_from(good):
    before, digest = json.dumps(good.raw), good.digest
    good.change(
        {"teams.desk.agents": plus(2), "bots.assistant": remove(), "teams.desk.wrap_up": "20s"}
    )
    assert json.dumps(good.raw) == before
    assert good.digest == digest
    assert good.changes == ()


def test_changes_can_follow_one_another_and_keep_the_first_base(good):
    once = good.change({"teams.experts.agents": plus(1)}, name="one more")
    twice = once.change({"teams.experts.agents": plus(1)}, name="two more")
    assert twice.centre.teams["experts"].agents == 5
    assert twice.base is good.centre
    assert [str(change) for change in twice.changes] == [
        "teams.experts.agents: 3 → 4",
        "teams.experts.agents: 4 → 5",
    ]
    assert (once.name, twice.title) == ("one-more", "two more")


def test_a_changed_value_loses_its_source_and_no_other_does(made):
    sourced = made(
        append='\n[sources]\n"reasons.*.volume" = "ACD"\n"teams.*.authority" = "policy"\n"teams.desk.wrap_up" = "guess"\n'
    )
    changed = sourced.change(
        {
            "reasons.refund.volume.contacts_per_day": times(2),
            "teams.desk.wrap_up": "30s",
            "teams.desk.authority": 9,
        }
    )
    assert changed.centre.sources == {
        "reasons.refund.volume.first_contacts": "ACD",
        "reasons.refund.volume.shape": "ACD",
    }


def test_a_scenario_can_be_pickled_and_its_tree_written_as_json(good):
    changed = good.change({"teams.desk.agents": plus(2)})
    again = pickle.loads(pickle.dumps(changed))  # noqa: S301
    assert again == changed
    assert again.digest == changed.digest
    assert hash(again) == hash(changed)
    json.dumps(changed.raw, allow_nan=False)


def test_changing_nothing_by_every_lever_changes_nothing(good):
    for lever in levers(good):
        if " or " in lever.unit:
            continue  # words, and no numbers to be changed by nothing
        nothing = plus("0s") if lever.unit == "s" and ":" in lever.value else times(1)
        assert good.change({lever.path: nothing}).digest == good.digest, lever.path


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 200), st.floats(0, 5))
def test_a_scaled_headcount_is_a_count(agents, factor):
    scenario = from_text(
        (BROKEN / "good.toml").read_text().replace("agents = 3", f"agents = {agents + 1}"),
        folder=BROKEN,
    )
    found = scenario.change({"teams.experts.agents": times(factor)}).centre.teams["experts"].agents
    assert isinstance(found, int)
    assert abs(found - (agents + 1) * factor) <= 0.5 + 1e-9


# --- files ---------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """A folder with the good base and its tables; call it to write a variant and load it."""
    for name in ("good.toml", "volumes.csv", "staff.csv"):
        (tmp_path / name).write_bytes((BROKEN / name).read_bytes())

    def write(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def test_a_variant_says_what_differs_and_where(folder):
    file = folder(
        "more.toml",
        'extends = "good.toml"\ntitle = "More"\nwhy = "noon"\n\n[change]\n"teams.desk.agents" = { plus = 2, between = "11:00-14:00" }\n',
    )
    more = load(file)
    assert (more.name, more.title, more.centre.why) == ("more", "More", "noon")
    assert more.base == load(file.parent / "good.toml").centre
    (change,) = more.changes
    assert change.place == f"{file}:6"
    assert [source.name for source in more.files] == [
        "good.toml",
        "volumes.csv",
        "staff.csv",
        "more.toml",
    ]
    assert all(source.content == (file.parent / source.name).read_bytes() for source in more.files)


def test_variants_of_one_base_go_together(folder):
    folder("a.toml", 'extends = "good.toml"\n[change]\n"teams.desk.authority" = 70\n')
    folder("b.toml", 'extends = "good.toml"\n[change]\n"teams.experts.agents" = { plus = 1 }\n')
    both = load(
        folder(
            "both.toml",
            'extends = ["a.toml", "b.toml"]\ntitle = "both"\n[change]\n"day.lead_in" = 1\n',
        )
    )
    assert [change.path for change in both.changes] == [
        "teams.desk.authority",
        "teams.experts.agents",
        "day.lead_in",
    ]


def test_a_chain_is_followed_and_a_shared_link_counts_once(folder):
    folder("a.toml", 'extends = "good.toml"\n[change]\n"teams.desk.authority" = 70\n')
    folder("b.toml", 'extends = "a.toml"\n[change]\n"teams.experts.agents" = 4\n')
    folder("c.toml", 'extends = "a.toml"\n[change]\n"day.lead_in" = 1\n')
    found = load(folder("d.toml", 'extends = ["b.toml", "c.toml"]\n'))
    assert [change.path for change in found.changes] == [
        "teams.desk.authority",
        "teams.experts.agents",
        "day.lead_in",
    ]


def test_two_stretches_of_one_day_are_not_a_lever_set_twice(folder):
    folder(
        "am.toml",
        'extends = "good.toml"\n[change]\n"teams.desk.agents" = { plus = 2, between = "08:00-12:00" }\n',
    )
    folder(
        "pm.toml",
        'extends = "good.toml"\n[change]\n"teams.desk.agents" = { plus = 1, between = "12:00-18:00" }\n',
    )
    both = load(folder("both.toml", 'extends = ["am.toml", "pm.toml"]\n'))
    assert both.centre.teams["desk"].agents.values == (8,) * 8 + (7,) * 12


def test_two_bases_do_not_go_together(folder):
    folder("other.toml", (BROKEN / "good.toml").read_text())
    folder("a.toml", 'extends = "good.toml"\n')
    file = folder("both.toml", 'extends = ["a.toml", "other.toml"]\n')
    with pytest.raises(
        ScenarioError,
        match=r"extends good.toml and other.toml, two bases; variants of one base go together",
    ):
        load(file)


def test_a_circle_of_files_is_refused(folder):
    folder("a.toml", 'extends = "b.toml"\n')
    with pytest.raises(ScenarioError, match="comes back to a file that extends it"):
        load(folder("b.toml", 'extends = "a.toml"\n'))


@pytest.mark.parametrize("name", ["../good.toml", "/etc/passwd", "~/good.toml"])
def test_a_base_lies_beside_the_variant(folder, name):
    with pytest.raises(ScenarioError, match="must be a file beside the scenario"):
        load(folder("a.toml", f'extends = "{name}"\n'))


def test_a_fault_that_a_change_makes_is_told_at_its_line(folder):
    file = folder(
        "a.toml",
        'extends = "good.toml"\n[change]\n"reasons.refund.mix.voice" = 0.7\n\n"teams.desk.wrap_up" = "7m"\n',
    )
    with pytest.raises(ScenarioError) as refused:
        load(file)
    assert [fault.line for fault in refused.value.faults] == [3, 5]
    assert str(refused.value).startswith(f"{file}: 2 problems\n")


def test_a_fault_of_a_whole_table_is_told_at_the_change_of_its_part(folder):
    text = '[change]\n"day.lead_in" = 1\n"reasons.refund.mix.voice" = 0.7\n'
    with pytest.raises(ScenarioError, match=r"a.toml:4: reasons.refund.mix = .*sum to 1.1"):
        load(folder("a.toml", f'extends = "good.toml"\n{text}'))


def test_a_warning_of_the_base_keeps_its_line_in_a_variant(folder):
    folder(
        "good.toml",
        (BROKEN / "good.toml").read_text().replace("share = 0.5, after", "share = 1.0, after"),
    )
    found = load(folder("a.toml", 'extends = "good.toml"\n[change]\n"teams.desk.authority" = 70\n'))
    assert any(
        "good.toml:47: returns.if_abandoned.share = 1: everybody comes back" in text
        for text in found.warnings
    )
