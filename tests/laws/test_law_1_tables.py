"""Law 1: tables, data frames, Parquet files and databases are read back equal."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from draws import draws
from hypothesis import given

import cproc
from cproc.database import read_database, write_database
from cproc.errors import TargetExistsError
from cproc.loaders.parquet import ParquetLoader
from cproc.model import Portfolio
from cproc.parquet import write_parquet
from cproc.serialize import Table, from_tables, to_tables
from cproc.serialize.analysis import analysis_tables
from cproc.testing import make_portfolio
from cproc.testing.strategies import portfolios

FEW = draws(4)


@given(portfolios())
def test_tables_there_and_back_are_equal(portfolio: Portfolio) -> None:
    """As people type them and as databases want them, whatever the order of tables."""
    assert from_tables(to_tables(portfolio).values()) == portfolio
    assert from_tables(reversed(to_tables(portfolio, folded=True).values())) == portfolio
    assert from_tables(analysis_tables(portfolio).values()) == portfolio


@pytest.mark.parametrize("library", ["pandas", "polars", "arrow"])
@FEW
@given(portfolio=portfolios())
def test_data_frames_there_and_back_are_equal(library: str, portfolio: Portfolio) -> None:
    """Frames of each library hold every record, exactly."""
    assert Portfolio.from_tables(portfolio.to_tables(library)) == portfolio


@FEW
@given(portfolios())
def test_parquet_there_and_back_is_equal(portfolio: Portfolio) -> None:
    """So do Parquet files."""
    with TemporaryDirectory() as folder:
        write_parquet(portfolio, folder)
        assert ParquetLoader().load(Path(folder)) == portfolio


@pytest.mark.parametrize("kind", ["duckdb", "sqlite"])
@FEW
@given(portfolio=portfolios())
def test_databases_there_and_back_are_equal(kind: str, portfolio: Portfolio) -> None:
    """So do databases, those that have no exact decimals of their own included."""
    with TemporaryDirectory() as folder:
        url = f"{kind}:///{folder}/office.{kind}"
        write_database(portfolio, url)
        assert read_database(url) == portfolio


@pytest.mark.parametrize("kind", ["duckdb", "sqlite"])
def test_tables_of_a_database_are_not_replaced(kind: str, tmp_path: Path) -> None:
    """What stands in a database stays; rows in another order are read in their own."""
    office = make_portfolio(5)
    url = f"{kind}:///{tmp_path}/office.{kind}"
    write_database(office, url)
    with pytest.raises(TargetExistsError, match="Nothing was written"):
        write_database(make_portfolio(3), url)
    assert read_database(url) == office
    frames = {name: table for name, table in analysis_tables(office).items() if table.rows}
    turned = {name: [*reversed(rows_of(table))] for name, table in frames.items()}
    assert cproc.Portfolio.from_tables(turned) == office


def rows_of(table: Table) -> list[dict[str, object]]:
    """Each row as a mapping."""
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def test_an_amount_without_a_currency_is_told() -> None:
    """Of any type: text, whole number, decimal number."""
    tables = make_portfolio(1).to_tables()
    rows = [*rows_of(tables["budget_versions"])]
    for amount in (5, "5.00", 5.5):
        wrong = [{**rows[0], "amount": amount, "currency": None}, *rows[1:]]
        with pytest.raises(cproc.DataError, match="has no currency"):
            Portfolio.from_tables({**tables, "budget_versions": wrong})
