"""A donor's workbook gets values where it asks for them, and stays as it is everywhere else."""

import os
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from donor_templates import (
    HEADINGS,
    SHEET,
    budget_form,
    fill,
    grant_with,
    read,
    saved,
    template,
)
from example_data import loaded
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment

import cproc
from cproc import publish as publishing
from cproc.errors import ExportError, Severity, TargetExistsError
from cproc.figures import evaluate
from cproc.filling.answers import Answers
from cproc.filling.book import Book
from cproc.filling.fill import filled
from cproc.labels import labels_in
from cproc.model import Portfolio

SPENT = {"A1": 'Spent on staff: {{ spent(heading="1.1") }}', "B1": '{{ spent(heading="1.1") }}'}


def codes(problems: tuple[cproc.Problem, ...]) -> list[tuple[str, str]]:
    """Code and cell of problems."""
    return [(each.code, each.cell) for each in problems]


def with_project(portfolio: Portfolio, **changes: Any) -> Portfolio:
    """The portfolio with another project."""
    (project,) = portfolio.projects
    return attrs.evolve(portfolio, projects=(attrs.evolve(project, **changes),))


def test_kinds_of_values(tmp_path: Path) -> None:
    """A cell that is one placeholder holds a typed value; text around it makes it a text."""
    cells = {
        **SPENT,
        "A2": "{{ period.end }}",
        "A3": "{{ project.name }}",
        "A4": "{{ burn_rate }}",
        "A5": "{{ burn_rate }}",
        "A6": "{{ people_trained }} people, {{ period.start }}",
        "A7": ' {{ spent(heading="1.1", in="thousands") }} ',
        "A8": "{{ currency }}",
        "A9": "left alone { } }",
    }
    book = openpyxl.load_workbook(BytesIO(template(cells)))
    book[SHEET]["A4"].number_format = '0.0"%"'
    book[SHEET]["A5"].number_format = "0.0%"
    book[SHEET]["A7"] = 'in round numbers {{ spent(heading="1.1", in="thousands") }}'
    data, problems = fill(saved(book), tmp_path)
    assert problems == ()
    found = read(data)
    assert found["A1"] == "Spent on staff: EUR\u00a078,108.19"
    assert found["B1"] == 78108.19
    assert found["A2"] == datetime(2024, 12, 31)  # noqa: DTZ001 - as openpyxl gives it
    assert found["A3"] == "CyberEvidence Georgia"
    assert (found["A4"], found["A5"]) == (58.8, 0.588)
    assert found["A6"] == "112 people, 1 January 2024"
    assert found["A7"].replace("\u00a0", " ") == "in round numbers more than EUR 78 thousand"
    assert found["A8"] == "EUR"
    assert found["A9"] == "left alone { } }"


def test_period_project_and_language(tmp_path: Path) -> None:
    """Figures and facts are of the project, in the reporting period and the language asked for."""
    cells = {"A1": "{{ spent_in_period }}", "A2": "{{ project.title }} {{ period.start }}"}
    grant = loaded("eu_grant")
    data, _problems = fill(template(cells), tmp_path, period="2023", lang="fr", project="CEGE")
    expected = evaluate(grant, 'spent_in_period(project="CEGE")', period="2023").value
    assert isinstance(expected, cproc.Money)
    assert read(data)["A1"] == float(expected.amount)
    assert read(data)["A2"].startswith("Preuve électronique")
    assert read(data)["A2"].endswith(" 1er janvier 2023")


def test_rows(tmp_path: Path) -> None:
    """A row is repeated for each record of its list; formulas below and elsewhere follow."""
    cells = {
        "A1": '{{ lines("1.1") }}',
        "B1": "{{ line.title }}",
        "C1": "No. {{ line.number }}",
        "D1": "{{ line.quantity }}",
        "E1": "=D1*2",
        "E2": "=SUM(E1:E1)",
        "A3": "{{ contributions() }}{{ contribution.donor }}",
        "B3": "{{ contribution.given }}",
        "A4": "{{ indicators() }} {{ indicator.number }}",
        "B4": "{{ indicator.title }}: {{ indicator.reached }} of {{ indicator.target }}",
        "A5": "{{ activities() }} {{ activity.date }}",
        "B5": "{{ activity.title }}",
        "C5": "{{ activity.participants }}",
        "A6": '{{ transactions("3") }} {{ transaction.voucher }}',
        "B6": "{{ transaction.booked }}",
        "A7": "end",
    }
    data, _problems = fill(template(cells), tmp_path)
    found = read(data)
    assert "A1" not in found
    assert (found["B1"], found["C1"], found["D1"]) == ("Technical staff", "No. 1.1.1", 24)
    assert (found["C2"], found["E2"], found["E3"]) == ("No. 1.1.2", "=D2*2", "=SUM(E1:E2)")
    assert read(data, stored=True)["E3"] == 96
    assert (found["A4"], found["B4"]) == ("European Union", 400881.6)
    assert (found["A6"], found["B6"]) == (1, "People trained: 112 of 150")
    held = [each for each in loaded("eu_grant").activities if each.status == "held"]
    assert [value for key, value in found.items() if key.startswith("A")][-1] == "end"
    assert sum(isinstance(each, datetime | date) for each in found.values()) <= len(held)
    ended = next(key for key, value in found.items() if value == "end")
    grant = loaded("eu_grant").projects[0]
    on_3 = [
        each
        for each in grant.transactions
        if each.heading and each.heading.startswith("3") and each.date.year == 2024
    ]
    assert int(ended[1:]) == 2 + 1 + 2 + 3 + len(held) + max(1, len(on_3)) + 1


def test_names(tmp_path: Path) -> None:
    """Defined names say what a cell holds, and what a row is repeated for."""
    names = {
        "cproc_spent_heading_1_1": f"'{SHEET}'!$B$1",
        "CPROC_Project_Name": f"'{SHEET}'!$B$2",
        "cproc_burn_rate": f"'{SHEET}'!$B$3",
        "cproc_row_lines_1_1": f"'{SHEET}'!$A$4:$C$4",
        "other": f"'{SHEET}'!$B$9",
    }
    cells = {"A4": "{{ line.number }}", "B4": "{{ line.title }}", "B9": "untouched"}
    data, _problems = fill(template(cells, names=names), tmp_path)
    found = read(data)
    assert found["B1"] == 78108.19
    assert found["B2"] == "CyberEvidence Georgia"
    assert found["B3"] == 58.8
    assert [found[f"A{row}"] for row in (4, 5)] == ["1.1.1", "1.1.2"]
    assert found["B10"] == "untouched"


MAP = """
"Interim report!B1" = 'spent(heading="1.1")'
"Interim report!B2" = "Report of {{ project.name }}"
"'Interim report'!$B$3" = { value = "spent", overwrite = true }

["Interim report!5"]
rows = 'lines("1.1")'
columns = { A = "line.number", B = "line.title" }

["Interim report!7"]
rows = 'lines("10")'
columns = { A = "line.number" }
empty = "delete"
"""


def test_map(tmp_path: Path) -> None:
    """A map names places of a template without marks, and may say that one is overwritten."""
    file = tmp_path / "donor.map.toml"
    file.write_text(MAP, encoding="utf-8")
    cells = {"B3": "=1+1", "A6": "Subtotal", "A7": "of 10", "A8": "end"}
    data, _problems = fill(template(cells), tmp_path, map=file)
    found = read(data)
    assert found["B1"] == 78108.19
    assert found["B2"] == "Report of CyberEvidence Georgia"
    assert found["B3"] == 261736.55
    assert [found[f"A{row}"] for row in (5, 6, 7, 8)] == ["1.1.1", "1.1.2", "Subtotal", "end"]


def test_texts_beside_the_cells(tmp_path: Path) -> None:
    """Placeholders of comments and headers are filled as those of texts are."""
    book = openpyxl.load_workbook(BytesIO(template({"A1": "{{ spent }}"})))
    book[SHEET]["A1"].comment = Comment("as of {{ period.end }}", "the donor")
    header: Any = book[SHEET].oddHeader
    header.center.text = "{{ project.name }}"
    data, _problems = fill(saved(book), tmp_path)
    filled = openpyxl.load_workbook(BytesIO(data))[SHEET]
    assert filled["A1"].comment is not None
    assert filled["A1"].comment.text == "as of 31 December 2024"
    header = filled.oddHeader
    assert header.center.text == "CyberEvidence Georgia"


def test_twice_is_the_same(tmp_path: Path) -> None:
    """T1, T2: the same data give the same bytes; parts that nothing is written to stay."""
    form, _subtotals = budget_form()
    one, two = (fill(form, tmp_path)[0] for _time in range(2))
    assert one == two
    before, after = (zipfile.ZipFile(BytesIO(data)) for data in (form, one))
    assert before.namelist() == after.namelist()
    same = [name for name in before.namelist() if before.read(name) == after.read(name)]
    assert {*before.namelist()} - {*same} == {f"xl/worksheets/sheet{at}.xml" for at in (1, 2)}


def cents(result: Any) -> Decimal:
    """A stored result as an amount: a sum of doubles has noise far below the cent, as in Excel."""
    return Decimal(result).quantize(Decimal("0.01"))


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_totals_tie(count: int, tmp_path: Path) -> None:
    """T4, T11: subtotals and totals are the library's to the cent, and each line is there once."""
    form, subtotals = budget_form()
    portfolio = grant_with(count)
    data, problems = fill(form, tmp_path, portfolio)
    # Of no lines nobody knows what they come to.
    assert codes(problems) == ([] if count else [("fill-unknown", "Budget!F101")])
    results = {cell.ref: cell.value for cell in Book.read(data).cells("Budget")}
    lines = portfolio.projects[0].budget_lines
    moved = (max(count, 1) - 1) * len(HEADINGS)
    titles = [value for key, value in results.items() if key[0] == "A" and " Line " in str(value)]
    assert titles == [f"{line.heading} {line.title.best('en')}" for line in lines]
    for at, heading in enumerate(HEADINGS, start=1):
        row = subtotals[heading] + (max(count, 1) - 1) * at
        assert results[f"A{row}"] == f"Subtotal {heading}"
        amounts = [line.total.amount for line in lines if line.heading.startswith(f"{heading}.")]
        for column in "EF":
            assert cents(results[f"{column}{row}"]) == sum(amounts)
    whole = sum(line.total.amount for line in lines)
    for cell in (f"E{100 + moved}", f"F{100 + moved}", f"F{101 + moved}"):
        assert cents(results.get(cell) or 0) == whole


HOSTILE = [
    "=1+1",
    "=cmd|'/c calc'!A1",
    "+1",
    "#N/A",
    "TRUE",
    "007",
    "_x0041_",
    " a ",
    "A&B <b>",
    "{{ spent }}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str, tmp_path: Path) -> None:
    """T9: a text of the data is a text in the cell, whatever it looks like."""
    grant = with_project(loaded("eu_grant"), name=text)
    data, _problems = fill(template({"A1": "{{ project.name }}", "A2": "=A1"}), tmp_path, grant)
    page = openpyxl.load_workbook(BytesIO(data))[SHEET]
    assert page["A1"].data_type in {"s", "inlineStr"}
    assert page["A1"].value == text.replace("_x0041_", "_x0041_")
    assert (
        "<f>"
        not in zipfile.ZipFile(BytesIO(data))
        .read("xl/worksheets/sheet1.xml")
        .decode()
        .split("A2")[0]
    )


ANY_TEXT = template({"A1": "{{ project.name }}", "A2": "({{ project.name }})"})


@given(text=st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40))
def test_any_text_survives(text: str) -> None:
    """A law: any text of the data is read back from the cell as it is, or as a part of one."""
    grant = with_project(loaded("eu_grant"), name=text)
    answers = Answers(grant, labels_in("en"), grant.projects[0])
    found = read(filled(ANY_TEXT, answers).data)
    assert (found["A1"], found["A2"]) == (text, f"({text})")


def test_macros_stay(tmp_path: Path) -> None:
    """A workbook with macros keeps them, and its suffix."""
    source, target = tmp_path / "donor.xlsm", tmp_path / "filled.xlsm"
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(template(SPENT))) as before, zipfile.ZipFile(stream, "w") as after:
        for name in before.namelist():
            part = before.read(name).replace(
                b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
            )
            after.writestr(name, part)
        after.writestr("xl/vbaProject.bin", b"\xd0\xcf macros")
    source.write_bytes(stream.getvalue())
    cproc.fill(source, loaded("eu_grant"), target)
    assert zipfile.ZipFile(target).read("xl/vbaProject.bin") == b"\xd0\xcf macros"
    with pytest.raises(cproc.CprocError, match=r"must end with \.xlsm"):
        cproc.fill(source, loaded("eu_grant"), tmp_path / "filled.xlsx")


def test_unknown_is_left_empty(tmp_path: Path) -> None:
    """A figure or fact that is not known leaves its cell empty and is told; a text says so."""
    cells = {
        "A1": '{{ spent(heading="1.1") }}',
        "A2": "{{ contract.number }}",
        "A3": "Received: {{ received }}",
    }
    grant = with_project(loaded("eu_grant"), transactions=(), instalments=())
    data, problems = fill(template(cells), tmp_path, grant)
    found = read(data)
    assert "A1" not in found
    assert "A2" not in found
    assert found["A3"] == "Received: not known"
    assert codes(problems) == [("fill-unknown", f"{SHEET}!A{row}") for row in (1, 2, 3)]
    assert {each.severity for each in problems} == {Severity.WARNING}


def test_unknown_of_a_record(tmp_path: Path) -> None:
    """An amount of a record that is not known is named with the record."""
    (project,) = loaded("eu_grant").projects
    given = [attrs.evolve(each, share=None, base=None) for each in project.contributions]
    grant = with_project(loaded("eu_grant"), contributions=tuple(given))
    cells = {"A1": "{{ contributions() }}", "B1": "{{ contribution.given }}"}
    data, problems = fill(template(cells), tmp_path, grant)
    assert codes(problems) == [("fill-unknown", f"{SHEET}!B1")] * 2
    assert problems[1].message == "contribution.given of 2 is not known."
    assert read(data) == {}


def test_what_an_edition_keeps_back(tmp_path: Path) -> None:
    """What an edition may not show is not filled in."""
    grant = loaded("eu_grant")
    first, *others = grant.activities
    hidden = attrs.evolve(grant, activities=(attrs.evolve(first, source="SECRET"), *others))
    cells = {"A1": "{{ activities() }}{{ activity.title }}", "B1": "{{ activity.partners }}"}
    for edition in ("audit", "public"):
        shown = cproc.disclosed(hidden, edition)
        titles = [each.title.best("en") for each in shown.activities if each.status == "held"]
        data, _problems = fill(template(cells), tmp_path, hidden, edition=edition)
        assert sorted(v for k, v in read(data).items() if k[0] == "A") == sorted(titles)


FAULTS: dict[str, tuple[Any, str]] = {
    "write": (publishing, "_all"),
    "fsync": (os, "fsync"),
    "rename": (Path, "replace"),
}


@pytest.mark.parametrize("step", FAULTS)
def test_old_file_stands(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """T10: whatever fails while it is written, the file that stood there stands, without litter."""
    source, target = tmp_path / "donor.xlsx", tmp_path / "filled.xlsx"
    source.write_bytes(template(SPENT))
    target.write_bytes(b"old")

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*FAULTS[step], refuse)
    with pytest.raises(ExportError, match="No space left"):
        cproc.fill(source, loaded("eu_grant"), target, force=True)
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["donor.xlsx", "filled.xlsx"]


def test_template_and_target(tmp_path: Path) -> None:
    """The template is only read; a file that is there is replaced only when that is asked for."""
    source, target = tmp_path / "donor.xlsx", tmp_path / "filled.xlsx"
    before = template(SPENT)
    source.write_bytes(before)
    steps: list[tuple[int, int]] = []

    def watch(done: int, of: int) -> None:
        steps.append((done, of))

    cproc.fill(source, loaded("eu_grant"), target, progress=watch)
    assert steps[0] == (0, 4)
    assert steps[-1] == (4, 4)
    assert source.read_bytes() == before
    with pytest.raises(TargetExistsError):
        cproc.fill(source, loaded("eu_grant"), target)
    cproc.fill(source, loaded("eu_grant"), target, force=True)
