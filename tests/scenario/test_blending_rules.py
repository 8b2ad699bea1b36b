# ruff: noqa: E501  messages are quoted whole
"""What may lie side by side and what is laid aside for what: refusals, warnings, and their twins."""

import pytest

from sim.errors import ScenarioError

CHAT = "[channels.chat]\n"
EXPERTS = "agents = 3\n"


@pytest.mark.parametrize(
    ("replacement", "told"),
    [
        (
            (CHAT, '[channels.email]\nyields_to = ["voise"]\n\n[channels.chat]\n'),
            'channels.email.yields_to[0] = "voise": no such channel; did you mean voice?',
        ),
        (
            (CHAT, '[channels.email]\nyields_to = ["email"]\n\n[channels.chat]\n'),
            'channels.email.yields_to[0] = "email": no customer holds the line there; name a live channel',
        ),
        (
            (CHAT, '[channels.email]\nyields_to = ["voice", "voice"]\n\n[channels.chat]\n'),
            'channels.email.yields_to[1] = "voice": is named twice; name it once',
        ),
        (
            (CHAT, '[channels.chat]\nyields_to = ["voice"]\n'),
            'channels.chat.yields_to = ["voice"]: customers hold the line on chat, nobody may be laid aside; say it of an email channel',
        ),
        (
            (CHAT, "[channels.email]\ninterruptions = 0\n\n[channels.chat]\n"),
            "channels.email.interruptions = 0",
        ),
        (
            (EXPERTS, 'agents = 3\ntakes_calls = "beside chats"\n'),
            'teams.experts.takes_calls = "beside chats": an agent has one place only; say chats_at_once = 2 or more',
        ),
    ],
)
def test_senseless_blending_is_refused(made, replacement, told):
    with pytest.raises(ScenarioError) as refused:
        made(replacement)
    assert any(told in str(fault) for fault in refused.value.faults), refused.value.faults


@pytest.mark.parametrize(
    ("replacement", "warning"),
    [
        (
            (EXPERTS, 'agents = 3\nchats_go_to = "fill first"\n'),
            'teams.experts.chats_go_to = "fill first": an agent has one place only; leave it out',
        ),
        ((EXPERTS, 'agents = 3\nchats_at_once = 2\nchats_go_to = "fill first"\n'), None),
        ((EXPERTS, 'agents = 3\nchats_at_once = 2\ntakes_calls = "beside chats"\n'), None),
    ],
)
def test_blending_that_says_nothing_is_warned_of(made, replacement, warning):
    found = [text.partition(": ")[2] for text in made(replacement).warnings]
    assert found == [] if warning is None else any(text.endswith(warning) for text in found), found
