"""CSV files: no cell becomes a formula, numbers stay numbers, the same study has the same bytes."""

import csv
import io
import math

import pytest

from sim.reporting.tables import Table, as_csv, kpis, tables
from sim.reporting.text import guarded, starts_formula

ATTACKS = [
    "=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "=cmd|'/c calc'!A1",
    "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", ";=1+1", '","=1+1', "a,@x", "a|-x",
]  # fmt: skip


def read(content, delimiter=","):
    return list(csv.reader(io.StringIO(content.decode(), newline=""), delimiter=delimiter))


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
def test_no_cell_starts_as_a_formula_however_the_file_is_split(attack, delimiter):
    content = as_csv(Table("x", ("name", "value", "other"), ((attack, 1.0, attack),)))
    for row in read(content, delimiter):
        assert not any(starts_formula(cell) for cell in row)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_text_comes_back_when_the_guards_are_taken_away(attack):
    ((_, _), (read_back, _)) = read(as_csv(Table("x", ("name", "value"), ((attack, 1.0),))))
    assert read_back.replace("'", "") == attack.replace("'", "")


def test_ordinary_text_is_left_alone():
    for text in ("more staff", "bot, -10 %", "a-b", "3 + 4", "O'Neill", ""):
        assert guarded(text) == text


def test_numbers_stay_numbers_to_the_last_digit():
    numbers = (-5.0, 0.1 + 0.2, -0.0, math.nan, 7, 1e-17, 2.0**60)
    (_, row) = read(as_csv(Table("x", tuple("abcdefg"), (numbers,))))
    assert row == ["-5", "0.30000000000000004", "0", "", "7", "1e-17", "1.152921504606847e+18"]
    known = [number for number in numbers if not math.isnan(number)]
    assert [float(cell) for cell in row if cell] == known


def test_a_row_of_kpis_has_every_column(comparison):
    table = kpis(comparison)
    assert all(len(row) == len(table.columns) for row in table.rows)
    first = next(table.records())
    assert (first["scenario"], first["kpi"], first["scope"]) == ("monday", "wait_mean_s", "all")
    assert (first["value"], first["low"], first["high"]) == pytest.approx((41.0, 40.18, 41.82))


def test_a_comparison_has_differences_and_a_run_has_none(comparison, one_run):
    assert [t.name for t in tables(one_run)] == ["kpis", "per_replication"]
    names = [t.name for t in tables(comparison)]
    assert names == ["kpis", "per_replication", "differences", "effects"]


def test_each_difference_says_in_a_word_what_it_is(comparison):
    table = {t.name: t for t in tables(comparison)}["differences"]
    found = {(row["scenario"], row["kpi"]): row["verdict"] for row in table.records()}
    assert found["more-staff", "wait_mean_s"] == "better"
    assert found["more-staff", "cost_per_resolution"] == "worse"
    assert found["more-staff", "resolution_rate"] == "cannot tell apart"
