"""The start of an office's data: valid as it stands, with what is to be replaced in brackets."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from cproc.errors import looked_up
from cproc.labels import labels_in
from cproc.model import Period, Portfolio
from cproc.serialize import FORMAT, Table, from_data, to_folder
from cproc.serialize.csvtable import csv_from_table

_TABLES = ("portfolio", "office", "organisations", "projects", "activities")
_EMPTY: Mapping[str, str] = {
    "activities": "id projects title.{0} kind when city country women men status",
    "transactions": "project id type date amount currency heading description.{0}",
}
"""The columns of tables that a start has no rows of, and that every office fills first."""


@cache
def donors() -> Mapping[str, Any]:
    """The donors whose contracts a start can be made for, by their names.

    Example:
        >>> sorted(donors())
        ['coe', 'eu', 'us']
    """
    text = files("cproc.scaffold").joinpath("donors.toml").read_text("utf-8")
    return tomllib.loads(text)


def new_office(language: str, period: Period, donor: str | None = None) -> Portfolio:
    """The data that a new office begins with: itself, its organisation and one project.

    Args:
        language: The language its texts are in.
        period: Its first reporting period.
        donor: Name of one of `donors`, which brings the donor, its rules, and the headings of
            the budget.

    Returns:
        A portfolio without errors; what is to be replaced stands in square brackets.

    Raises:
        UnknownNameError: There is no such donor or language.

    Example:
        >>> office = new_office("en", Period.parse("2025"), "eu")
        >>> [project.code for project in office.projects], len(office.projects[0].headings)
        (['P1'], 9)
    """
    labels = labels_in(language)

    def blank(name: str) -> str:
        return f"[{labels(f'entry.blank.{name}')}]"

    project: dict[str, Any] = {
        "code": "P1",
        "name": "P1",
        "title": {language: blank("project")},
        "period": str(period),
    }
    organisations = [{"id": "ORG", "name": {language: blank("organisation")}}]
    currency = "EUR"
    if donor is not None:
        given = looked_up("donor", donor, donors())
        project |= _contract(given, language)
        kept = {name: _in(given[name], language) for name in ("name", "acronym")}
        organisations.append({"id": given["id"], **kept})
        currency = given["currency"]
    office = {
        "id": "OFFICE",
        "name": {language: blank("office")},
        "organisation": "ORG",
        "city": blank("city"),
        # Nothing can stand in brackets where a code is wanted.
        "country": labels("format.locale").rpartition("-")[2],
    }
    return from_data(
        {
            "format": FORMAT,
            "office": office,
            "period": str(period),
            "currency": currency,
            "organisations": organisations,
            "projects": [project],
        }
    )


def _in(texts: Mapping[str, str], language: str) -> dict[str, str]:
    """A text in the language of the office, in English where it has none in it."""
    return {language: texts[language]} if language in texts else {"en": texts["en"]}


def _contract(donor: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What a donor's contract says of a project: its currency, rules, headings and rates."""

    def titled(rows: Any) -> list[dict[str, Any]]:
        return [{**row, "title": _in(row["title"], language)} for row in rows]

    profile = {"ceilings": {"profile": donor["profile"]}} if "profile" in donor else {}
    return {
        "currency": donor["currency"],
        "headings": titled(donor["headings"]),
        "rate_lines": titled(donor.get("rate_lines", [])),
        "contributions": [{"donor": donor["id"], "kind": donor["kind"]}],
        **profile,
    }


def office_files(portfolio: Portfolio, language: str) -> dict[str, str]:
    """The start as files of a folder: a CSV table for each list, those to be filled first too.

    Args:
        portfolio: What `new_office` gives.
        language: The language of the columns of texts.

    Example:
        >>> sorted(office_files(new_office("en", Period.parse("2025")), "en"))[:2]
        ['activities.csv', 'office.csv']
    """
    written = to_folder(portfolio, _TABLES)
    for name, columns in _EMPTY.items():
        header = tuple(columns.format(language).split())
        written.setdefault(f"{name}.csv", csv_from_table(Table(name, header, ())))
    return written
