import json
import subprocess
import sys

import pytest
from made import desk

import sim
from sim.experiment.compare import compare
from sim.experiment.manifest import describe
from sim.experiment.replicate import replicate


def loaded_after(code):
    script = f"import sys\n{code}\nprint(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_importing_the_package_costs_nothing():
    modules = loaded_after("import sim")
    assert not {"numpy", "scipy", "simpy", "numba", "pydantic", "matplotlib"} & modules


def test_comparing_needs_no_statistics_package_and_no_plots():
    modules = loaded_after("import sim; sim.compare")
    assert not {"scipy.stats", "matplotlib.pyplot"} & modules


def test_every_public_name_is_there():
    assert all(getattr(sim, name).__name__ == name for name in sim.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'sim' has no attribute 'simulated'"):
        _ = sim.simulated


def test_a_manifest_holds_what_it_takes_to_make_the_numbers_again():
    runs = replicate(desk(), replications=2, seed=9)
    about = json.loads(json.dumps(describe(runs)))
    assert (about["kind"], about["seed"], about["replications"]) == ("run", 9, 2)
    (scenario,) = about["scenarios"]
    assert scenario["digest"] == desk().digest
    assert scenario["tapes"] == list(runs.tapes)
    assert {"python", "numpy", "scipy", "simpy", "ccsim"} <= set(about["versions"])


def test_a_manifest_of_a_comparison_names_its_family():
    about = describe(compare([desk(), desk()], replications=2, headline=["asa_s"]))
    assert about["headline"] == [["asa_s", "all"]]
    assert [scenario["name"] for scenario in about["scenarios"]] == ["base", "base-again"]
