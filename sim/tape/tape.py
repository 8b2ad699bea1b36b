"""The tape: everything random that one replication brings, in arrays that a play leaves alone.

A case owns contiguous rows, one for each contact it could come to make (its chases after
them); a row owns contiguous visits, one for each slot of its slot set. `work_s`,
`patience_s` and `marks_u` are flat: a row's values start at `first_work[row]` and so on, and
the slot says where within.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shorts = NDArray[np.int16]
Flags = NDArray[np.bool_]
Indices = NDArray[np.int32]


@dataclass(frozen=True)
class Tape:
    """One replication's randomness. Times in seconds, marks uniform in the open interval 0–1.

    Cases, in order of (arrival, reason, number in reason and day):
    arrived_s, reason, segment, day (0 is the first measured one), amount (claim, 0 for none),
    emotional, hardness, first_row, rows (numbered contacts it could make)

    Rows: case, number, slot_set (index into `demand.firsts + laters + chases`), first_visit,
    first_work, first_patience, first_mark (these four have one entry more, the total), channel_u,
    same_u, moves_u, skips_u, knows_u, return_u, return_delay_s [row × `demand.delay_column`],
    chase_row (-1: none), chase_after_s

    Flat: work_s, patience_s, marks_u

    A lean tape (see `draw`) holds 0 for what no play of it looks at; hardness is nan where nothing
    hangs on it, one number for all cases. A coin is left out where its share is 0 or 1, and the
    mark of a pick where there is one to pick: 0 then gives the answer that every mark would give,
    for `u < share`, for `u >= same_channel`, and for the first place whose cumulated share lies
    above `u`.
    """

    arrived_s: Floats
    reason: Shorts
    segment: Shorts
    day: Shorts
    amount: Floats
    emotional: Flags
    hardness: Floats
    first_row: Indices
    rows: Shorts
    case: Indices
    number: Shorts
    slot_set: Shorts
    first_visit: Indices
    first_work: Indices
    first_patience: Indices
    first_mark: Indices
    channel_u: Floats
    same_u: Floats
    moves_u: Floats
    skips_u: Floats
    knows_u: Floats
    return_u: Floats
    return_delay_s: Floats
    chase_row: Indices
    chase_after_s: Floats
    work_s: Floats
    patience_s: Floats
    marks_u: Floats

    @property
    def cases(self) -> int:
        """Number of cases."""
        return int(self.arrived_s.size)

    @property
    def visits(self) -> int:
        """Number of visits that could happen."""
        return int(self.first_visit[-1]) if self.first_visit.size else 0

    def digest(self) -> str:
        """SHA-256 of who comes, when, and how often at most; equal digests mean the same customers.

        What else they bring follows from the same demand, seed and replication. It is left out so
        that a tape has one digest however much of it was drawn.
        """
        total = hashlib.sha256()
        for values in (self.arrived_s, self.reason, self.rows):
            total.update(f"{values.dtype}:{values.shape}".encode())
            total.update(np.ascontiguousarray(values).data)
        return total.hexdigest()
