"""Claims, authority and the approval ladder."""

from collections.abc import Iterator

from sim.scenario.finding import Finding, warning
from sim.scenario.occurring import teams_at
from sim.scenario.paths import Path
from sim.scenario.scenario import Centre


def distinct_limits(centre: Centre) -> Iterator[Finding]:
    """The ladder is climbed by limit, so no two levels have the same."""
    seen: dict[float, str] = {}
    for name, level in centre.approval.levels.items():
        if level.limit in seen:
            rule = f"is the limit of level {seen[level.limit]} as well"
            path = ("approval", "levels", name, "limit")
            yield Finding(
                path, level.limit, rule, "the ladder is climbed by limit; make them differ"
            )
        seen.setdefault(level.limit, name)


def somebody_decides(centre: Centre) -> Iterator[Finding]:
    """Claims need a team with authority, or a level of approval."""
    for name, reason in centre.reasons.items():
        if reason.claim is None or reason.claim.share == 0.0:
            continue
        teams = [team for step in reason.route for team in teams_at(centre, step)]
        path = ("reasons", name, "claim")
        if centre.approval.levels or not teams:
            continue
        if all(centre.teams[team].authority == 0.0 for team in teams):
            rule = (
                "no team on its route has authority and there is no approval level: all are refused"
            )
            yield warning(path, None, rule, "add authority to a team, or [approval.levels.NAME]")
        else:
            rule = "claims above the teams' authority are refused, for there is no approval level"
            yield warning(path, None, rule, "add [approval.levels.NAME]")


def escalation_ends(centre: Centre) -> Iterator[Finding]:
    """The last team of a route cannot send a claim to the next one."""
    for name, reason in centre.reasons.items():
        if reason.claim is None:
            continue
        for team in teams_at(centre, reason.route[-1]):
            if centre.teams[team].above_authority == "escalate":
                path: Path = ("teams", team, "above_authority")
                rule = f"is the last step of {name}: a claim above its authority has nowhere to go"
                yield warning(path, "escalate", rule, 'say "approval"')


def idle_ladder(centre: Centre) -> Iterator[Finding]:
    """A ladder without claims, and levels nobody needs."""
    claims = [
        reason for reason in centre.reasons.values() if reason.claim and reason.claim.share > 0.0
    ]
    if centre.approval.levels and not claims:
        yield warning(("approval",), None, "no reason has claims, so nothing is ever decided")
    lowest = min((team.authority for team in centre.teams.values()), default=0.0)
    for name, level in centre.approval.levels.items():
        if level.limit <= lowest:
            path = ("approval", "levels", name, "limit")
            rule = f"every team may grant {lowest:g} by itself, so this level never decides"
            yield warning(path, level.limit, rule)
