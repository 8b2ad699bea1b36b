"""`ccsim verify`: what it prints, and with which code it ends."""

import csv
import io
import json
import subprocess
import sys
import tomllib
from dataclasses import replace

import pytest

from sim.verification import verify as room


@pytest.fixture
def played(monkeypatch, losses):
    """The command prints this check and plays nothing."""

    def shows(found):
        monkeypatch.setattr(room, "verify", lambda *_, **__: found)

    shows(losses)
    return shows


@pytest.fixture
def wrong(losses):
    blocked, occupancy = losses.rows
    return replace(losses, rows=(blocked, replace(occupancy, exact=1.05 * occupancy.exact)))


@pytest.mark.usefixtures("played")
def test_a_check_prints_a_row_for_each_figure_and_a_verdict_last(ccsim):
    code, out, err = ccsim("verify", "erlang-b")
    assert (code, err) == (0, "")
    head, *rows = (line for line in out.splitlines()[2:6] if "─" not in line)
    assert head.split("  ")[0].strip() == "model"
    assert [row.split()[0] for row in rows] == ["erlang-b", "erlang-b"]
    assert "12.17 %" in rows[0]
    assert "NOT MET" not in out
    assert out.splitlines()[-1].startswith("Met: ")


def test_a_figure_that_fails_is_marked_and_ends_with_3(ccsim, played, wrong):
    played(wrong)
    code, out, _ = ccsim("verify", "erlang-b")
    assert code == 3
    assert [line for line in out.splitlines() if "NOT MET" in line and "occupancy" in line]
    assert out.splitlines()[-1].startswith("NOT MET: 1 figure more than 4 standard errors off")


def test_an_imprecise_figure_of_a_thorough_check_is_marked(ccsim, played, losses):
    played(replace(losses, is_thorough=True))
    code, out, _ = ccsim("verify", "--thorough", "erlang-b")
    assert code == 3
    assert "IMPRECISE" in out


@pytest.mark.usefixtures("played")
def test_json_holds_the_verdict_and_every_number(ccsim, losses):
    code, out, _ = ccsim("verify", "erlang-b", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert found["met"] is True
    assert found["verdict"] == list(losses.verdict)
    assert (found["engine"], found["seed"], found["thorough"]) == (losses.engine, 1, False)
    first = found["figures"][0]
    assert (first["model"], first["kpi"], first["over"]) == ("erlang-b", "blocked", "offered")
    assert first["z"] == pytest.approx(
        (first["simulated"] - first["exact"]) / first["standard_error"]
    )


@pytest.mark.usefixtures("played")
def test_csv_has_a_row_for_each_figure_and_the_verdict_on_stderr(ccsim, losses):
    code, out, err = ccsim("verify", "erlang-b", "--format", "csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [float(row["exact"]) for row in rows] == [row.exact for row in losses.rows]
    assert [row["met"] for row in rows] == ["True", "True"]
    assert err.splitlines() == list(losses.verdict)


def test_what_is_not_a_number_is_no_number_in_json(ccsim, played, losses):
    played(replace(losses, rows=(replace(losses.rows[0], error=0.0),)))
    code, out, _ = ccsim("verify", "--format", "json")
    found = json.loads(out)
    assert code == 3
    assert found["rms_z"] is None
    assert found["figures"][0]["z"] is None


def test_a_shown_model_is_a_scenario_and_nothing_is_played(ccsim, monkeypatch):
    monkeypatch.setattr(room, "verify", lambda *_, **__: pytest.fail("played"))
    code, out, _ = ccsim("verify", "--show", "chat", "day")
    assert code == 0
    chat, day = out.split("# day: ")
    assert chat.startswith("# chat: Concurrent chat")
    assert tomllib.loads(chat)["teams"]["desk"]["chats_at_once"] == 3
    assert tomllib.loads(f"# {day}")["day"]["opens"] == "08:00"
    assert "# 08:00,40,7" in day


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("erlang-a", "erlangc"), "did you mean erlang-c?"),
        (("--show", "chats"), "did you mean chat?"),
        (("--engine", "steam"), "no such engine"),
        (("--seed", "-1"), "0 is a seed"),
        (("--workers", "0"), "must be 1 or more"),
        (("--format", "yaml"), "yaml"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_2(ccsim, arguments, said):
    code, out, err = ccsim("verify", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_the_help_says_what_z_is_and_how_it_ends(ccsim):
    code, out, _ = ccsim("verify", "--help")
    assert code == 0
    for word in ("[MODEL]...", "--thorough", "--engine", "--show", "Ends with 3", "standard error"):
        assert word in out
    assert "verify" in ccsim("--help")[1]


def test_the_command_is_light_until_it_plays():
    script = "import sys, sim.cli.verify; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert not {"sim.verification", "sim.theory", "sim.centre.play", "simpy"} & set(
        done.stdout.split()
    )
