"""What telephony, bot platform and CRM show of a morning, worked out with a pencil."""

import numpy as np
import pytest
from handmade import Book, at, centre

from sim.centre.log import ContactOutcome, VisitOutcome
from sim.errors import UsageError
from sim.observed.observe import observe
from sim.plan.codes import Cause

HOUR = np.timedelta64(1, "h")
NINE = np.datetime64("2024-01-01T09:00")


@pytest.fixture(scope="module")
def morning():
    """Seven contacts of six customers at a desk of two; the threshold is 20 s, short is 5 s."""
    book = Book(centre())
    for clock in ("9:00", "9:01", "9:02", "9:10", "9:58:30", "9:59:50"):
        book.case(at(clock))
    book.spell(0, "desk", at("9:00"), at("10:30"))
    book.spell(1, "desk", at("9:00"), at("10:30"))
    queue = "desk/voice"

    one = book.contact(0, "voice", at("9:00"), ContactOutcome.RESOLVED, at("9:03:10"), team="desk")
    book.served(one, queue, at("9:00"), at("9:00:10"), at("9:03:40"), "desk", 0, at("9:03:10"))
    one = book.contact(1, "voice", at("9:01"), ContactOutcome.ABANDONED, at("9:01:30"))
    book.unserved(one, queue, at("9:01"), at("9:01:30"), VisitOutcome.ABANDONED)
    one = book.contact(2, "voice", at("9:02"), ContactOutcome.ABANDONED, at("9:02:03"))
    book.unserved(one, queue, at("9:02"), at("9:02:03"), VisitOutcome.ABANDONED)
    one = book.contact(
        3, "voice", at("9:10"), ContactOutcome.FALSELY_CONTAINED, at("9:11"), bot="robo"
    )
    book.bot(one, at("9:10"), at("9:11"))
    # Passed on by the bot and answered after exactly 20 s; the talk goes on past ten.
    one = book.contact(4, "voice", at("9:58:30"), ContactOutcome.RESOLVED, at("10:01:30"))
    book.bot(one, at("9:58:30"), at("9:59:30"))
    book.served(one, queue, at("9:59:30"), at("9:59:50"), at("10:02"), "desk", 1, at("10:01:30"))
    one = book.contact(5, "voice", at("9:59:50"), ContactOutcome.BLOCKED, at("9:59:50"))
    book.unserved(one, queue, at("9:59:50"), at("9:59:50"), VisitOutcome.BLOCKED)
    again = {"cause": Cause.ABANDONED, "number": 1, "team": "desk"}
    one = book.contact(
        1, "voice", at("10:05"), ContactOutcome.CLOSED_UNSOLVED, at("10:15"), **again
    )
    book.served(one, queue, at("10:05"), at("10:05"), at("10:15"), "desk", 0)
    return observe(book.logs(), book.plan)


def row(table, **where):
    """The one row in which columns have these values, as a dictionary."""
    here = np.logical_and.reduce([table[name] == value for name, value in where.items()])
    assert here.sum() == 1, where
    return {name: column[here][0] for name, column in table.items()}


def test_an_interval_of_a_queue_is_its_contacts(morning):
    found = row(morning.queues, queue="desk/voice", interval_start=NINE)
    expected = {
        "interval_end": NINE + HOUR, "channel": "voice", "offered": 5, "answered": 2,
        "abandoned": 2, "blocked": 1, "flow_out": 0, "callback_taken": 0, "cleared": 0,
        "still_waiting": 0, "short_abandoned": 1, "answered_within": 2, "abandoned_within": 1,
        "callback_within": 0, "sl_pct": 40.0, "asa_s": 15.0, "avg_wait_s": 15.75,
        "avg_abandon_s": 16.5, "max_wait_s": 30.0, "wait_p50_s": 10.0, "wait_p90_s": 30.0,
        "handled": 2, "talk_s": 280.0, "hold_s": 0.0, "acw_s": 60.0, "aht_s": 170.0,
        "repeat_contacts": 0,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected


def test_who_calls_again_is_a_repeat_in_the_interval_of_the_second_call(morning):
    found = row(morning.queues, queue="desk/voice", interval_start=NINE + HOUR)
    assert (found["offered"], found["repeat_contacts"], found["asa_s"]) == (1, 1, 0.0)


def test_an_interval_without_contacts_has_zeros_and_no_means(morning):
    found = row(morning.queues, queue="experts/voice", interval_start=NINE)
    assert (found["offered"], found["answered_within"], found["talk_s"]) == (0, 0, 0)
    assert all(np.isnan(found[name]) for name in ("sl_pct", "asa_s", "max_wait_s", "wait_p50_s"))


def test_a_channel_without_a_threshold_has_none_of_its_figures(morning):
    found = row(morning.queues, queue="desk/email", interval_start=NINE)
    judged = ("short_abandoned", "answered_within", "abandoned_within", "callback_within", "sl_pct")
    assert all(np.isnan(found[name]) for name in judged)


def test_agents_time_lies_in_the_interval_in_which_it_was_spent(morning):
    spent = ("online_s", "busy_s", "idle_s", "talk_s", "hold_s", "acw_s", "case_work_s", "handled")
    expected = {
        (0, 0): (3600, 210, 3390, 180, 0, 30, 0, 1),
        (1, 0): (3600, 10, 3590, 10, 0, 0, 0, 0),
        (0, 1): (1800, 600, 1200, 600, 0, 0, 0, 1),
        (1, 1): (1800, 120, 1680, 90, 0, 30, 0, 1),
    }
    assert morning.agents["agent"].size == len(expected)
    for (agent, hour), values in expected.items():
        found = row(morning.agents, agent=agent, interval_start=NINE + hour * HOUR)
        assert tuple(found[name] for name in spent) == values
        assert found["team"] == "desk"
        assert found["occupancy_pct"] == pytest.approx(100 * values[1] / values[0])


def test_visits_are_those_to_queues_with_their_times(morning):
    found = row(morning.visits, contact_id=4)
    assert str(found["enqueued"]) == "2024-01-01T09:59:30.000000"
    assert str(found["answered"]) == "2024-01-01T09:59:50.000000"
    assert (found["wait_s"], found["talk_s"], found["hold_s"], found["acw_s"]) == (20, 100, 0, 30)
    assert (found["team"], found["agent"], found["outcome"]) == ("desk", 1, "answered")
    lost = row(morning.visits, contact_id=1)
    assert (lost["wait_s"], lost["team"], lost["agent"]) == (30, "", -1)
    assert np.isnan([lost["talk_s"], lost["hold_s"], lost["acw_s"]]).all()
    assert np.isnat(lost["answered"])


def test_a_bot_counts_as_contained_whom_it_did_not_help(morning):
    assert morning.bot_sessions["outcome"].tolist() == ["contained", "passed on"]
    assert morning.bot_sessions["session_s"].tolist() == [60.0, 60.0]
    assert morning.bot_sessions["contact_id"].tolist() == [3, 4]


def test_contacts_stand_in_order_of_arrival_with_what_was_noted_of_them(morning):
    contacts = morning.contacts
    assert contacts["contact_id"].tolist() == list(range(7))
    assert contacts["customer_id"].tolist() == [0, 1, 2, 3, 4, 5, 1]
    assert contacts["contact_number"].tolist() == [1, 1, 1, 1, 1, 1, 2]
    noted = ["billing", "", "", "billing", "billing", "", "billing"]
    assert contacts["reason"].tolist() == noted
    assert contacts["outcome"].tolist() == [
        "closed as solved", "abandoned", "abandoned", "contained", "closed as solved", "blocked",
        "closed as solved",
    ]  # fmt: skip


def test_chats_beside_each_other_make_an_agent_busy_once_and_talk_twice():
    book = Book(centre())
    book.spell(0, "desk", at("9:00"), at("10:00"))
    for begin, end in (("9:10", "9:20"), ("9:15", "9:30"), ("9:30", "9:31")):
        contact = book.contact(book.case(at(begin)), "chat", at(begin))
        book.served(contact, "desk/chat", at(begin), at(begin), at(end), "desk", 0)
    (busy_s,), (talk_s,) = (
        observe(book.logs(), book.plan).agents[name].tolist() for name in ("busy_s", "talk_s")
    )
    assert (busy_s, talk_s) == (21 * 60, 26 * 60)


def test_a_held_line_is_hold_and_what_goes_on_at_the_end_goes_on_in_the_records():
    book = Book(centre())
    book.spell(0, "desk", at("9:00"), at("9:30"))
    contact = book.contact(book.case(at("9:00")), "voice", at("9:00"))
    book.served(contact, "desk/voice", at("9:00"), at("9:00"), at("9:20"), "desk", 0, at("9:05"))
    book.visits[-1]["released_s"] = at("9:15")
    contact = book.contact(book.case(at("9:25")), "voice", at("9:25"))
    never = float("nan")
    book.served(contact, "desk/voice", at("9:25"), at("9:25"), never, "desk", 0, never)
    seen = observe(book.logs(ended=at("9:30")), book.plan)
    agent = {name: column[0] for name, column in seen.agents.items() if name.endswith("_s")}
    assert (agent["talk_s"], agent["hold_s"], agent["acw_s"]) == (600, 600, 300)
    assert (agent["busy_s"], agent["idle_s"]) == (1500, 300)
    assert seen.visits["hold_s"].tolist()[0] == 600
    assert np.isnan(seen.visits["talk_s"][1])
    assert row(seen.queues, queue="desk/voice", interval_start=NINE)["handled"] == 1


def test_finishing_a_parked_case_is_the_agents_work_and_nobodys_visit():
    book = Book(centre())
    book.spell(0, "desk", at("9:00"), at("10:00"))
    contact = book.contact(book.case(at("9:00")), "voice", at("9:00"))
    book.level(contact, at("9:00"), at("9:10"))
    book.served(contact, "desk/finishing", at("9:10"), at("9:12"), at("9:15"), "desk", 0)
    seen = observe(book.logs(), book.plan)
    assert seen.visits["contact_id"].size == 0
    assert seen.queues["offered"].sum() == 0
    assert (seen.agents["case_work_s"][0], seen.agents["busy_s"][0]) == (180, 180)
    assert seen.approvals["level"].tolist() == ["boss"]
    assert str(seen.approvals["decided"][0]) == "2024-01-01T09:10:00.000000"


def test_dates_are_those_of_the_day_that_is_named():
    book = Book(centre())
    book.contact(book.case(at("9:00")), "voice", at("9:00"))
    seen = observe(book.logs(), book.plan, first_day="2025-03-31")
    assert str(seen.contacts["initiated"][0]) == "2025-03-31T09:00:00.000000"
    assert str(seen.queues["interval_start"][0]) == "2025-03-30T00:00:00.000000"


@pytest.mark.parametrize("day", ["someday", "2024-13-01", "", "today"])
def test_what_is_no_date_is_refused(day):
    book = Book(centre())
    with pytest.raises(UsageError, match=f'first_day = "{day}": must be a date, such as'):
        observe(book.logs(), book.plan, first_day=day)


def test_an_email_laid_aside_for_a_call_is_talk_without_the_time_it_lay():
    """Twenty minutes from begin to end, five of them another's: the agent is busy throughout."""
    book = Book(centre())
    book.spell(0, "desk", at("9:00"), at("10:00"))
    mail = book.contact(book.case(at("9:00")), "email", at("9:00"))
    book.served(mail, "desk/email", at("9:00"), at("9:00"), at("9:20"), "desk", 0)
    book.visits[-1]["interrupted_s"] = 300.0
    call = book.contact(book.case(at("9:05")), "voice", at("9:05"))
    book.served(call, "desk/voice", at("9:05"), at("9:05"), at("9:10"), "desk", 0)
    seen = observe(book.logs(), book.plan)
    assert seen.visits["talk_s"].tolist() == [900.0, 300.0]
    assert row(seen.queues, queue="desk/email", interval_start=NINE)["aht_s"] == 900.0
    assert (seen.agents["busy_s"][0], seen.agents["talk_s"][0]) == (1200, 1500)
