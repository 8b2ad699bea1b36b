"""The tape as Python lists: one look at a list costs a tenth of one at an array."""

from dataclasses import dataclass, fields

from sim.tape import Tape


@dataclass(frozen=True, slots=True)
class Taped:
    """The columns of `sim.tape.Tape` that a play reads, as lists."""

    arrived_s: list[float]
    reason: list[int]
    segment: list[int]
    amount: list[float]
    first_row: list[int]
    rows: list[int]
    case: list[int]
    number: list[int]
    slot_set: list[int]
    first_visit: list[int]
    first_work: list[int]
    first_patience: list[int]
    first_mark: list[int]
    channel_u: list[float]
    same_u: list[float]
    moves_u: list[float]
    skips_u: list[float]
    return_u: list[float]
    return_delay_s: list[list[float]]
    chase_row: list[int]
    chase_after_s: list[float]
    work_s: list[float]
    patience_s: list[float]
    marks_u: list[float]


def taped(tape: Tape) -> Taped:
    """Lists from a tape's arrays."""
    return Taped(**{field.name: getattr(tape, field.name).tolist() for field in fields(Taped)})
