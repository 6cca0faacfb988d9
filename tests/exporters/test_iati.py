"""IATI: valid against the schema, read back by another library, the same bytes twice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import attrs
import pytest
from example_data import loaded
from hypothesis import HealthCheck, given, settings
from iati_files import LANG, file_of, read, written
from lxml import etree

import cproc
from cproc import evaluate, model
from cproc.dates import DateSpan
from cproc.errors import DataError, LeftOutWarning
from cproc.exporters.iati import IatiExporter, IatiOptions
from cproc.model import (
    LocalText,
    Money,
    Organisation,
    Portfolio,
    Project,
    ProjectStatus,
    TransactionType,
)
from cproc.testing import empty_portfolio, make_portfolio, projects

typed: Any = model
"""Its constructors convert what they are given, which a type checker does not see."""

TEXT = LocalText({"en": "Words", "fr": "Mots"})
PARTIES = tuple(Organisation(name, TEXT) for name in ("COE", "EU", "RO_GOV"))
LIFE = DateSpan.parse("2023-05-01/2025-04-30")


def office(*of: Project, **more: Any) -> Portfolio:
    """The invented office with other projects."""
    parties = make_portfolio(0).organisations
    return attrs.evolve(empty_portfolio(), **{"organisations": parties, "projects": of, **more})


def project(code: str = "P1", **fields: Any) -> Project:
    """A project of two years."""
    usual = {"code": code, "name": code, "title": TEXT, "period": LIFE}
    made: Project = typed.Project(**(usual | fields))
    return made


def activity(*projects: Project, **more: Any) -> Any:
    """The first activity of the file of an office."""
    return file_of(office(*projects, **more))[0]


def attributes(element: Any, path: str) -> list[dict[str, str]]:
    """The attributes of the elements that a path leads to."""
    return [dict(each.attrib) for each in element.iterfind(path)]


@pytest.mark.parametrize("name", ["cproc_2017", "eu_grant"])
@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("options", [{}, {"activities": "children", "history": "true"}])
def test_the_examples_are_valid(name: str, lang: str, options: dict[str, str]) -> None:
    """Both examples are valid against the schema, one activity a project, with any option."""
    root = file_of(loaded(name), lang, **options)
    top = root.findall("iati-activity[@hierarchy='1']")
    assert len(top) == len(loaded(name).projects)
    assert {each.get(LANG) for each in root} == {lang}
    assert bool(root.findall("iati-activity[@hierarchy='2']")) == bool(options)


def test_lists_may_be_empty() -> None:
    """A project needs no list; an office without projects has a file without activities."""
    with pytest.warns(LeftOutWarning, match="registries refuse it"):
        data = cproc.render(empty_portfolio(), "iati")
    assert len(etree.fromstring(data)) == 0
    assert len(activity(project())) > 0


def test_a_thousand_projects_are_valid() -> None:
    """Many projects make one valid file, each with an identifier of its own."""
    many = office(*(project(f"P{number}") for number in range(1000)))
    identifiers = file_of(many).xpath("iati-activity/iati-identifier/text()")
    assert len(set(identifiers)) == 1000


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(projects(programme=None))
def test_law_any_project_is_valid_or_refused(drawn: Project) -> None:
    """What is refused is refused by a rule of IATI; all else is valid, and twice the same."""
    alone = attrs.evolve(drawn, predecessors=(), regions=(), code="P1")
    whole = attrs.evolve(office(alone), organisations=(*office().organisations, *PARTIES))
    try:
        first = written(whole, IatiOptions("children", history=True))
    except DataError as error:
        refused = {each.code for each in error.problems}
        assert refused <= {"iati-percentages", "iati-percentages.missing", "iati-weights"} | {
            "iati-text",
            "iati-indicator",
            "iati-identifier",
            "iati-character",
        }
        return
    read(first)
    assert written(whole, IatiOptions("children", history=True)) == first


def test_titles_amounts_and_days_are_read_back() -> None:
    """Another library reads the titles, the amounts and the days that stand in the portfolio."""
    whole = make_portfolio(120)
    root = file_of(whole)
    assert root.xpath("iati-activity/title/narrative[1]/text()") == [
        each.title.get("en") for each in whole.projects
    ]
    for element, of in zip(root, whole.projects, strict=True):
        read_back = [
            (each.get("ref"), each[1].get("iso-date"), each[2].get("currency"), each[2].text)
            for each in element.iterfind("transaction")
            if each.get("ref")
        ]
        assert read_back == [
            (paid.id, paid.date.isoformat(), paid.amount.currency, f"{paid.amount.amount:f}")
            for paid in of.transactions
        ]


def test_law_transactions_make_the_figures() -> None:
    """Expenditure and income of a file are those that the figures have."""
    whole = make_portfolio(120)
    # What is a flat rate is booked nowhere.
    plain = tuple(attrs.evolve(each, rate_lines=()) for each in whole.projects)
    whole = attrs.evolve(whole, projects=plain)
    for element, of in zip(file_of(whole), whole.projects, strict=True):
        for figure, kinds in (("spent", "3 4"), ("received", "1")):
            there = [
                Decimal(each.findtext("value") or "")
                for each in element.iterfind("transaction")
                if each[0].get("code") in kinds.split()
            ]
            known = evaluate(whole, f"{figure}(project={of.code!r})").value
            if isinstance(known, Money) and there:
                assert sum(there) == known.amount


def test_a_text_with_a_carriage_return_is_kept() -> None:
    """A line end is read back as it was typed."""
    typed = LocalText({"en": "one\r\ntwo\rthree\n<&>\"' ]]>"})
    assert activity(project(title=typed)).findtext("title/narrative") == typed.get("en")


# --- Elements ---------------------------------------------------------------------------


def test_each_language_has_a_narrative() -> None:
    """That of the file comes first and is not named; others are."""
    element = file_of(office(project()), "fr")[0].find("title")
    assert element is not None
    assert [(each.get(LANG), each.text) for each in element] == [(None, "Mots"), ("en", "Words")]


def test_dates_are_planned_and_actual() -> None:
    """What began and ended by the last day is actual; a month is said in words."""
    months = project(period="2023-05/2024-06", planned_period="2023-05/2024-03")
    dates = activity(months).findall("activity-date")
    assert [
        (each.get("type"), each.get("iso-date"), each.findtext("narrative")) for each in dates
    ] == [
        ("1", "2023-05-01", "May 2023"),
        ("2", "2023-05-01", "May 2023"),
        ("3", "2024-03-31", "March 2024"),
        ("4", "2024-06-30", "June 2024"),
    ]
    later = activity(project(period="2026/.."))
    assert attributes(later, "activity-date") == [{"type": "1", "iso-date": "2026-01-01"}]
    assert later.findtext("activity-date/narrative") == "2026"


@pytest.mark.parametrize("status", list(ProjectStatus))
def test_each_status_has_its_code(status: ProjectStatus) -> None:
    """The six statuses are those of the standard's list."""
    changed = project(status_changes=(typed.StatusChange(status, dt.date(2024, 1, 1)),))
    code = list(ProjectStatus).index(status) + 1
    assert attributes(activity(changed), "activity-status") == [{"code": str(code)}]


def test_parties_have_roles_and_activities() -> None:
    """Donors fund, leads and partners implement, the office is accountable; it may extend."""
    given = typed.Contribution("UNION", "grant", Money(5, "EUR"), donor_activity="XI-UNION-7")
    passed = typed.Transaction(
        "T1", TransactionType.DISBURSEMENT, dt.date(2024, 1, 1), Money(1, "EUR")
    )
    parties = attributes(
        activity(project(contributions=(given,), partners=("POLICE",), transactions=(passed,))),
        "participating-org",
    )
    own = {"ref": "XI-EXAMPLE-1", "type": "40"}
    assert parties == [
        {"role": "1", "activity-id": "XI-UNION-7"},
        *({**own, "role": role} for role in "234"),
        {"role": "4"},
    ]


def test_countries_have_percentages_by_weight() -> None:
    """One country has none; several make 100; without countries regions or the world serve."""
    one = activity(project(priority_countries=(typed.PriorityCountry("GE"),)))
    assert attributes(one, "recipient-country") == [{"code": "GE"}]
    assert attributes(one, "activity-scope") == [{"code": "4"}]
    weighed = tuple(
        typed.PriorityCountry(code, weight=Decimal(n)) for code, n in (("GE", 1), ("MD", 2))
    )
    several = activity(project(priority_countries=weighed))
    assert attributes(several, "recipient-country") == [
        {"code": "GE", "percentage": "33.33"},
        {"code": "MD", "percentage": "66.67"},
    ]
    assert attributes(several, "activity-scope") == [{"code": "3"}]
    world = activity(project())
    assert attributes(world, "recipient-region") == [{"code": "998", "vocabulary": "1"}]
    regions = tuple(attrs.evolve(each, dac="89") for each in make_portfolio(0).regions)
    codes = tuple(each.code for each in regions)
    europe = activity(project(regions=codes), regions=regions)
    assert attributes(europe, "recipient-region") == [{"code": "89", "vocabulary": "1"}]
    assert attributes(europe, "activity-scope") == [{"code": "2"}]


def test_the_facts_of_a_project_go_before_those_of_the_office() -> None:
    """What the project does not say itself is what the office says."""
    facts = typed.Iati(
        sectors=("2:151", "99:CYBER"),
        tags=("2:16", "3:16.3"),
        markers=("1=2", "99:YOUTH"),
        collaboration="1",
        finance="110",
        aid=("C01", "2:A"),
        tied="5",
        humanitarian=False,
        secondary_reporter=True,
        other_identifiers=("A3:XI-OLD-1",),
        related=("1:XI-UNION-7",),
    )
    contract = typed.Contract("2024/1", "UNION", reference="ACT/7")
    element = activity(project(iati=facts, contracts=(contract,)))
    assert element.get("humanitarian") == "0"
    assert attributes(element, "default-flow-type") == [{"code": "10"}]
    assert element.findtext("contact-info/email") == "office@example.org"
    assert attributes(element, "sector") == [
        {"vocabulary": "2", "code": "151"},
        {"vocabulary": "99", "code": "CYBER"},
    ]
    assert attributes(element, "policy-marker")[0]["significance"] == "2"
    assert attributes(element, "related-activity") == [{"ref": "XI-UNION-7", "type": "1"}]
    assert [(each["type"], each["ref"]) for each in attributes(element, "other-identifier")] == [
        ("A3", "XI-OLD-1"),
        ("A1", "2024/1"),
        ("A9", "ACT/7"),
    ]


def test_a_contact_has_its_parts_in_order() -> None:
    """Whom to ask stands in the order of the schema."""
    contact = typed.IatiContact(
        TEXT, TEXT, "A. Person", TEXT, "+1", "a@example.org", "https://a.org", TEXT
    )
    info = activity(project(iati=typed.Iati(contact=contact))).find("contact-info")
    assert info is not None
    assert [each.tag for each in info][:3] == ["organisation", "department", "person-name"]
    assert len(info) == 8


def test_budgets_are_cut_into_years_and_revised() -> None:
    """The version in force is written by year; with its history each version is."""
    first = typed.BudgetVersion(Money(100, "EUR"), dt.date(2023, 5, 1))
    second = typed.BudgetVersion(Money(200, "EUR"), dt.date(2024, 1, 1))
    paid = typed.Contribution("UNION", "grant", committed="2023-05-01")
    of = project(budget=(first, second), contributions=(paid,))
    budgets = activity(of).findall("budget")
    assert [(each.get("type"), each.get("status")) for each in budgets] == [("2", "2")] * 3
    assert sum(Decimal(each.findtext("value") or "") for each in budgets) == 200
    every = file_of(office(of), history="true")[0].findall("budget")
    assert [each.get("type") for each in every] == ["1"] * 3 + ["2"] * 3


def test_what_contributions_say_is_a_transaction_once() -> None:
    """Pledged, committed and received are written where no transaction of the donor says so."""
    given = typed.Contribution(
        "UNION",
        "grant",
        Money(9, "EUR"),
        pledged="2023-01",
        committed="2023-03",
        received="2023-07",
    )
    kinds = [
        each["code"]
        for each in attributes(
            activity(project(contributions=(given,))), "transaction/transaction-type"
        )
    ]
    assert kinds == ["13", "11", "1"]
    booked = typed.Transaction(
        "T1", TransactionType.INCOMING_FUNDS, dt.date(2023, 8, 1), Money(9, "EUR"), party="UNION"
    )
    element = activity(project(contributions=(given,), transactions=(booked,)))
    assert [each["code"] for each in attributes(element, "transaction/transaction-type")] == [
        "1",
        "13",
        "11",
    ]


def test_instalments_to_come_are_planned() -> None:
    """What is expected and has not come is a planned disbursement of the donor to the office."""
    to_come = typed.Instalment("UNION", Money(5, "EUR"), expected="2025-03")
    come = typed.Instalment("UNION", Money(5, "EUR"), expected="2024-03", received="2024-03-05")
    element = activity(project(instalments=(to_come, come)))
    (planned,) = element.findall("planned-disbursement")
    assert [each.tag for each in planned][-2:] == ["provider-org", "receiver-org"]
    assert planned[0].get("iso-date") == "2025-03-01"


def test_places_and_documents_are_written_once() -> None:
    """Places with coordinates, and documents on the web of a category, are in the file."""
    there = typed.Place("Tbilisi", "GE", venue="Court", latitude="41.69", longitude="44.8")
    vague = typed.Place("Gori", "GE", latitude="north", longitude="44")
    (event,) = make_portfolio(1).activities
    event = attrs.evolve(
        event,
        projects=("P1",),
        occurrences=(typed.Occurrence("2024-01-01", (there, there, vague)),),
    )
    documents = (
        typed.Document(
            TEXT, "https://a.org/b.PDF", kind="report", date="2024-01-02", language="en"
        ),
        typed.Document(TEXT, "https://a.org/b", kind="newsletter"),
    )
    element = activity(project(documents=documents), activities=(event,))
    assert element.xpath("location/point/pos/text()") == ["41.69 44.8"]
    assert attributes(element, "document-link") == [
        {"url": "https://a.org/b.PDF", "format": "application/pdf"}
    ]


def test_results_have_periods_and_breakdowns() -> None:
    """A value stands in the period it is of; a group is a further value with its dimension."""
    values = (
        typed.IndicatorValue("baseline", 3, "2023-04-30"),
        typed.IndicatorValue("milestone", 5, "2024"),
        typed.IndicatorValue("actual", 7, "2024", source="L1"),
        typed.IndicatorValue("target", 10, "2025-04-30"),
        typed.IndicatorValue("target", 11),
    )
    of = typed.Indicator(TEXT, "%", values, direction="decrease")
    result = typed.Result(TEXT, "impact", (of,))
    element = activity(project(results=(result, typed.Result(TEXT))))
    (written,) = element.findall("result")
    assert written.get("type") == "3"
    (indicator,) = written.findall("indicator")
    assert (indicator.get("measure"), indicator.get("ascending")) == ("2", "0")
    assert attributes(indicator, "baseline") == [{"year": "2023", "value": "3"}]
    assert [
        (
            each[0].get("iso-date"),
            each[1].get("iso-date"),
            [(v.tag, v.get("value")) for v in each[2:]],
        )
        for each in indicator.findall("period")
    ] == [
        ("2023-05-01", "2025-04-30", [("target", "11"), ("target", "10")]),
        ("2024-01-01", "2024-12-31", [("target", "5"), ("actual", "7")]),
    ]


def test_women_and_men_are_further_values() -> None:
    """The number stands in the value, the sex in its dimension."""
    element = file_of(loaded("eu_grant"))[0]
    parts = element.xpath("result[1]/indicator[1]/period/actual[dimension]")
    assert [(each.get("value"), dict(each[0].attrib)) for each in parts] == [
        ("55", {"name": "sex", "value": "female"}),
        ("57", {"name": "sex", "value": "male"}),
    ]


def test_children_lead_to_their_projects() -> None:
    """An event is an activity of its own, without money, related both ways."""
    root = file_of(make_portfolio(12), activities="children")
    children = root.findall("iati-activity[@hierarchy='2']")
    parents = {each.findtext("iati-identifier"): each for each in root if each not in children}
    assert children
    for child in children:
        assert not child.findall("budget") + child.findall("transaction")
        for related in attributes(child, "related-activity"):
            back = attributes(parents[related["ref"]], "related-activity")
            assert {"ref": child.findtext("iati-identifier"), "type": "2"} in back


def test_conditions_and_predecessors_are_written() -> None:
    """An earmark is a policy condition, what is asked before payment one of performance."""
    given = typed.Contribution("UNION", "grant", earmark=TEXT, conditions=TEXT)
    element = file_of(
        office(project(), project("P2", predecessors=("P1",), contributions=(given,)))
    )[1]
    assert attributes(element, "conditions/condition") == [{"type": "1"}, {"type": "2"}]
    assert attributes(element, "related-activity") == [{"ref": "XI-EXAMPLE-1-P1", "type": "3"}]


def test_what_has_no_place_is_said() -> None:
    """Whoever calls for a file is warned of what is not in it."""
    with pytest.warns(LeftOutWarning, match=r"budget_lines: 26\. IATI has no place for them"):
        cproc.render(loaded("eu_grant"), "iati")


def test_it_is_public_and_needs_no_report() -> None:
    """What anybody may read is the public edition; options are none by default."""
    assert (IatiExporter.edition, IatiExporter.needs_report) == ("public", False)
    assert IatiOptions() == IatiOptions("none", history=False)
