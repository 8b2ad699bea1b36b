"""Playing models and judging them: what is right is met, what is wrong is not."""

import re
from dataclasses import replace
from math import inf, isinf, nan

import pytest

import sim
from sim.errors import UsageError
from sim.experiment import work
from sim.verification import models
from sim.verification import verify as room
from sim.verification.verification import Row, Verification
from sim.verification.verify import verify


def row(z=0.0, *, error=1.0, model="erlang-c", exact=100.0, simulated=None, replications=40):
    value = exact + z * error if simulated is None else simulated
    return Row(model, "wait_mean_s", "all", "", "s", exact, value, error, replications)


def found(*rows, thorough=False):
    return Verification(rows, "reference", 1, thorough)


def test_a_model_that_is_right_is_met(losses):
    assert losses.is_met
    assert [(row.model, row.kpi, row.over, row.replications) for row in losses.rows] == [
        ("erlang-b", "blocked", "offered", 40),
        ("erlang-b", "occupancy", "", 40),
    ]
    assert all(0 < row.error < 0.1 * row.exact for row in losses.rows)
    assert losses.verdict[-1].startswith("Met: ")


def test_numbers_do_not_depend_on_workers_nor_on_other_models(losses):
    both = verify(["few-places", "erlang-b"], workers=2)
    assert both.rows[3:] == losses.rows


def test_another_seed_plays_other_customers(losses):
    assert verify(["erlang-b"], seed=0, workers=1).rows != losses.rows


def test_progress_counts_every_replication():
    seen = []
    verify(["erlang-b"], workers=1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(done, 40) for done in range(1, 41)]


def test_the_public_verb_is_the_same(losses):
    assert sim.verify(models=["erlang-b"], seed=1, workers=1) == losses


def test_an_exact_value_that_is_five_percent_off_is_noticed(monkeypatch):
    model = models.MODELS["erlang-b"]()
    blocked, occupancy = model.figures
    wrong = replace(model, figures=(blocked, replace(occupancy, exact=1.05 * occupancy.exact)))
    monkeypatch.setitem(models.MODELS, "erlang-b", lambda: wrong)
    check = verify(["erlang-b"], workers=1)
    assert not check.is_met
    assert [missed.kpi for missed in check.missed] == ["occupancy"]
    assert "NOT MET: 1 figure more than 4 standard errors off (erlang-b)" in check.verdict[-1]


def test_customers_who_wait_longer_than_they_would_are_noticed(monkeypatch):
    right = work.draw

    def patient(*demand, **address):
        tape = right(*demand, **address)
        return replace(tape, patience_s=1.6 * tape.patience_s)

    monkeypatch.setattr(work, "draw", patient)
    check = verify(["few-places"], workers=1)
    assert not check.is_met
    assert {"blocked", "abandonment_rate"} <= {missed.kpi for missed in check.missed}


def test_an_engine_that_never_blocks_is_infinitely_far_off():
    """Nothing varies where nothing happens."""
    none = row(error=0.0, simulated=0.0)
    assert isinf(none.z)
    assert none.z < 0
    assert not found(none, row()).is_met
    assert row(error=0.0).is_met


def test_a_figure_without_data_is_not_met_and_is_the_farthest():
    missing = row(simulated=nan, error=nan)
    check = found(row(3.0), missing)
    assert not check.is_met
    assert check.largest is missing


def test_four_standard_errors_are_still_met():
    others = [row(model=name) for name in "abcdefgh"]
    assert found(row(4.0), *others).is_met
    assert not found(row(-4.01), *others).is_met


def test_many_figures_a_little_off_fail_together():
    check = found(*(row(2.5, model=f"model {number}") for number in range(12)))
    assert not check.missed
    assert not check.is_met
    assert "all figures together farther off than chance explains" in check.verdict[-1]


def test_figures_that_lean_on_each_other_fail_together_only_if_they_are_far_off():
    assert found(*(row(2.5) for _ in range(12))).is_met


def test_only_a_thorough_check_must_be_precise():
    assert found(row(error=1.0)).is_met
    check = found(row(error=1.0), thorough=True)
    assert not check.is_met
    assert "1 figure not known to 1 % (erlang-c)" in check.verdict[-1]
    assert found(row(error=0.49), thorough=True).is_met


def test_the_verdict_says_what_chance_does_and_what_would_not_be_seen():
    what, chance, follows = found(row(1.0), row(-2.0, model="chat")).verdict
    assert what.startswith(
        "2 figures of 2 exact models, reference engine, seed 1: largest |z| 2.00"
    )
    assert "root mean square of z 1.58" in what
    assert "root mean square about 1.03" in chance
    assert "a defect that moves them less would not be seen" in follows


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"models": ["erlang-d"]}, 'model = "erlang-d": no such model; did you mean erlang-'),
        ({"models": ["zzz"]}, "known: one-agent, erlang-c"),
        ({"engine": "steam"}, 'engine = "steam": no such engine'),
        ({"seed": -1}, "seed = -1"),
        ({"workers": 0}, "workers = 0"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_played(monkeypatch, asked, said):
    monkeypatch.setattr(room, "spread", lambda *_, **__: pytest.fail("played"))
    with pytest.raises(UsageError, match=re.escape(said)):
        verify(**asked)


def test_infinity_is_beyond_every_limit():
    assert found(row(simulated=inf)).largest.z == inf
