"""A made-up study, so that what people look at can be tested without playing a centre."""

import math

import pytest

from sim.reporting.study import Arm, Change, Definition, Gap, Link, Measured, Study, Waits

UNITS = {
    "wait_mean_s": ("s", "lower"),
    "service_level": ("share", "higher"),
    "resolution_rate": ("share", "higher"),
    "cost_per_resolution": ("money", "lower"),
    "occupancy": ("share", ""),
    "abandonment_rate": ("share", "lower"),
    "agents_present": ("count", ""),
    "load_agents": ("count", ""),
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
    return Measured(kpi, scope, unit, value, low, high, p10, p90, 30)


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


LINKS = (
    Link("new cases", "assistant", 5400.0),
    Link("back again", "assistant", 800.0),
    Link("new cases", "frontline", 3000.0),
    Link("back again", "frontline", 900.0),
    Link("new cases", "complaints", 70.0),
    Link("back again", "complaints", 120.0),
    Link("assistant", "solved by the bot", 2600.0),
    Link("assistant", "falsely contained", 420.0),
    Link("assistant", "left in the bot", 300.0),
    Link("assistant", "frontline", 2880.0),
    Link("frontline", "resolved", 5400.0),
    Link("frontline", "abandoned", 420.0),
    Link("frontline", "specialists", 330.0),
    Link("frontline", "approval", 480.0),
    Link("frontline", "closed unsolved", 150.0),
    Link("specialists", "resolved", 280.0),
    Link("specialists", "unresolved", 25.0),
    Link("specialists", "abandoned", 25.0),
    Link("complaints", "resolved", 150.0),
    Link("complaints", "unresolved", 40.0),
    Link("approval", "resolved", 420.0),
    Link("approval", "refused", 60.0),
)
WAITS = Waits(
    (0.0, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0, math.inf),
    (5200.0, 300.0, 420.0, 560.0, 510.0, 400.0, 190.0, 60.0, 5.0),
    (20.0, 25.0, 40.0, 70.0, 95.0, 90.0, 60.0, 20.0, 3.0),
)


def arm(name, title, factors, **more):
    shown = tuple(measured(kpi, value * factors.get(kpi, 1.0)) for kpi, value in BASE.items())
    curves = tuple(by_interval(factors.get("wait_mean_s", 1.0)))
    return Arm(name, title, "", shown + curves, LINKS, {"all": WAITS}, **more)


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
    unit, better = UNITS[kpi]
    value = BASE[kpi] * (factor - 1.0)
    half = BASE[kpi] * 0.006
    verdict = "unclear"
    if abs(value) > half:
        verdict = "better" if (value < 0) == (better == "lower") else "worse"
    words = f"{kpi} of {name} differs by {value:.3g}"
    return Gap(name, "monday", kpi, "all", unit, value, value - half, value + half, 30, verdict,
               True, words)  # fmt: skip


HEADLINE = ("wait_mean_s", "service_level", "resolution_rate", "cost_per_resolution")


def definitions():
    return {
        name: Definition(name, f"words of {name}", f"sum of {name}", "contacts", unit, better)
        for name, (unit, better) in UNITS.items()
    }


def made_up(*, comparison=True):
    base = arm("monday", "Retail service desk, ordinary Monday", {},
               assumptions=("returns.if_refused.share = 0.4", "difficulty.in_bot = 0.6"),
               files={"monday.toml": b'title = "x"\n'})  # fmt: skip
    others = tuple(
        arm(name, title, factors,
            changes=(Change("teams.frontline.authority", "50", "200"),),
            left_out=("more authority: pays as a manager does, cost is a lower bound",),
            files={f"{name}.toml": b'extends = "monday.toml"\n'})
        for name, (title, factors) in VARIANTS.items()
    )  # fmt: skip
    gaps = tuple(
        gap(name, kpi, factors.get(kpi, 1.0))
        for name, (_, factors) in VARIANTS.items()
        for kpi in HEADLINE
    )
    return Study(
        title="Retail service desk, ordinary Monday",
        arms=(base, *others) if comparison else (base,),
        gaps=gaps if comparison else (),
        definitions=definitions(),
        headline=HEADLINE,
        currency="CNY",
        replications=30,
        seed=1,
        notes=("All three together save 3 s less than the sum of the parts.",),
        provenance=(("command", "ccsim compare monday.toml more-staff.toml"), ("ccsim", "0.1.0")),
    )


@pytest.fixture
def comparison():
    return made_up()


@pytest.fixture
def one_run():
    return made_up(comparison=False)
