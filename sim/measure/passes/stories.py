"""What became of each case, from its contacts, and the classes of cases."""

from sim.centre.log import ContactOutcome
from sim.compiled import compiled
from sim.measure.passes.counting import CHANNEL, INTERVAL, REASON, SEGMENT
from sim.measure.passes.rows import I4, Bools, Cases, Contacts, Counted, Stories, Ways
from sim.measure.passes.scalars import ticks
from sim.plan.codes import Cause

CLAIMED, SOLVED_FIRST, REPEATED = (1 << bit for bit in range(3))
"""Marks of a case: the centre's records hold it for solved; solved in its first contact; it made
contact again."""

MARKS = 8
"""Sets of marks."""

_LAST = 2**16
"""Above the number of any contact of a case."""


@compiled
def asking(cases: Cases, asks: Bools) -> None:
    """Mark the cases that ask for money, by their number."""
    numbers, asked = cases.case, cases.asked
    for row in range(numbers.size):
        asks[numbers[row]] = asked[row] > 0.0


@compiled
def needed_for(
    cases: Cases, contacts: Contacts, of_case: I4, measured: I4, counts: Bools, needed: Bools
) -> None:
    """Find the contacts that count themselves or whose case does.

    of_case    [case] -1 if it does not count;  measured [contact] likewise
    counts     [number of a case] it does
    needed     [contact]
    """
    numbers, case_of = cases.case, contacts.case
    for row in range(numbers.size):
        counts[numbers[row]] = of_case[row] >= 0
    for contact in range(case_of.size):
        needed[contact] = counts[case_of[contact]] | (measured[contact] >= 0)


@compiled
def told(contacts: Contacts, ways: Ways, needed: Bools, held: Bools, stories: Stories) -> None:
    """Follow every case through its contacts.

    needed   [contact] it counts, or its case does; of the others only the number is looked at
    held     [outcome] the centre's records take it for a solution
    """
    cases, outcomes, causes, numbers = (
        contacts.case,
        contacts.outcome,
        contacts.cause,
        contacts.number,
    )
    approvals, channels, answers = contacts.approvals, contacts.channel, ways.answers
    made, with_agent, marks = stories.contacts, stories.with_agent, stories.marks
    channel_of, last, first = stories.channel, stories.last, stories.first
    # Without branches: what becomes of the next contact nobody can guess.
    for contact in range(cases.size):
        case, outcome, cause = cases[contact], outcomes[contact], causes[contact]
        number, own, is_first = (
            int(numbers[contact]) + 1,
            cause != Cause.CHASE,
            cause == Cause.FIRST,
        )
        last[case] = max(last[case], number * own)
        if not needed[contact]:
            continue
        resolved, answered = outcome == ContactOutcome.RESOLVED, answers[contact] > 0
        made[case] += 1
        with_agent[case] += answered
        channel_of[case] = max(channel_of[case], (channels[contact] + 1) * is_first)
        alone = resolved & (answers[contact] == 1) & (approvals[contact] == 0)
        # Largest for the first contact that an agent answered; odd if that one resolved it alone.
        first[case] = max(first[case], (answered & own) * (2 * (_LAST - number) + alone))
        solved = resolved | (outcome == ContactOutcome.CONTAINED)
        mark = CLAIMED * held[outcome] | SOLVED_FIRST * (is_first & solved)
        marks[case] |= mark | REPEATED * (own & (number > 1))


@compiled
def opened(cases: Cases, stories: Stories, here: I4, rows: Counted) -> None:
    """Find the class of cases, how many contacts they made, and the time to their resolution.

    here   the cases
    """
    numbers, outcomes = cases.case, cases.outcome
    arrived_s, closed_s = cases.arrived_s, cases.closed_s
    made, with_agent, marks = stories.contacts, stories.with_agent, stories.marks
    first = stories.first
    number, of, values = rows.number, rows.of, rows.values
    for row in range(here.size):
        place = here[row]
        case = numbers[place]
        facts = int(outcomes[place]) * 2 + (with_agent[case] > 0)
        facts = facts * 2 + (first[case] & 1)
        of[row] = number[facts * MARKS + marks[case]]
        values[0, row] = made[case]
        values[1, row] = with_agent[case]
        values[2, row] = ticks(closed_s[place] - arrived_s[place])


@compiled
def placed(cases: Cases, stories: Stories, measured: I4, here: I4, codes: I4) -> None:
    """Find the scopes of cases.

    measured   [case] code of the interval it was opened in
    here       the cases
    codes      of `rows.Counted`
    """
    numbers, reasons, segments = cases.case, cases.reason, cases.segment
    channel_of = stories.channel
    for row in range(here.size):
        place = here[row]
        codes[CHANNEL, row] = channel_of[numbers[place]] - 1
        codes[REASON, row] = reasons[place]
        codes[SEGMENT, row] = segments[place]
        codes[INTERVAL, row] = measured[place]
