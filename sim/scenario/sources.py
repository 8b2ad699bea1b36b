"""Where numbers come from: `[sources]`, and what is left as an assumption.

A pattern such as `reasons.*.volume` speaks for everything inside what it matches. A value
that a change sets loses its source; one that it leaves alone keeps its own.
"""

from collections.abc import Iterator
from typing import Any

from sim.scenario.declared import leaves
from sim.scenario.paths import Path, Tree, covers, get, has, matches, parse, written

_UNSOURCED_KINDS = ("text", "clock")
# What is played and measured, not what the centre is like.
_CHOICES = (
    ("day", "interval"),
    ("day", "lead_in"),
    ("day", "follow_days"),
    ("horizon",),
    ("channels", "*", "service_level"),
    ("channels", "*", "respond_within"),
)


def assumptions(tree: Tree) -> list[tuple[Path, Any]]:
    """Every value without a source, as typed: numbers, durations, laws and tables."""
    patterns = [parse(pattern) for pattern in tree.get("sources", {})]
    return [
        (path, value)
        for path, value in _values(tree)
        if not any(covers(pattern, path) for pattern in patterns)
    ]


def _values(tree: Tree) -> Iterator[tuple[Path, Any]]:
    for path, value, here in leaves(tree):
        kind = here.shape.kind
        is_choice = any(covers(choice, path) for choice in _CHOICES)
        if kind is not None and kind.name not in _UNSOURCED_KINDS and not is_choice:
            yield path, value
    for name in ("in_handle_time", "in_bot", "in_resolution"):
        if not has(tree, ("difficulty", name)):
            yield ("difficulty", name), 0.5


def drop_source(tree: Tree, path: Path) -> None:
    """Take the source of a changed path away, and keep those of everything beside it."""
    kept: dict[str, str] = {}
    for pattern, source in tree.get("sources", {}).items():
        for name in _split(tree, parse(pattern), pattern, path):
            kept[name] = source
    if "sources" in tree:
        tree["sources"] = kept


def _split(tree: Tree, pattern: Path, text: str, changed: Path) -> Iterator[str]:
    """The pattern, or what is left of it once the changed path is taken out."""
    if not covers(pattern, changed) and not covers(changed, pattern[: len(changed)]):
        yield text
        return
    for match in matches(tree, pattern):
        yield from _around(tree, match, changed)


def _around(tree: Tree, place: Path, changed: Path) -> Iterator[str]:
    if place[: len(changed)] == changed:
        return
    if changed[: len(place)] != place:
        yield written(place)
        return
    inside = get(tree, place) if has(tree, place) else None
    if isinstance(inside, dict) and "starts_s" not in inside:
        for name in inside:
            yield from _around(tree, (*place, name), changed)
