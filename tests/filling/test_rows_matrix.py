"""Each feature of Excel that refers to rows, with a row repeated above, inside and below it."""

import os
from functools import cache

import pytest
from filled_books import ABOVE, BELOW, FIRST, INSIDE, LAST, SHEET, richer_workbook, texts_at

from cproc.filling.book import Book, moves
from cproc.filling.book.moves import RowMove

COSTS, OTHER = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
BOOK, DRAWING, CHART = "xl/workbook.xml", "xl/drawings/drawing1.xml", "xl/charts/chart1.xml"
WHOLE = bool(os.environ.get("CPROC_WHOLE_MATRIX"))

# Each feature with its part, its place there, and what it says: {a} is the first row of the block,
# {z} the last one, {c} the last one as a cell, and {e} the row that is the thirtieth at first;
# with a 0 behind they count from 0.
FEATURES = {
    "formula on another sheet": (OTHER, '//t:c[@r="A1"]/t:f', "SUM(Costs!B{a}:B{z})"),
    "fixed cell": (OTHER, '//t:c[@r="A2"]/t:f', "Costs!$B${c}"),
    "whole rows": (OTHER, '//t:c[@r="A3"]/t:f', "SUM(Costs!{a}:{z})"),
    "whole column": (OTHER, '//t:c[@r="A4"]/t:f', "SUM(Costs!B:B)"),
    "several sheets": (OTHER, '//t:c[@r="A5"]/t:f', "SUM(Costs:Last!B10:B14)"),
    "text like a cell": (OTHER, '//t:c[@r="A6"]/t:f', '"B14"&Costs!B{c}'),
    "function like a cell": (OTHER, '//t:c[@r="A7"]/t:f', "LOG10(Costs!B{c})"),
    "name like a cell": (OTHER, '//t:c[@r="A8"]/t:f', "TAX2024"),
    "own cells of another sheet": (OTHER, '//t:c[@r="A9"]/t:f', "SUM(B10:B14)"),
    "quoted sheet": (OTHER, '//t:c[@r="A10"]/t:f', "SUM('Costs'!B{a}:B{z})"),
    "column of a table": (OTHER, '//t:c[@r="A11"]/t:f', "SUM(Plan[Sum])"),
    "formula": (COSTS, '//t:c[@r="C1"]/t:f', "SUM(B{a}:B{z})"),
    "fixed and free": (COSTS, '//t:c[@r="D1"]/t:f', "SUM($B${a}:B{z})"),
    "its own sheet by name": (COSTS, '//t:c[@r="E1"]/t:f', "Costs!B{c}"),
    "another sheet": (COSTS, '//t:c[@r="F1"]/t:f', "'It''s other'!B14"),
    "shared formula": (COSTS, '//t:row[@r="{c}"]/t:c[@r="G{c}"]/t:f', "B{c}+$B$1"),
    "name": (BOOK, '//t:definedName[@name="Block"]', "Costs!$B${a}:$B${z}"),
    "name of a sheet": (
        BOOK,
        '//t:definedName[@name="Local"]',
        "Costs!$B${c}+SUM(Costs!$B${a}:$B${z})",
    ),
    "lost name": (BOOK, '//t:definedName[@name="Gone"]', "Costs!#REF!"),
    "filter's name": (
        BOOK,
        '//t:definedName[@name="_xlnm._FilterDatabase"]',
        "Costs!$A${a}:$C${z}",
    ),
    "print area": (BOOK, '//t:definedName[@name="_xlnm.Print_Area"]', "Costs!$A${a}:$H${z}"),
    "print titles": (BOOK, '//t:definedName[@name="_xlnm.Print_Titles"]', "Costs!${a}:${z}"),
    "merge": (COSTS, "//t:mergeCell/@ref", "H{a}:I{z}"),
    "conditional format": (COSTS, "/*/t:conditionalFormatting/@sqref", "B{a}:B{z}"),
    "its formula": (COSTS, "/*/t:conditionalFormatting/t:cfRule/t:formula", "$B${c}>$A$1"),
    "its scale": (COSTS, "/*/t:conditionalFormatting//t:cfvo[1]/@val", "$B${c}"),
    "its newer copy": (COSTS, "//t:ext//t:conditionalFormatting/t:sqref", "B{a}:B{z}"),
    "its newer scale": (COSTS, "//t:ext//t:conditionalFormatting//t:f", "$B${c}"),
    "validation": (COSTS, "/*/t:dataValidations/t:dataValidation/@sqref", "G{a}:G{z}"),
    "its list": (COSTS, "/*/t:dataValidations//t:formula1", "$A${a}:$A${z}"),
    "newer validation": (COSTS, "//t:ext//t:dataValidation/t:sqref", "O{a}:O{z}"),
    "its newer list": (COSTS, "//t:ext//t:dataValidation//t:f", "Costs!$A${a}:$A${z}"),
    "link's place": (COSTS, '//t:hyperlink[@display="there"]/@location', "Costs!A{c}"),
    "link": (COSTS, '//t:hyperlink[@display="there"]/@ref', "K{c}"),
    "link below": (COSTS, "//t:hyperlink[not(@location)]/@ref", "K{e}"),
    "table": ("xl/tables/table1.xml", "/*/@ref", "L{a}:M{z}"),
    "its filter": ("xl/tables/table1.xml", "//t:autoFilter/@ref", "L{a}:M{z}"),
    "its formula's cell": (
        "xl/tables/table1.xml",
        "//t:calculatedColumnFormula",
        "[[#This Row],Name]&Costs!$B${c}",
    ),
    "ignored error": (COSTS, "//t:ignoredError/@sqref", "A{a}:A{z}"),
    "filter": (COSTS, "/*/t:autoFilter/@ref", "A{a}:C{z}"),
    "page break": (COSTS, "/*/t:rowBreaks/t:brk/@id", "{z}"),
    "frozen rows": (COSTS, "//t:pane/@ySplit", "{z}"),
    "first row below them": (COSTS, "//t:pane/@topLeftCell", "A{next}"),
    "protected range": (COSTS, "//t:protectedRange/@sqref", "B{a}:B{z}"),
    "scenario": (COSTS, "//t:inputCells/@r", "B{c}"),
    "watched cell": (COSTS, "//t:cellWatch/@r", "B{c}"),
    "selection of a view": (COSTS, "//t:customSheetView/t:selection/@sqref", "B{a}:B{z}"),
    "its cell": (COSTS, "//t:customSheetView/t:selection/@activeCell", "B{c}"),
    "its break": (COSTS, "//t:customSheetView//t:brk/@id", "{z}"),
    "range in use": (COSTS, "/*/t:dimension/@ref", "A1:N{e}"),
    "comment": ("xl/comments1.xml", "//t:comment/@ref", "N{c}"),
    "thread of comments": (
        "xl/threadedComments/threadedComment1.xml",
        "//t:threadedComment/@ref",
        "N{c}",
    ),
    "comment's box": ("xl/drawings/vmlDrawing1.vml", "//t:Row", "{c0}"),
    "button's box": (
        "xl/drawings/vmlDrawing1.vml",
        '//t:ClientData[@ObjectType="Button"]/t:Anchor',
        "21, 0, {a0}, 0, 22, 0, {c0}, 10",
    ),
    "list of a control": ("xl/ctrlProps/ctrlProp1.xml", "/*/@fmlaRange", "Costs!$A${a}:$A${z}"),
    "cell of a control": ("xl/ctrlProps/ctrlProp1.xml", "/*/@fmlaLink", "$B${c}"),
    "sparkline": (COSTS, "//t:sparkline/t:f", "Costs!B{a}:B{z}"),
    "its place": (COSTS, "//t:sparkline/t:sqref", "Q{e}"),
    "drawing that moves and grows": (
        DRAWING,
        "//t:twoCellAnchor[not(@editAs)][t:sp]/*/t:row",
        ["{a0}", "{c0}"],
    ),
    "drawing that moves": (
        DRAWING,
        '//t:twoCellAnchor[@editAs="oneCell"][t:sp]/t:from/t:row',
        "{a0}",
    ),
    "drawing that stays": (
        DRAWING,
        '//t:twoCellAnchor[@editAs="absolute"]/*/t:row',
        ["9", "13"],
    ),
    "cell that a shape shows": (DRAWING, "//t:sp/@textlink", ["$A${c}"] * 3),
    "chart's name": (CHART, "//t:tx//t:f", "Costs!$A${c}"),
    "chart's categories": (CHART, "//t:cat//t:f", "Costs!$A${a}:$A${z}"),
    "chart's values": (CHART, "//t:val//t:f", "Costs!$B${a}:$B${z}"),
    "pivot table's source": (
        "xl/pivotCache/pivotCacheDefinition1.xml",
        "//t:worksheetSource/@ref",
        "A{a}:C{z}",
    ),
    "pivot table": (
        "xl/pivotTables/pivotTable1.xml",
        "//t:location/@ref",
        "A{p}:C{q}",
    ),
}


@cache
def template() -> bytes:
    return richer_workbook()


@cache
def filled(row: int, count: int) -> bytes:
    book = Book.read(template())
    book.repeat_row(SHEET, row, count, empty="delete")
    return book.save()


def rows_after(row: int, count: int) -> dict[str, int]:
    """Where the rows of the block are, counted by hand: of all rows in their order."""
    rows = [number for number in range(1, 61) for _ in range(count if number == row else 1)]
    last = len(rows) - rows[::-1].index(LAST)
    cell = rows.index(LAST) + 1
    block = {"a": rows.index(FIRST) + 1, "z": last, "c": cell, "next": rows.index(LAST + 1) + 1}
    more = {"e": rows.index(30) + 1, "p": rows.index(40) + 1, "q": rows.index(50) + 1}
    return {**block, **more, "a0": rows.index(FIRST), "c0": cell - 1}


PLACES = [
    (row, count)
    for row in (ABOVE, INSIDE, LAST, BELOW)
    for count in ((0, 1, 2, 40) if WHOLE else (0, 3))
    if count or row != LAST
]


def readings(data: bytes, after: dict[str, int]) -> dict[str, list[str]]:
    """What each feature of a workbook says."""
    cell = str(after["c"])
    return {
        feature: texts_at(data, part, path.replace("{c}", cell))
        for feature, (part, path, _text) in FEATURES.items()
    }


def expectations(after: dict[str, int]) -> dict[str, list[str]]:
    """What each feature should say."""
    texts = {feature: text for feature, (_part, _path, text) in FEATURES.items()}
    return {
        feature: [each.format_map(after) for each in ([text] if isinstance(text, str) else text)]
        for feature, text in texts.items()
    }


@pytest.mark.parametrize(("row", "count"), PLACES)
def test_each_feature_keeps_its_cells(row: int, count: int) -> None:
    """What is below moves, what holds the row or ends at it grows, and nothing else changes."""
    after = rows_after(row, count)
    expected = expectations(after)
    if count == 1:
        expected["shared formula"] = ["None"]  # of which nothing had to be written out
    if row == LAST and count > 1:  # the link of the row is that of each copy
        expected["link"] = [f"K{after['c']}:K{after['z']}"]
    assert readings(filled(row, count), after) == expected


def test_the_matrix_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the rule of Excel a range that ends at the row does not grow, and this is seen."""

    def excel(move: RowMove, first: int, last: int) -> tuple[int, int]:
        return (move.at(first) or first, move.at(last) or last)

    monkeypatch.setattr(RowMove, "span", excel)
    # What was moved by the right rule is kept.
    monkeypatch.setattr(moves, "_moved", moves._moved.__wrapped__)
    book = Book.read(template())
    book.repeat_row(SHEET, LAST, 3)
    after = rows_after(LAST, 3)
    found, expected = readings(book.save(), after), expectations(after)
    differing = {feature for feature in FEATURES if found[feature] != expected[feature]}
    assert {"formula", "name", "merge", "validation", "table", "chart's values"} <= differing


def test_each_feature_is_in_the_template() -> None:
    """Before anything moves, each feature says what it should, but for the shared one."""
    unmoved = rows_after(BELOW, 1)
    expected = {**expectations(unmoved), "shared formula": ["None"]}
    assert readings(template(), unmoved) == expected
