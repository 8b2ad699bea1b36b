"""Keyed Philox: the block function, the uniforms, the addresses."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import HORIZON, RICH, edited, planned

from sim.plan.codes import MARKS, SlotKind
from sim.tape import draw
from sim.tape.streams import (
    key_table,
    philox_block,
    stream_key,
    stream_keys,
    two_uniforms,
    uniform,
    uniforms,
)

WORD = st.integers(0, 2**64 - 1)
LARGEST = 2**64 - 1


def numpy_block(key, counter):
    """The block at a counter from NumPy, which counts one on before its first block."""
    number = (sum(word << 64 * place for place, word in enumerate(counter)) - 1) % 2**256
    words = [number >> 64 * place & LARGEST for place in range(4)]
    bits = np.random.Philox(key=np.array(key, np.uint64), counter=np.array(words, np.uint64))
    return bits.random_raw(4).tolist()


def our_block(key, counter):
    words = map(np.uint64, (*key, *counter))
    return [int(word) for word in philox_block(*words)]


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.tuples(WORD, WORD), st.tuples(WORD, WORD, WORD, WORD))
def test_a_block_is_numpys_block(key, counter):
    assert our_block(key, counter) == numpy_block(key, counter)


@pytest.mark.parametrize("word", [0, 1, 2**32 - 1, 2**32, 2**63, LARGEST])
def test_a_block_is_numpys_block_at_the_edges(word):
    assert our_block((word, word), (word,) * 4) == numpy_block((word, word), (word,) * 4)


def test_the_key_is_the_first_half_of_a_sha256_of_the_address():
    digest = hashlib.sha256(b"5/2/-1/patience/refund/desk").digest()
    words = np.frombuffer(digest[:16], dtype="<u8").tolist()
    assert list(stream_key(5, 2, -1, "patience/refund/desk")) == words


def test_every_part_of_an_address_matters():
    keys = {
        stream_key(*address)
        for address in [
            (0, 0, 0, "a"),
            (1, 0, 0, "a"),
            (0, 1, 0, "a"),
            (0, 0, 1, "a"),
            (0, 0, -1, "a"),
            (0, 0, 0, "b"),
            (11, 1, 0, "a"),
            (1, 11, 0, "a"),
            (2**200, 0, 0, "a"),
        ]
    }
    assert len(keys) == 9


def test_a_uniform_is_the_first_word_of_the_block_at_case_and_contact():
    keys = stream_keys(3, 0, range(-1, 1), "x")
    days, cases, contacts = (
        np.array(column, dtype=np.int64) for column in ([0, 1], [7, 9], [0, 3])
    )
    expected = []
    for day, case, contact in zip(days, cases, contacts, strict=True):
        word = numpy_block(keys[day].tolist(), (int(case), int(contact), 0, 0))[0]
        expected.append(((word >> 12) + 0.5) / 2**52)
    assert uniforms(keys, days, cases, contacts).tolist() == expected


def test_no_uniform_is_zero_or_one_even_at_the_largest_and_smallest_word():
    for word in (0, LARGEST):
        assert 0.0 < ((word >> 12) + 0.5) * 2.0**-52 < 1.0
    keys = stream_keys(0, 0, range(1), "x")
    case = np.arange(300_000)
    zero = np.zeros_like(case)
    u = uniforms(keys, zero, case, zero)
    assert 0.0 < u.min() < 1e-4
    assert 1.0 - 1e-4 < u.max() < 1.0
    assert np.unique(u).size == u.size


def test_all_marks_on_a_tape_lie_inside_zero_and_one():
    """No mark is 0 or 1, bent by hardness or not; a chase's return mark is 1: it never returns."""
    plan = planned(RICH)
    tape = draw(plan.demand, seed=0, replication=0)
    for name in ("marks_u", "hardness", "channel_u", "same_u", "moves_u", "skips_u"):
        values = getattr(tape, name)
        assert ((values > 0.0) & (values < 1.0)).all(), name
    assert (tape.return_u > 0.0).all()
    assert (tape.work_s >= 0.0).all()
    assert (tape.patience_s > 0.0).all()


def test_a_mark_on_the_tape_is_the_uniform_of_its_address():
    """From the tape back to SHA-256 and NumPy's Philox, with nothing of ours between."""
    plan = planned(edited(HORIZON, ("agents = 2", "agents = 2\nresolves = 0.5")))
    tape = draw(plan.demand, seed=9, replication=4)
    slot = plan.demand.firsts[0].slots[0]
    for what, offset in (("solves", 0), ("escalates", 1)):
        assert MARKS[SlotKind.SERVE][offset] == what
        key = np.frombuffer(hashlib.sha256(f"9/4/0/{what}/any/desk".encode()).digest()[:16], "<u8")
        for case in (0, 1, 17):
            word = numpy_block(key.tolist(), (case, 0, 0, 0))[0]
            at = tape.first_mark[tape.first_row[case]] + slot.marks_at + offset
            assert tape.marks_u[at] == ((word >> 12) + 0.5) / 2**52


def test_marks_that_decide_different_things_are_not_correlated():
    """One stream for each kind of mark: arrivals, coins and patience share nothing."""
    plan = planned(
        edited(
            HORIZON,
            ("cases_per_hour = 60", "cases_per_hour = 2500"),
            ("[reasons.any]", 'patience = { uniform = { from = "0s", to = "1s" } }\n[reasons.any]'),
            (
                'handle_time = { constant = "150s" }',
                'handle_time = { uniform = { from = "0s", to = "1s" } }',
            ),
        )
    )
    tape = draw(plan.demand, seed=1, replication=0)
    marks = tape.marks_u.reshape(-1, 2).T
    gaps = np.exp(-np.diff(tape.arrived_s, prepend=0.0) * 2500 / 3600)
    columns = [*marks, tape.hardness, tape.channel_u, tape.return_u, tape.same_u, tape.moves_u]
    columns += [tape.skips_u, tape.work_s, tape.patience_s, gaps]
    correlation = np.corrcoef(np.array(columns)) - np.eye(len(columns))
    assert np.abs(correlation).max() < 4.5 / np.sqrt(tape.cases)


FINGERPRINTS = """
import sys
sys.path.insert(0, "tests/centre")
from small import RICH, TWO_STEPS, planned
from tapes import fingerprint
from sim.tape import draw
for text in (RICH, TWO_STEPS):
    plan = planned(text)
    for reads in (None, plan.reads):
        print(fingerprint(draw(plan.demand, seed=2**70, replication=3, reads=reads)))
"""


def test_without_a_compiler_the_same_bits_are_drawn():
    """And no product runs over: warnings are errors."""
    found = [
        subprocess.run(
            [sys.executable, "-W", "error", "-c", FINGERPRINTS],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "NUMBA_DISABLE_JIT": off},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for off in ("0", "1")
    ]
    assert found[0] == found[1]
    assert len(set(found[0].split())) == 4


@pytest.mark.parametrize(("name", "arguments"), [("ndtri", (0.3,)), ("gammaincinv", (0.7, 0.4))])
def test_where_scipy_offers_no_address_a_bridge_gives_the_same_bits(name, arguments):
    import ctypes

    from sim import special
    from sim.tape import scalars

    ufunc = getattr(special, name)
    kind = ctypes.CFUNCTYPE(ctypes.c_double, *[ctypes.c_double] * len(arguments), ctypes.c_int)
    for address in (
        scalars._bridge(ufunc, len(arguments)),
        scalars._address(name, len(arguments)),
    ):
        assert kind(address)(*arguments, 0) == float(ufunc(*arguments))


def test_a_table_of_keys_holds_the_keys_of_its_streams():
    table = key_table(5, 2, range(-1, 2), [b"a/b", None, "ü".encode()])
    assert table.shape == (3, 3, 2)
    assert not table[1].any()
    for place, stream in ((0, "a/b"), (2, "ü")):
        assert (table[place] == stream_keys(5, 2, range(-1, 2), stream)).all()


def test_two_uniforms_at_once_are_those_of_their_addresses():
    keys = key_table(5, 2, range(2), [b"a", b"b"])
    for streams, cases, contacts in (((0, 1), (7, 7), (2, 2)), ((1, 1), (0, 1), (0, 3))):
        one_by_one = [
            uniform(keys, stream, 1, case, contact)
            for stream, case, contact in zip(streams, cases, contacts, strict=True)
        ]
        assert list(two_uniforms(keys, streams, 1, cases, contacts)) == one_by_one
