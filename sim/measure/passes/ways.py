"""What became of each contact on its way, from its visits in the order in which it joined them."""

from sim.centre.log import VisitKind, VisitOutcome
from sim.compiled import compiled
from sim.measure.passes.rows import I4, Bools, Centre, Visits, Ways, Window
from sim.plan.plan import Ints

CAME, ESCALATED, TO_APPROVAL, IN_BOT, JUST_ANSWERED = (1 << bit for bit in range(5))
"""Marks of a contact: it came to a queue; to another step's queue after an answer; was laid before
an approval level; was in the bot when the play ended; the last queue it came to answered it."""

MARKS = 16
"""Sets of those marks that classes ask for, which leaves out the last one."""


@compiled
def sorted_out(visits: Visits, queued: I4, at_bots: I4, at_levels: I4) -> tuple[int, int, int]:
    """Tell visits to queues with a customer, bots and levels apart; how many each is returned."""
    kinds = visits.kind
    queues = bots = levels = 0
    # Without branches: which kind comes next nobody can guess.
    for visit in range(kinds.size):
        kind = kinds[visit]
        queued[queues] = at_bots[bots] = at_levels[levels] = visit
        queues += kind == VisitKind.QUEUE
        bots += kind == VisitKind.BOT
        levels += kind == VisitKind.LEVEL
    return queues, bots, levels


@compiled
def looked_after(
    visits: Visits, window: Window, at_bots: I4, at_levels: I4, ways: Ways, sessions: Ints
) -> None:
    """Mark who was in a bot when the play ended, and who was laid before an approval level.

    at_bots, at_levels   the visits there
    sessions             [bot] begun in the window
    """
    contacts, outcomes = visits.contact, visits.outcome
    joined, places, marks = visits.joined_s, visits.place, ways.marks
    start_s, end_s = window.start_s, window.end_s
    for visit in at_bots:
        if start_s <= joined[visit] < end_s:
            sessions[places[visit]] += 1
        if outcomes[visit] == VisitOutcome.RUNNING:
            marks[contacts[visit]] |= IN_BOT
    for visit in at_levels:
        marks[contacts[visit]] |= TO_APPROVAL


@compiled
def walked(
    visits: Visits,
    centre: Centre,
    measured: I4,
    needed: Bools,
    queued: I4,
    first_step: int,
    ways: Ways,
    taken: Ints,
) -> None:
    """Follow every contact from queue to queue.

    measured     [contact] -1 if it does not count
    needed       [contact] it counts, or its case does; the others are left out
    queued       visits to queues with a customer
    first_step   node of the first step

    Fills `ways`, and `taken` [from × to] with the ways of measured contacts from step to step.
    """
    contacts, queues, outcomes = visits.contact, visits.queue, visits.outcome
    answered_s, teams, step_of = visits.answered_s, visits.team, centre.step
    marks, answers = ways.marks, ways.answers
    first_answered_s, first_team = ways.answered_s, ways.team
    first_steps, last_steps = ways.first_step, ways.last_step
    for visit in queued:
        contact = contacts[visit]
        if not needed[contact]:
            continue
        step, before = step_of[queues[visit]] + 1, last_steps[contact]
        mark = int(marks[contact])
        if not mark & CAME:
            first_steps[contact] = step
        elif step != before:
            if mark & JUST_ANSWERED:
                mark |= ESCALATED
            if measured[contact] >= 0:
                taken[first_step + before - 1, first_step + step - 1] += 1
        last_steps[contact] = step
        mark = (mark | CAME) & ~JUST_ANSWERED
        if outcomes[visit] == VisitOutcome.ANSWERED:
            mark |= JUST_ANSWERED
            if answers[contact] == 0:
                first_answered_s[contact] = answered_s[visit]
                first_team[contact] = teams[visit] + 1
            answers[contact] += 1
        marks[contact] = mark
