"""Runs made by hand: chosen sums in place of plays, on a real scenario and plan."""

from functools import cache

import numpy as np

from sim.experiment.runs import Runs
from sim.plan.compile import plan
from sim.scenario.file import from_text
from sim.scenario.variant import Scenario

DESK = """title = "One queue"
[horizon]
lasts = "2h"
[channels.voice]
patience = { exponential = "3m" }
service_level = { share = 0.8, within = "20s" }
[reasons.any]
volume = { cases_per_hour = 26 }
mix = { voice = 1.0 }
route = ["desk"]
handle_time = { exponential = "4m" }
[teams.desk]
channels = ["voice"]
agents = 2
cost_per_paid_hour = 30"""


@cache
def desk() -> Scenario:
    return from_text(DESK, name="base")


@cache
def variant(name: str) -> Scenario:
    """A scenario that differs from the desk; by what does not matter, its sums are made by hand."""
    if name == "base":
        return desk()
    return desk().change({"teams.desk.cost_per_paid_hour": 31}, name=name)


def made(sums, name="base", **more) -> Runs:
    """Runs whose (kpi, scope) have these (numerators, denominators), a number for each day."""
    rows = [row if isinstance(row, tuple) else (row, "all") for row in sums]
    pairs = [np.broadcast_arrays(*(np.atleast_1d(part) for part in one)) for one in sums.values()]
    n = max(pair[0].size for pair in pairs)
    scenario = variant(name)
    numbers = {
        "numerators": np.stack([np.broadcast_to(above, n) for above, _ in pairs], axis=1),
        "denominators": np.stack([np.broadcast_to(below, n) for _, below in pairs], axis=1),
    }
    whole = {key: value.astype(float) for key, value in numbers.items()}
    about = {
        "scenario": scenario,
        "plan": plan(scenario),
        "seed": 1,
        "engine": "reference",
        "n": n,
        "layout": tuple(rows),
        "flows": {},
        "wait_histogram": np.zeros((2, 1), dtype=np.int64),
        "tapes": tuple(f"tape {day}" for day in range(n)),
    }
    return Runs(**{**about, **whole, **more})
