"""Small centres, written as a planner would, and how to play them."""

from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import numpy as np

from sim.centre import play as play_module
from sim.centre.engines import DEFAULT
from sim.centre.log import VisitKind
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


RICH = """title = "A rich little centre"
[day]
opens = "09:00"
closes = "11:00"
lead_in = 1
follow_days = 1
outside_hours = { moves = 0.3, to = "email", tries_again = 0.6, after_opening = { exponential = "10m" } }
[channels.voice]
patience = { exponential = "3m" }
[channels.chat]
patience = { exponential = "6m" }
[channels.email]
[segments.gold]
share = 0.2
head_start = "60s"
patience_factor = 2
[segments.plain]
share = 0.8
[reasons.order]
volume = { cases_per_day = 70 }
mix = { voice = 0.5, chat = 0.4, email = 0.1 }
route = ["front"]
handle_time = { mean = "3m", cv = 0.7 }
[reasons.refund]
volume = { cases_per_day = 40 }
mix = { voice = 0.6, chat = 0.3, email = 0.1 }
route = ["front", "seniors"]
handle_time = { voice = { mean = "5m", cv = 0.9 }, chat = { mean = "6m", cv = 0.9 }, email = "4m" }
claim = { share = 0.7, asks = { lognormal = { mean = 120, cv = 1.2 } } }
[reasons.trouble]
volume = { cases_per_day = 12 }
mix = { voice = 0.8, email = 0.2 }
route = ["care"]
handle_time = { gamma = { mean = "8m", cv = 0.8 } }
[steps.seniors]
teams = ["expert", "care"]
overflow_after = { care = "40s" }
[difficulty]
in_handle_time = 0.5
in_bot = 0.6
in_resolution = 0.5
[bots.assistant]
channels = ["chat", "voice"]
takes = { order = 0.9, refund = 0.5 }
contains = { order = 0.55, refund = 0.25 }
truly_solves = { order = 0.85, refund = 0.75 }
leaves = 0.05
session = { contained = { mean = "90s", cv = 0.8 }, passed_on = { mean = "2m", cv = 0.6 }, left = "45s" }
context_saves = 0.15
[teams.front]
channels = ["voice", "chat", "email"]
agents = 2
chats_at_once = 3
chat_speed = [1.0, 0.8, 0.65]
wrap_up = "40s"
resolves = { order = 0.9, refund = 0.76 }
escalates = 0.75
authority = 50
[teams.expert]
channels = ["voice", "chat", "email"]
agents = 1
wrap_up = "60s"
resolves = 0.9
authority = 100
[teams.care]
channels = ["voice", "chat", "email"]
agents = 1
wrap_up = "60s"
resolves = 0.8
authority = 100
[approval]
meanwhile = "parked"
finishing = { mean = "3m", cv = 0.5 }
chases = { share = 0.4, after = "15m" }
[approval.levels.leader]
limit = 200
decides_in = { exponential = "6m" }
refuses = 0.1
pays = 0.9
[approval.levels.manager]
limit = 20000
decides_in = { exponential = "30m" }
refuses = 0.2
[returns]
if_unresolved = { share = 0.8, after = { exponential = "1h" }, same_channel = 0.7 }
if_falsely_contained = { share = 0.7, after = { exponential = "20m" }, skips_bot = 0.8, mix = { voice = 0.7, chat = 0.3 } }
if_left_in_bot = { share = 0.7, after = { exponential = "10m" }, skips_bot = 0.5 }
if_abandoned = { share = 0.5, after = { exponential = "5m" } }
if_refused = { share = 0.4, after = { exponential = "1h" }, becomes = "trouble" }
at_most = 4
"""  # noqa: E501  (TOML has no line breaks inside its braces)


@cache
def planned(text):
    """The plan of a scenario's text."""
    return plan(from_text(text))


def varied(text, base):
    """The plan of a text as a variant of a base: its handle times keep the base's scale."""
    centres = from_text(text).centre, from_text(base).centre
    own = {"policy": None, "mechanism": None}
    return plan(SimpleNamespace(centre=centres[0], base=centres[1], warnings=(), **own))


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
ENGINE = {"name": DEFAULT}
"""Which engine `play` plays; a test file may ask for each in turn, a planted bug for its own."""


def play(plan, tape, *, trace=None, engine=None):
    """The logs of a play by the engine of the hour."""
    return play_module.play(plan, tape, engine=engine or ENGINE["name"], trace=trace)


__all__ += ["ENGINE", "play", "times", "with_event_flag", "with_turns"]
