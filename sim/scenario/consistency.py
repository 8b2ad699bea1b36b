"""Rules between fields: one function a rule.

Each rule takes a centre and yields findings. A finding that is refused is a fault; the
others are warnings, kept as data on the scenario.
"""

from collections.abc import Iterator

from sim.scenario.finding import Finding, Rule
from sim.scenario.scenario import Centre

LOCAL: tuple[Rule, ...] = ()
JOINT: tuple[Rule, ...] = ()


def findings(centre: Centre) -> Iterator[Finding]:
    """What every rule finds in a centre."""
    for rule in (*LOCAL, *JOINT):
        yield from rule(centre)


def local_findings(centre: Centre) -> Iterator[Finding]:
    """What the rules find that look at one place and at names, not at numbers far apart."""
    for rule in LOCAL:
        yield from (finding for finding in rule(centre) if finding.is_refused)


__all__ = ["Finding", "findings", "local_findings"]
