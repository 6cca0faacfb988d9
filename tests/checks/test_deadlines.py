"""Rules of deadlines: reports that donors wait for, instalments that do not fit."""

from typing import Any

import attrs
import pytest
from example_data import loaded

from cproc.checks import check
from cproc.dates import DateSpan
from cproc.errors import Severity
from cproc.model import DonorReport, Instalment, Portfolio, ReportKind
from cproc.money import Money

GRANT = loaded("eu_grant")
(PROJECT,) = GRANT.projects


def grant(**changes: Any) -> Portfolio:
    return attrs.evolve(GRANT, projects=(attrs.evolve(PROJECT, **changes),))


def report(**fields: Any) -> DonorReport:
    spans: dict[str, Any] = {name: DateSpan.parse(span) for name, span in fields.items()}
    return DonorReport(ReportKind.INTERIM, "EU", **spans)


def instalment(**fields: Any) -> Instalment:
    return attrs.evolve(PROJECT.instalments[1], **fields)


REPORTS = {
    "report-overdue": report(due="2024-11-30"),
    "report-early": report(period="2024", submitted="2024-12-15"),
    "report-accepted": report(submitted="2024-03-01", accepted="2024-02"),
}


@pytest.mark.parametrize(("code", "one"), REPORTS.items(), ids=REPORTS)
def test_a_report_that_does_not_fit_is_a_warning(code: str, one: DonorReport) -> None:
    """The problem names the report by its path."""
    (found,) = check(grant(donor_reports=(one,)))
    assert (found.code, found.severity) == (code, Severity.WARNING)
    assert found.path.startswith("projects[0].donor_reports[0].")


def test_what_is_accepted_was_submitted() -> None:
    """A report without the day it was submitted is asked for it."""
    (found,) = check(grant(donor_reports=(report(accepted="2024-02"),)))
    assert (found.code, found.hint) == ("report-accepted", "Write when it was submitted.")


def test_a_day_that_may_be_right_is_no_problem() -> None:
    """What is known to a month that holds the right day is let be; so is what is due later."""
    fitting = (
        report(due="2024-12-31"),
        report(due="2024-12/2025-01"),
        report(period="2024", submitted="2024-12"),
        report(submitted="2024-02", accepted="2024-02"),
    )
    assert check(grant(donor_reports=fitting)) == ()


INSTALMENTS = {
    "instalment-early": (instalment(requested=DateSpan.parse("2024-02-16")),),
    "instalment-twice": (instalment(), instalment(amount=None)),
    "instalment-unfit": (instalment(transaction="T027"),),
    "instalments-over": (instalment(amount=Money("400881.61", "EUR")),),
    "reference-unknown": (instalment(transaction="T999"),),
}


@pytest.mark.parametrize(("code", "some"), INSTALMENTS.items(), ids=INSTALMENTS)
def test_an_instalment_that_does_not_fit_is_told(code: str, some: tuple[Instalment, ...]) -> None:
    """Received before requested, twice, of another donor, or more than is contributed."""
    assert [each.code for each in check(grant(instalments=some))] == [code]


def test_instalments_up_to_what_is_contributed_are_no_problem() -> None:
    """The share of the budget that a donor gives is not more than itself."""
    assert check(grant(instalments=(instalment(amount=Money("400881.60", "EUR")),))) == ()
