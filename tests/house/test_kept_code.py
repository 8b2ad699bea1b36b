"""Machine code: made once, kept where it can be kept, never loaded when it should not be."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.centre import warm
from sim.compiled import calls, compiled, layout, part, store
from sim.errors import UsageError

ROOT = Path(__file__).parents[2]
BLOCKED = "/dev/null/nowhere"  # no folder can be made there, not even by root
FORM = [np.dtype("f8"), 1, "i"]
KEPT = store.Kept("there", "f", b"\0machine\ncode")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder for machine code that holds nothing yet."""
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "named"))
    return tmp_path / "named"


def block(monkeypatch):
    """No folder can be written."""
    monkeypatch.setattr(store, "_HERE", Path(BLOCKED))
    monkeypatch.setenv("XDG_CACHE_HOME", BLOCKED)
    monkeypatch.setenv(store.VARIABLE, BLOCKED)


def only_file(place):
    (path,) = place.rglob("*.o")
    return path


# -- keeping --------------------------------------------------------------------------------------


def test_what_is_kept_is_found_again(place):
    assert store.find("room.f", FORM) is None
    store.keep("room.f", FORM, KEPT)
    assert store.find("room.f", FORM) == KEPT
    assert store.is_kept("room.f")
    assert not store.is_kept("room.g")
    assert place in only_file(place).parents


@pytest.mark.usefixtures("place")
def test_another_form_of_arguments_is_another_code():
    store.keep("room.f", FORM, KEPT)
    for other in ([np.dtype("f4"), 1, "i"], [np.dtype("f8"), 2, "i"], [np.dtype("f8"), 1, "f"]):
        assert store.find("room.f", other) is None


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("told", ["_sources", "_machine"])
def test_other_sources_and_other_processors_do_not_see_it(monkeypatch, told):
    store.keep("room.f", FORM, KEPT)
    monkeypatch.setattr(store, told, lambda: "other")
    assert store.find("room.f", FORM) is None


def test_an_edit_in_any_room_that_is_compiled_changes_the_digest(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(store, "_PACKAGE", tmp_path / "sim")
    seen = {store._sources.__wrapped__()}
    for file in ("centre/kernel/loop.py", "tape/laws.py", "measure/passes/time.py", "plan/flat.py"):
        path = tmp_path / "sim" / file
        path.write_text(path.read_text() + "\n")
        seen.add(store._sources.__wrapped__())
    assert len(seen) == 5


@pytest.mark.parametrize("harm", [lambda code: code[:-1], lambda code: code + b"x", lambda _: b""])
def test_a_broken_file_is_made_anew_and_never_run(place, harm):
    store.keep("room.f", FORM, KEPT)
    path = only_file(place)
    path.write_bytes(harm(path.read_bytes()))
    assert store.find("room.f", FORM) is None


def test_old_code_of_other_sources_is_removed_and_young_code_is_not(place, monkeypatch):
    monkeypatch.setattr(store, "_sources", lambda: "old")
    store.keep("room.f", FORM, KEPT)
    old = only_file(place).parent
    monkeypatch.setattr(store, "_sources", lambda: "young")
    store.keep("room.f", FORM, KEPT)
    os.utime(old, (0, 0))
    monkeypatch.setattr(store, "_sources", lambda: "new")
    store.keep("room.f", FORM, KEPT)
    assert sorted(path.parent.name.split("-")[0] for path in place.rglob("*.o")) == ["new", "young"]


def test_without_any_folder_one_is_lent_until_the_end(monkeypatch):
    block(monkeypatch)
    store.keep("room.f", FORM, KEPT)
    assert store.find("room.f", FORM) is None
    assert f"set {store.VARIABLE} to one that can" in store.lend()
    assert Path(os.environ[store.VARIABLE]).stat().st_mode & 0o077 == 0
    store.keep("room.f", FORM, KEPT)
    assert store.find("room.f", FORM) == KEPT
    assert store.lend() is None


@pytest.mark.usefixtures("place")
def test_that_an_engine_is_compiled_is_told_once():
    (told,) = warm.before_playing("compiled")
    assert told.startswith("note: the engine is compiled for this machine, once")
    store.keep("sim.centre.kernel.entry._play", FORM, KEPT)
    assert warm.before_playing("compiled") == []


@pytest.mark.usefixtures("place")
def test_an_engine_in_plain_python_has_nothing_to_tell():
    assert warm.before_playing("reference") == []


def test_a_package_that_cannot_be_written_plays_all_the_same(tmp_path):
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "sim" / "compiled" / "__pycache__").touch()
    environment = os.environ | {"XDG_CACHE_HOME": BLOCKED, "PYTHONPATH": str(tmp_path)}
    words = ["new", "it"], ["run", "it/desk.toml", "--replications", "1", "--no-report"]
    for command in words:
        done = subprocess.run(
            [sys.executable, "-B", "-m", "sim", *command],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert done.stderr.count("warning: compiled code cannot be kept") == 1


# -- calling --------------------------------------------------------------------------------------


@part
def _doubled(x):
    return x + x


@compiled
def _told(name, column, flag, number):
    """Writes into an array, returns a whole number, a float and a truth."""
    for place in range(column.size):
        column[place] = _doubled(column[place]) + name[1, 0]
    return column.size, number / 2.0, not flag


@compiled
def _divided(a, b):
    return a / b


@compiled
def _sized(columns):
    return columns.size


@pytest.mark.usefixtures("place")
def test_arrays_numbers_and_truths_go_in_and_come_out():
    table, column = np.array([[1, 2], [3, 4]], np.int16), np.array([1.0, 2.5])
    size, half, other = _told(table, column, np.bool_(1), np.float64(5.0))
    assert (size, half, other) == (2, 2.5, False)
    assert column.tolist() == [5.0, 8.0]
    assert _told(table, np.zeros(0), False, 1.0) == (0, 0.5, True)


@pytest.mark.usefixtures("place")
def test_what_a_function_raises_is_raised():
    assert _divided(1.0, 4.0) == 0.25
    with pytest.raises(ZeroDivisionError):
        _divided(1.0, 0.0)


@pytest.mark.usefixtures("place")
def test_an_array_with_gaps_is_refused():
    assert _sized(np.zeros(8)) == 8
    with pytest.raises(TypeError, match="_sized: array number 0 is not contiguous"):
        _sized(np.zeros(8)[::2])
    assert _sized(np.zeros(8, np.int32)) == 8  # another form, another code


def test_a_numpy_whose_arrays_lie_otherwise_is_noticed(monkeypatch):
    assert layout.ARRAYS_ARE_READ_RIGHT
    for name in ("DATA", "SHAPE", "FLAGS"):
        with monkeypatch.context() as other:
            other.setattr(layout, name, getattr(layout, name) + 8)
            assert not layout._holds()


@pytest.mark.usefixtures("place")
def test_with_arrays_that_cannot_be_read_nothing_is_called(monkeypatch):
    monkeypatch.setattr(calls, "ARRAYS_ARE_READ_RIGHT", False)
    with pytest.raises(UsageError, match="set NUMBA_DISABLE_JIT=1"):
        _sized(np.zeros(8, np.int8))


@pytest.mark.usefixtures("place")
def test_what_is_compiled_once_is_loaded_by_another_process_without_the_compiler():
    program = (
        "import sys, numpy as np\n"
        "from sim.tape.streams import stream_keys, uniforms\n"
        "zero = np.zeros(3, np.int64)\n"
        "print(uniforms(stream_keys(1, 0, range(1), 'x'), zero, np.arange(3), zero).tolist())\n"
        "print('numba' in sys.modules)\n"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        for _ in range(2)
    ]
    assert told[0][0] == told[1][0]
    assert [lines[1] for lines in told] == ["True", "False"]
