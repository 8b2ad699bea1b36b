"""A discrete-event simulator of contact centres for what-if questions.

    import sim

    bank = sim.load("scenarios/bank/august.toml")
    more = bank.change({"teams.desk.agents": sim.plus(2)}, name="two more at the desk")
    print(sim.compare([bank, more], replications=50, seed=1).verdict[0])

Verbs are imported when they are first asked for, so that `import sim` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.errors import CcsimError as CcsimError
    from sim.errors import PlayError as PlayError
    from sim.errors import ResultsError as ResultsError
    from sim.errors import ScenarioError as ScenarioError
    from sim.errors import UsageError as UsageError
    from sim.experiment.compare import compare as compare
    from sim.experiment.replicate import replicate as replicate
    from sim.experiment.replicate import simulate as simulate
    from sim.reporting.study import write_report as write_report
    from sim.scenario.changes import plus as plus
    from sim.scenario.changes import remove as remove
    from sim.scenario.changes import set_to as set_to
    from sim.scenario.changes import times as times
    from sim.scenario.file import from_text as from_text
    from sim.scenario.file import load as load
    from sim.scenario.mechanism import Mechanism as Mechanism
    from sim.scenario.policy import Policy as Policy
    from sim.scenario.variant import Scenario as Scenario
    from sim.verification.verify import verify as verify

_HOMES = {
    "CcsimError": "sim.errors",
    "PlayError": "sim.errors",
    "ResultsError": "sim.errors",
    "Scenario": "sim.scenario.variant",
    "ScenarioError": "sim.errors",
    "UsageError": "sim.errors",
    "Mechanism": "sim.scenario.mechanism",
    "Policy": "sim.scenario.policy",
    "compare": "sim.experiment.compare",
    "from_text": "sim.scenario.file",
    "load": "sim.scenario.file",
    "plus": "sim.scenario.changes",
    "remove": "sim.scenario.changes",
    "replicate": "sim.experiment.replicate",
    "set_to": "sim.scenario.changes",
    "simulate": "sim.experiment.replicate",
    "times": "sim.scenario.changes",
    "verify": "sim.verification.verify",
    "write_report": "sim.reporting.study",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605


def __getattr__(name: str) -> object:
    """A public name from its home, kept for the next time."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
