"""The tables of a portfolio: one for each class of records, with its keys and columns.

They are read off the classes of the model. A record that stands in a list of another one has the
keys of those it belongs to in front: a budget line that of its project, a place those of its
activity and of its occurrence. A record that its class gives no identifier is counted within its
list, from 1. An amount has its currency in a column beside it, a text one column for each
language (``title.en``), a record of one field's own its columns behind the field's name
(``ceilings.indirect``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

import attrs

from cproc.model import Identifier, Money, Occurrence, Participants, Place, Portfolio
from cproc.serialize.fields import RecordField, record_fields

_NAMED_BY = ("id", "code", "number")
"""Fields that name a record within its list: the first that its class needs."""

_FOLDED = (Occurrence, Place, Participants)
"""Records of which the first may stand in the row of the one it belongs to.

An activity with one date, one place and one group of people is one row: what people type.
"""


@attrs.frozen
class Column:
    """One column of a table.

    Args:
        name: What its header says; of a text, the part before the language.
        steps: The fields that lead to its value from the record; of a list, to its first.
        kind: Type of the value.
        is_list: Whether a cell holds several, with ``; `` between.
        needed: Whether each row must fill it.
        description: What it holds.
        currency: Name of the column with the currency, of an amount.
        is_folded: Whether it is of a record that belongs to that of the row, and is its first.
    """

    name: str
    steps: tuple[str, ...]
    kind: Any
    is_list: bool = False
    needed: bool = False
    description: str = ""
    currency: str = ""
    is_folded: bool = False

    @property
    def form(self) -> type:
        """The type of its cells: text, whole number, decimal number, day, true or false."""
        if self.is_list:
            return str
        return Decimal if self.kind is Money else self.kind if self.kind in _FORMS else str


_FORMS = (int, bool, Decimal, date)


@attrs.frozen
class Relation:
    """One table: the records of a class, or those of them that belong to one class of others.

    Args:
        name: Its name: that of a list of the portfolio, else of the class, as ``budget_lines``.
        cls: The class of its records.
        path: The fields that lead to its list from the portfolio.
        keys: Names of the columns that say which records its own belong to, outermost first.
        key: Name of the column that names a record of its own: a field, or its number in its
            list. Empty where nothing belongs to it.
        counted: Whether that is the number.
        columns: Its columns, without keys; those of what stands folded in a row are last.
    """

    name: str
    cls: type
    path: tuple[str, ...]
    keys: tuple[str, ...]
    key: str
    counted: bool = False
    columns: tuple[Column, ...] = ()

    @property
    def is_single(self) -> bool:
        """Whether it has one row: the portfolio itself, its office."""
        return self.path in ((), ("office",))

    @property
    def is_folded(self) -> bool:
        """Whether the first of its records stands in the row of what they belong to."""
        return self.cls in _FOLDED

    @property
    def unfolded(self) -> tuple[Column, ...]:
        """The columns of its own fields."""
        return tuple(column for column in self.columns if not column.is_folded)

    @property
    def parts(self) -> tuple[RecordField, ...]:
        """The fields that hold records, which have columns or tables of their own."""
        return tuple(field for field in record_fields(self.cls) if field.holds_records)

    @property
    def every_column(self) -> tuple[Column, ...]:
        """Every column that a row may have: keys first, currencies behind their amounts."""
        needed = "Which {} it belongs to; may be left out where there is only one."
        keys = [
            Column(key, (), kind, description=needed.format(key.replace("_", " ")))
            for key, kind in zip(self.keys, self._key_kinds, strict=True)
        ]
        if self.counted and self.key:
            text = "Its number, by which other tables name it; its position where absent."
            keys.append(Column(self.key, (), int, description=text))
        of = "ISO 4217 code of the currency of {}."
        currencies = {
            c.name: Column(c.currency, (), Identifier, description=of.format(c.name))
            for c in self.columns
            if c.currency
        }
        pairs = ((c, currencies[c.name]) if c.currency else (c,) for c in self.columns)
        return (*keys, *(column for pair in pairs for column in pair))

    @property
    def _key_kinds(self) -> list[Any]:
        above = (relations_by_path()[self.path[:depth]] for depth in range(1, len(self.path)))
        return [int if each.counted else Identifier for each in above if each.key]

    @property
    def names(self) -> tuple[str, ...]:
        """What these columns are called; of a text the part before the language."""
        return tuple(column.name for column in self.every_column)


def snake(name: str) -> str:
    """The name of a class in small letters: ``BudgetLine`` is ``budget_line``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _plural(word: str) -> str:
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return word if word.endswith("s") else f"{word}s"


def singular(word: str) -> str:
    """What one record of a list is called: ``activities`` is ``activity``."""
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def _lists(cls: Any) -> Iterator[RecordField]:
    return (field for field in record_fields(cls) if field.is_list and field.holds_records)


def identifier_of(cls: Any) -> str:
    """The field that names a record of a class within its list; none where there is none."""
    needed = {field.name for field in record_fields(cls) if field.needed}
    return next((name for name in _NAMED_BY if name in needed), "")


def _plain(cls: Any, steps: tuple[str, ...] = ()) -> Iterator[Column]:
    """The columns of fields that are no lists of records; those of a single record behind it."""
    for field in record_fields(cls):
        at = (*steps, field.name)
        if field.holds_records and not field.is_list:
            if at != ("office",):
                yield from _plain(field.kind, at)
        elif not (field.is_list and field.holds_records):
            needed = field.needed and not steps
            yield Column(".".join(at), at, field.kind, field.is_list, needed, field.description)


def _folded(cls: Any, steps: tuple[str, ...] = ()) -> Iterator[Column]:
    for field in _lists(cls):
        if field.kind in _FOLDED:
            at = (*steps, field.name)
            for column in _plain(field.kind, at):
                needed = field.needed and not steps and _is_needed(field.kind, column.steps[-1])
                yield attrs.evolve(column, needed=needed, is_folded=True)
            yield from _folded(field.kind, at)


def _is_needed(cls: Any, name: str) -> bool:
    return any(field.needed for field in record_fields(cls) if field.name == name)


def columns_of(cls: Any) -> tuple[Column, ...]:
    """The columns of a class, those of what may stand in its row included.

    What stands folded is called by its own name, where no other column is.
    """
    own = list(_plain(cls))
    taken = {column.name for column in own}
    for column in _folded(cls):
        short = column.steps[-1]
        name = f"{column.steps[-2]}.{short}" if short in taken else short
        taken.add(name)
        own.append(attrs.evolve(column, name=name))
    columns = []
    for column in own:
        if column.kind is Money and not column.is_list:
            currency = f"{column.name}.currency" if "currency" in taken else "currency"
            taken.add(currency)
            column = attrs.evolve(column, currency=currency)  # noqa: PLW2901 - the same column
        columns.append(column)
    return tuple(columns)


def _walk(
    cls: Any, path: tuple[str, ...], keys: tuple[str, ...], prefix: str
) -> Iterator[Relation]:
    named = identifier_of(cls)
    has_parts = any(True for _ in _lists(cls)) and path not in ((), ("office",))
    top = not path[1:]
    called = singular(path[-1]) if top and path else snake(cls.__name__)
    key = (named or called) if has_parts else ""
    name = (path[-1] if top else f"{prefix}{_plural(snake(cls.__name__))}") if path else "portfolio"
    yield Relation(name, cls, path, keys, key, not named, columns_of(cls))
    below = (*keys, called) if has_parts else keys
    for field in record_fields(cls):
        if field.holds_records and (field.is_list or not path):
            inner = f"{path[-1]}_" if path == ("office",) else prefix
            yield from _walk(field.kind, (*path, field.name), below, inner)


@cache
def relations() -> Mapping[str, Relation]:
    """The tables of a portfolio by name, each after the one that its records belong to.

    Example:
        >>> relation = relations()["budget_versions"]
        >>> relation.keys, [column.name for column in relation.columns][:2]
        (('project',), ['amount', 'effective'])
    """
    named: dict[str, Relation] = {}
    for each in _walk(Portfolio, (), (), ""):
        # Two classes may have lists of a third: the later is called by what it belongs to.
        name = f"{singular(each.path[-2])}_{each.name}" if each.name in named else each.name
        named[name] = attrs.evolve(each, name=name)
    return MappingProxyType(named)


@cache
def relations_by_path() -> Mapping[tuple[str, ...], Relation]:
    """The same by the fields that lead to them."""
    return MappingProxyType({each.path: each for each in relations().values()})
