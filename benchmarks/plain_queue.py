"""W1, the plain queue M/M/40+M: our engines beside SimPy, Ciw, Cimba and a bare heap.

Everyone draws its customers, plays them and keeps a log. Processor time, in one process; the
figures are ratios of speeds in a round.

    python -m benchmarks.plain_queue [--rounds 9] [--quick]

Slow ones play fewer contacts and quick ones several queues in a turn: what a contact costs does
not lean on their number. The share that gave up tells that all play the same queue.
"""

import sys
from types import ModuleType
from typing import Any

import numpy as np

import sim
from benchmarks import natural_heap, natural_simpy
from benchmarks.common import Asked, Contestant, Figure, program, ratios, side_by_side
from sim.centre.log import VisitOutcome
from sim.centre.play import play
from sim.plan import Plan
from sim.plan import plan as plan_of
from sim.tape import draw
from sim.theory.erlang import erlang_a

natural_ciw: ModuleType | None
natural_cimba: ModuleType | None
try:
    from benchmarks import natural_ciw
except ImportError:
    natural_ciw = None
try:
    # It teaches numba its types, which must be before numba compiles anything.
    from benchmarks import natural_cimba
except ImportError:
    natural_cimba = None

GAP_S, HANDLE_S, PATIENCE_S, AGENTS = 6.0, 240.0, 120.0, 40
QUEUE = {"gap_s": GAP_S, "handle_s": HANDLE_S, "patience_s": PATIENCE_S, "agents": AGENTS}
CONTACTS, FEW = 200_000, 20_000

FAST, SLOW = "compiled", "reference"
SIMPY, CIW, CIMBA = "natural SimPy", "Ciw", "Cimba"
ASKED = {
    SIMPY: Asked("W1 draw + play + logs: compiled over natural SimPy", 60, 100),
    CIW: Asked("W1 draw + play + logs: compiled over Ciw", 120, 250),
}
ASKED_OF_REFERENCE = Asked("W1 draw + play + logs: reference over natural SimPy", 0.4, 0.4)

SCENARIO = """
title = "M/M/{agents}+M"

[horizon]
lasts = "{lasts_s}s"

[difficulty]
in_handle_time = 0.0

[channels.voice]
patience = {{ exponential = "{patience_s}s" }}

[reasons.order]
volume = {{ cases_per_hour = {per_hour} }}
mix = {{ voice = 1.0 }}
route = ["desk"]
handle_time = {{ exponential = "{handle_s}s" }}

[teams.desk]
channels = ["voice"]
agents = {agents}
"""


def queue_of(contacts: int, agents: int = AGENTS) -> Plan:
    """W1 with about so many contacts; with more agents, as many times the arrivals."""
    gap_s = GAP_S * AGENTS / agents
    text = SCENARIO.format(
        agents=agents,
        lasts_s=round(gap_s * contacts, 6),
        per_hour=3600 / gap_s,
        patience_s=PATIENCE_S,
        handle_s=HANDLE_S,
    )
    return plan_of(sim.from_text(text))


def measured(rounds: int, quick: bool) -> list[Figure]:
    """Everyone in turn."""
    contacts = CONTACTS // 10 if quick else CONTACTS
    plan, gave_up = queue_of(contacts), {}
    contestants = {
        FAST: _ours(plan, FAST, 15, gave_up),
        SLOW: _ours(queue_of(min(FEW, contacts)), SLOW, 1, gave_up),
        SIMPY: _theirs(SIMPY, natural_simpy, contacts, gave_up),
        "bare heap": _theirs("bare heap", natural_heap, contacts, gave_up),
    }
    for name, module, size in ((CIW, natural_ciw, FEW), (CIMBA, natural_cimba, CONTACTS)):
        if module is None:
            print(f"{name} is not installed and left out: pip install '.[bench]'")
        else:
            contestants[name] = _theirs(name, module, min(size, contacts), gave_up)
    for turn in contestants.values():
        turn(0)  # compiles, and fills caches
    costs = side_by_side(contestants, rounds)
    exact = erlang_a(1 / GAP_S, HANDLE_S, AGENTS, PATIENCE_S).abandonment_rate
    shares = ", ".join(f"{name} {share:.2%}" for name, share in gave_up.items())
    print(f"gave up in the last round: {shares}; in the long run {exact:.2%}")
    over = {name: ratios(cost, costs[FAST]) for name, cost in costs.items() if name != FAST}
    for name, found in over.items():
        print(f"compiled over {name}: {' '.join(f'{ratio:.3g}' for ratio in found)}")
    figures = [Figure(asked, over[name]) for name, asked in ASKED.items() if name in over]
    return [*figures, Figure(ASKED_OF_REFERENCE, ratios(costs[SIMPY], costs[SLOW]))]


def _ours(plan: Plan, engine: str, turns: int, gave_up: dict[str, float]) -> Contestant:
    """Turns of several replications by one of our engines."""

    def turn(number: int) -> float:
        played = left = 0
        for replication in range(number * turns, (number + 1) * turns):
            tape = draw(plan.demand, seed=1, replication=replication, reads=plan.reads)
            visits = play(plan, tape, engine=engine).visits
            played += visits["row"].size
            left += np.count_nonzero(visits["outcome"] == VisitOutcome.ABANDONED)
        gave_up[engine] = left / played
        return played

    return turn


def _theirs(name: str, module: Any, contacts: int, gave_up: dict[str, float]) -> Contestant:
    """Turns of one queue by somebody else's."""

    def turn(number: int) -> float:
        log = module.run(contacts, number, **QUEUE)
        gave_up[name] = module.gave_up(log) / len(log)
        return len(log)

    return turn


def main(arguments: list[str] | None = None) -> int:
    return program(measured, __doc__, 9, arguments)


if __name__ == "__main__":
    sys.exit(main())
