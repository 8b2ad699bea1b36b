"""When a play must stop: the same limits and words in both engines."""

from sim.centre.order import kind_of, who_of
from sim.errors import PlayError

LAST_NAMED = 3
"""How many of the last events a stop names."""


def events_at_one_instant(rows: int) -> int:
    """So many events may be made for the very instant at which they are made, for a tape's rows."""
    return 1_000_000 + 100 * rows


def time_stands_still(now: float, limit: int, last: list[int]) -> PlayError:
    """What to raise beyond the limit; `last` are the keys of the last events made."""
    named = ", ".join(f"{kind_of(one).name} of {who_of(one)}" for one in last)
    return PlayError(
        f"more than {limit} events at {now:.3f} s, the last {named}: time does not pass"
    )


def no_number(rule: str, now: float) -> PlayError:
    """What to raise when an own rule fails or gives no number."""
    return PlayError(
        f"the policy's {rule} gave no number at {now:.3f} s; it may divide by zero, index beyond "
        "a tuple, or end without a return"
    )
