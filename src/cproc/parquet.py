"""The tables of a portfolio as a folder of Parquet files, which databases read as they are."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cproc.errors import ExportError
from cproc.figures.counting.views import optional_module
from cproc.figures.relational import Relation, tables
from cproc.model import Portfolio
from cproc.publish import publish, ready_folder, writable

DIGITS = 38  # the most that decimal128 holds


def write_parquet(
    portfolio: Portfolio, folder: Path | str, *, language: str = "en", force: bool = False
) -> tuple[Path, ...]:
    """Write each table of a portfolio as a Parquet file.

    Amounts are decimal128 with the decimals they need, and have their currency beside them;
    dates are date32; nothing goes through float.

    Args:
        portfolio: What is written.
        folder: Where to; it is made where it is not there.
        language: Language of the texts.
        force: Whether files that stand there are replaced.

    Returns:
        The files, named for the tables of `cproc.figures.tables`.

    Raises:
        MissingExtraError: pyarrow is not installed (extra ``parquet``).
        TargetExistsError: A file stands there; nothing was written.
        ExportError: It cannot be written; the message says why.
    """
    files = optional_module("pyarrow.parquet", "parquet")
    relations = tables(portfolio, language)
    ready_folder(Path(folder))
    targets = [Path(folder) / f"{name}.parquet" for name in relations]
    for target in targets:  # nothing is written where one of them stands
        writable(target, force=force)
    for target, relation in zip(targets, relations.values(), strict=True):
        stream = io.BytesIO()
        files.write_table(_arrow(relation), stream)
        publish(target, stream.getvalue(), force=force)
    return tuple(targets)


def _arrow(relation: Relation) -> Any:
    arrow = optional_module("pyarrow", "parquet")
    plain = {str: arrow.string(), int: arrow.int64(), bool: arrow.bool_(), date: arrow.date32()}
    columns = list(zip(*relation.rows, strict=True)) or [()] * len(relation.columns)
    return arrow.table(
        {
            name: arrow.array(
                values,
                type=arrow.decimal128(DIGITS, _scale(values)) if kind is Decimal else plain[kind],
            )
            for (name, kind), values in zip(relation.columns.items(), columns, strict=True)
        }
    )


def _scale(values: Sequence[Decimal | None]) -> int:
    """The decimals that hold every value of a column."""
    exponents = [int(value.as_tuple().exponent) for value in values if value is not None]
    return max((-exponent for exponent in exponents if exponent < 0), default=0)


def read_parquet(folder: Path | str) -> dict[str, Relation]:
    """Read the tables that `write_parquet` wrote; they are equal to those written.

    Raises:
        MissingExtraError: pyarrow is not installed (extra ``parquet``).
        ExportError: The folder holds no such files.
    """
    files = optional_module("pyarrow.parquet", "parquet")
    relations = {}
    for file in sorted(Path(folder).glob("*.parquet")):
        table = files.read_table(file)
        columns = {field.name: _type(str(field.type)) for field in table.schema}
        values = [column.to_pylist() for column in table.columns]
        relations[file.stem] = Relation(file.stem, columns, tuple(zip(*values, strict=True)))
    if not relations:
        raise ExportError("{folder} holds no Parquet files.", folder=folder)
    return relations


def _type(arrow: str) -> type:
    names = {"string": str, "int64": int, "bool": bool, "date32[day]": date}
    return Decimal if arrow.startswith("decimal128") else names[arrow]
