"""Tables beside a scenario: every spreadsheet's dialect, every bad cell with its place."""

import os

import pytest
import xlsxwriter

from sim.scenario.tables import TableError, Tables

STARTS = ["08:00", "08:30", "09:00", "09:30"]


@pytest.fixture
def table(tmp_path):
    """Reads a column of a CSV file with the given content."""

    def read(content, column="n", **how):
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "t.csv").write_bytes(data)
        return Tables(tmp_path).profile(f"t.csv:{column}", **how)

    return read


def refusal(table, content, column="n", **how):
    with pytest.raises(TableError) as refused:
        table(content, column, **how)
    return [str(fault) for fault in refused.value.faults] or [str(refused.value)]


def csv_of(starts, values, header="start,n"):
    return header + "\n" + "".join(f"{s},{v}\n" for s, v in zip(starts, values, strict=True))


def test_a_column_becomes_a_value_for_each_interval(table):
    profile = table(csv_of(STARTS, [1, 2, 3, 4]))
    assert profile.starts_s == (28800, 30600, 32400, 34200)
    assert profile.step_s == 1800
    assert profile.values == (1, 2, 3, 4)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfstart,n\n8:00,1.5\n8:30,2\n",
        "start;n\n08:00;1,5\n08:30;2\n",
        "start\tn\n08:00:00\t1,5\n08:30:00\t2\n",
        "start,n\r\n08:00,1.5\r\n08:30,2\r\n\r\n,\r\n",
        '"start","n"\n"08:00","1.5"\n"08:30","2"\n',
        "start , n \n08:00 , 1.50 \n08:30, 2e0\n",
        "start,n\n08:00,150%\n08:30,200.00%\n",
        "start;n\n08:00;1,5\n08:30;2\n".encode("utf-16"),
    ],
    ids=["bom", "semicolon", "tab", "blank lines", "quotes", "blanks", "percent", "utf-16"],
)
def test_every_dialect_says_the_same(table, content):
    profile = table(content)
    assert profile.values == (1.5, 2)
    assert profile.starts_s == (28800, 30600)


def test_durations_are_read_where_they_are_wanted(table):
    content = "start,n\n08:00,00:04:30\n08:30,4m30s\n09:00,90s\n"
    assert table(content, durations=True).values == (270, 270, 90)
    assert refusal(table, "start,n\n08:00,4:30\n08:30,5s\n", durations=True) == [
        't.csv:2: n = "4:30": is unclear; write "00:04:30" (hours first) or "4m30s"'
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "start,n\n08:00,1\n08:30,x\n",
            't.csv:3: n = "x": needs a number, without thousands separators',
        ),
        ("start,n\n08:00,1\n08:30,-2\n", 't.csv:3: n = "-2": must be 0 or more'),
        ("start,n\n08:00,1\n08:30,\n", 't.csv:3: n = "": is empty; write 0 for none'),
        ("start,n\n08:00,1\n08:30\n", 't.csv:3: n = "": is empty; write 0 for none'),
        (
            "start,n\n08:00,1\n08:30,nan\n",
            't.csv:3: n = "nan": needs a number, without thousands separators',
        ),
        (
            "start,n\n08:00,1\n08:30,1e99\n",
            't.csv:3: n = "1e99": needs a number of reasonable size',
        ),
        (
            "start,n\n08:00,1\n08:30,=A1\n",
            't.csv:3: n = "=A1": needs a number, without thousands separators',
        ),
        (
            'start,n\n08:00,1\n08:30,"1,234"\n',
            't.csv:3: n = "1,234": needs a number, without thousands separators',
        ),
        (
            "start,n\n8 am,1\n08:30,1\n",
            't.csv:2: start = "8 am": needs a clock time such as "08:30"',
        ),
        (
            "start,n\n08:00,1\n24:00,1\n",
            't.csv:3: start = "24:00": an interval starts before 24:00',
        ),
        ("start,n\n08:00,1\n08:00,2\n", 't.csv:3: start = "08:00": stands in row 2 already'),
        ("start,n\n08:30,1\n08:00,2\n", 't.csv:3: start = "08:00": comes after a later one'),
        (
            "start,n\n08:00,1\n08:20,2\n",
            "t.csv:3: start: intervals of 20m; an interval is 15, 30 or 60 minutes",
        ),
        ("start,n\n", "t.csv:1: n: the table has a header only; add a row per interval"),
        ("", "t.csv is empty"),
        ("start,m\n08:00,1\n", 'no column "n" in t.csv; known: m'),
        ("start,n,n\n08:00,1,2\n", 'two columns are named "n" in t.csv'),
        (b"start,n\n08:00,\xe9\n", "t.csv is not UTF-8 (byte offset 14); save it as CSV UTF-8"),
        (b"\x00\x01", "t.csv is not text"),
    ],
)
def test_a_bad_cell_is_named_with_its_row_and_column(table, content, message):
    assert refusal(table, content) == [message]


def test_a_missing_interval_is_counted(table):
    starts = [f"{h:02d}:{m:02d}" for h in range(24) for m in (0, 30) if (h, m) != (13, 30)]
    assert refusal(table, csv_of(starts, range(47))) == [
        't.csv:29: start = "14:00": 47 values for 48 half hours; 13:30 should follow 13:00'
    ]


def test_all_bad_cells_come_at_once(table):
    assert len(refusal(table, "start,n\n08:00,x\n8,1\n09:00,-1\n")) == 3


def test_ten_thousand_bad_cells_are_not_all_told(table):
    found = refusal(table, "start,n\n" + "08:00,x\n" * 10_000)
    assert len(found) == 21
    assert found[-1].endswith("9980 more rows cannot be read")


def test_people_are_counted_in_whole_numbers(table):
    assert refusal(table, "start,n\n08:00,2.5\n08:30,3\n", whole=True) == [
        't.csv:2: n = "2.5": needs a whole number of agents'
    ]


@pytest.mark.parametrize(
    ("reference", "rule"),
    [
        ("../t.csv:n", 'must be a file beside the scenario; "..", "~" and "\\" are not read'),
        ("/etc/t.csv:n", "must be a file beside the scenario; absolute paths are not read"),
        ("~/t.csv:n", 'must be a file beside the scenario; "..", "~" and "\\" are not read'),
        ("a\\t.csv:n", 'must be a file beside the scenario; "..", "~" and "\\" are not read'),
        ("\\\\server\\t.csv:n", "must be a file beside the scenario; absolute paths are not read"),
        ("file:///t.csv:n", 'names no table column; write "staff.csv:frontline"'),
        ("folder.csv:n", "is a folder; name the file in it"),
        ("nothing.csv:n", "cannot be read: no such file"),
        ("t.gz:n", "is no table; tables are .csv, .tsv, .txt or .xlsx files"),
        ("t.csv", 'names no table column; write "staff.csv:frontline"'),
        ("nul\0.csv:n", "names no file"),
    ],
)
def test_a_table_lies_beside_the_scenario(tmp_path, reference, rule):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(TableError) as refused:
        Tables(tmp_path).profile(reference)
    assert rule in str(refused.value)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret.csv").write_text("start,n\n08:00,1\n08:30,2\n")
    (inner / "t.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(TableError, match="leads out of the scenario's folder"):
        Tables(inner).profile("t.csv:n")


def test_a_pipe_is_no_table(tmp_path):
    os.mkfifo(tmp_path / "t.csv")
    with pytest.raises(TableError, match="is no regular file"):
        Tables(tmp_path).profile("t.csv:n")


def test_a_table_of_20_megabytes_is_too_long(tmp_path):
    with (tmp_path / "t.csv").open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(TableError, match="20,000,001 bytes long; at most 20,000,000 are read"):
        Tables(tmp_path).profile("t.csv:n")


def test_a_sheet_of_a_workbook_is_a_table(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "desk.xlsx") as book:
        sheet = book.add_worksheet("volumes")
        clock = book.add_format({"num_format": "hh:mm"})
        sheet.write_row(0, 0, ["start", "refund"])
        for row, (start, value) in enumerate([(8 / 24, 12), (8.5 / 24, 15.5)], start=1):
            sheet.write_number(row, 0, start, clock)
            sheet.write_number(row, 1, value)
    tables = Tables(tmp_path)
    profile = tables.profile("desk.xlsx:volumes:refund")
    assert profile.starts_s == (28800, 30600)
    assert profile.values == (12, 15.5)
    with pytest.raises(TableError, match=r'no sheet "volume" in desk.xlsx; did you mean volumes'):
        tables.profile("desk.xlsx:volume:refund")
    with pytest.raises(TableError, match="must name a sheet and a column"):
        tables.profile("desk.xlsx:volumes")


def test_a_workbook_that_is_none_is_refused(tmp_path):
    (tmp_path / "desk.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(TableError, match="is no workbook"):
        Tables(tmp_path).profile("desk.xlsx:a:b")


def test_each_file_is_read_once_and_kept(tmp_path):
    (tmp_path / "t.csv").write_text("start,n,m\n08:00,1,2\n08:30,3,4\n")
    tables = Tables(tmp_path)
    tables.profile("t.csv:n")
    (tmp_path / "t.csv").unlink()
    assert tables.profile("t.csv:m").values == (2, 4)
    assert [file.name for file in tables.files] == ["t.csv"]
    assert len(tables.files[0].sha256) == 64
