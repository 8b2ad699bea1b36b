"""What is fitted to the calls: each function takes a month and gives plain numbers.

The unit of analysis is the day: standard errors leave out one day at a time (jackknife),
because calls of one day share its busyness and are not independent.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from calls import SLOTS, Calls, Floats, Month
from scipy import optimize, stats

FAMILIES = {
    "exponential": stats.expon,
    "weibull": stats.weibull_min,
    "lognormal": stats.lognorm,
}


def standard_error(month: Month, estimate: Callable[[Month], Floats]) -> Floats:
    """Jackknife over days of whatever `estimate` computes."""
    days = range(len(month.dates))
    replicates = np.array([estimate(month.without(day)) for day in days])
    n = len(replicates)
    spread = ((replicates - replicates.mean(axis=0)) ** 2).sum(axis=0)
    return np.asarray(np.sqrt(spread * (n - 1) / n))


# --- what the callers met -----------------------------------------------------------------


def experience(calls: Calls) -> Floats:
    """Share abandoned, mean wait and share answered within 20 s, each over all offered."""
    in_time = ~calls.is_abandoned & (calls.wait_s <= 20.0)
    return np.array([calls.is_abandoned.mean(), calls.wait_s.mean(), in_time.mean()])


def experience_by_slot(month: Month) -> Floats:
    """Rows: offered per day, then the three of `experience`; columns: half hours.

    The ratios are ratios of sums over the days, not means of daily ratios.
    """
    calls = month.calls
    in_time = ~calls.is_abandoned & (calls.wait_s <= 20.0)
    weights = (calls.is_abandoned.astype(np.float64), calls.wait_s, in_time.astype(np.float64))
    offered = month.table()
    ratios = [month.table(weight).sum(axis=0) / offered.sum(axis=0) for weight in weights]
    return np.array([month.mean_by_slot(offered), *ratios])


def high_share(calls: Calls) -> float:
    """Share of high priority: of those who queued, reason by reason, each weighing as offered.

    Whoever was served at once was not identified, whatever his priority, so to count those too
    would make the share too low. A head start shortens the wait of those who must wait and does
    not decide who must, so those who queued are a fair sample.
    """
    shares = []
    for reason, offered in zip(*np.unique(calls.reason, return_counts=True), strict=True):
        queued = calls.where((calls.reason == reason) & (calls.wait_s > 0.0))
        shares.append(queued.is_high.mean() * offered)
    return float(sum(shares) / len(calls.day))


# --- handle time --------------------------------------------------------------------------


def handle_times(calls: Calls) -> Floats:
    """Handle times that say how long the work lasts.

    Under 10 s an agent hung up, over an hour is an error of the record; both are left out,
    as the paper does.
    """
    answered = calls.handle_s[~calls.is_abandoned]
    return answered[(answered >= 10.0) & (answered <= 3600.0)]


def mean_and_cv(times: Floats) -> Floats:
    """Moments, not a fit of the logarithms: the mean is what loads the agents."""
    return np.array([times.mean(), times.std(ddof=1) / times.mean()])


def distance_to_lognormal(times: Floats) -> float:
    """Largest gap between the times' distribution and the lognormal of the same mean and cv."""
    mean, cv = mean_and_cv(times)
    sigma = np.sqrt(np.log1p(cv**2))
    law = stats.lognorm(sigma, scale=mean / np.sqrt(1.0 + cv**2))
    return float(stats.kstest(times, law.cdf).statistic)


# --- patience -----------------------------------------------------------------------------


def waits(calls: Calls, unit: Callable[[Floats], Floats] = np.asarray) -> stats.CensoredData:
    """Who hung up told us their patience; who was answered, only that it was longer.

    In seconds, or as `unit` makes of them. A call served at once says nothing and is left out.
    """
    queued = calls.where(calls.wait_s > 0.0)
    return stats.CensoredData(
        uncensored=unit(queued.wait_s[queued.is_abandoned]),
        right=unit(queued.wait_s[~queued.is_abandoned]),
    )


def log_likelihood(calls: Calls, family: str) -> float:
    """Of the family's best law, the censored waits counted by their survival."""
    law = FAMILIES[family]
    parameters = law.fit(waits(calls), floc=0)
    queued = calls.where(calls.wait_s > 0.0)
    left, answered = queued.wait_s[queued.is_abandoned], queued.wait_s[~queued.is_abandoned]
    return float(law.logpdf(left, *parameters).sum() + law.logsf(answered, *parameters).sum())


def lognormal_patience(calls: Calls) -> Floats:
    """Median in seconds and coefficient of variation, by maximum likelihood.

    A lognormal law of the waits is a normal one of their logarithms, and found sooner.
    """
    mu, sigma = stats.norm.fit(waits(calls, unit=np.log))
    return np.array([np.exp(mu), np.sqrt(np.expm1(sigma**2))])


def distance_to_kaplan_meier(calls: Calls) -> float:
    """Largest gap between the lognormal and the Kaplan–Meier curve over the first 5 minutes."""
    median, cv = lognormal_patience(calls)
    curve = stats.ecdf(waits(calls)).sf
    seconds = np.arange(1.0, 301.0)
    law = stats.lognorm(np.sqrt(np.log1p(cv**2)), scale=median)
    return float(np.abs(curve.evaluate(seconds) - law.sf(seconds)).max())


def exponential_patience_s(calls: Calls) -> float:
    """Time waited by everybody over the number who left: right for exponential patience."""
    return float(calls.wait_s.sum() / calls.is_abandoned.sum())


# --- volumes ------------------------------------------------------------------------------


def busyness(month: Month) -> float:
    """Coefficient of variation of a day's volume beyond what Poisson arrivals explain.

    Each day is compared with what the mean day has in the half hours kept of it.
    """
    ratio, expected = _by_day(month, month.table())
    return float(np.sqrt(max(0.0, ratio.var(ddof=1) - (1.0 / expected).mean())))


def _by_day(month: Month, table: Floats) -> tuple[Floats, Floats]:
    """Each day's total over what the mean day has in the half hours kept of it, and the latter."""
    days = month.is_kept.any(axis=1)
    expected = (month.is_kept * month.mean_by_slot(table)).sum(axis=1)[days]
    return (table * month.is_kept).sum(axis=1)[days] / expected, expected


# --- agents -------------------------------------------------------------------------------


def agents_seen(month: Month, reason: str | None = None) -> Floats:
    """Mean number of agents who took a call in each half hour: fewer than were there.

    With a `reason`, an agent counts by the share of this reason in the calls taken in that
    half hour, so that one who took two and one of something else counts two thirds.
    """
    return month.mean_by_slot(_seen(month, reason))


def _seen(month: Month, reason: str | None = None) -> Floats:
    calls = month.calls.where(month.calls.answer_slot >= 0)
    half_hour = calls.day * SLOTS + calls.answer_slot
    agents = 1 + calls.agent.max()
    spells, of_call, taken = np.unique(
        half_hour * agents + calls.agent, return_inverse=True, return_counts=True
    )
    if reason is None:
        shares = np.ones(len(taken))
    else:
        shares = np.bincount(of_call, calls.reason == reason, len(taken)) / taken
    seen = np.zeros(month.is_kept.shape)
    np.add.at(seen.reshape(-1), spells // agents, shares)
    return seen


def follows_volume(month: Month) -> float:
    """Per cent more agents seen on a day with one per cent more contacts; 0: none came, 1: enough.

    An upper bound of how far staffing followed: on a busy day more of those present are seen.
    """
    offered, seen = _by_day(month, month.table())[0], _by_day(month, _seen(month))[0]
    return float(stats.linregress(np.log(offered), np.log(seen)).slope)


def whole_agents(agents: Floats, at_least: int = 1) -> list[int]:
    """Whole heads whose running total is the rounded running total of `agents`.

    The rounding error is carried to the next half hour, so that the day's hours come out
    right; `at_least` then lifts what fell below it.
    """
    totals = np.floor(np.cumsum(agents) + 0.5)
    return [max(at_least, int(heads)) for heads in np.diff(totals, prepend=0.0)]


@dataclass(frozen=True)
class Pool:
    """Callers and agents alike, by half hour: all that Erlang A knows of a centre."""

    offered: Floats
    agents: Floats
    handle_mean_s: float
    patience_mean_s: float
    busyness: float


def erlang_a(pool: Pool) -> Floats:
    """Share abandoned and mean wait of all offered, over the day and over days' busyness.

    Each half hour by itself in steady state; busyness as 20 equally likely days.
    """
    days = busy_days(pool.busyness)
    queue = sum(_queue_lengths(day * pool.offered / 1800.0, pool).sum() for day in days)
    wait_s = 1800.0 * queue / (pool.offered.sum() * days.sum())
    return np.array([wait_s / pool.patience_mean_s, wait_s])


def busy_days(busyness: float) -> Floats:
    """Factors on the volume of 20 equally likely days; one ordinary day if all days are alike."""
    if not busyness:
        return np.ones(1)
    law = stats.gamma(busyness**-2, scale=busyness**2)
    return np.asarray(law.ppf((np.arange(20) + 0.5) / 20))


def _queue_lengths(arrivals_per_s: Floats, pool: Pool) -> Floats:
    """Mean number waiting in the birth–death chain of each half hour; agents need not be whole."""
    present, agents = np.arange(1.0, 200.0), pool.agents[:, np.newaxis]
    waiting = np.maximum(0.0, present - agents)
    leaving = np.minimum(present, agents) / pool.handle_mean_s + waiting / pool.patience_mean_s
    log_odds = np.cumsum(np.log(arrivals_per_s[:, np.newaxis] / leaving), axis=1)
    highest = log_odds.max(axis=1, keepdims=True)
    weights = np.exp(log_odds - highest)
    everything = weights.sum(axis=1) + np.exp(-highest[:, 0])
    return np.asarray((weights * waiting).sum(axis=1) / everything)


def pool(month: Month, agents: Floats) -> Pool:
    """Everybody in `month` as one pool, before these agents."""
    return Pool(
        offered=month.mean_by_slot(month.table()),
        agents=agents,
        handle_mean_s=float(handle_times(month.calls).mean()),
        patience_mean_s=exponential_patience_s(month.calls),
        busyness=busyness(month),
    )


def availability(month: Month, *, days_alike: bool = False) -> float:
    """Share of the agents seen that Erlang A needs to lose as many callers as were lost.

    With `days_alike` as if staffing had followed the volume: no day is busier for its agents.
    """
    seen = pool(month, agents_seen(month))
    if days_alike:
        seen = replace(seen, busyness=0.0)
    lost = float(month.calls.is_abandoned.mean())

    def surplus(factor: float) -> float:
        return float(erlang_a(replace(seen, agents=factor * seen.agents))[0]) - lost

    return float(optimize.brentq(surplus, 0.4, 1.2, xtol=1e-4))
