"""From a plan to the arrays that the compiled engine is given, made once for a plan."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import inf
from threading import Lock
from typing import Any

import numpy as np

from sim.centre.kernel.addresses import words
from sim.centre.kernel.calling import address_of
from sim.centre.kernel.given import (
    CHASED,
    FINISHED,
    SERVE,
    STEP_SLOTS,
    Bots,
    Crew,
    Doors,
    Given,
    Levels,
    Memory,
    Own,
    Queues,
    Returns,
    Slots,
    Timetable,
)
from sim.centre.kernel.lean import fits
from sim.centre.order import key
from sim.centre.timetable import (
    door_events,
    drains,
    falls,
    first_closings,
    is_day_and_night,
    may_interrupt,
    turn_events,
)
from sim.plan.codes import Above, AtClose, SlotKind
from sim.plan.plan import Calendar as Hours
from sim.plan.plan import Demand, Plan, Slot, Supply

_KEPT = 64
"""So many plans keep their arrays: a comparison plays a few in turn, thousands of times."""

_lock = Lock()
_kept: "OrderedDict[int, tuple[Plan, Given, object]]" = OrderedDict()


def given(plan: Plan) -> Given:
    """The arrays of a plan, kept for the next replication of the same plan."""
    with _lock:
        known = _kept.pop(id(plan), None)
    # The plan is held with its arrays, so nobody else can have its id meanwhile.
    if known is None:
        own, code = _own(plan)
        known = (plan, _given(plan, own), code)
    with _lock:
        _kept[id(plan)] = known
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return known[1]


def _own(plan: Plan) -> tuple[Own, object]:
    """The rules' addresses, and what must be kept so that their code stays there."""
    if plan.own is None:
        return Own(0, 0, 0, np.zeros((1, 1)), np.zeros(1, np.int32)), None
    code = {name: address_of(name, rule) for name, rule in plan.own.policy.rules.items()}
    at = {name: address for name, (address, _) in code.items()}
    return Own(
        score=at.get("score", 0),
        admit=at.get("admit", 0),
        to_bot=at.get("to_bot", 0),
        mean_work_s=_table(plan.own.mean_work_s, 0.0, "f8"),
        tier=_array(plan.own.tier, "i4"),
    ), code


def _given(plan: Plan, own: Own) -> Given:
    supply, demand, names = plan.supply, plan.demand, plan.names
    calendar, channels, teams = demand.calendar, len(names.channels), len(names.teams)
    clears = _array([one == AtClose.CLEAR for one in supply.at_close], "?")
    timetable = _timetable(supply, calendar)
    queues = _queues(supply, len(names.reasons), clears)
    made = Given(
        slots=_slots(demand, plan),
        queues=queues,
        crew=_crew(supply, channels),
        bots=_bots(supply, calendar.day_s),
        levels=Levels(
            _array(supply.ladder, "i2"),
            _array(supply.level_limit, "f8"),
            _array(supply.level_refuses, "f8"),
            _array(supply.level_pays, "f8"),
        ),
        returns=_returns(supply, demand, channels),
        doors=_doors(supply, calendar),
        timetable=timetable,
        own=own,
        memory=Memory(
            _array(supply.memory.known, "f8"),
            np.array(supply.memory.recall, dtype=np.float64),
        ),
        line_of=_table(supply.line_of, 0, "i4"),
        line_growth=_array([line.growth for line in supply.lines], "f8"),
        line_shared=_array([line.shared for line in supply.lines], "?"),
        line_beside=_array([line.beside for line in supply.lines], "?"),
        route_length=_array([len(route) for route in supply.route], "i2"),
        route=_table(supply.route, -1, "i2"),
        queue_of=_table(supply.queue_of, -1, "i2"),
        base=_table(supply.base, 0.0, "f8"),
        head_start_s=_array(supply.head_start_s, "f8"),
        channels=channels,
        teams=teams,
        agents=sum(supply.agents),
        lines=len(supply.lines),
        turns=timetable.time.size,
        robots=len(names.bots),
        rungs=len(names.levels),
        first_chase_set=len(demand.firsts) + len(demand.laters),
        parts=int(np.diff(queues.list_first).max(initial=1)),
        held=supply.held,
        moves=float(supply.moves),
        moves_to=supply.moves_to,
        always_open=calendar.always_open,
        day_s=float(calendar.day_s),
        end_s=float(calendar.end_s),
        open_from_s=float(supply.open_from_s),
        open_to_s=float(supply.open_to_s),
        any_shared=bool(queues.shared.any()),
        any_clears=bool(clears.any()) and not calendar.always_open,
        straight=supply.straight,
        any_announces=any(above < inf for above in supply.balks_above),
        any_beside=any(supply.beside_chats),
        any_fills=any(supply.fills_first),
        most_interruptions=max(may_interrupt(supply), default=0),
        remembers=supply.memory.remembers,
        may_be_lean=False,
        words=np.zeros(0, np.int64),
    )
    made = made._replace(may_be_lean=fits(made))
    return made._replace(words=words(made))


def _array(values: Iterable[float], dtype: str) -> Any:
    return np.array(list(values), dtype=dtype)


def _table(rows: Sequence[Sequence[float]], empty: float, dtype: str) -> Any:
    """[row × widest] with `empty` behind shorter rows; never without a column."""
    width = max((len(row) for row in rows), default=0)
    table = np.full((len(rows), max(width, 1)), empty, dtype=dtype)
    for number, row in enumerate(rows):
        table[number, : len(row)] = row
    return table


def _starts(parts: Iterable[Sequence[object]]) -> Any:
    return _array([0, *accumulate(len(part) for part in parts)], "i4")


def _slots(demand: Demand, plan: Plan) -> Slots:
    """Slots with what addresses them: the dictionaries of `reference.places` as arrays."""
    channels, teams = len(plan.names.channels), len(plan.names.teams)
    reasons, bots, levels = (
        len(plan.names.reasons),
        len(plan.names.bots),
        len(plan.names.levels),
    )
    steps = max((len(route) for route in plan.supply.route), default=0)
    width = bots + steps * (levels + STEP_SLOTS)
    sets = demand.slot_sets
    slots = [slot for one in sets for slot in one.slots]
    first = _starts([one.slots for one in sets])
    work_of = np.full((len(slots), channels, teams), -1, dtype=np.int32)
    patience_of = np.full((len(slots), channels), -1, dtype=np.int32)
    at = np.full((len(sets), reasons, max(width, 1)), -1, dtype=np.int32)
    for number, slot in enumerate(slots):
        for j, (channel, team) in enumerate(slot.pairs):
            work_of[number, channel, team] = slot.work_at + j
        for j, (channel, _) in enumerate(slot.patience):
            patience_of[number, channel] = slot.patience_at + j
    for index, one in enumerate(sets):
        for position, slot in enumerate(one.slots):
            at[index, slot.reason, _address(slot, bots, levels)] = first[index] + position
    return Slots(
        first=first,
        place=_array([slot.place for slot in slots], "i2"),
        by_team=_array([bool(slot.pairs) for slot in slots], "?"),
        work_at=_array([slot.work_at for slot in slots], "i4"),
        marks_at=_array([slot.marks_at for slot in slots], "i4"),
        work_of=work_of,
        patience_of=patience_of,
        at=at,
    )


def _address(slot: Slot, bots: int, levels: int) -> int:
    """Where a slot stands among those of its reason, whether the others exist or not."""
    if slot.kind == SlotKind.BOT:
        return slot.index
    within = {
        SlotKind.SERVE: SERVE,
        SlotKind.LEVEL: SERVE + 1 + slot.index,
        SlotKind.FINISH: levels + FINISHED,
        SlotKind.CHASE: levels + CHASED,
    }[slot.kind]
    return bots + slot.place * (levels + STEP_SLOTS) + within


def _queues(supply: Supply, reasons: int, clears: Any) -> Queues:
    lists = [queue.teams[reason] for queue in supply.queues for reason in range(reasons)]
    alone = [((team, 0.0),) for team in range(len(supply.agents))]
    entries = [entry for one in (*lists, *alone) for entry in one]
    channel = [queue.channel for queue in supply.queues]
    return Queues(
        channel=_array(channel, "i1"),
        line=_array([queue.line for queue in supply.queues], "i2"),
        growth=_array([queue.growth for queue in supply.queues], "f8"),
        limit=_array([queue.limit for queue in supply.queues], "i8"),
        give_up_is_event=_array([queue.give_up_is_event for queue in supply.queues], "?"),
        shared=_array([one >= 0 and supply.shared[one] for one in channel], "?"),
        clears=_array([one >= 0 and clears[one] for one in channel], "?"),
        balks_above=_array([supply.balks_above[one] if one >= 0 else inf for one in channel], "f8"),
        announced_s=_array([supply.announced_s[one] if one >= 0 else 0.0 for one in channel], "f8"),
        mean_work_s=_table(supply.mean_work_s, 0.0, "f8"),
        beside=_array([supply.lines[queue.line].beside for queue in supply.queues], "?"),
        teams=_array(range(len(lists)), "i4").reshape(len(supply.queues), reasons),
        alone=_array(range(len(lists), len(lists) + len(alone)), "i4"),
        list_first=_starts([*lists, *alone]),
        team=_array([team for team, _ in entries], "i2"),
        after_s=_array([after for _, after in entries], "f8"),
    )


def _crew(supply: Supply, channels: int) -> Crew:
    teams = range(len(supply.agents))
    named = {turn.team for turn in supply.turns if turn.agents}
    return Crew(
        first_agent=_array(supply.first_agent, "i4"),
        agents=_array(supply.agents, "i4"),
        chats_at_once=_array(supply.chats_at_once, "i2"),
        wrap_up_s=_array(supply.wrap_up_s, "f8"),
        falls=_array([falls(supply, team) for team in teams], "?"),
        anonymous=_array([team not in named for team in teams], "?"),
        authority=_array(supply.authority, "f8"),
        pays=_array(supply.pays, "f8"),
        escalates_claims=_array([above == Above.ESCALATE for above in supply.above], "?"),
        finishing_queue=_array(supply.finishing_queue, "i2"),
        resolves=_table(supply.resolves, 0.0, "f8"),
        escalates=_table(supply.escalates, 0.0, "f8"),
        drains=np.array(
            [[channel in drains(supply, team) for channel in range(channels)] for team in teams],
            dtype=np.bool_,
        ).reshape(len(teams), channels),
        chat_rate=_table(supply.chat_rate, 1.0, "f8"),
        fills_first=_array(supply.fills_first, "?"),
        beside_chats=_array(supply.beside_chats, "?"),
        talk_factor=_array(supply.skills.talk_factor, "f8"),
        resolves_factor=_array(supply.skills.resolves_factor, "f8"),
    )


def _bots(supply: Supply, day_s: float) -> Bots:
    hours = zip(supply.bot_opens_s, supply.bot_closes_s, strict=True)
    return Bots(
        met=_table(supply.bot_for, -1, "i2"),
        segments=_table(supply.bot_segments, 0, "?"),
        takes=_table(supply.takes, 0.0, "f8"),
        emotional_takes=_array(supply.emotional_takes, "f8"),
        contains=_table(supply.contains, 0.0, "f8"),
        truly=_table(supply.truly, 0.0, "f8"),
        leaves=_array(supply.leaves, "f8"),
        pays=_array(supply.bot_pays, "f8"),
        opens_s=_array(supply.bot_opens_s, "f8"),
        closes_s=_array(supply.bot_closes_s, "f8"),
        day_and_night=_array([is_day_and_night(*each, day_s) for each in hours], "?"),
        capacity=_array(supply.bot_capacity, "i4"),
    )


def _returns(supply: Supply, demand: Demand, channels: int) -> Returns:
    none = (inf,) * channels
    return Returns(
        share=_array(supply.share, "f8"),
        same_channel=_array(supply.same_channel, "f8"),
        skips_bot=_array(supply.skips_bot, "f8"),
        becomes=_array(supply.becomes, "i2"),
        own_mix=_array([mix is not None for mix in supply.cause_mix], "?"),
        mix=_table([none if mix is None else mix for mix in supply.cause_mix], inf, "f8"),
        delay=_array(demand.delay_column, "i2"),
    )


def _doors(supply: Supply, calendar: Hours) -> Doors:
    return Doors(
        deferred=_array(supply.deferred, "?"),
        opens_s=_array(calendar.opens_s, "f8"),
        first_closing_s=_array(first_closings(calendar), "f8"),
        mix=_table(supply.mix, inf, "f8"),
        may_interrupt=_array(may_interrupt(supply), "i2"),
        yields=_table(supply.yields, 0, "?"),
    )


def _timetable(supply: Supply, calendar: Hours) -> Timetable:
    """Turns and openings in the order in which the reference makes them, and sorted."""
    made = [(at, order, note) for note, (at, order) in enumerate(turn_events(supply))]
    closing: list[float] = []
    for at, kind, channel, until in door_events(supply, calendar):
        made.append((at, key(kind, channel), len(closing)))
        closing.append(until)
    order = sorted(range(len(made)), key=lambda i: made[i][:2])
    place = {number: row for row, number in enumerate(order)}
    people = [turn.agents for turn in supply.turns]
    return Timetable(
        time=_array([made[i][0] for i in order], "f8"),
        key=_array([made[i][1] for i in order], "i8"),
        note=_array([made[i][2] for i in order], "i4"),
        made=_array([place[i] for i in range(len(made))], "i4"),
        closing_s=_array(closing, "f8"),
        turn_team=_array([turn.team for turn in supply.turns], "i2"),
        turn_count=_array([turn.count for turn in supply.turns], "i4"),
        people_first=_starts(people),
        people=_array([agent for one in people for agent in one], "i4"),
    )
