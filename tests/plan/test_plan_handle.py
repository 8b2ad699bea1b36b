"""The scale that takes the base bot's selection out of the typed handle time."""

import numpy as np
import pytest
from scipy import stats
from small import HORIZON, edited, planned, varied

from sim.plan.handle import selection_scale
from sim.scenario.file import from_text


def centre(
    *,
    link=0.5,
    bot_link=0.6,
    takes=1.0,
    contains=0.55,
    leaves=0.05,
    saves=0.15,
    law='{ mean = "200s", cv = 0.9 }',
    **more,
):
    text = edited(
        HORIZON,
        ("in_handle_time = 0", f"in_handle_time = {link}"),
        ("in_bot = 0", f"in_bot = {bot_link}"),
        ('handle_time = { constant = "150s" }', f"handle_time = {law}"),
        (
            "[teams.desk]",
            (
                f'[bots.b]\nchannels = ["voice"]\ntakes = {takes}\n'
                f"contains = {contains}\nleaves = {leaves}\n"
                f"context_saves = {saves}\nsession = {{ contained = "
                f'"9s", passed_on = "9s", left = "9s" }}\n[teams.desk]'
            ),
        ),
    )
    return edited(text, *more.values())


def by_brute_force(*, link, bot_link, takes, contains, leaves, saves, quantile, n=1_000_000):
    """Simulate customers one by one with NumPy's own generator, and divide the two means."""
    rng = np.random.default_rng(3)
    z = rng.standard_normal(n)

    def leaning(strength):
        return stats.norm.cdf(strength * z + np.sqrt(1 - strength**2) * rng.standard_normal(n))

    work = quantile(leaning(link))
    meets = rng.random(n) < takes
    leaves_ = rng.random(n) < leaves
    contained = leaning(bot_link) < contains / (1 - leaves)
    reaches = ~meets | (~leaves_ & ~contained)
    talk = np.where(meets, work * (1 - saves), work)[reaches]
    scale = work.mean() / talk.mean()
    return scale, scale * talk.std() / talk.mean() / talk.size**0.5


def lognormal(u, mean=200.0, cv=0.9):
    sigma = np.sqrt(np.log(1 + cv**2))
    return mean * np.exp(sigma * stats.norm.ppf(u) - sigma**2 / 2)


def exponential(u):
    return -200.0 * np.log(1 - u)


@pytest.mark.parametrize(
    "case",
    [
        {},
        {"takes": 0.5},
        {"link": 0.9, "bot_link": 0.9},
        {"bot_link": 1.0},
        {"contains": 0.2, "leaves": 0.3},
        {"saves": -0.2},
        {"law": '{ exponential = "200s" }'},
    ],
    ids=repr,
)
def test_the_scale_is_what_brute_force_finds(case):
    """A million customers of another generator, 4 standard errors."""
    settings = {
        "link": 0.5,
        "bot_link": 0.6,
        "takes": 1.0,
        "contains": 0.55,
        "leaves": 0.05,
        "saves": 0.15,
    }
    settings |= {name: value for name, value in case.items() if name != "law"}
    quantile = exponential if "law" in case else lognormal
    expected, error = by_brute_force(**settings, quantile=quantile)
    found = selection_scale(from_text(centre(**case)).centre, "any", "voice")
    assert found == pytest.approx(expected, abs=4 * error)
    assert error < 0.004


def test_without_links_only_the_saved_context_counts():
    """40 % are passed on and save 15 %: scale 1 ÷ 0.85; half met: 1 ÷ (mean over both kinds)."""
    found = selection_scale(from_text(centre(link=0, bot_link=0)).centre, "any", "voice")
    assert found == pytest.approx(1 / 0.85, rel=1e-12)
    half = selection_scale(from_text(centre(link=0, bot_link=0, takes=0.5)).centre, "any", "voice")
    assert half == pytest.approx((0.5 + 0.5 * 0.4) / (0.5 + 0.5 * 0.4 * 0.85), rel=1e-12)


def test_where_no_bot_is_there_is_no_scale():
    assert selection_scale(from_text(HORIZON).centre, "any", "voice") == 1.0


def test_a_bot_that_lets_nobody_through_divides_by_nothing():
    text = centre(contains=0.95, leaves=0.05)
    assert selection_scale(from_text(text).centre, "any", "voice") == 1.0


def serve_law(plan):
    return next(slot.laws[0] for slot in plan.demand.firsts[0].slots if slot.pairs)


def test_a_variant_keeps_the_scale_of_its_base():
    base, more = centre(), centre(contains=0.8)
    assert serve_law(varied(more, base)) == serve_law(planned(base))
    assert serve_law(planned(more)) != serve_law(planned(base))


def test_wrap_up_lies_inside_the_typed_mean():
    """200 s with 50 s of wrap-up: talk is the law scaled by 150 ÷ 200, its cv as typed."""
    text = edited(
        HORIZON,
        ('handle_time = { constant = "150s" }', 'handle_time = { mean = "200s", cv = 0.9 }'),
    )
    law = serve_law(planned(edited(text, ("agents = 2", 'agents = 2\nwrap_up = "50s"'))))
    assert (law.mean, law.shape) == (pytest.approx(150.0), 0.9)
    slow = serve_law(
        planned(edited(text, ("agents = 2", 'agents = 2\nwrap_up = "50s"\nhandle_factor = 1.5')))
    )
    assert slow.mean == pytest.approx(250.0)
