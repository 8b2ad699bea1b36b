"""Cases, contacts, claims and bots, against counts done by hand."""

import pytest
from handmade import NEVER, at

from sim.centre.log import CaseOutcome, ContactOutcome, VisitOutcome
from sim.measure import measure
from sim.plan.codes import Cause


def answered(book, contact, start, step="desk", agent=0, channel="voice"):
    book.served(contact, f"{step}/{channel}", start, start + 30, start + 300, step, agent)


def agent_case(book, opened, outcome=ContactOutcome.RESOLVED, **more):
    """A case that one agent ends at once."""
    solved = outcome == ContactOutcome.RESOLVED
    case = book.case(
        opened, CaseOutcome.RESOLVED if solved else CaseOutcome.GIVEN_UP, opened + 300, **more
    )
    contact = book.contact(case, "voice", opened, outcome, opened + 300, team="desk")
    answered(book, contact, opened)
    return case


def bot_contact(book, outcome, opened=None, visit=VisitOutcome.DONE):
    opened = at("9:00") if opened is None else opened
    solved = outcome == ContactOutcome.CONTAINED
    case = book.case(opened, CaseOutcome.SOLVED_BY_BOT if solved else CaseOutcome.GIVEN_UP)
    contact = book.contact(case, "chat", opened, outcome, opened + 60, bot="robo")
    book.bot(contact, opened, opened + 60, visit)
    return case, contact


def repeat(book, case, start, outcome, cause=Cause.UNRESOLVED, number=1, channel="voice"):
    return book.contact(case, channel, start, outcome, start + 300, cause=cause, number=number)


def test_resolution_by_truth_and_by_the_centre_s_records_differ(book, plan):
    agent_case(book, at("9:00"))
    agent_case(book, at("9:05"), ContactOutcome.CLOSED_UNSOLVED)
    agent_case(book, at("9:10"), ContactOutcome.UNRESOLVED)
    bot_contact(book, ContactOutcome.CONTAINED)
    bot_contact(book, ContactOutcome.FALSELY_CONTAINED)
    tally = measure(book.logs(), plan)
    assert tally.value("resolution_rate") == 2 / 5
    assert tally.value("resolved_claimed") == 4 / 5
    assert tally.value("deflection_rate") == 1 / 5
    assert tally.value("first_contact_resolution") == 2 / 5
    assert tally.value("immediate_resolution") == 1 / 3


def test_a_case_that_saw_an_agent_first_is_not_deflected_by_the_bot_that_solves_it(book, plan):
    bot_contact(book, ContactOutcome.CONTAINED)
    opened, again = at("9:00"), at("11:00")
    case = book.case(opened, CaseOutcome.SOLVED_BY_BOT, again + 60)
    first = book.contact(case, "voice", opened, ContactOutcome.UNRESOLVED, opened + 300)
    answered(book, first, opened)
    second = book.contact(
        case,
        "chat",
        again,
        ContactOutcome.CONTAINED,
        again + 60,
        cause=Cause.UNRESOLVED,
        number=1,
        bot="robo",
    )
    book.bot(second, again, again + 60)
    tally = measure(book.logs(), plan)
    assert tally.value("resolution_rate") == 1.0
    assert tally.value("deflection_rate") == 1 / 2


def test_a_case_is_followed_beyond_the_window_and_one_opened_before_is_not_counted(book, plan):
    opened, again = at("17:00"), at("9:00", day=1)
    case = book.case(opened, CaseOutcome.RESOLVED, again + 300)
    first = book.contact(case, "voice", opened, ContactOutcome.ABANDONED, opened + 60)
    book.unserved(first, "desk/voice", opened, opened + 60, VisitOutcome.ABANDONED)
    second = repeat(book, case, again, ContactOutcome.RESOLVED, Cause.ABANDONED)
    answered(book, second, again)
    agent_case(book, at("10:00", day=-1))
    tally = measure(book.logs(), plan)
    assert tally.value("cases") == 1
    assert tally.value("contacts") == 1
    assert tally.value("resolution_rate") == 1.0
    assert tally.value("first_contact_resolution") == 0.0
    assert tally.value("immediate_resolution") == 1.0
    assert tally.value("repeat_rate") == 1.0
    assert tally.value("contacts_per_case") == 2.0
    assert tally.value("agent_contacts_per_case") == 1.0
    assert tally.value("time_to_resolution_s") == again + 300 - opened
    assert tally.flows["gave up waiting", "back again"] == 1


def test_immediate_means_first_agent_contact_one_agent_no_approval(book, plan):
    agent_case(book, at("9:00"))
    # A second agent.
    case = book.case(at("9:10"), CaseOutcome.RESOLVED, at("9:30"))
    contact = book.contact(case, "voice", at("9:10"), ContactOutcome.RESOLVED, at("9:30"))
    answered(book, contact, at("9:10"))
    answered(book, contact, at("9:20"), "experts", 2)
    # Approval by another.
    case = book.case(at("9:40"), CaseOutcome.RESOLVED, at("9:59"), reason="refund", asked=90.0)
    contact = book.contact(
        case, "voice", at("9:40"), ContactOutcome.RESOLVED, at("9:59"), approvals=1, team="desk"
    )
    answered(book, contact, at("9:40"))
    book.level(contact, at("9:45"), at("9:55"))
    # Resolved in the second contact with an agent.
    case = book.case(at("10:00"), CaseOutcome.RESOLVED, at("12:05"))
    first = book.contact(case, "voice", at("10:00"), ContactOutcome.UNRESOLVED, at("10:05"))
    answered(book, first, at("10:00"))
    second = repeat(book, case, at("12:00"), ContactOutcome.RESOLVED)
    answered(book, second, at("12:00"))
    tally = measure(book.logs(), plan)
    assert tally.value("immediate_resolution") == 1 / 4
    assert tally.value("first_contact_resolution") == 3 / 4
    assert tally.value("escalation_rate") == 1 / 5
    assert tally.value("escalation_rate", "team:desk") == 1 / 5
    assert tally.value("approval_rate") == 1 / 5
    assert tally.flows["step:desk", "step:experts"] == 1
    assert tally.flows["step:experts", "resolved"] == 1
    assert tally.flows["step:desk", "approval"] == 1
    assert tally.flows["approval", "resolved"] == 1


def test_a_chase_is_failure_demand_but_no_repeat_and_no_first_try(book, plan):
    opened = at("9:00")
    case = book.case(opened, CaseOutcome.RESOLVED, at("16:00"), reason="refund", asked=90.0)
    parked = book.contact(
        case, "voice", opened, ContactOutcome.RESOLVED, at("16:00"), approvals=1, team="desk"
    )
    answered(book, parked, opened)
    book.level(parked, opened + 300, at("15:00"))
    chase = repeat(book, case, at("11:00"), ContactOutcome.INFORMED, Cause.CHASE, number=0)
    answered(book, chase, at("11:00"))
    tally = measure(book.logs(), plan)
    assert tally.value("repeat_rate") == 0.0
    assert tally.value("failure_demand") == 1 / 2
    assert tally.value("contacts_per_case") == 2.0
    assert tally.value("first_contact_resolution") == 1.0
    assert tally.value("immediate_resolution") == 0.0
    assert ("approval", "back again") not in tally.flows
    assert ("informed", "back again") not in tally.flows
    assert tally.flows["chases", "step:desk"] == 1


def test_the_three_ends_of_meeting_the_bot_and_its_rates(book, plan):
    bot_contact(book, ContactOutcome.CONTAINED)
    bot_contact(book, ContactOutcome.CONTAINED)
    bot_contact(book, ContactOutcome.FALSELY_CONTAINED)
    bot_contact(book, ContactOutcome.LEFT_IN_BOT)
    bot_contact(book, ContactOutcome.OPEN, visit=VisitOutcome.RUNNING)
    _, passed = bot_contact(book, ContactOutcome.RESOLVED)
    answered(book, passed, at("9:01"), channel="chat")
    tally = measure(book.logs(), plan)
    counts = {
        name: tally.value(name, "bot:robo")
        for name in ("met_bot", "contained", "falsely_contained", "left_in_bot", "passed_on")
    }
    assert counts == {
        "met_bot": 6,
        "contained": 3,
        "falsely_contained": 1,
        "left_in_bot": 1,
        "passed_on": 1,
    }
    assert tally.value("still_in_bot") == 1
    assert tally.value("containment_rate") == 3 / 6
    assert tally.value("containment_rate_vendor") == 4 / 6
    assert tally.value("false_containment_rate") == 1 / 3
    assert tally.value("time_to_agent_s") == 60 + 30
    assert tally.flows["bot:robo", "step:desk"] == 1
    assert tally.flows["bot:robo", "solved by bot"] == 2


def test_claims_are_decided_alone_or_above_or_refused(book, plan):
    def claim(outcome, approvals, paid):
        case = book.case(at("9:00"), reason="refund", asked=100.0)
        book.contact(
            case,
            "voice",
            at("9:00"),
            outcome,
            at("9:30"),
            approvals=approvals,
            paid=paid,
            team="desk",
        )

    claim(ContactOutcome.RESOLVED, 0, 100.0)
    claim(ContactOutcome.RESOLVED, 0, 60.0)
    claim(ContactOutcome.RESOLVED, 1, 95.0)
    claim(ContactOutcome.REFUSED, 1, 0.0)
    claim(ContactOutcome.UNRESOLVED, 0, 0.0)
    agent_case(book, at("9:00"))  # asks for nothing
    tally = measure(book.logs(), plan)
    assert tally.value("claims_decided_alone") == 2 / 4
    assert tally.value("claims_refused") == 1 / 4
    assert tally.value("concession_per_claim") == pytest.approx(255 / 4, rel=1e-15)
    assert tally.value("concessions_paid") == 255.0
    assert tally.value("claims_refused", "team:desk") == 1 / 4


def email(book, arrived, answered_at):
    contact = book.contact(book.case(arrived), "email", arrived)
    if answered_at is None:
        book.unserved(contact, "desk/email", arrived, NEVER, VisitOutcome.WAITING)
    else:
        end = answered_at + 300
        book.served(contact, "desk/email", arrived, answered_at, end, "desk", 0)
    return contact


def test_the_answer_clock_stands_still_while_the_channel_is_closed(book, plan):
    email(book, at("17:30"), at("8:30", day=1))  # 30 min in the evening, 30 in the morning
    email(book, at("17:30"), at("8:31", day=1))
    email(book, at("20:00"), at("9:00", day=1))
    email(book, at("7:00"), at("8:59"))
    tally = measure(book.logs(), plan)
    assert tally.value("email_on_time") == 3 / 4
    assert tally.value("email_on_time", "channel:email") == 3 / 4


def test_an_email_whose_clock_still_runs_when_the_play_ends_is_not_judged(book, plan):
    email(book, at("17:30"), None)
    email(book, at("12:00"), None)
    email(book, at("12:00"), at("12:30"))
    tally = measure(book.logs(ended=at("18:00")), plan)
    assert tally.value("email_on_time") == 1 / 2


def test_the_backlog_is_what_waits_when_the_window_ends_whenever_it_came(book, plan):
    email(book, at("17:30", day=-1), at("9:00", day=1))
    email(book, at("17:30"), at("9:00", day=1))
    email(book, at("17:30"), None)
    email(book, at("12:00"), at("17:00"))
    email(book, at("9:00", day=1), at("10:00", day=1))
    waiting = book.contact(book.case(at("17:59")), "voice", at("17:59"))
    book.unserved(waiting, "desk/voice", at("17:59"), NEVER, VisitOutcome.WAITING)
    tally = measure(book.logs(), plan)
    assert tally.value("email_backlog") == 3
    assert tally.value("email_backlog", "queue:desk/email") == 3


def test_a_closed_out_contact_is_counted_and_turned_away(book, plan):
    case = book.case(at("20:00"), CaseOutcome.GIVEN_UP, at("20:00"))
    book.contact(case, "voice", at("20:00"), ContactOutcome.CLOSED_OUT, at("20:00"))
    tally = measure(book.logs(), plan)
    assert tally.value("closed_out") == 1
    assert tally.value("closed_out", "interval:20:00") == 1
    assert tally.flows == {("first contacts", "turned away"): 1}


def test_productivity_is_cases_resolved_by_agents_over_their_hours(book, plan):
    book.spell(0, "desk", at("8:00"), at("10:00"))
    for minute in ("9:00", "9:10", "9:20"):
        agent_case(book, at(minute))
    bot_contact(book, ContactOutcome.CONTAINED)
    tally = measure(book.logs(), plan)
    assert tally.value("cases_per_agent_hour") == 1.5
    assert tally.value("cost_per_resolution") == pytest.approx((2 / 0.8 * 40 + 12.5) / 4, rel=1e-12)
