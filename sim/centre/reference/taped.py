"""The tape as Python lists: one look at a list costs a tenth of one at an array."""

from dataclasses import dataclass, fields

from sim.tape import Tape
from sim.tape.tape import Floats


@dataclass(frozen=True, slots=True)
class Taped:
    """The columns of `sim.tape.Tape` that a play reads, as lists.

    return_delay_s  stays an array, for few of its values are ever looked at
    """

    arrived_s: list[float]
    reason: list[int]
    segment: list[int]
    amount: list[float]
    emotional: list[bool]
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
    knows_u: list[float]
    return_u: list[float]
    chase_row: list[int]
    chase_after_s: list[float]
    work_s: list[float]
    patience_s: list[float]
    marks_u: list[float]
    return_delay_s: Floats


def taped(tape: Tape) -> Taped:
    """Lists from a tape's arrays."""
    names = [field.name for field in fields(Taped)]
    lists = {name: getattr(tape, name).tolist() for name in names if name != "return_delay_s"}
    return Taped(**lists, return_delay_s=tape.return_delay_s)
