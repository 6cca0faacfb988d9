"""Which charts a report has, what they draw, and what they say in words."""

from datetime import date

import attrs
import pytest
from example_data import loaded, reported

from cproc.model import (
    Activity,
    BudgetVersion,
    Contribution,
    LocalText,
    Money,
    Organisation,
    Portfolio,
)
from cproc.report import Chart, Report, build
from cproc.report.charts import DONORS, EACH_MONTH

EXAMPLE = loaded("cproc_2017")


def said(chart: Chart) -> str:
    """The text of a chart, its spaces all alike."""
    return chart.alt.replace("\u00a0", " ")


ENGLISH = reported("cproc_2017", "en")


def drawn(report: Report, chart: Chart) -> list[object]:
    """The values that a chart of rows draws; nothing for a row that its table does not have."""
    table = report.tables[chart.table]
    column, known = table.index(chart.values[-1]), {*table.keys}
    rows = chart.rows or table.keys
    return [table.rows[table.position(k)][column].value if k in known else None for k in rows]


def test_every_month_of_the_period_is_drawn_and_no_other() -> None:
    """Months follow each other without a gap; what lies outside is said and not drawn."""
    chart = ENGLISH.charts["chart_months"]
    assert chart.rows == tuple(map(str, EXAMPLE.period.months()))
    assert chart.points[:5] == ("Oct\n2016", "Nov", "Dec", "Jan\n2017", "Feb")
    assert chart.note == "Not drawn, outside the period: July 2016: 1."
    assert chart.note in chart.alt
    total = sum(value for value in drawn(ENGLISH, chart) if isinstance(value, int))
    assert total == len(ENGLISH.tables["activities"].rows) - 1


def test_months_of_years_are_named_by_the_quarter() -> None:
    """Names of many months would run into each other: the first of each quarter has one."""
    years = EXAMPLE.reporting("2015-10/2017-09")
    points = build(years).charts["chart_months"].points
    assert len(points) == 24 > EACH_MONTH
    assert [point for point in points if point][:3] == ["Oct\n2015", "Jan\n2016", "Apr"]


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "92 of 158 took place in none of these regions."),
        ("fr", "92 sur 158 ont eu lieu hors de ces régions."),
    ],
)
def test_what_is_in_no_region_is_no_bar_among_regions(language: str, note: str) -> None:
    """The greatest region comes first; what is in none is said, and stays in the table."""
    report = build(EXAMPLE, language)
    chart = report.charts["chart_regions"]
    assert drawn(report, chart) == [36, 25, 5]
    assert chart.note == note
    assert chart.note in chart.alt
    assert [row[1].value for row in report.tables["by_region"].rows] == [36, 25, 5, 92]


def funded(donors: int, stated: bool = True) -> Report:
    """An office whose one project has so many donors; the last one states no amount if asked."""
    project = EXAMPLE.projects[0]
    given = [
        Contribution(donor=f"D{n}", kind="grant", amount=Money(1000 * (donors - n), "EUR"))
        for n in range(donors)
    ]
    if not stated:
        given[-1] = attrs.evolve(given[-1], amount=None)
    budget = (BudgetVersion(Money(1000 * donors * (donors + 1) // 2, "EUR"), date(2016, 1, 1)),)
    project = attrs.evolve(project, contributions=tuple(given), budget=budget)
    names = tuple(Organisation(f"D{n}", LocalText({"en": f"Donor {n}"})) for n in range(donors))
    office = EXAMPLE.office
    host = tuple(o for o in EXAMPLE.organisations if o.id in {office.organisation, office.host})
    return build(
        Portfolio(
            attrs.evolve(office, contributions=()),
            EXAMPLE.period,
            projects=(project,),
            organisations=(*host, *names),
            programmes=EXAMPLE.programmes,
            regions=EXAMPLE.regions,
        )
    )


def test_of_many_donors_the_first_have_a_bar_and_the_others_one() -> None:
    """No more than ten donors are named; the sum of the others is a bar, which says how many."""
    report = funded(15)
    chart = report.charts["chart_funding"]
    assert len(chart.rows) == DONORS
    assert len(chart.rest) == 5
    assert chart.points == (*(f"Donor {n}" for n in range(10)), "5 others")
    assert "5 others: EUR 15,000" in said(chart)
    assert "total: EUR 120,000" in said(chart)
    assert not funded(11).charts["chart_funding"].rest  # one donor is named, and no other one


def test_an_amount_that_is_not_stated_is_no_bar_of_zero() -> None:
    """A donor of whom no amount is known is named below the chart."""
    chart = funded(5, stated=False).charts["chart_funding"]
    assert "D4" not in chart.rows
    assert "Amount not stated: Donor 4." in chart.note


def one_activity_each(activities: tuple[Activity, ...]) -> Portfolio:
    return attrs.evolve(EXAMPLE, activities=activities, reports=())


def test_no_chart_says_nothing() -> None:
    """One bar, two bars, or bars that are all alike are no chart; their table is read sooner."""
    few = build(one_activity_each(EXAMPLE.activities[:2]))
    assert not {"chart_months", "chart_countries", "chart_regions"} & few.charts.keys()
    same = tuple(attrs.evolve(each, period=EXAMPLE.projects[0].period) for each in EXAMPLE.projects)
    alike = build(attrs.evolve(one_activity_each(()), projects=same))
    assert "chart_timeline" not in alike.charts


def test_the_text_of_a_chart_says_what_it_shows_first() -> None:
    """The greatest, the least and the total; from where to where a line goes; then the values."""
    texts = {
        "chart_projects": "Largest: GLACY+ (67); smallest: CyberSouth (0); total: 186. ",
        "chart_budget": "Budget in force: rises from EUR 3,350,000 (1 November 2013) to EUR 24,390",
        "chart_timeline": "On 30 September 2017: 6 running, 1 ended, 0 to come. ",
    }
    for id_, words in texts.items():
        assert words in said(ENGLISH.charts[id_]), id_
