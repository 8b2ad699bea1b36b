"""The page of definitions, written from the register: `python -m sim.measure.document FILE`."""

import sys
from pathlib import Path

from sim.measure.flows import ENDS, SOURCES
from sim.measure.parts import KINDS_OF_VIEW, PARTS, VIEWS
from sim.measure.register import HEADLINES, REGISTER, Kpi
from sim.measure.waits import WAIT_EDGES_S

_HEAD = """\
# The figures and what they mean

Written from `sim/measure/register.py` and `sim/measure/parts.py` by
`python -m sim.measure.document docs/kpis.md`; a test holds it current.

A **ratio** is a sum over a sum; over replications it is the ratio of the sums of both. Where
nothing counts below the line there is *no data*, never 0 or 100 %. A **total** is one sum. A
**quantile** is the smallest wait that at least that share of waits does not exceed (inverted
distribution function), of one replication; over replications it is the mean of theirs. A
**comparison** exists only between two scenarios played with the same customers.

The **measured window** is the measured day from midnight to midnight, or all that arrives after
the warm-up where there are no nights. A contact, and every visit of it to a queue, belongs to the
window and to the interval in which the *contact arrived*. A case belongs to the window in which it
was opened and is followed as long as the play lasts. Agents' time and money are those *inside* the
window, overtime after closing included; paid hours are hours on the queues ÷ (1 − shrinkage).

A wait lasts from joining a queue to the answer, or to the end of a visit that nobody answered.
Visits turned away by a full queue have none; those still waiting when the play ends are counted
and are in no mean. **Live** channels are those where the customer holds the line (voice, chat).
Waits, service levels and abandonment are over live channels at every scope but `channel:` and
`queue:`: email is judged by its answer clock (`email_on_time`), and its own waits stand at
`channel:email`. A wait equal to the threshold is in time. Work on a parked case after its decision
(*finishing*) has no customer and is no visit in these counts, but it is agents' time.

A visit that nobody served counts, by team, for the first team in its queue's order of preference,
so that the teams add up to the whole.

Times are summed as whole 2⁻²⁰ s (about a microsecond) and money as whole millionths, so no order
of rows or processes moves a bit.

*Headlines*, judged together unless others are named before the run: {headlines}.
"""


def kpis_page() -> str:
    """The whole page, in Markdown."""
    headlines = ", ".join(f"`{name}`" for name in HEADLINES)
    return "\n".join(
        (
            _HEAD.format(headlines=headlines),
            "## Figures",
            "",
            "| figure | what it says | numerator | denominator | unit | better | per | scopes |",
            "|---|---|---|---|---|---|---|---|",
            *map(_figure, REGISTER.values()),
            "",
            "## Sums they are made of",
            "",
            "| sum | of what | unit | rows |",
            "|---|---|---|---|",
            *(
                f"| `{part.name}` | {part.words}{_LIVE if part.live else ''} | {part.unit} "
                f"| {part.view} |"
                for part in PARTS.values()
            ),
            "",
            "## Rows they are summed over",
            "",
            "| rows | what they are | scopes |",
            "|---|---|---|",
            *(
                f"| {view} | {words} | {' '.join(KINDS_OF_VIEW[view])} |"
                for view, words in VIEWS.items()
            ),
            "",
            _PICTURES.format(
                edges=", ".join(f"{edge:g}" for edge in WAIT_EDGES_S),
                sources=", ".join(SOURCES),
                ends=", ".join(dict.fromkeys(ENDS.values())),
            ),
        )
    )


_PICTURES = """\
## What pictures are drawn from

**Distribution of waits**: visits of live channels, answered and abandoned apart, in fixed bins
whose upper edges in seconds (the edge belongs to its bin) are {edges}; one more bin holds
all longer waits. The first holds those answered, or gone, at once.

**Where contacts went**: contacts that arrived in the measured window, by edge. Each goes from its
source ({sources}) over the bot, the steps whose queues it came to and the approval
ladder, as far as it met them, to one end:
{ends}.
From there an edge leads to *back again* if its case made contact once more, chases left out.
"""

_LIVE = " (live channels)"


def _figure(kpi: Kpi) -> str:
    below = f"`{kpi.denominator}`" if kpi.denominator else f"({kpi.kind})"
    if kpi.kind == "comparison":
        below += " (comparison)"
    cells = (
        f"`{kpi.name}`",
        kpi.words,
        f"`{kpi.numerator}`",
        below,
        kpi.unit,
        kpi.better or "–",
        kpi.basis,
        " ".join(kpi.scopes),
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(kpis_page(), encoding="utf-8", newline="\n")
