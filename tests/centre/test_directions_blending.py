"""What blending must move, on the same customers: who yields, who fills, who comes beside whom."""

import numpy as np
import pytest
from small import HORIZON, edited, planned, play

from sim.centre.log import VisitOutcome
from sim.tape import draw

REPLICATIONS = range(6)
DESK = edited(
    HORIZON,
    (
        "[channels.voice]",
        (
            '[channels.voice]\npatience = { exponential = "3m" }\n'
            '[channels.chat]\npatience = { exponential = "5m" }\n[channels.email]'
        ),
    ),
    ("voice = 1.0", "voice = 0.4, chat = 0.4, email = 0.2"),
    ('channels = ["voice"]', 'channels = ["voice", "chat", "email"]'),
    ("agents = 2", "agents = 3\nchats_at_once = 3\nchat_speed = [1.0, 0.7, 0.5]"),
    ('{ constant = "150s" }', '{ mean = "4m", cv = 1.0 }'),
)


def over(text, measure):
    """A measure of every replication of a text."""
    plan = planned(text)
    tapes = (draw(plan.demand, seed=1, replication=r) for r in REPLICATIONS)
    return np.array([measure(play(plan, tape), plan) for tape in tapes])


def mean_wait_on(channel):
    def measure(logs, plan):
        visits, queue = logs.visits, logs.visits["queue"]
        index = plan.names.channels.index(channel)
        here = np.array([plan.supply.queues[q].channel == index for q in queue])
        answered = visits["outcome"] == VisitOutcome.ANSWERED
        until = np.where(answered, visits["answered_s"], visits["ended_s"])
        return np.nanmean((until - visits["joined_s"])[here])

    return measure


def chats_at_once(logs, _plan):
    """Mean length of a chat: longer where chats share an agent."""
    visits = logs.visits
    return np.nanmean(visits["ended_s"] - visits["answered_s"])


@pytest.mark.parametrize(
    ("change", "measure", "sign"),
    [
        (
            ("[channels.email]", '[channels.email]\nyields_to = ["voice"]'),
            mean_wait_on("voice"),
            -1,
        ),
        (("0.5]", '0.5]\ntakes_calls = "beside chats"'), mean_wait_on("voice"), -1),
        (("0.5]", '0.5]\nchats_go_to = "fill first"'), chats_at_once, 1),
    ],
    ids=["emails yield", "calls beside chats", "chats that fill first"],
)
def test_blending_moves_what_it_should(change, measure, sign):
    difference = over(edited(DESK, change), measure) - over(DESK, measure)
    assert sign * difference.mean() > 2 * difference.std(ddof=1) / len(REPLICATIONS) ** 0.5
