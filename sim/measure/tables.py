"""What a plan says to the passes, worked out once for all replications of it."""

import weakref
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.centre.log import ContactOutcome, frozen
from sim.measure.classes import EVERYWHERE, FORMULAS, HELD_FOR_SOLVED, classes
from sim.measure.flows import AGAIN, APPROVAL, ENDS, SOURCES, nodes
from sim.measure.parts import KINDS_OF_VIEW
from sim.measure.passes.rows import Bools, Centre, Clocks, Window
from sim.measure.passes.scalars import clipped, millionths, ticks
from sim.measure.scopes import interval_count, scopes, tiers
from sim.measure.sheet import (
    ONE,
    PERCENTS,
    QUANTILES,
    RANKED,
    ROW,
    ROWS,
    Figures,
    Layout,
    Places,
    figures,
    layout,
    places,
)
from sim.measure.units import PER_UNIT
from sim.measure.waits import HISTOGRAM, WAIT_EDGES_S
from sim.plan.plan import Floats, Ints, Plan, Queue, Supply

FULL_TIME_HOURS = 8.0
"""Paid hours of a full-time agent on each day of the window."""


@dataclass(frozen=True, eq=False)
class Staff:
    """Of teams and bots.

    members              [tier × team] 1 for the teams of a tier
    turn_keys, turn_steps scheduled changes of presence: team and time in one number, and who goes
    shrinkage, cost_per_hour  [team]
    per_session, per_window   [bot] prices in millionths
    """

    members: Ints
    turn_keys: Ints
    turn_steps: Ints
    shrinkage: Floats
    cost_per_hour: Floats
    per_session: Ints
    per_window: Ints


@dataclass(frozen=True, eq=False)
class Picture:
    """Of the picture of where contacts went.

    names    of its nodes
    nodes    of the first bot, the first step, approval, "back again", and one after the last
    end_of   [outcome of a contact] node
    """

    names: tuple[str, ...]
    nodes: tuple[int, int, int, int, int]
    end_of: Ints


@dataclass(frozen=True, eq=False)
class Tables:
    """Everything the passes need beside the logs.

    kinds      view → the kinds of scope asked for that it has, by number
    ranked     kinds of scope in which waits are ranked, by number; `all` comes first
    ranks      [class of visits] in which scopes their waits are ranked
    binned     [class of visits] row of the histogram of waits; one after the last for the others
    template   a sheet [row × place] that holds what the plan alone says
    edges      [interval + 1] of the intervals, in ticks since the window began
    bins       upper edges of the histogram of waits, in ticks
    held       [outcome of a contact] the centre's records take it for a solution
    """

    layout: Layout
    places: Places
    figures: Figures
    window: Window
    edges: Ints
    centre: Centre
    clocks: Clocks
    staff: Staff
    picture: Picture
    kinds: dict[str, Ints]
    ranked: Ints
    ranks: NDArray[np.int8]
    binned: Ints
    template: Ints
    bins: Ints
    held: Bools
    percents: Ints


_MADE: dict[int, tuple["weakref.ref[Plan]", dict[tuple[str, ...], Tables]]] = {}


def tables(plan: Plan, kinds: tuple[str, ...]) -> Tables:
    """The tables of a plan for some kinds of scope, made when they are first asked for."""
    # By identity: to compare or to hash all of a plan takes longer than to measure a small play.
    number = id(plan)
    if number not in _MADE:
        _MADE[number] = (weakref.ref(plan, lambda _: _MADE.pop(number, None)), {})
    by_kinds = _MADE[number][1]
    if kinds not in by_kinds:
        by_kinds[kinds] = _made(plan, kinds)
    return by_kinds[kinds]


def _made(plan: Plan, kinds: tuple[str, ...]) -> Tables:
    sizes = tuple((kind, len(labels)) for kind, labels in scopes(plan).items())
    where = places(sizes, kinds)
    window = _window(plan)
    return Tables(
        layout=layout(plan, kinds),
        places=where,
        figures=figures(where, kinds, _is_priced(plan)),
        window=window,
        edges=_edges(window),
        centre=_centre(plan),
        clocks=_clocks(plan),
        staff=_staff(plan, window),
        picture=_picture(plan),
        kinds={view: _ints(where.numbers(some)) for view, some in KINDS_OF_VIEW.items()},
        ranked=_ints(where.numbers(tuple(kind for kpi in QUANTILES for kind in kpi.scopes))),
        ranks=classes("visits").taken_for(RANKED),
        binned=_binned(),
        template=_template(plan, where, window),
        bins=_ints([ticks(edge) for edge in WAIT_EDGES_S]),
        held=frozen([outcome in HELD_FOR_SOLVED for outcome in ContactOutcome], np.bool_),
        percents=_ints(PERCENTS),
    )


def _ints(values: ArrayLike) -> Ints:
    return frozen(values, np.int64)


def _binned() -> Ints:
    takes = [classes("visits").taken_for(part) == EVERYWHERE for part in HISTOGRAM]
    return _ints(np.select(takes, range(len(takes)), len(takes)))


def _window(plan: Plan) -> Window:
    calendar = plan.demand.calendar
    start_s, end_s = calendar.measured_s
    length = ticks(end_s - start_s)
    return Window(
        start_s=float(start_s),
        end_s=float(end_s),
        start=ticks(start_s),
        length=length,
        interval_s=float(calendar.interval_s),
        intervals=interval_count(calendar),
        bits=length.bit_length(),
    )


def _edges(window: Window) -> Ints:
    """[interval + 1] edges of the intervals, in ticks since the window began."""
    starts = (ticks(number * window.interval_s) for number in range(window.intervals))
    return _ints([*(min(start, window.length) for start in starts), window.length])


def _centre(plan: Plan) -> Centre:
    supply, targets = plan.supply, plan.yardsticks.targets
    reasons = range(len(plan.names.reasons))
    numbers = {formula: number for number, formula in enumerate(FORMULAS, start=1)}
    tier = {level: code for code, level in enumerate(tiers(plan))}
    yields = any(map(any, supply.yields))
    several = [yields or chats > 1 for chats in supply.chats_at_once]
    return Centre(
        channel=_ints([*(queue.channel for queue in supply.queues), -1]),
        step=_ints([*(queue.step for queue in supply.queues), -1]),
        first_team=_ints(
            [
                [next(iter(queue.teams[reason]), (-1, 0.0))[0] for reason in reasons]
                for queue in supply.queues
            ]
        ),
        shared=frozen([*(_overlaps(supply, queue) for queue in supply.queues), False], np.bool_),
        tier=_ints([*(tier[level] for level in plan.yardsticks.tier), -1]),
        several=frozen([*several, False], np.bool_),
        live=_ints([*(not deferred for deferred in supply.deferred), True]),
        formula=_ints([*(numbers[target.formula] if target else 0 for target in targets), 0]),
        within=_ints([*(ticks(target.within_s) if target else -1 for target in targets), -1]),
        short=_ints([*(ticks(target.short_abandon_s) if target else 0 for target in targets), 0]),
    )


def _overlaps(supply: Supply, queue: Queue) -> bool:
    """Whether a visit to a queue may be in hand while another of its agent's is.

    Whatever its agent does before taking it up again lies inside the talk that was laid aside.
    """
    line = supply.lines[queue.line]
    return line.shared or line.beside or any(map(any, supply.yields))


def _clocks(plan: Plan) -> Clocks:
    calendar, clocks = plan.demand.calendar, plan.yardsticks.clocks
    opens_s, closes_s = np.array(calendar.opens_s), np.array(calendar.closes_s)
    stops = [clock is not None and clock.in_opening_hours for clock in clocks]
    return Clocks(
        within=_ints([ticks(clock.within_s) if clock else -1 for clock in clocks]),
        stops=frozen([stop and not calendar.always_open for stop in stops], np.bool_),
        opens_s=frozen(opens_s, np.float64),
        hours_s=frozen(closes_s - opens_s, np.float64),
        day_s=calendar.day_s,
    )


def _staff(plan: Plan, window: Window) -> Staff:
    yardsticks, length = plan.yardsticks, window.length
    turns = [
        ((turn.team << window.bits) + clipped(ticks(turn.at_s) - window.start, length), -turn.count)
        for turn in plan.supply.turns
    ]
    prices = zip(yardsticks.cost_per_session, yardsticks.cost_per_day, strict=True)
    per_bot = [(millionths(session), millionths(day * _days(window))) for session, day in prices]
    return Staff(
        members=_ints([[level == tier for tier in yardsticks.tier] for level in tiers(plan)]),
        turn_keys=_ints([at for at, _ in turns]),
        turn_steps=_ints([by for _, by in turns]),
        shrinkage=frozen(yardsticks.shrinkage, np.float64),
        cost_per_hour=frozen(yardsticks.cost_per_paid_hour, np.float64),
        per_session=_ints([session for session, _ in per_bot]),
        per_window=_ints([day for _, day in per_bot]),
    )


def _picture(plan: Plan) -> Picture:
    names = nodes(plan)
    first_bot = len(SOURCES)
    first_step = first_bot + len(plan.names.bots)
    return Picture(
        names=names,
        nodes=(first_bot, first_step, names.index(APPROVAL), names.index(AGAIN), len(names)),
        end_of=_ints([names.index(ENDS[outcome]) for outcome in ContactOutcome]),
    )


def _template(plan: Plan, where: Places, window: Window) -> Ints:
    sheet = np.zeros((ROWS, where.count), dtype=np.int64)
    sheet[ONE] = 1
    channels = range(len(plan.names.channels))
    live = [channel for channel in channels if not plan.supply.deferred[channel]]
    full_time = round(FULL_TIME_HOURS * _days(window) * PER_UNIT["h"])
    said: dict[tuple[str, str], ArrayLike] = {
        ("open_s", "all"): _open_time(plan, live, window),
        ("open_s", "channel"): [_open_time(plan, [channel], window) for channel in channels],
        ("open_s", "interval"): np.diff(_edges(window)),
        ("interval_hours", "interval"): np.diff(_edges(window)),
        **{("fte_hours", kind): full_time for kind in KINDS_OF_VIEW["paid"]},
    }
    for (part, kind), values in said.items():
        if kind in where.of:
            sheet[ROW[part], where.of[kind]] = values
    sheet.flags.writeable = False
    return sheet


def _open_time(plan: Plan, channels: list[int], window: Window) -> int:
    """Ticks of the window in which at least one of these channels is open."""
    calendar, length = plan.demand.calendar, window.length
    if calendar.always_open:
        return length if channels else 0
    hours = sorted(
        (midnight + ticks(calendar.opens_s[channel]), midnight + ticks(calendar.closes_s[channel]))
        for midnight in range(0, length, ticks(calendar.day_s))
        for channel in channels
    )
    total = reach = 0
    for opens, closes in hours:
        start, end = max(opens, reach), min(closes, length)
        total += max(end - start, 0)
        reach = max(reach, end)
    return total


def _days(window: Window) -> float:
    """Length of the measured window in days."""
    return (window.end_s - window.start_s) / 86400.0


def _is_priced(plan: Plan) -> bool:
    """Whether the scenario states anything that costs: wages, prices of bots, or claims."""
    prices = plan.yardsticks
    stated = (*prices.cost_per_paid_hour, *prices.cost_per_session, *prices.cost_per_day)
    return any(stated) or any(claim is not None for claim in plan.demand.claim)
