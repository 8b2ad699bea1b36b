"""What of a tape is drawn: a demand's tables with the columns that say what is looked at."""

from dataclasses import dataclass

import numpy as np

from sim.plan.codes import Cause, SlotKind
from sim.plan.flat import (
    CAUSES,
    CHANNEL,
    HARDNESS,
    KNOWS,
    MOVES,
    SAME_CHANNEL,
    SKIPS_BOT,
    Flat,
    Table,
    bit,
)
from sim.plan.reads import Flags, Reads
from sim.tape.tape import Floats, Ints

PLAIN = np.dtype(
    [
        ("slot", "i8"),  # the only slot of a reason's cases, below 0 if there is more to them
        ("channels", "i8"),  # mask of those on which they come
    ]
)
"""[reason] cases of which nothing is looked at but one talk and one patience."""


@dataclass(frozen=True, eq=False)
class Wanted:
    """A demand's tables, filled in; mix, channel, meets, surely, causes as in `plan.reads.Reads`.

    For everything the last five are of no account: no value spares another.
    """

    whole: Table
    slots: Table
    coins: Table
    mix: Floats
    channel: Flags
    meets: Ints
    surely: Flags
    causes: Table
    plain: Table

    @property
    def is_lean(self) -> bool:
        """Whether anything is left out."""
        return bool(self.whole["is_lean"][0])

    @property
    def hardness(self) -> bool:
        """Whether hardness is drawn."""
        return bool(self.whole["hardness"][0])


def wanted(flat: Flat, reads: Reads | None) -> Wanted:
    """What is drawn for some reads; for None everything."""
    if reads is None:
        flags, places = np.zeros(1, dtype=np.bool_), np.zeros((1, 1), dtype=np.int64)
        causes = np.zeros(len(Cause), dtype=CAUSES)
        nothing = np.zeros((1, 1)), flags, places, flags.reshape(1, 1), causes
        return Wanted(flat.whole, flat.slots, flat.coins, *nothing, _never_plain(flat))
    whole, slots, coins = flat.whole.copy(), flat.slots.copy(), flat.coins.copy()
    coins["low"], coins["high"], coins["is_drawn"] = reads.low, reads.high, reads.coins
    slots["climbs"] = reads.climbs
    whole["is_lean"] = True
    for name in ("moves", "moves_to", "closes", "knows"):
        whole[name] = getattr(reads, name)
    bent = coins["is_drawn"] & (coins["link"] != 0.0)
    whole["hardness"] = bool(bent.any()) or _bends_times(flat)
    known = reads.mix, reads.channel, reads.meets, reads.surely, reads.causes
    return Wanted(whole, slots, coins, *known, _plain(flat, whole, coins, reads))


def _never_plain(flat: Flat) -> Table:
    table = np.zeros(flat.reasons.size, dtype=PLAIN)
    table["slot"] = -1
    return table


def _plain(flat: Flat, whole: Table, coins: Table, reads: Reads) -> Table:
    """Whose cases are one talk: the way through everything that others may come to is spared."""
    table = _never_plain(flat)
    if whole["moves"][0] or whole["hardness"][0]:
        return table
    for reason, of in enumerate(flat.reasons):
        first = flat.sets[reason]
        tossed = coins["is_drawn"][first["first_coin"] : first["first_coin"] + first["marks"]]
        is_known = not reads.channel[reason] and not np.isnan(reads.mix[reason, 0])
        comes_once = of["largest_return"] == 0.0 and not of["can_chase"]
        is_talk = first["slots"] == 1 and flat.slots["kind"][first["first_slot"]] == SlotKind.SERVE
        if is_known and comes_once and is_talk and not tossed.any():
            channel = int(np.argmax(reads.mix[reason] > 0.0))
            table[reason] = first["first_slot"], bit(channel) | int(whole["moves_to"][0])
    return table


def _bends_times(flat: Flat) -> bool:
    """Whether hardness bends a time that depends on its mark at all."""
    bent = flat.slots[flat.slots["link"] != 0.0]
    ranges = zip(bent["work"].tolist(), bent["work_end"].tolist(), strict=True)
    return any(flat.units["is_drawn"][first:end].any() for first, end in ranges)


def asked_of_rows(want: Wanted) -> dict[int, bool]:
    """Of the marks that a row may have besides its coins, by `flat.OF_CASE`: which are drawn."""
    again = want.causes[want.causes["share"] > 0.0]
    return {
        HARDNESS: want.hardness,
        CHANNEL: not want.is_lean or bool(want.channel.any() or again["channel"].any()),
        SAME_CHANNEL: not want.is_lean or bool(again["same"].any()),
        SKIPS_BOT: not want.is_lean or bool(again["skips"].any()),
        MOVES: bool(want.whole["moves"][0]),
        KNOWS: bool(want.whole["knows"][0]),
    }


def streams_of(flat: Flat, want: Wanted) -> list[bytes | None]:
    """[stream] its name if it could be asked for."""
    asked = np.zeros(len(flat.streams), dtype=np.bool_)
    asked[flat.of_case] = True
    for mark, is_drawn in asked_of_rows(want).items():
        asked[flat.of_case[mark]] = is_drawn
    asked[want.coins["stream"][want.coins["is_drawn"]]] = True
    for of in ("work", "patience"):
        has_some = want.slots[f"{of}_end"] > want.slots[of]
        asked[want.slots[f"{of}_stream"][has_some]] = True
    return [name if is_asked else None for name, is_asked in zip(flat.streams, asked, strict=True)]
