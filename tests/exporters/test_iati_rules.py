"""The rules of the standard's ruleset that files of ours can break, one test each.

The numbers are those of the ruleset of IATI 2.03.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import attrs
import pytest
from example_data import loaded
from iati_files import LANG, file_of
from lxml import etree

from cproc import model
from cproc.testing import make_portfolio

typed: Any = model

YEAR = dt.timedelta(366)


@cache
def files() -> tuple[Any, ...]:
    """Files of both examples, of a made office, and of one with all that IATI asks."""
    return (
        file_of(loaded("cproc_2017"), activities="children"),
        file_of(loaded("eu_grant"), history="true"),
        file_of(make_portfolio(60), "fr", activities="children", history="true"),
        file_of(_rich()),
    )


def _rich() -> model.Portfolio:
    """A made office whose projects have all facts of IATI, and terms of every kind."""
    office = make_portfolio(20)
    facts = typed.Iati(
        sectors=["15130=50.5", "15160=49.5", "2:151"], markers=["1=2"], tags=["2:16"], aid=["C01"]
    )
    instalment = typed.Instalment("UNION", "EUR 10", expected="2025")
    return attrs.evolve(
        office,
        projects=tuple(
            attrs.evolve(each, iati=facts, instalments=(instalment,)) for each in office.projects
        ),
    )


Rule = Callable[[Any], Iterator[object]]
RULES: list[Any] = []


def rule(number: str) -> Callable[[Rule], Rule]:
    """Hold a rule of every activity: it gives what breaks it."""

    def kept(check: Rule) -> Rule:
        RULES.append(pytest.param(check, id=f"{number}-{check.__name__}"))
        return check

    return kept


def _day(element: Any) -> dt.date:
    return dt.date.fromisoformat(element.get("iso-date"))


def _dates(activity: Any) -> dict[str, dt.date]:
    return {each.get("type"): _day(each) for each in activity.iterfind("activity-date")}


def _issued(activity: Any) -> dt.date:
    moment = activity.getparent().get("generated-datetime")
    return dt.datetime.fromisoformat(moment).date()


# --- Identity ---------------------------------------------------------------------------


@rule("1.1.3")
def identifier_differs(activity: Any) -> Iterator[object]:
    """The identifier of an activity is not that of the organisation."""
    for own in activity.xpath("reporting-org/@ref"):
        yield from (each for each in activity.xpath("iati-identifier/text()") if each == own)


@rule("1.1.21")
def identifier_begins(activity: Any) -> Iterator[object]:
    """The identifier begins with that of the organisation and a hyphen."""
    for own in activity.xpath("reporting-org/@ref"):
        each = activity.findtext("iati-identifier")
        if not each.startswith(f"{own}-"):
            yield each


@rule("1.3.1")
def identifier_signs(activity: Any) -> Iterator[object]:
    """No identifier has signs that addresses use, or blanks around it."""
    for each in activity.xpath("iati-identifier/text() | .//@ref[parent::reporting-org]"):
        if re.search(r"[/&|?]", each) or each != each.strip():
            yield each


@rule("1.4.1")
def one_default_language(activity: Any) -> Iterator[object]:
    """An activity says its language."""
    if activity.getparent() is not None and not activity.get(LANG):
        yield activity.tag


# --- Sectors and places -----------------------------------------------------------------


def _sums(activity: Any, path: str) -> Iterator[object]:
    parts = defaultdict(list)
    for each in activity.iterfind(path):
        parts[each.get("vocabulary")].append(each.get("percentage"))
    for vocabulary, found in parts.items():
        if len(found) > 1 and sum(map(Decimal, found)) != 100:
            yield vocabulary, found


@rule("2.1.1")
def sectors_make_a_hundred(activity: Any) -> Iterator[object]:
    """Percentages of the sectors of a vocabulary make 100."""
    yield from _sums(activity, "sector")


@rule("3.1.1")
def countries_make_a_hundred(activity: Any) -> Iterator[object]:
    """Percentages of countries and regions make 100."""
    yield from _sums(activity, "recipient-country")
    yield from _sums(activity, "recipient-region")


@rule("3.4.2")
def a_place_is_named(activity: Any) -> Iterator[object]:
    """An activity names a country or a region."""
    if len(activity) and not activity.xpath("recipient-country | recipient-region"):
        yield activity.findtext("iati-identifier")


@rule("6.2.2")
def a_sector_is_named(activity: Any) -> Iterator[object]:
    """An activity names a sector."""
    if len(activity) and activity.find("sector") is None:
        yield activity.findtext("iati-identifier")


# --- Texts ------------------------------------------------------------------------------


@rule("4.1.1")
def languages_are_named(activity: Any) -> Iterator[object]:
    """Of the texts of one element one at most is in the language of the activity."""
    for element in activity.xpath(".//*[narrative]"):
        often = Counter(each.get(LANG) for each in element.iterfind("narrative"))
        yield from (language for language, times in often.items() if times > 1)


@rule("4.3.1")
def titles_are_filled(activity: Any) -> Iterator[object]:
    """No title is empty."""
    for each in activity.xpath(".//title/narrative"):
        if not (each.text or "").strip():
            yield each.getparent().tag


@rule("4.4.1")
def descriptions_are_filled(activity: Any) -> Iterator[object]:
    """No description is empty."""
    for each in activity.iterfind(".//description"):
        if not "".join(each.itertext()).strip():
            yield each.tag


# --- Parties ----------------------------------------------------------------------------


@rule("6.9.1")
def parties_of_transactions(activity: Any) -> Iterator[object]:
    """Who pays or is paid has an identifier or a name."""
    for each in activity.xpath(".//provider-org | .//receiver-org"):
        if not each.get("ref") and each.find("narrative") is None:
            yield each.tag


@rule("6.10.1")
def parties_of_activities(activity: Any) -> Iterator[object]:
    """Who takes part has an identifier or a name."""
    for each in activity.iterfind("participating-org"):
        if not each.get("ref") and each.find("narrative") is None:
            yield each.get("role")


# --- Time -------------------------------------------------------------------------------


@rule("6.11.1")
def a_start_is_given(activity: Any) -> Iterator[object]:
    """A planned or an actual start is given."""
    if len(activity) and not {"1", "2"} & _dates(activity).keys():
        yield activity.findtext("iati-identifier")


@rule("11.1.1")
def the_file_is_of_its_data(activity: Any) -> Iterator[object]:
    """The activity was not updated after the file was made."""
    root = activity.getparent()
    if root is not None and activity.get("last-updated-datetime") > root.get("generated-datetime"):
        yield activity.get("last-updated-datetime")


@rule("11.1.2")
def starts_are_before_ends(activity: Any) -> Iterator[object]:
    """No activity starts after its end, planned or actual."""
    dates = _dates(activity)
    for start, end in ("13", "24"):
        if start in dates and end in dates and dates[start] > dates[end]:
            yield dates


@rule("11.1.4")
def actual_dates_are_past(activity: Any) -> Iterator[object]:
    """What is actual is not later than the file."""
    for kind, day in _dates(activity).items():
        if kind in "24" and day > _issued(activity):
            yield day


@rule("11.2.1")
def transactions_are_past(activity: Any) -> Iterator[object]:
    """No transaction is later than the file."""
    for each in activity.iterfind("transaction/transaction-date"):
        if _day(each) > _issued(activity):
            yield _day(each)


# --- Money ------------------------------------------------------------------------------


@rule("7.5.3")
def budgets_are_of_a_year(activity: Any) -> Iterator[object]:
    """No budget is for longer than a year, or ends before it starts."""
    for each in activity.iterfind("budget"):
        start, end = _day(each.find("period-start")), _day(each.find("period-end"))
        if not dt.timedelta() <= end - start < YEAR:
            yield start, end


@rule("7.2.1")
def amounts_have_a_currency(activity: Any) -> Iterator[object]:
    """Every amount has its currency and the day of its rate, and is written plainly."""
    for each in activity.iterfind(".//value"):
        if not (each.get("currency") and each.get("value-date")):
            yield dict(each.attrib)
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", each.text):
            yield each.text


# --- Codes and results ------------------------------------------------------------------


@rule("6.14.1")
def markers_have_a_significance(activity: Any) -> Iterator[object]:
    """A marker of the DAC's list has its significance."""
    yield from activity.xpath("policy-marker[@vocabulary='1'][not(@significance)]/@code")


@rule("107.1.2")
def aid_types_are_of_one_vocabulary_each(activity: Any) -> Iterator[object]:
    """No two aid types are of one vocabulary."""
    often = Counter(activity.xpath("default-aid-type/@vocabulary"))
    yield from (vocabulary for vocabulary, times in often.items() if times > 1)


@rule("8.6.1")
def periods_of_indicators_are_in_order(activity: Any) -> Iterator[object]:
    """No period of an indicator ends before it starts."""
    for each in activity.iterfind("result/indicator/period"):
        if _day(each[0]) > _day(each[1]):
            yield _day(each[0])


@rule("8.8.1")
def values_of_indicators_are_numbers(activity: Any) -> Iterator[object]:
    """What is measured in numbers has them."""
    for each in activity.xpath(
        "result/indicator//*[self::baseline or self::target or self::actual]"
    ):
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", each.get("value", "")):
            yield each.tag


# --- The tests ---------------------------------------------------------------------------


@pytest.mark.parametrize("check", RULES)
def test_every_activity_keeps_the_rule(check: Rule) -> None:
    """No activity of any of the files breaks it."""
    broken = [found for root in files() for each in root for found in check(each)]
    assert broken == []


def _sabotage() -> str:
    """Two activities that break every rule."""
    return """
<iati-activities generated-datetime="2024-01-01T00:00:00Z">
  <iati-activity last-updated-datetime="2025-01-01T00:00:00Z">
    <iati-identifier>XI-1</iati-identifier>
    <reporting-org ref="XI-1"/>
    <title><narrative> </narrative><narrative>twice</narrative></title>
    <description/>
    <participating-org role="1"/>
    <activity-date type="2" iso-date="2024-05-01"/>
    <activity-date type="4" iso-date="2024-04-01"/>
    <recipient-country code="GE" percentage="60"/>
    <recipient-country code="MD" percentage="30"/>
    <sector vocabulary="1" code="15130" percentage="60"/>
    <sector vocabulary="1" code="15160" percentage="30"/>
    <policy-marker vocabulary="1" code="1"/>
    <default-aid-type vocabulary="1" code="C01"/>
    <default-aid-type vocabulary="1" code="D02"/>
    <budget>
      <period-start iso-date="2023-01-01"/><period-end iso-date="2024-12-31"/>
      <value currency="EUR">1E5</value>
    </budget>
    <transaction><transaction-date iso-date="2024-02-01"/><provider-org/></transaction>
    <result><indicator>
      <period>
        <period-start iso-date="2024-02-01"/><period-end iso-date="2024-01-01"/>
        <actual value="many"/>
      </period>
    </indicator></result>
  </iati-activity>
  <iati-activity last-updated-datetime="2024-01-01T00:00:00Z">
    <iati-identifier>XI/2</iati-identifier>
    <reporting-org ref="XI-1"/>
  </iati-activity>
</iati-activities>"""


@pytest.mark.parametrize("check", RULES)
def test_every_rule_can_be_broken(check: Rule) -> None:
    """Each finds something in a file that breaks them all."""
    root: Any = etree.fromstring(_sabotage())
    assert [found for each in root for found in check(each)]
