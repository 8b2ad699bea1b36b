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

import sim.centre.kernel.engine
from sim import compiled
from sim.centre.log import in_order
from sim.compiled import marks

KERNEL = Path(sim.centre.kernel.__file__).parent
# What only compiled code needs stays the real one: it tells numba of types, once for good.
_OWN = re.compile(r"\bsim\.centre\.kernel\b(?!\.(?:columns|sources)\b)")


@contextmanager
def copied(folder, name, edits=()):
    """`play(plan, tape, trace)` of a copy named `name`; edits are (file, old, new)."""
    target = Path(folder) / name
    shutil.copytree(KERNEL, target, ignore=shutil.ignore_patterns("__pycache__", "columns.py"))
    for file, old, new in edits:
        text = (target / file).read_text()
        assert text.count(old) == 1, f"{file} has {text.count(old)} × {old!r}"
        (target / file).write_text(text.replace(old, new))
    for path in target.glob("*.py"):
        path.write_text(_OWN.sub(name, path.read_text()))
    try:
        engine = _imported(folder, f"{name}.engine")
        yield lambda plan, tape, trace=None: in_order(engine.play(plan, tape, trace))
    finally:
        for module in [one for one in sys.modules if one.split(".")[0] == name]:
            del sys.modules[module]


def _imported(folder, name):
    """A module whose functions stay plain; whatever is compiled elsewhere knows nothing of it."""
    rooms = compiled, marks, compiled.calls
    sys.path.insert(0, str(folder))
    try:
        for one in rooms:
            one.IS_COMPILED = False
        return import_module(name)
    finally:
        sys.path.remove(str(folder))
        for one in rooms:
            one.IS_COMPILED = True
