"""CSV: every table, numbers as numbers, no text that becomes a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner
from example_data import loaded, reported
from hypothesis import given

import cproc
from cproc.cli import main
from cproc.errors import DataError
from cproc.exporters.csv import CsvExporter, CsvOptions
from cproc.hookspecs import Job
from cproc.model import Audience, Edition, LocalText, ReportSection
from cproc.money import Money
from cproc.report import Cell, Column, Kind, Ref, Report, Table, build, shown_tables, whole_of
from cproc.testing import make_portfolio, texts

PORTFOLIO = make_portfolio(3)
REPORT = build(PORTFOLIO)
YEAR = Path(__file__).resolve().parents[2] / "examples" / "cproc_2017"


def files(report: Report, options: CsvOptions | None = None) -> dict[str, bytes]:
    stream = io.BytesIO()
    CsvExporter().export(PORTFOLIO, report, stream, Job(options or CsvOptions()))
    with zipfile.ZipFile(stream) as archive:
        files = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    assert files.pop("datapackage.json")  # tests/serialize/test_datapackage.py reads it
    return files


def rows(data: bytes, delimiter: str = ",") -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def holding(*tables: Table) -> Report:
    return attrs.evolve(REPORT, tables={table.id: table for table in tables})


def column_of(*values: object, kind: Kind = Kind.TEXT) -> Table:
    cells = tuple((value if isinstance(value, Cell) else Cell(value),) for value in values)  # type: ignore[arg-type]  # any value
    return Table("t", "T", (Column("c", "Heading", kind),), cells)


def test_every_table_is_a_file_and_every_row_a_row() -> None:
    """One file for each table of the report, headings first, as many rows as the table has."""
    report = reported("cproc_2017", "en")
    made = files(report)
    assert len(made) == len(report.tables)
    for table, data in zip(report.tables.values(), made.values(), strict=True):
        assert len(rows(data)) == 1 + len(table.rows), table.id
    assert rows(made["by_project.csv"])[0][0] == report.tables["by_project"].columns[0].label


@pytest.mark.parametrize("edition", ["public", "board"])
def test_an_edition_writes_what_it_shows(edition: str) -> None:
    """No table is written whole where some columns of it are shown, nor one that a chart needs."""
    report = build(loaded("cproc_2017").for_edition(edition))
    blocks = [block for of in report.sections for block in of.blocks]
    blocks += [block for of in report.sheets for block in of.blocks]
    shown = {block.id for block in blocks if isinstance(block, Ref)}
    made = files(report)
    tables = shown_tables(report)
    assert {*tables} <= shown
    assert len(made) == len(tables)
    staff = next(table for id_, table in tables.items() if whole_of(table) == "staff")
    assert rows(made["staff.csv"])[0] == [column.label for column in staff.columns]
    assert not [name for name in made if "," in name or "[" in name]


def test_columns_that_are_shown_are_written_once() -> None:
    """Of a table whole and in part the part is written; of two parts each, by its columns."""
    chapters = (
        ReportSection("a", LocalText({"en": "A"}), ("by_month", "by_month[month_name, entries]")),
        ReportSection("b", LocalText({"en": "B"}), ("funding[donor]", "funding[donor, amount]")),
    )
    press = Edition("press", Audience.PUBLIC, sections=chapters, without=("months",))
    report = build(attrs.evolve(loaded("cproc_2017"), editions=(press,)).for_edition("press"))
    names = {*shown_tables(report)}
    assert "by_month[month_name, entries]" in names
    assert "by_month" not in names
    made = files(report)
    assert len(rows(made["by_month.csv"])[0]) == 2
    assert {"funding-donor-.csv", "funding-donor--amount-.csv"} <= {*made}
    assert "funding.csv" not in made


GUARDED = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "'=1", "'x", "=cmd|' /C calc'!A0"]  # fmt: skip  # noqa: E501 - one list
PLAIN = ["a=b", "007", "1/2", "#N/A", 'A&B <b> "q" ]]>', "a, b; c", "two\r\nlines", "", "   "]


@pytest.mark.parametrize("text", GUARDED + PLAIN, ids=ascii)
def test_no_text_becomes_a_formula(text: str) -> None:
    """T01–T22: an apostrophe stands in front of what a spreadsheet would run, and only there."""
    for delimiter, sign in (("comma", ","), ("semicolon", ";"), ("tab", "\t")):
        made = files(holding(column_of(text)), CsvOptions(delimiter=delimiter))["t.csv"]  # type: ignore[arg-type]  # all three
        (_head, *found) = rows(made, sign)
        assert found == [[f"'{text}" if text in GUARDED else text]]


@given(texts())
def test_one_apostrophe_less_gives_the_text_back(text: str) -> None:
    """Law 6: any text survives: without the guard it is the text of the report."""
    found = rows(files(holding(column_of(text)))["t.csv"])[1][0]
    assert found.removeprefix("'") == text
    assert found.lstrip(" ")[:1] not in {"=", "+", "-", "@", "\t", "\r"} or not text.strip()


def test_numbers_stay_numbers() -> None:
    """No separators, no exponents, negative numbers without a guard; dates in ISO 8601."""
    values = [-5, Decimal("1E+3"), Decimal("-0.10"), date(2017, 9, 30), None]
    table = column_of(*values, Cell(date(2017, 9, 1), Kind.MONTH))
    found = [row[0] for row in rows(files(holding(table))["t.csv"])[1:]]
    assert found == ["-5", "1000", "-0.10", "2017-09-30", "", "2017-09"]


def test_amounts_of_several_currencies_are_columns() -> None:
    """A column of money is one of numbers for each currency; in text the code stays with it."""
    euro, yen = Money("-1.50", "EUR"), Money(3, "JPY")
    table = column_of(euro, yen, None, kind=Kind.MONEY)
    assert rows(files(holding(table))["t.csv"]) == [
        ["Heading (EUR)", "Heading (JPY)"], ["-1.50", ""], ["", "3"], ["", ""]
    ]  # fmt: skip
    assert rows(files(holding(column_of(euro)))["t.csv"])[1] == [str(euro)]


def test_options() -> None:
    """A byte order mark and the total row are written where they are asked for."""
    total = attrs.evolve(column_of("x"), total=(Cell("Total"),))
    assert len(rows(files(holding(total))["t.csv"])) == 2
    made = files(holding(total), CsvOptions(bom=True, totals=True))["t.csv"]
    assert made.startswith(b"\xef\xbb\xbf")
    assert rows(made)[-1] == ["Total"]


def test_names_of_files_are_those_of_any_file_system() -> None:
    """K01–K20: names hold letters, digits and hyphens, and no two differ in case only."""
    ids = ["a:b", "A/b", "../x", "a b", "é"]
    made = files(holding(*(attrs.evolve(column_of("x"), id=id_) for id_ in ids)))
    assert list(made) == ["a-b.csv", "A-b.2.csv", "---x.csv", "a-b.3.csv", "-.csv"]


@pytest.mark.parametrize("text", ["a\0b", "\ud83d", "x\udc00"], ids=ascii)
def test_what_no_file_can_hold_is_refused(text: str) -> None:
    """T23, T28, T29: the table, the row, the column and the text are told."""
    with pytest.raises(DataError) as told:
        files(holding(column_of("fine", text)))
    (problem,) = told.value.problems
    assert (problem.code, problem.path) == ("text-unwritable", "tables.t.rows[1].c")
    assert problem.value == ascii(text)


def test_a_name_without_suffix_is_a_folder(tmp_path: Path) -> None:
    """The folder has the files of the zip; the command counts them."""
    told = CliRunner().invoke(main, ["export", str(YEAR), "--to", "csv", "-o", str(tmp_path / "t")])
    assert told.exit_code == 0, told.output
    written = {file.name: file.read_bytes() for file in (tmp_path / "t").iterdir()}
    with zipfile.ZipFile(io.BytesIO(cproc.render(loaded("cproc_2017"), "csv"))) as archive:
        assert written == {name: archive.read(name) for name in archive.namelist()}
    assert f"({len(written)} files, " in told.output
    again = CliRunner().invoke(
        main, ["export", str(YEAR), "--to", "csv", "-o", str(tmp_path / "t")]
    )
    assert "never replaced" in again.output
