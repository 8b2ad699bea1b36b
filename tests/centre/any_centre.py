"""Centres of an hour with any mix of everything a scenario can say, and tapes for them."""

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from small import with_turns
from tapes import changed, rounded

from sim.plan import plan as plan_of
from sim.scenario.file import from_text
from sim.tape import draw

HERE = Path(__file__).parent
TEAMS = ("front", "back", "care")
REASONS = ("a", "b", "c")
ROUTES = ('["both"]', '["front", "behind"]', '["front", "care"]', '["front", "back", "care"]')
SHIFTS = (
    (
        'shifts = [{ agents = 2, from = "08:55", to = "09:25" },'
        '          { agents = 1, from = "09:20", to = "10:05" }]'
    ),
    (
        'shifts = [{ agents = 1, from = "09:00", to = "09:30" },'
        '          { agents = 2, from = "09:30", to = "10:00" }]'
    ),
)
CAUSES = (
    "unresolved",
    "falsely_contained",
    "left_in_bot",
    "abandoned",
    "blocked",
    "cleared",
    "refused",
)
SILENT = tuple(cause for cause in CAUSES if cause != "abandoned")
"""Without days, nobody notices a give-up at once where none of them comes back."""


def _without(column):
    return lambda tape: changed(rounded(tape, 15.0), np.zeros_like, (column,))


def _half_without_work(tape):
    every_other = np.arange(tape.work_s.size) % 2 == 0
    return replace(
        rounded(tape, 15.0), work_s=np.where(every_other, 0.0, rounded(tape, 15.0).work_s)
    )


SHAPES = {
    "as drawn": lambda tape: tape,
    "on whole seconds": lambda tape: rounded(tape, 1.0),
    "on quarters of a minute": lambda tape: rounded(tape, 15.0),
    "no work": _without("work_s"),
    "half without work": _half_without_work,
    "no patience": _without("patience_s"),
    "returns at once": _without("return_delay_s"),
}


def examples(count):
    """So many examples, the same on every run; plays may take their time."""
    return settings(
        derandomize=True,
        deadline=None,
        max_examples=count,
        suppress_health_check=list(HealthCheck),
        database=None,
    )


class Made(NamedTuple):
    """A centre as a planner writes it, and what only a plan or a tape can say.

    turns    (seconds, team, ±count), instead of the text's own; none: the text's
    shape    of the tape, by its name in SHAPES
    """

    text: str
    turns: tuple[tuple[int, str, int], ...]
    shape: str
    seed: int
    no_wrap_up: bool

    def plan(self, policy=None):
        """The compiled plan, with own rules or without."""
        scenario = from_text(self.text, folder=HERE)
        made = plan_of(scenario.with_policy(policy, name="own") if policy else scenario)
        if self.turns:
            made = with_turns(made, *self.turns)
        if self.no_wrap_up:
            bare = tuple(0.0 for _ in made.supply.wrap_up_s)
            made = replace(made, supply=replace(made.supply, wrap_up_s=bare))
        return made

    def tape(self, plan):
        """The tape, in its shape."""
        return SHAPES[self.shape](draw(plan.demand, seed=self.seed, replication=0))


@st.composite
def centres(pick):
    """Any centre, with a tape of any shape."""

    def one(*options):
        return pick(st.sampled_from(options))

    def maybe(line):
        return one("", line)

    days = one(True, True, True, False)
    lines = ['title = "made"', *(_days(one) if days else ["[horizon]", 'lasts = "1h"'])]
    routes = [one(*ROUTES) for _ in REASONS]
    lines += _channels(one, maybe, days=days) + _segments() + _reasons(pick, one, maybe, routes)
    after = one("", "back = '30s'", "back = '1m', care = '2m'")
    lines += ["[steps.both]", 'teams = ["front", "back", "care"]']
    lines += [f"overflow_after = {{ {after} }}" if after else ""]
    lines += ["[steps.behind]", 'teams = ["back", "care"]']
    lines += [maybe('overflow_after = { care = "45s" }')]
    if one(True, True, False):
        lines += _bot(one, maybe, days=days)
    turns = []
    for team in TEAMS:
        few = team == "back" and routes[-1] != ROUTES[-1] and one(True, False)
        told, changes = _team(pick, one, team, days=days, few=few)
        lines += told
        turns += changes
    lines += _approval(one) + _returns(one, CAUSES if days else one(CAUSES, SILENT))
    lines += _memory(one)
    return Made(
        "\n".join(line for line in lines if line) + "\n",
        tuple(turns),
        one("as drawn", "on whole seconds", "on quarters of a minute", *SHAPES),
        pick(st.integers(0, 9)),
        one(False, False, True),
    )


@st.composite
def centres_of_calls(pick):
    """A centre for the lean build: calls and emails, tiers, priorities and returns in a horizon."""

    def one(*options):
        return pick(st.sampled_from(options))

    mails = one(True, False)
    lines = ['title = "made"', "[horizon]", 'lasts = "1h"']
    lines += ["[channels.voice]", one("", 'patience = { exponential = "2m" }', 'patience = "90s"')]
    lines += [one("", "growth = 2"), "[channels.email]" if mails else ""]
    lines += _segments() if one(True, False) else []
    works = ('{ mean = "4m", cv = 1 }', '{ constant = "3m" }', '{ exponential = "5m" }')
    routes = ('["front"]', '["front", "back"]', '["care", "back", "front"]')
    served = '["voice", "email"]' if mails else '["voice"]'
    for reason in REASONS:
        lines += [f"[reasons.{reason}]"]
        lines += [f"volume = {{ cases_per_hour = {pick(st.integers(5, 40))} }}"]
        lines += [f"mix = {{ {'voice = 0.7, email = 0.3' if mails else 'voice = 1.0'} }}"]
        lines += [f"route = {one(*routes)}"]
        lines += [f"handle_time = {one(*works)}", f"urgency = {one(0, 1, 5)}"]
    for team in TEAMS:
        lines += [f"[teams.{team}]", f"channels = {served}"]
        lines += [f"agents = {pick(st.integers(1, 4))}", one("", 'wrap_up = "15s"')]
        lines += [f"resolves = {one(0.6, 0.9, 1.0)}", f"escalates = {one(0.7, 1.0)}"]
    lines += _returns(one, one((), ("unresolved",)), mix="")
    text = "\n".join(line for line in lines if line) + "\n"
    return Made(text, (), one("as drawn", *SHAPES), pick(st.integers(0, 9)), one(False, True))


def _days(one):
    lead_in, follow = one((0, 0), (0, 1), (1, 0), (1, 1))
    outside = one(
        "",
        'moves = 0.5, to = "email"',
        'tries_again = 0.8, after_opening = { exponential = "5m" }',
        'moves = 0.3, to = "email", tries_again = 0.9, after_opening = "0s"',
    )
    lines = ["[day]", 'opens = "09:00"', 'closes = "10:00"', 'interval = "15m"']
    lines += [f"lead_in = {lead_in}", f"follow_days = {follow}"]
    return [*lines, f"outside_hours = {{ {outside} }}" if outside else ""]


def _channels(one, maybe, *, days):
    lines = []
    patiences = ("", 'patience = { exponential = "2m" }', 'patience = "90s"', 'patience = "0s"')
    for channel in ("voice", "chat"):
        lines += [f"[channels.{channel}]", one(*patiences, patiences[1])]
        lines += [one("", "", "", "limit = 0", "limit = 1", "limit = 3")]
        told = ("", "", "balks_above = 0.5", 'balks_above = 2.0, shortest = "4m"')
        told = one(*told)
        lines += [f"announces = {{ {told} }}" if told else ""]
        lines += [one("", "growth = 2", "growth = 0")]
        if days:
            opens, closes = one(("09:00", "10:00"), ("09:10", "09:40"), ("00:00", "24:00"))
            lines += [f'opens = "{opens}"', f'closes = "{closes}"']
            lines += [f'at_close = "{one("drain", "clear", "carry over")}"']
    lines += ["[channels.email]", maybe("growth = 0.1"), maybe("limit = 4")]
    lines += [one("", "", 'yields_to = ["voice"]', 'yields_to = ["voice", "chat"]')]
    if lines[-1]:
        lines += [maybe("interruptions = 3")]
    return [*lines, one("", 'at_close = "drain"', 'at_close = "clear"') if days else ""]


def _segments():
    gold = ["[segments.gold]", "share = 0.3", 'head_start = "2m"', "value = 2.0"]
    return [*gold, "patience_factor = 2.0", "[segments.plain]", "share = 0.7"]


def _reasons(pick, one, maybe, routes):
    lines = []
    everywhere = "voice = 0.4, chat = 0.4, email = 0.2"
    works = ('{ mean = "4m", cv = 1 }', '{ constant = "3m" }', '{ exponential = "5m" }')
    for reason, route in zip(REASONS, routes, strict=True):
        lines += [f"[reasons.{reason}]"]
        lines += [f"volume = {{ cases_per_hour = {pick(st.integers(5, 25))} }}"]
        lines += [f"mix = {{ {one(everywhere, everywhere, 'voice = 1.0', 'chat = 1.0')} }}"]
        lines += [f"route = {route}", f"handle_time = {one(*works)}"]
        lines += [f"urgency = {one(0, 1, 5)}", maybe("segments = { gold = 0.8, plain = 0.2 }")]
        lines += [one("", "claim = { share = 0.8, asks = { exponential = 120 } }")]
        lines += [one("", "", "emotion = { share = 0.5, talk_factor = 1.5 }")]
    return lines


def _bot(one, maybe, *, days):
    lines = ["[bots.b]", 'channels = ["voice", "chat"]', f"takes = {one(0.9, 0.6)}"]
    lines += ["contains = 0.3", "leaves = 0.2", "truly_solves = 0.5", "pays = 0.5"]
    lines += [one("", "context_saves = 0.25", "context_saves = -0.5")]
    lines += [
        maybe('segments = ["plain"]'),
        one("", "", "capacity = 1", "capacity = 2"),
        one("", "emotional_takes = 0", "emotional_takes = 0.5"),
    ]
    lines += [one("", "", 'opens = "09:15"\ncloses = "09:45"') if days else ""]
    laws = 'contained = "1m", passed_on = { exponential = "2m" }, left = "30s"'
    return [*lines, f"session = {{ {laws} }}"]


def _team(pick, one, team, *, days, few):
    lines = [f"[teams.{team}]", 'channels = ["voice", "chat", "email"]']
    lines += ['reasons = ["a", "b"]'] if few else []
    turns = []
    if days:
        plain = ("agents = 1", "agents = 2", "agents = 3")
        table = f'agents = "heads.csv:{one("rises", "falls", "wavers", "nights")}"'
        lines += [one(*plain, table, table, *SHIFTS)]
    else:
        lines += ["agents = 3"]
        turns = _headcounts(pick, one, team)
    lines += [one("", 'wrap_up = "15s"', 'wrap_up = "1m"')]
    at_once = ("", "chats_at_once = 2", "chats_at_once = 3\nchat_speed = [1, 0.75, 0.5]")
    lines += [one(*at_once, at_once[-1])]
    if lines[-1]:
        lines += [one("", 'chats_go_to = "fill first"')]
        lines += [one("", 'takes_calls = "beside chats"')]
    lines += [f"resolves = {one(0.6, 0.9)}", "escalates = 0.7"]
    lines += [one("authority = 50", "authority = 0\npays = 0.9", "authority = 150")]
    lines += [one("", 'above_authority = "escalate"')]
    return lines + _people(one, team), turns


def _people(one, team):
    """Factors that are sums of powers of two, so that times on quarters of a minute stay so."""
    curve = "new_share = 0.5, from_weeks = 2, to_weeks = 2, mature_after = 4, talk_rate = 0.5"
    moved = "incentive = { talk_factor = 0.5, resolves_factor = 1.25 }"
    lines = [
        one("", "", "", "", "spread = 0.5", f"learning = {{ {curve}, resolves_rate = 0.5 }}", moved)
    ]
    if one(True, False):
        lines += [f"[teams.{team}.levels.new]", "share = 0.5", f"talk_factor = {one(1.5, 2)}"]
        lines += [f"resolves_factor = {one(0.5, 0, 2)}"]
        lines += [f"[teams.{team}.levels.old]", "share = 0.5"]
    return lines


def _headcounts(pick, one, team):
    """Rises and falls within three agents; nobody may be left for those who still wait."""
    present, turns = pick(st.integers(1, 3)), []
    turns.append((0, team, present))
    for at in (600, 660, 1200, 1500, 1560, 2700):
        goal = pick(st.integers(0, 3))
        if goal != present:
            turns.append((at, team, goal - present))
        present = goal
    if one(True, False) and present:
        turns.append((3600, team, -present))
    return turns


def _approval(one):
    lines = ["[approval]"]
    if one(True, False):
        chases = one("", 'chases = { share = 0.9, after = "5m" }')
        lines += ['meanwhile = "parked"', one('finishing = "1m"', 'finishing = "0s"'), chases]
    else:
        lines += ['meanwhile = "held"']
    lines += [one("", "", 'climbs = "straight"')]
    takes = one('{ exponential = "5m" }', '"0s"', '{ exponential = "40m" }')
    lines += ["[approval.levels.lead]", "limit = 100", f"decides_in = {takes}"]
    lines += ["refuses = 0.3", "pays = 0.9"]
    if one(True, True, False):
        lines += ["[approval.levels.head]", "limit = 250", 'decides_in = "3m"', "refuses = 0.3"]
    return lines


def _memory(one):
    lines = ["[memory]"]
    for way in ("on_return", "on_transfer", "on_change_of_channel"):
        factors = f"known_factor = {one(0.5, 0.75)}, unknown_factor = {one(1.5, 2)}"
        lines += [one("", f"{way} = {{ known = {one(0.5, 0)}, {factors} }}")]
    return lines


def _returns(one, causes, mix="mix = { voice = 0.5, chat = 0.5 }"):
    where = ("", "same_channel = 0.5", mix, 'becomes = "c"')
    bare = [f"at_most = {one(2, 4, 4)}"]
    lines = []
    for cause in causes:
        if one(True, True, False):
            after = one('{ exponential = "4m" }', '"30s"')
            lines += [f"[returns.if_{cause}]", f"share = {one(0.8, 1.0)}", f"after = {after}"]
            lines += [one(*where), one("", "skips_bot = 0.5")]
    return ["[returns]", *bare, *lines]
