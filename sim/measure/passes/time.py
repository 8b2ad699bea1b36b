"""Time inside the measured window: agents on the queues and at work, customers waiting."""

from math import isnan

import numpy as np

from sim.compiled import compiled
from sim.measure.passes.rows import I4, Centre, Spells, Visits, Window
from sim.measure.passes.scalars import MARGIN_S, clipped, millionths, ticks
from sim.measure.units import PER_UNIT
from sim.plan.plan import Floats, Ints

_TICKS_PER_H = PER_UNIT["h"]


@compiled
def spread(starts: Ints, ends: Ints, edges: Ints, into: Ints) -> None:
    """Add stretches of time to the intervals they lie in.

    starts, ends   inside the window, in ticks since it began
    edges          [interval + 1] of the intervals
    """
    guess = (edges.size - 1) / edges[-1]
    for stretch in range(starts.size):
        start, end = starts[stretch], ends[stretch]
        if start >= end:
            continue
        # A first guess as if all intervals were equally long; the last may be cut short.
        at = min(int(start * guess), edges.size - 2)
        while edges[at] > start:
            at -= 1
        while edges[at + 1] <= start:
            at += 1
        while edges[at + 1] < end:
            into[at] += edges[at + 1] - start
            start = edges[at + 1]
            at += 1
        into[at] += end - start


@compiled
def waiting(visits: Visits, window: Window, ended_s: float, queued: I4, here: I4) -> int:
    """Find the visits to queues that may have waited inside the window; how many is returned.

    ended_s   the play's end
    queued    visits to queues with a customer
    """
    joined, answered, ended = visits.joined_s, visits.answered_s, visits.ended_s
    early_s, late_s = window.start_s - MARGIN_S, window.end_s + MARGIN_S
    count = 0
    for visit in queued:
        from_s = joined[visit]
        to_s = ended[visit] if isnan(answered[visit]) else answered[visit]
        to_s = ended_s if isnan(to_s) else to_s
        here[count] = visit
        count += (from_s != to_s) & (from_s <= late_s) & (to_s >= early_s)
    return count


@compiled
def waited(
    visits: Visits,
    centre: Centre,
    window: Window,
    ended_s: float,
    here: I4,
    by_channel: Ints,
    starts: Ints,
    ends: Ints,
    backlog: I4,
) -> int:
    """Add up the ticks waited inside the window, by channel.

    here           the visits
    starts, ends   [row] of the waits on live channels, inside the window
    backlog        visits waiting at its end in queues where nobody holds the line; how many is
                   returned
    """
    joined, answered, ended, queues = (
        visits.joined_s,
        visits.answered_s,
        visits.ended_s,
        visits.queue,
    )
    channel_of, live_of = centre.channel, centre.live
    count = 0
    for row in range(here.size):
        visit = here[row]
        channel = channel_of[queues[visit]]
        to_s = ended[visit] if isnan(answered[visit]) else answered[visit]
        to_s = ended_s if isnan(to_s) else to_s
        start, end = ticks(joined[visit]) - window.start, ticks(to_s) - window.start
        backlog[count] = visit
        count += (live_of[channel] == 0) & (start < window.length) & (end >= window.length)
        start, end = clipped(start, window.length), clipped(end, window.length)
        by_channel[channel] += end - start
        starts[row], ends[row] = start, end if live_of[channel] else start
    return count


@compiled
def working(visits: Visits, window: Window, here: I4) -> int:
    """Find the visits that may have been in an agent's hand inside the window.

    How many is returned.
    """
    agents, answered, ended = visits.agent, visits.answered_s, visits.ended_s
    early_s, late_s = window.start_s - MARGIN_S, window.end_s + MARGIN_S
    count = 0
    for visit in range(agents.size):
        here[count] = visit
        # What has not ended goes on to the play's end; what was not answered is in no hand.
        over = ended[visit] < early_s
        count += (agents[visit] >= 0) & (answered[visit] <= late_s) & (not over)
    return count


@compiled
def worked(
    visits: Visits,
    centre: Centre,
    window: Window,
    ended_s: float,
    here: I4,
    by_team: Ints,
    starts: Ints,
    ends: Ints,
    team_of: Ints,
    from_key: Ints,
    to_key: Ints,
) -> int:
    """Add up the ticks of work inside the window, by team, for who has only one visit in hand.

    here           the visits
    starts, ends   [row] of this work, inside the window
    team_of        [agent] of those who may have several visits in hand
    from_key, to_key   their visits, as agent and time in one number; how many is returned
    """
    agents, teams, queues = visits.agent, visits.team, visits.queue
    answered, ended = visits.answered_s, visits.ended_s
    several, shared = centre.several, centre.shared
    count = 0
    for row in range(here.size):
        visit = here[row]
        agent, team = int(agents[visit]), teams[visit]
        to_s = ended_s if isnan(ended[visit]) else ended[visit]
        start = clipped(ticks(answered[visit]) - window.start, window.length)
        end = clipped(ticks(to_s) - window.start, window.length)
        if several[team] and shared[queues[visit]]:
            if start < end:
                team_of[agent] = team
                from_key[count] = (agent << window.bits) + start
                to_key[count] = (agent << window.bits) + end
                count += 1
            end = start
        by_team[team] += end - start
        starts[row], ends[row] = start, end
    return count


@compiled
def merged(
    from_key: Ints,
    to_key: Ints,
    window: Window,
    team_of: Ints,
    by_team: Ints,
    starts: Ints,
    ends: Ints,
) -> int:
    """Add up the time in which agents had at least one of several visits in hand.

    from_key, to_key   agent and time in one number, each in rising order
    starts, ends       the stretches found; how many is returned
    """
    first = count = 0
    for last in range(from_key.size):
        # Sorted apart, begins and ends still tell where a stretch of work is over: where as many
        # have ended as had begun before the next begins. No stretch runs from agent to agent.
        if last + 1 < from_key.size and from_key[last + 1] <= to_key[last]:
            continue
        agent = from_key[first] >> window.bits
        start = from_key[first] - (agent << window.bits)
        end = to_key[last] - (agent << window.bits)
        by_team[team_of[agent]] += end - start
        starts[count], ends[count] = start, end
        count += 1
        first = last + 1
    return count


@compiled
def present(
    spells: Spells,
    window: Window,
    ended_s: float,
    by_team: Ints,
    starts: Ints,
    ends: Ints,
    keys: Ints,
    steps: Ints,
) -> None:
    """Add up the ticks on the queues inside the window, by team; tell when agents come and leave.

    starts, ends   [spell] inside the window
    keys, steps    [2 × spell] team and time in one number; 1 for who comes, -1 for who leaves
    """
    teams, from_s, to_s = spells.team, spells.from_s, spells.to_s
    for spell in range(teams.size):
        team = int(teams[spell])
        came_s = ended_s if isnan(from_s[spell]) else from_s[spell]
        left_s = ended_s if isnan(to_s[spell]) else to_s[spell]
        start = clipped(ticks(came_s) - window.start, window.length)
        end = clipped(ticks(left_s) - window.start, window.length)
        by_team[team] += end - start
        starts[spell], ends[spell] = start, end
        keys[2 * spell], steps[2 * spell] = (team << window.bits) + start, 1
        keys[2 * spell + 1], steps[2 * spell + 1] = (team << window.bits) + end, -1


@compiled
def beyond(keys: Ints, steps: Ints, order: Ints, window: Window, by_team: Ints) -> None:
    """Add up the ticks of agents present beyond the headcount scheduled.

    keys    team and time in one number; `order` makes them rise
    steps   who comes and goes; who is scheduled to, with the sign reversed
    """
    team, surplus, before = -1, 0, 0
    for event in order:
        of = keys[event] >> window.bits
        if of != team:
            team, surplus = of, 0
        elif surplus > 0:
            by_team[team] += surplus * (keys[event] - before)
        surplus += steps[event]
        before = keys[event]


@compiled
def priced(
    on_queues: Ints, shrinkage: Floats, cost_per_hour: Floats, paid: Ints, cost: Ints
) -> None:
    """Paid ticks and their cost in millionths, by team, from ticks on the queues."""
    for team in range(paid.size):
        ticks_paid = np.rint(on_queues[team] / (1.0 - shrinkage[team]))
        paid[team] = int(ticks_paid)
        cost[team] = millionths(ticks_paid / _TICKS_PER_H * cost_per_hour[team])
