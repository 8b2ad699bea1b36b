"""What became of each contact on its way, put together from its visits.

Visits are numbered by case, contact and slot of the route, so in the order of their numbers those
of one contact stand together and in the order of its way.
"""

from dataclasses import dataclass

import numpy as np

from plain.columns import Bools, floats, ints, looked_up
from sim.centre.log import Logs, VisitKind, VisitOutcome
from sim.plan.plan import Floats, Ints, Plan


@dataclass(frozen=True)
class Queued:
    """Visits to queues with a customer, in the order of their numbers.

    place     in the visit log
    contact   place in the contact log
    step      of the queue
    answered  by an agent
    follows   the row above is an earlier visit of the same contact
    """

    place: Ints
    contact: Ints
    step: Ints
    answered: Bools
    follows: Bools


@dataclass(frozen=True)
class Journeys:
    """By contact, in the order of the contact log.

    came_to_queue     visits to queues
    answers           visits that an agent answered
    first_answered_s  when the first was, nan never; first_team who did, -1 nobody
    escalated         came to another step's queue after an answer
    to_approval       was laid before an approval level
    in_bot            still in the bot when the play ended
    first_step, last_step   steps whose queues it came to first and last, -1 none
    """

    came_to_queue: Ints
    answers: Ints
    first_answered_s: Floats
    first_team: Ints
    escalated: Bools
    to_approval: Bools
    in_bot: Bools
    first_step: Ints
    last_step: Ints


def queued_visits(logs: Logs, plan: Plan) -> Queued:
    """The visits to queues with a customer, in order."""
    visits = logs.visits
    place = np.flatnonzero(ints(visits, "kind") == VisitKind.QUEUE)
    number = (ints(visits, "visit")[place] << 8) + ints(visits, "attempt")[place]
    if np.any(number[1:] < number[:-1]):
        place = place[np.argsort(number, kind="stable")]
    contact = ints(visits, "contact")[place]
    follows = np.zeros(len(place), dtype=np.bool_)
    follows[1:] = contact[1:] == contact[:-1]
    step = looked_up([queue.step for queue in plan.supply.queues], ints(visits, "queue")[place])
    answered = ints(visits, "outcome")[place] == VisitOutcome.ANSWERED
    return Queued(place, contact, step, answered, follows)


def journeys(logs: Logs, queued: Queued) -> Journeys:
    """What became of each contact."""
    visits, count = logs.visits, len(logs.contacts["row"])
    kind = ints(visits, "kind")
    running = ints(visits, "outcome") == VisitOutcome.RUNNING
    contact = ints(visits, "contact")
    answered_s, team = _first_answers(logs, queued, count)
    after_answer = queued.follows[1:] & queued.answered[:-1] & (queued.step[1:] != queued.step[:-1])
    last = np.append(~queued.follows[1:], True)[: len(queued.place)]
    return Journeys(
        came_to_queue=np.bincount(queued.contact, minlength=count),
        answers=np.bincount(queued.contact[queued.answered], minlength=count),
        first_answered_s=answered_s,
        first_team=team,
        escalated=_marked(queued.contact[1:][after_answer], count),
        to_approval=_marked(contact[kind == VisitKind.LEVEL], count),
        in_bot=_marked(contact[(kind == VisitKind.BOT) & running], count),
        first_step=_set(count, queued.contact, queued.step, ~queued.follows),
        last_step=_set(count, queued.contact, queued.step, last),
    )


def _first_answers(logs: Logs, queued: Queued, count: int) -> tuple[Floats, Ints]:
    place, contact = queued.place[queued.answered], queued.contact[queued.answered]
    is_first = np.ones(len(contact), dtype=np.bool_)
    is_first[1:] = contact[1:] != contact[:-1]
    answered_s = np.full(count, np.nan)
    answered_s[contact[is_first]] = floats(logs.visits, "answered_s")[place[is_first]]
    team = np.full(count, -1, dtype=np.int64)
    team[contact[is_first]] = ints(logs.visits, "team")[place[is_first]]
    return answered_s, team


def _set(count: int, contact: Ints, value: Ints, where: Bools) -> Ints:
    values = np.full(count, -1, dtype=np.int64)
    values[contact[where]] = value[where]
    return values


def _marked(contact: Ints, count: int) -> Bools:
    marks = np.zeros(count, dtype=np.bool_)
    marks[contact] = True
    return marks
