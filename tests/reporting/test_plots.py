"""Every picture is written, says its units, and looks the same each time."""

import re
from dataclasses import replace

import pytest
from made_up import made_up

from sim.reporting import captions, plots
from sim.reporting.plots import pictures

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def drawn():
    study = made_up()
    return {p.name: p for p in pictures(replace(study, arms=study.arms[:2]))}


def test_a_comparison_has_its_pictures_and_those_of_every_scenario(drawn):
    kinds = ("day", "staffing", "flow", "waits")
    names = ("monday", "more-staff")
    assert set(drawn) == {"comparison", "days-compared"} | {
        f"{k}-{n}" for k in kinds for n in names
    }


def test_every_picture_is_a_png_and_an_svg_with_something_on_it(drawn):
    for picture in drawn.values():
        assert picture.png.startswith(PNG)
        assert len(picture.png) > 20_000
        assert b"<svg" in picture.svg
        assert len(picture.svg) > 20_000


def labels_of(draw, *what):
    import matplotlib as mpl

    with mpl.rc_context(plots.STYLE):
        figure = draw(*what)
    return [
        label for axes in figure.axes for label in (axes.get_xlabel(), axes.get_ylabel()) if label
    ]


def test_every_axis_says_its_unit(comparison):
    unit = re.compile(r"\((s|%|h|number|points|CNY|min|s and min)\)")
    base = comparison.base
    for draw, what in (
        (plots._day, base),
        (plots._staffing, base),
        (plots._waits, base),
        (plots._comparison, comparison),
        (plots._days_compared, comparison),
    ):
        labels = labels_of(draw, what)
        assert labels
        for label in labels:
            assert unit.search(label), label


def test_titles_say_what_is_seen(drawn):
    assert drawn["day-monday"].title.startswith(
        "monday: waits are longest at 11:00, 93 s on average"
    )
    assert "more-authority raises the cost per resolution most" in drawn["comparison"].title
    assert "62 % are answered at once" in drawn["waits-monday"].title
    assert "of 10,385 contacts a day, 60 % are resolved by agents" in drawn["flow-monday"].title


def test_nothing_told_apart_is_said_so(comparison):
    level = tuple(replace(d, difference=0.0, low=-1.0, high=1.0) for d in comparison.differences)
    title = captions.comparison(replace(comparison, differences=level)).title
    assert title.startswith("Against monday: mean wait cannot be told apart; ")


def test_the_same_study_has_the_same_pictures(one_run):
    first, second = pictures(one_run), pictures(one_run)
    assert [(p.png, p.svg) for p in first] == [(p.png, p.svg) for p in second]
    assert b"<dc:date>" not in first[0].svg


def test_a_name_is_never_read_as_mathematics_or_mark_up(one_run):
    hostile = "$\\frac{x$ <script>alert(1)</script> 中"
    arm = replace(one_run.base, name=hostile)
    for picture in pictures(replace(one_run, arms=(arm,))):
        assert picture.png.startswith(PNG)
        assert b"<script" not in picture.svg


def test_pictures_leave_no_trace_in_matplotlib(one_run):
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    pictures(one_run)
    assert dict(mpl.rcParams) == before
    from matplotlib._pylab_helpers import Gcf

    assert not Gcf.get_all_fig_managers()


def test_a_study_without_numbers_has_no_pictures(one_run):
    bare = replace(one_run.base, measured=(), links=(), waits=None)
    assert pictures(replace(one_run, arms=(bare,))) == ()
