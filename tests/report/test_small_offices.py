"""What readers of small offices' reports stumbled on: each is said once, and as it is."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import attrs
import pytest
from example_data import loaded
from table_values import rows, total

from cproc.figures import evaluate
from cproc.model import (
    ActivityStatus,
    ExchangeRate,
    HeadingRole,
    Money,
    Month,
    Portfolio,
)
from cproc.plugins import render
from cproc.rates import RateMethod
from cproc.report import build

GRANT = loaded("eu_grant")
(PROJECT,) = GRANT.projects


def grant(**changes: Any) -> Portfolio:
    return attrs.evolve(GRANT, projects=(attrs.evolve(PROJECT, **changes),))


def in_dollars(*rates: ExchangeRate) -> Portfolio:
    """The example, with a second project whose contract is in dollars."""
    budget = (attrs.evolve(PROJECT.budget[0], amount=Money("1000.00", "USD")),)
    bare: dict[str, Any] = dict.fromkeys(
        ("headings", "budget_lines", "rate_lines", "transactions"), ()
    )
    bare |= dict.fromkeys(("contributions", "results", "components", "instalments"), ())
    other = attrs.evolve(PROJECT, code="US", name="US", currency="USD", budget=budget, **bare)
    return attrs.evolve(GRANT, projects=(PROJECT, other), rates=(*GRANT.rates, *rates))


def test_entries_of_any_status_and_held_ones_are_two_figures() -> None:
    """Where some were not held the figure that tables count stands beside the other, by name."""
    planned = attrs.evolve(GRANT.activities[0], status=ActivityStatus.PLANNED)
    office = attrs.evolve(GRANT, activities=(planned, *GRANT.activities[1:]))
    told = dict(rows(build(office), "overview", "key_figure", "value"))
    assert told["Entries of the inventory"] == 6
    assert told["Entries of the inventory (status: held)"] == 5
    assert total(build(office), "by_month", "entries") == 5
    assert "status: held" not in str(rows(build(GRANT), "overview", "key_figure"))
    key = dict(rows(build(office.for_edition("public")), "key_figures", "key_figure", "value"))
    assert key["Activities (status: held)"] == 5


def test_a_budget_that_no_rate_converts_is_named_with_the_reason() -> None:
    """It is known: what lacks is the rate."""
    assert rows(build(in_dollars()), "budget_history", "without")[-1] == ("US (no exchange rate)",)


def test_a_sum_that_changes_by_a_rate_alone_says_so() -> None:
    """On the last day no budget changed, and the rate did."""
    rates = [
        ExchangeRate("USD", "1.10", Month(2023, 1)),
        ExchangeRate("USD", "1.25", Month(2024, 12)),
    ]
    every = [ExchangeRate("USD", "1.25", Month(2024, month)) for month in range(1, 12)]
    office = attrs.evolve(in_dollars(*rates, *every), rate_method=RateMethod.MONTH)
    changes = rows(build(office), "budget_history", "date", "change")
    assert changes[-1] == (date(2024, 12, 31), "USD is at 1.25 for one EUR")


@pytest.mark.parametrize(("day", "there"), [(None, False), (date(2025, 2, 15), True)])
def test_a_day_of_issue_is_printed_where_one_was_given(day: date | None, there: bool) -> None:
    """The last day of the period is no day of issue."""
    (identity,) = GRANT.reports
    office = attrs.evolve(GRANT, reports=(attrs.evolve(identity, date=day),))
    report = build(office)
    assert (report.day is not None) == there
    assert report.issued == (day or GRANT.period.end)
    for suffix in ("docx", "xlsx"):
        text = _text(office, suffix)
        assert ("15 February 2025" in text) == there
        assert "Tbilisi, 31 December 2024" not in text


def _text(office: Portfolio, suffix: str) -> str:
    with ZipFile(BytesIO(render(office, suffix))) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xml")]
        return "".join(archive.read(name).decode() for name in names)


def test_an_amount_has_no_unit_beside_it() -> None:
    """The amount says its currency; what is counted is said of numbers."""
    units = dict(rows(build(GRANT), "overview", "key_figure", "unit"))
    assert units["Budget in force"] is None
    assert units["Donors"] == "donors"


def test_a_month_without_activities_has_no_row_of_a_project() -> None:
    """The rows that are left add up to the same total."""
    report = build(GRANT)
    for table in ("month_by_project", f"project_months:{PROJECT.code}"):
        months = [name for (name,) in rows(report, table, "month_name")]
        assert len(months) == len({a.month for a in GRANT.activities}) < 12
    assert total(report, "month_by_project", "participations") == len(GRANT.activities)


def test_a_level_is_printed_where_it_is_stated() -> None:
    """Nobody stated that of a result without one; a column of none is left out."""
    first, *others = PROJECT.results
    report = build(grant(results=(attrs.evolve(first, level=None), *others)))
    assert rows(report, "results", "level")[0] == (None,)
    none = build(grant(results=(attrs.evolve(first, level=None),)))
    assert "level" not in {column.id for column in none.tables["results"].columns}


def test_a_ratio_names_the_headings_that_lack_a_role() -> None:
    """Those with lines below them; one without is asked for nothing."""
    headings = tuple(
        attrs.evolve(each, role=None if each.number in {"1", "3"} else each.role)
        for each in PROJECT.headings
    )
    found = evaluate(grant(headings=headings), "operational_ratio")
    assert [each.record for each in found.missing] == ["1 (CEGE)", "3 (CEGE)"]
    at = [each.number for each in headings].index("3")
    assert found.missing[1].path == f"projects[0].headings[{at}]"
    whole = attrs.evolve(headings[0], role=HeadingRole.OPERATIONS)
    assert evaluate(grant(headings=(whole,)), "operational_ratio").missing


def test_a_count_of_projects_is_of_those_of_the_report() -> None:
    """In a part for one donor an activity names the projects of that part only."""
    report = build(GRANT)
    (label,) = [c.label for c in report.tables["activities"].columns if c.id == "project_count"]
    assert label == "Projects in this report"
