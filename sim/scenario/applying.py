"""Making changes in the tree of a scenario: finding the levers a path names, one edit for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.errors import Fault
from sim.scenario.changes import Change
from sim.scenario.declared import Declared, declared, fields_of, is_by_name
from sim.scenario.editing import NOTHING, Lever, edited, printed
from sim.scenario.paths import Path, Tree, get, has, written
from sim.scenario.sources import drop_source
from sim.scenario.tables import TableError, Tables
from sim.scenario.wording import nearest, printable, shown, suggestion


@dataclass(frozen=True)
class AppliedChange:
    """One lever that was changed: its path, its value before and after as text, and where."""

    path: str
    before: str
    after: str
    file: str = ""
    line: int = 0

    @property
    def place(self) -> str:
        """`file:line` of the change."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        return f"{self.path}: {self.before} → {self.after}"


class ChangeError(ValueError):
    """A change names no lever, or one it cannot be made to; the text is rule; remedy."""


def apply(
    tree: Tree, changes: list[Change], tables: Tables
) -> tuple[list[AppliedChange], list[Fault]]:
    """Make the changes in `tree` itself: one entry for each lever changed, and the faults.

    A fault is a change that cannot be made, or a lever set twice; the others are made.
    """
    applied: list[AppliedChange] = []
    faults: list[Fault] = []
    made: list[tuple[Path, Change]] = []
    for change in changes:
        try:
            for path in list(_levers(tree, change)):
                _refuse_twice(path, change, made)
                _refuse_unknown(tree, path, change.edit.action)
                made.append((path, change))
                applied.append(_apply_one(tree, path, change, tables))
        except TableError as error:
            faults += error.faults or (_fault(change, error.rule, error.remedy),)
        except ValueError as error:
            rule, _, remedy = str(error).partition("; ")
            faults.append(_fault(change, rule, remedy))
    return applied, faults


def _fault(change: Change, rule: str, remedy: str) -> Fault:
    amount = change.edit.amount
    value = "" if amount is None else shown(amount)
    return Fault(
        printable(change.file), change.line, printable(written(change.path)), value, rule, remedy
    )


def _levers(tree: Tree, change: Change) -> Iterator[Path]:
    """The concrete paths that a change names. Raises ChangeError if there is none."""
    starred = "*" in change.path
    found = False
    for path in _expanded(tree, change.path, ()):
        if starred and not _is_there(tree, path):
            continue
        found = True
        yield path
    if not found:
        raise ChangeError("matches nothing; * stands for one name, such as a team or a reason")


def _expanded(tree: Any, rest: Path, done: Path) -> Iterator[Path]:
    if "*" not in rest:
        yield (*done, *rest)
        return
    place = rest.index("*")
    above = (*done, *rest[:place])
    names = get(tree, above) if has(tree, above) else None
    if isinstance(names, dict):
        for name in list(names):
            if is_by_name((*above, name)) and not _is_inside_law((*above, name)):
                yield from _expanded(tree, rest[place + 1 :], (*above, name))


def _is_inside_law(path: Path) -> bool:
    """Whether `handle_time.mean` is meant, where `handle_time.voice` could stand as well."""
    here = declared(path)
    return here is not None and here.description.startswith(f"{path[-1]} of: ")


def _is_there(tree: Tree, path: Path) -> bool:
    here = declared(path)
    has_default = here is not None and here.default is not None and has(tree, path[:-1])
    return has(tree, path) or has_default


def _refuse_unknown(tree: Tree, path: Path, action: str) -> None:
    """Raise ChangeError, with the nearest known path, if there is nothing to change."""
    if has(tree, path):
        return
    for place in range(len(path)):
        upto = path[: place + 1]
        here, above = declared(upto), declared(path[:place])
        if here is None or above is None:
            raise ChangeError(_unknown(tree, path, place))
        if has(tree, upto):
            continue
        holder = get(tree, path[:place]) if has(tree, path[:place]) else {}
        if not isinstance(holder, dict):
            what = written(path[:place])
            raise ChangeError(f"{what} is {shown(holder)}, one value for all; change {what} itself")
        is_new_name = above.shape.each is not None
        is_last = place == len(path) - 1
        if is_new_name and not (is_last and action == "set"):
            raise ChangeError(_unknown(tree, path, place))
    if action == "remove":
        raise ChangeError("is not there, so it cannot be removed; take the change away")


def _unknown(tree: Tree, path: Path, place: int) -> str:
    above = declared(path[:place])
    holder = get(tree, path[:place]) if has(tree, path[:place]) else {}
    known: list[str] = []
    if above is not None and above.shape.noun is not None:
        known = list(fields_of(above.shape.noun))
    elif isinstance(holder, dict):
        known = list(holder)
    name = str(path[place])
    close = nearest(name, known)
    if close is not None:
        return f"no such lever; did you mean {written((*path[:place], close, *path[place + 1 :]))}?"
    where = f"in {written(path[:place])}" if place else "at the top"
    return f"no {shown(name)} {where}; {suggestion(name, known)}"


def _refuse_twice(path: Path, change: Change, made: list[tuple[Path, Change]]) -> None:
    for other, earlier in made:
        shorter = min(len(path), len(other))
        if path[:shorter] != other[:shorter]:
            continue
        one, two = change.edit.between, earlier.edit.between
        if path == other and one and two and (one[1] <= two[0] or two[1] <= one[0]):
            continue  # two stretches of one day do not meet
        place = f"{earlier.file}:{earlier.line}" if earlier.line else written(earlier.path)
        raise ChangeError(
            f"{written(path)} is set twice; {place} sets it already, keep one of them"
        )


def _apply_one(tree: Tree, path: Path, change: Change, tables: Tables) -> AppliedChange:
    here = declared(path) or Declared.nothing()
    before = get(tree, path) if has(tree, path) else NOTHING
    drop_source(tree, path)
    if change.edit.action == "remove":
        del get(tree, path[:-1])[path[-1]]
        return AppliedChange(written(path), printed(before), "removed", change.file, change.line)
    after = edited(Lever(path, here, before, tree, tables), change.edit)
    _set(tree, path, after)
    texts = printed(before, after, here.default), printed(after, before)
    return AppliedChange(written(path), *texts, change.file, change.line)


def _set(tree: Any, path: Path, value: Any) -> None:
    node = tree
    for part in path[:-1]:
        node = node.setdefault(part, {}) if isinstance(node, dict) else node[part]
    node[path[-1]] = value
