"""W2, the retail day alone: a replication by the compiled engine and by the reference engine.

`scenarios/retail/monday.toml` without its lead-in and follow days. A replication is what
`sim.replicate` makes of it: what the play could read, draw, digest, play, check and KPIs, at the
scopes `all`, `channel` and `team`; for comparison also at every scope, as it does. Processor time.
Then, in the same rounds, how long measuring takes beside playing, on W2 and on the whole Monday.

    python -m benchmarks.retail_day [--rounds 5] [--quick]
"""

import sys
from time import process_time

import sim
from benchmarks.common import (
    SCENARIOS,
    Asked,
    Contestant,
    Figure,
    program,
    ratios,
    side_by_side,
)
from sim.centre.play import play
from sim.experiment.work import Task, play_all
from sim.measure import measure
from sim.plan import Plan
from sim.plan import plan as plan_of
from sim.plan.reads import reads_of_all
from sim.scenario.variant import Scenario
from sim.tape import draw

FAST, SLOW = "compiled", "reference"
SCOPES = ("all", "channel", "team")
BESIDE = Asked("W2 draw + play + KPIs (all, channel, team): compiled over reference", 20, 35)


def monday() -> Scenario:
    """The ordinary Monday with the days around it."""
    return sim.load(SCENARIOS / "retail" / "monday.toml")


def alone() -> Scenario:
    """The Monday with no days around it."""
    return monday().change({"day.lead_in": 0, "day.follow_days": 0}, name="alone")


def measured(rounds: int, quick: bool) -> list[Figure]:
    """The engines, then the shares of measuring."""
    day, days = plan_of(alone()), plan_of(monday())
    turns = 5 if quick else 20
    contacts = _warmed(day)
    print(f"W2 has {contacts:,} contacts")
    contestants = {
        FAST: _some(day, FAST, SCOPES, turns),
        SLOW: _some(day, SLOW, SCOPES, 1),
        f"{FAST}, every scope": _as_replicated(day, contacts, turns),
    }
    costs = side_by_side(contestants, rounds)
    over = ratios(costs[SLOW], costs[f"{FAST}, every scope"])
    print("compiled over reference, every scope: " + " ".join(f"{each:.3g}" for each in over))
    figures = [Figure(BESIDE, ratios(costs[SLOW], costs[FAST]))]
    for name, plan in (("W2", day), ("the Monday", days)):
        figures += _shares(name, plan, rounds, turns)
    return figures


def _warmed(plan: Plan) -> int:
    """Everything compiled and every cache full; how many contacts a replication has."""
    for scopes in (None, SCOPES):
        _some(plan, FAST, scopes, 1)(0)
    return int(_some(plan, SLOW, SCOPES, 1)(0))


def _some(plan: Plan, engine: str, scopes: tuple[str, ...] | None, turns: int) -> Contestant:
    """`sim.experiment.work.play_all`, at chosen scopes."""

    def turn(number: int) -> float:
        played = 0
        for replication in range(number * turns, (number + 1) * turns):
            reads = reads_of_all([plan])
            tape = draw(plan.demand, seed=1, replication=replication, reads=reads)
            tape.digest()
            logs = play(plan, tape, engine=engine)
            measure(logs, plan, scopes)
            played += logs.contacts["row"].size
        return played

    return turn


def _as_replicated(plan: Plan, contacts: int, turns: int) -> Contestant:
    """The thing itself; it does not tell how many contacts it played, so about so many."""

    def turn(number: int) -> float:
        for replication in range(number * turns, (number + 1) * turns):
            play_all(Task(("day",), (plan,), 1, replication, FAST))
        return contacts * turns

    return turn


def _shares(name: str, plan: Plan, rounds: int, turns: int) -> list[Figure]:
    """Measuring over playing, at scope `all` and at every scope."""
    of_scopes: dict[tuple[str, ...] | None, list[float]] = {("all",): [], None: []}
    for scopes in of_scopes:
        _some(plan, FAST, scopes, 1)(0)
    for number in range(rounds):
        tapes = [
            draw(plan.demand, seed=1, replication=number * turns + turn, reads=plan.reads)
            for turn in range(turns)
        ]
        logs, playing = _timed(lambda tapes=tapes: [play(plan, tape) for tape in tapes])
        for scopes in list(of_scopes)[:: -1 if number % 2 else 1]:
            _, measuring = _timed(
                lambda logs=logs, scopes=scopes: [measure(log, plan, scopes) for log in logs]
            )
            of_scopes[scopes].append(measuring / playing)
    one, every = map(tuple, of_scopes.values())
    asked_of_one = Asked(f"{name}: measuring scope `all` over play", 0.5, 0.5, "x", at_most=True)
    asked_of_every = Asked(f"{name}: measuring every scope over play", 1, 1, "x", at_most=True)
    return [Figure(asked_of_one, one), Figure(asked_of_every, every)]


def _timed(verb):
    """What a verb gives, and its seconds."""
    begin = process_time()
    result = verb()
    return result, process_time() - begin


def main(arguments: list[str] | None = None) -> int:
    return program(measured, __doc__, 5, arguments)


if __name__ == "__main__":
    sys.exit(main())
