"""On which line of a TOML text each key path stands.

The text is known to be valid (or valid up to the place where a reader stopped), so the
scanner only has to find its way, not to judge.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from sim.scenario.paths import Path

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}#\r\n]*")
_STRINGS = (
    re.compile(r'"""(?:\\.|(?!""")[\s\S])*"{3,5}'),
    re.compile(r"'''(?:(?!''')[\s\S])*'{3,5}"),
    re.compile(r'"(?:\\.|[^"\\\n])*"'),
    re.compile(r"'[^'\n]*'"),
)
_ESCAPE = re.compile(r'\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[btnfr"\\])')
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


def locate(text: str) -> dict[Path, int]:
    """Line (from 1) of every key path, positions in arrays included.

    A table written in several pieces stands where it is first named by itself.
    """
    lines: dict[Path, int] = {}
    by_itself: set[Path] = set()
    for path, line, is_whole in sightings(text):
        if path not in lines or (is_whole and path not in by_itself):
            lines[path] = line
        if is_whole:
            by_itself.add(path)
    return lines


def sightings(text: str) -> Iterator[tuple[Path, int, bool]]:
    """Each mention of a key path: path, line, and whether the mention is its own (not a prefix)."""
    scanner = _Scanner(text)
    scanner.document()
    yield from scanner.found


class _LostError(Exception):
    """The text stopped being TOML."""


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: list[tuple[Path, int, bool]] = []
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._tables_in: dict[Path, int] = {}

    def document(self) -> None:
        """Scan to the end, or to the first thing that is not TOML."""
        table: Path = ()
        try:
            while self._skip(_BLANK) or self.at < len(self.text):
                if self.at >= len(self.text):
                    return
                table = self._header() if self.text[self.at] == "[" else self._pair(table)
        except (_LostError, RecursionError):
            return

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise _LostError
        self.at = match.end()
        return match.group()

    def _take(self, token: str) -> bool:
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def _need(self, token: str) -> None:
        if not self._take(token):
            raise _LostError

    def _saw(self, path: Path, at: int, is_whole: bool) -> None:
        self.found.append((path, bisect_right(self._starts, at), is_whole))

    def _header(self) -> Path:
        self._need("[")
        is_array = self._take("[")
        path: Path = ()
        keys = self._key()
        for place, (name, at) in enumerate(keys):
            path = (*path, name)
            is_last = place == len(keys) - 1
            self._saw(path, at, is_last)
            if is_array and is_last:
                self._tables_in[path] = self._tables_in.get(path, 0) + 1
            if path in self._tables_in:
                path = (*path, self._tables_in[path] - 1)
                self._saw(path, at, is_array and is_last)
        self._need("]]" if is_array else "]")
        return path

    def _pair(self, table: Path) -> Path:
        path = table
        keys = self._key()
        for place, (name, at) in enumerate(keys):
            path = (*path, name)
            self._saw(path, at, place == len(keys) - 1)
        self._need("=")
        self._skip(_SPACE)
        self._value(path)
        return table

    def _key(self) -> list[tuple[str, int]]:
        parts: list[tuple[str, int]] = []
        while not parts or self._take("."):
            self._skip(_SPACE)
            at = self.at
            if self.text[at : at + 1] in ("'", '"'):
                parts.append((_unquoted(self._string()), at))
            else:
                parts.append((self._skip(_BARE_KEY), at))
            self._skip(_SPACE)
        return parts

    def _string(self) -> str:
        for pattern in _STRINGS:
            match = pattern.match(self.text, self.at)
            if match is not None:
                self.at = match.end()
                return match.group()
        raise _LostError

    def _value(self, path: Path) -> None:
        first = self.text[self.at : self.at + 1]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        elif first in ("'", '"'):
            self._string()
        else:
            self._skip(_BARE_VALUE)

    def _array(self, path: Path) -> None:
        self._need("[")
        self._skip(_BLANK)
        position = 0
        while not self._take("]"):
            self._saw((*path, position), self.at, True)
            self._value((*path, position))
            position += 1
            self._skip(_BLANK)
            if not self._take(","):
                self._need("]")
                return
            self._skip(_BLANK)

    def _inline_table(self, path: Path) -> None:
        self._need("{")
        self._skip(_BLANK)
        while not self._take("}"):
            self._pair(path)
            self._skip(_BLANK)
            if not self._take(","):
                self._need("}")
                return
            self._skip(_BLANK)


def _unquoted(text: str) -> str:
    if text[0] == "'":
        return text[1:-1]
    return _ESCAPE.sub(lambda match: _unescaped(match.group(1)), text[1:-1])


def _unescaped(code: str) -> str:
    return chr(int(code[1:], 16)) if code[0] in "uU" and len(code) > 1 else _ESCAPES[code]
