"""Each rule finds what it is for, at its path, and nothing where all is well."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from cproc.checks import check
from cproc.dates import DateSpan
from cproc.errors import Severity
from cproc.model import (
    Activity,
    ActivityKind,
    BudgetLine,
    BudgetVersion,
    Contribution,
    ContributionKind,
    Designation,
    Disaggregation,
    Indicator,
    IndicatorValue,
    LocalText,
    Milestone,
    Occurrence,
    Organisation,
    Place,
    Portfolio,
    Post,
    PriorityCountry,
    Qualifier,
    RecordList,
    Result,
    ShareBase,
    Statement,
    Transaction,
    TransactionType,
    ValueKind,
)
from cproc.money import Money


def text(words: str) -> LocalText:
    return LocalText({"en": words})


def found(portfolio: Portfolio) -> list[tuple[str, str]]:
    """Give code and path of each problem; all are warnings, save missing rates."""
    problems = check(portfolio)
    errors = {problem.code for problem in problems if problem.severity is Severity.ERROR}
    assert errors <= {"rate-missing"}
    assert all(problem.message and problem.hint for problem in problems)
    return [(problem.code, problem.path) for problem in problems]


def of_project(sound: Portfolio, **changes: Any) -> list[tuple[str, str]]:
    return found(attrs.evolve(sound, projects=(attrs.evolve(sound.projects[0], **changes),)))


def spent(day: date) -> Transaction:
    return Transaction("T", TransactionType.EXPENDITURE, day, Money("1", "EUR"))


def span(words: str) -> DateSpan:
    return DateSpan.parse(words)


def test_what_is_said_not_to_be_there_is_not_there(sound: Portfolio) -> None:
    """Receipts or activities that are recorded contradict who says that there are none."""
    paid = attrs.evolve(spent(date(2017, 1, 1)), type=TransactionType.INCOMING_FUNDS)
    none = (TransactionType.INCOMING_FUNDS, TransactionType.EXPENDITURE)
    assert of_project(sound, has_no=none) == []
    assert of_project(sound, has_no=none, transactions=(paid,)) == [
        ("has-no", "projects[0].has_no")
    ]
    office = attrs.evolve(sound.office, has_no=(RecordList.PROJECTS, RecordList.POSTS))
    assert found(attrs.evolve(sound, office=office)) == [("has-no", "office.has_no")]


def test_an_amount_is_no_finer_than_its_currency(sound: Portfolio) -> None:
    """Every record that holds money is looked at; a yen has no decimals, a dinar has three."""
    fine, yen, good = Money("10.005", "EUR"), Money("10.5", "JPY"), Money("10.005", "KWD")
    title, day = text("T"), sound.projects[0].period.start
    gift = Contribution("EU", ContributionKind.VOLUNTARY, yen)
    project = attrs.evolve(
        sound.projects[0],
        budget=(BudgetVersion(fine, day),),
        budget_lines=(BudgetLine("1", title, "flight", Decimal(2), fine),),
        contributions=(gift, attrs.evolve(gift, amount=good), attrs.evolve(gift, amount=None)),
        transactions=(Transaction("T", TransactionType.EXPENDITURE, day, fine),),
    )
    times = (Occurrence(DateSpan.parse("2017")),)
    activity = Activity("A", ("P",), ActivityKind.WORKSHOP, times, title, planned_cost=fine)
    low, high = Decimal("10.005"), Decimal("10.015")
    stated = Statement("S", title, low, "EUR", Qualifier.BETWEEN, high)
    made = attrs.evolve(
        sound,
        office=attrs.evolve(sound.office, contributions=(gift,)),
        projects=(project,),
        activities=(activity,),
    ).with_report(statements=(stated,))
    finer = [each for each in check(made) if each.code == "amount-finer"]
    assert [each.path for each in finer] == [
        "office.contributions[0].amount",
        "projects[0].budget[0].amount",
        "projects[0].budget_lines[0].unit_cost",
        "projects[0].contributions[0].amount",
        "projects[0].transactions[0].amount",
        "activities[0].planned_cost",
        "reports[0].statements[0].value",
        "reports[0].statements[0].upper",
    ]
    assert finer[3].message == "JPY 10.5 is finer than JPY is, which has 0 decimals."
    assert {each.severity for each in finer} == {Severity.WARNING}


@pytest.mark.parametrize(
    ("field", "wrong", "right", "code", "path"),
    [
        (
            "milestones",
            (Milestone(text("M"), span("2018")),),
            (Milestone(text("M"), span("2017")), Milestone(text("N"))),
            "milestone-outside",
            "milestones[0].when",
        ),
        (
            "priority_countries",
            (PriorityCountry("UA", since=date(2018, 1, 1)),),
            (PriorityCountry("UA", until=date(2017, 1, 1)), PriorityCountry("MD")),
            "priority-outside",
            "priority_countries[0]",
        ),
        (
            "priority_countries",
            (PriorityCountry("UA", until=date(2015, 12, 31)),),
            (PriorityCountry("UA", since=date(2017, 12, 31)),),
            "priority-outside",
            "priority_countries[0]",
        ),
        (
            "budget",
            (BudgetVersion(Money("1", "EUR"), date(2018, 1, 1)),),
            (BudgetVersion(Money("1", "EUR"), date(2017, 12, 31)),),
            "budget-late",
            "budget[0].effective",
        ),
        (
            "transactions",
            (spent(date(2018, 1, 1)),),
            (spent(date(2017, 12, 31)),),
            "transaction-outside",
            "transactions[0].date",
        ),
    ],
)
def test_what_is_told_of_a_project_is_within_its_life(
    sound: Portfolio, field: str, wrong: object, right: object, code: str, path: str
) -> None:
    """Milestones, priorities, budgets and money outside the life of a project are told."""
    assert of_project(sound, **{field: wrong}) == [(code, f"projects[0].{path}")]
    assert of_project(sound, **{field: right}) == []


@pytest.mark.parametrize(
    ("women", "men", "actual", "wrong"),
    [
        (2, 3, "5", False),
        (2, 3, "6", True),
        (2, 3, "4", True),
        (6, None, "5", True),
        (None, 4, "5", False),
        (None, None, "5", False),
        (2, 3, None, False),
    ],
)
def test_women_and_men_make_the_people_counted(
    sound: Portfolio, women: int | None, men: int | None, actual: str | None, wrong: bool
) -> None:
    """Women and men make the actual of an indicator, or are among it where one is not known."""
    counted = {"women": women, "men": men}
    parts = tuple(Disaggregation("sex", g, n) for g, n in counted.items() if n is not None)
    values = () if actual is None else (IndicatorValue(ValueKind.ACTUAL, actual, parts=parts),)
    made = Indicator(text("I"), "people", values)
    told = of_project(sound, results=(Result(text("R"), indicators=(made,)),))
    where = "projects[0].results[0].indicators[0].values[0]"
    assert told == ([("indicator-sum", where)] if wrong else [])


def test_a_project_does_not_begin_before_the_one_it_continues(sound: Portfolio) -> None:
    """A predecessor that begins later is told; one that begins earlier is not."""
    earlier = attrs.evolve(sound.projects[0], code="Q", period=span("2015-01/2016-12"))
    later = attrs.evolve(sound.projects[0], predecessors=("Q",))
    assert found(attrs.evolve(sound, projects=(earlier, later))) == []
    wrong = attrs.evolve(sound.projects[0], code="R", period=span("2016-02/2016-12"))
    first = attrs.evolve(sound.projects[0], predecessors=("R",))
    assert found(attrs.evolve(sound, projects=(wrong, first))) == [
        ("predecessor-later", "projects[1].predecessors[0]")
    ]


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"projects": ("P",), "shares": ("1.01",)}, "post-overfunded", "shares"),
        ({"projects": ("P",), "shares": ("1",)}, "", ""),
        ({"projects": ("P",), "since": date(2018, 1, 1)}, "post-outside", "projects[0]"),
        ({"projects": ("P",), "until": date(2015, 12, 31)}, "post-outside", "projects[0]"),
        ({"projects": ("P",), "since": date(2017, 12, 31)}, "", ""),
        ({"until": date(2014, 4, 6)}, "post-outside", "until"),
        ({"until": date(2014, 4, 7)}, "", ""),
    ],
)
def test_posts(sound: Portfolio, changes: dict[str, Any], code: str, path: str) -> None:
    """Projects pay at most the whole of a post, while they run; none ended before the office."""
    made = Post("POST", text("Duty"), **changes)
    assert found(attrs.evolve(sound, posts=(made,))) == (
        [(code, f"posts[0].{path}")] if code else []
    )


def test_two_projects_can_pay_too_much_of_a_post(sound: Portfolio) -> None:
    """The shares of all projects are added: 60 % and 50 % are more than the post."""
    other = attrs.evolve(sound.projects[0], code="Q")
    post = Post("POST", text("Duty"), projects=("P", "Q"), shares=("0.6", "0.5"))
    (problem,) = check(attrs.evolve(sound, projects=(sound.projects[0], other), posts=(post,)))
    assert problem.code == "post-overfunded"
    assert problem.message == "projects pay 110.00 % of it."


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (Place(country="RO", region="EAST"), True),
        (Place(country="UA", region="EAST"), False),
        (Place(region="EAST"), False),
        (Place(country="RO", region="WORLD"), False),
    ],
)
def test_a_country_is_in_the_region_named_with_it(
    sound: Portfolio, place: Place, wrong: bool
) -> None:
    """A region that lists its countries holds the country of the place, one that does not may."""
    held = (Occurrence(span("2017-01-10"), (place,)),)
    made = Activity("A", ("P",), ActivityKind.WORKSHOP, held, text("One"))
    where = "activities[0].occurrences[0].places[0]"
    assert found(attrs.evolve(sound, activities=(made,))) == (
        [("region-mismatch", where)] if wrong else []
    )


def test_a_priority_country_is_in_a_region_of_the_project(sound: Portfolio) -> None:
    """Priority countries are in the regions of the project, where all of them list countries."""
    first = (PriorityCountry("UA"), PriorityCountry("RO"))
    where = "projects[0].priority_countries[1]"
    assert of_project(sound, priority_countries=first, regions=("EAST",)) == [
        ("region-mismatch", where)
    ]
    assert of_project(sound, priority_countries=first, regions=("EAST", "WORLD")) == []
    assert of_project(sound, priority_countries=first) == []


def test_one_designation_holds_on_a_day(sound: Portfolio) -> None:
    """Two designations of one territory that share a day are told; one after the other are not."""
    day = date(2019, 2, 12)
    before = Designation("MK", text("before"), until=date(2019, 2, 11))
    after = Designation("MK", text("after"), since=day)
    assert found(attrs.evolve(sound, designations=(before, after))) == []
    both = attrs.evolve(before, until=day)
    other = Designation("XK", text("other"))
    assert found(attrs.evolve(sound, designations=(both, other, after))) == [
        ("designation-overlap", "designations[2]")
    ]


def test_a_difference_is_explained(sound: Portfolio) -> None:
    """A stated figure that differs is told, unless it is explained or says it is not exact."""
    wrong = Statement("S", text("Stated"), 3, "activities", figures=("projects",))
    assert found(sound.with_report(statements=(wrong,))) == [
        ("statement-differs", "reports[0].statements[0]")
    ]
    for right in (
        attrs.evolve(wrong, explanation=text("Why.")),
        attrs.evolve(wrong, value=1),
        attrs.evolve(wrong, value=1, figures=("entries", "projects")),
        attrs.evolve(wrong, value=1, qualifier=Qualifier.ABOUT, figures=()),
    ):
        assert found(sound.with_report(statements=(right,))) == []


def gift(amount: str | None = None, share: str | None = None, **changes: Any) -> Contribution:
    money = Money.parse(amount) if amount else None
    base = changes.pop("base", ShareBase.UNSTATED) if share else None
    kind = changes.pop("kind", ContributionKind.VOLUNTARY)
    return Contribution("ORG", kind, money, share, base, **changes)


@pytest.mark.parametrize(
    ("given", "times"),
    [
        ([gift("EUR 100.00")], 0),
        ([gift("EUR 100.01")], 1),
        ([gift("EUR 60"), gift("EUR 41")], 1),
        ([gift("EUR 90"), gift(share="0.10")], 0),
        ([gift("EUR 91"), gift(share="0.10")], 1),
        ([gift("EUR 91"), gift(share="0.10", base=ShareBase.ELIGIBLE_COSTS)], 0),
        ([gift(share="0.60"), gift(share="0.50")], 1),
        ([gift(share="0.60"), gift(share="0.50", base=ShareBase.TOTAL_BUDGET)], 1),
        ([gift(share="0.50"), gift(share="0.50")], 0),
        # USD 1.25 for a euro
        ([gift("USD 62.50"), gift("EUR 50")], 0),
        ([gift("USD 62.52"), gift("EUR 50")], 1),
        ([gift("EUR 1000", kind=ContributionKind.IN_KIND)], 0),
        ([gift("EUR 100"), gift(rest=True)], 0),
    ],
)
def test_contributions_are_within_the_budget(
    sound: Portfolio, given: list[Contribution], times: int
) -> None:
    """Amounts and shares together are not over the budget; other currencies are converted."""
    told = of_project(sound, contributions=tuple(given))
    assert told == [("contributions-over", "projects[0].contributions")] * times


def test_a_rest_in_kind_is_told(sound: Portfolio) -> None:
    """What is given in kind stands beside the budget and covers no rest of it."""
    given = (gift(rest=True, kind=ContributionKind.IN_KIND),)
    told = of_project(sound, contributions=given)
    assert told == [("contribution-rest-in-kind", "projects[0].contributions[0].rest")]


def test_a_contribution_without_a_rate_is_told_as_such(sound: Portfolio) -> None:
    """What no rate converts is set beside no budget; the rule of rates tells it."""
    told = of_project(sound, contributions=(gift("CHF 1000"),))
    assert told == [("rate-missing", "projects[0].contributions[0].amount")]


def test_contributions_to_a_budget_that_is_not_known_are_not_over_it(sound: Portfolio) -> None:
    """Where no budget is known by the end of the period nothing can be over it."""
    assert of_project(sound, budget=(), contributions=(gift("EUR 1"),)) == []


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [
        (Organisation("A", text("European Union")), Organisation("C", text("european  UNION.")), 1),
        (Organisation("A", text("Société")), Organisation("C", text("Socie\u0301te\u0301")), 1),
        (Organisation("A", text("Ministry of Justice")), Organisation("C", text("Ministry")), 0),
        (Organisation("A", text("!")), Organisation("C", text("?")), 0),
        (Organisation("A", text("X")), Organisation("C", LocalText({"fr": "X"})), 0),
    ],
)
def test_organisations_differ_by_more_than_form(
    sound: Portfolio, one: Organisation, other: Organisation, wrong: int
) -> None:
    """Case, Unicode form and punctuation do not make two organisations of one."""
    made = attrs.evolve(sound, organisations=(*sound.organisations, one, other))
    assert found(made) == [("organisation-twice", "organisations[3]")] * wrong
