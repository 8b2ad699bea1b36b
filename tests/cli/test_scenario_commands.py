"""`ccsim check`, `new`, `schema`, `levers`: results on stdout, messages on stderr, exit codes."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.main import main

ROOT = Path(__file__).parent.parent.parent
RETAIL = ROOT / "scenarios" / "retail"


@pytest.fixture
def ccsim(capsys):
    """Runs a command line in this process: exit code, stdout, stderr."""

    def run(*words):
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        printed = capsys.readouterr()
        return left.value.code, printed.out, printed.err

    return run


def command(*words, **how):
    return subprocess.run(
        [sys.executable, "-m", "sim", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
        **how,
    )


def test_check_says_ok_with_counts_and_changes(ccsim):
    code, out, err = ccsim("check", RETAIL / "more-bot.toml", RETAIL / "monday.toml")
    assert (code, err) == (0, "")
    assert "more-bot.toml: ok; 3 reasons, 3 teams, 1 bot, " in out
    assert "  bots.assistant.contains.order_status: 0.55 → 0.605\n" in out
    assert "monday.toml: ok; " in out


def test_check_echoes_laws_and_counts_assumptions(ccsim):
    _, out, _ = ccsim("check", RETAIL / "monday.toml", "--echo")
    row = next(
        line for line in out.splitlines() if line.strip().startswith("channels.voice.patience ")
    )
    assert row.split() == ["channels.voice.patience", "exponential", "3m", "2m5s", "8m59s"]
    assert "reasons.refund.claim.asks" in out
    assert "120.00 CNY" in out
    count = next(line for line in out.splitlines() if "assumptions (no source)" in line).split()[0]
    assert f"{count} assumptions;" in out.splitlines()[0]
    assert "difficulty.in_bot" in out
    assert not any(line.strip().startswith("reasons.refund.volume") for line in out.splitlines())


def test_check_goes_on_after_a_bad_file_and_exits_2(ccsim, tmp_path):
    (tmp_path / "bad.toml").write_text("title = 1")
    code, out, err = ccsim(
        "check", tmp_path / "bad.toml", tmp_path / "none.toml", RETAIL / "monday.toml"
    )
    assert code == 2
    assert "monday.toml: ok" in out
    assert "bad.toml:1: title = 1: needs text in quotes" in err
    assert "none.toml: cannot be read: no such file" in err


def test_levers_come_as_table_json_and_csv(ccsim):
    file = RETAIL / "monday.toml"
    _, table, _ = ccsim("levers", file)
    _, text, _ = ccsim("levers", file, "--format", "json")
    _, rows, _ = ccsim("levers", file, "--format", "csv")
    found = json.loads(text)
    assert [row["lever"] for row in csv.DictReader(io.StringIO(rows))] == [
        row["lever"] for row in found
    ]
    assert all(row["lever"] in table for row in found)
    takes = next(row for row in found if row["lever"] == "bots.assistant.takes.refund")
    assert (takes["value"], takes["unit"], takes["stated"]) == ("0", "share of 1", True)


def test_schema_prints_the_committed_schema(ccsim):
    _, out, _ = ccsim("schema")
    assert out == (ROOT / "scenarios" / "scenario.schema.json").read_text(encoding="utf-8")


def test_new_writes_a_scenario_that_checks_without_a_word(ccsim, tmp_path):
    code, out, _ = ccsim("new", tmp_path / "mine")
    assert code == 0
    assert "next: ccsim check" in out
    names = {file.name for file in (tmp_path / "mine").iterdir()}
    assert names == {
        "desk.toml",
        "more-agents.toml",
        "volumes.csv",
        "staff.csv",
        "scenario.schema.json",
    }
    code, out, err = ccsim(
        "check", tmp_path / "mine" / "desk.toml", tmp_path / "mine" / "more-agents.toml"
    )
    assert (code, err) == (0, "")
    assert "teams.desk.agents" in out


def test_new_refuses_a_folder_that_holds_something(ccsim, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    code, out, err = ccsim("new", tmp_path)
    assert (code, out) == (2, "")
    assert err == f"{tmp_path} is not an empty folder; name a new one\n"
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]
    assert ccsim("new", tmp_path / "notes.txt")[0] == 2
    assert ccsim("new", tmp_path / "notes.txt" / "below")[0] == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["chek", "x.toml"], "ccsim: no command 'chek'; did you mean check?"),
        (
            ["check", "--eco", "x.toml"],
            "ccsim check: No such option '--eco'. Did you mean '--echo'?",
        ),
        (["check"], "ccsim check: Missing argument 'FILES...'."),
        (["levers", "a.toml", "b.toml"], "ccsim levers: Got unexpected extra argument (b.toml)"),
        (
            ["levers", "a.toml", "--format", "xml"],
            (
                "ccsim levers: Invalid value for '--format': "
                "'xml' is not one of 'table', 'json', 'csv'."
            ),
        ),
        (["--colour"], "ccsim: No such option '--colour'."),
        (["check", "--", "--echo"], "--echo: 1 problem"),
        (["check", ""], ": 1 problem"),
    ],
)
def test_a_command_line_that_cannot_be_understood_is_refused_with_the_nearest(
    ccsim, words, message
):
    code, out, err = ccsim(*words)
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == message


def test_no_arguments_show_the_help_and_exit_2(ccsim):
    code, out, err = ccsim()
    assert (code, out) == (2, "")
    assert "Commands:" in err


def test_help_and_version_exit_0(ccsim):
    for words in (["--help"], ["check", "--help"], ["-h"]):
        code, out, err = ccsim(*words)
        assert (code, err) == (0, "")
        assert "Usage: ccsim" in out


def test_names_never_steer_the_terminal(ccsim, tmp_path):
    file = tmp_path / "e.toml"
    file.write_text(
        'title = "x"\n["\\u001b]0;owned\\u0007[red]"]\n[teams."\\u202edesk"]\n', encoding="utf-8"
    )
    code, _, err = ccsim("check", file)
    assert code == 2
    assert "\x1b" not in err
    assert "\u202e" not in err
    assert "\\x1b]0;owned\\x07[red]" in err


def test_a_file_name_with_blanks_and_controls_is_only_a_name(ccsim, tmp_path):
    code, _, err = ccsim("check", tmp_path / "a b\x1b[31m.toml")
    assert code == 2
    assert "a b\\x1b[31m.toml: cannot be read: no such file" in err


def test_markup_in_a_title_is_text(ccsim, tmp_path):
    text = (ROOT / "tests/broken/good.toml").read_text().replace("experts", "bold")
    for name in ("volumes.csv", "staff.csv"):
        (tmp_path / name).write_bytes((ROOT / "tests/broken" / name).read_bytes())
    (tmp_path / "m.toml").write_text(
        text.replace("[sources]", "").replace('title = "A desk"', 'title = "[bold]x[/bold]"')
    )
    code, out, _ = ccsim("check", tmp_path / "m.toml", "--echo")
    assert code == 0
    assert "teams.bold.resolves" in out


def test_a_defect_of_ours_is_one_line_and_a_trace_only_on_demand(ccsim, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("by accident")

    monkeypatch.setattr("sim.cli.levers.load", broken)
    code, _, err = ccsim("levers", "x.toml")
    assert code == 3
    assert "Traceback" not in err
    assert "a defect of ccsim, not of your input: ZeroDivisionError: by accident" in err
    code, _, err = ccsim("levers", "x.toml", "--debug")
    assert code == 3
    assert "Traceback" in err


def test_an_interrupt_exits_130(ccsim, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.cli.levers.load", interrupted)
    assert ccsim("levers", "x.toml") == (130, "", "interrupted\n")


def test_the_module_is_the_command():
    done = command("check", "scenarios/retail/monday.toml")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"scenarios/retail/monday.toml: ok")


def test_a_closed_pipe_ends_quietly():
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "sim", "levers", "scenarios/retail/monday.toml"],
        cwd=ROOT,
        stdout=writer,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writer)
    assert done.stderr == b""
    assert done.returncode == 0


def test_a_folder_name_never_steers_the_terminal(ccsim, tmp_path):
    folder = tmp_path / "a\x1b[31m"
    folder.mkdir()
    (folder / "mine").touch()
    code, _, err = ccsim("new", folder)
    assert code == 2
    assert "\x1b" not in err


def test_an_ascii_terminal_is_no_reason_for_a_trace():
    done = command(
        "check",
        "scenarios/retail/more-bot.toml",
        env={"PATH": "/usr/bin", "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"bots.assistant.contains.order_status: 0.55" in done.stdout


def test_a_file_name_that_is_no_utf8_is_refused_without_a_trace():
    done = subprocess.run(
        [sys.executable.encode(), b"-m", b"sim", b"check", b"caf\xe9.toml"],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"no such file" in done.stderr


@pytest.mark.parametrize("flags", [["-O"], ["-W", "error"]])
def test_checks_hold_when_python_is_optimised_or_strict(flags):
    done = subprocess.run(
        [sys.executable, *flags, "-m", "sim", "check", "tests/broken/many_at_once.toml"],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert b"many_at_once.toml: 5 problems" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["check", "scenarios/retail/more-bot.toml", "--echo"],
        ["levers", "scenarios/retail/monday.toml"],
    ],
    ids=["help", "check", "levers"],
)
def test_small_commands_import_nothing_heavy(words):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "sim", *words],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
        text=True,
    )
    assert done.returncode == 0
    imported = {
        line.rpartition("|")[2].strip()
        for line in done.stderr.splitlines()
        if "import time:" in line
    }
    assert "click" in imported
    heavy = {"scipy.stats", "matplotlib", "matplotlib.pyplot", "numba", "simpy"}
    assert imported & heavy == set()
    if words == ["--help"]:
        assert imported & {"numpy", "scipy", "pydantic"} == set()
