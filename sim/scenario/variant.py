"""A scenario: a checked centre, the base it is a variant of, and what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from sim.errors import Fault, ScenarioError
from sim.scenario.applying import AppliedChange, apply
from sim.scenario.changes import Change, change_from
from sim.scenario.checking import Checked, check
from sim.scenario.digest import digest_of
from sim.scenario.mechanism import Mechanism
from sim.scenario.paths import Tree, copied, parse
from sim.scenario.places import Places
from sim.scenario.policy import Policy
from sim.scenario.reading import SourceFile
from sim.scenario.scenario import Centre
from sim.scenario.tables import Tables
from sim.scenario.wording import printable, slug


@dataclass(frozen=True)
class Scenario:
    """What a planner wrote, checked. Made by `load`, `from_text` and `change`.

    name      safe for a folder: from the file's name, or given
    centre    the nouns, in seconds, shares and counts
    base      the centre of the base it extends; its own if it extends none
    raw       the tree as typed, changes applied, every table resolved to numbers; JSON-able
    changes   what distinguishes it from the base, in order
    files     every file that was read, with the bytes read
    warnings  what is allowed but probably not meant, as `file:line: key = value: rule; remedy`
    policy    own rules in Python, see `with_policy`
    mechanism an own extension of the reference engine, see `with_mechanism`
    """

    name: str
    centre: Centre
    base: Centre
    raw: Tree
    changes: tuple[AppliedChange, ...] = ()
    files: tuple[SourceFile, ...] = ()
    warnings: tuple[str, ...] = ()
    folder: FilePath | None = field(default=None, compare=False)
    places: Places = field(default=Places(""), compare=False)
    policy: Policy | None = None
    mechanism: Mechanism | None = None

    @property
    def title(self) -> str:
        """One line, for tables and plots."""
        return self.centre.title

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the checked numbers; the same in minutes and in seconds, titles left out.

        Own rules belong to it, with their sources.
        """
        in_python = [own.digest for own in (self.policy, self.mechanism) if own is not None]
        return digest_of(self.centre, self.base, "/".join(in_python))

    def change(
        self, changes: Mapping[str, Any], name: str | None = None, title: str | None = None
    ) -> Scenario:
        """A new scenario with some levers changed; this one stays as it is.

            bank.change({"teams.desk.agents": sim.plus(2)}, name="two more at the desk")

        A value sets the lever; `plus`, `times`, `set_to` and `remove` say more. Table columns
        such as `"staff.csv:late"` are read beside the scenario's file.

        Raises ScenarioError with every change that cannot be made.
        """
        label = name or title or f"{self.name} with {' and '.join(changes)} changed"
        asked = [change_from(path, value, f"change {label}", 0) for path, value in changes.items()]
        return varied(
            self, asked, name=slug(label), title=title or name, tables=Tables(self.folder)
        )

    def with_policy(self, policy: Policy | None, name: str | None = None) -> Scenario:
        """The same scenario under own rules in Python; None goes back to the scenario's rules.

        bank.with_policy(sim.Policy(score=by_value), name="by value")
        """
        label = name or f"{self.name} with {'own rules' if policy else 'its rules'}"
        return replace(self._titled(label), policy=policy)

    def with_mechanism(self, mechanism: Mechanism | None, name: str | None = None) -> Scenario:
        """The same scenario with an own mechanism, which the reference engine alone can play."""
        label = name or f"{self.name} with {mechanism.name if mechanism else 'no mechanism'}"
        return replace(self._titled(label), mechanism=mechanism)

    def _titled(self, label: str) -> Scenario:
        tree = copied(self.raw)
        tree["title"] = f"{self.title} ({label})"
        centre = self.centre.model_copy(update={"title": tree["title"]})
        return replace(self, name=slug(label), raw=tree, centre=centre)

    def __hash__(self) -> int:
        return hash((self.name, self.digest))

    def __repr__(self) -> str:
        changed = f", {len(self.changes)} changed" if self.changes else ""
        return f"<Scenario {self.name}: {printable(self.title)}{changed}, {self.digest[:12]}>"


def based(
    name: str, checked: Checked, *, files: tuple[SourceFile, ...], folder: FilePath | None
) -> Scenario:
    """A scenario that extends no other."""
    return Scenario(
        name=slug(name),
        centre=checked.centre,
        base=checked.centre,
        raw=checked.tree,
        files=files,
        warnings=checked.warnings,
        folder=folder,
        places=checked.places,
    )


def varied(
    scenario: Scenario,
    changes: list[Change],
    *,
    name: str,
    tables: Tables,
    title: str | None = None,
    why: str | None = None,
    sources: Mapping[str, str] | None = None,
    files: tuple[SourceFile, ...] = (),
) -> Scenario:
    """The scenario with changes made. Raises ScenarioError with every one that cannot be."""
    tree = copied(scenario.raw)
    applied, faults = apply(tree, changes, tables)
    tree["title"] = title or f"{scenario.title} ({name})"
    tree.pop("why", None)
    if why:
        tree["why"] = why
    if sources:
        tree["sources"] = {**tree.get("sources", {}), **sources}
    touched = {parse(change.path): (change.file, change.line) for change in applied}
    places = scenario.places.with_changes(touched)
    checked = _checked(tree, places, tables, faults, {change.path for change in applied})
    return replace(
        scenario,
        name=slug(name),
        centre=checked.centre,
        raw=checked.tree,
        changes=(*scenario.changes, *applied),
        files=_together(scenario.files, files, tables.files),
        warnings=checked.warnings,
        places=checked.places,
    )


def _checked(
    tree: Tree, places: Places, tables: Tables, faults: list[Fault], changed: set[str]
) -> Checked:
    """The checked tree. Raises ScenarioError with the faults of the changes and of their values.

    Where a change could not be made, what else does not fit together may be its doing: then
    only the values that other changes gave are faulted beside it.
    """
    try:
        checked = check(tree, places, tables)
    except ScenarioError as error:
        if not faults:
            raise
        of_values = [fault for fault in error.faults if fault.key in changed]
        raise ScenarioError([*faults, *of_values]) from None
    if faults:
        raise ScenarioError(faults)
    return checked


def _together(*groups: tuple[SourceFile, ...]) -> tuple[SourceFile, ...]:
    """Every file once, in the order they were read."""
    return tuple({file.name: file for group in groups for file in group}.values())
