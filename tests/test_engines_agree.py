"""The two engines make the same of every tape, bit for bit: logs, traces, and when it ended.

Asked of every scenario of the house and of centres with any mix of mechanisms; where they part,
the first event that differs is named, and the first row of each column.
"""

import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "centre"))

from agreement import agreed, disagreement, played  # noqa: E402
from any_centre import centres, centres_of_calls, examples  # noqa: E402
from builds import full_build_alone, may_be_lean  # noqa: E402
from mechanisms import DEEDS, WORDS, mechanisms  # noqa: E402
from own_rules import OWN  # noqa: E402
from small import HORIZON, planned  # noqa: E402
from tapes import at_times, put, shrunk  # noqa: E402

from sim import Policy  # noqa: E402
from sim.centre.kernel import engine as kernel  # noqa: E402
from sim.centre.reference import centre as reference  # noqa: E402
from sim.errors import PlayError  # noqa: E402
from sim.plan import handle  # noqa: E402
from sim.plan import plan as plan_of  # noqa: E402
from sim.scenario.file import load  # noqa: E402
from sim.tape import draw  # noqa: E402

SCENARIOS = sorted((ROOT / "scenarios").glob("*/*.toml"))
# Every day of the retail desk is like the others; the base keeps its next morning.
SHORTER = {"monday": {"day.lead_in": 0, "day.follow_days": 1}}
OF_A_DAY = {"day.lead_in": 0, "day.follow_days": 0}


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_engines_agree_on_every_scenario_of_the_house(path):
    scenario = load(path)
    if path.parent.name == "retail":
        scenario = scenario.change(SHORTER.get(path.stem, OF_A_DAY), name=path.stem)
    one = _agreed_on(scenario)
    assert one.logs.contacts["row"].size > 1000


def test_engines_agree_where_every_field_is_stated():
    one = _agreed_on(load(ROOT / "tests" / "house" / "everything.toml"))
    assert set(one.logs.visits["kind"].tolist()) == {0, 1, 2, 3}


def test_engines_agree_on_a_newcomers_first_scenario(tmp_path):
    folder = tmp_path / "desk"
    subprocess.run([sys.executable, "-m", "sim", "new", folder], check=True, capture_output=True)
    for path in sorted(folder.glob("*.toml")):
        _agreed_on(load(path))


def _agreed_on(scenario):
    plan = plan_of(scenario)
    return agreed(plan, draw(plan.demand, seed=1, replication=0))


@cache
def _met_in_any_centre():
    """Plays centres made at random with both engines; mechanism → in how many it was at work."""
    met = Counter()

    @examples(200)
    @given(centres())
    def each(made):
        plan = made.plan()
        tape = made.tape(plan)
        met.update(mechanisms(plan, tape, agreed(plan, tape)) | {f"tape {made.shape}"})

    with pytest.MonkeyPatch.context() as patch:
        # How exactly the plan weighs handle times over hardness is nothing to an engine.
        patch.setattr(handle, "_HARDNESSES", 8)
        each()
    return met


def test_engines_agree_in_any_centre():
    assert _met_in_any_centre()["days"] > 0


@pytest.mark.parametrize("what", sorted(WORDS | DEEDS))
def test_the_centres_made_at_random_reach(what):
    """The agreement above is asked of every mechanism that exists."""
    assert _met_in_any_centre()[what] > 0


@examples(40)
@given(centres(), st.sets(st.sampled_from(sorted(OWN)), min_size=1))
def test_engines_agree_in_any_centre_under_own_rules(made, names):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handle, "_HARDNESSES", 8)
        plan = made.plan(Policy(**{name: OWN[name] for name in names}))
    agreed(plan, made.tape(plan))


@examples(80)
@given(centres_of_calls())
def test_the_lean_build_agrees_in_any_centre_of_calls(made):
    """The reference, the lean build and the full build make the same of each."""
    plan = made.plan()
    tape = made.tape(plan)
    assert may_be_lean(plan, tape)
    one = agreed(plan, tape)
    with full_build_alone():
        assert not disagreement(one, played(plan, tape, "compiled"))


def test_the_comparison_sees_a_billionth_of_a_second_and_the_shrinker_reduces_it():
    """One talk is a trifle longer, and a tape of one case is left."""
    plan = planned(HORIZON)
    tape = put(plan, at_times(plan, *range(0, 600, 30)), work=100.0)
    longer = 100.000000001

    def differs(some):
        if some.cases == 0:
            return False
        other = put(plan, some, case=some.cases - 1, work=longer)
        return bool(disagreement(played(plan, some, "reference"), played(plan, other, "compiled")))

    small = shrunk(tape, differs)
    assert small.cases == 1
    one, other = (
        played(plan, put(plan, small, work=work), engine)
        for work, engine in ((100.0, "reference"), (longer, "compiled"))
    )
    told = disagreement(one, other)
    assert told[0].startswith("trace: event 2: ")
    assert "TALK_END" in told[0]
    assert any(line.startswith("visits.talk_end_s: 1 rows, first 0: ") for line in told)


def test_engines_stop_at_the_same_event_when_time_does_not_pass(monkeypatch):
    for engine in (kernel, reference):
        monkeypatch.setattr(engine, "events_at_one_instant", lambda _rows: 40)
    plan = planned(HORIZON)
    tape = put(plan, at_times(plan, *[7.0] * 30), work=0.0)
    told = []
    for engine in ("reference", "compiled"):
        with pytest.raises(PlayError, match=r"more than 40 events at 7\.000 s") as stopped:
            played(plan, tape, engine)
        told.append(str(stopped.value))
    assert told[0] == told[1]
