"""What changed from one portfolio to another: records by table and key, fields with both values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any

import attrs

from cproc.errors import Message, counted, joined, said
from cproc.model import LocalText, Portfolio
from cproc.serialize.cells import cell_of, text_of
from cproc.serialize.fields import record_fields
from cproc.serialize.matching import in_one_language, known_by, pairs
from cproc.serialize.relations import Column, Relation, relations, relations_by_path
from cproc.serialize.structure import converter
from cproc.serialize.tables import Data

_NUMBER = re.compile(r"([A-Z]{3} )?(-?[0-9]+(?:\.[0-9]+)?)", re.ASCII)
_TITLES = ("title", "name", "duty", "description")


class Change(StrEnum):
    """What became of a record; of a list, that its records stand in another order."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REORDERED = "reordered"


@attrs.frozen
class FieldChange:
    """A field of a record that has another value now.

    Args:
        field: The column of the record's table, such as ``title.en``.
        old: The value before, as it is typed; None where there was none.
        new: The value now, likewise.
    """

    field: str
    old: str | None
    new: str | None


@attrs.frozen
class RecordChange:
    """A record that was added, removed or changed.

    Args:
        change: What became of it.
        table: The table it is of, such as ``transactions``.
        key: What it is known by, after the records it belongs to: ``("CEGE", "T12")``. Of a list
            in another order, the records that the list belongs to.
        title: What it is called, in English where it is.
        fields: Its fields that have other values now.
        path: Where it stands in the new portfolio; in the old one, where it was removed.
    """

    change: Change
    table: str
    key: tuple[str, ...]
    title: str = ""
    fields: tuple[FieldChange, ...] = ()
    path: str = ""

    @property
    def name(self) -> str:
        """What it is known by, as one text."""
        return " / ".join(part for part in self.key if part)

    def __str__(self) -> str:
        """The change on one line."""
        head = " ".join(part for part in (self.table, self.name, self.change) if part)
        told = (f"{each.field}: {each.old or '–'} → {each.new or '–'}" for each in self.fields)
        return f"{head}: {'; '.join(told)}" if self.change is Change.CHANGED else head


@attrs.frozen
class Changes:
    """All that changed from one portfolio to another; nothing where they are equal.

    Args:
        records: Each record, in the order of the tables.

    Example:
        >>> import attrs, cproc
        >>> office = cproc.load("examples/eu_grant")
        >>> renamed = attrs.evolve(office.office, city="Batumi")
        >>> print(cproc.diff(office, attrs.evolve(office, office=renamed)))
        0 records added, 1 changed, 0 removed
        office PO changed: city: Tbilisi → Batumi
    """

    records: tuple[RecordChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.records)

    def of(self, change: Change) -> tuple[RecordChange, ...]:
        """The records of which the same became.

        Args:
            change: What became of them.
        """
        return tuple(each for each in self.records if each.change is change)

    @property
    def counts(self) -> dict[str, Counter[Change]]:
        """How many records of each table were added, changed and removed."""
        counts: dict[str, Counter[Change]] = {}
        for each in self.records:
            counts.setdefault(each.table, Counter())[each.change] += 1
        return counts

    @property
    def summary(self) -> Message:
        """How many records were added, changed and removed, in words."""
        if not self:
            return said("nothing changed")
        added, changed, removed, moved = (
            len(self.of(change))
            for change in (Change.ADDED, Change.CHANGED, Change.REMOVED, Change.REORDERED)
        )
        words = [
            counted("{count} record added", "{count} records added", count=added),
            counted("{count} changed", "{count} changed", count=changed),
            counted("{count} removed", "{count} removed", count=removed),
        ]
        if moved:
            words.append(
                counted(
                    "{count} list in another order", "{count} lists in another order", count=moved
                )
            )
        return joined(", ", words)

    def __str__(self) -> str:
        return "\n".join([str(self.summary), *map(str, self.records)])


def diff(old: Portfolio, new: Portfolio) -> Changes:
    """What changed from one portfolio to another.

    Records are the same where their identifiers are; those that have none, where what tells them
    from others is, such as the day of a budget. Values are written as in a table.

    Args:
        old: The portfolio as it was.
        new: The portfolio as it is.

    Returns:
        The changes; none, and false, where the two are equal.
    """
    write = converter().unstructure
    walk = _Walk()
    root = relations()["portfolio"]
    return Changes(tuple(sorted(walk.record(root, write(old), write(new), (), ("", "")), key=_at)))


@cache
def _order() -> dict[str, int]:
    return {name: at for at, name in enumerate(relations())}


def _at(change: RecordChange) -> int:
    return _order()[change.table]


class _Walk:
    """Goes through two portfolios side by side."""

    def record(
        self,
        relation: Relation,
        old: Data | None,
        new: Data | None,
        keys: tuple[str, ...],
        paths: tuple[str, str],
    ) -> Iterator[RecordChange]:
        """The changes of a record, and of those that belong to it; one of the two may be None."""
        if old == new:
            return
        own = keys if relation.is_single else (*keys, *_key(relation, old, new))
        fields = tuple(_fields(relation, old or {}, new or {}))
        change = Change.ADDED if old is None else Change.REMOVED if new is None else Change.CHANGED
        if fields or change is not Change.CHANGED:
            there = (new if new is not None else old) or {}
            path = paths[0] if new is None else paths[1]
            shown = own or ((str(there["id"]),) if relation.path and "id" in there else ())
            yield RecordChange(change, relation.name, shown, _title(there), fields, path)
        yield from self._parts(relation, old or {}, new or {}, own, paths)

    def _parts(
        self,
        relation: Relation,
        old: Data,
        new: Data,
        keys: tuple[str, ...],
        paths: tuple[str, str],
    ) -> Iterator[RecordChange]:
        for field in relation.parts:
            child = relations_by_path().get((*relation.path, field.name))
            if child is None:
                continue
            below = (_joined(paths[0], field.name), _joined(paths[1], field.name))
            olds, news = old.get(field.name, []), new.get(field.name, [])
            if child.is_single:
                yield from self.record(child, olds or None, news or None, keys, below)
                continue
            firsts = (_folded(relation, field.name, olds), _folded(relation, field.name, news))
            if any(firsts):  # their own fields stand in the row above
                held = (olds[0] if firsts[0] else {}, news[0] if firsts[1] else {})
                yield from self._parts(child, *held, keys, (f"{below[0]}[0]", f"{below[1]}[0]"))
            yield from self._list(child, olds, news, firsts, keys, below)

    def _list(  # noqa: PLR0917 - two lists, each with where it begins
        self,
        relation: Relation,
        olds: list[Data],
        news: list[Data],
        firsts: tuple[int, int],
        keys: tuple[str, ...],
        paths: tuple[str, str],
    ) -> Iterator[RecordChange]:
        old, new = olds[firsts[0] :], news[firsts[1] :]
        if old == new:
            return
        beside = pairs(relation, old, new)
        kept = [at for at, position in beside if at is not None and position is not None]
        if any(one > other for one, other in pairwise(kept)):
            yield RecordChange(Change.REORDERED, relation.name, keys, path=paths[1])
        for at, position in beside:
            before = None if at is None else old[at]
            now = None if position is None else new[position]
            where = (
                f"{paths[0]}[{0 if at is None else at + firsts[0]}]",
                f"{paths[1]}[{0 if position is None else position + firsts[1]}]",
            )
            yield from self.record(relation, before, now, keys, where)


def _folded(relation: Relation, field: str, listed: list[Data]) -> int:
    """How many records of a list stand in the row above: the first one, where it may."""
    may = any(column.is_folded and column.steps[0] == field for column in relation.columns)
    return int(bool(may and listed and listed[0]))


def _joined(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step


def _key(relation: Relation, old: Data | None, new: Data | None) -> tuple[str, ...]:
    """What a record is known by, as one text; nothing where that is its position."""
    told = known_by(relation, new if new is not None else old or {})
    text = ", ".join(part for part in told if part)
    return (text,) if text else ()


def _title(record: Data) -> str:
    return next((in_one_language(record[name]) for name in _TITLES if record.get(name)), "")


def _fields(relation: Relation, old: Data, new: Data) -> Iterator[FieldChange]:
    before, now = cells_of(relation, old), cells_of(relation, new)
    for name in dict.fromkeys((*now, *before)):
        one, other = before.get(name), now.get(name)
        if one != other and not alike(one, other):
            default = _default(relation, name)
            yield FieldChange(
                name,
                default if one is None and old else one,
                default if other is None and new else other,
            )


@cache
def _default(relation: Relation, name: str) -> str | None:
    """What a field of a record is where nobody typed it."""
    fields = {field.name: field.default for field in record_fields(relation.cls)}
    value = fields.get(name)
    if value in (None, attrs.NOTHING, (), "") or isinstance(value, attrs.Factory):  # type: ignore[arg-type]
        return None
    return str(text_of(value))


def cells_of(relation: Relation, record: Data) -> dict[str, str]:
    """The cells of a row, as they are typed; an amount with its currency."""
    cells: dict[str, str] = {}
    for column in relation.columns:
        value = _value(record, column)
        if value is None:
            continue
        if column.kind is LocalText:
            cells.update((f"{column.name}.{tag}", text) for tag, text in value.items())
        else:
            cells[column.name] = _typed(value, column)
    for field in relation.parts:  # a record without fields of its own
        if not field.is_list and record.get(field.name) == {}:
            cells[field.name] = "{}"
    return cells


def alike(one: str | None, other: str | None) -> bool:
    """Whether two cells say the same number or amount: 0.80 is 0.8."""
    numbers = [_NUMBER.fullmatch(each or "") for each in (one, other)]
    if not all(numbers):
        return one == other
    (unit, first), (other_unit, second) = (match.groups() for match in numbers if match)
    return unit == other_unit and Decimal(first) == Decimal(second)


def _typed(value: Any, column: Column) -> str:
    if column.is_list:
        return str(cell_of(value, column.kind, is_list=True))
    return value if isinstance(value, str) else text_of(value)


def _value(record: Data, column: Column) -> Any:
    value: Any = record
    for step in column.steps:
        if isinstance(value, list):
            value = value[0] if value else {}
        value = value.get(step) if isinstance(value, dict) else None
    return value
