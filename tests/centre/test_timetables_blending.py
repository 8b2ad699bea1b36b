"""Timetables of agents who do several things, found with pencil and paper: calls, chats, emails.

Arrivals, work and patience are constants written onto a tape; a horizon begins at 0 s.
"""

import pytest
from small import ENGINE, HORIZON, edited, planned, play, times, with_turns
from tapes import at_times, put, with_rows

from sim.measure import measure

BLENDED = edited(
    HORIZON,
    (
        "[channels.voice]",
        '[channels.voice]\n[channels.chat]\n[channels.email]\nyields_to = ["voice"]',
    ),
    ("voice = 1.0", "voice = 0.4, chat = 0.3, email = 0.3"),
    ('channels = ["voice"]', 'channels = ["voice", "chat", "email"]'),
)
ONE = edited(BLENDED, ("agents = 2", "agents = 1"))
CHATS = "chats_at_once = 3\nchat_speed = [1.0, 0.5, 0.25]\n"
VOICE, CHAT, EMAIL = 0.9, 0.1, 0.5  # marks that pick the channel: chat, email, voice by name


@pytest.fixture(autouse=True, params=["compiled", "reference"])
def engine(request, monkeypatch):
    """Every timetable is played by both engines."""
    monkeypatch.setitem(ENGINE, "name", request.param)


def on_channels(plan, *came, work=100.0):
    """A tape of contacts that come at a time on a channel, each with its work."""
    tape = at_times(plan, *(at for at, *_ in came))
    for case, (_, channel, *own) in enumerate(came):
        tape = put(plan, tape, case=case, work=own[0] if own else work)
        tape = with_rows(tape, case=case, channel_u=channel)
    return tape


def test_an_email_is_laid_aside_for_a_call_and_taken_up_again():
    """60 of 100 s of the email are left at 40; the call takes 40 to 140; it ends at 200."""
    plan = planned(ONE)
    logs = play(plan, on_channels(plan, (0, EMAIL), (40, VOICE)))
    columns = ("answered_s", "talk_end_s", "ended_s", "interrupted_s")
    assert times(logs, *columns) == [(0, 200, 200, 100), (40, 140, 140, 0)]


def test_what_is_laid_aside_waits_for_the_calls_that_wait_too():
    """At 140 a call waits since 60, with a minute's score a minute: it comes before the email,
    whose score stays. Then nobody waits, and the email is taken up."""
    plan = planned(ONE)
    logs = play(plan, on_channels(plan, (0, EMAIL), (40, VOICE), (60, VOICE, 30.0)))
    columns = ("answered_s", "ended_s", "interrupted_s")
    assert times(logs, *columns) == [(0, 230, 130), (40, 140, 0), (140, 170, 0)]


def test_an_email_is_laid_aside_as_often_as_its_channel_says():
    """Once: the second call waits until the email is done. Twice: it does not."""
    came = (0, EMAIL), (40, VOICE, 10.0), (60, VOICE, 10.0)
    plan = planned(ONE)
    columns = ("answered_s", "ended_s", "interrupted_s")
    once = [(0, 110, 10), (40, 50, 0), (110, 120, 0)]
    assert times(play(plan, on_channels(plan, *came)), *columns) == once
    plan = planned(edited(ONE, ('["voice"]\n[reasons', '["voice"]\ninterruptions = 2\n[reasons')))
    twice = [(0, 120, 20), (40, 50, 0), (60, 70, 0)]
    assert times(play(plan, on_channels(plan, *came)), *columns) == twice


def test_who_is_idle_is_asked_before_anything_is_laid_aside():
    plan = planned(BLENDED)
    logs = play(plan, on_channels(plan, (0, EMAIL), (10, EMAIL), (20, VOICE), (30, VOICE)))
    # Both agents write; the email begun last is laid aside first, then the other.
    columns = ("answered_s", "ended_s", "agent", "interrupted_s")
    assert times(logs, *columns) == [
        (0, 200, 0, 100),
        (10, 210, 1, 100),
        (20, 120, 1, 0),
        (30, 130, 0, 0),
    ]


def test_a_chat_does_not_interrupt_what_yields_to_calls_alone():
    plan = planned(ONE)
    logs = play(plan, on_channels(plan, (0, EMAIL), (40, CHAT)))
    assert times(logs, "answered_s", "ended_s") == [(0, 100), (100, 200)]


def test_chats_that_interrupt_are_all_done_before_the_email_is_taken_up():
    """Two chats side by side, each at half speed for 60 s: done at 130 and 170."""
    text = edited(ONE, ('yields_to = ["voice"]', 'yields_to = ["chat"]'))
    plan = planned(text + CHATS)
    logs = play(plan, on_channels(plan, (0, EMAIL), (40, CHAT, 60.0), (70, CHAT, 60.0)))
    # 30 s alone, 30 s of work at half speed until 130; 30 s done by then, 30 s alone until 160.
    columns = ("answered_s", "ended_s", "interrupted_s")
    assert times(logs, *columns) == [(0, 220, 120), (40, 130, 0), (70, 160, 0)]


def test_who_should_go_home_finishes_what_was_laid_aside():
    """The headcount falls at 60, in the middle of the call: the agent finishes both."""
    plan = with_turns(planned(ONE), (0, "desk", 1), (60, "desk", -1))
    logs = play(plan, on_channels(plan, (0, EMAIL), (40, VOICE), (70, VOICE)))
    assert times(logs, "answered_s", "ended_s") == [(0, 200), (40, 140), (None, None)]
    assert logs.agents["to_s"].tolist() == [200]


def test_time_at_work_counts_once_and_an_email_has_its_own_handle_time():
    plan = planned(ONE)
    tally = measure(play(plan, on_channels(plan, (0, EMAIL), (40, VOICE))), plan)
    assert tally.value("occupancy") == 1.0
    assert tally.value("aht_s") == 100


def test_a_call_takes_a_chats_place_and_slows_the_chats():
    """Chat alone for 20 s, beside the call at half speed for 100 s, alone for its last 30 s."""
    plan = planned(ONE + CHATS + 'takes_calls = "beside chats"\n')
    logs = play(plan, on_channels(plan, (0, CHAT), (20, VOICE)))
    assert times(logs, "answered_s", "ended_s") == [(0, 150), (20, 120)]


def test_a_second_call_and_an_email_do_not_fit_beside_a_call():
    plan = planned(ONE + CHATS + 'takes_calls = "beside chats"\n')
    logs = play(plan, on_channels(plan, (0, VOICE), (10, VOICE), (20, EMAIL), (30, CHAT, 10.0)))
    # The chat comes beside the call, at half speed: until 50. The second call follows the first.
    assert times(logs, "answered_s", "ended_s") == [(0, 100), (100, 200), (200, 300), (30, 50)]


def test_otherwise_a_call_waits_for_the_last_chat():
    plan = planned(ONE + CHATS)
    logs = play(plan, on_channels(plan, (0, CHAT), (20, VOICE)))
    assert times(logs, "answered_s", "ended_s") == [(0, 100), (100, 200)]


@pytest.mark.parametrize(("how", "agents"), [("least busy", [0, 1, 0]), ("fill first", [0, 0, 0])])
def test_chats_go_to_the_least_busy_or_fill_first(how, agents):
    plan = planned(BLENDED + CHATS + f'chats_go_to = "{how}"\n')
    logs = play(plan, on_channels(plan, (0, CHAT), (10, CHAT), (20, CHAT)))
    assert times(logs, "agent") == [(agent,) for agent in agents]


def test_where_chats_fill_first_a_call_goes_to_who_has_nothing_in_hand():
    plan = planned(BLENDED + CHATS + 'chats_go_to = "fill first"\n')
    logs = play(plan, on_channels(plan, (0, CHAT), (10, VOICE), (20, CHAT)))
    assert times(logs, "answered_s", "agent") == [(0, 0), (10, 1), (20, 0)]
