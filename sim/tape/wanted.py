"""What of a tape is drawn: a demand's tables with the columns that say what is looked at."""

from dataclasses import dataclass

import numpy as np

from sim.plan.codes import Cause
from sim.plan.flat import CAUSES, CHANNEL, HARDNESS, MOVES, SAME_CHANNEL, SKIPS_BOT, Flat, Table
from sim.plan.reads import Flags, Reads
from sim.tape.tape import Floats, Ints


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
        return Wanted(flat.whole, flat.slots, flat.coins, *nothing)
    whole, slots, coins = flat.whole.copy(), flat.slots.copy(), flat.coins.copy()
    coins["low"], coins["high"], coins["is_drawn"] = reads.low, reads.high, reads.coins
    slots["climbs"] = reads.climbs
    whole["is_lean"] = True
    for name in ("moves", "moves_to", "closes"):
        whole[name] = getattr(reads, name)
    bent = coins["is_drawn"] & (coins["link"] != 0.0)
    whole["hardness"] = bool(bent.any()) or _bends_times(flat)
    return Wanted(
        whole, slots, coins, reads.mix, reads.channel, reads.meets, reads.surely, reads.causes
    )


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
