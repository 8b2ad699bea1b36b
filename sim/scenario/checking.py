"""From a tree as it was typed to a checked centre: every fault found in one pass.

`check(tree, places, tables)` → Checked, or ScenarioError with all faults.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from sim.errors import Fault, ScenarioError
from sim.scenario.consistency import findings, local_findings
from sim.scenario.declared import leaves
from sim.scenario.finding import Finding
from sim.scenario.intervals import as_numbers
from sim.scenario.mending import mended
from sim.scenario.names import hygiene
from sim.scenario.paths import Path, Tree, copied, written
from sim.scenario.places import Places
from sim.scenario.refusals import refusals
from sim.scenario.scenario import Centre
from sim.scenario.tables import TableError, Tables
from sim.scenario.wording import printable


@dataclass(frozen=True)
class Checked:
    """A tree that is fit to be played.

    tree     with every table resolved to its numbers
    centre   the same, as nouns
    places   where each value was written
    warnings what is allowed, but probably not meant
    """

    tree: Tree
    centre: Centre
    places: Places
    warnings: tuple[str, ...]


def check(tree: Tree, places: Places, tables: Tables) -> Checked:
    """The checked tree. Raises ScenarioError with every fault."""
    clean, faults = hygiene(tree, places)
    resolved, table_faults, unread = resolve(clean, places, tables)
    faults += table_faults
    centre, refused = _centre(resolved, places)
    faults += [fault for fault in refused if not _is_told(fault, faults, unread)]
    found = list(findings(centre)) if centre and not faults else _findings_apart(resolved)
    told = {fault.key for fault in faults} | {written(path) for path in unread}
    faults += [
        fault
        for fault in (_as_fault(finding, places) for finding in found if finding.is_refused)
        if not any(_overlaps(fault.key, key) for key in told)
    ]
    if faults or centre is None:
        raise ScenarioError(faults, file=printable(places.file))
    calm = places.of_base()
    warnings = (str(_as_fault(finding, calm)) for finding in found)
    return Checked(resolved, centre, places, tuple(dict.fromkeys(warnings)))


def resolve(tree: Tree, places: Places, tables: Tables) -> tuple[Tree, list[Fault], list[Path]]:
    """A copy of the tree with every named column as its numbers; what cannot be read, and where."""
    resolved = copied(tree)
    faults: list[Fault] = []
    unread: list[Path] = []
    for path, value, here in list(leaves(tree)):
        kind = here.shape.kind
        if kind is None or kind.name not in ("table", "headcount") or not isinstance(value, str):
            continue
        if kind.name == "headcount" and ":" not in value:
            rule = "needs a whole number of agents, or a table column"
            faults.append(places.fault(path, value, rule, 'write 12 or "staff.csv:frontline"'))
            unread.append(path)
            _put(resolved, path, None)
            continue
        try:
            profile = tables.profile(value, whole=kind.name == "headcount")
        except TableError as error:
            faults += error.faults or (places.fault(path, value, error.rule, error.remedy),)
            unread.append(path)
            _put(resolved, path, None)
            continue
        _put(resolved, path, as_numbers(profile))
    return resolved, faults, unread


def _put(tree: Any, path: Path, value: Any) -> None:
    node = tree
    for part in path[:-1]:
        node = node[part]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value


def _centre(tree: Tree, places: Places) -> tuple[Centre | None, list[Fault]]:
    try:
        return Centre.model_validate(tree, context={"written": True}), []
    except ValidationError as error:
        return None, refusals(error.errors(include_url=False), tree, places)


def _findings_apart(tree: Tree) -> list[Finding]:
    """What the rules find in a tree with faults, once each fault is replaced by something valid."""
    centre = mended(tree)
    return list(local_findings(centre)) if centre else []


def _as_fault(finding: Finding, places: Places) -> Fault:
    return places.fault(finding.path, finding.value, finding.rule, finding.remedy)


def _is_told(fault: Fault, faults: list[Fault], unread: list[Path]) -> bool:
    """Whether a value was refused already, and only its absence shows here."""
    return fault.key in map(written, unread) or any(
        fault.key == other.key and fault.file == other.file for other in faults
    )


def _overlaps(key: str, told: str) -> bool:
    return key == told or key.startswith((told + ".", told + "[")) or told.startswith(key + ".")
