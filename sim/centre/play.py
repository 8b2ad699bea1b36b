"""Plays a tape: chooses the engine, and holds every play to the conservation laws."""

from collections.abc import Callable

from sim.centre.check import check
from sim.centre.engines import DEFAULT, REFERENCE, engine_named
from sim.centre.log import Logs, in_order
from sim.centre.trace import Trace
from sim.errors import UsageError
from sim.plan.plan import Plan
from sim.tape import Tape

Engine = Callable[[Plan, Tape, Trace | None], Logs]


def _compiled(plan: Plan, tape: Tape, trace: Trace | None) -> Logs:
    from sim.centre.kernel import engine  # noqa: PLC0415  (an engine is loaded when asked for)

    return engine.play(plan, tape, trace)


def _reference(plan: Plan, tape: Tape, trace: Trace | None) -> Logs:
    from sim.centre.reference import engine  # noqa: PLC0415

    return engine.play(plan, tape, trace)


ENGINES: dict[str, Engine] = {"compiled": _compiled, "reference": _reference}


def play(plan: Plan, tape: Tape, *, engine: str = DEFAULT, trace: Trace | None = None) -> Logs:
    """The logs of one play: a deterministic function of plan and tape.

    trace   a list to which every timed event is appended, in the order of handling
    Raises UsageError for an unknown engine, or one that does not know the plan's mechanism,
    PlayError if the play broke a conservation law.
    """
    return in_order(as_happened(plan, tape, engine=engine, trace=trace))


def as_happened(
    plan: Plan, tape: Tape, *, engine: str = DEFAULT, trace: Trace | None = None
) -> Logs:
    """The same logs with contacts and visits in whatever order the engine wrote them.

    Enough for measuring, which does not look at the order; sorting costs as much as measuring.
    """
    name = engine_named(engine).name
    if plan.mechanism is not None and name != REFERENCE.name:
        raise UsageError(
            f'engine = "{name}": does not know the mechanism {plan.mechanism.name}; '
            f'play it with engine = "{REFERENCE.name}"'
        )
    logs = ENGINES[name](plan, tape, trace)
    check(logs)
    return logs
