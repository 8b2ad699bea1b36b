"""Random numbers by address: keyed Philox4x64-10, one uniform for each address.

Every mark is a function of where it belongs, never of when it was asked for: the key comes
from (seed, replication, day, stream name), the counter from (number of the case in its first
reason and day, contact number, how often this contact has come to this step). Evaluating
fewer addresses therefore moves no other mark.

Philox: Salmon, Moraes, Dror, Shaw (2011), doi:10.1145/2063384.2063405.
"""

import hashlib

import numba
import numpy as np
from numpy.typing import NDArray

_M0 = np.uint64(0xD2E7470EE14C6C93)
_M1 = np.uint64(0xCA5A826395121157)
_W0 = np.uint64(0x9E3779B97F4A7C15)
_W1 = np.uint64(0xBB67AE8584CAA73B)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_ROUNDS = 10

Keys = NDArray[np.uint64]


def stream_key(seed: int, replication: int, day: int, stream: str) -> tuple[int, int]:
    """The two key words of a stream: the first 128 bits of a SHA-256 over its address."""
    digest = hashlib.sha256(f"{seed}/{replication}/{day}/{stream}".encode()).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")


def stream_keys(seed: int, replication: int, days: range, stream: str) -> Keys:
    """Keys of one stream for a range of days, [day × 2]."""
    return np.array([stream_key(seed, replication, day, stream) for day in days], dtype=np.uint64)


@numba.njit(cache=True)
def _high_product(a: np.uint64, b: np.uint64) -> np.uint64:
    """The upper 64 bits of a 128-bit product, from four 32-bit halves."""
    a0, a1 = a & _LOW, a >> _HALF
    b0, b1 = b & _LOW, b >> _HALF
    middle = a1 * b0 + ((a0 * b0) >> _HALF)
    low_middle = (middle & _LOW) + a0 * b1
    return np.uint64(a1 * b1 + (middle >> _HALF) + (low_middle >> _HALF))


@numba.njit(cache=True)
def philox_block(
    k0: np.uint64, k1: np.uint64, c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """The four words of one Philox4x64-10 block."""
    for _ in range(_ROUNDS):
        high0, low0 = _high_product(_M0, c0), _M0 * c0
        high1, low1 = _high_product(_M1, c2), _M1 * c2
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = k0 + _W0, k1 + _W1
    return c0, c1, c2, c3


@numba.njit(cache=True)
def _fill(
    keys: Keys,
    day: NDArray[np.int64],
    case: NDArray[np.int64],
    contact: NDArray[np.int64],
    out: NDArray[np.float64],
) -> None:
    for i in range(out.size):
        word, _, _, _ = philox_block(
            keys[day[i], 0],
            keys[day[i], 1],
            np.uint64(case[i]),
            np.uint64(contact[i]),
            np.uint64(0),
            np.uint64(0),
        )
        # 52 bits and a half: the value is never 0 or 1, so every quantile is finite.
        out[i] = (np.float64(word >> np.uint64(12)) + 0.5) * 2.0**-52


def uniforms(
    keys: Keys, day: NDArray[np.int64], case: NDArray[np.int64], contact: NDArray[np.int64]
) -> NDArray[np.float64]:
    """One uniform in the open interval 0–1 for each address.

    keys     [day × 2] from `stream_keys`
    day      row of `keys` for each address; case, contact: its counters
    """
    out = np.empty(day.size, dtype=np.float64)
    _fill(keys, day, case, contact, out)
    return out
