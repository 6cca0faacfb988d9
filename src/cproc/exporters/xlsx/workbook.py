"""A report becomes a workbook: look it through, lay it out, check it, write it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import BinaryIO

import attrs

from cproc.errors import Problem
from cproc.exporters.office import palette
from cproc.exporters.office.house_style import HouseStyle
from cproc.exporters.xlsx import (
    XlsxOptions,
    checks,
    refusals,
    skeleton,
    text_lines,
    workbook_charts,
    workbook_file,
)
from cproc.exporters.xlsx.cover import LeftOut, cover
from cproc.exporters.xlsx.formulas import Place
from cproc.exporters.xlsx.layout import Line, SheetLayout, arrange
from cproc.exporters.xlsx.looks import Looks
from cproc.exporters.xlsx.profile import TableProfile, profile_of
from cproc.exporters.xlsx.rows import TableWriter, line_xml
from cproc.exporters.xlsx.worksheets import (
    divide_sheet,
    join_parts,
    share_worksheets,
    worksheet_title,
)
from cproc.report import Report
from cproc.serialize.tables import column_letters

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
    style: HouseStyle = attrs.field(factory=HouseStyle)

    def write(
        self, stream: BinaryIO, progress: Callable[[int, int], None] = lambda _done, _of: None
    ) -> None:
        """Write the workbook."""
        report = self.report
        book = skeleton.new_workbook(report)
        first = book.worksheets[0]
        first.title = self.cover_tab  # before others are made: openpyxl renames what is alike
        looks = Looks(first, report.language, self.style, protect=self.options.protect)
        front = cover(report, self.layouts, self.left_out, looks, self.profiles)
        used = f"A1:{column_letters(len(front.layout.widths))}{front.lines[-1].row}"
        merged = tuple(front.layout.merged(front.lines))
        rows = [workbook_file.SheetRows(used, 0, map(line_xml, front.lines), merged)]
        colours = palette.palette(*(colour[1:] for colour in self.style.look.colours))
        described = {self.cover_tab: _described(front.layout)}
        if self.style.logo:
            described[self.cover_tab].append((report.office, self.style.logo.text))
        for layout in self.layouts:
            lines = tuple(text_lines.lines_around_tables(report, layout, looks))
            sheet = book.create_sheet(layout.tab)
            skeleton.dress_sheet(sheet, layout, lines, report, self.style)
            for place in layout.places:
                skeleton.link_cells(sheet, place, self.profiles[place.table.id].linked)
            workbook_charts.add_charts(sheet, layout, self.places, report.language, colours)
            described[layout.tab] = _described(layout)
            pieces, merged = self._rows(layout, lines, looks), tuple(layout.merged(lines))
            size = self._size(layout)
            rows.append(workbook_file.SheetRows(layout.used, size, pieces, merged))
        workbook_charts.add_charts(first, front.layout, self.places, report.language, colours)
        skeleton.dress_cover(first, front, report, self.style)
        # A table that stands on two sheets has its names once.
        every = chain.from_iterable(layout.places for layout in self.layouts)
        named = [place for place in every if place.whole == self.places[place.table.id].whole]
        skeleton.name_cells(book, named)
        if self.options.protect:
            skeleton.protect(book)
        workbook_file.write(book, rows, described, report.issued, stream, progress=progress)

    def _size(self, sheet: SheetLayout) -> int:
        return sum(
            BYTES_PER_CELL * len(place.table.rows) * len(place.table.columns)
            + BYTES_PER_CHARACTER * self.profiles[place.table.id].characters
            for place in sheet.places
        )

    def _rows(self, sheet: SheetLayout, lines: Iterable[Line], looks: Looks) -> Iterator[str]:
        pieces = [(line.row, iter([line_xml(line)])) for line in lines]
        for place in sheet.places:
            profile = self.profiles[place.table.id]
            writer = TableWriter(place, self.places, profile, sheet.heights, looks)
            pieces.append((place.header, iter(writer)))
        pieces.sort(key=lambda piece: piece[0])
        return chain.from_iterable(piece for _row, piece in pieces)


def _described(layout: SheetLayout) -> list[tuple[str, str]]:
    """The title and the alternative text of each chart of a worksheet."""
    charts = (place.chart for place in layout.charts)
    return [(chart.title, chart.alt) for chart in charts]


def _looked_through(report: Report) -> dict[str, TableProfile]:
    shown = {ref.id for sheet in report.sheets for ref in sheet.blocks}
    drawn = {report.charts[id_].table for id_ in shown if id_ in report.charts}
    tables = report.tables.items()
    return {id_: profile_of(table) for id_, table in tables if id_ in shown | drawn}


def prepare(
    report: Report,
    options: XlsxOptions = PLAIN,
    style: HouseStyle | None = None,
    *,
    limit: int = refusals.ROW_LIMIT,
) -> tuple[Prepared | None, tuple[Problem, ...]]:
    """Look a report through and lay it out.

    Returns:
        What can be written and no problem, or nothing and all problems.
    """
    unasked: tuple[str, ...] = ()
    if not options.inventory:
        left = [sheet for sheet in report.sheets if sheet.id in INVENTORY and sheet.blocks]
        unasked = tuple(sheet.heading for sheet in left)
        kept = tuple(sheet for sheet in report.sheets if sheet.id not in INVENTORY)
        report = attrs.evolve(report, sheets=kept)
    profiles = _looked_through(report)
    if options.long_numbers == "text":
        as_texts = checks.as_text(report, profiles, text_lines.word(report, "long_numbers"))
        if as_texts is not report:
            report, profiles = as_texts, _looked_through(as_texts)
    if problems := tuple(checks.sound(report, profiles)):
        return None, problems
    filled = [sheet for sheet in report.sheets if sheet.blocks]
    empty = tuple(sheet.heading for sheet in report.sheets if not sheet.blocks)
    left_out = (("left_out", (*report.left_out, *empty)), ("left_out_asked", unasked))
    most = limit if options.row_limit == "continue" else sys.maxsize
    parts = [part for sheet in filled for part in divide_sheet(report, sheet, most)]
    parts = list(share_worksheets(report, parts, profiles, limit))
    titles = [text_lines.word(report, "contents"), *map(worksheet_title, parts)]
    first, *tabs = skeleton.tab_names(titles)
    arranged = [arrange(report, part, tab, profiles) for part, tab in zip(parts, tabs, strict=True)]
    layouts = join_parts(report, arranged)
    places: dict[str, Place] = {}
    for place in chain.from_iterable(sheet.places for sheet in layouts):
        places.setdefault(place.table.id, place)
    if problems := tuple(checks.fits(layouts, places, profiles, limit)):
        return None, problems
    prepared = Prepared(report, first, layouts, left_out, places, profiles, options)
    return attrs.evolve(prepared, style=style or HouseStyle()), ()
