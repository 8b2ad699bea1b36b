# ruff: noqa: E501  messages are quoted whole
"""Rules between fields: each warning fires where it should, and stays silent in its twin."""

import pytest

from sim.errors import ScenarioError


def test_the_good_scenario_has_no_warning(good):
    assert good.warnings == ()


def test_the_retail_scenarios_have_no_warning(retail):
    from sim.scenario.file import load

    for file in sorted(retail.glob("*.toml")):
        assert load(file).warnings == (), file.name


@pytest.mark.parametrize(
    ("replacement", "warning"),
    [
        (
            (
                'handle_time = { voice = { mean = "6m", cv = 0.9 }',
                'handle_time = { voice = { mean = "300m", cv = 0.9 }',
            ),
            "handle_time.voice: has a mean of 5h; is the unit right?",
        ),
        (
            ('patience = { exponential = "3m" }', 'patience = { exponential = "300ms" }'),
            "channels.voice.patience: has a mean of 300ms; is the unit right?",
        ),
        (
            ("share = 0.5, after", "share = 1.0, after"),
            "returns.if_abandoned.share = 1: everybody comes back, up to 4 contacts (returns.at_most); some usually give up",
        ),
        (
            ("first_contacts = 0.8, ", ""),
            "reasons.refund.volume: every contact opens a case, and some come back on top of the stated volume; say which share of the contacts opens a case: first_contacts = 0.8",
        ),
        (
            ("[returns]\n", "[returns]\nat_most = 1\n"),
            "returns.at_most = 1: nobody comes back, though if_abandoned says so; say 2 or more",
        ),
        (("authority = 50\n", 'authority = 50\nabove_authority = "escalate"\n'), None),
        (
            ("resolves = 0.95\n", 'resolves = 0.95\nabove_authority = "escalate"\n'),
            'teams.experts.above_authority = "escalate": is the last step of refund: a claim above its authority has nowhere to go; say "approval"',
        ),
        (
            ("takes = { refund = 0.5 }", "takes = { refund = 0.0 }"),
            "bots.assistant.takes: this bot meets nobody",
        ),
        (
            ('[approval.levels.manager]\nlimit = 500\ndecides_in = { exponential = "1h" }\n', ""),
            "reasons.refund.claim: claims above the teams' authority are refused, for there is no approval level; add [approval.levels.NAME]",
        ),
        (
            ("agents = 3\n", "agents = 3\nchats_at_once = 2\nchat_speed = [0.5, 0.8]\n"),
            "teams.experts.chat_speed = [0.5, 0.8]: chats go faster where there are more of them; speeds usually fall",
        ),
        (
            ("agents = 3\n", "agents = 3\nchats_at_once = 2\nchat_speed = [1.0, 0.4]\n"),
            "teams.experts.chat_speed = [1, 0.4]: an agent gets less done with more chats at once; say fewer chats_at_once",
        ),
        (("agents = 3\n", "agents = 3\nchats_at_once = 2\nchat_speed = [1.0, 0.7]\n"), None),
        (
            ("agents = 3\n", 'shifts = [{ agents = 2, from = "19:00", to = "21:00" }]\n'),
            'teams.experts.shifts[0] = "19:00-21:00": lies outside the opening hours',
        ),
        (
            (
                "[channels.chat]\n",
                '[channels.email]\nservice_level = { within = "1h" }\n\n[channels.chat]\n',
            ),
            "channels.email.service_level: nobody holds the line on email; use respond_within",
        ),
        (
            (
                "[channels.chat]\n",
                '[channels.chat]\nservice_level = { within = "0s", share = 1.0 }\n',
            ),
            "channels.chat.service_level.share = 1: all of them is never certain; aim at 0.95",
        ),
        (
            ("[returns]\n", '[sources]\n"team.*.agents" = "WFM"\n\n[returns]\n'),
            "sources.team.*.agents: names no field, so it speaks for nothing; is it misspelt?",
        ),
        (("[returns]\n", '[sources]\n"day.*" = "WFM"\n\n[returns]\n'), None),
        (
            ("[returns]\n", '[teams.night]\nchannels = ["voice"]\nagents = 1\n\n[returns]\n'),
            "teams.night: no route leads to this team; name it in a route",
        ),
        (
            ('closes = "18:00"', 'closes = "17:00"'),
            "reasons.refund.volume.shape: 13.1% of it comes outside the opening hours; say in [day] outside_hours what becomes of these contacts",
        ),
        (('closes = "18:00"', 'closes = "17:00"\noutside_hours = { tries_again = 0.5 }'), None),
        (
            ("contacts_per_day = 400", "contacts_per_day = 0"),
            "reasons: no contact ever comes; state a volume above 0",
        ),
    ],
)
def test_what_is_probably_not_meant_is_warned_of(made, replacement, warning):
    found = [text.partition(": ")[2] for text in made(replacement).warnings]
    if warning is None:
        assert found == []
    else:
        assert any(text.endswith(warning) for text in found), found


def test_work_that_never_gives_up_is_weighed_against_the_agents(made):
    patient = ('patience = { exponential = "3m" }\n', "")
    more = ("contacts_per_day = 400", "contacts_per_day = 4000")
    assert made(patient).warnings == ()
    assert made(more).warnings == ()
    (text,) = made(patient, more, ("agents = 3", "agents = 30")).warnings
    assert (
        "teams.desk: work that never gives up is 4.00 times the agents' time: no steady state"
        in text
    )


@pytest.mark.parametrize(
    ("horizon", "word"),
    [
        (
            'lasts = "8h"\nwarm_up = "8h"',
            "is not shorter than lasts = 8h; nothing would be measured",
        ),
        ('lasts = "0s"', "must be longer than 0"),
    ],
)
def test_a_horizon_measures_something(horizon, word):
    with pytest.raises(ScenarioError, match=word):
        steady(horizon)


def test_more_than_half_of_a_horizon_as_warm_up_is_warned_of():
    assert any("more than half" in text for text in steady('lasts = "8h"\nwarm_up = "5h"').warnings)
    assert not any(
        "more than half" in text for text in steady('lasts = "8h"\nwarm_up = "4h"').warnings
    )


def steady(horizon):
    from sim.scenario.file import from_text
    from sim.scenario.reading import SMALLEST

    return from_text(SMALLEST.replace('lasts = "8h"', horizon))


def test_the_smallest_example_is_valid():
    assert steady('lasts = "8h"').warnings == ()


@pytest.mark.parametrize(
    "addition",
    [
        '[channels.voice]\nopens = "09:00"',
        '[channels.voice]\nrespond_within = { time = "1h" }',
        '[channels.voice]\ncloses = "09:00"',
    ],
)
def test_a_horizon_has_no_hours_of_the_day(addition):
    from sim.scenario.file import from_text
    from sim.scenario.reading import SMALLEST

    with pytest.raises(ScenarioError, match="a horizon has no hours of the day"):
        from_text(SMALLEST.replace("[channels.voice]", addition))


def test_a_move_outside_hours_goes_to_email(made):
    moves = 'closes = "18:00"\noutside_hours = { moves = 0.5, to = "chat" }'
    with pytest.raises(
        ScenarioError, match="is closed at that hour, too; move to an email channel"
    ):
        made(('closes = "18:00"', moves))


def test_a_channel_met_only_by_returns_needs_a_team_and_a_law(made):
    mix = ("share = 0.5, after", "mix = { email = 1.0 }, share = 0.5, after")
    with pytest.raises(ScenarioError) as refused:
        made(mix, append="\n[channels.email]\n")
    rules = [fault.rule for fault in refused.value.faults]
    assert rules == [
        "no team of this step serves refund on email",
        "no team of this step serves refund on email",
        "has no law for email, on which refund can come",
    ]


def test_a_table_of_resolutions_speaks_of_every_reason_served(made):
    with pytest.raises(
        ScenarioError,
        match=r"teams.desk.resolves: says nothing of refund, which the team serves; add refund = 0.8",
    ):
        made(("resolves = { refund = 0.8 }", "resolves = {}"))


def test_two_reasons_may_not_draw_from_one_stream():
    from sim.scenario.file import from_text
    from sim.scenario.reading import SMALLEST

    text = (
        SMALLEST
        + """
[reasons.other]
volume = { cases_per_day = 10 }
mix = { voice = 1.0 }
route = ["desk"]
handle_time = { mean = "5m", cv = 1.0 }
stream = "any"
"""
    )
    with pytest.raises(ScenarioError, match='stream = "any": is also what any draws from'):
        from_text(text)
    from_text(text.replace('stream = "any"', 'stream = "former"'))
