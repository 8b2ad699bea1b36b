"""What is refused in any tree before its fields are looked at: numbers that are none, bad names.

`hygiene(tree, places)` gives a clean copy and every fault.
"""

import datetime as dt
import math
import unicodedata
from typing import Any

from sim.errors import Fault
from sim.scenario.declared import is_by_name
from sim.scenario.paths import Path
from sim.scenario.places import Places
from sim.scenario.wording import shown

LONGEST_NAME = 60
_DEEPEST = 12
_LARGEST = 10**15
# Cyrillic and Greek letters that look like Latin ones in most typefaces.
_TWINS = str.maketrans(
    "авекмнорстухіјѕԁһӏԛԝɡαεικνορτυχγΑВЕКМНОРСТУХІЈЅΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "abekmhopctyxijsdhlqwgaeiknoptuxyabekmhopctyxijsbezhikmnoptyx",
)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


def hygiene(tree: dict[str, Any], places: Places) -> tuple[dict[str, Any], list[Fault]]:
    """The tree with times as text and names in one Unicode form, and what had to be refused."""
    faults: list[Fault] = []
    clean = _clean(tree, (), places, faults)
    return clean, faults


def _clean(value: Any, path: Path, places: Places, faults: list[Fault]) -> Any:
    if len(path) > _DEEPEST:
        faults.append(places.fault(path[:_DEEPEST], None, "is nested too deeply"))
        return None
    if isinstance(value, dict):
        return _clean_table(value, path, places, faults)
    if isinstance(value, list):
        return [_clean(part, (*path, at), places, faults) for at, part in enumerate(value)]
    return _clean_value(value, path, places, faults)


def _clean_value(value: Any, path: Path, places: Places, faults: list[Fault]) -> Any:
    rule = _number_rule(value)
    if rule:
        faults.append(places.fault(path, value, rule[0], rule[1]))
        return None
    if isinstance(value, dt.time):
        return value.isoformat(timespec="seconds")
    if isinstance(value, float):
        return float(value) + 0.0  # no negative zero
    return value


def _number_rule(value: Any) -> tuple[str, str] | None:
    if isinstance(value, float) and not math.isfinite(value):
        return "needs a finite number", "leave the field out if there is no limit"
    if isinstance(value, int | float) and abs(value) > _LARGEST:
        return "is too large a number", f"at most {_LARGEST:.0e}"
    if isinstance(value, dt.date | dt.datetime):
        return "is a date", "no field takes one; put text in quotes"
    return None


def _clean_table(
    table: dict[str, Any], path: Path, places: Places, faults: list[Fault]
) -> dict[str, Any]:
    chosen = bool(table) and is_by_name((*path, next(iter(table)))) and path != ("sources",)
    seen: dict[str, str] = {}
    clean: dict[str, Any] = {}
    for name, value in table.items():
        below = (*path, name)
        if chosen and name != "*":  # `handle_time = { "*" = …, email = … }`
            rule = _name_rule(name) or _twin_rule(name, seen)
            if rule:
                faults.append(places.fault(below, None, rule[0], rule[1]))
                continue
        clean[unicodedata.normalize("NFC", name)] = _clean(value, below, places, faults)
    return clean


def _name_rule(name: str) -> tuple[str, str] | None:
    """Why a name cannot be used, with the remedy."""
    if not name.strip():
        return "a name may not be empty", ""
    if name != name.strip():
        return f"the name {shown(name)} begins or ends with a blank", "take it away"
    if len(name) > LONGEST_NAME:
        return f"a name of {len(name)} characters", f"at most {LONGEST_NAME}"
    composed = unicodedata.normalize("NFC", name)
    for char in composed:
        if not (char.isalnum() or char in "_-" or unicodedata.category(char) in ("Mn", "Mc")):
            return f"the name {shown(name)} holds {shown(char)}", "use letters, digits, _ and -"
    scripts = sorted({_script(char) for char in composed} - {""})
    if len(scripts) > 1:
        found = " and ".join(script.capitalize() for script in scripts)
        return f"the name {shown(name)} mixes {found} letters", "they look alike; use one script"
    return None


def _script(char: str) -> str:
    name = unicodedata.name(char, "")
    return next((script for script in _SCRIPTS if name.startswith(script)), "")


def _twin_rule(name: str, seen: dict[str, str]) -> tuple[str, str] | None:
    """Whether a name looks like an earlier one; `seen` maps what a reader sees to the name."""
    look = unicodedata.normalize("NFKC", name).translate(_TWINS).casefold().translate(_TWINS)
    if look in seen:
        return f"the name {shown(name)} looks like {shown(seen[look])}", "rename one of them"
    seen[look] = name
    return None
