"""The classes of the model: what they hold, and what they refuse to be."""

import datetime as dt
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from cproc import model
from cproc.dates import DateSpan, Month
from cproc.errors import InvalidValueError
from cproc.model import (
    Activity,
    ActivityKind,
    BudgetLine,
    BudgetVersion,
    Contribution,
    ContributionKind,
    Designation,
    Document,
    Locality,
    LocalText,
    Occurrence,
    Organisation,
    Participants,
    Place,
    Post,
    PriorityCountry,
    Project,
    ProjectStatus,
    Qualifier,
    Region,
    ShareBase,
    Statement,
    Term,
    TermList,
    TermRole,
    TransactionType,
    TreatyEvent,
    TreatyStatus,
)
from cproc.model.places import check_country, country_name
from cproc.money import Money
from cproc.testing import make_portfolio

TITLE = LocalText({"en": "x"})
DAY = DateSpan.parse("2017-05-17")
VOLUNTARY = ContributionKind.VOLUNTARY


def activity(**changes: Any) -> Activity:
    """Give a training of one project, with some fields changed."""
    fields = {
        "id": "A",
        "projects": ("P",),
        "kind": ActivityKind.TRAINING,
        "occurrences": (Occurrence(DAY),),
        "title": TITLE,
    }
    return Activity(**{**fields, **changes})


def contribution(**fields: Any) -> Contribution:
    """Give a voluntary contribution."""
    return Contribution("D", VOLUNTARY, **fields)


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "no-text": (lambda: LocalText({}), "text-empty"),
    "language-name": (lambda: LocalText({"English": "x"}), "language-unknown"),
    "language-region": (lambda: LocalText({"en-gb": "x"}), "language-unknown"),
    "language-capitals": (lambda: LocalText({"EN": "x"}), "language-unknown"),
    "place-of-nothing": (Place, "place-empty"),
    "place-of-coordinates": (lambda: Place(latitude="1", longitude="1"), "place-empty"),
    "supplied-absent": (lambda: Place("A", supplied=("country",)), "place-supplied"),
    "supplied-unknown": (lambda: Place("A", supplied=("latitude",)), "place-supplied"),
    "country-of-a-place": (lambda: Place(country="UK"), "country-unknown"),
    "country-in-small-letters": (lambda: Place(country="ro"), "country-unknown"),
    "country-of-a-region": (lambda: Region("R", TITLE, ("RO", "EU")), "country-unknown"),
    "country-of-a-locality": (lambda: Locality("A", "XX", TITLE), "country-unknown"),
    "country-of-a-designation": (lambda: Designation("KS", TITLE), "country-unknown"),
    "country-of-an-organisation": (lambda: Organisation("O", TITLE, country="UN"),
        "country-unknown"),
    "country-of-a-priority": (lambda: PriorityCountry("ZZ"), "country-unknown"),
    "nationality": (lambda: Post("X", TITLE, nationality="French"), "country-unknown"),
    "country-of-an-event": (lambda: TreatyEvent("T", "", TreatyStatus.PARTY), "country-unknown"),
    "negative-people": (lambda: Participants(women=-1), "count-negative"),
    "negative-total": (lambda: Participants(total=-1), "count-negative"),
    "people-over-total": (lambda: Participants(women=3, total=2), "count-sum"),
    "people-under-total": (lambda: Participants(women=1, men=1, total=3), "count-sum"),
    "no-projects": (lambda: activity(projects=()), "activity-incomplete"),
    "no-occurrences": (lambda: activity(occurrences=()), "activity-incomplete"),
    "project-twice": (lambda: activity(projects=("P", "P")), "project-twice"),
    "shares-too-few": (lambda: activity(projects=("P", "Q"), shares=(1,)), "shares-unusable"),
    "shares-negative": (lambda: activity(shares=(-1,)), "shares-unusable"),
    "shares-zero": (lambda: activity(projects=("P", "Q"), shares=(0, 0)), "shares-unusable"),
    "N01-share-float": (lambda: activity(shares=(0.5,)), "number-float"),
    "heading-words": (lambda: BudgetLine("Staff", TITLE, "u", Decimal(1), Money(1, "EUR")),
        "heading-form"),
    "heading-dot": (lambda: BudgetLine("1.", TITLE, "u", Decimal(1), Money(1, "EUR")),
        "heading-form"),
    "heading-arabic-digits": (
        lambda: BudgetLine("\u0661", TITLE, "u", Decimal(1), Money(1, "EUR")), "heading-form"),
    "amount-and-rest": (lambda: contribution(amount=Money(1, "EUR"), rest=True),
        "contribution-size"),
    "amount-and-share": (
        lambda: contribution(amount=Money(1, "EUR"), share="0.1", base=ShareBase.UNSTATED),
        "contribution-size"),
    "share-over-one": (lambda: contribution(share=10, base=ShareBase.UNSTATED), "share-range"),
    "share-negative": (lambda: contribution(share="-0.1", base=ShareBase.UNSTATED),
        "share-range"),
    "share-without-base": (lambda: contribution(share="0.1"), "share-base"),
    "base-without-share": (lambda: contribution(base=ShareBase.TOTAL_BUDGET), "share-base"),
    "range-without-end": (
        lambda: Statement("s", TITLE, Decimal(1), "u", Qualifier.BETWEEN), "statement-range"),
    "document-without-title": (lambda: Document(LocalText({"en": " "})), "text-empty"),
    "document-in-no-language": (lambda: Document(TITLE, language="French"), "language-unknown"),
    "T52-address-of-a-script": (lambda: Document(TITLE, "javascript:alert(1)"),
        "address-unusable"),
    "T53-address-of-a-file": (lambda: Document(TITLE, "file:///etc/passwd"), "address-unusable"),
    "T54-address-of-a-share": (lambda: Document(TITLE, "\\\\server\\share"), "address-unusable"),
    "T55-address-too-long": (lambda: Document(TITLE, f"https://a.org/{'b' * 2066}"),
        "address-unusable"),
    "T56-address-broken": (lambda: Document(TITLE, "http://[bad"), "address-unusable"),
    "address-without-scheme": (lambda: Document(TITLE, "www.coe.int"), "address-unusable"),
    "end-without-range": (
        lambda: Statement("s", TITLE, Decimal(1), "u", upper=Decimal(2)), "statement-range"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_when_it_is_made(make: Callable[[], object], code: str) -> None:
    """A record that contradicts itself never comes to be; the rule is named."""
    with pytest.raises(InvalidValueError) as caught:
        make()
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


CLASSES = [
    value for name in model.__all__ if attrs.has(value := getattr(model, name))
]  # fmt: skip


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: str(cls.__name__))
def test_every_class_is_frozen_and_documented(cls: type) -> None:
    """Records are values; each field has its line in the docstring."""
    documented = cls.__doc__ or ""
    for field in attrs.fields(cls):
        assert f"        {field.name}: " in documented, field.name
    record: object = object.__new__(cls)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(record, attrs.fields(cls)[0].name, None)


def test_text_is_given_in_the_best_language_there_is() -> None:
    """The language asked for, else English, else the first; and which one that was."""
    both = LocalText({"fr": "deux", "en": "two"})
    assert (both.best("fr"), both.best("en"), both.best("de")) == ("deux", "two", "two")
    assert (both.language_of("fr"), both.language_of("de")) == ("fr", "en")
    french = LocalText({"fr": "deux"})
    assert (french.get("en"), french.best("en"), french.language_of("en")) == (None, "deux", "fr")
    assert both.languages == ("en", "fr")


def test_language_of_equal_texts_is_the_one_asked_for() -> None:
    """A name that is the same in two languages is told as of the one asked for."""
    same = LocalText({"en": "Paris", "fr": "Paris"})
    assert same.language_of("fr") == "fr"


def test_texts_are_equal_in_any_order() -> None:
    """The order of languages is no fact."""
    assert LocalText({"fr": "b", "en": "a"}) == LocalText({"en": "a", "fr": "b"})
    assert LocalText((("fr", "b"), ("en", "a"))) == LocalText({"en": "a", "fr": "b"})


@pytest.mark.parametrize("code", ["RO", "XK", "GB", "TW", "PS", "VA", "HK"])
def test_countries_are_those_of_iso_3166(code: str) -> None:
    """XK, used for Kosovo, is included."""
    check_country(None, attrs.fields(Place).country, code)
    assert country_name(code, "en") != code
    assert country_name(code, "fr") != code


@pytest.mark.parametrize(
    "code", ["EU", "UN", "UK", "ZZ", "XA", "QO", "AC", "001", "ROU", "", "ro", "Romania"]
)
def test_what_is_no_country_is_refused(code: str) -> None:
    """Unions, regions, pseudo-codes and names are no countries."""
    with pytest.raises(InvalidValueError):
        check_country(None, attrs.fields(Place).country, code)


def test_a_name_that_cldr_does_not_know_is_the_code() -> None:
    """Nothing is made up."""
    assert country_name("AA", "en") == "AA"


PEOPLE = {
    "women-and-men": (Participants(women=3, men=4), 7),
    "total": (Participants(total=9), 9),
    "total-and-women": (Participants(women=3, total=9), 9),
    "all-three": (Participants(women=3, men=6, total=9), 9),
    "women": (Participants(women=3), None),
    "men": (Participants(men=3), None),
    "nothing": (Participants("judges"), None),
}


@pytest.mark.parametrize(("participants", "people"), PEOPLE.values(), ids=PEOPLE)
def test_people_are_counted_where_they_are_known(
    participants: Participants, people: int | None
) -> None:
    """A total that cannot be told is not guessed."""
    assert participants.people == people


def test_an_activity_begins_with_its_earliest_occurrence() -> None:
    """Whatever the order of its times; it is listed under that month unless another is given."""
    late, early = Occurrence(DateSpan.parse("2017-09")), Occurrence(DateSpan.parse("2017-05-31"))
    entry = activity(occurrences=(late, early))
    assert entry.when == early.when
    assert entry.month == entry.listing_month == Month(2017, 5)
    listed = attrs.evolve(entry, listed_in=Month(2017, 6))
    assert (listed.month, listed.listing_month) == (Month(2017, 5), Month(2017, 6))


def test_places_of_an_activity_are_told_once_each_in_order() -> None:
    """A place of two occurrences is one place."""
    kyiv, odesa = Place("Kyiv", "UA"), Place("Odesa", "UA")
    entry = activity(occurrences=(Occurrence(DAY, (odesa, kyiv)), Occurrence(DAY, (kyiv,))))
    assert entry.places == (odesa, kyiv)


def test_of_every_kind_of_activity_but_other_it_is_known_whether_people_meet() -> None:
    """Desk studies, publications, news, tenders and grants are no events."""
    is_event = make_portfolio(0).is_event
    by_answer = {
        answer: [kind.value for kind in ActivityKind if is_event(kind) is answer]
        for answer in (True, False, None)
    }
    assert by_answer[False] == ["desk_study", "publication", "news", "tender", "grant"]
    assert (len(by_answer[True]), by_answer[None]) == (13, ["other"])
    assert is_event(None) is None
    own = Term(TermList.ACTIVITY_KIND, "radio", LocalText({"en": "Radio"}), TermRole.NO_EVENT)
    office = attrs.evolve(make_portfolio(0), terms=(own,))
    assert (office.is_event("radio"), office.is_event("training")) == (False, True)


def test_transaction_types_have_the_codes_of_iati() -> None:
    """IATI 2.03: 1 is incoming funds, 4 expenditure, 13 incoming pledge."""
    assert TransactionType.INCOMING_FUNDS.code == 1
    assert TransactionType.EXPENDITURE.code == 4
    assert TransactionType.INCOMING_PLEDGE.code == 13
    assert [kind.code for kind in TransactionType] == list(range(1, 14))


@pytest.mark.parametrize(
    ("quantity", "unit_cost", "total"),
    [
        ("2.5", "EUR 1234.56", "EUR 3086.40"),
        ("2.5", "EUR 100.01", "EUR 250.03"),  # 250.025
        ("1.5", "EUR 33.35", "EUR 50.03"),  # 50.025
        ("1.5", "EUR -33.35", "EUR -50.03"),
        ("24", "EUR 0.01245", "EUR 0.30"),  # 0.2988
        ("1.5", "JPY 333", "JPY 500"),  # 499.5
        ("0.5", "KWD 0.013", "KWD 0.007"),  # 0.0065
        ("123456789012.123456789012", "EUR 1.000000000001", "EUR 123456789012.25"),  # ….2469…
    ],
)
def test_a_line_is_rounded_to_its_currency(quantity: str, unit_cost: str, total: str) -> None:
    """Quantity times unit cost, half away from zero, to the minor unit of the line's currency."""
    line = BudgetLine("1.1.2", TITLE, "month", Decimal(quantity), Money.parse(unit_cost))
    assert str(line.total) == total


def versions(*told: tuple[int, str]) -> Project:
    """Give a project of 2016 and 2017 with these budgets."""
    budget = tuple(BudgetVersion(Money(n, "EUR"), date.fromisoformat(day)) for n, day in told)
    return Project("P", "P", TITLE, DateSpan.parse("2016/2017"), budget=budget)


def test_the_budget_of_a_day_is_the_last_version_in_effect() -> None:
    """Versions may stand in any order; of two of one day the later listed holds."""
    project = versions((3, "2017-05-01"), (1, "2016-01-01"), (2, "2017-05-01"))
    for day, amount in {
        "2015-12-31": None,
        "2016-01-01": 1,
        "2017-04-30": 1,
        "2017-05-01": 2,
    }.items():
        budget = project.budget_at(date.fromisoformat(day))
        assert (budget and budget.amount) == amount


def test_a_project_without_versions_has_no_budget() -> None:
    """What is not known is nothing, not zero."""
    assert versions().budget_at(date(2017, 1, 1)) is None
    assert versions().budget_version(date(2017, 1, 1)) is None


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2015-12-31", ProjectStatus.PIPELINE),
        ("2016-01-01", ProjectStatus.IMPLEMENTATION),
        ("2017-12-31", ProjectStatus.IMPLEMENTATION),
        ("2018-01-01", ProjectStatus.CLOSED),
    ],
)
def test_status_of_a_project_is_derived_from_the_day(day: str, status: ProjectStatus) -> None:
    """The first and last day belong to it."""
    assert versions().status(date.fromisoformat(day)) is status


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (None, None, "111"),
        ("2017-05-17", None, "011"),
        (None, "2017-05-17", "110"),
        ("2017-05-17", "2017-05-17", "010"),
    ],
    ids=["always", "since", "until", "one-day"],
)
def test_a_rule_holds_from_its_first_day_to_its_last(
    since: str | None, until: str | None, days: str
) -> None:
    """Absent ends are open; a rule holds for its own country only."""
    first = date.fromisoformat(since) if since else None
    last = date.fromisoformat(until) if until else None
    rule = Designation("XK", TITLE, since=first, until=last)
    for offset, held in zip((-1, 0, 1), days, strict=True):
        day = date(2017, 5, 17) + dt.timedelta(offset)
        assert rule.holds("XK", day) is (held == "1")
        assert not rule.holds("RO", day)


def test_amounts_given_as_text_are_taken_exactly() -> None:
    """Where a decimal is due, text makes one."""
    assert activity(shares=("0.25",)).shares == (Decimal("0.25"),)
    assert contribution(share="0.10", base=ShareBase.UNSTATED).share == Decimal("0.10")
