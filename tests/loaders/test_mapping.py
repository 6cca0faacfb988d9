"""What a mapping may say, and how what it says wrongly is told."""

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trackers import SETTINGS, Rows, faults_of, read

from cproc.errors import DataError, Problem
from cproc.loaders.mapped import read_mapped
from cproc.loaders.mapping import read_mapping
from cproc.serialize.capping import capped

# --- faults -------------------------------------------------------------------------------------


def faults(folder: Path, mapping: str, **sheets: Rows) -> list[Problem]:
    with pytest.raises(DataError) as caught:
        read(folder, mapping, **sheets)
    return list(caught.value.problems)


def test_faults_of_sheets_and_columns_are_told_at_once(tmp_path: Path) -> None:
    """A missing sheet, missing columns and a name that stands twice are one problem each."""
    sheet: Rows = [
        ["No", "Project", "Titel", "Date", "Date"],
        *[["1", "P1", "A", "2025", "2025"]] * 50,
    ]
    mapping = SETTINGS + (
        '[activities]\nsheet = "Year"\ncolumns = { title = "Title", when = "Date" }\n'
        '[posts]\nsheet = "Staff"\n[rates]\nsheet = "Year"\nheader = 99\n[[headings]]\n'
        'sheet = "X"\n'
    )
    found = faults(tmp_path, mapping, Year=sheet, X=[["a"], ["b"]])
    assert [(p.code, p.hint) for p in found] == [
        ("column-missing", "Write Titel."),
        ("column-twice", "Give each column a name of its own."),
        ("sheet-unknown", "There are: Year, X."),
        ("header-missing", "Write its number into the mapping: header = 1."),
        ("header-missing", "Write its number into the mapping: header = 1."),
    ]


def test_files_that_are_not_there_or_of_no_known_kind_are_told(tmp_path: Path) -> None:
    """Each file that cannot be read is told, once."""
    (tmp_path / "a.pdf").write_bytes(b"x")
    mapping = (
        '[rates]\nfile = "a.pdf"\n[posts]\nfile = "none.xlsx"\n[treaties]\nfile = "none.xlsx"\n'
    )
    with pytest.raises(DataError) as caught:
        read_mapped(read_mapping(mapping), tmp_path)
    assert [p.code for p in caught.value.problems] == ["file-kind", "file-missing"]


def test_a_sheet_must_be_named_where_there_are_several(tmp_path: Path) -> None:
    """One sheet need not be named; of two, nobody guesses which is meant."""
    sheets: dict[str, Rows] = {"A": [["Month", "Rate", "Cur"]], "B": [["x"]]}
    found = faults(tmp_path, 'rates = { file = "t.xlsx" }', **sheets)
    assert [(p.code, p.hint) for p in found] == [("sheet-unknown", "There are: A, B.")]


@pytest.mark.parametrize(
    ("text", "code", "cell", "words"),
    [
        ("foo = 1\n[rates]", "mapping-key", "line 1", "file, dates"),
        ("[ratess]\n", "mapping-key", "line 1", "Write rates."),
        ("[rates]\nshet = 'R'", "mapping-key", "line 2", "Write sheet."),
        ("[rates]\nheader = 'a'", "type-wrong", "line 2", "Change"),
        ("[rates]\ncolumns = { mnth = 'M' }", "mapping-column", "line 2", "Write month."),
        ("[rates]\nparts = { M = '{mnth}' }", "mapping-column", "", "Write month."),
        ("[rates]\nparts = { M = 1 }", "type-wrong", "line 2", "Change"),
        ("[rates]\nacross = { rate = 1 }", "type-wrong", "line 2", "Change"),
        ("[rates]\nrules.rate = 1", "type-wrong", "line 2", "Change"),
        ("[rates]\nrules.rate = [1]", "type-wrong", "line 2", "Change"),
        ("[rates]\nrules.rate = [{ wen = 1 }]", "mapping-key", "line 2", "Known"),
        ("[rates]\nrules.rate = [{ filled = 'a' }]", "mapping-rule", "line 2", "is ="),
        ("[rates]\ncodes.rate = 5", "type-wrong", "line 2", "Change"),
        (
            "[rates]\nacross = { rate.currency = {}, day.currency = {} }",
            "mapping-across",
            "line 2",
            "[[rates]]",
        ),
        ("rates = 5", "type-wrong", "line 1", "Change"),
        ("rates = []", "mapping-empty", "", "[activities]"),
        ("dates = 'dmy'\n[rates]", "mapping-value", "line 1", "day/month/year"),
        ("numbers = '1.2'\n[rates]", "mapping-value", "line 1", "mixed"),
        ("people = 'f'\n[rates]", "mapping-value", "line 1", "women/men"),
        ("currency = 'EURO'\n[rates]", "currency-unknown", "line 1", "EUR"),
        ("country = 'Kenya'\n[rates]", "country-unknown", "line 1", "RO"),
        ("file = '../t.xlsx'\n[rates]", "mapping-file", "line 1", "beside"),
        ("[rates", "toml-malformed", "", "quotation"),
    ],
)
def test_a_mapping_is_strict(text: str, code: str, cell: str, words: str) -> None:
    """What a mapping says that nobody understands is told with its line and how to mend it."""
    with pytest.raises(DataError) as caught:
        read_mapping(text)
    found = [p for p in caught.value.problems if p.code == code]
    assert found, caught.value.problems
    assert words in found[0].hint
    if cell:
        assert any(p.cell == cell for p in found), [p.cell for p in found]


def test_a_mapping_without_a_file_is_told() -> None:
    """Each table says which file it is in, or the settings above do."""
    with pytest.raises(DataError) as caught:
        read_mapping("[rates]\n[posts]")
    assert [p.code for p in caught.value.problems] == ["mapping-file"] * 2


def test_of_many_faults_a_hundred_are_told() -> None:
    """Faults of one rule are told a hundred times; the rest is counted."""
    many = [Problem("a", str(n), file="f") for n in range(250)]
    found = list(capped(many))
    assert len(found) == 101
    assert "150" in found[-1].message


@given(st.text(max_size=60), st.text("[]{}=\"'.,abcdefghinorstuw _1\n", max_size=120))
def test_any_mapping_is_read_or_refused(one: str, other: str) -> None:
    """Law: whatever a mapping holds, nothing but a `DataError` is raised."""
    for text in (one, other, f"[rates]\n{other}", f"[activities]\n{one}"):
        assert faults_of(partial(read_mapping, text)) != ()
