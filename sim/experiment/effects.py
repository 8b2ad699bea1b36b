"""Figures that exist only between two scenarios: contacts avoided, what is left, what pays.

All are paired: both scenarios met the same customers, replication by replication.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.experiment.comparison import Effect
from sim.experiment.estimates import ONE_DAY
from sim.experiment.jackknife import Floats, influences, ratio, standard_error, t_of, with_data
from sim.experiment.runs import Runs
from sim.experiment.words import amount, ranged


@dataclass(frozen=True)
class Figure:
    """A number with its interval; nan where there is none."""

    value: float
    low: float = math.nan
    high: float = math.nan

    @property
    def sign(self) -> int:
        """1 or −1 if the interval leaves out 0, else 0."""
        return int(self.low > 0) - int(self.high < 0)


def effects_on(runs: Runs, base: Runs) -> tuple[Effect, ...]:
    """Every figure between a scenario and the base that has data."""
    makers = (net_deflection, aht_residual_factor, extra_resolutions, sessions, hours, concessions)
    return tuple(effect for maker in makers for effect in maker(runs, base))


def net_deflection(runs: Runs, base: Runs) -> Iterator[Effect]:
    """Agent contacts that the scenario's cases did not make, per contact that met the bot.

    Returns are in both counts, so a bot that sends people back to the phone is charged for it.
    """
    met = _total(runs, "met_bot")
    avoided = _total(base, "agent_contacts_per_case") - _total(runs, "agent_contacts_per_case")
    if not met.any():
        return
    figure = quotient(avoided, met)
    per_hundred = Figure(100 * figure.value, 100 * figure.low, 100 * figure.high)
    verb = "adds" if per_hundred.value < 0 else "avoids"
    shown = _said(runs, _positive(per_hundred), "")
    text = (
        f"against {base.scenario.name}, {runs.scenario.name} {verb} {shown} agent contacts "
        f"per 100 that met the bot, returns included{_other_cases(runs, base)}"
    )
    if not figure.sign and runs.n > 1:
        text += "; it cannot be told whether it avoids any"
    yield _effect(runs, base, "net_deflection", figure, "count", text)


def aht_residual_factor(runs: Runs, base: Runs) -> Iterator[Effect]:
    """AHT ÷ the base's: how much harder is what still reaches agents."""
    figure = factor(runs, base, "aht_s")
    if math.isnan(figure.value):
        return
    times = _said(runs, figure, "ratio")
    text = f"what reaches agents in {runs.scenario.name} takes {times} times as long"
    yield _effect(runs, base, "aht_residual_factor", figure, "ratio", text)


def extra_resolutions(runs: Runs, base: Runs) -> Iterator[Effect]:
    """What each further resolution costs, all costs taken together."""
    cost = _gap(runs, base, "cost")
    solved = _gap(runs, base, "resolution_rate")
    more_cost, more_solved = mean(cost), mean(solved)
    if not more_cost.sign:
        return
    figure = per_unit(cost, solved) if more_solved.sign else Figure(math.nan)
    name, said = runs.scenario.name, _said(runs, _positive(figure), "money")
    texts = {
        (1, 1): f"each further resolution in {name} costs {said}: it pays where one is worth more",
        (1, -1): f"{name} costs more and resolves less: it pays at no price",
        (-1, 1): f"{name} costs less and resolves more: it pays at any price of a resolution",
        (
            -1,
            -1,
        ): f"{name} saves {said} for each resolution it gives up: it pays where one is worth less",
        (1, 0): f"{name} costs more; whether it resolves more cannot be told",
        (-1, 0): f"{name} costs less; whether it resolves less cannot be told",
    }
    text = texts[more_cost.sign, more_solved.sign]
    one_sided = more_cost.sign == more_solved.sign
    shown = figure if one_sided else Figure(math.nan)
    yield _effect(runs, base, "cost_per_extra_resolution", shown, "money", text)


def sessions(runs: Runs, base: Runs) -> Iterator[Effect]:
    """Up to which price of a bot's session a resolution costs no more than in the base."""
    yield from _pays_up_to(runs, base, "bots_cost", "met_bot", "session", "bot session")


def hours(runs: Runs, base: Runs) -> Iterator[Effect]:
    """Up to which wage a resolution costs no more than in the base."""
    yield from _pays_up_to(runs, base, "agents_cost", "paid_hours", "paid_hour", "paid hour")


def concessions(runs: Runs, base: Runs) -> Iterator[Effect]:
    """What is paid to customers beyond the base, per hour of handling that it saves."""
    paid = _gap(runs, base, "concessions_paid")
    saved = -_gap(runs, base, "occupancy")
    if mean(paid).sign != 1:
        return
    name, per_day = runs.scenario.name, _said(runs, mean(paid), "money")
    if mean(saved).sign != 1:
        text = f"{name} pays customers {per_day} more and saves no handling time that can be told"
        figure = Figure(math.nan)
    else:
        figure = per_unit(paid, saved)
        text = (
            f"{name} pays customers {per_day} more and saves "
            f"{_said(runs, mean(saved), 'h')} of handling: "
            f"that breaks even where an hour is worth {_said(runs, figure, 'money')}"
        )
    yield _effect(runs, base, "concessions_per_hour_saved", figure, "money", text)


def _pays_up_to(
    runs: Runs, base: Runs, cost: str, units: str, kind: str, word: str
) -> Iterator[Effect]:
    """The price of each further unit at which cost per resolution is the base's.

    The base's cost per resolution × the scenario's resolutions is what it may cost; what
    everything else leaves of that is there for the further units.
    """
    further = _gap(runs, base, units)
    if mean(further).sign != 1:
        return
    costs, solved = base.sums("cost_per_resolution")
    if not solved.sum() > 0:
        return
    allowed = float(costs.sum() / solved.sum()) * _total(runs, "resolution_rate")
    left = allowed - (_total(runs, "cost") - _gap(runs, base, cost))
    # The base's ratio is itself uncertain: its influence is added to each day's account.
    shift = influences(costs[:, None], solved[:, None])[:, 0]
    left = left + shift * float(np.mean(_total(runs, "resolution_rate")))
    figure, now = per_unit(left, further), quotient(_gap(runs, base, cost), further)
    name, price = runs.scenario.name, amount(now.value, "money", runs.plan.currency)
    if figure.value > 0:
        text = (
            f"a further {word} in {name} pays, at the base's cost per resolution, up to "
            f"{_said(runs, figure, 'money')}; it costs {price}"
        )
    else:
        text = f"a further {word} in {name} does not pay at any price; it costs {price}"
    yield _effect(runs, base, f"pays_up_to_per_{kind}", figure, "money", text)


def mean(values: Floats) -> Figure:
    """Mean over replications with its t interval."""
    return quotient(values, np.ones_like(values))


def quotient(above: Floats, below: Floats) -> Figure:
    """A ratio of sums with its jackknife interval."""
    column = above[:, None], below[:, None]
    half = t_of(int(with_data(*column)[0]) - 1, 1) * float(standard_error(influences(*column))[0])
    value = float(ratio(*column)[0])
    return Figure(value, value - half, value + half)


def factor(runs: Runs, base: Runs, kpi: str) -> Figure:
    """One KPI ÷ the base's; by the chain rule pseudo-values lie (m − F·m_base) / R_base from it."""
    ours, theirs = ([part[:, None] for part in one.sums(kpi)] for one in (runs, base))
    below = float(ratio(*theirs)[0])
    if not below > 0:
        return Figure(math.nan)
    value = float(ratio(*ours)[0]) / below
    error = standard_error((influences(*ours) - value * influences(*theirs)) / below)
    freedom = int(min(with_data(*ours)[0], with_data(*theirs)[0])) - 1
    half = t_of(freedom, 1) * float(error[0])
    return Figure(value, value - half, value + half)


def per_unit(above: Floats, below: Floats) -> Figure:
    """Mean of one difference ÷ mean of another, with Fieller's interval.

    The values v for which mean(above − v·below) is not told apart from 0. Exact for normal means,
    where the delta method fails because `below` may be near 0; then there is no interval.
    Fieller 1954 (doi:10.1111/j.2517-6161.1954.tb00159.x).
    """
    n = len(above)
    x, y = float(above.mean()), float(below.mean())
    if n < 2:
        return Figure(x / y if y else math.nan)
    spread = np.cov(above, below) * t_of(n - 1, 1) ** 2 / n
    a = y * y - spread[1, 1]
    b = x * y - spread[0, 1]
    c = x * x - spread[0, 0]
    if a <= 0:
        return Figure(x / y if y else math.nan)
    root = math.sqrt(max(b * b - a * c, 0.0))
    return Figure(x / y, float(b - root) / float(a), float(b + root) / float(a))


def _total(runs: Runs, kpi: str) -> Floats:
    """What a KPI counts above its line, by replication."""
    return runs.sums(kpi)[0]


def _gap(runs: Runs, base: Runs, kpi: str) -> Floats:
    return _total(runs, kpi) - _total(base, kpi)


def _other_cases(runs: Runs, base: Runs) -> str:
    """What a reader must know of contacts avoided if there were more or fewer cases."""
    ours, theirs = (one.sums("agent_contacts_per_case")[1].sum() for one in (runs, base))
    if ours == theirs:
        return ""
    return (
        f" ({amount(abs(ours / theirs - 1), 'share')} {'more' if ours > theirs else 'fewer'} cases)"
    )


def _positive(figure: Figure) -> Figure:
    """The size of a figure; its interval too where that leaves out 0."""
    if not figure.value < 0:
        return figure
    return Figure(-figure.value, -figure.high, -figure.low)


def _said(runs: Runs, figure: Figure, unit: str) -> str:
    if math.isnan(figure.value):
        return "an amount that cannot be told"
    shown = ranged(figure.value, figure.low, figure.high, unit, runs.plan.currency)
    return shown if runs.n > 1 else f"{shown} ({ONE_DAY})"


def _effect(runs: Runs, base: Runs, kind: str, figure: Figure, unit: str, text: str) -> Effect:
    return Effect(
        scenario=runs.scenario.name,
        base=base.scenario.name,
        kind=kind,
        kpi="",
        value=figure.value,
        low=figure.low,
        high=figure.high,
        n=runs.n,
        unit=unit,
        words=text,
    )
