"""Native charts, drawn so that they also read in grey and by those who do not see them."""

from __future__ import annotations

from typing import Any, Final

from openpyxl.chart import BarChart, LineChart
from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)
from openpyxl.drawing.xdr import XDRPositiveSize2D

from cproc.exporters.xlsx.formats import format_of
from cproc.exporters.xlsx.layout import ChartPlace
from cproc.exporters.xlsx.looks import FONT
from cproc.exporters.xlsx.places import Place
from cproc.exporters.xlsx.profile import TableProfile
from cproc.exporters.xlsx.values import attribute, number_text
from cproc.money import Money
from cproc.report.model import Chart, ChartKind, Kind, Table

EMU = 12_700
"""English Metric Units of a point."""
# Shades that stay apart in grey; a pattern or a dash tells them apart where shades end.
_SHADES = ("1F3864", "8FAADC", "C9C9C9", "44546A", "B4C7E7", "7F7F7F")
_LINES = ("1F3864", "767676", "000000", "2E75B6", "595959", "44546A")
_PATTERNS: Final[tuple[Any, ...]] = (None, None, "wdUpDiag", "pct50", "dkHorz", "smGrid")
_DASHES: Final[tuple[Any, ...]] = ("solid", "dash", "sysDot", "dashDot", "lgDash", "sysDash")
_MARKS: Final[tuple[Any, ...]] = ("circle", "square", "triangle", "diamond", "x", "plus")


def _colour(rgb: Any) -> ColorChoice:
    return ColorChoice(srgbClr=rgb)


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
    fill = PatternFillProperties(prst=pattern, fgClr=_colour(_SHADES[0]), bgClr=_colour("FFFFFF"))
    return GraphicalProperties(pattFill=fill, ln=edge)


def _font(size: int, *, bold: bool = False) -> Any:
    return CharacterProperties(sz=size * 100, b=bold, latin=Font(typeface=FONT), solidFill="262626")


def _title(text: str, size: int, *, bold: bool) -> Any:
    font = _font(size, bold=bold)
    runs = [RegularTextRun(rPr=font, t=text)]
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=font), r=runs)
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _small_text() -> Any:
    small = ParagraphProperties(defRPr=_font(9))
    return RichText(p=[Paragraph(pPr=small, endParaRPr=_font(9))])


def _series(chart: Chart, place: Place, number: int, form: str) -> Any:
    table = place.table
    names, values = table.index(chart.labels), table.index(chart.values[number])
    texts = [StrVal(idx=n, v=_label(row[names].value)) for n, row in enumerate(table.rows)]
    digits = [
        NumVal(idx=n, v=digit)
        for n, row in enumerate(table.rows)
        if (digit := _digits(row[values].value))
    ]
    heading = table.columns[values].label
    cell = place.cell(chart.values[number], place.header)
    made = Series(
        idx=number,
        order=number,
        tx=SeriesLabel(
            strRef=StrRef(f=cell, strCache=StrData(ptCount=1, pt=[StrVal(0, _label(heading))]))
        ),
        cat=AxDataSource(
            strRef=StrRef(
                f=place.spans(chart.labels)[0], strCache=StrData(ptCount=len(texts), pt=texts)
            )
        ),
        val=NumDataSource(
            numRef=NumRef(
                f=place.spans(chart.values[number])[0],
                numCache=NumData(formatCode=form, ptCount=len(table.rows), pt=digits),
            )
        ),
        spPr=_shade(number, chart.kind),
    )
    if chart.kind is ChartKind.LINE:
        shade = _LINES[number % len(_LINES)]
        mark = _MARKS[number % len(_MARKS)]
        made.marker = Marker(symbol=mark, size=6, spPr=GraphicalProperties(solidFill=shade))
        made.smooth = False
    else:
        made.invertIfNegative = False
    return made


def _digits(value: Any) -> str:
    amount = value.amount if isinstance(value, Money) else value
    return "" if amount is None or isinstance(amount, str) else number_text(amount)


def _label(value: Any) -> str:
    return "" if value is None else attribute(str(value))


def draw(place: ChartPlace, table: Place, held: TableProfile, language: str) -> Any:
    """Make a chart of openpyxl.

    Args:
        place: The chart and where it stands.
        table: Where its table stands.
        held: What its table holds.
        language: Language that months are named in.
    """
    chart, columns = place.chart, table.table.columns
    index = table.table.index(chart.values[0])
    column, profile = columns[index], held.columns[index]
    of, currency, kind = next(
        iter(sorted((v for v in profile.variants if v[0] is not type(None)), key=str)),
        (int, "", None),
    )
    shown = kind or column.kind
    form = format_of(of, currency, shown, column=column, held=profile, language=language)
    made: Any = LineChart() if chart.kind is ChartKind.LINE else BarChart()
    if chart.kind is not ChartKind.LINE:
        made.type = "bar" if chart.kind is ChartKind.BARS else "col"
        made.gapWidth = 60
        made.overlap = 0 if len(chart.values) > 1 else None
    for number in range(len(chart.values)):
        made.series.append(_series(chart, table, number, form))
    made.title = _title(chart.title, 11, bold=True)
    made.legend.position = "b"
    made.legend.overlay = False
    made.legend.txPr = _small_text()
    if len(chart.values) == 1:
        made.legend = None
    names, values = made.x_axis, made.y_axis
    names.title = _title(columns[table.table.index(chart.labels)].label, 9, bold=False)
    values.title = _title(_values_title(chart, table, currency), 9, bold=False)
    values.number_format = "0%" if shown is Kind.PERCENT else _axis(chart, table.table)
    values.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9", w=6_350))
    if chart.kind is ChartKind.BARS:
        names.scaling.orientation = "maxMin"
        values.crosses = "max"
    for axis in (names, values):
        axis.delete = False
        axis.txPr = _small_text()
        axis.majorTickMark = "out"
        axis.spPr = GraphicalProperties(ln=LineProperties(solidFill="7F7F7F", w=9_525))
    size = XDRPositiveSize2D(round(place.width * EMU), round(place.height * EMU))
    inset = 8 * EMU if place.column > 1 else 0
    marker = AnchorMarker(col=place.column - 1, colOff=inset, row=place.row - 1, rowOff=3 * EMU)
    made.anchor = OneCellAnchor(_from=marker, ext=size)
    return made


def _axis(chart: Chart, table: Table) -> str:
    """The format of an axis: large amounts in millions or thousands, to stay short.

    Programs set marks at 1, 2 or 5 of a power of ten, a tenth of the largest at least: no
    mark comes out rounded.
    """
    values = [row[table.index(column)].value for row in table.rows for column in chart.values]
    largest = max((abs(value.amount) for value in values if isinstance(value, Money)), default=0)
    if largest >= 1_000_000:
        return '[=0]0;0.0,,"\u00a0M"'
    return '[=0]0;0,"\u00a0k"' if largest >= 20_000 else "#,##0"


def _values_title(chart: Chart, place: Place, currency: str) -> str:
    if len(chart.values) > 1 and currency:
        return currency
    label = place.table.columns[place.table.index(chart.values[0])].label
    return label if not currency or currency in label else f"{label} ({currency})"
