"""A report becomes a workbook: look it through, lay it out, check it, write it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from itertools import chain
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import attrs
from lxml import etree
from openpyxl import Workbook

from cproc.errors import Problem
from cproc.exporters.office import column_letters
from cproc.exporters.xlsx import XlsxOptions
from cproc.exporters.xlsx.cell_sizes import Heights, heights
from cproc.exporters.xlsx.checks import ROW_LIMIT, fits, sound
from cproc.exporters.xlsx.layout import SheetLayout, arrange, divided, joined, tab_names
from cproc.exporters.xlsx.longs import as_text
from cproc.exporters.xlsx.looks import Looks, TableLooks
from cproc.exporters.xlsx.places import Place
from cproc.exporters.xlsx.profile import TableProfile, profile
from cproc.exporters.xlsx.rows import Line, TableWriter, line_xml
from cproc.exporters.xlsx.skeleton import (
    dress_cover,
    dress_sheet,
    name_figures,
    name_totals,
    new_workbook,
    protect,
)
from cproc.exporters.xlsx.text_lines import LeftOut, around, cover, word
from cproc.exporters.xlsx.workbook_charts import add_charts
from cproc.report import Report

# Effort of compression: a third larger than the default's result, and three times as fast.
LEVEL = 1
LARGE = 2**31 // 2  # bytes of a part beyond which its sizes are kept in 64 bits

_EMPTY = re.compile(rb"<sheetData\s*/>|<sheetData>.*</sheetData>", re.DOTALL)
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"\s*/>')
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_FONT = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)
_FIRST = ("[Content_Types].xml", "_rels/.rels")

# Identifiers of the sheets with one row per entry, or per entry and something.
INVENTORY = frozenset({"activities", "participations", "countries", "regions", "activity_partners"})
PLAIN = XlsxOptions()
BYTES_PER_CELL = 64  # length of a cell's XML, its text apart, at most
BYTES_PER_CHARACTER = 6  # length of a character as UTF-8 or as an entity, at most


@attrs.frozen
class SheetRows:
    """The rows of one worksheet."""

    used: str
    size: int
    pieces: Iterable[str]


@attrs.frozen
class Prepared:
    """A report that is known to fit in a workbook."""

    report: Report
    cover_tab: str
    layouts: tuple[SheetLayout, ...]
    left_out: LeftOut
    places: dict[str, Place]
    profiles: dict[str, TableProfile]
    options: XlsxOptions = PLAIN

    def write(
        self, stream: BinaryIO, progress: Callable[[int, int], None] = lambda _done, _of: None
    ) -> None:
        """Write the workbook."""
        report = self.report
        book = new_workbook(report)
        first = book.worksheets[0]
        first.title = self.cover_tab  # before others are made: openpyxl renames what is alike
        looks = Looks(first, protect=self.options.protect)
        front = cover(report, self.layouts, self.left_out, looks, self.profiles)
        rows = [SheetRows(f"A1:B{front.lines[-1].row}", 0, map(line_xml, front.lines))]
        for layout in self.layouts:
            lines = tuple(around(report, layout, looks))
            sheet = book.create_sheet(layout.tab)
            tall = {place.caption: heights(place.table, layout.widths) for place in layout.places}
            dress_sheet(sheet, layout, lines, tall, report)
            add_charts(sheet, layout, self.places, self.profiles, report.language)
            used = f"A1:{column_letters(max(len(layout.widths), 1))}{layout.last_row}"
            rows.append(SheetRows(used, self._size(layout), self._rows(layout, lines, tall, looks)))
        dress_cover(first, front, report)
        name_totals(book, self._first_places())
        name_figures(book, self._first_places())
        if self.options.protect:
            protect(book)
        described = {
            layout.tab: [(place.chart.title, place.chart.alt) for place in layout.charts]
            for layout in self.layouts
        }
        _write(book, rows, described, report.issued, stream, progress=progress)

    def _first_places(self) -> Iterator[Place]:
        """The places of all tables, part by part; a table that stands twice, only once."""
        for place in chain.from_iterable(layout.places for layout in self.layouts):
            if place.whole == self.places[place.table.id].whole:
                yield place

    def _size(self, layout: SheetLayout) -> int:
        return sum(
            BYTES_PER_CELL * len(place.table.rows) * len(place.table.columns)
            + BYTES_PER_CHARACTER * self.profiles[place.table.id].characters
            for place in layout.places
        )

    def _rows(
        self,
        layout: SheetLayout,
        lines: Sequence[Line],
        tall: Mapping[int, Heights],
        looks: Looks,
    ) -> Iterator[str]:
        pieces: list[tuple[int, Iterator[str]]] = [
            (line.row, iter([line_xml(line)])) for line in lines
        ]
        for place in layout.places:
            held = self.profiles[place.table.id]
            form = TableLooks(looks, place.table, held, self.report.language)
            form.make()
            writer = TableWriter(place, self.places, looks, form, tall[place.caption])
            writer.prepare()
            pieces.append((place.header, iter(writer)))
        pieces.sort(key=lambda piece: piece[0])
        return chain.from_iterable(piece for _row, piece in pieces)


def without_inventory(report: Report) -> tuple[Report, tuple[str, ...]]:
    """Take the sheets with one row per entry out; give the headings of those there were."""
    kept = tuple(sheet for sheet in report.sheets if sheet.id not in INVENTORY)
    gone = tuple(sheet.heading for sheet in report.sheets if sheet.id in INVENTORY and sheet.blocks)
    return attrs.evolve(report, sheets=kept), gone


def _looked_through(report: Report) -> dict[str, TableProfile]:
    shown = {ref.id for sheet in report.sheets for ref in sheet.blocks}
    drawn = {report.charts[name].table for name in shown if name in report.charts}
    return {name: profile(table) for name, table in report.tables.items() if name in shown | drawn}


def prepare(
    report: Report, options: XlsxOptions = PLAIN, *, limit: int = ROW_LIMIT
) -> tuple[Prepared | None, tuple[Problem, ...]]:
    """Look a report through and lay it out.

    Returns:
        What can be written and no problem, or nothing and all problems.
    """
    report, unasked = (report, ()) if options.inventory else without_inventory(report)
    profiles = _looked_through(report)
    if options.long_numbers == "text":
        as_texts = as_text(report, profiles, word(report, "long_numbers"))
        if as_texts is not report:
            report, profiles = as_texts, _looked_through(as_texts)
    if problems := tuple(sound(report, profiles)):
        return None, problems
    filled = [sheet for sheet in report.sheets if sheet.blocks]
    empty = tuple(sheet.heading for sheet in report.sheets if not sheet.blocks)
    left_out = (("left_out", (*report.left_out, *empty)), ("left_out_asked", unasked))
    most = limit if options.row_limit == "continue" else sys.maxsize
    parts = [part for sheet in filled for part in divided(report, sheet, most)]
    titles = (part.sheet.title for part in parts)
    first, *tabs = tab_names([word(report, "contents"), *titles])
    arranged = [arrange(report, part, tab, profiles) for part, tab in zip(parts, tabs, strict=True)]
    layouts = joined(report, arranged)
    places: dict[str, Place] = {}
    for layout in layouts:
        for place in layout.places:
            places.setdefault(place.table.id, place)
    if problems := tuple(fits(layouts, places, profiles, limit)):
        return None, problems
    return Prepared(report, first, layouts, left_out, places, profiles, options), ()


def _write(
    book: Workbook,
    rows: Sequence[SheetRows],
    descriptions: Mapping[str, Sequence[tuple[str, str]]],
    issued: date,
    stream: BinaryIO,
    *,
    progress: Callable[[int, int], None],
) -> None:
    """Save a workbook with rows that openpyxl does not know."""
    buffer = BytesIO()
    book.save(buffer)
    sheets = {f"xl/worksheets/sheet{n}.xml": rows_ for n, rows_ in enumerate(rows, start=1)}
    drawings = [descriptions[sheet.title] for sheet in book if descriptions.get(sheet.title)]
    drawn = {f"xl/drawings/drawing{n}.xml": texts for n, texts in enumerate(drawings, start=1)}
    written = 0
    with ZipFile(buffer) as source, ZipFile(stream, "w", ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=_order):
            content = source.read(name)
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            info._compresslevel = LEVEL  # type: ignore[attr-defined] # noqa: SLF001 - public from Python 3.13
            if name in sheets:
                _write_sheet(target, info, content, sheets[name])
                written += 1
                progress(written, len(sheets))
                continue
            if name in drawn:
                content = _describe(content, drawn[name])
            elif name == "xl/styles.xml":
                content = _in_order(content)
            elif name == "docProps/core.xml":
                content = _dated(content, issued)
            target.writestr(info, content)


def _order(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _write_sheet(target: ZipFile, info: ZipInfo, content: bytes, rows: SheetRows) -> None:
    content = _DIMENSION.sub(f'<dimension ref="{rows.used}"/>'.encode(), content, count=1)
    head, tail = _EMPTY.split(content, maxsplit=1)
    with target.open(info, "w", force_zip64=rows.size > LARGE) as part:
        part.write(head + b"<sheetData>")
        for piece in rows.pieces:
            part.write(piece.encode())
        part.write(b"</sheetData>" + tail)


def _tree(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False))


def _in_order(content: bytes) -> bytes:
    """Put the parts of fonts in the order of the standard, which openpyxl does not keep."""
    root = _tree(content)
    for font in root.iter(f"{_MAIN}font"):
        font[:] = sorted(font, key=lambda part: _FONT.index(etree.QName(part).localname))
    return _text(root)


def _text(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _describe(content: bytes, texts: Sequence[tuple[str, str]]) -> bytes:
    root = _tree(content)
    frames = root.iter(f"{_DRAWING}cNvPr")
    for frame, (title, text) in zip(frames, texts, strict=True):
        frame.set("title", title)
        frame.set("descr", text)
    return _text(root)


def _dated(content: bytes, issued: date) -> bytes:
    """Put the day of issue where openpyxl puts the time of saving."""
    stamp = f"{issued.isoformat()}T00:00:00Z".encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
