"""A portfolio small enough to be counted by hand."""

import pytest

from cproc.dates import DateSpan, Period, date_from
from cproc.model import (
    Activity,
    ActivityKind,
    AddsTo,
    BudgetLine,
    BudgetVersion,
    Contribution,
    ContributionKind,
    Heading,
    HeadingRole,
    Indicator,
    IndicatorValue,
    LocalText,
    Occurrence,
    Office,
    Organisation,
    Participants,
    Place,
    Portfolio,
    Post,
    PostFunding,
    PostState,
    PriorityCountry,
    Project,
    Recruitment,
    Region,
    Result,
    ShareBase,
    Treaty,
    TreatyEvent,
    TreatyStatus,
    ValueKind,
)
from cproc.money import Money, decimal_from

TITLE = LocalText({"en": "x"})
JOINT, VOLUNTARY = ContributionKind.JOINT_PROGRAMME, ContributionKind.VOLUNTARY


def _eur(amount: int) -> Money:
    return Money(amount, "EUR")


def _at(when: str, *places: Place) -> Occurrence:
    return Occurrence(DateSpan.parse(when), places)


def _version(amount: int, since: str) -> BudgetVersion:
    return BudgetVersion(_eur(amount), date_from(since))


def _reached(number: str | int) -> tuple[IndicatorValue, ...]:
    return (IndicatorValue(ValueKind.ACTUAL, decimal_from(number)),)


def _trained(people: str) -> Result:
    """People trained, those of them who passed, and laws."""
    trained = AddsTo.PEOPLE_TRAINED
    reached = Indicator(TITLE, "people", _reached(people), adds_to=trained)
    passed = Indicator(TITLE, "people", _reached(7), adds_to=AddsTo.NOTHING)
    laws = Indicator(TITLE, "laws", _reached(3))
    return Result(TITLE, indicators=(reached, passed, laws))


@pytest.fixture
def office() -> Portfolio:
    """Give three projects, four entries, five posts and one treaty."""
    kyiv, chisinau = Place("Kyiv", "UA"), Place("Chisinau", "MD")
    return Portfolio(
        Office("OFFICE", TITLE, "COE", "Bucharest", "RO", date_from("2014-04-07"), capacity=9),
        Period.parse("2016-10-01/2017-09-30"),
        regions=(Region("EAST", TITLE, ("RO", "MD", "UA")), Region("R", TITLE, ("RO",))),
        organisations=tuple(Organisation(name, TITLE) for name in ("COE", "EU", "JP", "US")),
        projects=(
            Project(
                "P2",
                "Two",
                TITLE,
                DateSpan.parse("2016-01/2017-12"),
                priority_countries=(
                    PriorityCountry("RO"),
                    PriorityCountry("MD"),
                    PriorityCountry("RO", since=date_from("2017-01-01")),
                ),
                # 700 until the end of 2016, then 1 200
                budget=(_version(1200, "2017-01-01"), _version(700, "2016-01-01")),
                contributions=(
                    Contribution("COE", JOINT, share=decimal_from("0.1"), base=ShareBase.UNSTATED),
                    Contribution("EU", JOINT, rest=True),
                ),
                results=(_trained("40"), Result(TITLE)),
            ),
            Project(
                "P1",
                "One",
                TITLE,
                DateSpan.parse("2014/2017"),
                budget=(_version(1000, "2014-01-01"),),
                contributions=(
                    Contribution(
                        "JP", VOLUNTARY, amount=_eur(300), received=DateSpan.parse("2017-02")
                    ),
                    Contribution(
                        "US", VOLUNTARY, amount=_eur(500), received=DateSpan.parse("2015")
                    ),
                ),
                headings=(
                    Heading("1", TITLE, role=HeadingRole.ADMINISTRATION),
                    Heading("2", TITLE, role=HeadingRole.OPERATIONS),
                    Heading("4", TITLE, role=HeadingRole.ADMINISTRATION),
                ),
                budget_lines=(
                    BudgetLine("1.1.2", TITLE, "month", decimal_from(2), _eur(5)),
                    BudgetLine("4.1", TITLE, "month", decimal_from(1), _eur(50)),
                    BudgetLine("2", TITLE, "flight", decimal_from(3), _eur(10)),
                ),
                results=(_trained("25"),),
            ),
            Project(
                "P3",
                "Three",
                TITLE,
                DateSpan.parse("2013-11/2016-12"),
                budget=(_version(350, "2013-11-01"),),
            ),
            Project("P4", "Four", TITLE, DateSpan.parse("2018")),
        ),
        activities=(
            Activity(
                "A1",
                ("P1", "P2"),
                ActivityKind.TRAINING,
                (_at("2017-01-31/2017-02-02", Place("Bucharest", "RO")),),
                TITLE,
                shares=(decimal_from(3), decimal_from(1)),
                partners=("EU", "JP"),
                participants=(Participants("judges", total=12),),
            ),
            Activity(
                "A2",
                ("P1",),
                ActivityKind.WORKSHOP,
                (_at("2017-02-10", kyiv), _at("2017-03-05", kyiv, chisinau)),
                TITLE,
                listed_in=DateSpan.parse("2017-03").months()[0],
                participants=(Participants(women=3, men=4),),
            ),
            Activity(
                "A3",
                ("P2",),
                ActivityKind.DESK_STUDY,
                (_at("2017-05/2017-06"),),
                TITLE,
            ),
            Activity(
                "A4",
                ("P3",),
                ActivityKind.MEETING,
                (_at("2016-12-30/2017-01-02", Place("Strasbourg", "FR")),),
                TITLE,
            ),
        ),
        posts=(
            Post("HEAD", TITLE, funding=PostFunding.ORDINARY_BUDGET, nationality="DE"),
            Post(
                "MANAGER",
                TITLE,
                grade="A2",
                recruitment=Recruitment.INTERNATIONAL,
                funding=PostFunding.PROJECTS,
                nationality="FR",
                since=date_from("2017-07-01"),
            ),
            Post(
                "OFFICER",
                TITLE,
                grade="B4",
                recruitment=Recruitment.LOCAL,
                funding=PostFunding.PROJECTS,
                until=date_from("2017-12-31"),
            ),
            Post("WANTED", TITLE, PostState.VACANT),
            Post("LATER", TITLE, PostState.PLANNED),
        ),
        treaties=(Treaty("T", TITLE), Treaty("OTHER", TITLE)),
        treaty_events=(
            TreatyEvent("T", "RO", TreatyStatus.PARTY, DateSpan.parse("2004")),
            TreatyEvent("T", "MD", TreatyStatus.SIGNATORY, DateSpan.parse("2001-11-23")),
            TreatyEvent("T", "MD", TreatyStatus.PARTY, DateSpan.parse("2017-03")),
            TreatyEvent("T", "UA", TreatyStatus.INVITED, DateSpan.parse("2017")),
            TreatyEvent("T", "GE", TreatyStatus.SIGNATORY),
            TreatyEvent("T", "TR", TreatyStatus.PARTY, DateSpan.parse("2018-01-01")),
            TreatyEvent("T", "RS", TreatyStatus.OBSERVER, DateSpan.parse("2016-09-30")),
            TreatyEvent("OTHER", "FR", TreatyStatus.PARTY, DateSpan.parse("2017-01")),
        ),
    )
