"""The digest is of what a scenario means, not of how it is written."""

import pytest

from sim.scenario.changes import times


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('wrap_up = "40s"', 'wrap_up = "40000ms"'),
        ('"6m"', '"360s"'),
        ('"1h"', '"60m"'),
        ('"08:00"', '"8:00:00"'),
        ('"08:00"', "08:00:00"),
        ("agents = 3", "agents = 0x3"),
        ("authority = 50", "authority = 5_0.0"),
        ('exponential = "3m"', 'exponential = "2m60s"'),
        ('{ mean = "6m", cv = 0.9 }', '{ lognormal = { mean = "6m", cv = 0.9 } }'),
        ('"A desk"', '"Another title"'),
        ('title = "A desk"', 'title = "A desk"\nwhy = "because"'),
        ("agents = 3", "agents = 3 # a comment"),
        ("[returns]", '[sources]\n"teams.*" = "x"\n[returns]'),
    ],
)
def test_another_way_to_write_it_has_the_same_digest(good, made, old, new):
    assert made((old, new)).digest == good.digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('wrap_up = "40s"', 'wrap_up = "41s"'),
        ("agents = 3", "agents = 4"),
        ("share = 0.5, after", "share = 0.50001, after"),
        ('["desk", "experts"]', '["experts", "desk"]'),
        ("cv = 1.2", "cv = 1.21"),
        ("staff.csv:desk", "volumes.csv:refund"),
        ("[approval.levels.manager]", "[approval.levels.director]"),
    ],
)
def test_another_number_has_another_digest(good, made, old, new):
    assert made((old, new)).digest != good.digest


def test_sections_may_stand_in_any_order(good, made, good_text):
    head, *sections = good_text.split("\n[")
    turned = "\n[".join([head, *reversed(sections)])
    assert made((good_text, turned)).digest == good.digest


def test_the_base_of_a_variant_counts(good, made):
    """Handle times are scaled to what reaches agents in the base, so the same numbers differ."""
    typed = made(("contains = { refund = 0.3 }", "contains = { refund = 0.35 }"))
    varied = good.change({"bots.assistant.contains.refund": 0.35})
    assert varied.centre.bots == typed.centre.bots
    assert varied.digest != typed.digest


def test_a_change_of_nothing_keeps_the_digest(good):
    assert (
        good.change({"teams.desk.authority": times(1)}, title="Other words").digest == good.digest
    )
