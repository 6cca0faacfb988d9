"""An entry workbook is filled anew in its place: the user's own things stay as they are."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from cproc import plugins
from cproc.errors import DataError, UsageError
from cproc.loaders.workbook import WorkbookLoader
from cproc.model import LocalText, Portfolio
from cproc.testing import make_portfolio

OFFICE = make_portfolio(12)
FEWER = attrs.evolve(OFFICE, activities=(OFFICE.activities[0], *OFFICE.activities[2:]))
"""The same without the second activity, which no transaction names."""


def updated(portfolio: Portfolio, file: Path) -> Path:
    """The workbook beside the file, filled with a portfolio."""
    data = plugins.render(portfolio, "entry", "en", options={"update": str(file)})
    target = file.with_name("updated.xlsx")
    target.write_bytes(data)
    return target


def parts(file: Path) -> dict[str, bytes]:
    """The parts of a workbook."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An entry workbook with what an office adds: colours, a column, a sheet, a table."""
    file = tmp_path / "office.xlsx"
    file.write_bytes(plugins.render(OFFICE, "entry"))
    book = load_workbook(file)
    sheet: Any = book["Activities"]
    sheet.insert_rows(1)
    sheet["A1"] = "Our activities"
    last = sheet.max_column + 1
    sheet.cell(2, last, "Phone")
    for row in range(3, sheet.max_row + 1):
        sheet.cell(row, last, f"=ROW()+{row}")
    sheet["C5"].fill = PatternFill("solid", fgColor="FFFF0000")
    notes: Any = book.create_sheet("My notes")
    notes["A1"] = "call the ministry"
    posts: Any = book["Posts"]
    posts.add_table(
        Table(displayName="Staff", ref=f"A1:{posts.cell(1, 5).column_letter}{posts.max_row}")
    )
    book.save(file)
    return file


def test_nothing_changes_where_nothing_changed(own: Path) -> None:
    """Filled with what it holds, each part stays the same but for the wish to compute anew."""
    before, after = parts(own), parts(updated(OFFICE, own))
    assert before.keys() == after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {
        name
        for name in before
        if name.startswith(("xl/worksheets/sheet", "xl/workbook.xml", "docProps/custom.xml"))
    }
    assert WorkbookLoader().load(updated(OFFICE, own)) == OFFICE


def test_a_changed_portfolio_is_read_back_equal(own: Path) -> None:
    """Changed, new and lost records are in the workbook, and the user's own things as well."""
    first, second, *rest = OFFICE.activities
    changed = attrs.evolve(first, title=LocalText({"en": "=1+1", "fr": "Formation"}))
    new = attrs.evolve(second, id="NEW", source="typed later")
    portfolio = attrs.evolve(OFFICE, activities=(changed, *rest, new), posts=OFFICE.posts[:-1])
    file = updated(portfolio, own)
    assert WorkbookLoader().load(file) == portfolio
    sheet: Any = load_workbook(file)["Activities"]
    assert sheet["A1"].value == "Our activities"
    assert sheet["C5"].fill.fgColor.rgb == "FFFF0000"
    headings = [cell.value for cell in sheet[2]]
    phone = headings.index("Phone") + 1
    assert str(sheet.cell(4, phone).value).startswith("=ROW()")
    assert "Source" in headings
    assert load_workbook(file)["My notes"]["A1"].value == "call the ministry"
    untouched = ("xl/styles.xml", "xl/theme/theme1.xml", "docProps/core.xml")
    assert all(parts(own)[name] == parts(file)[name] for name in untouched)


def test_drop_down_lists_and_notes_stay(own: Path) -> None:
    """What makes typing easy is there as before."""
    file = updated(FEWER, own)
    before, after = (load_workbook(each)["Activities"] for each in (own, file))
    assert [v.sqref for v in before.data_validations.dataValidation] == [
        v.sqref for v in after.data_validations.dataValidation
    ]
    assert before["A2"].comment is not None
    assert after["A2"].comment.text == before["A2"].comment.text


def test_a_table_of_excel_grows_with_its_records(own: Path) -> None:
    """A table that ended with the last record ends with the last one again."""
    more = attrs.evolve(OFFICE.posts[0], id="NEW")
    file = updated(attrs.evolve(OFFICE, posts=(*OFFICE.posts, more)), own)
    before, after = (load_workbook(each)["Posts"].tables["Staff"].ref for each in (own, file))
    assert int(after.rpartition(":")[2][1:]) == int(before.rpartition(":")[2][1:]) + 1


def test_other_parts_are_copied_byte_by_byte(own: Path) -> None:
    """What openpyxl would lose, such as a drawing of shapes, is in the file as it was."""
    strange = {"xl/drawings/drawing77.xml": b"<shape/>", "xl/media/header.png": b"\x89PNG"}
    with zipfile.ZipFile(own, "a") as archive:
        for name, data in strange.items():
            archive.writestr(name, data)
    after = parts(updated(FEWER, own))
    assert {name: after[name] for name in strange} == strange


def test_a_missing_sheet_is_told(tmp_path: Path) -> None:
    """Records that have no sheet are a problem that says how to mend it; none is dropped."""
    book = Workbook()
    book.active.title = "Projects"  # type: ignore[union-attr]
    file = tmp_path / "little.xlsx"
    book.save(file)
    with pytest.raises(DataError) as caught:
        updated(OFFICE, file)
    assert {each.code for each in caught.value.problems} == {"sheet-missing"}
    assert "Add an empty sheet called Activities." in str(caught.value)


def test_an_empty_sheet_gets_headings_and_records(own: Path) -> None:
    """A sheet that is added with nothing but its name is filled from its headings on."""
    book = load_workbook(own)
    del book["Posts"]
    book.create_sheet("Posts")
    book.save(own)
    assert WorkbookLoader().load(updated(OFFICE, own)) == OFFICE


def test_a_shared_formula_is_not_broken(own: Path) -> None:
    """A cell whose formula others share is told, not overwritten."""
    book = load_workbook(own)
    sheet: Any = book["Activities"]
    sheet["C4"] = ArrayFormula("C4:C5", '="a"&"b"')
    book.save(own)
    with pytest.raises(DataError) as caught:
        updated(OFFICE, own)
    assert [(p.code, p.cell) for p in caught.value.problems] == [
        ("formula-shared", "Activities!C4")
    ]


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    """A file that is not there, or no workbook, is told as such."""
    with pytest.raises(UsageError, match="there is no workbook"):
        updated(OFFICE, tmp_path / "none.xlsx")
    file = tmp_path / "text.xlsx"
    file.write_bytes(b"hello")
    with pytest.raises(DataError, match="damaged"):
        updated(OFFICE, file)
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", "<!DOCTYPE x><x/>")
    file.write_bytes(made.getvalue())
    with pytest.raises(DataError, match="damaged"):
        updated(OFFICE, file)
