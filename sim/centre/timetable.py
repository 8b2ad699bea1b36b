"""What is known before a play begins: turns of presence, opening and closing, who drains what.

Both engines put these events into their calendars, in this order.
"""

from collections.abc import Iterator
from math import inf

from sim.centre.order import Kind, key
from sim.plan.codes import AtClose
from sim.plan.plan import Calendar, Supply


def turn_events(supply: Supply) -> Iterator[tuple[float, int]]:
    """Time and key of every turn, in the plan's order.

    The key names the team by its first agent; its turns of one kind are told apart by their part.
    """
    part: dict[tuple[int, Kind], int] = {}
    for turn in supply.turns:
        kind = Kind.COME if turn.count > 0 else Kind.LEAVE
        part[turn.team, kind] = part.get((turn.team, kind), -1) + 1
        who = supply.first_agent[turn.team]
        yield turn.at_s, key(kind, who, part[turn.team, kind] & 0xFF)


def door_events(supply: Supply, calendar: Calendar) -> Iterator[tuple[float, Kind, int, float]]:
    """(time, OPEN or CLOSE, channel, the closing that ends the opening) of every day.

    What opens day and night never closes; only a channel that clears needs its closing told.
    """
    if calendar.always_open:
        return
    hours = zip(calendar.opens_s, calendar.closes_s, strict=True)
    for channel, (opens, closes) in enumerate(hours):
        if is_day_and_night(opens, closes, calendar.day_s):
            continue
        for day in range(calendar.days):
            midnight = day * calendar.day_s
            until = midnight + closes
            yield midnight + opens, Kind.OPEN, channel, until
            if supply.at_close[channel] == AtClose.CLEAR:
                yield until, Kind.CLOSE, channel, until


def first_closings(calendar: Calendar) -> list[float]:
    """[channel] until when it is open before its first opening: never, or always."""
    hours = zip(calendar.opens_s, calendar.closes_s, strict=True)
    return [
        inf if calendar.always_open or is_day_and_night(*each, calendar.day_s) else -inf
        for each in hours
    ]


def is_day_and_night(opens_s: float, closes_s: float, day_s: float) -> bool:
    """Whether hours of the day have no closing."""
    return opens_s == 0.0 and closes_s >= day_s


def falls(supply: Supply, team: int) -> bool:
    """Whether an anonymous headcount of the team ever falls."""
    return any(t.count < 0 and not t.agents for t in supply.turns if t.team == team)


def may_interrupt(supply: Supply) -> list[int]:
    """[channel] how often the work on one contact may be interrupted: 0 where it never yields."""
    pairs = zip(supply.yields, supply.interruptions, strict=True)
    return [most if any(yields) else 0 for yields, most in pairs]


def drains(supply: Supply, team: int) -> tuple[int, ...]:
    """Channels that the team serves and that are served out after their closing."""
    return tuple(
        channel
        for channel, at_close in enumerate(supply.at_close)
        if at_close == AtClose.DRAIN and _serves(supply, team, channel)
    )


def _serves(supply: Supply, team: int, channel: int) -> bool:
    return any(
        queue.channel == channel and any(team == t for teams in queue.teams for t, _ in teams)
        for queue in supply.queues
    )
