"""A lean tape: what is drawn has the bits of the full tape, and no play notices what is not."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from any_centre import centres, centres_of_calls, examples
from hypothesis import given
from small import DAY, HORIZON, RICH, TWO_STEPS, differing, edited, planned, play, varied

from sim.centre.engines import NAMES
from sim.plan import plan as plan_of
from sim.plan.reads import UNKNOWN, Reads, reads_of_all
from sim.scenario.file import from_text, load
from sim.tape import Tape, draw, rows, wanted
from sim.tape import values as values_of_rows

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*/*.toml"))
EVERYTHING = ROOT / "tests" / "house" / "everything.toml"
DRAWN = ("hardness", "channel_u", "same_u", "moves_u", "skips_u", "return_u", "return_delay_s")
DRAWN += ("knows_u",)
DRAWN += ("chase_after_s", "work_s", "patience_s", "marks_u")


def both(plan, *others, seed=1, replication=0):
    """The lean tape of a plan (and of others with its demand), and the full one."""
    reads = reads_of_all([plan, *others])
    return tuple(
        draw(plan.demand, seed=seed, replication=replication, reads=some) for some in (reads, None)
    )


def bits(values):
    return np.ascontiguousarray(values).view(np.int64) if values.dtype == np.float64 else values


def assert_part_of(lean, full):
    """Every value of the lean tape is the full one's, or 0 (nan where no hardness is drawn)."""
    for column in fields(Tape):
        some, all_ = getattr(lean, column.name), getattr(full, column.name)
        assert some.dtype == all_.dtype
        assert some.shape == all_.shape
        if column.name == "hardness" and np.isnan(some).all():
            continue
        left_out = (some == 0.0) if column.name in DRAWN else False
        assert ((bits(some) == bits(all_)) | left_out).all(), column.name
    assert lean.digest() == full.digest()


def unseen(logs, other):
    """Logs that differ, hardness apart where nothing hangs on it."""
    cases = dict(logs.cases)
    if np.isnan(cases["hardness"]).all():
        cases["hardness"] = other.cases["hardness"]
    return differing(replace(logs, cases=cases), other)


def assert_nobody_notices(plan, lean, full):
    for engine in NAMES:
        assert unseen(play(plan, lean, engine=engine), play(plan, full, engine=engine)) == [], (
            engine
        )


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_play_of_a_scenario_looks_at_nothing_that_was_left_out(path):
    plan = plan_of(load(path))
    lean, full = both(plan)
    assert_part_of(lean, full)
    assert_nobody_notices(plan, lean, full)


@pytest.mark.parametrize("text", [RICH, TWO_STEPS, DAY, HORIZON, EVERYTHING.read_text()])
def test_a_play_of_a_small_centre_looks_at_nothing_that_was_left_out(text):
    plan = plan_of(from_text(text, folder=EVERYTHING.parent))
    for replication in range(3):
        lean, full = both(plan, replication=replication)
        assert_part_of(lean, full)
        assert_nobody_notices(plan, lean, full)


@examples(150)
@given(centres())
def test_a_play_of_any_small_centre_looks_at_nothing_that_was_left_out(made):
    plan = made.plan()
    lean, full = both(plan, seed=made.seed)
    assert_part_of(lean, full)
    assert_nobody_notices(plan, lean, full)


@examples(60)
@given(centres_of_calls())
def test_a_play_of_any_centre_of_calls_looks_at_nothing_that_was_left_out(made):
    """Among them those whose cases are one talk, for which there is a short way to draw them."""
    plan = made.plan()
    lean, full = both(plan, seed=made.seed)
    assert_part_of(lean, full)
    assert_nobody_notices(plan, lean, full)


def test_cases_that_are_one_talk_are_drawn_as_the_long_way_draws_them(monkeypatch):
    plan = planned(HORIZON)
    want = wanted.wanted(plan.demand.flat, plan.reads)
    assert (want.plain["slot"] >= 0).all()
    short, _ = both(plan)
    monkeypatch.setattr(wanted, "_plain", lambda flat, *_: wanted._never_plain(flat))
    monkeypatch.setattr(rows, "_is_decided", lambda *_: False)
    long, _ = both(plan)
    for column in fields(Tape):
        one, other = getattr(short, column.name), getattr(long, column.name)
        assert (one.dtype, one.tobytes()) == (other.dtype, other.tobytes()), column.name


VARIANTS = [
    ("agents = 2\nchats", "agents = 5\nchats"),
    ("authority = 50", "authority = 5000"),
    ("authority = 50", 'authority = 50\nabove_authority = "escalate"'),
    ("refund = 0.76 }", "refund = 0.2 }"),
    ("refund = 0.76 }", "refund = 1 }"),
    ("escalates = 0.75", "escalates = 1"),
    ("escalates = 0.75", "escalates = 0"),
    ("refuses = 0.1", "refuses = 0"),
    ("refuses = 0.2", "refuses = 1"),
    ("takes = { order = 0.9, refund = 0.5 }", "takes = { order = 1, refund = 1 }"),
    ("contains = { order = 0.55, refund = 0.25 }", "contains = { order = 0.9, refund = 0.6 }"),
    ("contains = { order = 0.55, refund = 0.25 }", "contains = { order = 0, refund = 0 }"),
    ("leaves = 0.05", "leaves = 0"),
    ("leaves = 0.05", 'leaves = 0.3\nsegments = ["plain"]'),
    ("leaves = 0.05", 'leaves = 0.3\nopens = "10:00"'),
    ("skips_bot = 0.8", "skips_bot = 0"),
    ("skips_bot = 0.5", "skips_bot = 1"),
    ("same_channel = 0.7", "same_channel = 1"),
    ("same_channel = 0.7", "same_channel = 0"),
    ("[channels.voice]\n", '[channels.voice]\nlimit = 1\nat_close = "clear"\n'),
    (
        "mix = { voice = 0.5, chat = 0.4, email = 0.1 }",
        "mix = { voice = 0.8, chat = 0.1, email = 0.1 }",
    ),
]


@pytest.mark.parametrize("change", VARIANTS, ids=lambda change: change[1].strip())
def test_one_tape_holds_what_any_of_several_plans_looks_at(change):
    """The union of what two plans read; the first alone would not do for the second as a rule."""
    base, other = planned(RICH), varied(edited(RICH, change), RICH)
    assert base.demand.digest == other.demand.digest
    for replication in range(3):
        lean, full = both(base, other, replication=replication)
        assert_part_of(lean, full)
        assert_nobody_notices(base, lean, full)
        assert_nobody_notices(other, lean, full)
        assert_part_of(*both(other, replication=replication))
        assert_part_of(both(base, replication=replication)[0], lean)


def test_the_union_of_reads_is_no_less_than_each_and_does_not_depend_on_order():
    base, *others = [planned(RICH), *(varied(edited(RICH, change), RICH) for change in VARIANTS)]
    one, two = (reads_of_all(plans) for plans in ([base, *others], [*others[::-1], base]))
    for field in fields(Reads):
        whole, again = np.asarray(getattr(one, field.name)), np.asarray(getattr(two, field.name))
        assert whole.tobytes() == again.tobytes(), field.name
    for plan in (base, *others):
        reads = plan.reads
        assert (one.low <= reads.low).all()
        assert (one.high >= reads.high).all()
        assert not (reads.coins & ~one.coins).any()
        for name in ("channel", "climbs", "moves", "moves_to", "closes"):
            assert not np.any(getattr(reads, name) & ~getattr(one, name)), name
        for name in reads.causes.dtype.names:
            mine, all_ = reads.causes[name], one.causes[name]
            assert (mine <= all_ if name == "share" else mine == mine & all_).all(), name
    assert np.isnan(one.mix).any()
    assert (one.meets == UNKNOWN).any() or (one.meets == base.reads.meets).all()


def test_a_plain_queue_brings_times_and_patience_and_nothing_else():
    patient = edited(HORIZON, ("[channels.voice]\n", '[channels.voice]\npatience = "2m"\n'))
    lean, full = both(planned(patient))
    assert np.isnan(lean.hardness).all()
    assert lean.hardness.strides == (0,)
    for name in ("channel_u", "same_u", "moves_u", "skips_u", "return_u", "marks_u"):
        assert not getattr(lean, name).any(), name
        assert getattr(full, name).all(), name
    assert lean.work_s.tobytes() == full.work_s.tobytes()
    assert lean.patience_s.tobytes() == full.patience_s.tobytes()


def test_a_retail_monday_is_left_mostly_undrawn():
    lean, full = both(plan_of(load(ROOT / "scenarios" / "retail" / "monday.toml")))
    for name in ("marks_u", "work_s", "patience_s"):
        assert np.count_nonzero(getattr(lean, name)) < 0.5 * np.count_nonzero(getattr(full, name))


CLIMBING = edited(RICH, ("authority = 50", 'authority = 50\nabove_authority = "escalate"'))


@pytest.mark.parametrize("name", ["channel", "moves", "moves_to", "closes", "climbs"])
def test_a_kind_of_mark_forgotten_is_noticed(name):
    """The comparison above is able to fail: reads that leave out something give another log."""
    plan = planned(CLIMBING)
    flags = getattr(plan.reads, name)
    assert np.any(flags)
    blind = np.zeros_like(flags) if isinstance(flags, np.ndarray) else type(flags)(0)
    assert _is_noticed(plan, replace(plan.reads, **{name: blind}))


@pytest.mark.parametrize(
    "name",
    ["share", "keeps", "redirects", "same", "channel", "could_skip", "skips", "stays", "becomes"],
)
def test_a_way_to_come_back_forgotten_is_noticed(name):
    plan = planned(CLIMBING)
    causes = plan.reads.causes.copy()
    assert causes[name].any()
    causes[name] = 0
    assert _is_noticed(plan, replace(plan.reads, causes=causes))


@pytest.mark.parametrize("which", range(7), ids=["meets", "leaves", "contains", "truly", *"abc"])
def test_a_coin_forgotten_is_noticed(which):
    """Each coin of the bot and of a step, and of a level, taken for decided."""
    plan = planned(RICH)
    slots, coins = plan.demand.flat.slots, np.arange(plan.reads.low.size)
    kind, mark = [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 1), (2, 0)][which]
    firsts, begin = np.zeros(coins.size, bool), 0
    for of_kind, count in zip(slots["kind"], slots["marks"], strict=True):
        if of_kind == kind:
            firsts[begin + mark] = True
        begin += int(count)
    blind = replace(
        plan.reads,
        low=np.where(firsts, 1.0, plan.reads.low),
        high=np.where(firsts, 1.0, plan.reads.high),
    )
    assert _is_noticed(plan, blind)


def _is_noticed(plan, reads):
    for replication in range(6):
        lean = draw(plan.demand, seed=1, replication=replication, reads=reads)
        full = draw(plan.demand, seed=1, replication=replication)
        if unseen(play(plan, lean), play(plan, full)):
            return True
    return False


def test_too_many_values_for_a_tape_are_refused(monkeypatch):
    from sim.errors import UsageError
    from sim.tape import rows

    monkeypatch.setattr(rows, "_LARGEST", 100)
    with pytest.raises(UsageError, match=r"more than a tape can number \(100\)"):
        draw(planned(RICH).demand, seed=1, replication=0)


def test_rows_that_do_not_fit_are_laid_out_anew(monkeypatch):
    from sim.tape import rows

    usual = draw(planned(RICH).demand, seed=1, replication=0)
    monkeypatch.setattr(rows, "_expected", lambda _flat, _cases: 7)
    again = draw(planned(RICH).demand, seed=1, replication=0)
    for column in fields(Tape):
        assert getattr(usual, column.name).tobytes() == getattr(again, column.name).tobytes()


def test_the_columns_have_the_types_that_the_engines_rely_on():
    wanted = dict.fromkeys((column.name for column in fields(Tape)), np.float64)
    wanted |= dict.fromkeys(("reason", "segment", "day", "rows", "number", "slot_set"), np.int16)
    wanted |= dict.fromkeys(("first_row", "case", "chase_row", "first_visit"), np.int32)
    wanted["emotional"] = np.bool_
    wanted |= dict.fromkeys(("first_work", "first_patience", "first_mark"), np.int32)
    for tape in both(planned(RICH)):
        for name, dtype in wanted.items():
            column = getattr(tape, name)
            assert column.dtype == dtype, name
            assert column.flags.c_contiguous, name
    none = draw(planned(HORIZON).demand, seed=1, replication=0)
    assert none.return_delay_s.shape == (none.case.size, 0)


def test_values_is_a_part_of_the_tape():
    assert set(values_of_rows.Values._fields) <= {column.name for column in fields(Tape)}
