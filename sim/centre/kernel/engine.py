"""The compiled engine: a play over arrays, and its logs."""

from typing import Any

import numpy as np

from sim.centre.kernel import entry
from sim.centre.kernel.giving import given
from sim.centre.kernel.own import ADMIT, SCORE, TO_BOT
from sim.centre.kernel.state import State, begin, taped
from sim.centre.limits import events_at_one_instant, no_number, time_stands_still
from sim.centre.log import AGENTS, CASES, CONTACTS, VISITS, Logs, Table, table
from sim.centre.trace import Trace, Traced
from sim.plan.plan import Plan
from sim.tape import Tape


def play(plan: Plan, tape: Tape, trace: Trace | None = None) -> Logs:
    """The logs of a play, contacts and visits in the order in which they began."""
    g = given(plan)
    state = begin(g, tape, events_at_one_instant(tape.case.size), trace is not None)
    ended_s = entry.play(g, taped(tape), state)
    count = state.counts
    if trace is not None:
        handled = range(int(count.traced[0]))
        trace.extend(Traced(float(state.trace.time[i]), int(state.trace.key[i])) for i in handled)
    stopped = int(count.stopped[0])
    if stopped > 1:
        raise no_number(_RULES[stopped], float(count.instant_s[0]))
    if stopped:
        raise time_stands_still(float(count.instant_s[0]), int(count.limit[0]), state.last.tolist())
    return Logs(
        cases=_cases(tape, state),
        contacts=_filled(state.contacts, CONTACTS, int(count.contacts[0])),
        visits=_visits(state),
        agents=_agents(state),
        ended_s=ended_s,
    )


_RULES = {SCORE: "score", ADMIT: "admit", TO_BOT: "to_bot"}


def _filled(columns: Any, declared: tuple[Any, ...], size: int) -> Table:
    """The rows in use of the columns that a log has."""
    return {column.name: getattr(columns, column.name)[:size] for column in declared}


def _visits(state: State) -> Table:
    size = int(state.counts.visits[0])
    columns = {
        **{name: getattr(state.visits, name)[:size] for name in state.visits._fields},
        "visit": state.visits.number[:size],
        "attempt": np.zeros(size, np.int8),
    }
    return {column.name: columns[column.name] for column in VISITS}


def _cases(tape: Tape, state: State) -> Table:
    """The case log: what the tape says of a case, and what the play made of it."""
    return table(
        CASES,
        {
            "case": np.arange(tape.cases, dtype=np.int32),
            "reason": tape.reason,
            "segment": tape.segment,
            "day": tape.day,
            "arrived_s": tape.arrived_s,
            "closed_s": state.cases.closed_s,
            "outcome": state.cases.outcome,
            "hardness": tape.hardness,
            "emotional": tape.emotional,
            "asked": tape.amount,
            "paid": state.cases.paid,
            "contacts": state.cases.contacts,
        },
    )


def _agents(state: State) -> Table:
    """The agent log, by (from_s, agent)."""
    spells = _filled(state.spells, AGENTS, int(state.counts.spells[0]))
    order = np.lexsort((spells["agent"], spells["from_s"]))
    return {name: column[order] for name, column in spells.items()}
