"""Narrowing: what is left is true by itself, and agrees with the whole it was taken from."""

from decimal import Decimal

import attrs
import pytest
from example_data import loaded
from hypothesis import given

import cproc
from cproc.dates import DateSpan, date_from
from cproc.errors import InvalidValueError, UnknownNameError
from cproc.figures import donors, funding_by_donor, narrow, tally
from cproc.model import (
    Activity,
    ActivityKind,
    Contribution,
    ContributionKind,
    FundingPriority,
    LocalText,
    Narrative,
    Occurrence,
    Organisation,
    Portfolio,
    Post,
    ReportIdentity,
    Statement,
    Transaction,
    TransactionType,
)
from cproc.money import Money
from cproc.testing import portfolios

X = LocalText({"en": "x"})


def _errors(portfolio: Portfolio) -> list[str]:
    return [str(found) for found in cproc.check(portfolio) if found.severity == "error"]


def _rows(portfolio: Portfolio, by: str, rule: str) -> dict[object, object]:
    return {row.key: row.value for row in tally(portfolio, by, rule).rows}


def _parts(whole: Portfolio) -> list[Portfolio]:
    by_donor = [narrow(whole, donor=donor) for donor in donors(whole)]
    return by_donor + [narrow(whole, project=project.code) for project in whole.projects]


@given(portfolios())
def test_a_part_has_no_errors_and_agrees_with_the_whole(whole: Portfolio) -> None:
    """A part passes the checks, and its counts by project are rows of the whole's."""
    for part in _parts(whole):
        assert _errors(part) == []
        assert {p.code for p in part.projects} <= {p.code for p in whole.projects}
        for rule in ("entries", "occurrences", "events", "participations"):
            assert _rows(part, "project", rule).items() <= _rows(whole, "project", rule).items()
        assert tally(part, period="all").total == len(part.activities)


@pytest.mark.no_cover
@given(portfolios())
def test_planned_costs_of_all_projects_add_up_to_the_whole(whole: Portfolio) -> None:
    """Each cent of what activities were to cost falls to exactly one project."""
    costs: dict[str, list[Money]] = {}
    for project in whole.projects:
        for activity in narrow(whole, project=project.code).activities:
            costs.setdefault(activity.id, [])
            if activity.planned_cost is not None:
                costs[activity.id].append(activity.planned_cost)
    for activity in whole.activities:
        if activity.planned_cost is not None:
            total = Money.total(costs[activity.id], activity.planned_cost.currency)
            assert total == activity.planned_cost


@pytest.fixture(scope="module")
def example() -> Portfolio:
    return loaded("cproc_2017")


def test_nothing_asked_is_the_same_portfolio(example: Portfolio) -> None:
    """Without donor and project the portfolio itself is given back."""
    assert narrow(example) is example


@pytest.mark.no_cover
def test_each_part_of_the_reference_year_is_sound(example: Portfolio) -> None:
    """Every donor and project of the reference year has a part without errors."""
    for part in _parts(example):
        assert _errors(part) == []


def test_money_of_a_kept_project_is_the_wholes(example: Portfolio) -> None:
    """A donor who pays the rest has the same amount in the part: co-financing stays told."""
    part = narrow(example, donor="EU")
    assert "OCTOPUS" not in {project.code for project in part.projects}
    (whole_row,) = [r for r in funding_by_donor(example).rows if r.key == ("EU",)]
    (part_row,) = [r for r in funding_by_donor(part).rows if r.key == ("EU",)]
    assert part_row == whole_row
    kept = {project.code: project.contributions for project in example.projects}
    assert all(project.contributions == kept[project.code] for project in part.projects)


def test_of_text_and_statements_what_still_holds_is_kept(example: Portfolio) -> None:
    """Text of the office goes; that of a project stays, and what it repeats; treaties stay."""
    part = narrow(example, project="GLACY+")
    assert [text.id for text in part.narrative] == ["project:GLACY+"]
    kept = {made.id for made in part.statements}
    assert {"glacy-plus-budget", "east-africa-countries", "parties"} <= kept
    assert not kept & {"activities", "judges-trained", "staff"}
    assert "panama-visit" not in kept, "nothing of the part is counted in it"
    assert part.office.capacity is None, "no post is"
    assert part.treaty_events == example.treaty_events
    assert part.regions == example.regions


def test_the_document_is_named_for_what_is_kept(example: Portfolio) -> None:
    """Number and addressee of the office's own report are not those of a part."""
    one, many = narrow(example, project="GLACY"), narrow(example, donor="EU")
    assert example.report is not None
    assert one.report is not None
    assert many.report is not None
    assert (one.report.reference, one.report.date) == ("", example.report.date)
    assert one.report.title == next(p.title for p in example.projects if p.code == "GLACY")
    assert one.report.addressee is None
    assert many.report.title == many.report.addressee
    assert many.report.title is not None
    assert many.report.title.best("en") == "European Union"


def test_a_part_of_an_unpublished_portfolio_is_dated_by_its_period(office: Portfolio) -> None:
    """Without an identity, the day that names depend on is the last of the period, as before."""
    part = narrow(office, donor="JP")
    of_jp = ReportIdentity(office.period, X, addressee=X, edition="donor", donor="JP")
    assert part.report == of_jp


def _shared(office: Portfolio, *shares: str, cost: str = "100.00") -> Portfolio:
    entry = Activity(
        "S",
        ("P2", "P1"),
        ActivityKind.MEETING,
        (Occurrence(DateSpan.parse("2017-02-01")),),
        X,
        shares=shares,
        planned_cost=Money.parse(f"EUR {cost}") if cost else None,
        component="C1",
    )
    return attrs.evolve(office, activities=(entry,))


@pytest.mark.parametrize(
    ("shares", "first", "second"),
    [((), "50.00", "50.00"), (("2", "1"), "66.67", "33.33"), (("1", "0"), "100.00", "0.00")],
)
def test_a_shared_activity_costs_each_project_its_share(
    office: Portfolio, shares: tuple[str, ...], first: str, second: str
) -> None:
    """An entry of two projects is an entry of each; its cost is split by their shares."""
    whole = _shared(office, *shares)
    for code, amount in (("P2", first), ("P1", second)):
        (entry,) = narrow(whole, project=code).activities
        assert entry.projects == (code,)
        assert entry.planned_cost == Money(Decimal(amount), "EUR")
        assert entry.component is None
    (entry,) = narrow(_shared(office, cost=""), project="P1").activities
    assert entry.planned_cost is None


def test_records_that_nothing_kept_refers_to_are_left_out(office: Portfolio) -> None:
    """Posts, priorities and organisations are those of the kept projects."""
    first, second = office.projects[:2]
    paid = Transaction(
        "T",
        TransactionType.EXPENDITURE,
        date_from("2017-01-01"),
        Money(1, "EUR"),
        activity="A9",
        party="V",
    )
    whole = attrs.evolve(
        office,
        organisations=(*office.organisations, Organisation("V", X), Organisation("W", X)),
        projects=(
            attrs.evolve(first, predecessors=(second.code,), transactions=(paid,)),
            second,
        ),
        activities=(),
        posts=(Post("1", X, projects=("P1", "P2")), Post("2", X, projects=("P1",)), Post("3", X)),
        priorities=(FundingPriority("F", X, ("P1", "P2")), FundingPriority("G", X)),
    )
    part = narrow(whole, project="P2")
    (kept,) = part.projects
    assert kept.predecessors == ()
    assert kept.transactions == (attrs.evolve(paid, activity=None),)
    assert [post.id for post in part.posts] == ["1"]
    assert part.posts[0].projects == ("P2",)
    assert [(made.id, made.projects) for made in part.priorities] == [("F", ("P2",))]
    assert {known.id for known in part.organisations} == {"COE", "EU", "V"}


def test_contributions_to_the_office_are_the_donors_own(office: Portfolio) -> None:
    """A donor sees its own contribution to the office; a project has none."""
    given_ = tuple(Contribution(id_, ContributionKind.VOLUNTARY) for id_ in ("JP", "US"))
    whole = attrs.evolve(office, office=attrs.evolve(office.office, contributions=given_))
    assert narrow(whole, donor="JP").office.contributions == given_[:1]
    assert narrow(whole, project="P1").office.contributions == ()


def test_a_text_whose_figure_changes_or_fails_is_left_out(office: Portfolio) -> None:
    """A text that counts the whole office would be false of a part; so would one in error."""
    texts = {"P1": "{{ entries }} of the office", "P2": "{{ no_such }}", "P3": "{{ projects }}"}
    whole = office.with_report(
        narrative=tuple(
            Narrative(f"project:{code}", LocalText({"en": text})) for code, text in texts.items()
        ),
        statements=(Statement("s", X, 4, "activities", figures=("entries()",)),),
    )
    for code in ("P1", "P2"):
        part = narrow(whole, project=code)
        assert part.narrative == ()
        assert part.statements == ()


def test_unknown_names_are_told_with_those_there_are(office: Portfolio) -> None:
    """A slip in a name is answered with the names."""
    with pytest.raises(UnknownNameError, match=r"unknown donor 'XX'; there are: COE, EU, JP, US"):
        narrow(office, donor="XX")
    with pytest.raises(UnknownNameError, match=r"unknown project 'XX'; there are: P2, P1"):
        narrow(office, project="XX")


def test_a_donor_without_a_project_is_told_apart(office: Portfolio) -> None:
    """A donor to the office alone, and one to other projects, are no slips."""
    rent = (Contribution("RO", ContributionKind.HOST_STATE),)
    whole = attrs.evolve(office, office=attrs.evolve(office.office, contributions=rent))
    with pytest.raises(InvalidValueError, match="to the office, and to none of its projects"):
        narrow(whole, donor="RO")
    with pytest.raises(InvalidValueError, match=r"JP does not contribute to P2.*contributes to P1"):
        narrow(whole, donor="JP", project="P2")
    assert [p.code for p in narrow(whole, donor="JP", project="P1").projects] == ["P1"]
