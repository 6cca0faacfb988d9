"""Putting the records of one portfolio into another: added, updated, or in their place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Any

import attrs

from cproc.errors import DataError, Problem, looked_up, said
from cproc.model import Portfolio
from cproc.serialize.changes import alike, cells_of
from cproc.serialize.matching import is_one_value, known_by, pairs
from cproc.serialize.relations import Relation, relations, relations_by_path
from cproc.serialize.sound import sound_portfolio
from cproc.serialize.structure import converter
from cproc.serialize.tables import Data


class Mode(StrEnum):
    """How records are put into a portfolio that may have them.

    ``add`` puts in those that are not there, and refuses one that is there with other values.
    ``update`` also gives those that are there the values that are stated; what is not stated
    stays. ``replace`` puts the lists in the place of those that are there.
    """

    ADD = "add"
    UPDATE = "update"
    REPLACE = "replace"


def merge(
    base: Portfolio, new: Portfolio, mode: Mode | str = Mode.ADD, only: Collection[str] = ()
) -> Portfolio:
    """Put the records of one portfolio into another.

    Records are the same where their identifiers are, or what tells them from others where they
    have none; see `cproc.diff`, which also shows what a merge has changed. In modes ``add`` and
    ``update`` records stand in the order of the base, the added ones behind.

    Args:
        base: The portfolio that gets them. In mode ``add`` its office and its own fields, such as
            the reporting period, stay.
        new: Whose records they are.
        mode: ``add``, ``update`` or ``replace``.
        only: Names of tables; only their records, and what belongs to these, are taken. All where
            empty.

    Raises:
        DataError: In mode ``add``, with a problem for each record that is there with other
            values; in any, for what belongs to a record that the base has not, and for a record
            whose fields no longer fit together.
        UnknownNameError: There is no such mode or table.

    Example:
        >>> import attrs, cproc
        >>> office = cproc.load("examples/eu_grant")
        >>> less = attrs.evolve(office, activities=office.activities[:2])
        >>> len(less.activities), len(cproc.merge(less, office).activities)
        (2, 6)
    """
    chosen = looked_up("mode", str(mode), {each.value: each for each in Mode})
    for name in only:
        looked_up("list", name, relations())
    work = _Merge(chosen, frozenset(only))
    write = converter().unstructure
    root = relations()["portfolio"]
    merged = work.record(root, write(base), write(new), not only, ("", ()))
    if work.problems:
        raise DataError(work.problems)
    return sound_portfolio(merged)


Place = tuple[str, tuple[str, ...]]
"""The path of a record in the base, and what it and those it belongs to are known by."""


@attrs.frozen
class _Merge:
    """One merge, and what stands in its way."""

    mode: Mode
    only: frozenset[str]
    problems: list[Problem] = attrs.Factory(list)

    def record(self, relation: Relation, base: Data, new: Data, inside: bool, place: Place) -> Data:
        """A record with what another says of it.

        Args:
            relation: Of what table it is.
            base: Its plain data in the base.
            new: Its plain data in the other one.
            inside: Whether its own fields are wanted, or only some of what belongs to it.
            place: Where it stands in the base.
        """
        lists = {
            field.name: child
            for field in relation.parts
            if (child := relations_by_path().get((*relation.path, field.name)))
            and not is_one_value(child)
        }
        merged = self._fields(relation, base, new, {*lists}, place) if inside else dict(base)
        path, keys = place
        for name, child in lists.items():
            wanted = inside or child.name in self.only
            at = (f"{path}.{name}" if path else name, keys)
            if child.is_single:
                value: Any = self.record(child, base.get(name, {}), new.get(name, {}), wanted, at)
            else:
                value = self._list(child, base.get(name, []), new.get(name, []), wanted, at)
            merged.pop(name, None)
            if value:
                merged[name] = value
        return merged

    def _fields(
        self, relation: Relation, base: Data, new: Data, lists: Collection[str], place: Place
    ) -> Data:
        own = {name: value for name, value in new.items() if name not in lists}
        if self.mode is Mode.REPLACE:
            return own
        if self.mode is Mode.UPDATE:
            return _updated(base, own)
        if not relation.is_single:
            self._refuse_other(relation, base, own, place)
        return dict(base)

    def _refuse_other(self, relation: Relation, base: Data, own: Data, place: Place) -> None:
        here, there = cells_of(relation, base), cells_of(relation, own)
        other = [name for name, text in there.items() if not alike(here.get(name), text)]
        further = [
            field.name
            for field in relation.parts
            if field.name in own and field.is_list and base.get(field.name) != own[field.name]
        ]
        if not other and not further:
            return
        values = [f"{name}: {here.get(name, '–')} → {there[name]}" for name in other]
        message = said(
            "{table} {name} is there with other values: {values}.",
            table=relation.name,
            name=" / ".join(place[1]),
            values="; ".join(values or further),
        )
        hint = said("Take them in mode update, or leave the record out.")
        self.problems.append(Problem("merge-conflict", message, place[0], hint))

    def _list(
        self, relation: Relation, base: list[Data], new: list[Data], inside: bool, place: Place
    ) -> list[Data]:
        if inside and self.mode is Mode.REPLACE:
            return new
        merged, added = list(base), []
        for at, position in pairs(relation, base, new):
            if position is None:
                continue
            record = new[position]
            known = ", ".join(part for part in known_by(relation, record) if part)
            here = (*place[1], known)
            if at is not None:
                where = (f"{place[0]}[{at}]", here)
                merged[at] = self.record(relation, base[at], record, inside, where)
            elif inside:
                added.append(record)
            else:
                self._refuse_orphans(relation, record, here)
        return [*merged, *added]

    def _refuse_orphans(self, relation: Relation, record: Data, key: tuple[str, ...]) -> None:
        for name in _held(relation, record, self.only):
            message = said(
                "{table} of {name} belong to a record of {parents} that is not there.",
                table=name,
                name=" / ".join(key),
                parents=relation.name,
            )
            hint = said(
                "Take {parents} as well, or correct what they belong to.", parents=relation.name
            )
            self.problems.append(Problem("parent-unknown", message, relation.name, hint))


def _held(relation: Relation, record: Data, only: Collection[str]) -> Iterator[str]:
    """The tables that are wanted of which a record holds records."""
    for field in relation.parts:
        child = relations_by_path().get((*relation.path, field.name))
        listed = record.get(field.name)
        if child is None or not isinstance(listed, list) or not listed:
            continue
        if child.name in only:
            yield child.name
        else:
            yield from dict.fromkeys(name for each in listed for name in _held(child, each, only))


def _updated(base: Data, new: Data) -> Data:
    """Plain data with what others state; texts by language, records field by field."""
    return {
        **base,
        **{
            name: _updated(base[name], value)
            if isinstance(value, dict) and isinstance(base.get(name), dict)
            else value
            for name, value in new.items()
        },
    }
