"""Own rules in Python, asked as they are."""

from math import isnan
from typing import TYPE_CHECKING

from sim.centre import rules
from sim.centre.limits import no_number
from sim.centre.own import guarded
from sim.centre.reference.agent import Team
from sim.centre.reference.visit import Contact, Visit
from sim.plan.plan import Own

if TYPE_CHECKING:
    from sim.centre.reference.centre import Centre


class OwnRules:
    """What a scenario's policy says; each rule is None where the scenario's own words hold."""

    def __init__(self, centre: "Centre", own: Own | None) -> None:
        self._centre, self._own = centre, own
        given = own.policy.rules if own is not None else {}
        self._rules = {name: guarded(rule) for name, rule in given.items()}
        self.scores, self.admits = "score" in given, "admit" in given
        self.sends_to_bot = "to_bot" in given

    def _asked(self, name: str, *given: float) -> float:
        answer = self._rules[name](*given)
        if isnan(answer):
            raise no_number(name, self._centre.now())
        return answer

    def score(self, visit: Visit) -> float:
        """Points of a visit that stands first in its line."""
        me, supply = visit.contact, self._centre.supply
        return self._asked(
            "score",
            self._centre.now() - visit.joined_s,
            supply.base[me.reason][me.segment],
            supply.queues[visit.queue].growth,
            me.reason,
            me.segment,
            me.channel,
            me.number,
        )

    def admit(self, team: Team, visit: Visit) -> bool:
        """Whether a team may take a visit now."""
        me = visit.contact
        return (
            self._asked(
                "admit",
                team.free,
                team.present,
                self._centre.waiting.length(visit.queue),
                me.reason,
                me.segment,
                self._tier(team.number),
            )
            != 0.0
        )

    def share_to_bot(self, me: Contact) -> float:
        """The share of such contacts that is sent to the bot."""
        supply, waiting = self._centre.supply, self._centre.waiting
        queue = supply.queue_of[supply.route[me.reason][0]][me.channel]
        ahead, present = 0, 0
        if queue >= 0:
            ahead = waiting.length(queue)
            teams = supply.queues[queue].teams[me.reason]
            present = sum(self._centre.teams[team].present for team, _ in teams)
        expected = rules.estimated_wait(ahead, self._mean_work(me), present)
        return self._asked("to_bot", ahead, expected, me.reason, me.segment, me.number)

    def _tier(self, team: int) -> int:
        return self._own.tier[team] if self._own is not None else 0

    def _mean_work(self, me: Contact) -> float:
        return self._own.mean_work_s[me.reason][me.channel] if self._own is not None else 0.0
