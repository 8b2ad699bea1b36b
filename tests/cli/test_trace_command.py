"""`ccsim trace` as a planner calls it."""

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
    ],
)
def test_what_is_not_there_is_refused_in_a_line(ccsim, words, message):
    code, out, err = ccsim("trace", "desk.toml", *words)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
