"""Charts Word draws itself: each a part of the package, with a workbook of its data inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import count
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part

from cproc.exporters.docx.book import Book
from cproc.exporters.docx.inline import XML, attribute, paragraph, piece
from cproc.exporters.office import cell_text, chart_drawing, spreadsheet
from cproc.labels import typography
from cproc.report import Chart, ChartKind, Report
from cproc.serialize.tables import column_letters

_EMU = 635  # English Metric Units in a twentieth of a point

# Heights in twentieths of a point: of a chart, of the tallest, and of a bar with its gap.
_HEIGHT, _TALLEST, _PER_BAR = 4200, 11000, 480

# With so many points or fewer, each is labelled with its value and the axis is left out.
_LABELLED = 30

# A theme has so many accents; those of ours differ from their neighbours in print without colour,
# and an office's are its own.
_ACCENTS = 6

_ROWS = b"<sheetData></sheetData>"


def figure(book: Book, report: Report, chart: Chart, width: int) -> Any:
    """The paragraph a chart stands in, its parts added to the document."""
    formatter, table = cell_text.Formatter(report.language), report.tables[chart.table]
    labels = formatter.table(table).columns[table.index(chart.labels)]
    drawing = chart_drawing.describe(chart, table, labels, formatter.text)
    height, bars = _HEIGHT, len(labels)
    if drawing.timed:
        height = min(900 + _PER_BAR * bars, _TALLEST)
    elif drawing.lying:
        height = min(500 + _PER_BAR * bars * len(drawing.series), _TALLEST)
    frame = piece(
        "chart-frame",
        number=next(book.numbers),
        width=width * _EMU,
        height=height * _EMU,
        alt=attribute(formatter.text(chart.alt)),
        title=attribute(drawing.title),
        chart=_added(book.document.part, drawing, formatter),
    )
    return paragraph(book.styles["Figure"], frame)


def _added(source: Part, drawing: chart_drawing.Drawing, formatter: cell_text.Formatter) -> str:
    package: Any = source.package
    names = ("/word/embeddings/data%d.xlsx", "/word/charts/chart%d.xml")
    for_data, for_chart = map(package.next_partname, names)
    rows = zip(drawing.labels, *(one.numbers for one in drawing.series), strict=True)
    data = workbook([("", *(one.name for one in drawing.series)), *rows])
    book = Part(for_data, CONTENT_TYPE.SML_SHEET, data, package)
    part = Part(for_chart, CONTENT_TYPE.DML_CHART, package=package)
    inside = part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
    part._blob = _chart(drawing, formatter, inside).encode()
    return source.relate_to(part, RELATIONSHIP_TYPE.CHART)


def _chart(drawing: chart_drawing.Drawing, formatter: cell_text.Formatter, book: str) -> str:
    line, lying, timed = drawing.kind is ChartKind.LINE, drawing.lying, drawing.timed
    labelled = not timed and len(drawing.series) * len(drawing.labels) <= _LABELLED
    form, (low, high) = attribute(drawing.number_format(formatter.group)), drawing.years or (0, 0)
    labels = piece("chart-labels-line" if line else "chart-labels", form=form) if labelled else ""
    return piece(
        "chart",
        language=attribute(typography.language_tag(formatter.language)),
        plot=piece(
            "chart-line" if line else "chart-bars",
            series="".join(_series(drawing, n, form, labels) for n in range(len(drawing.series))),
            direction="bar" if lying else "col",
            grouping="stacked" if timed else "clustered",
            overlap='<c:overlap val="100"/>' if timed else "",
        ),
        # Bars are read from the top, the first one first.
        order="maxMin" if lying else "minMax",
        label_side="l" if lying else "b",
        value_side="t" if lying else "l",
        years=f'<c:max val="{high:.2f}"/><c:min val="{low}"/>' if drawing.years else "",
        labelled=int(labelled),
        grid="" if labelled else piece("chart-grid"),
        form=form,
        unit=f'<c:majorUnit val="{chart_drawing.YEAR}"/>' if timed else "",
        legend=piece("chart-legend") if drawing.legend else "",
        workbook=book,
    )


def _series(drawing: chart_drawing.Drawing, index: int, form: str, labels: str) -> str:
    one, line = drawing.series[index], drawing.kind is ChartKind.LINE
    shape = "unseen" if drawing.timed and not index else "marks" if line else "fill"
    return piece(
        "chart-series",
        index=index,
        column=column_letters(index + 2),
        last=len(drawing.labels) + 1,
        name=_points([one.name]),
        shape=piece(f"chart-{shape}", accent=1 if drawing.timed else index % _ACCENTS + 1),
        labels=labels,
        categories=_points(drawing.labels),
        form=form,
        numbers=_points([n if n is None else spreadsheet.number_text(n) for n in one.numbers]),
        smooth='<c:smooth val="0"/>' if line else "",
    )


def _points(values: Sequence[str | None]) -> str:
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{spreadsheet.xml_text(value)}</c:v></c:pt>'
        for index, value in enumerate(values)
        if value is not None
    )
    return f'<c:ptCount val="{len(values)}"/>{points}'


def workbook(rows: Iterable[Sequence[str | chart_drawing.Number]]) -> bytes:
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


def _cell(column: int, row: int, value: str | chart_drawing.Number) -> str:
    at = f'<c r="{column_letters(column)}{row}"'
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return f'{at} t="inlineStr"><is>{spreadsheet.inline_text(value)}</is></c>'
    return f"{at}><v>{spreadsheet.number_text(value)}</v></c>"
