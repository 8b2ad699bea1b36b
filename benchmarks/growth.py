"""W1's cost per contact as the queue grows: 10 million contacts, and 4,000 agents.

A replication as `sim.replicate` makes it: draw, digest, play, check, measure at every scope.
Processor time; many short queues take turns with a long one, a large team with a small one.

    python -m benchmarks.growth [--rounds 3] [--quick]
"""

import sys

from benchmarks.common import Asked, Contestant, Figure, program, ratios, side_by_side
from benchmarks.plain_queue import AGENTS, queue_of
from sim.experiment.work import Task, play_all

LONG = Asked(
    "W1 cost per contact, 10 million contacts against 100 thousand", 1.3, 1.1, "x", at_most=True
)
LARGE = Asked("W1 cost per contact, 4,000 agents against 40", 2.0, 1.5, "x", at_most=True)


def replications(contacts: int, agents: int, turns: int) -> Contestant:
    """Turns of so many replications of about so many contacts."""
    plan = queue_of(contacts, agents)

    def turn(number: int) -> float:
        for replication in range(number * turns, (number + 1) * turns):
            play_all(Task(("queue",), (plan,), 1, replication, "compiled"))
        return contacts * turns

    return turn


def measured(rounds: int, quick: bool) -> list[Figure]:
    """First the length, then the breadth."""
    long, short = (1_000_000, 100_000) if quick else (10_000_000, 100_000)
    queues = {
        f"{long:,} contacts": replications(long, AGENTS, 1),
        f"{short:,} contacts": replications(short, AGENTS, 20),
    }
    queues[f"{short:,} contacts"](rounds)  # compiles
    lengths = [*side_by_side(queues, rounds).values()]
    size = 400_000 if quick else 1_000_000
    teams = {f"{agents:,} agents": replications(size, agents, 1) for agents in (4_000, AGENTS)}
    breadths = [*side_by_side(teams, rounds).values()]
    return [Figure(LONG, ratios(*lengths)), Figure(LARGE, ratios(*breadths))]


def main(arguments: list[str] | None = None) -> int:
    return program(measured, __doc__, 3, arguments)


if __name__ == "__main__":
    sys.exit(main())
