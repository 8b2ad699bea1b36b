"""The table of exact models."""

from collections.abc import Callable, Sequence

from sim.errors import UsageError
from sim.scenario.wording import shown, suggestion
from sim.verification import centres, queues
from sim.verification.model import Model

MODELS: dict[str, Callable[[], Model]] = {
    "one-agent": queues.one_agent,
    "erlang-c": queues.erlang_c,
    "erlang-b": queues.erlang_b,
    "few-places": queues.few_places,
    "erlang-a": queues.erlang_a,
    "weibull-patience": queues.weibull_patience,
    "lognormal-patience": queues.lognormal_patience,
    "constant-patience": queues.constant_patience,
    "any-handle-time": queues.any_handle_time,
    "constant-handle-time": queues.constant_handle_time,
    "staged-handle-time": queues.staged_handle_time,
    "priority": centres.priority,
    "three-classes": centres.three_classes,
    "two-tiers": centres.two_tiers,
    "repeats": centres.repeats,
    "redials": centres.redials,
    "retrials": centres.retrials,
    "bot": centres.bot,
    "chat": centres.chat,
    "skills": centres.skills,
    "one-team": centres.one_team,
    "day": centres.day,
}
"""Name → the function that makes it: a name is refused before any chain is solved."""


def chosen(names: Sequence[str] = ()) -> list[Model]:
    """The models of these names, or all; UsageError with the nearest name for an unknown one."""
    for name in names:
        if name not in MODELS:
            raise UsageError(f"model = {shown(name)}: no such model; {suggestion(name, MODELS)}")
    return [MODELS[name]() for name in dict.fromkeys(names or MODELS)]
