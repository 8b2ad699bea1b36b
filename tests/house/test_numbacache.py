"""Where compiled code is kept: what we say of it is what numba does."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sim import numbacache
from sim.centre import engines, warm

ROOT = Path(__file__).parents[2]
CODE = "import numba\n\n@numba.njit(cache=True)\ndef twice(x):\n    return x + x\n"
BLOCKED = "/dev/null/nowhere"  # no folder can be made there, not even by root


@pytest.fixture
def code(tmp_path, monkeypatch):
    """A folder with a module that numba compiles."""
    for name in ("NUMBA_CACHE_DIR", "NUMBA_CACHE_LOCATOR_CLASSES", "NUMBA_DISABLE_JIT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "doubling.py").write_text(CODE)
    return folder


def compiled(code):
    program = "import doubling; doubling.twice(1)"
    command = [sys.executable, "-B", "-c", program]
    return subprocess.run(command, cwd=code, capture_output=True, text=True, check=False)


def block(code):
    """Nothing can be written beside the code."""
    shutil.rmtree(code / "__pycache__", ignore_errors=True)
    (code / "__pycache__").touch()


@pytest.mark.parametrize("place", ["beside", "home", "named"])
def test_what_numba_has_kept_is_found_where_numba_puts_it(code, tmp_path, monkeypatch, place):
    if place == "home":
        block(code)
    if place == "named":
        monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "named"))
    assert not numbacache.is_kept(code)
    assert compiled(code).returncode == 0
    assert numbacache.is_kept(code)


def test_with_a_folder_for_it_nothing_is_lent_and_nothing_said(code):
    assert numbacache.lend([code]) is None
    assert "NUMBA_CACHE_DIR" not in os.environ


def test_without_any_folder_numba_refuses_and_with_the_one_lent_it_runs(code, monkeypatch):
    block(code)
    monkeypatch.setenv("XDG_CACHE_HOME", BLOCKED)
    assert "no locator available" in compiled(code).stderr
    monkeypatch.setenv("NUMBA_CACHE_DIR", BLOCKED)
    warning = numbacache.lend([code])
    assert "set NUMBA_CACHE_DIR to one that can" in warning
    assert Path(os.environ["NUMBA_CACHE_DIR"]).stat().st_mode & 0o077 == 0
    assert compiled(code).returncode == 0
    assert numbacache.is_kept(code)


@pytest.mark.parametrize("name", ["NUMBA_DISABLE_JIT", "NUMBA_CACHE_LOCATOR_CLASSES"])
def test_where_numba_is_told_otherwise_nothing_is_said(code, monkeypatch, name):
    block(code)
    monkeypatch.setenv("XDG_CACHE_HOME", BLOCKED)
    monkeypatch.setenv(name, "1")
    assert numbacache.is_kept(code)
    assert numbacache.lend([code]) is None


def test_that_an_engine_is_compiled_is_told_once(code, monkeypatch):
    monkeypatch.setitem(
        engines.ENGINES, "made", replace(engines.REFERENCE, name="made", kernel=str(code))
    )
    (told,) = warm.before_playing("made")
    assert told.startswith("note: the engine is compiled for this machine, once")
    compiled(code)
    assert warm.before_playing("made") == []


def test_an_engine_in_plain_python_has_nothing_to_tell():
    assert warm.before_playing("reference") == []


def test_a_package_that_cannot_be_written_plays_all_the_same(tmp_path):
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("tape", "measure", "centre/kernel"):
        if (tmp_path / "sim" / folder).is_dir():
            (tmp_path / "sim" / folder / "__pycache__").touch()
    environment = os.environ | {"XDG_CACHE_HOME": BLOCKED, "PYTHONPATH": str(tmp_path)}
    words = ["new", "it"], ["run", "it/desk.toml", "--replications", "1", "--no-report"]
    for command in words:
        done = subprocess.run(
            [sys.executable, "-B", "-m", "sim", *command],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert done.stderr.count("warning: compiled code cannot be kept") == 1
