"""`ccsim rerun`: the same bytes again, or a word on what differs."""

import html
import json
from dataclasses import replace

import pytest

from sim.centre import engines, play

SCENARIO = """title = "A plain queue"
[day]
opens = "08:00"
closes = "10:00"
interval = "30m"
[channels.voice]
patience = { exponential = "3m" }
[reasons.any]
volume = { cases_per_hour = 60, shape = "shape.csv:any" }
mix = { voice = 1.0 }
route = ["desk"]
handle_time = { exponential = "4m" }
[teams.desk]
channels = ["voice"]
agents = 4
"""
SHAPE = "interval_start,any\n08:00,10\n08:30,30\n09:00,30\n09:30,10\n"
MORE = 'extends = "plain.toml"\ntitle = "More"\n[change]\n"teams.desk.agents" = { plus = 2 }\n'
FAST = (
    'extends = "plain.toml"\ntitle = "F"\n[change]\n"reasons.any.handle_time" = { times = 0.9 }\n'
)
OPTIONS = ("--replications", "3", "--no-report", "--workers", "1")
MANIFEST = "results/study/manifest.json"


@pytest.fixture
def folder(tmp_path):
    for name, text in (("plain.toml", SCENARIO), ("more.toml", MORE), ("fast.toml", FAST)):
        (tmp_path / name).write_text(text)
    (tmp_path / "shape.csv").write_text(SHAPE)
    return tmp_path


@pytest.fixture
def study(ccsim):
    assert ccsim("run", "plain.toml", "--name", "study", *OPTIONS)[0] == 0


def rerun(ccsim, path=MANIFEST):
    return ccsim("rerun", path, "--workers", "1")


@pytest.mark.usefixtures("study")
def test_a_rerun_has_the_same_bytes_and_needs_nothing_but_the_folder(ccsim, folder):
    for name in ("plain.toml", "shape.csv", "more.toml", "fast.toml"):
        (folder / name).unlink()
    code, out, _ = rerun(ccsim)
    assert code == 0
    assert out.splitlines() == [
        "kpis.csv: same bytes",
        "per_replication.csv: same bytes",
        "same: every CSV file has the same bytes",
    ]


def test_a_comparison_with_all_changes_together_is_played_again(ccsim):
    words = ("compare", "plain.toml", "more.toml", "fast.toml", "--together", "--name", "study")
    assert ccsim(*words, *OPTIONS)[0] == 0
    code, out, _ = rerun(ccsim, "results/study")
    assert code == 0
    assert "differences.csv: same bytes" in out


@pytest.mark.usefixtures("study")
def test_a_rerun_writes_nothing(ccsim, folder):
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    rerun(ccsim)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


@pytest.mark.usefixtures("study")
def test_a_table_that_was_changed_ends_with_3_and_is_named(ccsim, folder):
    table = folder / "results" / "study" / "kpis.csv"
    table.write_bytes(table.read_bytes().replace(b"plain", b"plane", 1))
    code, out, _ = rerun(ccsim)
    assert code == 3
    assert "kpis.csv: was changed after it was written" in out
    assert "per_replication.csv: same bytes" in out
    assert out.splitlines()[-1] == "NOT the same"


@pytest.mark.usefixtures("study")
def test_a_table_that_is_gone_ends_with_3(ccsim, folder):
    (folder / "results" / "study" / "kpis.csv").unlink()
    code, out, _ = rerun(ccsim)
    assert code == 3
    assert "kpis.csv: cannot be read in the folder" in out


@pytest.mark.usefixtures("study")
def test_a_scenario_copy_that_was_changed_is_refused_with_4(ccsim, folder):
    copy = folder / "results" / "study" / "scenario" / "plain.toml"
    copy.write_text(copy.read_text().replace("agents = 4", "agents = 5"))
    code, _, err = rerun(ccsim)
    assert code == 4
    assert "is not what was played" in err


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(("text", "words"), [
    ("", "not JSON"), ("[]", "is no manifest of ccsim"), ('{"made_by": "ccsim"}', "has no seed"),
    ('{"made_by": "other"}', "is no manifest of ccsim"),
])  # fmt: skip
def test_what_is_no_manifest_is_refused_with_4(ccsim, folder, text, words):
    (folder / MANIFEST).write_text(text)
    code, _, err = rerun(ccsim)
    assert code == 4
    assert words in err


def test_a_manifest_that_is_not_there_is_refused_with_4(ccsim):
    code, _, err = rerun(ccsim, "results/none/manifest.json")
    assert code == 4
    assert "cannot be read" in err


@pytest.mark.usefixtures("study")
def test_a_manifest_cannot_make_us_read_outside_its_folder(ccsim, folder):
    path = folder / MANIFEST
    about = json.loads(path.read_bytes())
    about["scenarios"][0]["file"] = "../../plain.toml"
    path.write_text(json.dumps(about))
    code, _, err = rerun(ccsim)
    assert code == 4
    assert "outside" in err


@pytest.mark.usefixtures("study")
def test_other_versions_are_told(ccsim, folder):
    path = folder / MANIFEST
    about = json.loads(path.read_bytes())
    about["versions"]["numpy"] = "1.0"
    path.write_text(json.dumps(about))
    code, _, err = rerun(ccsim)
    assert code == 0
    assert "note: numpy is " in err


def test_a_scenario_changed_in_python_says_where_to_play_it_again(ccsim, folder):
    import sim

    plain = sim.load("plain.toml")
    more = plain.change({"teams.desk.agents": sim.plus(1)}, name="one more")
    found = sim.compare([plain, more], replications=3, workers=1)
    page = sim.write_report(found, folder / "results" / "study")
    text = page.read_text()
    assert text.startswith("<!DOCTYPE html>")
    assert text.index(html.escape(found.verdict[0], quote=False)) < text.index("<img")
    assert "What gets worse" in text
    code, _, err = rerun(ccsim)
    assert code == 4
    assert "one-more was changed in Python" in err


def test_a_rerun_plays_with_the_engine_of_the_manifest(ccsim, monkeypatch):
    honest, played = play.ENGINES["reference"], []

    def other(*arguments):
        played.append("other")
        return honest(*arguments)

    record = replace(engines.ENGINES["reference"], name="other")
    monkeypatch.setitem(play.ENGINES, "other", other)
    monkeypatch.setitem(engines.ENGINES, "other", record)
    words = ("run", "plain.toml", "--name", "study", "--engine", "other")
    assert ccsim(*words, *OPTIONS)[0] == 0
    assert len(played) == 3
    assert rerun(ccsim)[0] == 0
    assert len(played) == 6


@pytest.mark.usefixtures("study")
def test_a_study_of_an_engine_there_is_not_is_refused_with_4(ccsim, folder):
    path = folder / MANIFEST
    path.write_text(path.read_text().replace('"engine": "', '"engine": "warp-'))
    code, _, err = rerun(ccsim)
    assert code == 4
    assert 'was played by the engine "warp-' in err
