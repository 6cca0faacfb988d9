"""CSV files in every encoding and with every separator."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trackers import faults_of

from cproc.errors import DataError, Severity
from cproc.loaders.grids import read_csv
from cproc.loaders.grids.comma import ragged


@pytest.mark.parametrize(
    "data",
    [
        b"id;title;note\nA1;Course;3,50\n",
        b"id\ttitle\tnote\nA1\tCourse\t3,50\n",
        b'id,title,note\nA1,Course,"3,50"\n',
        b"sep=;\r\nid;title;note\r\nA1;Course;3,50\r\n",
        b"sep=|\nid|title|note\nA1|Course|3,50\n",
        "\ufeffid;title;note\nA1;Course;3,50\n".encode(),
        "id;title;note\nA1;Course;3,50\n".encode("utf-16"),
        "id;title;note\nA1;Course;3,50\n".encode("utf-16-le"),
        "id;title;note\nA1;Course;3,50\n".encode("utf-16-be"),
    ],
)
def test_every_csv_of_a_spreadsheet_program_is_read(data: bytes) -> None:
    """Commas, semicolons, tabs, a line that names the separator, marks and encodings are read."""
    grid = read_csv(data)
    assert grid.rows == (("id", "title", "note"), ("A1", "Course", "3,50"))
    assert not grid.problems
    assert grid.row_place(1) == f"row {3 if data.startswith(b'sep') else 2}"


def test_a_text_of_western_europe_is_read_and_told() -> None:
    """Windows-1252 is read, with a warning; what is neither is refused."""
    grid = read_csv("id;title\nA1;Réunion\n".encode("cp1252"), "a.csv")
    assert grid.rows[1] == ("A1", "Réunion")
    (problem,) = grid.problems
    assert (problem.code, problem.severity) == ("file-encoding", Severity.WARNING)
    assert problem.cell == "line 2"
    with pytest.raises(DataError, match="no text"):
        read_csv(b"id;title\nA1;\x81\n")
    with pytest.raises(DataError, match="character zero"):
        read_csv(b"id;title\n" + b"A1;x\n" * 300 + b"A2;\0\n")


def test_a_line_that_cannot_be_read_is_told_with_its_row() -> None:
    """A quotation mark that is not closed, and text behind one, are told; other rows are read."""
    grid = read_csv(b'a,b\n1,"x"y\n2,z\n3,"open\n', "a.csv")
    assert grid.rows[2] == ("2", "z")
    assert [(each.code, each.cell) for each in grid.problems] == [
        ("csv-form", "row 2"),
        ("csv-form", "row 4"),
    ]
    assert "not closed" in grid.problems[1].message


def test_ragged_rows_are_all_told_in_little_time() -> None:
    """Of 4,000 ragged rows a hundred are told and the rest is counted, in less than a second."""
    started = time.process_time()
    grid = read_csv(b"a;b;c\n" + b"1;2;3;4\n" * 2_000 + b"1\n" * 2_000, "a.csv")
    told = list(ragged(grid, 0))
    assert time.process_time() - started < 1
    assert len(told) == 101
    assert "3,900" in told[-1].in_language("en").message or "3900" in told[-1].message
    assert told[0].cell == "row 2"


def test_empty_cells_at_the_end_are_no_cells() -> None:
    """Separators behind the last name, or the last cell, make no row ragged."""
    grid = read_csv(b"a;b;;\n1;2;;\n1;2\n1;;;\n;;;\n")
    assert list(ragged(grid, 0)) == []


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Law: whatever bytes a file has, nothing but a `DataError` is raised."""
    assert faults_of(lambda: read_csv(data, "a.csv")) != ()
