"""Logs that break a law are refused, whichever law, with the offending row."""

from dataclasses import replace

import numpy as np
import pytest
from small import RICH, planned, play

from sim.centre.check import check
from sim.centre.log import ContactOutcome, VisitKind, VisitOutcome
from sim.errors import PlayError, UsageError
from sim.tape import draw


@pytest.fixture(scope="module")
def logs():
    plan = planned(RICH)
    return play(plan, draw(plan.demand, seed=2, replication=0))


def spoilt(logs, table, column, where, value):
    """The logs with one value changed, in the first row for which a condition holds."""
    columns = {name: values.copy() for name, values in getattr(logs, table).items()}
    row = int(np.flatnonzero(where(columns))[0])
    columns[column][row] = value
    return replace(logs, **{table: columns})


def queue(visits):
    return visits["kind"] == VisitKind.QUEUE


def answered(visits):
    return queue(visits) & (visits["outcome"] == VisitOutcome.ANSWERED)


def abandoned(visits):
    return visits["outcome"] == VisitOutcome.ABANDONED


def of_bot(contacts):
    return contacts["outcome"] == ContactOutcome.CONTAINED


def resolved(contacts):
    return contacts["outcome"] == ContactOutcome.RESOLVED


ONE_OUTCOME = "a visit at a queue has exactly one of the seven outcomes"
AGENT = "answered visits, and no others, have an agent and a time of answer"
ORDER = "joined ≤ answered ≤ talk end ≤ released ≤ ended"
DOOR = "a contact is met at the door in exactly one way"
TAMPERED = {
    "a queue visit ends like a bot's": ("visits", "outcome", queue, VisitOutcome.DONE, ONE_OUTCOME),
    "a finishing visit ends like a bot's": (
        "visits",
        "outcome",
        lambda v: v["kind"] == VisitKind.FINISHING,
        VisitOutcome.RUNNING,
        ONE_OUTCOME,
    ),
    "an outcome nobody declared": ("visits", "outcome", queue, 77, ONE_OUTCOME),
    "answered by nobody": ("visits", "agent", answered, -1, AGENT),
    "answered at no time": ("visits", "answered_s", answered, np.nan, AGENT),
    "abandoned with an agent": ("visits", "agent", abandoned, 0, AGENT),
    "abandoned after an answer": ("visits", "answered_s", abandoned, 1e9, AGENT),
    "answered is called abandoned": ("visits", "outcome", answered, VisitOutcome.ABANDONED, AGENT),
    "answered before joining": ("visits", "joined_s", answered, 1e9, ORDER),
    "talked before the answer": ("visits", "talk_end_s", answered, 0.0, ORDER),
    "released before the talk ended": ("visits", "released_s", answered, 0.0, ORDER),
    "wrapped up before the release": ("visits", "ended_s", answered, 0.0, ORDER),
    "gave up before joining": ("visits", "ended_s", abandoned, 0.0, ORDER),
    "closed out, yet it queued": ("contacts", "outcome", resolved, ContactOutcome.CLOSED_OUT, DOOR),
    "contained, yet it queued": ("contacts", "outcome", resolved, ContactOutcome.CONTAINED, DOOR),
    "resolved by nobody": ("contacts", "outcome", of_bot, ContactOutcome.RESOLVED, DOOR),
    "gone without a trace": ("contacts", "outcome", of_bot, ContactOutcome.ABANDONED, DOOR),
    "abandoned, though answered": (
        "contacts",
        "outcome",
        resolved,
        ContactOutcome.ABANDONED,
        "abandoned contacts have one visit that ended so",
    ),
    "blocked, though answered": (
        "contacts",
        "outcome",
        resolved,
        ContactOutcome.BLOCKED,
        "blocked contacts have one visit that ended so",
    ),
    "cleared, though answered": (
        "contacts",
        "outcome",
        resolved,
        ContactOutcome.CLEARED,
        "cleared contacts have one visit that ended so",
    ),
    "resolved, though it abandoned": (
        "contacts",
        "outcome",
        lambda c: c["outcome"] == ContactOutcome.ABANDONED,
        ContactOutcome.RESOLVED,
        "abandoned contacts have one visit that ended so",
    ),
}


@pytest.mark.parametrize("crime", TAMPERED)
def test_logs_are_refused_when(logs, crime):
    table, column, where, value, law = TAMPERED[crime]
    with pytest.raises(PlayError) as refused:
        check(spoilt(logs, table, column, where, value))
    assert str(refused.value).startswith(f"{law}: broken by 1 {table}, the first {{")


def test_honest_logs_are_not_refused(logs):
    check(logs)


def test_a_visit_that_was_lost_is_missed(logs):
    """Take a visit away: its contact no longer entered a queue."""
    first = np.flatnonzero(answered(logs.visits))[0]
    rest = {name: np.delete(values, first) for name, values in logs.visits.items()}
    with pytest.raises(PlayError, match=DOOR):
        check(replace(logs, visits=rest))


def test_a_visit_of_a_contact_that_is_not_there_is_noticed(logs):
    with pytest.raises(PlayError, match="a visit belongs to a contact of the play"):
        check(spoilt(logs, "visits", "contact", answered, logs.contacts["row"].size))


def test_rows_may_stand_in_any_order(logs):
    """The laws look at rows and at whose they are, never at where they stand."""
    rng = np.random.default_rng(1)
    contacts = rng.permutation(logs.contacts["row"].size)
    visits = rng.permutation(logs.visits["row"].size)
    moved = {name: values[visits] for name, values in logs.visits.items()}
    moved["contact"] = np.argsort(contacts)[moved["contact"]].astype("i4")
    other = replace(
        logs,
        contacts={name: values[contacts] for name, values in logs.contacts.items()},
        visits=moved,
    )
    check(other)
    broken = spoilt(other, "visits", "agent", answered, -1)
    with pytest.raises(PlayError, match=f"{AGENT}: broken by 1 visits"):
        check(broken)


def test_every_broken_row_is_counted_and_the_first_is_shown(logs):
    columns = {name: values.copy() for name, values in logs.visits.items()}
    rows = np.flatnonzero(answered(columns))[:3]
    columns["agent"][rows] = -1
    with pytest.raises(PlayError) as refused:
        check(replace(logs, visits=columns))
    first = {name: values[rows[0]].item() for name, values in columns.items()}
    assert str(refused.value) == f"{AGENT}: broken by 3 visits, the first {first}"


def test_a_contact_with_two_visits_that_ended_in_vain_is_noticed(logs):
    gave_up = np.flatnonzero(abandoned(logs.visits))[0]
    visits = {name: np.append(values, values[gave_up]) for name, values in logs.visits.items()}
    with pytest.raises(PlayError, match="abandoned contacts have one visit that ended so"):
        check(replace(logs, visits=visits))


def test_every_play_is_checked(monkeypatch):
    """An engine that loses a visit is not believed."""
    import sys

    module = sys.modules["sim.centre.play"]
    plan = planned(RICH)
    tape = draw(plan.demand, seed=2, replication=0)
    honest = module.ENGINES["reference"]

    def careless(*args):
        return spoilt(honest(*args), "visits", "agent", answered, -1)

    monkeypatch.setitem(module.ENGINES, "reference", careless)
    with pytest.raises(PlayError, match="answered visits"):
        module.play(plan, tape, engine="reference")
    with pytest.raises(
        UsageError, match='engine = "fast": no such engine; known: compiled, reference'
    ):
        module.play(plan, tape, engine="fast")
