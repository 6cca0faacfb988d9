"""The rows of a form: the donor's order, the project's own headings, years, what is not known."""

from decimal import Decimal

import attrs
from forms_filled import GRANT, filled, grant_with, line, numbered

from cproc.dates import DateSpan
from cproc.forms import FilledBlock, Role, problems_of_form
from cproc.model import Contribution, LocalText, Money

SALARIES = "Salaries (gross salaries including social security charges and other related costs"
Y1, Y2 = DateSpan.parse("2023"), DateSpan.parse("2024")


def titles(block: FilledBlock, first: str, last: str) -> list[str]:
    """The titles from one row to another."""
    keys = [row.key for row in block.rows]
    return [row.title for row in block.rows[keys.index(first) : keys.index(last) + 1]]


def test_lines_that_are_numbered_deeper_go_below_their_heading() -> None:
    """1.1.2.5 below 1.1.2; a heading of the project's own, 1.4, behind those of the form."""
    lines = [
        line("1.4.1", title="Insurance"),
        line("1.1.2.5", title="Driver"),
        line("1.1.2.10", title="Guard"),
        line("1.1.1", title="Engineer"),
        line("1", title="Bonus"),
    ]
    own = numbered(("1.4", "Social costs"), ("1.1.2", "Support"))
    block = filled(grant_with(lines, headings=own)).block("budget")
    assert titles(block, "1:", "1") == [
        "1. Human Resources",
        "1. Bonus",
        f"1.1 {SALARIES}, local staff)",
        "1.1.1 Engineer",
        "1.1.2 Administrative/support staff",
        "1.1.2.5 Driver",
        "1.1.2.10 Guard",
        f"1.2 {SALARIES}, expat/int. staff)",
        "1.3 Per diems for missions/travel",
        "1.3.1 Abroad (staff assigned to the Action)",
        "1.3.2 Local (staff assigned to the Action)",
        "1.3.3 Seminar/conference participants",
        "1.4 Social costs",
        "1.4.1 Insurance",
        "Subtotal Human Resources",
    ]


def test_several_lines_of_one_number_are_rows_of_their_own() -> None:
    """5.7 lunch, 5.7 rooms: two rows."""
    lines = [line("5.7", title="Lunch"), line("5.7", title="Rooms")]
    block = filled(grant_with(lines)).block("budget")
    rows = [row.title for row in block.rows if row.number == "5.7"]
    assert rows == ["5.7 Lunch", "5.7 Rooms"]


def test_lines_of_two_years_are_one_row() -> None:
    """What differs only in its time has its units in both columns."""
    lines = [line("2.1", "3", period=Y1), line("2.1", "5", period=Y2)]
    block = filled(grant_with(lines), spread=False).block("budget")
    (row,) = [row for row in block.rows if row.number == "2.1"]
    assert block.cell(row.key, "units").value == 8
    assert block.cell(row.key, "units_in_year:1").value == 3
    assert block.cell(row.key, "total_in_year:1").value == Money("300", "EUR")


def test_lines_that_would_not_tie_stay_apart() -> None:
    """Twice half a cent is a cent each, and one cent together."""
    lines = [line("2.1", "0.5", "0.01", period=year) for year in (Y1, Y2)]
    block = filled(grant_with(lines), spread=False).block("budget")
    assert len([row for row in block.rows if row.number == "2.1"]) == 2


def test_what_a_year_has_is_not_known_where_nobody_says() -> None:
    """Then no sum of that year is known; the whole life is."""
    lines = [line("2.1"), line("2.2", period=Y1)]
    form = filled(grant_with(lines), spread=False)
    block = form.block("budget")
    unknown = {key for key, column in block.gaps if column == "total_in_year:1"}
    assert unknown == {"2.1 1", "2", "7", "8", "9", "10", "11", "13"}
    assert block.cell("2", "total").value == Money("200", "EUR")
    assert block.cell("2", "total_in_year:1").value is None
    (problem,) = problems_of_form(form)
    assert problem.code == "form-gap"
    assert "2.1 A line does not say what of EUR 100.00 is for January 2023" in problem.message


def test_it_is_spread_where_that_is_asked_for() -> None:
    """Twelve of 24 months are half of it."""
    block = filled(grant_with([line("2.1", "5")])).block("budget")
    assert block.cell("2.1 1", "units_in_year:1").value == Decimal("2.5")


def test_what_is_given_in_kind_stands_in_row_12() -> None:
    """It is no eligible cost, and the sources have it too."""
    lines = [line("1.1.1", cost="900"), line("1.1.2", cost="50", in_kind=True)]
    (project,) = GRANT.projects
    given = Contribution("HELPLINE", "in_kind", Money("50", "EUR"))
    form = filled(grant_with(lines, contributions=(*project.contributions, given), rate_lines=()))
    assert not problems_of_form(form)
    assert titles(form.block("budget"), "12:", "13") == [
        "12. Taxes, contributions in kind",
        "1.1.2 A line",
        "13. Total accepted costs of the Action (11+12)",
    ]
    assert form.amount("budget/11", "total") == Money("900", "EUR")
    assert form.amount("budget/13", "total") == form.amount("funding/total") == Money("950", "EUR")


def test_empty_rows_of_the_form_stay() -> None:
    """A form without lines has all its rows, each nothing."""
    block = filled(grant_with([line("2.1")])).block("budget")
    empty = [row for row in block.rows if row.role is Role.EMPTY]
    assert len(empty) == 26
    assert {block.cell(row.key, "total").value for row in empty} == {Money(0, "EUR")}


def test_words_are_those_of_the_language() -> None:
    """In French the form is in French, and so are lines that have a French title."""
    flights = attrs.evolve(line("2.1"), title=LocalText({"en": "Flights", "fr": "Vols"}))
    block = filled(grant_with([flights]), lang="fr").block("budget")
    assert block.rows[0].title == "1. Ressources humaines"
    assert block.by_key["2.1 1"].title == "2.1 Vols"
