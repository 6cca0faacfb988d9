"""The XML of a chart (DrawingML): bars, columns or a line, readable without colour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from html import escape
from math import ceil

import attrs

from cproc.exporters.docx.markup import attribute
from cproc.exporters.docx.package import DECLARATION
from cproc.exporters.docx.styles import FONT, GREYS
from cproc.exporters.docx.workbook import column_name
from cproc.report import ChartKind

_LABELLED = 30
"""With so many points or fewer, each is labelled with its value and the axis is left out."""

_YEAR = 365.25
"""Days of a year on an axis of time; beginning on 2 January, each mark is in its own year."""

_CATEGORY, _VALUE = 111111111, 222222222
_INK, _MUTED = "262626", "595959"
_NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


_EPOCH = date(1899, 12, 30)


def serial(day: date) -> int:
    """The number by which Office counts a day (ECMA-376, part 1, 18.17.4.1)."""
    return (day - _EPOCH).days


@attrs.frozen
class Series:
    """A series: its name and a number, or nothing, for each label.

    Args:
        name: What the legend calls it.
        numbers: One for each label.
    """

    name: str
    numbers: Sequence[Decimal | None]


@attrs.frozen
class Drawing:
    """What a chart shows.

    Args:
        kind: Columns, bars, a line or bars along time, of which the first series tells the
            first days and is not seen.
        labels: Names of the points.
        series: What is drawn.
        form: Number format of the labels.
        language: Language, as Word names it.
        workbook: Relationship of the workbook inside.
    """

    kind: ChartKind
    labels: Sequence[str]
    series: Sequence[Series]
    form: str
    language: str
    workbook: str

    @property
    def _labelled(self) -> bool:
        return not self._timed and len(self.series) * len(self.labels) <= _LABELLED

    @property
    def _timed(self) -> bool:
        return self.kind is ChartKind.TIMELINE

    def _years(self) -> str:
        """The ends of an axis of time: whole years."""
        if not self._timed:
            return ""
        starts, days = (one.numbers for one in self.series)
        known = [
            (int(start), int(start + length))
            for start, length in zip(starts, days, strict=True)
            if start is not None and length is not None
        ]
        if not known:
            return ""
        low = serial((_EPOCH + timedelta(min(known)[0])).replace(month=1, day=2))
        years = max(ceil((max(end for _start, end in known) - low - 1) / _YEAR), 1)
        return f'<c:max val="{low + years * _YEAR:.2f}"/><c:min val="{low}"/>'

    def xml(self) -> list[str]:
        """The chart part."""
        legend = (
            f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_text(_MUTED)}</c:legend>'
            if len(self.series) > 1 and not self._timed
            else ""
        )
        return [
            f"{DECLARATION}<c:chartSpace {_NAMESPACES}>",
            f'<c:date1904 val="0"/><c:lang val="{attribute(self.language)}"/>',
            '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>',
            f"<c:plotArea><c:layout/>{self._plot()}{self._axes()}</c:plotArea>{legend}",
            '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>',
            "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>",
            f'<c:externalData r:id="{self.workbook}"><c:autoUpdate val="0"/></c:externalData>',
            "</c:chartSpace>",
        ]

    def _plot(self) -> str:
        drawn = "".join(self._series(index, one) for index, one in enumerate(self.series))
        axes = f'<c:axId val="{_CATEGORY}"/><c:axId val="{_VALUE}"/>'
        if self.kind is ChartKind.LINE:
            return (
                f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{drawn}'
                f'<c:marker val="1"/>{axes}</c:lineChart>'
            )
        direction = "col" if self.kind is ChartKind.COLUMNS else "bar"
        grouping = "stacked" if self._timed else "clustered"
        overlap = '<c:overlap val="100"/>' if self._timed else ""
        return (
            f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="{grouping}"/>'
            f'<c:varyColors val="0"/>{drawn}<c:gapWidth val="60"/>{overlap}{axes}</c:barChart>'
        )

    def _series(self, index: int, series: Series) -> str:
        letter, last = column_name(index + 1), len(self.labels) + 1
        numbers = [None if number is None else f"{number:f}" for number in series.numbers]
        smooth = '<c:smooth val="0"/>' if self.kind is ChartKind.LINE else ""
        return "".join(
            (
                f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx><c:strRef>',
                f"<c:f>Data!${letter}$1</c:f><c:strCache>{_points([series.name])}</c:strCache>",
                f"</c:strRef></c:tx>{self._shape(index)}{self._labels()}<c:cat><c:strRef>",
                f"<c:f>Data!$A$2:$A${last}</c:f><c:strCache>{_points(self.labels)}</c:strCache>",
                f"</c:strRef></c:cat><c:val><c:numRef><c:f>Data!${letter}$2:${letter}${last}</c:f>",
                f"<c:numCache><c:formatCode>{escape(self.form, quote=False)}</c:formatCode>",
                f"{_points(numbers)}</c:numCache></c:numRef></c:val>{smooth}</c:ser>",
            )
        )

    def _shape(self, index: int) -> str:
        fill = _fill(GREYS[index % len(GREYS)])
        if self._timed:
            fill = _fill(GREYS[0]) if index else "<a:noFill/>"
        if self.kind is ChartKind.LINE:
            return (
                f'<c:spPr><a:ln w="28575" cap="rnd">{fill}<a:round/></a:ln></c:spPr><c:marker>'
                f'<c:symbol val="circle"/><c:size val="6"/><c:spPr>{fill}</c:spPr></c:marker>'
            )
        return f'<c:spPr>{fill}</c:spPr><c:invertIfNegative val="0"/>'

    def _labels(self) -> str:
        if not self._labelled:
            return ""
        line = self.kind is ChartKind.LINE
        position = "t" if line else "outEnd"
        ground = _fill("FFFFFF") if line else "<a:noFill/>"  # a line does not cross a number
        return (
            f'<c:dLbls><c:numFmt formatCode="{attribute(self.form)}" sourceLinked="0"/>'
            f'<c:spPr>{ground}</c:spPr>{_text(_INK, "none")}<c:dLblPos val="{position}"/>'
            '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
            '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        )

    def _axes(self) -> str:
        bars = self.kind in (ChartKind.BARS, ChartKind.TIMELINE)
        category_side, value_side = ("l", "t") if bars else ("b", "l")
        order = "maxMin" if bars else "minMax"  # bars are read from the top, the first one first
        grid = (
            ""
            if self._labelled
            else f'<c:majorGridlines><c:spPr><a:ln w="6350">{_fill("D9D9D9")}</a:ln></c:spPr>'
            "</c:majorGridlines>"
        )
        return "".join(
            (
                f'<c:catAx><c:axId val="{_CATEGORY}"/><c:scaling>',
                f'<c:orientation val="{order}"/></c:scaling><c:delete val="0"/>',
                f'<c:axPos val="{category_side}"/>',
                '<c:numFmt formatCode="General" sourceLinked="0"/>',
                '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>',
                f'<c:tickLblPos val="low"/><c:spPr><a:ln w="9525">{_fill("808080")}</a:ln>',
                "</c:spPr>",
                f'{_text(_INK)}<c:crossAx val="{_VALUE}"/><c:crosses val="autoZero"/>',
                '<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>',
                '<c:noMultiLvlLbl val="1"/></c:catAx>',
                f'<c:valAx><c:axId val="{_VALUE}"/><c:scaling><c:orientation val="minMax"/>',
                f'{self._years()}</c:scaling><c:delete val="{self._labelled:d}"/>',
                f'<c:axPos val="{value_side}"/>',
                f'{grid}<c:numFmt formatCode="{attribute(self.form)}" sourceLinked="0"/>',
                '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>',
                '<c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>',
                f'{_text(_MUTED)}<c:crossAx val="{_CATEGORY}"/><c:crosses val="autoZero"/>',
                '<c:crossBetween val="between"/>',
                f'<c:majorUnit val="{_YEAR}"/>' if self._timed else "",
                "</c:valAx>",
            )
        )


def _points(values: Sequence[str | None]) -> str:
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{_literal(value)}</c:v></c:pt>'
        for index, value in enumerate(values)
        if value is not None
    )
    return f'<c:ptCount val="{len(values)}"/>{points}'


def _literal(text: str) -> str:
    return escape(text, quote=False).replace("\r", "&#13;")


def _fill(color: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'


def _text(color: str, wrap: str = "") -> str:
    frame = f'<a:bodyPr wrap="{wrap}"/>' if wrap else "<a:bodyPr/>"
    return (
        f"<c:txPr>{frame}<a:lstStyle/><a:p><a:pPr>"
        f'<a:defRPr sz="800" b="0">{_fill(color)}<a:latin typeface="{FONT}"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )
