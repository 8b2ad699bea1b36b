"""Where contacts went: how many took each edge from their arrival to their end, and back again."""

import numpy as np

from plain.columns import Bools, floats, ints
from plain.journeys import Journeys, Queued
from plain.views import in_window
from sim.centre.log import ContactOutcome, Logs
from sim.measure.flows import AGAIN, APPROVAL, ENDS, SOURCES, nodes
from sim.plan.codes import Cause
from sim.plan.plan import Ints, Plan

LAST_STEP = 3
"""Place of the last step among the stages of a contact's way."""


def flows(
    logs: Logs, plan: Plan, queued: Queued, journeys: Journeys, case_place: Ints
) -> dict[tuple[str, str], int]:
    """Contacts that arrived in the measured window, by edge, in the order of the nodes.

    Each goes from its source over the bot, the steps whose queues it came to and the approval
    ladder, as far as it met them, to its end; from there to "back again" if its case made contact
    once more.
    """
    names = nodes(plan)
    number = {name: code for code, name in enumerate(names)}
    measured = in_window(plan, floats(logs.contacts, "arrived_s"))
    ends = _ends(logs, number)
    way = [
        _sources(logs, number),
        _or_none(ints(logs.contacts, "bot"), len(SOURCES)),
        _or_none(journeys.first_step, _first_step(plan)),
        _or_none(journeys.last_step, _first_step(plan)),
        np.where(journeys.to_approval, number[APPROVAL], -1),
        ends,
    ]
    again = measured & _comes_again(logs, case_place)
    edges = [
        *_edges_along(way, measured),
        *_between_steps(plan, queued, measured),
        (ends[again], np.full(int(again.sum()), number[AGAIN])),
    ]
    count = len(names)
    begin, end = (np.concatenate(side) for side in zip(*edges, strict=True))
    taken = np.bincount(begin * count + end, minlength=count * count)
    return {
        (names[edge // count], names[edge % count]): int(taken[edge])
        for edge in np.flatnonzero(taken)
    }


def _first_step(plan: Plan) -> int:
    return len(SOURCES) + len(plan.names.bots)


def _or_none(index: Ints, offset: int) -> Ints:
    return np.where(index >= 0, index + offset, -1)


def _sources(logs: Logs, number: dict[str, int]) -> Ints:
    first, repeat, chase = (number[source] for source in SOURCES)
    cause = ints(logs.contacts, "cause")
    return np.where(cause == Cause.FIRST, first, np.where(cause == Cause.CHASE, chase, repeat))


def _ends(logs: Logs, number: dict[str, int]) -> Ints:
    of_outcome = np.array([number[ENDS[outcome]] for outcome in ContactOutcome])
    return of_outcome[ints(logs.contacts, "outcome")]


def _edges_along(way: list[Ints], measured: Bools) -> list[tuple[Ints, Ints]]:
    """Edges between each stage and the next that the contact met.

    First and last step are stages of their own so that the way can be left at either; what lies
    between them is no single edge and is told by the visits.
    """
    edges, at = [], way[0]
    for stage, there in enumerate(way[1:], start=1):
        moves = measured & (there >= 0)
        if stage != LAST_STEP:
            edges.append((at[moves], there[moves]))
        at = np.where(there >= 0, there, at)
    return edges


def _between_steps(plan: Plan, queued: Queued, measured: Bools) -> list[tuple[Ints, Ints]]:
    """Edges from one step's queue to the next one's."""
    step = queued.step + _first_step(plan)
    moves = queued.follows[1:] & (step[1:] != step[:-1]) & measured[queued.contact[1:]]
    return [(step[:-1][moves], step[1:][moves])]


def _comes_again(logs: Logs, case_place: Ints) -> Bools:
    """Whether a contact's case made contact once more after it; chases neither do nor count."""
    number = ints(logs.contacts, "number")
    own = ints(logs.contacts, "cause") != Cause.CHASE
    last = np.full(len(logs.cases["case"]), -1, dtype=np.int64)
    np.maximum.at(last, case_place[own], number[own])
    again: Bools = own & (number < last[case_place])
    return again
