"""What the benchmarks share: turns taken side by side, what is asked and its verdict, the machine.

Seconds belong to a machine, and on a shared one to a minute; so contestants take turns in one
process, a round's figure is a ratio, and what is reported is the median of the rounds' ratios.
"""

import argparse
import gc
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from time import process_time

SCENARIOS = Path(__file__).parents[1] / "scenarios"
PACKAGES = ("ccsim", "simpy", "numpy", "scipy", "numba", "ciw", "cimba")

MISSED = "MISSED"

Contestant = Callable[[int], float]
"""Plays a turn of the round with this number; returns how many contacts it has played."""


def load() -> str:
    """Others at work on the machine slow caches down, and so processor time too."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


@dataclass(frozen=True)
class Asked:
    """A requirement: no run may be beyond the floor, and the goal is where to get.

    unit      what stands behind a figure
    at_most   whether figures are to stay below, not above
    """

    what: str
    floor: float
    goal: float
    unit: str = "x"
    at_most: bool = False

    def verdict(self, found: float) -> str:
        """In one word or two how a figure does."""
        if not self._reached(found, self.floor):
            return MISSED
        return "met" if self._reached(found, self.goal) else "below goal"

    def _reached(self, found: float, mark: float) -> bool:
        return found <= mark if self.at_most else found >= mark

    def written(self, mark: float) -> str:
        """A floor or a goal, with its direction."""
        return f"{'<=' if self.at_most else '>='} {mark:g} {self.unit}"


@dataclass(frozen=True)
class Figure:
    """What was found of a requirement, a number a round.

    excuse   why a floor could not be reached here, if it could not; then missing it is no failure
    """

    asked: Asked
    rounds: tuple[float, ...]
    excuse: str = ""
    load: str = field(default_factory=load)

    @property
    def found(self) -> float:
        return median(self.rounds)

    @property
    def verdict(self) -> str:
        verdict = self.asked.verdict(self.found)
        return f"not judged: {self.excuse}" if self.excuse and verdict == MISSED else verdict


Measured = Callable[[int, bool], list[Figure]]
"""(rounds, whether a quick look will do) → figures; prints the rounds on its way."""


def side_by_side(
    contestants: dict[str, Contestant],
    rounds: int,
    clock: Callable[[], float] = process_time,
    per: str = "contacts/s",
    begin: int = 0,
) -> dict[str, list[float]]:
    """Seconds a contact of each contestant in each round; who goes first takes turns.

    begin   number of the first round
    """
    costs: dict[str, list[float]] = {name: [] for name in contestants}
    widths = [max(len(name), 10) for name in contestants]
    print("round  " + "  ".join(f"{n:>{w}}" for n, w in zip(contestants, widths, strict=True)))
    for number in range(begin, begin + rounds):
        for name in list(contestants)[:: -1 if number % 2 else 1]:
            gc.collect()
            begin = clock()
            contacts = contestants[name](number)
            costs[name].append((clock() - begin) / contacts)
        speeds = (
            f"{1 / costs[name][-1]:{width},.0f}"
            for name, width in zip(contestants, widths, strict=True)
        )
        print(f"{number:5}  " + "  ".join(speeds) + f"  {per}, load {load()}", flush=True)
    return costs


def ratios(over: Sequence[float], under: Sequence[float]) -> tuple[float, ...]:
    """Round by round."""
    return tuple(above / below for above, below in zip(over, under, strict=True))


def program(measured: Measured, doc: str | None, rounds: int, arguments: list[str] | None) -> int:
    """A benchmark as a program; 1 if a floor is missed. A quick look misses nothing."""
    parser = argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, help=f"how often [default: {rounds}]")
    parser.add_argument("--quick", action="store_true", help="small and short, for a look")
    given = parser.parse_args(arguments)
    print((doc or "").partition("\n")[0])
    print(described())
    figures = measured(given.rounds or (2 if given.quick else rounds), given.quick)
    print()
    return concluded(figures, quick=given.quick)


def concluded(figures: Sequence[Figure], *, quick: bool) -> int:
    """Print the table of what was asked and found; 1 if a floor is missed."""
    rows = [("asked", "floor", "goal", "median", "rounds", "load", "")]
    for figure in figures:
        asked, least, most = figure.asked, min(figure.rounds), max(figure.rounds)
        rows.append(
            (
                asked.what,
                asked.written(asked.floor),
                asked.written(asked.goal),
                f"{figure.found:.3g}",
                f"{least:.3g}–{most:.3g} ({len(figure.rounds)})",
                figure.load,
                "a quick look" if quick else figure.verdict,
            )
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:{width}}" for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
    is_missed = any(figure.verdict == MISSED for figure in figures)
    return 1 if is_missed and not quick else 0


def described() -> str:
    """What measures: processor, load, Python, packages."""
    packages = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, load {load()}; {platform.system()} "
        f"{platform.release()}\nPython {platform.python_version()}, {packages}"
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "–"


def _processor() -> str:
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        for line in cpus.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
