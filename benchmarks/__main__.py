"""`python -m benchmarks`: every benchmark, one after the other, and one table of them all."""

import argparse
import sys

from benchmarks import growth, memory, plain_queue, retail_day, start, threads
from benchmarks.common import Figure, concluded, described

# With the rounds that each takes; the shortest first, so that a fault shows soon.
PROGRAMS = ((start, 7), (threads, 3), (retail_day, 5), (plain_queue, 5), (growth, 5), (memory, 1))


def main(arguments: list[str] | None = None) -> int:
    """Measure everything; 1 if a floor is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small and short, for a look")
    quick = parser.parse_args(arguments).quick
    figures: list[Figure] = []
    for program, rounds in PROGRAMS:
        print((program.__doc__ or "").partition("\n")[0])
        figures += program.measured(2 if quick else rounds, quick)
        print(flush=True)
    print(described())
    return concluded(figures, quick=quick)


if __name__ == "__main__":
    sys.exit(main())
