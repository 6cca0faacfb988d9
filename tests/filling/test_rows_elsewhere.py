"""A repeated row, and what refers to it from other sheets and other parts."""

from typing import Any

import pytest
from filled_books import (
    ABOVE,
    INSIDE,
    OTHER,
    ROW,
    SHEET,
    budget,
    formulas,
    parts_of,
    patched,
    repeated,
    rich_workbook,
    texts_at,
    written,
)

from cproc.filling.book import Book

COSTS = "xl/worksheets/sheet1.xml"


def test_older_controls_and_other_rules() -> None:
    """References in the XML of older versions move, and so do those of consolidated data."""
    control = (
        '<v:shape><x:ClientData ObjectType="Drop"><x:FmlaRange>Costs!$E$6:$E$7</x:FmlaRange>'
        "<x:FmlaLink>'It''s &amp;'!$E$7</x:FmlaLink><x:FmlaLink>$E$7</x:FmlaLink></x:ClientData>"
        "</v:shape></xml>"
    )
    consolidated = (
        '<dataConsolidate><dataRefs><dataRef ref="A7:B7" sheet="Costs"/>'
        '<dataRef ref="A7:B7" sheet="Other"/></dataRefs></dataConsolidate><rowBreaks>'
        '<brk id="0"/></rowBreaks></worksheet>'
    )

    def more(_book: Any, sheet: Any, _other: Any) -> None:
        sheet.write_comment("A1", "x")

    vml = "xl/drawings/vmlDrawing1.vml"
    data = patched(
        budget(more=more),
        {
            vml: lambda xml: xml.replace("</xml>", control),
            COSTS: lambda xml: xml.replace("</worksheet>", consolidated),
        },
    )
    moved = repeated(data, 3).save()
    assert texts_at(moved, COSTS, "//t:dataRef/@ref") == ["A9:B9", "A7:B7"]
    assert texts_at(moved, COSTS, "//t:brk") == []
    shapes = parts_of(moved)[vml].decode()
    assert "<x:FmlaRange>Costs!$E$6:$E$9</x:FmlaRange>" in shapes
    assert "<x:FmlaLink>'It''s &amp;'!$E$7</x:FmlaLink>" in shapes
    assert "<x:FmlaLink>$E$9</x:FmlaLink>" in shapes


def test_a_chart_of_the_repeated_row_alone_shows_all_its_copies() -> None:
    """One cell of the row as values or as names becomes a range; the title of a series does not."""

    def more(book: Any, sheet: Any, _other: Any) -> None:
        chart = book.add_chart({"type": "bar"})
        of = {"values": "=Costs!$E$6", "categories": "=Costs!$A$6", "name": "=Costs!$A$5"}
        chart.add_series(of)
        sheet.insert_chart("K20", chart)

    book = Book.read(budget(more=more))
    book.repeat_row(SHEET, ROW, 3)
    drawn = texts_at(book.save(), "xl/charts/chart1.xml", "//t:f")
    assert sorted(drawn) == ["Costs!$A$5", "Costs!$A$6:$A$8", "Costs!$E$6:$E$8"]


def test_points_that_a_chart_keeps() -> None:
    """They are left out of a range that grows, and stay where it only moves."""
    chart = "xl/charts/chart1.xml"
    kept = '<c:numCache><c:ptCount val="5"/></c:numCache></c:numRef>'
    data = patched(rich_workbook(), {chart: lambda xml: xml.replace("</c:numRef>", kept)})
    for row, count in ((INSIDE, 0), (ABOVE, 2)):
        book = Book.read(data)
        book.repeat_row(SHEET, row, 3)
        assert len(texts_at(book.save(), chart, "//t:numCache")) == count


def test_only_what_refers_to_it_is_touched() -> None:
    """A sheet that does not name the changed one keeps its bytes, and so do all other parts."""
    data = rich_workbook()
    book = Book.read(data)
    book.repeat_row("Last", 12, 3)
    before, after = parts_of(data), parts_of(book.save())
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xl/worksheets/sheet3.xml"}


def test_sheets_are_named_in_any_way() -> None:
    """Quoted, with a letter in another case, with an ampersand, or by the number of a letter."""

    def write(book: Any) -> None:
        book.add_worksheet("R&D's").write("A9", 1)
        other = book.add_worksheet("Sums")
        for row, formula in enumerate(("'R&D''s'!A9", "'r&d''S'!A9", "Sums!A9"), 1):
            other.write_formula(f"A{row}", f"={formula}")

    data = patched(
        written(write),
        {"xl/worksheets/sheet2.xml": lambda xml: xml.replace("'r&amp;d", "'&#114;&#38;d")},
    )
    book = Book.read(data)
    book.repeat_row("r&d's", 5, 3)
    read = [cell.formula for cell in Book.read(book.save()).formulas()]
    assert read == ["'R&D''s'!A11", "'r&d''S'!A11", "Sums!A9"]


def test_a_list_on_the_changed_sheet() -> None:
    """A rule of another sheet that was looked at before is of the moved cells afterwards."""

    def more(_book: Any, sheet: Any, other: Any) -> None:
        sheet.write_column("P9", ["a", "b"])
        other.data_validation("A3", {"validate": "list", "source": "=Costs!$P$9:$P$10"})

    book = Book.read(budget(more=more))
    assert book.refusals(OTHER, "A3", "b") == []
    book.repeat_row(SHEET, ROW, 30)
    assert book.refusals(OTHER, "A3", "b") == []
    assert [each.code for each in book.refusals(OTHER, "A3", "c")] == ["cell-validation"]


def test_controls_in_a_sheet() -> None:
    """A control or an object hangs on rows as its sheet says: it moves, grows, or stays."""
    anchor = (
        '<control><controlPr linkedCell="$E$8" listFillRange="Costs!$E$6:$E$6"><anchor{0}>'
        "<from><row>6</row></from><to><row>8</row></to></anchor></controlPr></control>"
    )
    ways = (' moveWithCells="1" sizeWithCells="1"', ' moveWithCells="1"', "")
    controls = "".join(anchor.format(way) for way in ways)
    data = patched(
        budget(),
        {COSTS: lambda xml: xml.replace("<extLst>", f"<controls>{controls}</controls><extLst>", 1)},
    )
    moved = repeated(data, 3, row=7).save()
    rows = texts_at(moved, COSTS, "//t:anchor//t:row")
    assert rows == ["6", "10", "6", "8", "6", "8"]
    moved = repeated(data, 3).save()
    assert texts_at(moved, COSTS, "//t:anchor//t:row") == ["8", "10", "8", "10", "6", "8"]
    assert set(texts_at(moved, COSTS, "//@linkedCell")) == {"$E$10"}
    # The list is of the repeated row, so it holds the copies.
    assert set(texts_at(moved, COSTS, "//@listFillRange")) == {"Costs!$E$6:$E$8"}


def test_many_sheets_are_kept_as_trees_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets that were not used for long are stored, and come back as they were left."""
    monkeypatch.setattr("cproc.filling.book.book._TREES", 1)
    book = Book.read(budget())
    book.repeat_row(SHEET, ROW, 3)
    for _ in range(2):
        book.write(SHEET, "C7", 5)
        book.write(OTHER, "B1", 7)
    read = Book.read(book.save())
    assert formulas(read)["I!A1"] == "Costs!E14+SUM(Costs!E6:E8)"
    assert {cell.ref: cell.value for cell in read.cells(SHEET)}["C7"] == 5
