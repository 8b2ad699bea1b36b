"""Exact models of one reason, one team and one queue.

Times are exponential unless a line says otherwise. `warm_up` is about ten times the time in which
the memory of the empty start falls to 1/e: with endless patience 1 ÷ (√n − √a)² handle times for n
agents under a load of a erlangs, with patience the longer of a handle time and a patience at most.
"""

from math import sqrt

from sim import theory
from sim.theory import laws
from sim.verification import texts
from sim.verification.model import Figure, Model, exponential, horizons, read


def queue(title: str, warm_up: int, *more: str, **values: object) -> str:
    """One reason on the phone, one team; `more` lines say how the channel waits."""
    lines = "".join(f"{line}\n" for line in more)
    return texts.written(texts.QUEUE, title=title, warm_up=warm_up, more=lines, **values)


def one_agent() -> Model:
    per_hour, handle_s = 60, 30
    return Model(
        "one-agent",
        "M/M/1: one agent",
        queue(
            "One agent", 1, reason="repair", per_hour=per_hour, agents=1,
            handle=exponential(handle_s),
        ),
        read(
            theory.erlang_c(per_hour / 3600, handle_s, 1),
            "wait_mean_s", "service_level",
        ),
        horizons(20, 145),
    )  # fmt: skip


def erlang_c() -> Model:
    per_hour, handle_s, agents = 108, 60, 3
    return Model(
        "erlang-c",
        "M/M/n, Erlang C: endless patience",
        queue(
            "Endless patience", 2, reason="billing", per_hour=per_hour, agents=agents,
            handle=exponential(handle_s),
        ),
        read(
            theory.erlang_c(per_hour / 3600, handle_s, agents),
            "wait_mean_s", "service_level", "queue_mean",
        ),
        horizons(12, 271),
    )  # fmt: skip


def erlang_b() -> Model:
    per_hour, handle_s, agents = 160, 180, 10
    exact = theory.erlang_b(per_hour / 3600, handle_s, agents)
    return Model(
        "erlang-b",
        "M/G/n/n, Erlang B: nobody may wait; lognormal handle times",
        queue(
            "No waiting", 1, "limit = 0", reason="alarm", per_hour=per_hour, agents=agents,
            handle=f'{{ lognormal = {{ mean = "{handle_s}s", cv = 1.2 }} }}',
        ),
        (
            Figure("blocked", exact.blocked_share, over="offered"),
            *read(exact, "occupancy"),
        ),
        horizons(8, 66),
    )  # fmt: skip


def few_places() -> Model:
    per_hour, handle_s, agents, places, patience_s = 120, 180, 5, 4, 120
    exact = theory.limited_waiting(per_hour / 3600, handle_s, agents, places, patience_s)
    return Model(
        "few-places",
        "M/M/n/K+M: at most 4 wait, with patience",
        queue(
            "Four may wait", 1, f"limit = {places}", f"patience = {exponential(patience_s)}",
            reason="taxi", per_hour=per_hour, agents=agents, handle=exponential(handle_s),
        ),
        (
            Figure("blocked", exact.blocked_share, over="offered"),
            *read(exact, "wait_mean_s", "abandonment_rate"),
        ),
        horizons(10, 137),
    )  # fmt: skip


def erlang_a() -> Model:
    per_hour, handle_s, agents, patience_s = 400, 180, 20, 120
    return Model(
        "erlang-a",
        "M/M/n+M, Erlang A: exponential patience",
        queue(
            "Limited patience", 1, f"patience = {exponential(patience_s)}",
            reason="balance", per_hour=per_hour, agents=agents, handle=exponential(handle_s),
        ),
        read(
            theory.erlang_a(per_hour / 3600, handle_s, agents, patience_s),
            "wait_mean_s", "abandonment_rate", "service_level", "occupancy",
        ),
        horizons(4, 45),
    )  # fmt: skip


def weibull_patience() -> Model:
    per_hour, handle_s, agents, patience_s, shape = 250, 180, 12, 180, 0.7
    law = laws.weibull(patience_s, shape)
    return Model(
        "weibull-patience",
        "M/M/n+G: patience after Weibull, many hang up early",
        queue(
            "Weibull patience", 1,
            f'patience = {{ weibull = {{ mean = "{patience_s}s", shape = {shape} }} }}',
            reason="tariff", per_hour=per_hour, agents=agents, handle=exponential(handle_s),
        ),
        read(
            theory.any_patience(per_hour / 3600, handle_s, agents, law),
            "wait_mean_s", "abandonment_rate",
        ),
        horizons(5, 56),
    )  # fmt: skip


def constant_patience() -> Model:
    per_hour, handle_s, agents, patience_s = 250, 180, 12, 60
    exact = theory.any_patience(per_hour / 3600, handle_s, agents, laws.constant(patience_s))
    return Model(
        "constant-patience",
        "M/M/n+D: everybody gives up after a minute",
        queue(
            "A minute's patience", 1, f'patience = {{ constant = "{patience_s}s" }}',
            reason="parcel", per_hour=per_hour, agents=agents, handle=exponential(handle_s),
        ),
        read(exact, "abandonment_rate", "service_level"),
        horizons(5, 56),
    )  # fmt: skip


def lognormal_patience() -> Model:
    per_hour, handle_s, agents, patience_s, cv = 250, 180, 12, 150, 1.2
    law = laws.lognormal(patience_s, cv)
    return Model(
        "lognormal-patience",
        "M/M/n+G: lognormal patience, hardly anybody hangs up at once",
        queue(
            "Lognormal patience", 1,
            f'patience = {{ lognormal = {{ mean = "{patience_s}s", cv = {cv} }} }}',
            reason="baggage", per_hour=per_hour, agents=agents, handle=exponential(handle_s),
        ),
        read(
            theory.any_patience(per_hour / 3600, handle_s, agents, law),
            "wait_mean_s", "abandonment_rate", "service_level",
        ),
        horizons(5, 56),
    )  # fmt: skip


def staged_handle_time() -> Model:
    per_hour, handle_s, stages, agents, patience_s = 120, 180, 2, 6, 120
    exact = theory.staged_handle_time(per_hour / 3600, handle_s, stages, agents, patience_s, 80)
    # A gamma law of this coefficient of variation is the sum of so many exponential stages.
    cv = 1 / sqrt(stages)
    return Model(
        "staged-handle-time",
        "M/E2/n+M: handle times of two exponential stages, with patience",
        queue(
            "Two stages", 1, f"patience = {exponential(patience_s)}", reason="diagnosis",
            per_hour=per_hour, agents=agents,
            handle=f'{{ gamma = {{ mean = "{handle_s}s", cv = {cv} }} }}',
        ),
        read(exact, "wait_mean_s", "abandonment_rate", "occupancy"),
        horizons(8, 45),
    )  # fmt: skip


def any_handle_time() -> Model:
    per_hour, handle_s, cv = 60, 30, 0.8
    return Model(
        "any-handle-time",
        "M/G/1, Pollaczek-Khinchine: one agent, lognormal handle times",
        queue(
            "One agent, lognormal handle times", 1, reason="estimate", per_hour=per_hour, agents=1,
            handle=f'{{ lognormal = {{ mean = "{handle_s}s", cv = {cv} }} }}',
        ),
        read(
            theory.one_agent(per_hour / 3600, laws.lognormal(handle_s, cv)),
            "wait_mean_s", "occupancy",
        ),
        horizons(20, 165),
    )  # fmt: skip


def constant_handle_time() -> Model:
    per_hour, handle_s, agents = 108, 60, 3
    return Model(
        "constant-handle-time",
        "M/D/n: every contact takes one minute",
        queue(
            "Constant handle time", 2, reason="renewal", per_hour=per_hour, agents=agents,
            handle=f'{{ constant = "{handle_s}s" }}',
        ),
        read(
            theory.constant_handle_time(per_hour / 3600, handle_s, agents),
            "wait_mean_s", "wait_share",
        ),
        horizons(12, 112),
    )  # fmt: skip
