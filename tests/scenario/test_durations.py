"""Times as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.durations import (
    format_clock,
    format_duration,
    parse_clock,
    parse_duration,
    parse_interval,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90),
        ("4m30s", 270),
        ("1.5h", 5400),
        ("2d", 172800),
        ("500ms", 0.5),
        (" 1 h 5 min ", 3900),
        ("1w", 604800),
    ],
)
def test_a_duration_is_read_with_its_units(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "s", "-3s", "3 parsecs", "1h x", "1..5h", "٣s", "1e3s"])
def test_a_duration_without_a_known_unit_is_refused(text):
    with pytest.raises(ValueError, match="needs a duration with its unit"):
        parse_duration(text)


@given(st.integers(0, 10**9))
def test_whole_seconds_survive_being_written(seconds):
    assert parse_duration(format_duration(float(seconds))) == seconds


@given(st.floats(0.001, 1e6))
def test_any_seconds_survive_being_written_to_twelve_digits(seconds):
    assert parse_duration(format_duration(seconds)) == pytest.approx(seconds, rel=1e-9, abs=1e-12)


@given(st.integers(0, 86400))
def test_clock_times_survive_being_written(seconds):
    assert parse_clock(format_clock(float(seconds))) == seconds


@pytest.mark.parametrize("text", ["24:01", "12:60", "8", "8:3", "-1:00", "08:00:60", "8h"])
def test_what_no_clock_shows_is_refused(text):
    with pytest.raises(ValueError, match="needs a clock time"):
        parse_clock(text)


def test_a_stretch_of_the_day_ends_after_it_starts():
    assert parse_interval("09:30-13:00") == (34200, 46800)
    with pytest.raises(ValueError, match="may not cross midnight"):
        parse_interval("22:00-06:00")
