"""Figures of the bank's scenario, computed from its calls.

    python scenarios/bank/calibrate.py ../shared/data            writes the tables beside it
    python scenarios/bank/calibrate.py ../shared/data --check    exits 1 if they would differ

August 1999 gives the scenario. January gives one number, the share of the agents seen that
were available. August's waits tell how patient its callers are, but not how many agents there
were: how long the simulated callers wait stays a test.
"""

import argparse
import csv
import sys
from math import isclose
from pathlib import Path

from calls import OPENS_AT_HOUR, SLOTS, Month, read_month
from figures import EXPERIENCE, NAMES, figures, teams_seen, volume
from fit import availability, experience_by_slot, standard_error, whole_agents

HERE = Path(__file__).parent
STARTS = [f"{OPENS_AT_HOUR + slot // 2:02d}:{slot % 2 * 30:02d}" for slot in range(SLOTS)]

Table = list[list[str]]


# --- tables by half hour ------------------------------------------------------------------


def volumes(august: Month) -> Table:
    """Mean weekday's contacts offered, by half hour and reason."""
    columns = [volume(august, name) for name in NAMES]
    return _by_slot(NAMES, [[f"{x:.2f}" for x in column] for column in columns])


def agents(august: Month, share_available: float) -> Table:
    """Agents on the queues by half hour: the share available of those seen, in whole heads."""
    desk, internet = teams_seen(august)
    columns = [whole_agents(share_available * seen) for seen in (desk, internet)]
    return _by_slot(["desk", "internet"], [[str(heads) for heads in column] for column in columns])


def corrections(january: Month, august: Month) -> Table:
    """Agents by half hour after other corrections that are about as plausible.

    seen         nobody of those seen was away
    days_alike   January's share, had its staffing followed the volume of each day
    both_months  midway between the shares that January and August ask for
    august       August's own share: with it the callers lost are fitted, no longer foretold
    """
    own = availability(august)
    shares = {
        "seen": 1.0,
        "days_alike": availability(january, days_alike=True),
        "both_months": (availability(january) + own) / 2.0,
        "august": own,
    }
    tables = {name: agents(august, share) for name, share in shares.items()}
    header = [f"{team}_{name}" for name in shares for team in ("desk", "internet")]
    rows = zip(*(table[1:] for table in tables.values()), strict=True)
    return [
        ["interval_start", *header],
        *([cells[0][0], *(heads for cell in cells for heads in cell[1:])] for cells in rows),
    ]


def real(august: Month) -> Table:
    """Tabulate what callers met on the mean weekday, each figure with its standard error."""
    values = experience_by_slot(august)
    errors = standard_error(august, experience_by_slot)
    header, columns = [], []
    for name, value, error in zip(["offered", *EXPERIENCE], values, errors, strict=True):
        digits = 4 if EXPERIENCE.get(name) == "share" else 2
        header += [name, f"{name}_se"]
        columns += [[f"{x:.{digits}f}" for x in value], [f"{x:.{digits}f}" for x in error]]
    return _by_slot(header, columns)


def _by_slot(header: list[str], columns: list[list[str]]) -> Table:
    return [["interval_start", *header], *map(list, zip(STARTS, *columns, strict=True))]


# --- the command --------------------------------------------------------------------------


def calibrate(data: Path) -> dict[str, Table]:
    """All tables, by file name."""
    january = read_month(data / "bank_calls_1999_jan.csv.gz")
    august = read_month(data / "bank_calls_1999_aug.csv.gz")
    share_available = availability(january)
    return {
        "volumes.csv": volumes(august),
        "agents.csv": agents(august, share_available),
        "corrections.csv": corrections(january, august),
        "real.csv": real(august),
        "figures.csv": figures(january, august, share_available),
    }


def _write(name: str, table: Table) -> None:
    with (HERE / name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(table)


def read(name: str) -> Table:
    """Read a committed table."""
    with (HERE / name).open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def is_same(one: Table, other: Table) -> bool:
    """Equal cell by cell; numbers within 2 %, since optimisers differ in their last digits."""
    return [len(row) for row in one] == [len(row) for row in other] and all(
        a == b or _is_close(a, b)
        for row, other_row in zip(one, other, strict=True)
        for a, b in zip(row, other_row, strict=True)
    )


def _is_close(a: str, b: str) -> bool:
    try:
        return isclose(float(a), float(b), rel_tol=0.02)
    except ValueError:
        return False


def main() -> int:
    """Run the command line and return the exit code."""
    parser = argparse.ArgumentParser(description="Compute the figures of the bank's scenario.")
    parser.add_argument("data", type=Path, help="folder with bank_calls_1999_*.csv.gz")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 if they differ")
    arguments = parser.parse_args()
    tables = calibrate(arguments.data)
    if not arguments.check:
        for name, table in tables.items():
            _write(name, table)
        return 0
    stale = [name for name, table in tables.items() if not is_same(table, read(name))]
    for name in stale:
        print(f"scenarios/bank/{name}: differs; run calibrate.py without --check", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
