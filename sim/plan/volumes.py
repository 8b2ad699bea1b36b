"""How many cases begin, and when: every stated form becomes cases a day and a shape."""

from itertools import accumulate

from sim.plan.calendar import DAY_S, open_hours
from sim.plan.plan import Volume
from sim.scenario.reasons import Reason
from sim.scenario.reasons import Volume as Stated
from sim.scenario.scenario import Centre


def volume(centre: Centre, reason: Reason) -> Volume:
    """The volume of one reason on one day of the calendar."""
    stated = reason.volume
    opens, closes = open_hours(centre)
    edges, cumulated = _shape(stated, opens, closes)
    contacts = _contacts(centre, stated)
    if contacts is None:
        cases = _per_day(centre, stated.cases_per_day, stated.cases_per_hour)
        return Volume(cases, edges, cumulated, stated.busyness, float("nan"))
    return Volume(contacts * stated.first_contacts, edges, cumulated, stated.busyness, contacts)


def _contacts(centre: Centre, stated: Stated) -> float | None:
    if stated.contacts_per_day is None and stated.contacts_per_hour is None:
        return None
    return _per_day(centre, stated.contacts_per_day, stated.contacts_per_hour)


def _per_day(centre: Centre, per_day: float | None, per_hour: float | None) -> float:
    opens, closes = open_hours(centre)
    if per_hour is not None:
        return per_hour * (closes - opens) / 3600.0
    if centre.horizon is not None:
        return (per_day or 0.0) * centre.horizon.lasts / DAY_S
    return per_day or 0.0


def _shape(
    stated: Stated, opens: float, closes: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    if stated.shape is None:
        return (opens, closes), (0.0, 1.0)
    profile = stated.shape
    edges = (*profile.starts_s, profile.starts_s[-1] + profile.step_s)
    total = sum(profile.values)
    cumulated = (0.0, *(part / total for part in accumulate(profile.values)))
    return edges, (*cumulated[:-1], 1.0)
