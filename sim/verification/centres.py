"""Exact models of more than one queue, or of a centre that is more than a queue.

Times are exponential unless a line says otherwise; `warm_up` as in `queues`.
"""

from sim import theory
from sim.verification import texts
from sim.verification.model import (
    THRESHOLD_S,
    Figure,
    Model,
    Size,
    Sizes,
    exponential,
    horizons,
    read,
)


def ranked(title: str, warm_up: int, agents: int, *reasons: dict[str, object]) -> str:
    """One team for reasons of strict priority, the most urgent first."""
    rows = [
        texts.written(
            texts.RANKED_REASON, urgency=f"{len(reasons) - place}.0", **{"more": "", **each}
        )
        for place, each in enumerate(reasons)
    ]
    return texts.written(
        texts.RANKED, title=title, warm_up=warm_up, reasons="".join(rows), agents=agents
    )


def priority() -> Model:
    per_hour, handle_s, agents = {"lost_card": 45, "new_card": 45}, 60, 3
    return _by_class(
        "priority",
        "M/M/n with two classes, Cobham: urgent first, nobody interrupted",
        ("Two urgencies", 2),
        per_hour, handle_s, agents,
        horizons(12, 370),
    )  # fmt: skip


def three_classes() -> Model:
    per_hour, handle_s, agents = {"outage": 20, "defect": 40, "wish": 40}, 60, 3
    return _by_class(
        "three-classes",
        "M/M/n with three classes, Cobham: the rarest most urgent",
        ("Three urgencies", 2),
        per_hour, handle_s, agents,
        horizons(12, 430),
    )  # fmt: skip


def _by_class(
    name: str,
    words: str,
    play: tuple[str, int],
    per_hour: dict[str, int],
    handle_s: int,
    agents: int,
    sizes: Sizes,
) -> Model:
    """Cobham's classes with their mean waits; `play` is the title and the hours of warm-up."""
    rates = [rate / 3600 for rate in per_hour.values()]
    waits_s = theory.team_by_class(rates, handle_s, agents).wait_mean_s
    reasons: list[dict[str, object]] = [
        {"reason": reason, "per_hour": rate, "handle_s": handle_s}
        for reason, rate in per_hour.items()
    ]
    return Model(
        name,
        words,
        ranked(*play, agents, *reasons),
        tuple(
            Figure("wait_mean_s", wait_s, f"reason:{reason}")
            for reason, wait_s in zip(per_hour, waits_s, strict=True)
        ),
        sizes,
    )


def one_team() -> Model:
    per_hour, handles_s, agents, patience_s = (50, 40), (150, 240), 5, (180, 120)
    exact = theory.one_team((per_hour[0] / 3600, per_hour[1] / 3600), handles_s, agents, patience_s)
    reasons: list[dict[str, object]] = [
        {
            "reason": reason,
            "per_hour": per_hour[which],
            "handle_s": handles_s[which],
            "more": f"patience    = {exponential(patience_s[which])}\n",
        }
        for which, reason in enumerate(("theft", "upgrade"))
    ]
    return Model(
        "one-team",
        "Two reasons of one team (V-shaped) as a Markov chain: strict priority, two handle times",
        ranked("One team, two reasons", 1, agents, *reasons),
        (
            Figure("wait_mean_s", exact.first.wait_mean_s, "reason:theft"),
            Figure("wait_mean_s", exact.second.wait_mean_s, "reason:upgrade"),
            Figure("abandonment_rate", exact.first.abandonment_rate, "reason:theft"),
            Figure("abandonment_rate", exact.second.abandonment_rate, "reason:upgrade"),
            Figure("occupancy", exact.occupancy),
        ),
        horizons(11, 100),
    )


def two_tiers() -> Model:
    per_hour, handle_s, factor, agents, resolves = 100, 60, 1.2, (3, 2), 0.5
    handles_s = (handle_s, factor * handle_s)
    exact = theory.two_tiers(per_hour / 3600, handles_s, agents, 1 - resolves)
    return Model(
        "two-tiers",
        "Jackson's network: a front line that escalates to experts",
        texts.written(
            texts.TIERS, title="Two tiers", warm_up=2, per_hour=per_hour, handle_s=handle_s,
            factor=factor, front=agents[0], experts=agents[1], resolves=resolves,
        ),
        (
            Figure("wait_mean_s", exact.teams[0].wait_mean_s, "team:front"),
            Figure("wait_mean_s", exact.teams[1].wait_mean_s, "team:experts"),
            Figure("time_to_resolution_s", exact.in_centre_mean_s),
        ),
        horizons(12, 310),
    )  # fmt: skip


def repeats() -> Model:
    per_hour, handle_s, agents, unsolved, return_share = 80, 60, 3, 0.25, 0.8
    again = unsolved * return_share
    exact = theory.network([per_hour / 3600], [handle_s], [agents], [[again]])
    row = f'if_unresolved = {{ share = {return_share}, after = {{ constant = "10m" }} }}'
    return Model(
        "repeats",
        "Jackson's network with feedback: the unsolved come back ten minutes later",
        texts.written(
            texts.REPEATS, title="Repeats", warm_up=3, more="", reason="password",
            per_hour=per_hour, handle=exponential(handle_s), agents=agents,
            resolves=1 - unsolved, returns=row,
        ),
        (
            Figure("contacts_per_case", exact.visits[0]),
            *read(exact.teams[0], "wait_mean_s"),
        ),
        horizons(13, 297),
    )  # fmt: skip


def redials() -> Model:
    per_hour, handle_s, agents, patience_s = 60, 180, 3, 120
    redial_s, redial_share = 600, 0.6
    exact = theory.redials(
        per_hour / 3600, handle_s, agents, patience_s, redial_s, redial_share, 60, 60
    )
    row = f"if_abandoned = {{ share = {redial_share}, after = {exponential(redial_s)} }}"
    return Model(
        "redials",
        "M/M/n+M with redials: who gives up may call again",
        texts.written(
            texts.REPEATS, title="Redials", warm_up=3, reason="ticket",
            more=f"patience = {exponential(patience_s)}\n", per_hour=per_hour,
            handle=exponential(handle_s), agents=agents, resolves=1.0, returns=row,
        ),
        (
            Figure("contacts_per_case", exact.attempts_per_s / (per_hour / 3600)),
            *read(exact, "wait_mean_s", "abandonment_rate"),
        ),
        horizons(16, 58),
    )  # fmt: skip


def retrials() -> Model:
    per_hour, handle_s, agents, retry_s, retry_share = 100, 180, 6, 300, 0.8
    exact = theory.retrials(per_hour / 3600, handle_s, agents, retry_s, retry_share, 80)
    row = f"if_blocked = {{ share = {retry_share}, after = {exponential(retry_s)} }}"
    return Model(
        "retrials",
        "M/M/n/n with retrials: who is turned away may try again",
        texts.written(
            texts.REPEATS, title="Retrials", warm_up=2, reason="sold_out", more="limit = 0\n",
            per_hour=per_hour, handle=exponential(handle_s), agents=agents, resolves=1.0,
            returns=row,
        ),
        (
            Figure("contacts_per_case", exact.attempts_per_s / (per_hour / 3600)),
            Figure("blocked", exact.blocked_share, over="offered"),
            *read(exact, "occupancy"),
        ),
        horizons(12, 50),
    )  # fmt: skip


def bot() -> Model:
    per_hour, takes, contains, leaves = 400, 0.8, 0.5, 0.1
    handle_s, agents, patience_s = 240, 14, 180
    # The session's mean is in no figure below: a bot without limit only thins the stream.
    exact = theory.bot_in_front(
        per_hour / 3600, takes, contains, leaves, 90, handle_s, agents, patience_s
    )
    return Model(
        "bot",
        "A bot in front of M/M/n+M: it thins the stream",
        texts.written(
            texts.BOT, title="A bot in front", warm_up=1, per_hour=per_hour, takes=takes,
            contains=contains, leaves=leaves, handle_s=handle_s, agents=agents,
            patience_s=patience_s,
        ),
        (
            Figure("contained", exact.contained_share, over="contacts"),
            *read(exact.team, "wait_mean_s", "abandonment_rate"),
        ),
        horizons(5, 66),
    )  # fmt: skip


def chat() -> Model:
    per_hour, handle_s, agents, speeds, patience_s = 108, 240, 4, [1.0, 0.8, 0.65], 300
    exact = theory.concurrent_chat(per_hour / 3600, handle_s, agents, speeds, patience_s)
    return Model(
        "chat",
        "Concurrent chat as a Markov chain: each chat slower beside others",
        texts.written(
            texts.CHAT, title="Three chats at once", warm_up=2, per_hour=per_hour,
            handle_s=handle_s, agents=agents, speeds=speeds, patience_s=patience_s,
        ),
        (
            *read(exact.queue, "wait_mean_s", "abandonment_rate"),
            Figure("aht_s", exact.chat_mean_s),
        ),
        horizons(12, 208),
    )  # fmt: skip


def skills() -> Model:
    per_hour, handle_s, own, shared, patience_s = (60, 40), 180, 2, 3, (180, 120)
    exact = theory.shared_skills(
        (per_hour[0] / 3600, per_hour[1] / 3600), handle_s, own, shared, patience_s
    )
    return Model(
        "skills",
        "Shared skills (N-shaped) as a Markov chain: one team takes both reasons",
        texts.written(
            texts.SKILLS, title="Shared skills", warm_up=1, first_per_hour=per_hour[0],
            second_per_hour=per_hour[1], handle_s=handle_s, own=own, shared=shared,
            first_patience_s=patience_s[0], second_patience_s=patience_s[1],
        ),
        (
            Figure("wait_mean_s", exact.first.wait_mean_s, "reason:domestic"),
            Figure("wait_mean_s", exact.second.wait_mean_s, "reason:foreign"),
            Figure("occupancy", exact.shared_occupancy, "team:linguists"),
        ),
        horizons(11, 84),
    )  # fmt: skip


def day() -> Model:
    calls, agents = (40, 70, 110, 130, 120, 90, 60, 40), (7, 9, 15, 16, 18, 11, 9, 5)
    handle_s, patience_s, interval_s = 240, 120, 1800
    exact = theory.play_day(
        [count / interval_s for count in calls], handle_s, agents, patience_s, interval_s,
        threshold_s=THRESHOLD_S,
    )  # fmt: skip
    clocks = [f"{8 + at // 2:02}:{at % 2 * 30:02}" for at in range(len(calls))]
    rows = [f"{clock},{c},{a}\n" for clock, c, a in zip(clocks, calls, agents, strict=True)]
    more, fewer = (exact.intervals[clocks.index(clock)] for clock in ("10:00", "10:30"))
    return Model(
        "day",
        "M(t)/M/n(t)+M, Kolmogorov's equations: a morning that changes by the half hour",
        texts.written(
            texts.DAY, title="A morning", calls=sum(calls), handle_s=handle_s,
            patience_s=patience_s,
        ),
        (
            *read(exact, "abandonment_rate", "service_level"),
            Figure("service_level", more.service_level, "interval:10:00"),
            Figure("load_agents", fewer.busy_mean, "interval:10:30"),
        ),
        Sizes(Size(60), Size(2600)),
        {"morning.csv": "".join(["start,calls,desk\n", *rows])},
    )  # fmt: skip
