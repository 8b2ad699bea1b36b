"""`ccsim verify [MODEL]…`"""

import json
from math import isfinite
from typing import Any

import click

from sim.centre.engines import DEFAULT, NAMES
from sim.cli.output import FORMATS, result, say, table
from sim.cli.run import progress_bar, workers_option

_MET, _NOT_MET = 0, 3
_COLUMNS = ("model", "figure", "exact", "simulated", "standard error", "z", "± 95 %")


@click.command()
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@click.option("--thorough", is_flag=True, help="Play so much that every figure is known to 1 %: "
              "some sixty times as long.")  # fmt: skip
@click.option("--engine", default=DEFAULT, show_default=True, metavar=f"[{'|'.join(NAMES)}]",
              help="Which engine is checked.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, metavar="N",
              help="Another seed gives an independent check.")  # fmt: skip
@workers_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="table",
              show_default=True, help="What to print.")  # fmt: skip
@click.option("--show", is_flag=True, help="Print the scenarios and play nothing.")
def verify(models: tuple[str, ...], form: str, show: bool, **plays: Any) -> int:
    """Play models whose answer mathematics knows, and lay the figures beside the exact ones.

    MODEL names some of the models; without one, all are played. z is (simulated − exact) ÷
    standard error. Ends with 3 if a figure lies more than 4 standard errors from the exact one,
    if all together lie farther off than chance explains, or if a thorough check stays imprecise.
    """
    # Plays and chains take longer to import than a refusal may take.
    from sim.verification.models import chosen  # noqa: PLC0415
    from sim.verification.verify import verify as verified  # noqa: PLC0415

    if show:
        _show(chosen(models), thorough=plays["thorough"])
        return _MET
    with progress_bar() as progress:
        found = verified(models, progress=progress, **plays)
    _print(found, form)
    return _MET if found.is_met else _NOT_MET


def _show(models: list[Any], *, thorough: bool) -> None:
    for model in models:
        result(f"# {model.name}: {model.words}")
        result(model.scenario(thorough=thorough))
        for name, rows in model.tables.items():
            result("".join(f"# {line}\n" for line in [f"{name}:", *rows.splitlines()]))


def _print(found: Any, form: str) -> None:
    if form == "json":
        whole = {
            "verdict": list(found.verdict),
            "met": found.is_met,
            "engine": found.engine,
            "seed": found.seed,
            "thorough": found.is_thorough,
            "rms_z": _number(found.rms),
            "figures": [_record(row) for row in found.rows],
        }
        click.echo(json.dumps(whole, indent=1, ensure_ascii=False, allow_nan=False))
        return
    if form == "csv":
        records = [_record(row) for row in found.rows]
        table(tuple(records[0]), [tuple(record.values()) for record in records], "csv")
        for text in found.verdict:
            say(text)
        return
    table(_COLUMNS, [_line(row, found) for row in found.rows], title="Simulated beside exact")
    result("")
    for text in found.verdict:
        result(text)


def _record(row: Any) -> dict[str, Any]:
    return {
        "model": row.model,
        "kpi": row.kpi,
        "scope": row.scope,
        "over": row.over,
        "unit": row.unit,
        "exact": row.exact,
        "simulated": _number(row.simulated),
        "standard_error": _number(row.error),
        "z": _number(row.z),
        "half_width_share": _number(row.half_width),
        "replications": row.replications,
        "met": row.is_met,
    }


def _number(value: float) -> float | None:
    """A number, or none where it is infinite or missing."""
    return value if isfinite(value) else None


def _line(row: Any, found: Any) -> tuple[str, ...]:
    from sim.experiment.words import decimals, number, scale  # noqa: PLC0415

    unit = scale(row.unit, abs(row.exact), "")
    places = decimals(row.error * unit.factor, abs(row.exact) * unit.factor) + 1
    exact, simulated, error = (
        number(value * unit.factor, places) + unit.suffix
        for value in (row.exact, row.simulated, row.error)
    )
    mark = "" if row.is_met else "  NOT MET"
    if row in found.imprecise:
        mark += "  IMPRECISE"
    return (
        row.model, row.figure, exact, simulated, error,
        f"{number(row.z, 2, signed=True)}{mark}", f"{100 * row.half_width:.2g} %",
    )  # fmt: skip
