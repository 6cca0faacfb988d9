"""The reference office a quarter later: one bank of two years, and a report on each period."""

import json
from datetime import date
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner
from example_data import loaded

from cproc import render
from cproc.checks import check
from cproc.cli import main
from cproc.dates import DateSpan, Period
from cproc.errors import Severity
from cproc.figures import evaluate
from cproc.model import (
    Activity,
    ActivityKind,
    ActivityStatus,
    BudgetVersion,
    LocalText,
    Money,
    Narrative,
    Occurrence,
    Participants,
    Place,
    Project,
    ReportIdentity,
    Transaction,
    TransactionType,
    TreatyEvent,
    TreatyStatus,
)
from cproc.report import build
from cproc.serialize import dumps

YEAR = loaded("cproc_2017")
TREATY = "CETS185"
NEW = (
    TreatyEvent(TREATY, "TN", TreatyStatus.INVITED, DateSpan.parse("2018-02-13")),
    TreatyEvent(TREATY, "PH", TreatyStatus.PARTY, DateSpan.parse("2018-03-28")),
)
PERIOD = "2018-01/2018-03"


def _text(words: str) -> LocalText:
    return LocalText({"en": words, "fr": words})


def _project(project: Project) -> Project:
    """GLACY+ as it is a quarter later: its budget is raised, and money is received and spent."""
    if project.code != "GLACY+":
        return project
    raised = BudgetVersion(Money(14_000_000, "EUR"), date(2018, 3, 1))
    paid = (
        Transaction("T1", TransactionType.INCOMING_FUNDS, date(2018, 1, 15), Money(500, "EUR")),
        Transaction("T2", TransactionType.EXPENDITURE, date(2018, 1, 20), Money(50, "EUR")),
    )
    return attrs.evolve(project, budget=(*project.budget, raised), transactions=paid)


_COUNTS = '{{ entries }} entries, {{ entries(period="previous") }} the year before'
WORKSHOP = Activity(
    "B001", ("GLACY+",), ActivityKind.WORKSHOP,
    (Occurrence(DateSpan.parse("2018-02-05/2018-02-06"), (Place(country="SN"),)),),
    _text("Workshop of the quarter"), participants=(Participants(total=10),),
)  # fmt: skip
BANK = attrs.evolve(
    YEAR,
    projects=tuple(map(_project, YEAR.projects)),
    activities=(
        *YEAR.activities, WORKSHOP, attrs.evolve(WORKSHOP, id="B002", status=ActivityStatus.PLANNED)
    ),
    treaty_events=(*YEAR.treaty_events, *NEW),
    posts=(*YEAR.posts, attrs.evolve(YEAR.posts[0], id="NEW", since=date(2018, 1, 1))),
    reports=(
        *YEAR.reports,
        ReportIdentity(
            Period.parse(PERIOD), _text("The quarter"), against=YEAR.period,
            narrative=(Narrative("summary", _text(_COUNTS)),),
        ),
    ),
)  # fmt: skip
QUARTER = BANK.reporting(PERIOD)
THEN = (
    'parties(treaty="CETS185", on="{}")',
    'signed_or_invited(treaty="CETS185", on="{}")',
    'committee_members(treaty="CETS185", on="{}")',
    'budget_total(on="{}")',
    'budget_all(on="{}")',
    'funding(donor="EU", on="{}")',
)
DAYS = ("2014-06-30", "2015-12-31", "2016-09-30", "2017-06-30", "2017-09-30")


@pytest.mark.parametrize("call", THEN)
def test_what_was_told_of_a_day_is_told_again(call: str) -> None:
    """Of treaties and budgets each day has the value, or the bounds, that it had a quarter ago."""
    for day in DAYS:
        assert evaluate(QUARTER, call.format(day)) == evaluate(YEAR, call.format(day)), day


def test_staff_of_the_year_is_within_what_is_told_a_quarter_later() -> None:
    """21 were in post in September 2017; a quarter later only the one with a first day is sure."""
    found = evaluate(QUARTER, 'headcount(on="2017-09-30")')
    assert (found.low, found.high) == (1, 21)
    assert evaluate(YEAR, "headcount").value == 21
    assert evaluate(QUARTER, "headcount").value == 22


def test_who_became_party_is_no_longer_invited() -> None:
    """The Philippines are the 57th party; Tunisia is invited in their place: 14 as before."""
    counts = {
        "parties": 57,
        "signed_or_invited": 14,
        "accessions": 1,
    }
    for name, number in counts.items():
        assert evaluate(QUARTER, f'{name}(treaty="{TREATY}")').value == number, name
    tables = build(QUARTER).tables
    table = tables["treaty_status"]
    states = table.index("states")
    party, *others = (str(row[states].value) for row in table.rows)
    assert "Philippines" in party
    assert not any("Philippines" in row for row in others)
    changes = tables["treaty_changes"]
    assert [row[changes.index("state")].value for row in changes.rows] == ["Tunisia", "Philippines"]


def test_neither_report_finds_fault_with_the_bank() -> None:
    """Every report is checked on its own period, whichever is asked for."""
    for asked in (BANK, QUARTER):
        assert [p for p in check(asked) if p.severity is Severity.ERROR] == []
        codes = {p.code for p in check(asked) if p.severity is Severity.WARNING}
        assert codes == {"likely-twice"}, codes
    unknown = Narrative("summary", _text("{{ nothing }}"))
    spoilt = QUARTER.with_report(narrative=(unknown,)).reporting(YEAR.period)
    paths = {p.path for p in check(spoilt) if p.code == "placeholder-unknown"}
    assert paths == {"reports[1].narrative[0].text.en", "reports[1].narrative[0].text.fr"}


def test_a_second_report_on_a_period_is_told() -> None:
    """Of two on one period the first is printed; neither is dropped in silence."""
    twice = attrs.evolve(BANK, reports=(*BANK.reports, ReportIdentity(YEAR.period)))
    paths = [problem.path for problem in check(twice) if problem.code == "report-twice"]
    assert paths == ["reports[2].period"]


SAME = ("activities", "by_month", "by_project", "by_kind", "by_country", "by_region", "projects",
        "budget_versions", "budget_history", "funding", "overview", "treaty_changes", "posts",
        "reconciliation", "timeline", "month_by_project", "inventory")  # fmt: skip


def test_the_report_on_the_year_is_the_one_it_was() -> None:
    """What came after the year is in none of its tables."""
    before, after = build(YEAR), build(BANK)
    for name in SAME:
        shown = [[[cell.value for cell in row] for row in of.tables[name].rows]
                 for of in (before, after)]  # fmt: skip
        assert shown[0] == shown[1], name


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_quarter_counts_only_its_own(language: str) -> None:
    """Two entries of which one was held; beside them the 158 of the year, and the change."""
    report = build(QUARTER, language)
    tables = report.tables
    assert [row[1].value for row in tables["activities"].rows] == ["B001", "B002"]
    assert len(tables["inventory"].bands) == 1
    months = [row[1].value for row in tables["by_month"].rows]
    assert months == [0, 1, 0]
    figures = {row[0].value: [cell.value for cell in row[1:4]] for row in tables["overview"].rows}
    title = {"en": "Entries of the inventory", "fr": "Entrées de l'inventaire"}[language]
    assert figures[title] == [2, 158, -156]
    budget = {"en": "Budget in force", "fr": "Budget en vigueur"}[language]
    assert figures[budget] == [
        Money(26_390_000, "EUR"), Money(24_390_000, "EUR"), Money(2_000_000, "EUR")
    ]  # fmt: skip
    glacy = next(row for row in tables["by_project"].rows if row[0].value == "GLACY+")
    assert [cell.value for cell in glacy[2:5]] == [1, 67, -66]
    (summary,) = (s for s in report.sections if s.id == "summary")
    assert any(
        "2 entries, 158 the year before" in getattr(b, "markdown", "") for b in summary.blocks
    )


@pytest.mark.parametrize(
    ("to", "language"),
    [
        ("docx", "fr"),
        ("xlsx", "en"),
        ("md", "fr"),
        pytest.param("docx", "en", marks=pytest.mark.thorough),
        pytest.param("xlsx", "fr", marks=pytest.mark.thorough),
        pytest.param("md", "en", marks=pytest.mark.thorough),
    ],
)
def test_both_reports_are_exported(language: str, to: str) -> None:
    """The default is the year; the period is named as text, or given with the bank."""
    year, quarter = render(BANK, to, language), render(BANK, to, language, period=PERIOD)
    assert quarter == render(QUARTER, to, language) != year


def test_the_command_asks_for_either(tmp_path: Path) -> None:
    """`--period` and `--against` of the command are those of Python."""
    file = tmp_path / "bank.json"
    file.write_text(dumps(BANK), encoding="utf-8")

    def run(*words: str) -> str:
        done = CliRunner().invoke(main, [*words[:1], str(file), *words[1:]])
        assert done.exit_code == 0, done.output
        return done.stdout

    def entries(*words: str) -> int:
        listed = json.loads(run("figures", *words, "--json"))["figures"]
        return next(int(each["value"]) for each in listed if each["figure"] == "entries")

    assert (entries(), entries("--period", PERIOD)) == (158, 2)
    assert json.loads(run("tally", "--period", PERIOD, "--json"))["total"] == 2
    assert json.loads(run("tally", "--period", "all", "--json"))["total"] == 160
    years = json.loads(run("tally", "--by", "year", "--period", "all", "--json"))["rows"]
    assert [row["value"] for row in years] == [32, 126, 2]
    assert "158" in run("explain", 'entries(period="previous")', "--period", PERIOD)
    written = tmp_path / "quarter.docx"
    run(
        "export",
        "--to",
        "docx",
        "-o",
        str(written),
        "--period",
        PERIOD,
        "--against",
        "2016-10/2017-09",
    )
    assert written.read_bytes() == render(QUARTER, "docx")
    wrong = CliRunner().invoke(main, ["check", str(file), "--period", "soon"])
    assert wrong.exit_code == 2
