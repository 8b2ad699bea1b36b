"""What pydantic found wrong with a tree, in this project's words.

`refusals(errors, tree, places)` gives one fault per value, never pydantic's own wording.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sim.errors import Fault
from sim.scenario.declared import Declared, declared, fields_of
from sim.scenario.paths import Path, get, has, written
from sim.scenario.places import Places
from sim.scenario.wording import listed, nearest, printable, shown

_SCALAR = {"float_type", "int_type", "int_from_float", "string_type", "dataclass_type"}
_TABLE = {"dict_type", "model_type", "model_attributes_type", "mapping_type", "dataclass_type"}
_EXAMPLES = {
    "duration": '"4m30s"',
    "clock": '"08:30"',
    "number": "1.5",
    "share": "0.5",
    "money": "38",
    "count": "3",
    "headcount": "12",
    "table": '"volumes.csv:column"',
    "law": '{ mean = "5m", cv = 0.9 }',
    "money law": "{ mean = 120, cv = 1.2 }",
    "text": '"…"',
}


def refusals(errors: Iterable[Any], tree: Any, places: Places) -> list[Fault]:
    """One fault for each value that pydantic refused."""
    by_path: dict[Path, list[Any]] = {}
    for error in errors:
        by_path.setdefault(path_of(error, tree), []).append(error)
    return [
        _fault(path, _telling(found, tree, path), tree, places)
        for path, found in by_path.items()
        if not _is_other_branch(path, found, by_path, tree)
    ]


def path_of(error: Any, tree: Any) -> Path:
    """The path in the tree; pydantic's own marks of union branches are left out."""
    node, path = tree, []
    for place, part in enumerate(error["loc"]):
        if (isinstance(node, Mapping) and part in node) or (
            isinstance(node, list) and isinstance(part, int) and part < len(node)
        ):
            node = node[part]
        elif not (error["type"] == "missing" and place == len(error["loc"]) - 1):
            continue
        path.append(part)
    return tuple(path)


def _is_other_branch(
    path: Path, found: list[Any], by_path: dict[Path, list[Any]], tree: Any
) -> bool:
    """Whether these only say that a table is no number, while a part of it is wrong."""
    is_table = has(tree, path) and isinstance(get(tree, path), Mapping)
    deeper = any(len(other) > len(path) and other[: len(path)] == path for other in by_path)
    return is_table and deeper and all(error["type"] in _SCALAR for error in found)


def _telling(found: list[Any], tree: Any, path: Path) -> Any:
    """Of several errors at one value, the one about the form in which it was written."""
    is_table = has(tree, path) and isinstance(get(tree, path), Mapping)
    other = _SCALAR if is_table else _TABLE
    return next((error for error in found if error["type"] not in other), found[0])


def _fault(path: Path, error: Any, tree: Any, places: Places) -> Fault:
    kind = error["type"]
    if kind == "missing":
        return _missing(path, places)
    value = get(tree, path) if has(tree, path) else None
    if kind == "extra_forbidden":
        return _unknown(path, value, places)
    rule, remedy = _rule(kind, error.get("ctx", {}), value, path, declared(path))
    return places.fault(path, value, rule, remedy)


def _missing(path: Path, places: Places) -> Fault:
    here = declared(path)
    what = f" ({here.description})" if here and here.description else ""
    if here and here.shape.each and here.shape.each.noun:
        return places.fault(path, None, "is missing", f"add a section [{written(path)}.NAME]{what}")
    return places.fault(path, None, "is missing", f"add {path[-1]} = {_example(here)}{what}")


def _example(here: Declared | None) -> str:
    if here is not None and here.shape.kind is not None:
        return _EXAMPLES[here.shape.kind.name]
    return '["…"]' if here is not None and here.shape.is_list else "{ … }"


def _unknown(path: Path, value: object, places: Places) -> Fault:
    above = declared(path[:-1])
    known = list(fields_of(above.shape.noun)) if above and above.shape.noun else []
    name = str(path[-1])
    close = nearest(name, known)
    remedy = f"did you mean {close}?" if close else f"known: {listed(known, 20)}"
    return places.fault(path, value, "no such field", remedy)


def _rule(
    kind: str, ctx: Mapping[str, Any], value: Any, path: Path, here: Declared | None
) -> tuple[str, str]:
    """The rule a value breaks, and the remedy."""
    if kind in ("value_error", "assertion_error"):
        rule, _, remedy = str(ctx.get("error", "cannot be used")).partition("; ")
        return printable(rule), printable(remedy)
    if kind == "literal_error":
        allowed = here.shape.choices if here else ()
        close = nearest(str(value), allowed)
        rule = "must be " + " or ".join(shown(name) for name in allowed)
        return rule, f"did you mean {shown(close)}?" if close else ""
    if kind in _LIMITS:
        return _limit(kind, ctx, value, path, here)
    if kind in _TYPES:
        return _TYPES[kind], _type_remedy(kind, value, here)
    return "cannot be used here", f"write {_example(here)}" if here else ""


_TYPES = {
    "float_type": "needs a number",
    "int_type": "needs a whole number",
    "int_from_float": "needs a whole number",
    "finite_number": "needs a finite number",
    "string_type": "needs text in quotes",
    "bool_type": "needs true or false",
    "list_type": "needs a list",
    "dict_type": "needs a table",
    "model_type": "needs a table",
    "model_attributes_type": "needs a table",
    "dataclass_type": "needs a table column",
}

_LIMITS = {
    "greater_than_equal": "must be {ge:g} or more",
    "greater_than": "must be above {gt:g}",
    "less_than_equal": "must be {le:g} or less",
    "less_than": "must be below {lt:g}",
    "too_short": "needs at least {min_length}",
    "string_too_short": "may not be empty",
    "string_too_long": "may have at most {max_length} characters",
}


def _limit(
    kind: str, ctx: Mapping[str, Any], value: Any, path: Path, here: Declared | None
) -> tuple[str, str]:
    name = here.shape.kind.name if here and here.shape.kind else ""
    if name == "share":
        return "must be a share from 0 to 1", _percent(value)
    rule = _LIMITS[kind].format(**ctx)
    if kind == "too_short" and not value:
        return "may not be empty", f"name at least {ctx['min_length']}"
    if name in ("count", "headcount") and kind == "greater_than_equal":
        return rule, "say 0 for nobody" if path[-1] == "agents" or "agents" in path else ""
    return rule, _percent(value) if kind.startswith("less") and ctx.get(
        "le", ctx.get("lt")
    ) == 1 else ""


def _percent(value: Any) -> str:
    if isinstance(value, int | float) and 2 <= value <= 100:
        return f"did you mean {value:g} % = {value / 100:g}?"
    return ""


def _type_remedy(kind: str, value: Any, here: Declared | None) -> str:
    if isinstance(value, bool):
        return "true and false are no numbers"
    if isinstance(value, str) and kind in ("float_type", "int_type"):
        return _typed_number(value)
    if kind in ("list_type", "dict_type", "model_type", "model_attributes_type"):
        return f"write {_example(here)}" if here else ""
    return ""


def _typed_number(value: str) -> str:
    text = value.strip().replace(",", ".")
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        return "no words, no formulas"
    return f"write {number / 100:g}" if text.endswith("%") else f"write {text} without quotes"
