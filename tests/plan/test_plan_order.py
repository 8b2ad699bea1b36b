"""Indices follow names in code-point order; how a file is ordered is nobody's business."""

import random
import re

import pytest
from small import RICH, TWO_STEPS, differing, edited, planned, play
from tapes import fingerprint

from sim.tape import draw


def tables(text):
    """The head of a text, and its tables."""
    parts = re.split(r"(?m)^(?=\[)", text)
    return parts[0], parts[1:]


def shuffled(text, seed):
    """The same scenario with its tables, and the keys inside them, in another order."""
    head, parts = tables(text)
    rng = random.Random(seed)  # noqa: S311  (any order will do)
    rng.shuffle(parts)
    mixed = []
    for part in parts:
        name, *lines = part.splitlines()
        rng.shuffle(lines)
        mixed.append("\n".join([name, *lines, ""]))
    return head + "".join(mixed)


def test_names_stand_in_code_point_order():
    """Capitals before small letters, ä behind z: as Python compares, on every system."""
    text = edited(
        TWO_STEPS,
        ("[reasons.billing]", "[reasons.Zulu]"),
        ("[reasons.advice]", '[reasons."ärger"]'),
        ("[segments.gold]", "[segments.Prime]"),
    )
    names = planned(text).names
    assert names.reasons == ("Zulu", "ärger")
    assert names.segments == ("Prime", "plain")
    assert names.teams == ("expert", "front")
    assert names.steps == ("anyone", "expert", "front")
    rich = planned(RICH).names
    for part in (rich.reasons, rich.channels, rich.segments, rich.steps, rich.teams, rich.levels):
        assert list(part) == sorted(part)
    assert rich.queues[-3:] == ("care/finishing", "expert/finishing", "front/finishing")
    assert list(rich.queues[:-3]) == sorted(rich.queues[:-3])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("text", [RICH, TWO_STEPS], ids=["rich", "two steps"])
def test_reordering_a_file_changes_no_bit(text, seed):
    """Plan, tape and logs are the same, whatever the order of tables and of keys."""
    one, two = planned(text), planned(shuffled(text, seed))
    assert shuffled(text, seed) != text
    assert repr(one) == repr(two)  # nan, where nothing was stated, equals nothing
    tapes = [draw(plan.demand, seed=1, replication=0) for plan in (one, two)]
    assert fingerprint(tapes[0]) == fingerprint(tapes[1])
    assert differing(play(one, tapes[0]), play(two, tapes[1])) == []


def test_preference_lists_keep_their_written_order():
    plan = planned(RICH)
    queue = plan.supply.queues[plan.names.queues.index("seniors/voice")]
    teams = [plan.names.teams[team] for team, _ in queue.teams[plan.names.reasons.index("refund")]]
    assert teams == ["expert", "care"]
    other = planned(edited(RICH, ('teams = ["expert", "care"]', 'teams = ["care", "expert"]')))
    queue = other.supply.queues[other.names.queues.index("seniors/voice")]
    teams = [
        other.names.teams[team] for team, _ in queue.teams[other.names.reasons.index("refund")]
    ]
    assert teams == ["care", "expert"]


UNUSED = {
    "a team nobody is sent to": (
        "[approval]\n",
        '[teams.aaa]\nchannels = ["voice"]\nagents = 5\n[approval]\n',
    ),
    "a reason of which there is none": (
        "[steps.seniors]",
        (
            "[reasons.aaa]\nvolume = { cases_per_day = 0 }\n"
            'mix = { voice = 1.0 }\nroute = ["care"]\n'
            'handle_time = "2m"\n[steps.seniors]'
        ),
    ),
    "a channel nobody uses": (
        "[channels.email]\n",
        '[channels.email]\n[channels.aaa]\nkind = "chat"\n',
    ),
    "a segment of nobody": ("[segments.gold]", "[segments.aaa]\nshare = 0\n[segments.gold]"),
    "a step on no route": ("[steps.seniors]", '[steps.aaa]\nteams = ["care"]\n[steps.seniors]'),
    "a bot that takes nobody": (
        "[teams.front]",
        (
            '[bots.aaa]\nchannels = ["email"]\ntakes = 0.0\ncontains = 0.1\n'
            'session = { contained = "1s", passed_on = "1s", left = "1s" }\n[teams.front]'
        ),
    ),
}


@pytest.mark.parametrize("what", UNUSED)
def test_adding_something_unused_changes_nothing(what):
    """Logs compared by name: indices may shift, no time, no outcome, no customer may."""
    skills = ("resolves = { order = 0.9, refund = 0.76 }", "resolves = 0.8")
    extra = [(skills[0], skills[1])] if "reason" in what else []
    base, more = planned(edited(RICH, *extra)), planned(edited(RICH, UNUSED[what], *extra))
    logs = [
        _by_name(plan, play(plan, draw(plan.demand, seed=1, replication=0)))
        for plan in (base, more)
    ]
    for table in logs[0]:
        assert logs[0][table] == logs[1][table], table


def _by_name(plan, logs):
    names = plan.names

    def told(table):
        columns = {name: values.tolist() for name, values in table.items()}
        by_index = {
            "reason": names.reasons,
            "segment": names.segments,
            "team": names.teams,
            "came_on": names.channels,
            "channel": names.channels,
            "bot": names.bots,
            "queue": names.queues,
        }
        for column, known in by_index.items():
            if column in columns:
                columns[column] = [known[i] if i >= 0 else None for i in columns[column]]
        if "agent" in columns:
            teams = columns["team"]
            first = dict(zip(names.teams, plan.supply.first_agent, strict=True))
            columns["agent"] = [
                agent - first[team] if agent >= 0 else None
                for agent, team in zip(columns["agent"], teams, strict=True)
            ]
        if "place" in columns:
            known = {0: names.bots, 2: names.levels}
            pairs = zip(columns["kind"], columns["place"], strict=True)
            columns["place"] = [known[kind][i] if i >= 0 else None for kind, i in pairs]
        for column in ("visit", "row"):  # numbers of places, which a new slot may shift
            columns.pop(column, None)
        return {name: list(map(repr, values)) for name, values in columns.items()}

    tables_ = {name: told(getattr(logs, name)) for name in ("cases", "contacts", "visits")}
    agents = told(logs.agents)
    rows = [row for row in zip(*agents.values(), strict=True) if "aaa" not in row[1]]
    return {**tables_, "agents": sorted(rows)}


def test_a_plan_is_a_pure_function_of_its_scenario():
    assert repr(planned(RICH)) == repr(planned.__wrapped__(RICH))
    with pytest.raises(AttributeError):
        planned(RICH).title = "other"


def test_the_digest_of_the_demand_tells_demands_apart_and_ignores_supply():
    base = planned(RICH).demand.digest
    assert planned(edited(RICH, ("agents = 2\nchats", "agents = 3\nchats"))).demand.digest == base
    for change in (
        ("cases_per_day = 70", "cases_per_day = 71"),
        ('patience = { exponential = "6m" }', 'patience = { exponential = "7m" }'),
        ("at_most = 4", "at_most = 3"),
        ("in_bot = 0.6", "in_bot = 0.5"),
        ("follow_days = 1", "follow_days = 2"),
        ("share = 0.7, asks", "share = 0.6, asks"),
    ):
        assert planned(edited(RICH, change)).demand.digest != base, change


def test_equal_limits_are_climbed_by_name_and_others_by_limit():
    ladder = planned(RICH).supply.ladder
    names = [planned(RICH).names.levels[level] for level in ladder]
    assert names == ["leader", "manager"]
    turned = planned(edited(RICH, ("limit = 200\n", "limit = 30000\n")))
    assert [turned.names.levels[level] for level in turned.supply.ladder] == ["manager", "leader"]
