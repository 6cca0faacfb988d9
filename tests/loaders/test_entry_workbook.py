"""The entry workbook as people fill it: headings, order, dates, hidden things, mistakes."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from libreoffice import converter
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

import cproc
from cproc import plugins
from cproc.errors import DataError, Severity
from cproc.labels import labels_in, languages
from cproc.loaders.workbook import WorkbookLoader
from cproc.model import Period, Portfolio
from cproc.scaffold.office import new_office
from cproc.serialize.headings import choices_of, folded, heading, names, sheet_name, words_of
from cproc.serialize.relations import relations
from cproc.testing import make_portfolio

START = new_office("en", Period.parse("2025"), "eu")
Fill = Callable[[Any], None]


@pytest.fixture
def filled(tmp_path: Path) -> Callable[..., Path]:
    """What writes a start, changes it as a user would, and gives the file."""

    def fill(change: Fill, language: str = "en") -> Path:
        file = tmp_path / "office.xlsx"
        start = new_office(language, Period.parse("2025"), "eu")
        file.write_bytes(plugins.render(start, "entry", language))
        book = load_workbook(file)
        change(book)
        book.save(file)
        return file

    return fill


def columns(sheet: Any) -> dict[str, str]:
    """The letters of the columns of a sheet by their headings."""
    return {cell.value: cell.column_letter for cell in sheet[1]}


def put(sheet: Any, row: int, **cells: object) -> None:
    """Fill cells of a row by the folded names of their headings."""
    by_name = {folded(name).replace(" ", "_"): letter for name, letter in columns(sheet).items()}
    for name, value in cells.items():
        sheet[f"{by_name[name]}{row}"] = value


def activity(book: Any, row: int = 3, **more: object) -> None:
    """One activity as it may be typed."""
    given: dict[str, Any] = {
        "identifier": "A1", "projects": "P1", "title_en": "Course", "kind": "Training",
        "dates": "2025-02-17/2025-02-19", "city": "Tirana", "country": "AL",
        "women": 12, "men": 9, "status": "held",
    }  # fmt: skip
    put(book["Activities"], row, **{**given, **more})


def loaded(file: Path) -> Portfolio:
    """What the file holds."""
    return WorkbookLoader().load(file)


def problems(file: Path) -> list[tuple[str, str]]:
    """The codes and cells of the errors of a file."""
    _portfolio, found = plugins.check_path(file)
    return [(each.code, each.cell) for each in found if each.severity is Severity.ERROR]


def test_what_is_typed_is_read(filled: Callable[..., Path]) -> None:
    """A row is one activity; the example above it is none."""
    (read,) = loaded(filled(activity)).activities
    assert (read.id, read.kind, str(read.when)) == ("A1", "training", "2025-02-17/2025-02-19")
    assert (read.participants[0].women, read.places[0].country) == (12, "AL")


def test_french_words_are_read_in_a_french_workbook(filled: Callable[..., Path]) -> None:
    """Choices and countries may be typed as the workbook of that language names them."""

    def change(book: Any) -> None:
        put(
            book["Activités"], 3, identifiant="A1", projets="P1", intitule_fr="Cours",
            nature="formation", dates="17 février 2025", pays="Albanie", statut="Tenue",
        )  # fmt: skip

    (read,) = loaded(filled(change, "fr")).activities
    assert (read.kind, str(read.when), read.places[0].country) == ("training", "2025-02-17", "AL")
    assert str(read.status) == "held"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (date(2025, 2, 17), "2025-02-17"),
        (datetime(2025, 2, 17), "2025-02-17"),  # noqa: DTZ001 - as a spreadsheet has it
        ("17/02/2025", "2025-02-17"),
        ("10-14 Feb 2025", "2025-02-10/2025-02-14"),
        ("2025-02", "2025-02"),
        (45705, "2025-02-17"),
    ],
)
def test_dates_are_read_however_they_cannot_be_mistaken(
    filled: Callable[..., Path], typed: object, meant: str
) -> None:
    """A date, its number, and texts that can mean one thing only."""
    (read,) = loaded(filled(lambda book: activity(book, dates=typed))).activities
    assert str(read.when) == meant


def test_a_number_that_is_read_as_a_day_is_told(filled: Callable[..., Path]) -> None:
    """Whoever lost the format of a cell is told what it is taken for."""
    file = filled(lambda book: activity(book, dates=45705))
    told = [each for each in WorkbookLoader().notices(file) if each.code == "date-number"]
    assert [(each.severity, each.cell) for each in told] == [(Severity.WARNING, "Activities!E3")]


def test_numbers_that_are_read_as_days_are_counted_beyond_a_hundred(
    filled: Callable[..., Path],
) -> None:
    """Of many such cells a hundred are told, and one problem counts the rest."""

    def change(book: Any) -> None:
        for row in range(3, 123):
            activity(book, row, identifier=f"A{row}", dates=45705)

    notices = WorkbookLoader().notices(filled(change))
    told = [each.message for each in notices if each.code == "date-number"]
    assert (len(told), told[-1]) == (101, "20 more of this kind.")


def test_an_order_of_day_and_month_is_not_guessed(filled: Callable[..., Path]) -> None:
    """What may be March or April is an error at its cell."""
    file = filled(lambda book: activity(book, dates="3/4/2025"))
    assert problems(file) == [("date-form", "Activities!E3")]


def test_numbers_are_exact_however_they_are_typed(filled: Callable[..., Path]) -> None:
    """The noise of a computation is none of a number, and a text may be one."""

    def change(book: Any) -> None:
        sheet = book["Budgets"]
        put(sheet, 3, project="P1", in_force_from="2025-01-01", amount=0.1 + 0.2, currency="EUR")
        put(sheet, 4, project="P1", in_force_from="2025-06-01", amount="3.200,50", currency="EUR")
        put(sheet, 5, project="P1", in_force_from="2025-07-01", amount=450000, currency="EUR")

    amounts = [str(each.amount) for each in loaded(filled(change)).projects[0].budget]
    assert amounts == ["EUR 0.3", "EUR 3200.50", "EUR 450000"]


def test_order_case_titles_and_empty_lines_do_not_matter(tmp_path: Path) -> None:
    """Headings in either language and any case, a title above, empty rows and columns between."""
    file = tmp_path / "own.xlsx"
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "ACTIVITES"
    sheet["C2"] = "What we did in 2025"
    for column, texts in {
        "C": ["DATE(S)", "2025-02-17"], "E": ["projets", "P1"], "F": ["TITLE (EN)", "Course"],
        "G": ["identifiant", "A1"], "H": ["kind", "training"],
    }.items():  # fmt: skip
        sheet[f"{column}5"], sheet[f"{column}8"] = texts
    pages: dict[str, list[tuple[object, ...]]] = {
        "Period and currency": [("Period", "Currency"), (2025, "EUR")],
        "office": [
            ("id", "name.en", "organisation", "city", "country"),
            ("O", "Office", "ORG", "Tirana", "AL"),
        ],
        "Organisations": [("Identifier", "Name (en)"), ("ORG", "Organisation")],
        "Projects": [("Code", "Name", "Title (en)", "Period"), ("P1", "P1", "Title", "2025")],
    }
    for name, rows in pages.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(file)
    read = loaded(file)
    assert [(each.id, str(each.when)) for each in read.activities] == [("A1", "2025-02-17")]
    assert str(read.period) == "2025-01-01/2025-12-31"
    assert WorkbookLoader().locate(file, "activities[0].title.en")[1] == "ACTIVITES!F8"


def test_what_is_hidden_or_passed_over_is_told(filled: Callable[..., Path]) -> None:
    """Hidden rows, columns and sheets are read, and told; so is each thing that is not read."""

    def change(book: Any) -> None:
        activity(book)
        activity(book, 4, identifier="A2")
        sheet = book["Activities"]
        sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions["F"].hidden = True
        book["Headings" if "Headings" in book else "Budget headings"].sheet_state = "hidden"
        sheet["X1"], sheet["X3"] = "Telephone", "123"
        sheet["Y3"] = "without heading"
        sheet["Z1"], sheet["Z3"] = "Shares of", "1"
        book.create_sheet("My notes")["A1"] = "call"
        book.create_sheet("Activites 2025")["A1"] = "call"

    file = filled(change)
    assert [each.id for each in loaded(file).activities] == ["A1", "A2"]
    doubts = WorkbookLoader().notices(file)
    told = {(each.code, each.cell, each.severity) for each in doubts if each.code != "example-row"}
    warning, notice = Severity.WARNING, Severity.NOTICE
    assert told == {
        ("hidden", "Activities!4", warning),
        ("hidden", "Activities!F1", warning),
        ("hidden", "Budget headings", warning),
        ("column-unread", "Activities!X1", notice),
        ("column-unread", "Activities!Y1", warning),
        ("column-unread", "Activities!Z1", warning),
        ("sheet-unknown", "My notes", notice),
        ("sheet-unknown", "Activites 2025", warning),
    }
    (examples,) = [each for each in doubts if each.code == "example-row"]
    assert examples.message.startswith("21 rows are examples, the first ")
    _portfolio, shown = plugins.check_path(file)
    assert {each.code for each in shown} >= {"hidden", "column-unread"}
    assert "example-row" not in {each.code for each in shown}


def test_values_of_formulas_are_read_and_errors_told(
    filled: Callable[..., Path], tmp_path: Path
) -> None:
    """A formula has the value that was kept; one without a value is told, and so is an error."""

    def change(book: Any) -> None:
        activity(book, women="=5+7", men="=NA()")

    file = filled(change)
    assert ("cell-uncomputed", "Activities!I3") in problems(file)
    if (convert := converter_of(tmp_path)) is not None:
        saved = convert({"office.xlsx": file.read_bytes()}, "xlsx") / "office.xlsx"
        assert problems(saved) == [("cell-error", "Activities!J3")]


def converter_of(folder: Path) -> Any:
    """LibreOffice, where it is installed."""
    try:
        return converter(folder / "home")
    except pytest.skip.Exception:
        return None


def test_a_workbook_filled_in_libreoffice_is_read(
    filled: Callable[..., Path], tmp_path: Path
) -> None:
    """Filled and saved by another program, which writes all of it anew, it is the same."""
    convert = converter(tmp_path / "home")

    def change(book: Any) -> None:
        activity(book, planned_cost=3500.25, currency="EUR", venue="=1+1 is no formula")
        book["Activities"]["H3"].data_type = "s"
        put(
            book["Transactions"], 3, project="P1", identifier="V1", type="Expenditure",
            date=date(2025, 3, 1), amount=12.3, currency="EUR", heading="1",
        )  # fmt: skip

    file = filled(change)
    folder = convert({"office.xlsx": file.read_bytes()}, "xlsx")
    assert loaded(folder / "office.xlsx") == loaded(file)
    assert len(loaded(file).activities) == len(loaded(file).projects[0].transactions) == 1


@pytest.mark.thorough
def test_drop_down_lists_reach_to_the_last_record(
    filled: Callable[..., Path], tmp_path: Path
) -> None:
    """What offers codes of another sheet grows as records are added, example or none."""
    convert = converter(tmp_path / "home")

    def change(book: Any) -> None:
        sheet = book["Projects"]
        put(sheet, 4, code="P2", name="P2", title_en="Second", period="2025")
        counts = book.create_sheet("Counts")
        counts["A1"] = "=COUNTA(cproc_projects)"
        counts["A2"] = "=INDEX(cproc_projects,ROWS(cproc_projects))"
        counts["A3"] = "=COUNTA(cproc_organisations)"

    file = filled(change)
    folder = convert({"office.xlsx": file.read_bytes()}, "xlsx")
    values = load_workbook(folder / "office.xlsx", data_only=True)["Counts"]
    assert [values[cell].value for cell in ("A1", "A2", "A3")] == [2, "P2", 2]


MISTAKES: list[tuple[str, str, object, str]] = [
    ("Period and currency", "A3", "soon", "date-form"),
    ("Activities", "N3", "much", "money-form"),
    ("Office", "E3", "Albanya", "country-unknown"),
    ("Organisations", "D3", "ZZZ", "country-unknown"),
    ("Projects", "D3", "2025-13", "date-form"),
    ("Indicator values", "E3", "some", "number-form"),
    ("Projects", "H3", "eu_external_99", "choice-unknown"),
    ("Budgets", "C3", "30/02/2025", "date-form"),
    ("Budgets", "D4", "a lot", "money-form"),
    ("Budgets", "C5", "31/31/2025", "date-form"),
    ("Budget headings", "A4", "P7", "parent-unknown"),
    ("Budget headings", "C5", None, "field-missing"),
    ("Budget headings", "D6", "staff", "choice-unknown"),
    ("Budget lines", "E3", "many", "number-form"),
    ("Budget lines", "F4", "dear", "money-form"),
    ("Budget lines", "C5", None, "field-missing"),
    ("Contributions", "B3", None, "field-missing"),
    ("Transactions", "C3", "spending", "choice-unknown"),
    ("Transactions", "D4", "yesterday", "date-form"),
    ("Transactions", "E5", "12,3,4", "money-form"),
    ("Transactions", "E6", "plenty", "money-form"),
    ("Activities", "B3", None, "field-missing"),
    ("Activities", "C4", None, "field-missing"),
    ("Activities", "E5", "2025-02-30", "date-form"),
    ("Activities", "G6", "Narnia", "country-unknown"),
    ("Activities", "I7", "twelve", "type-wrong"),
    ("Activities", "L8", "maybe", "choice-unknown"),
    ("Posts", "C3", "empty", "choice-unknown"),
    ("Exchange rates", "D3", "high", "number-form"),
    ("Exchange rates", "B4", "2025-14", "date-form"),
]
"""A mistake in each of thirty cells: sheet, cell, what is typed there, the rule that tells."""


def test_thirty_mistakes_are_thirty_problems_at_their_cells(filled: Callable[..., Path]) -> None:
    """All are told in one run, each once, each at its cell."""

    def change(book: Any) -> None:
        for row in range(3, 9):
            activity(book, row, identifier=f"A{row}")
            put(
                book["Transactions"], row, project="P1", identifier=f"V{row}", type="Expenditure",
                date=date(2025, 3, 1), amount=12.3, currency="EUR",
            )  # fmt: skip
            put(
                book["Budgets"], row, project="P1", identifier=f"B{row}", amount=5,
                in_force_from=date(2025, 1, row), currency="EUR",
            )  # fmt: skip
            put(
                book["Budget lines"], row, project="P1", heading="1", title_en="Pay", unit="month",
                quantity=2, unit_cost=3, currency="EUR",
            )  # fmt: skip
            put(book["Posts"], row, identifier=f"S{row}", duty_en="Driver", state="filled")
            put(book["Exchange rates"], row, currency="ALL", month=f"2025-0{row}", rate=98)
        put(book["Results"], 3, project="P1", result_number=1, title_en="Result")
        put(
            book["Indicators"], 3, project="P1", result_number=1, indicator_number=1,
            title_en="Trained", unit="people",
        )  # fmt: skip
        put(book["Indicator values"], 3, project="P1", kind="Target", value=1)
        for sheet, cell, typed, _code in MISTAKES:
            book[sheet][cell] = typed

    found = problems(filled(change))
    assert len(MISTAKES) == 30
    assert sorted(found) == sorted((code, f"{sheet}!{cell}") for sheet, cell, _t, code in MISTAKES)


def test_names_lead_to_one_column_and_one_sheet() -> None:
    """No name of a sheet, heading or choice means two things, in whatever language."""
    every = [labels_in(tag) for tag in languages()]
    for name in relations():
        for labels in every:
            assert names().sheets[folded(sheet_name(name, labels))] == name
            assert len(sheet_name(name, labels)) <= 31
    for relation in relations().values():
        for labels in every:
            for column in relation.names:
                title = heading(relation, column, labels)
                assert names().column(relation.name, title) == column, (relation.name, column)
            for column in relation.names:
                if (choices := choices_of(relation, column)) is not None:
                    known = words_of(choices)
                    for code in choices.codes:
                        assert known[folded(choices.label(code, labels))] == code
                        assert f"{choices.group}.{code}" in labels.entries


@pytest.mark.parametrize("table", sorted(relations()))
def test_every_column_has_a_name_in_each_language(table: str) -> None:
    """A heading is never the name of a field of a program."""
    for tag in languages():
        labels = labels_in(tag)
        assert f"entry_sheet.{table}" in labels.entries
        for column in relations()[table].names:
            key = f"entry_column.{column.replace('.', '__')}"
            assert key in labels.entries, column


def test_a_workbook_without_sheets_of_an_office_is_told(tmp_path: Path) -> None:
    """A tracker is no entry workbook; what to do is said."""
    book = Workbook()
    book.active["A1"] = "Things to do"  # type: ignore[index]
    book.active["A1"].font = Font(bold=True)  # type: ignore[index]
    book.save(tmp_path / "tracker.xlsx")
    with pytest.raises(DataError) as caught:
        loaded(tmp_path / "tracker.xlsx")
    assert "sheet-unknown" in {each.code for each in caught.value.problems}
    assert "cproc map" in str(caught.value)


@pytest.mark.parametrize("suffix", [".ods", ".xls", ".xlsb"])
def test_workbooks_of_other_kinds_are_told_how_to_be_saved(tmp_path: Path, suffix: str) -> None:
    """Nothing reads them unguarded; the message says what to save them as."""
    file = tmp_path / f"office{suffix}"
    file.write_bytes(b"\xd0\xcf\x11\xe0 older")
    with pytest.raises(DataError, match=r"save it as \.xlsx"):
        loaded(file)


def test_a_missing_column_is_told_once_by_its_heading(filled: Callable[..., Path]) -> None:
    """Not one problem a row, and in the words of the sheet."""

    def change(book: Any) -> None:
        sheet = book["Projets"]
        sheet.delete_cols(columns(sheet)["Intitulé (fr)"].encode()[0] - ord("A") + 1)

    _portfolio, found = plugins.check_path(filled(change, "fr"))
    errors = [each for each in found if each.severity is Severity.ERROR]
    assert [(each.code, each.cell) for each in errors] == [("column-missing", "Projets!1")]
    assert "Intitulé (fr)" in errors[0].message


def test_a_sheet_without_headings_is_told(filled: Callable[..., Path]) -> None:
    """Rows under nothing are not guessed."""

    def change(book: Any) -> None:
        sheet = book["Posts"]
        for cell in sheet[1]:
            cell.value = None
        sheet["A2"] = "PO1"

    assert problems(filled(change)) == [("sheet-header", "Posts")]


def test_texts_of_the_one_row_of_a_sheet_are_found_in_it(tmp_path: Path) -> None:
    """A text of the office stands in its sheet, one of a project in that of projects."""
    file = tmp_path / "office.xlsx"
    file.write_bytes(cproc.render(make_portfolio(3), "entry"))
    locate = cproc.locator(file)
    assert locate("office.name.en")[1].startswith("Office!")
    assert locate("organisations[0].name.en")[1].startswith("Organisations!")
    assert locate("projects[0].title.en")[1].startswith("Projects!")


def test_a_column_of_ones_own_is_never_a_list_of_records(filled: Callable[..., Path]) -> None:
    """Participants, say, may be a note of the office: it stays unread, and is told as such."""

    def change(book: Any) -> None:
        activity(book)
        book["Activities"]["X1"], book["Activities"]["X3"] = "Participants", "see list"

    file = filled(change)
    assert loaded(file).activities[0].id == "A1"
    cells = {each.cell for each in WorkbookLoader().notices(file) if each.code == "column-unread"}
    assert cells == {"Activities!X1"}


def test_references_are_judged_beside_cells(filled: Callable[..., Path]) -> None:
    """A project that is not there is told in the run that tells a day that is none."""

    def change(book: Any) -> None:
        activity(book)
        activity(book, 4, identifier="A2")
        book["Activities"]["E3"], book["Activities"]["B4"] = "31/04/2025", "P7"

    _none, problems = plugins.check_path(filled(change))
    assert {(each.code, each.cell) for each in problems} == {
        ("date-form", "Activities!E3"),
        ("reference-unknown", "Activities!B4"),
    }
