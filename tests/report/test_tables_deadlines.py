"""The table of deadlines: what is due, to whom, and where it stands at the end of the period."""

from datetime import date

import attrs
from example_data import loaded, reported
from table_values import rows

from cproc.model import ActivityStatus, DateSpan
from cproc.money import Money
from cproc.report import build

GRANT = loaded("eu_grant")
REPORT = reported("eu_grant", "en")


def test_the_example_shows_what_is_due() -> None:
    """In order of their days: what came in, what is asked for, what is due in how many days."""
    shown = rows(REPORT, "deadlines", "due", "what", "to_or_from", "amount", "deadline_state")
    union, office = "European Union", "The beneficiary (illustrative)"
    assert shown == [
        (
            *("February 2024", "Second pre-financing", union, Money("150000.00", "EUR")),
            "received 15 February 2024",
        ),
        (date(2024, 2, 29), "Interim report", union, None, "accepted 9 February 2024"),
        (
            *("January 2025", "Own contribution, last part", office, Money("9542.40", "EUR")),
            "requested 16 December 2024",
        ),
        (date(2025, 3, 31), "Expenditure verification report", union, None, "in 90 days"),
        (date(2025, 3, 31), "Final report", union, None, "in 90 days"),
    ]


def test_the_table_is_a_part_of_the_budget_chapter_and_a_sheet() -> None:
    """It stands behind the budget, with its figures; so it does on a sheet of its own."""
    order = [section.id for section in REPORT.sections]
    assert order[order.index("budget") + 1] == "deadlines"
    (sheet,) = (sheet for sheet in REPORT.sheets if sheet.id == "deadlines")
    assert [block.id for block in sheet.blocks] == ["deadlines", "deadline_figures"]
    values = rows(REPORT, "deadline_figures", "value")
    assert values == [(2,), (0,), (Money("9542.40", "EUR"),), (Money("9542.40", "EUR"),), (0,)]


def test_late_reports_and_activities_ahead_are_told() -> None:
    """What was due is overdue by its days; a table of what begins in the days ahead follows."""
    first, *others = GRANT.activities
    ahead = attrs.evolve(
        first,
        status=ActivityStatus.PLANNED,
        occurrences=(attrs.evolve(first.occurrences[0], when=DateSpan.parse("2025-02")),),
    )
    (project,) = GRANT.projects
    (_done, audit, final) = project.donor_reports
    late = attrs.evolve(audit, due=DateSpan.parse("2024-12-30"))
    undated = attrs.evolve(final, due=None)
    project = attrs.evolve(project, donor_reports=(undated, late), instalments=())
    report = build(attrs.evolve(GRANT, projects=(project,), activities=(ahead, *others)))
    shown = rows(report, "deadlines", "due", "deadline_state")
    assert shown == [
        (date(2024, 12, 30), "overdue by 1 day"),
        ("no date given", "day not known exactly"),
    ]
    assert rows(report, "upcoming_activities", "when", "projects") == [
        ("February 2025", "CyberEvidence Georgia")
    ]


def test_an_office_without_deadlines_has_no_chapter_of_them() -> None:
    """Where there is nothing to say nothing is said."""
    report = build(loaded("cproc_2017"))
    assert "deadlines" not in report.tables
    assert "deadlines" not in {section.id for section in report.sections}
    assert "deadlines" not in {sheet.id for sheet in report.sheets}
