"""Reporting periods follow on each other, before and after the one that is given."""

from datetime import date

import pytest

from cproc.dates import Period
from cproc.figures.counting import quarter, reporting_period


@pytest.mark.parametrize(
    ("day", "period", "expected"),
    [
        (date(2017, 10, 1), "2016-10/2017-09", "2017-10-01/2018-09-30"),
        (date(2016, 9, 30), "2016-10/2017-09", "2015-10-01/2016-09-30"),
        (date(2017, 1, 15), "2017-01-05/2017-01-14", "2017-01-15/2017-01-24"),
        (date(2016, 12, 31), "2017-01-05/2017-01-14", "2016-12-26/2017-01-04"),
        (date(9999, 12, 31), "2016-10/2017-09", "9999-10-01/9999-12-31"),
        (date(1, 1, 1), "2016-10/2017-09", "0001-01-01/0001-09-30"),
        (date(9999, 12, 31), "2017-01-05/2017-01-14", "9999-12-26/9999-12-31"),
        (date(1, 1, 1), "2017-01-05/2017-01-14", "0001-01-01/0001-01-03"),
    ],
)
def test_reporting_periods_follow_on_each_other(day: date, period: str, expected: str) -> None:
    """Those of whole months by months, others by days; the calendar's ends cut them."""
    found = reporting_period(day, Period.parse(period))
    assert day in found
    assert str(found) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2017, 3, 31), "2017-Q1"), (date(2017, 4, 1), "2017-Q2"), (date(999, 12, 31), "0999-Q4")],
)
def test_quarters_are_those_of_the_calendar(day: date, expected: str) -> None:
    """Three months each from January; years have four digits, so that they sort as text."""
    assert quarter(day) == expected
