"""A tape by the names of things, so that two tapes can be compared whatever their indices."""

import numpy as np
from tapes import named

from sim.plan.codes import MARKS


def addressed(plan, tape, *, times=True):  # noqa: C901  (a flat list of what there is)
    """Address → value. Cases by (stream, day, k), rows by number, slots by their names."""
    names, demand = plan.names, plan.demand
    found = {}
    later = 2 * len(demand.streams)
    streams = _slot_streams(plan)
    count = {}
    ks = []
    for case in range(tape.cases):
        of = demand.streams[tape.reason[case]], int(tape.day[case])
        count[of] = count.get(of, -1) + 1
        ks.append((*of, count[of]))
    for case, who in enumerate(ks):
        found[(*who, "segment")] = names.segments[tape.segment[case]]
        found[(*who, "hardness")] = tape.hardness[case]
        found[(*who, "amount")] = tape.amount[case]
        if times:
            midnight = (tape.day[case] - demand.calendar.first_day) * 86400.0
            found[(*who, "arrived")] = tape.arrived_s[case] - midnight
    for row in range(tape.case.size):
        is_chase = bool(tape.slot_set[row] >= later)
        at = (*ks[tape.case[row]], int(tape.number[row]), is_chase)
        if not is_chase:
            for name in ("channel_u", "same_u", "moves_u", "skips_u", "return_u"):
                found[(*at, name)] = getattr(tape, name)[row]
            for cause, column in enumerate(demand.delay_column):
                if column >= 0:
                    found[(*at, "delay", cause)] = tape.return_delay_s[row, column]
            found[(*at, "chase after")] = tape.chase_after_s[row]
        slots = demand.slot_sets[tape.slot_set[row]].slots
        for slot, address in zip(slots, streams[tape.slot_set[row]], strict=True):
            marks, work = tape.first_mark[row], tape.first_work[row]
            here = (*at, *address)
            for j, mark in enumerate(MARKS[slot.kind]):
                found[(*here, mark)] = tape.marks_u[marks + slot.marks_at + j]
            for j in range(len(slot.laws)):
                which = _pair(plan, slot, j)
                found[(*here, "work", which)] = tape.work_s[work + slot.work_at + j]
            for j, (channel, _) in enumerate(slot.patience):
                at_patience = tape.first_patience[row] + slot.patience_at + j
                found[(*here, "patience", names.channels[channel])] = tape.patience_s[at_patience]
    return {key: value for key, value in found.items() if value == value}  # noqa: PLR0124  (no nan)


def _slot_streams(plan):
    return [
        [
            (slot.kind.name, plan.demand.streams[slot.reason], slot.stream, named(plan, slot))
            for slot in slots.slots
        ]
        for slots in plan.demand.slot_sets
    ]


def _pair(plan, slot, j):
    if not slot.pairs:
        return j
    channel, team = slot.pairs[j]
    return plan.names.channels[channel], plan.names.teams[team]


def moved(one, other):
    """Addresses in both whose values differ in any bit."""
    return [key for key in one.keys() & other.keys() if not _same(one[key], other[key])]


def _same(a, b):
    return a == b if isinstance(a, str) else np.float64(a).tobytes() == np.float64(b).tobytes()
