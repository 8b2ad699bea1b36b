"""The report: one file that needs nothing else, no script, and prints on A4.

The style sheet is allowed by its hash and pictures by `data:`; everything else is forbidden by
the page's own content security policy, so that nothing in a name could ever load or run.
"""

import base64
import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import jinja2
from markupsafe import Markup, escape

from sim.experiment.differences import Difference
from sim.experiment.words import amount, decimals, number, ranged, scale
from sim.measure.parts import PARTS
from sim.measure.register import REGISTER, Kpi
from sim.reporting import captions, tables
from sim.reporting.content import Arm, Study
from sim.reporting.plots import Picture
from sim.scenario.wording import printable

SHOWN = (
    "wait_mean_s", "wait_p90_s", "service_level", "abandonment_rate", "time_to_agent_s",
    "contacts", "offered", "aht_s", "occupancy", "utilisation", "agent_hours", "fte",
    "resolution_rate", "resolved_claimed", "first_contact_resolution", "repeat_rate",
    "contacts_per_case", "failure_demand", "time_to_resolution_s", "escalation_rate",
    "approval_rate", "claims_decided_alone", "concessions_paid", "containment_rate",
    "containment_rate_vendor", "false_containment_rate", "deflection_rate", "email_on_time",
    "email_backlog", "cost", "cost_per_case", "cost_per_resolution",
)  # fmt: skip
WORSE, ALSO_WORSE = "Worse with", "Also worse with"  # how a verdict's sentences begin


@dataclass(frozen=True)
class Cell:
    """One scenario's cell in the table of differences."""

    value: str
    change: str
    interval: str
    verdict: str


def page(study: Study, pictures: Sequence[Picture]) -> bytes:
    """The report as a file."""
    style = _source("report.css")
    return (
        _template()
        .render(
            study=study,
            style=Markup(style),  # noqa: S704  # our own file
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            first=pictures[: 2 if study.is_comparison else 0],
            by_arm=[(arm, _pictures_of(arm, pictures)) for arm in study.arms],
            worse=sorted(filter(_is_worse, study.verdict), key=_is_aside),
            more=[text for text in study.verdict[1:] if not _is_worse(text)],
            kpis=_shown(study),
            cells=_cells,
            estimate=_estimate,
            days=_days,
            source=_picture_source,
            short=captions.short,
            parts=PARTS,
        )
        .encode()
    )


def _is_worse(text: str) -> bool:
    return text.startswith((WORSE, ALSO_WORSE))


def _is_aside(text: str) -> bool:
    return text.startswith(ALSO_WORSE)


def _pictures_of(arm: Arm, pictures: Sequence[Picture]) -> list[Picture]:
    names = {f"{kind}-{arm.name}" for kind in ("day", "staffing", "flow", "waits")}
    return [picture for picture in pictures if picture.name in names]


def _shown(study: Study) -> list[Kpi]:
    """KPIs of the report's tables, without those that nothing in the centre could bring about."""
    wanted = dict.fromkeys((*study.headline, *SHOWN))
    return [REGISTER[kpi] for kpi in wanted if kpi in study.headline or study.has_seen(kpi)]


def _cells(study: Study, kpi: Kpi) -> list[Cell | None]:
    return [_cell(arm, study.difference(arm.name, kpi.name), study) for arm in study.arms[1:]]


def _cell(arm: Arm, found: Difference | None, study: Study) -> Cell | None:
    own = arm.find(found.kpi) if found else None
    if found is None or own is None:
        return None
    verdict = tables.verdict(found)
    value = amount(own.value, own.unit, study.currency, own.half_width)
    if found.same:
        return Cell(value, "the same", "", verdict)
    shown = scale(found.unit, abs(found.difference), study.currency, difference=True)
    low, high = (end * shown.factor for end in (found.low, found.high))
    change = found.difference * shown.factor
    places = decimals((high - low) / 2.0, abs(change))
    ends = " to ".join(number(end, places, signed=True) for end in (low, high))
    text = f"{number(change, places, signed=True)}{shown.suffix}"
    return Cell(value, text, f"({ends})" if math.isfinite(low) else "", verdict)


def _estimate(arm: Arm, kpi: Kpi, study: Study) -> str:
    found = arm.find(kpi.name)
    if found is None:
        return "–"
    return ranged(found.value, found.low, found.high, found.unit, study.currency)


def _days(arm: Arm, kpi: Kpi, study: Study) -> str:
    found = arm.find(kpi.name)
    return "–" if found is None else captions.days_between(found, study.currency)


def _picture_source(picture: Picture) -> str:
    """The picture inside the page: as an image, where nothing in it can act on the page."""
    return "data:image/svg+xml;base64," + base64.b64encode(picture.svg).decode()


def _breakable(path: str) -> Markup:
    """A long path that may break behind its dots and underscores."""
    return Markup(re.sub(r"(?<=[._])(?=\w)", "<wbr>", str(escape(printable(path)))))  # noqa: S704  # escaped


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["printable"] = printable
    environment.filters["breakable"] = _breakable
    return environment.from_string(_source("report.html.j2"))


def _source(name: str) -> str:
    return resources.files("sim.reporting").joinpath("templates", name).read_text("utf-8")
