"""Laws that hold in every play: the retail day, the rich centre, and centres made at random."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import laws
import numpy as np
import pytest
from any_centre import examples
from hypothesis import given
from hypothesis import strategies as st
from random_centres import scenarios
from small import RICH, TWO_STEPS, planned, play
from tapes import rounded

from sim.centre import check
from sim.plan import plan as plan_of
from sim.scenario.file import from_text, load
from sim.tape import draw

RETAIL = Path(__file__).parents[2] / "scenarios" / "retail" / "monday.toml"


@pytest.fixture(scope="module")
def retail():
    """One retail Monday, a quarter of its size, with the night before and the day after."""
    changes = {"day.lead_in": 1, "day.follow_days": 1, "teams.specialists.agents": 2}
    changes |= {"teams.frontline.agents": {"times": 0.25}, "teams.complaints.agents": 1}
    changes["approval.chases.after"] = "30m"
    for reason in ("order_status", "refund"):
        changes[f"reasons.{reason}.volume.contacts_per_day"] = {"times": 0.25}
    plan = plan_of(load(RETAIL).change(changes, name="small"))
    tape = draw(plan.demand, seed=1, replication=0)
    return plan, tape, play(plan, tape)


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_on_a_retail_monday(retail, law):
    law(*retail)


def test_the_retail_monday_has_nearly_everything_in_it(retail):
    """The laws above are asked of something: every kind of visit, wait and ending occurs."""
    _, _, logs = retail
    assert set(logs.visits["kind"].tolist()) == {0, 1, 2, 3}
    assert set(logs.visits["outcome"].tolist()) >= {1, 2, 7}
    assert set(logs.contacts["outcome"].tolist()) >= {1, 2, 3, 4, 5, 6, 7, 8, 11, 12}
    assert set(logs.contacts["cause"].tolist()) >= {0, 1, 2, 3, 4, 7, 8, 9}


@pytest.mark.parametrize("unit", [None, 1.0, 15.0, 60.0])
@pytest.mark.parametrize("replication", [0, 1])
def test_laws_hold_in_the_rich_centre_with_ties(unit, replication):
    plan = planned(RICH)
    tape = draw(plan.demand, seed=2, replication=replication)
    tape = tape if unit is None else rounded(tape, unit)
    laws.assert_laws(plan, tape, play(plan, tape))


@examples(120)
@given(scenarios(), st.integers(0, 3), st.sampled_from([None, 1.0, 15.0, 60.0]))
def test_in_any_small_centre(text, seed, unit):
    plan = plan_of(from_text(text))
    tape = draw(plan.demand, seed=seed, replication=0)
    tape = tape if unit is None else rounded(tape, unit)
    logs = play(plan, tape)
    check.check(logs)
    laws.assert_laws(plan, tape, logs)


class _Sampler(list):
    """A trace that looks at the engine's own queue lengths before every event."""

    def __init__(self, centres):
        super().__init__()
        self._centres, self.since, self.areas = centres, Fraction(0), None

    def append(self, traced):
        lengths = self._centres[0].waiting._length
        self.areas = self.areas or [Fraction(0)] * len(lengths)
        now = Fraction(traced.at_s)
        for queue, length in enumerate(lengths):
            self.areas[queue] += length * (now - self.since)
        self.since = now
        super().append(traced)

    def until(self, end):
        for queue, length in enumerate(self._centres[0].waiting._length):
            self.areas[queue] += length * (Fraction(end) - self.since)
        return self.areas


@pytest.mark.parametrize("text", [RICH, TWO_STEPS], ids=["rich", "two steps"])
def test_littles_law_holds_exactly_in_every_queue(text, monkeypatch):
    """∫ length of the engine's queue dt = Σ waits in the log, in exact arithmetic."""
    from sim.centre.reference import engine

    centres = []

    class Watched(engine.Centre):
        def __init__(self, *args):
            centres.append(self)
            super().__init__(*args)

    monkeypatch.setattr(engine, "Centre", Watched)
    plan = planned(text)
    tape = draw(plan.demand, seed=4, replication=0)
    sampler = _Sampler(centres)
    logs = play(plan, tape, engine="reference", trace=sampler)
    waits = [Fraction(0)] * len(plan.supply.queues)
    for visit in laws.queue_visits(logs):
        waits[visit["queue"]] += Fraction(laws.left_at(visit, logs)) - Fraction(visit["joined_s"])
    assert sampler.until(logs.ended_s) == waits
    assert sum(wait > 0 for wait in waits) >= 2


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_a_law_notices_when_it_is_broken(law):
    """Each law is able to fail: logs are spoilt in the one way it forbids."""
    plan = planned(RICH)
    tape = draw(plan.demand, seed=2, replication=0)
    logs = play(plan, tape)
    visits, contacts = ({k: v.copy() for k, v in t.items()} for t in (logs.visits, logs.contacts))
    agents = {k: v.copy() for k, v in logs.agents.items()}
    answered = np.flatnonzero((visits["outcome"] == 1) & (visits["kind"] == 1))
    waited = answered[visits["answered_s"][answered] > visits["joined_s"][answered] + 60]
    name = law.__name__
    if name == "every_visit_ends_in_one_way":
        visits["outcome"][answered[0]] = 7
    elif name == "every_contact_ends_once":
        contacts["outcome"][visits["contact"][answered[0]]] = 11
    elif name == "nobody_is_on_two_calls":
        visits["agent"][answered] = visits["agent"][answered[0]]
    elif name == "what_is_laid_aside_had_to_yield":
        visits["interrupted_s"][answered[0]] = 5.0
    elif name == "agents_serve_while_present":
        agents["to_s"] -= 600.0
    elif name == "only_teams_of_the_step_serve":
        visits["team"][answered] = (visits["team"][answered] + 1) % 3
    elif name == "nobody_waits_longer_than_patience":
        visits["joined_s"][waited] -= 3600.0
    elif name == "contacts_stay_within_the_limit":
        contacts["number"][0] = 4
    elif name == "nobody_waits_beside_an_idle_agent":
        visits["joined_s"][answered] -= 120.0
    else:
        contacts["paid"] += 1.0
    spoilt = replace(logs, visits=visits, contacts=contacts, agents=agents)
    with pytest.raises((AssertionError, KeyError)):
        law(plan, tape, spoilt)
