"""From the contacts and visits of a finished play to its four logs."""

from operator import attrgetter

import numpy as np

from sim.centre.log import AGENTS, CASES, CONTACTS, VISITS, Logs, table
from sim.centre.reference.centre import Centre
from sim.tape import Tape

_CONTACT_FIELDS = tuple(column.name for column in CONTACTS)


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
                "asked": tape.amount,
                "paid": centre.after.case_paid,
                "contacts": centre.case_contacts,
            },
        ),
        contacts=table(
            CONTACTS, {name: [getattr(me, name) for me in contacts] for name in _CONTACT_FIELDS}
        ),
        visits=table(
            VISITS,
            {
                "visit": [visit.number for visit in visits],
                "row": [visit.contact.row for visit in visits],
                "contact": [place_of[visit.contact.row] for visit in visits],
                "kind": [visit.kind for visit in visits],
                "queue": [visit.queue for visit in visits],
                "place": [visit.where for visit in visits],
                "attempt": np.zeros(len(visits)),
                "joined_s": [visit.joined_s for visit in visits],
                "answered_s": [visit.answered_s for visit in visits],
                "talk_end_s": [visit.talk_end_s for visit in visits],
                "released_s": [visit.released_s for visit in visits],
                "ended_s": [visit.ended_s for visit in visits],
                "team": [-1 if v.agent is None else v.agent.team.number for v in visits],
                "agent": [-1 if v.agent is None else v.agent.number for v in visits],
                "outcome": [visit.outcome for visit in visits],
            },
        ),
        agents=table(
            AGENTS,
            dict(
                zip(
                    ("agent", "team", "from_s", "to_s", "ended"),
                    zip(*spells, strict=True),
                    strict=True,
                )
            )
            if spells
            else {column.name: [] for column in AGENTS},
        ),
        ended_s=ended_s,
    )
