"""The computed report as plain data, as JSON holds it; ``schema-report-1.json`` describes it.

What other programs are given of a value, a figure, a cell or a record has one shape, whether it
comes of the exporter ``report-json`` or of a command's ``--json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs

from cproc.errors import written
from cproc.figures import Figure, Found, Value
from cproc.money import Money
from cproc.report.cells import (
    At,
    Cell,
    CellValue,
    Column,
    Count,
    Expression,
    Kind,
    Own,
    Rows,
    Table,
)
from cproc.report.model import Chart, Prose, Ref, Report

FORMAT = 1
"""Version of the shape, which grows with what is added or changed in it."""

PATH = Path(__file__).with_name(f"schema-report-{FORMAT}.json")
"""Its JSON Schema, as it is shipped."""

Data = dict[str, Any]


def plain(value: Value) -> int | str | None:
    """A value without its currency, which stands beside it as the unit: a count as a number.

    Example:
        >>> plain(3), plain(Money("5.00", "EUR")), plain(None)
        (3, '5.00', None)
    """
    if isinstance(value, Money):
        return f"{value.amount:f}"
    return value if value is None or isinstance(value, int) else str(value)


def cell_value(value: CellValue, kind: Kind | None = None) -> int | str | None:
    """What a cell holds: an amount with its currency, a count as a number, a day or month as text.

    Example:
        >>> cell_value(Money("5.00", "EUR")), cell_value(date(2017, 5, 1), Kind.MONTH)
        ('EUR 5.00', '2017-05')
    """
    if isinstance(value, date):
        return f"{value:%Y-%m}" if kind is Kind.MONTH else value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value if value is None or isinstance(value, int) else str(value)


def figure_data(figure: Figure, language: str = "en") -> Data:
    """A figure: its value or bounds, unit, rule, day, and the records in it and missing.

    Args:
        figure: The figure.
        language: That of the rule.
    """
    return {
        "figure": figure.name,
        **known_data(figure),
        "unit": figure.unit,
        "on": str(figure.on) if figure.on else None,
        "rule": written(figure.rule, language),
        "of": figure.of,
        "records": list(figure.records),
        "missing": [attrs.asdict(each) for each in figure.missing],
    }


def known_data(figure: Figure) -> Data:
    """What is known of a figure: its value, or its bounds, and how exact it is."""
    return {
        "value": plain(figure.value),
        "low": plain(figure.low),
        "high": plain(figure.high),
        "qualifier": figure.qualifier,
    }


def record_data(record: Found, language: str) -> Data:
    """A record behind a value: what it is, where it stands, and what it adds.

    Args:
        record: The record.
        language: That of its title.
    """
    return {
        "kind": record.kind,
        "id": record.id,
        "title": record.title.best(language) if record.title else None,
        "path": record.path,
        "file": record.file,
        "cell": record.cell,
        "adds": plain(record.adds),
        **({} if record.qualifier == "exact" else {"qualifier": record.qualifier}),
    }


# --- Cells ----------------------------------------------------------------------------------


def expression_data(expression: Expression, table: str, column: str | None) -> Data:
    """An expression: what it ``is``, and what it is made of.

    Every reference names its table and column, its own as well.

    Args:
        expression: The expression.
        table: Identifier of the table it stands in.
        column: Identifier of its column; none for rows that are counted.
    """
    match expression:
        case Count(of_rows):
            return {"is": "count", "of": expression_data(of_rows, table, None)}
        case Own(of):
            return {"is": "own", "column": of}
        case At(other, row, of):
            return {"is": "at", "table": other or table, "row": row, "column": of or column}
        case Rows(other, of, where):
            tests = [
                {"column": theirs, "equals": _operand(wanted, table, column)}
                for theirs, wanted in where
            ]
            cells = {"table": other or table, "column": of or column}
            return {"is": "rows", **cells, "where": tests}
    fields = {of.name: getattr(expression, of.name) for of in attrs.fields(type(expression))}  # type: ignore[arg-type]
    parts = {name: _operand(value, table, column) for name, value in fields.items()}
    return {"is": type(expression).__name__.lower(), **parts}


def _operand(value: Any, table: str, column: str | None) -> Any:
    match value:
        case Expression():
            return expression_data(value, table, column)
        case tuple():
            return [_operand(each, table, column) for each in value]
        case Fraction() | Decimal():
            return str(value)
    return value


def cell_data(cell: Cell, table: str, column: Column) -> Data:
    """A cell: its value, and whatever else there is of kind, expression, records, language, link.

    Args:
        cell: The cell.
        table: Identifier of its table.
        column: Its column.
    """
    kind = cell.kind or column.kind
    data: Data = {"value": cell_value(cell.value, kind)}
    if kind is not column.kind:
        data["kind"] = kind
    if cell.expression is not None:
        data["expression"] = expression_data(cell.expression, table, column.id)
    if cell.records:
        data["records"] = list(cell.records)
    data |= {name: text for name in ("language", "link") if (text := getattr(cell, name))}
    return data


def table_data(table: Table) -> Data:
    """A table: its columns, and its rows with a cell for each."""

    def cells(row: tuple[Cell, ...]) -> list[Data]:
        pairs = zip(row, table.columns, strict=True)
        return [cell_data(cell, table.id, column) for cell, column in pairs]

    keys = table.keys or (None,) * len(table.rows)
    return {
        "id": table.id,
        "title": table.title,
        "columns": [
            {"id": each.id, "label": each.label, "kind": each.kind, "note": each.note}
            for each in table.columns
        ],
        "rows": [
            {
                "key": key,
                **({"band": table.bands[at]} if at in table.bands else {}),
                "cells": cells(row),
            }
            for at, (key, row) in enumerate(zip(keys, table.rows, strict=True))
        ],
        "total": None if table.total is None else cells(table.total),
        "notes": list(table.notes),
    }


# --- The whole ------------------------------------------------------------------------------

_FRONT = (
    *("language", "edition", "title", "subtitle", "office", "organisation", "reference", "place"),
    *("addressee", "contribution"),
)


def report_data(report: Report) -> Data:
    """A whole report: what its cover says, its tables and charts, and the order of both."""
    return {
        "format": FORMAT,
        **{name: getattr(report, name) for name in _FRONT},
        "issued": str(report.day) if report.day else None,
        "tables": [table_data(table) for table in report.tables.values()],
        "charts": [_chart(chart) for chart in report.charts.values()],
        "sections": [
            {
                "id": each.id,
                "title": each.title,
                "level": each.level,
                "numbered": each.numbered,
                "blocks": [_block(block, report.tables) for block in each.blocks],
            }
            for each in report.sections
        ],
        "sheets": [
            {
                "id": each.id,
                "title": each.title,
                "heading": each.heading,
                "group": each.group,
                "blocks": [_block(block, report.tables) for block in each.blocks],
            }
            for each in report.sheets
        ],
        "left_out": list(report.left_out),
    }


def _chart(chart: Chart) -> Data:
    data = attrs.asdict(chart) | {"day": str(chart.day) if chart.day else None}
    return {name: list(each) if isinstance(each, tuple) else each for name, each in data.items()}


def _block(block: Prose | Ref, tables: Mapping[str, Table]) -> Data:
    if isinstance(block, Prose):
        return {"markdown": block.markdown, "language": block.language}
    return {"table" if block.id in tables else "chart": block.id}
