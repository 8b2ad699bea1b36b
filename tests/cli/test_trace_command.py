"""`ccsim trace` as a planner calls it."""

import csv
import json
from pathlib import Path

import pytest

DESK = Path(__file__).parents[1] / "centre" / "a_day.toml"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "desk.toml").write_text(DESK.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def test_it_tells_the_same_story_with_either_engine(ccsim):
    code, out, _ = ccsim("trace", "desk.toml", "--case", "1", "--seed", "3")
    assert code == 0
    assert out.startswith("case 1: ")
    assert "the customer makes contact by " in out
    assert (
        ccsim("trace", "desk.toml", "--case", "1", "--seed", "3", "--engine", "reference")[1] == out
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--case", "100000"], "case = 100000: no such case; 0 to "),
        (["--case", "1", "--engine", "fast"], 'engine = "fast": no such engine; known: '),
        (["--case", "1", "--seed", "-1"], "seed = -1: must be 0 or more"),
        ([], "Missing option '--case'"),
        (["--events", "xes"], "'xes' is not one of 'csv', 'chrome'"),
        (["--events", "csv", "--case", "-1"], "case = -1: no such case"),
        (["--events", "csv", "--first-day", "soon"], 'first_day = "soon": must be a date'),
    ],
)
def test_what_is_not_there_is_refused_in_a_line(ccsim, words, message):
    code, out, err = ccsim("trace", "desk.toml", *words)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_events_are_printed_or_written_with_the_same_bytes_by_either_engine(ccsim, folder):
    code, out, _ = ccsim("trace", "desk.toml", "--case", "1", "--events", "csv")
    assert code == 0
    rows = list(csv.DictReader(out.splitlines()))
    assert {row["case:concept:name"] for row in rows} == {"1"}
    words = ("--case", "1", "--events", "csv", "--engine", "reference", "--out", "events.csv")
    code, printed, said = ccsim("trace", "desk.toml", *words)
    assert (code, printed, said) == (0, "", "written: events.csv\n")
    assert (folder / "events.csv").read_text(encoding="utf-8") == out
    assert [file.name for file in folder.glob(".*")] == []


def test_a_timeline_of_the_whole_play_is_an_object_that_viewers_read(ccsim, folder):
    code, out, _ = ccsim("trace", "desk.toml", "--events", "chrome", "--out", "play.json")
    assert (code, out) == (0, "")
    whole = json.loads((folder / "play.json").read_text(encoding="utf-8"))
    assert whole["displayTimeUnit"] == "ms"
    assert whole["otherData"]["title"] == "A day with everything in it"
    assert {event["ph"] for event in whole["traceEvents"]} == {"M", "X", "C", "b", "e"}
    assert ccsim("trace", "desk.toml", "--events", "chrome")[1] == (folder / "play.json").read_text(
        encoding="utf-8"
    )


def test_a_story_can_be_written_too(ccsim, folder):
    story = ccsim("trace", "desk.toml", "--case", "1")[1]
    assert ccsim("trace", "desk.toml", "--case", "1", "--out", "case.txt")[0] == 0
    assert (folder / "case.txt").read_text(encoding="utf-8") == story


@pytest.mark.parametrize(
    ("out", "message"),
    [
        (".", ".: is a folder; --out names a file"),
        ("nowhere/events.csv", "nowhere/events.csv: no such folder nowhere"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_the_play(ccsim, out, message):
    code, printed, said = ccsim("trace", "desk.toml", "--events", "csv", "--out", out)
    assert (code, printed) == (4, "")
    assert message in said
