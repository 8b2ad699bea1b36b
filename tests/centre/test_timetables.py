"""Timetables computed by hand: every time below was found with pencil and paper.

Arrivals, work and patience are constants written onto a tape; the day opens at 09:00 and the
times in the tests are seconds after the opening where a day is played (`since_opening`).
"""

import pytest
from small import DAY, ENGINE, HORIZON, edited, planned, play, times, with_event_flag, with_turns
from tapes import at_times, put, with_rows

from sim.centre.log import CaseOutcome, ContactOutcome, SpellEnd, VisitKind, VisitOutcome
from sim.plan.codes import Cause, SlotKind

NINE, TEN, DAY_S = 32400.0, 36000.0, 86400.0
ANSWERED, ABANDONED, BLOCKED = VisitOutcome.ANSWERED, VisitOutcome.ABANDONED, VisitOutcome.BLOCKED
PATIENT = ("[channels.voice]", '[channels.voice]\npatience = { exponential = "3m" }')
VOICE_TO_CHAT = [
    ("[channels.voice]", "[channels.chat]"),
    ("voice = 1.0", "chat = 1.0"),
    ('channels = ["voice"]', 'channels = ["chat"]'),
]


@pytest.fixture(autouse=True, params=["compiled", "reference"])
def engine(request, monkeypatch):
    """Every timetable is played by both engines."""
    monkeypatch.setitem(ENGINE, "name", request.param)


def since_opening(rows, day=0):
    """Rows of times, in seconds after that day's opening."""
    start = day * DAY_S + NINE
    return [tuple(None if x is None else x - start for x in row) for row in rows]


def spells(logs):
    columns = ("agent", "from_s", "to_s")
    return [
        tuple(logs.agents[c][i].item() for c in columns) for i in range(len(logs.agents["agent"]))
    ]


# -- constant streams ---------------------------------------------------------------------


def test_two_agents_a_call_a_minute_150_s_of_talk():
    """Calls at 0, 60, 120 … : each third start slips by 30 s, as on paper."""
    plan = planned(HORIZON)
    tape = at_times(plan, *range(0, 480, 60))
    logs = play(plan, tape)
    assert times(logs, "joined_s", "answered_s", "ended_s", "agent") == [
        (0, 0, 150, 0),
        (60, 60, 210, 1),
        (120, 150, 300, 0),
        (180, 210, 360, 1),
        (240, 300, 450, 0),
        (300, 360, 510, 1),
        (360, 450, 600, 0),
        (420, 510, 660, 1),
    ]
    assert logs.ended_s == 660
    assert spells(logs) == [(0, 0, 660), (1, 0, 660)]
    assert set(logs.agents["ended"].tolist()) == {SpellEnd.PLAY_ENDED}


def test_wrap_up_keeps_the_agent_and_lets_the_customer_go():
    """150 s of handle time with 30 s of wrap-up: 120 s of talk, then 30 s nobody sees."""
    plan = planned(edited(HORIZON, ("agents = 2", 'agents = 1\nwrap_up = "30s"')))
    logs = play(plan, at_times(plan, 0, 60))
    assert times(logs, "answered_s", "talk_end_s", "released_s", "ended_s") == [
        (0, 120, 120, 150),
        (150, 270, 270, 300),
    ]
    assert logs.contacts["closed_s"].tolist() == [120, 270]
    assert logs.cases["closed_s"].tolist() == [120, 270]
    assert logs.cases["outcome"].tolist() == [CaseOutcome.RESOLVED] * 2


def test_the_longest_idle_agent_answers():
    """Idle since 0: the lower number first; then whoever has rested longer."""
    plan = planned(edited(HORIZON, ("agents = 2", "agents = 3")))
    tape = put(plan, at_times(plan, 0, 10, 200, 210, 220), work=100.0)
    logs = play(plan, tape)
    # 0 and 1 work until 100 and 110; 2 rested from 0 on.
    assert times(logs, "answered_s", "agent") == [(0, 0), (10, 1), (200, 2), (210, 0), (220, 1)]


def test_first_come_first_served_among_equals():
    plan = planned(edited(HORIZON, ("agents = 2", "agents = 1")))
    logs = play(plan, put(plan, at_times(plan, 0, 1, 2, 3), work=10.0))
    assert times(logs, "answered_s") == [(0,), (10,), (20,), (30,)]


def test_without_wrap_up_the_customer_is_passed_on_before_the_agent_is_free():
    """A wrap-up of 0 s is an event of its own: the agent who passes on at 100 takes the next who
    waits, and the customer passed on, though served first of all by that team, does not get the
    same agent back at the same instant while another team's agent rests."""
    text = edited(
        HORIZON,
        ('route = ["desk"]', 'route = ["desk", "both"]'),
        ("[teams.desk]", '[steps.both]\nteams = ["desk", "spare"]\n[teams.desk]'),
        (
            "agents = 2\n",
            'agents = 1\nresolves = 0.5\n[teams.spare]\nchannels = ["voice"]\nagents = 1\n',
        ),
    )
    plan = planned(text)
    tape = put(plan, at_times(plan, 0), work=100.0, solves=0.9, escalates=0.1)
    logs = play(plan, tape)
    spare = plan.names.teams.index("spare")
    assert times(logs, "answered_s", "ended_s", "team")[1] == (100, 200, spare)


def test_of_two_who_come_at_one_instant_the_earlier_case_is_first():
    plan = planned(edited(HORIZON, ("agents = 2", "agents = 1")))
    tape = put(plan, at_times(plan, 0, 5, 5, 5), work=10.0)
    assert times(play(plan, tape), "answered_s") == [(0,), (10,), (20,), (30,)]


@pytest.mark.parametrize("flag", [True, False], ids=["give-ups are events", "found at the head"])
def test_who_gives_up_is_gone_and_the_next_is_served(flag):
    """Patience 60 s at a busy desk: who came at 10 leaves at 70, who came at 95 is served."""
    plan = with_event_flag(
        planned(edited(HORIZON, PATIENT, ("agents = 2", "agents = 1"))), flag=flag
    )
    tape = put(plan, at_times(plan, 0, 10, 95), work=100.0, patience=60.0)
    logs = play(plan, tape)
    assert times(logs, "joined_s", "answered_s", "ended_s", "outcome") == [
        (0, 0, 100, ANSWERED),
        (10, None, 70, ABANDONED),
        (95, 100, 200, ANSWERED),
    ]
    assert logs.contacts["closed_s"].tolist() == [100, 70, 200]
    assert logs.cases["outcome"].tolist() == [1, CaseOutcome.GIVEN_UP, 1]
    assert logs.ended_s == 200


@pytest.mark.parametrize("flag", [True, False], ids=["give-ups are events", "found at the head"])
def test_patience_that_ends_as_an_agent_becomes_free_is_still_served(flag):
    """WRAP_END (21) comes before GIVE_UP (40) at one instant."""
    plan = with_event_flag(
        planned(edited(HORIZON, PATIENT, ("agents = 2", "agents = 1"))), flag=flag
    )
    tape = put(plan, at_times(plan, 0, 40), work=100.0, patience=60.0)
    assert times(play(plan, tape), "answered_s", "outcome") == [(0, ANSWERED), (100, ANSWERED)]


@pytest.mark.parametrize("flag", [True, False], ids=["give-ups are events", "found at the head"])
def test_without_patience_nobody_waits(flag):
    plan = with_event_flag(
        planned(edited(HORIZON, PATIENT, ("agents = 2", "agents = 1"))), flag=flag
    )
    tape = put(plan, at_times(plan, 0, 40, 100), work=100.0, patience=0.0)
    logs = play(plan, tape)
    assert times(logs, "ended_s", "outcome") == [(100, ANSWERED), (40, ABANDONED), (200, ANSWERED)]


def test_no_work_at_all_takes_no_time():
    plan = planned(edited(HORIZON, ("agents = 2", "agents = 1")))
    logs = play(plan, put(plan, at_times(plan, 5, 5, 5), work=0.0))
    assert times(logs, "joined_s", "answered_s", "ended_s", "agent") == [(5, 5, 5, 0)] * 3


def test_nobody_there_nobody_served():
    """0 agents: those with patience leave; 0 arrivals: an empty log."""
    plan = planned(edited(HORIZON, PATIENT, ("agents = 2", "agents = 0")))
    logs = play(plan, put(plan, at_times(plan, 0, 10), patience=60.0))
    assert times(logs, "ended_s", "outcome") == [(60, ABANDONED), (70, ABANDONED)]
    assert logs.agents["agent"].size == 0
    empty = play(plan, at_times(plan))
    assert empty.visits["visit"].size == empty.cases["case"].size == 0


# -- limits, priority, overflow -----------------------------------------------------------


def test_a_full_queue_blocks_and_a_blocked_caller_tries_again():
    """Limit 1: the third is turned away at 20 and comes again 200 s later."""
    text = edited(
        HORIZON, ("[channels.voice]", "[channels.voice]\nlimit = 1"), ("agents = 2", "agents = 1")
    )
    plan = planned(text + '[returns]\nif_blocked = { share = 1.0, after = "200s" }\nat_most = 2\n')
    logs = play(plan, put(plan, at_times(plan, 0, 10, 20), work=100.0))
    assert times(logs, "joined_s", "answered_s", "ended_s", "outcome") == [
        (0, 0, 100, ANSWERED),
        (10, 100, 200, ANSWERED),
        (20, None, 20, BLOCKED),
        (220, 220, 320, ANSWERED),
    ]
    assert logs.contacts["cause"].tolist() == [0, 0, 0, Cause.BLOCKED]
    assert logs.cases["contacts"].tolist() == [1, 1, 2]
    assert logs.cases["closed_s"].tolist() == [100, 200, 320]


def test_with_a_limit_of_0_whoever_cannot_be_served_at_once_is_blocked():
    text = edited(HORIZON, ("[channels.voice]", "[channels.voice]\nlimit = 0"))
    logs = play(planned(text), put(planned(text), at_times(planned(text), 0, 0, 0), work=9.0))
    assert [outcome for (outcome,) in times(logs, "outcome")] == [ANSWERED, ANSWERED, BLOCKED]


PRIORITY = edited(
    HORIZON,
    ("agents = 2", "agents = 1"),
    (
        "[difficulty]",
        (
            "[reasons.urgent]\nvolume = { cases_per_hour = 60 }\nmix = { voice = 1.0 }\n"
            'route = ["desk"]\nurgency = 3\nhandle_time = { constant = "100s" }\n[difficulty]'
        ),
    ),
)


def test_urgency_is_worth_minutes_of_waiting():
    """Urgency 3 against 1: two minutes ahead. Joined at 10 and 129: the urgent one is first by
    1 s; joined at 10 and 131, the ordinary one is."""
    plan = planned(PRIORITY)
    for second, first in ((129, "urgent"), (131, "any")):
        tape = put(plan, at_times(plan, (0, "any"), (10, "any"), (second, "urgent")), work=200.0)
        answered = dict(
            zip(
                ("0", "any", "urgent"),
                [a for (a,) in times(play(plan, tape), "answered_s")],
                strict=True,
            )
        )
        assert answered == {"0": 0.0, first: 200.0, ({"any", "urgent"} - {first}).pop(): 400.0}


def test_at_equal_scores_whoever_joined_first_is_first():
    """Two minutes ahead and two minutes later: a tie, settled by joining, never last come.

    A point a second and whole numbers, so that the tie is exact.
    """
    per_second = ("[channels.voice]", "[channels.voice]\ngrowth = 60")
    plan = planned(edited(PRIORITY, per_second, ("urgency = 3", "urgency = 121")))
    tape = put(plan, at_times(plan, (0, "any"), (10, "any"), (130, "urgent")), work=200.0)
    assert times(play(plan, tape), "answered_s") == [(0,), (200,), (400,)]


def test_a_head_start_counts_as_waiting():
    text = edited(
        HORIZON,
        ("agents = 2", "agents = 1"),
        (
            "[difficulty]",
            (
                '[segments.gold]\nshare = 0.5\nhead_start = "60s"\n'
                "[segments.plain]\nshare = 0.5\n[difficulty]"
            ),
        ),
    )
    from dataclasses import replace

    import numpy as np

    plan = planned(text)
    for second, order in ((69, [0, 200, 100]), (71, [0, 100, 200])):
        tape = put(plan, at_times(plan, 0, 10, second), work=100.0)
        tape = replace(tape, segment=np.array([1, 1, 0]))
        assert [a for (a,) in times(play(plan, tape), "answered_s")] == order


def test_growth_lets_one_channel_overtake_another():
    """A phone call gains a point a minute, a growth-2 chat two: from 20 s behind, after 40 s it
    leads. Free at 100 (the chat joined at 31, 69 s × 2 > 90 s) and free at 50 (19 × 2 < 40)."""
    text = edited(
        HORIZON,
        ("agents = 2", "agents = 1"),
        ("[channels.voice]", "[channels.voice]\n[channels.chat]\ngrowth = 2"),
        ('channels = ["voice"]', 'channels = ["voice", "chat"]'),
        (
            "[difficulty]",
            (
                "[reasons.typed]\nvolume = { cases_per_hour = 60 }\nmix = { chat = 1.0 }\n"
                'route = ["desk"]\nhandle_time = { constant = "100s" }\n[difficulty]'
            ),
        ),
    )
    plan = planned(text)
    for free, order in ((100, (0, 200, 100)), (50, (0, 50, 150))):
        tape = at_times(plan, (0, "any"), (10, "any"), (31, "typed"))
        tape = put(plan, put(plan, tape, work=100.0), case=0, work=float(free))
        assert tuple(a for (a,) in times(play(plan, tape), "answered_s")) == order


OVERFLOW = edited(
    HORIZON,
    ('route = ["desk"]', 'route = ["both"]'),
    (
        "[teams.desk]",
        '[steps.both]\nteams = ["desk", "spare"]\noverflow_after = { spare = "45s" }\n[teams.desk]',
    ),
    ("agents = 2\n", 'agents = 1\n[teams.spare]\nchannels = ["voice"]\nagents = 1\n'),
)


def test_a_second_team_serves_after_its_delay():
    """The desk is busy until 100; spare may take the caller of 10 at 55, not before."""
    plan = planned(OVERFLOW)
    logs = play(plan, put(plan, at_times(plan, 0, 10), work=100.0))
    spare = plan.names.teams.index("spare")
    assert times(logs, "answered_s", "team")[1] == (55, spare)
    assert times(logs, "joined_s", "ended_s")[1] == (10, 155)


def test_a_preferred_team_that_becomes_free_before_the_delay_serves():
    plan = planned(OVERFLOW)
    logs = play(plan, put(plan, put(plan, at_times(plan, 0, 10), work=100.0), case=0, work=30.0))
    assert times(logs, "answered_s", "team")[1] == (30, plan.names.teams.index("desk"))


def test_a_busy_second_team_serves_when_it_becomes_free_after_the_delay():
    """At 10 and 20 two wait; spare opens to them at 55 and 65; it is idle and takes the first,
    at 155 (desk free at 100 took the second)."""
    plan = planned(OVERFLOW)
    logs = play(plan, put(plan, at_times(plan, 0, 10, 20, 30), work=100.0))
    desk, spare = (plan.names.teams.index(name) for name in ("desk", "spare"))
    assert times(logs, "answered_s", "team") == [(0, desk), (55, spare), (100, desk), (155, spare)]


def test_a_place_in_line_dates_from_joining_not_from_the_overflow():
    """Both wait for spare, busy until 60: the caller of 10, to whom it opened at 55, is before
    the caller of 30 who could only ever go there."""
    only_spare = (
        "[difficulty]",
        (
            "[reasons.other]\nvolume = { cases_per_hour = 60 }\nmix = { voice = 1.0 }\n"
            'route = ["spare"]\nhandle_time = { constant = "100s" }\n[difficulty]'
        ),
    )
    plan = planned(edited(OVERFLOW, only_spare))
    tape = at_times(plan, (0, "any"), (0, "other"), (10, "any"), (30, "other"))
    tape = put(plan, put(plan, tape, work=100.0), case=1, work=60.0)
    assert times(play(plan, tape), "answered_s") == [(0,), (0,), (60,), (160,)]


@pytest.mark.parametrize("flag", [True, False], ids=["give-ups are events", "found at the head"])
def test_overflow_does_not_restart_patience_nor_serve_who_has_left(flag):
    """Patience 40 s: gone at 50, five seconds before the second team would have opened."""
    plan = with_event_flag(planned(edited(OVERFLOW, PATIENT)), flag=flag)
    logs = play(plan, put(plan, at_times(plan, 0, 10), work=100.0, patience=40.0))
    assert times(logs, "ended_s", "outcome")[1] == (50, ABANDONED)
    longer = play(plan, put(plan, at_times(plan, 0, 0, 10), work=100.0, patience=60.0))
    # spare takes the second caller at 45 and is busy until 145: the third leaves at 70, not later.
    assert times(longer, "answered_s", "ended_s") == [(0, 100), (45, 145), (None, 70)]


# -- chats --------------------------------------------------------------------------------

CHAT = edited(
    HORIZON,
    *VOICE_TO_CHAT,
    ("agents = 2", "agents = 1\nchats_at_once = 3\nchat_speed = [1, 0.75, 0.5]"),
)


def test_chats_are_rescaled_at_every_change():
    """Rates 1, 3/4, 1/2, work 96 each, joined at 0, 32, 64.

    0–32 one chat: A has 64 left. 32–64 two: A 40, B 72. 64 three at ½: A is done after 80 s, at
    144 (B 32, C 56 left). Two at ¾: B is done after 128/3 s. 32 ÷ ¾ = 42.666… is not dyadic, so
    B's work is 88: left 24, 32 s, at 176 (C 56 − 24 = 32 left). One: C is done at 208.
    """
    plan = planned(CHAT)
    tape = put(plan, put(plan, at_times(plan, 0, 32, 64), work=96.0), case=1, work=88.0)
    logs = play(plan, tape)
    assert times(logs, "answered_s", "talk_end_s", "ended_s", "agent") == [
        (0, 144, 144, 0),
        (32, 176, 176, 0),
        (64, 208, 208, 0),
    ]


def test_wrap_up_of_a_chat_counts_as_a_chat():
    """Rate ¾ for two, wrap-up 30 s of work. A (90) at 0, B (90) at 60: A has 30 left, talks until
    100, wraps up (30 ÷ ¾ = 40 s) until 140; B has 90 − 80 × ¾ = 30 left then, alone, until 170,
    and wraps up until 200."""
    plan = planned(edited(CHAT, ("chats_at_once", 'wrap_up = "30s"\nchats_at_once')))
    logs = play(plan, put(plan, at_times(plan, 0, 60), work=90.0))
    assert times(logs, "talk_end_s", "ended_s") == [(100, 140), (170, 200)]


def test_a_fourth_chat_waits_for_a_place():
    """Three at ½ with 50 s of work are done at 100 (joined together); the fourth starts then."""
    plan = planned(CHAT)
    logs = play(plan, put(plan, at_times(plan, 0, 0, 0, 10), work=50.0))
    assert times(logs, "answered_s", "ended_s") == [(0, 100), (0, 100), (0, 100), (100, 150)]


def test_chats_go_to_the_agent_with_least_in_hand():
    plan = planned(edited(CHAT, ("agents = 1\n", "agents = 2\n")))
    logs = play(plan, put(plan, at_times(plan, 0, 1, 2, 3), work=400.0))
    assert [agent for (agent,) in times(logs, "agent")] == [0, 1, 0, 1]


VOICE_AND_CHAT = edited(
    CHAT,
    ("[channels.chat]", "[channels.chat]\n[channels.voice]"),
    ('channels = ["chat"]', 'channels = ["chat", "voice"]'),
    (
        "[difficulty]",
        (
            "[reasons.spoken]\nvolume = { cases_per_hour = 60 }\nmix = { voice = 1.0 }\n"
            'route = ["desk"]\nhandle_time = { constant = "100s" }\n[difficulty]'
        ),
    ),
)


def test_a_call_needs_an_agent_with_nothing_in_hand():
    """A call at 10 waits for the chat to end; a chat at 20 fits beside the first one at once,
    though the call has waited longer. Two at ¾: A (64) has 44 left at 20, done at 20 + 176/3 …
    so work 84: left 64 → wait, 48 left at 20 with work 68: 64 s, until 84. B (96): 48 left, 132."""
    plan = planned(VOICE_AND_CHAT)
    tape = at_times(plan, (0, "any"), (10, "spoken"), (20, "any"))
    tape = put(plan, put(plan, put(plan, tape, work=100.0), case=0, work=68.0), case=2, work=96.0)
    logs = play(plan, tape)
    assert times(logs, "answered_s", "ended_s") == [(0, 84), (132, 232), (20, 132)]


def test_a_chat_does_not_fit_beside_a_call():
    plan = planned(VOICE_AND_CHAT)
    tape = put(plan, at_times(plan, (0, "spoken"), (10, "any")), work=100.0)
    assert times(play(plan, tape), "answered_s") == [(0,), (100,)]


# -- who is there -------------------------------------------------------------------------


def four(*turns):
    return with_turns(planned(edited(HORIZON, ("agents = 2", "agents = 4"))), *turns)


def test_when_the_headcount_falls_who_rested_longest_stays():
    """Agents 0 and 1 worked until 50 and 80, 2 and 3 never: at 100 two leave, 1 and 0."""
    plan = four((0, "desk", 4), (100, "desk", -2))
    tape = put(plan, put(plan, at_times(plan, 0, 0, 200, 200), work=80.0), case=0, work=50.0)
    logs = play(plan, tape)
    assert [s for s in spells(logs) if s[2] == 100] == [(0, 0, 100), (1, 0, 100)]
    assert times(logs, "answered_s", "agent")[2:] == [(200, 2), (200, 3)]


def test_of_those_idle_equally_long_the_last_number_leaves():
    plan = four((0, "desk", 4), (100, "desk", -1))
    logs = play(plan, put(plan, at_times(plan, 200), work=10.0))
    assert [s for s in spells(logs) if s[2] == 100] == [(3, 0, 100)]


def test_what_is_owed_is_paid_by_whoever_finishes_next_and_nobody_hangs_up():
    """Both busy, one too many from 100 on: who ends at 130 goes, every call is finished."""
    plan = four((0, "desk", 2), (100, "desk", -1))
    tape = put(plan, put(plan, at_times(plan, 0, 0, 10), work=150.0), case=1, work=130.0)
    logs = play(plan, tape)
    assert times(logs, "answered_s", "ended_s", "agent") == [
        (0, 150, 0),
        (0, 130, 1),
        (150, 300, 0),
    ]
    assert (1, 0, 130) in spells(logs)


def test_a_rise_first_cancels_what_is_owed():
    """−1 at 100 is owed; +1 at 120 cancels it: nobody leaves and nobody comes."""
    plan = four((0, "desk", 2), (100, "desk", -1), (120, "desk", 1))
    logs = play(plan, put(plan, at_times(plan, 0, 0, 10), work=150.0))
    assert [(agent, since) for agent, since, _ in spells(logs)] == [(0, 0), (1, 0)]
    assert times(logs, "answered_s")[2] == (150,)


def test_a_rise_beyond_what_is_owed_brings_the_lowest_numbers():
    plan = four((0, "desk", 2), (100, "desk", -1), (120, "desk", 2))
    logs = play(plan, put(plan, at_times(plan, 0, 0, 10), work=150.0))
    assert [(agent, since) for agent, since, _ in spells(logs)] == [(0, 0), (1, 0), (2, 120)]
    assert times(logs, "answered_s", "agent")[2] == (120, 2)


def test_who_leaves_at_the_instant_of_a_talk_end_is_decided_before_it():
    """LEAVE (10) before TALK_END (20): the fall at 100 is owed, and paid at 100 by the finisher."""
    plan = four((0, "desk", 1), (100, "desk", -1), (200, "desk", 1))
    logs = play(plan, put(plan, at_times(plan, 0, 10), work=100.0))
    assert times(logs, "answered_s", "ended_s") == [(0, 100), (200, 300)]
    assert spells(logs) == [(0, 0, 100), (0, 200, 300)]


def test_a_shift_names_the_person_who_leaves_after_the_work_in_hand():
    """Shifts 09:00–09:10 (agent 0) and 09:05–09:30 (agent 1): 0 finishes at 09:11 and goes."""
    text = edited(
        DAY,
        (
            "agents = 2",
            (
                'shifts = [{ agents = 1, from = "09:00", to = "09:10" '
                '}, { agents = 1, from = "09:05", to = "09:30" }]'
            ),
        ),
    )
    plan = planned(text)
    tape = put(plan, at_times(plan, NINE + 10, NINE + 560, NINE + 620, NINE + 630), work=100.0)
    logs = play(plan, tape)
    # 0 has rested since 110, 1 since 300: agent 0 takes the call at 560, until 660.
    assert since_opening(times(logs, "answered_s", "ended_s")) == [
        (10, 110),
        (560, 660),
        (620, 720),
        (720, 820),
    ]
    assert [agent for (agent,) in times(logs, "agent")] == [0, 0, 1, 1]
    assert since_opening([s[1:] for s in spells(logs)]) == [(0, 660), (300, 1800)]


# -- closing ------------------------------------------------------------------------------


def one_agent(*edits):
    return planned(edited(DAY, ("agents = 2", "agents = 1"), *edits))


def test_at_close_the_queue_is_drained_in_overtime():
    """Two wait at 10:00; the agent stays until the last is done, 200 s later, and then goes."""
    plan = one_agent()
    tape = put(plan, at_times(plan, TEN - 50, TEN - 40, TEN - 1), work=100.0)
    logs = play(plan, tape)
    assert since_opening(times(logs, "answered_s", "ended_s")) == [
        (3550, 3650),
        (3650, 3750),
        (3750, 3850),
    ]
    assert since_opening([s[1:] for s in spells(logs)]) == [(0, 3850)]
    assert logs.ended_s == DAY_S


def test_overtime_keeps_the_second_line_for_who_is_still_on_the_line():
    """Everybody on the route stays while somebody is inside: the expert, idle at 10:00, takes
    what the front line passes on at 10:00:50."""
    text = edited(
        DAY,
        (
            "agents = 2",
            'agents = 1\nresolves = 0\n[teams.expert]\nchannels = ["voice"]\nagents = 2',
        ),
        ('route = ["desk"]', 'route = ["desk", "expert"]'),
    )
    plan = planned(text)
    logs = play(plan, put(plan, at_times(plan, TEN - 50), work=100.0))
    assert since_opening(times(logs, "answered_s", "ended_s")) == [(3550, 3650), (3650, 3750)]
    # The desk's agent is done with the work at 10:00:50, but stays while somebody is inside.
    assert since_opening(sorted(s[1:] for s in spells(logs))) == [(0, 3750)] * 3


def test_at_close_who_waits_is_cleared_and_may_come_back():
    """Cleared at 10:00 sharp; the talk in hand is finished; the return finds a closed door."""
    text = (
        edited(
            DAY,
            ("agents = 2", "agents = 1"),
            ("[channels.voice]", '[channels.voice]\nat_close = "clear"'),
            ('closes = "10:00"', 'closes = "10:00"\nfollow_days = 1'),
        )
        + '[returns]\nif_cleared = { share = 1.0, after = "23h" }\nat_most = 2\n'
    )
    plan = planned(text)
    logs = play(plan, put(plan, at_times(plan, TEN - 50, TEN - 40), work=100.0))
    assert since_opening(times(logs, "joined_s", "answered_s", "ended_s")) == [
        (3550, 3550, 3650),
        (3560, None, 3600),
        (86400, 86400, 86500),
    ]
    assert [o for (o,) in times(logs, "outcome")] == [ANSWERED, VisitOutcome.CLEARED, ANSWERED]
    assert logs.contacts["cause"].tolist() == [0, 0, Cause.CLEARED]
    assert since_opening([s[1:] for s in spells(logs)]) == [(0, 3650), (86400, 90000)]


def test_who_is_passed_on_after_a_clearing_does_not_wait_till_morning():
    """The front line finishes its call at 10:00:50; the expert has gone home."""
    text = edited(
        DAY,
        (
            "agents = 2",
            'agents = 1\nresolves = 0\n[teams.expert]\nchannels = ["voice"]\nagents = 1',
        ),
        ('route = ["desk"]', 'route = ["desk", "expert"]'),
        ("[channels.voice]", '[channels.voice]\nat_close = "clear"'),
        ('closes = "10:00"', 'closes = "10:00"\nfollow_days = 1'),
    )
    plan = planned(text)
    logs = play(plan, put(plan, at_times(plan, TEN - 50), work=100.0))
    assert logs.contacts["outcome"].tolist() == [ContactOutcome.CLEARED]
    assert logs.contacts["closed_s"].tolist() == [TEN + 50]


def test_email_is_carried_over_with_its_place():
    """Three emails at 09:59 and one at night; one is done by 10:01, the others wait for morning,
    in order."""
    text = edited(
        DAY,
        ("[channels.voice]", "[channels.email]"),
        ("voice = 1.0", "email = 1.0"),
        ('channels = ["voice"]', 'channels = ["email"]'),
        ("agents = 2", "agents = 1"),
        ('closes = "10:00"', 'closes = "10:00"\nfollow_days = 1'),
    )
    plan = planned(text)
    tape = put(plan, at_times(plan, TEN - 60, TEN - 59, TEN - 58, TEN + 7200), work=100.0)
    logs = play(plan, tape)
    assert since_opening(times(logs, "joined_s", "answered_s", "ended_s")) == [
        (3540, 3540, 3640),
        (3541, DAY_S, DAY_S + 100),
        (3542, DAY_S + 100, DAY_S + 200),
        (10800, DAY_S + 200, DAY_S + 300),
    ]
    assert since_opening([s[1:] for s in spells(logs)]) == [(0, 3640), (DAY_S, DAY_S + 3600)]


def test_a_closed_door_sends_some_to_email_and_some_to_the_next_opening():
    """At 11:00 the phone is closed. Who moves joins the email queue at once; who tries again
    calls 10 min after the next opening; the third is closed out for good."""
    text = (
        edited(
            DAY,
            (
                'closes = "10:00"',
                (
                    'closes = "10:00"\nfollow_days = 1\noutside_hours = { moves = '
                    '0.5, to = "email", tries_again = 0.5, after_opening = "10m" }'
                ),
            ),
            ("[channels.voice]", "[channels.voice]\n[channels.email]"),
            ('channels = ["voice"]', 'channels = ["voice", "email"]'),
        )
        + '[returns]\nif_unresolved = { share = 1.0, after = "1h" }\nat_most = 2\n'
    )
    plan = planned(text)
    tape = put(plan, at_times(plan, *[NINE + 7200 + i for i in range(3)]), work=100.0)
    for case, moves, again in ((0, 0.2, 0.2), (1, 0.7, 0.2), (2, 0.7, 0.7)):
        tape = with_rows(tape, case, moves_u=moves, return_u=again)
    logs = play(plan, tape)
    contacts = logs.contacts
    voice, email = (plan.names.channels.index(name) for name in ("voice", "email"))
    assert contacts["case"].tolist() == [0, 1, 1, 2]
    assert contacts["came_on"].tolist() == [voice] * 4
    assert contacts["channel"].tolist() == [email, voice, voice, voice]
    assert [ContactOutcome(o).name for o in contacts["outcome"]] == [
        "RESOLVED",
        "CLOSED_OUT",
        "RESOLVED",
        "CLOSED_OUT",
    ]
    assert (contacts["arrived_s"] - NINE).tolist() == [7200, 7201, DAY_S + 600, 7202]
    assert contacts["cause"].tolist() == [0, 0, Cause.CLOSED_OUT, 0]
    assert since_opening(times(logs, "joined_s", "answered_s")) == [
        (7200, DAY_S),
        (DAY_S + 600, DAY_S + 600),
    ]
    assert logs.cases["outcome"].tolist() == [1, 1, CaseOutcome.GIVEN_UP]


def test_who_finds_the_door_closed_before_opening_tries_again_the_same_day():
    text = (
        edited(
            DAY,
            (
                'closes = "10:00"',
                'closes = "10:00"\noutside_hours = { tries_again = 1.0, after_opening = "0s" }',
            ),
        )
        + "[returns]\nat_most = 2\n"
    )
    plan = planned(text)
    logs = play(plan, put(plan, at_times(plan, NINE - 3600, NINE), work=100.0))
    assert (logs.contacts["arrived_s"] - NINE).tolist() == [-3600, 0, 0]
    # At 09:00 OPEN (36) comes before ARRIVE (50) before RETURN (60): agent 0 takes the arrival.
    assert times(logs, "answered_s", "agent") == [(NINE, 1), (NINE, 0)]


def test_the_door_closes_at_closing_time_sharp():
    plan = one_agent()
    logs = play(plan, put(plan, at_times(plan, TEN - 0.25, TEN), work=10.0))
    assert [ContactOutcome(o).name for o in logs.contacts["outcome"]] == ["RESOLVED", "CLOSED_OUT"]


def test_events_at_the_end_of_the_play_are_not_played():
    """A talk that would end at midnight exactly is still going on."""
    plan = one_agent(('closes = "10:00"', 'closes = "24:00"'))
    logs = play(plan, put(plan, at_times(plan, DAY_S - 100, DAY_S - 50), work=100.0))
    assert times(logs, "answered_s", "talk_end_s", "outcome") == [
        (DAY_S - 100, None, ANSWERED),
        (None, None, VisitOutcome.WAITING),
    ]
    assert logs.contacts["outcome"].tolist() == [ContactOutcome.OPEN] * 2


# -- steps, approval, returns -------------------------------------------------------------

LADDER = edited(
    DAY,
    ('closes = "10:00"', 'closes = "10:00"\nfollow_days = 1'),
    ('route = ["desk"]', 'route = ["desk"]\nclaim = { share = 1.0, asks = { constant = 80 } }'),
    ("agents = 2", 'agents = 1\nauthority = 50\nwrap_up = "20s"'),
)
PARKED = (
    LADDER
    + """[approval]
meanwhile = "parked"
finishing = "30s"
chases = { share = 1.0, after = "10m", handle_time = "15s" }
[approval.levels.lead]
limit = 70
decides_in = { exponential = "10m" }
refuses = 0.5
[approval.levels.head]
limit = 100
decides_in = { exponential = "10m" }
pays = 0.5
"""
)
HELD = PARKED.replace('"parked"', '"held"').replace(
    'chases = { share = 1.0, after = "10m", handle_time = "15s" }\n', ""
)


def claimed(text, *arrivals, lead=300.0, head=600.0, refuses=0.9):
    plan = planned(text)
    tape = put(plan, at_times(plan, *arrivals), work=100.0)
    for name, takes in (("lead", lead), ("head", head)):
        tape = put(plan, tape, kind=SlotKind.LEVEL, name=name, work=takes, refuses=refuses)
    return plan, tape


def test_a_held_claim_keeps_the_agent_until_it_is_decided():
    """100 s of talk, 300 s and 600 s on hold, 20 s of wrap-up; half of 80 is paid."""
    plan, tape = claimed(HELD, NINE)
    logs = play(plan, tape)
    assert since_opening(
        times(logs, "answered_s", "talk_end_s", "released_s", "ended_s", kind=1)
    ) == [(0, 100, 1000, 1020)]
    assert since_opening(times(logs, "joined_s", "ended_s", kind=2)) == [(400, 1000), (100, 400)]
    contact = {name: values.tolist() for name, values in logs.contacts.items()}
    assert (contact["approvals"], contact["paid"]) == ([2], [40.0])
    assert contact["closed_s"] == [NINE + 1000]
    assert logs.cases["paid"].tolist() == [40.0]


def test_a_refusal_ends_the_climb():
    plan, tape = claimed(HELD, NINE, refuses=0.1)
    logs = play(plan, tape)
    assert logs.contacts["outcome"].tolist() == [ContactOutcome.REFUSED]
    assert logs.contacts["approvals"].tolist() == [1]
    assert logs.cases["outcome"].tolist() == [CaseOutcome.GIVEN_UP]
    assert since_opening(times(logs, "released_s", "ended_s", kind=1)) == [(400, 420)]


def test_a_claim_beyond_the_last_level_is_refused():
    plan, tape = claimed(HELD.replace("constant = 80", "constant = 101"), NINE)
    logs = play(plan, tape)
    assert logs.contacts["outcome"].tolist() == [ContactOutcome.REFUSED]
    assert logs.contacts["approvals"].tolist() == [2]
    assert logs.cases["paid"].tolist() == [0.0]


@pytest.mark.parametrize(("authority", "outcome"), [("80", 1), ("79.99", 0)])
def test_authority_includes_its_limit(authority, outcome):
    plan, tape = claimed(HELD.replace("authority = 50", f"authority = {authority}"), NINE)
    logs = play(plan, tape)
    assert (logs.contacts["approvals"].tolist() == [0]) == bool(outcome)


def test_levels_within_the_teams_authority_are_not_asked():
    plan, tape = claimed(HELD.replace("authority = 50", "authority = 70"), NINE)
    logs = play(plan, tape)
    assert since_opening(times(logs, "joined_s", "ended_s", kind=2)) == [(100, 700)]


def test_a_parked_claim_is_decided_in_opening_hours_finished_and_chased():
    """Parked at 09:50:00 (talk 100 s). The lead needs 300 s: 09:55. The head needs 600 s: 300 s
    until 10:00, the other 300 s from 09:00 next day. Finished there at 09:05 in 30 s, no wrap-up.
    The chase comes 10 min after parking, at 10:00: the phone is closed, it is closed out."""
    plan, tape = claimed(PARKED, NINE + 2900)
    logs = play(plan, tape)
    level = since_opening(times(logs, "joined_s", "ended_s", kind=2))
    assert level == [(3300, DAY_S + 300), (3000, 3300)]
    assert since_opening(
        times(logs, "answered_s", "talk_end_s", "released_s", "ended_s", kind=1)
    ) == [(2900, 3000, 3000, 3020)]
    finishing = since_opening(
        times(logs, "joined_s", "answered_s", "talk_end_s", "ended_s", kind=3)
    )
    assert finishing == [(DAY_S + 300, DAY_S + 300, DAY_S + 330, DAY_S + 330)]
    first, chase = range(2)
    assert logs.contacts["cause"].tolist() == [0, Cause.CHASE]
    assert logs.contacts["outcome"][first] == ContactOutcome.RESOLVED
    assert logs.contacts["closed_s"][first] == NINE + DAY_S + 330
    assert logs.contacts["outcome"][chase] == ContactOutcome.CLOSED_OUT
    assert logs.contacts["arrived_s"][chase] == TEN
    assert logs.cases["contacts"].tolist() == [2]


def test_a_chase_is_answered_by_the_team_that_parked_and_changes_nothing():
    """Parked at 100, chased at 700, answered 700–715; decided at 400 and 1000, finished 1030."""
    plan, tape = claimed(PARKED, NINE)
    logs = play(plan, tape)
    assert since_opening(times(logs, "joined_s", "ended_s", kind=1)) == [(0, 120), (700, 715)]
    assert since_opening(times(logs, "answered_s", "ended_s", kind=3)) == [(1000, 1030)]
    assert logs.contacts["outcome"].tolist() == [ContactOutcome.RESOLVED, ContactOutcome.INFORMED]
    assert logs.cases["closed_s"].tolist() == [NINE + 1030]
    assert logs.contacts["number"].tolist() == [0, 0]


def test_a_chase_is_answered_on_a_channel_that_the_team_serves():
    """The case came by phone at night, moved to email, and was parked by a team without a phone."""
    text = edited(
        PARKED,
        ("follow_days = 1", 'follow_days = 1\noutside_hours = { moves = 1.0, to = "email" }'),
        ("[channels.voice]", "[channels.voice]\n[channels.email]"),
        ('route = ["desk"]', 'route = ["both"]'),
        (
            "[teams.desk]",
            (
                '[steps.both]\nteams = ["desk", "mail"]\n[teams.mail]\nchannels = ["email"]\n'
                "agents = 1\nauthority = 50\n[teams.desk]"
            ),
        ),
    )
    plan, tape = claimed(text, TEN + 600, lead=3000.0, head=5000.0)
    logs = play(plan, tape)
    assert logs.contacts["cause"].tolist() == [0, Cause.CHASE]
    email = plan.names.channels.index("email")
    assert logs.contacts["channel"].tolist() == [email, email]


def test_who_is_decided_before_the_chase_does_not_chase():
    plan, tape = claimed(PARKED, NINE, lead=100.0, head=499.0)
    logs = play(plan, tape)
    assert logs.contacts["cause"].tolist() == [0]


def test_a_decision_due_exactly_at_closing_is_made_then():
    plan, tape = claimed(PARKED, NINE + 2900, lead=100.0, head=500.0)
    logs = play(plan, tape)
    assert since_opening(times(logs, "joined_s", "ended_s", kind=2)) == [(3100, 3600), (3000, 3100)]


def test_a_claim_goes_to_the_next_team_that_may_grant_it():
    """Escalate: desk may grant 50, senior 60, chief 100; a claim of 80 skips senior."""
    text = edited(
        HELD,
        ('route = ["desk"]', 'route = ["desk", "senior", "chief"]'),
        ("authority = 50", 'authority = 50\nabove_authority = "escalate"'),
        (
            "[approval]\n",
            (
                '[teams.senior]\nchannels = ["voice"]\nagents = 1\nauthority = 60\n'
                '[teams.chief]\nchannels = ["voice"]\nagents = 1\n'
                "authority = 100\npays = 0.75\n[approval]\n"
            ),
        ),
    )
    plan, tape = claimed(text, NINE)
    logs = play(plan, tape)
    chief = plan.names.teams.index("chief")
    assert since_opening(times(logs, "answered_s", "ended_s")) == [(0, 120), (100, 200)]
    assert times(logs, "team")[1] == (chief,)
    assert logs.contacts["paid"].tolist() == [60.0]
    assert logs.contacts["approvals"].tolist() == [0]


UNSOLVED = edited(
    HORIZON,
    ('route = ["desk"]', 'route = ["desk", "expert"]'),
    (
        "agents = 2",
        (
            "agents = 1\nresolves = 0.5\nescalates = 0.5\n[teams.expert]\n"
            'channels = ["voice"]\nagents = 1\nresolves = 0.5'
        ),
    ),
) + (
    '[returns]\nif_unresolved = { share = 0.5, after = "1000s" }\n'
    'if_abandoned = { share = 1.0, after = "1s" }\nat_most = 3\n'
)


def test_the_three_ends_of_a_steps_work_and_what_comes_after():
    """Case 0 is resolved at once; 1 is passed on and resolved; 2 is closed unsolved and comes
    back once; 3 fails at both steps and gives up."""
    plan = planned(UNSOLVED)
    tape = put(plan, at_times(plan, 0, 200, 400, 600), work=100.0, solves=0.9, escalates=0.9)
    tape = with_rows(tape, return_u=0.9)
    tape = put(plan, tape, case=0, name="desk", solves=0.1)
    tape = put(plan, tape, case=1, name="desk", escalates=0.1)
    tape = put(plan, tape, case=1, name="expert", solves=0.1)
    tape = put(plan, tape, case=3, name="desk", escalates=0.1)
    first_of_2 = tape.first_row[2]
    tape = with_rows(
        tape, return_u=[0.1 if row == first_of_2 else 0.9 for row in range(tape.case.size)]
    )
    logs = play(plan, tape)
    names = [ContactOutcome(o).name for o in logs.contacts["outcome"]]
    assert names[:2] == ["RESOLVED", "RESOLVED"]
    assert times(logs, "answered_s", "ended_s")[:3] == [(0, 100), (200, 300), (300, 400)]
    assert names[2:] == ["CLOSED_UNSOLVED", "CLOSED_UNSOLVED", "UNRESOLVED"]
    came_back = logs.contacts["cause"] == Cause.UNRESOLVED
    assert logs.contacts["arrived_s"][came_back].tolist() == [1500.0]
    assert logs.cases["outcome"].tolist() == [1, 1, CaseOutcome.GIVEN_UP, CaseOutcome.GIVEN_UP]


def test_a_second_contact_has_a_patience_of_its_own():
    """The first call leaves after 60 s, its redial waits 90 s, as its own mark says."""
    text = edited(HORIZON, PATIENT, ("agents = 2", "agents = 1"))
    plan = planned(text + '[returns]\nif_abandoned = { share = 1.0, after = "10s" }\nat_most = 2\n')
    tape = put(plan, at_times(plan, 0, 5), work=1000.0, patience=60.0)
    tape = put(plan, tape, case=1, number=1, patience=90.0)
    logs = play(plan, tape)
    assert times(logs, "joined_s", "ended_s")[1:] == [(5, 65), (75, 165)]
    assert logs.cases["contacts"].tolist() == [1, 2]


# -- bots ---------------------------------------------------------------------------------

BOT = edited(
    DAY,
    (
        "[teams.desk]",
        (
            '[bots.b]\nchannels = ["voice"]\ntakes = 0.9\n'
            "contains = 0.45\ntruly_solves = 0.8\nleaves = 0.1\n"
            'context_saves = 0.25\nsession = { contained = "60s", '
            'passed_on = "80s", left = "40s" }\n[teams.desk]'
        ),
    ),
)


def test_a_session_ends_in_one_of_three_ways_or_is_not_begun():
    """Leaving is decided first, then containment (0.45 of all = half of those who stay)."""
    plan = planned(BOT)
    tape = put(
        plan,
        at_times(plan, *[NINE + 1000 * i for i in range(3)], NINE + 3100, NINE + 3300),
        work=100.0,
    )
    marks = [  # meets, leaves, contains, truly
        (0.1, 0.05, 0.1, 0.1),
        (0.1, 0.5, 0.49, 0.1),
        (0.1, 0.5, 0.49, 0.9),
        (0.1, 0.5, 0.51, 0.1),
        (0.95, 0.05, 0.1, 0.1),
    ]
    for case, (meets, leaves, contains, truly) in enumerate(marks):
        tape = put(
            plan,
            tape,
            case,
            kind=SlotKind.BOT,
            meets=meets,
            leaves=leaves,
            contains=contains,
            truly_solves=truly,
        )
        for j, takes in enumerate((60.0, 80.0, 40.0)):
            at = tape.first_work[case] + plan.demand.firsts[0].slots[0].work_at + j
            tape.work_s[at] = takes
    logs = play(plan, tape)
    names = [ContactOutcome(o).name for o in logs.contacts["outcome"]]
    assert names == ["LEFT_IN_BOT", "CONTAINED", "FALSELY_CONTAINED", "RESOLVED", "RESOLVED"]
    assert since_opening(times(logs, "joined_s", "ended_s", kind=0)) == [
        (0, 40),
        (1000, 1060),
        (2000, 2060),
        (3100, 3180),
    ]
    # Passed on: a quarter of the talk is saved. Not met: the whole of it.
    assert since_opening(times(logs, "answered_s", "ended_s", kind=1)) == [
        (3180, 3255),
        (3300, 3400),
    ]
    assert logs.cases["outcome"].tolist() == [3, CaseOutcome.SOLVED_BY_BOT, 3, 1, 1]
    assert logs.contacts["bot"].tolist() == [0, 0, 0, 0, -1]


def test_a_bot_is_met_at_night_but_cannot_pass_on_through_a_closed_door():
    plan = planned(BOT)
    tape = put(plan, at_times(plan, NINE - 7200, TEN - 30), work=100.0)
    tape = put(plan, tape, kind=SlotKind.BOT, meets=0.1, leaves=0.9, contains=0.9, work=80.0)
    logs = play(plan, tape)
    assert logs.visits["kind"].tolist() == [VisitKind.BOT] * 2
    assert [ContactOutcome(o).name for o in logs.contacts["outcome"]] == ["CLOSED_OUT"] * 2
    assert (logs.contacts["closed_s"] - NINE).tolist() == [-7120, 3650]


def test_a_return_may_skip_the_bot():
    text = BOT + (
        "[returns]\nif_left_in_bot = { share = 1.0, "
        'after = "100s", skips_bot = 0.5 }\nat_most = 2\n'
    )
    plan = planned(text)
    tape = put(plan, at_times(plan, NINE, NINE + 1000), work=100.0)
    tape = put(plan, tape, kind=SlotKind.BOT, meets=0.1, leaves=0.05, work=40.0)
    tape = with_rows(with_rows(tape, 0, skips_u=0.4), 1, skips_u=0.6)
    logs = play(plan, tape)
    assert logs.contacts["bot"].tolist() == [0, -1, 0, 0]
    assert [ContactOutcome(o).name for o in logs.contacts["outcome"]] == [
        "LEFT_IN_BOT",
        "RESOLVED",
        "LEFT_IN_BOT",
        "LEFT_IN_BOT",
    ]
