"""Where on the tape a contact's slots lie: small dictionaries made once for a play."""

from dataclasses import dataclass

from sim.plan.codes import SlotKind
from sim.plan.plan import Demand, Slot, SlotSet


@dataclass(frozen=True, slots=True)
class Place:
    """A slot with its position in the row and its values' offsets by what will be known."""

    slot: Slot
    position: int
    work_at: dict[tuple[int, int], int]
    patience_at: dict[int, int]


Route = dict[tuple[SlotKind, int, int], Place]
"""(kind, place in the route, index) → slot; for serve, finish and chase the index is 0."""


def _address(slot: Slot) -> tuple[SlotKind, int, int]:
    by_index = slot.kind in (SlotKind.LEVEL, SlotKind.BOT)
    return slot.kind, slot.place, slot.index if by_index else 0


def _place(slot: Slot, position: int) -> Place:
    return Place(
        slot,
        position,
        {pair: slot.work_at + j for j, pair in enumerate(slot.pairs)},
        {channel: slot.patience_at + j for j, (channel, _) in enumerate(slot.patience)},
    )


def routes(demand: Demand) -> list[dict[int, Route]]:
    """[slot set] reason → its slots by address."""
    return [_routes_of(slots) for slots in demand.slot_sets]


def _routes_of(slots: SlotSet) -> dict[int, Route]:
    found: dict[int, Route] = {
        reason: {} for reason, start in enumerate(slots.starts) if start >= 0
    }
    for position, slot in enumerate(slots.slots):
        found[slot.reason][_address(slot)] = _place(slot, position)
    return found
