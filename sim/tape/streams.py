"""Random numbers by address: keyed Philox4x64-10, one uniform for each address.

Every mark is a function of where it belongs, never of when it was asked for: the key comes
from (seed, replication, day, stream name), the counter from (number of the case in its first
reason and day, contact number, how often this contact has come to this step). Evaluating
fewer addresses therefore moves no other mark.

Philox: Salmon, Moraes, Dror, Shaw (2011), doi:10.1145/2063384.2063405.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import IS_COMPILED, Compilable, compiled, part

_M0, _M1 = 0xD2E7470EE14C6C93, 0xCA5A826395121157
_W0, _W1 = 0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B
_LAST = (1 << 64) - 1
_LAST_INDEX = (1 << 31) - 1
_ROUNDS = 10

Keys = NDArray[np.uint64]


def stream_key(seed: int, replication: int, day: int, stream: str) -> tuple[int, int]:
    """The two key words of a stream: the first 128 bits of a SHA-256 over its address."""
    digest = hashlib.sha256(f"{seed}/{replication}/{day}/{stream}".encode()).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")


def stream_keys(seed: int, replication: int, days: range, stream: str) -> Keys:
    """Keys of one stream for a range of days, [day × 2]."""
    return np.array([stream_key(seed, replication, day, stream) for day in days], dtype=np.uint64)


def key_table(seed: int, replication: int, days: range, streams: Sequence[bytes | None]) -> Keys:
    """Keys of many streams, [stream × day × 2]; 0 where no name is given."""
    table = np.zeros((len(streams), len(days), 2), dtype=np.uint64)
    named = [number for number, stream in enumerate(streams) if stream is not None]
    for at, day in enumerate(days):
        begun = hashlib.sha256(f"{seed}/{replication}/{day}/".encode())
        halves = []
        for stream in streams:
            if stream is not None:
                whole = begun.copy()
                whole.update(stream)
                halves.append(whole.digest()[:16])
        table[named, at] = np.frombuffer(b"".join(halves), dtype="<u8").reshape(-1, 2)
    return table


def _plain_block(k0: int, k1: int, c0: int, c1: int, c2: int, c3: int) -> tuple[int, ...]:
    """The block in whole numbers of any size."""
    k0, k1, c0, c1, c2, c3 = map(int, (k0, k1, c0, c1, c2, c3))
    for _ in range(_ROUNDS):
        first, second = _M0 * c0, _M1 * c2
        c0, c1 = (second >> 64) ^ c1 ^ k0, second & _LAST
        c2, c3 = (first >> 64) ^ c3 ^ k1, first & _LAST
        k0, k1 = (k0 + _W0) & _LAST, (k1 + _W1) & _LAST
    return c0, c1, c2, c3


def _machine_block() -> Any:
    from sim.tape.machine import block  # noqa: PLC0415  (numba, if anything is compiled)

    return block(_ROUNDS, (_M0, _M1), (_W0, _W1))


def _plain_pair(*words: int) -> tuple[int, ...]:
    """The first words of two blocks, one after the other."""
    (k0, k1, c0, c1), (other_k0, other_k1, other_c0, other_c1) = words[:4], words[4:]
    first, *_ = _plain_block(k0, k1, c0, c1, 0, 0)
    second, *_ = _plain_block(other_k0, other_k1, other_c0, other_c1, 0, 0)
    return first, second


def _machine_pair() -> Any:
    from sim.tape.machine import pair  # noqa: PLC0415

    return pair(_ROUNDS, (_M0, _M1), (_W0, _W1))


_block: Any = Compilable(_plain_block, _machine_block) if IS_COMPILED else _plain_block
_pair: Any = Compilable(_plain_pair, _machine_pair) if IS_COMPILED else _plain_pair


@part
def philox_block(
    k0: np.uint64, k1: np.uint64, c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64
) -> tuple[np.uint64, ...]:
    """The four words of one Philox4x64-10 block."""
    words: tuple[np.uint64, ...] = _block(k0, k1, c0, c1, c2, c3)
    return words


@part
def whole(value: Any) -> Any:
    """A number from a column, wide enough for an address and seen not to be below 0.

    A place below 0 counts from the end: compiled code asks, unless it sees that none can be.
    """
    return np.int64(value) & _LAST_INDEX


@part
def uniform(keys: Keys, stream: int, day: int, case: int, contact: int) -> float:
    """The uniform of an address, in the open interval 0–1; keys [stream × day × 2]."""
    zero = np.uint64(0)
    k0, k1 = keys[stream, day, 0], keys[stream, day, 1]
    return _inside(_block(k0, k1, np.uint64(case), np.uint64(contact), zero, zero)[0])


@part
def _inside(word: np.uint64) -> float:
    """A word as a number in the open interval 0–1.

    52 bits and a half: the value is never 0 or 1, so every quantile is finite.
    """
    return (np.float64(np.int64(word >> 12)) + 0.5) * 2.0**-52


@part
def two_uniforms(
    keys: Keys,
    streams: tuple[int, int],
    day: int,
    cases: tuple[int, int],
    contacts: tuple[int, int],
) -> tuple[float, float]:
    """The uniforms of two addresses of a day, in little more time than one.

    Every step of a block waits for the one before it; the steps of another fill the gaps.
    """
    first, second = streams
    words = _pair(
        keys[first, day, 0],
        keys[first, day, 1],
        np.uint64(cases[0]),
        np.uint64(contacts[0]),
        keys[second, day, 0],
        keys[second, day, 1],
        np.uint64(cases[1]),
        np.uint64(contacts[1]),
    )
    return _inside(words[0]), _inside(words[1])


@compiled
def _fill(
    keys: Keys,
    day: NDArray[np.int64],
    case: NDArray[np.int64],
    contact: NDArray[np.int64],
    out: NDArray[np.float64],
) -> None:
    for i in range(out.size):
        out[i] = uniform(keys, 0, day[i], case[i], contact[i])


def uniforms(
    keys: Keys, day: NDArray[np.int64], case: NDArray[np.int64], contact: NDArray[np.int64]
) -> NDArray[np.float64]:
    """One uniform in the open interval 0–1 for each address.

    keys     [day × 2] from `stream_keys`
    day      row of `keys` for each address; case, contact: its counters
    """
    out = np.empty(day.size, dtype=np.float64)
    _fill(keys[np.newaxis], day, case, contact, out)
    return out
