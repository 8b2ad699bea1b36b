"""What usually happens beside a change, and whether the scenario lets it happen.

A lever seldom moves one thing. Each row names levers, the fields that express their usual
side effect, and what a result cannot be trusted for while those fields stand at neutral.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sim.scenario.occurring import share_of
from sim.scenario.paths import Path, covers, parse
from sim.scenario.people import Incentive
from sim.scenario.scenario import Centre
from sim.scenario.variant import Scenario


@dataclass(frozen=True)
class _Change:
    """What a row may look at: the centre before and after, and the lever's path."""

    base: Centre
    centre: Centre
    path: Path

    @property
    def name(self) -> str:
        return str(self.path[1])


@dataclass(frozen=True)
class SideEffect:
    """A usual side effect of some levers.

    levers     patterns of paths
    fields     patterns of the fields that express the effect
    is_neutral whether they stand where the effect does not show
    text       what to tell the reader then
    """

    levers: tuple[str, ...]
    fields: tuple[str, ...]
    is_neutral: Callable[[_Change], bool]
    text: str


def side_effects(scenario: Scenario) -> tuple[str, ...]:
    """For the levers that a variant changed: each usual side effect that stands at neutral."""
    told: dict[str, None] = {}
    for applied in scenario.changes:
        change = _Change(scenario.base, scenario.centre, parse(applied.path))
        for row in SIDE_EFFECTS:
            if any(covers(parse(lever), change.path) for lever in row.levers) and _holds(
                row, change
            ):
                told[f"{applied.path}: {row.text}"] = None
    return tuple(told)


def _holds(row: SideEffect, change: _Change) -> bool:
    """Whether the row's fields stand at neutral; a part that was removed has none."""
    try:
        return row.is_neutral(change)
    except (KeyError, AttributeError):
        return False


def _bot_solves_all(change: _Change) -> bool:
    bot = change.centre.bots[change.name]
    return any(
        share_of(bot.takes, reason) > 0.0 and share_of(bot.truly_solves, reason, 1.0) == 1.0
        for reason in change.centre.reasons
    )


def _manager_pays(centre: Centre) -> float:
    """What is paid of a claim where an approval level decides it: the least generous counts."""
    levels = centre.approval.levels.values()
    return min((level.pays * (1.0 - level.refuses) for level in levels), default=0.0)


def _as_strict_as_a_manager(change: _Change) -> bool:
    has_levels = bool(change.centre.approval.levels)
    return has_levels and change.centre.teams[change.name].pays <= _manager_pays(change.centre)


def _as_many_claims(change: _Change) -> bool:
    before, after = change.base.reasons, change.centre.reasons
    return all(
        name not in before or before[name].claim == after[name].claim
        for name in after
        if after[name].claim is not None
    ) and any(reason.claim for reason in after.values())


def _same_volume(change: _Change) -> bool:
    before, after = change.base.reasons, change.centre.reasons
    return all(name not in before or before[name].volume == after[name].volume for name in after)


def _resolves_as_before(change: _Change) -> bool:
    before, after = change.base.teams, change.centre.teams
    return all(
        name not in before or before[name].resolves == after[name].resolves for name in after
    )


def _incentive(change: _Change) -> Incentive:
    return change.centre.teams[change.name].incentive or Incentive.model_validate({})


_BOT = ("bots.*.takes", "bots.*.contains", "bots.*.channels", "bots.*.segments")

SIDE_EFFECTS: tuple[SideEffect, ...] = (
    SideEffect(
        _BOT,
        ("difficulty.in_bot", "difficulty.in_handle_time"),
        lambda c: c.centre.difficulty.in_bot == 0.0 or c.centre.difficulty.in_handle_time == 0.0,
        "more bot: what is left for agents is not harder (difficulty.in_bot or "
        "difficulty.in_handle_time is 0), so hours saved are an upper bound",
    ),
    SideEffect(
        _BOT,
        ("bots.*.truly_solves",),
        _bot_solves_all,
        "more bot: all it contains is truly solved (truly_solves is 1), so nobody returns because "
        "of it and hours saved are an upper bound",
    ),
    SideEffect(
        _BOT,
        ("returns.if_falsely_contained",),
        lambda c: c.centre.returns.if_falsely_contained is None,
        "more bot: falsely contained cases never come back (returns.if_falsely_contained is not "
        "set), so hours saved are an upper bound",
    ),
    SideEffect(
        _BOT,
        ("bots.*.cost_per_session", "bots.*.cost_per_day"),
        lambda c: (
            c.centre.bots[c.name].cost_per_session == c.centre.bots[c.name].cost_per_day == 0.0
        ),
        "more bot: sessions cost nothing (cost_per_session and cost_per_day are 0), so money "
        "saved is an upper bound",
    ),
    SideEffect(
        ("bots.*.takes", "bots.*.contains"),
        ("reasons.*.volume",),
        _same_volume,
        "more bot: an easier door invites no further contacts (no volume was changed), so hours "
        "saved are an upper bound",
    ),
    SideEffect(
        ("teams.*.authority",),
        ("teams.*.pays",),
        _as_strict_as_a_manager,
        "more authority: the team pays as a manager does (its pays is no higher), so cost is a "
        "lower bound",
    ),
    SideEffect(
        ("teams.*.authority", "teams.*.pays"),
        ("reasons.*.claim.share", "reasons.*.claim.asks"),
        _as_many_claims,
        "more authority: no more customers ask and none asks for more (no claim was changed), so "
        "cost is a lower bound",
    ),
    SideEffect(
        ("approval.levels",),
        ("approval.levels.*.refuses", "approval.levels.*.pays"),
        lambda c: all(
            v.refuses == 0.0 and v.pays == 1.0 for v in c.centre.approval.levels.values()
        ),
        "approval: every level grants all that is asked (refuses 0, pays 1), so a level less costs "
        "no money here: cost is a lower bound",
    ),
    SideEffect(
        ("approval",),
        ("approval.chases",),
        lambda c: c.centre.approval.chases is None and c.centre.approval.meanwhile == "parked",
        "approval: nobody asks where a parked case is (approval.chases is not set), so what "
        "waiting costs is a lower bound",
    ),
    SideEffect(
        ("teams.*.agents", "teams.*.shifts", "teams.*.shrinkage"),
        ("teams.*.cost_per_paid_hour",),
        lambda c: c.centre.teams[c.name].cost_per_paid_hour == 0.0,
        "staffing: an hour of this team costs nothing (cost_per_paid_hour is 0), so cost is a "
        "lower bound",
    ),
    SideEffect(
        ("teams.*.agents", "teams.*.shifts"),
        ("teams.*.shrinkage",),
        lambda c: c.centre.teams[c.name].shrinkage == 0.0,
        "staffing: every paid hour is an hour on the queues (shrinkage is 0), so cost is a "
        "lower bound",
    ),
    SideEffect(
        ("teams.*.chats_at_once",),
        ("teams.*.chat_speed",),
        lambda c: min(c.centre.teams[c.name].chat_speed) == 1.0,
        "chats: each goes as fast as one alone (chat_speed is 1), so hours saved are an upper "
        "bound",
    ),
    SideEffect(
        ("teams.*.handle_factor", "reasons.*.handle_time", "teams.*.wrap_up"),
        ("teams.*.resolves",),
        _resolves_as_before,
        "handle time: haste costs no resolution (no resolves was changed), so hours saved are an "
        "upper bound",
    ),
    SideEffect(
        ("teams.*.incentive",),
        ("teams.*.incentive.cost_per_paid_hour",),
        lambda c: _incentive(c).cost_per_paid_hour == 0.0,
        "incentive: it costs nothing (cost_per_paid_hour is 0), so cost is a lower bound",
    ),
    SideEffect(
        ("teams.*.incentive",),
        ("teams.*.incentive.resolves_factor",),
        lambda c: _incentive(c).talk_factor < 1.0 <= _incentive(c).resolves_factor,
        "incentive: haste costs no resolution (resolves_factor is not below 1), so hours saved are "
        "an upper bound",
    ),
    SideEffect(
        ("teams.*.levels", "teams.*.learning"),
        ("teams.*.shrinkage",),
        lambda c: c.base.teams[c.name].shrinkage == c.centre.teams[c.name].shrinkage,
        "people: training takes nobody off the queues (no shrinkage was changed), so hours saved "
        "are an upper bound",
    ),
    SideEffect(
        ("channels.*.patience", "channels.*.limit", "reasons.*.patience"),
        ("returns.if_abandoned", "returns.if_blocked"),
        lambda c: c.centre.returns.if_abandoned is None,
        "waiting: who gives up never comes back (returns.if_abandoned is not set), so the load is "
        "a lower bound",
    ),
    SideEffect(
        ("reasons.*.route", "teams.*.escalates"),
        ("difficulty.in_resolution",),
        lambda c: c.centre.difficulty.in_resolution == 0.0,
        "escalation: who was not resolved once is no harder to resolve the next time "
        "(difficulty.in_resolution is 0), so resolution is an upper bound",
    ),
)
