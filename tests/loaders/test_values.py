"""Dates, amounts, people and places as people type them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cproc.dates import DateSpan
from cproc.loaders.values import (
    DateForm,
    NumberForm,
    Read,
    Share,
    read_dates,
    read_money,
    read_number,
    read_people,
    read_places,
    read_shares,
)
from cproc.loaders.values.amounts import FORMS
from cproc.loaders.values.people import ORDERS

DAY_FIRST = DateForm("day")
MIXED = NumberForm("mixed", "EUR")
ANYTHING = st.one_of(
    st.text(max_size=30),
    st.text("0123456789/.-, €~()+%QqTmarskFMhKES", max_size=16),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.none(),
)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("10-14 Feb 2025", "2025-02-10/2025-02-14"),
        ("17.02.2025", "2025-02-17"),
        ("17/02/2025", "2025-02-17"),
        ("17-02-2025", "2025-02-17"),
        ("2025/3/4", "2025-03-04"),
        ("24/3 - 28/3/2025", "2025-03-24/2025-03-28"),
        ("March 2025", "2025-03"),
        ("03/2025", "2025-03"),
        ("14-16 Apr. 2025", "2025-04-14/2025-04-16"),
        ("5.5.-9.5.2025", "2025-05-05/2025-05-09"),
        ("15-17/10/2025", "2025-10-15/2025-10-17"),
        ("12.-14.3.2025", "2025-03-12/2025-03-14"),
        ("21 July - 1 Aug 2025", "2025-07-21/2025-08-01"),
        ("28 Dec 2025 – 4 Jan 2026", "2025-12-28/2026-01-04"),
        ("Nov-Dec 2025", "2025-11/2025-12"),
        ("Q2 2025", "2025-04/2025-06"),
        ("Q1-Q2 2025", "2025-01/2025-06"),
        ("3rd quarter 2025", "2025-07/2025-09"),
        ("T4 2025", "2025-10/2025-12"),
        ("S1 2025", "2025-01/2025-06"),
        ("8-12 Sept 2025", "2025-09-08/2025-09-12"),
        ("Feb 10, 2025", "2025-02-10"),
        ("3rd of March 2025", "2025-03-03"),
        ("from 3 to 7 March 2025", "2025-03-03/2025-03-07"),
        ("le 1er août 2025", "2025-08-01"),
        ("du 3 au 7 mars 2025", "2025-03-03/2025-03-07"),
        ("30 Nov. au 2 déc. 2025", "2025-11-30/2025-12-02"),
        ("février 2025", "2025-02"),
        ("2024-2025", "2024/2025"),
        ("2025-03-04 - 2025-03-06", "2025-03-04/2025-03-06"),
        ("3, 5 et 7 mars 2025", "2025-03-03 | 2025-03-05 | 2025-03-07"),
        ("10 Feb 2025 and 3 March 2025", "2025-02-10 | 2025-03-03"),
        (date(2025, 2, 3), "2025-02-03"),
        (datetime(2025, 2, 3), "2025-02-03"),  # noqa: DTZ001 - a day of a sheet
        (2025, "2025"),
    ],
)
def test_dates_are_read_as_they_are_typed(text: Any, span: str) -> None:
    """Every form of a day, a span, a month or a quarter, in English and French."""
    assert read_dates(text, DAY_FIRST) == Read(span)


@pytest.mark.parametrize(
    ("text", "form", "guess"),
    [
        ("3/4/2025", DateForm(), "2025-04-03"),
        ("5.5.-9.5.2025", DateForm(), "2025-05-05/2025-05-09"),
        ("02/17/2025", DAY_FIRST, "2025-02-17"),
        ("17/02/25", DAY_FIRST, "2025-02-17"),
        ("28 Dec - 4 Jan 2026", DAY_FIRST, "2025-12-28/2026-01-04"),
        ("3/4/2025, 5/4/2025", DateForm(), "2025-04-03 | 2025-04-05"),
        (45678, DAY_FIRST, "2025-01-21"),
        ("5-3 May 2025", DAY_FIRST, ""),
        ("Mar 24", DAY_FIRST, ""),
        ("10-14 Feb", DAY_FIRST, ""),
        ("31/2/2025", DAY_FIRST, ""),
        ("yesterday", DAY_FIRST, ""),
        ("10 Feb - March 2025", DAY_FIRST, ""),
        ("x" * 300, DAY_FIRST, ""),
        (7, DAY_FIRST, ""),
        (True, DAY_FIRST, ""),
    ],
)
def test_a_date_that_is_not_sure_is_no_date(text: Any, form: DateForm, guess: str) -> None:
    """What may mean two days, or none, is not read; what it most likely means is told."""
    read = read_dates(text, form)
    assert (read.value, read.guess) == (None, guess)
    assert read.doubt


@pytest.mark.parametrize(
    ("text", "language", "span"),
    [
        ("10.-14. März 2025", "de", "2025-03-10/2025-03-14"),
        ("12 de octubre de 2025", "es", "2025-10-12"),
        ("7 listopada 2025", "pl", "2025-11-07"),
        ("5 May 2025", "sr-Latn", "2025-05-05"),
        ("5 May 2025", "no language", "2025-05-05"),
        ("10-Feb-2025", "", "2025-02-10"),
        ("10 March 2025 and 3 Feb 2025", "", "2025-03-10 | 2025-02-03"),
    ],
)
def test_months_are_met_in_the_language_of_the_office(text: str, language: str, span: str) -> None:
    """The months of any language are those of CLDR; those of English and French are met always."""
    assert read_dates(text, DateForm("day", language=language)) == Read(span)


@pytest.mark.parametrize("text", ["2025-03 – Q1 2025", "17 July 2025 - 4 March 2025 - 3 Sept 2025"])
def test_a_range_that_turns_back_is_no_range(text: str) -> None:
    """What stands between the ends of a range lies between them, or nothing is read."""
    read = read_dates(text, DAY_FIRST)
    assert read.value is None
    assert read.doubt


def test_what_the_office_says_of_its_dates_holds() -> None:
    """Order, year and century of the mapping make sure what was not."""
    assert read_dates("3/4/2025", DateForm("month")).value == "2025-03-04"
    assert read_dates("10-14 Feb", DateForm(year=2025)).value == "2025-02-10/2025-02-14"
    assert read_dates("17/02/25", DateForm("day", century=2000)).value == "2025-02-17"
    assert read_dates("17/2/2025", DateForm()).value == "2025-02-17"
    assert read_dates(45678, DAY_FIRST, since_1904=True).guess == "2029-01-22"
    moment = datetime(2025, 2, 3, 14, 30)  # noqa: DTZ001 - a cell of a sheet
    assert read_dates(moment, DAY_FIRST).value == "2025-02-03"
    assert read_dates(moment, DAY_FIRST).doubt


@given(ANYTHING, st.sampled_from(["", "day", "month"]))
def test_a_date_is_read_or_doubted(value: Any, order: str) -> None:
    """Law: of any cell either a time of the library's form is read, or a doubt is told."""
    read = read_dates(value, DateForm(order))
    if read.value is None:
        assert read.doubt
    else:
        assert all(str(DateSpan.parse(span)) == span for span in read.value.split(" | "))


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from("./-"))
def test_without_an_order_no_day_is_guessed(day: date, mark: str) -> None:
    """Law: numbers alone are read without an order where day and month cannot be mistaken."""
    read = read_dates(f"{day.day}{mark}{day.month}{mark}{day.year}", DateForm())
    if day.day > 12 or day.day == day.month:
        assert read.value == day.isoformat()
    else:
        assert read.value is None
        assert read.guess == day.isoformat()


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("€ 4.500", ("4500", "EUR")),
        ("3.200,00", ("3200.00", "EUR")),
        ("USD 8,200", ("8200", "USD")),
        ("8,200 US$", ("8200", "USD")),
        ("KES 320,000", ("320000", "KES")),
        ("KSh 320,000", ("320000", "KES")),
        ("2100", ("2100", "EUR")),
        (2100, ("2100", "EUR")),
        (Decimal("3394.55"), ("3394.55", "EUR")),
        ("USD 3,050.50", ("3050.50", "USD")),
        ("18 m", ("18000000", "EUR")),
        ("1.5 million USD", ("1500000.0", "USD")),
        ("1 234,56", ("1234.56", "EUR")),
        ("1'234.50 CHF", ("1234.50", "CHF")),
        ("EUR -5.00", ("-5.00", "EUR")),
        ("− 12", ("-12", "EUR")),
        ("0.500", ("0.500", "EUR")),
    ],
)
def test_amounts_are_read_as_they_are_typed(text: Any, amount: tuple[str, str]) -> None:
    """Currencies before and behind, points and commas, signs and millions are read."""
    assert read_money(text, MIXED).value == (Decimal(amount[0]), amount[1])


@pytest.mark.parametrize(
    ("text", "form", "guess"),
    [
        ("4.500", NumberForm("", "EUR"), "EUR 4500"),
        ("3.200,00", NumberForm("1,234.56", "EUR"), "EUR 3200.00"),
        ("4.500", NumberForm("1 234,56", "EUR"), "EUR 4500"),
        ("2100", NumberForm(), "2100"),
        ("$ 5", MIXED, "5"),
        ("5%", MIXED, ""),
        ("(500)", MIXED, ""),
        ("5 EUR 3", MIXED, ""),
        ("1,2,3", MIXED, ""),
        ("1e5", MIXED, ""),
        ("٣", MIXED, ""),
        ("EUR", MIXED, ""),
        ("9" * 40, MIXED, ""),
        (True, MIXED, ""),
    ],
)
def test_an_amount_that_is_not_sure_is_no_amount(text: Any, form: NumberForm, guess: str) -> None:
    """What may be thousands or decimals, or is of no known currency, is not read."""
    read = read_money(text, form)
    assert (read.value, read.guess) == (None, guess)
    assert read.doubt


@given(st.decimals(0, 10**12, places=2, allow_nan=False), st.sampled_from(FORMS[:-1]))
def test_an_amount_written_in_a_form_is_read_in_it(amount: Decimal, form: str) -> None:
    """Law: what is written in a form is read in it, with thousands and without."""
    thousands, decimal = form[1], form[-3]
    grouped = f"{amount:,.2f}".translate({ord(","): thousands, ord("."): decimal})
    plain = f"{amount:.2f}".replace(".", decimal)
    assert read_number(grouped, NumberForm(form)).value == amount
    assert read_number(plain, NumberForm(form)).value == amount


@given(ANYTHING, st.sampled_from(("", *FORMS)), st.sampled_from(["", "EUR"]))
def test_an_amount_is_read_or_doubted(value: Any, form: str, currency: str) -> None:
    """Law: of any cell either an exact amount with its currency is read, or a doubt is told."""
    read = read_money(value, NumberForm(form, currency))
    if read.value is None:
        assert read.doubt
    else:
        assert isinstance(read.value[0], Decimal)
        assert read.value[1]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("6/18", {"women": 6, "men": 18}),
        ("1,260/1,080", {"women": 1260, "men": 1080}),
        ("25 (13/12)", {"women": 13, "men": 12, "total": 25}),
        ("70 F, 55 M", {"women": 70, "men": 55}),
        ("F: 12 / M: 13", {"women": 12, "men": 13}),
        ("12 femmes et 13 hommes", {"women": 12, "men": 13}),
        ("~200", {"total": 200, "qualifier": "about"}),
        ("env. 30 participants", {"total": 30, "qualifier": "about"}),
        ("200+", {"total": 200, "qualifier": "more_than"}),
        ("près de 100", {"total": 100, "qualifier": "nearly"}),
        ("9", {"total": 9}),
        (14, {"total": 14}),
    ],
)
def test_people_are_read_as_they_are_typed(text: Any, people: dict[str, Any]) -> None:
    """Women and men, totals, and how exact they are."""
    assert read_people(text, ORDERS[0], NumberForm("1,234.56")).value == people


@pytest.mark.parametrize(
    ("text", "order", "guess"),
    [
        ("6/18", "", "women 6, men 18"),
        ("25 (13/10)", ORDERS[0], "women 13, men 10"),
        (date(2025, 6, 18), ORDERS[0], "18/6"),
        ("a lot", ORDERS[0], ""),
        ("about about 5", ORDERS[0], ""),
        ("2.5", ORDERS[0], ""),
        (-3, ORDERS[0], ""),
        (True, ORDERS[0], ""),
        ("12 F (13 M)", ORDERS[0], ""),
    ],
)
def test_people_that_are_not_sure_are_not_read(text: Any, order: str, guess: str) -> None:
    """What does not say who stands first, does not add up, or was made a date, is not read."""
    read = read_people(text, order, NumberForm())
    assert (read.value, read.guess) == (None, guess)
    assert read.doubt


def test_the_order_of_women_and_men_is_that_of_the_mapping() -> None:
    """Men stand first where the office says so."""
    assert read_people("6/18", ORDERS[1], NumberForm()).value == {"women": 18, "men": 6}


@given(ANYTHING, st.sampled_from(("", *ORDERS)))
def test_people_are_read_or_doubted(value: Any, order: str) -> None:
    """Law: of any cell either whole numbers of people are read, or a doubt is told."""
    read = read_people(value, order, NumberForm())
    assert (
        read.doubt
        if read.value is None
        else all(
            number == "about" or number in ("more_than", "nearly") or number >= 0
            for number in read.value.values()
        )
    )


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Siaya, Kenya", (("Siaya", "KE"),)),
        ("Mbita; Homa Bay", (("Mbita", "KE"), ("Homa Bay", "KE"))),
        ("Busia + Siaya", (("Busia", "KE"), ("Siaya", "KE"))),
        ("Siaya and Busia", (("Siaya", "KE"), ("Busia", "KE"))),
        ("Mwanza, Tanzanie", (("Mwanza", "TZ"),)),
        ("Kenya", (("", "KE"),)),
        ("online", ()),
        ("À distance", ()),
    ],
)
def test_places_are_read_as_they_are_typed(text: str, places: tuple[Any, ...]) -> None:
    """Towns, countries in any language, several of them, and nowhere."""
    assert read_places(text, "KE").value == places


@pytest.mark.parametrize("text", ["Hotel X, Kisumu", 5, ";", "x" * 600, "A, B, Kenya"])
def test_a_place_that_is_not_sure_is_no_place(text: Any) -> None:
    """What ends with no country may be a building; nothing is guessed."""
    assert read_places(text, "KE").value is None
    assert read_places("Hotel X, Kisumu", "KE").guess == "Hotel X @ Kisumu, KE"


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("WASH", Share(("WASH",), (Decimal(1),))),
        ("WASH 50%", Share(("WASH",), (Decimal("0.5"),))),
        ("WASH 12,5 %", Share(("WASH",), (Decimal("0.125"),))),
        ("WASH 60 %, GIRLS 40 %", Share(("WASH", "GIRLS"), (Decimal("0.6"), Decimal("0.4")))),
        ("WASH/GIRLS", Share(("WASH", "GIRLS"))),
        ("all", Share(("WASH", "GIRLS"))),
        ("tous (60/40)", Share(("WASH", "GIRLS"), (Decimal("0.6"), Decimal("0.4")))),
    ],
)
def test_shares_are_read_as_they_are_typed(text: str, share: Share) -> None:
    """Projects that pay a post, and the part that each pays."""
    assert read_shares(text, ("WASH", "GIRLS")).value == share


@pytest.mark.parametrize("text", ["all (50/30/20)", "all (x)", "WASH 50%, GIRLS", "", 5])
def test_shares_that_are_not_sure_are_not_read(text: Any) -> None:
    """Shares that are not one for each project are none."""
    assert read_shares(text, ("WASH", "GIRLS")).value is None
    assert read_shares("all", ()).doubt
