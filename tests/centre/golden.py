"""The goldens: committed tapes, and what the play made of them when this was last agreed on.

    python tests/centre/golden.py        writes them anew; look at the difference before you commit

The tapes are written once and then kept: a golden of the *play* starts from bits that no
library can change. Delete a `.npz` to have it drawn again.
"""

import csv
import hashlib
import io
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from small import RICH, TWO_STEPS, edited, planned, play, with_turns  # noqa: E402
from tapes import fingerprint, read, rounded, save, stored_columns  # noqa: E402

from sim.tape import draw  # noqa: E402

HERE = Path(__file__).parent / "golden"
TURNS = [
    (0, "front", 3),
    (0, "expert", 2),
    (1200, "front", 1),
    (1800, "front", -2),
    (2700, "expert", -1),
]


def ladder():
    """Two steps, overflow, patience, returns, headcounts that change; times on whole seconds."""
    short = edited(TWO_STEPS, ('lasts = "4h"', 'lasts = "1h"'))
    plan = with_turns(planned(short), *TURNS)
    return plan, lambda: rounded(draw(plan.demand, seed=1, replication=0), 1.0)


def rich():
    """A day with chat, email, bot, claims, parking, chases and a closed door."""
    plan = planned(edited(RICH, ("lead_in = 1\n", "")))
    return plan, lambda: draw(plan.demand, seed=1, replication=0)


GOLDENS = {"ladder": ladder, "rich": rich}


def played(name):
    """The plan, the committed tape and its logs."""
    plan, drawn = GOLDENS[name]()
    path = HERE / f"{name}.npz"
    if not path.exists():
        HERE.mkdir(exist_ok=True)
        save(drawn(), path)
    tape = read(path)
    return plan, tape, play(plan, tape)


def tables(logs):
    """File name → text: each log as CSV, every float to its last bit."""
    return {
        f"{name}.csv": _as_csv(getattr(logs, name)) for name in ("contacts", "visits", "agents")
    }


def _as_csv(table):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table)
    writer.writerows(zip(*(map(repr, column.tolist()) for column in table.values()), strict=True))
    return out.getvalue()


def digest(logs):
    """SHA-256 of every bit of the four logs."""
    total = hashlib.sha256(repr(logs.ended_s).encode())
    for name in ("cases", "contacts", "visits", "agents"):
        for column, values in getattr(logs, name).items():
            total.update(f"{name}.{column}:{values.dtype}".encode() + values.tobytes())
    return total.hexdigest()


def main():
    """Write every golden."""
    for name in GOLDENS:
        _, tape, logs = played(name)
        for file, text in tables(logs).items():
            (HERE / f"{name}-{file}").write_text(text)
        (HERE / f"{name}.sha256").write_text(
            f"{fingerprint(tape, stored_columns(HERE / f'{name}.npz'))} tape\n{digest(logs)} logs\n"
        )


if __name__ == "__main__":
    main()
