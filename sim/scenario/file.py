"""Reading scenario files. The only module that knows TOML's reader.

`load("monday.toml")` gives a Scenario, or raises ScenarioError with every fault.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import Fault, ScenarioError
from sim.scenario.changes import Change, change_from
from sim.scenario.checking import check
from sim.scenario.locate import locate, sightings
from sim.scenario.paths import Path as KeyPath
from sim.scenario.places import Places
from sim.scenario.reading import (
    LARGEST_SCENARIO,
    SMALLEST,
    SourceFile,
    UnreadableError,
    decode,
    inside,
    read_bytes,
)
from sim.scenario.tables import Tables
from sim.scenario.variant import Scenario, based, varied
from sim.scenario.wording import listed, nearest, printable, shown

_VARIANT_FIELDS = ("extends", "title", "why", "sources", "change")
_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True)
class _Document:
    """One TOML file, read but not yet understood.

    label  how messages name it
    name   relative to the folder of the file that was asked for
    path   the file itself, links resolved; None for a text
    """

    label: str
    name: str
    folder: Path | None
    content: bytes
    tree: dict[str, Any]
    lines: dict[KeyPath, int]
    path: Path | None = None

    @property
    def source(self) -> SourceFile:
        return SourceFile(self.name, self.content)

    @property
    def prefix(self) -> str:
        """What goes before the names of files beside it."""
        return self.label[: len(self.label) - len(Path(self.label).name)]

    def fault(self, path: KeyPath, value: Any, rule: str, remedy: str = "") -> Fault:
        return Places(self.label, self.lines).fault(path, value, rule, remedy)


class _TypedFloat(float):
    """A number that remembers how it was typed, for messages: `1e400` is not called `inf`."""

    def __init__(self, typed: str) -> None:
        self.typed = typed


def load(path: str | Path, *, name: str | None = None) -> Scenario:
    """The scenario in a TOML file, with the tables beside it and the base it extends.

    name  what results and their folder are called; the file's own name if not given

    Raises ScenarioError: each fault with file, line, key, value, rule and remedy.
    """
    file = Path(path)
    document = _read(file, str(path), file.name)
    return _Loader().scenario(document, name or file.stem)


def from_text(text: str, *, folder: str | Path | None = None, name: str = "text") -> Scenario:
    """The scenario in a TOML text; tables and bases are looked for in `folder`."""
    document = _understood(text.encode("utf-8", "surrogatepass"), name, f"{name}.toml", folder)
    return _Loader().scenario(document, name)


def _read(file: Path, label: str, name: str) -> _Document:
    try:
        content = read_bytes(file, LARGEST_SCENARIO)
    except UnreadableError as error:
        rule, _, remedy = str(error).partition("; ")
        raise ScenarioError([Fault(printable(label), 0, "", "", rule, remedy)]) from None
    return _understood(content, label, name, file.parent, file.resolve())


def _understood(
    content: bytes, label: str, name: str, folder: str | Path | None, path: Path | None = None
) -> _Document:
    try:
        text = decode(content)
    except UnreadableError as error:
        rule, _, remedy = str(error).partition("; ")
        raise ScenarioError([Fault(printable(label), 0, "", "", rule, remedy)]) from None
    if not text.strip():
        remedy = f"smallest valid example:\n{SMALLEST}"
        raise ScenarioError([Fault(printable(label), 0, "", "", "scenario is empty", remedy)])
    tree = _parsed(text, label)
    where = None if folder is None else Path(folder)
    lines = locate(text.replace("\r\n", "\n"))
    return _Document(label, name, where, content, tree, lines, path)


def _parsed(text: str, label: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=_TypedFloat)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([_syntax_fault(text, label, str(error))]) from None
    except RecursionError:
        rule, remedy = "is nested too deeply", "a scenario has at most a dozen levels"
    except ValueError:
        rule, remedy = "holds a number too long to read", "numbers have at most 15 digits"
    raise ScenarioError([Fault(printable(label), 0, "", "", rule, remedy)])


def _syntax_fault(text: str, label: str, message: str) -> Fault:
    match = _WHERE.search(message)
    lines = text.splitlines() or [""]
    line = int(match.group(1)) if match and match.group(1) else len(lines)
    column = int(match.group(2)) if match and match.group(2) else len(lines[-1]) + 1
    what = _WHERE.sub("", message)
    typed = lines[line - 1].strip() if line <= len(lines) else ""
    if "overwrite" in what or "twice" in what or "mutable" in what:
        return Fault(
            printable(label), line, "", "", f"{shown(typed)} is set twice", _first(text, line)
        )
    rule = f"not valid TOML: {printable(what[:1].lower() + what[1:])}"
    return Fault(
        printable(label), line, "", "", rule, f"the line reads: {printable(typed[:60])}", column
    )


def _first(text: str, line: int) -> str:
    """Where the key on this line was set before."""
    seen: dict[KeyPath, int] = {}
    for path, at, is_whole in sightings(text):
        if is_whole and path in seen and at >= line:
            return f"line {seen[path]} sets it already"
        if is_whole:
            seen.setdefault(path, at)
    return "keep one of them"


class _Loader:
    """Follows `extends` from a file to its base, and gathers the changes on the way back."""

    def __init__(self) -> None:
        self._reading: list[Path | None] = []
        self._read: dict[Path, _Document] = {}

    def scenario(self, document: _Document, name: str) -> Scenario:
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

    def _resolved(self, document: _Document) -> tuple[list[_Document], _Document]:
        """Every variant on the way, once each, bases first; and the one base of all."""
        _refuse_fields(document)
        self._reading.append(document.path)
        variants: list[_Document] = []
        bases: list[_Document] = []
        for place, extended in self._extended(document):
            if "extends" in extended.tree:
                inner, base = self._resolved(extended)
                variants += [variant for variant in inner if variant not in variants]
            else:
                base = extended
            if bases and base.name != bases[0].name:
                rule = f"extends {bases[0].name} and {base.name}, two bases"
                fault = document.fault(place, None, rule, "variants of one base go together")
                raise ScenarioError([fault])
            bases.append(base)
        self._reading.pop()
        return [*variants, document], bases[0]

    def _extended(self, document: _Document) -> list[tuple[KeyPath, _Document]]:
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

    def _open(self, document: _Document, place: KeyPath, name: str) -> _Document:
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
                self._read[file] = _understood(content, label, relative, file.parent, file)
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


def _tables(document: _Document) -> Tables:
    return Tables(document.folder, document.prefix)


def _base(document: _Document, name: str) -> Scenario:
    tables = _tables(document)
    if "change" in document.tree:
        fault = document.fault(
            ("change",), None, "a change needs a base", 'add extends = "monday.toml"'
        )
        raise ScenarioError([fault])
    checked = check(document.tree, Places(document.label, document.lines), tables)
    return based(name, checked, files=(document.source, *tables.files), folder=document.folder)


def _refuse_fields(document: _Document) -> None:
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
    base: Scenario, changes: list[Change], name: str, document: _Document, variants: list[_Document]
) -> Scenario:
    """The base with the changes of every variant; words are those of the file asked for."""
    sources: dict[str, str] = {}
    for variant in variants:
        sources |= variant.tree.get("sources", {})
    return varied(
        base,
        changes,
        name=name,
        tables=_tables(document),
        title=document.tree.get("title"),
        why=document.tree.get("why"),
        sources=sources,
        files=tuple(variant.source for variant in variants),
    )


def _all_changes(documents: list[_Document]) -> tuple[list[Change], list[Fault]]:
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


def _change(document: _Document, path: str, value: Any) -> Change:
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
