"""The rules that both engines play by: scalar, a few lines each, + − × ÷ and comparisons only.

Every float that could differ in its last bit between two engines is computed here, left to
right as written. Nothing here knows arrays, objects or statistics. Called from Python they are
plain functions; the compiled engine compiles the very same lines.
"""

from collections.abc import Sequence
from math import inf

from sim.centre.order import Kind
from sim.compiled import shared

_GIVE_UP = int(Kind.GIVE_UP)


@shared
def rank(growth: float, joined: float, head_start: float, base: float) -> float:
    """Place in a waiting line, fixed at joining; the smallest is served first."""
    return growth * (joined - head_start) - base


@shared
def score(growth: float, now: float, rank_at_joining: float) -> float:
    """What the heads of lines with different growths are compared by; the largest is first."""
    return growth * now - rank_at_joining


@shared
def gave_up(deadline: float, now: float, kind: int) -> bool:
    """Whether a customer found at the head of a line had left before this event."""
    return deadline < now or (deadline == now and kind > _GIVE_UP)


@shared
def talk(work: float, speed: float, recall: float) -> float:
    """Seconds of talk that a contact's work takes this agent, with what the bot handed over."""
    return (work * speed) * recall


@shared
def solves(mark: float, share: float, skill: float) -> bool:
    """Whether an agent solves what the team solves a share of."""
    return mark < share * skill


@shared
def spared(takes: float, factor: float) -> float:
    """Share of the emotional contacts that meets a bot which takes a share of the others."""
    return takes * factor


@shared
def advanced(clock: float, now: float, since: float, rate: float) -> float:
    """A chatting agent's clock: work done by each chat in hand."""
    return clock + (now - since) * rate


@shared
def due_time(now: float, due: float, clock: float, rate: float) -> float:
    """When the clock reaches a due point at the present rate."""
    return now + max(due - clock, 0.0) / rate


@shared
def balks(announced: float, shortest: float, above: float, patience: float) -> bool:
    """Whether a customer leaves at once on hearing of a wait."""
    return announced >= shortest and announced > above * patience


@shared
def left(ends: float, now: float) -> float:
    """Seconds of work left when it is interrupted."""
    return max(ends - now, 0.0)


@shared
def lain(so_far: float, now: float, since: float) -> float:
    """Seconds that work has lain interrupted, once it is taken up again."""
    return so_far + (now - since)


@shared
def midnight(now: float, day_s: float) -> float:
    """The last midnight."""
    return now // day_s * day_s


@shared
def next_opening(now: float, opens: float, day_s: float) -> float:
    """The first opening after now."""
    today = midnight(now, day_s)
    if now < today + opens:
        return today + opens
    return today + day_s + opens


@shared
def after_in_hours(now: float, delay: float, opens: float, closes: float, day_s: float) -> float:
    """The moment at which `delay` seconds of opening hours have passed."""
    day = midnight(now, day_s)
    start = max(now, day + opens)
    left = delay
    while start >= day + closes or left > day + closes - start:
        if start < day + closes:
            left = left - (day + closes - start)
        day = day + day_s
        start = day + opens
    return start + left


@shared
def pick(cumulated: Sequence[float], u: float) -> int:
    """The first index whose cumulated share lies above the mark; the last share is infinite."""
    index = 0
    while u >= cumulated[index]:
        index = index + 1
    return index


@shared
def estimated_wait(ahead: int, mean_work: float, present: int) -> float:
    """Seconds that a newcomer may expect to wait behind so many, with so many agents present."""
    if present == 0:
        return inf
    return (ahead + 1) * mean_work / present
