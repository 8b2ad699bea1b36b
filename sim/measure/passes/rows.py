"""Columns that the passes read, and the arrays they hand to one another.

Times are seconds of the play and `nan` where something never happened, as in the logs.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.plan.plan import Floats, Ints

Bools = NDArray[np.bool_]
I1 = NDArray[np.int8]
I2 = NDArray[np.int16]
I4 = NDArray[np.int32]
U1 = NDArray[np.uint8]


class Visits(NamedTuple):
    """Columns of the visit log."""

    contact: I4
    kind: I1
    queue: I2
    place: I2
    joined_s: Floats
    answered_s: Floats
    ended_s: Floats
    team: I2
    agent: I4
    outcome: I1
    interrupted_s: Floats


class Contacts(NamedTuple):
    """Columns of the contact log."""

    case: I4
    number: I2
    reason: I2
    segment: I2
    cause: I1
    channel: I1
    arrived_s: Floats
    closed_s: Floats
    outcome: I1
    bot: I1
    team: I2
    approvals: I1
    paid: Floats
    repeated: I1


class Cases(NamedTuple):
    """Columns of the case log."""

    case: I4
    reason: I2
    segment: I2
    arrived_s: Floats
    closed_s: Floats
    outcome: I1
    asked: Floats


class Spells(NamedTuple):
    """Columns of the agent log."""

    team: I2
    from_s: Floats
    to_s: Floats


class Window(NamedTuple):
    """The measured window and its intervals.

    start_s, end_s   its begin and end
    start, length    its begin since the play's, and its length, in ticks
    interval_s       length of an interval
    intervals        how many; the last may be cut short
    bits             so many bits hold any time of the window, in ticks since it began
    """

    start_s: float
    end_s: float
    start: int
    length: int
    interval_s: float
    intervals: int
    bits: int


class Centre(NamedTuple):
    """What the plan says of queues, channels and teams; the last entry of each stands for "none".

    channel, step    [queue]
    first_team       [queue × reason] first in the order of preference; -1 nobody
    shared           [queue] an agent may have several of its visits in hand
    tier             [team] code of its tier
    several          [team] its agents may have several visits of shared queues in hand
    live             [channel] 1 where the customer holds the line, else 0
    formula          [channel] number of its service level, from 1 on; 0 none
    within, short    [channel] thresholds of its service level in ticks
    """

    channel: Ints
    step: Ints
    first_team: Ints
    shared: Bools
    tier: Ints
    several: Bools
    live: Ints
    formula: Ints
    within: Ints
    short: Ints


class Clocks(NamedTuple):
    """The answer clocks of the channels.

    within       [channel] in ticks; -1 no clock
    stops        [channel] it stands still outside opening hours
    opens_s      [channel] since midnight
    hours_s      [channel] opening hours of a day
    day_s        length of a day
    """

    within: Ints
    stops: Bools
    opens_s: Floats
    hours_s: Floats
    day_s: float


class Counted(NamedTuple):
    """The rows of one view that count, in any order.

    number   [set of facts] class, as `classes` says
    of       [row] class
    values   [value × row] what can be added up
    codes    [kind of scope × row] the scope it counts for, -1 none; empty if only `all` is asked
             for, and not written for `all` and for kinds that the view does not have
    """

    number: Ints
    of: I2
    values: Ints
    codes: I4


class Ways(NamedTuple):
    """What became of each contact on its way, put together from its visits.

    marks        bits of `ways`
    answers      visits that an agent answered
    answered_s   when the first was, meaningless where there is none
    team         who did, from 1 on; 0 nobody
    first_step, last_step  steps whose queues it came to first and last, from 1 on; 0 none
    """

    marks: U1
    answers: I2
    answered_s: Floats
    team: I2
    first_step: I2
    last_step: I2


class Stories(NamedTuple):
    """What became of each case, by its number, put together from its contacts.

    contacts   how many it made, chases included; `with_agent` of these an agent answered
    marks      bits of `stories`
    channel    on which its first contact was served, from 1 on; 0 none
    last       number of its last contact, from 1 on, chases left out; 0 none
    first      of its first contact that an agent answered, chases left out: odd if it was resolved
               there at once, by one agent alone; 0 none
    """

    contacts: I4
    with_agent: I4
    marks: U1
    channel: I2
    last: I4
    first: I4
