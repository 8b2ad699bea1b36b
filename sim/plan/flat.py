"""A demand as flat tables, for compiled passes: the same numbers as in its slots and laws.

Coins, slots and streams are numbered through all slot sets, in the order of a row's values.
Laws asked of one mark stand together; those of one unit law share its quantile. The columns that
say what is looked at are empty here and filled in by `sim.tape.wanted`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from operator import or_
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.plan.codes import MARKS, SlotKind
from sim.scenario.distributions import Law
from sim.scenario.quantiles import FAMILIES, Unit, unit_and_scale

if TYPE_CHECKING:
    from sim.plan.plan import Demand, Slot

Table = NDArray[np.void]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ANY = -1
"""A mask that every value answers to."""
_BITS = 62

# What is decided for a whole case or a whole row, each by a stream for every first reason.
OF_CASE: tuple[str, ...] = ("hardness", "segment", "claims", "asks", "returns", "chases")
OF_CASE += ("chase_after", "return_delay", "channel", "same_channel", "moves", "skips_bot")
OF_CASE += ("knows", "emotional")
HARDNESS, SEGMENT, CLAIMS, ASKS, RETURNS, CHASES, CHASE_AFTER = range(7)
RETURN_DELAY, CHANNEL, SAME_CHANNEL, MOVES, SKIPS_BOT, KNOWS, EMOTIONAL = range(7, 14)

# The coin that is drawn beside the mark of the work, for slots without a patience: a second mark
# costs little beside a first (`sim.tape.streams`).
COIN_BESIDE = {SlotKind.BOT: 3, SlotKind.LEVEL: 0}

SETS = np.dtype(
    [
        ("slots", "i8"),  # how many slots, works, patiences and marks a row has
        ("works", "i8"),
        ("patiences", "i8"),
        ("marks", "i8"),
        ("first_slot", "i8"),
        ("first_coin", "i8"),
    ]
)
SLOTS = np.dtype(
    [
        ("kind", "i8"),
        ("reason", "i8"),
        ("place", "i8"),
        ("index", "i8"),
        ("marks", "i8"),  # how many coins
        ("marks_at", "i8"),
        ("link", "f8"),  # strength of hardness in its times, and what it leaves to the mark
        ("rest", "f8"),
        ("work", "i8"),  # first unit law of its work, the one after the last, and its stream
        ("work_end", "i8"),
        ("work_stream", "i8"),
        ("work_at", "i8"),  # where among the row's values its works begin
        ("patience", "i8"),
        ("patience_end", "i8"),
        ("patience_stream", "i8"),
        ("beside", "i8"),  # stream of the mark that is drawn beside that of its work
        ("draws", "?"),  # whether either could be looked at
        ("impatient", "i8"),  # mask of the channels whose customers can give up
        ("climbs", "?"),  # whether a claim could be escalated from here
    ]
)
COINS = np.dtype(
    [
        ("stream", "i8"),
        ("link", "f8"),
        ("rest", "f8"),
        ("low", "f8"),  # least and greatest share it is compared with
        ("high", "f8"),
        ("is_drawn", "?"),
    ]
)
UNITS = np.dtype(
    [
        ("family", "i8"),
        ("a", "f8"),
        ("b", "f8"),
        ("zero_share", "f8"),
        ("is_drawn", "?"),  # whether its quantile depends on the mark
        ("first_value", "i8"),
        ("end_value", "i8"),
        ("mask", "i8"),  # the masks of its values, joined
    ]
)
VALUES = np.dtype(
    [
        ("at", "i8"),  # where among the row's values of its kind it lies
        ("scale", "f8"),  # what the unit's quantile is multiplied by
        ("mask", "i8"),  # a bit: its channel, or the ending of a session
    ]
)
REASONS = np.dtype(
    [
        ("claim_share", "f8"),
        ("claim", "i8"),  # first unit law and the one after the last
        ("claim_end", "i8"),
        ("emotion_share", "f8"),
        ("largest_return", "f8"),
        ("can_chase", "?"),
        ("only_segment", "i8"),  # the segment of all its customers; below 0 where a mark decides
    ]
)
WHOLE = np.dtype(
    [
        ("reasons", "i8"),
        ("at_most", "i8"),
        ("chase_share", "f8"),
        ("chase", "i8"),
        ("chase_end", "i8"),
        ("delays", "i8"),
        ("delays_end", "i8"),
        ("delay_columns", "i8"),
        ("is_lean", "?"),  # whether fallen coins spare later values
        ("hardness", "?"),  # whether anything looked at leans on it
        ("moves", "?"),  # whether the mark that moves a contact at the door is looked at
        ("knows", "?"),  # whether the mark that tells whether a case is known is looked at
        ("moves_to", "i8"),  # mask of the channels to which contacts could move
        ("closes", "i8"),  # mask of the channels that could be found closed
        ("day_s", "f8"),
    ]
)
CAUSES = np.dtype(
    [
        ("share", "f8"),  # greatest share that comes back
        ("keeps", "?"),  # whether the channel could stay; mask of those it could change to
        ("redirects", "i8"),
        ("same", "?"),  # whether the mark that tells is looked at, and that of the new channel
        ("channel", "?"),
        ("could_skip", "?"),  # whether the bot could be skipped, and its mark is looked at
        ("skips", "?"),
        ("stays", "?"),  # whether the reason could stay; mask of those it could become
        ("becomes", "i8"),
    ]
)


@dataclass(frozen=True, eq=False)
class Flat:
    """A demand's tables, and the names of its streams.

    of_case     [what × reason] stream of what is decided for a case or a row, see `OF_CASE`
    segments    [reason × segment] cumulated shares
    emotion_factor   [reason] factor on the talk of its emotional cases
    opens_s, closes_s   [channel] hours of a day
    """

    streams: tuple[bytes, ...]
    sets: Table
    slots: Table
    coins: Table
    units: Table
    values: Table
    reasons: Table
    whole: Table
    of_case: Ints
    segments: Floats
    patience_factor: Floats
    emotion_factor: Floats
    opens_s: Floats
    closes_s: Floats


def bit(place: int) -> int:
    """The mask of a channel or an ending; the last bit is shared by all that are left."""
    return 1 << min(place, _BITS)


def mask_of(places: Iterable[int]) -> int:
    """The mask of several."""
    return joined(map(bit, places))


def joined(masks: Iterable[int]) -> int:
    """The mask of everything in any of them."""
    return reduce(or_, masks, 0)


class _Laws:
    """Collects unit laws and the values made from them."""

    def __init__(self) -> None:
        self.units: list[tuple[Any, ...]] = []
        self.values: list[tuple[int, float, int]] = []

    def add(self, laws: Iterable[tuple[int, int, Law]]) -> tuple[int, int]:
        """Adds (where its value lies, mask, law), all of one mark; the range of their unit laws."""
        by_unit: dict[Unit, list[tuple[int, float, int]]] = {}
        for at, mask, law in laws:
            unit, scale = unit_and_scale(law.family, law.mean, law.shape, law.zero_share)
            by_unit.setdefault(unit, []).append((at, scale, mask))
        first = len(self.units)
        for unit, values in by_unit.items():
            begin = len(self.values)
            self.values.extend(values)
            is_drawn = unit.family != "constant" or unit.zero_share != 0.0
            place = FAMILIES.index(unit.family), unit.a, unit.b, unit.zero_share, is_drawn
            mask = joined(mask for _, _, mask in values)
            self.units.append((*place, begin, len(self.values), mask))
        return first, len(self.units)

    def draws(self, first: int, end: int) -> bool:
        """Whether a value of a range of unit laws depends on its mark."""
        return bool(np.array(self.units[first:end], dtype=UNITS)["is_drawn"].any())


class _Streams:
    """Numbers streams by name; a name met again keeps its number."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        """The number of a stream."""
        return self.numbers.setdefault(name, len(self.numbers))


def flattened(demand: "Demand") -> Flat:
    """The tables of a demand."""
    streams, laws = _Streams(), _Laws()
    of_case = [[streams.number(f"{what}/{name}") for name in demand.streams] for what in OF_CASE]
    slots = np.array(_slots(demand, streams, laws), dtype=SLOTS)
    coins = np.array(_coins(demand, streams), dtype=COINS)
    reasons = np.array(_reasons(demand, laws), dtype=REASONS)
    whole = np.array([_whole(demand, laws)], dtype=WHOLE)
    return Flat(
        streams=tuple(name.encode() for name in streams.numbers),
        sets=_sets(demand),
        slots=slots,
        coins=coins,
        reasons=reasons,
        whole=whole,
        units=np.array(laws.units, dtype=UNITS),
        values=np.array(laws.values, dtype=VALUES),
        of_case=np.array(of_case, dtype=np.int64),
        segments=np.array(demand.segment_cumulated, dtype=np.float64),
        patience_factor=np.array(demand.patience_factor, dtype=np.float64),
        emotion_factor=np.array([of[1] if of else 1.0 for of in demand.emotion], np.float64),
        opens_s=np.array(demand.calendar.opens_s, dtype=np.float64),
        closes_s=np.array(demand.calendar.closes_s, dtype=np.float64),
    )


def _sets(demand: "Demand") -> Table:
    sets = demand.slot_sets
    table = np.zeros(len(sets), dtype=SETS)
    table["slots"] = slots = [len(one.slots) for one in sets]
    table["works"] = [one.works for one in sets]
    table["patiences"] = [one.patiences for one in sets]
    table["marks"] = marks = [one.marks for one in sets]
    table["first_slot"] = list(accumulate(slots, initial=0))[:-1]
    table["first_coin"] = list(accumulate(marks, initial=0))[:-1]
    return table


def _each_slot(demand: "Demand") -> Iterable[tuple[str, "Slot"]]:
    """Every slot with the stream name of the reason that its cases began with."""
    for index, one in enumerate(demand.slot_sets):
        for slot in one.slots:
            yield demand.streams[index % len(demand.streams)], slot


def _slots(demand: "Demand", streams: _Streams, laws: _Laws) -> list[tuple[Any, ...]]:
    rows = []
    for first, slot in _each_slot(demand):
        kind, path = slot.kind.name.lower(), f"{first}/{slot.stream}"
        link = demand.link_handle if slot.linked else 0.0
        patience = (
            (slot.patience_at + j, bit(channel), law)
            for j, (channel, law) in enumerate(slot.patience)
        )
        place = int(slot.kind), slot.reason, slot.place, slot.index
        marks = len(MARKS[slot.kind]), slot.marks_at
        work, waits = laws.add(_works(slot)), laws.add(patience)
        works = *work, streams.number(f"work_{kind}/{path}"), slot.work_at
        patiences = *waits, streams.number(f"patience_{kind}/{path}")
        beside, draws = patiences[-1], laws.draws(*work) or laws.draws(*waits)
        if slot.kind in COIN_BESIDE:
            coin = MARKS[slot.kind][COIN_BESIDE[slot.kind]]
            beside, draws = streams.number(_coin_of(coin, path)), True
        impatient = mask_of(channel for channel, _ in slot.patience)
        times = link, _rest(link), *works, *patiences, beside, draws
        rows.append((*place, *marks, *times, impatient, False))
    return rows


def _works(slot: "Slot") -> Iterable[tuple[int, int, Law]]:
    for j, law in enumerate(slot.laws):
        mask = ANY
        if slot.kind == SlotKind.BOT:
            mask = bit(j)
        elif slot.pairs:
            mask = bit(slot.pairs[j][0])
        yield slot.work_at + j, mask, law


def _coin_of(mark: str, path: str) -> str:
    """The name of a coin's stream."""
    return f"{mark}/{path}"


def _coins(demand: "Demand", streams: _Streams) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for first, slot in _each_slot(demand):
        for mark in MARKS[slot.kind]:
            link = demand.link_of.get(mark, 0.0)
            stream = streams.number(_coin_of(mark, f"{first}/{slot.stream}"))
            rows.append((stream, link, _rest(link), 0.0, 1.0, True))
    return rows


def _reasons(demand: "Demand", laws: _Laws) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for claim, emotion, largest, chase, segments in zip(
        demand.claim,
        demand.emotion,
        demand.largest_return,
        demand.chases,
        demand.segment_cumulated,
        strict=True,
    ):
        share, law = claim or (0.0, None)
        asks = laws.add([] if law is None else [(0, ANY, law)])
        felt = emotion[0] if emotion else 0.0
        rows.append((share, *asks, felt, largest, bool(chase.slots), _only(segments)))
    return rows


def _only(cumulated: Iterable[float]) -> int:
    """The first place with a share, if no other has one; else -1. The last is infinite."""
    first = next((place, share) for place, share in enumerate(cumulated) if share > 0.0)
    return first[0] if first[1] == np.inf else -1


def _whole(demand: "Demand", laws: _Laws) -> tuple[Any, ...]:
    share, law = demand.chase or (0.0, None)
    chase = laws.add([] if law is None else [(0, ANY, law)])
    after = [law for law in demand.returns_after if law is not None]
    delays = laws.add((column, ANY, law) for column, law in enumerate(after))
    size = len(demand.streams), demand.at_most
    everything = False, True, True, True, ANY, ANY
    return (*size, share, *chase, *delays, len(after), *everything, demand.calendar.day_s)


def _rest(strength: float) -> float:
    """What a Gaussian copula of a strength leaves to the mark itself."""
    return float((1.0 - strength * strength) ** 0.5)
