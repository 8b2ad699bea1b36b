import numpy as np
import pytest
from made import made

from sim.experiment.effects import effects_on, per_unit

DAYS = 20


def figures(name, **changed):
    """A centre's day in sums, the same every day."""
    day = {
        "cases": 1000.0,
        "agent_contacts": 1100.0,
        "met_bot": 0.0,
        "handle_s": 300_000.0,
        "handled": 1000.0,
        "resolved": 800.0,
        "cost": 8000.0,
        "agents_cost": 7000.0,
        "bots_cost": 0.0,
        "concessions": 1000.0,
        "handling": 80.0,
        "agent_hours": 100.0,
        "paid_hours": 140.0,
    }
    day = {key: np.full(DAYS, value) for key, value in {**day, **changed}.items()}
    return made(
        {
            "agent_contacts_per_case": (day["agent_contacts"], day["cases"]),
            "met_bot": (day["met_bot"], 1),
            "aht_s": (day["handle_s"], day["handled"]),
            "cost": (day["cost"], 1),
            "cost_per_resolution": (day["cost"], day["resolved"]),
            "resolution_rate": (day["resolved"], day["cases"]),
            "agents_cost": (day["agents_cost"], 1),
            "bots_cost": (day["bots_cost"], 1),
            "concessions_paid": (day["concessions"], 1),
            "occupancy": (day["handling"], day["agent_hours"]),
            "paid_hours": (day["paid_hours"], 1),
        },
        name,
    )


def found(**changed):
    effects = effects_on(figures("change", **changed), figures("base"))
    return {effect.kind: effect for effect in effects}


def test_net_deflection_is_contacts_avoided_per_contact_that_met_the_bot():
    effect = found(met_bot=400.0, agent_contacts=980.0)["net_deflection"]
    assert effect.value == pytest.approx(120 / 400)
    assert effect.words == (
        "against base, change avoids 30.0 agent contacts per 100 that met the bot, returns included"
    )


def test_a_bot_that_sends_people_back_to_the_agents_is_charged_for_it():
    effect = found(met_bot=400.0, agent_contacts=1120.0)["net_deflection"]
    assert effect.value == pytest.approx(-0.05)
    assert effect.words.startswith("against base, change adds 5.0")


def test_contacts_avoided_with_other_cases_say_so():
    effect = found(met_bot=400.0, agent_contacts=980.0, cases=1020.0)["net_deflection"]
    assert effect.words.endswith("that met the bot, returns included (2.00 % more cases)")


def test_without_a_bot_there_is_no_net_deflection():
    assert "net_deflection" not in found()


def test_what_the_bot_leaves_takes_longer():
    effect = found(handle_s=345_000.0)["aht_residual_factor"]
    assert effect.value == pytest.approx(1.15)


def test_a_further_resolution_has_its_price():
    effect = found(cost=8500.0, agents_cost=7500.0, resolved=850.0)["cost_per_extra_resolution"]
    assert effect.value == pytest.approx(10)
    assert effect.words.startswith("each further resolution in change costs 10")


@pytest.mark.parametrize(
    ("cost", "resolved", "words"),
    [
        (8500.0, 700.0, "change costs more and resolves less: it pays at no price"),
        (
            7500.0,
            850.0,
            "change costs less and resolves more: it pays at any price of a resolution",
        ),
        (8500.0, 800.0, "change costs more; whether it resolves more cannot be told"),
    ],
)
def test_where_no_price_decides_the_words_do(cost, resolved, words):
    effect = found(cost=cost, resolved=resolved)["cost_per_extra_resolution"]
    assert effect.words == words
    assert np.isnan(effect.value)


def test_the_same_cost_has_no_break_even():
    assert "cost_per_extra_resolution" not in found(resolved=850.0)


def test_a_further_session_pays_up_to_the_base_s_cost_per_resolution():
    # 850 resolutions at the base's 10 may cost 8,500; all but the bot costs 8,000: 500 for 400.
    effect = found(met_bot=400.0, bots_cost=200.0, cost=8200.0, resolved=850.0)
    paid = effect["pays_up_to_per_session"]
    assert paid.value == pytest.approx(500 / 400)
    assert paid.words.startswith(
        "a further bot session in change pays, at the base's cost per resolution, up to 1.25"
    )
    assert paid.words.endswith("it costs 0.500 EUR")


def test_a_further_hour_that_resolves_nothing_pays_at_no_price():
    effect = found(paid_hours=150.0, agents_cost=7500.0, cost=8500.0, resolved=790.0)
    words = "a further paid hour in change does not pay at any price; it costs 50.0 EUR"
    assert effect["pays_up_to_per_paid_hour"].words == words


def test_concessions_break_even_at_the_worth_of_the_hours_they_save():
    effect = found(concessions=1600.0, cost=8600.0, handling=68.0)["concessions_per_hour_saved"]
    assert effect.value == pytest.approx(50)


def test_concessions_that_save_no_time_say_so():
    effect = found(concessions=1600.0, cost=8600.0)["concessions_per_hour_saved"]
    assert effect.words.endswith("saves no handling time that can be told")


def test_fieller_covers_where_the_denominator_is_uncertain():
    source = np.random.default_rng(6)
    covered = 0
    for _ in range(1_000):
        noise = source.normal(size=(2, 10))
        figure = per_unit(6 + noise[0] + noise[1], 3 + 1.5 * noise[1])
        covered += figure.low <= 2 <= figure.high
    assert abs(covered / 1_000 - 0.95) < 4 * np.sqrt(0.05 * 0.95 / 1_000)


def test_a_denominator_that_may_be_zero_has_no_interval():
    source = np.random.default_rng(6)
    assert np.isnan(per_unit(source.normal(6, 1, 10), source.normal(0, 1, 10)).low)


def test_one_day_says_that_it_is_one():
    base = made({kpi: (above, 1) for kpi, above in ONE.items()})
    more = made({kpi: (above * 2, 1) for kpi, above in ONE.items()}, "change")
    words = [effect.words for effect in effects_on(more, base)]
    assert all("(one day, not an average)" in text for text in words)
    assert words


ONE = {
    "agent_contacts_per_case": 5.0,
    "met_bot": 3.0,
    "aht_s": 300.0,
    "cost": 10.0,
    "cost_per_resolution": 10.0,
    "resolution_rate": 0.5,
    "agents_cost": 5.0,
    "bots_cost": 1.0,
    "concessions_paid": 1.0,
    "occupancy": 0.8,
    "paid_hours": 4.0,
}
