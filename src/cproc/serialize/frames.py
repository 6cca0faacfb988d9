"""Tables of other libraries become tables of records, and the other way round."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cproc.errors import UsageError, looked_up, said
from cproc.figures.counting.views import optional_module
from cproc.serialize.analysis import column_types
from cproc.serialize.tables import Table

DIGITS = 38
"""The most digits that a decimal128 holds."""


def table_from(name: str, given: Any) -> Table:
    """A table of a data frame, a list of mappings, or a table as it is.

    Args:
        name: Which records it holds.
        given: A `Table`; a pandas or polars frame; an Arrow table; a DuckDB relation; mappings
            from column to value.

    Raises:
        UsageError: It is none of these.
    """
    if isinstance(given, Table):
        return given
    if hasattr(given, "fetchall"):  # DuckDB
        return Table(name, tuple(given.columns), tuple(map(tuple, given.fetchall())))
    if hasattr(given, "itertuples"):  # pandas
        rows = given.itertuples(index=False, name=None)
        return Table(name, tuple(map(str, given.columns)), tuple(map(tuple, rows)))
    if hasattr(given, "iter_rows"):  # polars
        return Table(name, tuple(given.columns), tuple(given.rows()))
    if hasattr(given, "column_names"):  # Arrow
        columns = [column.to_pylist() for column in given.columns]
        return Table(name, tuple(given.column_names), tuple(zip(*columns, strict=True)))
    if isinstance(given, Sequence) and all(isinstance(row, Mapping) for row in given):
        names = tuple(dict.fromkeys(str(column) for row in given for column in row))
        return Table(name, names, tuple(tuple(row.get(each) for each in names) for row in given))
    raise UsageError(
        said(
            "{name} is {kind}, which is no table",
            name=name,
            kind=type(given).__name__,
        )
    )


def _pandas(table: Table) -> Any:
    # As objects, so that nothing goes through float, and what is absent stays absent.
    frames = optional_module("pandas", "pandas")
    return frames.DataFrame(_columns(table), columns=list(table.columns), dtype=object)


def _polars(table: Table) -> Any:
    frames = optional_module("polars", "polars")
    plain = {str: frames.String, int: frames.Int64, bool: frames.Boolean, date: frames.Date}
    columns = _columns(table)
    schema = {
        name: frames.Decimal(DIGITS, _scale(columns[name])) if kind is Decimal else plain[kind]
        for name, kind in column_types(table).items()
    }
    return frames.DataFrame(columns, schema=schema)


def _arrow(table: Table) -> Any:
    arrow = optional_module("pyarrow", "arrow")
    plain = {str: arrow.string(), int: arrow.int64(), bool: arrow.bool_(), date: arrow.date32()}
    columns = _columns(table)
    return arrow.table(
        {
            name: arrow.array(
                columns[name],
                type=arrow.decimal128(DIGITS, _scale(columns[name]))
                if kind is Decimal
                else plain[kind],
            )
            for name, kind in column_types(table).items()
        }
    )


def _columns(table: Table) -> dict[str, list[Any]]:
    cells = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    return {name: list(column) for name, column in zip(table.columns, cells, strict=True)}


def _scale(values: Sequence[Decimal | None]) -> int:
    """The decimals that hold every value of a column."""
    exponents = [int(value.as_tuple().exponent) for value in values if value is not None]
    return max((-exponent for exponent in exponents if exponent < 0), default=0)


FRAMES: Mapping[str, Callable[[Table], Any]] = {
    "arrow": _arrow,
    "pandas": _pandas,
    "polars": _polars,
}


def frame_of(table: Table, library: str) -> Any:
    """A table as a frame of a library: ``pandas``, ``polars`` or ``arrow``.

    Amounts are exact decimals, days are days, nothing goes through float.

    Raises:
        UnknownNameError: There is no such library.
        MissingExtraError: It is not installed.
    """
    return looked_up("library", library, FRAMES)(table)
