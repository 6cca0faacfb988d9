"""Charts of Word and Excel: drawn by these programs themselves, and drawn alike."""

import io
import math
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from example_data import loaded
from hypothesis import given
from hypothesis import strategies as st
from libreoffice import converter
from lxml import etree
from openpyxl.utils import range_boundaries
from validators import by_open_xml_sdk
from workbooks import PORTFOLIO, exported, report_of

import cproc
from cproc.exporters.docx import DocxExporter, DocxOptions
from cproc.exporters.office.chart_drawing import describe
from cproc.exporters.office.chart_model import Drawing, Shape, in_lines
from cproc.exporters.office.palette import PALETTE, Paint
from cproc.exporters.office.spreadsheet import EPOCH, serial
from cproc.exporters.office.text_width import width
from cproc.hookspecs import Job
from cproc.labels import labels_in
from cproc.model import Money
from cproc.report import Cell, Chart, ChartKind, Column, Kind, Section, Table

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
BOOKS = [
    ("cproc_2017", "fr"),
    ("eu_grant", "en"),
    pytest.param("cproc_2017", "en", marks=pytest.mark.thorough),
    pytest.param("eu_grant", "fr", marks=pytest.mark.thorough),
]


def parts(blob: bytes) -> dict[str, Any]:
    """The chart parts of a file, by their names."""
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        names = [n for n in archive.namelist() if re.fullmatch(r"\w+/charts/chart\d+\.xml", n)]
        return {name: etree.fromstring(archive.read(name)) for name in sorted(names)}


def values(cache: Any) -> list[str | None]:
    """What is stored of a series, or of the names of its points."""
    count = int(cache.find(f"{C}ptCount").get("val"))
    known = {int(p.get("idx")): p.findtext(f"{C}v") for p in cache.iter(f"{C}pt")}
    return [known.get(at) for at in range(count)]


def references(root: Any) -> Iterator[tuple[str, list[str | None]]]:
    """The ranges that a chart draws, each with what is stored of it."""
    for tag in ("numRef", "strRef"):
        for reference in root.iter(f"{C}{tag}"):
            yield reference.findtext(f"{C}f"), values(reference[1])


def same(stored: str | None, cell: Any) -> bool:
    if isinstance(cell, int | float | Decimal):
        return stored is not None and math.isclose(float(stored), float(cell), rel_tol=1e-12)
    return (stored or "") == (str(cell) if cell is not None else "")


@pytest.mark.parametrize(("name", "language"), BOOKS)
def test_what_a_chart_of_a_workbook_stores_is_what_its_cells_hold(name: str, language: str) -> None:
    """Every range that a chart draws lies in the workbook and holds what the chart stores."""
    blob = cproc.render(loaded(name), "xlsx", language)
    book = openpyxl.load_workbook(io.BytesIO(blob), data_only=True)
    drawn = parts(blob)
    assert drawn
    for root in drawn.values():
        for formula, stored in references(root):
            tab, _mark, cells = formula.rpartition("!")
            sheet = book[tab.strip("'").replace("''", "'")]
            corners = range_boundaries(cells.replace("$", ""))
            left, top, right, bottom = (int(at or 0) for at in corners)
            held = [
                sheet.cell(row, column).value
                for row in range(top, bottom + 1)
                for column in range(left, right + 1)
            ]
            assert len(held) == len(stored)
            assert all(map(same, stored, held)), (formula, stored, held)


@pytest.mark.parametrize(("name", "language"), BOOKS)
def test_what_a_chart_of_a_document_stores_is_what_its_workbook_holds(
    name: str, language: str
) -> None:
    """A chart of Word has its data in a workbook inside, cell by cell."""
    blob = cproc.render(loaded(name), "docx", language)
    drawn = parts(blob)
    assert drawn
    for number, root in enumerate(drawn.values(), start=1):
        with zipfile.ZipFile(io.BytesIO(blob)) as archive:
            data = archive.read(f"word/embeddings/data{number}.xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(data))["Data"]
        for formula, stored in references(root):
            cells = sheet[formula.rpartition("!")[2].replace("$", "")]
            held = [row[0].value for row in cells] if isinstance(cells, tuple) else [cells.value]
            assert all(map(same, stored, held)), (formula, stored, held)


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_charts_keep_their_texts_upright(suffix: str) -> None:
    """No label of an axis, a point or a legend is turned; only the title of an axis may be."""
    for root in parts(cproc.render(loaded("cproc_2017"), suffix)).values():
        for texts in root.iter(f"{C}txPr"):
            assert texts[0].get("rot") == "0"


# --- All kinds ----------------------------------------------------------------------------------

NAMES = ("Alpha", "Beta & Co", "=1+1", "A project whose name is far too long for one single line")
DAYS = [
    (date(2014, 1, 1), date(2016, 6, 30)),
    (date(2016, 3, 1), date(2019, 12, 31)),
    (date(2018, 1, 1), date(2018, 12, 31)),
    (date(2016, 7, 1), None),
]
DAY = date(2017, 9, 30)
WORDS = ("ended", "passed", "to come", "open", "30 September 2017")

TABLE = Table(
    "t",
    "Table",
    (
        Column("name", "Name"),
        Column("start", "Start", Kind.DATE),
        Column("end", "End", Kind.DATE),
        Column("amount", "Amount", Kind.MONEY),
        Column("more", "More", Kind.MONEY),
    ),
    tuple(
        (
            Cell(name),
            Cell(start),
            Cell(end),
            Cell(Money(10**6 * (n + 1), "EUR")),
            Cell(Money(n, "EUR")),
        )
        for n, (name, (start, end)) in enumerate(zip(NAMES, DAYS, strict=True))
    ),
    keys=("a", "b", "c", "d"),
)
TIME = Chart(
    "time", "Time", "A", ChartKind.TIMELINE, "t", "name", ("start", "end"), series=WORDS, day=DAY
)
CHARTS = (
    TIME,
    Chart("steps", "Steps", "A", ChartKind.STEPS, "t", "start", ("amount",), day=DAY),
    Chart("bars", "Bars", "A", ChartKind.BARS, "t", "name", ("amount", "more"), note="A note."),
    Chart("line", "Line", "A", ChartKind.LINE, "t", "name", ("amount", "more")),
    Chart("row", "Row", "A", ChartKind.BARS, "t", "", ("amount", "more")),
    Chart(
        "rest", "Rest", "A", ChartKind.COLUMNS, "t", "name", ("amount",),
        rows=("a", "none"), points=("A", "N", "2 others"), rest=("c", "d"),
    ),
)  # fmt: skip


def described(chart: Chart, table: Table = TABLE) -> Drawing:
    return describe(chart, table, [str(row[0].value) for row in table.rows], str)


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_every_kind_of_chart_is_valid(suffix: str, tmp_path: Path) -> None:
    """The Open XML SDK finds nothing in a file with charts of all kinds."""
    blob = written(suffix)
    cover = suffix == "xlsx"  # which shows one of them again
    assert len(parts(blob)) == len(CHARTS) + cover
    assert by_open_xml_sdk(blob, tmp_path, f".{suffix}") == []


def written(suffix: str) -> bytes:
    """All kinds of charts in a file."""
    report = report_of(TABLE, charts=CHARTS)
    if suffix == "xlsx":
        return exported(report)
    words = labels_in("en").group("export")
    sections = (Section("s", "Section", 1, report.sheets[0].blocks),)
    stream = io.BytesIO()
    report = attrs.evolve(report, labels=words, sections=sections)
    DocxExporter().export(PORTFOLIO, report, stream, Job(DocxOptions()))
    return stream.getvalue()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_libreoffice_draws_the_charts(tmp_path: Path) -> None:
    """Names, days, years, numbers and notes of the charts are on the page."""
    files = {f"{to}.{to}": written(to) for to in ("docx", "xlsx")}
    folder = converter(tmp_path)(files, "pdf")
    for to in ("docx", "xlsx"):
        text = subprocess.run(
            ["pdftotext", "-layout", folder / f"{to}.pdf", "-"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        for words in ("passed", "to come", "2014", "2020", "A note.", "2 others", "EUR million"):
            assert words in text, (to, words)
        assert "Series" not in text


# --- Time ---------------------------------------------------------------------------------------


def test_a_time_line_tells_what_has_passed_from_what_is_to_come() -> None:
    """Bars end to the day; one that has ended, and one without a known end, are told apart."""
    drawing = described(TIME)
    shown = {one.shape: one.numbers for one in drawing.series if one.shape is not Shape.UNSEEN}
    assert shown[Shape.ENDED] == (912, 0, 0, 0)
    assert shown[Shape.PASSED] == (0, 579, 0, 457)
    assert shown[Shape.AHEAD] == (0, 822, 365, 0)
    assert shown[Shape.OPEN][3] == math.ceil(drawing.axis.last) - (serial(DAY) or 0) - 1
    assert drawing.day == serial(DAY)
    assert drawing.day_name == "30 September 2017"
    assert (drawing.axis.form, drawing.axis.years) == ("yyyy", 1)


days = st.dates(date(2001, 1, 1), date(2060, 12, 31))


@given(st.lists(st.tuples(days, st.none() | st.integers(0, 9000)), min_size=1), days)
def test_the_parts_of_a_bar_are_its_days(spans: list[tuple[date, int | None]], day: date) -> None:
    """What has passed and what is to come are the whole bar, and meet at the end of the day."""
    rows = tuple(
        (Cell("P"), Cell(start), Cell(start + timedelta(n) if n is not None else None))
        for start, n in spans
    )
    table = attrs.evolve(TABLE, columns=TABLE.columns[:3], rows=rows, keys=())
    drawing = described(attrs.evolve(TIME, day=day), table)
    start, *others = [one for one in drawing.series if one.shape is not Shape.DAY]
    for at, (first, length) in enumerate(spans):
        lengths = {one.shape: int(one.numbers[at] or 0) for one in others}
        assert start.numbers[at] == serial(first)
        if length is not None:
            assert sum(lengths.values()) == length + 1
        if lengths.get(Shape.PASSED) and lengths.get(Shape.AHEAD):
            assert first + timedelta(lengths[Shape.PASSED]) == day + timedelta(1)
        assert all(each >= 0 for each in lengths.values())
    ends = [first + timedelta(length or 0) for first, length in spans]
    axis = drawing.axis
    assert axis.first <= (min(*(first for first, _n in spans), day) - EPOCH).days + 1
    assert axis.last >= (max(*ends, day) - EPOCH).days


@given(
    st.lists(
        st.tuples(days, st.none() | st.integers(0, 10**9)), min_size=1, unique_by=lambda p: p[0]
    )
)
def test_a_budget_holds_until_it_changes(changes: list[tuple[date, int | None]]) -> None:
    """A line of steps is level between its days, broken where nothing is known, and complete."""
    changes.sort()
    rows = tuple((Cell(day), Cell(None if n is None else Money(n, "EUR"))) for day, n in changes)
    columns = (Column("day", "Day", Kind.DATE), Column("amount", "Amount", Kind.MONEY))
    chart = Chart("c", "C", "A", ChartKind.STEPS, "t", "day", ("amount",))
    drawing = described(chart, Table("t", "T", columns, rows))
    (line,) = drawing.series
    points = list(zip(drawing.days, line.numbers, strict=True))
    for day, number in changes:
        assert (serial(day), number) in points
    for (left, before), (right, after) in pairwise(points):
        assert left <= right
        assert left == right or before == after or None in {before, after}
    assert drawing.axis.first <= min(drawing.days)
    assert max(drawing.days) <= drawing.axis.last
    for mark in range(int((drawing.axis.last - drawing.axis.first) / drawing.axis.step) + 1):
        day = EPOCH + timedelta(drawing.axis.first + mark * drawing.axis.step)
        assert day.month == 1 if drawing.axis.years else day.month % 3 == 1
    places = [(drawing.days[at], side) for at, side in line.labels.items()]
    assert len({*places}) == len(places)


def test_labels_of_steps_stand_off_the_line() -> None:
    """A number stands above where the line rises and below where it falls; none is on another."""
    amounts = (1_000_000, 4_000_000, 4_100_000, 500_000)
    starts = (date(2014, 1, 1), date(2016, 1, 1), date(2016, 2, 1), date(2018, 1, 1))
    rows = tuple((Cell(d), Cell(Money(n, "EUR"))) for d, n in zip(starts, amounts, strict=True))
    columns = (Column("day", "Day", Kind.DATE), Column("amount", "Amount", Kind.MONEY))
    chart = Chart("c", "C", "A", ChartKind.STEPS, "t", "day", ("amount",))
    drawing = described(chart, Table("t", "T", columns, rows))
    (line,) = drawing.series
    shown = {line.numbers[at]: side for at, side in line.labels.items()}
    assert shown == {1_000_000: "t", 4_000_000: "t", 500_000: "b"}  # a month apart, one is enough


@pytest.mark.parametrize(
    ("amounts", "form"),
    [
        (("18801000", "2089000"), "0.0,,"),
        (("1050000", "1060000"), "0.00,,"),  # told apart
        (("1567510", "4644"), "#,##0,"),  # in millions it would be nothing
        (("24390000", "300"), "#,##0"),
        (("-636677", "20000"), "#,##0,"),
        (("999", "1"), "#,##0"),
    ],
)
def test_amounts_are_shown_in_a_unit_that_tells_them_apart(
    amounts: tuple[str, ...], form: str
) -> None:
    """Millions or thousands, where no amount comes out as zero, nor two as the same."""
    rows = tuple((Cell("P"), Cell(Money(amount, "EUR"))) for amount in amounts)
    columns = (Column("name", "Name"), Column("amount", "Amount (EUR)", Kind.MONEY))
    chart = Chart("c", "C", "A", ChartKind.BARS, "t", "name", ("amount",))
    drawing = described(chart, Table("t", "T", columns, rows))
    assert drawing.number_format(",") == form
    unit = {0: "EUR", 1: "EUR thousand", 2: "EUR million"}[form.count(",") - form.count("#,")]
    assert drawing.values_title == f"Amount ({unit})"


# --- Names and colours --------------------------------------------------------------------------


@given(st.text("ab -é", max_size=200), st.integers(5, 40))
def test_a_name_has_two_lines_at_most(name: str, room: int) -> None:
    """No line is wider than its room; a name that fits is left as it is."""
    lines = in_lines(name, room).split("\n")
    assert len(lines) <= 2
    assert all(width(line) <= room for line in lines)
    if width(name) <= room:
        assert lines == [name]


def lightness(colour: str) -> tuple[float, float]:
    """The lightness L* of a colour, and its contrast to white (WCAG 2.2)."""
    parts_ = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts_]
    red, green, blue = linear
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 116 * y ** (1 / 3) - 16, 1.05 / (y + 0.05)


def test_paints_are_told_apart_in_grey_print() -> None:
    """Of one hatching, colours differ by 15 steps of L*; each has a contrast of 3:1 to white."""
    groups: dict[str, list[Paint]] = {}
    for paint in (*PALETTE.paints, PALETTE.hatched):
        groups.setdefault(paint.pattern, []).append(paint)
        assert lightness(paint.colour)[1] >= 3
    for paints in groups.values():
        levels = sorted(lightness(paint.colour)[0] for paint in paints)
        assert all(high - low >= 15 for low, high in pairwise(levels))
    assert len({(paint.colour, paint.pattern) for paint in PALETTE.paints}) == 6
    time = {PALETTE.strong, PALETTE.soft, PALETTE.faint, PALETTE.hatched}
    assert len({(paint.colour, paint.pattern) for paint in time}) == 4
