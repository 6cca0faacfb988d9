"""Charts as SVG, drawn to the scales and with the labels that Office charts have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from html import escape
from itertools import accumulate, count, groupby, pairwise
from math import floor
from typing import Final

import attrs

from cproc.exporters.office import formats, text_width
from cproc.exporters.office.chart_drawing import height
from cproc.exporters.office.chart_model import Drawing, Number, Series, Shape, in_lines
from cproc.exporters.office.palette import Paint, Palette
from cproc.exporters.office.spreadsheet import EPOCH
from cproc.report import ChartKind

WIDTH: Final = 480.0
"""Points across; the page scales it."""

SIZE: Final = 8
"""Points of the type, as in charts of Office."""

_LINE: Final = SIZE * 1.25
_GAP: Final = 4.0
_TICKS: Final = 5  # parts of an axis of numbers at most
_BAR: Final = 0.66  # of the room of a point that its bars take, as with a gap of 50
_TIMED: Final = 0.69
_DASHES: Final = {
    "sysDash": "3 1.5",
    "dashDot": "5 2 1.5 2",
    "lgDash": "8 3",
    "sysDot": "1.5 1.5",
    "lgDashDot": "8 2 1.5 2",
}
# What is painted white on a paint, 6 points by 6: hatchings that look like those of DrawingML.
_HATCHES: Final = {
    "wdUpDiag": "M-1 1 1 -1M-1 7 7 -1M5 7 7 5",
    "dkHorz": "M0 1.5H6M0 4.5H6",
    "dkVert": "M1.5 0V6M4.5 0V6",
    "smGrid": "M0 3H6M3 0V6",
    "pct25": "M1 1h1.6M4 4h1.6M4 1h1.6M1 4h1.6",
}


def ticks(lowest: Decimal, highest: Decimal) -> list[Decimal]:
    """Where an axis of numbers has its marks: round numbers that hold all there are.

    Example:
        >>> [str(tick) for tick in ticks(Decimal(0), Decimal("0.21"))]
        ['0', '0.05', '0.1', '0.15', '0.2', '0.25']
    """
    low, high = min(Fraction(lowest), Fraction(0)), max(Fraction(highest), Fraction(0))
    room = (high - low or Fraction(1)) / _TICKS
    power = Fraction(10) ** (len(str(floor(room))) - 1 if room >= 1 else -len(str(floor(1 / room))))
    step = next(part * power for part in (1, 2, 5, 10, 20, 50) if part * power >= room)
    first, last = floor(low / step), -floor(-(high or not low) / step)
    return [_decimal(at * step) for at in range(first, last + 1)]


def _decimal(exact: Fraction) -> Decimal:
    """A fraction of a power of ten as it is, whatever precision the caller has set."""
    places = next(at for at in count() if (exact * 10**at).denominator == 1)
    return Decimal(f"{int(exact * 10**places)}E-{places}")


def hatches(palette: Palette) -> str:
    """The definitions of the hatchings, once in a page."""
    paints = {_hatch(each): each for each in (*palette.paints, palette.faint, palette.hatched)}
    return "".join(
        f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path class="{paint.colour} fill" d="M0 0H6V6H0z"/>'
        f'<path class="hatch" d="{_HATCHES[paint.pattern]}"/></pattern>'
        for name, paint in sorted(paints.items())
        if paint.pattern
    )


def _hatch(paint: Paint) -> str:
    return f"hatch-{paint.colour}-{paint.pattern}"


def svg(drawing: Drawing, palette: Palette, language: str, name: str) -> str:
    """A chart as an element ``svg``.

    Its colours are classes, those of the palette and ``ink``, ``quiet``, ``grid``, ``hatch``, so
    that a page paints them for light, dark and paper.

    Args:
        drawing: What it shows.
        palette: Its paints; each colour is the name of a class.
        language: Language of its numbers.
        name: What it shows, for those who do not see it.
    """
    high = height(drawing)
    inside = "".join(_Plot(drawing, palette, language, high).parts())
    return (
        f'<svg role="img" viewBox="0 0 {WIDTH:g} {high:g}" font-size="{SIZE}"'
        f' aria-label="{escape(name)}">{inside}</svg>'
    )


@attrs.frozen
class _Plot:
    drawing: Drawing
    palette: Palette
    language: str
    high: float

    def parts(self) -> Iterator[str]:
        """All that is drawn, from what is behind to what is before."""
        if self.drawing.timed:
            yield from self._timed()
        elif self.drawing.lying:
            yield from self._lying()
        else:
            yield from self._standing()
        if self.drawing.legend:
            yield from self._legend()

    # --- Numbers and scales -----------------------------------------------------------------

    def number(self, number: Number, *, axis: bool = False) -> str:
        """A number as it stands at a point or a mark: the exact one stands in the table."""
        drawing, exact = self.drawing, Fraction(number or 0)
        if drawing.percent:
            hundredth = Decimal(f"{floor(exact * 100 + Fraction(1, 2))}E-2")
            return formats.exact_number(self.language, hundredth, 0, percent=True)
        whole = axis and drawing.largest >= 5 * drawing.scale
        places = 0 if whole else drawing.decimals
        shown = floor(exact / drawing.scale * 10**places + Fraction(1, 2))
        return formats.exact_number(self.language, Decimal(f"{shown}E-{places}"), places)

    @property
    def _marked(self) -> bool:
        """Whether the axis of numbers has marks: not where each bar carries its own."""
        return not all(one.labelled == len(one.numbers) for one in self.drawing.series)

    def _scale(self) -> list[Decimal]:
        known = [Decimal(n) for one in self.drawing.series for n in one.numbers if n is not None]
        return ticks(min(known, default=Decimal(0)), max(known, default=Decimal(0)))

    def _title(self) -> str:
        """What the numbers are, where that is to be said."""
        drawing = self.drawing
        return drawing.values_title if self._marked or drawing.money else ""

    @property
    def _bottom(self) -> float:
        """Where the legend begins."""
        return self.high - (_LINE * 1.6 if self.drawing.legend else 0)

    # --- Bars that lie ----------------------------------------------------------------------

    def _names(self, left: float, top: float, room: float) -> Iterator[str]:
        """The names of points below each other, at the left of their bars."""
        for at, name in enumerate(self.drawing.labels):
            lines = in_lines(name).split("\n")
            first = top + room * (at + 0.5) - (len(lines) - 1) * _LINE / 2 + SIZE * 0.35
            for number, line in enumerate(lines):
                yield _text(line, left - _GAP, first + number * _LINE, "end")

    def _left(self) -> float:
        lines = [line for name in self.drawing.labels for line in in_lines(name).split("\n")]
        return min(text_width.widest(lines) * SIZE / 1000 + 10, WIDTH * 0.45)

    def _lying(self) -> Iterator[str]:
        drawing, left, marks = self.drawing, self._left(), self._scale()
        title = self._title()
        bottom = self._bottom - _LINE * (bool(title) + self._marked) - _GAP
        shown = [self.number(one.numbers[at]) for one in drawing.series for at in one.labels]
        right = WIDTH - _GAP - (text_width.widest(shown) * SIZE / 1000 if shown else 10)
        across = _linear(marks[0], marks[-1], left, right)
        if self._marked:
            for mark in marks:
                yield _rule("grid", across(mark), _GAP, across(mark), bottom)
                yield _text(self.number(mark, axis=True), across(mark), bottom + _LINE, "middle")
        room = (bottom - _GAP) / max(len(drawing.labels), 1)
        thick = room * _BAR / len(drawing.series)
        for number, one in enumerate(drawing.series):
            for at, value in enumerate(one.numbers):
                if value is None:
                    continue
                y = _GAP + room * (at + (1 - _BAR) / 2) + thick * number
                ends = sorted((across(0), across(value)))
                yield self._bar(self._paint(number), ends[0], y, ends[1] - ends[0], thick)
                if at in one.labels:
                    x = across(max(Decimal(value), Decimal(0))) + 3
                    yield _text(self.number(value), x, y + thick / 2 + SIZE * 0.35)
        yield _rule("quiet", across(0), _GAP, across(0), bottom)
        yield from self._names(left, _GAP, room)
        if title:
            yield _text(title, (left + right) / 2, self._bottom - _GAP, "middle")

    # --- Columns and lines ------------------------------------------------------------------

    def _standing(self) -> Iterator[str]:
        drawing, marks, title = self.drawing, self._scale(), self._title()
        steps = drawing.kind is ChartKind.STEPS
        shown = [self.number(mark, axis=True) for mark in marks] if self._marked else []
        left = _GAP + text_width.widest(shown) * SIZE / 1000 + _GAP
        top = _LINE * (2.5 if title else 1.5)
        names = [in_lines(name, self._wide(left)).split("\n") for name in drawing.labels]
        lines = 1 if steps else max(map(len, names), default=1)
        bottom, right = self._bottom - _LINE * lines - _GAP, WIDTH - _GAP * (6 if steps else 2)
        up = _linear(marks[0], marks[-1], bottom, top)
        if title:
            yield _text(title, _GAP, SIZE * 1.1)
        for mark in marks if self._marked else ():
            yield _rule("grid", left, up(mark), right, up(mark))
            yield _text(self.number(mark, axis=True), left - _GAP, up(mark) + SIZE * 0.35, "end")
        if steps:
            yield from self._days(left, right, bottom)
            axis = drawing.axis
            yield from self._lines(_linear(axis.first, axis.last, left, right), drawing.days, up)
        else:
            room = (right - left) / max(len(names), 1)
            for at, name in enumerate(names):
                for number, line in enumerate(name):
                    x, y = left + room * (at + 0.5), bottom + _LINE * (number + 1)
                    yield _text(line, x, y, "middle")
            if drawing.kind is ChartKind.LINE:
                middle = _linear(0, 1, left + room / 2, left + room * 1.5)
                yield from self._lines(middle, range(len(names)), up)
            else:
                yield from self._columns(left, room, up)
        yield _rule("quiet", left, up(0), right, up(0))

    def _wide(self, left: float) -> float:
        """The room of the name of a point that stands, in digits."""
        return (WIDTH - left) / max(len(self.drawing.labels), 1) / (SIZE * 0.556)

    def _columns(self, left: float, room: float, up: Callable[[Number], float]) -> Iterator[str]:
        series = self.drawing.series
        thick = room * _BAR / len(series)
        for number, one in enumerate(series):
            for at, value in enumerate(one.numbers):
                if value is None:
                    continue
                x = left + room * (at + (1 - _BAR) / 2) + thick * number
                ends = sorted((up(0), up(value)))
                yield self._bar(self._paint(number), x, ends[0], thick, ends[1] - ends[0])
                if at in one.labels:
                    yield _text(self.number(value), x + thick / 2, ends[0] - 2, "middle")

    def _lines(
        self,
        across: Callable[[Number], float],
        places: Sequence[int],
        up: Callable[[Number], float],
    ) -> Iterator[str]:
        """A line for each series, broken where a number is not known."""
        steps = self.drawing.kind is ChartKind.STEPS
        for number, one in enumerate(self.drawing.series):
            paint = self._paint(number)
            for known, of in groupby(enumerate(one.numbers), key=lambda each: each[1] is not None):
                points = [(across(places[at]), up(value)) for at, value in of]
                if known:
                    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
                    yield _stroke(paint, path)
                # What has no neighbour would not be seen.
                for x, y in points if known and (not steps or len(points) == 1) else ():
                    at = f'cx="{x:.1f}" cy="{y:.1f}"'
                    yield f'<circle class="{paint.colour} fill" {at} r="2.2"/>'
            yield from self._at_points(one, across, places, up)

    def _at_points(
        self,
        one: Series,
        across: Callable[[Number], float],
        places: Sequence[int],
        up: Callable[[Number], float],
    ) -> Iterator[str]:
        for at, side in one.labels.items():
            x, y, text = across(places[at]), up(one.numbers[at]), self.number(one.numbers[at])
            half = text_width.advance(text) * SIZE / 2000
            x = min(x, WIDTH - half - 1)
            yield _text(text, x, y - 4 if side == "t" else y + SIZE + 3, "middle")

    # --- Along time -------------------------------------------------------------------------

    def _days(self, left: float, right: float, bottom: float) -> Iterator[str]:
        """The marks of an axis of time, below it; behind bars each is a line."""
        axis, timed = self.drawing.axis, self.drawing.timed
        across = _linear(axis.first, axis.last, left, right)
        at = float(axis.first)
        while at <= axis.last + 1:
            on = EPOCH + timedelta(floor(at))
            # Steps begin the day before the one of their first mark.
            on += timedelta(0 if timed else 1)
            x = across(Decimal(at))
            top = _LINE * 2 if timed else bottom
            yield _rule("grid" if timed else "quiet", x, top, x, bottom + (0 if timed else 3))
            yield _text(_mark(on, axis.years), x, bottom + _LINE, "middle")
            at += axis.step

    def _timed(self) -> Iterator[str]:
        drawing, left = self.drawing, self._left()
        axis, right = drawing.axis, WIDTH - _GAP * 4
        top, bottom = _LINE * (2 if drawing.day_name else 1), self._bottom - _LINE - _GAP
        across = _linear(axis.first, axis.last, left, right)
        yield from self._days(left, right, bottom)
        room = (bottom - top) / max(len(drawing.labels), 1)
        paints = self._paints_of_time
        bars = [one for one in drawing.series if one.shape in paints]
        starts = next(one.numbers for one in drawing.series if one.shape is Shape.UNSEEN)
        for at, start in enumerate(starts):
            if start is None:
                continue
            lengths = [int(one.numbers[at] or 0) for one in bars]
            ends = list(pairwise(accumulate(lengths, initial=int(start))))
            for one, (first, last) in zip(bars, ends, strict=True):
                if first < last:
                    y, wide = top + room * (at + (1 - _TIMED) / 2), across(last) - across(first)
                    yield self._bar(paints[one.shape], across(first), y, wide, room * _TIMED)
        yield from self._names(left, top, room)
        if drawing.day:
            x = across(drawing.day + 1)
            half = text_width.advance(drawing.day_name) * SIZE / 2000
            yield _rule("ink", x, _LINE * 1.3, x, bottom)
            yield _text(drawing.day_name, min(x, WIDTH - half - 1), _LINE, "middle", bold=True)

    # --- Means ------------------------------------------------------------------------------

    def _legend(self) -> Iterator[str]:
        entries = [
            (one, self._paint_of(at, one))
            for at, one in enumerate(self.drawing.series)
            if one.shape not in {Shape.UNSEEN, Shape.DAY}
        ]
        widths = [text_width.advance(one.name) * SIZE / 1000 + 26 for one, _paint in entries]
        x, y = max((WIDTH - sum(widths)) / 2, _GAP), self.high - _GAP
        line = self.drawing.kind in {ChartKind.LINE, ChartKind.STEPS}
        for (one, paint), wide in zip(entries, widths, strict=True):
            if line:
                yield _stroke(paint, f"{x:.1f} {y - 3:.1f}h12")
            else:
                yield self._bar(paint, x, y - 6, 10, 7)
            yield _text(one.name, x + 15, y)
            x += wide

    def _paint_of(self, at: int, one: Series) -> Paint:
        return self._paints_of_time.get(one.shape) or self._paint(at)

    @property
    def _paints_of_time(self) -> dict[Shape, Paint]:
        palette = self.palette
        return {
            Shape.PASSED: palette.strong,
            Shape.AHEAD: palette.soft,
            Shape.ENDED: palette.faint,
            Shape.OPEN: palette.hatched,
        }

    def _paint(self, at: int) -> Paint:
        return self.palette.paints[at % len(self.palette.paints)]

    def _bar(self, paint: Paint, x: float, y: float, width: float, high: float) -> str:
        kind = f"{paint.colour} fill" if not paint.pattern else f"{paint.colour} edge"
        fill = f' fill="url(#{_hatch(paint)})"' if paint.pattern else ""
        return (
            f'<rect class="{kind}"{fill} x="{x:.1f}" y="{y:.1f}"'
            f' width="{max(width, 0):.1f}" height="{high:.1f}"/>'
        )


def _linear(
    first: Number | float, last: Number | float, begin: float, end: float
) -> Callable[[Number], float]:
    """Turns numbers from the first to the last into places from one point to another."""
    low, high = Fraction(first or 0), Fraction(last or 0)

    def at(number: Number) -> float:
        return begin + (end - begin) * float((Fraction(number or 0) - low) / (high - low))

    return at


def _mark(on: date, years: int) -> str:
    return f"{on.year}" if years else f"{on.month:02}/{on.year}"


def _text(text: str, x: float, y: float, anchor: str = "", *, bold: bool = False) -> str:
    how = f' text-anchor="{anchor}"' if anchor else ""
    how += ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{how}>{escape(text)}</text>'


def _stroke(paint: Paint, path: str) -> str:
    dash = f' stroke-dasharray="{_DASHES[paint.dash]}"' if paint.dash in _DASHES else ""
    return f'<path class="{paint.colour} line" d="M{path}"{dash}/>'


def _rule(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path class="{kind}" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'
