"""Breakdowns and tables as Arrow, pandas or polars data, never through float."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

from cproc.errors import MissingExtraError
from cproc.figures.results import Value, shown_shares
from cproc.money import Money

DIGITS = 38
"""Digits of a decimal column; amounts have 24 at most."""


def optional_module(module: str, extra: str) -> Any:
    """Import a library that an extra brings.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        raise MissingExtraError(
            f"{module} is not installed; install it with: pip install 'cproc-reporting[{extra}]'"
        ) from None


def columns(
    by: Sequence[str], keys: Sequence[tuple[Any, ...]], values: Sequence[Value], decimals: int
) -> dict[str, list[Any]]:
    """Rows as columns: keys as text or numbers, values as integers or decimals.

    A column ``currency`` goes with amounts; exact shares are rounded together to so many
    decimals, so that they add up.
    """
    data: dict[str, list[Any]] = {
        name: [_plain(key[index]) for key in keys] for index, name in enumerate(by)
    }
    if any(isinstance(value, Money) for value in values):
        data["currency"] = [v.currency if isinstance(v, Money) else None for v in values]
    shown = shown_shares(values, decimals)
    plain = [value.amount if isinstance(value, Money) else value for value in shown]
    # One type for a column: Arrow and polars infer none from integers among decimals.
    if any(isinstance(value, Decimal) for value in plain):
        plain = [Decimal(value) if isinstance(value, int) else value for value in plain]
    data["value"] = plain
    return data


def _plain(part: Any) -> Any:
    if part is None or type(part) is int or type(part) is date:
        return part
    return str(part)


def _scale(values: Sequence[Any]) -> int | None:
    """The decimals that hold every value of a column of decimals; None for no such."""
    exponents = [v.as_tuple().exponent for v in values if isinstance(v, Decimal)]
    return max((-int(exponent) for exponent in exponents), default=None)


def as_arrow(data: Mapping[str, Sequence[Any]]) -> Any:
    """Make a `pyarrow.Table` of columns; decimals become decimal128."""
    arrow = optional_module("pyarrow", "arrow")
    arrays = {}
    for name, values in data.items():
        scale = _scale(values)
        kind = None if scale is None else arrow.decimal128(DIGITS, max(scale, 0))
        if kind is None and not any(value is not None for value in values):
            kind = arrow.int64() if name == "value" else arrow.string()
        arrays[name] = arrow.array(values, type=kind)
    return arrow.table(arrays)


def as_pandas(data: Mapping[str, Sequence[Any]]) -> Any:
    """Make a `pandas.DataFrame` of columns; decimals and text stay Python objects."""
    pandas = optional_module("pandas", "pandas")
    series = {}
    for name, values in data.items():
        # pandas would turn whole numbers with a gap into floats; as objects they stay exact.
        whole = all(type(value) is int for value in values) and bool(values)
        series[name] = pandas.Series(list(values), dtype="int64" if whole else object)
    return pandas.DataFrame(series)


def as_polars(data: Mapping[str, Sequence[Any]]) -> Any:
    """Make a `polars.DataFrame` of columns; decimals become `polars.Decimal`."""
    polars = optional_module("polars", "polars")
    series = []
    for name, values in data.items():
        scale = _scale(values)
        kind = None if scale is None else polars.Decimal(DIGITS, max(scale, 0))
        if kind is None and not any(value is not None for value in values):
            kind = polars.Int64 if name == "value" else polars.String
        series.append(polars.Series(name, list(values), dtype=kind))
    return polars.DataFrame(series)
