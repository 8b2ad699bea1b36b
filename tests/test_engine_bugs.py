"""The comparison of the two engines has power: it notices a bug in every mechanism.

Each bug is one edited line in a copy of the compiled engine, played as plain Python. How little
the figures tell of it is in tests/centre/README.md, written by tests/centre/kernel_bugs.py.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "centre"))

from golden import digest  # noqa: E402
from kernel_bugs import BUGS, SCENES, noticed, parts, right, scene  # noqa: E402
from mechanisms import mechanisms  # noqa: E402
from plain_kernel import copied  # noqa: E402
from small import play  # noqa: E402
from tapes import save  # noqa: E402


@pytest.mark.parametrize("name", SCENES)
def test_an_unedited_copy_agrees(tmp_path, name):
    with copied(tmp_path, "unedited") as plain:
        assert not parts(plain, name)


@pytest.mark.parametrize("number", range(len(BUGS)), ids=lambda number: BUGS[number].what)
def test_a_bug_is_noticed(tmp_path, number):
    assert noticed(BUGS[number], tmp_path, number)


def test_the_table_names_every_bug():
    told = (HERE / "centre" / "README.md").read_text(encoding="utf-8")
    for bug in BUGS:
        assert f"| {bug.mechanism} | {bug.what} |" in told


def test_without_compiling_a_play_has_the_same_bits_and_warns_of_nothing(tmp_path):
    """NUMBA_DISABLE_JIT=1 is said to change no bit: a day with nearly everything in it."""
    tape, one = right("day")
    assert len(mechanisms(scene("day"), tape, one)) > 60
    save(tape, tmp_path / "tape.npz")
    run = [sys.executable, "-W", "error", HERE / "centre" / "without_compiling.py"]
    told = subprocess.run(
        [*run, tmp_path / "tape.npz"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )
    assert (told.stderr, told.stdout.strip()) == ("", digest(one.logs))
    assert digest(play(scene("day"), tape, engine="compiled")) == digest(one.logs)
