"""What each agent makes of the team's talk and resolution: level, tenure, nature, incentive.

An agent's marks are quotas, not draws: agent j of any team has the j-th members of three sequences
that fill 0–1 evenly however many are taken (multiples of irrational numbers, Weyl 1916,
doi:10.1007/BF01475864). So the stated shares hold for any headcount, one more agent changes nobody,
and whoever comes first in the morning is a fair sample of the team.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from sim.scenario.distributions import Law
from sim.scenario.people import Learning, Level
from sim.scenario.teams import Team

# The golden ratio's rest for levels; √2 and √3 for the others, which no whole multiples join.
_OF_LEVEL, _OF_NATURE, _OF_TENURE = (5.0**0.5 - 1.0) / 2.0, 2.0**0.5 - 1.0, 3.0**0.5 - 1.0


@dataclass(frozen=True)
class Skills:
    """[agent, numbered through all teams] factors on the team's talk and on what it resolves."""

    talk_factor: tuple[float, ...]
    resolves_factor: tuple[float, ...]


def skills(teams: Sequence[Team], agents: Sequence[int]) -> Skills:
    """The skills of so many agents of each team."""
    each = [
        _skill(team, j) for team, count in zip(teams, agents, strict=True) for j in range(count)
    ]
    return Skills(tuple(talk for talk, _ in each), tuple(resolves for _, resolves in each))


def paid_per_hour(team: Team) -> float:
    """What a paid hour of a team costs, its incentive included."""
    incentive = team.incentive
    return team.cost_per_paid_hour + (incentive.cost_per_paid_hour if incentive else 0.0)


def mark(j: int, step: float) -> float:
    """The j-th member of a sequence that fills 0–1 evenly, beginning in the middle."""
    return (0.5 + j * step) % 1.0


def _skill(team: Team, j: int) -> tuple[float, float]:
    """Factors on talk and resolution of agent j of a team."""
    level = _level(team.levels, mark(j, _OF_LEVEL))
    talk, resolves = (level.talk_factor, level.resolves_factor) if level else (1.0, 1.0)
    if team.learning is not None:
        ahead = _doublings_ahead(team.learning, mark(j, _OF_TENURE))
        talk *= team.learning.talk_rate**-ahead
        resolves *= team.learning.resolves_rate**ahead
    if team.spread > 0.0:
        nature = np.array([mark(j, _OF_NATURE)])
        talk *= float(Law("lognormal", 1.0, team.spread).quantile(nature)[0])
    if team.incentive is not None:
        talk *= team.incentive.talk_factor
        resolves *= team.incentive.resolves_factor
    return talk, resolves


def _level(levels: dict[str, Level], u: float) -> Level | None:
    """The level whose cumulated share lies above a mark, in the order of their names."""
    found, reached = None, 0.0
    for name in sorted(levels):
        if levels[name].share > 0.0 and (found is None or u >= reached):
            found = levels[name]
            reached += found.share
    return found


def _doublings_ahead(learning: Learning, u: float) -> float:
    """How often an agent's weeks must double until nothing more is learnt; 0 for the mature.

    Of a mark below the share of new agents, where it lies within the share says how new.
    """
    if u >= learning.new_share:
        return 0.0
    weeks = learning.from_weeks + (learning.to_weeks - learning.from_weeks) * u / learning.new_share
    return max(log2(learning.mature_after / weeks), 0.0)
