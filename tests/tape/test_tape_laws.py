"""What is drawn follows what was stated: volumes, busyness, laws, shares, and the copula."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from small import DAY, HORIZON, RICH, differing, edited, planned, play, varied
from tapes import changed

from sim.plan import flat
from sim.plan.codes import SlotKind
from sim.scenario.distributions import Law
from sim.tape import draw
from sim.tape.arrivals import arrival_times, day_factor, unit_rate_points
from sim.tape.laws import FREE, Address, Bend, Source, linked, mark_of, spread, unit_quantile
from sim.tape.streams import key_table

U = (np.arange(200_000) + 0.5) / 200_000
SHAPED = edited(
    DAY,
    ("cases_per_day = 60", 'cases_per_day = 6000, shape = "shape.csv:cases"'),
    ('closes = "10:00"', 'closes = "12:00"'),
)
WEIGHTS = (1.0, 3.0, 0.0, 2.0, 4.0, 0.0)


@pytest.fixture(scope="module")
def shaped(tmp_path_factory):
    from sim.plan import plan
    from sim.scenario.file import from_text

    folder = tmp_path_factory.mktemp("shape")
    clock = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
    lines = [f"{at},{weight}" for at, weight in zip(clock, WEIGHTS, strict=True)]
    (folder / "shape.csv").write_text("interval_start,cases\n" + "\n".join(lines) + "\n")
    return plan(from_text(SHAPED, folder=folder))


@pytest.mark.parametrize(
    ("law", "variance"),
    [
        (Law("exponential", 180.0), 180.0**2),
        (Law("lognormal", 240.0, 0.9), (0.9 * 240.0) ** 2),
        (Law("gamma", 240.0, 0.7), (0.7 * 240.0) ** 2),
        (Law("uniform", 120.0, 0.5), (120.0) ** 2 / 12),
        (Law("constant", 150.0), 0.0),
        (Law("exponential", 100.0, 1.0, 0.25), 0.75 * 2 * 100.0**2 - 75.0**2),
    ],
    ids=lambda law: getattr(law, "family", ""),
)
def test_a_law_has_the_mean_and_spread_that_were_typed(law, variance):
    """On a grid of 200,000 quantiles; the cv is a cv, not the sigma of the logarithm."""
    values = law.quantile(U)
    assert values.mean() == pytest.approx(law.overall_mean, rel=2e-4)
    assert values.var() == pytest.approx(variance, rel=5e-3, abs=1e-9)
    assert (values >= 0.0).all()
    assert (np.diff(values) >= 0.0).all()


def test_a_weibull_has_its_mean_and_shape():
    law = Law("weibull", 240.0, 0.8)
    assert law.quantile(U).mean() == pytest.approx(240.0, rel=2e-3)
    scale = 240.0 / 1.1330030963193474  # Γ(1 + 1/0.8), from a table
    for share in (0.1, 0.5, 0.9):
        assert law.percentile(share) == pytest.approx(scale * (-np.log1p(-share)) ** 1.25)


EVERY_FAMILY = [
    Law("constant", 150.0),
    Law("constant", 150.0, 1.0, 0.4),
    Law("exponential", 180.0),
    Law("exponential", 100.0, 1.0, 0.25),
    Law("lognormal", 240.0, 0.9),
    Law("lognormal", 553.7443655695289, 3.08, 0.1),
    Law("gamma", 240.0, 0.7),
    Law("gamma", 240.0, 1.6, 0.3),
    Law("weibull", 240.0, 0.8),
    Law("weibull", 60.0, 2.5),
    Law("uniform", 120.0, 0.5),
]


def flat_laws(*laws):
    """Unit laws and values as compiled code reads them."""
    groups = flat._Laws()
    groups.add((place, flat.ANY, law) for place, law in enumerate(laws))
    return np.array(groups.units, flat.UNITS), np.array(groups.values, flat.VALUES)


@pytest.mark.parametrize("law", EVERY_FAMILY, ids=str)
def test_compiled_code_draws_the_bits_of_the_quantile(law):
    """One number at a time, from the ends of the open interval to its middle."""
    units, values = flat_laws(law)
    u = np.concatenate([U[::97], 2.0 ** -np.arange(1.0, 54.0), 1.0 - 2.0 ** -np.arange(1.0, 54.0)])
    one_by_one = np.array([unit_quantile(units, 0, mark, FREE) for mark in u]) * values[0]["scale"]
    assert one_by_one.tobytes() == law.quantile(u).tobytes()


def test_laws_of_one_shape_share_a_quantile_and_keep_their_bits():
    """Which of them are wanted, and beside which others they stand, changes nothing."""
    laws = [Law("lognormal", mean, cv) for cv in (0.7, 0.9) for mean in (200.0, 270.0, 0.1)]
    laws += [Law("exponential", mean) for mean in (180.0, 360.0)] + [Law("constant", 7.0)]
    units, values = flat_laws(*laws)
    assert len(units) == 4
    keys = key_table(1, 0, range(1), [b"work"])
    for case in range(200):
        source, at = Source(units, values, keys), Address(0, case, 2)
        u = mark_of(source, 0, at)
        drawn = np.zeros(len(laws))
        spread(source, (0, len(units)), flat.ANY, u, FREE, 1.5, drawn, 0)
        expected = [law.quantile(np.array([u]))[0] * 1.5 for law in laws]
        assert drawn.tolist() == expected


def test_mass_at_zero_is_exactly_zero():
    assert (Law("exponential", 60.0, 1.0, 0.3).quantile(U) == 0.0).mean() == pytest.approx(0.3)


def test_cases_come_as_the_shape_says(shaped):
    """Chi-square over the intervals of 20 days; none in an interval without volume."""
    tapes = [draw(shaped.demand, seed=1, replication=r) for r in range(20)]
    arrived = np.concatenate([tape.arrived_s for tape in tapes])
    counts, _ = np.histogram(arrived, bins=np.arange(9.0, 12.25, 0.5) * 3600)
    expected = np.array(WEIGHTS) / 10.0 * 6000 * 20
    assert counts.sum() == arrived.size
    assert (counts[np.array(WEIGHTS) == 0.0] == 0).all()
    some = expected > 0
    score = ((counts[some] - expected[some]) ** 2 / expected[some]).sum()
    assert score < stats.chi2.ppf(0.999, some.sum())
    within = (arrived % 1800.0) / 1800.0
    assert stats.kstest(within, "uniform").pvalue > 1e-3


def test_counts_of_a_day_are_poisson():
    """Variance equals mean, and gaps are exponential."""
    plan = planned(edited(DAY, ("cases_per_day = 60", "cases_per_day = 50")))
    tapes = [draw(plan.demand, seed=2, replication=r) for r in range(400)]
    counts = np.array([tape.cases for tape in tapes])
    assert counts.mean() == pytest.approx(50.0, abs=4 * (50.0 / 400) ** 0.5)
    assert counts.var(ddof=1) == pytest.approx(50.0, rel=4 * (2 / 399) ** 0.5)
    gaps = np.concatenate([np.diff(tape.arrived_s) for tape in tapes])
    assert gaps.mean() == pytest.approx(3600 / 51, rel=0.03)  # of 50 gaps in a closed hour


@pytest.mark.parametrize(("own", "name"), [("", "busyness = 0.5"), (", busyness = 0.5", "")])
def test_busyness_is_the_cv_of_the_days_factor(own, name):
    """Counts over days: mean kept, variance = mean + (cv × mean)²."""
    text = edited(
        DAY, ("cases_per_day = 60", f"cases_per_day = 200{own}"), ("closes", f"{name}\ncloses")
    )
    plan = planned(text)
    counts = np.array([draw(plan.demand, seed=3, replication=r).cases for r in range(600)])
    assert counts.mean() == pytest.approx(200.0, abs=4 * 101 / 600**0.5)
    assert counts.std(ddof=1) == pytest.approx((200 + 100.0**2) ** 0.5, rel=0.12)


def test_busyness_of_the_day_is_shared_and_busyness_of_a_reason_is_its_own():
    factors = np.array(
        [[day_factor(0.3, 0, r, 0, s) for s in ("busyness", "busyness/a")] for r in range(300)]
    )
    assert abs(np.corrcoef(factors.T)[0, 1]) < 0.25
    assert factors.std() == pytest.approx(0.3, rel=0.1)
    text = edited(RICH, ("lead_in = 1", "lead_in = 0\nbusyness = 1"), ("follow_days = 1\n", ""))
    plan = planned(text)
    days = [draw(plan.demand, seed=4, replication=r) for r in range(60)]
    counts = np.array([np.bincount(tape.reason, minlength=3) for tape in days])
    assert np.corrcoef(counts.T)[0, 1] > 0.8


def test_points_do_not_depend_on_how_many_are_asked_for():
    few, many = (unit_rate_points(upto, 1, 0, 0, "x") for upto in (30.0, 3000.0))
    assert many[: few.size].tobytes() == few.tobytes()
    assert (few < 30.0).all()
    assert many[few.size] >= 30.0
    assert np.diff(many).mean() == pytest.approx(1.0, rel=0.08)


def test_a_point_on_the_edge_of_an_empty_stretch_falls_behind_it(shaped):
    """The inverse of the cumulated volume is right-continuous."""
    volume = shaped.demand.volumes[0]
    at_edge = np.array([0.4]) * volume.cases
    assert arrival_times(volume, 1.0, at_edge)[0] == 10.5 * 3600


@pytest.mark.parametrize("strength", [0.0, 0.3, 0.7, 1.0])
def test_the_copula_keeps_uniforms_uniform_and_gives_the_stated_link(strength):
    rng = np.random.default_rng(5)
    u, z = rng.random(40_000), rng.standard_normal(40_000)
    rest = (1.0 - strength * strength) ** 0.5
    bends = [Bend(hard, strength, rest) for hard in z]
    bent = np.array([linked(*of) for of in zip(u, bends, strict=True)])
    assert stats.kstest(bent, "uniform").pvalue > 0.01
    link = np.corrcoef(stats.norm.ppf(bent), z)[0, 1]
    assert link == pytest.approx(strength, abs=0.02)
    assert strength != 0.0 or bent.tobytes() == u.tobytes()


LINKED = edited(
    HORIZON,
    ("cases_per_hour = 60", "cases_per_hour = 2000"),
    ("in_handle_time = 0", "in_handle_time = 0.5"),
    ("in_bot = 0", "in_bot = 0.6"),
    ("in_resolution = 0", "in_resolution = 0.5"),
    ('handle_time = { constant = "150s" }', 'handle_time = { mean = "150s", cv = 0.8 }'),
    (
        "agents = 2",
        (
            'agents = 200\nwrap_up = "20s"\nresolves = 0.7\n[bots.b]\nchannels = ["voice"]\n'
            "takes = 0.9\ncontains = 0.55\nleaves = 0.05\ncontext_saves = 0.15\n"
            'session = { contained = "9s", passed_on = "9s", left = "9s" }'
        ),
    ),
)


@pytest.fixture(scope="module")
def hard():
    plan = planned(LINKED)
    tape = draw(plan.demand, seed=6, replication=0)
    return plan, tape, play(plan, tape)


def test_stated_shares_hold_however_hard_the_link(hard):
    """contains = 0.55 ends 55 %, whoever they are; leaving and resolving likewise."""
    _, tape, logs = hard
    contacts = logs.contacts
    met = contacts["bot"] >= 0
    error = 4 * (0.25 / met.sum()) ** 0.5
    assert met.mean() == pytest.approx(0.9, abs=4 * (0.09 / tape.cases) ** 0.5)
    ended = np.isin(contacts["outcome"][met], (2, 3)).mean()
    assert ended == pytest.approx(0.55, abs=error)
    assert (contacts["outcome"][met] == 4).mean() == pytest.approx(0.05, abs=error)
    mark = tape.marks_u.reshape(tape.cases, -1)[:, 4]
    assert (mark < 0.7).mean() == pytest.approx(0.7, abs=4 * (0.21 / tape.cases) ** 0.5)


def test_the_bot_ends_the_easy_ones_and_agents_fail_at_the_hard_ones(hard):
    _, tape, logs = hard
    contacts = logs.contacts
    hardness = tape.hardness[contacts["case"]]
    outcome = contacts["outcome"]
    by_bot, left = hardness[np.isin(outcome, (2, 3))], hardness[outcome == 4]
    solved, failed = hardness[outcome == 1], hardness[outcome == 5]
    assert by_bot.mean() < 0.42
    assert left.mean() == pytest.approx(0.5, abs=0.03)
    assert solved.mean() > 0.5
    assert failed.mean() > solved.mean() + 0.1


def handled(logs, reason=None):
    """Handle times of answered visits."""
    visits = logs.visits
    here = visits["outcome"] == 1
    if reason is not None:
        here &= logs.contacts["reason"][visits["contact"]] == reason
    return (visits["ended_s"] - visits["answered_s"])[here]


def test_the_handle_time_typed_is_the_mean_of_what_reaches_agents(hard):
    """Wrap-up, the bot's selection and the context it hands over are all inside the typed mean."""
    times = handled(hard[2])
    assert times.mean() == pytest.approx(150.0, abs=4 * times.std() / times.size**0.5)


def test_a_variants_bot_leaves_the_scale_of_the_base():
    """More containment raises the mean of what is left; without a bot it falls below the typed."""
    means = {}
    for contains in ("0.55", "0.8", "0"):
        plan = varied(edited(LINKED, ("contains = 0.55", f"contains = {contains}")), LINKED)
        means[contains] = handled(play(plan, draw(plan.demand, seed=6, replication=0))).mean()
    assert means["0.8"] > means["0.55"] * 1.05
    assert means["0"] < means["0.55"] * 0.95


@pytest.mark.parametrize("field", ['segments = ["plain"]', 'opens = "10:00"'])
def test_the_typed_handle_time_holds_where_the_bot_meets_only_some(field):
    """A bot for one segment, or open for half the day, selects less: the scale must know that."""
    text = edited(
        DAY,
        ('closes = "10:00"', 'closes = "11:00"'),
        ("cases_per_day = 60", "cases_per_day = 9000"),
        ("in_handle_time = 0", "in_handle_time = 0.9"),
        ("in_bot = 0", "in_bot = 0.9"),
        ('handle_time = { constant = "150s" }', 'handle_time = { mean = "150s", cv = 0.8 }'),
        (
            "agents = 2",
            (
                "agents = 4000\n[segments.gold]\nshare = 0.7\n[segments.plain]\nshare = 0.3\n"
                f'[bots.b]\nchannels = ["voice"]\n{field}\ntakes = 1.0\ncontains = 0.7\n'
                'session = { contained = "9s", passed_on = "9s", left = "9s" }'
            ),
        ),
    )
    plan = planned(text)
    times = handled(play(plan, draw(plan.demand, seed=6, replication=0)))
    assert times.mean() == pytest.approx(150.0, abs=4 * times.std() / times.size**0.5)


def test_without_links_hardness_changes_nothing_bit_for_bit():
    """With every strength 0 the marks are the bare ones, and a play never looks at hardness."""
    bare = edited(
        RICH,
        ("in_handle_time = 0.5", "in_handle_time = 0"),
        ("in_bot = 0.6", "in_bot = 0"),
        ("in_resolution = 0.5", "in_resolution = 0"),
    )
    plan = planned(bare)
    tape = draw(plan.demand, seed=1, replication=0)
    from sim.tape.streams import stream_keys, uniforms

    seen = 0
    for row in np.flatnonzero(tape.number == 0)[:200]:
        if tape.slot_set[row] >= 2 * len(plan.demand.streams):
            continue
        case = tape.case[row]
        first = plan.demand.streams[tape.reason[case]]
        of_day = (tape.reason == tape.reason[case]) & (tape.day == tape.day[case])
        k = np.flatnonzero(of_day).tolist().index(case)
        for slot in plan.demand.slot_sets[tape.slot_set[row]].slots:
            if slot.kind != SlotKind.SERVE:
                continue
            day = int(tape.day[case])

            def u(what, stream=slot.stream, first=first, day=day, k=k):
                keys = stream_keys(1, 0, range(day, day + 1), f"{what}/{first}/{stream}")
                zero = np.zeros(1, np.int64)
                return uniforms(keys, zero, np.array([k]), zero)

            at = tape.first_mark[row] + slot.marks_at
            assert tape.marks_u[at] == u("solves")[0]
            for j, law in enumerate(slot.laws):
                drawn = tape.work_s[tape.first_work[row] + slot.work_at + j]
                assert drawn == law.quantile(u("work_serve"))[0]
            seen += 1
    assert seen > 100
    shuffled = changed(tape, lambda hardness: hardness[::-1].copy(), ("hardness",))
    logs, other = play(plan, tape), play(plan, shuffled)
    blind = [
        replace(one, cases={**one.cases, "hardness": logs.cases["hardness"]})
        for one in (logs, other)
    ]
    assert differing(*blind) == []


def test_a_hard_case_is_hard_again_when_it_returns():
    """Hardness belongs to the case: marks of a first and a second contact lean the same way."""
    text = edited(LINKED, ("cases_per_hour = 2000", "cases_per_hour = 1500"))
    text += '[returns]\nif_unresolved = { share = 1.0, after = "1m" }\nat_most = 2\n'
    plan = planned(text)
    tape = draw(plan.demand, seed=8, replication=0)
    first = tape.marks_u.reshape(tape.case.size, -1)[tape.number == 0][:, 4]
    second = tape.marks_u.reshape(tape.case.size, -1)[tape.number == 1][:, 4]
    assert first.size == second.size
    link = np.corrcoef(stats.norm.ppf(first), stats.norm.ppf(second))[0, 1]
    assert link == pytest.approx(0.25, abs=4 / first.size**0.5)
