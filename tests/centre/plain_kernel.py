"""Copies of the compiled engine that run as plain Python, each with one line edited or none.

A copy is a package of its own beside the real one, so that both play in one process: tapes and
measures stay compiled, and only the kernel under test is slow.
"""

import re
import shutil
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from numba import config

import sim.centre.kernel

KERNEL = Path(sim.centre.kernel.__file__).parent
NAME = "sim.centre.kernel"


@contextmanager
def copied(folder, name, edits=()):
    """`play(plan, tape, trace)` of a copy named `name`; edits are (file, old, new)."""
    target = Path(folder) / name
    shutil.copytree(KERNEL, target, ignore=shutil.ignore_patterns("__pycache__"))
    for file, old, new in edits:
        text = (target / file).read_text()
        assert text.count(old) == 1, f"{file} has {text.count(old)} × {old!r}"
        (target / file).write_text(text.replace(old, new))
    for path in target.glob("*.py"):
        path.write_text(re.sub(rf"\b{re.escape(NAME)}\b", name, path.read_text()))
    compiles = config.DISABLE_JIT
    config.DISABLE_JIT = 1
    sys.path.insert(0, str(folder))
    try:
        yield import_module(f"{name}.engine").play
    finally:
        sys.path.remove(str(folder))
        config.DISABLE_JIT = compiles
        for module in [one for one in sys.modules if one.split(".")[0] == name]:
            del sys.modules[module]
