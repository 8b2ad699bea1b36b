"""What a figure can be looked at by: everything, a channel, a reason, … an interval of the day.

A scope is written `kind:name` (`channel:voice`, `tier:2`, `interval:09:30`), the whole is `all`.
The scopes of a plan are fixed by the plan alone, so the figures of all its replications line up.
"""

from math import ceil

from sim.durations import format_clock
from sim.errors import UsageError
from sim.plan.plan import Calendar, Plan

KINDS = ("all", "channel", "reason", "segment", "team", "tier", "bot", "queue", "interval")

Scopes = dict[str, tuple[str, ...]]


def scopes(plan: Plan) -> Scopes:
    """The scopes of a plan by kind, in the order of the codes under which rows are summed.

    Queues in which parked cases wait to be finished come last among the plan's and are left out:
    no customer stands in them.
    """
    names = plan.names
    by_name = {
        "channel": names.channels,
        "reason": names.reasons,
        "segment": names.segments,
        "team": names.teams,
        "tier": tuple(str(tier) for tier in tiers(plan)),
        "bot": names.bots,
        "queue": names.queues[: sum(queue.step >= 0 for queue in plan.supply.queues)],
        "interval": tuple(map(format_clock, interval_starts_s(plan.demand.calendar))),
    }
    labels = {kind: tuple(f"{kind}:{name}" for name in by_name[kind]) for kind in by_name}
    return {"all": ("all",), **labels}


def asked_kinds(kinds: tuple[str, ...] | None) -> tuple[str, ...]:
    """The kinds of scope asked for, None all, in the order in which they are declared.

    Raises UsageError if one is not known.
    """
    if kinds is None:
        return KINDS
    for kind in kinds:
        if kind not in KINDS:
            known = ", ".join(KINDS)
            raise UsageError(f'scopes = "{kind}": no such kind of scope; known: {known}')
    return tuple(kind for kind in KINDS if kind in kinds)


def narrow(kind: str) -> bool:
    """Whether a kind of scope tells channels apart.

    Only there has email its own waits: anywhere wider they would drown those of people who hold
    the line.
    """
    return kind in {"channel", "queue"}


def tiers(plan: Plan) -> tuple[int, ...]:
    """The levels of the escalation ladder that some team stands on."""
    return tuple(sorted(set(plan.yardsticks.tier)))


def interval_count(calendar: Calendar) -> int:
    """Intervals in the measured window; the last may be cut short by the window's end."""
    start_s, end_s = calendar.measured_s
    return max(ceil((end_s - start_s) / calendar.interval_s), 1)


def interval_starts_s(calendar: Calendar) -> tuple[float, ...]:
    """Starts of the measured intervals: since midnight, or since the play began without nights."""
    origin_s = calendar.measured_s[0] if calendar.always_open else 0.0
    return tuple(
        origin_s + number * calendar.interval_s for number in range(interval_count(calendar))
    )
