"""The agent table of a telephony system: a row for every interval and agent on the queues."""

import numpy as np
from numpy.typing import NDArray

from sim.centre.log import Table, VisitKind
from sim.measure.units import TICKS_PER_S
from sim.observed.clock import merged
from sim.observed.records import Records
from sim.observed.words import named
from sim.plan.plan import Floats, Ints


def agents_table(records: Records) -> Table:
    """Agents by interval; intervals in which an agent was not on the queues have no row."""
    supply, clock = records.plan.supply, records.clock
    spells = records.spells
    served = records.visits["agent"] >= 0
    visits = {name: column[served] for name, column in records.visits.items()}
    agents = 1 + max(column.max(initial=-1) for column in (spells["agent"], visits["agent"]))

    def spread(owner: NDArray[np.int32], from_s: Floats, to_s: Floats) -> Ints:
        return clock.spread(owner, agents, from_s, to_s)

    online = spread(spells["agent"], spells["from_s"], spells["to_s"])
    ends = _ends(visits, clock.ended_s)
    busy = spread(*merged(visits["agent"], visits["answered_s"], ends["ended_s"]))
    parts = {
        "talk_s": (visits["kind"] == VisitKind.QUEUE, visits["answered_s"], ends["talk_end_s"]),
        "hold_s": (visits["kind"] == VisitKind.QUEUE, ends["talk_end_s"], ends["released_s"]),
        "acw_s": (visits["kind"] == VisitKind.QUEUE, ends["released_s"], ends["ended_s"]),
        "case_work_s": (
            visits["kind"] == VisitKind.FINISHING, visits["answered_s"], ends["ended_s"]
        ),
    }  # fmt: skip
    spent = {
        name: spread(visits["agent"][rows], from_s[rows], to_s[rows])
        for name, (rows, from_s, to_s) in parts.items()
    }
    done = (visits["kind"] == VisitKind.QUEUE) & ~np.isnan(visits["ended_s"])
    handled = np.zeros((agents, clock.count), np.int64)
    np.add.at(handled, (visits["agent"][done], clock.interval(visits["ended_s"][done])), 1)
    number, agent = (found.astype(np.int64) for found in np.nonzero(online.T))
    start, end = clock.edges(number)
    first_agent = np.array(supply.first_agent)
    team = np.searchsorted(first_agent, agent, side="right") - 1

    def seconds(ticks: Ints) -> Floats:
        return ticks[agent, number] / TICKS_PER_S

    return {
        "interval_start": start,
        "interval_end": end,
        "agent": agent,
        "team": named(records.plan.names.teams, team),
        "online_s": seconds(online),
        "busy_s": seconds(busy),
        "idle_s": seconds(online - busy),
        **{name: seconds(ticks) for name, ticks in spent.items()},
        "handled": handled[agent, number],
        "occupancy_pct": 100.0 * seconds(busy) / seconds(online),
    }


def _ends(visits: Table, ended_s: float) -> Table:
    """Ends of talk, hold and wrap-up; what still goes on goes on to the end of the records."""
    return {
        name: np.where(np.isnan(visits[name]), ended_s, visits[name])
        for name in ("talk_end_s", "released_s", "ended_s")
    }
