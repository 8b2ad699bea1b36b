"""Tables and picture of docs/bank.md, made from the committed tables and from nothing else.

python scenarios/bank/document.py
"""

import csv
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

HERE = Path(__file__).parent
DOCS = HERE.parent.parent / "docs"
PICTURE = DOCS / "pictures" / "bank-beside-real.png"
REASONS = {
    "regular": "regular (PS, PE)",
    "prospect": "prospect (NW)",
    "stock_trading": "stock trading (NE)",
    "internet_help": "internet help (IN)",
    "call_back": "call-back (TT)",
}
KPIS = {
    "offered": "offered",
    "abandonment_rate": "abandoned, %",
    "wait_mean_s": "mean wait, s",
    "service_level": "within 20 s, %",
}
SHARES = ("abandonment_rate", "service_level")
CORRECTIONS = {
    "base": "January's share, 0.82 (**the scenario**)",
    "days_alike": "0.78 and no busy days: January's, had staffing followed volume",
    "both_months": "0.76, midway between the months",
    "august": "0.70, August's own",
    "seen": "1.00: all agents seen were available",
}
CHANGES = {
    "one-more-at-the-peak": "one more at the desk, 9:30–12:30",
    "desk-helps-internet": "the desk also answers internet help",
    "no-head-start": "nobody gets a head start",
}
BLUE, RED, GREEN = "#0072B2", "#D55E00", "#009E73"  # Okabe and Ito's: told apart by all eyes

Row = dict[str, str]


def table(name: str) -> list[Row]:
    """Rows of a table beside this file."""
    with (HERE / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(kpi: str, cell: str, *, sign: bool = False, digits: int | None = None) -> str:
    """Shares as per cent with one digit, waits and counts whole; – where there is none."""
    if not cell:
        return "–"
    value = float(cell) * (100.0 if kpi in SHARES else 1.0)
    places = digits if digits is not None else int(kpi in SHARES)
    text = f"{value:{'+' if sign else ''},.{places}f}"
    return text.replace("-", "−")


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a table; the first column to the left, numbers to the right."""
    lines = [header, ["---", *["--:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


# --- the tables ---------------------------------------------------------------------------


def fitted() -> str:
    """What goes into the scenario, each figure ± its standard error."""
    known = {(row["figure"], row["of"]): row for row in table("figures.csv")}

    def told(figure: str, of: str, digits: int, factor: float = 1.0) -> str:
        row = known[figure, of]
        value, error = (factor * float(row[name]) for name in ("value", "standard_error"))
        return f"{value:,.{digits}f} ± {error:,.{digits}f}"

    rows = (
        [
            label,
            told("contacts_per_day", of, 0),
            told("high_share", of, 1, 100.0),
            told("handle_time_mean", of, 0),
            told("handle_time_cv", of, 2),
            told("patience_median", of, 0),
            told("patience_cv", of, 1),
            f"{float(known['wait_mean_of_abandoned', of]['value']):.0f}",
        ]
        for of, label in REASONS.items()
    )
    header = [
        "reason", "a day", "high priority, %", "handle time, s", "its cv",
        "patience, median s", "its cv", "(wait of who hung up, s)",
    ]  # fmt: skip
    return markdown(header, rows)


def day() -> str:
    """The whole day: real with its standard error, simulated with both ranges, Erlang A."""
    known = {(row["figure"], row["of"]): row for row in table("figures.csv")}
    rows = []
    for row in (row for row in table("beside.csv") if row["scope"] == "all"):
        kpi = row["kpi"]
        real_name = {"abandonment_rate": "abandoned_share", "wait_mean_s": "wait_mean"}
        name = f"real_{real_name.get(kpi, 'answered_in_20s')}_day"
        cells = [
            known[f"{name}_p{p}", "all"]["value"] if kpi != "offered" else "" for p in (10, 90)
        ]
        rows.append([
            KPIS[kpi],
            f"{number(kpi, row['real'])} ± {number(kpi, row['real_se'])}",
            f"{number(kpi, row['simulated'])} ({_range(kpi, row['low'], row['high'])})",
            number(kpi, row["erlang_a"]),
            _range(kpi, *cells),
            _range(kpi, row["day_p10"], row["day_p90"]),
        ])  # fmt: skip
    header = ["", "real ± s.e.", "simulated (95 %)", "Erlang A", "8 of 10 real days",
              "8 of 10 simulated days"]  # fmt: skip
    return markdown(header, rows)


def _range(kpi: str, low: str, high: str) -> str:
    return f"{number(kpi, low)} to {number(kpi, high)}" if low else "–"


def reasons() -> str:
    """Real and simulated by reason."""
    beside = {(row["scope"], row["kpi"]): row for row in table("beside.csv")}
    rows = (
        [label, *(_pair(beside[f"reason:{of}", kpi]) for kpi in KPIS)]
        for of, label in REASONS.items()
    )
    return markdown(["real / simulated", *KPIS.values()], rows)


def half_hours() -> str:
    """Real / simulated / Erlang A by half hour; bold where noise does not explain the gap."""
    beside = {(row["scope"], row["kpi"]): row for row in table("beside.csv")}
    scopes = dict.fromkeys(scope for scope, _ in beside if scope.startswith("interval:"))
    rows = (
        [
            scope.removeprefix("interval:"),
            _pair(beside[scope, "offered"]),
            *(_triple(beside[scope, kpi]) for kpi in list(KPIS)[1:]),
        ]
        for scope in scopes
    )
    return markdown(["from", *KPIS.values()], rows)


def _pair(row: Row) -> str:
    kpi = row["kpi"]
    simulated = number(kpi, row["simulated"])
    return f"{number(kpi, row['real'])} / {f'**{simulated}**' if is_apart(row) else simulated}"


def _triple(row: Row) -> str:
    return f"{_pair(row)} / {number(row['kpi'], row['erlang_a'])}"


def is_apart(row: Row) -> bool:
    """Whether real and simulated differ by more than two standard errors of both."""
    simulated_se = (float(row["high"]) - float(row["low"])) / 4.0
    error = math.hypot(float(row["real_se"]), simulated_se)
    return abs(float(row["real"]) - float(row["simulated"])) > 2.0 * error


def gaps() -> str:
    """How far the simulator and Erlang A lie from the real half hours, each weighing as offered."""
    listed = [row for row in table("beside.csv") if row["scope"].startswith("interval:")]
    offered = {row["scope"]: float(row["real"]) for row in listed if row["kpi"] == "offered"}
    rows = []
    for kpi in list(KPIS)[1:]:
        half_hours = [row for row in listed if row["kpi"] == kpi]
        far = [
            sum(
                offered[row["scope"]] * abs(float(row[of]) - float(row["real"]))
                for row in half_hours
            )
            / sum(offered.values())
            for of in ("simulated", "erlang_a")
        ]
        apart = sum(map(is_apart, half_hours))
        told = (number(kpi, str(value), digits=1) for value in far)
        rows.append([KPIS[kpi], *told, f"{apart} of {len(half_hours)}"])
    header = ["mean distance from the real half hour", "simulator", "Erlang A",
              "simulated half hours in bold"]  # fmt: skip
    return markdown(header, rows)


def spread() -> str:
    """The day after each correction, beside the real one."""
    played = {(row["correction"], row["kpi"]): row for row in table("spread.csv")}
    beside = {row["kpi"]: row for row in table("beside.csv") if row["scope"] == "all"}
    kpis = list(KPIS)[1:]
    rows = [
        [
            label,
            played[name, kpis[0]]["agent_hours"],
            *(number(kpi, played[name, kpi]["value"]) + _half(played[name, kpi]) for kpi in kpis),
        ]
        for name, label in CORRECTIONS.items()
    ]
    rows.append(["real", "?", *(number(kpi, beside[kpi]["real"]) for kpi in kpis)])
    return markdown(
        ["agents available, of those seen", "agent hours", *list(KPIS.values())[1:]], rows
    )


def _half(row: Row) -> str:
    return " ± " + number(row["kpi"], str((float(row["high"]) - float(row["low"])) / 2.0))


def changes() -> str:
    """What each change does to the whole day under two corrections."""
    found = {(row["change"], row["correction"], row["kpi"]): row for row in table("changes.csv")}
    rows = (
        [label, share, *(_difference(found[name, correction, kpi]) for kpi in list(KPIS)[1:])]
        for name, label in CHANGES.items()
        for correction, share in (("base", "0.82"), ("august", "0.70"))
    )
    return markdown(["difference to the base (95 %)", "available", *list(KPIS.values())[1:]], rows)


def _difference(row: Row) -> str:
    value, low, high = (
        number(row["kpi"], row[name], sign=True, digits=1) for name in ("difference", "low", "high")
    )
    return f"{value} ({low} to {high})"


BLOCKS: dict[str, Callable[[], str]] = {
    "fitted": fitted,
    "day": day,
    "reasons": reasons,
    "half-hours": half_hours,
    "gaps": gaps,
    "spread": spread,
    "changes": changes,
}


def with_tables(text: str) -> str:
    """The page with every table between its two marks written anew."""
    for name, make in BLOCKS.items():
        begin, end = f"<!-- {name}: written by scenarios/bank/document.py -->", f"<!-- /{name} -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}\n{make()}\n{end}{after}"
    return text


# --- the picture --------------------------------------------------------------------------


def picture() -> Figure:
    """Draw the four figures by half hour."""
    figure = Figure(figsize=(8.0, 5.6), dpi=110, layout="constrained")
    for axes, kpi in zip(figure.subplots(2, 2, sharex=True).flat, KPIS, strict=True):
        rows = [
            row
            for row in table("beside.csv")
            if row["kpi"] == kpi and row["scope"].startswith("interval:")
        ]
        _panel(axes, kpi, rows)
    figure.legend(
        *figure.axes[1].get_legend_handles_labels(), loc="outside lower center", ncols=2,
        frameon=False, fontsize=9,
    )  # fmt: skip
    return figure


def _panel(axes: Axes, kpi: str, rows: list[Row]) -> None:
    factor = 100.0 if kpi in SHARES else 1.0

    def column(name: str) -> list[float]:
        return [factor * float(row[name] or "nan") for row in rows]

    hours = [_hour(row["scope"]) for row in rows]
    axes.fill_between(hours, column("day_p10"), column("day_p90"), color=BLUE, alpha=0.15, lw=0,
                      label="8 of 10 simulated days lie here")  # fmt: skip
    axes.plot(hours, column("simulated"), color=BLUE, label="simulated, average of days")
    if kpi != "offered":
        axes.plot(hours, column("erlang_a"), color=GREEN, ls="--", lw=1.2, label="Erlang A")
    axes.errorbar(hours, column("real"), [2.0 * error for error in column("real_se")], fmt="o",
                  ms=3.2, lw=0.9, color=RED, label="real, ± 2 standard errors")  # fmt: skip
    axes.set_title(KPIS[kpi], loc="left", fontsize=10)
    axes.set_ylim(0.0, 100.0 if kpi == "service_level" else None)
    axes.set_xticks(range(7, 25, 3), [f"{hour}:00" for hour in range(7, 25, 3)])
    axes.grid(axis="y", lw=0.4, color="#dddddd")
    axes.spines[["top", "right"]].set_visible(False)


def _hour(scope: str) -> float:
    """Middle of the half hour `interval:09:30`."""
    _, hours, minutes = scope.split(":")
    return int(hours) + int(minutes) / 60.0 + 0.25


def update() -> None:
    """Write the tables into docs/bank.md, and the picture beside it."""
    page = DOCS / "bank.md"
    page.write_text(with_tables(page.read_text("utf-8")), "utf-8")
    PICTURE.parent.mkdir(exist_ok=True)
    figure = picture()
    FigureCanvasAgg(figure)
    figure.savefig(PICTURE, metadata={"Software": None})


if __name__ == "__main__":
    update()
