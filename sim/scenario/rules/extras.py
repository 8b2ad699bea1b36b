"""What helps agents and those who wait."""

from collections.abc import Iterator

from sim.scenario.finding import Finding, warning
from sim.scenario.occurring import is_live
from sim.scenario.scenario import Centre
from sim.scenario.wording import suggestion


def assisted_reasons(centre: Centre) -> Iterator[Finding]:
    """Agent assist helps with reasons that there are."""
    for name, team in centre.teams.items():
        factors = team.assist.talk_factor if team.assist is not None else 1.0
        for reason in factors if isinstance(factors, dict) else {}:
            if reason not in centre.reasons:
                path = ("teams", name, "assist", "talk_factor", reason)
                known = list(centre.reasons)
                yield Finding(path, None, "no such reason", suggestion(reason, known))


def somebody_waits(centre: Centre) -> Iterator[Finding]:
    """Comfort and compensation are for customers who hold the line."""
    for name, channel in centre.channels.items():
        for field in ("comfort", "compensation"):
            if getattr(channel, field) is not None and not is_live(centre, name):
                rule = "nobody holds the line on email"
                yield warning(("channels", name, field), None, rule, "give it to a live channel")
