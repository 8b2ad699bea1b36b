"""The real bank: its tables hang together, its fits forget nobody, its page can be made again."""

import csv
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.theory import erlang_a

ROOT = Path(__file__).parent.parent
BANK = ROOT / "scenarios" / "bank"
DATA = ROOT.parent / "shared" / "data"
CHANGES = ("one-more-at-the-peak", "desk-helps-internet", "no-head-start")

sys.path.insert(0, str(BANK))  # the scripts of the bank import each other by their bare names
fit, calls, document = map(import_module, ("fit", "calls", "document"))
calibrate, beside_real = map(import_module, ("calibrate", "beside_real"))
figures_module = import_module("figures")

with_the_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the bank's calls are not here: no folder ../shared/data"
)


@pytest.fixture(scope="module")
def figures():
    with (BANK / "figures.csv").open(encoding="utf-8") as file:
        return {(row["figure"], row["of"]): float(row["value"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def bank():
    return sim.load(str(BANK / "august.toml"))


def column(table, name):
    with (BANK / table).open(encoding="utf-8") as file:
        return np.array([float(row[name]) for row in csv.DictReader(file)])


# --- what is committed hangs together -----------------------------------------------------


def test_half_hours_add_up_to_the_contacts_of_a_day(figures, bank):
    for reason in bank.centre.reasons:
        total = column("volumes.csv", reason).sum()
        assert total == pytest.approx(figures["contacts_per_day", reason], rel=2e-3)
    total = column("real.csv", "offered").sum()
    assert total == pytest.approx(figures["contacts_per_day", "all"], rel=2e-3)


def test_agents_are_those_seen_times_january_s_share(figures):
    share = figures["availability", "January"]
    seen = column("corrections.csv", "desk_seen").sum()
    assert column("agents.csv", "desk").sum() == pytest.approx(share * seen, abs=1.0)
    assert (column("agents.csv", "internet") == 1.0).all()


def test_the_scenario_says_what_was_fitted(figures, bank):
    assert bank.centre.day.busyness == pytest.approx(figures["busyness", "all"], rel=0.01)
    assert bank.centre.segments["high"].share == pytest.approx(
        figures["high_share", "all"], abs=1e-3
    )
    for name in bank.centre.reasons:
        written = bank.raw["reasons"][name]
        patience = bank.centre.reasons[name].patience["voice"]
        handle = next(iter(bank.centre.reasons[name].handle_time.values()))
        told = {
            "contacts_per_day": written["volume"]["contacts_per_day"],
            "high_share": written["segments"]["high"],
            "handle_time_mean": handle.mean,
            "handle_time_cv": handle.shape,
            "patience_median": patience.percentile(0.5),
            "patience_cv": patience.shape,
        }
        for figure, value in told.items():
            assert value == pytest.approx(figures[figure, name], rel=5e-3, abs=1e-3), (name, figure)


def test_the_bank_loads_without_a_warning(bank):
    assert bank.warnings == ()


def test_all_its_files_pass_the_check_and_say_what_they_leave_out():
    files = [str(BANK / f"{name}.toml") for name in ("august", *CHANGES)]
    command = [sys.executable, "-m", "sim", "check", *files]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0
    assert checked.stdout.count(".toml: ok") == 4
    said = " ".join(checked.stderr.split())
    assert said.count("warning: ") == 3
    for text in ("escalation: ", "an hour of this team costs nothing", "shrinkage is 0"):
        assert said.count(text) == 1


def test_more_agents_lose_fewer_callers():
    rows = [row for row in beside_real.table("spread.csv") if row["kpi"] == "abandonment_rate"]
    alike = [row for row in rows if row["correction"] != "days_alike"]
    ordered = sorted(alike, key=lambda row: float(row["agent_hours"]))
    lost = [float(row["value"]) for row in ordered]
    assert lost == sorted(lost, reverse=True)
    assert len(lost) == 4


# --- the fits -----------------------------------------------------------------------------


def made_calls(wait_s, is_abandoned, **columns):
    n = len(wait_s)
    nothing = {
        "day": np.zeros(n, dtype=np.int64),
        "slot": np.zeros(n, dtype=np.int64),
        "reason": np.full(n, "regular"),
        "is_high": np.zeros(n, dtype=np.bool_),
        "handle_s": np.full(n, 180.0),
        "agent": np.ones(n, dtype=np.int64),
        "answer_slot": np.zeros(n, dtype=np.int64),
    }
    return calls.Calls(wait_s=wait_s, is_abandoned=is_abandoned, **{**nothing, **columns})


def test_the_patience_of_the_answered_is_not_forgotten():
    rng = np.random.default_rng(1)
    patience, offered_wait = rng.lognormal(6.0, 1.5, 20_000), rng.exponential(100.0, 20_000)
    made = made_calls(np.minimum(patience, offered_wait), patience < offered_wait)
    median, cv = fit.lognormal_patience(made)
    naive = made.wait_s[made.is_abandoned]
    assert median == pytest.approx(np.exp(6.0), rel=0.05)
    assert cv == pytest.approx(np.sqrt(np.expm1(1.5**2)), rel=0.1)
    assert np.median(naive) < 0.25 * median
    assert naive.mean() < 0.1 * patience.mean()


def test_the_bank_s_naive_patience_is_far_too_short(figures, bank):
    for reason in bank.centre.reasons:
        naive = figures["wait_mean_of_abandoned", reason]
        assert naive < 0.6 * figures["patience_median", reason]


def test_priority_is_taken_from_those_who_were_identified():
    rng = np.random.default_rng(1)
    is_high, must_wait = rng.random(20_000) < 0.6, rng.random(20_000) < 0.5
    made = made_calls(
        np.where(must_wait, 60.0, 0.0),
        np.zeros(20_000, dtype=np.bool_),
        is_high=is_high & must_wait,
    )
    assert fit.high_share(made) == pytest.approx(0.6, abs=0.015)
    assert made.is_high.mean() < 0.35


def test_erlang_a_of_the_calibration_is_erlang_a():
    pool = fit.Pool(np.array([60.0]), np.array([6.0]), 180.0, 400.0, 0.0)
    exact = erlang_a(60.0 / 1800.0, 180.0, 6, 400.0)
    lost, wait_s = fit.erlang_a(pool)
    assert lost == pytest.approx(exact.abandonment_rate, rel=1e-9)
    assert wait_s == pytest.approx(exact.wait_mean_s, rel=1e-9)


@with_the_data
def test_two_and_eight_half_hours_were_outages():
    months = [calls.read_month(DATA / f"bank_calls_1999_{name}.csv.gz") for name in ("jan", "aug")]
    assert [int((~month.is_kept).sum()) for month in months] == [2, 8]
    assert [len(month.dates) for month in months] == [19, 23]


@with_the_data
def test_the_committed_figures_are_those_of_the_calls(monkeypatch):
    # Without the standard errors, which take nearly all the time; `calibrate.py --check` has them.
    for module in (figures_module, calibrate):
        monkeypatch.setattr(module, "standard_error", lambda month, of: 0.0 * of(month))
    for name, table in calibrate.calibrate(DATA).items():
        assert calibrate.is_same(without_errors(table), without_errors(calibrate.read(name))), name


def without_errors(table):
    kept = [at for at, name in enumerate(table[0]) if not name.endswith(("_se", "_error"))]
    return [[row[at] for at in kept] for row in table]


# --- the page -----------------------------------------------------------------------------


def test_the_page_s_tables_are_those_of_the_csv():
    page = (ROOT / "docs" / "bank.md").read_text("utf-8")
    for name, make in document.BLOCKS.items():
        assert f"<!-- {name}: written by scenarios/bank/document.py -->\n{make()}\n" in page


def test_other_days_give_the_page_s_figures():
    committed = {(row["scope"], row["kpi"]): row for row in beside_real.table("beside.csv")}
    played = beside_real.beside(replications=24, seed=2)
    scopes = ("all", "reason:regular", "reason:prospect", "interval:10:00")
    for row in (row for row in played if row.scope in scopes):
        told = committed[row.scope, row.kpi]
        errors = [(row.high - row.low) / 4.0, (float(told["high"]) - float(told["low"])) / 4.0]
        gap = row.simulated - float(told["simulated"])
        assert abs(gap) < 4.0 * np.hypot(*errors), (row.scope, row.kpi)
        if told["erlang_a"]:
            assert row.erlang_a == pytest.approx(float(told["erlang_a"]), rel=1e-3)


def test_the_picture_is_small():
    assert document.PICTURE.stat().st_size < 150_000
