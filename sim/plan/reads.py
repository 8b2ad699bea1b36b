"""Which marks a play of a plan could look at, so that a tape need hold no others.

A mark that is compared with shares of 0 or 1 alone decides nothing, and a pick among one has one
answer: neither need be drawn. What is known here of a whole plan, `sim.tape.values` goes on with
row by row: a coin that has fallen tells which later ones nobody will look at. Everything errs on
the side of drawing.

Scenarios whose customers are the same are played off one tape: it holds what any of them reads.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.plan.codes import MARKS, Above, Cause, SlotKind
from sim.plan.flat import CAUSES, Table, mask_of

if TYPE_CHECKING:
    from sim.plan.plan import Demand, Plan, Slot, Supply

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Hull = tuple[float, float]

NOBODY = -1
UNKNOWN = -2


@dataclass(frozen=True, eq=False)
class Reads:
    """What the plays of some plans could look at. Coins and slots are numbered as in `plan.flat`.

    low, high   [coin] least and greatest share it is compared with
    climbs      [slot] whether a claim could be escalated from here
    mix         [reason × channel] cumulated, of the cases that begin; nan: not known
    channel     [reason] whether the mark that picks from it is looked at
    meets       [reason × channel] bot at the door; -1 none, -2 not known
    surely      [bot × segment] whether the bot is open day and night to the segment
    moves       whether the mark that moves contacts at the door is looked at
    moves_to    mask of the channels to which they could move
    closes      mask of the channels that could be found closed
    knows       whether the mark that tells whether a case is known is looked at
    causes      [cause] what could become of those who come back, see `flat.CAUSES`
    """

    low: Floats
    high: Floats
    climbs: Flags
    mix: Floats
    channel: Flags
    meets: Ints
    surely: Flags
    moves: bool
    moves_to: int
    closes: int
    knows: bool
    causes: Table

    def __or__(self, other: "Reads") -> "Reads":
        """What either could look at."""
        same_mix = (self.mix == other.mix).all(axis=1, keepdims=True)
        causes = self.causes.copy()
        for name in CAUSES.names or ():
            join = np.maximum if name == "share" else np.bitwise_or
            causes[name] = join(self.causes[name], other.causes[name])
        return Reads(
            low=np.minimum(self.low, other.low),
            high=np.maximum(self.high, other.high),
            climbs=self.climbs | other.climbs,
            mix=np.where(same_mix, self.mix, np.nan),
            channel=self.channel | other.channel,
            meets=np.where(self.meets == other.meets, self.meets, UNKNOWN),
            surely=self.surely & other.surely,
            moves=self.moves or other.moves,
            moves_to=self.moves_to | other.moves_to,
            closes=self.closes | other.closes,
            knows=self.knows or other.knows,
            causes=causes,
        )

    @property
    def coins(self) -> Flags:
        """[coin] whether its value could matter."""
        return (self.high > 0.0) & (self.low < 1.0)


def reads_of(demand: "Demand", supply: "Supply", *, own_bot_rule: bool = False) -> Reads:
    """What a play of a plan could look at.

    own_bot_rule   a rule in Python says which share meets the bot: it could be any
    """
    slots = [slot for one in demand.slot_sets for slot in one.slots]
    has_emotion = any(emotion is not None for emotion in demand.emotion)
    asked = {"own_bot_rule": own_bot_rule, "has_emotion": has_emotion}
    hulls = [hull for slot in slots for hull in _hulls(supply, slot, **asked)]
    table = np.array(hulls, dtype=np.float64).reshape(-1, 2)
    moves_to = [supply.moves_to] if supply.moves > 0.0 else []
    closes = [channel for channel, deferred in enumerate(supply.deferred) if not deferred]
    return Reads(
        low=table[:, 0].copy(),
        high=table[:, 1].copy(),
        climbs=np.array([_climbs(supply, slot) for slot in slots], dtype=np.bool_),
        mix=np.array(supply.mix),
        channel=np.array([_is_open(mix) for mix in supply.mix]),
        meets=np.array(supply.bot_for, dtype=np.int64),
        surely=_surely(demand, supply),
        moves=_is_coin(supply.moves),
        moves_to=mask_of(moves_to),
        closes=0 if demand.calendar.always_open else mask_of(closes),
        knows=any(map(_is_coin, supply.memory.known)),
        causes=np.array([_comes_back(supply, cause) for cause in Cause], dtype=CAUSES),
    )


def reads_of_all(plans: Sequence["Plan"]) -> Reads | None:
    """What the plays of plans with one demand could look at; None: anything.

    What a mechanism of one's own looks at nobody knows.
    """
    if any(plan.mechanism is not None for plan in plans):
        return None
    return reduce(Reads.__or__, (plan.reads for plan in plans))


def _channels(cumulated: Sequence[float]) -> list[int]:
    """The channels that a mark could pick."""
    before = (0.0, *cumulated)
    shares = enumerate(zip(before, cumulated, strict=False))
    return [channel for channel, (last, share) in shares if share > last]


def _is_open(cumulated: Sequence[float]) -> bool:
    """Whether a mark has more than one channel to choose from."""
    return len(_channels(cumulated)) > 1


def _is_coin(share: float) -> bool:
    return 0.0 < share < 1.0


def _comes_back(supply: "Supply", cause: Cause) -> tuple[Any, ...]:
    """A row of `flat.CAUSES`."""
    same, skips, becomes = (
        supply.same_channel[cause],
        supply.skips_bot[cause],
        supply.becomes[cause],
    )
    own = supply.cause_mix[cause]
    mixes = supply.mix if own is None else (own,)
    if same >= 1.0:
        mixes = ()
    redirects = mask_of(channel for mix in mixes for channel in _channels(mix))
    reason = [becomes] if becomes >= 0 else []
    return (
        supply.share[cause],
        same > 0.0,
        redirects,
        _is_coin(same),
        any(map(_is_open, mixes)),
        skips > 0.0,
        _is_coin(skips),
        becomes < 0,
        mask_of(reason),
    )


def _hulls(
    supply: "Supply", slot: "Slot", *, own_bot_rule: bool, has_emotion: bool
) -> Iterable[Hull]:
    """Least and greatest share for each coin of a slot, in the order of `codes.MARKS`."""
    found: tuple[Hull, ...] = ()
    if slot.kind == SlotKind.BOT:
        shares = (
            supply.takes[slot.index][slot.reason],
            supply.leaves[slot.index],
            supply.contains[slot.index][slot.reason],
            supply.truly[slot.index][slot.reason],
        )
        spared = shares[0] * supply.emotional_takes[slot.index] if has_emotion else shares[0]
        met = (0.0, 1.0) if own_bot_rule else (spared, shares[0])
        found = (met, *((share, share) for share in shares[1:]))
    elif slot.kind == SlotKind.SERVE:
        teams = sorted({team for _, team in slot.pairs})
        found = (
            _hull([share for team in teams for share in _solved(supply, team, slot.reason)]),
            _hull([supply.escalates[team][slot.reason] for team in teams]),
        )
    elif slot.kind == SlotKind.LEVEL:
        refuses = supply.level_refuses[slot.index]
        found = ((refuses, refuses),)
    if len(found) != len(MARKS[slot.kind]):
        raise ValueError(f"the coins of {slot.kind.name} are not those of codes.MARKS")
    return found


def _solved(supply: "Supply", team: int, reason: int) -> Hull:
    """Least and greatest share that an agent of a team solves; a product above 1 is always so."""
    first, agents = supply.first_agent[team], supply.agents[team]
    factors = supply.skills.resolves_factor[first : first + agents] or (1.0,)
    share = supply.resolves[team][reason]
    return share * min(factors), share * max(factors)


def _hull(shares: list[float]) -> Hull:
    return (min(shares), max(shares)) if shares else (0.0, 1.0)


def _climbs(supply: "Supply", slot: "Slot") -> bool:
    return any(supply.above[team] == Above.ESCALATE for _, team in slot.pairs)


def _surely(demand: "Demand", supply: "Supply") -> Flags:
    always, day_s = demand.calendar.always_open, demand.calendar.day_s
    hours = zip(supply.bot_opens_s, supply.bot_closes_s, strict=True)
    day_and_night = [always or (opens == 0.0 and closes >= day_s) for opens, closes in hours]
    # Who finds all sessions taken goes past the bot.
    is_open = [
        open_ and not capacity
        for open_, capacity in zip(day_and_night, supply.bot_capacity, strict=True)
    ]
    segments = np.array(supply.bot_segments, dtype=np.bool_)
    segments = segments.reshape(len(is_open), len(demand.patience_factor))
    return segments & np.array(is_open, dtype=np.bool_).reshape(-1, 1)
