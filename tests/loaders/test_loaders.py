"""Reading a portfolio from a file or folder."""

import json
import os
from pathlib import Path
from typing import Any

import attrs
import pytest

from cproc.errors import DataError
from cproc.loaders import _files
from cproc.loaders.folder import FolderLoader
from cproc.loaders.json import JsonLoader
from cproc.plugins import check_path
from cproc.serialize import dumps, to_folder
from cproc.testing import make_portfolio

SMALL: dict[str, Any] = {
    "office": {
        "id": "O",
        "name": {"en": "Office"},
        "organisation": "ORG",
        "city": "Bucharest",
        "country": "RO",
        "operational_since": "2014-04-07",
    },
    "period": "2016-10-01/2017-09-30",
    "organisations": [{"id": "ORG", "name": {"en": "Organisation"}}],
    "projects": [
        {"code": "P", "name": "P", "title": {"en": "Project"}, "period": "2016-01/2018-12"}
    ],
}
TABLE = 'id,projects,kind,when,where,title.en\nA1,P,workshop,2016-10-03,"Kyiv, UA",Workshop\n'


def write(folder: Path, data: object = SMALL, table: str | None = TABLE) -> Path:
    (folder / "portfolio.json").write_text(json.dumps(data), encoding="utf-8")
    if table is not None:
        (folder / "activities.csv").write_text(table, encoding="utf-8")
    return folder


def code_of(error: DataError) -> list[str]:
    return [problem.code for problem in error.problems]


def test_folder_and_file_hold_the_same(tmp_path: Path) -> None:
    """A folder with a table and one JSON file give the same portfolio."""
    portfolio = FolderLoader().load(write(tmp_path))
    one = tmp_path / "one.json"
    one.write_text(dumps(portfolio), encoding="utf-8")
    assert JsonLoader().load(one) == portfolio
    other = tmp_path / "other"
    other.mkdir()
    for name, text in to_folder(portfolio).items():
        (other / name).write_text(text, encoding="utf-8")
    assert FolderLoader().load(other) == portfolio


def test_which_loader_takes_what(tmp_path: Path) -> None:
    """A folder goes to the folder loader, a .json file to the JSON loader, nothing to both."""
    file = tmp_path / "a.JSON"
    file.write_text("{}")
    assert (FolderLoader().accepts(tmp_path), JsonLoader().accepts(tmp_path)) == (True, False)
    assert (FolderLoader().accepts(file), JsonLoader().accepts(file)) == (False, True)


def test_where_a_path_stands(tmp_path: Path) -> None:
    """A path of the portfolio is found in its file, row and column."""
    lines = TABLE + "".join(TABLE.splitlines(keepends=True)[1:] * 12)
    write(tmp_path, table=lines)
    locate = FolderLoader().locate
    table, main = str(tmp_path / "activities.csv"), str(tmp_path / "portfolio.json")
    assert locate(tmp_path, "activities[12].projects[0]") == (table, "row 14, column projects")
    assert locate(tmp_path, "activities[0].occurrences[0].places[0].country") == (
        table,
        "row 2, column where",
    )
    assert locate(tmp_path, "projects[0].period") == (main, "line 1")
    file = tmp_path / "a.json"
    assert JsonLoader().locate(file, "projects[0]") == (str(file), "")  # it is gone
    file.write_text('{"projects":\n[{"code": "P"}]}', encoding="utf-8")
    assert JsonLoader().locate(file, "projects[0].code") == (str(file), "line 2")
    assert JsonLoader().locate(file, "") == (str(file), "")


@pytest.mark.parametrize("prefix", [b"", b"\xef\xbb\xbf"], ids=["plain", "F28-bom"])
def test_byte_order_mark(tmp_path: Path, prefix: bytes) -> None:
    """F28: a byte order mark, as Windows programs write it, is passed over."""
    file = tmp_path / "a.json"
    file.write_bytes(prefix + json.dumps(SMALL).encode())
    assert JsonLoader().load(file).office.id == "O"


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"], ids=["F29", "F30"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    """F29, F30: what is not UTF-8 is told as such."""
    file = tmp_path / "a.json"
    file.write_bytes(json.dumps({"é": "é"}, ensure_ascii=False).encode(encoding))
    with pytest.raises(DataError, match="not UTF-8") as caught:
        JsonLoader().load(file)
    assert code_of(caught.value) == ["file-encoding"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
def test_a_table_is_read_in_every_encoding_of_spreadsheets(tmp_path: Path, encoding: str) -> None:
    """F29, F30: a table of a folder is read as spreadsheets save it; a guess is told."""
    write(tmp_path)
    file = tmp_path / "activities.csv"
    text = file.read_text(encoding="utf-8").replace("A1", "Aé")
    before = file.write_text(text, encoding="utf-8") and FolderLoader().load(tmp_path)
    file.write_bytes(text.encode(encoding))
    assert FolderLoader().load(tmp_path) == before
    doubts = [
        each.cell for each in FolderLoader().notices(tmp_path) if each.code == "file-encoding"
    ]
    assert doubts == (["line 2"] if encoding == "cp1252" else [])
    file.write_bytes(b"id\n" + b"A1\n" * 1_000 + b"\0")
    (tmp_path / "posts.csv").write_bytes(b"id\n\x81\n")
    with pytest.raises(DataError, match="character zero") as caught:
        FolderLoader().load(tmp_path)
    assert code_of(caught.value) == ["csv-form", "file-encoding"]


def test_missing_and_irregular_files(tmp_path: Path) -> None:
    """F48: a missing file, a folder without its main file and a FIFO are told at once."""
    with pytest.raises(DataError) as caught:
        JsonLoader().load(tmp_path / "none.json")
    assert code_of(caught.value) == ["file-missing"]
    with pytest.raises(DataError) as caught:
        FolderLoader().load(tmp_path)
    assert code_of(caught.value) == ["file-missing"]
    fifo = tmp_path / "pipe.json"
    os.mkfifo(fifo)
    with pytest.raises(DataError, match="not a regular file"):
        JsonLoader().load(fifo)


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file larger than the bound is refused before it is read."""
    monkeypatch.setattr(_files, "MAX_BYTES", 10)
    file = tmp_path / "a.json"
    file.write_text(json.dumps(SMALL))
    with pytest.raises(DataError) as caught:
        JsonLoader().load(file)
    assert code_of(caught.value) == ["file-too-large"]


def test_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read is told with the reason."""
    file = tmp_path / "a.json"
    file.write_text("{}")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(DataError, match="Permission denied") as caught:
        JsonLoader().load(file)
    assert code_of(caught.value) == ["file-unreadable"]


def test_a_misspelt_table_is_told(tmp_path: Path) -> None:
    """A table that is no list of a portfolio is told, not passed over with all its rows."""
    (write(tmp_path, table=None) / "activites.csv").write_text(TABLE, encoding="utf-8")
    with pytest.raises(DataError, match=r"activites is no table") as caught:
        FolderLoader().load(tmp_path)
    assert code_of(caught.value) == ["table-unknown"]


def test_a_fault_of_json_is_told_with_its_line(tmp_path: Path) -> None:
    """In one file and in a folder: the line of what is wrong, or of what lacks something."""
    project = {"code": "P", "name": "P", "title": {"en": "P"}, "period": "soon"}
    data = {**SMALL, "projects": [project, {"code": "Q"}]}
    text = json.dumps(data, indent=0)
    lines = text.splitlines()
    folder, file = write(tmp_path, table=None), tmp_path / "one.json"
    for path in (folder / "portfolio.json", file):
        path.write_text(text, encoding="utf-8")
    for load, path in ((FolderLoader().load, folder), (JsonLoader().load, file)):
        with pytest.raises(DataError) as caught:
            load(path)
        first, *others = caught.value.problems
        assert (first.path, first.cell) == ("projects[0].period", "line 28")
        assert "soon" in lines[27]
        assert {problem.cell for problem in others} == {"line 30"}
        assert lines[29] == "{"


def test_faults_of_every_kind_are_told_at_once(tmp_path: Path) -> None:
    """A header, cells and references of several files are judged in one run.

    What is left out for its fault is no missing record: a reference to it is not told.
    """
    office = attrs.evolve(make_portfolio(3), activities=())
    head = "id,projects,kind,title.en,when,city,country\n"
    code = office.projects[0].code
    rows = (
        f"A1,P9,training,Course,2025-03-04,Tirana,AL\nA2,{code},training,Course,yesterday,Tirana,AL\n"
        f"A3,{code},training,Course,2025-03-04,Tirana,AL\n"
    )
    payments = "project,id,type,date,amount,currency,activity,party\n"
    payments += f"{code},T1,expenditure,2025-03-05,5.00,EUR,A2,\n"
    payments += (
        f"{code},T2,expenditure,2025-03-05,5.00,EUR,A4,\nNONE,T3,expenditure,2025-03-05,1,EUR,,\n"
    )
    projects = tuple(attrs.evolve(project, transactions=()) for project in office.projects)
    main = dumps(attrs.evolve(office, projects=projects, posts=()))
    posts = "id,duty.en,funding,sincee\nS1,Officer,projects,2022-01-01\n"
    files = {"portfolio.json": main, "activities.csv": head + rows}
    files |= {"transactions.csv": payments, "posts.csv": posts}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    _none, problems = check_path(tmp_path)
    places = {(problem.code, Path(problem.file).name, problem.cell) for problem in problems}
    assert places == {
        ("column-unknown", "posts.csv", "column sincee"),
        ("parent-unknown", "transactions.csv", "row 4, column project"),
        ("date-form", "activities.csv", "row 3, column when"),
        ("reference-unknown", "activities.csv", "row 2, column projects"),
        ("reference-unknown", "transactions.csv", "row 3, column activity"),
    }
