"""Reading scenario files. The only module that knows TOML's reader.

`load("monday.toml")` gives a Scenario, or raises ScenarioError with every fault.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from sim.errors import Fault, ScenarioError
from sim.scenario.document import Document
from sim.scenario.extends import Loader
from sim.scenario.locate import locate, sightings
from sim.scenario.paths import Path as KeyPath
from sim.scenario.reading import (
    LARGEST_SCENARIO,
    SMALLEST,
    UnreadableError,
    decode,
    read_bytes,
)
from sim.scenario.variant import Scenario
from sim.scenario.wording import printable, shown

_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


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
    label = str(path)
    try:
        content = read_bytes(file, LARGEST_SCENARIO)
    except UnreadableError as error:
        raise ScenarioError([_of_file(label, error)]) from None
    document = _understood(content, label, file.name, file.parent, file.resolve())
    return Loader(_understood).scenario(document, name or file.stem)


def from_text(text: str, *, folder: str | Path | None = None, name: str = "text") -> Scenario:
    """The scenario in a TOML text; tables and bases are looked for in `folder`."""
    where = None if folder is None else Path(folder)
    content = text.encode("utf-8", "surrogatepass")
    document = _understood(content, name, f"{name}.toml", where, None)
    return Loader(_understood).scenario(document, name)


def _of_file(label: str, error: UnreadableError) -> Fault:
    rule, _, remedy = str(error).partition("; ")
    return Fault(printable(label), 0, "", "", rule, remedy)


def _understood(
    content: bytes, label: str, name: str, folder: Path | None, path: Path | None
) -> Document:
    try:
        text = decode(content)
    except UnreadableError as error:
        raise ScenarioError([_of_file(label, error)]) from None
    if not text.strip():
        remedy = f"smallest valid example:\n{SMALLEST}"
        raise ScenarioError([Fault(printable(label), 0, "", "", "scenario is empty", remedy)])
    tree = _parsed(text, label)
    lines = locate(text.replace("\r\n", "\n"))
    return Document(label, name, folder, content, tree, lines, path)


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
