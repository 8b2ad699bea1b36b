"""Agents who do several things: emails laid aside for calls, and calls beside chats."""

import numpy as np
import pytest
from oracle import HEAD, logs_of, planned, played, ratio_of_sums

from sim.theory import erlang_a
from sim.theory.chains import explore

MAILS = f"""{HEAD.format(hours=60, warm_up="4h")}
[channels.voice]
[channels.email]
yields_to = ["voice"]
interruptions = 100

[reasons.call]
volume = {{{{ cases_per_hour = {{calls}} }}}}
mix = {{{{ voice = 1.0 }}}}
route = ["desk"]
handle_time = {{{{ exponential = "3m" }}}}

[reasons.mail]
volume = {{{{ cases_per_hour = {{mails}} }}}}
mix = {{{{ email = 1.0 }}}}
route = ["desk"]
handle_time = {{{{ mean = "6m", cv = 1.2 }}}}

[teams.desk]
channels = ["voice", "email"]
agents = {{agents}}
"""


@pytest.mark.parametrize(("agents", "calls", "mails"), [(2, 24, 6), (4, 60, 8)])
def test_calls_do_not_notice_the_emails_that_yield_to_them(agents, calls, mails, meets):
    """An agent who writes is as good as one who rests: Erlang A of the calls alone."""
    text = MAILS.format(agents=agents, calls=calls, mails=mails).replace(
        "[channels.voice]", '[channels.voice]\npatience = { exponential = "2m" }'
    )
    simulated = played(text, 40)
    exact = erlang_a(calls / 3600, 180, agents, 120)
    meets(simulated.kpi("wait_mean_s", "channel:voice"), exact.wait_mean_s, 0.08)
    meets(simulated.kpi("wait_share", "channel:voice"), exact.wait_share, 0.05)
    meets(simulated.kpi("abandonment_rate", "channel:voice"), exact.abandonment_rate, 0.08)


def test_an_email_lasts_as_in_preemptive_resume_priority(meets):
    """One agent: with loads p and q of calls and emails, an email of mean s is done
    s ÷ (1 − p) + R ÷ ((1 − p)(1 − p − q)) after it came, where R is half the rate of squared
    work. Source: Kleinrock (1976), Queueing Systems II, 3.4; Conway, Maxwell, Miller (1967)."""
    calls, mails, talk_s, write_s = 5 / 3600, 2 / 3600, 180.0, 360.0
    text = MAILS.format(agents=1, calls=5, mails=2)
    plan = planned(text)
    email = plan.names.channels.index("email")
    start_s, end_s = plan.demand.calendar.measured_s
    lasted, count = [], []
    for logs in logs_of(plan, text, 400):
        arrived_s, mine = logs.contacts["arrived_s"], logs.contacts["channel"] == email
        here = mine & (arrived_s >= start_s) & (arrived_s < end_s)
        lasted.append((logs.contacts["closed_s"] - arrived_s)[here].sum())
        count.append(here.sum())
    told = ratio_of_sums("an email's time to its end", np.array(lasted), np.array(count))
    p, q = calls * talk_s, mails * write_s
    squares = calls * 2.0 * talk_s**2 + mails * (1.0 + 1.2**2) * write_s**2
    exact = write_s / (1.0 - p) + squares / 2.0 / ((1.0 - p) * (1.0 - p - q))
    meets(told, exact, 0.03)


BESIDE = f"""{HEAD.format(hours=60, warm_up="2h")}
[channels.voice]
limit = 0
[channels.chat]
limit = 0

[reasons.call]
volume = {{ cases_per_hour = 12 }}
mix = {{ voice = 1.0 }}
route = ["desk"]
handle_time = {{ exponential = "3m" }}

[reasons.chat]
volume = {{ cases_per_hour = 20 }}
mix = {{ chat = 1.0 }}
route = ["desk"]
handle_time = {{ exponential = "5m" }}

[teams.desk]
channels = ["voice", "chat"]
agents = 1
chats_at_once = 3
chat_speed = [1.0, 0.7, 0.5]
takes_calls = "beside chats"
"""


def test_one_agents_calls_beside_chats_are_a_chain_of_seven_states(meets):
    """(chats, calls): at most three together and one call; chats slow each other and are slowed
    by the call, the call is not. Nobody waits."""
    speed = (1.0, 0.7, 0.5)

    def moves(state):
        chats, calls = state
        if chats + calls < 3:
            yield (chats + 1, calls), 20 / 3600
            if calls == 0:
                yield (chats, 1), 12 / 3600
        if chats:
            yield (chats - 1, calls), chats * speed[chats + calls - 1] / 300
        if calls:
            yield (chats, 0), 1 / 180

    chain = explore((0, 0), moves)
    assert len(chain.states) == 7
    simulated = played(BESIDE, 80)
    full = chain.mean(lambda state: sum(state) == 3)
    no_call = chain.mean(lambda state: state[1] == 1 or sum(state) == 3)
    meets(simulated.share("blocked", "offered", "channel:chat"), full, 0.05)
    meets(simulated.share("blocked", "offered", "channel:voice"), no_call, 0.04)
    meets(simulated.kpi("occupancy"), chain.mean(lambda state: sum(state) > 0), 0.02)
