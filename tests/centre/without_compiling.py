"""Plays a tape from a file with the compiled engine and prints the digest of its logs.

python tests/centre/without_compiling.py tape.npz, with NUMBA_DISABLE_JIT=1
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from golden import digest  # noqa: E402
from small import planned, play  # noqa: E402
from tapes import read  # noqa: E402

from sim.compiled import IS_COMPILED  # noqa: E402

if __name__ == "__main__":
    assert not IS_COMPILED
    day = (Path(__file__).parent / "a_day.toml").read_text(encoding="utf-8")
    logs = play(planned(day), read(Path(sys.argv[1])), engine="compiled")
    print(digest(logs))  # noqa: T201
