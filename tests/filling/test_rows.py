"""A repeated row: its copies, what stands in the way, and what is refused."""

from decimal import Decimal
from typing import Any

import pytest
from filled_books import OTHER, ROW, SHEET, budget, formulas, parts_of, patched, repeated, texts_at

from cproc.errors import DataError
from cproc.filling.book import Book

COSTS = "xl/worksheets/sheet1.xml"


def refused(
    data: bytes, count: int, row: int = ROW, empty: Any = "delete"
) -> list[tuple[str, str]]:
    """The codes and cells of what speaks against it; nothing has been changed then."""
    book = Book.read(data)
    with pytest.raises(DataError) as refusal:
        book.repeat_row(SHEET, row, count, empty)
    assert book.save() == data
    return [(each.code, each.cell) for each in refusal.value.problems]


def test_the_copies_of_a_row() -> None:
    """Each has the row's height, outline, styles, values and merges, and formulas of its own."""
    book = repeated(budget(), 3)
    assert formulas(book) == {
        **{f"C!E{row}": f"ROUND(C{row}*D{row},2)" for row in (6, 7, 8)},
        **{f"C!F{row}": f"E{row}/E$14" for row in (6, 7, 8)},
        **{f"C!G{row}": f"G{row - 1}+E{row}" for row in (6, 7, 8)},
        "C!E9": "SUBTOTAL(9,E6:E8)",
        "C!E14": "SUM(E9,E10)",
        "I!A1": "Costs!E14+SUM(Costs!E6:E8)",
    }
    cells = {cell.ref: cell for cell in book.cells(SHEET)}
    assert [cells[f"C{row}"].value for row in (6, 7, 8)] == [2, 2, 2]
    # The result of another row's formula is none of theirs.
    assert [cells[f"E{row}"].value for row in (6, 7, 8, 9)] == [None, None, None, 20]
    data = book.save()
    assert texts_at(data, COSTS, '//t:row[@ht="33"][@outlineLevel="1"]/@r') == ["6", "7", "8"]
    assert texts_at(data, COSTS, "//t:mergeCell/@ref") == ["H6:I6", "H7:I7", "H8:I8"]
    assert texts_at(data, COSTS, "//t:mergeCells/@count") == ["3"]
    drawn = [f"Costs!C{row}:E{row}" for row in (6, 7, 8)]
    assert texts_at(data, COSTS, "//t:sparkline/t:f") == drawn
    assert texts_at(data, COSTS, "//t:sparkline/t:sqref") == ["J6", "J7", "J8"]
    assert len({cells[f"A{row}"].style for row in (6, 7, 8)}) == 1


def test_no_line_leaves_a_blank_row() -> None:
    """Styles and height stay, nothing else of the row, and nothing moves."""
    book = repeated(budget(), 0)
    cells = {cell.ref: cell for cell in book.cells(SHEET)}
    assert [cells[f"{column}6"].value for column in "ACDEFGH"] == [None] * 7
    assert formulas(book) == {
        "C!E7": "SUBTOTAL(9,E6:E6)",
        "C!E12": "SUM(E7,E8)",
        "I!A1": "Costs!E12+SUM(Costs!E6:E6)",
    }
    assert cells["A6"].style == {e.ref: e for e in Book.read(budget()).cells(SHEET)}["A6"].style


def test_no_line_and_no_row() -> None:
    """A row may be deleted where no formula is of it alone; else that is refused with the cell."""
    assert refused(budget(), 0) == [
        ("rows-lost", f"{SHEET}!E7"),
        ("rows-lost", f"{OTHER}!A1"),
    ]
    wide = patched(
        budget(),
        {
            COSTS: lambda xml: xml.replace("E6:E6", "E5:E6"),
            "xl/worksheets/sheet2.xml": lambda xml: xml.replace("E6:E6", "E5:E7"),
        },
    )
    book = repeated(wide, 0, empty="delete")
    assert formulas(book) == {
        "C!E6": "SUBTOTAL(9,E5:E5)",
        "C!E11": "SUM(E6,E7)",
        "I!A1": "Costs!E11+SUM(Costs!E5:E6)",
    }
    data = book.save()
    assert texts_at(data, COSTS, "//t:mergeCell/@ref") == []
    assert texts_at(data, COSTS, "//t:sparkline") == []


def test_rows_one_after_another() -> None:
    """Two rows of one sheet, from below upwards or not, become what both together are."""
    data = budget()
    for order in ([(8, 4), (6, 3)], [(6, 3), (10, 4)]):
        book = Book.read(data)
        for row, count in order:
            book.repeat_row(SHEET, row, count)
        read = formulas(Book.read(book.save()))
        assert (read["C!E9"], read["C!E17"]) == ("SUBTOTAL(9,E6:E8)", "SUM(E9,E10)")
        assert read["I!A1"] == "Costs!E17+SUM(Costs!E6:E8)"


def test_a_row_that_there_is_not() -> None:
    """One without any cell is repeated as well: what is below it moves."""
    book = repeated(budget(), 3, row=10)
    assert formulas(book)["C!E14"] == "SUM(E7,E8)"
    assert formulas(book)["I!A1"] == "Costs!E14+SUM(Costs!E6:E6)"


def test_cells_are_written_into_copies() -> None:
    """A copy is filled as any row, and its rules are those of the row."""

    def more(_book: Any, sheet: Any, _other: Any) -> None:
        sheet.data_validation("C6", {"validate": "decimal", "criteria": ">", "value": 0})

    book = Book.read(budget(more=more))
    book.repeat_row(SHEET, ROW, 3)
    for row in (6, 7, 8):
        book.write(SHEET, f"C{row}", Decimal(row))
    assert [each.code for each in book.refusals(SHEET, "C8", -1)] == ["cell-validation"]
    assert book.refusals(SHEET, "C9", -1) == []
    assert [each.code for each in book.refusals(SHEET, "I8", 1)] == ["cell-merged"]
    values = {cell.ref: cell.value for cell in Book.read(book.save()).cells(SHEET)}
    assert [values[f"C{row}"] for row in (6, 7, 8)] == [6, 7, 8]


def test_rules_of_the_row_are_of_each_copy() -> None:
    """What a rule says of its own row is said of each copy; what has a dollar is all of them."""

    def more(_book: Any, sheet: Any, _other: Any) -> None:
        rule = {"type": "formula", "criteria": "=SUM($C6:$D6)>E$12+MAX($C$6:$C$6)"}
        sheet.conditional_format("C6:D6", rule)
        sheet.data_validation("C6", {"validate": "list", "source": "=$M6:$P6"})

    data = repeated(budget(more=more), 3).save()
    assert texts_at(data, COSTS, "//t:conditionalFormatting/@sqref") == ["C6:D8"]
    rule = "SUM($C6:$D6)>E$14+MAX($C$6:$C$8)"
    assert texts_at(data, COSTS, "//t:cfRule/t:formula") == [rule]
    assert texts_at(data, COSTS, "//t:dataValidation/@sqref") == ["C6:C8"]
    assert texts_at(data, COSTS, "//t:formula1") == ["$M6:$P6"]


def test_formulas_that_cells_share() -> None:
    """Each gets its own, on the sheet that moves and on others that refer to it."""
    shared = '<c r="{0}"><f t="shared" si="0"{1}</f></c>'

    def write_shared(xml: str, formula: str) -> str:
        rows = [shared.format("K1", f' ref="K1:K9">{formula}'), shared.format("K9", ">")]
        first, last = (
            f'<row r="{number}">{row}</row>' for number, row in zip((1, 9), rows, strict=True)
        )
        at = xml.index("<sheetData>") + len("<sheetData>")
        end = xml.index('<row r="12"') if '<row r="12"' in xml else xml.index("</sheetData>")
        return xml[:at] + first + xml[at:end] + last + xml[end:]

    data = patched(
        budget(),
        {
            COSTS: lambda xml: write_shared(xml, "E7+$E$7"),
            "xl/worksheets/sheet2.xml": lambda xml: write_shared(
                xml.replace('<row r="1" spans="1:1">', '<row r="2">').replace('"A1"', '"A2"'),
                "Costs!E7+$E$7",
            ),
        },
    )
    read = formulas(repeated(data, 3))
    assert (read["C!K1"], read["C!K11"]) == ("E9+$E$9", "E17+$E$9")
    assert (read["I!K1"], read["I!K9"]) == ("Costs!E9+$E$7", "Costs!E17+$E$7")


def test_formulas_of_several_cells() -> None:
    """One that crosses the row is refused with its cells; one beside it moves."""

    def more(_book: Any, sheet: Any, _other: Any) -> None:
        sheet.write_array_formula("M5:M7", "{=C5:C7*2}")
        sheet.write_array_formula("N6:O6", "{=C6:D6*2}")
        sheet.write_array_formula("P8:P9", "{=C6:C7*2}")

    data = budget(more=more)
    assert refused(data, 3) == [("rows-array", f"{SHEET}!M5:M7")]
    moved = repeated(data, 3, row=4).save()
    path = '//t:f[@t="array"]/@ref'
    assert texts_at(moved, COSTS, path) == ["M7:M9", "N8:O8", "P10:P11"]
    # In one row, it is copied; below, it moves.
    alone = patched(data, {COSTS: lambda xml: xml.replace('t="array" ref="M5:M7"', "")})
    copied = repeated(alone, 3).save()
    assert texts_at(copied, COSTS, path) == ["N6:O6", "N7:O7", "N8:O8", "P10:P11"]
    found = texts_at(copied, COSTS, '//t:f[@t="array"]')
    assert found == ["C6:D6*2", "C7:D7*2", "C8:D8*2", "C6:C9*2"]


def test_tables_and_pivot_tables() -> None:
    """Neither heading nor totals are repeated, nor the only row deleted, nor a pivot torn apart."""

    def more(_book: Any, sheet: Any, _other: Any) -> None:
        columns = [{"header": "Name", "total_string": "Sum"}, {"header": "Sum"}]
        options = {"name": "Plan", "columns": columns, "total_row": True}
        sheet.add_table("M5:N7", options)

    data = budget(more=more)
    assert refused(data, 3, row=5) == [("rows-table", f"{SHEET}!5")]
    assert refused(data, 3, row=7) == [("rows-table", f"{SHEET}!7")]
    assert ("rows-table", f"{SHEET}!6") in refused(data, 0, row=6)
    table = "xl/tables/table1.xml"
    grown = repeated(data, 3).save()
    refs = [texts_at(grown, table, path) for path in ("/*/@ref", "//t:autoFilter/@ref")]
    assert refs == [["M5:N9"], ["M5:N8"]]
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/pivotTable"
    pivot = patched(
        data,
        {
            "xl/pivotTables/pivotTable1.xml": '<p name="Pivot"><location ref="Q5:R9"/></p>',
            "xl/worksheets/_rels/sheet1.xml.rels": lambda xml: xml.replace(
                "</Relationships>",
                f'<Relationship Id="p" Type="{kind}" Target="/xl/pivotTables/pivotTable1.xml"/>'
                "</Relationships>",
            ),
        },
    )
    assert refused(pivot, 3) == [("rows-pivot", f"{SHEET}!6")]


def test_no_sheet_is_longer_than_excel_has_rows() -> None:
    """What would fall off the end is refused."""
    data = patched(
        budget(),
        {
            COSTS: lambda xml: xml.replace('<row r="12"', '<row r="1048576"').replace(
                'r="E12"', 'r="E1048576"'
            )
        },
    )
    assert refused(data, 2) == [("rows-limit", f"{SHEET}!6")]
    assert refused(budget(), 1_048_571) == [("rows-limit", f"{SHEET}!6")]


@pytest.mark.parametrize(("allowed", "codes"), [(False, ["rows-locked"]), (True, [])])
def test_a_sheet_that_is_protected_against_more_rows(allowed: bool, codes: list[str]) -> None:
    """They come all the same, with a warning; where the donor allows them, without."""

    def more(_book: Any, sheet: Any, _other: Any) -> None:
        sheet.protect("", {"insert_rows": allowed})

    book = Book.read(budget(more=more))
    assert [each.code for each in book.row_refusals(SHEET, ROW, 3)] == codes
    assert book.row_refusals(SHEET, ROW, 1) == []
    book.repeat_row(SHEET, ROW, 3)
    assert formulas(book)["C!E9"] == "SUBTOTAL(9,E6:E8)"


def test_comments_and_drawings_of_a_deleted_row() -> None:
    """A comment goes with its cell, and its box with it; a drawing hangs on what is left."""

    def more(_book: Any, sheet: Any, _other: Any) -> None:
        sheet.write_comment("A10", "gone")
        sheet.write_comment("A11", "stays")
        sheet.insert_textbox("R10", "box", {"object_position": 1, "width": 64, "height": 30})

    data = repeated(budget(more=more), 0, row=10, empty="delete").save()
    assert texts_at(data, "xl/comments1.xml", "//t:comment/@ref") == ["A10"]
    assert texts_at(data, "xl/drawings/vmlDrawing1.vml", "//t:Row") == ["9"]
    assert texts_at(data, "xl/drawings/drawing1.xml", "//t:from/t:row") == ["9"]


def test_rules_of_a_deleted_row() -> None:
    """What is of no cell any more is taken away, with what held nothing else."""

    def more(_book: Any, sheet: Any, _other: Any) -> None:
        sheet.data_validation("M10", {"validate": "any", "input_message": "x"})
        sheet.data_validation("M11", {"validate": "decimal", "criteria": ">", "value": 0})
        sheet.conditional_format("M10", {"type": "data_bar", "data_bar_2010": True})
        sheet.write_url("M10", "https://example.org")
        sheet.ignore_errors({"number_stored_as_text": "M10"})
        sheet.set_h_pagebreaks([9, 10])

    data = repeated(budget(more=more), 0, row=10, empty="delete").save()
    sheet = parts_of(data)[COSTS]
    for gone in (b"conditionalFormatting", b"hyperlinks", b"ignoredErrors"):
        assert gone not in sheet
    assert texts_at(data, COSTS, "//t:dataValidations/@count") == ["1"]
    assert texts_at(data, COSTS, "//t:dataValidation/@sqref") == ["M10"]
    assert texts_at(data, COSTS, "//t:brk/@id") == ["9"]
