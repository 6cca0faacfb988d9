"""How a workbook lies on paper: pages, widths, heights, breaks, and charts with their words."""

from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

import attrs
import pytest
from example_data import loaded
from lxml import etree
from workbooks import amounts_table, book_of, column_of, layouts_of, part, report_of, text_of

from cproc.exporters.office.text_width import lines, width
from cproc.exporters.xlsx.grid import wishes_of
from cproc.exporters.xlsx.layout import AIR, CLOSER, MEASURED_ROWS
from cproc.exporters.xlsx.pages import POINTS_PER_CHARACTER, ROW_HEIGHT
from cproc.exporters.xlsx.profile import profile_of
from cproc.money import Money
from cproc.report import Report, build
from cproc.report.cells import Cell, Column, Kind, Table
from cproc.report.model import Chart, ChartKind, Ref, Sheet

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@cache
def built(example: str, edition: str, language: str) -> Report:
    """The report of an example in an edition."""
    return build(loaded(example).for_edition(edition), language)


def test_pages_are_a4_one_across_and_numbered() -> None:
    """Pages: A4, fitted to its width, on its side where wide, numbered in the language.

    What is a little longer than a page is made to fit it.
    """
    narrow, wide = amounts_table(), amounts_table(wide=True)
    for table, orientation in ((narrow, "portrait"), (wide, "landscape")):
        sheet = book_of(report_of(table))["Sheet"]
        setup = sheet.page_setup
        assert (setup.paperSize, setup.orientation) == (9, orientation)
        assert (setup.fitToWidth, setup.fitToHeight) == (1, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.right.text == "Feuille && page &P sur &N"
        assert sheet.oddFooter.left.text == "Report && title · R(2017)1"
        assert sheet.print_area == "'Sheet'!$A$1:$E$9"
        assert sheet.print_title_rows == "$5:$5"
    long = book_of(report_of(amounts_table(170)))["Sheet"].page_setup
    assert (long.fitToWidth, long.fitToHeight) == (1, 0)


def test_a_sheet_that_a_page_would_make_too_small_takes_several() -> None:
    """No sheet is printed in less than seven tenths of its size; each page has the key columns."""
    columns = tuple(Column(f"c{n}", f"Unbreakable{n}", width=30) for n in range(18))
    row = tuple(Cell("words " * 9) for _ in columns)
    report = report_of(Table("t", "T", columns, (row,), wide=True))
    sheet, (layout,) = book_of(report)["Sheet"], layouts_of(report)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert not (sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage)
    assert sheet.page_setup.scale >= 70
    breaks = [each.id for each in sheet.col_breaks.brk]
    assert breaks == [*layout.page.breaks]
    assert sheet.print_title_cols == "$A:$A"
    # Headings and notes stand behind what each page repeats.
    assert (sheet["A1"].value, sheet["B1"].value) == (None, "Heading")
    edges = [0, *breaks, len(columns)]
    widths = [sum(layout.widths[a:b]) + layout.widths[0] * (a > 0) for a, b in pairwise(edges)]
    assert max(widths) * 5.6 * sheet.page_setup.scale / 100 <= 770


@pytest.mark.parametrize("example", ["cproc_2017", "eu_grant"])
@pytest.mark.parametrize("edition", ["audit", "public", "board"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_sheet_is_printed_large_enough(example: str, edition: str, language: str) -> None:
    """No sheet of the examples is printed in less than seven tenths of its size."""
    for layout in layouts_of(built(example, edition, language)):
        assert layout.page.scale >= 0.69, layout.tab


@pytest.mark.parametrize("example", ["cproc_2017", "eu_grant"])
@pytest.mark.parametrize("edition", ["audit", "public", "board"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_table_ruins_the_columns_of_another(example: str, edition: str, language: str) -> None:
    """No column is narrower than its longest word or number, or wider than twice its content."""
    report = built(example, edition, language)
    for layout in layouts_of(report):
        for place in layout.places:
            wishes = wishes_of(place.table, profile_of(place.table))
            for index, wish in enumerate(wishes):
                first, last = place.span(index)
                width = sum(layout.widths[first - 1 : last])
                # Below a table with filters, whose columns are not divided, less can be chosen.
                most = wish.most * 1.5 if layout.places[0].table.filters else wish.most
                assert wish.least <= width <= most, (layout.tab, place.table.id, index)


def test_texts_that_have_room_are_not_wrapped_for_the_edges_of_another_table() -> None:
    """A column is divided, and none reaches beyond the widest table."""
    facts = Table("f", "F", (Column("a", "Item", width=28), Column("b", "Value", width=50)), ())
    facts = attrs.evolve(facts, rows=((Cell("word " * 8), Cell("word " * 20)),))
    names = (Column("p", "P", width=14), Column("d", "Donor", width=24), Column("n", "N"))
    donors = attrs.evolve(facts, id="d", columns=names)
    row = (Cell("Cybercrime"), Cell("Conseil de l'Europe"), Cell("1"))
    (layout,) = layouts_of(report_of(facts, attrs.evolve(donors, rows=(row,))))
    widths = layout.widths
    assert sum(widths) <= 94
    place = layout.places[1]
    for index, wish in enumerate(wishes_of(place.table, profile_of(place.table))):
        first, last = place.span(index)
        assert sum(widths[first - 1 : last]) >= wish.full


def test_a_table_alone_takes_a_page_that_is_a_little_wider() -> None:
    """Where that wraps no text at all; its page is not turned on its side for it."""
    columns = (Column("a", "A", width=40), Column("b", "B", width=40))
    table = Table("t", "T", columns, ((Cell("n" * 5 + " word" * 8), Cell("word " * 9)),))
    (layout,) = layouts_of(report_of(table))
    wishes = wishes_of(table, profile_of(table))
    assert sum(layout.widths) >= sum(wish.full for wish in wishes)
    assert not layout.page.landscape


def test_explanations_have_the_most_room() -> None:
    """Where what is stated and computed stand beside each other, no column is as wide."""
    for language in ("en", "fr"):
        (layout,) = (
            layout
            for layout in layouts_of(built("cproc_2017", "audit", language))
            if layout.sheet.id == "reconciliation"
        )
        table = layout.places[0].table
        assert max(layout.widths) == layout.widths[table.index("explanation")]


def test_tables_that_share_columns_merge_cells_and_those_with_filters_do_not() -> None:
    """A column of a table may take several of the worksheet; what can be sorted takes one each."""
    wide = Table("w", "W", (Column("a", "A", width=60), Column("b", "B", Kind.INTEGER)), ())
    wide = attrs.evolve(wide, rows=((Cell("word " * 12), Cell(1)),))
    many = tuple(Column(f"c{n}", f"C{n}", Kind.INTEGER) for n in range(6))
    figures = Table("f", "F", many, (tuple(map(Cell, range(6))),))
    sheet = book_of(report_of(wide, figures))["Sheet"]
    (layout,) = layouts_of(report_of(wide, figures))
    first = layout.places[0]
    assert first.span(0)[1] > 1
    assert str(sheet.cell(first.first, 1).coordinate) in sheet.merged_cells
    assert [sheet.cell(first.first, first.span(n)[0]).value for n in (0, 1)] == ["word " * 12, 1]
    (layout,) = layouts_of(report_of(wide, attrs.evolve(figures, filters=True)))
    assert [layout.places[1].span(n) for n in range(6)] == [(n, n) for n in range(1, 7)]


def test_a_footer_longer_than_excel_takes_keeps_the_page_number() -> None:
    """A footer has 255 characters at most; what must go is the title of the report."""
    sheet = book_of(report_of(column_of("x"), title="o" * 300))["Sheet"]
    assert sheet.oddFooter.left.text is None
    assert "&P" in sheet.oddFooter.right.text


def test_headings_stay_in_view() -> None:
    """Under the headings of the one table, or of the one long table at the top; else the title.

    On paper those of the last table are repeated, which no other table or chart follows.
    """
    long, short = amounts_table(40), attrs.evolve(amounts_table(), id="u")
    assert book_of(report_of(long))["Sheet"].freeze_panes == "A6"
    assert book_of(report_of(attrs.evolve(long, wide=True)))["Sheet"].freeze_panes == "B6"
    both = book_of(report_of(long, short))["Sheet"]
    assert both.freeze_panes == "A6"
    assert both.print_title_rows == "$49:$49"
    assert both["A49"].value == "Name"
    assert book_of(report_of(short, long))["Sheet"].freeze_panes == "A2"
    empty = report_of(sheets=(Sheet("s", "Sheet", "H", (Ref("c"),)),), tables={"t": long})
    chart = Chart("c", "C", "A", ChartKind.BARS, "t", "name", ("amount",))
    alone = attrs.evolve(
        empty, charts={"c": chart}, sheets=(*empty.sheets, Sheet("d", "Data", "D", (Ref("t"),)))
    )
    assert book_of(alone)["Sheet"].freeze_panes == "A2"
    columns = (Column("name", "Name", width=70), long.columns[1])
    names = tuple((Cell("word " * 14), row[1]) for row in long.rows)
    below = attrs.evolve(long, columns=columns, rows=names)
    assert book_of(report_of(below, charts=[chart]))["Sheet"].print_title_rows is None


def test_charts_cover_no_cell() -> None:
    """A chart stands beside its table or below it; what follows stands below the chart."""
    chart = Chart("c", "Chart", "Alt", ChartKind.COLUMNS, "t", "name", ("amount",))
    second = attrs.evolve(chart, id="d", kind=ChartKind.BARS)
    names = tuple((Cell("A name of some length"), *row[1:]) for row in amounts_table().rows)
    beside = amounts_table(rows=names, filters=True)
    for table in (amounts_table(), beside, amounts_table(60), beside):
        (layout,) = layouts_of(
            report_of(
                table,
                attrs.evolve(amounts_table(), id="u"),
                charts=[chart, second],
                sheets=(Sheet("s", "S", "H", tuple(map(Ref, "tcdu"))),),
            )
        )
        taken: list[tuple[int, int, int, int]] = [
            (place.caption, place.end, 1, len(place.table.columns)) for place in layout.places
        ]
        taken += [(c.row, c.end, c.column, layout.right_of(c)) for c in layout.charts]
        for n, (top, bottom, left, right) in enumerate(taken):
            for top_2, bottom_2, left_2, right_2 in taken[:n]:
                assert top > bottom_2 or top_2 > bottom or left > right_2 or left_2 > right
    assert layout.charts[0].row == layout.places[0].caption
    assert layout.charts[0].column == 3


def test_charts_have_titles_axes_and_words_for_who_does_not_see_them() -> None:
    """Title, alternative text, titled axes, values stored, series told apart in grey."""
    columns = (Column("n", "Month"), *(Column(c, c, Kind.MONEY) for c in ("a", "b", "c")))
    row = (Cell("July"), Cell(Money(1, "EUR")), Cell(), Cell(Money(3, "EUR")))
    table = Table("t", "T", columns, (row, (Cell(),) * 4))
    for kind in ChartKind:
        chart = Chart("c", "Title & more", "What it shows", kind, "t", "n", ("a", "b", "c"))
        report = report_of(table, charts=[chart])
        (frame,) = part(report, "xl/drawings/drawing1.xml").iter(f"{DRAWING}cNvPr")
        assert (frame.get("title"), frame.get("descr")) == ("Title & more", "What it shows")
        drawn = part(report, "xl/charts/chart1.xml")
        titles = [text_of(title) for title in drawn.iter(f"{CHART}title")]
        assert titles == ["Title & more", "EUR"]
        assert {axis.get("val") for axis in drawn.iter(f"{CHART}delete")} <= {"0"}
        looks = [etree.tostring(look) for look in drawn.iterfind(f".//{CHART}ser/{CHART}spPr")]
        assert len(set(looks)) == 3
        assert [v.text for v in drawn.iter(f"{CHART}v")][:3] == ["a", "July", None]
        assert drawn.find(f".//{CHART}legend") is not None
    one = report_of(table, charts=[attrs.evolve(chart, values=("a",))])
    drawn = part(one, "xl/charts/chart1.xml")
    assert drawn.find(f".//{CHART}legend") is None
    assert "a (EUR)" in [text_of(title) for title in drawn.iter(f"{CHART}title")]


def test_labels_of_charts_have_room_to_stand_upright() -> None:
    """A chart of months is as wide as its longest word asks of each; one of few is no less."""
    columns = (Column("n", "Month"), Column("v", "Entries", Kind.INTEGER))
    chart = Chart("c", "C", "A", ChartKind.COLUMNS, "t", "n", ("v",))
    wide = {}
    for word, count in (("May", 3), ("September", 12), ("September", 40), ("Sept", 12)):
        rows = tuple((Cell(f"{word} 2017"), Cell(n)) for n in range(count))
        (layout,) = layouts_of(report_of(Table("t", "T", columns, rows), charts=[chart]))
        wide[word, count] = layout.charts[0].width
    assert wide["May", 3] == 430
    assert wide["Sept", 12] <= wide["September", 12] <= wide["September", 40]
    assert wide["September", 12] / 12 > width("September") * 5 * CLOSER


def test_axes_of_shares_are_of_percentages() -> None:
    """The axis of a share shows percentages; a table without rows has no chart."""
    columns = (Column("n", "Name"), Column("s", "Share", Kind.PERCENT))
    table = Table("t", "T", columns, ((Cell("x"), Cell(Decimal("0.5"))),))
    chart = Chart("c", "Chart", "Alt", ChartKind.BARS, "t", "n", ("s",))
    drawn = part(report_of(table, charts=[chart]), "xl/charts/chart1.xml")
    axis = drawn.find(f".//{CHART}valAx/{CHART}numFmt")
    assert axis is not None
    assert axis.get("formatCode") == "0%"
    assert not book_of(report_of(attrs.evolve(table, rows=()), charts=[chart]))["Sheet"]._charts


@pytest.mark.parametrize(
    ("largest", "expected"),
    [
        ("-24390000", "#,##0,,"),
        ("2439000", "0.0,,"),
        ("445424.60", "#,##0,"),
        ("19999", "#,##0"),
        (None, "#,##0"),
    ],
)
def test_axes_of_amounts_are_short(largest: str | None, expected: str) -> None:
    """Large amounts are in millions or thousands on the axis, which says so."""
    amounts = [Cell(), Cell(Money(1, "EUR")), Cell(Money(largest, "EUR") if largest else None)]
    columns = (Column("n", "Name"), Column("s", "Spent", Kind.MONEY))
    table = Table("t", "T", columns, tuple((Cell("x"), cell) for cell in amounts))
    chart = Chart("c", "Chart", "Alt", ChartKind.LINE, "t", "n", ("s",))
    drawn = part(report_of(table, charts=[chart]), "xl/charts/chart1.xml")
    axis = drawn.find(f".//{CHART}valAx/{CHART}numFmt")
    assert axis is not None
    assert axis.get("formatCode") == expected


def test_widths_fit_content_and_page() -> None:
    """Columns take what their content needs; texts give way where the page is too narrow."""
    columns = (
        Column("code", "Code", width=30),
        Column("amount", "Amount", Kind.MONEY, width=4),
        Column("text", "Text", width=40),
        Column("day", "Day", Kind.DATE, width=3),
    )
    row = (Cell("A1"), Cell(Money("24390000.55", "EUR")), Cell("word " * 30), Cell(date.max))
    table = Table("t", "T", columns, (row,))
    (layout,) = layouts_of(report_of(table))
    code, amount, text, day = layout.widths
    assert code < 10
    assert amount >= len("EUR 24,390,000.55") + 2
    assert text >= 40
    assert day >= len("31 Dec 9999") + 2
    many = attrs.evolve(
        table,
        columns=tuple(Column(f"c{n}", "C", width=60) for n in range(6)),
        rows=((Cell("word " * 30),) * 6,),
    )
    (layout,) = layouts_of(report_of(many))
    assert sum(layout.widths) <= 190
    assert layout.page.landscape
    solid = "EUR\u00a010\u00a0000\u00a0000"  # one word: no line breaks at such spaces
    full = attrs.evolve(many, rows=((Cell(solid), *many.rows[0][1:]),))
    (layout,) = layouts_of(report_of(full))
    assert layout.widths[0] > len(solid)
    guest = Table("u", "U", (Column("x", "X", width=90),), ((row[2],),))
    (layout,) = layouts_of(report_of(table, guest))
    assert layout.places[1].span(0)[1] > 1
    assert code <= layout.widths[0] < 2 * code
    narrow = attrs.evolve(guest, rows=((Cell("word " * 6),),))
    (layout,) = layouts_of(report_of(narrow, attrs.evolve(narrow, id="v")))
    assert not layout.page.landscape


def test_wrapped_rows_are_high_enough() -> None:
    """A row is given the height its longest text wraps to; very long tables are left to Excel."""
    long = "Workshop on cybercrime legislation and electronic evidence " * 4
    sheet = book_of(report_of(column_of("short", long, notes=(long * 3,))))["Sheet"]
    assert sheet.row_dimensions[6].height == ROW_HEIGHT + AIR
    size = sheet.column_dimensions["A"].width
    assert sheet.row_dimensions[7].height >= lines(long, size) * 12
    assert sheet.row_dimensions[8].height > ROW_HEIGHT
    many = book_of(report_of(column_of(*["x"] * (MEASURED_ROWS + 1))))["Sheet"]
    assert many.row_dimensions[7].height is None


def test_texts_are_measured_by_their_letters() -> None:
    """Wide and narrow letters, accents, wide scripts, words longer than a line, line breaks."""
    assert width("iiii") < width("nnnn") < width("WWWW")
    assert width("é") == width("e")
    assert width("漢") > width("n")
    assert width("\u0416") == 1.0
    assert lines("", 10) == 1
    assert lines("a\nb", 10) == 2
    assert lines("n" * 25, 10) == 3
    assert lines("nnnn nnnn nnnn", 10) == 2


def test_pages_break_between_tables_and_charts() -> None:
    """No chart and no short table is cut by the end of a page; a long one runs on."""
    chart = Chart("c", "Chart", "Alt", ChartKind.BARS, "t", "name", ("amount",))

    def sized(count: int, **more: Any) -> Table:
        table = amounts_table(count)
        columns = (Column("name", "Name", width=78), table.columns[1])
        names = tuple((Cell("word " * 12), row[1]) for row in table.rows)
        return attrs.evolve(table, columns=columns, rows=names, **more)

    def breaks(*rows: int) -> list[int]:
        tables = [sized(n, id=name) for n, name in zip(rows, "tuv", strict=False)]
        order = ("t", "c", "u", "v")[: len(rows) + 1]
        sheet = Sheet("s", "Sheet", "H", tuple(map(Ref, order)))
        book = book_of(report_of(*tables, charts=[chart], sheets=(sheet,)))
        return [found.id for found in book["Sheet"].row_breaks.brk]

    assert breaks(3) == []
    (layout,) = layouts_of(report_of(sized(42), charts=[chart]))
    assert breaks(42) == [layout.charts[0].row - 1]
    assert breaks(3, 3, 3) == []
    assert len(breaks(3, 30, 30)) == 2
    assert breaks(3, 300) == []
    assert breaks(MEASURED_ROWS + 40) in ([], [MEASURED_ROWS + 47])


def test_a_chart_beside_its_table_stays_with_it() -> None:
    """A table and the chart beside it are not parted by a page."""
    names = tuple((Cell("A name of some length here"), *row[1:]) for row in amounts_table(3).rows)
    tables = [attrs.evolve(amounts_table(3), id=n, rows=names, filters=True) for n in "tuvw"]
    charts = [
        Chart(f"c{t.id}", "Chart", "Alt", ChartKind.BARS, t.id, "name", ("amount",)) for t in tables
    ]
    blocks = [block for pair in zip(tables, charts, strict=True) for block in pair]
    sheet = Sheet("s", "Sheet", "H", tuple(Ref(block.id) for block in blocks))
    report = report_of(*tables, charts=charts, sheets=(sheet,))
    (layout,) = layouts_of(report)
    captions = [place.caption for place in layout.places]
    assert [chart.row for chart in layout.charts] == captions
    found = [brk.id + 1 for brk in book_of(report)["Sheet"].row_breaks.brk]
    assert set(found) <= set(captions)
    assert POINTS_PER_CHARACTER * layout.across(layout.last_column) > layout.charts[0].width
