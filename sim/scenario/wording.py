"""How names and values are shown, compared with known ones, and turned into file names."""

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$")


def printable(text: str) -> str:
    """The text with every control, format and bidirectional character written as an escape."""
    return "".join(
        _escape(char) if unicodedata.category(char) in _HIDDEN else char for char in text
    )


def _escape(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii") if ord(char) else "\\0"


def shown(value: Any, width: int = 60) -> str:
    """A value as it would be typed into a scenario, on one line, cut at `width` characters."""
    text = printable(_typed(value))
    return text if len(text) <= width else text[: width - 1] + "…"


def _typed(value: Any) -> str:  # noqa: PLR0911  one line a kind of value
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        if "starts_s" in value and "values" in value:
            return f"a table of {len(value['values'])} intervals"
        return "{ " + ", ".join(f"{key} = {_typed(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_typed(part) for part in value) + "]"
    if isinstance(value, float):
        return str(getattr(value, "typed", f"{value:.15g}"))
    return "…" if value is None else str(value)


def listed(names: Iterable[str], at_most: int = 8) -> str:
    """`a, b, c`; long lists end in `… (12 in all)`."""
    every = [printable(name) for name in names]
    text = ", ".join(every[:at_most])
    return text if len(every) <= at_most else f"{text} … ({len(every)} in all)"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` was probably meant to be, or None."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    close = difflib.get_close_matches(str(name).casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def suggestion(name: str, known: Iterable[str]) -> str:
    """The remedy for an unknown name: the nearest known one, else the list of all."""
    every = list(known)
    close = nearest(name, every)
    if close is not None:
        return f"did you mean {printable(close)}?"
    return f"known: {listed(every)}" if every else "none are known here"


def slug(text: str) -> str:
    """A name that is safe for a folder on every system: a-z, 0-9, `_`, `-`; never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    safe = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")[:60].strip("-")
    if not safe or (not text.isascii() and len(safe) < len(text) / 2):
        safe = (
            f"{safe or 'scenario'}-{hashlib.sha256(text.encode(errors='replace')).hexdigest()[:8]}"
        )
    return f"{safe}-" if _RESERVED.match(safe) else safe
