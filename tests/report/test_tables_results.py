"""Tables of results: what stood on the last day, and each value over time."""

from typing import Any

import attrs
from example_data import loaded

from cproc.model import (
    Counting,
    DateSpan,
    Disaggregation,
    Indicator,
    IndicatorValue,
    LocalText,
    Period,
    Portfolio,
    Result,
    ValueKind,
)
from cproc.report import Report, build
from cproc.serialize.analysis import analysis_tables

GRANT = loaded("eu_grant")
TITLE = LocalText({"en": "Reports closed", "fr": "Dossiers clos"})


def value(kind: ValueKind, number: str, when: str, *parts: Disaggregation) -> IndicatorValue:
    """A value with its time in ISO form."""
    return IndicatorValue(kind, number, DateSpan.parse(when), parts=parts)


YEARS = (
    value(ValueKind.BASELINE, "10", "2022-12"),
    value(ValueKind.MILESTONE, "20", "2023-06"),
    value(ValueKind.TARGET, "40", "2023"),
    value(ValueKind.TARGET, "60", "2024"),
    value(ValueKind.ACTUAL, "12", "2023-01/2023-06", Disaggregation("sex", "women", "5")),
    value(ValueKind.ACTUAL, "13.5", "2023-07/2023-12", Disaggregation("age", "15-24", "2")),
    value(ValueKind.ACTUAL, "99", "2024"),
)


def office(**fields: Any) -> Portfolio:
    """The example of a grant, which reports on 2023, with one result of one indicator."""
    made = Indicator(TITLE, "share of cases", YEARS, **fields)
    result = Result(TITLE, indicators=(made,), risk=LocalText({"en": "No staff"}))
    project = attrs.evolve(GRANT.projects[0], results=(result,))
    return attrs.evolve(GRANT, projects=(project,), silenced=(), period=Period.parse("2023"))


def column(report: Report, table: str, name: str) -> list[object]:
    """What a column of a table holds."""
    made = report.tables[table]
    return [row[made.index(name)].value for row in made.rows]


def test_the_table_tells_what_stood_on_the_last_day() -> None:
    """Values of later years are not in it; the target is the one due; units and risk are told."""
    report = build(office(counting=Counting.PER_PERIOD))
    code = GRANT.projects[0].code
    told = {name: column(report, f"results:{code}", name)[0] for name in (
        "unit", "baseline", "baseline_date", "target_date", "risk",
    )}  # fmt: skip
    assert told == {
        "unit": "share of cases",
        "baseline": 10,
        "baseline_date": "December 2022",
        "target_date": "2023",
        "risk": "No staff",
    }
    assert str(column(report, "results", "actual")[0]) == "25.5"


def test_each_value_has_a_row_of_its_own() -> None:
    """Groups that a value falls to follow on it, by their dimension."""
    report = build(office(), "fr")
    assert [str(each) for each in column(report, "indicator_values", "value")] == [
        "10", "20", "40", "60", "12", "5", "13.5", "2", "99",
    ]  # fmt: skip
    groups = [each for each in column(report, "indicator_values", "group") if each]
    assert groups == ["Sexe (Femmes)", "Âge (15-24)"]
    assert column(report, "indicator_values", "when")[1] == "juin 2023"


def test_values_over_time_are_no_table_where_there_is_nothing_to_add() -> None:
    """One value of each kind, women and men, are in the table of results."""
    assert "results" in build(GRANT).tables
    assert "indicator_values" not in build(GRANT).tables


def test_a_database_has_each_value_and_group() -> None:
    """Numbers are exact, times are first and last day, an indicator is known by its number."""
    tables = analysis_tables(office(id="closed"))
    values, parts = (
        [dict(zip(tables[name].columns, row, strict=True)) for row in tables[name].rows]
        for name in ("indicator_values", "disaggregations")
    )
    assert len(values) == len(YEARS)
    assert (values[0]["project"], values[0]["result"]) == (GRANT.projects[0].code, 1)
    assert str(values[2]["when_end"]) == "2023-12-31"
    assert (parts[0]["group"], str(parts[0]["value"])) == ("women", "5")
