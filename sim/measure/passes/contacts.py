"""Contacts: where they ended, their claims, what was paid on them, and which way they went."""

from math import isnan

from sim.centre.log import ContactOutcome
from sim.compiled import compiled
from sim.measure.classes import LATE, ON_TIME
from sim.measure.passes.counting import BOT, CHANNEL, INTERVAL, REASON, SEGMENT, TEAM, TIER
from sim.measure.passes.rows import (
    I1,
    I4,
    Bools,
    Centre,
    Clocks,
    Contacts,
    Counted,
    Stories,
    Ways,
    Window,
)
from sim.measure.passes.scalars import interval_at, millionths, ticks
from sim.measure.passes.ways import CAME, MARKS, TO_APPROVAL
from sim.plan.codes import Cause
from sim.plan.plan import Floats, Ints

_OUTCOMES = len(ContactOutcome)


@compiled
def in_window(at_s: Floats, window: Window, measured: I4, here: I4) -> int:
    """Find the rows whose time lies in the measured window, its end left out.

    measured  [row] code of the interval, -1 outside
    here      the rows inside; how many is returned
    """
    start_s, end_s = window.start_s, window.end_s
    interval_s, intervals = window.interval_s, window.intervals
    count = 0
    for row in range(at_s.size):
        inside = (start_s <= at_s[row]) & (at_s[row] < end_s)
        interval = interval_at(at_s[row] - start_s, interval_s, intervals)
        measured[row] = interval if inside else -1
        here[count] = row
        count += inside
    return count


@compiled
def placed(
    contacts: Contacts, centre: Centre, teams: I4, measured: I4, here: I4, codes: I4
) -> None:
    """Find the scopes of contacts.

    teams      [row] the team that stands for it, -1 none
    measured   [contact] code of an interval
    here       the contacts
    codes      of `rows.Counted`
    """
    channels, reasons, segments = contacts.channel, contacts.reason, contacts.segment
    bots, tier_of = contacts.bot, centre.tier
    for row in range(here.size):
        contact = here[row]
        codes[CHANNEL, row] = channels[contact]
        codes[REASON, row] = reasons[contact]
        codes[SEGMENT, row] = segments[contact]
        codes[TEAM, row] = teams[row]
        codes[TIER, row] = tier_of[teams[row]]
        codes[BOT, row] = bots[contact]
        codes[INTERVAL, row] = measured[contact]


@compiled
def contacted(
    contacts: Contacts, ways: Ways, centre: Centre, here: I4, clock: I1, rows: Counted, teams: I4
) -> None:
    """Find the class of contacts, their way to an agent, and the team that first answered them.

    here    the contacts
    clock   [row] what its answer clock has come to
    """
    channels, outcomes, arrived_s = contacts.channel, contacts.outcome, contacts.arrived_s
    bots, causes, repeated = contacts.bot, contacts.cause, contacts.repeated
    marks, answers, answered_s, answered_by = ways.marks, ways.answers, ways.answered_s, ways.team
    live_of = centre.live
    number, of, values = rows.number, rows.of, rows.values
    for row in range(here.size):
        contact = here[row]
        answered = answers[contact] > 0
        facts = live_of[channels[contact]] * _OUTCOMES + outcomes[contact]
        facts = facts * 2 + (bots[contact] >= 0)
        facts = facts * 2 + answered
        facts = facts * 2 + (causes[contact] != Cause.FIRST)
        facts = facts * 2 + (repeated[contact] > 0)
        facts = (facts * 3 + clock[row]) * MARKS + (marks[contact] & (MARKS - 1))
        of[row] = number[facts]
        to_agent_s = answered_s[contact] - arrived_s[contact]
        values[0, row] = ticks(to_agent_s) * answered
        teams[row] = answered_by[contact] - 1


@compiled
def under_clock(contacts: Contacts, ways: Ways, clocks: Clocks, here: I4, rows: I4) -> int:
    """Find the rows of contacts under an answer clock; how many is returned."""
    channels, marks, within = contacts.channel, ways.marks, clocks.within
    count = 0
    for row in range(here.size):
        contact = here[row]
        rows[count] = row
        count += (within[channels[contact]] >= 0) & ((marks[contact] & CAME) != 0)
    return count


@compiled
def clocked(
    contacts: Contacts,
    ways: Ways,
    clocks: Clocks,
    window: Window,
    ended_s: float,
    here: I4,
    rows: I4,
    clock: I1,
) -> None:
    """Read the answer clocks of contacts, counted in opening hours or as time passes.

    here    the contacts;  rows of those under a clock
    clock   [row] what has come of it
    """
    channels, outcomes, arrived_s = contacts.channel, contacts.outcome, contacts.arrived_s
    answers, answered_s = ways.answers, ways.answered_s
    within, stops, opens_s, hours_s = clocks.within, clocks.stops, clocks.opens_s, clocks.hours_s
    day_s, start_s = clocks.day_s, window.start_s
    for row in rows:
        contact = here[row]
        channel = channels[contact]
        answered = answers[contact] > 0 and not isnan(answered_s[contact])
        from_s = arrived_s[contact]
        to_s = answered_s[contact] if answered else ended_s
        shown_s = to_s - from_s
        if stops[channel]:
            shown_s = open_before(to_s - start_s, opens_s[channel], hours_s[channel], day_s)
            shown_s -= open_before(from_s - start_s, opens_s[channel], hours_s[channel], day_s)
        if ticks(shown_s) > within[channel]:
            clock[row] = LATE
        elif answered:
            clock[row] = ON_TIME
        elif outcomes[contact] != ContactOutcome.OPEN:
            # A contact still unanswered says nothing yet while its clock runs.
            clock[row] = LATE


@compiled
def open_before(since_s: float, opens_s: float, hours_s: float, day_s: float) -> float:
    """Opening hours of a channel from the measured day's midnight to a time, in seconds."""
    days, clock_s = divmod(since_s, day_s)
    return days * hours_s + min(max(clock_s - opens_s, 0.0), hours_s)


@compiled
def claimed(contacts: Contacts, asks: Bools, here: I4, rows: Counted, found: I4, teams: I4) -> int:
    """Find the contacts whose claim was granted or refused; how many is returned.

    asks    [number of a case] it asks for money
    here    the contacts to look at
    found   those found;  teams [row] who decided
    """
    outcomes, cases, approvals = contacts.outcome, contacts.case, contacts.approvals
    decided_by, paid = contacts.team, contacts.paid
    number, of, values = rows.number, rows.of, rows.values
    count = 0
    for contact in here:
        granted = outcomes[contact] == ContactOutcome.RESOLVED
        refused = outcomes[contact] == ContactOutcome.REFUSED
        found[count], teams[count] = contact, decided_by[contact]
        of[count] = number[granted * 2 + (approvals[contact] == 0)]
        values[0, count] = millionths(paid[contact])
        count += (granted | refused) & asks[cases[contact]]
    return count


@compiled
def paid_out(
    contacts: Contacts, window: Window, rows: Counted, found: I4, teams: I4, measured: I4
) -> int:
    """Find the contacts that ended in the window with money conceded; how many is returned.

    found      those found;  teams [row] who decided
    measured   [contact] code of the interval it ended in, of those found
    """
    decided_by, paid, closed_s = contacts.team, contacts.paid, contacts.closed_s
    start_s, end_s = window.start_s, window.end_s
    interval_s, intervals = window.interval_s, window.intervals
    of, values = rows.of, rows.values
    count = 0
    for contact in range(paid.size):
        at_s = closed_s[contact]
        found[count] = contact
        count += (paid[contact] > 0.0) & (start_s <= at_s) & (at_s < end_s)
    for row in range(count):
        contact = found[row]
        teams[row], of[row] = decided_by[contact], 0
        values[0, row] = millionths(paid[contact])
        measured[contact] = interval_at(closed_s[contact] - start_s, interval_s, intervals)
    return count


@compiled
def flowed(
    contacts: Contacts,
    ways: Ways,
    stories: Stories,
    here: I4,
    nodes: tuple[int, int, int, int, int],
    end_of: Ints,
    taken: Ints,
) -> None:
    """Count the edges that contacts took, those from step to step left out.

    here     the contacts
    nodes    of the first bot, the first step, approval, "back again", and of what is thrown away
    end_of   [outcome] node
    taken    [from × to]

    Each goes from its source over the bot, the steps whose queues it came to and the approval
    ladder, as far as it met them, to its end; from there to "back again" if its case made contact
    once more, chases left out.
    """
    first_bot, first_step, approval, again, nowhere = nodes
    bots, causes, outcomes = contacts.bot, contacts.cause, contacts.outcome
    cases, numbers, last = contacts.case, contacts.number, stories.last
    marks, first_steps, last_steps = ways.marks, ways.first_step, ways.last_step
    # Without branches: an edge not taken leads nowhere.
    for contact in here:
        cause = causes[contact]
        chases = cause == Cause.CHASE
        at = (cause != Cause.FIRST) + 1 * chases
        met, bot = bots[contact] >= 0, first_bot + int(bots[contact])
        taken[at, bot if met else nowhere] += 1
        at = bot if met else at
        came = first_steps[contact] > 0
        taken[at, first_step + first_steps[contact] - 1 if came else nowhere] += 1
        at = first_step + last_steps[contact] - 1 if last_steps[contact] > 0 else at
        climbed = marks[contact] & TO_APPROVAL != 0
        taken[at, approval if climbed else nowhere] += 1
        at = approval if climbed else at
        end = end_of[outcomes[contact]]
        taken[at, end] += 1
        returns = not chases and numbers[contact] + 1 < last[cases[contact]]
        taken[end, again if returns else nowhere] += 1
