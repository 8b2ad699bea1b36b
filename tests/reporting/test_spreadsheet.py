"""The Excel book: text is never a formula, numbers are numbers, its bytes are always the same."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from sim.reporting.spreadsheet import book

ATTACK = '=HYPERLINK("http://x","y")'


@pytest.fixture
def attacked(comparison):
    base = replace(comparison.base, assumptions=((ATTACK, "@SUM(A1)"), ("http://x", "+1")))
    return replace(comparison, arms=(base, *comparison.arms[1:]), warnings=(ATTACK, "-1+1"))


def sheets(content):
    return zipfile.ZipFile(io.BytesIO(content))


def test_no_cell_is_a_formula_or_a_link(attacked):
    archive = sheets(book(attacked))
    for name in archive.namelist():
        text = archive.read(name).decode()
        assert "<f>" not in text
        assert "<f " not in text
        assert "<hyperlink" not in text


def test_hostile_text_is_read_back_as_the_text_it_is(attacked):
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book(attacked))).get_sheet_by_name(
        "Assumptions"
    )
    assert ["monday", ATTACK, "@SUM(A1)"] in rows.to_python()


def test_hostile_text_stays_text_when_somebody_edits_the_cell(attacked):
    archive = sheets(book(attacked))
    styles = archive.read("xl/styles.xml").decode()
    assert 'quotePrefix="1"' in styles


def test_numbers_are_numbers_and_heads_are_frozen(comparison):
    content = book(comparison)
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    head, first, *_ = workbook.get_sheet_by_name("KPIs").to_python()
    row = dict(zip(head, first, strict=True))
    assert row["kpi"] == "wait_mean_s"
    assert row["unit"] == "s"
    assert row["value"] == pytest.approx(41.0)
    archive = sheets(content)
    pages = [name for name in archive.namelist() if re.match(r"xl/worksheets/sheet\d+\.xml", name)]
    assert len(pages) == len(workbook.sheet_names)
    for page in pages:
        assert 'state="frozen"' in archive.read(page).decode()


def test_shares_are_shown_in_percent_and_kept_as_numbers(comparison):
    styles = sheets(book(comparison)).read("xl/styles.xml").decode()
    assert 'formatCode="0.0%"' in styles


def test_the_same_study_has_the_same_bytes(comparison):
    assert book(comparison) == book(comparison)
