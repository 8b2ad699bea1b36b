"""Escalation, repeats and a bot, against chains and by counting flows."""

import pytest

from sim.theory import bot_in_front, erlang_a, erlang_c, explore, network, two_tiers


def test_two_tiers_with_repeats_are_their_chain():
    rate, up, again, most = 0.006, 0.3, 0.2, 90

    def moves(state):
        front, second = state
        if front < most:
            yield (front + 1, second), rate
        if front:
            finish = min(front, 2) / 100
            yield (front - 1, min(second + 1, most)), finish * up
            yield (front - 1, second), finish * (1 - up) * (1 - again)
        if second:
            finish = 1 / 150
            yield (front, second - 1), finish * (1 - again)
            yield (min(front + 1, most), second - 1), finish * again

    chain = explore((0, 0), moves)
    tiers = two_tiers(rate, (100, 150), (2, 1), up, again)
    waits = (
        chain.mean(lambda s: max(s[0] - 2, 0)),
        chain.mean(lambda s: max(s[1] - 1, 0)),
    )
    assert tiers.teams[0].queue_mean == pytest.approx(waits[0], rel=1e-8)
    assert tiers.teams[1].queue_mean == pytest.approx(waits[1], rel=1e-8)
    assert tiers.in_centre_mean_s == pytest.approx(chain.mean(sum) / rate, rel=1e-8)


def test_each_contact_is_handled_one_over_one_minus_repeats_times():
    tiers = two_tiers(0.05, (100, 150), (10, 5), 0.25, 0.2)
    assert tiers.visits[0] == pytest.approx(1 / 0.8, rel=1e-12)
    assert tiers.visits[1] == pytest.approx(0.25 / 0.8, rel=1e-12)
    per_visit = [team.wait_mean_s for team in tiers.teams]
    total = sum(v * w for v, w in zip(tiers.visits, per_visit, strict=True))
    assert tiers.wait_mean_s == pytest.approx(total, rel=1e-12)


def test_a_delay_between_contacts_changes_no_queue():
    """A delay is a team that never runs out of agents; only the time away grows."""
    at_once = two_tiers(0.05, (100, 150), (10, 5), 0.25, 0.2)
    delayed = network(
        [0.05, 0, 0],
        [100, 150, 3600],
        [10, 5, 500],
        [[0, 0.25, 0.75 * 0.2], [0, 0, 0.2], [1, 0, 0]],
    )
    for team in (0, 1):
        assert delayed.teams[team].wait_mean_s == pytest.approx(at_once.teams[team].wait_mean_s)
    assert delayed.wait_mean_s == pytest.approx(at_once.wait_mean_s, rel=1e-9)


def test_a_network_of_one_team_is_erlang_c():
    assert network([0.05], [100], [7], [[0]]).teams[0] == erlang_c(0.05, 100, 7)


def test_a_bot_in_front_only_thins_the_stream():
    bot = bot_in_front(0.3, 0.6, 0.5, 0.1, 90, 200, 40, 120)
    left = 0.3 * (1 - 0.6 * 0.6)
    assert bot.team == erlang_a(left, 200, 40, 120)
    assert bot.contained_share + bot.left_share == pytest.approx(0.36)
    assert bot.sessions_mean == pytest.approx(0.3 * 0.6 * 90)


def test_a_bot_with_exponential_sessions_is_its_chain():
    rate, met, ended, most = 0.02, 0.6, 0.4, 14

    def moves(state):
        talking, present = state
        yield (min(talking + 1, most), present), rate * met
        yield (talking, min(present + 1, 40)), rate * (1 - met)
        if talking:
            yield (talking - 1, present), talking / 60 * ended
            yield (talking - 1, min(present + 1, 40)), talking / 60 * (1 - ended)
        if present:
            away = min(present, 2) / 100 + max(present - 2, 0) / 80
            yield (talking, present - 1), away

    chain = explore((0, 0), moves)
    bot = bot_in_front(rate, met, 0.3, 0.1, 60, 100, 2, 80)
    waiting = chain.mean(lambda s: max(s[1] - 2, 0))
    assert bot.team.queue_mean == pytest.approx(waiting, rel=1e-6)
    assert bot.sessions_mean == pytest.approx(chain.mean(lambda s: s[0]), rel=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: network([0.1], [9], [9], [[1.0]]), "contacts would never leave"),
        (lambda: network([0.1], [9], [9], [[0.5, 0.5]]), "one row and one column for each team"),
        (
            lambda: network([0.1, 0], [9, 9], [9, 9], [[0.6, 0.6], [0, 0]]),
            "each row must add up to 1 or less",
        ),
        (lambda: network([0.0], [9], [9], [[0.5]]), "arrivals_per_s = 0.0: must be"),
        (lambda: two_tiers(0.1, (9, 9), (9, 9), 0.0), "must be above 0; else use erlang_c"),
        (
            lambda: bot_in_front(0.1, 1, 0.7, 0.4, 9, 9, 9, 9),
            "contained_share . left_share = 1.1: must be 1 or less",
        ),
        (lambda: bot_in_front(0.1, 1, 0.7, 0.3, 9, 9, 9, 9), "must be below 1 to leave work"),
    ],
)
def test_an_impossible_network_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
