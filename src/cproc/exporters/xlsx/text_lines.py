"""What stands on a worksheet around its tables: headings, captions, notes, and the cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice

import attrs

from cproc.exporters.office import lines, number_of, quoted, width
from cproc.exporters.xlsx.cell_sizes import BOLD, height
from cproc.exporters.xlsx.layout import SheetLayout
from cproc.exporters.xlsx.looks import Looks, cldr_language, number_format
from cproc.exporters.xlsx.profile import TableProfile, Variant
from cproc.exporters.xlsx.rows import Line
from cproc.report import Report, formats

# Headings of sheets that are left out, by the word that says why.
LeftOut = Sequence[tuple[str, Sequence[str]]]
HEADLINES = 8  # figures that the cover shows at most

COVER_WIDTHS = (32, 60)  # widths of the cover's columns, in characters
# How much larger than body text, and so wider and higher, a role is.
_SCALE = {"title": 2.0 * BOLD, "subtitle": 1.2, "heading": 1.4 * BOLD, "caption": 1.1 * BOLD}

_WORDS = {
    "contents": "Contents",
    "continued_from": "Continued from the sheet “{sheet}”",
    "continued_on": "Continued on the sheet “{sheet}”",
    "issued": "Issued",
    "key_figures": "Key figures",
    "left_out": "Left out, nothing to show",
    "left_out_asked": "Left out on request",
    "long_numbers": "Numbers of more than 15 digits are written as text, which no total includes.",
    "of": "of",
    "page": "Page",
    "part_rows": "Rows {first} to {last} of {count}",
    "reference": "Reference",
    "addressee": "For",
}


def word(report: Report, key: str) -> str:
    """A word in the report's language; the English one where the report has none."""
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
    """The lines of a worksheet that are not of its tables, from top to bottom."""
    first = layout.width_of(1)
    last = layout.last_column
    room = layout.across(last)
    yield _across(1, layout.sheet.heading, "heading", looks, span=last, room=room, column=first)
    yield _across(2, whose(report), "small", looks, span=last, room=room, column=first)
    if going_on := _going_on(report, layout):
        yield _across(3, going_on, "small", looks, span=last, room=room, column=first)
    for place in layout.places:
        span = layout.span_of(place)
        room = layout.across(span)
        title = place.table.title
        yield _across(place.caption, title, "caption", looks, span=span, room=room, column=first)
        notes = place.table.notes
        if place.continued_on:
            notes = (word(report, "continued_on").format(sheet=place.continued_on),)
        below = place.end - len(notes)
        for number, note in enumerate(notes, start=1):
            yield _across(below + number, note, "note", looks, span=span, room=room, column=first)


def _going_on(report: Report, layout: SheetLayout) -> str:
    """Say which rows of a table a worksheet has, if not all, and on which sheets others are."""

    def count(number: int) -> str:
        return formats.exact_number(cldr_language(report.language), Decimal(number), 0)

    said = [
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
            said.append(word(report, key).format(sheet=tab))
    return " · ".join(said)


@attrs.frozen
class Cover:
    """The first worksheet."""

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


def _headlines(
    row: int,
    report: Report,
    layouts: Sequence[SheetLayout],
    looks: Looks,
    profiles: Mapping[str, TableProfile],
) -> Iterator[Line]:
    """Repeat the first named figures, by formulas that refer to them."""
    named = (place for layout in layouts for place in layout.places if place.table.row_names)
    place = next(named, None)
    if place is None:
        return
    table, index = place.table, place.table.index("value")
    column = profiles[table.id].columns[index]
    numbers = ((n, cells) for n, cells in enumerate(table.rows) if _is_number(cells[index].value))
    for count, (number, cells) in enumerate(islice(numbers, HEADLINES)):
        title, value = str(cells[0].value), cells[index].value
        form = number_format(column, Variant.of(cells[index]), report.language)
        source = place.cell("value", place.first + number)
        shown = (value, looks("figure", form), source)
        key = (title, looks.for_text("text", title))
        yield Line(row + count, {1: key, 2: shown}, height(lines(title, COVER_WIDTHS[0] - 1)) + 3)


def _is_number(value: object) -> bool:
    return isinstance(number_of(value), int | Decimal)


def whose(report: Report) -> str:
    """Say whose the report is and of when, as every worksheet does."""
    return " · ".join(part for part in (report.office, report.subtitle) if part)


def issued(report: Report) -> str:
    """Say where and when the report was issued, as the cover does."""
    day = formats.long_day(cldr_language(report.language), report.issued)
    return ", ".join(part for part in (report.place, day) if part)


def cover(
    report: Report,
    layouts: Sequence[SheetLayout],
    left_out: LeftOut,
    looks: Looks,
    profiles: Mapping[str, TableProfile],
) -> Cover:
    """Make the cover: what this is, whose, of when, and what is on which sheet."""
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
    facts = (
        ("reference", report.reference),
        ("addressee", report.addressee),
        ("issued", issued(report)),
    )
    for key, text in facts:
        if text:
            made.append(_pair(row, word(report, key), text, looks))
            row += 1
    headlines = list(_headlines(row + 2, report, layouts, looks, profiles))
    if headlines:
        across(row + 1, word(report, "key_figures"), "caption")
        made += headlines
        row += len(headlines) + 2
    row += 1
    across(row, word(report, "contents"), "caption")
    for layout in layouts:
        row += 1
        what = _going_on(report, layout) if layout.continues else layout.sheet.heading
        made.append(_pair(row, layout.tab, what, looks, role="link"))
        links.append((row, f"{quoted(layout.tab)}!A1"))
    for why, headings in left_out:
        for number, heading in enumerate(headings):
            row += 1
            made.append(_pair(row, "" if number else word(report, why), heading, looks))
    return Cover(tuple(made), tuple(links))
