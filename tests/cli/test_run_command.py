"""`ccsim run`: what it prints, what it writes, what it refuses, and with which code it ends."""

import contextlib
import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.centre import engines
from sim.cli.interrupts import heeded

SCENARIO = """title = "A plain queue"
[day]
opens = "08:00"
closes = "10:00"
interval = "30m"
[channels.voice]
patience = { exponential = "3m" }
service_level = { share = 0.8, within = "20s" }
[reasons.any]
volume = { cases_per_hour = 60 }
mix = { voice = 1.0 }
route = ["desk"]
handle_time = { exponential = "4m" }
[teams.desk]
channels = ["voice"]
agents = 4
cost_per_paid_hour = 30
"""
ARGUMENTS = ("run", "plain.toml", "--replications", "10", "--no-report", "--workers", "1")
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "plain.toml").write_text(SCENARIO)
    return tmp_path


def written(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_run_prints_a_table_and_says_where_the_results_are(ccsim):
    code, out, err = ccsim(*ARGUMENTS)
    assert code == 0
    assert out.startswith("A plain queue\n")
    assert "mean wait" in out
    assert "8 of 10 days" in out
    assert err.splitlines()[-1] == "results: results/plain"


def test_a_run_writes_tables_copies_and_a_manifest(ccsim, folder):
    ccsim(*ARGUMENTS)
    assert written(folder / "results" / "plain") == [
        "kpis.csv", "manifest.json", "per_replication.csv", "scenario/plain.toml",
    ]  # fmt: skip
    assert (folder / "results/plain/scenario/plain.toml").read_text() == SCENARIO


def test_a_run_with_its_report_writes_book_plots_and_page(ccsim, folder):
    code, _, err = ccsim(*(word for word in ARGUMENTS if word != "--no-report"))
    assert code == 0
    assert err.splitlines()[-1] == "results: results/plain/report.html"
    files = written(folder / "results" / "plain")
    assert {"report.html", "results.xlsx"} < set(files)
    plots = {f"plots/{kind}-plain.{end}" for kind in ("day", "staffing", "flow", "waits")
             for end in ("png", "svg")}  # fmt: skip
    assert plots == {name for name in files if name.startswith("plots/")}


def test_json_is_one_object_with_the_verdict_and_tidy_rows(ccsim):
    _, out, _ = ccsim(*ARGUMENTS, "--format", "json")
    found = json.loads(out)
    assert set(found) == {"verdict", "warnings", "kpis"}
    row = next(row for row in found["kpis"] if (row["kpi"], row["scope"]) == ("wait_mean_s", "all"))
    assert row["low"] < row["value"] < row["high"]
    assert row["n"] == 10


def test_csv_on_stdout_is_the_file_that_was_written(ccsim, folder):
    _, out, _ = ccsim(*ARGUMENTS, "--format", "csv")
    assert out == (folder / "results/plain/kpis.csv").read_text()
    head, *rows = csv.reader(io.StringIO(out))
    assert all(len(row) == len(head) for row in rows)


def test_twice_the_same_command_gives_the_same_bytes_with_any_number_of_workers(ccsim, folder):
    place = folder / "results" / "plain"
    ccsim(*ARGUMENTS)
    first = {name: (place / name).read_bytes() for name in written(place)}
    ccsim(*ARGUMENTS[:-1], "2")
    assert {name: (place / name).read_bytes() for name in written(place)} == first


def test_another_seed_gives_other_numbers(ccsim):
    _, one, _ = ccsim(*ARGUMENTS, "--format", "csv")
    _, other, _ = ccsim(*ARGUMENTS, "--format", "csv", "--seed", "0")
    assert one != other


def test_no_bar_and_no_colour_where_stderr_is_no_terminal(ccsim):
    _, out, err = ccsim(*ARGUMENTS)
    assert "\x1b" not in out + err
    assert "playing" not in err


@pytest.mark.parametrize("arguments", [
    ("run", "absent.toml"), ("run", "bad.toml"), ("run", "plain.toml", "--replications", "0"),
    ("run", "plain.toml", "--seed", "-1"), ("run", "plain.toml", "--workers", "0"),
    ("run", "plain.toml", "--name", "../up"), ("run", "plain.toml", "--engine", "steam"),
    ("run", "plain.toml", "--format", "yaml"), ("run",),
])  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_2_and_nothing_is_written(ccsim, folder, arguments):
    (folder / "bad.toml").write_text(SCENARIO.replace("agents = 4", "agents = -4"))
    code, out, err = ccsim(*arguments)
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    assert not (folder / "results").exists()


def test_an_engine_there_is_not_is_refused_with_the_names_there_are(ccsim):
    code, _, err = ccsim("run", "plain.toml", "--engine", "steam")
    assert code == 2
    assert err.splitlines()[0] == (
        f'engine = "steam": no such engine; known: {", ".join(engines.NAMES)}'
    )


def test_the_help_says_what_each_engine_is_for(ccsim):
    _, out, _ = ccsim("run", "--help")
    text = " ".join(out.split())
    for engine in engines.ENGINES.values():
        assert f"{engine.name}, {engine.purpose}" in text


def test_a_foreign_folder_is_refused_with_4_before_anything_is_played(ccsim, folder):
    (folder / "results" / "plain").mkdir(parents=True)
    (folder / "results" / "plain" / "thesis.txt").write_text("mine")
    code, _, err = ccsim("run", "plain.toml", "--replications", "1000000000")
    assert code == 4
    assert "was not written by ccsim" in err
    assert written(folder / "results") == ["plain/thesis.txt"]


def test_a_full_disk_ends_with_4_and_leaves_nothing(ccsim, folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    code, out, err = ccsim(*ARGUMENTS)
    monkeypatch.undo()
    assert code == 4
    assert out == ""
    assert "the disk is full" in err
    assert "bytes are needed" in err
    assert not list((folder / "results").iterdir())


def test_ctrl_c_ends_with_130_and_leaves_nothing(folder):
    words = [sys.executable, "-m", "sim", "run", "plain.toml", "--replications", "100000"]
    process = subprocess.Popen(
        words, cwd=folder, env=os.environ | {"PYTHONPATH": str(REPOSITORY)}, stderr=subprocess.PIPE
    )
    time.sleep(4.0)  # long enough to be playing, far too short to end
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.decode().splitlines()[-1] == "interrupted"
    assert written(folder) == ["plain.toml"]


def test_a_swallowed_ctrl_c_is_heeded_at_the_next_play():
    with heeded() as check:
        check()  # nothing was pressed yet
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            check()
