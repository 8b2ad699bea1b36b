"""The part of the plan that a play reads beside the tape."""

from itertools import accumulate

from sim.plan.calendar import open_hours
from sim.plan.codes import Above, AtClose, Cause
from sim.plan.demand import cumulated
from sim.plan.handle import mean_work
from sim.plan.memory import memory
from sim.plan.people import skills
from sim.plan.plan import Calendar, Demand, Line, Names, Queue, Supply
from sim.plan.presence import headcount, turns
from sim.plan.reach import met_on, return_rows
from sim.scenario.occurring import is_live, kind_of, occurring, serving, share_of
from sim.scenario.returns import Return
from sim.scenario.scenario import Centre
from sim.scenario.teams import Team

_AT_CLOSE = {"drain": AtClose.DRAIN, "clear": AtClose.CLEAR, "carry over": AtClose.CARRY_OVER}


def queue_pairs(centre: Centre) -> list[tuple[str, str]]:
    """(step, channel) of every queue, sorted."""
    found = {
        (step, channel)
        for reason, channels in occurring(centre).items()
        for step in centre.reasons[reason].route
        for channel in channels
        if serving(centre, step, reason, channel)
    }
    return sorted(found)


def supply(
    centre: Centre, names: Names, drawn: Demand, *, split: bool = False, noticed: bool = False
) -> Supply:
    """The supply of a scenario, whose demand is known.

    split     every channel, reason and segment has its own line
    noticed   somebody may notice the moment of any give-up
    """
    agents = [headcount(centre.teams[name]) for name in names.teams]
    first_agent = [0, *accumulate(agents)][:-1]
    teams = [centre.teams[name] for name in names.teams]
    bots = [centre.bots[name] for name in names.bots]
    levels = [centre.approval.levels[name] for name in names.levels]
    calendar = drawn.calendar
    queues, lines = _queues(centre, names, calendar, split=split, noticed=noticed)
    rows = return_rows(centre)
    outside = centre.day.outside_hours if centre.day is not None else None
    shares = [rows[cause].share if cause in rows else 0.0 for cause in Cause]
    shares[Cause.CLOSED_OUT] = outside.tries_again if outside is not None else 0.0
    moves_to = outside.to if outside is not None and outside.moves > 0.0 else None
    opens, closes = open_hours(centre)
    return Supply(
        first_agent=tuple(first_agent),
        agents=tuple(agents),
        turns=tuple(turns(centre, names, calendar, first_agent)),
        queues=queues,
        lines=lines,
        line_of=tuple(
            tuple(
                reason * len(names.segments) + segment if split else 0
                for segment in range(len(names.segments))
            )
            for reason in range(len(names.reasons))
        ),
        queue_of=_queue_of(names, queues),
        finishing_queue=tuple(
            next((q for q, name in enumerate(names.queues) if name == f"{team}/finishing"), -1)
            for team in names.teams
        ),
        route=tuple(
            tuple(names.steps.index(step) for step in centre.reasons[name].route)
            for name in names.reasons
        ),
        chats_at_once=tuple(team.chats_at_once for team in teams),
        chat_rate=tuple(_rates(team.chat_speed, team.chats_at_once) for team in teams),
        wrap_up_s=tuple(team.wrap_up for team in teams),
        resolves=tuple(
            tuple(share_of(team.resolves, reason, 1.0) for reason in names.reasons)
            for team in teams
        ),
        escalates=tuple(
            tuple(share_of(team.escalates, reason, 1.0) for reason in names.reasons)
            for team in teams
        ),
        authority=tuple(team.authority for team in teams),
        pays=tuple(team.pays for team in teams),
        above=tuple(
            Above.ESCALATE if team.above_authority == "escalate" else Above.APPROVAL
            for team in teams
        ),
        base=tuple(
            tuple(
                centre.reasons[reason].urgency * centre.segments[segment].value
                for segment in names.segments
            )
            for reason in names.reasons
        ),
        head_start_s=tuple(centre.segments[name].head_start for name in names.segments),
        bot_for=tuple(
            tuple(
                names.bots.index(met[channel]) if channel in met else -1
                for channel in names.channels
            )
            for met in (met_on(centre, reason) for reason in names.reasons)
        ),
        bot_segments=tuple(
            tuple(bot.segments is None or name in bot.segments for name in names.segments)
            for bot in bots
        ),
        takes=tuple(tuple(share_of(bot.takes, r) for r in names.reasons) for bot in bots),
        emotional_takes=tuple(bot.emotional_takes for bot in bots),
        contains=tuple(
            tuple(_of_staying(share_of(bot.contains, r), bot.leaves) for r in names.reasons)
            for bot in bots
        ),
        truly=tuple(
            tuple(share_of(bot.truly_solves, r, 1.0) for r in names.reasons) for bot in bots
        ),
        leaves=tuple(bot.leaves for bot in bots),
        bot_pays=tuple(bot.pays for bot in bots),
        bot_opens_s=tuple(bot.opens for bot in bots),
        bot_closes_s=tuple(bot.closes for bot in bots),
        ladder=tuple(sorted(range(len(levels)), key=lambda i: (levels[i].limit, i))),
        level_limit=tuple(level.limit for level in levels),
        level_refuses=tuple(level.refuses for level in levels),
        level_pays=tuple(level.pays for level in levels),
        held=centre.approval.meanwhile == "held",
        open_from_s=opens,
        open_to_s=float("inf") if calendar.always_open else closes,
        share=tuple(shares),
        same_channel=tuple(_same_channel(rows, cause) for cause in Cause),
        skips_bot=tuple(rows[cause].skips_bot if cause in rows else 0.0 for cause in Cause),
        becomes=tuple(
            names.reasons.index(rows[cause].becomes or "")
            if cause in rows and rows[cause].becomes
            else -1
            for cause in Cause
        ),
        mix=tuple(_mix(names, centre.reasons[name].mix) for name in names.reasons),
        cause_mix=tuple(
            _mix(names, rows[cause].mix or {}) if cause in rows and rows[cause].mix else None
            for cause in Cause
        ),
        moves=outside.moves if outside is not None and moves_to else 0.0,
        moves_to=names.channels.index(moves_to) if moves_to else -1,
        at_close=tuple(_at_close(centre, name) for name in names.channels),
        deferred=tuple(not is_live(centre, name) for name in names.channels),
        shared=tuple(kind_of(centre, name) == "chat" for name in names.channels),
        fills_first=tuple(team.chats_go_to == "fill first" for team in teams),
        beside_chats=tuple(_is_beside_chats(team) for team in teams),
        yields=tuple(
            tuple(other in centre.channels[name].yields_to for other in names.channels)
            for name in names.channels
        ),
        bot_capacity=tuple(bot.capacity or 0 for bot in bots),
        straight=centre.approval.climbs == "straight",
        balks_above=tuple(
            told.balks_above if (told := centre.channels[name].announces) else float("inf")
            for name in names.channels
        ),
        announced_s=tuple(
            told.shortest if (told := centre.channels[name].announces) else 0.0
            for name in names.channels
        ),
        mean_work_s=tuple(
            tuple(
                _announced_work(centre, names, drawn, queue, reason)
                for reason in range(len(names.reasons))
            )
            for queue in queues
        ),
        interruptions=tuple(centre.channels[name].interruptions for name in names.channels),
        skills=skills(teams, agents),
        memory=memory(centre, names.bots),
    )


def _announced_work(
    centre: Centre, names: Names, drawn: Demand, queue: Queue, reason: int
) -> float:
    """What a contact ahead is taken to need, where waits are announced."""
    if queue.channel < 0 or centre.channels[names.channels[queue.channel]].announces is None:
        return 0.0
    wrap_up = [centre.teams[name].wrap_up for name in names.teams]
    return mean_work(drawn, wrap_up, queue, reason)


def _is_beside_chats(team: Team) -> bool:
    return team.takes_calls == "beside chats"


def _of_staying(contains: float, leaves: float) -> float:
    """Share contained of those who do not leave, so that the stated shares hold for all."""
    return min(contains / (1.0 - leaves), 1.0) if leaves < 1.0 else 0.0


def _rates(speed: list[float], at_once: int) -> tuple[float, ...]:
    """Progress with k chats, k from 0: one entry more than can be in hand."""
    return (1.0, *(speed[min(k, len(speed)) - 1] for k in range(1, at_once + 1)))


def _mix(names: Names, mix: dict[str, float]) -> tuple[float, ...]:
    return cumulated([mix.get(name, 0.0) for name in names.channels])


def _same_channel(rows: dict[Cause, Return], cause: Cause) -> float:
    """The stated share; without one, and with neither a mix nor a new reason, the channel stays."""
    row = rows.get(cause)
    if row is None:
        return 1.0
    if row.same_channel is not None:
        return row.same_channel
    return 0.0 if row.mix or row.becomes else 1.0


def _at_close(centre: Centre, channel: str) -> AtClose:
    default = "drain" if is_live(centre, channel) else "carry over"
    return _AT_CLOSE[centre.channels[channel].at_close or default]


def _growth(centre: Centre, channel: str) -> float:
    """Score per second of waiting; a planner states it per minute."""
    stated = centre.channels[channel].growth
    if stated is None:
        stated = 1.0 if is_live(centre, channel) else 0.0
    return stated / 60.0


def _queues(
    centre: Centre, names: Names, calendar: Calendar, *, split: bool, noticed: bool
) -> tuple[tuple[Queue, ...], tuple[Line, ...]]:
    beside = any(map(_is_beside_chats, centre.teams.values()))
    waiting = [
        (
            _growth(centre, channel),
            kind_of(centre, channel) == "chat",
            beside and kind_of(centre, channel) == "voice",
            names.channels.index(channel) if split else -1,
        )
        for _, channel in queue_pairs(centre)
    ]
    finishing = [name for name in names.queues if name.endswith("/finishing")]
    alone = (0.0, False, False, -1)
    kinds = sorted({*waiting, *(alone for _ in finishing)})
    width = len(names.reasons) * len(names.segments) if split else 1
    queues = [
        Queue(
            step=names.steps.index(step),
            channel=names.channels.index(channel),
            teams=tuple(_teams(centre, names, step, channel, reason) for reason in names.reasons),
            growth=kind[0],
            line=kinds.index(kind) * width,
            limit=-1 if (limit := centre.channels[channel].limit) is None else limit,
            give_up_is_event=noticed or _is_noticed(centre, calendar, channel),
        )
        for (step, channel), kind in zip(queue_pairs(centre), waiting, strict=True)
    ]
    for name in finishing:
        team = names.teams.index(name.removesuffix("/finishing"))
        own = tuple(((team, 0.0),) for _ in names.reasons)
        line = kinds.index(alone) * width
        queues.append(Queue(-1, -1, own, 0.0, line, -1, give_up_is_event=False))
    return tuple(queues), tuple(Line(*kind[:3]) for kind in kinds for _ in range(width))


def _is_noticed(centre: Centre, calendar: Calendar, channel: str) -> bool:
    """Whether somebody could notice when a customer gives up: a redial, a full queue, who comes
    and hears of the wait, a closing.
    """
    return (
        not calendar.always_open
        or centre.returns.if_abandoned is not None
        or centre.channels[channel].limit is not None
        or centre.channels[channel].announces is not None
    )


def _teams(
    centre: Centre, names: Names, step: str, channel: str, reason: str
) -> tuple[tuple[int, float], ...]:
    after = centre.steps[step].overflow_after if step in centre.steps else {}
    return tuple(
        (names.teams.index(team), after.get(team, 0.0))
        for team in serving(centre, step, reason, channel)
    )


def _queue_of(names: Names, queues: tuple[Queue, ...]) -> tuple[tuple[int, ...], ...]:
    table = [[-1] * len(names.channels) for _ in names.steps]
    for index, queue in enumerate(queues):
        if queue.step >= 0:
            table[queue.step][queue.channel] = index
    return tuple(map(tuple, table))
