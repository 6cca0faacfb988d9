"""The suite catches an exporter that breaks a rule: one bad exporter for each."""

from __future__ import annotations

import decimal
import inspect
import io
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, ClassVar
from zipfile import ZipFile

import attrs
import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook, load_workbook

from cproc.checks import check
from cproc.errors import DataError, Problem
from cproc.hookspecs import Exporter, Job
from cproc.model import Portfolio
from cproc.plugins import render
from cproc.report import Report, Table
from cproc.testing import ExporterConformance, empty_portfolio, make_portfolio
from cproc.testing.office_files import differing, formulas, unsound
from cproc.text import Medium, refuse_unwritable, units


@attrs.frozen
class Options:
    """How it is written.

    Args:
        upper: Whether words are shouted.
    """

    upper: bool = False


class Good(Exporter):
    """Writes titles and the number of entries, one a line; breaks no rule."""

    name, suffix, media_type = "good", ".txt", "text/plain"
    description = "titles of activities"
    options: type[Any] = Options

    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        lines = [str(len(portfolio.activities)), report.title]
        for made in portfolio.activities:
            title = made.title.best(report.language)
            if re.search("[\0\ud800-\udfff]", title):
                told = Problem("text-unwritable", "no file can hold it.")
                raise DataError([told])
            lines.append(title)
        text = "\n".join(self.line(line) for line in lines)
        stream.write((text.upper() if job.options.upper else text).encode())
        job.progress(1, 1)

    def line(self, text: str) -> str:
        return " ".join(text.split())


def read(data: bytes) -> Iterator[str]:
    yield from data.decode().splitlines()


class Suite(ExporterConformance):
    exporter: ClassVar[Exporter] = Good()
    reader = staticmethod(read)
    large: ClassVar[int] = 30


TESTS = [name for name in dir(ExporterConformance) if name.startswith("test_")]


@pytest.fixture
def means(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> dict[str, Any]:
    """What tests of the suite ask pytest for."""
    return {"tmp_path": tmp_path, "monkeypatch": monkeypatch, "capsys": capsys}


def hold(
    exporter: Exporter, test: str, means: dict[str, Any], reader: Callable[..., Any] = read
) -> None:
    suite = type("Made", (Suite,), {"exporter": exporter, "reader": staticmethod(reader)})()
    method = getattr(suite, test)
    method(**{name: means[name] for name in inspect.signature(method).parameters})


@pytest.mark.parametrize("test", TESTS)
def test_a_good_exporter_passes(test: str, means: dict[str, Any]) -> None:
    """Every rule can be held by an exporter of twenty lines."""
    hold(Good(), test, means)


OF_OFFICE_FILES = {
    "test_hostile_text",
    "test_no_text_is_a_formula",
    "test_an_office_file_opens",
    "test_the_same_portfolio_gives_the_same_bytes",
}


def read_book(data: bytes) -> Iterator[str]:
    for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows():
        yield from (str(cell.value) for cell in row)


@pytest.mark.parametrize("test", [name for name in TESTS if name in OF_OFFICE_FILES])
def test_a_good_exporter_of_workbooks_passes(test: str, means: dict[str, Any]) -> None:
    """One that puts texts into cells as texts, and leaves the clock to openpyxl."""
    hold(Book(), test, means, read_book)


class Nameless(Good):
    name = "Good One"


class Undescribed(Good):
    @attrs.frozen
    class Silent:
        """No word about its option."""

        upper: bool = False

    options = Silent


class Unknown(Good):
    languages = ("xx",)


class NeedsProjects(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        portfolio.projects[0].title.best("en")
        super().export(portfolio, report, stream, job)


class SmallOnly(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        assert len(portfolio.activities) < 30
        super().export(portfolio, report, stream, job)


class EnglishOnly(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        assert report.title.isascii()
        assert report.language == "en"
        super().export(portfolio, report, stream, job)


class Latin(Good):
    def line(self, text: str) -> str:
        return text.encode("latin-1", "replace").decode("latin-1")


class Strict(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        if not all(made.title.best("en").isascii() for made in portfolio.activities):
            raise DataError([Problem("text-unwritable", "not ASCII.")])
        super().export(portfolio, report, stream, job)


class Numbers(Good):
    def line(self, text: str) -> str:
        return str(int(text)) if text.isdecimal() else super().line(text)


class Mute(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        if any("{{" in made.title.best("en") for made in portfolio.activities):
            raise DataError([Problem("", "")])
        super().export(portfolio, report, stream, job)


class Miscounts(Good):
    def line(self, text: str) -> str:
        return str(int(text) + 1) if text.isdecimal() else super().line(text)


class NoShouting(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        assert not job.options.upper
        super().export(portfolio, report, stream, job)


class Clock(Good):
    def line(self, text: str) -> str:
        return f"{super().line(text)} {time.perf_counter_ns()}"


class Changes(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        super().export(portfolio, report, stream, job)
        tables: Any = report.tables
        tables["mine"] = Table("mine", "", (), ())


class Swallows(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        try:
            super().export(portfolio, report, stream, job)
        except OSError:
            job.progress(1, 1)


class Quiet(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        super().export(portfolio, report, stream, Job(job.options))


class Backwards(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        super().export(portfolio, report, stream, job)
        job.progress(0, 1)


class TooMuch(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        super().export(portfolio, report, stream, job)
        job.progress(3, 2)


class Unfinished(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        super().export(portfolio, report, stream, Job(job.options))
        job.progress(1, 2)


class Prints(Good):
    def line(self, text: str) -> str:
        print(text)  # noqa: T201 - what it must not do
        return super().line(text)


class Litters(Good):
    def line(self, text: str) -> str:
        Path("litter.txt").write_text(text, encoding="utf-8")
        return super().line(text)


class Rounds(Good):
    def line(self, text: str) -> str:
        decimal.getcontext().prec = 3
        return super().line(text)


class Closes(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        super().export(portfolio, report, stream, job)
        stream.close()


class Blind(Good):
    def line(self, text: str) -> str:
        return text if text.isdecimal() else "?"


class Book(Good):
    """Writes the same as a workbook with openpyxl, whose texts are texts."""

    suffix = ".xlsx"

    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        text = io.BytesIO()
        super().export(portfolio, report, text, job)
        book = Workbook()
        for row, line in enumerate(text.getvalue().decode().split("\n"), start=1):
            refuse_unwritable([(f"row {row}", line)], Medium.XML)
            if units(line) > 32_767:
                told = Problem("text-length", "no cell can hold it.")
                raise DataError([told])
            cell = book.worksheets[0].cell(row, 1, line)
            cell.data_type = self.kind(line)
        stream.write(self.bytes_of(book))

    def kind(self, _line: str) -> str:
        return "s"

    def bytes_of(self, book: Workbook) -> bytes:
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()


class Formulas(Book):
    def kind(self, line: str) -> str:
        return "f" if line.startswith("=") else "s"


class Lossy(Book):
    def bytes_of(self, book: Workbook) -> bytes:
        out = io.BytesIO()
        with ZipFile(io.BytesIO(super().bytes_of(book))) as old, ZipFile(out, "w") as new:
            for name in old.namelist():
                if name != "xl/styles.xml":
                    new.writestr(name, old.read(name))
        return out.getvalue()


class ClockBook(Book):
    def line(self, text: str) -> str:
        return f"{super().line(text)} {time.perf_counter_ns()}"


class TextBook(Good):
    suffix = ".xlsx"


class Fields(Good):
    """Writes a document in which each text is a field."""

    suffix = ".docx"

    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        document = Document()
        for activity in portfolio.activities:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), activity.title.best("en"))
            document.add_paragraph()._p.append(field)
        document.save(stream)


BAD: list[tuple[Exporter, str, str]] = [
    (Nameless(), "test_it_describes_itself", "no plain word"),
    (Undescribed(), "test_it_describes_itself", "'upper' is not described"),
    (Unknown(), "test_it_describes_itself", "no labels in xx"),
    (NeedsProjects(), "test_an_empty_portfolio", "IndexError"),
    (SmallOnly(), "test_a_large_portfolio", "AssertionError"),
    (EnglishOnly(), "test_every_language", "AssertionError"),
    (Latin(), "test_every_script", "not found as typed"),
    (Strict(), "test_every_script", "not ASCII"),
    (Blind(), "test_every_script", "none of the title of an activity"),
    (Numbers(), "test_hostile_text", "changed in silence: .*'007'"),
    (Mute(), "test_hostile_text", "a refusal says nothing"),
    (Miscounts(), "test_figures_are_found", "entries = 20 is not found"),
    (NoShouting(), "test_every_option", "AssertionError"),
    (Formulas(), "test_no_text_is_a_formula", r"'=1\+1' is a formula in xl/worksheets/sheet1.xml"),
    (Fields(), "test_no_text_is_a_formula", r"'=1\+1' is a formula in word/document.xml"),
    (Lossy(), "test_an_office_file_opens", "leads to xl/styles.xml, which is not there"),
    (TextBook(), "test_an_office_file_opens", "no file of an office program"),
    (
        ClockBook(),
        "test_the_same_portfolio_gives_the_same_bytes",
        "member xl/worksheets/sheet1.xml, byte",
    ),
    (Clock(), "test_the_same_portfolio_gives_the_same_bytes", "two exports differ"),
    (Changes(), "test_the_portfolio_and_the_report_are_not_changed", "was changed"),
    (Swallows(), "test_a_write_that_fails_is_not_hidden", "swallowed"),
    (Quiet(), "test_progress_is_told", "no progress is told"),
    (Backwards(), "test_progress_is_told", "goes back"),
    (TooMuch(), "test_progress_is_told", "more is done"),
    (Unfinished(), "test_progress_is_told", r"ends at \(1, 2\)"),
    (Prints(), "test_it_leaves_everything_else_alone", "printed"),
    (Litters(), "test_it_leaves_everything_else_alone", "a file was written"),
    (Rounds(), "test_it_leaves_everything_else_alone", "decimal context was changed"),
    (Closes(), "test_it_leaves_everything_else_alone", "closed"),
]


@pytest.mark.parametrize(("exporter", "test", "told"), BAD, ids=lambda x: type(x).__name__)
def test_a_bad_exporter_is_caught(
    exporter: Exporter, test: str, told: str, means: dict[str, Any]
) -> None:
    """The rule that is broken fails, with a sentence that says how."""
    with decimal.localcontext(), pytest.raises(Exception, match=told):
        hold(exporter, test, means)


def test_every_rule_is_shown_to_catch_something() -> None:
    """A test of the suite that no bad exporter fails would be no test."""
    assert {test for _exporter, test, _told in BAD} == set(TESTS)


def test_the_empty_portfolio_is_valid() -> None:
    """An office with nothing is not wrong."""
    assert [problem for problem in check(empty_portfolio()) if problem.severity == "error"] == []
    assert not empty_portfolio().activities


def test_all_that_becomes_of_hostile_texts_is_said_at_once(means: dict[str, Any]) -> None:
    """An author who mends one text at a time would run the suite forty times."""

    class Careless(Good):
        """Loses zeros and invisible marks, and stops at a control character."""

        def line(self, text: str) -> str:
            if "\x01" in text:
                raise RuntimeError(text)
            return Numbers().line(text).replace("\u200b", "")

    with pytest.raises(AssertionError) as caught:
        hold(Careless(), "test_hostile_text", means)
    lines = str(caught.value).splitlines()
    assert "the title of an activity is changed in silence: '007'" in lines
    assert "the title of an activity is changed in silence: 'a\\u200bb'" in lines
    assert any(line.startswith("'a\\x01b' gives no file: ") for line in lines)


def test_an_office_file_has_the_day_of_issue() -> None:
    """Openpyxl writes the time of the clock; the library puts the day of the report there."""
    portfolio = make_portfolio(3)
    with ZipFile(io.BytesIO(render(portfolio, Book()))) as archive:
        core = archive.read("docProps/core.xml").decode()
    issued = f"{portfolio.issued}T00:00:00Z"
    assert re.findall(r"<dcterms:(\w+)[^>]*>([^<]*)", core) == [
        ("created", issued),
        ("modified", issued),
    ]


def test_files_that_differ_in_their_members() -> None:
    """A member more or less, and one that is damaged, are said by name."""

    def zipped(**members: str) -> bytes:
        stream = io.BytesIO()
        with ZipFile(stream, "w") as archive:
            for name, text in members.items():
                archive.writestr(name, text)
        return stream.getvalue()

    assert differing(zipped(a="1"), zipped(b="1")) == "its members: ['a'] and ['b']"
    assert "the member a, byte 1: b'12' and b'13'" in differing(zipped(a="12"), zipped(a="13"))
    damaged = zipped(a="12").replace(b"12", b"99")
    assert "the member a, which is damaged" in differing(zipped(a="12"), damaged)
    assert differing(b"ab", b"abc") == "byte 2: b'ab' and b'abc'"


def test_office_files_that_do_not_open() -> None:
    """What no part leads to, what is no XML and what a library refuses is said."""
    stream = io.BytesIO()
    Workbook().save(stream)
    out = io.BytesIO()
    with ZipFile(stream) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<a" if name == "xl/workbook.xml" else old.read(name))
        new.writestr("more.bin", b"x")
    faults = "\n".join(unsound(out.getvalue(), ".xlsx"))
    assert "xl/workbook.xml is no XML" in faults
    assert "[Content_Types].xml does not say what more.bin is" in faults
    assert "openpyxl does not open it" in faults
    assert "calamine does not open it" in faults
    assert not list(unsound(stream.getvalue(), ".xlsx"))
    assert not list(formulas(b"no zip"))
