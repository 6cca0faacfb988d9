"""What cannot be filled is told with its sheet and cell, all at once, and nothing is written."""

from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from donor_templates import SHEET, fill, saved, template
from example_data import loaded
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

import cproc
from cproc.errors import CprocError, DataError, ExportError, Problem, Severity
from cproc.filling.faults import RULES
from cproc.filling.map_file import read_map
from cproc.model import Qualifier


def problems_of(data: bytes, folder: Path, **how: Any) -> list[Problem]:
    """The errors of filling a workbook, of which nothing is written."""
    (folder / "donor.xlsx").write_bytes(data)
    before = sorted(folder.iterdir())
    with pytest.raises(DataError) as told:
        cproc.fill(
            folder / "donor.xlsx",
            how.pop("portfolio", loaded("eu_grant")),
            folder / "filled.xlsx",
            **how,
        )
    assert sorted(folder.iterdir()) == before
    assert all(problem.file for problem in told.value.problems)
    return [each for each in told.value.problems if each.severity is Severity.ERROR]


FAULTS = [
    ("{{ spnt }}", "fill-placeholder", "Did you mean 'spent'?"),
    ('{{ spent(heding="1.1") }}', "fill-placeholder", "Did you mean 'heading'?"),
    ('{{ spent(project="X") }}', "fill-placeholder", "CEGE"),
    ("{{ open(1) }}", "fill-placeholder", "is not a call"),
    ("{{ ().__class__ }}", "fill-placeholder", "is not a call"),
    ("{{ project.__class__ }}", "fill-placeholder", "there is no name 'project.__class__'"),
    ("{{ project.nmae }}", "fill-placeholder", "Did you mean 'project.name'"),
    ("{{ spent }", "fill-placeholder", "two braces"),
    ("spent }}", "fill-placeholder", "two braces"),
    ("{{ line.title }}", "fill-field", "lines()"),
    ('{{ lines("1.1") }} {{ line.titel }}', "fill-placeholder", "Did you mean 'line.title'"),
    ('{{ lines("1.1") }} {{ transaction.date }}', "fill-field", "transactions()"),
    ('{{ lines("1", "2") }}', "fill-placeholder", "is not a call of a list"),
    ("{{ lines(__import__) }}", "fill-placeholder", "is not a call of a list"),
    ('No. {{ lines("1") }}', "fill-placeholder", "at the beginning of its cell"),
    ('{{ lines("1") }} {{ lines("2") }}', "fill-placeholder", "at the beginning of its cell"),
    ('="{{ spent }}"&A9', "fill-place", "cannot be changed"),
    ('{{ spent(heading="1.1", in="thousands") }}', "fill-bounds", "Put words around"),
]


@pytest.mark.parametrize(("text", "code", "says"), FAULTS)
def test_placeholders(text: str, code: str, says: str, tmp_path: Path) -> None:
    """A placeholder that stands for nothing is told, with what it may be a slip of."""
    problem, *_further = problems_of(template({"B7": text}), tmp_path)
    assert (problem.code, problem.file, problem.cell) == (code, "donor.xlsx", f"{SHEET}!B7")
    assert says in problem.told


def test_all_at_once(tmp_path: Path) -> None:
    """Faults of all kinds are told in one run: of placeholders, names, cells, validations, maps."""
    book = openpyxl.load_workbook(
        BytesIO(
            template(
                {"A1": "{{ spnt }}", "A2": "{{ spent }}", "A4": "=1+1", "A5": "x"},
                names={
                    "cproc_sepnt": f"'{SHEET}'!$B$1",
                    "cproc_received": f"'{SHEET}'!$B$1:$C$2",
                    "cproc_row_lines_1_1": f"'{SHEET}'!$A$8:$A$9",
                    "cproc_row_lines_77": f"'{SHEET}'!$A$8",
                    "cproc_burn_rate": f"'{SHEET}'!$A$2",
                    "cproc_balance": "#REF!",
                },
            )
        )
    )
    page = book[SHEET]
    rule = DataValidation(type="whole", operator="lessThan", formula1="10", showErrorMessage=True)
    rule.add("A2")
    page.add_data_validation(rule)
    page["A1"].comment = Comment('{{ lines("1") }}', "the donor")
    other = book.create_sheet("Locked")
    other.protection.sheet = True
    file = tmp_path / "map.toml"
    file.write_text(
        """
        "Interim report!A4" = "spent"
        "Locked!A1" = "spent"
        "Nowhere!A1" = "spent"
        "Interim report!A1" = "received"
        "nonsense" = "spent"
        """
    )
    found = {(each.code, each.cell) for each in problems_of(saved(book), tmp_path, map=file)}
    assert found >= {
        ("fill-placeholder", f"{SHEET}!A1"),
        ("cell-validation", f"{SHEET}!A2"),
        ("fill-twice", f"{SHEET}!A2"),
        ("fill-twice", f"{SHEET}!A1"),
        ("cell-formula", f"{SHEET}!A4"),
        ("cell-locked", "Locked!A1"),
        ("fill-map", "nonsense"),
    }
    every = {code for code, _cell in found}
    assert {"fill-name", "fill-place"} <= every


def test_overwriting_is_said(tmp_path: Path) -> None:
    """A formula and a locked cell are written to where the map says so."""
    book = openpyxl.load_workbook(BytesIO(template({"A1": "=1+1"})))
    book[SHEET].protection.sheet = True
    file = tmp_path / "map.toml"
    file.write_text('"Interim report!A1" = { value = "spent", overwrite = true }')
    data, problems = fill(saved(book), tmp_path, map=file)
    assert openpyxl.load_workbook(BytesIO(data))[SHEET]["A1"].value == 261736.55
    assert problems == ()


def test_two_lists_in_a_row(tmp_path: Path) -> None:
    """A row is repeated for one list."""
    cells = {"A1": '{{ lines("1.1") }}', "C1": "{{ transactions() }}"}
    (problem,) = problems_of(template(cells), tmp_path)
    assert (problem.code, problem.cell) == ("fill-list", f"{SHEET}!1")


def test_heading_there_is_not(tmp_path: Path) -> None:
    """A list of a heading that the project has not is told with its row."""
    (problem,) = problems_of(template({"A7": '{{ lines("77") }}'}), tmp_path)
    assert (problem.code, problem.cell) == ("fill-placeholder", f"{SHEET}!7")
    assert "no heading '77'" in problem.message


def test_merged_cells(tmp_path: Path) -> None:
    """What is meant for the middle of merged cells goes to the first of them, with a notice."""
    book = openpyxl.load_workbook(BytesIO(template({"A9": "x"})))
    book[SHEET].merge_cells("A1:B2")
    file = tmp_path / "map.toml"
    file.write_text('"Interim report!B2" = "spent"')
    data, problems = fill(saved(book), tmp_path, map=file)
    assert [each.code for each in problems] == ["cell-merged"]
    assert openpyxl.load_workbook(BytesIO(data))[SHEET]["A1"].value == 261736.55
    book.defined_names["cproc_spent"] = openpyxl.workbook.defined_name.DefinedName(
        "cproc_spent", attr_text=f"'{SHEET}'!$A$1:$B$2"
    )
    data, problems = fill(saved(book), tmp_path)
    assert problems == ()


def test_bounds(tmp_path: Path) -> None:
    """A figure that is known within bounds is refused for a cell of numbers, and a text says it."""
    grant = loaded("eu_grant")
    (project,) = grant.projects
    about = attrs.evolve(project.transactions[3], qualifier=Qualifier.ABOUT)
    transactions = tuple(about if each.id == about.id else each for each in project.transactions)
    inexact = attrs.evolve(grant, projects=(attrs.evolve(project, transactions=transactions),))
    call = 'spent(heading="1.1.1")'
    (problem,) = problems_of(template({"A1": f"{{{{ {call} }}}}"}), tmp_path, portfolio=inexact)
    assert problem.code == "fill-bounds"
    data, problems = fill(template({"A1": f"Spent: {{{{ {call} }}}}"}), tmp_path, inexact)
    assert problems == ()
    assert "about" in str(openpyxl.load_workbook(BytesIO(data))[SHEET]["A1"].value)


def test_which_project(tmp_path: Path) -> None:
    """Of several projects the one that is meant is named; figures may be of all."""
    office = loaded("cproc_2017")
    (problem,) = problems_of(template({"A1": "{{ project.name }}"}), tmp_path, portfolio=office)
    assert problem.code == "fill-project"
    assert "GLACY+" in problem.hint
    cells = {"A1": "{{ entries }}", "A2": "{{ period.start }}"}
    data, _problems = fill(template(cells), tmp_path, office)
    assert openpyxl.load_workbook(BytesIO(data))[SHEET]["A1"].value == 158
    data, _problems = fill(template(cells), tmp_path, office, project="GLACY+")
    assert openpyxl.load_workbook(BytesIO(data))[SHEET]["A1"].value < 158
    with pytest.raises(DataError, match="there is no project 'X'"):
        fill(template(cells), tmp_path, office, project="X")


def test_nothing_to_fill(tmp_path: Path) -> None:
    """A template without a place is no template: somebody named the wrong file."""
    (problem,) = problems_of(template({"A1": "x"}), tmp_path)
    assert problem.code == "fill-empty"


def test_one_of_the_rows(tmp_path: Path) -> None:
    """A formula that reads one of the rows that a list fills is told."""
    cells = {
        "A1": '{{ lines("1.1") }}',
        "B1": "{{ line.total }}",
        "B2": "=SUM(B1)",
        "B3": "=SUM(B1:B1)",
    }
    _data, problems = fill(template(cells), tmp_path)
    found = [(each.code, each.cell) for each in problems if each.code != "fill-lines"]
    assert found == [("fill-one-row", f"{SHEET}!B3")]


def test_lines_that_are_left_out_or_listed_twice(tmp_path: Path) -> None:
    """T11: a line of the budget that stands in no list of a sheet, or in two, is named."""
    (project,) = loaded("eu_grant").projects
    headings = dict.fromkeys(line.heading.split(".")[0] for line in project.budget_lines)
    cells = {f"A{row}": f'{{{{ lines("{of}") }}}}' for row, of in enumerate(headings, start=1)}
    assert fill(template(cells), tmp_path)[1] == ()
    assert fill(template({"A1": "{{ lines() }}"}), tmp_path)[1] == ()
    (left_out,) = fill(template({**cells, "A1": "x"}), tmp_path)[1]
    assert (left_out.code, left_out.cell) == ("fill-lines", SHEET)
    assert left_out.message.startswith("6 lines of the budget stand in no row of the sheet: 1.1.1,")
    (twice,) = fill(template({**cells, "A9": '{{ lines("6.1") }}'}), tmp_path)[1]
    assert twice.message == "1 line of the budget stands in two rows of the sheet, or more: 6.1."


MAPS = [
    ("[", "fill-map", "Correct the line."),
    ('"A1" = "spent"', "fill-map", "no place"),
    ('"R!A0" = "spent"', "fill-map", "no place"),
    ('"R!1" = { rows = "lines()", columns = {} }', "fill-map", "columns is missing"),
    ('"R!A1" = 3', "fill-map", "neither"),
    ('"R!A1" = { valeu = "spent" }', "fill-map", "Did you mean 'value'?"),
    ('"R!A1" = { overwrite = true }', "fill-map", "value is missing"),
    ('"R!A1" = { value = 3 }', "fill-map", "wrong kind"),
    ('"R!1" = { rows = "lines()" }', "fill-map", "columns is missing"),
    ('"R!1" = { rows = "spent", columns = { A = "spent" } }', "fill-map", "no list"),
    (
        '"R!1" = { rows = "lines()", columns = { A = "spent" }, empty = "keep" }',
        "fill-map",
        "blank",
    ),
    ('"R!1" = { rows = "lines()", columns = { 7 = "line.title" } }', "fill-map", "no column"),
    ('"R!A1" = "{{ spent"', "fill-map", "braces"),
]


@pytest.mark.parametrize(("text", "code", "says"), MAPS)
def test_maps(text: str, code: str, says: str) -> None:
    """What is wrong with a map is told with its key."""
    (problem,) = read_map(text, "donor.map.toml").problems
    assert (problem.code, problem.file) == (code, "donor.map.toml")
    assert says in problem.told


def test_files(tmp_path: Path) -> None:
    """A file that is not there, or of another kind, is told before anything is done."""
    grant = loaded("eu_grant")
    with pytest.raises(ExportError, match="there is no file"):
        cproc.fill(tmp_path / "none.xlsx", grant, tmp_path / "out.xlsx")
    with pytest.raises(CprocError, match="a template is one of"):
        cproc.fill(tmp_path / "none.pdf", grant, tmp_path / "out.pdf")
    (tmp_path / "no.xlsx").write_bytes(b"no zip")
    with pytest.raises(DataError) as told:
        cproc.fill(tmp_path / "no.xlsx", grant, tmp_path / "out.xlsx")
    assert told.value.problems[0].file == "no.xlsx"
    (tmp_path / "map.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match="fill-map"):
        fill(template({"A1": "{{ spent }}"}), tmp_path, map=tmp_path / "map.toml")


def test_every_code_is_told() -> None:
    """Each code of the catalogue says what it stands for."""
    assert all("finds" in rule for rule in RULES.values())
