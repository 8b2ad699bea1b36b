"""Two threads against one: `sim.replicate` of 200 retail days alone, wall time.

Where others use the machine two threads have no two processors: beside each wall time stands how
many processors the threads were given.

    python -m benchmarks.threads [--rounds 3] [--quick]
"""

import sys
from time import perf_counter, process_time

import sim
from benchmarks.common import Asked, Contestant, Figure, program, ratios, side_by_side
from benchmarks.retail_day import alone

TWO = Asked("two threads against one, wall time, 200 retail days", 1.5, 1.8)


def measured(rounds: int, quick: bool) -> list[Figure]:
    """One thread and two in turn."""
    day, replications = alone(), 40 if quick else 200
    given: dict[int, list[float]] = {1: [], 2: []}

    def threads(workers: int) -> Contestant:
        def turn(number: int) -> float:
            wall, work = perf_counter(), process_time()
            sim.replicate(day, replications, seed=number, workers=workers)
            given[workers].append((process_time() - work) / (perf_counter() - wall))
            return replications

        return turn

    sim.replicate(day, 2, workers=1)  # compiles
    contestants = {"one thread": threads(1), "two threads": threads(2)}
    one, two = side_by_side(contestants, rounds, perf_counter, "days/s").values()
    for workers, shares in given.items():
        used = " ".join(f"{share:.2f}" for share in shares)
        print(f"processors in use, {workers} at work: {used}")
    return [Figure(TWO, ratios(one, two))]


def main(arguments: list[str] | None = None) -> int:
    return program(measured, __doc__, 3, arguments)


if __name__ == "__main__":
    sys.exit(main())
