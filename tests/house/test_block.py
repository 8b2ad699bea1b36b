"""Blocks of memory: whoever has columns has them alone, and what nobody has is used again."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from sim import block

WANTED = [(20_000, "f8"), (20_001, "i2"), (20_000, "?")]


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(block, "_blocks", [])


def address(column):
    return column.__array_interface__["data"][0]


def test_columns_have_the_rows_and_types_asked_for_and_lie_in_one_block():
    columns = block.columns(WANTED)
    assert [(column.size, column.dtype.str) for column in columns] == [
        (20_000, "<f8"),
        (20_001, "<i2"),
        (20_000, "|b1"),
    ]
    ends = [address(column) + column.nbytes for column in columns]
    assert all(end <= address(after) for end, after in zip(ends, columns[1:], strict=False))
    assert ends[-1] - address(columns[0]) < sum(column.nbytes for column in columns) + 3 * 64
    assert all(column.flags.c_contiguous and column.flags.aligned for column in columns)


def test_what_nobody_looks_at_is_used_again():
    first = address(block.columns(WANTED)[0])
    assert address(block.columns(WANTED)[0]) == first
    assert len(block._blocks) == 1


@pytest.mark.parametrize("view", [lambda c: c, lambda c: c[5:9], lambda c: c.view("u1")[::7]])
def test_what_anybody_looks_at_is_not(view):
    kept = view(block.columns(WANTED)[1])
    kept[...] = 1
    for other in block.columns(WANTED):
        other.view("u1")[...] = 255
    assert (kept == 1).all()


def test_zeros_are_zeros_in_a_block_that_was_used_before():
    for column in block.columns(WANTED):
        column.view("u1")[...] = 255
    assert not any(column.any() for column in block.columns(WANTED, zeros=True))


@pytest.mark.parametrize("rows", [100, 1_000_000])
def test_small_and_huge_blocks_are_not_kept(monkeypatch, rows):
    monkeypatch.setattr(block, "_AT_MOST", 7_999_999)
    block.columns([(rows, "f8")])
    assert block._blocks == []


@pytest.mark.parametrize("make", [block.empty, block.zeros])
@pytest.mark.parametrize("shape", [0, 7, (2, 3), 100_000, (3, 100_000)])
def test_an_array_is_as_numpy_would_make_it(make, shape):
    for column in block.columns([(600_000, "i4")]):
        column[:] = -1  # what a block may hold from before
    made, like = make(shape, np.int32), np.zeros(shape, np.int32)
    assert (made.shape, made.dtype, made.flags.c_contiguous) == (like.shape, like.dtype, True)
    assert make is block.empty or not made.any()


def test_after_the_last_replication_little_is_kept_and_nothing_that_is_looked_at_goes(monkeypatch):
    monkeypatch.setattr(block, "_AT_REST", 1_000_000)
    (used,) = block.columns([(200_000, "f8")])
    used[:] = 1.0
    block.columns([(100_000, "f8")])
    block.give_back()
    assert [one.size for one in block._blocks] == [1_800_000]
    del used
    block.give_back()
    assert block._blocks == []


def test_so_much_is_kept_and_no_more(monkeypatch):
    monkeypatch.setattr(block, "_AT_MOST", 1_000_000)
    held = [block.columns([(30_000, "f8")]) for _ in range(9)]
    assert sum(one.size for one in block._blocks) <= 1_000_000
    assert len({address(columns[0]) for columns in held}) == 9
    del held
    block.columns([(100_000, "f8")])  # what nobody has makes way
    assert [one.size for one in block._blocks] == [900_000]


def test_threads_never_share_a_block():
    def writes(number):
        for _ in range(300):
            (column,) = block.columns([(20_000, "i8")])
            column[:] = number
            if not (column == number).all():
                return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(writes, range(8)))


def test_untouched_zeros_cannot_be_written():
    zeros = block.untouched(1_000)
    assert zeros.size == 1_000
    assert not zeros.any()
    with pytest.raises(ValueError, match="read-only"):
        zeros[0] = 1.0
    assert np.shares_memory(zeros, block.untouched(10))
