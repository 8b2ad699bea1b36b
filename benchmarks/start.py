"""How long a planner waits for one day of the bank: the whole process, at its second start.

    ccsim run scenarios/bank/august.toml --replications 1 --no-report --format json

Wall time, for that is what a planner waits; where others use the machine it is longer than the
processor time beside it. Python alone, and Python with what is needed to load compiled code, say
how much of it is not ours.

    python -m benchmarks.start [--rounds 7] [--quick]
"""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.common import SCENARIOS, Asked, Figure, load, program

START = Asked("ccsim run bank/august, one replication, second start", 1.5, 0.8, "s", at_most=True)
BANK = str(SCENARIOS / "bank" / "august.toml")
OPTIONS = ("--replications", "1", "--no-report", "--format", "json", "--out")
COMMANDS = {
    "ccsim run": [str(Path(sys.executable).with_name("ccsim")), "run", BANK, *OPTIONS],
    "import numba": [sys.executable, "-c", "import numba"],
    "python": [sys.executable, "-c", "pass"],
}


def measured(rounds: int, quick: bool) -> list[Figure]:
    """The three in turn."""
    del quick
    walls: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as folder:
        _run("ccsim run", folder)  # the first start, which may compile
        print("round  " + "  ".join(f"{name:>22}" for name in COMMANDS))
        for number in range(rounds):
            found = {}
            for name in list(COMMANDS)[:: -1 if number % 2 else 1]:
                found[name] = _run(name, folder)
                walls[name].append(found[name][0])
            cells = (f"{found[name][0]:6.2f} s ({found[name][1]:.2f} s work)" for name in COMMANDS)
            print(f"{number:5}  " + "  ".join(f"{cell:>22}" for cell in cells) + f"  load {load()}")
    return [Figure(START, tuple(walls["ccsim run"]))]


def _run(name: str, folder: str) -> tuple[float, float]:
    """Seconds by the clock, and of processors."""
    words = COMMANDS[name] + ([folder] if name == "ccsim run" else [])
    before, begin = _work(), perf_counter()
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603
    return perf_counter() - begin, _work() - before


def _work() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def main(arguments: list[str] | None = None) -> int:
    return program(measured, __doc__, 7, arguments)


if __name__ == "__main__":
    sys.exit(main())
