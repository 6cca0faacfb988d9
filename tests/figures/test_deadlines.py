"""Deadlines: reports due, instalments expected, activities ahead, as far as one knows."""

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cproc.dates import DateSpan, Period
from cproc.errors import InvalidValueError, UnknownNameError
from cproc.figures import deadlines, evaluate, narrow
from cproc.figures.subjects import Deadline, DeadlineState, days_ahead
from cproc.model import (
    Activity,
    ActivityStatus,
    Contribution,
    ContributionKind,
    DonorReport,
    Instalment,
    LocalText,
    Money,
    Occurrence,
    Office,
    Organisation,
    Portfolio,
    Project,
    ReportKind,
    Transaction,
    TransactionType,
)
from cproc.testing import donor_reports

ON = date(2024, 12, 31)


def text(words: str) -> LocalText:
    return LocalText({"en": words})


def report(due: str | None, **more: Any) -> DonorReport:
    return DonorReport(ReportKind.FINAL, **{"donor": "EU", "due": due, **more})


def part(expected: str | None, amount: str | None = "EUR 100", **more: Any) -> Instalment:
    return Instalment("EU", amount, expected, **more)  # type: ignore[arg-type]


def activity(name: str, when: str, status: ActivityStatus = ActivityStatus.PLANNED) -> Activity:
    times = (Occurrence(DateSpan.parse(when)),)
    return Activity(name, ("P",), None, times, text(name), status=status)


def office(*records: DonorReport | Instalment | Activity, **more: Any) -> Portfolio:
    project = Project(
        "P",
        "P",
        text("P"),
        DateSpan.parse("2023/2024"),
        contributions=(Contribution("EU", ContributionKind.GRANT),),
        donor_reports=tuple(each for each in records if isinstance(each, DonorReport)),
        instalments=tuple(each for each in records if isinstance(each, Instalment)),
        transactions=(
            Transaction("T1", TransactionType.INCOMING_FUNDS, date(2024, 5, 2), "EUR 100"),  # type: ignore[arg-type]
        ),
        **more,
    )
    return Portfolio(
        Office("O", text("Office"), "EU", "Kyiv", "UA"),
        Period.parse("2024"),
        organisations=(
            Organisation("EU", text("European Union")),
            Organisation("JP", text("Japan")),
        ),
        projects=(project,),
        activities=tuple(each for each in records if isinstance(each, Activity)),
    )


def ends(portfolio: Portfolio, call: str) -> tuple[object, object]:
    """The least and the most that a figure can be."""
    found = evaluate(portfolio, call)
    low, high = (found.low, found.high) if found.bounded else (found.value, found.value)
    return tuple(each.amount if isinstance(each, Money) else each for each in (low, high))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("due", "submitted", "call", "expected"),
    [
        ("2024-12-31", None, "reports_due", (1, 1)),  # due on the day is not late yet
        ("2024-12-30", None, "reports_due", (0, 0)),
        ("2024-12-30", None, "reports_overdue", (1, 1)),
        ("2025-03-31", None, "reports_due", (1, 1)),  # the ninetieth day
        ("2025-04-01", None, "reports_due", (0, 0)),
        ("2025-04-01", None, 'reports_due(within="91")', (1, 1)),
        ("2025-03-31", "2024-12-31", "reports_due", (0, 0)),
        ("2025-03-31", "2025-01-01", "reports_due", (1, 1)),  # it is so later
        ("2025-03-31", "2024-12/2025-01", "reports_due", (0, 1)),
        ("2025-03/2025-04", None, "reports_due", (0, 1)),  # in one of two months
        ("2025-03", None, "reports_due", (1, 1)),
        (None, None, "reports_due", (0, 1)),
        (None, None, "reports_overdue", (0, 1)),
        ("2024-11-30", None, 'reports_due(on="2024-11-01")', (1, 1)),
        ("2025-03-31", None, 'reports_due(donor="JP")', (0, 0)),
        ("2025-03-31", None, 'reports_due(project="P", donor="EU")', (1, 1)),
    ],
)
def test_a_report_is_due_in_the_days_ahead_and_overdue_before_them(
    due: str | None, submitted: str | None, call: str, expected: tuple[int, int]
) -> None:
    """A day known to a month, or not at all, gives bounds; what was submitted is not due."""
    assert ends(office(report(due, submitted=submitted)), call) == expected


def test_what_no_office_recorded_is_not_known() -> None:
    """A project that has begun and lists no report lacks in the figure; it is not zero."""
    found = evaluate(office(), "reports_due")
    assert found.value is None
    assert [each.record for each in found.missing] == ["P"]
    expected = evaluate(office(), "instalments_expected")
    assert (expected.value, expected.without) == (None, ("P",))
    before = evaluate(office(), 'reports_due(on="2022-12-31")')
    assert before.value == 0


def test_two_reports_of_a_project_may_both_be_due() -> None:
    """Each that cannot be told widens the bounds by one, be they of one project."""
    assert ends(office(report(None), report(None), report("2025-01")), "reports_due") == (1, 3)


@pytest.mark.parametrize(
    ("instalment", "call", "expected"),
    [
        (part("2025-01"), "instalments_expected", (100, 100)),
        (part("2024-06"), "instalments_expected", (100, 100)),  # late, and still to come
        (part("2025-03/2025-04"), "instalments_expected", (0, 100)),
        (part("2025-04-01"), "instalments_expected", (0, 0)),
        (part(None), "instalments_expected", (0, 100)),
        (part("2024-06", received="2024-07-01"), "instalments_expected", (0, 0)),
        (part("2024-06", transaction="T1"), "instalments_expected", (0, 0)),
        (part("2024-06", transaction="T1"), 'instalments_expected(on="2024-05-01")', (100, 100)),
        (part("2025-01"), "instalments_requested", (0, 0)),
        (part("2025-01", requested="2024-12-01"), "instalments_requested", (100, 100)),
        (part("2025-01", requested="2024-12/2025-01"), "instalments_requested", (0, 100)),
        (part("2025-01"), 'instalments_expected(donor="JP")', (0, 0)),
    ],
)
def test_an_instalment_is_expected_until_it_is_received(
    instalment: Instalment, call: str, expected: tuple[int, int]
) -> None:
    """Late ones are still expected; a transaction says when one was received."""
    assert ends(office(instalment), call) == expected


@pytest.mark.parametrize(("amount", "reason"), [(None, "not_recorded"), ("USD 5", "rate")])
def test_an_amount_that_nobody_can_tell_is_missing(amount: str | None, reason: str) -> None:
    """One that is not stated, or that no rate converts, is named and is no nothing."""
    found = evaluate(office(part("2025-01", amount)), "instalments_expected")
    assert found.value is None
    assert [each.reason for each in found.missing] == [reason]


@pytest.mark.parametrize(
    ("when", "status", "expected"),
    [
        ("2024-12-31", ActivityStatus.PLANNED, (1, 1)),
        ("2025-03-31/2025-04-02", ActivityStatus.HELD, (1, 1)),
        ("2025-04", ActivityStatus.PLANNED, (0, 0)),
        ("2025", ActivityStatus.PLANNED, (0, 1)),
        ("2025-01", ActivityStatus.CANCELLED, (0, 0)),
        ("2025-01", ActivityStatus.POSTPONED, (0, 0)),
    ],
)
def test_activities_ahead_begin_in_the_days_ahead(
    when: str, status: ActivityStatus, expected: tuple[int, int]
) -> None:
    """Those called off are not ahead; one of some day of a year may be."""
    assert ends(office(activity("A", when, status)), "activities_upcoming") == expected
    assert ends(office(activity("A", when, status)), 'activities_upcoming(project="P")') == expected


@pytest.mark.parametrize("days", ["x", "-1", "1.5", "123456", ""])
def test_days_are_a_whole_number(days: str) -> None:
    """Anything else is refused with what to write."""
    with pytest.raises(InvalidValueError, match="whole number") as caught:
        evaluate(office(), f'reports_due(within="{days}")')
    assert caught.value.code == "number-form"


def test_a_donor_and_a_project_are_there() -> None:
    """A name that there is not is refused, with those there are."""
    for call in ('reports_due(donor="X")', 'activities_upcoming(project="X")'):
        with pytest.raises(UnknownNameError):
            evaluate(office(), call)


def test_the_days_ahead_end_with_the_calendar() -> None:
    """Nothing lies behind its last day."""
    assert days_ahead(date.max, 90) == Period(date.max, date.max)


@pytest.mark.parametrize(
    ("record", "state"),
    [
        (report("2025-01-31"), DeadlineState.DUE),
        (report("2024-11"), DeadlineState.OVERDUE),
        (report("2024-12/2025-01"), DeadlineState.UNCERTAIN),
        (report(None), DeadlineState.UNCERTAIN),
        (report("2024-11", submitted="2024-12-01"), DeadlineState.SUBMITTED),
        (report("2024-11", submitted="2024-11", accepted="2024-12"), DeadlineState.ACCEPTED),
        (part("2025-01"), DeadlineState.DUE),
        (part("2024-01", requested="2024-02"), DeadlineState.REQUESTED),
        (part("2024-01", transaction="T1"), DeadlineState.RECEIVED),
    ],
)
def test_the_state_of_a_deadline(record: DonorReport | Instalment, state: DeadlineState) -> None:
    """It is settled, asked for, late, ahead, or nobody can tell."""
    (each,) = deadlines(office(record))
    assert each.state(ON) is state


def test_deadlines_come_in_time_and_none_too_far() -> None:
    """In order of their days, those without one last; settled before the period, none."""
    records = (
        report(None),
        report("2025-03-31"),
        report("2025-04-01"),
        report("2023-02", submitted="2023-01"),
        part("2024-01", received="2024-02"),
    )
    shown = [str(each.day) for each in deadlines(office(*records))]
    assert shown == ["2024-01", "2025-03-31", "None"]


def test_to_whom_is_the_only_donor_where_none_is_named() -> None:
    """Of two that contribute nobody knows whom a report is for."""
    (each,) = deadlines(office(report("2025-01", donor=None)))
    assert (each.donor, each.is_of("EU"), each.is_of("JP")) == ("EU", True, False)
    both = (*each.project.contributions, Contribution("JP", ContributionKind.VOLUNTARY))
    two = attrs.evolve(each, project=attrs.evolve(each.project, contributions=both))
    assert (two.donor, two.is_of("EU"), two.is_of(None)) == (None, None, True)


@given(donor_reports(donor="EU"), st.dates(date(2014, 1, 1), date(2020, 12, 31)), st.data())
def test_law_a_day_learned_more_exactly_lies_within_what_was_known(
    found: DonorReport, on: date, data: st.DataObject
) -> None:
    """Whatever day of a span turns out to be the one, the figures stay within their bounds."""
    exact: dict[str, Any] = {}
    for name in ("due", "submitted"):
        span = getattr(found, name)
        if span is not None:
            day = data.draw(st.dates(span.start, span.end))
            exact[name] = DateSpan(day, day)
    for call in (f'reports_due(on="{on}")', f'reports_overdue(on="{on}")'):
        low, high = ends(office(found), call)
        least, most = ends(office(attrs.evolve(found, **exact)), call)
        assert low <= least <= most <= high  # type: ignore[operator]


@given(donor_reports(donor="EU"), st.dates(date(2014, 1, 1), date(2020, 12, 31)))
def test_law_a_report_is_due_or_overdue_and_never_both(found: DonorReport, on: date) -> None:
    """The two figures have no report in common, and what is settled is in neither."""
    each = Deadline(office(found).projects[0], found, "")
    both = (each.lies_ahead(on), each.is_late(on))
    assert both != (True, True)
    if each.is_open(on) is False:
        assert both == (False, False)


def test_a_donors_part_has_what_is_due_to_it() -> None:
    """What is agreed with another donor is left out; of what names none it is kept."""
    records = (report("2025-01"), report("2025-02", donor="JP"), report("2025-03", donor=None))
    given = (
        Contribution("EU", ContributionKind.GRANT),
        Contribution("JP", ContributionKind.VOLUNTARY),
    )
    whole = office(*records, part("2025-01"), attrs.evolve(part("2025-02"), donor="JP"))
    project = attrs.evolve(whole.projects[0], contributions=given)
    (kept,) = narrow(attrs.evolve(whole, projects=(project,)), donor="JP").projects
    assert (kept.donor_reports, len(kept.instalments)) == (records[1:], 1)
