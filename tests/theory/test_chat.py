"""Chat against Erlang, against a chain that holds the queue, and by hand."""

from math import factorial, inf

import pytest

from sim.theory import concurrent_chat, erlang_a, erlang_c, explore, slowing_speeds
from sim.theory.chat import chats_of, team_chain


@pytest.mark.parametrize("fills_first", [False, True])
def test_chats_that_do_not_slow_each_other_are_erlang_a_with_a_team_of_slots(fills_first):
    chat = concurrent_chat(0.2, 100, 6, (1.0, 1.0, 1.0), 80, fills_first=fills_first)
    slots = erlang_a(0.2, 100, 18, 80)
    for name in ("wait_share", "abandonment_rate", "wait_mean_s", "asa_s", "queue_mean"):
        assert getattr(chat.queue, name) == pytest.approx(getattr(slots, name), rel=1e-9), name
    assert chat.queue.service_level(20) == pytest.approx(slots.service_level(20), rel=1e-9)
    assert chat.chats_mean == pytest.approx(18 * slots.occupancy, rel=1e-9)
    assert chat.chat_mean_s == pytest.approx(100, rel=1e-9)


def test_one_slot_is_a_telephone():
    chat, voice = concurrent_chat(0.09, 100, 10, (1.0,)), erlang_c(0.09, 100, 10)
    assert chat.queue.wait_mean_s == pytest.approx(voice.wait_mean_s, rel=1e-9)
    assert chat.queue.occupancy == pytest.approx(voice.occupancy, rel=1e-9)


def test_one_agent_with_three_slots_and_no_queue_by_hand():
    speeds, load = (1.0, 0.8, 0.7), 1.5
    terms = [1.0]
    for chats in (1, 2, 3):
        terms.append(terms[-1] * load / (chats * speeds[chats - 1]))
    chat = concurrent_chat(load / 100, 100, 1, speeds, places_to_wait=0)
    assert chat.queue.blocked_share == pytest.approx(terms[3] / sum(terms), rel=1e-12)
    mean = sum(chats * term for chats, term in enumerate(terms)) / sum(terms)
    assert chat.chats_mean == pytest.approx(mean, rel=1e-12)


def test_equal_sharing_of_an_agent_is_processor_sharing():
    """Chats that share one agent's full speed leave it as busy as one at a time would."""
    slots = 60
    speeds = tuple(1.0 / chats for chats in range(1, slots + 1))
    chat = concurrent_chat(0.006, 100, 1, speeds)
    assert chat.queue.occupancy == pytest.approx(0.6, rel=1e-9)
    assert chat.chats_mean == pytest.approx(0.6 / 0.4, rel=1e-6)


@pytest.mark.parametrize("fills_first", [False, True])
def test_the_line_behind_the_team_is_what_a_chain_with_the_queue_in_it_says(fills_first):
    rate, agents, speeds, patience_s, most = 0.08, 4, (1.0, 0.75, 0.6), 70.0, 60
    slots = len(speeds)

    def moves(state):
        *counts, waiting = state
        free = [j for j in range(slots) if counts[j]]

        def changed(j, step, queue):
            after = list(counts)
            after[j] -= 1
            after[j + step] += 1
            return (*after, queue)

        if free:
            yield changed(free[-1] if fills_first else free[0], 1, 0), rate
        elif waiting < most:
            yield (*counts, waiting + 1), rate
        if waiting:
            yield (*counts, waiting - 1), waiting / patience_s
        for j in range(1, slots + 1):
            speed = counts[j] * j * speeds[j - 1] / 100
            yield ((*counts, waiting - 1) if waiting else changed(j, -1, 0)), speed

    chain = explore((agents, 0, 0, 0, 0), lambda s: (m for m in moves(s) if m[1] > 0))
    chat = concurrent_chat(rate, 100, agents, speeds, patience_s, fills_first=fills_first)
    full = chain.mean(lambda s: s[slots] == agents)
    queue_mean = chain.mean(lambda s: s[-1])
    assert chat.queue.wait_share == pytest.approx(full, rel=1e-9)
    assert chat.queue.queue_mean == pytest.approx(queue_mean, rel=1e-9)
    assert chat.queue.abandonment_rate == pytest.approx(queue_mean / patience_s / rate, rel=1e-9)
    assert chat.chats_mean == pytest.approx(chain.mean(lambda s: chats_of(s[:-1])), rel=1e-9)
    busy = chain.mean(lambda s: agents - s[0])
    assert chat.queue.occupancy == pytest.approx(busy / agents, rel=1e-9)


def test_spreading_chats_serves_faster_than_filling_agents_when_company_slows():
    speeds = slowing_speeds(3, 0.4)
    spread = concurrent_chat(0.09, 100, 6, speeds)
    filled = concurrent_chat(0.09, 100, 6, speeds, fills_first=True)
    assert spread.chat_mean_s < filled.chat_mean_s
    assert spread.queue.wait_mean_s < filled.queue.wait_mean_s
    assert spread.queue.occupancy > filled.queue.occupancy


def test_slowdown_stretches_each_chat_by_its_company():
    assert slowing_speeds(3, 0.25) == pytest.approx((1.0, 0.8, 1 / 1.5))
    assert slowing_speeds(2, 0.0) == (1.0, 1.0)


def test_many_slots_never_make_anyone_wait():
    chat = concurrent_chat(0.02, 100, 2, (1.0,) * 30, 50)
    poisson = [2.0**k / factorial(k) for k in range(60)]
    assert chat.queue.wait_share < 1e-12
    assert chat.chats_mean == pytest.approx(
        sum(k * p for k, p in enumerate(poisson)) / sum(poisson), rel=1e-9
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: concurrent_chat(0.1, 100, 3, ()), "slots = 0: must be 1 or more"),
        (lambda: concurrent_chat(0.1, 100, 3, (1.0, 0.0)), "speed = 0.0: must be a finite"),
        (lambda: concurrent_chat(0.1, 100, 3, (1.0,)), "agents = 3: must be above the load"),
        (lambda: slowing_speeds(2, inf), "slowdown = inf: must be a finite number, 0 or more"),
        (lambda: team_chain(0.1, 100, 3000, (1.0,) * 3), "agents = 3000: more than 1000000"),
    ],
)
def test_an_impossible_chat_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
