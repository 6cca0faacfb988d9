"""Small trackers, as offices keep their year, and what a mapping reads of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from cproc.errors import DataError, Problem
from cproc.loaders.mapped import Reading, read_mapped
from cproc.loaders.mapping import read_mapping

Rows = Sequence[Sequence[Any]]

SETTINGS = 'file = "t.xlsx"\ndates = "day/month/year"\nnumbers = "mixed"\ncurrency = "EUR"\n'
ACTIVITIES: Rows = [
    ["HILL OFFICE – TRACKER"],
    [],
    [
        None,
        "No",
        "Project(s)",
        "Activité",
        "Type",
        "Date(s)",
        "Lieu",
        "Participants (F/H)",
        "Coût",
        "Bus",
    ],
    [
        None,
        1,
        "P1",
        "Course",
        "Formation",
        "10-14 Feb 2025",
        "Tirana; Vlora",
        "6/18",
        "€ 4.500",
        "yes",
    ],
    [None, 2, "P1/P2", "Round table", "Table", date(2025, 3, 5), "online", "~200", 1234.55, None],
    [None, 3, "P2", "Fair - cancelled", "meeting", "3/4/2025", None, None, None, None],
    [
        None,
        4,
        "P2",
        "Visit",
        "study visit",
        "some day",
        "Skopje, North Macedonia",
        "4/5",
        "12",
        None,
    ],
    [],
    [None, None, "TOTAL", None, None, None, None, 233, None, None],
]
MAPPING = SETTINGS + (
    'country = "AL"\n[activities]\nsheet = "Year"\nsplit.projects = "/"\n'
    'codes.kind = { Table = "meeting" }\n'
)


def faults_of(action: Callable[[], object]) -> tuple[Problem, ...] | None:
    """The problems that an action raises; None where it succeeds."""
    try:
        action()
    except DataError as error:
        return error.problems
    return None


def workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def read(folder: Path, mapping: str, **sheets: Rows) -> Reading:
    workbook(folder / "t.xlsx", sheets)
    return read_mapped(read_mapping(mapping), folder)


def rows_of(reading: Reading, name: str) -> list[dict[str, Any]]:
    (table,) = (each for each in reading.tables if each.name == name)
    return [
        {column: cell for column, cell in zip(table.columns, row, strict=True) if cell is not None}
        for row in table.rows
    ]


def told(reading: Reading, code: str = "") -> list[tuple[str, str]]:
    return [(p.cell, p.value) for p in reading.problems if p.code == code or not code]
