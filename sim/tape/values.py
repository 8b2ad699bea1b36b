"""The marks, times and patience of every row: one pass over the cases.

On a lean tape a coin that has fallen tells which later values nobody will look at: whoever the bot
surely ends needs no agent, a case that nobody could fail at the first step never comes to the
second, without a claim there is no ladder, and a contact after which nobody would come back has
none after it. All of it holds for whatever the play does, and errs on the side of drawing.
"""

from typing import NamedTuple

import numpy as np

from sim.block import columns, untouched
from sim.compiled import compiled, part
from sim.plan.codes import Cause, SlotKind
from sim.plan.flat import (
    ANY,
    CHANNEL,
    HARDNESS,
    KNOWS,
    MOVES,
    RETURN_DELAY,
    SAME_CHANNEL,
    SKIPS_BOT,
    Flat,
    Table,
    bit,
)
from sim.plan.reads import UNKNOWN, Flags
from sim.tape.arrivals import Arrivals
from sim.tape.laws import (
    FREE,
    Address,
    Bend,
    Source,
    first_above,
    linked,
    mark_of,
    spread,
    two_marks,
)
from sim.tape.rows import Cases, Rows
from sim.tape.scalars import ndtri
from sim.tape.streams import Keys, whole
from sim.tape.tape import Floats, Ints
from sim.tape.wanted import Wanted, asked_of_rows

_BOT, _SERVE, _CHASE = int(SlotKind.BOT), int(SlotKind.SERVE), int(SlotKind.CHASE)
_CAUSES = len(Cause)

# Causes as masks: why a contact could be followed by another.
_FIRST = 1 << Cause.FIRST
_UNRESOLVED, _REFUSED = 1 << Cause.UNRESOLVED, 1 << Cause.REFUSED
_FALSELY, _LEFT_IN_BOT = 1 << Cause.FALSELY_CONTAINED, 1 << Cause.LEFT_IN_BOT
_ABANDONED, _CLOSED_OUT = 1 << Cause.ABANDONED, 1 << Cause.CLOSED_OUT
_TURNED_AWAY = (1 << Cause.BLOCKED) | (1 << Cause.CLEARED)

# How a session could end, as masks: the laws of a bot's slot.
_CONTAINED, _PASSED_ON, _LEFT = map(bit, range(3))
_PASSED_ON_AT = 1
_LAST_BIT = 62


class Values(NamedTuple):
    """The columns that are filled in here; `return_delay_s` is flat."""

    hardness: Floats
    channel_u: Floats
    same_u: Floats
    moves_u: Floats
    skips_u: Floats
    knows_u: Floats
    return_delay_s: Floats
    work_s: Floats
    patience_s: Floats
    marks_u: Floats


class Tables(NamedTuple):
    """The tables of `plan.flat` and `tape.wanted` that values are drawn by."""

    sets: Table
    slots: Table
    coins: Table
    causes: Table
    of_case: Ints
    patience_factor: Floats
    emotion_factor: Floats
    opens_s: Floats
    closes_s: Floats
    mix: Floats
    picks: Flags
    meets: Ints
    surely: Flags
    plain: Table


class Whole(NamedTuple):
    """The one row of `flat.WHOLE`, at hand."""

    lean: bool
    hardness: bool
    chases: int
    moves: bool
    moves_to: int
    closes: int
    knows: bool
    day_s: float
    delays: int
    delays_end: int
    delay_columns: int


class Of(NamedTuple):
    """A case: the reason it began with, its segment, claim, hardness, patience and emotion."""

    reason: int
    segment: int
    amount: float
    hardness_z: float
    patience_factor: float
    talk_factor: float


class May(NamedTuple):
    """What a contact may be.

    since      mask of the causes for which it may be made
    channels   mask of those on which it may come; `channel` the only one, below 0 if not known
    reasons    mask of those with which it may come; `reason` the only one, below 0 if not known
    """

    since: int
    channels: int
    channel: int
    reasons: int
    reason: int


def filled(
    flat: Flat, want: Wanted, keys: Keys, came: Arrivals, cases: Cases, rows: Rows, totals: Ints
) -> Values:
    """Everything that is looked at; 0 where nothing is, without memory for what is never drawn."""
    count, works, patiences, marks = (int(totals[kind]) for kind in (0, 2, 3, 4))
    asked = asked_of_rows(want)
    sizes = {
        "hardness": (came.arrived_s.size if want.hardness else 0, True),
        "channel_u": (count, asked[CHANNEL]),
        "same_u": (count, asked[SAME_CHANNEL]),
        "moves_u": (count, asked[MOVES]),
        "skips_u": (count, asked[SKIPS_BOT]),
        "knows_u": (count, asked[KNOWS]),
        "return_delay_s": (count * int(flat.whole["delay_columns"][0]), True),
        "work_s": (works, True),
        "patience_s": (patiences, True),
        "marks_u": (marks, bool(want.coins["is_drawn"].any())),
    }
    drawn = columns(((size * is_drawn, "f8") for size, is_drawn in sizes.values()), zeros=True)
    values = Values(
        *(
            column if is_drawn else untouched(size)
            for column, (size, is_drawn) in zip(drawn, sizes.values(), strict=True)
        )
    )
    tables = Tables(
        flat.sets,
        want.slots,
        want.coins,
        want.causes,
        flat.of_case,
        flat.patience_factor,
        flat.emotion_factor,
        flat.opens_s,
        flat.closes_s,
        want.mix,
        want.channel,
        want.meets,
        want.surely,
        want.plain,
    )
    source = Source(flat.units, flat.values, keys)
    seen = np.zeros((keys.shape[1], flat.reasons.size), dtype=np.int64)
    _fill(_whole(want.whole), tables, source, came, seen, cases, rows, values)
    return values


def _whole(table: Table) -> Whole:
    row = dict(zip(table.dtype.names or (), table[0].tolist(), strict=True))
    return Whole(
        lean=row["is_lean"],
        chases=2 * row["reasons"],
        **{name: row[name] for name in Whole._fields if name not in ("lean", "chases")},
    )


@compiled
def _fill(  # noqa: C901  (a tape read from top to bottom)
    w: Whole,
    t: Tables,
    source: Source,
    came: Arrivals,
    seen: Ints,
    cases: Cases,
    rows: Rows,
    v: Values,
) -> None:
    """One case after another, and of each one row after another. seen [day × reason] zeros.

    stop       contacts from here on are out of reach, and so are the chases of those
    is_chase   of a chase nothing is looked at but its times
    """
    for case in range(came.reason.size):
        reason, day = whole(came.reason[case]), whole(came.day[case])
        k = whole(seen[day, reason])
        seen[day, reason] = k + 1
        z = 0.0
        if w.hardness:
            v.hardness[case] = mark_of(source, t.of_case[HARDNESS, reason], Address(day, k, 0))
            z = ndtri(v.hardness[case])
        segment = whole(cases.segment[case])
        feels = t.emotion_factor[reason] if cases.emotional[case] else 1.0
        of = Of(reason, segment, cases.amount[case], z, t.patience_factor[segment], feels)
        if t.plain[reason]["slot"] >= 0:
            _talk(t, source, rows, v, of, Address(day, k, 0), whole(cases.first_row[case]))
            continue
        may = _anything(w, reason)
        first = whole(cases.first_row[case])
        last = stop = first + whole(cases.rows[case])
        end = whole(cases.first_row[case + 1]) if case + 1 < came.day.size else rows.case.size
        for row in range(first, end):
            at = Address(day, k, whole(rows.number[row]))
            if first + at.contact >= stop:
                continue
            is_chase = w.lean and rows.slot_set[row] >= w.chases
            if not is_chase:
                may = _door(w, t, source, v, of, at, may, row)
            after, handed_s = _route(w, t, source, rows, v, of, at, may, row, is_chase)
            if w.lean:
                if row + 1 >= last:  # the last contact, or a chase
                    continue
                if at.contact == 0:
                    arrived_s = came.arrived_s[case]
                    after = _in_hours(w, t, may, day, arrived_s, arrived_s + handed_s, after)
                may = _following(t, may, after, rows.return_u[row])
                if may.since == 0:
                    stop = row + 1
                    continue
            if w.delay_columns:
                _delays(w, t, source, v, of, at, row)


@part
def _talk(t: Tables, source: Source, rows: Rows, v: Values, of: Of, at: Address, row: int) -> None:
    """The only talk of a plain case."""
    slot, channels = whole(t.plain[of.reason]["slot"]), t.plain[of.reason]["channels"]
    of_work, of_patience = _marks_of_times(t, source, at, slot)
    _times(t, source, rows, v, of, slot, channels, channels, row, of_work, of_patience)


@part
def _anything(w: Whole, reason: int) -> May:
    """What a first contact may be before its door is known."""
    if w.lean:
        return May(_FIRST, ANY, UNKNOWN, 1 << min(reason, _LAST_BIT), reason)
    return May(_FIRST, ANY, UNKNOWN, ANY, UNKNOWN)


@part
def _door(
    w: Whole, t: Tables, source: Source, v: Values, of: Of, at: Address, may: May, row: int
) -> May:
    """The marks of a row, and on which channels it may come."""
    picks = same = skips = moves = True
    if w.lean:
        moves = w.moves
        picks, same, skips = t.picks[of.reason], False, False
        if at.contact > 0:
            picks, same, skips = _asks_again(t, may.since)
    u = 0.0
    if picks:
        u = mark_of(source, t.of_case[CHANNEL, of.reason], at)
        v.channel_u[row] = u
    if same:
        v.same_u[row] = mark_of(source, t.of_case[SAME_CHANNEL, of.reason], at)
    if moves:
        v.moves_u[row] = mark_of(source, t.of_case[MOVES, of.reason], at)
    if w.knows:
        v.knows_u[row] = mark_of(source, t.of_case[KNOWS, of.reason], at)
    if skips:
        v.skips_u[row] = mark_of(source, t.of_case[SKIPS_BOT, of.reason], at)
    if w.lean and at.contact == 0 and not np.isnan(t.mix[of.reason, 0]):
        channel = first_above(t.mix, of.reason, u)
        return May(may.since, 1 << min(channel, _LAST_BIT), channel, may.reasons, may.reason)
    return may


@part
def _asks_again(t: Tables, since: int) -> tuple[bool, bool, bool]:
    """Which marks of a later contact are looked at: of the new channel, of keeping the old, of
    skipping the bot.
    """
    picks = same = skips = False
    for cause in range(_CAUSES):
        if since >> cause & 1:
            picks = picks or t.causes[cause]["channel"]
            same = same or t.causes[cause]["same"]
            skips = skips or t.causes[cause]["skips"]
    return picks, same, skips


@part
def _following(t: Tables, may: May, after: int, return_u: float) -> May:
    """What the next contact may be, after a contact that these causes may follow."""
    since = channels = reasons = 0
    channel, reason = may.channel, may.reason
    for cause in range(_CAUSES):
        if after >> cause & 1 and return_u < t.causes[cause]["share"]:
            since |= 1 << cause
            if t.causes[cause]["keeps"]:
                channels |= may.channels
            if t.causes[cause]["redirects"]:
                channels |= t.causes[cause]["redirects"]
                channel = UNKNOWN
            if t.causes[cause]["stays"]:
                reasons |= may.reasons
            if t.causes[cause]["becomes"]:
                reasons |= t.causes[cause]["becomes"]
                reason = UNKNOWN
    return May(since, channels, channel, reasons, reason)


@part
def _in_hours(
    w: Whole, t: Tables, may: May, day: int, arrived_s: float, joined_s: float, after: int
) -> int:
    """Of the causes that may follow a first contact those that its time allows.

    joined_s   the latest at which it is through with the bot
    """
    if may.channel < 0:
        return after
    midnight_s = day * w.day_s
    opens_s, closes_s = midnight_s + t.opens_s[may.channel], midnight_s + t.closes_s[may.channel]
    return after & ~_CLOSED_OUT if opens_s <= arrived_s and joined_s < closes_s else after


@part
def _delays(w: Whole, t: Tables, source: Source, v: Values, of: Of, at: Address, row: int) -> None:
    """When the next contact would come, for each cause."""
    units, columns = (w.delays, w.delays_end), w.delay_columns
    u = mark_of(source, t.of_case[RETURN_DELAY, of.reason], at)
    spread(source, units, ANY, u, FREE, 1.0, v.return_delay_s, row * columns)


@part
def _route(  # noqa: C901, PLR0912  (a route read from top to bottom)
    w: Whole,
    t: Tables,
    source: Source,
    rows: Rows,
    v: Values,
    of: Of,
    at: Address,
    may: May,
    row: int,
    is_chase: bool,
) -> tuple[int, float]:
    """The values of a row's slots: which causes may follow, how long a bot that hands on takes."""
    here = whole(rows.slot_set[row])
    begin, first_coin = whole(t.sets[here]["first_slot"]), whole(t.sets[here]["first_coin"])
    channels = ANY if is_chase else may.channels | w.moves_to
    after, handed_s, queues = 0, 0.0, True
    reached = climbed = asks = not w.lean
    for slot in range(begin, begin + whole(t.sets[here]["slots"])):
        if not may.reasons >> min(t.slots[slot]["reason"], _LAST_BIT) & 1 and not is_chase:
            continue
        kind, works = t.slots[slot]["kind"], ANY
        marks_at = whole(t.slots[slot]["marks_at"])
        coin, mark = first_coin + marks_at, whole(rows.first_mark[row]) + marks_at
        if kind == _BOT:
            bot, is_sure = _bot_at(t, of, may)
            if bot not in (UNKNOWN, t.slots[slot]["index"]):
                continue
        elif not queues:
            continue
        elif kind == _SERVE:
            if t.slots[slot]["place"] == 0:
                reached, climbed = True, not w.lean
            reached, asks = reached or climbed, not w.lean
            if not reached:
                continue
        elif kind != _CHASE and not asks:
            continue
        of_work, beside = _marks_of_times(t, source, at, slot)
        if kind == _BOT:
            may_follow, works, ends = _bot(w, t, source, v, of, at, coin, mark, beside)
            after |= may_follow
            queues = queues and not (ends and is_sure)
        elif kind == _SERVE:
            works = channels
            fails, solves, reached = _served(w, t, source, v, of, at, coin, mark)
            after |= _UNRESOLVED if fails else 0
            if of.amount > 0.0 and solves:
                after |= _REFUSED
                asks, climbed = True, climbed or t.slots[slot]["climbs"]
            after |= _ABANDONED if t.slots[slot]["impatient"] & channels else 0
        elif t.slots[slot]["marks"]:
            _fallen(t, v, of, coin, mark, beside)
        _times(t, source, rows, v, of, slot, works, channels, row, of_work, beside)
        if kind == _BOT and works & _PASSED_ON:
            passed_on = rows.first_work[row] + t.slots[slot]["work_at"] + _PASSED_ON_AT
            handed_s = max(handed_s, v.work_s[passed_on])
    if queues:
        after |= _TURNED_AWAY
        after |= _CLOSED_OUT if channels & w.closes else 0
    return after, handed_s


@part
def _bot_at(t: Tables, of: Of, may: May) -> tuple[int, bool]:
    """The bot at the door (or -1 none, -2 not known), and whether it surely takes part."""
    if may.reason < 0 or may.channel < 0:
        return UNKNOWN, False
    bot = t.meets[may.reason, may.channel]
    is_sure = bot >= 0 and t.surely[bot, of.segment]
    if is_sure and may.since != _FIRST:
        for cause in range(_CAUSES):
            if may.since >> cause & 1 and t.causes[cause]["could_skip"]:
                is_sure = False
    return bot, is_sure


@part
def _coin(t: Tables, source: Source, v: Values, of: Of, at: Address, coin: int, mark: int) -> float:
    """A coin of a slot; 0 where it decides nothing."""
    if not t.coins[coin]["is_drawn"]:
        return 0.0
    return _fallen(t, v, of, coin, mark, mark_of(source, t.coins[coin]["stream"], at))


@part
def _fallen(t: Tables, v: Values, of: Of, coin: int, mark: int, u: float) -> float:
    """A coin of a slot from the mark of its address; 0 where it decides nothing."""
    if not t.coins[coin]["is_drawn"]:
        return 0.0
    bend = Bend(of.hardness_z, t.coins[coin]["link"], t.coins[coin]["rest"])
    u = linked(u, bend)
    v.marks_u[mark] = u
    return u


@part
def _bot(
    w: Whole,
    t: Tables,
    source: Source,
    v: Values,
    of: Of,
    at: Address,
    coin: int,
    mark: int,
    of_truly: float,
) -> tuple[int, int, bool]:
    """The coins of a bot: which causes may follow, how a session may end, whether it surely ends.

    It surely ends there if the bot is at the door, open, and not skipped.
    """
    meets = _coin(t, source, v, of, at, coin, mark)
    if w.lean and meets >= t.coins[coin]["high"]:
        return 0, 0, False
    after = endings = 0
    of_leaves = of_contains = 0.0
    if t.coins[coin + 1]["is_drawn"] or t.coins[coin + 2]["is_drawn"]:
        streams = t.coins[coin + 1]["stream"], t.coins[coin + 2]["stream"]
        of_leaves, of_contains = two_marks(source, streams[0], streams[1], at)
    leaves = _fallen(t, v, of, coin + 1, mark + 1, of_leaves)
    if leaves < t.coins[coin + 1]["high"]:
        after, endings = _LEFT_IN_BOT, _LEFT
    ends = leaves < t.coins[coin + 1]["low"]
    if not (w.lean and ends):
        contains = _fallen(t, v, of, coin + 2, mark + 2, of_contains)
        if not w.lean or contains < t.coins[coin + 2]["high"]:
            truly = _fallen(t, v, of, coin + 3, mark + 3, of_truly)
            after |= _FALSELY if truly >= t.coins[coin + 3]["low"] else 0
            endings |= _CONTAINED
        ends = contains < t.coins[coin + 2]["low"]
        endings |= 0 if ends else _PASSED_ON
    return after, endings if w.lean else ANY, ends and meets < t.coins[coin]["low"]


@part
def _served(
    w: Whole, t: Tables, source: Source, v: Values, of: Of, at: Address, coin: int, mark: int
) -> tuple[bool, bool, bool]:
    """The coins of a step: whether it may fail, may solve, may be passed on."""
    u = _coin(t, source, v, of, at, coin, mark)
    fails, solves = u >= t.coins[coin]["low"], u < t.coins[coin]["high"]
    goes_on = False
    if fails or not w.lean:
        passes = _coin(t, source, v, of, at, coin + 1, mark + 1)
        goes_on = not w.lean or passes < t.coins[coin + 1]["high"]
    return fails, solves, goes_on


@part
def _marks_of_times(t: Tables, source: Source, at: Address, slot: int) -> tuple[float, float]:
    """The mark of a slot's work and the one beside it: of its patience, or else of a coin."""
    if not t.slots[slot]["draws"]:
        return 0.0, 0.0
    return two_marks(source, t.slots[slot]["work_stream"], t.slots[slot]["beside"], at)


@part
def _times(
    t: Tables,
    source: Source,
    rows: Rows,
    v: Values,
    of: Of,
    slot: int,
    works: int,
    channels: int,
    row: int,
    of_work: float,
    of_patience: float,
) -> None:
    """How long the work of a slot takes, and how long its customer waits."""
    units = t.slots[slot]["work"], t.slots[slot]["work_end"]
    bend = Bend(of.hardness_z, t.slots[slot]["link"], t.slots[slot]["rest"])
    feels = of.talk_factor if t.slots[slot]["kind"] == _SERVE else 1.0
    spread(source, units, works, of_work, bend, feels, v.work_s, rows.first_work[row])
    units, factor = (t.slots[slot]["patience"], t.slots[slot]["patience_end"]), of.patience_factor
    first = rows.first_patience[row]
    spread(source, units, channels, of_patience, FREE, factor, v.patience_s, first)
