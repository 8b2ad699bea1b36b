"""Small centres, written as a planner would, and how to play them."""

from dataclasses import replace
from functools import cache

import numpy as np

from sim.centre.log import VisitKind
from sim.centre.play import play
from sim.plan import plan
from sim.plan.plan import Turn
from sim.scenario.file import from_text

HORIZON = """title = "A small desk"
[horizon]
lasts = "8h"
[channels.voice]
[reasons.any]
volume = { cases_per_hour = 60 }
mix = { voice = 1.0 }
route = ["desk"]
handle_time = { constant = "150s" }
[difficulty]
in_handle_time = 0
in_bot = 0
in_resolution = 0
[teams.desk]
channels = ["voice"]
agents = 2
"""

DAY = """title = "A small day"
[day]
opens = "09:00"
closes = "10:00"
[channels.voice]
[reasons.any]
volume = { cases_per_day = 60 }
mix = { voice = 1.0 }
route = ["desk"]
handle_time = { constant = "150s" }
[difficulty]
in_handle_time = 0
in_bot = 0
in_resolution = 0
[teams.desk]
channels = ["voice"]
agents = 2
"""

TWO_STEPS = """title = "A front line and its experts"
[horizon]
lasts = "4h"
[channels.voice]
patience = { exponential = "4m" }
[segments.gold]
share = 0.2
head_start = "30s"
[segments.plain]
share = 0.8
[reasons.billing]
volume = { cases_per_hour = 60 }
mix = { voice = 1.0 }
route = ["front", "expert"]
handle_time = { mean = "4m", cv = 0.8 }
[reasons.advice]
volume = { cases_per_hour = 30 }
mix = { voice = 1.0 }
route = ["anyone"]
urgency = 2
handle_time = { exponential = "5m" }
[steps.anyone]
teams = ["front", "expert"]
overflow_after = { expert = "45s" }
[teams.front]
channels = ["voice"]
agents = 6
wrap_up = "30s"
resolves = 0.7
escalates = 0.8
[teams.expert]
channels = ["voice"]
agents = 3
wrap_up = "15s"
resolves = 0.9
[returns]
if_unresolved = { share = 0.6, after = { exponential = "20m" } }
if_abandoned = { share = 0.5, after = { exponential = "5m" } }
at_most = 3
"""


@cache
def planned(text):
    """The plan of a scenario's text."""
    return plan(from_text(text))


def edited(text, *edits):
    """The text with lines replaced: (old, new) pairs, each found exactly once."""
    for old, new in edits:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return text


def with_turns(made, *turns):
    """The plan with other turns: (seconds, team, ±count) or with the persons meant as a fourth."""
    found = []
    for at, team, count, *people in turns:
        who = tuple(people[0]) if people else ()
        found.append(Turn(float(at), made.names.teams.index(team), count, who))
    found.sort(key=lambda turn: (turn.at_s, turn.count > 0, turn.team, turn.agents))
    return replace(made, supply=replace(made.supply, turns=tuple(found)))


def with_event_flag(made, *, flag):
    """The plan with every queue's give-ups told by an event, or found at the head."""
    queues = tuple(replace(queue, give_up_is_event=flag) for queue in made.supply.queues)
    return replace(made, supply=replace(made.supply, queues=queues))


def times(logs, *names, kind=None):
    """Columns of the visits as plain tuples, one for each visit; nan as None."""
    visits = logs.visits
    here = np.ones(visits["kind"].size, bool) if kind is None else visits["kind"] == VisitKind(kind)
    columns = [[_plain(value) for value in visits[name][here].tolist()] for name in names]
    return list(zip(*columns, strict=True))


def _plain(value):
    return None if value != value else value  # noqa: PLR0124  (only nan differs from itself)


def is_same_table(one, other):
    """Whether two tables hold the same bits."""
    return all(
        values.dtype == other[name].dtype and values.tobytes() == other[name].tobytes()
        for name, values in one.items()
    )


def differing(one, other):
    """Names of the logs that differ in any bit."""
    tables = ("cases", "contacts", "visits", "agents")
    found = [name for name in tables if not is_same_table(getattr(one, name), getattr(other, name))]
    return found + (["ended_s"] if one.ended_s != other.ended_s else [])


__all__ = ["DAY", "HORIZON", "TWO_STEPS", "differing", "edited", "is_same_table", "planned"]
__all__ += ["play", "times", "with_event_flag", "with_turns"]
