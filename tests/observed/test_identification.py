"""The page on identification: its figures are made again, and what it calls wrong is wrong."""

import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf
from test_observed_laws import hidden_stirred

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scenarios" / "identification"))

identify = import_module("identify")

MOST_ERRORS = 4


@pytest.fixture(scope="module")
def found():
    return identify.found()


def test_what_is_told_is_told_and_what_is_wrong_is_wrong(found):
    for answer in found.answers:
        is_met = abs(answer.away) <= MOST_ERRORS
        assert is_met == answer.question.told, (answer.question.words, answer.question.how)


def test_every_estimate_that_is_told_is_precise_enough_to_mean_something(found):
    for answer in found.answers:
        assert 0 < answer.error < 0.05 * answer.truth, answer.question.words


def test_two_centres_that_differ_in_what_is_hidden_leave_the_same_records(found):
    for one, other in found.twins:
        apart = one.estimate - other.estimate
        assert abs(apart) <= MOST_ERRORS * np.hypot(one.error, other.error), one.question.words
    one, other = found.truths
    assert other.estimate - one.estimate > 0.05
    assert other.estimate - one.estimate > MOST_ERRORS * np.hypot(one.error, other.error)


def test_a_link_shows_in_two_handle_times_and_only_if_it_is_there(found):
    (linked, unlinked, fair), (selected, no_work, no_bot) = found.links
    assert linked.estimate > MOST_ERRORS * linked.error
    assert fair.estimate > MOST_ERRORS * fair.error
    assert abs(unlinked.estimate) <= MOST_ERRORS * unlinked.error
    assert selected.estimate - 1 > MOST_ERRORS * selected.error
    for neither in (no_work, no_bot):
        assert abs(neither.estimate - 1) <= MOST_ERRORS * neither.error


def test_estimates_look_at_records_alone():
    """With every hidden mark stirred, each estimate is the same number; only truths move."""
    desk = identify.sim.load(identify.HERE / "desk.toml")
    logs = identify.sim.simulate(desk, seed=1, replication=0)
    stirred = hidden_stirred(logs, np.random.default_rng(3))
    one, other = identify.Seen(logs), identify.Seen(stirred)
    moved = 0
    for question in identify.QUESTIONS:
        assert tuple(question.sums(one)) == tuple(question.sums(other)), question.how
        if callable(question.truth):
            moved += tuple(question.truth(one)) != tuple(question.truth(other))
    assert moved


def test_kaplan_meier_is_that_of_scipy():
    rng = np.random.default_rng(8)
    patience_s, wait_s = rng.exponential(180, 500), rng.exponential(60, 500).round()
    lost = patience_s < wait_s
    seen_s = np.where(lost, patience_s, wait_s)
    other = ecdf(CensoredData.right_censored(seen_s, ~lost)).sf
    for time_s in (0.0, 20.0, 60.0, 150.0):
        ours = identify.kaplan_meier(seen_s, lost, time_s)
        assert ours == pytest.approx(float(other.evaluate(time_s)), rel=1e-12)


def test_the_committed_page_is_current(found):
    remedy = "python scenarios/identification/identify.py writes it anew"
    assert identify.PAGE.read_text(encoding="utf-8") == identify.page(found), remedy
