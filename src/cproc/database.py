"""A portfolio as tables of a database, and read from them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any

from cproc.errors import TargetExistsError, said
from cproc.figures.counting.views import optional_module
from cproc.model import Portfolio
from cproc.serialize import from_tables
from cproc.serialize.analysis import ROW, analysis_tables, column_types
from cproc.serialize.frames import frame_of, table_from
from cproc.serialize.relations import relations
from cproc.serialize.tables import Table

_DUCKDB = "duckdb:///"


def write_database(portfolio: Portfolio, url: str) -> tuple[str, ...]:
    """Write each table of a portfolio into a database, all or none.

    Args:
        portfolio: What is written.
        url: ``duckdb:///office.duckdb``, or any URL of SQLAlchemy, such as
            ``postgresql://…`` or ``sqlite:///office.sqlite``. Where a database has no exact
            decimals (SQLite), amounts are text.

    Returns:
        The names of the tables.

    Raises:
        TargetExistsError: One of them is there; nothing was written.
        MissingExtraError: What reads that database is not installed (extra ``database``).
    """
    tables = analysis_tables(portfolio)
    if url.startswith(_DUCKDB):
        _write_duckdb(tables.values(), url.removeprefix(_DUCKDB))
    else:
        _write_sql(tables.values(), url)
    return tuple(tables)


def read_database(url: str) -> Portfolio:
    """A portfolio of the tables that `write_database` writes.

    Tables and columns that others made in the database are passed over where they are named
    otherwise.

    Args:
        url: As for `write_database`.

    Raises:
        DataError: The tables are no portfolio; a problem for each fault.
        MissingExtraError: What reads that database is not installed (extra ``database``).
    """
    read = _read_duckdb if url.startswith(_DUCKDB) else _read_sql
    return from_tables({table.name: table for table in read(url)})


def _refuse(there: Iterable[str], wanted: Iterable[str], url: str) -> None:
    if twice := sorted({*there} & {*wanted}):
        raise TargetExistsError(
            said(
                "{url} has tables already: {tables}. Nothing was written.",
                url=url,
                tables=", ".join(twice),
            )
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _write_duckdb(tables: Iterable[Table], file: str) -> None:
    database = optional_module("duckdb", "database")
    with closing(database.connect(file)) as connection:
        there = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
        _refuse(there, [table.name for table in tables], f"{_DUCKDB}{file}")
        connection.execute("BEGIN")
        for table in tables:
            connection.register("written", frame_of(table, "arrow"))
            connection.execute(f"CREATE TABLE {_quoted(table.name)} AS SELECT * FROM written")  # noqa: S608 - the name is ours
            connection.unregister("written")
        connection.execute("COMMIT")


def _read_duckdb(url: str) -> Iterable[Table]:
    database = optional_module("duckdb", "database")
    with closing(database.connect(url.removeprefix(_DUCKDB), read_only=True)) as connection:
        names = {row[0] for row in connection.execute("SHOW TABLES").fetchall()}
        for name in relations():
            if name in names:
                yield table_from(name, connection.table(name))


def _engine(url: str) -> tuple[Any, Any]:
    sql = optional_module("sqlalchemy", "database")
    return sql, sql.create_engine(url)


def _write_sql(tables: Iterable[Table], url: str) -> None:
    sql, engine = _engine(url)
    exact = sql.String if engine.dialect.name == "sqlite" else sql.Numeric
    kinds = {str: sql.String, int: sql.BigInteger, bool: sql.Boolean, date: sql.Date}
    wanted = sql.MetaData()
    made = {
        table.name: sql.Table(
            table.name,
            wanted,
            *(
                sql.Column(name, exact if kind is Decimal else kinds[kind])
                for name, kind in column_types(table).items()
            ),
        )
        for table in tables
    }
    _refuse(sql.inspect(engine).get_table_names(), made, url)
    with closing(engine.connect()) as connection, connection.begin():
        wanted.create_all(connection)
        for table in tables:
            if table.rows:
                connection.execute(made[table.name].insert(), list(_records(table, exact, sql)))
    engine.dispose()


def _records(table: Table, exact: Any, sql: Any) -> Iterable[dict[str, Any]]:
    as_text = exact is sql.String
    for row in table.rows:
        yield {
            name: f"{cell:f}" if as_text and isinstance(cell, Decimal) else cell
            for name, cell in zip(table.columns, row, strict=True)
        }


def _read_sql(url: str) -> Iterable[Table]:
    sql, engine = _engine(url)
    there = sql.MetaData()
    there.reflect(engine, only=lambda name, _metadata: name in relations())
    with closing(engine.connect()) as connection:
        for table in there.sorted_tables:
            chosen = sql.select(table)
            if ROW in table.columns:
                chosen = chosen.order_by(table.columns[ROW])
            found = connection.execute(chosen)
            yield Table(table.name, tuple(found.keys()), tuple(map(tuple, found.fetchall())))
    engine.dispose()
