"""`ccsim trace FILE --case N`"""

import click

from sim.centre.engines import DEFAULT, NAMES
from sim.cli.output import result
from sim.cli.run import make_ready


@click.command()
@click.argument("file", type=click.Path())
@click.option("--case", type=int, required=True, metavar="N",
              help="Which case: its number in order of arrival, from 0.")  # fmt: skip
@click.option("--replication", type=int, default=0, show_default=True, metavar="N",
              help="Which replication; the first is number 0.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, metavar="N",
              help="Whole number that all random numbers come from.")  # fmt: skip
@click.option("--engine", default=DEFAULT, show_default=True, metavar=f"[{'|'.join(NAMES)}]",
              help="Which engine plays.")  # fmt: skip
def trace(file: str, case: int, replication: int, seed: int, engine: str) -> None:
    """Play FILE once and tell the story of one of its cases, line by line."""
    from sim.scenario.file import load  # noqa: PLC0415  (a refusal needs no engine)

    scenario = load(file)
    make_ready(engine)
    # Plays take longer to import than a refusal may take.
    from sim.experiment.replicate import simulate  # noqa: PLC0415
    from sim.plan.compile import plan  # noqa: PLC0415
    from sim.reporting.story import story  # noqa: PLC0415

    logs = simulate(scenario, seed, replication, engine)
    for line in story(plan(scenario), logs, case):
        result(line)
