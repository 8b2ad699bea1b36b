"""What the compiled engine is given of a plan: its tables as columns.

Shapes are written as [what × what]; indices are those of the plan. Preference lists of queues,
slots of routes and the persons of a turn are ragged: a row's part of the flat column begins at its
entry in `..._first` and ends at the next one's. `giving.py` fills these tables.
"""

from typing import NamedTuple

from sim.centre.tables import B1, F8, I1, I2, I4, I8, B1x2, F8x2, F8x3, I2x2, I4x2, I4x3

SERVE, FINISHED, CHASED, STEP_SLOTS = 0, 1, 2, 3
"""Addresses of a step's slots: serve, then its levels, then (behind them) finish and chase; and
how many slots a step has beside its levels."""


class Slots(NamedTuple):
    """The slots of all slot sets, one set after the other.

    first       [slot set] its first slot
    place       step of the route
    by_team     its times depend on channel and team, and wrap-up follows
    work_at     of a bot, a level, a finishing or a chase: its first time among its row's
    marks_at    its first coin among its row's
    work_of     [slot × channel × team] its time among its row's, -1 where the team never serves
    patience_of [slot × channel] its patience among its row's, -1 without
    at          [slot set × reason × address] slot; addresses: bots, then for each step of a route
                serve, levels, finish, chase
    """

    first: I4
    place: I2
    by_team: B1
    work_at: I4
    marks_at: I4
    work_of: I4x3
    patience_of: I4x2
    at: I4x3


class Queues(NamedTuple):
    """Queues, and the lists of teams that may serve in them.

    teams       [queue × reason] list
    alone       [team] list of this team alone
    list_first  [list] first entry of `team` and `after_s`, the seconds until it may serve
    """

    channel: I1
    line: I2
    growth: F8
    limit: I8
    give_up_is_event: B1
    shared: B1
    clears: B1
    beside: B1
    balks_above: F8
    announced_s: F8
    mean_work_s: F8x2
    teams: I4x2
    alone: I4
    list_first: I4
    team: I2
    after_s: F8


class Crew(NamedTuple):
    """Teams; `anonymous` have headcounts, not persons; see `plan.Supply` for the others.

    talk_factor, resolves_factor   [agent] what a person makes of the team's talk and resolution
    resolves, escalates [team × reason];  drains [team × channel];  chat_rate [team × k]
    """

    first_agent: I4
    agents: I4
    chats_at_once: I2
    wrap_up_s: F8
    falls: B1
    anonymous: B1
    authority: F8
    pays: F8
    escalates_claims: B1
    finishing_queue: I2
    resolves: F8x2
    escalates: F8x2
    drains: B1x2
    chat_rate: F8x2
    fills_first: B1
    beside_chats: B1
    talk_factor: F8
    resolves_factor: F8


class Bots(NamedTuple):
    """Bots, [reason × channel], [bot × segment] and [bot × reason]."""

    met: I2x2
    segments: B1x2
    takes: F8x2
    emotional_takes: F8
    contains: F8x2
    truly: F8x2
    leaves: F8
    pays: F8
    opens_s: F8
    closes_s: F8
    day_and_night: B1
    capacity: I4


class Levels(NamedTuple):
    """Approval levels; `ladder` is their order by rising limit."""

    ladder: I2
    limit: F8
    refuses: F8
    pays: F8


class Returns(NamedTuple):
    """[cause] who comes back, where, as what; `delay` is the column of the tape's delays."""

    share: F8
    same_channel: F8
    skips_bot: F8
    becomes: I2
    own_mix: B1
    mix: F8x2
    delay: I2


class Memory(NamedTuple):
    """What is known of a case, see `sim.plan.memory`.

    known [way];  recall [bot + 1, first without × way × (unknown, known)] factor on talk
    """

    known: F8
    recall: F8x3


class Doors(NamedTuple):
    """[channel] doors, [reason × channel] who comes on which.

    may_interrupt   [channel] how often the work on one contact may be interrupted
    yields          [channel × channel] work on the first is interrupted for the second
    """

    deferred: B1
    opens_s: F8
    first_closing_s: F8
    mix: F8x2
    may_interrupt: I2
    yields: B1x2


class Timetable(NamedTuple):
    """Events known before the play, by (time, key).

    note    of a turn its row; of an opening the closing that ends it, in `closing_s`
    made    their rows in the order in which they were made, for the count of one instant
    """

    time: F8
    key: I8
    note: I4
    made: I4
    closing_s: F8
    turn_team: I2
    turn_count: I4
    people_first: I4
    people: I4


class Own(NamedTuple):
    """Own rules by the address of their code, 0 without; what they are asked with.

    mean_work_s   [reason × channel];  tier [team]
    """

    score: int
    admit: int
    to_bot: int
    mean_work_s: F8x2
    tier: I4


class Given(NamedTuple):
    """Everything of a plan that a play looks at; `line_of` is by reason and segment.

    may_be_lean   whether the lean build may play it, see `lean`
    words         all of this as compiled code is handed it
    """

    slots: Slots
    queues: Queues
    crew: Crew
    bots: Bots
    levels: Levels
    returns: Returns
    doors: Doors
    timetable: Timetable
    own: Own
    memory: Memory
    line_of: I4x2
    line_growth: F8
    line_shared: B1
    line_beside: B1
    route_length: I2
    route: I2x2
    queue_of: I2x2
    base: F8x2
    head_start_s: F8
    channels: int
    teams: int
    agents: int
    lines: int
    turns: int
    robots: int
    rungs: int
    first_chase_set: int
    parts: int
    held: bool
    moves: float
    moves_to: int
    always_open: bool
    day_s: float
    end_s: float
    open_from_s: float
    open_to_s: float
    any_shared: bool
    any_clears: bool
    straight: bool
    any_announces: bool
    any_beside: bool
    any_fills: bool
    most_interruptions: int
    remembers: bool
    may_be_lean: bool
    words: I8
