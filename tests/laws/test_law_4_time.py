"""Law 4: `budget_at` is the last version in effect; months partition a period."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cproc.dates import DateSpan, Month, Period
from cproc.model import Project, ProjectStatus
from cproc.testing import date_spans, dates, months, periods, projects

# Whole portfolios are drawn here; other tests cover the lines.
pytestmark = pytest.mark.no_cover

DAY = timedelta(1)
EVER: dict[str, Any] = {"earliest": date.min, "latest": date.max}


def assert_partition(period: Period, parts: tuple[Period, ...]) -> None:
    """Hold that parts follow on each other without gap or overlap from end to end."""
    assert parts[0].start == period.start
    assert parts[-1].end == period.end
    assert all(second.start == first.end + DAY for first, second in pairwise(parts))
    assert sum(part.days for part in parts) == period.days


@given(projects(), dates())
def test_budget_at_is_the_last_version_in_effect(project: Project, on: date) -> None:
    """No version in effect is later than the one given; of one day, the later listed wins."""
    version = project.budget_version(on)
    in_effect = [made for made in project.budget if made.effective <= on]
    if version is None:
        assert not in_effect
        assert project.budget_at(on) is None
    else:
        assert version.effective == max(made.effective for made in in_effect)
        assert version is [m for m in in_effect if m.effective == version.effective][-1]
        assert project.budget_at(on) == version.amount


@given(projects(), dates())
def test_a_budget_holds_until_the_next_version(project: Project, on: date) -> None:
    """The budget of a day is that of the day before unless a version begins on it."""
    if not any(version.effective == on for version in project.budget):
        assert project.budget_at(on) == project.budget_at(on - DAY)


@given(periods(**EVER))
def test_months_partition_a_period(period: Period) -> None:
    """Every day of a period lies in one of its months, and they come in order."""
    parts = period.split(1)
    assert_partition(period, parts)
    touched = tuple(Month.of(part.start) for part in parts)
    assert touched == period.months() == tuple(Month.of(part.end) for part in parts)
    assert list(touched) == sorted(set(touched))


@given(periods(**EVER), st.integers(1, 40))
def test_parts_of_any_length_partition_a_period(period: Period, length: int) -> None:
    """Quarters, years and parts of any number of months do the same."""
    assert period.quarters() == period.split(3)
    assert period.years() == period.split(12)
    for parts in (period.quarters(), period.years(), period.split(length)):
        assert_partition(period, parts)
    lengths = [len(part.months()) for part in period.split(length)]
    assert lengths[:-1] == [length] * (len(lengths) - 1)


@given(date_spans(**EVER))
def test_text_of_a_span_there_and_back(span: DateSpan) -> None:
    """The ISO 8601 form keeps the days and the precision they were given in."""
    assert DateSpan.parse(str(span)) == span


@given(periods(**EVER))
def test_text_of_a_period_there_and_back(period: Period) -> None:
    """A period is read back from its text."""
    assert Period.parse(str(period)) == period


@given(months(**EVER))
def test_text_of_a_month_there_and_back(month: Month) -> None:
    """A month is read back from its text, and holds its own ends."""
    assert Month.parse(str(month)) == month
    assert Month.of(month.start) == Month.of(month.end) == month


@given(months(latest=date(9999, 11, 30), earliest=date.min))
def test_a_month_begins_after_the_one_before(month: Month) -> None:
    """The next month starts on the day after the last."""
    assert month.next().start == month.end + DAY
    assert month < month.next()


@given(periods(), date_spans(), dates())
def test_what_overlaps_has_a_day_in_both(period: Period, span: DateSpan, day: date) -> None:
    """Two spans overlap, either way round, if and only if the later start is a day of both."""
    later = max(period.start, span.start)
    assert period.overlaps(span) == span.overlaps(period) == (later in period and later in span)
    assert period.overlaps(span) or not (day in period and day in span)


@given(periods(), dates())
def test_days_elapsed_count_the_days_that_are_over(period: Period, day: date) -> None:
    """Before the period none are over, after it all, and each day is one more."""
    elapsed = period.elapsed(day)
    assert elapsed == sum(period.start + n * DAY <= day for n in range(period.days))
    assert 0 <= elapsed <= period.days


@given(projects(), dates())
def test_a_project_goes_from_pipeline_to_closed(project: Project, day: date) -> None:
    """Where its dates alone tell, the status of a day never goes back on a later one."""
    project = attrs.evolve(project, status_changes=())
    order = [ProjectStatus.PIPELINE, ProjectStatus.IMPLEMENTATION, ProjectStatus.CLOSED]
    ranks = [order.index(project.status(on)) for on in (day, day + DAY)]
    assert ranks == sorted(ranks)
    assert (project.status(day) is ProjectStatus.IMPLEMENTATION) == (day in project.period)
