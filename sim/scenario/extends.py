"""Following `extends` from a file to its base, and gathering the changes on the way back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.errors import Fault, ScenarioError
from sim.scenario.changes import Change, change_from
from sim.scenario.checking import check
from sim.scenario.document import Document
from sim.scenario.paths import Path as KeyPath
from sim.scenario.places import Places
from sim.scenario.reading import LARGEST_SCENARIO, UnreadableError, inside, read_bytes
from sim.scenario.variant import Scenario, based, varied
from sim.scenario.wording import listed, nearest, printable, shown

_VARIANT_FIELDS = ("extends", "title", "why", "sources", "change")
# What makes a document of bytes: label, name, folder and path go with them.
Understand = Callable[[bytes, str, str, Path | None, Path | None], Document]


class Loader:
    """Makes a scenario of one document, and of those it extends."""

    def __init__(self, understand: Understand) -> None:
        self._understand = understand
        self._reading: list[Path | None] = []
        self._read: dict[Path, Document] = {}

    def scenario(self, document: Document, name: str) -> Scenario:
        """The checked scenario. Raises ScenarioError with every fault."""
        if "extends" not in document.tree:
            return _base(document, name)
        variants, base_document = self._resolved(document)
        base = _base(base_document, name)
        changes, faults = _all_changes(variants)
        try:
            scenario = _varied(base, changes, name, document, variants)
        except ScenarioError as error:
            faults += error.faults
        if faults:
            raise ScenarioError(faults, file=printable(document.label))
        return scenario

    def _resolved(self, document: Document) -> tuple[list[Document], Document]:
        """Every variant on the way, once each, bases first; and the one base of all."""
        _refuse_fields(document)
        self._reading.append(document.path)
        variants: list[Document] = []
        bases: list[Document] = []
        for place, extended in self._extended(document):
            if "extends" in extended.tree:
                inner, base = self._resolved(extended)
                variants += [variant for variant in inner if variant not in variants]
            else:
                base = extended
            if bases and base.path != bases[0].path:
                rule = f"extends {bases[0].name} and {base.name}, two bases"
                fault = document.fault(place, None, rule, "variants of one base go together")
                raise ScenarioError([fault])
            bases.append(base)
        self._reading.pop()
        return [*variants, document], bases[0]

    def _extended(self, document: Document) -> list[tuple[KeyPath, Document]]:
        asked = document.tree["extends"]
        names = asked if isinstance(asked, list) else [asked]
        if not names or not all(isinstance(name, str) for name in names):
            fault = document.fault(("extends",), asked, "must name files", 'write "monday.toml"')
            raise ScenarioError([fault])
        places = [
            ("extends", at) if isinstance(asked, list) else ("extends",) for at in range(len(names))
        ]
        return [
            (place, self._open(document, place, name))
            for place, name in zip(places, names, strict=True)
        ]

    def _open(self, document: Document, place: KeyPath, name: str) -> Document:
        if document.folder is None:
            raise ScenarioError(
                [document.fault(place, name, "names a file, but there is no folder")]
            )
        try:
            file = inside(document.folder, name)
            if file not in self._read:
                content = read_bytes(file, LARGEST_SCENARIO)
                label = document.prefix + name
                relative = str(Path(document.name).parent / name).replace("\\", "/")
                self._read[file] = self._understand(content, label, relative, file.parent, file)
        except UnreadableError as error:
            rule, _, remedy = str(error).partition("; ")
            near = nearest(name, [other.name for other in document.folder.glob("*.toml")])
            if near and "no such file" in rule:
                remedy = f"did you mean {shown(near)}?"
            raise ScenarioError([document.fault(place, name, rule, remedy)]) from None
        if file in self._reading:
            rule, remedy = "comes back to a file that extends it", "a chain must end at a base"
            raise ScenarioError([document.fault(place, name, rule, remedy)])
        return self._read[file]


def _base(document: Document, name: str) -> Scenario:
    tables = document.tables
    if "change" in document.tree:
        fault = document.fault(
            ("change",), None, "a change needs a base", 'add extends = "monday.toml"'
        )
        raise ScenarioError([fault])
    checked = check(document.tree, Places(document.label, document.lines), tables)
    return based(name, checked, files=(document.source, *tables.files), folder=document.folder)


def _refuse_fields(document: Document) -> None:
    """Refuse what a variant cannot say. A variant changes levers; it does not restate nouns."""
    faults = [
        document.fault(
            (key,), None, "a file that extends another has no such field", _variant_remedy(key)
        )
        for key in document.tree
        if key not in _VARIANT_FIELDS
    ]
    for key, kind, example in (
        ("title", str, '"…"'),
        ("why", str, '"…"'),
        ("change", dict, "[change]"),
        ("sources", dict, "[sources]"),
    ):
        value = document.tree.get(key)
        if value is not None and not isinstance(value, kind):
            faults.append(document.fault((key,), value, "cannot be read", f"write {example}"))
    if faults:
        raise ScenarioError(faults, file=printable(document.label))


def _variant_remedy(key: str) -> str:
    close = nearest(key, _VARIANT_FIELDS)
    if close:
        return f"did you mean {close}?"
    return (
        f'known: {listed(_VARIANT_FIELDS)}; a lever goes under [change] as "{printable(key)}.…" = …'
    )


def _varied(
    base: Scenario, changes: list[Change], name: str, document: Document, variants: list[Document]
) -> Scenario:
    """The base with the changes of every variant; words are those of the file asked for."""
    sources: dict[str, str] = {}
    for variant in variants:
        sources |= variant.tree.get("sources", {})
    return varied(
        base,
        changes,
        name=name,
        tables=document.tables,
        title=document.tree.get("title"),
        why=document.tree.get("why"),
        sources=sources,
        files=tuple(variant.source for variant in variants),
    )


def _all_changes(documents: list[Document]) -> tuple[list[Change], list[Fault]]:
    """The changes of all files, each with its line, and those that cannot be read."""
    changes: list[Change] = []
    faults: list[Fault] = []
    for document in documents:
        for path, value in document.tree.get("change", {}).items():
            try:
                changes.append(_change(document, path, value))
            except ScenarioError as error:
                faults += error.faults
    return changes, faults


def _change(document: Document, path: str, value: Any) -> Change:
    if "." not in path and isinstance(value, dict):
        remedy = f'write the whole path in quotes: "{printable(_first_leaf(path, value))}" = …'
        fault = document.fault(("change", path), None, "is no path of a lever", remedy)
        raise ScenarioError([fault])
    return change_from(path, value, document.label, document.lines.get(("change", path), 0))


def _first_leaf(path: str, value: Any) -> str:
    while isinstance(value, dict) and value and not set(value) & {"plus", "times", "set", "remove"}:
        name = next(iter(value))
        path, value = f"{path}.{name}", value[name]
    return path
