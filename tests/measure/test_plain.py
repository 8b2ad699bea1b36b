"""The compiled passes against the plain computation of every figure: no bit differs."""

import hashlib
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import plain
import pytest
from handmade import Book, centre, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st
from test_invariants import made_up

from sim.centre.log import Logs
from sim.centre.play import play
from sim.errors import UsageError
from sim.measure import layout, measure, summing
from sim.measure.scopes import KINDS
from sim.plan import plan as plan_of
from sim.scenario.file import load
from sim.tape import draw

ROOT = Path(__file__).parents[2]
MONDAY = ROOT / "scenarios" / "retail" / "monday.toml"
# The Monday, a quarter of its size, so that queues are as long as on the whole day.
QUARTER = {
    "teams.frontline.agents": {"times": 0.25},
    "teams.specialists.agents": 2,
    "teams.complaints.agents": 1,
    "reasons.order_status.volume.contacts_per_day": {"times": 0.25},
    "reasons.refund.volume.contacts_per_day": {"times": 0.25},
}
STRETCH = """
title = "A stretch without nights"
[channels.voice]
patience = { exponential = "2m" }
service_level = { within = "20s" }
[channels.email]
respond_within = { time = "1h", counted_in = "elapsed" }
[reasons.any]
volume = { cases_per_hour = 30 }
mix = { voice = 0.8, email = 0.2 }
route = ["desk"]
handle_time = { exponential = "4m" }
[teams.desk]
channels = ["voice", "email"]
agents = 2
[returns]
if_abandoned = { share = 0.5, after = { exponential = "20m" } }
[horizon]
lasts = "1210m"
warm_up = "185m"
interval = "30m"
"""
CENTRES = {
    "a Monday with the days around it": lambda: plan_of(
        load(MONDAY).change({"day.lead_in": 1, "day.follow_days": 1, **QUARTER}, name="small")
    ),
    "a Monday alone": lambda: plan_of(
        load(MONDAY).change({"day.lead_in": 0, "day.follow_days": 0, **QUARTER}, name="small")
    ),
    "the bank": lambda: plan_of(load(ROOT / "scenarios" / "bank" / "august.toml")),
    "everything at once": lambda: plan_of(load(ROOT / "tests" / "house" / "everything.toml")),
    "a stretch": lambda: centre(STRETCH),
}


@pytest.fixture(scope="module", params=CENTRES)
def played(request):
    """A plan and the logs of a play of it."""
    made = CENTRES[request.param]()
    return made, play(made, draw(made.demand, seed=3, replication=0))


def assert_same(tally, other):
    """Every bit of every figure."""
    assert tally.layout == other.layout
    for figure, *sides in zip(
        tally.layout,
        tally.numerators,
        other.numerators,
        tally.denominators,
        other.denominators,
        strict=True,
    ):
        assert sides[0] == sides[1], figure
        assert sides[2] == sides[3], figure
    assert tally.flows == other.flows
    assert tally.wait_histogram.tolist() == other.wait_histogram.tolist()


def test_every_figure_of_a_play_is_that_of_the_plain_computation(played):
    made, logs = played
    assert_same(measure(logs, made), plain.measure(logs, made))


@pytest.mark.parametrize("at_once", [100, 237])
def test_counted_in_many_parts_every_figure_is_the_same(played, monkeypatch, at_once):
    made, logs = played
    whole = measure(logs, made)
    monkeypatch.setattr(summing, "_AT_ONCE", at_once)
    assert logs.contacts["row"].size > 2 * at_once
    assert_same(measure(logs, made), whole)


def test_rows_in_another_order_give_the_same_bits(played):
    made, logs = played
    tally = measure(logs, made)
    for seed in range(3):
        assert_same(measure(shuffled(logs, np.random.default_rng(seed)), made), tally)


@pytest.mark.parametrize("asked", [("all",), ("team", "all", "channel"), ("interval",), ("bot",)])
def test_fewer_kinds_of_scope_give_the_same_figures_and_only_those(played, asked):
    made, logs = played
    whole, some = measure(logs, made), measure(logs, made, scopes=asked)
    kinds = {scope.split(":")[0] for _, scope in some.layout}
    assert kinds <= set(asked)
    wanted = [
        place for place, (_, scope) in enumerate(whole.layout) if scope.split(":")[0] in asked
    ]
    assert some.layout == tuple(whole.layout[place] for place in wanted) == layout(made, asked)
    assert some.numerators.tobytes() == whole.numerators[wanted].tobytes()
    assert some.denominators.tobytes() == whole.denominators[wanted].tobytes()
    assert some.flows == whole.flows
    assert some.wait_histogram.tolist() == whole.wait_histogram.tolist()


def test_a_kind_of_scope_that_is_not_known_is_refused(plan, book):
    with pytest.raises(UsageError) as refused:
        measure(book.logs(), plan, scopes=("all", "everything"))
    assert str(refused.value) == (
        f'scopes = "everything": no such kind of scope; known: {", ".join(KINDS)}'
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 60))
def test_made_up_logs_are_measured_alike(plan, seed, count):
    logs = made_up(plan, np.random.default_rng(seed), count)
    assert_same(measure(logs, plan), plain.measure(logs, plan))


def test_empty_logs_are_measured_alike(played, plan):
    made, logs = played
    tables = (logs.cases, logs.contacts, logs.visits, logs.agents)
    none = Logs(*({name: cells[:0] for name, cells in of.items()} for of in tables), logs.ended_s)
    assert_same(measure(none, made), plain.measure(none, made))
    assert_same(measure(Book(plan).logs(), plan), plain.measure(Book(plan).logs(), plan))


def test_columns_of_any_form_are_taken(played):
    """Spaced out, one value for all rows, read only, hardness not known: the figures stay."""
    made, logs = played
    tally = measure(logs, made)

    def spaced(of):
        return {name: np.repeat(cells, 2)[::2] for name, cells in of.items()}

    cases = spaced(logs.cases)
    cases["hardness"] = np.broadcast_to(np.nan, len(cases["case"]))
    cases["arrived_s"].flags.writeable = False
    visits = {
        **spaced(logs.visits),
        "attempt": np.broadcast_to(np.int8(0), len(logs.visits["row"])),
    }
    other = replace(
        logs,
        cases=cases,
        contacts=spaced(logs.contacts),
        visits=visits,
        agents=spaced(logs.agents),
    )
    assert_same(measure(other, made), tally)


def test_chats_of_an_agent_in_any_order_count_once(plan):
    """Overlapping, touching, inside one another, from before the window: by hand and by plain."""
    rng = np.random.default_rng(5)
    book = Book(plan)
    for _ in range(400):
        answered = rng.uniform(0.9 * 86400, 2.05 * 86400) // 60 * 60
        contact = book.contact(book.case(answered), "chat", answered)
        ended = answered + 60 * rng.integers(0, 40)
        agent = int(rng.integers(0, 3))
        book.served(contact, "desk/chat", answered, answered, ended, "desk", agent)
    logs = book.logs()
    assert_same(measure(logs, plan), plain.measure(logs, plan))


PROGRAM = """
import hashlib, pickle, sys
from pathlib import Path
from sim.centre.check import check
from sim.measure import measure
made, logs = pickle.loads(Path(sys.argv[1]).read_bytes())
check(logs)
tally = measure(logs, made)
print(hashlib.sha256(tally.numerators.tobytes() + tally.denominators.tobytes()).hexdigest())
"""


def test_plain_python_gives_the_bits_of_compiled_code_without_a_warning(tmp_path):
    made = CENTRES["everything at once"]()
    logs = play(made, draw(made.demand, seed=1, replication=0))
    (tmp_path / "logs").write_bytes(pickle.dumps((made, logs)))
    tally = measure(logs, made)
    digest = hashlib.sha256(tally.numerators.tobytes() + tally.denominators.tobytes()).hexdigest()
    found = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM, tmp_path / "logs"],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stderr == ""
    assert found.stdout.strip() == digest


def test_the_names_of_figures_are_known_without_loading_a_compiler():
    program = "import sys, sim.measure, sim.measure.sheet; print('numba' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "False"
