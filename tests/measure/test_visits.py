"""Counts, waits, service levels and handle times, against sums done by hand."""

from math import isnan

import pytest
from handmade import NEVER, Book, at, centre

from sim.centre.log import VisitOutcome
from sim.measure import measure
from sim.measure.passes.scalars import ticks
from sim.measure.waits import WAIT_EDGES_S


def voice_of_four(book):
    """Four callers at 9: answered after 0 s and 20 s, gone after 4 s and 30 s."""
    waits = [("answered", 0), ("answered", 20), ("abandoned", 4), ("abandoned", 30)]
    for number, (end, wait) in enumerate(waits):
        joined = at("9:00") + number
        contact = book.contact(book.case(joined), "voice", joined)
        if end == "answered":
            book.served(contact, "desk/voice", joined, joined + wait, joined + 200, "desk", 0)
        else:
            book.unserved(contact, "desk/voice", joined, joined + wait, VisitOutcome.ABANDONED)


def test_waits_are_means_over_those_they_name(book, plan):
    voice_of_four(book)
    tally = measure(book.logs(), plan)
    assert tally.value("asa_s") == (0 + 20) / 2
    assert tally.value("wait_abandoned_s") == (4 + 30) / 2
    assert tally.value("wait_mean_s") == (0 + 20 + 4 + 30) / 4
    assert tally.value("wait_share") == 3 / 4
    assert tally.value("abandonment_rate") == 2 / 4


def test_each_named_service_level_is_its_own_formula(book, plan):
    voice_of_four(book)  # in time: answered 0 s, answered at the threshold itself; gone after 4 s
    tally = measure(book.logs(), plan)
    assert tally.value("service_level") == 2 / 4
    assert tally.value("service_level_answered_over_offered") == 2 / 4
    assert tally.value("service_level_genesys") == 2 / 4
    assert tally.value("service_level_amazon_connect") == 3 / 4
    assert tally.value("service_level_answered_only") == 2 / 2
    assert tally.value("service_level_talkdesk") == 2 / 3


def test_the_service_level_of_all_uses_each_channel_s_own_threshold_and_formula(book, plan):
    voice_of_four(book)
    joined = at("10:00")
    chat = book.contact(book.case(joined), "chat", joined)
    book.served(chat, "desk/chat", joined, joined + 60, joined + 90, "desk", 0)
    blocked = book.contact(book.case(joined), "chat", joined)
    book.unserved(blocked, "desk/chat", joined, joined, VisitOutcome.BLOCKED)
    tally = measure(book.logs(), plan)
    # Chat counts by its own formula: one answered in 60 s of one answered or abandoned.
    assert tally.value("service_level", "channel:chat") == 1.0
    assert tally.value("service_level") == (2 + 1) / (4 + 1)
    assert tally.value("service_level_answered_over_offered") == (2 + 1) / (4 + 2)
    assert tally.value("service_level_amazon_connect") == (3 + 1) / (4 + 1)


def test_a_wait_of_exactly_the_threshold_is_in_time_and_a_microsecond_more_is_not(book, plan):
    for joined, wait in ((at("9:00") + 0.1, 20.0), (at("10:00") + 0.1, 20.0 + 2e-6)):
        contact = book.contact(book.case(joined), "voice", joined)
        answered = joined + wait
        book.served(contact, "desk/voice", joined, answered, answered + 9, "desk", 0)
    tally = measure(book.logs(), plan)
    assert tally.value("service_level", "interval:09:00") == 1.0
    assert tally.value("service_level", "interval:10:00") == 0.0


def abandoned(book, channel, joined, wait):
    contact = book.contact(book.case(joined), channel, joined)
    book.unserved(contact, f"desk/{channel}", joined, joined + wait, VisitOutcome.ABANDONED)


def test_an_abandon_is_short_below_the_stated_seconds_only(book, plan):
    voice_of_four(book)
    abandoned(book, "voice", at("9:30"), 5.0)
    abandoned(book, "voice", at("9:40"), 7.0)
    tally = measure(book.logs(), plan)
    assert tally.value("service_level_talkdesk") == 2 / (6 - 1)


def test_who_leaves_at_once_instead_of_waiting_was_not_answered_at_once(book, plan):
    voice_of_four(book)
    abandoned(book, "voice", at("9:30"), 0.0)
    tally = measure(book.logs(), plan)
    assert tally.value("wait_share") == 4 / 5


def test_times_are_rounded_to_the_nearest_microsecond_or_so():
    assert [ticks(time) for time in (1.0, 1.0 - 1e-9, 1.0 + 1e-9)] == [2**20] * 3
    assert ticks(NEVER) == 0


def test_blocked_visits_are_offered_but_have_no_wait(book, plan):
    voice_of_four(book)
    joined = at("9:30")
    contact = book.contact(book.case(joined), "voice", joined)
    book.unserved(contact, "desk/voice", joined, joined, VisitOutcome.BLOCKED)
    tally = measure(book.logs(), plan)
    assert tally.value("offered") == 5
    assert tally.value("blocked") == 1
    assert tally.value("wait_mean_s") == 54 / 4


def test_who_still_waits_when_the_play_ends_is_counted_but_in_no_mean(book, plan):
    voice_of_four(book)
    joined = at("9:30")
    contact = book.contact(book.case(joined), "voice", joined)
    book.unserved(contact, "desk/voice", joined, NEVER, VisitOutcome.WAITING)
    tally = measure(book.logs(), plan)
    assert tally.value("still_waiting") == 1
    assert tally.value("wait_mean_s") == 54 / 4
    assert tally.value("service_level") == 2 / 5


def test_quantiles_are_waits_that_occurred_the_smallest_that_suffices(book, plan):
    for wait in range(1, 21):
        joined = at("9:00")
        contact = book.contact(book.case(joined), "voice", joined)
        book.served(contact, "desk/voice", joined, joined + wait, joined + 99, "desk", 0)
    tally = measure(book.logs(), plan)
    assert tally.value("wait_p50_s") == 10.0
    assert tally.value("wait_p90_s") == 18.0
    assert tally.value("wait_p95_s") == 19.0
    assert tally.value("wait_p95_s", "interval:09:00") == 19.0


def test_email_waits_stay_out_of_all_but_have_their_own_scope(book, plan):
    voice_of_four(book)
    joined = at("9:00")
    email = book.contact(book.case(joined), "email", joined)
    book.served(email, "desk/email", joined, joined + 3600, joined + 3900, "desk", 1)
    tally = measure(book.logs(), plan)
    assert tally.value("wait_mean_s") == 54 / 4
    assert tally.value("wait_mean_s", "reason:billing") == 54 / 4
    assert tally.value("wait_mean_s", "channel:email") == 3600.0
    assert tally.value("abandonment_rate") == 2 / 4
    assert tally.value("offered") == 5
    assert tally.value("aht_s") == ((200 + 180) + 300) / 3


def test_a_visit_belongs_to_the_interval_and_the_day_in_which_its_contact_arrived(book, plan):
    arrived = at("8:59:50")
    contact = book.contact(book.case(arrived), "voice", arrived)
    book.served(contact, "desk/voice", at("9:01"), at("9:02"), at("9:05"), "desk", 0)
    late = at("23:59")
    after_midnight = book.contact(book.case(late), "email", late)
    joined = at("0:00", day=1)
    book.unserved(after_midnight, "desk/email", joined, NEVER, VisitOutcome.WAITING)
    yesterday = at("23:59", day=-1)
    other = book.contact(book.case(yesterday), "voice", yesterday)
    book.served(other, "desk/voice", at("0:01"), at("0:01"), at("0:02"), "desk", 0)
    tally = measure(book.logs(), plan)
    assert tally.value("offered") == 2
    assert tally.value("offered", "interval:08:00") == 1
    assert tally.value("offered", "interval:09:00") == 0
    assert tally.value("offered", "interval:23:00") == 1


def test_a_visit_counts_for_the_team_that_served_it_else_for_the_first_in_order(book, plan):
    joined = at("9:00")
    first, second = (book.contact(book.case(joined), "voice", joined) for _ in range(2))
    book.served(first, "experts/voice", joined, joined + 5, joined + 65, "experts", 2)
    book.unserved(second, "desk/voice", joined, joined + 9, VisitOutcome.ABANDONED)
    tally = measure(book.logs(), plan)
    assert tally.value("answered", "team:experts") == 1
    assert tally.value("answered", "tier:2") == 1
    assert tally.value("abandoned", "team:desk") == 1
    assert tally.value("abandoned", "queue:desk/voice") == 1


def test_handle_time_has_wrap_up_in_and_finishing_out(book, plan):
    joined = at("9:00")
    contact = book.contact(book.case(joined, reason="refund", asked=90.0), "voice", joined)
    book.served(contact, "desk/voice", joined, joined + 10, joined + 310, "desk", 0, joined + 250)
    book.level(contact, joined + 310, joined + 910)
    book.served(contact, "desk/finishing", joined + 910, joined + 920, joined + 999, "desk", 0)
    tally = measure(book.logs(), plan)
    assert tally.value("aht_s") == 300.0
    assert tally.value("offered") == 1


def test_work_in_hand_when_the_play_ends_is_answered_but_not_yet_handled(book, plan):
    joined = at("9:00")
    contact = book.contact(book.case(joined), "voice", joined)
    book.served(contact, "desk/voice", joined, joined + 10, NEVER, "desk", 0)
    tally = measure(book.logs(), plan)
    assert tally.value("answered") == 1
    assert tally.value("asa_s") == 10.0
    assert isnan(tally.value("aht_s"))


def test_the_mean_queue_is_time_waited_in_the_window_over_opening_hours(book, plan):
    joined = at("9:50")
    contact = book.contact(book.case(joined), "voice", joined)
    book.unserved(contact, "desk/voice", joined, at("10:30"), VisitOutcome.ABANDONED)
    tally = measure(book.logs(), plan)
    assert tally.value("queue_mean", "interval:09:00") == 10 / 60
    assert tally.value("queue_mean", "interval:10:00") == 30 / 60
    assert tally.value("queue_mean") == pytest.approx(40 / 600, rel=1e-15)
    assert tally.value("queue_mean", "channel:chat") == 0.0


def test_the_histogram_tells_waits_of_answered_and_abandoned_apart(book, plan):
    voice_of_four(book)
    email = book.contact(book.case(at("9:00")), "email", at("9:00"))
    book.served(email, "desk/email", at("9:00"), at("9:30"), at("9:40"), "desk", 1)
    tally = measure(book.logs(), plan)
    bins = dict(zip(WAIT_EDGES_S, tally.wait_histogram.T.tolist(), strict=False))
    assert bins[0.0] == [1, 0]
    assert bins[5.0] == [0, 1]
    assert bins[20.0] == [1, 0]
    assert bins[30.0] == [0, 1]
    assert tally.wait_histogram.sum() == 4


def test_a_channel_without_a_threshold_has_no_service_level(book, plan):
    joined = at("9:00")
    email = book.contact(book.case(joined), "email", joined)
    book.served(email, "desk/email", joined, joined, joined + 60, "desk", 1)
    tally = measure(book.logs(), plan)
    assert isnan(tally.value("service_level"))
    assert isnan(tally.value("service_level", "channel:email"))


def test_without_nights_the_window_begins_after_the_warm_up():
    text = """
    title = "One queue"
    [horizon]
    lasts = "10h"
    warm_up = "2h"
    interval = "1h"
    [channels.voice]
    [reasons.any]
    volume = { cases_per_day = 100 }
    mix = { voice = 1 }
    route = ["desk"]
    handle_time = { exponential = "5m" }
    [teams.desk]
    channels = ["voice"]
    agents = 1
    """
    one_queue = centre(text)
    book = Book(one_queue)
    for arrived in (7199.0, 7200.0, 35999.0):
        contact = book.contact(book.case(arrived, reason="any", segment="all"), "voice", arrived)
        book.served(contact, "desk/voice", arrived, arrived + 60, arrived + 120, "desk", 0)
    book.spell(0, "desk", 0.0, 40000.0)
    tally = measure(book.logs(ended=40000.0), one_queue)
    assert tally.value("offered") == 2
    assert tally.value("offered", "interval:02:00") == 1
    assert tally.value("offered", "interval:09:00") == 1
    assert tally.value("agent_hours") == 8.0
    # Waiting inside [2 h, 10 h): 59 s of the first caller, 60 s of the second, 1 s of the third.
    assert tally.value("queue_mean") == pytest.approx((59 + 60 + 1) / 28800, rel=1e-15)
