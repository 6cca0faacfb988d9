"""Records as rows of a CSV table, for those who keep an inventory by hand.

Each field is a column: a text per language has one column each (``title.en``), a list of
identifiers is joined by ``; ``, and what has no plain form is JSON in the cell. The
occurrences of an activity are two columns in step, ``when`` and ``where``::

    2017-09-07/2017-09-08 | 2017-09-09/2017-09-10        Kyiv, UA | Odesa, UA

A place is ``City, CC``, ``CC``, ``City``, ``Venue @ City, CC``, ``subdivision:Name, CC`` or
``region:CODE``; what the source does not print stands in square brackets, as editors do it:
``Bucharest, [RO]``.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, get_origin

import attrs

from cproc.errors import DataError, InvalidValueError, Message, Problem, said
from cproc.model import LocalText, country_code
from cproc.model.conversion import without_none
from cproc.serialize.jsontext import parse

_COUNTRY = re.compile(r"[A-Z]{2}|\[[A-Z]{2}\]", re.ASCII)
_OCCURRENCES = ("when", "where")
MAX_FIELD = 64 * 1024 * 1024
"""Characters of one cell; the csv module would refuse more than 128 KiB."""


def place_from_text(text: str) -> dict[str, Any]:
    """Read one place; what follows its last comma must be a country code."""
    venue, _, rest = text.rpartition(" @ ")
    name, comma, country = rest.rpartition(",")
    if not comma and not _COUNTRY.fullmatch(country.strip()):
        name, country = rest, ""
    elif not _COUNTRY.fullmatch(country.strip()):
        meant = country_code(country)
        where = (
            f"{rest[: -len(country)]} {meant}"
            if meant
            else said("City, CC with two capital letters")
        )
        raise InvalidValueError(
            "place-form",
            said("{text!r} does not end with a country code.", text=text),
            said("Write {where}, or the place as JSON.", where=where),
        )
    kind, colon, value = name.strip().partition(":")
    if not colon or kind not in ("region", "subdivision"):
        kind, value = "city", name
    written = {"venue": venue, kind: value, "country": country}
    parts = {part: text.strip() for part, text in written.items() if text.strip()}
    supplied = [part for part, text in parts.items() if text[0] == "[" and text[-1] == "]"]
    place: dict[str, Any] = {
        part: text[1:-1] if part in supplied else text for part, text in parts.items()
    }
    return place | ({"supplied": supplied} if supplied else {})


def place_to_text(place: Mapping[str, Any]) -> str | None:
    """Write one place; None where text could not be read back equal."""
    supplied = place.get("supplied", [])
    parts = {
        name: f"[{value}]" if name in supplied else value
        for name, value in place.items()
        if name != "supplied"
    }
    town = parts.get("city", "")
    for kind in ("region", "subdivision"):
        town = f"{kind}:{parts[kind]}" if kind in parts else town
    text = ", ".join(part for part in (town, parts.get("country", "")) if part)
    text = f"{parts['venue']} @ {text}" if "venue" in parts else text
    # Brackets of the data would be read as those of an editor; the others separate places.
    own_marks = any(mark in str(place.get(part)) for part in parts for mark in "[]")
    if own_marks or re.search(r"[|;\n\r]|^\s|\s$", text):
        return None
    try:
        return text if place_from_text(text) == dict(place) else None
    except InvalidValueError:
        return None


def _occurrences_from_cells(when: str, where: str) -> list[dict[str, Any]]:
    places = (
        parse(where)
        if where.startswith("[[")
        else [
            [place_from_text(place) for place in group.split(";") if place.strip()]
            for group in where.split("|")
        ]
    )
    if not when.strip():
        return []
    spans = [span.strip() for span in when.split("|")]
    if places == [[]]:  # no places at all: each of the times is without
        places *= len(spans)
    if len(places) != len(spans):
        raise InvalidValueError(
            "occurrence-count",
            said(
                "there are {count} times and {groups} groups of places.",
                count=len(spans),
                groups=len(places),
            ),
            said("Separate both by | and keep them in step."),
        )
    return [
        {"when": span, "places": group} if group else {"when": span}
        for span, group in zip(spans, places, strict=True)
    ]


def _occurrences_to_cells(occurrences: list[dict[str, Any]]) -> tuple[str, str]:
    when = " | ".join(occurrence["when"] for occurrence in occurrences)
    groups = [occurrence.get("places", []) for occurrence in occurrences]
    texts = [[place_to_text(place) for place in group] for group in groups]
    if any(text is None for group in texts for text in group):
        return when, json.dumps(groups, ensure_ascii=False)
    where = " | ".join("; ".join(text for text in group if text) for group in texts)
    return when, where if any(texts) else ""


def _is_quoted(text: str) -> bool:
    """Whether a text is pairs of quotation marks alone, the empty one among them.

    An empty text, which is not the same as none, is one pair in its cell; such a text gets one
    more, so that it can be told from it.
    """
    return not text.strip('"') and len(text) % 2 == 0


def _cell_with(text: str) -> str:
    return f'"{text}"' if _is_quoted(text) else text


def _text_of(cell: str) -> str:
    return cell[1:-1] if _is_quoted(cell) else cell


@cache  # asked for every cell of a table
def _is_list(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _from_cell(text: str, kind: Any) -> Any:
    is_list = _is_list(kind)
    if (text[0] == "[" and is_list) or (text[0] == "{" and attrs.has(kind)):
        return parse(text)
    return [part.strip() for part in text.split(";")] if is_list else _text_of(text)


def _to_cell(value: Any) -> str:
    if isinstance(value, str):
        return _cell_with(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        text = "; ".join(value)
        if text and text[0] != "[" and [part.strip() for part in text.split(";")] == value:
            return text
    return json.dumps(value, ensure_ascii=False)


def records_from_csv(
    text: str, cls: type, name: str, former: Mapping[str, Any]
) -> tuple[list[Any], list[Problem]]:
    """Read rows into plain data that the converter takes, and find what is wrong with cells.

    A row that cannot be read is an empty record, so that the paths of the others stay right.
    Columns that only former formats have are taken as well, for the migration.
    """
    problems: list[Problem] = []
    try:
        rows = _rows(text)
    except csv.Error as error:
        return [], [
            Problem(
                "csv-form",
                said("the table cannot be read: {error}.", error=Message(str(error))),
                name,
            )
        ]
    header = rows[0] if rows else []
    kinds = {field.name: without_none(field.type) for field in attrs.fields(cls)} | {**former}
    known = (*kinds, *(_OCCURRENCES if "occurrences" in kinds else ()))
    for column in dict.fromkeys(header):
        is_known = column in known or column.partition(".")[0] in kinds
        if not is_known or header.count(column) > 1:
            message = said("the column {column!r} is not known.", column=column)
            if is_known:
                message = said("the column {column!r} appears twice.", column=column)
            problems.append(
                Problem(
                    "column-unknown", message, name, said("Known: {known}.", known=", ".join(known))
                )
            )
    if problems or not header:
        return [], problems or [Problem("csv-form", said("the table has no header row."), name)]
    records: list[Any] = []
    for index, row in enumerate(rows[number - 1] for number in _filled(rows)):
        path = f"{name}[{index}]"
        if len(row) != len(header):
            message = said(
                "the row has {count} cells, the header {columns}.",
                count=len(row),
                columns=len(header),
            )
            hint = said("Check commas and quotation marks.")
            problems.append(Problem("csv-ragged", message, path, hint))
            records.append({})  # its place is kept, so that the paths of others stay right
        else:
            records.append(_record(dict(zip(header, row, strict=True)), kinds, path, problems))
    return records, problems


def _record(
    cells: Mapping[str, str], kinds: Mapping[str, Any], path: str, problems: list[Problem]
) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for column, cell in cells.items():
        field, dot, language = column.partition(".")
        try:
            if not cell or column == "where":
                continue
            if column == "when" and "occurrences" in kinds:
                record["occurrences"] = _occurrences_from_cells(cell, cells.get("where", ""))
            elif dot:
                record.setdefault(field, {})[language] = _text_of(cell)
            else:
                record[field] = _from_cell(cell, kinds[field])
        except (InvalidValueError, DataError) as error:
            part = "occurrences[0].places" if column == "when" else field
            problems += _of_cell(error, f"{path}.{part}")
    return record


def _of_cell(error: InvalidValueError | DataError, path: str) -> Iterator[Problem]:
    if isinstance(error, InvalidValueError):
        yield Problem(error.code, error.message, path, error.hint)
        return
    for problem in error.problems:
        # The line of JSON that is not whole would be one of the cell, not of the table.
        broken = Problem("cell-json", said("the cell is not JSON."), path, said("Check brackets."))
        yield broken if problem.code == "json-form" else attrs.evolve(problem, path=path)


def records_to_csv(records: Iterable[Mapping[str, Any]], cls: type) -> str:
    """Write plain data as rows; columns that no row fills are left out."""
    kinds = {field.name: without_none(field.type) for field in attrs.fields(cls)}
    rows: list[dict[str, str]] = []
    for record in records:
        row: dict[str, str] = {}
        for field, value in record.items():
            if value is None:
                continue
            if field == "occurrences":
                row["when"], row["where"] = _occurrences_to_cells(value)
            elif kinds[field] is LocalText:
                row |= {f"{field}.{language}": _cell_with(text) for language, text in value.items()}
            else:
                row[field] = _to_cell(value)
        rows.append(row)
    order = {field.name: index for index, field in enumerate(attrs.fields(cls))}
    order |= dict.fromkeys(_OCCURRENCES, order.get("occurrences", 0))
    columns = sorted(
        {column for row in rows for column in row},
        key=lambda column: (order[column.partition(".")[0]], column),
    )
    out = io.StringIO(newline="")
    returns = any("\r" in cell for row in rows for cell in row.values())
    quoting = csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL  # minimal leaves a bare CR open
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n", quoting=quoting)  # type: ignore[arg-type]
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _rows(text: str) -> list[list[str]]:
    before = csv.field_size_limit(MAX_FIELD)  # one for the whole program: it is put back
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    finally:
        csv.field_size_limit(before)


def _filled(rows: Sequence[Sequence[str]]) -> list[int]:
    """The numbers of the rows that hold a record: those below the header, not blank."""
    return [number for number, row in enumerate(rows, start=1) if number > 1 and any(row)]


def row_numbers(text: str) -> list[int]:
    """The row of the table in which each record stands; none where it cannot be read."""
    try:
        return _filled(_rows(text))
    except csv.Error:
        return []


def cell_of(path: str, name: str, numbers: Sequence[int]) -> str:
    """The row and column of its table in which a path's value stands; empty if in none.

    A path is such as ``activities[12].projects[0]``, with the name of its list in front; the
    numbers are those that `row_numbers` gives for the table.
    """
    match = re.match(rf"{re.escape(name)}\[([0-9]+)\](?:\.(\w+))?(.*)", path)
    if match is None or int(match[1]) >= len(numbers):
        return ""
    row, field, rest = numbers[int(match[1])], match[2] or "", match[3]
    if field == "occurrences":
        field = "where" if ".places" in rest else "when"
    if field:
        return said("row {row}, column {column}", row=row, column=field)
    return said("row {row}", row=row)
