"""The file format: a portfolio as plain data, as JSON text, as a folder of text files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from cproc.errors import DataError, Problem, looked_up, said
from cproc.memory import collector_paused
from cproc.model import Portfolio
from cproc.serialize.csvtable import cell_of, records_from_csv, records_to_csv, row_numbers
from cproc.serialize.jsontext import parse
from cproc.serialize.structure import converter, problems_of, record_classes, value_at
from cproc.serialize.versions import FORMAT, FORMER_FIELDS, FORMER_TABLES, migrated
from cproc.serialize.wordings import with_wordings, wordings_in

__all__ = [
    "FORMAT",
    "MAIN",
    "dumps",
    "from_data",
    "from_folder",
    "loads",
    "table_names",
    "to_data",
    "to_folder",
]

MAIN = "portfolio.json"
"""The file of a folder that holds all that has no table of its own."""


def to_data(portfolio: Portfolio) -> dict[str, Any]:
    """The portfolio as JSON-able data; what equals its default is left out."""
    return {"format": FORMAT, **converter().unstructure(portfolio)}


@collector_paused()
def from_data(data: object, file: str = "") -> Portfolio:
    """A portfolio of JSON data.

    Args:
        data: What `json.loads` gives, of this version of the format or an older one.
        file: Its name, for messages.

    Raises:
        DataError: With a problem for each fault.
    """
    if not isinstance(data, dict):
        message = said("the file does not hold one object.")
        raise DataError([Problem("top-level", message, file=file, hint=said("See docs."))])
    fields = migrated(data, file)
    try:
        return converter().structure(fields, Portfolio)
    except Exception as error:  # noqa: BLE001 - cattrs raises groups of whatever hooks raise
        problems = [
            attrs.evolve(problem, file=file, value=value_at(fields, problem.path))
            for problem in problems_of(error)
        ]
        raise DataError(problems) from None


def dumps(portfolio: Portfolio) -> str:
    """Write the portfolio as JSON text, indented, ending with a line feed."""
    return _text(to_data(portfolio))


def _text(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


@collector_paused()
def loads(text: str, file: str = "") -> Portfolio:
    """Read what `dumps` writes.

    Args:
        text: JSON text of this version of the format or an older one.
        file: Its name, for messages.

    Raises:
        DataError: The text is not JSON or not a portfolio; all faults are told.
    """
    return from_data(parse(text, file), file)


def table_names() -> tuple[str, ...]:
    """The lists of a portfolio that a folder may hold as ``<name>.csv``."""
    return tuple(record_classes())


@collector_paused()
def from_folder(files: Mapping[str, str], folder: str = "") -> Portfolio:
    """Read a folder: ``portfolio.json`` and, beside it, a CSV table for any of its lists.

    Files of labels (``labels.toml``, ``labels.de.toml``) are read into `Portfolio.wordings`.

    Args:
        files: Text by file name.
        folder: Its name, for messages.

    Raises:
        DataError: With a problem for each fault, with file, row and column.
    """
    if MAIN not in files:
        message = said("there is no {main} in the folder.", main=MAIN)
        raise DataError([Problem("file-missing", message, file=folder)])
    prefix = f"{folder}/" if folder else ""
    data = parse(files[MAIN], prefix + MAIN)
    former = type(data) is dict and data.get("format", FORMAT) != FORMAT
    classes = record_classes() | (FORMER_TABLES if former else {})
    tables = {f"{name}.csv": name for name in classes}
    hint = said("Rename it or take it away; known are {tables}.", tables=", ".join(tables))
    problems = [
        Problem(
            "table-unknown",
            said("{file} holds no list of a portfolio.", file=file),
            "",
            hint,
            "",
            prefix + file,
        )
        for file in files
        if file.endswith(".csv") and file not in tables
    ]
    there = [(file, name) for file, name in tables.items() if file in files]
    for file, name in there if isinstance(data, dict) else ():
        if name in data:
            message = said(
                "{name} stands in {main} and in {file}.", name=name, main=MAIN, file=file
            )
            problems.append(Problem("list-twice", message, name, said("Keep one of them.")))
        fields = FORMER_FIELDS.get(name, {}) if former else {}
        data[name], faults = records_from_csv(files[file], classes[name], name, fields)
        problems += faults
    texts, faults = wordings_in(files)
    problems += (attrs.evolve(fault, file=prefix + fault.file) for fault in faults)
    if texts and isinstance(data, dict):
        # The newest form, whatever that of the file: older ones had none.
        data["wordings"] = with_wordings(data.get("wordings", []), texts)
    try:
        portfolio = from_data(data, prefix + MAIN)
    except DataError as error:
        unreadable = [problem.path for problem in problems]
        problems += [p for p in error.problems if not _told_already(p, unreadable)]
    if problems:
        numbers = {name: row_numbers(files[file]) for file, name in there}
        raise DataError([_in_table(problem, numbers, prefix) for problem in problems])
    return portfolio


def _told_already(problem: Problem, unreadable: Iterable[str]) -> bool:
    """Whether a field is missing for a cell that could not be read: one message is enough."""
    return problem.code == "field-missing" and any(
        path.startswith(problem.path) or problem.path.startswith(f"{path}.") for path in unreadable
    )


def _in_table(problem: Problem, tables: Mapping[str, list[int]], prefix: str) -> Problem:
    path = problem.path.removeprefix("reports[0].")  # where lists of former formats are now
    for name, numbers in tables.items():
        if path == name or path.startswith(f"{name}["):
            cell = cell_of(path, name, numbers)
            return attrs.evolve(problem, file=f"{prefix}{name}.csv", cell=cell)
    return problem


def to_folder(portfolio: Portfolio, tables: tuple[str, ...] = ("activities",)) -> dict[str, str]:
    """Write the files that `from_folder` reads.

    Args:
        portfolio: What to write.
        tables: The lists that get a CSV table of their own; the rest stays in the JSON.

    Raises:
        UnknownNameError: A portfolio has no such list.
    """
    data = to_data(portfolio)
    files = {}
    for name in tables:
        cls = looked_up("list", name, record_classes())
        if records := data.pop(name, []):
            files[f"{name}.csv"] = records_to_csv(records, cls)
    return {MAIN: _text(data), **files}
