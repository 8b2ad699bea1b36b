"""One replication of scenarios whose customers are the same: drawn once, played in each."""

import hashlib
import traceback
from dataclasses import dataclass

from sim.centre.play import as_happened
from sim.errors import CcsimError, PlayError
from sim.experiment.jackknife import Floats
from sim.measure import measure
from sim.plan.plan import Demand, Ints, Plan
from sim.plan.reads import reads_of_all
from sim.tape import Tape, draw


@dataclass(frozen=True)
class Task:
    """A replication of some scenarios: everything a worker needs, and nothing else."""

    names: tuple[str, ...]
    plans: tuple[Plan, ...]
    seed: int
    replication: int
    engine: str

    @property
    def in_python(self) -> bool:
        """Whether own rules or mechanisms, written in Python, are played."""
        return any(plan.own is not None or plan.mechanism is not None for plan in self.plans)

    def __str__(self) -> str:
        return f"replication {self.replication} of {', '.join(self.names)}"


@dataclass(frozen=True, eq=False)
class Played:
    """A replication of one scenario: its tally without the layout, and its tape's digest."""

    numerators: Floats
    denominators: Floats
    flows: dict[tuple[str, str], int]
    wait_histogram: Ints
    tape: str


def _name_of(demand: Demand, tape: Tape) -> str:
    """SHA-256 of what was drawn from and of the customers it brought."""
    return hashlib.sha256(f"{demand.digest}/{tape.digest()}".encode()).hexdigest()


def play_all(task: Task) -> tuple[Played, ...]:
    """Draw the tape and play it in every plan. All plans have the same demand.

    Raises PlayError alone: any other error may not survive the way from a worker back.
    """
    try:
        reads = reads_of_all(task.plans)
        demand = task.plans[0].demand
        tape = draw(demand, seed=task.seed, replication=task.replication, reads=reads)
        digest = _name_of(demand, tape)
        tallies = []
        for plan in task.plans:
            logs = as_happened(plan, tape, engine=task.engine)
            if plan is task.plans[-1]:
                del tape  # measuring needs room, too
            tallies.append(measure(logs, plan))
            del logs
    except PlayError as error:
        raise PlayError(f"{task}: {error}") from None
    except CcsimError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever it is, its text must reach the planner)
        failure = PlayError(f"{task}: {type(error).__name__}: {error}")
        failure.add_note(traceback.format_exc())
        raise failure from None
    return tuple(
        Played(tally.numerators, tally.denominators, tally.flows, tally.wait_histogram, digest)
        for tally in tallies
    )
