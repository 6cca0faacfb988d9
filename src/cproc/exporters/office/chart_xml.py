"""Charts as DrawingML (ECMA-376, part 1, 21.2): one way of drawing for Word and for Excel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import attrs

from cproc.exporters.office import drawing_ml as ml
from cproc.exporters.office import text_width
from cproc.exporters.office.chart_model import Drawing, Series, Shape
from cproc.exporters.office.palette import Paint, Palette
from cproc.report import ChartKind
from cproc.text import xml_text

Span = Callable[[int], str]
"""Gives the range of the numbers of a series by its position, or of the names of the points for
-1, as a formula; empty where they are in no cells."""

_NAMES: Final = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_HIDDEN: Final = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
_NO_LINE: Final = "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
_MARKED: Final = '<c:marker val="1"/>'
_MARKS: Final = ("circle", "square", "triangle", "diamond", "x", "plus")
_SIDE: Final = {"b": "minMax", "l": "maxMin"}  # bars are read from the top, the first one first
# Widths of lines, in English Metric Units.
_AXIS, _DAY, _LINE = 9_525, 15_875, 28_575


@attrs.frozen
class Look:
    """How a chart is dressed.

    Args:
        palette: Its colours.
        language: Language tag of its texts.
        width: Its width in points, like its height.
        height: Its height.
        font: Typeface; ``+mn-lt`` is that of the text of a document's theme.
        size: Points of its type.
        titled: Whether its title and note stand in the chart; else the document prints them.
        group: Separator of thousands.
    """

    palette: Palette
    language: str
    width: float
    height: float
    font: str = "+mn-lt"
    size: int = 8
    titled: bool = False
    group: str = ","


@attrs.frozen
class _Writer:
    drawing: Drawing
    look: Look
    cells: Span
    names: Callable[[int], str]  # gives the cell of a series' name

    # --- Texts and lines ------------------------------------------------------------------

    def _font(self, tag: str, size: int, *, bold: bool = False) -> str:
        look, ink = self.look, ml.colour(self.look.palette.ink)
        return (
            f'<a:{tag} lang="{look.language}" sz="{size * 100}" b="{int(bold)}"><a:solidFill>{ink}'
            f'</a:solidFill><a:latin typeface="{look.font}"/></a:{tag}>'
        )

    @property
    def small(self) -> str:
        """The type of an axis, a legend or the labels of points; it always stands upright."""
        font = self._font("defRPr", self.look.size)
        end = f'<a:endParaRPr lang="{self.look.language}"/>'
        return (
            '<c:txPr><a:bodyPr rot="0" vert="horz"/><a:lstStyle/>'
            f"<a:p><a:pPr>{font}</a:pPr>{end}</a:p></c:txPr>"
        )

    def _title(self, lines: Sequence[tuple[str, int, bool]], layout: str = "") -> str:
        paragraphs = "".join(
            f"<a:p><a:pPr>{self._font('defRPr', size, bold=bold)}</a:pPr>"
            f"<a:r>{self._font('rPr', size, bold=bold)}"
            f"<a:t>{xml_text(text)}</a:t></a:r></a:p>"
            for text, size, bold in lines
        )
        return (
            '<c:title><c:tx><c:rich><a:bodyPr rot="0" vert="horz"/><a:lstStyle/>'
            f'{paragraphs}</c:rich></c:tx>{layout}<c:overlay val="0"/></c:title>'
        )

    def _rule(self, colour: str, width: int) -> str:
        return f"<c:spPr>{ml.stroke(Paint(colour), width)}</c:spPr>"

    def _form(self, *, axis: bool = False) -> str:
        look = self.look
        return ml.attribute(self.drawing.number_format(look.group, look.language, axis=axis))

    # --- The chart ------------------------------------------------------------------------

    def chart(self) -> str:
        """The chart, without the workbook of its data."""
        drawing, look = self.drawing, self.look
        head = '<c:autoTitleDeleted val="1"/>'
        if look.titled:
            lines = [(drawing.title, look.size + 2, True)]
            lines += [(drawing.note, look.size, False)] if drawing.note else []
            head = f'{self._title(lines)}<c:autoTitleDeleted val="0"/>'
        plot = self._timed() if drawing.timed else self._plain()
        return (
            f"<c:chart>{head}<c:plotArea>{plot}</c:plotArea>{self._legend()}"
            '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        )

    def _legend(self) -> str:
        drawing = self.drawing
        if not drawing.legend:
            return ""
        unseen = "".join(
            f'<c:legendEntry><c:idx val="{at}"/><c:delete val="1"/></c:legendEntry>'
            for at, one in enumerate(drawing.series)
            if one.shape in {Shape.UNSEEN, Shape.DAY}
        )
        return (
            f'<c:legend><c:legendPos val="b"/>{unseen}<c:overlay val="0"/>{self.small}</c:legend>'
        )

    def _plain(self) -> str:
        drawing = self.drawing
        every = range(len(drawing.series))
        side = "l" if drawing.lying else "b"
        axis = self._points(side)
        if drawing.kind is ChartKind.STEPS:
            group = self._group("scatterChart", '<c:scatterStyle val="lineMarker"/>', every)
            axis = self._time(1, "")
        elif drawing.kind is ChartKind.LINE:
            group = self._group("lineChart", '<c:grouping val="standard"/>', every, _MARKED)
        else:
            group = self._bars(every, "clustered", 50, 1)
        return f"<c:layout/>{group}{axis}{self._values(side)}"

    def _group(
        self, tag: str, how: str, series: Sequence[int], after: str = "", axes: int = 1
    ) -> str:
        """Series that are drawn in one way, on one pair of axes."""
        return (
            f'<c:{tag}>{how}<c:varyColors val="0"/>{"".join(map(self._series, series))}{after}'
            f'<c:axId val="{axes}1"/><c:axId val="{axes}2"/></c:{tag}>'
        )

    def _bars(self, series: Sequence[int], grouping: str, gap: int, axes: int) -> str:
        direction = "bar" if self.drawing.lying else "col"
        overlap = '<c:overlap val="100"/>' if grouping == "stacked" else ""
        how = f'<c:barDir val="{direction}"/><c:grouping val="{grouping}"/>'
        return self._group("barChart", how, series, f'<c:gapWidth val="{gap}"/>{overlap}', axes)

    # --- Axes -----------------------------------------------------------------------------

    def _points(self, side: str, axes: int = 1) -> str:
        """The axis of the names of the points; the second one is the line of a day."""
        palette, day = self.look.palette, self.drawing.day + 1
        rule = self._rule(palette.quiet, _AXIS) if axes == 1 else self._rule(palette.ink, _DAY)
        crosses = '<c:crosses val="autoZero"/>' if axes == 1 else f'<c:crossesAt val="{day}"/>'
        skip = '<c:tickLblSkip val="1"/><c:tickMarkSkip val="1"/>'
        return (
            f'<c:catAx><c:axId val="{axes}1"/><c:scaling><c:orientation val="{_SIDE[side]}"/>'
            f'</c:scaling><c:delete val="0"/><c:axPos val="{side}"/>'
            '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
            f'<c:minorTickMark val="none"/><c:tickLblPos val="{"low" if axes == 1 else "none"}"/>'
            f'{rule}{self.small}<c:crossAx val="{axes}2"/>{crosses}<c:auto val="0"/>'
            f'<c:lblAlgn val="ctr"/><c:lblOffset val="100"/>{skip}'
            '<c:noMultiLvlLbl val="1"/></c:catAx>'
        )

    def _values(self, side: str) -> str:
        """The axis of numbers; where each bar carries its own, it has no marks."""
        drawing, size = self.drawing, self.look.size
        form = self._form(axis=True)
        crosses = "max" if side == "l" else "min" if drawing.kind is ChartKind.STEPS else "autoZero"
        between = "midCat" if drawing.kind is ChartKind.STEPS else "between"
        marked = not all(one.labelled == len(one.numbers) for one in drawing.series)
        title = ""
        if drawing.values_title and (marked or drawing.money):
            title = self._title([(drawing.values_title, size, False)])
        if side == "b" and title:  # an axis that stands has a title that does
            title = title.replace('rot="0"', 'rot="-5400000"')
        grid = self._rule(self.look.palette.grid, ml.THIN)
        return (
            '<c:valAx><c:axId val="12"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
            f'<c:delete val="0"/><c:axPos val="{"b" if side == "l" else "l"}"/>'
            f"{f'<c:majorGridlines>{grid}</c:majorGridlines>' if marked else ''}{title}"
            f'<c:numFmt formatCode="{form}" sourceLinked="0"/><c:majorTickMark val="none"/>'
            f'<c:minorTickMark val="none"/><c:tickLblPos val="{"nextTo" if marked else "none"}"/>'
            f'{_NO_LINE}{self.small}<c:crossAx val="11"/><c:crosses val="{crosses}"/>'
            f'<c:crossBetween val="{between}"/></c:valAx>'
        )

    # --- Bars along time ------------------------------------------------------------------

    def _timed(self) -> str:
        """Bars from day to day, and the line of a day through all of them.

        The line is a second axis of the points, which crosses that of time at the day. An axis
        needs a series of its own: one that is not seen.
        """
        drawing = self.drawing
        bars = [at for at, one in enumerate(drawing.series) if one.shape is not Shape.DAY]
        layout, label = self._room()
        groups = self._bars(bars, "stacked", 45, 1)
        axes = self._points("l") + self._time(1, label)
        if drawing.day:
            groups += self._bars([len(bars)], "clustered", 45, 2)
            axes += self._points("l", 2) + self._time(2, "")
        return f"{layout}{groups}{axes}"

    def _time(self, axes: int, title: str) -> str:
        """An axis of days, to scale, with a mark at each year or quarter."""
        axis, first, steps = self.drawing.axis, axes == 1, self.drawing.kind is ChartKind.STEPS
        grid = f"<c:majorGridlines>{self._rule(self.look.palette.grid, ml.THIN)}</c:majorGridlines>"
        line = self._rule(self.look.palette.quiet, _AXIS) if steps else _NO_LINE
        own, other = (1, 2) if steps else (2, 1)  # the axes of the days and of what they cross
        return (
            f'<c:valAx><c:axId val="{axes}{own}"/><c:scaling><c:orientation val="minMax"/>'
            f'<c:max val="{axis.last}"/><c:min val="{axis.first}"/></c:scaling>'
            f'<c:delete val="0"/><c:axPos val="{"b" if first else "t"}"/>'
            f"{grid if first and not steps else ''}{title}"
            f'<c:numFmt formatCode="{axis.form}" sourceLinked="0"/>'
            f'<c:majorTickMark val="{"out" if steps else "none"}"/><c:minorTickMark val="none"/>'
            f'<c:tickLblPos val="{"nextTo" if first else "none"}"/>{line}{self.small}'
            f'<c:crossAx val="{axes}{other}"/>'
            f'<c:crosses val="{"max" if first and not steps else "autoZero"}"/>'
            f'<c:crossBetween val="{"midCat" if steps else "between"}"/>'
            f'<c:majorUnit val="{axis.step}"/></c:valAx>'
        )

    def _room(self) -> tuple[str, str]:
        """Where the bars stand in the chart, and the title of the day at the head of its line."""
        drawing, look = self.drawing, self.look
        point = look.size / 1000
        names = [line for name in drawing.labels for line in name.split("\n")]
        left = min(text_width.widest(names) * point + 10, look.width * 0.45) / look.width
        line = look.size * 1.6 / look.height
        top = line * (1.2 + (3 if look.titled else 0)) if drawing.day_name else line
        bottom = line * (3 if drawing.legend else 1.5)
        wide = 0.97 - left
        layout = ml.placed(left, top, wide, max(0.1, 1 - top - bottom), inner=True)
        if not drawing.day_name:
            return layout, ""
        axis = drawing.axis
        at = left + wide * (drawing.day - axis.first) / (axis.last - axis.first)
        half = text_width.advance(drawing.day_name) * point / look.width / 2
        begin = min(max(at - half, 0.0), 0.99 - 2 * half)
        place = ml.placed(begin, max(0.0, top - line * 1.25))
        return layout, self._title([(drawing.day_name, look.size, True)], place)

    # --- Series ---------------------------------------------------------------------------

    def _series(self, at: int) -> str:
        drawing = self.drawing
        one, steps = drawing.series[at], drawing.kind is ChartKind.STEPS
        line = steps or drawing.kind is ChartKind.LINE
        end = '<c:smooth val="0"/>' if line else ""
        cells = self.cells(-1)
        names = ml.numbers(drawing.days, cells) if steps else ml.texts(drawing.labels, cells)
        by, of = ("xVal", "yVal") if steps else ("cat", "val")
        return (
            f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>'
            f"<c:tx>{ml.named(one.name, self.names(at))}</c:tx>{self._shape(at, one, line=line)}"
            f"{self._labels(one, line=line)}<c:{by}>{names}</c:{by}>"
            f"<c:{of}>{ml.numbers(one.numbers, self.cells(at))}</c:{of}>{end}</c:ser>"
        )

    def _shape(self, at: int, one: Series, *, line: bool) -> str:
        palette = self.look.palette
        paint = palette.paints[at % len(palette.paints)]
        if line:
            stroke = ml.stroke(paint, _LINE)
            fill = f"<a:solidFill>{ml.colour(paint.colour)}</a:solidFill>"
            mark = f'<c:symbol val="{_MARKS[at % len(_MARKS)]}"/><c:size val="5"/>'
            if self.drawing.kind is ChartKind.STEPS:
                return f'<c:spPr>{stroke}</c:spPr><c:marker><c:symbol val="none"/></c:marker>' + (
                    self._marks(one, fill)
                )
            return f"<c:spPr>{stroke}</c:spPr><c:marker>{mark}<c:spPr>{fill}</c:spPr></c:marker>"
        paint = {
            Shape.PASSED: palette.strong,
            Shape.AHEAD: palette.soft,
            Shape.ENDED: palette.faint,
            Shape.OPEN: palette.hatched,
        }.get(one.shape, paint)
        plain = (
            _HIDDEN
            if one.shape in {Shape.UNSEEN, Shape.DAY}
            else f"<c:spPr>{ml.filled(paint)}</c:spPr>"
        )
        return f'{plain}<c:invertIfNegative val="0"/>'

    def _marks(self, one: Series, fill: str) -> str:
        """The marks of a line of steps: where the number changes."""
        return "".join(
            f'<c:dPt><c:idx val="{at}"/><c:marker><c:symbol val="circle"/><c:size val="6"/>'
            f'<c:spPr>{fill}</c:spPr></c:marker><c:bubble3D val="0"/></c:dPt>'
            for at in sorted(one.labels)
        )

    def _labels(self, one: Series, *, line: bool) -> str:
        """The numbers that stand at some or all of the points."""
        if not one.labels:
            return ""
        form = self._form()
        on_one_line = self.small.replace("<a:bodyPr", '<a:bodyPr wrap="none"')
        rest = (
            f'<c:numFmt formatCode="{form}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
            + on_one_line
        )
        shown = (
            '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
            '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
        )
        if one.labelled == len(one.numbers):
            place = "t" if line else "outEnd"
            return f'<c:dLbls>{rest}<c:dLblPos val="{place}"/>{shown}</c:dLbls>'
        each = "".join(
            f'<c:dLbl><c:idx val="{at}"/>{rest}<c:dLblPos val="{place}"/>{shown}</c:dLbl>'
            for at, place in sorted(one.labels.items())
        )
        others = shown.replace('val="1"', 'val="0"')
        return f"<c:dLbls>{each}{others}</c:dLbls>"


def chart_space(
    drawing: Drawing, look: Look, cells: Span, names: Callable[[int], str], data: str = ""
) -> str:
    """Write the part of a chart.

    Args:
        drawing: What it shows.
        look: How it is dressed.
        cells: Where its numbers and the names of its points stand.
        names: Where the names of its series stand.
        data: The relation to the workbook of its data, in a document.
    """
    chart = _Writer(drawing, look, cells, names).chart()
    inside = (
        f'<c:externalData r:id="{data}"><c:autoUpdate val="0"/></c:externalData>' if data else ""
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace {_NAMES}>'
        f'<c:date1904 val="0"/><c:lang val="{look.language}"/><c:roundedCorners val="0"/>{chart}'
        f"{_HIDDEN}{inside}</c:chartSpace>"
    )
