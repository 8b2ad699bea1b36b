"""What it takes to make the same numbers again, as data that JSON can hold."""

import platform
from functools import cache
from importlib import metadata
from typing import Any

from sim.experiment.comparison import Comparison
from sim.experiment.runs import Runs
from sim.scenario.variant import Scenario

PARTS = ("ccsim", "numpy", "scipy", "simpy", "numba")


def describe(result: Runs | Comparison) -> dict[str, Any]:
    """Versions, seed, replications, digests of scenarios, files and tapes, and every warning.

    Nothing in it depends on the number of workers, on the clock or on the machine's name.
    """
    every = result.runs if isinstance(result, Comparison) else (result,)
    about: dict[str, Any] = {
        "kind": "compare" if isinstance(result, Comparison) else "run",
        "versions": versions(),
        "seed": every[0].seed,
        "replications": every[0].n,
        "engine": every[0].engine,
        "scenarios": [_scenario(runs) for runs in every],
    }
    if isinstance(result, Comparison):
        about["headline"] = [list(row) for row in result.family]
        about["comparisons"] = result.comparisons
        about["warnings"] = list(result.warnings)
    return about


def versions() -> dict[str, str]:
    """Of Python and of every package that a number passes through."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    return found | {part: _version(part) for part in PARTS}


@cache
def _version(part: str) -> str:
    try:
        return metadata.version(part)
    except metadata.PackageNotFoundError:
        return "not installed as a package"


def _in_python(scenario: Scenario) -> dict[str, Any]:
    """Own rules and mechanisms with their sources; nothing where there are none."""
    about: dict[str, Any] = {}
    if scenario.policy is not None:
        about["policy"] = {"digest": scenario.policy.digest, "sources": scenario.policy.sources}
    if scenario.mechanism is not None:
        own = scenario.mechanism
        about["mechanism"] = {"name": own.name, "digest": own.digest, "source": own.source}
    return about


def _scenario(runs: Runs) -> dict[str, Any]:
    scenario = runs.scenario
    return {
        "name": scenario.name,
        "title": scenario.title,
        "digest": scenario.digest,
        "demand": runs.plan.demand.digest,
        "changes": [
            {"path": change.path, "before": change.before, "after": change.after}
            for change in scenario.changes
        ],
        **_in_python(scenario),
        "files": {file.name: file.sha256 for file in scenario.files},
        "tapes": list(runs.tapes),
        "retried": runs.retried,
        "warnings": list(runs.warnings),
    }
