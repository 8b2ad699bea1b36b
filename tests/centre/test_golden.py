"""A play of a committed tape gives the logs that were agreed on, to the last bit."""

import golden
import pytest
from tapes import fingerprint, stored_columns


@pytest.mark.parametrize("name", golden.GOLDENS)
def test_a_committed_tape_gives_the_committed_logs(name):
    """If this is meant to change: python tests/centre/golden.py, look at the difference, commit."""
    _, tape, logs = golden.played(name)
    for file, text in golden.tables(logs).items():
        assert text == (golden.HERE / f"{name}-{file}").read_text(), file
    stated = (golden.HERE / f"{name}.sha256").read_text()
    names = stored_columns(golden.HERE / f"{name}.npz")
    assert f"{fingerprint(tape, names)} tape\n{golden.digest(logs)} logs\n" == stated


@pytest.mark.parametrize("name", golden.GOLDENS)
def test_the_committed_tape_is_the_one_that_is_drawn(name):
    """On this kind of machine; if only this fails, a library draws other bits than it did."""
    _, drawn = golden.GOLDENS[name]()
    path = golden.HERE / f"{name}.npz"
    names = stored_columns(path)
    assert fingerprint(golden.read(path), names) == fingerprint(drawn(), names)


def test_the_goldens_hold_every_kind_of_event():
    outcomes, causes, kinds = set(), set(), set()
    for name in golden.GOLDENS:
        _, _, logs = golden.played(name)
        outcomes |= set(logs.contacts["outcome"].tolist())
        causes |= set(logs.contacts["cause"].tolist())
        kinds |= set(logs.visits["kind"].tolist())
    assert outcomes >= {1, 2, 3, 4, 5, 6, 7, 8, 11}
    assert causes >= {0, 1, 2, 4, 7}
    assert kinds == {0, 1, 2, 3}
