"""A report becomes a workbook: look it through, lay it out, check it, write it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import BinaryIO

import attrs

from cproc.errors import Problem
from cproc.exporters.xlsx import XlsxOptions
from cproc.exporters.xlsx.checks import ROW_LIMIT, fits, sound
from cproc.exporters.xlsx.layout import SheetLayout, arrange, divide_sheet, join_parts, tab_names
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
from cproc.exporters.xlsx.text_lines import LeftOut, cover, lines_around_tables, word
from cproc.exporters.xlsx.workbook_charts import add_charts
from cproc.exporters.xlsx.workbook_file import SheetRows, write
from cproc.report import Report

# Identifiers of the sheets with one row per entry, or per entry and something.
INVENTORY = frozenset({"activities", "participations", "countries", "regions", "activity_partners"})
PLAIN = XlsxOptions()
BYTES_PER_CELL = 64  # length of a cell's XML, its text apart, at most
BYTES_PER_CHARACTER = 6  # length of a character as UTF-8 or as an entity, at most


@attrs.frozen
class Prepared:
    """A report that is known to fit in a workbook."""

    report: Report
    cover_tab: str
    layouts: tuple[SheetLayout, ...]
    left_out: LeftOut
    places: dict[str, Place]  # where each table stands first, and its first part
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
            lines = tuple(lines_around_tables(report, layout, looks))
            sheet = book.create_sheet(layout.tab)
            dress_sheet(sheet, layout, lines, report)
            add_charts(sheet, layout, self.places, self.profiles, report.language)
            pieces = self._rows(layout, lines, looks)
            rows.append(SheetRows(layout.used, self._size(layout), pieces))
        dress_cover(first, front, report)
        name_totals(book, self._first_places())
        name_figures(book, self._first_places())
        if self.options.protect:
            protect(book)
        described = {
            layout.tab: [(place.chart.title, place.chart.alt) for place in layout.charts]
            for layout in self.layouts
        }
        write(book, rows, described, report.issued, stream, progress=progress)

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

    def _rows(self, layout: SheetLayout, lines: Iterable[Line], looks: Looks) -> Iterator[str]:
        pieces = [(line.row, iter([line_xml(line)])) for line in lines]
        for place in layout.places:
            profile = self.profiles[place.table.id]
            form = TableLooks(looks, place.table, profile, self.report.language)
            form.make()
            writer = TableWriter(place, self.places, looks, form, layout.heights[place.caption])
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
    parts = [part for sheet in filled for part in divide_sheet(report, sheet, most)]
    titles = (sheet.title for sheet, _blocks in parts)
    first, *tabs = tab_names([word(report, "contents"), *titles])
    arranged = [arrange(report, part, tab, profiles) for part, tab in zip(parts, tabs, strict=True)]
    layouts = join_parts(report, arranged)
    places: dict[str, Place] = {}
    for layout in layouts:
        for place in layout.places:
            places.setdefault(place.table.id, place)
    if problems := tuple(fits(layouts, places, profiles, limit)):
        return None, problems
    return Prepared(report, first, layouts, left_out, places, profiles, options), ()
