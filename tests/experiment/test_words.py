import math

import pytest

from sim.experiment.words import amount, around_zero, decimals, extent, listing, number, ranged


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (ranged(0.791, 0.768, 0.814, "share"), "79 % (77 to 81)"),
        (ranged(0.834172, 0.8223, 0.846, "share"), "83.4 % (82.2 to 84.6)"),
        (ranged(12.4, 7.1, 17.7, "s"), "12 s (7 to 18)"),
        (ranged(250.0, 235.0, 265.0, "s"), "4.2 min (3.9 to 4.4)"),
        (ranged(9000.0, 8000.0, 10000.0, "s"), "2.5 h (2.2 to 2.8)"),
        (ranged(22.956, 22.418, 23.495, "money", "EUR"), "23.0 EUR (22.4 to 23.5)"),
        (ranged(10236.5, 10198.0, 10275.0, "count"), "10,240 (10,200 to 10,280)"),
        (ranged(3.0, math.nan, math.nan, "s"), "3.00 s"),
        (ranged(572.2, 565.7, 578.8, "h"), "572 h (566 to 579)"),
        (amount(0.7310258933513746, "share"), "73.1 %"),
        (amount(0.0, "s"), "0 s"),
        (amount(math.nan, "s"), "–"),
    ],
)
def test_no_more_digits_are_shown_than_are_known(said, expected):
    assert said == expected


def test_a_difference_of_shares_is_in_points_and_its_interval_turns_with_its_sign():
    assert extent(-0.05, -0.08, -0.02, "share", "") == ("5 points", "2 to 8")


def test_an_interval_around_zero_shows_its_signs():
    assert around_zero(-3.2, 9.4, "s", "") == "−3 to +9 s"


def test_a_difference_that_never_varies_has_no_interval_to_show():
    assert extent(14.0, 14.0, 14.0, "h", "") == ("14.0 h", "in every replication")


def test_a_half_width_that_begins_with_1_keeps_a_digit_more():
    assert (decimals(1.4, 50), decimals(2.4, 50), decimals(0.024, 50)) == (1, 0, 2)


def test_nothing_is_ever_minus_zero():
    assert number(-0.0001, 1) == "0.0"
    assert number(-0.2, 1) == "−0.2"


def test_lists_read_as_they_are_spoken():
    assert listing(["a"]) == "a"
    assert listing(["a", "b", "c"]) == "a, b and c"
