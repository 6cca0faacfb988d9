"""The file format: a portfolio as plain data, as JSON text, as a folder of text files."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import attrs

from cproc.errors import DataError, Problem, UnknownNameError
from cproc.model import Portfolio
from cproc.serialize.csvtable import cell_of, records_from_csv, records_to_csv, row_numbers
from cproc.serialize.jsontext import parse
from cproc.serialize.structure import converter, problems_of, record_classes, value_at
from cproc.serialize.versions import FORMAT, migrated

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


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A large file makes many objects and no garbage, which looking for takes half the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def to_data(portfolio: Portfolio) -> dict[str, Any]:
    """The portfolio as JSON-able data; what equals its default is left out."""
    return {"format": FORMAT, **converter().unstructure(portfolio)}


@_collector_paused()
def from_data(data: object, file: str = "") -> Portfolio:
    """Make a portfolio of JSON data.

    Args:
        data: What `json.loads` gives, of this version of the format or an older one.
        file: Its name, for messages.

    Raises:
        DataError: With a problem for each fault.
    """
    if not isinstance(data, dict):
        raise DataError(
            [
                Problem(
                    "top-level", "the file does not hold one object.", file=file, hint="See docs."
                )
            ]
        )
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
    return json.dumps(to_data(portfolio), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


@_collector_paused()
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
    """Name the lists of a portfolio that a folder may hold as ``<name>.csv``."""
    return tuple(record_classes())


@_collector_paused()
def from_folder(files: Mapping[str, str], folder: str = "") -> Portfolio:
    """Read a folder: ``portfolio.json`` and, beside it, a CSV table for any of its lists.

    Args:
        files: Text by file name.
        folder: Its name, for messages.

    Raises:
        DataError: With a problem for each fault, with file, row and column.
    """
    main = files.get(MAIN)
    if main is None:
        raise DataError(
            [Problem("file-missing", f"there is no {MAIN} in the folder.", file=folder)]
        )
    prefix = f"{folder}/" if folder else ""
    data = parse(main, prefix + MAIN)
    known = ", ".join(f"{name}.csv" for name in table_names())
    problems = [
        Problem(
            "table-unknown",
            f"{name} holds no list of a portfolio.",
            file=prefix + name,
            hint=f"Rename it or take it away; known are {known}.",
        )
        for name in files
        if name.endswith(".csv") and name.removesuffix(".csv") not in table_names()
    ]
    tables = {name: cls for name, cls in record_classes().items() if f"{name}.csv" in files}
    for name, cls in tables.items():
        if not isinstance(data, dict):
            break
        if name in data:
            message = f"{name} stands in {MAIN} and in {name}.csv."
            problems.append(Problem("list-twice", message, name, "Keep one of them."))
        resolved = attrs.resolve_types(cls)
        data[name], found = records_from_csv(files[f"{name}.csv"], resolved, name)
        problems += found
    unreadable = tuple(problem.path for problem in problems)
    portfolio = None
    try:
        portfolio = from_data(data, prefix + MAIN)
    except DataError as error:
        # A cell that could not be read is missing from the record: one message is enough.
        problems += [
            problem
            for problem in error.problems
            if not (
                problem.code == "field-missing"
                and any(
                    path.startswith(problem.path) or problem.path.startswith(f"{path}.")
                    for path in unreadable
                )
            )
        ]
    if portfolio is None or problems:
        numbers = {name: row_numbers(files[f"{name}.csv"]) for name in tables}
        raise DataError([_in_table(problem, numbers, prefix) for problem in problems])
    return portfolio


def _in_table(problem: Problem, tables: Mapping[str, list[int]], prefix: str) -> Problem:
    for name, numbers in tables.items():
        if problem.path == name or problem.path.startswith(f"{name}["):
            cell = cell_of(problem.path, name, numbers)
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
    known = record_classes()
    for name in tables:
        if name not in known:
            raise UnknownNameError("list", name, known)
        cls = attrs.resolve_types(known[name])
        if records := data.pop(name, []):
            files[f"{name}.csv"] = records_to_csv(records, cls)
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    return {MAIN: text + "\n", **files}
