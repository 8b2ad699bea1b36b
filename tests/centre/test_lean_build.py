"""What the lean build takes for granted is so; plans of which it is not go to the full build."""

from operator import attrgetter

import numpy as np
import pytest
from builds import full_build_alone, may_be_lean
from small import DAY, HORIZON, TWO_STEPS, edited, planned

from sim.centre.kernel import entry, lean
from sim.centre.kernel.giving import given
from sim.centre.kernel.state import begin, taped
from sim.centre.limits import events_at_one_instant
from sim.tape import draw

RETURNS = """[returns]
at_most = 3
if_unresolved = { share = 0.8, after = { exponential = "10m" } }
"""
TIERS = (
    edited(
        HORIZON,
        ('route = ["desk"]', 'route = ["desk", "back"]'),
        ("agents = 2\n", "agents = 2\nresolves = 0.6\n"),
    )
    + '[teams.back]\nchannels = ["voice"]\nagents = 1\nresolves = 0.8\n'
    + RETURNS
)
LEVELS = """[approval]
meanwhile = "held"
[approval.levels.lead]
limit = 100
decides_in = "2m"
"""
BOT = """[bots.b]
channels = ["voice"]
takes = 0.5
contains = 0.3
session = { contained = "1m", passed_on = "1m", left = "1m" }
"""
OTHERS = {
    "days": DAY,
    "overflow and redials": TWO_STEPS,
    "a bot": HORIZON + BOT,
    "approval": HORIZON + LEVELS,
    "a limit": edited(HORIZON, ("[channels.voice]", "[channels.voice]\nlimit = 3")),
    "chats": edited(
        HORIZON,
        ("[channels.voice]", "[channels.chat]"),
        ("voice = 1.0", "chat = 1.0"),
        ('["voice"]', '["chat"]\nchats_at_once = 2'),
    ),
}


def drawn(plan):
    return draw(plan.demand, seed=1, replication=0)


@pytest.mark.parametrize("text", [HORIZON, TIERS], ids=["one desk", "tiers and returns"])
def test_what_the_lean_build_takes_for_granted_is_so_in_every_row(text):
    plan = planned(text)
    tape = drawn(plan)
    assert may_be_lean(plan, tape)
    g = given(plan)
    state = begin(g, tape, events_at_one_instant(tape.case.size), traced=False)
    with full_build_alone():
        entry.play(g, taped(tape), state)
    used = {"visits": int(state.counts.visits[0]), "contacts": int(state.counts.contacts[0])}
    assert min(used.values()) > 100
    for path, value in lean.STATE.items():
        column = attrgetter(path)(state)
        assert (column[: used.get(path.partition(".")[0])] == value).all(), path


@pytest.mark.parametrize("what", OTHERS)
def test_other_centres_are_played_by_the_full_build(what):
    assert not given(planned(OTHERS[what])).may_be_lean


@pytest.mark.parametrize("path", lean.GIVEN)
def test_a_plan_that_says_anything_else_does_not_fit(path):
    """Each line of the table is looked at: one row that differs is enough."""
    g = given(planned(TIERS))
    assert lean.fits(g)
    found = attrgetter(path)(g)
    other = np.array(found)
    other.reshape(-1)[-1:] = 1 - other.reshape(-1)[-1:]
    if other.size:
        assert not lean.fits(put(g, path, other if isinstance(found, np.ndarray) else other.item()))


def put(table, path, value):
    """A copy of nested tuples with one field changed."""
    name, _, rest = path.partition(".")
    return table._replace(**{name: put(getattr(table, name), rest, value) if rest else value})


def test_a_tape_with_claims_of_a_plan_without_does_not_fit():
    plan = planned(HORIZON)
    tape = drawn(plan)
    amounts = np.zeros(tape.cases)
    amounts[-1] = 5.0
    assert lean.fits_too(taped(tape))
    assert not lean.fits_too(taped(tape)._replace(amount=amounts))
