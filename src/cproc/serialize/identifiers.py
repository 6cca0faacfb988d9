"""Identifiers for records whose office gives them none: made of what they say, and so stable."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import attrs

from cproc.errors import InvalidValueError, Problem, Severity, counted, said
from cproc.serialize.cells import is_empty, text_of
from cproc.serialize.relations import Relation
from cproc.serialize.tables import Table, place_in

__all__ = ["with_identifiers"]

_TELLING: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        "activities": (
            ("when", "title"),
            ("when", "title", "projects", "where", "city", "country", "venue"),
        ),
        "transactions": (
            ("date", "type"),
            ("date", "type", "project", "amount", "currency", "voucher", "description"),
        ),
        "posts": (("duty",), ("duty", "projects", "since")),
    }
)
"""Tables whose records get an identifier: the columns that its words are of, and those that say
which record it is. What else a row holds may be corrected without changing its identifier."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")
_WORDS, _DIGEST = 24, 6  # characters


def with_identifiers(table: Table, relation: Relation, notices: list[Problem]) -> Table:
    """A table in which each row of a record has an identifier.

    An identifier is made of the words of the row and a short hash of what tells it from others:
    the same row has the same identifier at the next reading, wherever it stands. Rows that differ
    in nothing get a number behind it.

    Args:
        table: Its columns called as the relation calls them.
        relation: The relation of the table.
        notices: Where it is told how many rows got one.

    Example:
        >>> from cproc.serialize.relations import relations
        >>> rows = (("2024-05", "Training"), ("2024-06", "Training"))
        >>> table = Table("activities", ("when", "title.en"), rows)
        >>> [row[-1] for row in with_identifiers(table, relations()["activities"], []).rows]
        ['2024-05-training-dad70f', '2024-06-training-4858dd']
    """
    if relation.name not in _TELLING or not table.rows:
        return table
    at = table.columns.index("id") if "id" in table.columns else None
    lacking = [
        index
        for index, row in enumerate(table.rows)
        if (at is None or is_empty(row[at])) and not all(is_empty(cell) for cell in row)
    ]
    if not lacking or table.columns.count("id") > 1:
        return table
    given = _given(table, relation.name, lacking, at)
    if at is None:
        letters = (*table.column_letters, "") if table.column_letters else ()
        table = attrs.evolve(table, columns=(*table.columns, "id"), column_letters=letters)
        rows = [(*row, given.get(index)) for index, row in enumerate(table.rows)]
    else:
        rows = [
            (*row[:at], given[index], *row[at + 1 :]) if index in given else row
            for index, row in enumerate(table.rows)
        ]
    notices.append(_notice(table, given))
    return attrs.evolve(table, rows=tuple(rows))


def _notice(table: Table, given: Mapping[int, str]) -> Problem:
    first = min(given)
    message = counted(
        "{count} record of {name} has no identifier, and goes by one made of what it says: {id}.",
        "{count} records of {name} have no identifier, and go by one made of what they say, "
        "such as {id}.",
        count=len(given),
        name=table.name,
        id=given[first],
    )
    hint = said("Type one where what a row says may yet change, or where others refer to it.")
    return Problem(
        "id-given",
        message,
        f"{table.name}[{first}]",
        hint,
        file=table.file,
        cell=place_in(table, first, None),
        severity=Severity.NOTICE,
    )


def _given(table: Table, name: str, lacking: Sequence[int], at: int | None) -> dict[int, str]:
    """The identifiers of rows, by their position."""
    words, telling = _TELLING[name]
    whole = {index: (*_contents(table, index, None),) for index in lacking}
    short = {index: (*_contents(table, index, telling),) for index in lacking}
    # Two records that are told apart only by what else they say are known by all they say.
    kinds: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for index in lacking:
        kinds.setdefault(short[index], set()).add(whole[index])
    taken = Counter(
        text_of(row[at]).strip() for row in table.rows if at is not None and not is_empty(row[at])
    )
    given: dict[int, str] = {}
    for index in lacking:
        known_by = short[index] if len(kinds[short[index]]) == 1 else whole[index]
        made = f"{_slug(table, index, words)}-{_digest(known_by)}".strip("-")
        taken[made] += 1
        given[index] = made if taken[made] == 1 else f"{made}-{taken[made]}"
    return given


def _stem(column: str) -> str:
    return column.partition(".")[0]


def _contents(table: Table, index: int, stems: tuple[str, ...] | None) -> Iterator[str]:
    """What the cells of a row say, each with its column; columns in any order give the same."""
    for column, cell in sorted(zip(table.columns, table.rows[index], strict=True), key=_column):
        if column != "id" and (stems is None or _stem(column) in stems) and not is_empty(cell):
            yield f"{column}={_plain(cell)}"


def _column(pair: tuple[str, Any]) -> str:
    return pair[0]


def _plain(cell: Any) -> str:
    """What a cell says, alike whether it is typed as text or as a number, and however spaced."""
    try:
        text = " ".join(unicodedata.normalize("NFC", text_of(cell)).split())
    except InvalidValueError:  # it is told when the cell is read
        return repr(cell)
    if _NUMBER.fullmatch(text):
        return f"{Decimal(text).normalize():f}"
    return text


def _digest(contents: Sequence[str]) -> str:
    text = "\n".join(contents).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:_DIGEST]


def _slug(table: Table, index: int, stems: tuple[str, ...]) -> str:
    parts = []
    for stem in stems:
        fitting = sorted(column for column in table.columns if _stem(column) == stem)
        cells = (table.rows[index][table.columns.index(column)] for column in fitting)
        text = next((_plain(cell) for cell in cells if not is_empty(cell)), "")
        # Of an activity over several days, the first.
        parts.append(_plain_letters(text.partition("/")[0] if stem == "when" else text))
    return "-".join(part for part in parts if part)


def _plain_letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return slug if len(slug) <= _WORDS else slug[:_WORDS].rpartition("-")[0] or slug[:_WORDS]
