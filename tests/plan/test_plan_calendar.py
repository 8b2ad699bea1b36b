"""Days, opening hours, and who is there when."""

from math import inf

import pytest
from small import DAY, HORIZON, RICH, edited, planned

from sim.plan import plan
from sim.scenario.file import from_text

HOUR = 3600.0


def turns(made, day=0):
    return [
        (turn.at_s - day * 86400.0, turn.count, turn.agents)
        for turn in made.supply.turns
        if day * 86400.0 <= turn.at_s < (day + 1) * 86400.0
    ]


def test_a_day_is_played_between_its_likes():
    made = planned(
        edited(DAY, ('closes = "10:00"', 'closes = "10:00"\nlead_in = 2\nfollow_days = 3'))
    )
    days = made.demand.calendar
    assert (days.days, days.first_day, days.day_s) == (6, -2, 86400.0)
    assert days.measured_s == (2 * 86400.0, 3 * 86400.0)
    assert days.end_s == 6 * 86400.0
    assert not days.always_open
    assert (days.opens_s, days.closes_s) == ((9 * HOUR,), (10 * HOUR,))


def test_a_channel_has_hours_of_its_own():
    made = planned(
        edited(RICH, ("[channels.chat]", '[channels.chat]\nopens = "08:00"\ncloses = "10:30"'))
    )
    hours = dict(
        zip(
            made.names.channels,
            zip(made.demand.calendar.opens_s, made.demand.calendar.closes_s, strict=True),
            strict=True,
        )
    )
    assert hours == {
        "chat": (8 * HOUR, 10.5 * HOUR),
        "email": (9 * HOUR, 11 * HOUR),
        "voice": (9 * HOUR, 11 * HOUR),
    }
    # A headcount without a table is there from the first opening to the last closing.
    assert [(at, count) for at, count, _ in turns(made)][:1] == [(8 * HOUR, 1)]
    assert max(at for at, _, _ in turns(made)) == 11 * HOUR


def test_a_horizon_has_no_nights_and_no_end_but_the_last_contact():
    days = planned(
        edited(HORIZON, ('lasts = "8h"', 'lasts = "8h"\nwarm_up = "1h"'))
    ).demand.calendar
    assert days.always_open
    assert (days.days, days.first_day, days.end_s) == (1, 0, inf)
    assert days.measured_s == (HOUR, 8 * HOUR)
    assert [(t.at_s, t.count) for t in planned(HORIZON).supply.turns] == [(0.0, 2)]


@pytest.fixture
def staffed(tmp_path):
    """A centre from 09:00 to 12:00 staffed by a table of half hours."""

    def make(*counts, step="30m", starts="09:00", closes="12:00"):
        first = int(starts[:2]) * 60 + int(starts[3:])
        minutes = {"15m": 15, "30m": 30, "1h": 60}[step]
        clock = [
            f"{(first + minutes * i) // 60:02}:{(first + minutes * i) % 60:02}"
            for i in range(len(counts))
        ]
        rows = "\n".join(f"{at},{count}" for at, count in zip(clock, counts, strict=True))
        (tmp_path / "staff.csv").write_text(f"interval_start,desk\n{rows}\n")
        text = edited(DAY, ("agents = 2", 'agents = "staff.csv:desk"'), ('"10:00"', f'"{closes}"'))
        return plan(from_text(text, folder=tmp_path))

    return make


def test_a_table_of_headcounts_becomes_its_changes(staffed):
    made = staffed(2, 2, 5, 3, 0, 1)
    assert turns(made) == [
        (9 * HOUR, 2, ()),
        (10 * HOUR, 3, ()),
        (10.5 * HOUR, -2, ()),
        (11 * HOUR, -3, ()),
        (11.5 * HOUR, 1, ()),
        (12 * HOUR, -1, ()),
    ]
    assert made.supply.agents == (5,)


def test_a_headcount_through_midnight_neither_leaves_nor_comes():
    text = edited(
        DAY,
        ('opens = "09:00"', 'opens = "00:00"'),
        ('closes = "10:00"', 'closes = "24:00"\nfollow_days = 1'),
    )
    made = planned(text)
    assert [(t.at_s, t.count) for t in made.supply.turns] == [(0.0, 2), (2 * 86400.0, -2)]


def test_shifts_name_their_people_every_day():
    text = edited(
        DAY,
        ('closes = "10:00"', 'closes = "10:00"\nfollow_days = 1'),
        (
            "agents = 2",
            (
                'shifts = [{ agents = 2, from = "09:00", to = "09:30" }, { agents = 0, from '
                '= "09:00", to = "09:30" }, { agents = 1, from = "09:30", to = "10:00" }]'
            ),
        ),
    )
    made = planned(text)
    one_day = [
        (9 * HOUR, 2, (0, 1)),
        (9.5 * HOUR, -2, (0, 1)),
        (9.5 * HOUR, 1, (2,)),
        (10 * HOUR, -1, (2,)),
    ]
    assert turns(made, 0) == turns(made, 1) == one_day
    assert made.supply.agents == (3,)


def test_at_one_instant_people_leave_before_others_come_and_teams_by_name():
    made = planned(edited(RICH, ("agents = 2\nchats", "agents = 4\nchats")))
    at_opening = [turn for turn in made.supply.turns if turn.at_s == 9 * HOUR]
    assert [(made.names.teams[turn.team], turn.count) for turn in at_opening] == [
        ("care", 1),
        ("expert", 1),
        ("front", 4),
    ]
    moments = [(turn.at_s, turn.count > 0, turn.team) for turn in made.supply.turns]
    assert moments == sorted(moments)


def test_agents_are_numbered_through_all_teams():
    supply = planned(RICH).supply
    assert supply.agents == (1, 1, 2)
    assert supply.first_agent == (0, 1, 2)


@pytest.mark.parametrize(
    ("volume", "cases", "stated"),
    [
        ("cases_per_day = 60", 60.0, None),
        ("contacts_per_day = 100, first_contacts = 0.8", 80.0, 100.0),
        ("cases_per_hour = 60", 60.0, None),
        ("contacts_per_hour = 30, first_contacts = 0.5", 15.0, 30.0),
    ],
)
def test_a_volume_is_cases_however_it_is_stated(volume, cases, stated):
    """The day is open for one hour."""
    made = planned(edited(DAY, ("cases_per_day = 60", volume)))
    assert made.demand.volumes[0].cases == pytest.approx(cases)
    written = made.yardsticks.stated_contacts[0]
    assert written == stated or (stated is None and written != written)  # noqa: PLR0124


def test_the_share_of_a_day_in_a_horizon():
    made = planned(edited(HORIZON, ("cases_per_hour = 60", "cases_per_day = 300")))
    assert made.demand.volumes[0].cases == pytest.approx(100.0)
    assert planned(HORIZON).demand.volumes[0].cases == pytest.approx(480.0)
