"""The page of what is observed: `python -m sim.observed.document FILE` writes it."""

import sys
from pathlib import Path

from sim.centre.log import Column
from sim.observed.declared import TABLES
from sim.observed.words import CONTACT_WORDS, PASSED_ON, RUNNING, SESSION_WORDS, VISIT_WORDS

_HEAD = """\
# What a centre would know of it

Written from `sim/observed/declared.py` by `python -m sim.observed.document docs/observed.md`; a
test holds it current.

```python
import sim

logs = sim.simulate(sim.load("scenarios/retail/monday.toml"), seed=1, replication=0)
logs.cases["hardness"], logs.cases["asked"], logs.truly_solved  # the truth, case by case
seen = logs.observed()  # what telephony, bot platform and CRM would have exported
print(seen.queues["offered"].sum(), seen.contacts["outcome"][:3])
```

The logs of a play (`.cases .contacts .visits .agents`, columns in `sim/centre/log.py`) know
everything. `logs.observed()` has only what the systems of a real centre export: six tables of
equally long columns. A method that is to be used on real data can be tried on it, and its answer
laid beside the truth; `docs/identification.md` does so.

**Hidden** are: hardness; what was asked for beyond what was paid; whether a contained contact was
solved and whether a contact closed as solved was; the patience of whoever was answered, turned away
or still waits (their waits are lower bounds of it); why a customer came back; the reason of whoever
neither a bot nor an agent spoke to; and every place on the tape, whose gaps would tell how often
a customer could have come.

**Definitions.** An interval holds its begin and not its end, and its length is the scenario's. A
contact counts in the interval in which it *arrived*, in every queue that it came to; agents' time
lies in the interval in which it was spent. Waits equal to the threshold are in time. Percentiles
are the smallest wait that so many percent do not exceed. Parked cases that an agent finishes are
agents' time (`case_work_s`), and no visit. `first_day` is the date of the measured day (of time 0
in a horizon), by default Monday 2024-01-01; lead-in days come before it. Rows run over the whole
play: cut the lead-in or warm-up yourself. What has not ended when the play ends has no end here.

*Not there*, because the model has nothing to fill it with: UTC beside local time, callbacks
offered, scheduled agents, requirement, survey results. First-contact resolution is no export of any
system; take repeat contacts, and mind what the page on identification says of them.
"""

_WORDS = (
    ("`contacts.outcome`", dict.fromkeys(CONTACT_WORDS.values())),
    ("`visits.outcome`", dict.fromkeys(VISIT_WORDS.values())),
    ("`bot_sessions.outcome`", dict.fromkeys([*SESSION_WORDS.values(), PASSED_ON, RUNNING])),
)

_SYSTEMS = {
    "queues": "telephony: every interval and queue of the play",
    "visits": "telephony: stays in queues, by contact, in the order of joining",
    "agents": "telephony: every interval in which an agent was on the queues",
    "bot_sessions": "bot platform: sessions, by contact",
    "contacts": "CRM: contacts in order of arrival",
    "approvals": "CRM: claims laid before an approval level, by contact",
}


def observed_page() -> str:
    """The whole page, in Markdown."""
    words = [f"- {column}: {', '.join(found)}" for column, found in _WORDS]
    tables = [line for name in TABLES for line in _table(name, TABLES[name])]
    return "\n".join([_HEAD, "**Words.**", "", *words, "", *tables]).rstrip() + "\n"


def _table(name: str, columns: tuple[Column, ...]) -> list[str]:
    rows = [f"| `{each.name}` | {each.dtype} | {each.unit} | {each.meaning} |" for each in columns]
    head = ["| column | type | unit | meaning |", "|---|---|---|---|"]
    return [
        f"## `{name}`",
        "",
        f"{_SYSTEMS[name][0].upper()}{_SYSTEMS[name][1:]}.",
        "",
        *head,
        *rows,
        "",
    ]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(observed_page(), encoding="utf-8", newline="\n")
