"""From a scenario to its plan."""

from typing import Protocol

from sim.plan.demand import demand
from sim.plan.own import looks_at_queues, own, splits
from sim.plan.people import paid_per_hour
from sim.plan.plan import AnswerClock, Names, Plan, Target, Volume, Yardsticks
from sim.plan.supply import queue_pairs, supply
from sim.scenario.mechanism import Mechanism
from sim.scenario.policy import Policy
from sim.scenario.scenario import Centre


class Checked(Protocol):
    """What a plan needs of a scenario: its centre, and the centre of the base it varies."""

    @property
    def centre(self) -> Centre:
        """The scenario itself."""

    @property
    def base(self) -> Centre:
        """The scenario it was varied from; itself for a base."""

    @property
    def policy(self) -> Policy | None:
        """Own rules in Python."""

    @property
    def mechanism(self) -> Mechanism | None:
        """An own extension of the reference engine."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What its check wished to say."""


def plan(scenario: Checked) -> Plan:
    """The scenario as small tables; a pure function of the checked scenario."""
    centre = scenario.centre
    names = _names(centre)
    drawn = demand(centre, scenario.base, names)
    policy = scenario.policy
    played = supply(
        centre,
        names,
        drawn,
        split=splits(policy),
        noticed=looks_at_queues(policy),
    )
    yardsticks = _yardsticks(centre, names, drawn.volumes)
    return Plan(
        title=centre.title,
        currency=centre.currency,
        names=names,
        demand=drawn,
        supply=played,
        yardsticks=yardsticks,
        warnings=scenario.warnings,
        own=own(policy, drawn, played, yardsticks.tier),
        mechanism=scenario.mechanism,
    )


def _names(centre: Centre) -> Names:
    queues = [f"{step}/{channel}" for step, channel in queue_pairs(centre)]
    if centre.approval.meanwhile == "parked" and centre.approval.levels:
        queues += [f"{team}/finishing" for team in sorted(centre.teams)]
    return Names(
        reasons=tuple(sorted(centre.reasons)),
        channels=tuple(sorted(centre.channels)),
        segments=tuple(sorted(centre.segments)),
        steps=tuple(sorted({step for reason in centre.reasons.values() for step in reason.route})),
        teams=tuple(sorted(centre.teams)),
        bots=tuple(sorted(centre.bots)),
        levels=tuple(sorted(centre.approval.levels)),
        queues=tuple(queues),
    )


def _yardsticks(centre: Centre, names: Names, volumes: tuple[Volume, ...]) -> Yardsticks:
    teams = [centre.teams[name] for name in names.teams]
    bots = [centre.bots[name] for name in names.bots]
    return Yardsticks(
        targets=tuple(_target(centre, name) for name in names.channels),
        clocks=tuple(_clock(centre, name) for name in names.channels),
        tier=tuple(_tier(centre, name) for name in names.teams),
        shrinkage=tuple(team.shrinkage for team in teams),
        cost_per_paid_hour=tuple(paid_per_hour(team) for team in teams),
        cost_per_session=tuple(bot.cost_per_session for bot in bots),
        cost_per_day=tuple(bot.cost_per_day for bot in bots),
        stated_contacts=tuple(volume.stated_contacts for volume in volumes),
    )


def _target(centre: Centre, channel: str) -> Target | None:
    stated = centre.channels[channel].service_level
    if stated is None:
        return None
    return Target(stated.within, stated.share, stated.formula, stated.short_abandon)


def _clock(centre: Centre, channel: str) -> AnswerClock | None:
    stated = centre.channels[channel].respond_within
    if stated is None:
        return None
    return AnswerClock(stated.time, stated.counted_in == "opening hours")


def _tier(centre: Centre, team: str) -> int:
    """As stated, else the earliest place, from 1, at which a route comes to the team."""
    stated = centre.teams[team].tier
    if stated is not None:
        return stated
    places = [
        place
        for reason in centre.reasons.values()
        for place, step in enumerate(reason.route, start=1)
        if team in (centre.steps[step].teams if step in centre.steps else [step])
    ]
    return min(places, default=1)
