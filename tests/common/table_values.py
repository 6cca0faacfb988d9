"""What tables of a report hold, as plain values."""

from typing import Any

from cproc.report import Report

__all__ = ["rows", "total"]


def rows(report: Report, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The values of some columns of a table's body."""
    found = report.tables[table]
    places = [found.index(column) for column in columns]
    return [tuple(row[place].value for place in places) for row in found.rows]


def total(report: Report, table: str, column: str) -> Any:
    """The total of a column."""
    found = report.tables[table]
    assert found.total is not None
    return found.total[found.index(column)].value
