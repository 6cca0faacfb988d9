"""Rules of what was sent: periods, days, headings and currency."""

from datetime import date
from typing import Any

import attrs
import pytest
from example_data import loaded

from cproc.checks import check
from cproc.errors import Severity
from cproc.model import Period, Portfolio, Submission, SubmittedAmount
from cproc.money import Money

GRANT = loaded("eu_grant")


def grant(*sent: Submission) -> Portfolio:
    (project,) = GRANT.projects
    return attrs.evolve(GRANT, projects=(attrs.evolve(project, submissions=sent),))


def report(period: str, day: str, **more: Any) -> Submission:
    return Submission(Period.parse(period), date.fromisoformat(day), **more)


def amounts(*pairs: tuple[str | None, str]) -> tuple[SubmittedAmount, ...]:
    return tuple(SubmittedAmount(Money.parse(spent), heading) for heading, spent in pairs)


WRONG = {
    "submission-overlap": (report("2023", "2024-02-01"), report("2023-12/2024-03", "2024-05-01")),
    "submission-twice": (report("2023", "2024-02-01"), report("2023", "2024-02-01", donor=None)),
    "submission-early": (report("2023", "2023-12-30"),),
    "submission-heading": (
        report("2023", "2024-02-01", amounts=amounts(("2.1", "EUR 1.00"), ("2.1", "EUR 2.00"))),
    ),
    "currency-mixed": (report("2023", "2024-02-01", amounts=amounts(("2.1", "USD 1.00"))),),
    "reference-unknown": (report("2023", "2024-02-01", amounts=amounts(("99", "EUR 1.00"))),),
}


@pytest.mark.parametrize(("code", "sent"), WRONG.items(), ids=WRONG)
def test_what_does_not_fit_is_found(code: str, sent: tuple[Submission, ...]) -> None:
    """The problem names the submission by its path; only a day too early is a warning."""
    (found,) = check(grant(*sent))
    assert found.code == code
    assert found.path.startswith(f"projects[0].submissions[{len(sent) - 1}].")
    early = code == "submission-early"
    assert found.severity is (Severity.WARNING if early else Severity.ERROR)


def test_an_adjustment_is_in_the_currency_of_the_contract() -> None:
    """As what was spent is."""
    one = SubmittedAmount(Money("1.00", "EUR"), "2.1", Money("1.00", "USD"))
    (found,) = check(grant(report("2023", "2024-02-01", amounts=(one,))))
    assert (found.code, found.path[-10:]) == ("currency-mixed", "adjustment")


def test_what_fits_is_no_problem() -> None:
    """Periods one behind the other, a revised report, one to another donor on another period."""
    fitting = (
        report("2023", "2024-02-01", donor="EU"),
        report("2023", "2024-03-01", donor="EU"),
        report("2024", "2025-02-01", donor="EU"),
        report("2023-06/2024-05", "2024-07-01"),
    )
    assert check(grant(*fitting)) == ()
