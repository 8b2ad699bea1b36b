"""Where the boxes and ribbons of a flow picture lie; pure geometry, no drawing.

Places stand in columns from left to right, each as tall as what passes through it. A place
stands one column behind the last place that feeds it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.reporting.content import Link

_GAP = 0.05  # least gap between two places of a column, as a share of the picture's height


@dataclass(frozen=True)
class Box:
    """A place: its column, its lower and upper edge (0 to 1), what passes through it."""

    name: str
    column: int
    low: float
    high: float
    per_day: float


@dataclass(frozen=True)
class Ribbon:
    """A link: where it leaves its source and enters its target (upper edges), and how thick."""

    source: Box
    target: Box
    leaves: float
    enters: float
    thickness: float


@dataclass(frozen=True)
class Layout:
    """All boxes and ribbons of one picture."""

    boxes: tuple[Box, ...]
    ribbons: tuple[Ribbon, ...]
    columns: int


def layout(links: Sequence[Link], ends: Sequence[str], order: Sequence[str]) -> Layout:
    """The picture of the links.

    ends   places that share one column, behind all others but what they feed
    order  places from top to bottom where it matters
    """
    links = [link for link in links if link.per_day > 0.0]
    columns = _columns(links, ends)
    sizes = {name: _through(links, name) for name in columns}
    scale = _scale(columns, sizes)
    boxes = _stacked(columns, sizes, scale, _ranked(columns, links, order))
    return Layout(
        tuple(boxes.values()),
        tuple(_ribbons(links, boxes, scale)),
        max(columns.values(), default=0) + 1,
    )


def _through(links: Iterable[Link], name: str) -> float:
    links = list(links)
    came = sum(link.per_day for link in links if link.target == name)
    went = sum(link.per_day for link in links if link.source == name)
    return max(came, went)


def _columns(links: Sequence[Link], ends: Sequence[str]) -> dict[str, int]:
    """The longest way to each place; a circle is walked no longer than there are places."""
    columns = {name: 0 for link in links for name in (link.source, link.target)}
    for _ in columns:
        for link in links:
            behind = columns[link.source] + 1
            if columns[link.target] < behind < len(columns):
                columns[link.target] = behind
    last = max((column for name, column in columns.items() if name in ends), default=0)
    return {name: last if name in ends else column for name, column in columns.items()}


def _scale(columns: dict[str, int], sizes: dict[str, float]) -> float:
    """Height of one contact a day, so that the fullest column just fits."""
    scales = []
    for column in set(columns.values()):
        names = [name for name in columns if columns[name] == column]
        total = sum(sizes[name] for name in names)
        scales.append((1.0 - _GAP * (len(names) - 1)) / total)
    return min(scales, default=1.0)


def _ranked(columns: dict[str, int], links: Sequence[Link], order: Sequence[str]) -> list[str]:
    """Names from top to bottom: as `order` says, the others by where their feeders lie."""
    rank = {name: float(place) for place, name in enumerate(order)}
    for name in sorted(columns, key=lambda name: columns[name]):
        feeders = [
            (rank[x.source], x.per_day) for x in links if x.target == name and x.source in rank
        ]
        weight = sum(per_day for _, per_day in feeders)
        mean = sum(place * per_day for place, per_day in feeders) / weight if weight else 0.0
        rank.setdefault(name, mean)
    return sorted(columns, key=lambda name: (rank[name], name))


def _stacked(
    columns: dict[str, int], sizes: dict[str, float], scale: float, ranked: list[str]
) -> dict[str, Box]:
    boxes = {}
    for column in range(max(columns.values(), default=0) + 1):
        names = [name for name in ranked if columns[name] == column]
        free = 1.0 - scale * sum(sizes[name] for name in names)
        gap = free / (len(names) - 1) if len(names) > 2 else min(free / 3.0, 2.0 * _GAP)
        used = scale * sum(sizes[name] for name in names) + gap * (len(names) - 1)
        top = 0.5 + used / 2.0
        for name in names:
            height = scale * sizes[name]
            boxes[name] = Box(name, column, top - height, top, sizes[name])
            top -= height + gap
    return boxes


def _ribbons(links: Sequence[Link], boxes: dict[str, Box], scale: float) -> Iterable[Ribbon]:
    """Ribbons leave and enter in the order of their other ends, so that they cross little."""
    leaves = {name: box.high for name, box in boxes.items()}
    enters = dict(leaves)
    entry = {}
    for link in sorted(links, key=lambda link: -boxes[link.source].high):
        entry[link] = enters[link.target]
        enters[link.target] -= link.per_day * scale
    for link in sorted(links, key=lambda link: -boxes[link.target].high):
        source, target = boxes[link.source], boxes[link.target]
        yield Ribbon(source, target, leaves[link.source], entry[link], link.per_day * scale)
        leaves[link.source] -= link.per_day * scale
