"""Projects without an end, prolonged, suspended, cancelled: no figure invents a day."""

from datetime import date
from typing import Any

import attrs
import pytest

from cproc import render
from cproc.dates import DateSpan, Period
from cproc.figures import Reason, evaluate, total
from cproc.model import (
    BudgetVersion,
    LocalText,
    Money,
    Office,
    Organisation,
    Portfolio,
    Project,
    ProjectStatus,
    StatusChange,
    Transaction,
    TransactionType,
)
from cproc.report import build

TITLE = LocalText({"en": "x", "fr": "x"})
PAID = Transaction("T1", TransactionType.EXPENDITURE, date(2017, 2, 1), Money(50, "EUR"))


def project(code: str, period: str, *changes: StatusChange, **fields: Any) -> Project:
    """A project of 100 euro."""
    budget = (BudgetVersion(Money(100, "EUR"), date(2016, 1, 1)),)
    when = DateSpan.parse(period)
    return Project(code, code, TITLE, when, budget=budget, status_changes=changes, **fields)


def office(*projects: Project) -> Portfolio:
    """An office that reports on 2017."""
    home = Office("O", TITLE, "X", "x", "RO")
    own = (Organisation("X", TITLE),)
    return Portfolio(home, Period.parse("2017"), organisations=own, projects=projects)


OPEN = office(project("P", "2016-07/..", transactions=(PAID,)))


@pytest.mark.parametrize("name", ["project_months", "time_elapsed", "forecast"])
def test_what_needs_an_end_is_not_known_without_one(name: str) -> None:
    """The project is missing, for it has no end."""
    found = evaluate(OPEN, f'{name}(project="P")')
    assert not found.known
    assert [(each.record, each.reason) for each in found.missing] == [("P", Reason.OPEN_END)]


def test_a_project_without_an_end_runs_for_good() -> None:
    """Its budget is in force in any year, and its spending is told."""
    assert evaluate(OPEN, "projects_active").value == 1
    assert evaluate(OPEN, 'budget_total(period="2050")').value == Money(100, "EUR")
    assert evaluate(OPEN, "burn_rate").value == 50


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "since July 2016, end open"), ("fr", "juillet 2016 – (sans date de fin)")],
)
def test_an_open_end_is_printed_in_words(language: str, words: str) -> None:
    """No table shows the last day of the calendar."""
    report = build(OPEN, language)
    timeline = report.tables["timeline"]
    assert timeline.rows[0][timeline.index("duration")].value == words
    assert "end" not in {column.id for column in timeline.columns}
    facts = {row[0].value: row[1].value for row in report.tables["project_facts:P"].rows}
    assert words in facts.values()
    for table in report.tables.values():
        for row in table.rows:
            assert not any("9999" in str(cell.value) for cell in row), table.id
    for to in ("docx", "xlsx", "md", "csv"):
        assert render(OPEN, to, language)


def test_a_change_of_status_holds_from_its_day() -> None:
    """Suspended from May to July 2017, cancelled in October: by day, and in words."""
    changes = (
        StatusChange(ProjectStatus.SUSPENDED, date(2017, 5, 1), date(2017, 7, 31), TITLE),
        StatusChange(ProjectStatus.CANCELLED, date(2017, 10, 1)),
    )
    made = office(project("P", "2016/2019", *changes), project("Q", "2016/2019"))
    for day, active, begun in (
        ("2017-04-30", 2, 200), ("2017-06-01", 1, 200),
        ("2017-08-01", 2, 200), ("2017-12-31", 1, 100),
    ):  # fmt: skip
        assert evaluate(made, f'projects_active(on="{day}")').value == active, day
        assert evaluate(made, f'budget_total(on="{day}")').value == Money(100 * active, "EUR"), day
        assert evaluate(made, f'budget_all(on="{day}")').value == Money(begun, "EUR"), day
        assert total(made, "budget", on=date.fromisoformat(day)).total == Money(100 * active, "EUR")
    for language, status in (("en", "cancelled"), ("fr", "annulé")):
        facts = build(made, language).tables["project_facts:P"]
        shown = [cell.value for row in facts.rows for cell in row]
        assert status in shown
        assert any("(x)" in str(value) for value in shown)


def test_a_prolonged_project_shows_both_ends() -> None:
    """The end as first agreed stands beside the actual one, where there is one that was."""
    longer = project("P", "2016/2018", planned_period=DateSpan.parse("2016/2017"))
    table = build(office(longer)).tables["projects"]
    ends = [table.rows[0][table.index(name)].value for name in ("end", "planned_end")]
    assert ends == [date(2018, 12, 31), date(2017, 12, 31)]
    plain = build(office(attrs.evolve(longer, planned_period=None))).tables["projects"]
    assert "planned_end" not in {column.id for column in plain.columns}
