"""Every broken scenario meets its exact message, exit code 2, no trace, and nothing written."""

from pathlib import Path

import pytest

from sim.cli.main import main

BROKEN = Path(__file__).parent.parent / "broken"
NAMES = sorted(file.stem for file in BROKEN.glob("*.txt"))


def test_there_are_many_broken_scenarios():
    assert len(NAMES) >= 70


def test_every_broken_scenario_has_its_message():
    unbroken = {"good", "v_ok_authority", "v_again"}
    assert {file.stem for file in BROKEN.glob("*.toml")} == {*NAMES, *unbroken}


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_scenario_meets_its_message(name, monkeypatch, capsys):
    monkeypatch.chdir(BROKEN)
    before = {file: file.stat().st_mtime_ns for file in BROKEN.iterdir()}
    with pytest.raises(SystemExit) as left:
        main(["check", f"{name}.toml"])
    printed = capsys.readouterr()
    assert printed.err == (BROKEN / f"{name}.txt").read_text(encoding="utf-8")
    assert left.value.code == 2
    assert printed.out == ""
    assert "Traceback" not in printed.err
    assert "pydantic" not in printed.err
    assert "http" not in printed.err
    assert {file: file.stat().st_mtime_ns for file in BROKEN.iterdir()} == before


def test_the_good_scenario_is_good(monkeypatch, capsys):
    monkeypatch.chdir(BROKEN)
    with pytest.raises(SystemExit) as left:
        main(["check", "good.toml"])
    assert left.value.code == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("good.toml: ok; 1 reason, 2 teams, 1 bot")
    assert printed.err == ""
