"""Every number of the scenario that is not in a table by half hour, with its worth."""

from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, fields

import numpy as np
from calls import REASONS, Calls, Floats, Month
from fit import (
    agents_seen,
    availability,
    busyness,
    distance_to_kaplan_meier,
    distance_to_lognormal,
    erlang_a,
    experience,
    exponential_patience_s,
    follows_volume,
    handle_times,
    high_share,
    log_likelihood,
    lognormal_patience,
    mean_and_cv,
    pool,
    standard_error,
    waits,
    whole_agents,
)

NAMES = list(dict.fromkeys(REASONS.values()))
INTERNET = "internet_help"
DESK = [name for name in NAMES if name != INTERNET]
EXPERIENCE = {"abandoned_share": "share", "wait_mean": "s", "answered_in_20s": "share"}
"""What `fit.experience` computes, with its units."""


@dataclass(frozen=True)
class Figure:
    """One number with what it is worth; a line of figures.csv."""

    figure: str
    of: str
    value: str
    unit: str
    n: int
    standard_error: str
    method: str


def volume(month: Month, reason: str) -> Floats:
    return month.mean_by_slot(month.only(reason).table())


def teams_seen(august: Month) -> tuple[Floats, Floats]:
    internet = agents_seen(august, INTERNET)
    return agents_seen(august) - internet, internet


def _figures(january: Month, august: Month, share_available: float) -> Iterator[Figure]:
    """Every number of the scenario that is not in a table by half hour."""
    for name in NAMES:
        month = august.only(name)
        yield from _of_reason(name, month)
    yield from _met("all", august)
    yield from _of_day(august)
    yield from _of_agents(january, august, share_available)


def _of_reason(name: str, month: Month) -> Iterator[Figure]:
    calls = month.calls
    yield from _fitted(
        month,
        {("contacts_per_day", name): "contacts"},
        lambda m: np.array([volume(m, name).sum()]),
        len(calls.day),
        "mean over weekdays, outages left out; redials and repeats are inside",
    )
    yield from _fitted(
        month,
        {("handle_time_mean", name): "s", ("handle_time_cv", name): ""},
        lambda m: mean_and_cv(handle_times(m.calls)),
        len(handle_times(calls)),
        "moments of handle times from 10 to 3600 s",
    )
    answered = int((~calls.is_abandoned).sum())
    left_out = 1.0 - len(handle_times(calls)) / answered
    yield _plain(
        "handle_time_left_out", name, left_out, answered,
        "of the answered: under 10 s an agent hung up, over 3600 s an error", "share",
    )  # fmt: skip
    yield _plain(
        "handle_time_distance_to_lognormal",
        name,
        distance_to_lognormal(handle_times(calls)),
        len(handle_times(calls)),
        "largest gap between the distributions (Kolmogorov–Smirnov)",
    )
    yield from _high_share(name, month)
    yield from _patience(name, month)
    yield from _met(name, month)


def _high_share(name: str, month: Month) -> Iterator[Figure]:
    yield from _fitted(
        month,
        {("high_share", name): "share"},
        lambda m: np.array([high_share(m.calls)]),
        int((month.calls.wait_s > 0.0).sum()),
        "priority 2 of those who queued: the others were not identified; unknown = ordinary",
    )


def _patience(name: str, month: Month) -> Iterator[Figure]:
    calls = month.calls
    n = len(waits(calls))
    yield from _fitted(
        month,
        {("patience_median", name): "s", ("patience_cv", name): ""},
        lambda m: lognormal_patience(m.calls),
        n,
        "lognormal by maximum likelihood, waits of the answered censored, zero waits left out; "
        "beyond the waits seen (some 10 minutes) it extrapolates",
    )
    yield _plain(
        "patience_distance_to_kaplan_meier",
        name,
        distance_to_kaplan_meier(calls),
        n,
        "largest gap between the curves over the first 5 minutes of waiting",
    )
    best = log_likelihood(calls, "lognormal")
    for family in ("exponential", "weibull"):
        worse = best - log_likelihood(calls, family)
        yield _plain(
            f"patience_loglik_lognormal_over_{family}",
            name,
            worse,
            n,
            "positive: lognormal fits better",
        )
    yield from _naive(name, calls)


def _naive(name: str, calls: Calls) -> Iterator[Figure]:
    left = calls.wait_s[calls.is_abandoned]
    yield _plain(
        "patience_exponential_mean", name, exponential_patience_s(calls), len(calls.day),
        "not used: time waited by all / number who left", "s",
    )  # fmt: skip
    yield _plain(
        "wait_mean_of_abandoned", name, float(left.mean()), len(left),
        "not used: the naive figure, which forgets all who would have waited longer", "s",
    )  # fmt: skip


def _met(name: str, month: Month) -> Iterator[Figure]:
    names = {(f"real_{figure}", name): unit for figure, unit in EXPERIENCE.items()}
    method = "of all offered, outages left out; to compare with, not used"
    n = len(month.calls.day)
    yield from _fitted(month, names, lambda m: experience(m.calls), n, method)


def _of_day(august: Month) -> Iterator[Figure]:
    calls = august.calls
    yield from _naive("all", august.calls)
    yield from _fitted(
        august,
        {("busyness", "all"): ""},
        lambda m: np.array([busyness(m)]),
        len(august.dates),
        "variation of daily volumes beyond Poisson; weekdays and the month's fall are inside",
    )
    yield from _high_share("all", august)
    yield from _fitted(
        august,
        {("contacts_per_day", "all"): "contacts"},
        lambda m: np.array([m.mean_by_slot(m.table()).sum()]),
        len(august.calls.day),
        "mean over weekdays, outages left out; redials and repeats are inside",
    )
    took = [set(calls.agent[calls.reason == name]) - {0} for name in (INTERNET, "regular")]
    yield _plain(
        "agents_who_also_took_regular_calls", INTERNET, len(took[0] & took[1]), len(took[0]),
        "of the agents who took a call of this type: they are no team apart", "agents",
    )  # fmt: skip
    yield from _range_of_days(august)


def _range_of_days(august: Month) -> Iterator[Figure]:
    calls, n = august.calls, len(august.dates)
    days = np.array([experience(calls.where(calls.day == day)) for day in range(n)])
    for (name, unit), values in zip(EXPERIENCE.items(), days.T, strict=True):
        for percent in (10, 90):
            method = f"{percent} % of the days lie below; to compare with, not used"
            value = float(np.percentile(values, percent))
            yield _plain(f"real_{name}_day_p{percent}", "all", value, n, method, unit)


def _of_agents(january: Month, august: Month, share_available: float) -> Iterator[Figure]:
    yield from _fitted(
        january,
        {("availability", "January"): "share"},
        lambda m: np.array([availability(m)]),
        len(january.dates),
        "of the agents seen; Erlang A, one pool by half hour, loses January's share of callers",
    )
    yield from _fitted(
        august,
        {("availability", "August"): "share"},
        lambda m: np.array([availability(m)]),
        len(august.dates),
        "not used: what August itself would have asked for; the gap is the model's uncertainty",
    )
    for name, month in (("January", january), ("August", august)):
        yield from _fitted(
            month,
            {("availability_days_alike", name): "share"},
            lambda m: np.array([availability(m, days_alike=True)]),
            len(month.dates),
            "the same without busyness, as if staffing had followed the volume of each day",
        )
        yield from _fitted(
            month,
            {("agents_follow_volume", name): ""},
            lambda m: np.array([follows_volume(m)]),
            len(month.dates),
            "per cent more agents seen on a day with 1 % more contacts: an upper bound",
        )
    for team, reasons, seen in zip(
        ("desk", "internet"), (DESK, [INTERNET]), teams_seen(august), strict=True
    ):
        month = august.only(*reasons)
        heads = np.array(whole_agents(share_available * seen), dtype=np.float64)
        model, n = pool(month, heads), len(month.calls.day)
        yield _plain("erlang_a_handle_mean", team, model.handle_mean_s, n, "for the yardstick", "s")
        yield _plain(
            "erlang_a_patience_mean", team, model.patience_mean_s, n,
            "for the yardstick: time waited by all / number who left", "s",
        )  # fmt: skip
        method = "Erlang A before the agents of agents.csv: the yardstick, not used"
        for (name, unit), value in zip(EXPERIENCE.items(), erlang_a(model), strict=False):
            yield _plain(f"erlang_a_{name}", team, value, n, method, unit)


def _fitted(
    month: Month,
    names: dict[tuple[str, str], str],
    estimate: Callable[[Month], Floats],
    n: int,
    method: str,
) -> Iterator[Figure]:
    values, errors = estimate(month), standard_error(month, estimate)
    for ((figure, of), unit), value, error in zip(names.items(), values, errors, strict=True):
        yield Figure(figure, of, f"{value:.4g}", unit, n, f"{error:.2g}", method)


def _plain(figure: str, of: str, value: float, n: int, method: str, unit: str = "") -> Figure:
    return Figure(figure, of, f"{value:.4g}", unit, n, "", method)


def figures(january: Month, august: Month, share_available: float) -> list[list[str]]:
    """Everything fitted, one line for each number."""
    rows = _figures(january, august, share_available)
    header = [field.name for field in fields(Figure)]
    return [header, *([str(cell) for cell in astuple(row)] for row in rows)]
