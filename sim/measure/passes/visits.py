"""Visits to queues: their classes, waits, handle times and scopes."""

from math import isnan

from sim.centre.log import VisitOutcome
from sim.compiled import compiled
from sim.measure.classes import VISIT_FACTS
from sim.measure.passes.counting import CHANNEL, INTERVAL, QUEUE, REASON, SEGMENT, TEAM, TIER
from sim.measure.passes.rows import I4, Centre, Contacts, Counted, Visits
from sim.measure.passes.scalars import ticks

_OUTCOMES = VISIT_FACTS["outcome"]


@compiled
def measured_of(visits: Visits, measured: I4, queued: I4, here: I4) -> int:
    """Find the visits of measured contacts; how many is returned."""
    contacts = visits.contact
    count = 0
    for visit in queued:
        here[count] = visit
        count += measured[contacts[visit]] >= 0
    return count


@compiled
def visited(visits: Visits, centre: Centre, here: I4, rows: Counted) -> None:
    """Find the class of visits to queues, their wait and their handle time.

    here   the visits
    """
    joined, answered, ended = visits.joined_s, visits.answered_s, visits.ended_s
    outcomes, queues, lain = visits.outcome, visits.queue, visits.interrupted_s
    channel_of, live_of, formula_of = centre.channel, centre.live, centre.formula
    within, short = centre.within, centre.short
    number, of, values = rows.number, rows.of, rows.values
    for row in range(here.size):
        visit = here[row]
        outcome, channel = int(outcomes[visit]), channel_of[queues[visit]]
        is_answered = outcome == VisitOutcome.ANSWERED
        until_s = answered[visit] if is_answered else ended[visit]
        wait = ticks(until_s - joined[visit])
        facts = (formula_of[channel] * 2 + live_of[channel]) * _OUTCOMES + outcome
        facts = facts * 2 + (wait <= within[channel])
        facts = facts * 2 + (wait == 0)
        facts = facts * 2 + (wait < short[channel])
        facts = facts * 2 + (not isnan(ended[visit]))
        of[row] = number[facts]
        values[0, row] = wait
        values[1, row] = ticks(ended[visit] - answered[visit]) - ticks(lain[visit])


@compiled
def placed(
    visits: Visits, contacts: Contacts, centre: Centre, measured: I4, here: I4, codes: I4
) -> None:
    """Find the scopes of visits to queues.

    A visit nobody served counts for the first team in its queue's order of preference, so that
    the teams add up to the whole.

    measured   [contact] code of the interval it arrived in, -1 if it does not count
    here       the visits
    codes      of `rows.Counted`
    """
    of_contact, queues, served_by = visits.contact, visits.queue, visits.team
    reasons, segments = contacts.reason, contacts.segment
    channel_of, first_team, tier_of = centre.channel, centre.first_team, centre.tier
    for row in range(here.size):
        visit = here[row]
        contact, queue, team = of_contact[visit], queues[visit], int(served_by[visit])
        reason = reasons[contact]
        if team < 0:
            team = first_team[queue, reason]
        codes[CHANNEL, row] = channel_of[queue]
        codes[REASON, row] = reason
        codes[SEGMENT, row] = segments[contact]
        codes[TEAM, row] = team
        codes[TIER, row] = tier_of[team]
        codes[QUEUE, row] = queue
        codes[INTERVAL, row] = measured[contact]
