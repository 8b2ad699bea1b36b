"""Plays a tape: chooses the engine, and holds every play to the conservation laws."""

from collections.abc import Callable

from sim.centre.check import check
from sim.centre.log import Logs
from sim.centre.trace import Trace
from sim.errors import UsageError
from sim.plan.plan import Plan
from sim.tape import Tape

Engine = Callable[[Plan, Tape, Trace | None], Logs]


def _reference(plan: Plan, tape: Tape, trace: Trace | None) -> Logs:
    from sim.centre.reference import engine  # noqa: PLC0415  (an engine is loaded when asked for)

    return engine.play(plan, tape, trace)


ENGINES: dict[str, Engine] = {"reference": _reference}


def play(plan: Plan, tape: Tape, *, engine: str = "reference", trace: Trace | None = None) -> Logs:
    """The logs of one play: a deterministic function of plan and tape.

    trace   a list to which every timed event is appended, in the order of handling
    Raises UsageError for an unknown engine, PlayError if the play broke a conservation law.
    """
    if engine not in ENGINES:
        raise UsageError(f'engine = "{engine}": no such engine; known: {", ".join(ENGINES)}')
    logs = ENGINES[engine](plan, tape, trace)
    check(logs)
    return logs
