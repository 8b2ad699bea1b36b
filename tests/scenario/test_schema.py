"""The JSON Schema is committed, current, and accepts what the checker accepts."""

import tomllib
from pathlib import Path

import jsonschema
import pytest

from sim.scenario.schema import schema, schema_text

ROOT = Path(__file__).parent.parent.parent
BROKEN = ROOT / "tests" / "broken"


def test_the_committed_schema_is_current():
    committed = (ROOT / "scenarios" / "scenario.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(), "run: ccsim schema > scenarios/scenario.schema.json"


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    "file",
    sorted((ROOT / "scenarios").glob("*/*.toml")),
    ids=lambda file: f"{file.parent.name}/{file.name}",
)
def test_every_scenario_obeys_the_schema(file):
    text = file.read_text(encoding="utf-8")
    errors = list(jsonschema.Draft202012Validator(schema()).iter_errors(tomllib.loads(text)))
    assert [error.message for error in errors] == []


@pytest.mark.parametrize(
    "file", sorted((ROOT / "scenarios" / "retail").glob("*.toml")), ids=lambda file: file.name
)
def test_a_scenario_names_its_schema_for_editors(file):
    assert file.read_text(encoding="utf-8").startswith("#:schema ../scenario.schema.json\n")


@pytest.mark.parametrize(
    "name",
    [
        "unknown_field",
        "negative_agents",
        "percent",
        "no_unit",
        "unknown_law",
        "v_restates",
        "unknown_word",
    ],
)
def test_the_schema_refuses_what_an_editor_can_see(name):
    tree = tomllib.loads((BROKEN / f"{name}.toml").read_text(encoding="utf-8"))
    assert not jsonschema.Draft202012Validator(schema()).is_valid(tree)
