"""What happens first: the kinds of timed events and the key that orders them.

At one instant events are handled in the order of their key, whoever created them and when.
The key is `kind << 56 | who << 8 | sub`: first what kind of event, then to whom, then which
part of it. Both engines take the order from here, and only from here.
"""

from enum import IntEnum

from sim.compiled import shared


class Kind(IntEnum):
    """Kinds of timed events; the smaller number is handled first at equal times."""

    LEAVE = 10  # who = first agent of the team; a shift ends, the headcount falls
    TALK_END = 20  # who = visit
    WRAP_END = 21  # who = visit; the agent's slot is free again
    BOT_END = 22  # who = visit
    DELAY_END = 23  # who = visit; an approval level has decided
    COME = 30  # who = first agent of the team; a shift starts, the headcount rises
    CLOSE = 35  # who = channel
    OPEN = 36  # who = channel
    GIVE_UP = 40  # who = visit; patience is over
    ARRIVE = 50  # who = case; its first contact
    RETURN = 60  # who = row; a repeat
    OVERFLOW = 80  # who = visit; team number `sub` of its list opens to it


LAST_KEY = 2**63 - 1
"""No event has a key as large."""


@shared
def key(kind: int, who: int, sub: int = 0) -> int:
    """The place of an event among others of the same instant."""
    return kind << 56 | who << 8 | sub


def kind_of(order_key: int) -> Kind:
    """The kind in a key."""
    return Kind(order_key >> 56)


def who_of(order_key: int) -> int:
    """The visit, agent, case, row or channel in a key."""
    return order_key >> 8 & 0xFFFFFFFFFFFF


def sub_of(order_key: int) -> int:
    """The part in a key."""
    return order_key & 0xFF
