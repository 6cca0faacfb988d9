"""How a field is drawn: texts, dates and money, and every other as its type and name ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

import attrs
from hypothesis import strategies as st

from cproc.errors import UnknownNameError, said
from cproc.model import DateSpan, Document, LocalText, Money, Month, Period, Precision, Qualifier
from cproc.money import exact_decimal, minor_unit
from cproc.testing.tricky import MISREAD, SCRIPTS

_Drawn = TypeVar("_Drawn")

EARLIEST, LATEST = dt.date(2012, 1, 1), dt.date(2025, 12, 31)
"""Days that a portfolio may speak of."""

_MIDDLE = dt.date(2018, 12, 31)

_TRICKY = (
    *SCRIPTS,
    *MISREAD,
    "\u0633\u0644\u0627\u0645", "\u2028", "\ufeffa", "\u202eabc", "e" + "\u0301" * 20, "a\n\nb",
    "false", "null", "CON", "../x",
    # taken for the punctuation of a table, or for the list in a cell of one
    "[1, 2]", '{"a": 1}', "[", '["', '"', "[[a]", "a;b", "a; b", "a|b", "a, b", "a, RO", "a @ b",
    "region:a",
)  # fmt: skip

_LEGAL = st.characters(exclude_categories=("Cc", "Cs", "Cn"), include_characters="\n\t")

_COUNTRIES = tuple(
    "AL AM AZ BA BY CL CR DE EE FR GB GE JP KE LK MD ME MK MU NG PH RO RS TO TR UA US XK".split()
)
_LANGUAGES = (("en",), ("en", "fr"), ("fr",), ("en", "gsw", "ro"), ("en", "pt-BR"))

CURRENCIES = ("EUR", "USD", "CHF", "GBP", "RON", "JPY", "KWD", "CLF")


def maybe(strategy: st.SearchStrategy[_Drawn]) -> st.SearchStrategy[_Drawn | None]:
    """Draw nothing, or a value."""
    return st.none() | strategy


def few(
    strategy: st.SearchStrategy[_Drawn], most: int = 2, by: str = ""
) -> st.SearchStrategy[tuple[_Drawn, ...]]:
    """Draw mostly no records, or a few, which differ in a field where one is named."""
    unique = (lambda record: getattr(record, by)) if by else None
    some = st.lists(strategy, min_size=1, max_size=most, unique_by=unique)
    return st.just(()) | st.just(()) | some.map(tuple)


def references(
    names: Sequence[str], least: int = 0, most: int = 3
) -> st.SearchStrategy[tuple[str, ...]]:
    """Draw some of the names, each once."""
    if not names:
        return st.just(())
    most = min(most, len(names))
    drawn = st.lists(st.sampled_from(names), min_size=least, max_size=most, unique=True)
    return drawn.map(tuple)


def texts(min_size: int = 0, max_size: int = 30) -> st.SearchStrategy[str]:
    """Draw any text that a report may hold.

    Control characters (save tab and line breaks), lone surrogates and characters that
    Unicode does not assign are left out, as Office formats refuse them.

    Args:
        min_size: Least number of characters.
        max_size: Most characters of a text that is made up; a tricky one may be longer.
    """
    made_up = st.text(_LEGAL, min_size=min_size, max_size=max_size)
    tricky = [text for text in _TRICKY if len(text) >= min_size]
    return made_up | st.sampled_from(tricky) if tricky else made_up


def identifiers() -> st.SearchStrategy[str]:
    """Draw an identifier: mostly a plain code, now and then any text without blanks around it."""
    plain = st.text("ABC123+_-", min_size=1, max_size=6)
    return plain | plain | texts(min_size=1, max_size=12).map(str.strip).filter(bool)


def local_texts(
    entries: Mapping[str, str] | None = None, values: st.SearchStrategy[str] | None = None
) -> st.SearchStrategy[LocalText]:
    """Draw a text in one to three languages.

    Args:
        entries: Text by language.
        values: Draws the text of one language; `texts` where absent.
    """
    if entries is not None:
        return st.just(LocalText(entries))
    drawn = texts(min_size=1) if values is None else values
    written = (dict.fromkeys(languages, drawn) for languages in _LANGUAGES)
    return st.one_of(*(st.fixed_dictionaries(texts) for texts in written)).map(LocalText)


def countries() -> st.SearchStrategy[str]:
    """Draw an ISO 3166-1 code."""
    return st.sampled_from(_COUNTRIES)


def currencies() -> st.SearchStrategy[str]:
    """Draw an ISO 4217 code; some have no decimals, some three or four."""
    return st.sampled_from(CURRENCIES)


def decimals(low: str = "0", high: str = "100000", places: int = 2) -> st.SearchStrategy[Decimal]:
    """Draw a finite decimal of so many places."""
    return st.decimals(Decimal(low), Decimal(high), places=places)


def moneys(
    amount: Decimal | str | int | None = None,
    currency: str | None = None,
    low: int = -(10**12),
    high: int = 10**12,
) -> st.SearchStrategy[Money]:
    """Draw an amount: in the currency's smallest coin, whole, or to four decimals.

    Args:
        amount: Pins the number.
        currency: Pins the ISO 4217 code.
        low: Least amount, in the currency.
        high: Greatest amount, in the currency.
    """
    if amount is not None:
        codes = currencies() if currency is None else st.just(currency)
        return st.builds(Money, st.just(amount), codes)
    return st.one_of(
        *(
            _amounts(code, places, low, high)
            for code in (CURRENCIES if currency is None else (currency,))
            for places in dict.fromkeys((minor_unit(code), 0, 4))
        )
    )


@cache
def _amounts(currency: str, places: int, low: int, high: int) -> st.SearchStrategy[Money]:
    units = st.integers(low * 10**places, high * 10**places)
    return units.map(lambda drawn: Money(exact_decimal(drawn, places), currency))


def dates(earliest: dt.date = EARLIEST, latest: dt.date = LATEST) -> st.SearchStrategy[dt.date]:
    """Draw a day, of the years that a portfolio may speak of unless others are given."""
    return st.dates(earliest, latest)


def since_until(
    pins: Mapping[str, Any], *, open_: bool = True
) -> dict[str, st.SearchStrategy[dt.date | None]]:
    """Draw a first and a last day in order, or none, beside those that are pinned.

    Args:
        pins: What is pinned.
        open_: Whether the first may be absent.
    """
    middle = pins.get("since") or pins.get("until") or _MIDDLE
    first: st.SearchStrategy[dt.date | None] = dates(min(EARLIEST, middle), middle)
    since = maybe(first) if open_ else first
    return {"since": since, "until": maybe(dates(middle, max(LATEST, middle)))}


def months(earliest: dt.date = EARLIEST, latest: dt.date = LATEST) -> st.SearchStrategy[Month]:
    """Draw a month."""
    return dates(earliest, latest).map(Month.of)


def date_spans(
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    precision: Precision | None = None,
    earliest: dt.date = EARLIEST,
    latest: dt.date = LATEST,
    longest: int = 1200,
) -> st.SearchStrategy[DateSpan]:
    """Draw a span in any precision.

    Args:
        start: Pins the first day.
        end: Pins the last day.
        precision: Pins what is given: days, months or years; a day that is pinned must lie
            on the edge of its month or year.
        earliest: No span starts in a month or year before this day's.
        latest: No span ends in a month or year after this day's.
        longest: Most days from one end to the other, before they are widened to the precision.
    """

    def span(kind: Precision, day: dt.date, days: int) -> DateSpan:
        first = day if start is None else start
        last = end or first + dt.timedelta(min(days, (max(latest, first) - first).days))
        if start is None and end is not None:
            first = end - dt.timedelta(min(days, (end - min(earliest, end)).days))
        return DateSpan(*_widened(kind, first, last), kind)

    kinds = st.sampled_from(Precision) if precision is None else st.just(precision)
    return st.builds(span, kinds, st.dates(earliest, latest), st.integers(0, longest))


def _widened(kind: Precision, first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    if kind is Precision.YEAR:
        return dt.date(first.year, 1, 1), dt.date(last.year, 12, 31)
    if kind is Precision.MONTH:
        return Month.of(first).start, Month.of(last).end
    return first, last


def periods(
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    earliest: dt.date = dt.date(2014, 1, 1),
    latest: dt.date = dt.date(2020, 12, 31),
    longest: int = 1200,
) -> st.SearchStrategy[Period]:
    """Draw a reporting period.

    Args:
        start: Pins the first day.
        end: Pins the last day.
        earliest: First day it may start on.
        latest: Last day it may end on.
        longest: Most days from one end to the other.
    """
    days = date_spans(
        start=start,
        end=end,
        precision=Precision.DAY,
        earliest=earliest,
        latest=latest,
        longest=longest,
    )
    return days.map(lambda span: Period(span.start, span.end))


@attrs.frozen
class Names:
    """Identifiers that exist, for the references of drawn records.

    Args:
        organisations: Identifiers of organisations; one at least.
        projects: Codes of projects; one at least where activities are drawn.
        regions: Codes of regions.
        treaties: Identifiers of treaties; one at least where treaty events are drawn.
        components: Identifiers of components.
        activities: Identifiers of activities.
        currency: Currency of budgets; any where absent.
        terms: Identifiers of the office's own terms, in each of its lists.
        programmes: Identifiers of programmes.
    """

    organisations: tuple[str, ...] = ("COE", "EU", "RO_GOV")
    projects: tuple[str, ...] = ("GLACY", "GLACY+", "EAP2")
    regions: tuple[str, ...] = ("EAST", "SOUTH")
    treaties: tuple[str, ...] = ("CETS185", "CETS189")
    components: tuple[str, ...] = ("C1", "C2")
    activities: tuple[str, ...] = ("A1", "A2")
    currency: str | None = None
    terms: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()


ANY_NAMES = Names(programmes=("CYBER",))
"""Serves where a record is drawn by itself."""

HEADINGS = ("1", "1.1", "1.1.2", "2", "2.10", "11")

_REFERENCES = {
    **dict.fromkeys(("donor", "partner", "party", "lead", "host", "organisation"), "organisations"),
    **dict.fromkeys(("component", "components"), "components"),
    **dict.fromkeys(("region", "regions"), "regions"),
    "partners": "organisations",
    "projects": "projects",
    "activity": "activities",
    "treaty": "treaties",
}
"""Fields of text that refer to other records, with the field of `Names` that lists those."""

_degrees = decimals("-90", "90", 4).map("{:f}".format)
_BY_NAME = {
    **dict.fromkeys(("id", "code"), identifiers()),
    **dict.fromkeys(("country", "nationality"), countries()),
    **dict.fromkeys(("latitude", "longitude"), _degrees),
    "currency": currencies(),
    "heading": st.sampled_from(HEADINGS),
    "unit": st.sampled_from(["EUR", "activities", "month", "judges"]) | texts(min_size=1),
    "grade": st.sampled_from(["A1/2", "B4"]) | texts(min_size=1),
    "url": st.sampled_from(["", "https://www.coe.int/cybercrime"]) | texts(),
    "mark": st.sampled_from(["", "*"]),
    "language": st.sampled_from(["", "en", "fr", "sr-Latn"]),
}
"""Fields of text that take a certain text only, or mostly."""

_BY_TYPE: Mapping[Any, st.SearchStrategy[Any]] = {
    LocalText: local_texts(),
    bool: st.booleans(),
    int: st.integers(0, 1000),
    Decimal: decimals(),
    Money: moneys(low=-(10**9), high=10**9),
    dt.date: dates(),
    Month: months(),
    DateSpan: date_spans(),
    Period: periods(),
    # One number is no range; a statement, which may be one, draws its own.
    Qualifier: st.sampled_from([kind for kind in Qualifier if kind is not Qualifier.BETWEEN]),
}


def pinned(cls: type, pins: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are pinned; there must be such fields."""
    fields = [field.name for field in attrs.fields(cls)]
    for name in pins:
        if name not in fields:
            raise UnknownNameError(said("field of {name}", name=cls.__name__), name, fields)
    return {name: value for name, value in pins.items() if value is not None}


def build(
    cls: type[_Drawn], pins: Mapping[str, Any], **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[_Drawn]:
    """Draw the fields that are given, save those that are pinned; the others keep their default."""
    fixed = {name: st.just(value) for name, value in pinned(cls, pins).items()}
    return st.builds(cls, **{**fields, **fixed})


def records_of(
    cls: type[_Drawn],
    pins: Mapping[str, Any],
    names: Names = ANY_NAMES,
    **own: st.SearchStrategy[Any],
) -> st.SearchStrategy[_Drawn]:
    """Draw every field by its type, save those that have a strategy of their own or are pinned.

    A class whose fields must fit together needs strategies of its own; so does a field of such
    a class in another.
    """
    kind: Any = cls
    fields = attrs.fields_dict(kind)
    if "since" in fields:
        absent = fields["since"].default is not attrs.NOTHING
        own = {**since_until(pins, open_=absent), **own}
    free = fields.keys() - own.keys() - pinned(cls, pins).keys()
    return build(cls, pins, **{name: field_of(kind, name, names) for name in sorted(free)}, **own)


_ADDRESS = "https://rm.coe.int/168047d1b8"
_DOCUMENT: dict[str, st.SearchStrategy[Any]] = {
    "title": local_texts(values=texts(min_size=1).filter(str.strip)),
    "url": st.sampled_from(("", _ADDRESS, f"{_ADDRESS}?a=(2)&b", "http://a.org/%20*_x0041_*~#-")),
}


@cache
def _any_document() -> st.SearchStrategy[Document]:
    return records_of(Document, {}, ANY_NAMES, **_DOCUMENT)


@st.composite
def documents(draw: st.DrawFn, /, **pins: Any) -> Document:
    """Draw a document, on the web or not."""
    # A composite is told by its name: in each list of each record it would be too long.
    return draw(records_of(Document, pins, ANY_NAMES, **_DOCUMENT) if pins else _any_document())


_types = cache(get_type_hints)


@cache
def field_of(cls: Any, name: str, names: Names = ANY_NAMES) -> st.SearchStrategy[Any]:
    """Draw a field; strategies are kept, as hypothesis looks at each new one anew."""
    hint = _types(cls)[name]
    kinds = get_args(hint) or (hint,)
    if kinds[1:] == (...,) and kinds[0] is str:
        return references(getattr(names, _REFERENCES[name]))
    if kinds[1:] == (...,):
        return few(_value(kinds[0], name, names))
    required = attrs.fields_dict(cls)[name].default != ""
    value = _value(kinds[0], name, names, least=int(required))
    return maybe(value) if NoneType in kinds else value


def _value(kind: Any, name: str, names: Names, least: int = 0) -> st.SearchStrategy[Any]:
    if kind is str and name in _REFERENCES:
        there = getattr(names, _REFERENCES[name])
        return st.sampled_from(there) if there else st.nothing()
    if kind is str:
        return _BY_NAME.get(name, texts(min_size=least))
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    if kind is Document:
        return documents()
    return st.sampled_from(kind) if issubclass(kind, Enum) else records_of(kind, {}, names)
