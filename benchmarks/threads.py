"""Two threads against one: `sim.replicate` of 200 retail days alone, wall time.

Where others use the machine two threads have no two processors. So in the same rounds two threads
that share nothing, not even Python's lock, are set against one: what they gain is what the machine
had to give. A figure below its floor is not held against us where that was below the floor too.

    python -m benchmarks.threads [--rounds 3] [--quick]
"""

import hashlib
import sys
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from time import perf_counter

import sim
from benchmarks.common import Asked, Contestant, Figure, program, ratios, side_by_side
from benchmarks.retail_day import alone

TWO = Asked("two threads against one, wall time, 200 retail days", 1.5, 1.8)
BLOCK = bytes(1_000_000)


def measured(rounds: int, quick: bool) -> list[Figure]:
    """One thread and two in turn."""
    day, replications = alone(), 40 if quick else 200

    def days(workers: int) -> Contestant:
        def turn(number: int) -> float:
            sim.replicate(day, replications, seed=number, workers=workers)
            return replications

        return turn

    sim.replicate(day, 2, workers=1)  # compiles
    contestants = {
        "1 thread": days(1),
        "2 threads": days(2),
        "1 hashes": _hashes(1, replications * 25),
        "2 hash": _hashes(2, replications * 25),
    }
    costs = side_by_side(contestants, rounds, perf_counter, "days and blocks a second")
    there = ratios(costs["1 hashes"], costs["2 hash"])
    print(f"two threads that share nothing: {' '.join(f'{each:.2f}' for each in there)}")
    gained = ratios(costs["1 thread"], costs["2 threads"])
    given = median(there)
    is_short = given < TWO.floor
    return [Figure(TWO, gained, excuse=f"machine gave {given:.2f}" if is_short else "")]


def _hashes(workers: int, blocks: int) -> Contestant:
    """A turn of work that needs a processor and nothing else."""

    def turn(number: int) -> float:
        del number
        with ThreadPoolExecutor(workers) as pool:
            for _ in pool.map(lambda _: hashlib.sha256(BLOCK).digest(), range(blocks)):
                pass
        return blocks

    return turn


def main(arguments: list[str] | None = None) -> int:
    return program(measured, __doc__, 3, arguments)


if __name__ == "__main__":
    sys.exit(main())
