"""Peak memory of one replication of W1 with 10 million contacts, in a process of its own.

A replication as `sim.replicate` makes it: draw, digest, play, check, measure at every scope.

    python -m benchmarks.memory [--rounds 1] [--quick]
"""

import resource
import subprocess
import sys
from pathlib import Path

from benchmarks.common import Asked, Figure, program
from benchmarks.growth import replications
from benchmarks.plain_queue import AGENTS

PEAK = Asked("peak memory of a replication of 10 million contacts", 3.0, 1.5, "GB", at_most=True)


def measured(rounds: int, quick: bool) -> list[Figure]:
    """The peak as the process itself reports it."""
    contacts, peaks = 1_000_000 if quick else 10_000_000, []
    _peak(1_000)  # compiles
    small = _peak(1_000)
    for number in range(rounds):
        peak = _peak(contacts)
        peaks.append(peak)
        each = (peak - small) / contacts * 1e9
        print(
            f"{number:5}  {contacts:,} contacts: {peak:.2f} GB, of them {small:.2f} GB with the "
            f"first thousand; {each:.0f} bytes a contact"
        )
    return [Figure(PEAK, tuple(peaks))]


def _peak(contacts: int) -> float:
    child = [sys.executable, "-m", "benchmarks.memory", "--play", str(contacts)]
    told = subprocess.run(child, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return float(told.stdout)


def _play(contacts: int) -> None:
    """What the child does: play, then print its peak in GB."""
    replications(contacts, AGENTS, 1)(0)
    print(_own_peak() / 1e9)


def _own_peak() -> int:
    """Bytes. On Linux `ru_maxrss` also knows what the parent had when it began this process."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def main(arguments: list[str] | None = None) -> int:
    return program(measured, __doc__, 1, arguments)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--play"]:
        _play(int(sys.argv[2]))
    else:
        sys.exit(main())
