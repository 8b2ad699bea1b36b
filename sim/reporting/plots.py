"""The pictures of a study, drawn with matplotlib; only this module imports it.

Figures are made without pyplot, so nothing is shared between two of them or with a caller.
Every style decision stands in `STYLE` and `COLOURS`. The colours are those of Okabe and Ito,
which people with any colour vision tell apart; no picture relies on colour alone.
"""

import io
import math
import re
import textwrap
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, pairwise
from typing import Any

import matplotlib as mpl
from matplotlib import ticker
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from sim.experiment.differences import Difference
from sim.experiment.estimates import Estimate
from sim.experiment.words import decimals, number, scale
from sim.measure.register import REGISTER
from sim.reporting import captions
from sim.reporting.content import Arm, Study, Waits, hour
from sim.reporting.flow import Box, Ribbon, layout
from sim.scenario.wording import printable

COLOURS = {
    "blue": "#0072B2",
    "sky": "#56B4E9",
    "green": "#009E73",
    "vermillion": "#D55E00",
    "orange": "#E69F00",
    "purple": "#CC79A7",
    "yellow": "#F0E442",
    "black": "#222222",
    "grey": "#8A8A8A",
    "pale": "#E4E4E4",
}
DASHES = ("-", "--", "-.", ":")
LINES = ("black", "blue", "vermillion", "green", "purple", "orange", "sky")
STYLE: Any = {
    "axes.axisbelow": True,
    "axes.edgecolor": COLOURS["grey"],
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.labelsize": 9,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 9.5,
    "figure.constrained_layout.h_pad": 0.06,
    "figure.constrained_layout.use": True,
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "grid.color": COLOURS["pale"],
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
    "savefig.facecolor": "white",
    "svg.fonttype": "path",  # looks the same where the font is missing
    "svg.hashsalt": "ccsim",  # the same picture has the same bytes
    "text.parse_math": False,  # a name with $ in it is a name
    "xtick.color": COLOURS["grey"],
    "xtick.labelcolor": COLOURS["black"],
    "xtick.labelsize": 8.5,
    "ytick.color": COLOURS["grey"],
    "ytick.labelcolor": COLOURS["black"],
    "ytick.labelsize": 8.5,
    "ytick.left": False,
}
FLOW_COLOURS = {
    "first contacts": "grey",
    "repeats": "purple",
    "chases": "purple",
    "approval": "orange",
    "resolved": "green",
    "solved by bot": "green",
    "informed": "green",
    "still open": "grey",
    "back again": "purple",
}
FLOW_ORDER = (
    "first contacts", "repeats", "chases", "solved by bot", "resolved", "informed", "still open",
    "falsely contained", "left in bot", "closed unsolved", "unresolved", "refused",
    "gave up waiting", "turned away",
)  # fmt: skip
FLOW_ENDS = FLOW_ORDER[3:]
NO_WAITS = Waits((0.0, math.inf), (1.0, 0.0), (0.0, 0.0))
WIDTH = 7.6  # inches: the column of the report, at its size on paper
HALO = withStroke(linewidth=2.5, foreground="white")  # keeps a label readable on a ribbon
MARKED = 60  # more points than that make a line, not dots
LINE = 78  # letters of a title's line
DOTS_PER_INCH = 200


@dataclass(frozen=True)
class Picture:
    """One picture: its file name without ending, what is seen on it, and both its forms."""

    name: str
    title: str
    text: str
    png: bytes
    svg: bytes


def pictures(study: Study) -> tuple[Picture, ...]:
    """Every picture that the study has the numbers for; the one that answers it comes first."""
    wanted: list[tuple[str, captions.Caption | None, Callable[[], Figure]]] = []
    if study.is_comparison:
        wanted.append(("comparison", captions.comparison(study), partial(_comparison, study)))
        wanted.append(("days-compared", captions.days(study), partial(_days_compared, study)))
    for arm in study.arms:
        wanted += [
            (f"day-{arm.name}", captions.day(arm, study), partial(_day, arm)),
            (f"staffing-{arm.name}", captions.staffing(arm), partial(_staffing, arm)),
            (f"flow-{arm.name}", captions.flow(arm), partial(_flow, arm)),
            (f"waits-{arm.name}", captions.waits(arm), partial(_waits, arm)),
        ]
    return tuple(_picture(name, caption, draw) for name, caption, draw in wanted if caption)


def _picture(name: str, caption: captions.Caption, draw: Callable[[], Figure]) -> Picture:
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a box in place of a rare letter
        figure = draw()
        title = _broken(printable(caption.title))
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold")
        figure.draw_without_rendering()  # the layout is found once and serves both forms
        figure.set_layout_engine("none")
        return Picture(name, caption.title, caption.text, _png(figure), _svg(figure))


def _broken(title: str) -> str:
    """The title in lines that fit the width, no number parted from its unit."""
    kept = re.sub(r"(?<=\d) (?=[^\W\d]{1,4}\b|%)", "\N{NO-BREAK SPACE}", title)
    lines = math.ceil(len(kept) / LINE)
    return textwrap.fill(kept, min(LINE, math.ceil(len(kept) / lines) + 12), break_on_hyphens=False)


def _png(figure: Figure) -> bytes:
    """The figure as it is laid out; no date, no version: the same picture has the same bytes."""
    target = io.BytesIO()
    FigureCanvasAgg(figure).print_png(  # type: ignore[no-untyped-call]
        target, metadata={"Software": None}
    )
    return target.getvalue()


def _svg(figure: Figure) -> bytes:
    target = io.BytesIO()
    FigureCanvasSVG(figure).print_svg(  # type: ignore[no-untyped-call]
        target, metadata={"Date": None, "Creator": None}
    )
    return target.getvalue()


def _figure(
    height: float, rows: int = 1, columns: int = 1, **more: Any
) -> tuple[Figure, list[Axes]]:
    figure = Figure(figsize=(WIDTH, height), dpi=DOTS_PER_INCH)
    axes = figure.subplots(rows, columns, squeeze=False, **more)
    return figure, list(axes.flat)


# Over the day


def _day(arm: Arm) -> Figure:
    figure, (waits, service) = _figure(5.0, 2, sharex=True)
    _curve(waits, captions.while_staffed(arm, "wait_mean_s"), "blue")
    waits.set_title("Mean wait in queues with the customer on the line, answered or not")
    waits.set_ylabel("mean wait (s)")
    waits.set_ylim(bottom=0.0)
    _curve(service, captions.while_staffed(arm, "service_level"), "blue")
    service.set_title("Service level")
    service.set_ylabel("service level (%)")
    service.set_ylim(top=min(101.0, service.get_ylim()[1]))
    _clock_axis(service)
    _key_of_bands(figure)
    return figure


def _curve(axes: Axes, points: Sequence[Estimate], colour: str) -> None:
    """The average as a line, its interval as a narrow band, the range of days as a wide one."""
    hours = [hour(point) + _step(points) / 2.0 for point in points]

    def series(name: str) -> list[float]:
        return [getattr(point, name) * _factor(point.unit) for point in points]

    shade = COLOURS[colour]
    axes.fill_between(hours, series("day_p10"), series("day_p90"), color=shade, alpha=0.15, lw=0)
    axes.fill_between(hours, series("low"), series("high"), color=shade, alpha=0.5, lw=0)
    few = len(points) <= MARKED
    axes.plot(hours, series("value"), color=shade, marker="o" if few else "", markersize=2.6)


def _factor(unit: str) -> float:
    return 100.0 if unit == "share" else 1.0


def _key_of_bands(figure: Figure) -> None:
    blue = COLOURS["blue"]
    keys: list[Artist] = [
        Line2D([], [], color=blue, marker="o", markersize=2.6, label="average"),
        Rectangle((0, 0), 1, 1, color=blue, alpha=0.5, lw=0, label="95 % interval of the average"),
        Rectangle((0, 0), 1, 1, color=blue, alpha=0.15, lw=0, label="8 of 10 days lie here"),
    ]
    _key_below(figure, keys)


def _key_below(figure: Figure, keys: Sequence[Artist]) -> None:
    figure.legend(
        handles=list(keys), loc="outside lower center", ncols=min(len(keys), 5), fontsize=8
    )


def _staffing(arm: Arm) -> Figure:
    figure, (agents, busy) = _figure(5.2, 2, sharex=True, height_ratios=(3, 2))
    present, load, occupancy = (
        captions.while_staffed(arm, kpi) for kpi in ("agents_present", "load_agents", "occupancy")
    )
    _steps(agents, present, "black", "agents on the queues")
    _steps(agents, load, "vermillion", "agents with work in hand")
    agents.fill_between(_edges(present), _doubled(load), _doubled(present), color=COLOURS["sky"],
                        alpha=0.25, lw=0)  # fmt: skip
    agents.set_title("Agents on the queues, and those of them with work in hand")
    agents.set_ylabel("agents (number)")
    agents.set_ylim(bottom=0.0)
    _steps(busy, occupancy, "blue", "occupancy")
    busy.axhline(90.0, color=COLOURS["grey"], linestyle=":", linewidth=1.2, label="90 %")
    busy.set_title("Occupancy: share of the time on the queues with work in hand")
    busy.set_ylabel("occupancy (%)")
    busy.set_ylim(min(50.0, busy.get_ylim()[0]), 102.0)
    _clock_axis(busy)
    _key_below(figure, [*agents.get_lines(), *busy.get_lines()])
    return figure


def _steps(axes: Axes, points: Sequence[Estimate], colour: str, label: str) -> None:
    axes.plot(_edges(points), _doubled(points), color=COLOURS[colour], label=label)


def _edges(points: Sequence[Estimate]) -> list[float]:
    """Begin and end of every interval, in hours, so that a line between them is a step."""
    step = _step(points)
    return [edge for point in points for edge in (hour(point), hour(point) + step)]


def _doubled(points: Sequence[Estimate]) -> list[float]:
    return [point.value * _factor(point.unit) for point in points for _ in range(2)]


def _step(points: Sequence[Estimate]) -> float:
    hours = [hour(point) for point in points]
    return min((b - a for a, b in pairwise(hours)), default=1.0)


def _clock_axis(axes: Axes) -> None:
    axes.set_xlabel("time of day (h)")
    axes.xaxis.set_major_locator(
        ticker.MaxNLocator(nbins=15, steps=[1, 2, 3, 4, 6, 10], integer=True)
    )
    axes.xaxis.set_major_formatter(lambda at, _: f"{at:02.0f}:00")
    axes.margins(x=0.01)


# Where contacts went


def _flow(arm: Arm) -> Figure:
    shown = layout(arm.links, FLOW_ENDS, FLOW_ORDER)
    figure, (axes,) = _figure(4.6)
    axes.set_axis_off()
    axes.set_xlim(-0.02, shown.columns - 1 + 0.62)
    axes.set_ylim(-0.02, 1.02)
    for ribbon in shown.ribbons:
        axes.add_patch(_ribbon(ribbon))
    for box in shown.boxes:
        _box(axes, box)
    return figure


TALL = 0.09  # a place at least so tall has room for two lines
LABEL = 0.62  # room for the label of an end
BOX = 0.05  # width of a place, where columns stand 1 apart


def _ribbon(ribbon: Ribbon) -> PathPatch:
    left, right = ribbon.source.column + BOX, float(ribbon.target.column)
    if ribbon.source.name in FLOW_ENDS:
        left += LABEL  # straight beneath its own label, so that it crosses no other
    bend = (left + right) / 2.0
    start, end, thick = ribbon.leaves, ribbon.enters, ribbon.thickness
    begin = ribbon.source.column + BOX
    corners = [(begin, start), (left, start), (bend, start), (bend, end), (right, end),
               (right, end - thick), (bend, end - thick), (bend, start - thick),
               (left, start - thick), (begin, start - thick), (begin, start)]  # fmt: skip
    codes = [Path.MOVETO, Path.LINETO, *[Path.CURVE4] * 3,
             Path.LINETO, *[Path.CURVE4] * 3, Path.LINETO, Path.CLOSEPOLY]  # fmt: skip
    colour = COLOURS[_flow_colour(ribbon.target.name)]
    return PathPatch(Path(corners, codes), facecolor=colour, alpha=0.35, linewidth=0)


def _box(axes: Axes, box: Box) -> None:
    colour = COLOURS[_flow_colour(box.name)]
    axes.add_patch(Rectangle((box.column, box.low), BOX, box.high - box.low, color=colour, lw=0))
    count = number(box.per_day, 0 if box.per_day >= 10.0 else 1)
    between = "\n" if box.high - box.low > TALL else "  "
    text = f"{_flow_label(box.name)}{between}{count}"
    axes.text(box.column + BOX + 0.03, (box.low + box.high) / 2.0, text, va="center", fontsize=8.5,
              linespacing=1.15, path_effects=[HALO])  # fmt: skip


def _flow_label(name: str) -> str:
    kind, _, rest = name.partition(":")
    return printable(f"{rest} (bot)" if kind == "bot" else rest or name)


def _flow_colour(name: str) -> str:
    if name.startswith("bot:"):
        return "sky"
    if name.startswith("step:"):
        return "blue"
    return FLOW_COLOURS.get(name, "vermillion")


# How long contacts waited


def _waits(arm: Arm) -> Figure:
    figure, (axes,) = _figure(3.6)
    waits = (arm.waits or NO_WAITS).merged(captions.BINS_S)
    answered, abandoned = (
        [100.0 * count / waits.total for count in counts[1:]]  # the bar of those who did not wait
        for counts in (waits.answered, waits.abandoned)  # would dwarf all others: it is written
    )
    places = range(len(answered))
    at_once = 100.0 * (waits.answered[0] + waits.abandoned[0]) / waits.total
    axes.set_title(f"Those who waited; the other {at_once:.1f} % did not and are not drawn")
    axes.bar(places, answered, 0.82, color=COLOURS["blue"], label="answered")
    axes.bar(places, abandoned, 0.82, bottom=answered, color=COLOURS["orange"], hatch="////",
             edgecolor="white", linewidth=0, label="abandoned")  # fmt: skip
    for place, *parts in zip(places, answered, abandoned, strict=True):
        axes.annotate(f"{sum(parts):.1f}", (place, sum(parts)), (0, 2), ha="center",
                      textcoords="offset points", fontsize=8)  # fmt: skip
    highest = max(map(sum, zip(answered, abandoned, strict=True)), default=0.0)
    axes.set_ylim(0.0, 1.12 * highest or 1.0)
    axes.set_xticks(list(places), captions.bins(waits.upto_s[1:]))
    axes.set_xlabel("wait (s and min), longer than in the bar before")
    axes.set_ylabel("share of all visits (%)")
    axes.legend(loc="upper right")
    return figure


# Scenarios against the base


def _comparison(study: Study) -> Figure:
    shown = captions.compared(study)
    names = [arm.name for arm in study.arms[1:]]
    lines = math.ceil(len(shown) / 2)
    figure, panels = _figure(0.8 + lines * (0.85 + 0.36 * len(names)), lines, 2, sharey=True)
    for axes, kpi in zip(panels, shown, strict=False):
        _panel(axes, kpi, [study.difference(name, kpi) for name in names], study)
    for axes in panels[len(shown) :]:
        axes.remove()
    panels[0].set_yticks(range(len(names)), [printable(name) for name in names])
    panels[0].set_ylim(len(names) - 0.4, -0.75)  # the first scenario on top, room for its number
    _key_of_verdicts(figure)
    return figure


def _panel(axes: Axes, kpi: str, found: Sequence[Difference | None], study: Study) -> None:
    """One KPI in its own unit: a dot and its interval for each scenario."""
    known = [d for d in found if d is not None and math.isfinite(d.difference)]
    reach = max((max(abs(d.difference), abs(d.low), abs(d.high)) for d in known), default=1.0)
    shown = scale(known[0].unit if known else "", reach, study.currency, difference=True)
    limit = (reach or 1.0) * shown.factor * 1.3
    axes.set_xlim(-limit, limit)
    axes.axvline(0.0, color=COLOURS["black"], linewidth=1.0)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    for row, found_there in enumerate(found):
        if found_there in known and found_there is not None:
            _dot(axes, row, found_there, shown.factor)
    better = REGISTER[kpi].better
    unit = shown.suffix.strip() or "number"
    axes.set_title(captions.short(kpi), fontweight="bold")
    axes.set_xlabel(f"difference ({unit})" + (f"; {better} is better" if better else ""))
    if better:
        side = -limit if better == "lower" else limit
        axes.axvspan(min(0.0, side), max(0.0, side), color=COLOURS["green"], alpha=0.08, lw=0)


def _dot(axes: Axes, row: int, found: Difference, factor: float) -> None:
    mark, colour, face = VERDICTS[found.better]
    low, high, value = (x * factor for x in (found.low, found.high, found.difference))
    axes.plot([low, high], [row, row], color=COLOURS[colour], linewidth=2.2, solid_capstyle="butt")
    axes.plot([value], [row], mark, color=COLOURS[colour], markersize=6.5,
              markerfacecolor=COLOURS[colour] if face else "white")  # fmt: skip
    text = number(value, decimals((high - low) / 2.0, abs(value)), signed=True)
    axes.annotate(text, (value, row), (0, 6), textcoords="offset points", ha="center", fontsize=8.5,
                  path_effects=[HALO])  # fmt: skip


VERDICTS = {
    True: ("o", "green", True),
    False: ("s", "vermillion", True),
    None: ("o", "grey", False),
}


def _key_of_verdicts(figure: Figure) -> None:
    words = {True: "better", False: "worse", None: "cannot tell apart, or neither is better"}
    keys: list[Artist] = []
    for verdict, (mark, colour, full) in VERDICTS.items():
        face = COLOURS[colour] if full else "white"
        key = Line2D([], [], color=COLOURS[colour], marker=mark, markerfacecolor=face)
        key.set(markersize=6.5, linewidth=2.2, label=words[verdict])
        keys.append(key)
    _key_below(figure, keys)


def _days_compared(study: Study) -> Figure:
    figure, (waits, service) = _figure(5.2, 2, sharex=True)
    for arm, colour, dash in zip(study.arms, cycle(LINES), cycle(DASHES), strict=False):
        for axes, kpi in ((waits, "wait_mean_s"), (service, "service_level")):
            points = captions.while_staffed(arm, kpi)
            middle = [hour(point) + _step(points) / 2.0 for point in points]
            values = [point.value * _factor(point.unit) for point in points]
            axes.plot(
                middle, values, color=COLOURS[colour], linestyle=dash, label=printable(arm.name)
            )
    waits.set_title("Mean wait")
    waits.set_ylabel("mean wait (s)")
    waits.set_ylim(bottom=0.0)
    service.set_title("Service level")
    service.set_ylabel("service level (%)")
    _clock_axis(service)
    _key_below(figure, waits.get_lines())
    return figure
