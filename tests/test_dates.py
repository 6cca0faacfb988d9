"""Dates with their precision: rows D of FAULTS.md, and the forms of SCOPE.md."""

import datetime as dt
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cproc.dates import DateSpan, Month, Period, Precision, date_from
from cproc.errors import InvalidValueError

D = date

DAYS = {
    "D01": ("1899-12-31", D(1899, 12, 31)),
    "D02": ("1900-02-28", D(1900, 2, 28)),
    "D04": ("1900-03-01", D(1900, 3, 1)),
    "D05": ("0001-01-01", D(1, 1, 1)),
    "D06": ("9999-12-31", D(9999, 12, 31)),
    "leap-day": ("2016-02-29", D(2016, 2, 29)),
}


@pytest.mark.parametrize(("text", "day"), DAYS.values(), ids=DAYS)
def test_every_day_of_the_calendar_is_read(text: str, day: date) -> None:
    """D01-D06: no epoch, no 1900 bug: any day from year 1 to 9999."""
    assert date_from(text) == day


NO_DATES = {
    "D03-no-leap-year": "1900-02-29",
    "D07-30-February": "2024-02-30",
    "D08-slashes": "01/02/2024",
    "D09-time-zone": "2017-01-01T00:00:00+02:00",
    "D10-microseconds": "2017-01-01T00:00:00.9996",
    "D12-words": "1 May 2017",
    "D13-serial": "42736",
    "D16-24-hours": "2017-01-01T24:00",
    "month-13": "2017-13",
    "month-0": "2017-00",
    "day-0": "2017-01-00",
    "year-0": "0000",
    "two-digit-year": "17-01-01",
    "one-digit-month": "2017-1-1",
    "no-hyphens": "20170101",
    "week": "2017-W01",
    "ordinal": "2017-001",
    "arabic-digits": "\u0662\u0660\u0661\u0667",
    "space": " 2017",
    "newline": "2017\n",
    "sign": "-2017",
    "empty": "",
}


@pytest.mark.parametrize("text", NO_DATES.values(), ids=NO_DATES)
def test_what_is_no_date_is_refused(text: str) -> None:
    """Only ISO 8601 with hyphens, and only days that exist."""
    for parse in (date_from, DateSpan.parse, Month.parse, Period.parse):
        with pytest.raises(InvalidValueError) as caught:
            parse(text)
        assert caught.value.code == "date-form"


@pytest.mark.parametrize("text", ["2017", "2017-05"], ids=["year", "month"])
def test_a_full_date_is_asked_for_where_one_is_due(text: str) -> None:
    """A month is no day."""
    with pytest.raises(InvalidValueError, match="full date"):
        date_from(text)


@pytest.mark.parametrize("text", ["2017", "2017-05-01"], ids=["year", "day"])
def test_a_month_is_asked_for_where_one_is_due(text: str) -> None:
    """Neither a year nor a day is a month."""
    with pytest.raises(InvalidValueError, match=r"is not a month"):
        Month.parse(text)


SPANS = {
    "one-day": ("2017-05-17", D(2017, 5, 17), D(2017, 5, 17), Precision.DAY),
    "days-in-a-month": ("2017-05-17/2017-05-19", D(2017, 5, 17), D(2017, 5, 19), Precision.DAY),
    "days-over-months": ("2017-05-30/2017-06-02", D(2017, 5, 30), D(2017, 6, 2), Precision.DAY),
    "days-over-years": ("2015-12-28/2017-01-03", D(2015, 12, 28), D(2017, 1, 3), Precision.DAY),
    "month": ("2017-07", D(2017, 7, 1), D(2017, 7, 31), Precision.MONTH),
    "leap-month": ("2016-02", D(2016, 2, 1), D(2016, 2, 29), Precision.MONTH),
    "months": ("2017-05/2017-06", D(2017, 5, 1), D(2017, 6, 30), Precision.MONTH),
    "year": ("2017", D(2017, 1, 1), D(2017, 12, 31), Precision.YEAR),
    "years": ("2015/2017", D(2015, 1, 1), D(2017, 12, 31), Precision.YEAR),
    "all-days-of-a-month": ("2017-07-01/2017-07-31", D(2017, 7, 1), D(2017, 7, 31), Precision.DAY),
}


@pytest.mark.parametrize(("text", "start", "end", "precision"), SPANS.values(), ids=SPANS)
def test_every_form_of_date_is_held(
    text: str, start: date, end: date, precision: Precision
) -> None:
    """A span keeps its days and its precision, and is written as it was read."""
    span = DateSpan.parse(text)
    assert (span.start, span.end, span.precision) == (start, end, precision)
    assert str(span) == text


def test_a_month_and_all_its_days_are_different_facts() -> None:
    """Equal days in another precision are not the same: "July 2017" is no "1-31 July 2017"."""
    assert DateSpan.parse("2017-07") != DateSpan.parse("2017-07-01/2017-07-31")


def test_one_date_twice_is_one_date() -> None:
    """Two equal ends are written once."""
    assert str(DateSpan.parse("2017-07/2017-07")) == "2017-07"


NO_SPANS = {
    "D14-days": ("2017-05-19/2017-05-17", "date-order"),
    "D14-months": ("2017-06/2017-05", "date-order"),
    "D14-years": ("2017/2016", "date-order"),
    "mixed": ("2017-05/2017-06-15", "date-precision"),
    "year-and-month": ("2016/2017-05", "date-precision"),
    "open-end": ("2017/", "date-form"),
    "open-start": ("/2017", "date-form"),
    "short-end": ("2017-05-17/19", "date-form"),
    "three": ("2015/2016/2017", "date-form"),
    "duration": ("2017-05-17/P3D", "date-form"),
}


@pytest.mark.parametrize(("text", "code"), NO_SPANS.values(), ids=NO_SPANS)
def test_what_is_no_span_is_refused(text: str, code: str) -> None:
    """Both ends are there, in one precision, in order."""
    for parse in (DateSpan.parse, Period.parse):
        with pytest.raises(InvalidValueError) as caught:
            parse(text)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("start", "end", "precision", "code"),
    [
        (D(2017, 5, 2), D(2017, 5, 1), Precision.DAY, "date-order"),
        (D(2017, 5, 2), D(2017, 5, 31), Precision.MONTH, "date-precision"),
        (D(2017, 5, 1), D(2017, 5, 30), Precision.MONTH, "date-precision"),
        (D(2017, 1, 1), D(2017, 12, 30), Precision.YEAR, "date-precision"),
        (dt.datetime(2017, 1, 1, 9, tzinfo=dt.UTC), dt.datetime(2017, 1, 2, 9, tzinfo=dt.UTC),
         Precision.DAY, "date-time"),
    ],
    ids=["D14-backwards", "month-start", "month-end", "year-end", "D09-times"],
)  # fmt: skip
def test_a_span_fits_its_precision(start: date, end: date, precision: Precision, code: str) -> None:
    """Ends lie on the edges of the months or years that the precision tells of."""
    with pytest.raises(InvalidValueError) as caught:
        DateSpan(start, end, precision)
    assert caught.value.code == code


def test_a_period_does_not_run_backwards() -> None:
    """D14 for reporting periods."""
    with pytest.raises(InvalidValueError) as caught:
        Period(D(2017, 9, 30), D(2016, 10, 1))
    assert caught.value.code == "date-order"


YEAR = Period.parse("2016-10-01/2017-09-30")


def test_a_financial_year_is_twelve_months_and_four_quarters() -> None:
    """A year that begins in October has quarters that begin with it."""
    assert YEAR.days == 365
    assert [str(month) for month in YEAR.months()][::11] == ["2016-10", "2017-09"]
    assert [str(part) for part in YEAR.quarters()] == [
        "2016-10-01/2016-12-31",
        "2017-01-01/2017-03-31",
        "2017-04-01/2017-06-30",
        "2017-07-01/2017-09-30",
    ]
    assert YEAR.years() == (YEAR,)


def test_the_ends_of_a_period_cut_its_parts() -> None:
    """A period from mid-month to mid-month has short first and last months."""
    parts = Period.parse("2017-01-15/2017-03-10").split(1)
    assert [part.days for part in parts] == [17, 28, 10]


def test_last_month_of_the_calendar() -> None:
    """D06: the months of a period end with December 9999."""
    assert [str(m) for m in Period(D(9999, 11, 30), D(9999, 12, 31)).months()] == [
        *("9999-11", "9999-12"),
    ]


def test_a_day_is_in_a_period_at_both_ends() -> None:
    """Periods are closed."""
    assert D(2016, 10, 1) in YEAR
    assert D(2017, 9, 30) in YEAR
    assert D(2016, 9, 30) not in YEAR
    assert D(2017, 10, 1) not in YEAR


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (D(2016, 9, 1), 0),
        (D(2016, 9, 30), 0),
        (D(2016, 10, 1), 1),
        (D(2017, 9, 30), 365),
        (date.max, 365),
    ],
    ids=["D15-before", "eve", "first", "last", "after"],
)  # fmt: skip
def test_days_elapsed_stay_within_the_period(day: date, count: int) -> None:
    """D15: never negative, never more than there are."""
    assert YEAR.elapsed(day) == count


def test_a_month_knows_its_days_and_its_successor() -> None:
    """December is followed by January."""
    month = Month(2016, 12)
    assert (month.start, month.end) == (D(2016, 12, 1), D(2016, 12, 31))
    assert month.next() == Month(2017, 1) == Month.of(D(2017, 1, 31))
    assert str(Month(7, 3)) == "0007-03"


@pytest.mark.parametrize(
    ("year", "number"), [(2016, 0), (2016, 13), (2016, -1), (0, 1), (10000, 1)]
)
def test_a_year_has_twelve_months(year: int, number: int) -> None:
    """There is no month 13, and the calendar has its ends."""
    with pytest.raises(InvalidValueError, match=f"no month {number} of the year {year}"):
        Month(year, number)


def test_nothing_comes_after_the_last_month() -> None:
    """D06: the month after December 9999 is refused as no month is, not as a mishap."""
    with pytest.raises(InvalidValueError) as caught:
        Month(9999, 12).next()
    assert caught.value.code == "date-form"


@pytest.mark.parametrize("make", [Period, DateSpan])
def test_a_time_of_day_is_no_date(make: type[Period] | type[DateSpan]) -> None:
    """D09, D10: a datetime is a date to Python, and would not compare with one."""
    noon = dt.datetime(2017, 1, 1, 12, tzinfo=dt.UTC)
    for ends in ((noon, noon), (D(2017, 1, 1), noon)):
        with pytest.raises(InvalidValueError) as caught:
            make(*ends)
        assert caught.value.code == "date-time"


@pytest.mark.parametrize(
    ("months", "first", "parts"),
    [
        (12, 1, ["2016-10-01/2016-12-31", "2017-01-01/2017-09-30"]),
        (12, 7, ["2016-10-01/2017-06-30", "2017-07-01/2017-09-30"]),
        (12, 10, ["2016-10-01/2017-09-30"]),
        (3, 2, ["2016-10-01/2016-10-31", "2016-11-01/2017-01-31", "2017-02-01/2017-04-30",
                "2017-05-01/2017-07-31", "2017-08-01/2017-09-30"]),
        (6, 1, ["2016-10-01/2016-12-31", "2017-01-01/2017-06-30", "2017-07-01/2017-09-30"]),
        (24, None, ["2016-10-01/2017-09-30"]),
    ],
)  # fmt: skip
def test_a_part_begins_with_the_month_that_is_asked_for(
    months: int, first: int | None, parts: list[str]
) -> None:
    """A financial year need be neither the calendar year nor the reporting year."""
    assert [str(part) for part in YEAR.split(months, first)] == parts


@given(
    st.dates(D(1990, 1, 1), D(2030, 1, 1)),
    st.integers(0, 1500),
    st.integers(1, 30),
    st.none() | st.integers(1, 12),
)
def test_law_4_parts_partition_a_period(
    start: date, length: int, months: int, first: int | None
) -> None:
    """Law 4: the parts follow on each other without gap or overlap, from end to end."""
    whole = Period(start, start + dt.timedelta(days=length))
    parts = whole.split(months, first)
    assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
    for one, other in pairwise(parts):
        assert other.start == one.end + dt.timedelta(days=1)
        assert other.start.day == 1
        assert first is None or 12 % months or (other.start.month - first) % months == 0


@pytest.mark.parametrize(("months", "first"), [(0, None), (-3, None), (12, 0), (12, 13)])
def test_parts_that_cannot_be_are_refused(months: int, first: int | None) -> None:
    """No part is empty, and no year begins with month 13."""
    with pytest.raises(InvalidValueError) as caught:
        YEAR.split(months, first)
    assert caught.value.code == "period-parts"
