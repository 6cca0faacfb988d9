"""The schema is the classes of the model: shipped, never stale, and no stricter than the loader."""

import csv
import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from cproc import model
from cproc.loaders.folder import FolderLoader
from cproc.model import Portfolio
from cproc.serialize import FORMAT, table_names, to_data, to_folder
from cproc.serialize.json_schema import PATH, schema, schema_text
from cproc.serialize.relations import relations
from cproc.testing import make_portfolio, portfolios

EXAMPLES = [path for path in Path("examples").iterdir() if (path / "portfolio.json").exists()]


@cache
def validator() -> Draft202012Validator:
    """Give the schema as it is shipped, ready to judge."""
    return Draft202012Validator(json.loads(PATH.read_text(encoding="utf-8")))


def test_the_shipped_schema_is_not_stale() -> None:
    """The file in the package is what the classes make today."""
    told = "run `make schema` (python -m cproc.serialize.json_schema) and commit the file"
    assert PATH.read_text(encoding="utf-8") == schema_text(), told
    assert [path.name for path in PATH.parent.glob("schema-*.json")] == [f"schema-{FORMAT}.json"]


def test_the_schema_is_a_schema() -> None:
    """It follows its own standard and says which version of the format it is of."""
    made = schema()
    Draft202012Validator.check_schema(made)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert made["$id"] == f"urn:cproc:portfolio:{FORMAT}"
    assert made["properties"]["format"]["const"] == FORMAT


def test_every_class_and_every_field_is_described() -> None:
    """What a docstring says about a field, an editor shows; no field is without a word."""
    defined = {"Portfolio": schema(), **schema()["$defs"]}
    for name in model.__all__:
        cls: Any = getattr(model, name)
        if not getattr(cls, "__module__", "").startswith("cproc.model"):
            continue  # values, such as amounts and dates, are written as text
        if name not in defined:  # derived classes of values, such as the status on a day
            assert not attrs.has(cls), name
            continue
        assert defined[name]["description"].endswith("."), name
        if "properties" in defined[name]:  # a record, no value that is written as text
            named = {field.name for field in attrs.fields(cls)}
            properties = defined[name]["properties"]
            assert set(properties) - {"format"} == named
            assert all(field["description"] for field in properties.values()), name


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_follow_the_schema(example: Path) -> None:
    """What is shown as an example is valid."""
    assert EXAMPLES
    assert list(validator().iter_errors(to_data(FolderLoader().load(example)))) == []


@given(portfolios())
def test_every_portfolio_follows_the_schema(portfolio: Portfolio) -> None:
    """What the library writes is valid, whatever it holds."""
    assert list(validator().iter_errors(to_data(portfolio))) == []


def test_an_editor_is_told_where() -> None:
    """A validator that knows nothing of the library names the field that is wrong."""
    data = to_data(make_portfolio(3))
    data["activities"][1]["status"] = "party"
    data["office"]["phone"] = "1"
    found = {error.json_path for error in validator().iter_errors(data)}
    assert found == {"$.activities[1].status", "$.office"}


def test_columns_are_those_that_tables_have() -> None:
    """What is written is among the columns that are told, each with what it holds."""
    for relation in relations().values():
        assert all(column.description for column in relation.every_column), relation.name
    for name, text in to_folder(make_portfolio(20), table_names()).items():
        head = next(csv.reader(io.StringIO(text)))
        stems = {column.removesuffix(".en").removesuffix(".fr") for column in head}
        assert stems <= {*relations()[name.removesuffix(".csv")].names}
    needed = [column.name for column in relations()["activities"].columns if column.needed]
    assert needed == ["id", "projects", "title", "when"]
