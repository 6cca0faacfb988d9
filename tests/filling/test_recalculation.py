"""Stored results follow what is filled in: as LibreOffice computes them, or they are dropped."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from donor_templates import budget_form, fill, grant_with, saved, template
from libreoffice import Recalculator, number_of

from cproc.filling.book import Book
from cproc.filling.book_grid import BookGrid
from cproc.filling.calculation import dependants
from cproc.filling.recalculation import recalculate

TYPED = [
    [0.1, 0.2, "a", True],
    [1.005, 2.675, "B", None],
    [1234.565, -3, "x y", False],
    [100, 3, "1.1", "5"],
    [1e14, 1e-9, "z", 7.25],
    [0.3, 1.15, "a", 12],
]
COMPUTED = (
    """
A1+A2;A1+B1-A6;A6-A1-B1;A1+B1=A6;A1+0.7;4.35*100;1.1-1;1-0.9-0.1;A4/B4;-2^2;2^-1;2^3^2;5%;A1*50%
B3*(1+7%);0.1*3=0.3;0.1*3>0.3;A1>=0.1;'D'!A1*2;SUM(D!A1:A3,B1);ROUND(A2,2);ROUND(B2,2);ROUND(A3,2)
ROUND(B6*3,1);ROUND(-2.5,0);ROUND(A3,-2);ROUND(2.5,0);ROUND(0.285,2);ROUND(8.325,2);ROUND(1.45,1)
ROUND(1000000.125,2);ROUND(99999999.995,2);ROUND(A4/B4,2)*3;ROUND(4.35*100,0);ROUNDUP(A3,1)
ROUNDDOWN(-A3,1);SUM(A1:B6);SUM(A:A);SUM(0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1);AVERAGE(A1:B6)
AVERAGE(C1:C6);MIN(A1:B6);MAX(C1:C2);COUNT(A1:C6);COUNTA(A1:D6);PRODUCT(A1:B3);PRODUCT(C1:C2)
ABS(B3);SUMPRODUCT(A1:A6,B1:B6);SUBTOTAL(9,A1:B6);SUBTOTAL(109,A1:B6);SUBTOTAL(9,F1:F5)
ROW();ROW(B7);COLUMN()+COLUMN(C1);ROWS(A1:B6)*COLUMNS(A1:B6);IF(A1>B1,1,2);IF(D2,1,2);IF(A1>B1,1);IF(1=1,,3);IF(TRUE,D2,1);IF(A1>B1,"y","n")&C2
IFERROR(1/0,"none");1/0;1/0+1;C1+1;D4+1;D1+1;D2+1;C1="A";C1<>"b";D2=0;D2="";D1>A1;C1>A5
A1&"x";A3&"";B5&"";A5&"";100/3&"";AND(A1<B1,A2);OR(D1:D3);NOT(D3);D2;1E308*10
SUMIF(C1:C3,"a",A1:A3);SUMIF(C1:C3,C1,A1);SUMIF(A1:A6,">1");SUMIF(A1:A6,">="&A2)
SUMIF(A1:A6,0.3,B1:B6);SUMIF(C1:C3,"<>a",A1:A3);SUMIFS(A1:A3,C1:C3,"a",B1:B3,">0")
COUNTIF(A1:B6,"<1");SUMIF(C1:C6,"?",A1:A6);SUMIF(C1:C6,"*1*",A1:A6);SUMIF(C1:C3,"x*",A1:A3);AVERAGEIF(A1:A6,">1",B1:B6)
""".strip()
    .replace("\n", ";")
    .split(";")
)
LEFT = (
    """
ROUND(1.255*100,0);(-8)^(1/3);0^0;SUM(A1:D6);SUM("3");TRUE&"";"1,5"+1;VLOOKUP(A1,A1:B6,2);TODAY()+A1
INDIRECT("A1");A1:A3*2;SUMIF(C1:C6,"1.1",A1:A6);SUMIF(C1:C6,"~*",A1:A6);COUNTIF(D1:D6,"<>");"b">"a"
SUMIF(C1:C6,"a",;NOTHING(A1);unknown_name+A1;Table1[Total]+A1;D:E!A1+A1;{1,2}+A1;A1:A2 A2:A3
ROUND(A1)
""".strip()
    .replace("\n", ";")
    .split(";")
)
"""What depends on the program, or is not known here."""


def sheet_of(formulas: list[str]) -> bytes:
    """The typed cells with a column of formulas."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "D"
    for row in TYPED:
        page.append(row)
    for at, formula in enumerate(formulas, start=1):
        page.cell(at, 8, f"={formula}")
    page["F1"], page["F2"], page["F4"] = 1, 2, 5
    page["F3"], page["F5"] = "=SUBTOTAL(9,F1:F2)", "=SUBTOTAL(9,F1:F4)"
    return saved(book)


def results(data: bytes, *changed: str) -> Book:
    """The workbook with its results computed anew after cells have changed."""
    book = Book.read(data)
    recalculate(BookGrid(book), [("D", ref) for ref in changed])
    return Book.read(book.save())


def stored(book: Book, sheet: str = "D") -> dict[str, Any]:
    """The stored results of a sheet, by formula."""
    return {
        f"{cell.ref} {cell.formula}": cell.value
        for cell in book.cells(sheet)
        if cell.formula is not None
    }


def same(result: Any, text: str) -> bool:
    """Whether a stored result is what LibreOffice writes: doubles to one of their last digits."""
    if isinstance(result, bool):
        return text == str(result).upper()
    if isinstance(result, Decimal | float | int):
        exact, shown = Decimal(result), number_of(text)
        last = Decimal(1).scaleb(exact.adjusted() - 14) if exact else Decimal(0)
        return abs(exact - shown) <= last
    return bool(text == (result or ""))


COUNTS = (0, 1, 2, 40) if os.environ.get("CPROC_WHOLE_MATRIX") else (0, 40)


@pytest.mark.no_cover
def test_as_libreoffice(recalculated: Recalculator, tmp_path: Path) -> None:
    """T3, T4, T11: every stored cell of a filled form is what LibreOffice computes anew.

    So is each formula that can be computed here, in doubles.
    """
    form, _subtotals = budget_form()
    books = {f"with-{count}": fill(form, tmp_path, grant_with(count))[0] for count in COUNTS}
    formulas = results(sheet_of(COMPUTED), *(f"{c}{r}" for c in "ABCD" for r in range(1, 7)))
    books["formulas"] = formulas.save()
    anew = recalculated(books)
    differ = []
    for name, data in books.items():
        book = Book.read(data)
        for cell in book.formulas():
            lo = anew[name].at(cell.sheet, cell.row, cell.column)
            if cell.value is None or not same(cell.value, lo):
                differ.append((name, cell.ref, cell.formula, cell.value, lo))
    assert differ == []


@pytest.mark.parametrize("formula", LEFT)
def test_what_is_left_to_the_application(formula: str) -> None:
    """A formula that is not known here, or that programs do not agree on, has no result stored.

    Nor has what depends on it.
    """
    data = sheet_of([formula, "H1+1", "A2*2"])
    found = stored(results(data, "A1", "A2", "C1", "D1"))
    assert found[f"H1 {formula}"] is None
    assert found["H2 H1+1"] is None
    assert found["H3 A2*2"] == Decimal("2.01")


def test_only_what_depends() -> None:
    """What does not depend on a changed cell keeps the result that it has, even a wrong one."""
    book = Book.read(sheet_of(["A1+1", "B1+1", "H1*2"]))
    for ref in ("H1", "H2", "H3"):
        book.store("D", ref, Decimal(99))
    book = results(book.save(), "A1")
    found = stored(book)
    assert [found[key] for key in ("H1 A1+1", "H2 B1+1", "H3 H1*2")] == [
        Decimal("1.1"),
        Decimal(99),
        Decimal("2.2"),
    ]


def test_circles_and_long_chains() -> None:
    """Formulas that depend on themselves have no result; a chain may be as long as a sheet."""
    chain = [f"H{row}+A$2" for row in range(3, 1503)]
    found = stored(results(sheet_of(["H2+1", "H1+1", "A1", *chain]), "A1"))
    assert found["H1 H2+1"] is None
    assert found["H4 H3+A$2"] == Decimal("1.105")
    assert found["H1503 H1502+A$2"] == Decimal(repr(float(found["H1502 H1501+A$2"]) + 1.005))


def test_where_rows_are(tmp_path: Path) -> None:
    """A formula that tells where it is follows the rows that move."""
    cells = {"A1": '{{ lines("1.1") }}', "B1": "=ROW()", "B3": "=ROW()*2", "C3": "=ROWS(A1:A3)"}
    found = stored(Book.read(fill(template(cells), tmp_path)[0]), "Interim report")
    assert {key.partition(" ")[0]: int(value) for key, value in found.items()} == {
        "B1": 1,
        "B2": 2,
        "B4": 8,
        "C4": 4,
    }


def test_more_than_anybody_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that mean names many times over, and running totals of a whole sheet, are left."""
    names = {f"name_{at}": "+".join([f"name_{at + 1}"] * 100) for at in range(1, 8)}
    names["name_8"] = "1"
    found = stored(results(template({"A1": 1, "B1": "=name_1+A1", "B2": "=A1"}, "D", names), "A1"))
    assert found == {"B1 name_1+A1": None, "B2 A1": Decimal(1)}
    running = {f"B{row}": f"=SUM(A$1:A{row})" for row in range(1, 50)}
    typed: dict[str, Any] = {f"A{row}": 1 for row in range(1, 50)}
    found = stored(results(template({**typed, **running}, "D"), *typed))
    assert found["B49 SUM(A$1:A49)"] == 49
    monkeypatch.setattr(dependants, "MOST_READERS", 1000)
    found = stored(results(template({**typed, **running}, "D"), *typed))
    assert {*found.values()} == {None}


def test_names_are_followed() -> None:
    """A defined name is the cells it refers to, of the sheet where one is its own."""
    cells = {"A1": 2, "A2": 3, "B1": "=SUM(both)*rate", "B2": "=missing+A1", "B3": "=looped+A1"}
    names = {"both": "D!$A$1:$A$2", "rate": "0.07", "looped": "looped"}
    found = stored(results(template(cells, "D", names), "A1"))
    assert found["B1 SUM(both)*rate"] == Decimal(repr(5 * 0.07))
    assert found["B2 missing+A1"] is None
    assert found["B3 looped+A1"] is None


def test_days_and_errors_are_values() -> None:
    """A day counts as its number, and an error passes to what depends on it."""
    cells = {
        "A1": date(2024, 3, 1),
        "A2": "=A1+1",
        "A3": "=#N/A",
        "A4": "=IFERROR(A3+A1,0)",
        "A5": "=A3",
    }
    book = results(template(cells, "D"), "A1", "A3")
    found = {cell.ref: (cell.value, cell.error) for cell in book.formulas()}
    assert found["A2"] in {(Decimal(45353), False), (date(2024, 3, 2), False)}
    assert found["A3"] == ("#N/A", True)
    assert found["A4"] == (Decimal(0), False)
    assert found["A5"] == ("#N/A", True)
