"""The description of CSV files: types and keys that hold, as Frictionless reads them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import attrs
import pytest
from draws import draws
from hypothesis import given

import cproc
from cproc.cli import main
from cproc.plugins import rendered
from cproc.serialize.datapackage import FILE, Field, Resource, folder_package, package_text
from cproc.testing import portfolios

# Another library reads whole folders here; the lines are covered by tests of the exporter.
pytestmark = pytest.mark.no_cover

frictionless = pytest.importorskip("frictionless")


def faults(folder: Path) -> list[str]:
    """What Frictionless finds wrong with a folder."""
    found = frictionless.validate(str(folder / FILE))
    return [
        str(each.message) for each in [*found.errors, *(e for t in found.tasks for e in t.errors)]
    ]


def described(folder: Path) -> dict[str, Any]:
    """The schema of each file of a folder, by the name of the file."""
    data = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return {each["path"]: each["schema"] for each in data["resources"]}


def unpacked(folder: Path, data: bytes) -> Path:
    """A zip as a folder."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    return folder


@pytest.mark.parametrize(
    "example", [pytest.param("cproc_2017", marks=pytest.mark.thorough), "eu_grant"]
)
def test_a_folder_of_an_example_is_valid(example: str, tmp_path: Path) -> None:
    """Every type, key and reference holds, for every row."""
    folder = tmp_path / "office"
    cproc.convert(f"examples/{example}", folder)
    assert faults(folder) == []
    assert cproc.load(folder) == cproc.load(f"examples/{example}")


def test_types_and_keys_of_a_folder(tmp_path: Path) -> None:
    """Amounts are numbers, days dates; rows name what they belong to."""
    cproc.convert("examples/eu_grant", tmp_path / "grant")
    schema = described(tmp_path / "grant")["transactions.csv"]
    types = {each["name"]: each.get("type", "string") for each in schema["fields"]}
    assert (types["amount"], types["date"], types["currency"]) == ("number", "date", "string")
    assert schema["primaryKey"] == ["project", "id"]
    leads = {tuple(each["fields"]): each["reference"] for each in schema["foreignKeys"]}
    assert leads["project",] == {"resource": "projects", "fields": ["code"]}
    assert leads["activity",] == {"resource": "activities", "fields": ["id"]}
    assert all(each["description"] for each in schema["fields"])


def test_a_key_that_does_not_hold_is_found(tmp_path: Path) -> None:
    """Frictionless looks: a row that names no project is a fault."""
    folder = tmp_path / "grant"
    cproc.convert("examples/eu_grant", folder)
    file = folder / "budget_versions.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("CEGE", "OTHER"), encoding="utf-8")
    assert any("foreign" in fault.lower() for fault in faults(folder))


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, marks=pytest.mark.thorough),
        {"delimiter": "semicolon", "bom": "true", "totals": "true"},
    ],
)
def test_what_the_exporter_writes_is_valid(options: dict[str, str], tmp_path: Path) -> None:
    """Each file of the report's tables has the columns and types that are described."""
    data = rendered(cproc.load("examples/eu_grant"), "csv", "fr", options=options)
    folder = unpacked(tmp_path, data)
    assert faults(folder) == []
    assert {*described(folder), FILE} == {each.name for each in folder.iterdir()}
    months = described(folder)["by_month.csv"]["fields"]
    types = {each["title"]: each.get("type") for each in months}
    assert (types["month_name"], types["entries"]) == ("string", "integer")


@pytest.mark.thorough
@draws(2)
@given(portfolios())
def test_a_folder_of_any_portfolio_is_valid(
    tmp_path_factory: pytest.TempPathFactory, portfolio: cproc.Portfolio
) -> None:
    """Law: whatever is in the data, what is said of their files holds."""
    folder = tmp_path_factory.mktemp("any")
    by = cproc.plugins.loader("folder")
    for name, data in by.files(portfolio, folder / "new", by.options()).items():
        (folder / name).write_bytes(data or b"")
    if (folder / FILE).exists():
        assert faults(folder) == []


def test_a_folder_that_is_there_gets_none(tmp_path: Path) -> None:
    """What somebody keeps under version control gets no file nobody asked for; one is renewed."""
    folder = tmp_path / "grant"
    cproc.convert("examples/eu_grant", folder)
    (folder / FILE).write_text("{}", encoding="utf-8")
    grant = cproc.load(folder)
    cproc.plugins.write_like(folder, attrs.evolve(grant, activities=grant.activities[:2]))
    assert "activities.csv" in described(folder)
    (folder / FILE).unlink()
    cproc.plugins.write_like(folder, grant)
    assert not (folder / FILE).exists()


def test_a_folder_without_tables_is_not_described(tmp_path: Path) -> None:
    """There is nothing to say of one JSON file."""
    assert folder_package({"portfolio.json": "{}"}, "O", "Office") is None


def test_names_are_those_of_the_standard() -> None:
    """Small letters, digits and signs, each name once; a file may refer to itself."""
    files = [
        Resource("A+.csv", "A", (Field("x"),), refers=((("x",), "A+.csv", ("x",)),)),
        Resource("a.csv", "B", (Field("y", "integer", "How many", "count"),), key=("y",)),
    ]
    data = json.loads(package_text("C-PROC é", "Office", files))
    assert data["name"] == "c-proc"
    assert [each["name"] for each in data["resources"]] == ["a", "a.2"]
    assert data["resources"][0]["schema"]["foreignKeys"][0]["reference"]["resource"] == ""


def test_the_command_says_that_it_is_written(tmp_path: Path) -> None:
    """`cproc convert` lists it with the files of data."""
    from click.testing import CliRunner

    done = CliRunner().invoke(main, ["convert", "examples/eu_grant", str(tmp_path / "grant")])
    assert f"grant/{FILE}" in done.output.replace("\n", "")
