"""Tables: what they show of records of every kind, and what is left out."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from table_values import rows, total

from cproc.dates import DateSpan, Month, Period
from cproc.errors import InvalidValueError
from cproc.labels import labels_in
from cproc.model import (
    Activity,
    ActivityKind,
    ActivityStatus,
    BudgetVersion,
    Contribution,
    ContributionKind,
    Indicator,
    IndicatorValue,
    LocalText,
    Occurrence,
    Participants,
    Place,
    Portfolio,
    Post,
    Project,
    Qualifier,
    Result,
    ShareBase,
    Statement,
    Transaction,
    TransactionType,
    ValueKind,
)
from cproc.money import Money
from cproc.report import Cell, build
from cproc.report.context import Context
from cproc.report.declare import valued
from cproc.report.tables_figures import figure_tables
from cproc.testing import make_portfolio


def text(english: str) -> LocalText:
    return LocalText({"en": english})


OFFICE = attrs.evolve(make_portfolio(0).office, contributions=())
PROJECT = Project("P", "Project P", text("P"), DateSpan.parse("2016-01/2018-12"))
ACTIVITY = Activity(
    "A1",
    ("P",),
    ActivityKind.MEETING,
    (Occurrence(DateSpan.parse("2017-01-10")),),
    text("Meeting"),
)


def portfolio(*activities: Activity, **changes: Any) -> Portfolio:
    """Make an office of one project, with nothing else."""
    base = Portfolio(OFFICE, Period.parse("2016-10/2017-09"), projects=(PROJECT,))
    return attrs.evolve(base, activities=activities, **changes)


def test_a_missing_translation_is_shown_and_marked() -> None:
    """The title of an entry that has no French is printed in English, and says so."""
    report = build(portfolio(ACTIVITY), "fr")
    table = report.tables["activities"]
    cell = table.rows[0][table.index("title")]
    assert (cell.value, cell.language) == ("Meeting", "en")


def test_columns_nobody_fills_are_left_out() -> None:
    """Status, people, cost, partners, source and note are shown where an entry has them."""
    plain = {column.id for column in build(portfolio(ACTIVITY)).tables["activities"].columns}
    rich = attrs.evolve(
        ACTIVITY,
        id="A2",
        participants=(Participants("judges", 3, 4), Participants("police", 5, 5)),
        planned_cost=Money("100", "EUR"),
        partners=("O",),
        source="L1",
        note=LocalText({"en": "odd"}),
    )
    gone = attrs.evolve(rich, id="A3", status=ActivityStatus.CANCELLED)
    report = build(portfolio(ACTIVITY, rich, gone))
    extra = (
        *("partners", "activity_status", "women", "men", "people", "planned_cost"),
        *("source", "note"),
    )
    assert plain.isdisjoint(extra)
    assert rows(report, "activities", *extra) == [
        (None, "held", None, None, None, None, None, None),
        ("O", "held", 8, 9, 17, Money("100", "EUR"), "L1", "odd"),
        # Of what was cancelled nobody took part.
        ("O", "cancelled", None, None, None, Money("100", "EUR"), "L1", "odd"),
    ]


def test_funding_ties_by_project_and_by_donor() -> None:
    """What each donor pays in each project adds up to what it pays, and to the budget."""
    shared = attrs.evolve(
        PROJECT,
        budget=(BudgetVersion(Money("100.01", "EUR"), date(2016, 1, 1)),),
        contributions=(
            Contribution(
                "A", ContributionKind.JOINT_PROGRAMME, share=Decimal("0.1"), base=ShareBase.UNSTATED
            ),
            Contribution("B", ContributionKind.JOINT_PROGRAMME, rest=True),
        ),
    )
    gift = attrs.evolve(
        shared,
        code="Q",
        contributions=(
            Contribution("A", ContributionKind.VOLUNTARY, Money("1", "EUR")),
            Contribution("C", ContributionKind.VOLUNTARY),
        ),
    )
    report = build(portfolio(projects=(shared, gift)))
    assert rows(report, "funding", "donor", "amount") == [
        ("B", Money("90.01", "EUR")),
        ("A", Money("11.00", "EUR")),
        ("Not attributed to a donor", Money("99.01", "EUR")),
    ]
    assert rows(report, "funding_by_project", "donor", "amount") == [
        ("B", Money("90.01", "EUR")),
        ("A", Money("10.00", "EUR")),
        ("A", Money("1", "EUR")),
        ("Not attributed to a donor", Money("99.01", "EUR")),
    ]
    assert total(report, "funding", "amount") == Money("200.02", "EUR")
    assert [row[0] for row in rows(report, "contributions", "basis")] == [
        "share, its base not stated",
        "rest of the budget",
        "amount stated",
        "amount not stated",
    ]


def test_an_unknown_budget_is_empty_and_told() -> None:
    """A running project without a budget has no amount, and the note names it."""
    known = attrs.evolve(
        PROJECT, code="Q", budget=(BudgetVersion(Money("5", "EUR"), date(2016, 1, 1)),)
    )
    report = build(portfolio(projects=(PROJECT, known)))
    assert rows(report, "projects", "in_force") == [(None,), (Money("5", "EUR"),)]
    assert any(
        "for Project P; it is not in the total" in n for n in report.tables["projects"].notes
    )
    alone = build(portfolio())
    assert "in_force" not in {column.id for column in alone.tables["projects"].columns}
    assert "budget_history" not in alone.tables


def test_budgets_of_two_currencies_are_not_added() -> None:
    """A budget in another currency than its project is refused, as the checks tell."""
    version = BudgetVersion(Money("5", "USD"), date(2016, 1, 1))
    other = attrs.evolve(PROJECT, budget=(version,), currency="EUR")
    with pytest.raises(InvalidValueError, match="is not in EUR"):
        build(portfolio(projects=(other,)))


def test_results_show_the_measures_they_have() -> None:
    """Columns of indicators are those that some result of the table fills."""
    result = Result(
        text("Trained"),
        indicators=(
            Indicator(
                text("People"),
                "people",
                (
                    IndicatorValue(ValueKind.TARGET, Decimal(10)),
                    IndicatorValue(ValueKind.ACTUAL, Decimal("7.5")),
                ),
            ),
        ),
    )
    report = build(portfolio(projects=(attrs.evolve(PROJECT, results=(result,)),)))
    assert rows(report, "results:P", "result", "indicator", "target", "actual") == [
        ("Trained", "People", 10, Decimal("7.5"))
    ]
    assert "baseline" not in {column.id for column in report.tables["results:P"].columns}


def test_counts_are_not_compared_with_amounts() -> None:
    """Where a statement and a figure are of different kinds, no difference is printed."""
    statement = Statement("s", text("s"), Decimal(5), "EUR", figures=("entries",))
    share = Statement("t", text("t"), Decimal(5), "%", figures=("entries",))
    report = build(portfolio(ACTIVITY).with_report(statements=(statement, share)))
    assert rows(report, "reconciliation", "computed", "difference") == [(1, None), (1, None)]


def test_arguments_of_figures_are_told_in_words() -> None:
    """Behind the title of a figure stand what it was asked for, in the report's language."""
    calls = (
        'headcount(paid_by="projects", recruitment="local")',
        'entries(country="RO", month="2017-01", kind="meeting")',
        'headcount(grade="B2")',
    )
    statement = Statement("s", text("s"), Decimal(5), "posts", figures=calls)
    posts = (Post("X", text("Assistant"), grade="B2"),)
    report = build(portfolio(ACTIVITY, posts=posts).with_report(statements=(statement,)), "fr")
    assert [row[0] for row in rows(report, "reconciliation", "figure")] == [
        "Effectif (Projets, Local)",
        "Entrées de l'inventaire (Roumanie, janvier 2017, Réunion)",
        "Effectif (B2)",
    ]


def test_a_budget_of_nothing_has_no_shares() -> None:
    """Where there is no money there is no share of it."""
    version = BudgetVersion(Money("0", "EUR"), date(2016, 1, 1))
    gift = Contribution("A", ContributionKind.VOLUNTARY, Money("0", "EUR"))
    project = attrs.evolve(PROJECT, budget=(version,), contributions=(gift,))
    report = build(portfolio(projects=(project,)))
    assert rows(report, "funding", "amount", "share") == [(Money("0", "EUR"), None)]


def test_a_value_that_is_not_known_is_an_empty_cell() -> None:
    """Nothing is no nought."""
    assert valued(None, "EUR") == Cell()


def test_a_figure_without_a_definition_in_the_language_has_the_english_one() -> None:
    """A figure that nobody has translated yet is defined in English, and marked so."""
    french = labels_in("fr")
    less = {key: word for key, word in french.entries.items() if key != "definition.entries"}
    names = Context(portfolio(ACTIVITY), attrs.evolve(french, entries=less))
    overview = next(iter(figure_tables(names)))
    rules = {row[-1] for row in overview.rows}
    assert Cell("Count the rows of the inventory, each once.", language="en") in rules


def test_few_countries_need_no_short_table() -> None:
    """The table of the first countries is there only where it is shorter than the whole."""
    few = []
    for number, countries in enumerate(("GE", "GE AM", "GE AM MD")):
        places = tuple(Place(country=code) for code in countries.split())
        occurrence = attrs.evolve(ACTIVITY.occurrences[0], places=places)
        few.append(attrs.evolve(ACTIVITY, id=f"A{number}", occurrences=(occurrence,)))
    report = build(portfolio(*few))
    assert "top_countries" not in report.tables
    assert report.charts["chart_countries"].table == "by_country"


def test_nothing_is_counted_by_what_no_entry_has() -> None:
    """Without countries or regions their tables, charts and sheets are left out, and said so."""
    report = build(portfolio(ACTIVITY))
    absent = {"by_country", "by_region", "activity_countries", "activity_regions"}
    assert not absent & report.tables.keys()
    assert not {"chart_countries", "chart_regions"} & report.charts.keys()
    assert {"Where activities took place", "Activities in each region"} <= {*report.left_out}


def test_months_without_activities_have_no_row_in_the_table_of_a_project() -> None:
    """A month in which something was has one; what is earlier is in no table."""
    early = attrs.evolve(ACTIVITY, id="A0", occurrences=(Occurrence(DateSpan.parse("2016-02")),))
    short = attrs.evolve(PROJECT, period=DateSpan.parse("2016-12-20/2017-03-01"))
    made = portfolio(early, ACTIVITY, projects=(short,), period=Period.parse("2016-10/2017-09"))
    table = build(made).tables["project_months:P"]
    assert [(row[0].value, row[1].value) for row in table.rows] == [("January 2017", 1)]
    assert "project_months:P" not in build(portfolio()).tables


UNDATED = attrs.evolve(ACTIVITY, id="A2", occurrences=(Occurrence(DateSpan.parse("2017")),))


@pytest.mark.parametrize(
    ("language", "word", "title"),
    [
        ("en", "Month not known", "2017, month not known"),
        ("fr", "Mois inconnu", "2017, mois inconnu"),
    ],
)
def test_an_activity_of_a_year_is_listed_without_a_month(
    language: str, word: str, title: str
) -> None:
    """It stands in the last row of each table by month, and behind its year's bands."""
    later = attrs.evolve(ACTIVITY, id="A3", occurrences=(Occurrence(DateSpan.parse("2017-12")),))
    last = attrs.evolve(ACTIVITY, id="A4", occurrences=(Occurrence(DateSpan.parse("2018-01")),))
    years = Period.parse("2017/2018")
    report = build(portfolio(UNDATED, last, later, ACTIVITY, period=years), language)
    counts = ("month_name", "entries", "listed_entries", "participations")
    assert rows(report, "by_month", *counts)[-1] == (word, 1, 1, 1)
    assert [total(report, "by_month", column) for column in counts[1:]] == [4, 4, 4]
    assert rows(report, "month_by_project", "month_name", "project:P")[-1] == (word, 1)
    assert rows(report, "project_months:P", "month_name", "entries")[-1] == (word, 1)
    bands = list(report.tables["inventory"].bands.values())
    assert (len(bands), bands[2]) == (4, title)
    first = [(None,), (None,), (None,), (date(2017, 1, 10),)]
    assert rows(report, "activities", "first_day") == first


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "A2: one entry that may lie in the period, as its time is not known well enough, is",
        ),
        (
            "fr",
            "A2\u00a0: une entrée qui peut être de la période, sa date n'étant pas assez connue,",
        ),
    ],
)
def test_an_activity_that_may_be_of_the_period_is_named(language: str, told: str) -> None:
    """It is in no row of the tables, each of which names it; the count is 1 or 2."""
    office = portfolio(UNDATED, ACTIVITY, period=Period.parse("2016-10/2017-09"))
    report = build(office, language)
    assert rows(report, "activities", "activity") == [("A1",)]
    for table in ("activities", "by_month", "by_project", "by_kind", "month_by_project"):
        assert any(note.startswith(told) for note in report.tables[table].notes), table
    entries = next(row for row in rows(report, "overview", "key_figure", "value", "unit")
                   if row[2] in ("entries", "entrées"))  # fmt: skip
    assert entries[1] in ("1 to 2", "1 à 2")


def test_what_was_listed_under_a_month_has_that_month() -> None:
    """Its first day is of no month, but it is listed under one."""
    listed = attrs.evolve(UNDATED, listed_in=Month(2017, 3))
    report = build(portfolio(listed), "en")
    assert list(report.tables["inventory"].bands.values()) == ["March 2017"]
    counts = rows(report, "by_month", "month_name", "entries", "listed_entries")
    assert [row for row in counts if any(row[1:])] == [
        ("March 2017", 0, 1), ("Month not known", 1, 0),
    ]  # fmt: skip


def test_tables_mark_money_that_is_not_exact() -> None:
    """The voucher and the planned cost are marked; a note tells what their sums take."""
    paid = Transaction(
        "T1", TransactionType.EXPENDITURE, date(2017, 2, 1), Money("10", "EUR"),
        qualifier=Qualifier.MORE_THAN,
    )  # fmt: skip
    entry = attrs.evolve(ACTIVITY, planned_cost=Money("5", "EUR"), qualifier=Qualifier.ABOUT)
    project = attrs.evolve(PROJECT, transactions=(paid,))
    report = build(portfolio(entry, projects=(project,)), "en")
    for table, column, word in (
        ("transactions", "qualifier", "more than this"),
        ("activities", "cost_qualifier", "about"),
    ):
        assert rows(report, table, column) == [(word,)]
        assert any("sums take that number" in note for note in report.tables[table].notes)
    facts = rows(report, "project_money:P", "fact", "value")
    assert ("Spent", "more than EUR\u00a010") in facts
