"""W1's cost per contact as the queue grows: 10 million contacts, and 4,000 agents.

A replication as `sim.replicate` makes it: draw, digest, play, check, measure at every scope.
Processor time. A turn of the long queue lasts longer than a shared processor keeps its pace, so
turns of many short ones stand before and after it, and it is set beside their mean; a large team
takes turns with a small one.

    python -m benchmarks.growth [--rounds 5] [--quick]
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


BEFORE, AFTER = "short, before", "short, after"


def among_short_ones(
    name: str, long: Contestant, short: Contestant, rounds: int
) -> tuple[float, ...]:
    """Round by round the cost per contact of a long queue over that of short ones around it."""
    found = []
    for number in range(rounds):
        turns = {BEFORE: short, name: long, AFTER: short}
        costs = {each: cost for each, (cost,) in side_by_side(turns, 1, begin=number).items()}
        found.append(2 * costs[name] / (costs[BEFORE] + costs[AFTER]))
    return tuple(found)


def measured(rounds: int, quick: bool) -> list[Figure]:
    """First the length, then the breadth."""
    long, short = (1_000_000, 100_000) if quick else (10_000_000, 100_000)
    few, many = replications(short, AGENTS, 20), replications(long, AGENTS, 1)
    few(rounds)  # compiles
    lengths = among_short_ones(f"{long:,} contacts", many, few, rounds)
    size = 400_000 if quick else 1_000_000
    teams = {f"{agents:,} agents": replications(size, agents, 1) for agents in (4_000, AGENTS)}
    breadths = [*side_by_side(teams, rounds).values()]
    return [Figure(LONG, lengths), Figure(LARGE, ratios(*breadths))]


def main(arguments: list[str] | None = None) -> int:
    return program(measured, __doc__, 5, arguments)


if __name__ == "__main__":
    sys.exit(main())
