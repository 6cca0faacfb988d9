"""The matrix of faults, rows T, N, D and S: each has a test for the workbook, by its number.

The tests stand in `test_xlsx_faults_text.py`, `_numbers.py`, `_dates.py` and `_sheets.py`; the
number is the id of the test (`T33`, `N28-money`) or in its name (`test_s12_…`).

The rules that stand behind the matrix are held for the workbook by these tests:

- A string is text wherever it stands, and a formula is the library's own: `_text.py`,
  `test_xlsx_law_5.py`.
- The exporter gets a private stream and only the core writes files: `tests/test_publish.py`;
  what is refused has written nothing: `refused` in `workbooks.py`; a workbook that fails leaves
  what stood there: `test_an_export_that_fails_leaves_what_stood_there` below.
- Money is exact, in any decimal context: `_numbers.py`, `tests/test_money.py`.
- A file name made of data is a slug, and no two are alike: `tests/test_packs.py`.
- Excel's limits are kept: `_sheets.py`, `test_xlsx_limits.py`, `test_xlsx_examples.py`.
- The same portfolio is the same bytes: `test_xlsx.py`, and in any process, below.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

import cproc
from cproc.errors import DataError
from cproc.model import LocalText
from cproc.testing import make_portfolio

MATRIX = {"T": 56, "N": 32, "D": 16, "S": 20}
"""Rows of the matrix by their letter."""
ROOT = Path(__file__).parents[2]


def rows_in(identifiers: list[str]) -> set[str]:
    """The rows of the matrix that names and ids of tests tell."""
    found: set[str] = set()
    for identifier in identifiers:
        name, _, parameters = identifier.partition("[")
        found |= {row.upper() for row in re.findall(r"(?<=_)[tnds][0-9]{2}(?=_|$)", name)}
        found |= set(re.findall(r"\b[TNDS][0-9]{2}\b", parameters))
    return found


@pytest.mark.no_cover
def test_every_row_of_the_matrix_has_a_test() -> None:
    """No row is missing, and there is none that the matrix does not have."""
    files = sorted(Path(__file__).parent.glob("test_xlsx_faults_*.py"))
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    told = subprocess.run(
        [*command, *map(str, files)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    identifiers = [line.rpartition("::")[2] for line in told.stdout.splitlines() if "::" in line]
    assert rows_in(identifiers) == {
        f"{letter}{number:02}" for letter, last in MATRIX.items() for number in range(1, last + 1)
    }


def test_a_row_without_a_test_is_noticed() -> None:
    """Sabotage: neither a row of another number nor a word with one in it counts as the row."""
    assert rows_in(["test_s12_s13_apart", "test_x[T01-plus]", "test_y[a-N02]"]) == {
        *("S12", "S13", "T01", "N02")
    }
    assert rows_in(["test_d1_day", "test_x[T011]", "test_t10m[aT01]", "test_x"]) == set()


def test_an_export_that_fails_leaves_what_stood_there(tmp_path: Path) -> None:
    """Rule 2, law 8: a workbook that is refused neither harms the old one nor leaves litter."""
    office = make_portfolio(3)
    target = tmp_path / "book.xlsx"
    cproc.export(office, target)
    before = target.read_bytes()
    title = LocalText({"en": "a\x00b"})
    first, *others = office.projects
    bad = attrs.evolve(office, projects=(attrs.evolve(first, title=title), *others))
    with pytest.raises(DataError, match="text-character"):
        cproc.export(bad, target, force=True)
    assert target.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["book.xlsx"]


@pytest.mark.no_cover
@pytest.mark.thorough
def test_the_same_portfolio_is_the_same_bytes_in_every_process() -> None:
    """Rule 10: neither the order of sets nor the zone of the clock is seen in a workbook."""
    code = (
        "import cproc, hashlib; from cproc.plugins import render;"
        " print(hashlib.sha256(render(cproc.load('examples/eu_grant'), 'xlsx')).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Lima"))
    }
    assert len(told) == 1
