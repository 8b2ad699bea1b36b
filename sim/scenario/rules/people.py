"""Levels of proficiency and learning curves."""

from collections.abc import Iterator

from sim.scenario.finding import Finding, warning
from sim.scenario.scenario import Centre

_TOLERANCE = 1e-9


def levels(centre: Centre) -> Iterator[Finding]:
    """The shares of a team's levels make 1."""
    for name, team in centre.teams.items():
        shares = {level: one.share for level, one in team.levels.items()}
        total = sum(shares.values())
        if shares and abs(total - 1.0) > _TOLERANCE:
            text = ", ".join(f"{level} {share:g}" for level, share in shares.items())
            rule = f"the levels' shares ({text}) sum to {total:.10g}"
            yield Finding(("teams", name, "levels"), None, rule, "together they make 1")


def learning(centre: Centre) -> Iterator[Finding]:
    """Weeks of tenure rise, and there is something left to learn."""
    for name, team in centre.teams.items():
        curve = team.learning
        if curve is None:
            continue
        path = ("teams", name, "learning")
        if curve.to_weeks < curve.from_weeks:
            rule = f"is less than from_weeks = {curve.from_weeks:g}"
            yield Finding((*path, "to_weeks"), curve.to_weeks, rule, "the newest come first")
        elif curve.mature_after <= curve.from_weeks:
            rule = f"is not above from_weeks = {curve.from_weeks:g}: nobody has anything to learn"
            yield warning((*path, "mature_after"), curve.mature_after, rule, "say a later week")
        if curve.talk_rate > 1.0:
            rule = "talk grows with practice"
            yield warning((*path, "talk_rate"), curve.talk_rate, rule, "rates are below 1")
