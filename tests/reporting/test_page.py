"""The report: one file that needs nothing, runs nothing, and says what it must."""

import base64
import hashlib
import html
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from sim.reporting.page import page
from sim.reporting.plots import Picture
from sim.scenario.applying import AppliedChange

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</style><script>alert(1)</script>",
    "{{ 7 * 7 }}",
)


class Tags(HTMLParser):
    """Every tag with its attributes, as a browser would see them."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


PICTURE = Picture("comparison", "title", "text", b"png", b"<svg/>")


def text_of(study, pictures=()):
    return page(study, pictures).decode()


def read(text):
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


@pytest.fixture
def report(comparison):
    return text_of(comparison)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_a_scenario_is_called_stays_text(comparison, attack):
    arm = replace(
        comparison.arms[1],
        title=attack,
        why=attack,
        left_out=(attack,),
        assumptions=((attack, attack),),
        changes=(AppliedChange(attack, attack, attack),),
    )
    base = replace(comparison.base, title=attack)
    study = replace(
        comparison,
        arms=(base, arm),
        verdict=(attack, f"Worse with {attack}", attack),
        warnings=(attack,),
        provenance=((attack, attack),),
        currency=attack[:8],
    )
    text = text_of(study, (replace(PICTURE, title=attack, text=attack), PICTURE))
    parser = Tags()
    parser.feed(text)
    assert not {tag for tag, _ in parser.seen} & {
        "script",
        "svg",
        "iframe",
        "object",
        "link",
        "form",
    }
    assert not [name for _, given in parser.seen for name in given if name.startswith("on")]
    pictures = [given for tag, given in parser.seen if tag == "img"]
    assert [set(given) for given in pictures] == [{"src", "alt"}] * 2
    assert all(given["src"].startswith("data:image/svg+xml;base64,") for given in pictures)
    assert pictures[0]["alt"] == attack
    assert html.escape(attack, quote=False) in text.replace("&#34;", '"')


def test_nothing_is_loaded_from_anywhere(comparison):
    text = text_of(comparison, (PICTURE, PICTURE))
    assert not re.search(r'(src|href|url)\s*[=(]\s*["\']?+(?!data:)', text)
    assert "<script" not in text


def test_the_policy_allows_the_style_sheet_by_its_hash_and_nothing_else(report):
    policy = html.unescape(
        re.search(r'Content-Security-Policy" content="([^"]*)"', report).group(1)
    )
    style = re.search(r"<style>(.*?)</style>", report, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; img-src data:; ")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert " style=" not in report


def test_the_verdict_comes_first_then_what_gets_worse_then_pictures_then_tables(comparison):
    study = replace(
        comparison, verdict=("The answer.", "Worse with x: it costs more.", "A detail.")
    )
    text = text_of(study, (PICTURE, PICTURE))
    places = [text.index(words) for words in ("The answer.", "What gets worse", "Worse with x",
              "<figure>", "What was changed", "<h2>Differences", "A detail.")]  # fmt: skip
    assert places == sorted(places)


def test_when_nothing_gets_worse_the_report_says_so(comparison):
    text = text_of(replace(comparison, verdict=("All good.",)))
    assert "No figure gets worse by more than chance explains" in text


def test_intervals_are_said_to_cover_noise_only(comparison, one_run):
    sentence = "Intervals cover simulation noise only, not errors of forecast, AHT or patience."
    assert sentence in text_of(comparison)
    assert sentence in text_of(one_run)


def test_what_the_what_if_leaves_out_stands_in_the_report(report):
    assert "more authority: pays as a manager does, cost is a lower bound" in report


def test_the_average_and_the_range_of_days_stand_side_by_side(one_run):
    text = read(text_of(one_run))
    assert re.search(r"mean wait\s+41.0 s \(40.2 to 41.8\)\s+35 to 47 s", text)


def test_a_difference_stands_with_its_interval_and_its_verdict(report):
    text = re.sub(r"\s+", " ", read(report))
    assert "29.5 s −11.5 s better (−11.7 to −11.2)" in text


def test_every_definition_shown_is_one_of_a_figure_shown(report):
    figures = re.search(r"<h2>Averages and days.*?</table>", report, re.DOTALL).group(0)
    definitions = re.search(r"<h2>Definitions.*?</dl>", report, re.DOTALL).group(0)
    assert figures.count("<tr>") - 1 == definitions.count("<dt>")
    assert "service_level" in definitions
    assert "containment_rate" not in definitions


def test_assumptions_are_listed(report):
    assert "returns.if_refused.share = 0.4" in re.sub(
        r"\s+", " ", read(report.replace("<wbr>", "")).replace("  ", " ")
    )


def test_control_characters_are_shown_not_sent(one_run):
    base = replace(one_run.base, title="a\x1b]0;b\x07\u202ec")
    text = text_of(replace(one_run, arms=(base,)))
    assert not set(text) & {"\x1b", "\x07", "\u202e"}
