"""`ccsim compare`: the same customers, what differs, and a folder to show it."""

import csv
import io
import json

import pytest

BASE = """title = "A plain queue"
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
MORE = 'extends = "base.toml"\ntitle = "Two more"\n[change]\n"teams.desk.agents" = { plus = 2 }\n'
FAST = (
    'extends = "base.toml"\ntitle = "Fast"\n[change]\n"reasons.any.handle_time" = { times = 0.9 }\n'
)
OPTIONS = ("--replications", "10", "--no-report", "--workers", "1")


@pytest.fixture
def folder(tmp_path):
    for name, text in (("base", BASE), ("more", MORE), ("fast", FAST)):
        (tmp_path / f"{name}.toml").write_text(text)
    return tmp_path


def test_a_comparison_prints_the_table_then_the_verdict(ccsim):
    code, out, _ = ccsim("compare", "base.toml", "more.toml", *OPTIONS)
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "A plain queue"
    assert [line.split()[0] for line in lines[4:6]] == ["base", "more"]
    assert "better" in lines[6]
    assert "worse" in lines[6]
    assert lines[8].startswith("more answers ")


def test_a_comparison_writes_differences_and_copies_of_every_file(ccsim, folder):
    ccsim("compare", "base.toml", "more.toml", "fast.toml", *OPTIONS)
    place = folder / "results" / "base-compared"
    files = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    assert files == {
        "differences.csv", "effects.csv", "kpis.csv", "per_replication.csv", "manifest.json",
        "scenario/base.toml", "scenario/more.toml", "scenario/fast.toml",
    }  # fmt: skip
    assert (place / "scenario" / "more.toml").read_text() == MORE


def test_all_changes_can_be_played_together(ccsim, folder):
    code, out, _ = ccsim("compare", "base.toml", "more.toml", "fast.toml", "--together", *OPTIONS)
    assert code == 0
    assert "all-together" in out
    about = json.loads((folder / "results/base-compared/manifest.json").read_bytes())
    assert about["together"] is True
    assert [entry["file"] for entry in about["scenarios"]] == [
        "scenario/base.toml", "scenario/more.toml", "scenario/fast.toml", None,
    ]  # fmt: skip


def test_json_holds_verdict_kpis_differences_and_effects(ccsim):
    _, out, _ = ccsim("compare", "base.toml", "more.toml", *OPTIONS, "--format", "json")
    found = json.loads(out)
    assert set(found) == {"verdict", "warnings", "kpis", "differences", "effects"}
    rows = {(row["kpi"], row["scope"]): row for row in found["differences"]}
    assert rows["wait_mean_s", "all"]["verdict"] == "better"
    assert rows["wait_mean_s", "all"]["adjusted"] is True


def test_csv_is_one_tidy_table_of_differences(ccsim):
    _, out, _ = ccsim("compare", "base.toml", "more.toml", *OPTIONS, "--format", "csv")
    head, *rows = csv.reader(io.StringIO(out))
    assert head[:4] == ["scenario", "base", "kpi", "scope"]
    assert {row[0] for row in rows} == {"more"}


def test_the_faults_of_all_files_are_told_at_once(ccsim, folder):
    (folder / "bad.toml").write_text(BASE.replace("agents = 4", "agents = -4"))
    (folder / "worse.toml").write_text(BASE.replace("voice = 1.0", "voice = 2.0"))
    code, out, err = ccsim("compare", "base.toml", "bad.toml", "worse.toml", *OPTIONS)
    assert code == 2
    assert out == ""
    assert "bad.toml:16: teams.desk.agents = -4" in err
    assert "worse.toml:" in err
    assert not (folder / "results").exists()


def test_scenarios_of_one_name_in_two_folders_keep_both_their_files(ccsim, folder):
    other = folder / "other"
    other.mkdir()
    (other / "base.toml").write_text(BASE.replace("agents = 4", "agents = 6"))
    (other / "bigger.toml").write_text('extends = "base.toml"\ntitle = "Bigger"\n')
    code, _, _ = ccsim("compare", "base.toml", "other/bigger.toml", *OPTIONS)
    assert code == 0
    copies = folder / "results" / "base-compared" / "scenario"
    assert (copies / "base" / "base.toml").read_text() == BASE
    assert "agents = 6" in (copies / "bigger" / "base.toml").read_text()
    assert ccsim("rerun", "results/base-compared/manifest.json", "--workers", "1")[0] == 0
