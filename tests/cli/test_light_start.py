"""What a command costs before it does anything: nothing heavy is imported that it does not need."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.centre.play import ENGINES

REPOSITORY = Path(__file__).parents[2]
BANK = str(REPOSITORY / "scenarios" / "bank" / "august.toml")
MORE = str(REPOSITORY / "scenarios" / "bank" / "one-more-at-the-peak.toml")
HEAVY = {"numba", "llvmlite", "numpy", "scipy", "simpy", "matplotlib", "pandas"}
DRAWN = {"matplotlib", "jinja2", "xlsxwriter", "pandas", "scipy.stats", "scipy.optimize", "rich"}


def imported(folder, *words):
    """Every module that a command line imports, as Python itself tells it."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "sim", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return set(re.findall(r"^import time: +\d+ \| +\d+ \| +(\S+)$", done.stderr, re.MULTILINE))


def test_what_is_imported_is_seen(tmp_path):
    assert {"click", "sim.cli.main"} <= imported(tmp_path, "--help")


@pytest.mark.parametrize(
    "words",
    [("--help",), ("run", "--help"), ("schema",), ("check", BANK), ("check", MORE), ("new", "it"),
     ("levers", BANK, "--format", "json")],
    ids=lambda words: " ".join(Path(word).name for word in words),
)  # fmt: skip
def test_a_command_that_plays_nothing_imports_nothing_heavy(tmp_path, words):
    modules = imported(tmp_path, *words)
    assert not (HEAVY | {"jinja2", "xlsxwriter", "rich"}) & modules
    assert not {name for name in modules if name.startswith(("sim.experiment", "sim.reporting"))}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("files", [("run", BANK), ("compare", BANK, MORE)], ids=lambda f: f[0])
def test_numbers_are_had_without_what_draws_and_writes_books(tmp_path, files, engine):
    words = ("--no-report", "--format", "json", "--replications", "1", "--engine", engine)
    modules = imported(tmp_path, *files, *words)
    assert not DRAWN & modules
    assert ("simpy" in modules) == (engine == "reference")


def test_a_play_that_was_compiled_before_needs_no_compiler(tmp_path):
    words = ("run", BANK, "--no-report", "--format", "json", "--replications", "1")
    imported(tmp_path, *words)
    modules = imported(tmp_path, *words, "--name", "again")
    assert "llvmlite" in modules
    assert not {"numba", "scipy.special"} & modules
