"""Native charts, drawn so that they also read in grey and by those who do not see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any, Final

from openpyxl.chart import BarChart, LineChart
from openpyxl.chart import data_source as data
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing import text as rich
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.worksheet.worksheet import Worksheet

from cproc.exporters.office import chart_drawing, spreadsheet, text_width
from cproc.exporters.xlsx.formulas import Place
from cproc.exporters.xlsx.layout import ChartPlace, SheetLayout
from cproc.exporters.xlsx.profile import TableProfile, Variant
from cproc.report import Chart, ChartKind, Kind

EMU = 12_700  # English Metric Units of a point
# Shades that stay apart in grey; a pattern or a dash tells them apart where shades end.
_SHADES: Final[tuple[Any, ...]] = ("1F3864", "8FAADC", "C9C9C9", "44546A", "B4C7E7", "7F7F7F")
_WHITE: Final[Any] = "FFFFFF"
_LINES = ("1F3864", "767676", "000000", "2E75B6", "595959", "44546A")
_PATTERNS: Final[tuple[Any, ...]] = (None, None, "wdUpDiag", "pct50", "dkHorz", "smGrid")
_DASHES: Final[tuple[Any, ...]] = ("solid", "dash", "sysDot", "dashDot", "lgDash", "sysDash")
_MARKS: Final[tuple[Any, ...]] = ("circle", "square", "triangle", "diamond", "x", "plus")


def _shade(number: int, kind: ChartKind) -> GraphicalProperties:
    if kind is ChartKind.LINE:
        shade = _LINES[number % len(_LINES)]
        dash = _DASHES[number % len(_DASHES)]
        return GraphicalProperties(ln=LineProperties(solidFill=shade, w=28_575, prstDash=dash))
    shade = _SHADES[number % len(_SHADES)]
    edge = LineProperties(solidFill=_SHADES[0], w=6_350)
    pattern = _PATTERNS[number % len(_PATTERNS)]
    if pattern is None:
        return GraphicalProperties(solidFill=shade, ln=edge)
    ink, white = (ColorChoice(srgbClr=colour) for colour in (_SHADES[0], _WHITE))
    fill = PatternFillProperties(prst=pattern, fgClr=ink, bgClr=white)
    return GraphicalProperties(pattFill=fill, ln=edge)


def _font(size: int, *, bold: bool = False) -> Any:
    return rich.CharacterProperties(
        sz=size * 100, b=bold, latin=rich.Font(typeface=text_width.FONT), solidFill="262626"
    )


def _title(text: str, size: int, *, bold: bool) -> Any:
    font = _font(size, bold=bold)
    runs = [rich.RegularTextRun(rPr=font, t=text)]
    paragraph = rich.Paragraph(pPr=rich.ParagraphProperties(defRPr=font), r=runs)
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _small_text() -> Any:
    small = rich.ParagraphProperties(defRPr=_font(9))
    return RichText(p=[rich.Paragraph(pPr=small, endParaRPr=_font(9))])


def _rule(colour: str, width: int) -> GraphicalProperties:
    return GraphicalProperties(ln=LineProperties(solidFill=colour, w=width))


def _texts(cells: str, texts: Sequence[str]) -> data.StrRef:
    points = [data.StrVal(at, spreadsheet.escaped(text)) for at, text in enumerate(texts)]
    return data.StrRef(f=cells, strCache=data.StrData(ptCount=len(points), pt=points))


def _series(
    drawing: chart_drawing.Drawing, chart: Chart, place: Place, number: int, form: str
) -> Series:
    one, column = drawing.series[number], chart.values[number]
    digits = [None if value is None else spreadsheet.number_text(value) for value in one.numbers]
    points = [data.NumVal(idx=at, v=text) for at, text in enumerate(digits) if text is not None]
    cache = data.NumData(formatCode=form, ptCount=len(digits), pt=points)
    values = data.NumRef(f=place.spans(column)[0], numCache=cache)
    series = Series(
        idx=number,
        order=number,
        tx=SeriesLabel(strRef=_texts(place.cell(column, place.header), [one.name])),
        cat=data.AxDataSource(strRef=_texts(place.spans(chart.labels)[0], drawing.labels)),
        val=data.NumDataSource(numRef=values),
        spPr=_shade(number, drawing.kind),
    )
    if drawing.kind is ChartKind.LINE:
        shade = _LINES[number % len(_LINES)]
        mark = _MARKS[number % len(_MARKS)]
        series.marker = Marker(symbol=mark, size=6, spPr=GraphicalProperties(solidFill=shade))
        series.smooth = False
    else:
        series.invertIfNegative = False
    return series


def add_charts(
    sheet: Worksheet,
    layout: SheetLayout,
    places: Mapping[str, Place],
    profiles: Mapping[str, TableProfile],
    language: str,
) -> None:
    """Put the charts of a worksheet in their places."""
    for placed in layout.charts:
        name = placed.chart.table
        sheet.add_chart(_draw(placed, places[name], profiles[name], language))


def _draw(place: ChartPlace, table_place: Place, profile: TableProfile, language: str) -> Any:
    chart, table = place.chart, table_place.table
    at = table.index(chart.labels)
    labels = ["" if row[at].value is None else str(row[at].value) for row in table.rows]
    drawing = chart_drawing.describe(chart, table, labels, str)
    index = table.index(chart.values[0])
    values = sorted((v for v in profile.columns[index].variants if v.type is not NoneType), key=str)
    variant = values[0] if values else Variant(int)
    form = profile.columns[index].number_format(variant, language)
    percent = (variant.kind or table.columns[index].kind) is Kind.PERCENT
    drawn: Any = LineChart() if chart.kind is ChartKind.LINE else BarChart()
    if chart.kind is not ChartKind.LINE:
        drawn.type = "bar" if drawing.lying else "col"
        drawn.gapWidth = 60
        drawn.overlap = 0 if len(drawing.series) > 1 else None
    for number in range(len(drawing.series)):
        drawn.series.append(_series(drawing, chart, table_place, number, form))
    drawn.title = _title(drawing.title, 11, bold=True)
    drawn.legend.position = "b"
    drawn.legend.overlay = False
    drawn.legend.txPr = _small_text()
    if not drawing.legend:
        drawn.legend = None
    labels_axis, values_axis = drawn.x_axis, drawn.y_axis
    labels_axis.title = _title(drawing.labels_title, 9, bold=False)
    values_axis.title = _title(drawing.values_title, 9, bold=False)
    values_axis.number_format = "0%" if percent else _axis_format(drawing)
    values_axis.majorGridlines.spPr = _rule("D9D9D9", 6_350)
    if drawing.lying:
        labels_axis.scaling.orientation = "maxMin"
        values_axis.crosses = "max"
    for axis in (labels_axis, values_axis):
        axis.delete = False
        axis.txPr = _small_text()
        axis.majorTickMark = "out"
        axis.spPr = _rule("7F7F7F", 9_525)
    size = XDRPositiveSize2D(round(place.width * EMU), round(place.height * EMU))
    inset = 8 * EMU if place.column > 1 else 0
    marker = AnchorMarker(col=place.column - 1, colOff=inset, row=place.row - 1, rowOff=3 * EMU)
    drawn.anchor = OneCellAnchor(_from=marker, ext=size)
    return drawn


def _axis_format(drawing: chart_drawing.Drawing) -> str:
    """The format of an axis: large amounts in millions or thousands, to stay short.

    Programs set marks at 1, 2 or 5 of a power of ten, a tenth of the largest at least: no
    mark comes out rounded.
    """
    if drawing.currency and drawing.largest >= 1_000_000:
        return '[=0]0;0.0,,"\u00a0M"'
    return '[=0]0;0,"\u00a0k"' if drawing.currency and drawing.largest >= 20_000 else "#,##0"
