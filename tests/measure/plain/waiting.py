"""How long queues were, inside the measured window, and who still waited at its end."""

import numpy as np

from plain.columns import floats, ints, looked_up, ticks
from plain.journeys import Queued
from plain.stretches import Stretches, covered, merged, since_window, window_edges
from plain.views import Sums, View, live_channels
from plain.visits import visit_codes
from sim.centre.log import Logs
from sim.plan.plan import Ints, Plan


def queue_sums(logs: Logs, plan: Plan, queued: Queued) -> Sums:
    """Ticks waited inside the window, and its opening hours: all live channels, and each."""
    edges = window_edges(plan)
    channel, waits = _waits(logs, plan, queued)
    live = live_channels(plan)[channel]
    by_interval = covered(Stretches(waits.start[live], waits.end[live]), edges)
    whole = edges[[0, -1]]
    by_channel = [
        covered(Stretches(waits.start[here], waits.end[here]), whole)[0]
        for here in (channel == number for number in range(len(plan.names.channels)))
    ]
    return {
        "queue_s": {
            "all": np.array([by_interval.sum()]),
            "channel": np.array(by_channel, dtype=np.int64),
            "interval": by_interval,
        },
        "open_s": _opening(plan, edges),
    }


def backlog_view(logs: Logs, plan: Plan, queued: Queued) -> View:
    """Visits waiting at the window's end in queues where nobody holds the line."""
    channel, waits = _waits(logs, plan, queued)
    end = window_edges(plan)[-1]
    waiting = ~live_channels(plan)[channel] & (waits.start < end) & (waits.end >= end)
    place = np.flatnonzero(waiting)
    codes = visit_codes(logs, plan, queued.place[place], queued.contact[place])
    return View(len(place), codes, np.zeros(len(place), dtype=np.bool_))


def _waits(logs: Logs, plan: Plan, queued: Queued) -> tuple[Ints, Stretches]:
    """Channel of every visit to a queue, and when it waited, to the play's end if it must."""
    joined_s, answered_s, ended_s = (
        floats(logs.visits, name)[queued.place] for name in ("joined_s", "answered_s", "ended_s")
    )
    until_s = np.where(np.isnan(answered_s), ended_s, answered_s)
    queue = ints(logs.visits, "queue")[queued.place]
    channel = looked_up([queue.channel for queue in plan.supply.queues], queue)
    never_s = logs.ended_s
    return channel, Stretches(
        since_window(plan, joined_s, never_s), since_window(plan, until_s, never_s)
    )


def _opening(plan: Plan, edges: Ints) -> dict[str, Ints]:
    """Opening hours inside the window: of any live channel, of each; an interval's own length."""
    channels = range(len(plan.names.channels))
    live = [channel for channel in channels if live_channels(plan)[channel]]
    return {
        "all": np.array([_open_time(plan, live, edges)]),
        "channel": np.array([_open_time(plan, [channel], edges) for channel in channels]),
        "interval": np.diff(edges),
    }


def _open_time(plan: Plan, channels: list[int], edges: Ints) -> int:
    """Ticks of the window in which at least one of these channels is open."""
    calendar = plan.demand.calendar
    if calendar.always_open:
        return int(edges[-1]) if channels else 0
    midnight = np.arange(0, int(edges[-1]), int(ticks(calendar.day_s)))[:, np.newaxis]
    opens = midnight + ticks(calendar.opens_s)[channels]
    closes = midnight + ticks(calendar.closes_s)[channels]
    hours = Stretches(opens.ravel(), closes.ravel())
    _, union = merged(np.zeros(opens.size, dtype=np.int64), hours)
    return int(covered(union, edges).sum())
