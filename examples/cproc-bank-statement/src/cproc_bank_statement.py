"""A bank statement: the movements of an account as transactions of a project."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from cproc import Loader, Portfolio, Problem, hookimpl
from cproc.errors import DataError, Severity
from cproc.serialize import Table, assembled

cproc_api = 3

COLUMNS = {
    "Booking date": "date",
    "Value date": "value_date",
    "Amount": "amount",
    "Currency": "currency",
    "Counterparty": "supplier",
    "Purpose": "description.en",
    "Reference": "voucher",
}
"""What the bank calls each column, and what the library calls it."""


@attrs.frozen
class StatementOptions:
    """How a statement is read.

    Args:
        project: Code of the project whose account it is.
        currency: ISO 4217 code of the account, for rows that name none.
    """

    project: str = "ACCOUNT"
    currency: str = "EUR"


class StatementLoader(Loader):
    """Reads what the bank gives as CSV; asked for by name, since any program writes ``.csv``."""

    name = "bank-statement"
    description = "a bank statement, as the transactions of one project (-I project=…)"
    options = StatementOptions

    def load(self, path: Path, options: StatementOptions) -> Portfolio:
        """Read the movements; the library tells what is wrong with a cell, and where it is."""
        rows = list(_rows(path))
        return assembled([_table(path, rows, options)], _office(rows, options), str(path))[0]

    def locate(self, path: Path, where: str, options: StatementOptions) -> tuple[str, str]:
        """Say in which row and column something stands."""
        rows = list(_rows(path))
        _portfolio, places = assembled(
            [_table(path, rows, options)], _office(rows, options), str(path)
        )
        return places.place(where) or (str(path), "")

    def notices(self, path: Path, options: StatementOptions) -> Sequence[Problem]:
        """Tell of columns that are passed over."""
        header = _read(path)[0]
        return [
            Problem(
                "column-unread",
                f"the column {name!r} is not read.",
                hint="Add it to COLUMNS where the office needs it.",
                file=str(path),
                cell=f"column {name}",
                severity=Severity.NOTICE,
            )
            for name in header
            if name.strip() and name.strip() not in COLUMNS
        ]


def _fault(path: Path, message: str, hint: str, cell: str = "row 1") -> DataError:
    return DataError([Problem("statement-form", message, hint=hint, file=str(path), cell=cell)])


def _read(path: Path) -> list[list[str]]:
    """Every line of the file as its cells, the headings first."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        hint = "Download the statement once more, as CSV in UTF-8."
        raise _fault(path, f"the statement cannot be read: {error}.", hint) from None
    if not lines or not {"Booking date", "Amount"} <= {cell.strip() for cell in lines[0]}:
        hint = "It must begin with the headings Booking date; …; Amount; …"
        raise _fault(path, "the headings of a statement are not there.", hint)
    return lines


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """The movements by the library's columns, and the line of each under ``line``."""
    header, *lines = _read(path)
    names = [COLUMNS.get(cell.strip(), "") for cell in header]
    for number, cells in enumerate(lines, start=2):
        if not any(cells):
            continue
        if len(cells) != len(names):
            hint = "Check semicolons and quotation marks."
            raise _fault(path, "a row has too many or too few cells.", hint, f"row {number}")
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=True) if name}
        yield {**row, "line": str(number)}


def _table(path: Path, rows: Sequence[Mapping[str, str]], options: StatementOptions) -> Table:
    """The movements as the table of transactions; identifiers are given by the library."""
    columns = ("project", "type", *COLUMNS.values())
    cells = [
        (
            options.project,
            "expenditure" if row["amount"].startswith("-") else "incoming_funds",
            *(_cell(name, row.get(name, ""), options) for name in COLUMNS.values()),
        )
        for row in rows
    ]
    lines = tuple(int(row["line"]) for row in rows)
    return Table("transactions", columns, tuple(cells), str(path), row_numbers=lines)


def _cell(name: str, text: str, options: StatementOptions) -> str:
    """A cell as the library takes it; what is none is left to it, which tells what is wrong."""
    if name in ("date", "value_date"):
        return re.sub(r"^(\d\d)\.(\d\d)\.(\d{4})$", r"\3-\2-\1", text, flags=re.ASCII)
    if name == "amount":
        return text.removeprefix("-").replace(".", "").replace(",", ".")
    return text or (options.currency if name == "currency" else "")


def _office(rows: Sequence[Mapping[str, str]], options: StatementOptions) -> dict[str, Any]:
    """What a portfolio needs beside: `cproc merge --only transactions` takes none of it."""
    days = sorted(
        day
        for row in rows
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day := _cell("date", row["date"], options), re.ASCII)
    )
    period = f"{days[0]}/{days[-1]}" if days else "2000-01-01/2000-01-01"
    named = {"en": options.project}
    return {
        "office": {
            "id": "BANK",
            "name": {"en": "Bank statement"},
            "organisation": "BANK",
            "city": "—",
            "country": "BE",
        },
        "period": period,
        "organisations": [{"id": "BANK", "name": {"en": "Bank"}}],
        "projects": [
            {"code": options.project, "name": options.project, "title": named, "period": period}
        ],
    }


@hookimpl
def cproc_loaders() -> Sequence[Loader]:
    """The loader of this plugin."""
    return [StatementLoader()]
