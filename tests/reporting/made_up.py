"""A made-up study, so that what people look at can be tested without playing a centre."""

import math

from sim.experiment.comparison import Effect
from sim.experiment.differences import Difference
from sim.experiment.estimates import Estimate
from sim.experiment.runs import Daily
from sim.reporting.content import Arm, Link, Study, Waits
from sim.scenario.applying import AppliedChange

UNITS = {
    "wait_mean_s": ("s", "lower"),
    "service_level": ("share", "higher"),
    "resolution_rate": ("share", "higher"),
    "cost_per_resolution": ("money", "lower"),
    "occupancy": ("share", ""),
    "abandonment_rate": ("share", "lower"),
    "agents_present": ("agents", ""),
    "load_agents": ("agents", ""),
    "cost": ("money", "lower"),
}
BASE = {
    "wait_mean_s": 41.0,
    "service_level": 0.781,
    "resolution_rate": 0.842,
    "cost_per_resolution": 5.37,
    "occupancy": 0.874,
    "abandonment_rate": 0.046,
    "cost": 41_250.0,
}


def measured(kpi, value, scope="all", half=0.02, spread=0.15):
    unit, _ = UNITS[kpi]
    low, high = value * (1 - half), value * (1 + half)
    p10, p90 = value * (1 - spread), value * (1 + spread)
    if unit == "share":
        high, p90 = min(high, 1.0), min(p90, 1.0)
    return Estimate(kpi, scope, value, low, high, 30, unit, p10, p90, 30, "")


def by_interval(factor):
    for number in range(28):
        clock = 8.0 + number / 2.0
        scope = f"interval:{int(clock):02d}:{30 * (number % 2):02d}"
        bump = math.exp(-(((clock - 10.8) / 1.6) ** 2)) + 0.5 * math.exp(
            -(((clock - 19.0) / 1.3) ** 2)
        )
        load = 14.0 + 26.0 * bump
        agents = 18.0 + round(24.0 * bump)
        yield measured("load_agents", load, scope, 0.02, 0.1)
        yield measured("agents_present", agents, scope, 0.0, 0.0)
        yield measured("occupancy", min(load / agents, 0.97), scope, 0.01, 0.05)
        yield measured("wait_mean_s", factor * (6.0 + 90.0 * bump**2), scope, 0.08, 0.6)
        yield measured("service_level", 0.97 - factor * 0.45 * bump**2, scope, 0.02, 0.12)


LINKS = tuple(
    Link(source, target, per_day)
    for source, target, per_day in (
        ("first contacts", "bot:assistant", 5400.0), ("repeats", "bot:assistant", 800.0),
        ("first contacts", "step:frontline", 3000.0), ("repeats", "step:frontline", 900.0),
        ("first contacts", "step:complaints", 70.0), ("repeats", "step:complaints", 120.0),
        ("chases", "step:frontline", 40.0), ("first contacts", "turned away", 55.0),
        ("bot:assistant", "solved by bot", 2600.0), ("bot:assistant", "falsely contained", 420.0),
        ("bot:assistant", "left in bot", 300.0), ("bot:assistant", "step:frontline", 2880.0),
        ("step:frontline", "resolved", 5400.0), ("step:frontline", "gave up waiting", 420.0),
        ("step:frontline", "step:specialists", 330.0), ("step:frontline", "approval", 480.0),
        ("step:frontline", "closed unsolved", 150.0), ("step:frontline", "informed", 40.0),
        ("step:specialists", "resolved", 280.0), ("step:specialists", "unresolved", 25.0),
        ("step:specialists", "gave up waiting", 25.0), ("step:complaints", "resolved", 150.0),
        ("step:complaints", "unresolved", 40.0), ("approval", "resolved", 420.0),
        ("approval", "refused", 60.0), ("falsely contained", "back again", 294.0),
        ("left in bot", "back again", 210.0), ("gave up waiting", "back again", 220.0),
        ("closed unsolved", "back again", 120.0), ("unresolved", "back again", 52.0),
        ("refused", "back again", 24.0),
    )
)  # fmt: skip
WAITS = Waits(
    (0.0, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 120.0, 300.0, 600.0, math.inf),
    (5200.0, 300.0, 420.0, 260.0, 300.0, 510.0, 400.0, 190.0, 260.0, 60.0, 5.0, 0.0),
    (0.0, 25.0, 40.0, 30.0, 40.0, 95.0, 90.0, 60.0, 20.0, 13.0, 3.0, 0.0),
)


def arm(name, title, factors, **more):
    shown = tuple(measured(kpi, value * factors.get(kpi, 1.0)) for kpi, value in BASE.items())
    curves = tuple(by_interval(factors.get("wait_mean_s", 1.0)))
    return Arm(name, title, "", shown + curves, LINKS, WAITS, **more)


VARIANTS = {
    "more-staff": ("Four more on the front line over the morning peak",
                   {"wait_mean_s": 0.72, "service_level": 1.05, "cost_per_resolution": 1.016}),
    "more-bot": ("The bot also meets half of the refund contacts",
                 {"wait_mean_s": 0.81, "service_level": 1.04, "resolution_rate": 0.985,
                  "cost_per_resolution": 0.992}),
    "more-authority": ("The front line may refund 200 by itself",
                       {"wait_mean_s": 0.62, "service_level": 1.09, "resolution_rate": 1.004,
                        "cost_per_resolution": 1.05}),
    "all-three": ("All three together",
                  {"wait_mean_s": 0.33, "service_level": 1.17, "resolution_rate": 0.99,
                   "cost_per_resolution": 1.045}),
}  # fmt: skip


def gap(name, kpi, factor):
    unit, _ = UNITS[kpi]
    value = BASE[kpi] * (factor - 1.0)
    half = BASE[kpi] * 0.006
    words = f"{kpi} of {name} differs by {value:.3g}"
    return Difference(
        scenario=name, base="monday", kpi=kpi, scope="all", base_value=BASE[kpi],
        value=BASE[kpi] + value, difference=value, low=value - half, high=value + half, n=30,
        unit=unit, adjusted=True, comparisons=16, correlation=0.8, variance_ratio=4.0,
        same=False, words=words,
    )  # fmt: skip


HEADLINE = ("wait_mean_s", "service_level", "resolution_rate", "cost_per_resolution")


def made_up(*, comparison=True):
    base = arm("monday", "Retail service desk, ordinary Monday", {},
               assumptions=(("returns.if_refused.share", "0.4"), ("difficulty.in_bot", "0.6")),
               days=(Daily(0, "wait_mean_s", "all", 41000.0, 1000.0),))  # fmt: skip
    others = tuple(
        arm(name, title, factors,
            changes=(AppliedChange("teams.frontline.authority", "50", "200"),),
            left_out=("more authority: pays as a manager does, cost is a lower bound",))
        for name, (title, factors) in VARIANTS.items()
    )  # fmt: skip
    gaps = tuple(
        gap(name, kpi, factors.get(kpi, 1.0))
        for name, (_, factors) in VARIANTS.items()
        for kpi in HEADLINE
    )
    return Study(
        arms=(base, *others) if comparison else (base,),
        headline=HEADLINE,
        currency="CNY",
        replications=30,
        seed=1,
        verdict=("all-three answers 27 s sooner (26 to 28), costs 0.24 CNY more per resolution.",
                 "more-bot resolves 1.3 points fewer of the cases (0.8 to 1.8)."),
        differences=gaps if comparison else (),
        effects=(Effect("all-three", "monday", "beyond_the_sum", "wait_mean_s", 3.0, 1.0, 5.0, 30,
                        "s", "all-three saves 3 s less than the sum of its parts (1 to 5)"),)
        if comparison else (),
        warnings=("monday: occupancy 93 % at 10:30: very sensitive",),
        provenance=(("version", "0.1.0"), ("seed", "1"), ("replications", "30")),
    )  # fmt: skip
