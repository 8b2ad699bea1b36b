"""Own rules in Python: compiled by themselves, asked instead of the scenario's own words."""

from math import isnan

from sim.centre import rules
from sim.centre.kernel.calling import call_admit, call_score, call_to_bot
from sim.centre.kernel.compiling import apart
from sim.centre.kernel.given import Given
from sim.centre.kernel.state import State
from sim.centre.tables import Flag, Index

SCORE, ADMIT, TO_BOT = 2, 3, 4
"""Why a play stopped: which rule gave no number. 1 is for time that does not pass."""


@apart
def score(g: Given, s: State, visit: Index, now: float) -> float:
    """Points of a visit that stands first in its line."""
    contacts, contact = s.contacts, s.visits.contact[visit]
    reason, segment = contacts.reason[contact], contacts.segment[contact]
    points = call_score(
        g.own.score,
        now - s.visits.joined_s[visit],
        g.base[reason, segment],
        g.queues.growth[s.visits.queue[visit]],
        reason,
        segment,
        contacts.channel[contact],
        contacts.number[contact],
    )
    _note(s, points, SCORE, now)
    return points


@apart
def admits(g: Given, s: State, team: Index, visit: Index, now: float) -> Flag:
    """Whether a team may take a visit now."""
    contacts, contact = s.contacts, s.visits.contact[visit]
    answer = call_admit(
        g.own.admit,
        s.teams.free[team],
        s.teams.present[team],
        s.length[s.visits.queue[visit]],
        contacts.reason[contact],
        contacts.segment[contact],
        g.own.tier[team],
    )
    _note(s, answer, ADMIT, now)
    return answer != 0.0


@apart
def share_to_bot(g: Given, s: State, contact: Index, now: float) -> float:
    """The share of such contacts that is sent to the bot."""
    contacts = s.contacts
    reason, channel = contacts.reason[contact], contacts.channel[contact]
    queue = g.queue_of[g.route[reason, 0], channel]
    ahead = present = 0
    if queue >= 0:
        ahead = s.length[queue]
        teams = g.queues.teams[queue, reason]
        for entry in range(g.queues.list_first[teams], g.queues.list_first[teams + 1]):
            present += s.teams.present[g.queues.team[entry]]
    expected = rules.estimated_wait(ahead, g.own.mean_work_s[reason, channel], present)
    share = call_to_bot(
        g.own.to_bot, ahead, expected, reason, contacts.segment[contact], contacts.number[contact]
    )
    _note(s, share, TO_BOT, now)
    return share


@apart
def _note(s: State, answer: Index, rule: Index, now: float) -> None:
    """The first rule that gives no number ends the play."""
    if isnan(answer) and not s.counts.stopped[0]:
        s.counts.stopped[0] = rule
        s.counts.instant_s[0] = now
