"""A mark is a function of its address: what is added, removed or reordered moves no other."""

import re
from functools import cache

import numpy as np
import pytest
from addressed import addressed, moved
from small import RICH, differing, edited, planned, play, varied
from tapes import fingerprint

from sim.tape import draw

SEED = 7


def by_name():
    """The rich centre's tape by name."""
    return _by_name(RICH)


@cache
def _by_name(text):
    return addressed(planned(text), tape_of(planned(text)))


def tape_of(plan, replication=0, seed=SEED):
    return draw(plan.demand, seed=seed, replication=replication)


def block(name):
    """The lines of a table of the rich centre, with its head."""
    return re.search(rf"\[{re.escape(name)}\]\n(?:(?!\[).*\n)*", RICH).group(0)


def without(name):
    return (block(name), "")


NEW_REASON = (
    "[steps.seniors]",
    (
        '[reasons.aaa]\nvolume = { cases_per_day = 30 }\nmix = { chat = 1.0 }\nroute = ["front"]\n'
        'handle_time = "2m"\n[steps.seniors]'
    ),
)
SKILLS = "resolves = { order = 0.9, refund = 0.76 }"
ALL = "resolves = 0.8"
TEAM = '[teams.aaa]\nchannels = ["voice", "chat", "email"]\nagents = 2\n[approval]\n'
BOT_SKILLS = {
    "takes = { order = 0.9, refund = 0.5 }": "takes = { refund = 0.5 }",
    "contains = { order = 0.55, refund = 0.25 }": "contains = { refund = 0.25 }",
    "truly_solves = { order = 0.85, refund = 0.75 }": "truly_solves = { refund = 0.75 }",
}
EDITS = {
    "a reason is removed": [without("reasons.order"), (SKILLS, ALL), *BOT_SKILLS.items()],
    "a reason is added before all others": [NEW_REASON, (SKILLS, ALL)],
    "a step is removed": [('route = ["front", "seniors"]', 'route = ["seniors"]')],
    "a step is put before the others": [
        ('route = ["front", "seniors"]', 'route = ["aaa", "front", "seniors"]'),
        ("[approval]\n", TEAM),
    ],
    "a step is put at the end": [
        ('route = ["front", "seniors"]', 'route = ["front", "seniors", "aaa"]'),
        ("[approval]\n", TEAM),
    ],
    "the steps change places": [('route = ["front", "seniors"]', 'route = ["seniors", "front"]')],
    "a level is removed": [without("approval.levels.leader")],
    "a level is added": [
        (
            "[approval.levels.leader]",
            '[approval.levels.aaa]\nlimit = 150\ndecides_in = "1m"\n[approval.levels.leader]',
        )
    ],
    "the bot is removed": [
        without("bots.assistant"),
        (re.search("if_falsely.*\n", RICH).group(0), ""),
        (re.search("if_left_in.*\n", RICH).group(0), ""),
    ],
    "a bot is added": [
        (
            "[teams.front]",
            (
                '[bots.aaa]\nchannels = ["email"]\ntakes = 1.0\ncontains = 0.1\n'
                'session = { contained = "1s", passed_on = "1s", left = "1s" }\n[teams.front]'
            ),
        )
    ],
    "a team is removed": [
        ('teams = ["expert", "care"]', 'teams = ["expert"]'),
        ('overflow_after = { care = "40s" }\n', ""),
    ],
    "a team is added": [
        ('teams = ["expert", "care"]', 'teams = ["aaa", "expert", "care"]'),
        ("[approval]\n", TEAM),
    ],
    "the teams change their order of preference": [
        ('teams = ["expert", "care"]', 'teams = ["care", "expert"]'),
        ('overflow_after = { care = "40s" }\n', ""),
    ],
    "a channel is added": [
        ("[channels.email]\n", '[channels.email]\n[channels.aaa]\nkind = "voice"\n')
    ],
    "a segment of nobody is added": [
        ("[segments.gold]", "[segments.aaa]\nshare = 0\n[segments.gold]")
    ],
    "claims are asked above the amounts": [("limit = 20000", "limit = 10000")],
    "chases are left away": [('chases = { share = 0.4, after = "15m" }\n', "")],
    "decisions are held on the line": [
        ('meanwhile = "parked"', 'meanwhile = "held"'),
        ('chases = { share = 0.4, after = "15m" }\n', ""),
    ],
    "a kind of return is left away": [(re.search("if_abandoned.*\n", RICH).group(0), "")],
    "fewer contacts are allowed": [("at_most = 4", "at_most = 2")],
    "customers no longer move at the door": [("moves = 0.3, ", "")],
}


@pytest.mark.parametrize("edit", EDITS)
def test_no_other_draw_moves_when(edit):
    """By name, every value that both tapes hold has the same bits."""
    other = varied(edited(RICH, *EDITS[edit]), RICH)
    one, two = by_name(), addressed(other, tape_of(other))
    assert moved(one, two) == []
    assert len(one.keys() & two.keys()) > 0.3 * max(len(one), len(two))


def test_the_comparison_by_name_notices_a_moved_draw():
    """It is able to fail: another seed moves nearly everything."""
    base = planned(RICH)
    one, two = by_name(), addressed(base, tape_of(base, seed=8))
    common = [k for k in one.keys() & two.keys() if k[-1] == "solves"]
    assert len(set(moved(one, two)) & set(common)) == len(common) > 100


@pytest.mark.parametrize(
    "change",
    [
        ("agents = 2\nchats", "agents = 5\nchats"),
        ("authority = 50", "authority = 5000"),
        ("refund = 0.76 }", "refund = 0.5 }"),
        ("escalates = 0.75", "escalates = 0.1"),
        ("limit = 200\n", "limit = 300\n"),
        ("refuses = 0.1", "refuses = 0.9"),
        ("chats_at_once = 3", "chats_at_once = 4"),
        ("chat_speed = [1.0, 0.8, 0.65]", "chat_speed = [1.0, 0.5]"),
        ('head_start = "60s"', 'head_start = "600s"'),
        ('overflow_after = { care = "40s" }', 'overflow_after = { care = "4s" }'),
        ("takes = { order = 0.9, refund = 0.5 }", "takes = { order = 0.1, refund = 0.1 }"),
        ("contains = { order = 0.55, refund = 0.25 }", "contains = { order = 0.7, refund = 0.6 }"),
        ("skips_bot = 0.8", "skips_bot = 0.1"),
        ("[channels.voice]\n", '[channels.voice]\nlimit = 3\ngrowth = 2\nat_close = "clear"\n'),
    ],
    ids=lambda change: change[1].strip(),
)
def test_a_change_of_supply_plays_the_same_tape(change):
    """Staffing, authority, limits, resolution, routing and the bot's shares redraw nothing."""
    base, other = planned(RICH), varied(edited(RICH, change), RICH)
    assert other.demand.digest == base.demand.digest
    assert fingerprint(tape_of(other)) == fingerprint(tape_of(base))
    assert differing(play(base, tape_of(base)), play(other, tape_of(other)))


def test_more_volume_keeps_every_case_and_moves_only_its_minute():
    other = varied(edited(RICH, ("cases_per_day = 70", "cases_per_day = 105")), RICH)
    one, two = by_name(), addressed(other, tape_of(other))
    arrivals = {key for key in one.keys() & two.keys() if key[-1] == "arrived"}
    differ = set(moved(one, two))
    assert differ == {key for key in arrivals if key[0] == "order"}
    assert len(differ) > 100
    assert all(two[key] < one[key] for key in differ)
    assert one.keys() - two.keys() == set()


def test_busyness_moves_only_minutes():
    busy = varied(edited(RICH, ("lead_in = 1", "lead_in = 1\nbusyness = 0.4")), RICH)
    one, two = by_name(), addressed(busy, tape_of(busy))
    assert {key[-1] for key in moved(one, two)} == {"arrived"}


def test_a_renamed_reason_with_its_old_stream_keeps_every_bit():
    text = edited(
        RICH,
        ("[reasons.order]\n", '[reasons.zzz]\nstream = "order"\n'),
        ("resolves = { order", "resolves = { zzz"),
        ("takes = { order", "takes = { zzz"),
        ("contains = { order", "contains = { zzz"),
        ("truly_solves = { order", "truly_solves = { zzz"),
    )
    renamed = planned(text)
    one, two = by_name(), addressed(renamed, tape_of(renamed))
    assert one.keys() == two.keys()
    assert moved(one, two) == []
    without_stream = planned(text.replace('stream = "order"\n', ""))
    three = addressed(without_stream, tape_of(without_stream))
    assert not any(key[0] == "order" for key in three)


@pytest.mark.parametrize(
    "edits",
    [
        [("[bots.assistant]\n", '[bots.zzz]\nstream = "assistant"\n')],
        [("[approval.levels.leader]\n", '[approval.levels.zzz]\nstream = "leader"\n')],
        [
            ("[steps.seniors]\n", '[steps.zzz]\nstream = "seniors"\n'),
            ('route = ["front", "seniors"]', 'route = ["front", "zzz"]'),
        ],
    ],
    ids=["bot", "level", "step"],
)
def test_a_renamed_part_with_its_old_stream_keeps_every_bit(edits):
    base, renamed = planned(RICH), planned(edited(RICH, *edits))

    def by_stream(plan):
        return {
            tuple(part for part in key if part not in ("seniors", "zzz", "assistant", "leader")): v
            for key, v in addressed(plan, tape_of(plan)).items()
        }

    one, two = by_stream(base), by_stream(renamed)
    assert sorted(map(repr, one)) == sorted(map(repr, two))
    assert moved(one, two) == []
    kept = np.sort(tape_of(base).marks_u).tobytes()
    assert kept == np.sort(tape_of(renamed).marks_u).tobytes()


@pytest.mark.parametrize("lead_in", [0, 3])
def test_other_days_before_do_not_move_the_measured_day(lead_in):
    """Days are part of the address: day 0 is the first measured one, however many come before."""
    other = varied(edited(RICH, ("lead_in = 1", f"lead_in = {lead_in}")), RICH)
    one, two = by_name(), addressed(other, tape_of(other))
    of_day = [key for key in one if key[1] == 0 and key[-1] != "arrived"]
    assert len(of_day) > 500
    assert not [key for key in of_day if key not in two]
    assert not set(of_day) & set(moved(one, two))
    clock = [key for key in one if key[1] == 0 and key[-1] == "arrived"]
    assert max(abs(one[key] - two[key]) for key in clock) < 1e-9


def test_days_before_follow_each_other_backwards():
    plan = planned(edited(RICH, ("lead_in = 1", "lead_in = 3")))
    tape = tape_of(plan)
    assert sorted(set(tape.day.tolist())) == [-3, -2, -1, 0, 1]
    midnight = (tape.day + 3) * 86400.0
    assert ((tape.arrived_s >= midnight) & (tape.arrived_s < midnight + 86400.0)).all()


def test_a_larger_share_of_returns_keeps_every_row_a_smaller_one_had():
    """Which rows exist is nested by share; the values in them never change."""
    small = edited(RICH, ("if_unresolved = { share = 0.8", "if_unresolved = { share = 0.71"))
    few, many = planned(small), planned(RICH)
    one, two = addressed(few, tape_of(few)), addressed(many, tape_of(many))
    assert one.keys() < two.keys()
    assert moved(one, two) == []


@pytest.mark.parametrize("seed", [0, 1, 2**64, 2**200])
def test_every_non_negative_integer_is_a_seed(seed):
    plan = planned(RICH)
    one, two = tape_of(plan, seed=seed), tape_of(plan, seed=seed)
    assert fingerprint(one) == fingerprint(two)
    others = {tape_of(plan, seed=other).digest() for other in {0, 1, 2**64, 2**200} - {seed}}
    assert one.digest() not in others
    assert tape_of(plan, replication=1, seed=seed).digest() != one.digest()


def test_cases_stand_in_order_of_arrival_then_reason_then_number():
    tape = tape_of(planned(RICH))
    order = np.lexsort((tape.reason, tape.arrived_s))
    assert (order == np.arange(tape.cases)).all()
    assert (np.diff(tape.arrived_s) >= 0.0).all()


def test_a_play_leaves_the_tape_as_it_was():
    plan = planned(RICH)
    tape = tape_of(plan)
    before = fingerprint(tape)
    play(plan, tape)
    assert fingerprint(tape) == before
