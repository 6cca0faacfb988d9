"""The columns that a sheet can fill, and how a cell of each is read."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import attrs

from cproc.dates import DateSpan, Month, Period, Precision
from cproc.errors import InvalidValueError, said
from cproc.loaders.reading import plain
from cproc.loaders.values import (
    DateForm,
    NumberForm,
    Read,
    read_dates,
    read_money,
    read_number,
    read_people,
    read_places,
    read_shares,
)
from cproc.loaders.values.amounts import read_currency
from cproc.model import LocalText, country_code
from cproc.money import Money
from cproc.nearest import nearest
from cproc.serialize import headings
from cproc.serialize.cells import FLAGS
from cproc.serialize.headings import Choices, choices_of, folded, words_of
from cproc.serialize.reading import COMPACT
from cproc.serialize.relations import Relation, relations

PLACE, PARTICIPANTS, PAY = "place", "participants", "pay"
"""Columns of which one cell fills several: town and country, women and men, projects and shares."""

_COUNTRIES = ("country", "nationality")
_FLAGS = {**FLAGS, "x": True}


@attrs.frozen
class Forms:
    """How the cells of one column are written.

    Args:
        dates: How dates are written.
        numbers: How numbers are.
        people: What stands first in 6/18.
        country: Country of towns without one.
        all_projects: Projects that ``all`` means.
        split: Signs between the items of a list.
        codes: What a text stands for, folded.
        first_day: Whether a day is the first one of what the cell says.
        since_1904: Whether numbers of days are counted from 1904.
    """

    dates: DateForm
    numbers: NumberForm
    people: str = ""
    country: str = ""
    all_projects: tuple[str, ...] = ()
    split: str = ""
    codes: Mapping[str, Any] = attrs.field(factory=dict)
    first_day: bool = False
    since_1904: bool = False


@cache
def _kinds(table: str) -> dict[str, tuple[Any, bool]]:
    """The type of each column of a table, and whether it holds several."""
    relation: Relation = relations()[table]
    kinds: dict[str, tuple[Any, bool]] = {}
    for name in relation.names:
        kinds[name] = (str, False)
    for column in relation.columns:
        kinds[column.name] = (column.kind, column.is_list)
        if column.currency:
            kinds.setdefault(column.currency, (str, False))
    for specials, needed in ((PLACE, "city"), (PARTICIPANTS, "women")):
        if needed in kinds:
            kinds[specials] = (specials, False)
    if table == "posts":
        kinds[PAY] = (PAY, False)
    return kinds


def target_names(table: str) -> tuple[str, ...]:
    """The names of the columns that a sheet can fill."""
    return tuple(_kinds(table))


def target_kind(table: str, name: str) -> Any:
    """The type of what a column holds."""
    return _kind_of(table, name)[0]


def is_target(table: str, name: str) -> bool:
    """Whether a table has a column; of a text, with a language behind it or not."""
    kinds = _kinds(table)
    base = name.rpartition(".")[0]
    return name in kinds or (base in kinds and kinds[base][0] is LocalText)


@cache
def text_column(table: str, name: str, language: str) -> str:
    """The column of a text in a language; of any other column, its name."""
    kinds = _kinds(table)
    return f"{name}.{language}" if name in kinds and kinds[name][0] is LocalText else name


@cache
def is_needed(table: str, name: str) -> bool:
    """Whether each record must have a value in a column."""
    relation = relations()[table]
    if name in relation.keys:
        return True
    return any(c.name == name.partition(".")[0] and c.needed for c in relation.columns)


@cache
def _currency_columns(table: str) -> frozenset[str]:
    own = {c.currency for c in relations()[table].columns if c.currency}
    return frozenset(own | ({"currency", "per"} if table in ("rates", "projects") else set()))


@cache
def currency_column(table: str, name: str) -> str:
    """The column with the currency of an amount; empty where the column holds no amount."""
    return next((c.currency for c in relations()[table].columns if c.name == name), "")


@cache
def header_names(part: str = "") -> Mapping[str, Any]:
    """What people call the columns of each table; of the part ``sheets``, the sheets themselves."""
    text = (files("cproc.loaders") / "header_names.toml").read_text(encoding="utf-8")
    names = tomllib.loads(text)
    sheets = names.pop("sheets")
    return sheets if part == "sheets" else names


@cache
def known_headers(table: str) -> Mapping[str, str]:
    """Which column a header fills, by the names that people use for it, folded.

    What entry workbooks call a column is known as well.
    """
    names: dict[str, str] = {}
    # What people call a column goes before what the library does: a venue is a town to most.
    for target, headers in header_names().get(table, {}).items():
        for header in headers:
            names.setdefault(folded(header), target)
    targets = {target: target for target in target_names(table)}
    for header, target in {**targets, **headings.names().columns[table]}.items():
        if target in targets:
            names.setdefault(folded(header), target)
    return names


def known_sheets(table: str) -> frozenset[str]:
    """What people call the sheet of a table, folded."""
    people = header_names("sheets").get(table, ())
    own = (name for name, of in headings.names().sheets.items() if of == table)
    return frozenset({*map(folded, people), *own})


def read_cell(table: str, target: str, value: Any, forms: Forms) -> Read:
    """Read the value of a cell into the columns of its table that it fills.

    Args:
        table: Name of the table.
        target: The column, or one of those that fill several.
        value: What the cell holds; not empty.
        forms: How it is written.

    Returns:
        A mapping of columns to values; of what makes records of other tables, a list of mappings
        under the name of the table. It is empty for what says that there is nothing.
    """
    if isinstance(value, str) and (code := forms.codes.get(folded(value))) is not None:
        return Read({target: code} if code != "" else {})
    kind, is_list = _kind_of(table, target)
    if isinstance(value, time | timedelta):
        return Read(doubt=said("this is a time of day."))
    if is_list:
        return _items(target, value, forms)
    by_name = _country if target in _COUNTRIES else _READERS.get(kind)
    reader = _currency if target in _currency_columns(table) else by_name
    if reader is not None:
        return reader(target, value, forms, table)
    choices = choices_of(relations()[table], target)
    return _text(target, value) if choices is None else _choice(target, value, choices)


def _kind_of(table: str, target: str) -> tuple[Any, bool]:
    kinds = _kinds(table)
    return kinds.get(target) or kinds[target.rpartition(".")[0]]


def _text(target: str, value: Any) -> Read:
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return Read(doubt=said("a spreadsheet made a date of this."), guess=day.isoformat())
    if isinstance(value, bool):
        return Read({target: "TRUE" if value else "FALSE"})
    text = f"{value:f}" if isinstance(value, Decimal) else str(value).strip()
    return Read({target: text})


def _choice(target: str, value: Any, choices: Choices) -> Read:
    known = words_of(choices)
    if (code := known.get(folded(value))) is not None:
        return Read({target: code})
    close = nearest(folded(value), known, 1, 0.75)
    guess = known[close[0]] if close else ""
    hint = said("Say in the mapping which term it is: codes.{column}.", column=target)
    return Read(doubt=said("it is no term."), guess=guess, hint=hint)


def _items(target: str, value: Any, forms: Forms) -> Read:
    if isinstance(value, bool | date):
        return Read(doubt=said("this is no list."))
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    for sign in [*forms.split.split(), "\n"]:
        text = text.replace(f" {sign} " if sign.isalpha() else sign, ";")
    items = [plain(item) for item in text.split(";") if item.strip()]
    items = [str(forms.codes.get(folded(item), item)) for item in items]
    return Read({target: "; ".join(items)})


def _dates(target: str, value: Any, forms: Forms, _table: str) -> Read:
    read = read_dates(value, forms.dates, since_1904=forms.since_1904)
    return attrs.evolve(read, value=None if read.value is None else {target: read.value})


def _day(target: str, value: Any, forms: Forms, _table: str) -> Read:
    read = read_dates(value, forms.dates, since_1904=forms.since_1904)
    try:
        span = DateSpan.parse(read.value or "")
    except InvalidValueError:
        doubt = read.doubt or said("this is more than one day.")
        return Read(doubt=doubt, guess=read.guess or read.value or "")
    if forms.first_day or (span.start == span.end and span.precision is Precision.DAY):
        return Read({target: span.start}, read.doubt, read.guess)
    return Read(doubt=said("this is more than one day."), guess=span.start.isoformat())


def _month(target: str, value: Any, forms: Forms, _table: str) -> Read:
    read = read_dates(value, forms.dates, since_1904=forms.since_1904)
    if read.value is None:
        return read
    is_month = len(read.value) == 7 or (len(read.value) == 10 and isinstance(value, date))
    if is_month:
        return Read({target: read.value[:7]})
    return Read(doubt=said("this is no month."), guess=read.value[:7])


def _money(target: str, value: Any, forms: Forms, table: str) -> Read:
    read = read_money(value, forms.numbers)
    if read.value is None:
        return read
    amount, currency = read.value
    return Read({target: amount, currency_column(table, target): currency})


def _number(target: str, value: Any, forms: Forms, table: str) -> Read:
    text = plain(value) if isinstance(value, str) else ""
    if table == "indicator_values" and "(" in text:
        return _disaggregated(target, text, forms)
    is_percent = text.endswith("%")
    read = read_number(text.removesuffix("%").strip() if is_percent else value, forms.numbers)
    if read.value is None:
        return read
    # A value in the unit % is written as it is; a share of it is a part of 1.
    is_share = is_percent and table != "indicator_values"
    return Read({target: read.value / 100 if is_share else read.value})


def _disaggregated(target: str, text: str, forms: Forms) -> Read:
    read = read_people(text, forms.people, forms.numbers)
    if read.value is None:
        return read
    parts = [
        {"dimension": "sex", "group": group, "value": Decimal(read.value[group])}
        for group in ("women", "men")
        if group in read.value
    ]
    return Read({target: Decimal(read.value["total"]), "disaggregations": parts}, read.doubt)


def _whole(target: str, value: Any, forms: Forms, _table: str) -> Read:
    read = read_number(value, forms.numbers)
    if read.value is None or read.value == int(read.value):
        return attrs.evolve(read, value=None if read.value is None else {target: int(read.value)})
    return Read(doubt=said("this is no whole number."))


def _flag(target: str, value: Any, _forms: Forms, _table: str) -> Read:
    flag = value if isinstance(value, bool) else _FLAGS.get(folded(value))
    return Read(doubt=said("this is neither yes nor no.")) if flag is None else Read({target: flag})


def _place(_target: str, value: Any, forms: Forms, table: str) -> Read:
    read = read_places(value, forms.country)
    if read.value is None:
        return read
    if not read.value:
        return Read({}, said("it takes place nowhere."), said("no place"))
    text = "; ".join(", ".join(part for part in place if part) for place in read.value)
    if any(mark in text for mark in "[]@:"):
        return Read(doubt=said("this is no place."))
    if table == "activities":
        return Read({COMPACT: text})
    if len(read.value) > 1:
        return Read(doubt=said("this is more than one place."), guess=text)
    city, country = read.value[0]
    return Read({n: part for n, part in (("city", city), ("country", country)) if part})


def _participants(_target: str, value: Any, forms: Forms, table: str) -> Read:
    read = read_people(value, forms.people, forms.numbers)
    if read.value is None:
        return read
    qualifier = "participants.qualifier" if table == "activities" else "qualifier"
    people = {qualifier if name == "qualifier" else name: n for name, n in read.value.items()}
    return Read(people, read.doubt, read.guess)


def _pay(_target: str, value: Any, forms: Forms, _table: str) -> Read:
    read = read_shares(value, forms.all_projects)
    if read.value is None:
        return read
    shares = "; ".join(f"{share:f}" for share in read.value.shares)
    return Read(
        {"projects": "; ".join(read.value.projects), **({"shares": shares} if shares else {})}
    )


def _country(target: str, value: Any, _forms: Forms, _table: str) -> Read:
    code = country_code(str(value))
    return Read({target: code}) if code else Read(doubt=said("this is no country."))


def _currency(target: str, value: Any, forms: Forms, _table: str) -> Read:
    code = read_currency(plain(str(value)), forms.numbers)
    return Read({target: code}) if code else Read(doubt=said("the currency is not known."))


_READERS: dict[Any, Callable[[str, Any, Forms, str], Read]] = {
    DateSpan: _dates,
    Period: _dates,
    date: _day,
    Month: _month,
    Money: _money,
    Decimal: _number,
    int: _whole,
    bool: _flag,
    PLACE: _place,
    PARTICIPANTS: _participants,
    PAY: _pay,
}
