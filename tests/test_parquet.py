"""A portfolio as tables, written as Parquet, read back equal, and asked by a database."""

import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from example_data import loaded

import cproc
from cproc.errors import ExportError, TargetExistsError
from cproc.figures import tally, total
from cproc.loaders.parquet import read_parquet
from cproc.parquet import write_parquet
from cproc.serialize.analysis import analysis_tables, column_types
from cproc.testing import make_portfolio

ROOT = Path(__file__).resolve().parent.parent


def test_tables_hold_every_record() -> None:
    """One row for each record, and of each row as many values as columns, of their types."""
    portfolio = make_portfolio(50)
    tables = analysis_tables(portfolio)
    assert len(tables["activities"].rows) == 50
    assert len(tables["transactions"].rows) == sum(len(p.transactions) for p in portfolio.projects)
    assert len(tables["posts"].rows) == len(portfolio.posts)
    pairs = sum(len(activity.projects) for activity in portfolio.activities)
    assert len(tables["activity_projects"].rows) == pairs
    for table in tables.values():
        for row in table.rows:
            for value, kind in zip(row, column_types(table).values(), strict=True):
                assert value is None or type(value) is kind


def test_tables_of_any_office_have_the_same_columns() -> None:
    """Offices that fill other fields can be put together; only languages differ."""
    one, other = analysis_tables(make_portfolio(3)), analysis_tables(loaded("eu_grant"))
    assert {*one} == {*other}
    languages = (".en", ".fr")
    for name, table in one.items():
        plain = [column for column in table.columns if not column.endswith(languages)]
        others = other[name].columns
        assert plain == [column for column in others if not column.endswith(languages)]


def test_parquet_is_read_back_equal(tmp_path: Path) -> None:
    """Decimals, dates and absent values come back as they were, and none is a float."""
    portfolio = make_portfolio(30)
    files = write_parquet(portfolio, tmp_path / "data")
    assert cproc.load(tmp_path / "data") == portfolio
    assert not any("double" in str(pq.read_schema(file)) for file in files)
    place = cproc.locator(tmp_path / "data")("activities[3].title")
    assert place == (str(tmp_path / "data" / "activities.parquet"), "row 5, column title")


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    """What is no Parquet file is one problem, with its name."""
    write_parquet(make_portfolio(3), tmp_path)
    (tmp_path / "posts.parquet").write_bytes(b"no table")
    with pytest.raises(cproc.DataError, match=r"posts\.parquet"):
        cproc.load(tmp_path)


def test_what_stands_there_is_kept(tmp_path: Path) -> None:
    """Files are replaced only where that is said; a file is no folder; none is no data."""
    portfolio = make_portfolio(0)
    write_parquet(portfolio, tmp_path)
    with pytest.raises(TargetExistsError):
        write_parquet(portfolio, tmp_path)
    assert write_parquet(portfolio, tmp_path, force=True)
    with pytest.raises(ExportError):
        write_parquet(portfolio, tmp_path / "activities.parquet")
    (tmp_path / "empty").mkdir()
    with pytest.raises(cproc.DataError):
        read_parquet(tmp_path / "empty")


def test_the_how_to_gives_equal_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question of the page gives the same in SQL as in cproc."""
    page = (ROOT / "docs" / "how-to" / "duckdb.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    portfolio = loaded("cproc_2017")
    write_parquet(portfolio, "data")
    questions = re.findall(r"```sql\n(.*?)```\n+```python\n(.*?)```", page, re.DOTALL)
    assert len(questions) == 5
    names = {"portfolio": portfolio, "tally": tally, "total": total}
    for sql, python in questions:
        rows = duckdb.execute(sql).fetchall()
        made = eval(python, dict(names))  # noqa: S307 - the page is ours
        expected = {
            tuple(None if p is None else str(p) for p in row.key): row.value for row in made.rows
        }
        assert {row[:-1]: row[-1] for row in rows} == {
            key: getattr(value, "amount", value) for key, value in expected.items()
        }
        assert all(isinstance(row[-1], int | Decimal) for row in rows)
