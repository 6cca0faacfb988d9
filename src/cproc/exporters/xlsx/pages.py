"""What stands on a worksheet around its tables: headings, captions, notes, and the cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
from babel.dates import format_date

from cproc.exporters.xlsx.formats import locale_of
from cproc.exporters.xlsx.formulas import quoted
from cproc.exporters.xlsx.layout import SheetLayout
from cproc.exporters.xlsx.looks import Looks
from cproc.exporters.xlsx.measure import BOLD, height, lines, width
from cproc.exporters.xlsx.rows import Line
from cproc.report import formats
from cproc.report.labels import labels_in, languages
from cproc.report.model import Report

__all__ = ["COVER_WIDTHS", "Cover", "around", "cover", "word"]

COVER_WIDTHS = (26, 64)
"""Widths of the cover's columns, in characters."""
# How much larger than body text, and so wider and higher, a role is.
_SCALE = {"title": 2.0 * BOLD, "subtitle": 1.2, "heading": 1.4 * BOLD, "caption": 1.1 * BOLD}

_WORDS = {
    "contents": "Contents",
    "issued": "Issued",
    "left_out": "Left out, nothing to show",
    "of": "of",
    "page": "Page",
    "reference": "Reference",
    "addressee": "For",
}


def word(report: Report, key: str) -> str:
    """Give a word in the report's language; the English one where the report has none."""
    return report.labels.get(key) or _WORDS[key]


def _across(
    row: int, text: str, role: str, looks: Looks, *, span: int, room: float, column: float
) -> Line:
    """Make a line of one text, merged across columns where the first is too narrow for it."""
    scale = _SCALE.get(role, 0.9)
    needed = width(text) * scale
    merged = span if needed > column - 1 or "\n" in text else 1
    count = lines(text, (room if merged > 1 else column) / scale - 1)
    tall = height(count, scale=max(1.0, scale / BOLD * 1.05))
    cells = {1: (text, looks.for_text(role, text))}
    return Line(row, cells, tall, fixed=True, span=merged)


def around(report: Report, layout: SheetLayout, looks: Looks) -> Iterator[Line]:
    """Give the lines of a worksheet that are not of its tables, from top to bottom."""
    first = layout.width_of(1)
    last = layout.last_column
    room = layout.across(last)
    yield _across(1, layout.sheet.heading, "heading", looks, span=last, room=room, column=first)
    whose = " · ".join(part for part in (report.office, report.subtitle) if part)
    yield _across(2, whose, "small", looks, span=last, room=room, column=first)
    for place in layout.places:
        span = layout.span_of(place)
        room = layout.across(span)
        title = place.table.title
        yield _across(place.caption, title, "caption", looks, span=span, room=room, column=first)
        below = place.end - len(place.table.notes)
        for number, note in enumerate(place.table.notes, start=1):
            yield _across(below + number, note, "note", looks, span=span, room=room, column=first)


@attrs.frozen
class Cover:
    """The first worksheet.

    Args:
        lines: Its rows.
        links: Row and place in the workbook of each entry of the contents.
    """

    lines: tuple[Line, ...]
    links: tuple[tuple[int, str], ...]

    @property
    def last_row(self) -> int:
        """Last row in use."""
        return self.lines[-1].row


def _pair(row: int, key: str, text: str, looks: Looks, *, role: str = "label") -> Line:
    cells = {1: (key, looks.for_text(role, key)), 2: (text, looks.for_text("text", text))}
    count = max(
        lines(key, COVER_WIDTHS[0] / BOLD - 1),
        lines(text, COVER_WIDTHS[1] - 1),
    )
    return Line(row, cells, height(count) + 3)


def _day(report: Report) -> str:
    if report.language in languages():
        return formats.day(labels_in(report.language), report.issued)
    return str(format_date(report.issued, "d MMMM y", locale=locale_of(report.language)))


def cover(
    report: Report,
    layouts: Sequence[SheetLayout],
    left_out: Sequence[str],
    looks: Looks,
) -> Cover:
    """Make the cover: what this is, whose, of when, and what is on which sheet.

    Args:
        report: What is shown.
        layouts: The worksheets that follow.
        left_out: Headings of sheets with nothing to say.
        looks: Formats of the workbook.
    """
    made: list[Line] = []
    links: list[tuple[int, str]] = []
    room = float(sum(COVER_WIDTHS))

    def across(row: int, text: str, role: str) -> None:
        if text:
            first = float(COVER_WIDTHS[0])
            made.append(_across(row, text, role, looks, span=2, room=room, column=first))

    across(1, report.organisation, "small")
    across(2, report.office, "subtitle")
    across(4, report.title, "title")
    across(5, report.subtitle, "subtitle")
    row = 7
    day = _day(report)
    facts = (
        ("reference", report.reference),
        ("addressee", report.addressee),
        ("issued", ", ".join(part for part in (report.place, day) if part)),
    )
    for key, text in facts:
        if text:
            made.append(_pair(row, word(report, key), text, looks))
            row += 1
    row += 1
    across(row, word(report, "contents"), "caption")
    for layout in layouts:
        row += 1
        made.append(_pair(row, layout.tab, layout.sheet.heading, looks, role="link"))
        links.append((row, f"{quoted(layout.tab)}!A1"))
    for heading in left_out:
        row += 1
        made.append(_pair(row, word(report, "left_out"), heading, looks))
    return Cover(tuple(made), tuple(links))
