"""The mark each kind of value carries: its name, its unit, and how it is written in TOML.

One mark serves the JSON Schema, the lever register, the arithmetic of changes and the
messages; pydantic itself passes it by.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

_DURATION = {"type": "string", "pattern": r"^\s*(\d+(\.\d+)?\s*(ms|min|s|m|h|d|w)\s*)+$"}
_AMOUNT = {"type": "number", "minimum": 0}
_CLOCK = {"type": "string", "pattern": r"^\d{1,2}:\d{2}(:\d{2})?$"}
_TABLE = {
    "type": "string",
    "pattern": r"^[^:]+(:[^:]+){1,2}$",
    "description": 'a column of a table: "staff.csv:column", "book.xlsx:sheet:column"',
}
_FAMILIES: dict[str, tuple[tuple[str, ...], ...]] = {
    "lognormal": (("mean", "cv"), ("median", "cv")),
    "gamma": (("mean", "cv"),),
    "weibull": (("mean", "shape"),),
    "uniform": (("from", "to"),),
}
_PLAIN = ("cv", "shape")


@dataclass(frozen=True)
class Kind:
    """What sort of value a field holds.

    name  duration, clock, number, share, money, count, table, headcount, law or money law
    unit  as printed beside the value; empty for a plain number
    """

    name: str
    unit: str

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The written form: a reference to `WRITTEN_FORMS`, or the plain number itself."""
        if self.name in WRITTEN_FORMS:
            return {WRITTEN_AS: self.name}
        return dict(handler(core_schema))


class OneOrByName:
    """Marks a table by name in whose place one value for all names may be written."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Either form in JSON Schema."""
        table = dict(handler(core_schema))
        return {"anyOf": [table["additionalProperties"], table]}


def _law(amount: dict[str, Any]) -> dict[str, Any]:
    """Every written form of a law whose quantities are written as `amount`."""
    forms: list[dict[str, Any]] = [dict(amount)]
    forms += [_table({name: amount}) for name in ("mean", "constant", "exponential")]
    forms.append(_table({"mean": amount, "cv": {"type": "number", "minimum": 0}}))
    for family, choices in _FAMILIES.items():
        inner = [_body(names, amount) for names in choices]
        forms.append(_table({family: {"anyOf": inner} if len(inner) > 1 else inner[0]}))
    return {"anyOf": forms}


def _body(names: tuple[str, ...], amount: dict[str, Any]) -> dict[str, Any]:
    numbers: dict[str, Any] = {
        name: {"type": "number", "exclusiveMinimum": 0} if name in _PLAIN else dict(amount)
        for name in names
    }
    return {
        "type": "object",
        "properties": numbers,
        "required": list(names),
        "additionalProperties": False,
    }


def _table(properties: dict[str, Any]) -> dict[str, Any]:
    share = {"type": "number", "minimum": 0, "exclusiveMaximum": 1}
    return {
        "type": "object",
        "properties": {**properties, "zero_share": share},
        "required": list(properties),
        "additionalProperties": False,
    }


WRITTEN_AS = "written as"
# The written form of each kind that is no plain number, in JSON Schema.
WRITTEN_FORMS: dict[str, dict[str, Any]] = {
    "duration": _DURATION,
    "clock": _CLOCK,
    "table": _TABLE,
    "headcount": {"anyOf": [{"type": "integer", "minimum": 0}, _TABLE]},
    "law": _law(_DURATION),
    "money law": _law(_AMOUNT),
}
