"""`cproc fill`: what it writes, what it lists, and how it ends."""

from pathlib import Path

import attrs
import openpyxl
from click.testing import CliRunner, Result
from donor_templates import SHEET, template
from example_data import loaded

import cproc
from cproc.cli import main

GRANT = str(Path(__file__).resolve().parents[2] / "examples" / "eu_grant")


def run(folder: Path, cells: dict[str, str], *words: str) -> Result:
    """Run the command on a workbook with some cells."""
    (folder / "donor.xlsx").write_bytes(template(cells))
    return CliRunner().invoke(main, ["fill", str(folder / "donor.xlsx"), GRANT, *words])


def test_fill(tmp_path: Path) -> None:
    """The file is written and said, warnings on standard error, nothing when it is to be quiet."""
    out = tmp_path / "filled.xlsx"
    done = run(tmp_path, {"A1": "{{ spent }}", "A2": "{{ contract.number }}"}, "-o", str(out))
    assert done.exit_code == 0, done.output
    assert f"wrote {out}" in done.stdout
    assert "contract.number is not recorded" in done.stderr
    assert openpyxl.load_workbook(out)[SHEET]["A1"].value == 261736.55
    again = run(tmp_path, {"A1": "{{ spent }}"}, "-o", str(out), "-q", "--force")
    assert (again.exit_code, again.output) == (0, "")


def test_show(tmp_path: Path) -> None:
    """The places are listed with what they say and get, in the order of the sheet."""
    cells = {
        "A1": "{{ spent }}",
        "A3": '{{ lines("1.1") }} {{ line.title }}',
        "A5": "{{ balance }}",
    }
    shown = run(tmp_path, cells, "--show")
    assert shown.exit_code == 0
    lines = [line.split() for line in shown.stdout.splitlines() if line.startswith(SHEET)]
    assert [line[1].partition("!")[2] for line in lines] == ["A1", "3", "A3", "A5"]
    assert "2 rows" in shown.stdout
    none = run(tmp_path, {"A1": '{{ lines("10") }} {{ line.title }}'}, "--show")
    assert "one empty row" in none.stdout
    wrong = run(tmp_path, {"A1": "{{ spnt }}"}, "--show")
    assert wrong.exit_code == 1
    assert f"(donor.xlsx, {SHEET}!A1): there is no figure 'spnt'" in wrong.stderr


def test_how_it_ends(tmp_path: Path) -> None:
    """What is wrong with the workbook ends it with 1, with how it is called with 2."""
    out = str(tmp_path / "filled.xlsx")
    wrong = run(tmp_path, {"A1": "{{ spnt }}"}, "-o", out)
    assert wrong.exit_code == 1
    assert "Did you mean 'spent'?" in wrong.stderr
    assert not Path(out).exists()
    for words in ([], ["-o", out, "--show"], ["-o", str(tmp_path / "filled.pdf")]):
        assert run(tmp_path, {"A1": "{{ spent }}"}, *words).exit_code == 2
    assert run(tmp_path, {"A1": "{{ spent }}"}, "-o", out, "--project", "X").exit_code == 1


def test_rates_that_are_missing_have_their_place(tmp_path: Path) -> None:
    """A rate that is missing is an error of the data, with the record that needs it."""
    data = tmp_path / "data.json"
    cproc.export(attrs.evolve(loaded("eu_grant"), rates=()), data)
    (tmp_path / "donor.xlsx").write_bytes(template({"A1": "{{ spent }}"}))
    words = ["fill", str(tmp_path / "donor.xlsx"), str(data), "-o", str(tmp_path / "out.xlsx")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1
    assert "rate-missing" in done.stderr
    assert "data.json" in done.stderr


def test_messages_in_french(tmp_path: Path) -> None:
    """What is wrong is said in the language of the command."""
    wrong = run(tmp_path, {"A1": "{{ spnt }}"}, "--show", "--lang", "fr")
    assert "il n'y a pas de chiffre 'spnt'." in wrong.stderr
