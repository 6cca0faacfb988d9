"""The map of places beside a template that must not carry marks: locked, or signed by the donor.

A TOML file. Each key is a place as Excel writes it, each value what is written there::

    "Interim report!E12" = 'spent(heading="1.1.1")'
    "Interim report!B2" = "Report of {{ project.name }}"
    "Interim report!E40" = { value = "balance", overwrite = true }

    ["Interim report!14"]        # a row, repeated for each record of a list
    rows = 'lines("1.1")'
    columns = { A = "line.number", B = "line.title", E = "line.total" }
    empty = "delete"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs

from cproc.errors import InvalidValueError, Problem, meant, said
from cproc.filling.expressions import Content, Rows, content, expression, has_braces
from cproc.filling.faults import fault

_PLACE = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>.+))!\$?(?P<column>[A-Za-z]{1,3})?\$?(?P<row>[1-9][0-9]{0,6})"
)
_COLUMN = re.compile(r"[A-Za-z]{1,3}")


class Empty(StrEnum):
    """What becomes of the row of a list without records."""

    BLANK = "blank"
    DELETE = "delete"


@attrs.frozen
class MappedCell:
    """A cell of a map.

    Args:
        sheet: Title of the sheet.
        ref: Its address: ``E12``.
        content: What it is to hold.
        overwrite: Whether a formula is replaced, and a locked cell written to.
    """

    sheet: str
    ref: str
    content: Content
    overwrite: bool = False


@attrs.frozen
class MappedRow:
    """A row of a map, repeated for each record of a list.

    Args:
        sheet: Title of the sheet.
        row: Its number.
        rows: The list.
        cells: What its cells hold.
        empty: What becomes of it without records.
    """

    sheet: str
    row: int
    rows: Rows
    cells: tuple[MappedCell, ...]
    empty: Empty = Empty.BLANK


@attrs.frozen
class PlaceMap:
    """The places of a map, and what is wrong with it."""

    cells: tuple[MappedCell, ...] = ()
    rows: tuple[MappedRow, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_map(text: str, file: str = "") -> PlaceMap:
    """Read a map; what is wrong with it is found all at once.

    Args:
        text: The file.
        file: Its name, for problems.

    Example:
        >>> read_map('"Report!E12" = "spent"').cells[0].ref
        'E12'
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problem = _wrong(said("{text}.", text=str(error)), said("Correct the line."))
        return PlaceMap(problems=(attrs.evolve(problem, file=file),))
    cells: list[MappedCell] = []
    rows: list[MappedRow] = []
    problems: list[Problem] = []
    for key, value in data.items():
        try:
            entry = _entry(key, value)
        except InvalidValueError as error:
            problem = _wrong(error.message, error.hint or said("Correct it."))
            problems.append(attrs.evolve(problem, file=file, cell=key))
        else:
            (cells if isinstance(entry, MappedCell) else rows).append(entry)  # type: ignore[arg-type]
    return PlaceMap(tuple(cells), tuple(rows), tuple(problems))


def _wrong(text: str, hint: str) -> Problem:
    return fault("fill-map", text=text, hint=hint)


def _entry(key: str, value: Any) -> MappedCell | MappedRow:
    place = _PLACE.fullmatch(key.strip())
    if place is None:
        text = said("{key!r} is no place.", key=key)
        raise InvalidValueError(
            "fill-map", text, said("Write it as Sheet!E12, or a row as Sheet!12.")
        )
    sheet = (place["quoted"] or place["plain"]).replace("''", "'")
    if place["column"] is None:
        return _row(sheet, int(place["row"]), value)
    ref = f"{place['column'].upper()}{int(place['row'])}"
    if isinstance(value, str):
        return MappedCell(sheet, ref, _content(value))
    table = _table(value, {"value": str, "overwrite": bool})
    if "value" not in table:
        raise InvalidValueError(
            "fill-map", said("{key} is missing.", key="value"), said("Say what is written there.")
        )
    return MappedCell(sheet, ref, _content(table["value"]), table.get("overwrite", False))


def _content(text: str) -> Content:
    """What a value of a map says: a text with placeholders, or one placeholder without braces."""
    return content(text if has_braces(text) else f"{{{{ {text} }}}}")


def _table(value: Any, kinds: Mapping[str, type]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        text = said("this is neither a text nor a table.")
        raise InvalidValueError("fill-map", text, said("Write a call between quotes."))
    for name, each in value.items():
        if name not in kinds:
            known = ", ".join(kinds)
            text = said("there is no {name!r} here.", name=name)
            raise InvalidValueError(
                "fill-map", text, meant(name, kinds) or said("There are {known}.", known=known)
            )
        if not isinstance(each, kinds[name]):
            text = said("{name} is of the wrong kind.", name=name)
            hint = said("Texts stand between quotes; overwrite is true or false.")
            raise InvalidValueError("fill-map", text, hint)
    return value


def _row(sheet: str, row: int, value: Any) -> MappedRow:
    kinds = {"rows": str, "columns": dict, "empty": str, "overwrite": bool}
    table = _table(value, kinds)
    for needed in ("rows", "columns"):
        if not table.get(needed):
            raise InvalidValueError(
                "fill-map",
                said("{key} is missing.", key=needed),
                said("A row has the call of a list, and what its columns hold."),
            )
    rows = expression(table["rows"])
    if not isinstance(rows, Rows):
        text = said("{value!r} is no list.", value=table["rows"])
        raise InvalidValueError("fill-map", text, said('Write lines("1.1"), or lines().'))
    empty = table.get("empty", Empty.BLANK)
    if empty not in list(Empty):
        text = said("{value!r} is neither blank nor delete.", value=empty)
        raise InvalidValueError("fill-map", text, said("Write one of them."))
    overwrite = table.get("overwrite", False)
    cells = tuple(_columns(sheet, row, table["columns"], overwrite=overwrite))
    return MappedRow(sheet, row, rows, cells, Empty(empty))


def _columns(
    sheet: str, row: int, columns: Mapping[str, Any], *, overwrite: bool
) -> Iterator[MappedCell]:
    for column, text in columns.items():
        if not _COLUMN.fullmatch(column) or not isinstance(text, str):
            what = said("{column!r} is no column with a text.", column=column)
            raise InvalidValueError("fill-map", what, said('Write A = "line.title".'))
        yield MappedCell(sheet, f"{column.upper()}{row}", _content(text), overwrite)
