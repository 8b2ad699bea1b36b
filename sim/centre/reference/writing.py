"""From the contacts and visits of a finished play to its four logs."""

from collections.abc import Sequence
from operator import attrgetter

import numpy as np

from sim.centre.log import AGENTS, CASES, CONTACTS, VISITS, Column, Logs, Table, table
from sim.centre.reference.centre import Centre
from sim.centre.reference.visit import Visit
from sim.tape import Tape


def logs(centre: Centre, tape: Tape, ended_s: float) -> Logs:
    """The logs of a play."""
    contacts = sorted(centre.contacts, key=attrgetter("row"))
    visits = sorted(centre.visits, key=attrgetter("number"))
    place_of = {me.row: index for index, me in enumerate(contacts)}
    spells = sorted(centre.presence.spells, key=lambda spell: (spell[2], spell[0]))
    return Logs(
        cases=table(
            CASES,
            {
                "case": np.arange(tape.cases),
                "reason": tape.reason,
                "segment": tape.segment,
                "day": tape.day,
                "arrived_s": tape.arrived_s,
                "closed_s": centre.after.case_closed_s,
                "outcome": centre.after.case_outcome,
                "hardness": tape.hardness,
                "emotional": tape.emotional,
                "asked": tape.amount,
                "paid": centre.after.case_paid,
                "contacts": centre.case_contacts,
            },
        ),
        contacts=_table(CONTACTS, [_contact(me) for me in contacts]),
        visits=_table(VISITS, [_visit(visit, place_of) for visit in visits]),
        agents=_table(AGENTS, spells),
        ended_s=ended_s,
    )


_contact = attrgetter(*(column.name for column in CONTACTS))


def _visit(visit: Visit, place_of: dict[int, int]) -> tuple[object, ...]:
    """A visit's cells, in the order of `log.VISITS`."""
    row, agent = visit.contact.row, visit.agent
    return (
        visit.number,
        row,
        place_of[row],
        visit.kind,
        visit.queue,
        visit.where,
        0,
        visit.joined_s,
        visit.answered_s,
        visit.talk_end_s,
        visit.released_s,
        visit.ended_s,
        -1 if agent is None else agent.team.number,
        -1 if agent is None else agent.number,
        visit.outcome,
        visit.interrupted_s,
    )


def _table(columns: tuple[Column, ...], rows: Sequence[tuple[object, ...]]) -> Table:
    """Columns from rows, empty ones where there are none."""
    cells = zip(*rows, strict=True) if rows else ([] for _ in columns)
    names = (column.name for column in columns)
    return table(columns, dict(zip(names, cells, strict=True)))
