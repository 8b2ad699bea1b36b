"""From the demand to a tape: the last random number of a replication is drawn here."""

import numpy as np

from sim.plan.plan import Demand
from sim.plan.reads import Reads
from sim.tape.arrivals import arrivals
from sim.tape.rows import laid_out
from sim.tape.streams import key_table
from sim.tape.tape import Floats, Tape
from sim.tape.values import filled
from sim.tape.wanted import streams_of, wanted


def draw(demand: Demand, *, seed: int, replication: int, reads: Reads | None = None) -> Tape:
    """Everything random of one replication: a pure function of its arguments.

    reads   what its plays could look at (`Plan.reads`, `plan.reads.reads_of_all`): nothing else is
            evaluated. None evaluates everything. What is drawn has the same bits either way.
    """
    flat, calendar = demand.flat, demand.calendar
    want = wanted(flat, reads)
    days = range(calendar.first_day, calendar.first_day + calendar.days)
    came = arrivals(demand, seed, replication)
    keys = key_table(seed, replication, days, streams_of(flat, want))
    cases, rows, totals = laid_out(flat, came, keys, lean=want.is_lean)
    values = filled(flat, want, keys, came, cases, rows, totals)
    columns = values._asdict()
    columns["return_delay_s"] = values.return_delay_s.reshape(
        rows.case.size, 1 + max(demand.delay_column)
    )
    if not want.hardness:
        columns["hardness"] = _nothing(came.arrived_s.size)
    day = came.day if days.start == 0 else (came.day + days.start).astype(np.int16)
    return Tape(
        arrived_s=came.arrived_s,
        reason=came.reason,
        day=day,
        **cases._asdict(),
        **rows._asdict(),
        **columns,
    )


def _nothing(cases: int) -> Floats:
    """A column of nan that takes no room."""
    return np.broadcast_to(np.float64(np.nan), cases)
