"""Days, opening hours and the measured window."""

from sim.plan.plan import Calendar
from sim.scenario.scenario import Centre

DAY_S = 86400.0
_INFINITY = float("inf")


def calendar(centre: Centre, channels: tuple[str, ...]) -> Calendar:
    """The calendar of a scenario: like days in a row, or one long stretch."""
    if centre.horizon is not None:
        lasts = centre.horizon.lasts
        return Calendar(
            days=1,
            first_day=0,
            day_s=lasts,
            opens_s=(0.0,) * len(channels),
            closes_s=(_INFINITY,) * len(channels),
            always_open=True,
            measured_s=(centre.horizon.warm_up, lasts),
            end_s=_INFINITY,
            interval_s=centre.horizon.interval,
        )
    day = centre.day
    if day is None:
        raise ValueError("a scenario has a day or a horizon")
    days = day.lead_in + 1 + day.follow_days
    of = centre.channels
    return Calendar(
        days=days,
        first_day=-day.lead_in,
        day_s=DAY_S,
        opens_s=tuple(_either(of[name].opens, day.opens) for name in channels),
        closes_s=tuple(_either(of[name].closes, day.closes) for name in channels),
        always_open=False,
        measured_s=(day.lead_in * DAY_S, (day.lead_in + 1) * DAY_S),
        end_s=days * DAY_S,
        interval_s=day.interval,
    )


def open_hours(centre: Centre) -> tuple[float, float]:
    """Opening and closing of the day itself, in seconds since midnight."""
    if centre.day is not None:
        return centre.day.opens, centre.day.closes
    return 0.0, centre.horizon.lasts if centre.horizon is not None else DAY_S


def _either(stated: float | None, default: float) -> float:
    return default if stated is None else stated
