"""What must hold for whatever happened: made-up logs of every kind of visit and ending."""

from math import isnan

import numpy as np
from handmade import DAY, NEVER, Book, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.centre.log import CaseOutcome, ContactOutcome, VisitOutcome
from sim.measure import REGISTER, measure
from sim.measure.parts import KINDS_OF_VIEW, PARTS
from sim.measure.scopes import scopes
from sim.plan.codes import Cause

UNSERVED = (
    VisitOutcome.ABANDONED,
    VisitOutcome.BLOCKED,
    VisitOutcome.CLEARED,
    VisitOutcome.WAITING,
)
AFTER = {
    VisitOutcome.ABANDONED: ContactOutcome.ABANDONED,
    VisitOutcome.BLOCKED: ContactOutcome.BLOCKED,
    VisitOutcome.CLEARED: ContactOutcome.CLEARED,
    VisitOutcome.WAITING: ContactOutcome.OPEN,
}
IN_BOT = (
    ContactOutcome.CONTAINED,
    ContactOutcome.FALSELY_CONTAINED,
    ContactOutcome.LEFT_IN_BOT,
    ContactOutcome.OPEN,
)
BY_AGENT = (
    ContactOutcome.RESOLVED,
    ContactOutcome.UNRESOLVED,
    ContactOutcome.CLOSED_UNSOLVED,
    ContactOutcome.REFUSED,
)


def made_up(plan, rng, count):
    """Logs of some cases with one to three contacts each, at random but consistent."""
    book = Book(plan)
    for agent, team in enumerate(("desk", "desk", "experts")):
        came = rng.uniform(DAY, 1.5 * DAY)
        book.spell(agent, team, came, came + rng.uniform(0, 0.8 * DAY))
    for _ in range(count):
        opened = rng.uniform(0.7 * DAY, 2.2 * DAY)
        reason = rng.choice(["billing", "refund"])
        case = book.case(
            opened,
            rng.choice(list(CaseOutcome)),
            opened + rng.exponential(3600.0),
            reason=reason,
            segment=rng.choice(["gold", "plain"]),
            asked=100.0 * (reason == "refund"),
        )
        for number in range(rng.integers(1, 4)):
            _contact(book, rng, case, opened + 7200.0 * number, number)
    return book.logs()


def _contact(book, rng, case, start, number):
    channel = rng.choice(["voice", "chat", "email"])
    cause = Cause.FIRST if number == 0 else rng.choice([Cause.UNRESOLVED, Cause.CHASE])
    with_bot = channel != "email" and rng.random() < 0.5
    ends = [*(IN_BOT if with_bot else ()), *AFTER.values(), *BY_AGENT]
    if not with_bot:
        ends.append(ContactOutcome.CLOSED_OUT)
    end = rng.choice(ends)
    in_bot = with_bot and end in IN_BOT and rng.random() < 0.7
    closed = NEVER if end == ContactOutcome.OPEN else start + rng.exponential(900.0)
    more = {
        "cause": cause,
        "number": number,
        "bot": "robo" if with_bot else None,
        "team": rng.choice(["desk", "experts"]) if end in BY_AGENT else None,
        "approvals": int(rng.integers(0, 2)),
        "repeated": int(rng.integers(0, 3)),
        "paid": round(rng.uniform(0, 90), 2) if end == ContactOutcome.RESOLVED else 0.0,
    }
    if not in_bot and end in IN_BOT and end != ContactOutcome.OPEN:
        end = ContactOutcome.RESOLVED
    contact = book.contact(case, channel, start, end, closed, **more)
    if with_bot:
        running = in_bot and end == ContactOutcome.OPEN
        book.bot(contact, start, NEVER if running else start + 60, _state(running))
    if in_bot or end == ContactOutcome.CLOSED_OUT:
        return
    _queues(book, rng, contact, channel, start + 60 * with_bot, end)


def _state(running):
    return VisitOutcome.RUNNING if running else VisitOutcome.DONE


def _queues(book, rng, contact, channel, joined, end):
    for step in ("desk", "experts")[: rng.integers(1, 3)]:
        wait = rng.exponential(60.0) * (rng.random() < 0.7)
        if end in AFTER.values():
            outcome = next(visit for visit, contact_end in AFTER.items() if contact_end == end)
            left = {VisitOutcome.BLOCKED: joined, VisitOutcome.WAITING: NEVER}
            book.unserved(
                contact, f"{step}/{channel}", joined, left.get(outcome, joined + wait), outcome
            )
            return
        ended = joined + wait + rng.exponential(300.0)
        # Only who serves chats at the desk may have several visits in hand.
        shares = step == "desk" and channel == "chat"
        agent = int(rng.integers(0, 2)) if shares else 3 + len(book.visits)
        book.served(contact, f"{step}/{channel}", joined, joined + wait, ended, step, agent)
        joined = ended
    if rng.random() < 0.3:
        book.level(contact, joined, joined + 600)
        finishing = (joined + 600, joined + 700, joined + 900)
        book.served(contact, "desk/finishing", *finishing, "desk", 3 + len(book.visits))


seeds = st.integers(0, 2**32 - 1)
counts = st.integers(0, 40)
few = settings(max_examples=40, deadline=None)


@few
@given(seeds, counts)
def test_the_order_of_rows_moves_no_bit(plan, seed, count):
    rng = np.random.default_rng(seed)
    logs = made_up(plan, rng, count)
    tally, other = measure(logs, plan), measure(shuffled(logs, rng), plan)
    assert tally.numerators.tobytes() == other.numerators.tobytes()
    assert tally.denominators.tobytes() == other.denominators.tobytes()
    assert tally.flows == other.flows
    assert tally.wait_histogram.tobytes() == other.wait_histogram.tobytes()


@few
@given(seeds, counts)
def test_totals_of_a_kind_of_scope_add_up_to_all(plan, seed, count):
    tally = measure(made_up(plan, np.random.default_rng(seed), count), plan)
    by_kind = scopes(plan)
    partial = {"bot", "team", "tier"}  # not every contact meets a bot or is answered by a team
    for kpi in REGISTER.values():
        if kpi.kind != "total" or "all" not in kpi.scopes:
            continue
        everywhere = KINDS_OF_VIEW[PARTS[kpi.numerator].view] if kpi.unit == "count" else ()
        for kind in kpi.scopes:
            is_visit = PARTS[kpi.numerator].view == "visits"
            if kind in everywhere and (kind not in partial or is_visit):
                total = sum(tally.value(kpi.name, scope) for scope in by_kind[kind])
                assert total == tally.value(kpi.name), (kpi.name, kind)


@few
@given(seeds, counts)
def test_live_waits_of_the_live_channels_add_up_to_all(plan, seed, count):
    tally = measure(made_up(plan, np.random.default_rng(seed), count), plan)
    place = {figure: number for number, figure in enumerate(tally.layout)}
    for name in ("wait_mean_s", "service_level", "abandonment_rate", "asa_s"):
        for side in (tally.numerators, tally.denominators):
            live = sum(side[place[name, f"channel:{one}"]] for one in ("voice", "chat"))
            assert side[place[name, "all"]] == live
            teams = sum(side[place[name, f"team:{one}"]] for one in ("desk", "experts"))
            assert side[place[name, "all"]] == teams


@few
@given(seeds, counts)
def test_both_conservation_laws_hold_in_every_scope(plan, seed, count):
    tally = measure(made_up(plan, np.random.default_rng(seed), count), plan)
    by_kind = scopes(plan)
    outcomes = [
        "answered",
        "abandoned",
        "blocked",
        "flowed_out",
        "callback_taken",
        "cleared",
        "still_waiting",
    ]
    for scope in (scope for kind in REGISTER["offered"].scopes for scope in by_kind[kind]):
        ended = sum(tally.value(outcome, scope) for outcome in outcomes)
        assert tally.value("offered", scope) == ended
    doors = ["closed_out", "contained", "left_in_bot", "still_in_bot", "entered_queue"]
    for scope in (scope for kind in REGISTER["contacts"].scopes for scope in by_kind[kind]):
        assert tally.value("contacts", scope) == sum(tally.value(door, scope) for door in doors)
        met = sum(
            tally.value(end, scope)
            for end in ("contained", "left_in_bot", "passed_on", "still_in_bot")
        )
        assert tally.value("met_bot", scope) == met


@few
@given(seeds, counts)
def test_what_flows_into_a_stage_of_the_picture_flows_out_of_it(plan, seed, count):
    tally = measure(made_up(plan, np.random.default_rng(seed), count), plan)
    stages = {"bot:robo", "step:desk", "step:experts", "approval"}
    for stage in stages:
        comes = sum(n for (_, to), n in tally.flows.items() if to == stage)
        goes = sum(n for (came, _), n in tally.flows.items() if came == stage)
        assert comes == goes, stage
    sources = {"first contacts", "repeats", "chases"}
    assert sum(n for (came, _), n in tally.flows.items() if came in sources) == tally.value(
        "contacts"
    )


@few
@given(seeds, counts)
def test_shares_lie_between_0_and_1_and_quantiles_rise(plan, seed, count):
    tally = measure(made_up(plan, np.random.default_rng(seed), count), plan)
    for (name, scope), value in zip(tally.layout, tally.values, strict=True):
        # Made-up agents work outside their made-up hours: occupancy is no share of theirs.
        if REGISTER[name].unit == "share" and name not in {"occupancy", "utilisation"}:
            assert isnan(value) or 0.0 <= value <= 1.0, (name, scope)
    p50, p90, p95 = (tally.value(f"wait_p{percent}_s") for percent in (50, 90, 95))
    assert isnan(p50) or p50 <= p90 <= p95


@few
@given(seeds, counts)
def test_quantiles_are_those_of_numpy_by_the_inverted_cdf(plan, seed, count):
    logs = made_up(plan, np.random.default_rng(seed), count)
    tally = measure(logs, plan)
    visits, contacts = logs.visits, logs.contacts
    of = visits["contact"]
    arrived = contacts["arrived_s"][of]
    email = plan.names.channels.index("email")
    known = (
        (visits["kind"] == 1)
        & (arrived >= DAY)
        & (arrived < 2 * DAY)
        & np.isin(visits["outcome"], [VisitOutcome.ANSWERED, *UNSERVED[::2]])
        & (contacts["channel"][of] != email)
    )
    until = np.where(np.isnan(visits["answered_s"]), visits["ended_s"], visits["answered_s"])
    waits = (until - visits["joined_s"])[known]
    if len(waits):
        for percent in (50, 90, 95):
            expected = np.quantile(waits, percent / 100, method="inverted_cdf")
            assert abs(tally.value(f"wait_p{percent}_s") - expected) < 1e-5


def test_sums_too_large_for_a_double_are_still_exact(plan):
    """Twenty cases that took 2³⁰ seconds and one tick each: more than 2⁵³ ticks, none is lost."""
    book = Book(plan)
    lasted = 2.0**30 + 2.0**-20
    for _ in range(20):
        book.case(DAY, CaseOutcome.RESOLVED, DAY + lasted)
    tally = measure(book.logs(ended=2.0**31), plan)
    place = tally.layout.index(("time_to_resolution_s", "all"))
    assert tally.numerators[place] == 20 * (2**50 + 1) / 2**20
    assert 20 * (2**50 + 1) > 2**53
