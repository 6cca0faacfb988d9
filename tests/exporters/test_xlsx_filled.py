"""Printed pages are filled: small sheets share one, and few rows are not left for another."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs
import pytest
from example_data import loaded
from hypothesis import given
from hypothesis import strategies as st
from workbooks import amounts_table, book_of, layouts_of, report_of

from cproc.exporters.xlsx.grid import LEGIBLE
from cproc.exporters.xlsx.layout import SheetLayout
from cproc.exporters.xlsx.pages import (
    LEFT,
    PAGE,
    SAFE,
    SMALLEST,
    Page,
    denser,
    filled_pages,
    gathered,
    height_of,
)
from cproc.exporters.xlsx.worksheets import FILTERED
from cproc.figures import narrow
from cproc.report import Report, build
from cproc.report.cells import Cell, Column, Table
from cproc.report.model import Chart, ChartKind, Ref, Sheet

FILLED = 0.4
"""Part of its height that a printed page is filled to at least."""
LONELY = {"priorities", "silenced", "partners"}
"""Short sheets of auditors, between others that have no room for them."""


@cache
def built(example: str, edition: str, language: str, donor: str = "") -> Report:
    """The report of an example in an edition, or for a donor."""
    portfolio = loaded(example).for_edition(edition)
    return build(narrow(portfolio, donor=donor) if donor else portfolio, language)


def pages(layout: SheetLayout) -> tuple[float, list[float]]:
    """The part of a page that a worksheet fills, and each of the pages its blocks are put on."""
    rows = height_of(layout.heights, 1, layout.last_row + 1)
    spans = [(place.caption, place.end) for place in layout.places]
    spans += [(chart.row, chart.end) for chart in layout.charts]
    blocks = gathered(spans)
    page = layout.page.holding(rows, whole=len(blocks) == 1)
    if len(blocks) > 1 and not page.down:
        page = denser(page, blocks, layout.heights)
    sizes = [min(rows, page.height)]
    if len(blocks) > 1 and not page.down:
        sizes = filled_pages(page.height, blocks, layout.heights)
    return rows / page.height, [size / page.height for size in sizes]


@pytest.mark.parametrize(
    ("example", "edition", "donor"),
    [
        *((example, edition, "") for example in ("cproc_2017", "eu_grant")
          for edition in ("public", "board", "audit")),
        ("cproc_2017", "donor", "EU"),
        ("cproc_2017", "donor", "JP"),
        ("eu_grant", "donor", "EU"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_printed_page_is_white(example: str, edition: str, donor: str, language: str) -> None:
    """Two fifths of every page are filled, but of the last of several of a worksheet.

    A worksheet of a single page is held to it as well, save a few of the auditors'.
    """
    layouts = layouts_of(built(example, edition, language, donor))
    white = {
        layout.sheet.id: (whole, sizes)
        for layout in layouts
        for whole, sizes in [pages(layout)]
        if min(sizes[:-1], default=1) < FILLED or whole < FILLED
    }
    assert white.keys() <= (LONELY if edition == "audit" else set()), white


def small(name: str, rows: int = 3, **more: Any) -> Table:
    """A table of a few rows."""
    return attrs.evolve(amounts_table(rows), id=name, **more)


def sheets_of(*tables: Table, groups: str = "", charts: tuple[Chart, ...] = ()) -> Report:
    """A report with a sheet for each of some tables, each of a group, of one if not named."""
    names = {"m": "money", "r": "results"}
    of = groups or "m" * len(tables)
    sheets = (
        Sheet(table.id, table.id.upper(), f"Heading {table.id}", (Ref(table.id),), names[group])
        for table, group in zip(tables, of, strict=True)
    )
    return report_of(*tables, charts=charts, sheets=tuple(sheets))


def shared(report: Report) -> list[list[str]]:
    """The sheets that each worksheet has."""
    return [[sheet.id for _row, sheet in layout.sheets] for layout in layouts_of(report)]


def test_small_sheets_share_a_worksheet() -> None:
    """Each has its heading there, and the worksheet has the names of all; nothing is covered."""
    report = sheets_of(small("a"), small("b"), small("c"))
    assert shared(report) == [["a", "b", "c"]]
    book = book_of(report)
    assert book.sheetnames[1:] == ["A, B, C"]
    sheet = book["A, B, C"]
    (layout,) = layouts_of(report)
    assert [sheet.cell(row, 1).value for row, _ in layout.sheets] == [
        "Heading a", "Heading b", "Heading c"
    ]  # fmt: skip
    assert [place.caption for place in layout.places] == [
        4 if row == 1 else row + 1 for row, _ in layout.sheets
    ]
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)


def test_names_of_sheets_that_do_not_fit_a_tab_are_left_out_whole() -> None:
    """No name is cut; the cover names them all and leads to each."""
    long = "A name of half a tab"
    report = sheets_of(small("a"), small("b"))
    sheets = tuple(attrs.evolve(each, title=f"{long} {each.id}") for each in report.sheets)
    book = book_of(attrs.evolve(report, sheets=sheets))
    assert book.sheetnames[1:] == [f"{long} a, …"]
    links = {
        c.value: c.hyperlink.location for row in book.worksheets[0] for c in row if c.hyperlink
    }
    assert [*links] == [f"{long} a", f"{long} b"]
    assert links[f"{long} b"] == f"'{long} a, …'!A11"


def test_what_fills_a_page_stands_alone() -> None:
    """So does a long table, which readers filter, and a sheet of no group."""
    assert shared(sheets_of(small("a", 45), small("b", 45))) == [["a"], ["b"]]
    assert shared(sheets_of(small("a", 30), small("b", 30))) == [["a"], ["b"]]
    assert shared(sheets_of(small("a"), small("b", 20))) == [["a", "b"]]
    assert shared(sheets_of(small("a"), small("b", FILTERED, filters=True))) == [["a"], ["b"]]
    bare = sheets_of(small("a"), small("b"))
    bare = attrs.evolve(bare, sheets=tuple(attrs.evolve(s, group="") for s in bare.sheets))
    assert shared(bare) == [["a"], ["b"]]


def test_sheets_of_two_groups_share_a_page_if_one_of_them_has_little() -> None:
    """Within a group less than half of a page is little; between two, less than two fifths."""
    assert shared(sheets_of(small("a", 12), small("b", 24), groups="mm")) == [["a", "b"]]
    assert shared(sheets_of(small("a", 12), small("b", 24), groups="mr")) == [["a"], ["b"]]
    assert shared(sheets_of(small("a", 4), small("b", 20), groups="mr")) == [["a", "b"]]


def test_a_small_sheet_stands_on_the_last_page_of_another() -> None:
    """Where several tables before it take more than a page, and leave room on the last."""
    report = sheets_of(small("a"), small("b", 4))
    more = [small(name, 22) for name in "xyz"]
    first = attrs.evolve(report.sheets[0], blocks=tuple(Ref(table.id) for table in more))
    tables = {**report.tables, **{table.id: table for table in more}}
    report = attrs.evolve(report, tables=tables, sheets=(first, report.sheets[1]))
    assert shared(report) == [["a", "b"]]


def test_a_heading_stays_on_the_page_of_its_table() -> None:
    """No page ends with the heading of a sheet that goes on from another."""
    for rows in range(18, 25):
        report = sheets_of(small("a"), small("b", 8))
        more = [small(name, rows) for name in "xyz"]
        first = attrs.evolve(report.sheets[0], blocks=tuple(Ref(table.id) for table in more))
        tables = {**report.tables, **{table.id: table for table in more}}
        report = attrs.evolve(report, tables=tables, sheets=(first, report.sheets[1]))
        headings = [row for layout in layouts_of(report) for row, _ in layout.further]
        breaks = [brk.id for sheet in book_of(report) for brk in sheet.row_breaks.brk]
        assert not {*headings} & {*breaks}


def test_tables_that_share_a_worksheet_have_no_filters() -> None:
    """So their cells can be merged, and no table takes the widths of another."""
    wide = Table("w", "W", (Column("a", "A", width=60), Column("b", "B")), ())
    wide = attrs.evolve(wide, rows=((Cell("word " * 12), Cell("x")),), filters=True)
    report = sheets_of(small("a", filters=True), wide)
    book = book_of(report)
    (sheet,) = book.worksheets[1:]
    assert not sheet.tables
    assert sheet.merged_cells.ranges
    assert book_of(sheets_of(small("a", filters=True))).worksheets[1].tables


def test_the_parts_of_a_sheet_share_no_worksheet() -> None:
    """A table that takes several worksheets has them for itself."""
    from cproc.exporters.xlsx import XlsxOptions
    from cproc.exporters.xlsx.workbook import prepare

    report = sheets_of(small("a", 60), small("b"))
    prepared, _problems = prepare(report, XlsxOptions(row_limit="continue"), limit=40)
    assert prepared is not None
    assert [layout.sheet.id for layout in prepared.layouts] == ["a", "a", "b"]
    assert not any(layout.further for layout in prepared.layouts)


# --- Rows that are left over ---------------------------------------------------------------

PAGES = st.builds(Page, landscape=st.booleans(), scale=st.floats(SMALLEST, 1.0))


@given(PAGES, st.floats(10, 10_000), st.floats(0, 60))
def test_no_page_is_smaller_than_can_be_read(page: Page, points: float, repeated: float) -> None:
    """Rows that are fitted to fewer pages are printed in seven tenths of full size at least."""
    held = page.holding(points, repeated=repeated)
    assert held.scale <= page.scale
    assert held.scale >= SMALLEST or held.scale == page.scale
    if held.down:
        body = SAFE * PAGE[page.landscape][1] / held.scale
        assert points <= held.down * body + 1e-6


def test_few_rows_do_not_take_a_page() -> None:
    """What would fill two fifths of the last page at most is fitted to the pages before it."""
    page = Page(landscape=False, scale=1.0)
    assert page.holding(0.9 * page.height).down == 1
    assert page.holding(1.2 * page.height).down == 1
    assert page.holding(1.2 * page.height).scale < 0.84
    assert page.holding(1.6 * page.height) == page
    assert page.holding(4.2 * page.height).down == 4
    assert page.holding(4.2 * page.height, whole=False) == page
    assert page.holding((4 + LEFT + 0.05) * page.height) == page
    small = attrs.evolve(page, scale=0.75)
    assert small.holding(1.2 * small.height) == small


def blocks(*sizes: int) -> Iterator[tuple[int, int]]:
    """Blocks of so many rows, one empty row between them."""
    first = 4
    for size in sizes:
        yield first, first + size - 1
        first += size + 1


def test_a_page_less_is_worth_a_slightly_smaller_size() -> None:
    """Tables that just miss a page are printed a little smaller; none is cut for it."""
    page = Page(landscape=True, scale=1.0)
    just = gathered([*blocks(22, 20, 6, 5)])
    assert len(filled_pages(page.height, just, {})) == 3
    smaller = denser(page, just, {})
    assert (smaller.fixed, len(filled_pages(smaller.height, just, {}))) == (True, 2)
    assert LEGIBLE < smaller.scale < 1
    full = gathered([*blocks(22, 20, 28)])
    assert denser(page, full, {}) == page
    alone = gathered([*blocks(22)])
    assert denser(page, alone, {}) == page


def test_a_fixed_size_is_written_with_its_breaks() -> None:
    """A program that is told to fit the width would not take the size."""
    tables = [small(name, rows) for name, rows in zip("abcd", (30, 8, 36, 5), strict=True)]
    sheet = Sheet("s", "Sheet", "H", tuple(Ref(table.id) for table in tables))
    written = book_of(report_of(*tables, sheets=(sheet,)))["Sheet"]
    assert written.page_setup.scale is not None
    assert written.page_setup.scale < 100
    assert not written.page_setup.fitToHeight
    assert [brk.id for brk in written.row_breaks.brk] != []


def test_a_chart_beside_tables_that_share_stays_inside_the_page() -> None:
    """A chart alone turns no page on its side, where the tables are a little wider than one."""
    chart = Chart("c", "Chart", "Alt", ChartKind.TIMELINE, "t", "name", ("amount",))
    columns = (Column("name", "Name", width=98), amounts_table().columns[1])
    rows = tuple((Cell("word " * 16), row[1]) for row in amounts_table().rows)
    table = attrs.evolve(small("t"), columns=columns, rows=rows)
    (layout,) = layouts_of(report_of(table, charts=[chart]))
    assert not layout.page.landscape
