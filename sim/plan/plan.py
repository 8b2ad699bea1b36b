"""What a plan is: frozen tables of numbers, indices in the code-point order of the names.

`demand` is read when drawing (its digest names the tape), `supply` when playing, `yardsticks`
when measuring. A change of staffing, authority, limits or resolution touches supply alone and
so redraws nothing. Shapes are written as [what × what]; times are seconds.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.plan.codes import Above, AtClose, SlotKind
from sim.plan.flat import Flat, flattened
from sim.plan.memory import Memory
from sim.plan.people import Skills
from sim.plan.reads import Reads, reads_of
from sim.scenario.distributions import Law
from sim.scenario.mechanism import Mechanism
from sim.scenario.policy import Policy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Names:
    """Names by index, sorted by code point; queues are "step/channel", then "team/finishing"."""

    reasons: tuple[str, ...]
    channels: tuple[str, ...]
    segments: tuple[str, ...]
    steps: tuple[str, ...]
    teams: tuple[str, ...]
    bots: tuple[str, ...]
    levels: tuple[str, ...]
    queues: tuple[str, ...]


@dataclass(frozen=True)
class Calendar:
    """Which days are played and when each channel is open.

    days          days played; `first_day` is the number of the first (0 is the measured one)
    day_s         length of a day
    opens_s       [channel] first opening after midnight; `closes_s` its closing
    always_open   no nights: one long stretch
    measured_s    begin and end of the measured window
    end_s         events at this time or later are not played (inf: until nothing is left)
    """

    days: int
    first_day: int
    day_s: float
    opens_s: tuple[float, ...]
    closes_s: tuple[float, ...]
    always_open: bool
    measured_s: tuple[float, float]
    end_s: float
    interval_s: float


@dataclass(frozen=True)
class Volume:
    """Cases of one reason on one day: the expected number, and when they come.

    edges_s and cumulated describe the piecewise linear share of the day's cases that has come by
    a time since midnight; `cases` is the expected number; `stated_contacts` what the planner wrote.
    """

    cases: float
    edges_s: tuple[float, ...]
    cumulated: tuple[float, ...]
    own_busyness: float
    stated_contacts: float


@dataclass(frozen=True)
class Slot:
    """One place of a compiled route.

    place     position of its step in the route (-1: the bot before the first)
    index     step for SERVE, FINISH and CHASE; bot; level
    pairs     (channel, team) that could serve it; empty for bots and levels
    laws      one law for each pair (talk, wrap-up left out); for a bot the sessions contained,
              passed on, left; for a level its decision time
    linked    whether hardness bends its times
    patience  (channel, law) for channels whose customers can give up
    stream    what its streams are called after
    work_at, patience_at, marks_at   where its values lie among those of its row
    """

    kind: SlotKind
    reason: int
    place: int
    index: int
    pairs: tuple[tuple[int, int], ...]
    laws: tuple[Law, ...]
    linked: bool
    patience: tuple[tuple[int, Law], ...]
    stream: str
    work_at: int = 0
    patience_at: int = 0
    marks_at: int = 0


@dataclass(frozen=True)
class SlotSet:
    """The slots a contact row has: those of every reason it could come with, in name order.

    starts    [reason] offset of the reason's first slot; -1 if the row cannot have it
    works, patiences, marks   how many values a row of this set has on the tape
    """

    slots: tuple[Slot, ...]
    starts: tuple[int, ...]
    works: int
    patiences: int
    marks: int


@dataclass(frozen=True)
class Demand:
    """Everything `draw` reads.

    firsts      [reason] slot set of a case's first contact
    laters      [reason] slot set of its later contacts, by the reason the case began with
    chases      [reason] slot set of a chase
    claim       [reason] (share, law) or None
    emotion     [reason] (share of emotional cases, factor on their talk) or None
    patience_factor [segment]
    segment_cumulated [reason × segment] cumulated shares
    returns_after   [cause] law of the delay, None where nobody comes back
    largest_return  [reason] no later contact exists unless its return mark lies below this
    links       strength of hardness in handle time, bot, resolution
    busyness    coefficient of variation of the day's factor shared by all reasons
    """

    streams: tuple[str, ...]
    calendar: Calendar
    volumes: tuple[Volume, ...]
    busyness: float
    segment_cumulated: tuple[tuple[float, ...], ...]
    patience_factor: tuple[float, ...]
    claim: tuple[tuple[float, Law] | None, ...]
    emotion: tuple[tuple[float, float] | None, ...]
    firsts: tuple[SlotSet, ...]
    laters: tuple[SlotSet, ...]
    chases: tuple[SlotSet, ...]
    chase: tuple[float, Law] | None
    returns_after: tuple[Law | None, ...]
    largest_return: tuple[float, ...]
    at_most: int
    link_handle: float
    link_bot: float
    link_resolution: float
    digest: str

    @cached_property
    def slot_sets(self) -> tuple[SlotSet, ...]:
        """Every slot set, in the order in which a tape's rows number them."""
        return self.firsts + self.laters + self.chases

    @cached_property
    def flat(self) -> Flat:
        """The same numbers in arrays, for compiled passes."""
        return flattened(self)

    @cached_property
    def delay_column(self) -> tuple[int, ...]:
        """[cause] column of a tape's return delays; -1 where nobody comes back."""
        comes_back = [law is not None for law in self.returns_after]
        return tuple(
            sum(comes_back[:cause]) if comes else -1 for cause, comes in enumerate(comes_back)
        )

    @property
    def link_of(self) -> dict[str, float]:
        """How strongly hardness bends a mark; marks not named are free of it."""
        return {"contains": self.link_bot, "solves": self.link_resolution}


@dataclass(frozen=True)
class Queue:
    """Where the contacts of one step and channel wait; `channel` is -1 for finishing visits.

    teams     [reason] who may serve it, in order of preference: (team, seconds until it may)
    line      first of a team's waiting lines that its contacts stand in, see `Supply.line_of`
    limit     a queue of this length blocks; -1 none
    give_up_is_event  whether somebody could notice the moment of a give-up
    """

    step: int
    channel: int
    teams: tuple[tuple[tuple[int, float], ...], ...]
    growth: float
    line: int
    limit: int
    give_up_is_event: bool


@dataclass(frozen=True)
class Line:
    """A kind of waiting line that every team keeps apart: one growth, one kind of slot.

    beside   its contacts are calls, which some team takes beside chats
    """

    growth: float
    shared: bool
    beside: bool


@dataclass(frozen=True)
class Turn:
    """A change of presence: `count` agents of a team come (+) or leave (-) at a time.

    agents    the persons meant, or empty: headcount is anonymous
    """

    at_s: float
    team: int
    count: int
    agents: tuple[int, ...]


@dataclass(frozen=True)
class Supply:
    """Everything a play reads beside the tape.

    first_agent     [team] number of the team's first agent; `agents` of them [team]
    turns           sorted by (at_s, leave before come, team)
    line_of         [reason × segment] how many lines behind its queue's first a contact stands:
                    0 everywhere unless an own rule must tell reasons and segments apart
    queue_of        [step × channel] queue, -1 none
    finishing_queue [team]
    route           [reason] steps in order
    chats_at_once   [team];  chat_rate [team × k] progress of each of k chats (k from 0)
    wrap_up_s       [team]
    resolves        [team × reason];  escalates [team × reason]
    authority, pays, above [team]
    base            [reason × segment] score at joining, in the unit of growth × time
    head_start_s    [segment]
    bot_for         [reason × channel] bot it meets, -1 none;  bot_segments [bot × segment]
    emotional_takes [bot] factor on takes for emotional cases
    takes, contains, truly [bot × reason];  leaves, bot_pays [bot]
    bot_opens_s, bot_closes_s [bot] since midnight
    level_limit, level_refuses, level_pays [level];  ladder: levels by rising limit
    held            agent and customer wait for the decision on the line
    open_from_s, open_to_s  hours of a day in which approval levels decide
    share, same_channel, skips_bot [cause];  becomes [cause] reason or -1
                    (same_channel is 1 where the channel stays)
    mix             [reason × channel] cumulated;  cause_mix [cause] the same, None: the reason's
    moves, moves_to outside hours: share, channel (-1 none)
    at_close, deferred, shared [channel]
    fills_first     [team] chats go to the agent with the most in hand, not with the least
    beside_chats    [team] a call takes a chat's place beside others
    yields          [channel × channel] work on the first is interrupted for the second
    interruptions   [channel] how often one contact's work may be
    balks_above     [channel] announced wait ÷ patience beyond which a customer leaves at once; inf:
                    no wait is announced
    announced_s     [channel] shortest wait that is announced
    mean_work_s     [queue × reason] mean talk and wrap-up of the team preferred; 0 where no wait
                    is announced
    bot_capacity    [bot] sessions at once; 0 any number
    straight        a claim goes straight to the first level that may grant it
    skills          of agents;  memory: what is known of a case
    """

    first_agent: tuple[int, ...]
    agents: tuple[int, ...]
    turns: tuple[Turn, ...]
    queues: tuple[Queue, ...]
    lines: tuple[Line, ...]
    line_of: tuple[tuple[int, ...], ...]
    queue_of: tuple[tuple[int, ...], ...]
    finishing_queue: tuple[int, ...]
    route: tuple[tuple[int, ...], ...]
    chats_at_once: tuple[int, ...]
    chat_rate: tuple[tuple[float, ...], ...]
    wrap_up_s: tuple[float, ...]
    resolves: tuple[tuple[float, ...], ...]
    escalates: tuple[tuple[float, ...], ...]
    authority: tuple[float, ...]
    pays: tuple[float, ...]
    above: tuple[Above, ...]
    base: tuple[tuple[float, ...], ...]
    head_start_s: tuple[float, ...]
    bot_for: tuple[tuple[int, ...], ...]
    bot_segments: tuple[tuple[bool, ...], ...]
    takes: tuple[tuple[float, ...], ...]
    emotional_takes: tuple[float, ...]
    contains: tuple[tuple[float, ...], ...]
    truly: tuple[tuple[float, ...], ...]
    leaves: tuple[float, ...]
    bot_pays: tuple[float, ...]
    bot_opens_s: tuple[float, ...]
    bot_closes_s: tuple[float, ...]
    ladder: tuple[int, ...]
    level_limit: tuple[float, ...]
    level_refuses: tuple[float, ...]
    level_pays: tuple[float, ...]
    held: bool
    open_from_s: float
    open_to_s: float
    share: tuple[float, ...]
    same_channel: tuple[float, ...]
    skips_bot: tuple[float, ...]
    becomes: tuple[int, ...]
    mix: tuple[tuple[float, ...], ...]
    cause_mix: tuple[tuple[float, ...] | None, ...]
    moves: float
    moves_to: int
    at_close: tuple[AtClose, ...]
    deferred: tuple[bool, ...]
    shared: tuple[bool, ...]
    fills_first: tuple[bool, ...]
    beside_chats: tuple[bool, ...]
    yields: tuple[tuple[bool, ...], ...]
    interruptions: tuple[int, ...]
    balks_above: tuple[float, ...]
    announced_s: tuple[float, ...]
    mean_work_s: tuple[tuple[float, ...], ...]
    bot_capacity: tuple[int, ...]
    straight: bool
    skills: Skills
    memory: Memory


@dataclass(frozen=True)
class Target:
    """A channel's service level: threshold, share aimed at, formula by name."""

    within_s: float
    share: float
    formula: str
    short_abandon_s: float


@dataclass(frozen=True)
class AnswerClock:
    """A channel's answer clock, counted in its opening hours or in elapsed time."""

    within_s: float
    in_opening_hours: bool


@dataclass(frozen=True)
class Yardsticks:
    """Everything a measure reads beside the logs.

    targets, clocks   [channel] or None
    tier              [team]
    shrinkage, cost_per_paid_hour [team];  cost_per_session, cost_per_day [bot]
    stated_contacts   [reason] contacts a day as the planner wrote them; nan where cases were stated
    """

    targets: tuple[Target | None, ...]
    clocks: tuple[AnswerClock | None, ...]
    tier: tuple[int, ...]
    shrinkage: tuple[float, ...]
    cost_per_paid_hour: tuple[float, ...]
    cost_per_session: tuple[float, ...]
    cost_per_day: tuple[float, ...]
    stated_contacts: tuple[float, ...]


@dataclass(frozen=True)
class Own:
    """Own rules in Python, and what they are asked with.

    mean_work_s   [reason × channel] mean talk and wrap-up at the first step
    tier          [team]
    """

    policy: Policy
    mean_work_s: tuple[tuple[float, ...], ...]
    tier: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """A scenario in numbers; `own` rules and a `mechanism` of one's own, if there are any."""

    title: str
    currency: str
    names: Names
    demand: Demand
    supply: Supply
    yardsticks: Yardsticks
    warnings: tuple[str, ...]
    own: Own | None = None
    mechanism: Mechanism | None = None

    @cached_property
    def reads(self) -> Reads:
        """Which marks of a tape a play of this plan could look at."""
        own_bot_rule = self.own is not None and self.own.policy.to_bot is not None
        return reads_of(self.demand, self.supply, own_bot_rule=own_bot_rule)
