"""What stands on a worksheet around its tables: headings, captions and notes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import attrs

from cproc.exporters.office import formats, text_width, type_scale
from cproc.exporters.xlsx.grid import BOLD
from cproc.exporters.xlsx.layout import Line, SheetLayout, height
from cproc.exporters.xlsx.looks import Looks
from cproc.labels import labels_in
from cproc.report import Report

# How much larger than body text, and so wider and higher, a role is.
_SCALE = {
    role: size / type_scale.BODY * (BOLD if bold else 1.0)
    for role, size, bold in (
        ("title", type_scale.TITLE, True),
        ("subtitle", type_scale.SUBHEADING, False),
        ("heading", type_scale.HEADING, True),
        ("caption", type_scale.CAPTION, True),
    )
}


def word(report: Report, key: str) -> str:
    """A word in the report's language; the English one where the report has none."""
    return report.labels.get(key) or labels_in("en")(f"export.{key}")


BACK = 3  # row of the link to the cover


@attrs.frozen
class Liner:
    """Makes lines of one text, merged across columns where the first is too narrow for it."""

    looks: Looks
    span: int  # last column that it may be merged across
    first: float  # width of the column that it begins in, in characters
    room: float  # width of all that it may be merged across
    start: int = 1  # column that it begins in

    def __call__(self, row: int, text: str, role: str) -> Line:
        """A line of a text in a role."""
        scale = _SCALE.get(role, 0.9)
        wide = text_width.width(text) * scale > self.first - 1 or "\n" in text
        end = self.span if wide else self.start
        room = self.room if end > self.start else self.first
        count = text_width.lines(text, room / scale - 1)
        tall = height(count, scale=max(1.0, scale / BOLD * 1.05))
        cells = {self.start: (text, self.looks.for_text(role, text))}
        return Line(row, cells, tall, fixed=True, merged=((self.start, end),))


def lines_around_tables(report: Report, layout: SheetLayout, looks: Looks) -> Iterator[Line]:
    """The lines of a worksheet that are not of its tables, from top to bottom."""
    start = layout.first_text

    def across(span: int) -> Liner:
        room = layout.across(span) - layout.across(start - 1)
        return Liner(looks, span, layout.width_of(start), room, start)

    line = across(layout.page.breaks[0] if layout.page.breaks else layout.last_column)
    for row, sheet in layout.sheets:
        yield line(row, sheet.heading, "heading")
    more = (office_and_period(report), continuation(report, layout))
    yield line(2, " · ".join(filter(None, more)), "small")
    back = f"← {word(report, 'back')}"
    yield Line(BACK, {start: (back, looks("back"))}, height(1), fixed=True)
    for place in layout.places:
        line = across(layout.span_of(place))
        yield line(place.caption, place.table.title, "caption")
        notes = place.table.notes
        if place.continued_on:
            notes = (word(report, "continued_on").format(sheet=place.continued_on),)
        for row, note in enumerate(notes, start=place.end - len(notes) + 1):
            yield line(row, note, "note")


def continuation(report: Report, layout: SheetLayout) -> str:
    """Say which rows of a table a worksheet has, if not all, and on which sheets others are."""

    def count(number: int) -> str:
        return formats.exact_number(formats.cldr_language(report.language), Decimal(number), 0)

    texts = [
        word(report, "part_rows").format(
            first=count(place.start + 1),
            last=count(place.start + place.run.count),
            count=count(sum(run.count for run in place.whole.runs)),
        )
        for place in layout.places
        if len(place.whole.runs) > 1
    ]
    for key, tab in (("continued_from", layout.continues), ("continued_on", layout.continued_on)):
        if tab:
            texts.append(word(report, key).format(sheet=tab))
    return " · ".join(texts)


def office_and_period(report: Report) -> str:
    """Say whose the report is and of when, as every worksheet does."""
    return " · ".join(part for part in (report.office, report.subtitle) if part)


def place_and_day(report: Report) -> str:
    """Say where and when the report was issued, as the cover does."""
    day = formats.dateline(formats.cldr_language(report.language), "", report.day)
    return ", ".join(part for part in (report.place, day) if part)
