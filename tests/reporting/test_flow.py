"""The geometry of the flow picture."""

from itertools import pairwise

import pytest

from sim.reporting.content import Link
from sim.reporting.flow import layout

LINKS = (
    Link("in", "a", 60.0),
    Link("in", "b", 40.0),
    Link("a", "b", 20.0),
    Link("a", "good", 40.0),
    Link("b", "bad", 60.0),
    Link("bad", "again", 30.0),
    Link("in", "nowhere", 0.0),
)


@pytest.fixture
def shown():
    return layout(LINKS, ends=("good", "bad"), order=("good", "bad"))


def test_a_place_stands_behind_all_that_feed_it(shown):
    columns = {box.name: box.column for box in shown.boxes}
    assert columns == {"in": 0, "a": 1, "b": 2, "good": 3, "bad": 3, "again": 4}


def test_no_two_places_of_a_column_overlap_and_all_lie_in_the_picture(shown):
    for column in range(shown.columns):
        boxes = sorted((b.low, b.high) for b in shown.boxes if b.column == column)
        assert all(0.0 <= low < high <= 1.0 + 1e-9 for low, high in boxes)
        assert all(high < low for (_, high), (low, _) in pairwise(boxes))


def test_ribbons_leave_and_enter_within_their_places(shown):
    for ribbon in shown.ribbons:
        assert ribbon.source.low - 1e-9 <= ribbon.leaves - ribbon.thickness
        assert ribbon.leaves <= ribbon.source.high + 1e-9
        assert ribbon.target.low - 1e-9 <= ribbon.enters - ribbon.thickness
        assert ribbon.enters <= ribbon.target.high + 1e-9


def test_widths_are_to_scale(shown):
    scales = {ribbon.thickness / per_day for ribbon, per_day in zip_links(shown)}
    assert max(scales) == pytest.approx(min(scales))


def zip_links(shown):
    per_day = {(link.source, link.target): link.per_day for link in LINKS}
    for ribbon in shown.ribbons:
        yield ribbon, per_day[ribbon.source.name, ribbon.target.name]


def test_a_circle_is_drawn_too():
    circle = (Link("in", "a", 1.0), Link("a", "b", 1.0), Link("b", "a", 0.5), Link("b", "out", 1.0))
    assert len(layout(circle, ends=("out",), order=()).ribbons) == 4
