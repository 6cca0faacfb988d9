"""Charts Word draws itself: each a part of the package, with a workbook of its data inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import count
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part

from cproc.exporters.docx.book import Book
from cproc.exporters.docx.inline import XML, attribute, paragraph, piece, run
from cproc.exporters.office import cell_text, chart_drawing, chart_xml, palette, spreadsheet
from cproc.exporters.office.chart_model import Drawing, Number
from cproc.labels import typography
from cproc.report import Chart, ChartKind, Report
from cproc.serialize.tables import column_letters
from cproc.text import inline_text

_EMU = 12_700  # English Metric Units in a point
_TWENTIETH = 20  # twentieths of a point, in which pages are measured

_ROWS = b"<sheetData></sheetData>"


def figure(
    book: Book, report: Report, chart: Chart, width: int, colours: palette.Palette = palette.THEME
) -> Iterator[Any]:
    """The paragraph a chart stands in, its parts added to the document, and that of its note."""
    formatter, drawing = (
        cell_text.Formatter(report.language),
        chart_drawing.drawing_of(report, chart),
    )
    height = chart_drawing.height(drawing)
    look = chart_xml.Look(
        colours,
        attribute(typography.language_tag(report.language)),
        width / _TWENTIETH,
        height,
        group=formatter.group,
    )
    frame = piece(
        "chart-frame",
        number=next(book.numbers),
        width=round(width / _TWENTIETH * _EMU),
        height=round(height * _EMU),
        alt=attribute(formatter.text(chart.alt)),
        title=attribute(drawing.title),
        chart=_added(book.document.part, drawing, look),
    )
    yield paragraph(book.styles["Figure"], frame, keep_next=bool(drawing.note))
    if drawing.note:
        yield paragraph(book.styles["Table Note"], run(drawing.note, book.look(report.language)))


def _added(source: Part, drawing: Drawing, look: chart_xml.Look) -> str:
    package: Any = source.package
    names = ("/word/embeddings/data%d.xlsx", "/word/charts/chart%d.xml")
    for_data, for_chart = map(package.next_partname, names)
    points = drawing.days if drawing.kind is ChartKind.STEPS else drawing.labels
    rows = zip(points, *(one.numbers for one in drawing.series), strict=True)
    data = workbook([("", *(one.name for one in drawing.series)), *rows])
    book = Part(for_data, CONTENT_TYPE.SML_SHEET, data, package)
    part = Part(for_chart, CONTENT_TYPE.DML_CHART, package=package)
    inside = part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)

    def cells(series: int) -> str:
        column = column_letters(series + 2)
        return f"Data!${column}$2:${column}${len(points) + 1}"

    def name(series: int) -> str:
        return f"Data!${column_letters(series + 2)}$1"

    part._blob = chart_xml.chart_space(drawing, look, cells, name, inside).encode()
    return source.relate_to(part, RELATIONSHIP_TYPE.CHART)


def workbook(rows: Iterable[Sequence[str | Number]]) -> bytes:
    """A workbook of openpyxl's, its one sheet filled; text is text and never a formula."""
    lines = "".join(
        f'<row r="{number}">{"".join(map(_cell, count(1), [number] * len(row), row))}</row>'
        for number, row in enumerate(rows, start=1)
    )
    stream = BytesIO()
    with (
        ZipFile(BytesIO((XML / "chart-data.xlsx").read_bytes())) as source,
        ZipFile(stream, "w", ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            filled = f"<sheetData>{lines}</sheetData>".encode()
            target.writestr(entry, source.read(entry).replace(_ROWS, filled))
    return stream.getvalue()


def _cell(column: int, row: int, value: str | Number) -> str:
    at = f'<c r="{column_letters(column)}{row}"'
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return f'{at} t="inlineStr"><is>{inline_text(value)}</is></c>'
    return f"{at}><v>{spreadsheet.number_text(value)}</v></c>"
