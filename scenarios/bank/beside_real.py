"""The simulated day beside the real one: plays the bank, writes its tables and docs/bank.md's.

    python scenarios/bank/beside_real.py                      some minutes
    python scenarios/bank/beside_real.py --replications 40    sooner, with wider intervals

beside.csv    day, reasons and half hours: real, simulated, and what Erlang A says
spread.csv    the day after other corrections of the agents seen that are about as plausible
changes.csv   what a planner's changes do, before the base's agents and before August's own

Nothing is fitted here. The real figures come from real.csv and figures.csv, which calibrate.py
writes, so this runs without the data.
"""

import argparse
import csv
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from document import update
from fit import busy_days

import sim
from sim.theory import erlang_a

HERE = Path(__file__).parent
MEASURES = {
    "offered": "offered",
    "abandonment_rate": "abandoned_share",
    "wait_mean_s": "wait_mean",
    "service_level": "answered_in_20s",
}
"""The simulator's name → the name in real.csv."""
TEAMS = {
    "desk": ("regular", "prospect", "stock_trading", "call_back"),
    "internet": ("internet_help",),
}
CHANGES = ("one-more-at-the-peak", "desk-helps-internet", "no-head-start")
CORRECTIONS = ("base", "days_alike", "both_months", "august", "seen")
"""The committed scenario, then those of corrections.csv."""

Row = dict[str, str]
Figures = dict[tuple[str, str], Row]
Performance = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Beside:
    """One figure in one scope: what was, what the simulator says, what Erlang A says.

    The average of simulated days lies between `low` and `high` (95 %), 8 of 10 such days
    between `day_p10` and `day_p90`.
    """

    scope: str
    kpi: str
    real: float
    real_se: float
    simulated: float
    low: float
    high: float
    day_p10: float
    day_p90: float
    erlang_a: float


@dataclass(frozen=True)
class Spread:
    """One figure of the day after one correction of the agents seen."""

    correction: str
    agent_hours: float
    kpi: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Changed:
    """One figure of the day: what a change makes of it, paired."""

    correction: str
    change: str
    kpi: str
    base_value: float
    difference: float
    low: float
    high: float


# --- what was -----------------------------------------------------------------------------


def table(name: str) -> list[Row]:
    """Rows of a table beside this file."""
    with (HERE / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def figures() -> Figures:
    """figures.csv by figure and what it is of."""
    return {(row["figure"], row["of"]): row for row in table("figures.csv")}


def real(known: Figures) -> Iterator[tuple[str, str, float, float]]:
    """Scope, KPI, value and standard error."""
    reasons = [reason for served in TEAMS.values() for reason in served]
    for of in ("all", *reasons):
        scope = of if of == "all" else f"reason:{of}"
        for kpi, name in MEASURES.items():
            row = known["contacts_per_day" if kpi == "offered" else f"real_{name}", of]
            yield scope, kpi, float(row["value"]), float(row["standard_error"])
    for row in table("real.csv"):
        for kpi, name in MEASURES.items():
            scope = f"interval:{row['interval_start']}"
            yield scope, kpi, float(row[name]), float(row[f"{name}_se"])


# --- what Erlang A says -------------------------------------------------------------------


def yardstick(known: Figures) -> Performance:
    """Scope → KPI → value: each half hour of each team by itself, over 20 days of busyness."""
    sums: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    days = busy_days(float(known["busyness", "all"]["value"]))
    for team, reasons in TEAMS.items():
        handle_s, patience_s = (
            float(known[f"erlang_a_{mean}", team]["value"])
            for mean in ("handle_mean", "patience_mean")
        )
        for volume, agents in zip(table("volumes.csv"), table("agents.csv"), strict=True):
            contacts = sum(float(volume[reason]) for reason in reasons)
            for day in days:
                rate = day * contacts / 1800.0
                steady = erlang_a(rate, handle_s, int(agents[team]), patience_s)
                shares = [1.0, steady.abandonment_rate, steady.wait_mean_s]
                told = np.array([*shares, steady.service_level(20.0)]) * day * contacts / len(days)
                for scope in ("all", f"interval:{volume['interval_start']}"):
                    sums[scope] = sums.get(scope, np.zeros(4)) + told
    return {
        scope: dict(zip(MEASURES, [total[0], *(total[1:] / total[0])], strict=True))
        for scope, total in sums.items()
    }


# --- what the simulator says --------------------------------------------------------------


def bank() -> sim.Scenario:
    """The committed scenario."""
    return sim.load(str(HERE / "august.toml"))


def corrected(correction: str) -> sim.Scenario:
    """The bank with its agents after one of the corrections."""
    if correction == "base":
        return bank()
    levers: dict[str, object] = {
        f"teams.{team}.agents": f"corrections.csv:{team}_{correction}" for team in TEAMS
    }
    if correction == "days_alike":
        levers["day.busyness"] = 0.0
    return bank().change(levers, name=correction)


def beside(replications: int, seed: int = 1) -> list[Beside]:
    """Every figure of the mean weekday, in the order of `real`."""
    known = figures()
    runs = sim.replicate(bank(), replications=replications, seed=seed, workers=1)
    model = yardstick(known)
    rows = []
    for scope, kpi, value, error in real(known):
        found = runs.estimate(kpi, scope)
        day = (found.day_p10, found.day_p90)
        erlang = model.get(scope, {}).get(kpi, float("nan"))
        rows.append(
            Beside(scope, kpi, value, error, found.value, found.low, found.high, *day, erlang)
        )
    return rows


def spread(replications: int) -> Iterator[Spread]:
    """The day after every correction, on the same customers."""
    for correction in CORRECTIONS:
        runs = sim.replicate(corrected(correction), replications=replications, seed=1, workers=1)
        hours = round(runs.estimate("agent_hours").value)
        for kpi in list(MEASURES)[1:]:
            found = runs.estimate(kpi)
            yield Spread(correction, hours, kpi, found.value, found.low, found.high)


def changes(replications: int) -> Iterator[Changed]:
    """What each change does, before the base's agents and before August's own."""
    for correction in ("base", "august"):
        base = corrected(correction)
        variants = [base.change(change(name), name=name) for name in CHANGES]
        asked = [base, *variants]
        kpis = list(MEASURES)[1:]
        found = sim.compare(asked, replications=replications, seed=1, headline=kpis, workers=1)
        for kpi in kpis:
            for each in found.differences(kpi):
                interval = (each.low, each.high)
                yield Changed(
                    correction, each.scenario, kpi, each.base_value, each.difference, *interval
                )


def change(name: str) -> dict[str, object]:
    """The `[change]` of a scenario file, to be made to another base."""
    written: dict[str, object] = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))["change"]
    return written


# --- the command --------------------------------------------------------------------------


def _write(name: str, rows: Iterable[Beside | Spread | Changed]) -> None:
    listed = list(rows)
    with (HERE / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(listed[0]))
        writer.writerows(map(_cell, asdict(row).values()) for row in listed)


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return "" if np.isnan(value) else f"{value:.5g}"


def main() -> None:
    """Play, write the tables, and bring docs/bank.md and its picture up to date."""
    parser = argparse.ArgumentParser(description="Set the simulated day beside the real one.")
    parser.add_argument("--replications", type=int, default=400, help="of the base; default 400")
    replications = parser.parse_args().replications
    _write("beside.csv", beside(replications))
    _write("spread.csv", spread(max(10, replications // 2)))
    _write("changes.csv", changes(max(10, replications // 4)))
    update()


if __name__ == "__main__":
    main()
