"""Agents' time and money, against sums done by hand."""

import pytest
from handmade import NEVER, at

from sim.measure import measure


def serve(book, channel, answered, ended, team="desk", agent=0):
    contact = book.contact(book.case(answered), channel, answered)
    queue = f"{team}/{channel}"
    book.served(contact, queue, answered, answered, ended, team, agent)
    return contact


def test_chats_at_once_count_once_in_occupancy(book, plan):
    book.spell(0, "desk", at("9:00"), at("10:00"))
    serve(book, "chat", at("9:00"), at("9:20"))
    serve(book, "chat", at("9:10"), at("9:30"))
    serve(book, "chat", at("9:45"), at("9:50"))
    tally = measure(book.logs(), plan)
    assert tally.value("occupancy") == pytest.approx(35 / 60, rel=1e-15)
    assert tally.value("occupancy", "interval:09:00") == pytest.approx(35 / 60, rel=1e-15)
    assert tally.value("load_agents", "interval:09:00") == pytest.approx(35 / 60, rel=1e-15)


def test_a_short_chat_inside_a_long_one_adds_nothing(book, plan):
    book.spell(0, "desk", at("9:00"), at("10:00"))
    serve(book, "chat", at("9:00"), at("9:30"))
    serve(book, "chat", at("9:05"), at("9:10"))
    serve(book, "chat", at("9:20"), at("9:36"))
    tally = measure(book.logs(), plan)
    assert tally.value("occupancy") == pytest.approx(36 / 60, rel=1e-15)


def test_the_same_minutes_of_two_agents_count_twice(book, plan):
    for agent in (0, 1):
        book.spell(agent, "desk", at("9:00"), at("10:00"))
        serve(book, "voice", at("9:00"), at("9:30"), agent=agent)
    tally = measure(book.logs(), plan)
    assert tally.value("occupancy") == 0.5
    assert tally.value("agents_present", "interval:09:00") == 2.0
    assert tally.value("load_agents", "interval:09:00") == 1.0


def test_work_is_spread_over_the_intervals_in_which_it_is_done(book, plan):
    book.spell(0, "desk", at("9:30"), at("11:00"))
    serve(book, "voice", at("9:50"), at("10:20"))
    tally = measure(book.logs(), plan)
    assert tally.value("occupancy", "interval:09:00") == pytest.approx(10 / 30, rel=1e-15)
    assert tally.value("occupancy", "interval:10:00") == pytest.approx(20 / 60, rel=1e-15)
    assert tally.value("agents_present", "interval:09:00") == 0.5


def test_finishing_and_work_in_hand_at_the_end_are_work(book, plan):
    book.spell(0, "desk", at("9:00"), at("10:00"))
    contact = serve(book, "voice", at("9:00"), at("9:06"))
    finishing = (at("9:06"), at("9:30"), at("9:36"))
    book.served(contact, "desk/finishing", *finishing, "desk", 0)
    serve(book, "voice", at("9:48"), NEVER)
    tally = measure(book.logs(ended=at("10:00")), plan)
    assert tally.value("occupancy") == pytest.approx((6 + 6 + 12) / 60, rel=1e-15)


def test_only_time_inside_the_measured_window_counts(book, plan):
    book.spell(0, "desk", at("22:00", day=-1), at("1:00"))
    book.spell(0, "desk", at("23:00"), at("2:00", day=1))
    serve(book, "voice", at("23:00", day=-1), at("0:30"))
    tally = measure(book.logs(), plan)
    assert tally.value("agent_hours") == 2.0
    assert tally.value("occupancy") == 0.25


def test_paid_hours_and_cost_divide_by_the_share_left_after_shrinkage(book, plan):
    book.spell(0, "desk", at("8:00"), at("18:00"))
    book.spell(2, "experts", at("8:00"), at("12:00"))
    serve(book, "voice", at("9:00"), at("14:00"))
    tally = measure(book.logs(), plan)
    assert tally.value("paid_hours", "team:desk") == pytest.approx(10 / 0.8, rel=1e-12)
    assert tally.value("paid_hours", "tier:2") == pytest.approx(4 / 0.5, rel=1e-12)
    assert tally.value("paid_hours") == pytest.approx(20.5, rel=1e-12)
    assert tally.value("fte") == pytest.approx(20.5 / 8, rel=1e-12)
    assert tally.value("agents_cost") == pytest.approx(12.5 * 40 + 8 * 60, rel=1e-9)
    assert tally.value("utilisation") == pytest.approx(5 / 20.5, rel=1e-12)
    assert tally.value("occupancy", "team:experts") == 0.0


def test_overtime_is_presence_beyond_schedule(book, plan):
    # Scheduled: two at the desk and one expert from 8 to 18.
    book.spell(0, "desk", at("8:00"), at("18:00"))
    book.spell(1, "desk", at("8:00"), at("18:30"))
    book.spell(2, "experts", at("8:00"), at("18:15"))
    tally = measure(book.logs(), plan)
    assert tally.value("overtime_hours") == 0.75
    assert tally.value("overtime_hours", "team:desk") == 0.5


def test_overtime_of_the_day_before_counts_from_midnight_on(book, plan):
    book.spell(0, "desk", at("8:00", day=-1), at("1:30"))
    tally = measure(book.logs(), plan)
    assert tally.value("overtime_hours") == 1.5


def test_cost_is_agents_bots_and_concessions_of_the_window(book, plan):
    book.spell(0, "desk", at("8:00"), at("12:00"))
    for opened in (at("9:00"), at("23:59", day=-1)):
        contact = book.contact(book.case(opened), "voice", opened, bot="robo")
        book.bot(contact, opened, opened + 60)
    for closed in (at("10:00"), at("10:00", day=1)):
        case = book.case(at("9:00"), reason="refund", asked=80.0, paid=70.0)
        book.contact(case, "voice", at("9:00"), closed=closed, team="desk", paid=70.0)
    tally = measure(book.logs(), plan)
    assert tally.value("bots_cost") == 12.0 + 0.5
    assert tally.value("bots_cost", "bot:robo") == 12.5
    assert tally.value("concessions_paid") == 70.0
    assert tally.value("concessions_paid", "team:desk") == 70.0
    assert tally.value("cost") == pytest.approx(4 / 0.8 * 40 + 12.5 + 70.0, rel=1e-12)
    assert tally.value("cost_per_case") == pytest.approx(282.5 / 3, rel=1e-12)
