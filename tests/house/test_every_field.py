"""Every field of a scenario is read: changing it changes the tape, the log or a figure."""

import copy
import dataclasses
import re
import tomllib
import types
import typing
from pathlib import Path

import pytest
from pydantic import BaseModel

import sim
from sim.centre.play import play
from sim.durations import parse_duration
from sim.measure import measure
from sim.plan import plan
from sim.scenario.scenario import Centre
from sim.tape import draw

HERE = Path(__file__).parent
TEXT = (HERE / "everything.toml").read_text(encoding="utf-8")

# Fields that carry no figure of a play, and why.
SILENT = {
    "title": "a caption",
    "why": "a caption",
    "currency": "a caption",
    "sources": "where numbers come from",
    "channels.*.service_level.share": "the target a report compares with",
    "channels.*.service_level.formula": "which of the computed formulas is printed",
    "horizon": "the other kind of calendar: its own test below",
    "reasons.*.volume.contacts_per_hour": "another form of contacts_per_day",
    "reasons.*.volume.cases_per_hour": "another form of cases_per_day",
}

# What each stated value is changed to; a path that is not here is a value scaled by 0.8.
OTHER = {
    "day.opens": "07:30",
    "day.closes": "15:00",
    "day.interval": "15m",
    "day.lead_in": 0,
    "day.follow_days": 0,
    "day.outside_hours.moves": 0.9,
    "day.outside_hours.to": "post",
    "channels.voice.kind": "chat",
    "channels.post.kind": None,
    "channels.voice.opens": "09:00",
    "channels.voice.closes": "13:00",
    "channels.voice.at_close": "drain",
    "channels.voice.service_level.short_abandon": "30m",
    "channels.voice.announces.shortest": "20m",
    "channels.voice.compensation.after": "1s",
    "channels.voice.limit": 1,
    "channels.voice.growth": 0.2,
    "channels.chat.at_close": "clear",
    "channels.email.at_close": "drain",
    "channels.email.respond_within.counted_in": "elapsed",
    "channels.email.respond_within.time": "10m",
    "reasons.refund.handle_time.post": None,
    "segments.high.share": None,
    "segments.high.head_start": "20m",
    "segments.high.value": 30.0,
    "segments.low.share": None,
    "reasons.refund.urgency": 40.0,
    "reasons.refund.segments": {"high": 0.5, "low": 0.5},
    "reasons.refund.mix": {"voice": 0.6, "chat": 0.2, "email": 0.2},
    "reasons.refund.route": ["desk"],
    "reasons.refund.volume.shape": "shape.csv:desk",
    "reasons.refund.stream": "cash",
    "reasons.complaint.mix": {"voice": 0.5, "chat": 0.5},
    "reasons.complaint.route": ["second", "second_again"],
    "steps.second.teams": ["helpers", "experts"],
    "steps.second.stream": "another",
    "bots.assistant.channels": ["chat"],
    "bots.assistant.segments": ["high"],
    "bots.assistant.opens": "10:00",
    "bots.assistant.closes": "12:00",
    "bots.assistant.stream": "robot",
    "teams.desk.channels": None,
    "teams.desk.reasons": None,
    "teams.desk.tier": 2,
    "teams.desk.agents": 5,
    "teams.desk.chats_at_once": 2,
    "teams.desk.chat_speed": [0.9, 0.5],
    "teams.desk.chats_go_to": "least busy",
    "teams.desk.takes_calls": "alone",
    "channels.email.yields_to": ["voice", "chat"],
    "channels.email.interruptions": 1,
    "teams.desk.above_authority": "escalate",
    "memory.on_change_of_channel.known": 0.0,
    "teams.desk.levels.junior.share": None,
    "teams.desk.levels.senior.share": None,
    "teams.experts.channels": None,
    "teams.experts.shifts": [{"agents": 1, "from": "08:00", "to": "14:00"}],
    "teams.helpers.channels": None,
    "teams.helpers.agents": 2,
    "teams.helpers.authority": 20,
    "approval.meanwhile": "held",
    "approval.climbs": "straight",
    "approval.levels.leader.stream": "boss",
    "approval.levels.manager.limit": 300,
    "returns.if_falsely_contained.mix": {"voice": 0.1, "chat": 0.9},
    "returns.if_refused.becomes": "refund",
    "returns.if_blocked.share": 0.0,
    "returns.if_cleared.share": 0.0,
    "returns.at_most": 2,
}


def figures(text_or_tree):
    scenario = sim.from_text(text_or_tree, folder=HERE)
    made = plan(scenario)
    tape = draw(made.demand, seed=1, replication=0)
    logs = play(made, tape)
    tally = measure(logs, made)
    return {
        "tape": fingerprint(tape),
        "layout": tally.layout,
        "numerators": tally.numerators.tobytes(),
        "denominators": tally.denominators.tobytes(),
    }


def fingerprint(tape):
    """Every bit of a tape; its digest names the customers alone."""
    return [getattr(tape, column.name).tobytes() for column in dataclasses.fields(tape)]


def leaves(tree, path=()):
    """(path, value) of every stated field; laws and lists of a field count as one value."""
    for name, value in tree.items():
        here = (*path, name)
        dotted = ".".join(here)
        if isinstance(value, dict) and dotted not in OTHER and not is_law(value):
            yield from leaves(value, here)
        else:
            yield here, value


def is_law(value):
    return bool({"mean", "exponential", "lognormal"} & set(value))


def scaled(value):
    """A value changed by a fifth, in whatever form it was written."""
    if isinstance(value, dict):
        return {k: v if k in ("cv", "shape") else scaled(v) for k, v in value.items()}
    if isinstance(value, str):
        return f"{parse_duration(value) * 0.8}s"
    return int(value * 0.8) if isinstance(value, int) else value * 0.8


def put(tree, path, value):
    for name in path[:-1]:
        tree = tree[name]
    tree[path[-1]] = value


def written(tree):
    """TOML of a tree: inline below the second level is enough for a test."""
    return "\n".join(f"{key} = {inline(value)}" for key, value in tree.items())


def inline(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{k}" = {inline(v)}' for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, str):
        return '"' + value + '"'
    return repr(value)


TREE = tomllib.loads(TEXT)
STATED = [(path, value) for path, value in leaves(TREE) if OTHER.get(".".join(path), 0) is not None]


def fits(dotted, pattern):
    parts, wanted = dotted.split("."), pattern.split(".")
    return len(parts) == len(wanted) and all(
        w in ("*", p) for p, w in zip(parts, wanted, strict=True)
    )


def perturbations():
    for path, value in STATED:
        dotted = ".".join(path)
        if not any(fits(dotted, pattern) for pattern in SILENT):
            yield pytest.param(path, OTHER.get(dotted), value, id=dotted)


@pytest.fixture(scope="module")
def base():
    return figures(TEXT)


@pytest.mark.parametrize(("path", "other", "value"), list(perturbations()))
def test_a_changed_field_changes_the_play_or_its_figures(base, path, other, value):
    tree = copy.deepcopy(TREE)
    put(tree, path, scaled(value) if other is None else other)
    if path == ("reasons", "complaint", "route"):
        tree["steps"]["second_again"] = {"teams": ["helpers"]}
    changed = figures(written(tree))
    assert any(changed[part] != base[part] for part in base), "nothing reads this field"


def declared(model, path=()):
    """Dotted paths of every field below a model; names of a table are `*`."""
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        models = list(nested(field.annotation))
        if not models:
            yield ".".join(here)
        for inner, in_table in models:
            yield from declared(inner, (*here, "*") if in_table else here)


def nested(annotation, *, in_table=False):
    """(model, whether it stands in a table by name) inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, in_table
        return
    origin = typing.get_origin(annotation)
    arguments = typing.get_args(annotation)
    if origin is dict:
        yield from nested(arguments[1], in_table=True)
    elif origin in (typing.Union, types.UnionType, typing.Annotated):
        for one in arguments:
            yield from nested(one, in_table=in_table)


def any_row(field):
    """Rows of the table of returns are of one kind: a field stated in one of them is stated."""
    return re.sub(r"^returns[.]if_\w+", "returns.*", field)


def test_the_test_states_every_field_there_is():
    stated = {".".join(path) for path, _ in leaves(TREE)}
    missing = {
        any_row(field)
        for field in declared(Centre)
        if not any(fits_start(one, any_row(field)) for one in stated)
        and not any(fits_start(field, pattern) for pattern in SILENT)
    }
    assert missing == set()


STRETCH = """
title = "A stretch"
[channels.voice]
[reasons.any]
volume = { cases_per_hour = 10 }
mix = { voice = 1.0 }
route = ["desk"]
handle_time = { exponential = "4m" }
[teams.desk]
channels = ["voice"]
agents = 2
[horizon]
"""


@pytest.mark.parametrize(
    "changed",
    [
        'lasts = "9h"\nwarm_up = "1h"',
        'lasts = "8h"',
        'lasts = "8h"\nwarm_up = "1h"\ninterval = "30m"',
    ],
    ids=["lasts", "warm_up", "interval"],
)
def test_a_changed_field_of_a_stretch_changes_its_figures(changed):
    stated = figures(STRETCH + 'lasts = "8h"\nwarm_up = "1h"')
    other = figures(STRETCH + changed)
    assert any(other[part] != stated[part] for part in stated)


def fits_start(dotted, pattern):
    """Whether a stated path is the field, or lies below it."""
    parts, wanted = dotted.split("."), pattern.split(".")
    return len(parts) >= len(wanted) and all(
        w in ("*", p) for p, w in zip(parts, wanted, strict=False)
    )
