"""A mechanism of one's own extends the reference engine; the compiled one refuses it by name."""

import json

import pytest
import tiring

import sim

DESK = """
title = "One long day"

[horizon]
lasts = "9h"

[channels.voice]
patience = { exponential = "3m" }

[reasons.order]
volume = { cases_per_hour = 60 }
mix = { voice = 1.0 }
route = ["desk"]
handle_time = { exponential = "5m" }

[teams.desk]
channels = ["voice"]
agents = 6
"""


def replicated(scenario, engine="reference"):
    return sim.replicate(scenario, replications=3, seed=2, engine=engine)


def test_agents_who_tire_talk_longer_late_in_the_day():
    desk = sim.from_text(DESK)
    plain = replicated(desk)
    tired = replicated(desk.with_mechanism(sim.Mechanism(tiring.Tiring)))
    assert tired.estimate("aht_s").value > plain.estimate("aht_s").value * 1.02


def test_a_mechanism_that_changes_nothing_keeps_every_bit(monkeypatch):
    monkeypatch.setattr(tiring, "SLOWER", 1.0)
    desk = sim.from_text(DESK)
    plain = replicated(desk)
    same = replicated(desk.with_mechanism(sim.Mechanism(tiring.Tiring)))
    assert (plain.numerators.tobytes(), plain.denominators.tobytes()) == (
        same.numerators.tobytes(),
        same.denominators.tobytes(),
    )


def test_the_compiled_engine_refuses_it_by_name_and_names_the_reference():
    tired = sim.from_text(DESK).with_mechanism(sim.Mechanism(tiring.Tiring))
    with pytest.raises(
        sim.UsageError, match=r'mechanism Tiring; play it with engine = "reference"'
    ):
        replicated(tired, engine="compiled")


def test_the_manifest_keeps_the_mechanism_with_its_source(tmp_path):
    tired = sim.from_text(DESK).with_mechanism(sim.Mechanism(tiring.Tiring))
    sim.write_report(replicated(tired), tmp_path / "tired")
    (about,) = json.loads((tmp_path / "tired" / "manifest.json").read_text())["scenarios"]
    assert about["mechanism"]["name"] == "Tiring"
    assert "A tenth longer after four hours" in about["mechanism"]["source"]


@pytest.mark.parametrize("centre", [3, int], ids=["no class", "another class"])
def test_what_extends_nothing_is_refused(centre):
    with pytest.raises(sim.UsageError, match=r"sim\.centre\.reference\.centre\.Centre"):
        replicated(sim.from_text(DESK).with_mechanism(sim.Mechanism(centre)))
