"""Reading tables of a report."""

from collections.abc import Callable
from typing import Any

import pytest

from cproc.report import Report


@pytest.fixture
def rows() -> Callable[..., list[tuple[Any, ...]]]:
    """Give the values of some columns of a table's body."""

    def read(report: Report, table: str, *columns: str) -> list[tuple[Any, ...]]:
        found = report.tables[table]
        places = [found.index(column) for column in columns]
        return [tuple(row[place].value for place in places) for row in found.rows]

    return read


@pytest.fixture
def total() -> Callable[[Report, str, str], Any]:
    """Give the total of a column."""

    def read(report: Report, table: str, column: str) -> Any:
        found = report.tables[table]
        assert found.total is not None
        return found.total[found.index(column)].value

    return read
