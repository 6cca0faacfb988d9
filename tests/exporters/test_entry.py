"""The entry workbook: headings, notes, drop-down lists, formats, limits."""

from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import pytest
from excel_limits import beyond_limits
from openpyxl import load_workbook
from validators import audited, by_open_xml_sdk

from cproc import plugins
from cproc.errors import DataError
from cproc.model import LocalText, Organisation, Period, Term, TermList
from cproc.scaffold.office import donors, new_office, office_files
from cproc.serialize import from_folder
from cproc.testing import make_portfolio

START = new_office("en", Period.parse("2025"), "eu")


def book_of(portfolio: Any = START, language: str = "en", **options: str) -> Any:
    """The workbook as openpyxl reads it."""
    return load_workbook(BytesIO(plugins.render(portfolio, "entry", language, options=options)))


def test_sheets_stand_in_the_order_of_typing() -> None:
    """First what explains, last what lists offer; between them one sheet a subject."""
    english, french = book_of().sheetnames, book_of(language="fr").sheetnames
    assert english[:5] == [
        "Start here",
        "Period and currency",
        "Office",
        "Organisations",
        "Projects",
    ]
    assert english[-1] == "Lists"
    assert french[:3] == ["Commencer ici", "Période et monnaie", "Bureau"]
    assert len(english) == len(french)
    assert len(book_of(sheets="all").sheetnames) == 59


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_heading_has_a_note_in_the_language(language: str) -> None:
    """The note says what the column holds, and whether it must be filled; bold ones must."""
    sheet: Any = book_of(language=language)["Activities" if language == "en" else "Activités"]
    notes = {cell.value: cell.comment.text for cell in sheet[1]}
    title = "Title (en)" if language == "en" else "Intitulé (fr)"
    needed = "Must be filled." if language == "en" else "À remplir obligatoirement."
    assert needed in notes[title]
    assert ("What it was" in notes[title]) == (language == "en")
    assert all(cell.font.bold == (needed in cell.comment.text) for cell in sheet[1])
    assert sheet.freeze_panes == "B2"


def test_lists_offer_choices_own_terms_and_codes() -> None:
    """Choices by their labels, the office's own terms by their names, records by their sheets."""
    term = Term(TermList.ACTIVITY_KIND, "moot_court", LocalText({"en": "Moot court"}))
    book = book_of(attrs.evolve(START, terms=(term,)))
    sheet = book["Activities"]
    lists = {
        str(each.sqref).partition("2:")[0]: each for each in sheet.data_validations.dataValidation
    }
    by_title = {cell.value: cell.column_letter for cell in sheet[1]}
    kinds = lists[by_title["Kind"]]
    assert kinds.formula1 == "cproc_activity_kind"
    tab, _, cells = book.defined_names["cproc_activity_kind"].attr_text.partition("!")
    offered = [row[0].value for row in book[tab.strip("'")][cells.replace("$", "")]]
    assert offered[0] == "Training"
    assert offered[-1] == "moot_court"
    assert lists[by_title["Projects"]].formula1 == "cproc_projects"
    assert not lists[by_title["Projects"]].showErrorMessage
    assert lists[by_title["Status"]].showErrorMessage
    assert "INDEX" in book.defined_names["cproc_projects"].attr_text


def test_formats_keep_what_is_typed() -> None:
    """Codes and spans of days are text, so that no spreadsheet makes a date of them."""
    sheet: Any = book_of()["Transactions"]
    formats = {
        cell.value: sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]
    }
    assert formats["Identifier"] == "@"
    assert formats["Date"] == "yyyy-mm-dd"
    assert formats["Amount"] == "#,##0.00##"


def test_the_file_keeps_to_the_limits_of_excel() -> None:
    """What no spreadsheet program would say is looked for in the file itself."""
    assert beyond_limits(plugins.render(make_portfolio(30), "entry", "fr")) == []


def test_validators_find_nothing(tmp_path: Path) -> None:
    """Neither of two validators of Office files, written anew or filled in its place."""
    data = plugins.render(make_portfolio(30), "entry", "fr")
    (tmp_path / "office.xlsx").write_bytes(data)
    options = {"update": str(tmp_path / "office.xlsx")}
    more = plugins.render(make_portfolio(40), "entry", "fr", options=options)
    for each in (data, more):
        assert audited(each, tmp_path) == ([], [])
        assert by_open_xml_sdk(each, tmp_path) == []


def test_examples_may_be_left_out() -> None:
    """Without them the first record stands below the headings."""
    assert book_of()["Office"]["A2"].value == "Example: OFFICE"
    assert book_of(examples="false")["Office"]["A2"].value == "OFFICE"


def test_what_a_cell_cannot_hold_is_told() -> None:
    """Each text that is too long, and each that would be an example, is told with its cell."""
    office = attrs.evolve(
        START,
        organisations=(
            *START.organisations,
            Organisation("Example: X", LocalText({"en": "a" * 32_768})),
        ),
    )
    with pytest.raises(DataError) as caught:
        book_of(office)
    told = {(each.code, each.cell) for each in caught.value.problems}
    assert told == {("example-mark", "Organisations!A5"), ("text-length", "Organisations!B5")}


@pytest.mark.parametrize("donor", [None, *sorted(donors())])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_start_is_valid_in_both_forms(donor: str | None, language: str) -> None:
    """Workbook and folder hold the same, and nothing is wrong with it."""
    start = new_office(language, Period.parse("2025"), donor)
    assert plugins.render(start, "entry", language)
    assert from_folder(office_files(start, language)) == attrs.evolve(start)
    headings = start.projects[0].headings
    assert bool(headings) == (donor is not None)
