"""One play, or many replications of scenarios in parallel."""

import operator
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from time import perf_counter

import numpy as np

from sim.block import give_back
from sim.centre.engines import DEFAULT, Engine, engine_named
from sim.centre.play import play
from sim.errors import UsageError
from sim.experiment.executors import cores, spread
from sim.experiment.honesty import warnings_on
from sim.experiment.runs import Runs
from sim.experiment.work import Played, Task, play_all
from sim.measure import layout
from sim.observed.simulated import SimulatedLogs
from sim.plan.compile import plan as plan_of
from sim.plan.plan import Plan
from sim.plan.reads import reads_of_all
from sim.scenario.variant import Scenario
from sim.tape import draw

Progress = Callable[[int, int], None]

WORTH_A_POOL_S = 3.0
LOADING_S = 2.0


def simulate(
    scenario: Scenario, seed: int = 1, replication: int = 0, engine: str = DEFAULT
) -> SimulatedLogs:
    """One play, with its logs: a pure function of scenario, seed and number of the replication.

    `.observed()` of the logs is what the centre's own systems would have exported.
    """
    seed = whole("seed", seed, 0, "0 is a seed, as is every whole number above")
    replication = whole("replication", replication, 0, "the first is number 0")
    engine_named(engine)
    plan = plan_of(scenario)
    tape = draw(plan.demand, seed=seed, replication=replication, reads=reads_of_all([plan]))
    logs = play(plan, tape, engine=engine)
    return SimulatedLogs(logs.cases, logs.contacts, logs.visits, logs.agents, logs.ended_s, plan)


def replicate(
    scenario: Scenario,
    replications: int = 30,
    seed: int = 1,
    workers: int | None = None,
    engine: str = DEFAULT,
    progress: Progress | None = None,
) -> Runs:
    """Replications 0, 1, … of a scenario, and its KPIs with intervals.

    `workers` threads or processes share the work (default: one a core, or none where that would
    take longer); their number never shows in the result. `engine` is one of
    `sim.centre.engines.NAMES`. `progress(done, total)` is called after each play.
    """
    return replicate_all([scenario], replications, seed, workers, engine, progress)[0]


def replicate_all(
    scenarios: Sequence[Scenario],
    replications: int,
    seed: int,
    workers: int | None,
    engine: str,
    progress: Progress | None,
) -> tuple[Runs, ...]:
    """The same replications of several scenarios; where their demand agrees, off the same tapes."""
    n = whole("replications", replications, 1, "30 are usual, 10 the least for an interval")
    seed = whole("seed", seed, 0, "0 is a seed, as is every whole number above")
    if workers is not None:
        workers = whole(
            "workers", workers, 1, "1 plays in this process; leave it out for one a core"
        )
    chosen = engine_named(engine)
    plans = [plan_of(scenario) for scenario in scenarios]
    groups = _same_demand(plans)
    tasks = [
        Task(
            tuple(scenarios[at].name for at in group),
            tuple(plans[at] for at in group),
            seed,
            replication,
            engine,
        )
        for replication in range(n)
        for group in groups
    ]
    try:
        played, retried = _spread(tasks, workers, chosen, progress)
    finally:
        give_back()
    by_scenario: dict[int, list[Played]] = {at: [] for at in range(len(plans))}
    for number, results in enumerate(played):
        for at, result in zip(groups[number % len(groups)], results, strict=True):
            by_scenario[at].append(result)
    again = Counter(name for task in retried for name in task.names)
    return tuple(
        _stacked(scenario, plans[at], by_scenario[at], seed, engine, again[scenario.name])
        for at, scenario in enumerate(scenarios)
    )


def whole(name: str, value: int, least: int, remedy: str) -> int:
    """A whole number of at least `least`; UsageError with the remedy for anything else."""
    try:
        number = operator.index(value)
    except TypeError:
        raise UsageError(f"{name} = {value!r}: must be a whole number; {remedy}") from None
    if isinstance(value, bool) or number < least:
        raise UsageError(f"{name} = {value!r}: must be {least} or more; {remedy}")
    return number


def _same_demand(plans: list[Plan]) -> list[list[int]]:
    """Numbers of the plans whose tapes are the same, together."""
    ordered = sorted(range(len(plans)), key=lambda at: (plans[at].demand.digest, at))
    grouped = groupby(ordered, key=lambda at: plans[at].demand.digest)
    return sorted(list(group) for _, group in grouped)


def _spread(
    tasks: list[Task], workers: int | None, engine: Engine, progress: Progress | None
) -> tuple[list[tuple[Played, ...]], list[Task]]:
    """Every task's result in order, and the tasks that had to be tried again."""
    total = sum(len(task.plans) for task in tasks)
    done = 0

    def tell(task: Task) -> None:
        nonlocal done
        done += len(task.plans)
        if progress:
            progress(done, total)

    if engine.releases_gil:
        return spread(play_all, tasks, workers or cores(), tell, threads=True)
    if any(task.in_python for task in tasks):
        workers = 1  # what was defined in this process need not exist in another
    if workers is not None:
        return spread(play_all, tasks, workers, tell)
    # Processes take long to begin: a play or two made here tell whether they are worth it.
    first, lasted_s = _timed(tasks[0], tell)
    begun = [first]
    if lasted_s < LOADING_S and len(tasks) > 1:
        # The first play also loads what the others find ready; the second tells how long one takes.
        second, lasted_s = _timed(tasks[1], tell)
        begun.append(second)
    left = tasks[len(begun) :]
    count = cores() if lasted_s * len(left) > WORTH_A_POOL_S else 1
    rest, retried = spread(play_all, left, count, tell)
    return [*begun, *rest], retried


def _timed(task: Task, tell: Callable[[Task], None]) -> tuple[tuple[Played, ...], float]:
    """One task played here, and the seconds it took."""
    started = perf_counter()
    played = play_all(task)
    lasted_s = perf_counter() - started
    tell(task)
    return played, lasted_s


def _stacked(
    scenario: Scenario, plan: Plan, played: list[Played], seed: int, engine: str, retried: int
) -> Runs:
    """Replications on top of each other, in their order."""
    flows: Counter[tuple[str, str]] = Counter()
    for one in played:
        flows.update(one.flows)
    runs = Runs(
        scenario=scenario,
        plan=plan,
        seed=seed,
        engine=engine,
        n=len(played),
        layout=layout(plan),
        numerators=np.stack([one.numerators for one in played]),
        denominators=np.stack([one.denominators for one in played]),
        flows=dict(sorted(flows.items())),
        wait_histogram=np.sum([one.wait_histogram for one in played], axis=0),
        tapes=tuple(one.tape for one in played),
        retried=retried,
    )
    return runs.warned(warnings_on(runs))
