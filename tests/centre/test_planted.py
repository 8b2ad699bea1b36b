"""The suite has power: each planted bug is noticed by the test that is there for it."""

import importlib

import pytest
import small
from planted import LAZY, PLANTED

IN_THE_ENGINE = {bug: at for bug, at in PLANTED.items() if not at[0].startswith("test_tape")}


@pytest.mark.parametrize("bug", IN_THE_ENGINE, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_noticed(bug, monkeypatch):
    """Bugs in the tape are planted by `python tests/centre/planted.py`, which runs whole files."""
    monkeypatch.setitem(small.ENGINE, "name", "reference")
    module, name, *arguments = IN_THE_ENGINE[bug]
    notice = getattr(importlib.import_module(module), name)
    notice(*arguments)
    bug(monkeypatch)
    with pytest.raises(Exception):  # noqa: B017, PT011  (an engine that breaks down is noticed, too)
        notice(*arguments)


def test_every_bug_has_a_test_that_exists():
    assert len(PLANTED) >= 20
    assert LAZY in importlib.import_module("test_twin").TEXTS
    for module, name, *_ in IN_THE_ENGINE.values():
        assert hasattr(importlib.import_module(module), name)
