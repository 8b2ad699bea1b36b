"""Whatever is played: nothing is lost on the way to the records, and figures agree with them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small import HORIZON, RICH, TWO_STEPS, edited, planned, play

import sim
from sim.centre.log import ContactOutcome, VisitKind, VisitOutcome
from sim.measure import measure
from sim.observed import words
from sim.observed.declared import TABLES
from sim.observed.document import observed_page
from sim.observed.observe import observe
from sim.tape import draw

ROOT = Path(__file__).parents[2]
A_DAY = (ROOT / "tests" / "centre" / "a_day.toml").read_text(encoding="utf-8")
# Short waits count, and each channel has another formula.
VOICE = '[channels.voice]\npatience = { exponential = "3m" }'
CHAT = '[channels.chat]\npatience = { exponential = "6m" }'
TALKDESK = 'service_level = { within = "30s", short_abandon = "10s", formula = "talkdesk" }'
CONNECT = 'service_level = { within = "60s", formula = "amazon_connect" }'
JUDGED = edited(RICH, (VOICE, f"{VOICE}\n{TALKDESK}"), (CHAT, f"{CHAT}\n{CONNECT}"))
TEXTS = {"rich": JUDGED, "a day": A_DAY, "two steps": TWO_STEPS}


@pytest.fixture(scope="module", params=TEXTS)
def seen(request):
    plan = planned(TEXTS[request.param])
    logs = play(plan, draw(plan.demand, seed=2, replication=0))
    return plan, logs, observe(logs, plan)


def in_window(plan, table):
    """Rows of the intervals that are measured."""
    calendar = plan.demand.calendar
    from_s, to_s = calendar.measured_s
    start = np.datetime64("2024-01-01") + np.timedelta64(calendar.first_day, "D")
    since_s = (table["interval_start"] - start) / np.timedelta64(1, "s")
    return (since_s >= from_s) & (since_s < to_s)


def test_the_columns_are_those_declared_and_all_of_one_length(seen):
    _, _, records = seen
    for name, declared in TABLES.items():
        table = getattr(records, name)
        assert list(table) == [column.name for column in declared]
        assert len({column.size for column in table.values()}) == 1
        for column in declared:
            kind = np.dtype(column.dtype)
            assert table[column.name].dtype.kind == kind.kind, column.name


def test_offered_is_the_sum_of_its_ends_in_every_interval_of_every_queue(seen):
    _, logs, records = seen
    queues = records.queues
    ends = ("answered", "abandoned", "blocked", "flow_out", "callback_taken", "cleared")
    assert (queues["offered"] == sum(queues[name] for name in (*ends, "still_waiting"))).all()
    assert queues["offered"].sum() == (logs.visits["kind"] == VisitKind.QUEUE).sum()
    assert records.visits["contact_id"].size == queues["offered"].sum()


def test_every_contact_session_and_decision_is_recorded_once(seen):
    _, logs, records = seen
    assert records.contacts["contact_id"].size == logs.contacts["row"].size
    for table, kind in (("bot_sessions", VisitKind.BOT), ("approvals", VisitKind.LEVEL)):
        count = (logs.visits["kind"] == kind).sum()
        assert getattr(records, table)["contact_id"].size == count
    assert records.contacts["paid"].sum() == pytest.approx(logs.contacts["paid"].sum())


def test_contacts_of_a_customer_are_numbered_in_the_order_in_which_they_come(seen):
    _, logs, records = seen
    of = records.contacts
    assert (np.diff(of["initiated"]) >= np.timedelta64(0)).all()
    assert np.unique(of["customer_id"]).size == logs.cases["case"].size
    for customer in np.unique(of["customer_id"][of["contact_number"] > 2])[:5]:
        numbers = of["contact_number"][of["customer_id"] == customer]
        assert numbers.tolist() == list(range(1, numbers.size + 1))


def test_agents_time_on_the_queues_is_busy_or_idle_and_all_of_it_is_there(seen):
    _, logs, records = seen
    agents = records.agents
    np.testing.assert_allclose(agents["online_s"], agents["busy_s"] + agents["idle_s"], atol=1e-9)
    assert (agents["idle_s"] >= 0).all()
    present = (logs.agents["to_s"] - logs.agents["from_s"]).sum()
    assert agents["online_s"].sum() == pytest.approx(present)
    parts = sum(agents[name] for name in ("talk_s", "hold_s", "acw_s", "case_work_s"))
    assert (parts >= agents["busy_s"] - 1e-9).all()


def test_without_chats_busy_is_talk_hold_wrap_up_and_finishing():
    plan = planned(TWO_STEPS)
    logs = play(plan, draw(plan.demand, seed=5, replication=0))
    agents = observe(logs, plan).agents
    parts = sum(agents[name] for name in ("talk_s", "hold_s", "acw_s", "case_work_s"))
    np.testing.assert_allclose(parts, agents["busy_s"], atol=1e-9)


def test_the_measured_part_agrees_with_the_figures(seen):
    plan, logs, records = seen
    tally = measure(logs, plan)
    queues, agents = records.queues, records.agents
    here, there = in_window(plan, queues), in_window(plan, agents)
    for kpi in ("offered", "answered", "abandoned", "blocked"):
        for name in np.unique(queues["queue"]):
            rows = here & (queues["queue"] == name)
            assert queues[kpi][rows].sum() == tally.value(kpi, f"queue:{name}"), (kpi, name)
        assert queues[kpi][here].sum() == tally.value(kpi)
    handled = queues["handled"][here].sum()
    spent_s = sum(queues[name][here].sum() for name in ("talk_s", "hold_s", "acw_s"))
    # Three parts are rounded to 2⁻²⁰ s here, and their sum there.
    assert spent_s / handled == pytest.approx(tally.value("aht_s"), abs=2e-6)
    assert agents["online_s"][there].sum() / 3600 == pytest.approx(tally.value("agent_hours"))
    occupancy = agents["busy_s"][there].sum() / agents["online_s"][there].sum()
    assert occupancy == pytest.approx(tally.value("occupancy"), rel=1e-12)


@pytest.mark.parametrize(
    "formula",
    ["answered_over_offered", "genesys", "amazon_connect", "answered_only", "talkdesk"],
)
def test_service_levels_are_those_of_the_formula(formula):
    voice = f'service_level = {{ within = "30s", short_abandon = "10s", formula = "{formula}" }}'
    text = edited(TWO_STEPS, ("[channels.voice]", f"[channels.voice]\nlimit = 4\n{voice}"))
    plan = planned(text.replace("agents = 6", "agents = 4"))
    logs = play(plan, draw(plan.demand, seed=3, replication=0))
    queues, tally = observe(logs, plan).queues, measure(logs, plan)
    seen = 0
    for start in np.unique(queues["interval_start"]):
        rows = queues["interval_start"] == start
        clock = str(start)[11:16]
        if f"interval:{clock}" not in {scope for _, scope in tally.layout}:
            continue
        below = {
            "answered_over_offered": queues["offered"],
            "genesys": queues["answered"] + queues["abandoned"],
            "amazon_connect": queues["offered"] - queues["blocked"],
            "answered_only": queues["answered"],
            "talkdesk": queues["offered"] - queues["short_abandoned"],
        }[formula][rows]
        level = np.nansum(queues["sl_pct"][rows] / 100 * below) / below.sum()
        assert level == pytest.approx(tally.value("service_level", f"interval:{clock}"))
        seen += 1
    assert seen >= 4


def hidden_stirred(logs, rng):
    """The same play with everything changed that nobody in the centre could know."""
    contacts, cases, visits = dict(logs.contacts), dict(logs.cases), dict(logs.visits)
    for name in ("hardness", "asked"):
        cases[name] = rng.random(cases[name].size)
    cases["emotional"] = rng.integers(0, 2, cases["case"].size).astype("i1")
    contacts["repeated"] = rng.integers(0, 5, contacts["row"].size).astype("i1")
    cases["outcome"] = rng.integers(0, 4, cases["outcome"].size).astype("i1")
    cases["closed_s"] = cases["arrived_s"] + rng.random(cases["case"].size)
    cases["paid"] = rng.random(cases["case"].size)
    contacts["cause"] = rng.integers(0, 10, contacts["cause"].size).astype("i1")
    contacts["number"] = contacts["number"] + 7
    contacts["row"] = 5 * contacts["row"] + 3
    visits["visit"], visits["row"] = 9 * visits["visit"] + 4, 5 * visits["row"] + 3
    for one, other in (
        (ContactOutcome.RESOLVED, ContactOutcome.CLOSED_UNSOLVED),
        (ContactOutcome.CONTAINED, ContactOutcome.FALSELY_CONTAINED),
    ):
        either = np.isin(contacts["outcome"], (one, other))
        other_one = np.where(contacts["outcome"] == one, other, one)
        swapped = either & (rng.random(either.size) < 0.5)
        contacts["outcome"] = np.where(swapped, other_one, contacts["outcome"])
    # What a case is about is noted by whoever dealt with it, and by nobody else.
    dealt = np.isin(visits["outcome"], (VisitOutcome.ANSWERED,)) | (visits["kind"] == VisitKind.BOT)
    unknown = np.ones(contacts["row"].size, bool)
    unknown[visits["contact"][dealt]] = False
    contacts["reason"] = np.where(unknown, 0, contacts["reason"]).astype("i2")
    return replace(logs, cases=cases, contacts=contacts, visits=visits)


def is_same(one, other):
    return all(
        column.tobytes() == getattr(other, table)[name].tobytes()
        for table in TABLES
        for name, column in getattr(one, table).items()
    )


def test_what_is_hidden_moves_no_bit_of_the_records(seen):
    plan, logs, records = seen
    stirred = hidden_stirred(logs, np.random.default_rng(11))
    assert is_same(records, observe(stirred, plan))


@pytest.mark.parametrize("column", ["outcome", "paid", "closed_s", "segment", "came_on"])
def test_what_is_known_does(column):
    plan = planned(A_DAY)
    logs = play(plan, draw(plan.demand, seed=2, replication=0))
    contacts = {**logs.contacts, column: np.roll(logs.contacts[column], 1)}
    changed = type(logs)(logs.cases, contacts, logs.visits, logs.agents, logs.ended_s)
    assert not is_same(observe(logs, plan), observe(changed, plan))


def test_the_patience_of_who_was_answered_cannot_be_seen():
    text = edited(
        HORIZON, ("[channels.voice]", '[channels.voice]\npatience = { exponential = "2m" }')
    )
    plan = planned(text)
    tape = draw(plan.demand, seed=4, replication=0)
    logs = play(plan, tape)
    answered = logs.visits["outcome"] == VisitOutcome.ANSWERED
    assert 0 < answered.sum() < answered.size
    patience_s = tape.patience_s.copy()
    patience_s[tape.first_patience[logs.visits["row"][answered]]] *= 3.0
    more = type(tape)(**{**vars(tape), "patience_s": patience_s})
    assert is_same(observe(logs, plan), observe(play(plan, more), plan))


def test_no_hidden_column_is_exported_under_any_name():
    exported = {column.name for columns in TABLES.values() for column in columns}
    hidden = {
        "hardness", "emotional", "repeated", "asked", "patience_s", "cause", "number", "row",
        "visit", "case", "day", "truly_solved", "solved", "arrived_s", "closed_s",
    }  # fmt: skip
    assert not exported & hidden
    assert {"contact_id", "customer_id", "wait_s", "paid"} <= exported


def test_there_are_words_for_every_ending():
    assert set(words.CONTACT_WORDS) == set(ContactOutcome)
    at_queues = set(VisitOutcome) - {VisitOutcome.DONE, VisitOutcome.RUNNING}
    assert set(words.VISIT_WORDS) == at_queues


def test_the_truth_of_a_case_is_whether_it_was_solved():
    logs = sim.simulate(sim.from_text(TWO_STEPS), seed=1, replication=0)
    solved = logs.truly_solved
    assert solved.size == logs.cases["case"].size
    won = logs.contacts["case"][logs.contacts["outcome"] == ContactOutcome.RESOLVED]
    assert set(np.flatnonzero(solved)) == set(won)
    looks = logs.contacts["outcome"] == ContactOutcome.CLOSED_UNSOLVED
    assert looks.any()
    assert is_same(logs.observed(), observe(logs, logs.plan))


def test_the_committed_page_is_current():
    remedy = "python -m sim.observed.document docs/observed.md writes it anew"
    page = ROOT / "docs" / "observed.md"
    assert page.read_text(encoding="utf-8") == observed_page(), remedy
