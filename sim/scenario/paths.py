"""Paths into a scenario: `teams.desk.shifts[0].agents`, as a tuple of names and positions."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Path = tuple[str | int, ...]
Tree = dict[str, Any]

_INDEX = re.compile(r"(.*?)((?:\[\d+\])+)$", re.ASCII)


def written(path: Path) -> str:
    """The path as people write it."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def parse(text: str) -> Path:
    """The path people wrote. Raises ValueError for an empty part."""
    parts: list[str | int] = []
    for piece in text.split("."):
        match = _INDEX.match(piece)
        name, positions = match.groups() if match else (piece, "")
        if not name.strip():
            raise ValueError("has an empty part")
        parts.append(name.strip())
        parts.extend(int(digits) for digits in re.findall(r"\d+", positions))
    return tuple(parts)


def has(tree: Any, path: Path) -> bool:
    """Whether the tree holds something at the path."""
    try:
        get(tree, path)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def get(tree: Any, path: Path) -> Any:
    """What the tree holds at the path. Raises KeyError, IndexError or TypeError if nothing."""
    node = tree
    for part in path:
        if isinstance(node, str):
            raise KeyError(part)
        node = node[part]
    return node


def copied(tree: Any) -> Any:
    """A copy that shares no dict and no list with the original."""
    if isinstance(tree, Mapping):
        return {key: copied(value) for key, value in tree.items()}
    return [copied(value) for value in tree] if isinstance(tree, list | tuple) else tree


def covers(pattern: Path, path: Path) -> bool:
    """Whether `path` is what `pattern` names, or lies inside it; `*` matches one name."""
    return len(pattern) <= len(path) and all(
        wanted in ("*", part) for wanted, part in zip(pattern, path, strict=False)
    )


def matches(tree: Any, pattern: Path) -> Iterator[Path]:
    """Every path of the tree that `pattern` names, in the tree's order."""
    if not pattern:
        yield ()
        return
    first, rest = pattern[0], pattern[1:]
    if isinstance(tree, Mapping):
        names = list(tree) if first == "*" else [first] if first in tree else []
        for name in names:
            for below in matches(tree[name], rest):
                yield (name, *below)
    elif isinstance(tree, list) and isinstance(first, int) and first < len(tree):
        for below in matches(tree[first], rest):
            yield (first, *below)
