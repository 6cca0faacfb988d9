"""Law 1: JSON there and back is equal; so is the CSV folder, whatever has a table of its own."""

import csv
import io
import json
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cproc import testing
from cproc.model import Portfolio
from cproc.serialize import (
    dumps,
    from_data,
    from_folder,
    loads,
    table_names,
    to_data,
    to_folder,
)
from cproc.testing import make_portfolio, portfolios

# Whole portfolios are drawn here; other tests cover the lines.
pytestmark = pytest.mark.no_cover

OFFICE = make_portfolio(0)
BASE = Portfolio(OFFICE.office, OFFICE.period)


@given(portfolios())
def test_json_there_and_back_is_equal(portfolio: Portfolio) -> None:
    """What is written as JSON is read back equal, and written again it is the same text."""
    text = dumps(portfolio)
    again = loads(text)
    assert again == portfolio
    assert dumps(again) == text


@given(portfolios())
def test_plain_data_there_and_back_is_equal(portfolio: Portfolio) -> None:
    """Plain data is what JSON can hold, whoever writes it, and is read back equal."""
    data = to_data(portfolio)
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert from_data(data) == portfolio


@given(portfolios(), st.lists(st.sampled_from(table_names()), unique=True))
def test_csv_folder_there_and_back_is_equal(portfolio: Portfolio, tables: list[str]) -> None:
    """Whatever lists get a table, the folder is read back equal."""
    assert from_folder(to_folder(portfolio, tuple(tables))) == portfolio


RECORDS = {
    "rates": testing.exchange_rates(),
    "regions": testing.regions(),
    "localities": testing.localities(),
    "designations": testing.designations(),
    "organisations": testing.organisations(),
    "projects": testing.projects(),
    "activities": testing.activities(),
    "posts": testing.posts(),
    "treaties": testing.treaties(),
    "treaty_events": testing.treaty_events(),
    "reports": testing.report_identities(),
    "programmes": testing.programmes(),
    "priorities": testing.funding_priorities(),
    "silenced": testing.silences(),
    "confidential": testing.confidentials(),
    "withheld": testing.withhelds(),
    "terms": testing.terms(),
    "wordings": testing.wordings(),
}


def _key(record: Any) -> object:
    """What other tables name a record by; of others, the record itself."""
    return getattr(record, "id", None) or getattr(record, "code", None) or id(record)


@st.composite
def _record(draw: st.DrawFn, table: str) -> Any:
    # What is drawn again is told by its strategy, which is long: this one is told by its name.
    return draw(RECORDS[table])


@pytest.mark.parametrize("table", RECORDS)
@given(data=st.data())
def test_each_csv_table_there_and_back_is_equal(table: str, data: st.DataObject) -> None:
    """Each list survives as a table, as plain CSV: as many cells in a row as in the header."""
    lists = st.lists(_record(table), min_size=1, max_size=3, unique_by=_key)
    records = data.draw(lists.map(tuple))
    changes: dict[str, Any] = {table: records}
    portfolio = attrs.evolve(BASE, **changes)
    files = to_folder(portfolio, (table,))
    assert {"portfolio.json", f"{table}.csv"} <= {*files}
    for name, text in files.items():
        if name.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(text, newline="")))
            assert {len(row) for row in rows} == {len(rows[0])}
            assert name != f"{table}.csv" or len(rows) == len(records) + 1
    assert from_folder(files) == portfolio


@pytest.mark.parametrize("activities", [0, 1, 300])
def test_a_made_office_goes_there_and_back(activities: int) -> None:
    """An office of ordinary size survives both ways."""
    office = make_portfolio(activities)
    assert loads(dumps(office)) == office
    assert from_folder(to_folder(office, table_names())) == office
