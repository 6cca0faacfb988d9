"""The folder as a whole: what is wrong in several files, and with the files themselves."""

import pytest

from cproc.errors import DataError
from cproc.serialize import dumps, from_folder, to_folder
from cproc.testing import empty_portfolio, make_portfolio

MAIN = dumps(empty_portfolio())
HEAD = "id,projects,kind,when,where,title.en"
ROW = 'A1,P,training,2017-05-17,"Bucharest, RO",Training'


def test_every_fault_of_a_folder_is_told_at_once() -> None:
    """Faults of cells, of records and of the main file come in one run, each with its file."""
    files = {
        "portfolio.json": MAIN.replace('"2024-01-01/2024-12-31"', '"soon"', 1),
        "activities.csv": "\n".join(
            (f"{HEAD},status", f"{ROW},".replace("RO", "Romania"), f"{ROW},party")
        ),
        "posts.csv": "id,duty.en,state\nX,Head,asleep\n",
    }
    with pytest.raises(DataError) as caught:
        from_folder(files, "d")
    assert sorted((p.file, p.cell, p.code) for p in caught.value.problems) == [
        ("d/activities.csv", "row 2, column where", "place-form"),
        ("d/activities.csv", "row 3, column status", "choice-unknown"),
        ("d/portfolio.json", "", "date-form"),
        ("d/posts.csv", "row 2, column state", "choice-unknown"),
    ]


def test_a_list_in_two_files_is_refused() -> None:
    """A list stands in the JSON or in a table, never in both."""
    office = make_portfolio(1)
    files = {**to_folder(office), "portfolio.json": dumps(office)}
    with pytest.raises(DataError) as caught:
        from_folder(files)
    assert [(p.code, p.path) for p in caught.value.problems] == [("list-twice", "activities")]


def test_a_folder_without_its_main_file_is_refused() -> None:
    """The folder's name and the missing file are told."""
    with pytest.raises(DataError) as caught:
        from_folder({"activities.csv": HEAD}, "office")
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("file-missing", "office")


@pytest.mark.parametrize(
    ("main", "code"), [("[]", "top-level"), ("{", "json-form")], ids=["list", "broken"]
)
def test_a_broken_main_file_is_refused(main: str, code: str) -> None:
    """F40: the tables beside it do not hide what is wrong with the main file."""
    with pytest.raises(DataError) as caught:
        from_folder({"portfolio.json": main, "activities.csv": f"{HEAD}\n{ROW}\n"}, "d")
    assert [(p.code, p.file) for p in caught.value.problems] == [(code, "d/portfolio.json")]
