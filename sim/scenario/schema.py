"""The JSON Schema of scenario files, which editors read for completion and checks as you type."""

import json
from typing import Any

from sim.scenario.kinds import WRITTEN_AS, WRITTEN_FORMS
from sim.scenario.scenario import Centre

_EDIT = {
    "description": "a change: a value, or what to do to it",
    "anyOf": [
        {"type": ["string", "number", "integer", "boolean", "array"]},
        {
            "type": "object",
            "properties": {
                "plus": {"type": ["number", "string"], "description": "added"},
                "times": {"type": "number", "minimum": 0, "description": "multiplied by"},
                "set": {"description": "set to"},
                "remove": {"const": True, "description": "taken away"},
                "between": {
                    "type": "string",
                    "pattern": r"^\s*\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}\s*$",
                    "description": 'only in this stretch of the day: "09:30-13:00"',
                },
                "min": {"type": ["number", "string"], "description": "no result below"},
                "max": {"type": ["number", "string"], "description": "no result above"},
            },
        },
        {"type": "object"},
    ],
}


# pydantic keeps its own names for limits of numbers that are converted first.
_LIMITS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


def schema() -> dict[str, Any]:
    """JSON Schema of a base or of a variant, told apart by `extends`."""
    base = Centre.model_json_schema()
    definitions = base.pop("$defs")
    definitions["Scenario"] = base
    definitions["Variant"] = _variant(base)
    definitions |= {_title(name): form for name, form in WRITTEN_FORMS.items()}
    whole: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ccsim scenario",
        "description": "A contact centre, or changes to one. Checked in full by `ccsim check`.",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/Variant"},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": definitions,
    }
    referring: dict[str, Any] = _referring(whole)
    return referring


def _referring(node: Any) -> Any:
    """The schema with each mark of a written form turned into a reference."""
    if isinstance(node, list):
        return [_referring(part) for part in node]
    if not isinstance(node, dict):
        return node
    found: dict[str, Any] = {
        _LIMITS.get(str(name), str(name)): _referring(part)
        for name, part in node.items()
        if name != WRITTEN_AS
    }
    if WRITTEN_AS in node:
        found = {"$ref": f"#/$defs/{_title(node[WRITTEN_AS])}"} | _about(found)
    return found


def _about(node: dict[str, Any]) -> dict[str, Any]:
    """What a field says of itself; its default is in seconds, which nobody types."""
    return {name: node[name] for name in ("description",) if name in node}


def _title(kind: str) -> str:
    return kind.title().replace(" ", "")


def schema_text() -> str:
    """The schema as it is committed: sorted, indented, one newline at the end."""
    return json.dumps(schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _variant(base: dict[str, Any]) -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "changes to a base",
        "properties": {
            "extends": {
                "description": "a base, or variants of one base",
                "anyOf": [text, {"type": "array", "items": text, "minItems": 1}],
            },
            "title": text,
            "why": text,
            "sources": base["properties"]["sources"],
            "change": {
                "type": "object",
                "description": 'lever → change: "teams.desk.agents" = { plus = 2 }',
                "additionalProperties": _EDIT,
            },
        },
        "required": ["extends"],
        "additionalProperties": False,
    }
