"""What the drop-down lists of an entry workbook offer, and the sheet that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import attrs
from babel.numbers import get_territory_currencies
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from cproc.exporters.entry.sheets import EntryColumn, EntrySheet
from cproc.exporters.office.spreadsheet import quoted
from cproc.labels import Labels
from cproc.model import Place, Portfolio, is_country
from cproc.model.references import REFERENCES
from cproc.serialize.headings import folded
from cproc.serialize.tables import column_letters

LAST_ROW = 1_048_576  # of a worksheet (Excel specifications and limits)
FIRST_ROW = 3  # of what the sheet of lists offers
_RECORDS = {
    "organisation": "organisations",
    "project": "projects",
    "region": "regions",
    "activity": "activities",
    "component": "components",
    "heading": "headings",
    "version": "budget_versions",
    "transaction": "transactions",
    "treaty": "treaties",
    "programme": "programmes",
}
"""The tables of the records that references and keys name."""


@attrs.frozen
class Offer:
    """One list of the sheet of lists.

    Args:
        name: The name of its range in the workbook.
        title: What stands above it.
        values: What it offers.
    """

    name: str
    title: str
    values: tuple[str, ...]


def offers_of(
    sheets: Sequence[EntrySheet], portfolio: Portfolio, labels: Labels
) -> tuple[Offer, ...]:
    """The lists that the columns of some sheets choose from.

    Args:
        sheets: All of the workbook.
        portfolio: Whose own terms are offered as well.
        labels: The words of the language of the workbook.
    """
    offers: dict[str, Offer] = {}
    for each in _fixed(portfolio.period.end, labels):
        offers[each.name] = each
    for sheet in sheets:
        for column in sheet.columns:
            if column.choices is not None:
                name = _name_of(column.choices.group, column)
                codes = column.choices.codes
                own = [term.id for term in portfolio.terms if term.of is column.choices.own]
                values = [*(column.choices.label(code, labels) for code in codes), *own]
                offers[name] = Offer(name, column.title, tuple(dict.fromkeys(values)))
    return tuple(offers.values())


def _name_of(group: str, column: EntryColumn) -> str:
    own = column.choices.own if column.choices else None
    return f"cproc_{own or group.rpartition('.')[2]}"


def _fixed(day: date, labels: Labels) -> Iterator[Offer]:
    territories = {c: n for c, n in labels.locale.territories.items() if is_country(c)}
    countries = sorted(territories, key=lambda code: folded(territories[code]))
    currencies = sorted(
        {code for each in territories for code in get_territory_currencies(each, day, day)}
    )
    named = labels.locale.currencies
    for name, values in (
        ("countries", tuple(countries)),
        ("country_names", tuple(territories[code] for code in countries)),
        ("currencies", tuple(currencies)),
        ("currency_names", tuple(str(named.get(code, code)) for code in currencies)),
        ("flags", (labels("export.yes"), labels("export.no"))),
    ):
        yield Offer(f"cproc_{name}", labels(f"entry.list.{name}"), values)


def define_names(
    book: Workbook, tab: str, offers: Sequence[Offer], sheets: Sequence[EntrySheet], labels: Labels
) -> None:
    """Name the ranges of lists, and those of the identifiers that other sheets name.

    The latter end with the last record, wherever that is: they grow as records are added. An
    example row, or none, may stand before the first.
    """
    for number, offer in enumerate(offers, start=1):
        column, last = column_letters(number), FIRST_ROW + len(offer.values) - 1
        where = f"{quoted(tab)}!${column}${FIRST_ROW}:${column}${last}"
        book.defined_names[offer.name] = DefinedName(offer.name, attr_text=where)
    mark = labels("entry.example")
    for sheet in sheets:
        key = sheet.relation.key if not sheet.relation.counted else ""
        at = sheet.at(key) if key else sheet.at(_identifier(sheet))
        if sheet.relation.name in _RECORDS.values() and at is not None:
            first = f"{quoted(sheet.title)}!$A:$A"
            codes = f"{quoted(sheet.title)}!${column_letters(at + 1)}:${column_letters(at + 1)}"
            top = f'(2+COUNTIF({first},"{mark}*"))'
            where = f"INDEX({codes},{top}):INDEX({codes},MAX({top},COUNTA({codes})))"
            name = f"cproc_{sheet.relation.name}"
            book.defined_names[name] = DefinedName(name, attr_text=where)


def _identifier(sheet: EntrySheet) -> str:
    return next((each for each in ("id", "code", "number") if sheet.at(each) is not None), "")


def validations(
    sheet: EntrySheet, names: Mapping[str, object], labels: Labels
) -> Iterator[DataValidation]:
    """The drop-down lists of a sheet.

    Args:
        sheet: The sheet.
        names: The names of the ranges of the workbook.
        labels: The words of its language.
    """
    for number, column in enumerate(sheet.columns, start=1):
        name, strict = _offered(sheet, column)
        if name not in names:
            continue
        letters = column_letters(number)
        yield DataValidation(
            type="list",
            formula1=name,
            allow_blank=True,
            sqref=f"{letters}2:{letters}{LAST_ROW}",
            # Several in a cell are in no list, and a code of one's own may be added later.
            showErrorMessage=strict and not column.is_list,
            errorStyle="warning",
            error=labels("entry.not_in_list"),
            errorTitle=labels("entry.not_in_list_title"),
        )


def _offered(sheet: EntrySheet, column: EntryColumn) -> tuple[str, bool]:
    """The range that a column chooses from, and whether what is not in it is most likely wrong."""
    if column.kind is bool:
        return "cproc_flags", True
    if column.choices is not None:
        return _name_of(column.choices.group, column), column.choices.own is None
    if column.holds_country or column.name == "countries":
        return "cproc_countries", False
    if column.holds_currency:
        return "cproc_currencies", True
    if column.name in sheet.relation.keys or column.name == "programme":
        return f"cproc_{_RECORDS.get(column.name, '')}", True
    classes = (sheet.relation.cls, *([Place] if column.name == "region" else []))
    kind = next(
        (REFERENCES[c][column.name] for c in classes if column.name in REFERENCES.get(c, {})), ""
    )
    if sheet.relation.name == "budget_lines" and column.name == "heading":
        kind = "heading"
    return f"cproc_{_RECORDS.get(kind, '')}", True
