"""The reference engine: a SimPy process for every contact."""

import gc

from sim.centre.log import Logs
from sim.centre.reference.centre import Centre
from sim.centre.reference.taped import taped
from sim.centre.reference.writing import logs
from sim.centre.trace import Trace
from sim.errors import UsageError
from sim.plan.plan import Plan
from sim.tape import Tape


def _centre(plan: Plan) -> type[Centre]:
    """The centre to play: the reference's, or a mechanism's that extends it."""
    if plan.mechanism is None:
        return Centre
    if not issubclass(plan.mechanism.centre, Centre):
        raise UsageError(
            f"mechanism {plan.mechanism.name}: must extend sim.centre.reference.centre.Centre"
        )
    return plan.mechanism.centre


def play(plan: Plan, tape: Tape, trace: Trace | None) -> Logs:
    """Play one tape through the plan's centre."""
    was_enabled = gc.isenabled()
    # Every object made here lives until the logs are written: looking through them again and
    # again for garbage finds none and costs a quarter of the play.
    gc.disable()
    try:
        centre = _centre(plan)(plan, taped(tape), trace)
        ended_s = centre.run()
        written = logs(centre, tape, ended_s)
        centre.forget()
        return written
    finally:
        if was_enabled:
            gc.enable()
