"""What chance does: the table of Student's t and of χ², and laws between the functions."""

from math import sqrt

import pytest

from sim.verification.chance import any_beyond, largest_exceeded, rms_exceeded, rms_expected

NORMAL = 10**9  # so many degrees of freedom that Student's t is the normal law


def test_one_figure_is_beyond_as_the_tables_say():
    assert any_beyond(1.959964, [NORMAL]) == pytest.approx(0.05, rel=1e-5)
    assert any_beyond(2.022691, [39]) == pytest.approx(0.05, rel=1e-5)


def test_the_chance_that_any_is_beyond_grows_with_their_number():
    one = any_beyond(4.0, [39])
    assert any_beyond(4.0, [39] * 45) == pytest.approx(1 - (1 - one) ** 45)


def test_the_largest_is_the_inverse_of_any_beyond():
    freedoms = [39] * 40 + [59] * 5
    for chance in (0.5, 0.05):
        assert any_beyond(largest_exceeded(chance, freedoms), freedoms) == pytest.approx(chance)


def test_the_root_mean_square_of_normal_figures_is_one_and_of_student_s_t_a_little_more():
    assert rms_expected([NORMAL] * 3) == pytest.approx(1.0)
    assert rms_expected([39] * 3) == pytest.approx(sqrt(39 / 37))


def test_the_root_mean_square_of_independent_figures_is_chi_squared():
    """χ² with 10 degrees of freedom exceeds 18.307 once in 20."""
    found = rms_exceeded(0.05, [NORMAL] * 10, [1] * 10)
    assert found == pytest.approx(sqrt(18.307 / 10), rel=1e-5)


def test_figures_of_one_model_count_as_one():
    together = rms_exceeded(0.05, [NORMAL] * 10, [10])
    assert together == pytest.approx(1.959964, rel=1e-5)
