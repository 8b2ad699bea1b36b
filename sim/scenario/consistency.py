"""Rules between fields: one function a rule.

Each rule takes a centre and yields findings. A finding that is refused is a fault; the
others are warnings, kept as data on the scenario.
"""

from collections.abc import Iterator

from sim.scenario.finding import Finding, Rule
from sim.scenario.rules import (
    blending,
    demand,
    emotion,
    load,
    memory,
    money,
    names,
    origins,
    people,
    serving,
    shares,
    times,
)
from sim.scenario.scenario import Centre

# These look at one place and at names, so they hold for a scenario with faults elsewhere, too.
LOCAL: tuple[Rule, ...] = (
    names.routes,
    names.steps,
    names.mixes,
    names.teams,
    names.bots,
    names.returns,
    names.outside_hours,
    names.kinds,
    names.streams,
    shares.mixes,
    shares.segments,
    serving.staffed_by_one_means,
    times.one_calendar,
    times.reporting_interval,
    times.shifts,
    demand.stated_once,
    money.distinct_limits,
    origins.known_paths,
    people.levels,
    people.learning,
)

# These weigh numbers of several places against each other.
JOINT: tuple[Rule, ...] = (
    names.unused,
    names.achievements,
    shares.bot_ends,
    shares.one_bot,
    shares.idle_bot,
    serving.every_step_has_a_team,
    serving.every_contact_has_work,
    serving.wrap_up_fits,
    serving.chats,
    serving.announced_waits,
    blending.yielding,
    blending.side_by_side,
    serving.somebody_answers,
    serving.plausible_times,
    serving.targets,
    times.opening_hours,
    times.horizon,
    times.tables,
    demand.somebody_comes,
    demand.several_contacts,
    demand.sure_returns,
    demand.first_contacts,
    money.somebody_decides,
    money.escalation_ends,
    money.idle_ladder,
    load.keeps_up,
    memory.recalls,
    emotion.somebody_to_spare,
)


def findings(centre: Centre) -> Iterator[Finding]:
    """What every rule finds in a centre."""
    for rule in (*LOCAL, *JOINT):
        yield from rule(centre)


def local_findings(centre: Centre) -> Iterator[Finding]:
    """What the rules find that look at one place and at names, not at numbers far apart."""
    for rule in LOCAL:
        yield from (finding for finding in rule(centre) if finding.is_refused)
