"""Plays exact models on an engine and lays what it finds beside what mathematics says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from sim.centre.engines import DEFAULT, engine_named
from sim.experiment.executors import cores, spread
from sim.experiment.jackknife import Floats, influences, ratio, standard_error
from sim.experiment.replicate import whole
from sim.experiment.work import Task, play_all
from sim.measure import layout
from sim.measure.register import REGISTER
from sim.plan.compile import plan as plan_of
from sim.plan.plan import Plan
from sim.scenario.file import from_text
from sim.verification.model import Figure, Model
from sim.verification.models import chosen
from sim.verification.verification import Row, Verification

Progress = Callable[[int, int], None]
Sums = tuple[Floats, Floats]


@dataclass(frozen=True)
class _Replication:
    """One replication of one model, and the columns of the tally that its figures need."""

    task: Task
    above: tuple[int, ...]
    below: tuple[int, ...]
    is_total: tuple[bool, ...]

    def __str__(self) -> str:
        return str(self.task)


def verify(
    models: Sequence[str] = (),
    engine: str = DEFAULT,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
    *,
    thorough: bool = False,
) -> Verification:
    """Play exact models (all, if none is named) and compare their figures with mathematics.

    models     names, as `ccsim verify --show` lists them
    thorough   play so much that every figure is known to 1 %

    `workers` threads or processes share the work (default: one a core); their number never shows
    in the result. `progress(done, total)` is called after each replication.
    Raises UsageError for a model or an engine that does not exist.
    """
    seed = whole("seed", seed, 0, "0 is a seed, as is every whole number above")
    if workers is not None:
        workers = whole(
            "workers", workers, 1, "1 plays in this process; leave it out for one a core"
        )
    threads = engine_named(engine).releases_gil
    every = chosen(models)
    plans = [_plan(model, thorough=thorough) for model in every]
    tasks = [
        _replication(model, plan, Task((model.name,), (plan,), seed, number, engine))
        for model, plan in zip(every, plans, strict=True)
        for number in range(model.size(thorough=thorough).replications)
    ]
    done = 0

    def tell(_: _Replication) -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, len(tasks))

    played, _ = spread(_play, tasks, workers or cores(), tell, threads=threads)
    rows: list[Row] = []
    for model in every:
        count = model.size(thorough=thorough).replications
        own, played = played[:count], played[count:]
        rows += _rows(model, own)
    return Verification(tuple(rows), engine, seed, thorough)


def _plan(model: Model, *, thorough: bool) -> Plan:
    """The plan of the scenario; its tables are only files while it is read."""
    with TemporaryDirectory() as folder:
        for name, table in model.tables.items():
            (Path(folder) / name).write_text(table, encoding="utf-8")
        text = model.scenario(thorough=thorough)
        return plan_of(from_text(text, folder=folder, name=model.name))


def _replication(model: Model, plan: Plan, task: Task) -> _Replication:
    column = {figure: at for at, figure in enumerate(layout(plan))}
    return _Replication(
        task,
        above=tuple(column[figure.kpi, figure.scope] for figure in model.figures),
        below=tuple(column[figure.over or figure.kpi, figure.scope] for figure in model.figures),
        is_total=tuple(bool(figure.over) for figure in model.figures),
    )


def _play(one: _Replication) -> Sums:
    """Numerators and denominators of the model's figures: all that need travel back."""
    (played,) = play_all(one.task)
    below = list(one.below)
    totals, sums = played.numerators[below], played.denominators[below]
    return played.numerators[list(one.above)], np.where(one.is_total, totals, sums)


def _rows(model: Model, played: Sequence[Sums]) -> list[Row]:
    above = np.stack([numerators for numerators, _ in played])
    below = np.stack([denominators for _, denominators in played])
    values, errors = ratio(above, below), standard_error(influences(above, below))
    return [
        Row(
            model=model.name,
            kpi=figure.kpi,
            scope=figure.scope,
            over=figure.over,
            unit=_unit(figure),
            exact=float(figure.exact),
            simulated=float(value),
            error=float(error),
            replications=len(played),
        )
        for figure, value, error in zip(model.figures, values, errors, strict=True)
    ]


def _unit(figure: Figure) -> str:
    return "share" if figure.over else REGISTER[figure.kpi].unit
