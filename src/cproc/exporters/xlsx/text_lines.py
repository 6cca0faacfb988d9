"""What stands on a worksheet around its tables: headings, captions, notes, and the cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

import attrs

from cproc.exporters.office import formats, spreadsheet, text_width
from cproc.exporters.xlsx.layout import BOLD, Line, SheetLayout, height
from cproc.exporters.xlsx.looks import Looks
from cproc.exporters.xlsx.profile import TableProfile, Variant
from cproc.labels import labels_in
from cproc.report import CellValue, Report

# Headings of sheets that are left out, by the word that says why.
LeftOut = Sequence[tuple[str, Sequence[str]]]
HEADLINES = 8  # figures that the cover shows at most

COVER_WIDTHS = (32, 60)  # widths of the cover's columns, in characters
# How much larger than body text, and so wider and higher, a role is.
_SCALE = {"title": 2.0 * BOLD, "subtitle": 1.2, "heading": 1.4 * BOLD, "caption": 1.1 * BOLD}


def word(report: Report, key: str) -> str:
    """A word in the report's language; the English one where the report has none."""
    return report.labels.get(key) or labels_in("en")(f"export.{key}")


@attrs.frozen
class _Liner:
    """Makes lines of one text, merged across columns where the first is too narrow for it."""

    looks: Looks
    span: int
    first: float  # width of the first column, in characters
    room: float  # width of all that it may be merged across

    def __call__(self, row: int, text: str, role: str) -> Line:
        scale = _SCALE.get(role, 0.9)
        wide = text_width.width(text) * scale > self.first - 1 or "\n" in text
        span = self.span if wide else 1
        count = text_width.lines(text, (self.room if span > 1 else self.first) / scale - 1)
        tall = height(count, scale=max(1.0, scale / BOLD * 1.05))
        cells = {1: (text, self.looks.for_text(role, text))}
        return Line(row, cells, tall, fixed=True, span=span)


def lines_around_tables(report: Report, layout: SheetLayout, looks: Looks) -> Iterator[Line]:
    """The lines of a worksheet that are not of its tables, from top to bottom."""

    def across(span: int) -> _Liner:
        return _Liner(looks, span, layout.width_of(1), layout.across(span))

    line = across(layout.last_column)
    yield line(1, layout.sheet.heading, "heading")
    yield line(2, office_and_period(report), "small")
    if continuation := _continuation(report, layout):
        yield line(3, continuation, "small")
    for place in layout.places:
        line = across(layout.span_of(place))
        yield line(place.caption, place.table.title, "caption")
        notes = place.table.notes
        if place.continued_on:
            notes = (word(report, "continued_on").format(sheet=place.continued_on),)
        for row, note in enumerate(notes, start=place.end - len(notes) + 1):
            yield line(row, note, "note")


def _continuation(report: Report, layout: SheetLayout) -> str:
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


class Cover(NamedTuple):
    """The first worksheet: its rows, and where in the workbook a link of a row leads."""

    lines: tuple[Line, ...]
    links: tuple[tuple[int, str], ...]


def _pair(row: int, key: str, text: str, looks: Looks, *, role: str = "label") -> Line:
    cells = {1: (key, looks.for_text(role, key)), 2: (text, looks.for_text("text", text))}
    keys = text_width.lines(key, COVER_WIDTHS[0] / BOLD - 1)
    return Line(row, cells, height(max(keys, text_width.lines(text, COVER_WIDTHS[1] - 1))) + 3)


def _headlines(
    layouts: Sequence[SheetLayout], looks: Looks, profiles: Mapping[str, TableProfile]
) -> Iterator[tuple[str, tuple[CellValue, int, str]]]:
    """The titles of the first named figures, and cells that refer to them by formulas."""
    for place in (place for layout in layouts for place in layout.places):
        if not place.table.named:
            continue
        index = place.table.index("value")
        column = profiles[place.table.id].columns[index]
        for row, cells in enumerate(place.table.rows, start=place.first):
            value = cells[index].value
            if isinstance(spreadsheet.number_of(value), int | Decimal):
                form = column.number_format(Variant.of(cells[index]), looks.language)
                cell = (value, looks("figure", form), place.cell("value", row))
                yield str(cells[0].value), cell
        return


def office_and_period(report: Report) -> str:
    """Say whose the report is and of when, as every worksheet does."""
    return " · ".join(part for part in (report.office, report.subtitle) if part)


def place_and_day(report: Report) -> str:
    """Say where and when the report was issued, as the cover does."""
    day = formats.dateline(formats.cldr_language(report.language), "", report.day)
    return ", ".join(part for part in (report.place, day) if part)


def cover(
    report: Report,
    layouts: Sequence[SheetLayout],
    left_out: LeftOut,
    looks: Looks,
    profiles: Mapping[str, TableProfile],
) -> Cover:
    """Make the cover: what this is, whose, of when, and what is on which sheet."""
    line = _Liner(looks, 2, COVER_WIDTHS[0], sum(COVER_WIDTHS))
    front = (
        (1, report.parent, "small"),
        (2, report.office, "subtitle"),
        (4, report.title, "title"),
        (5, report.under_title, "subtitle"),
        (6, report.contribution, "subtitle"),
    )
    rows = [line(row, text, role) for row, text, role in front if text]
    facts = {
        "reference": report.reference,
        "addressee": report.addressee,
        "issued": place_and_day(report),
    }
    said = [(word(report, key), text) for key, text in facts.items() if text]
    rows += [_pair(row, key, text, looks) for row, (key, text) in enumerate(said, start=7)]
    row = 7 + len(said)
    headlines = list(islice(_headlines(layouts, looks, profiles), HEADLINES))
    if headlines:
        row += 1
        rows.append(line(row, word(report, "key_figures"), "caption"))
        for title, shown in headlines:
            row += 1
            tall = height(text_width.lines(title, COVER_WIDTHS[0] - 1)) + 3
            rows.append(Line(row, {1: (title, looks.for_text("text", title)), 2: shown}, tall))
        row += 1
    row += 1
    rows.append(line(row, word(report, "contents"), "caption"))
    links: list[tuple[int, str]] = []
    for layout in layouts:
        row += 1
        title = _continuation(report, layout) if layout.continues else layout.sheet.heading
        rows.append(_pair(row, layout.tab, title, looks, role="link"))
        links.append((row, f"{spreadsheet.quoted(layout.tab)}!A1"))
    missing = [
        ("" if number else word(report, why), heading)
        for why, headings in left_out
        for number, heading in enumerate(headings)
    ]
    start = row + 1
    rows += [_pair(row, why, heading, looks) for row, (why, heading) in enumerate(missing, start)]
    return Cover(tuple(rows), tuple(links))
