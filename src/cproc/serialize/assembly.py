"""Tables become the plain data they hold, and each of its paths is found in its cell again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from cproc.errors import DataError, InvalidValueError, Problem, said
from cproc.serialize.analysis import without_added
from cproc.serialize.cells import is_empty, text_of
from cproc.serialize.identifiers import with_identifiers
from cproc.serialize.reading import COMPACT, Put, is_known, known_name, lacking_columns, puts_of
from cproc.serialize.relations import Relation, relations, relations_by_path
from cproc.serialize.tables import Data, Table, place_in

_STEP = re.compile(r"\[([0-9]+)\]|([^.\[\]]+)")


@attrs.define
class Assembly:
    """The plain data of tables, and where each of its records stands.

    Args:
        data: What does not stand in tables; the records of the tables are put into it.
        known: The tables there are, by name, each after the one its records belong to.
        problems: What is wrong with tables, headers and cells.
        notices: What is no fault of them, and worth a look.
    """

    data: Data
    known: Mapping[str, Relation] = attrs.field(factory=relations)
    problems: list[Problem] = attrs.Factory(list)
    notices: list[Problem] = attrs.Factory(list)
    _rows: dict[int, tuple[Table, int]] = attrs.Factory(dict)
    _tables: dict[str, Table] = attrs.Factory(dict)
    _lacking: dict[str, frozenset[str]] = attrs.Factory(dict)
    _keys: dict[tuple[int, str], dict[str, Data]] = attrs.Factory(dict)
    _unread: set[tuple[int, str]] = attrs.Factory(set)
    _orphans: list[Data] = attrs.Factory(list)

    def add(
        self, tables: Iterable[Table], former: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        """Put the records of tables into the data.

        Args:
            tables: Each of another relation.
            former: Columns of former formats by table, which are passed on as they stand.
        """
        given: dict[str, Table] = {}
        for table in filter(None, map(without_added, tables)):
            if table.name not in self.known:
                message = said("{name} is no table of a portfolio.", name=table.name)
                hint = said("Known: {known}.", known=", ".join(self.known))
                self._tell("table-unknown", message, hint, table, path=table.name)
            elif table.name in given:
                message = said("two tables hold {name}.", name=table.name)
                self._tell("list-twice", message, said("Keep one of them."), table)
            given[table.name] = table
        for relation in self.known.values():
            if relation.name in given:
                self._add(relation, given, (former or {}).get(relation.name, {}))

    def _add(
        self, relation: Relation, given: Mapping[str, Table], former: Mapping[str, Any]
    ) -> None:
        table = given[relation.name]
        table = attrs.evolve(
            table, columns=tuple(known_name(relation, column) for column in table.columns)
        )
        table = with_identifiers(table, relation, self.notices)
        self._tables[relation.name] = table
        if not self._header_is_known(relation, table, former):
            return
        puts = list(puts_of(relation, table, former))
        self._lacking[relation.name] = lacking_columns(relation, table, given)
        for name in sorted(self._lacking[relation.name]):
            message = said("the column {column!r} is missing.", column=name)
            self._tell("column-missing", message, said("Add it; each row needs it."), table)
        records = [self._record(table, at, puts) for at in range(len(table.rows))]
        if not relation.path:
            self._merge(self.data, records, table)
        elif relation.is_single:
            office = self.data.setdefault("office", {})
            self._merge(office, records, table)
        elif not relation.path[1:]:
            (name,) = relation.path
            if self.data.get(name):
                message = said("{name} stands in this table and in the data beside it.", name=name)
                self._tell("list-twice", message, said("Keep one of them."), table, path=name)
            self.data[name] = records
        else:
            self._attach(relation, table, records)

    def _merge(self, whole: Any, records: list[Data], table: Table) -> None:
        if len(records) > 1:
            message = said("the table {name} has more than one row.", name=table.name)
            self._tell("table-single", message, said("Keep one row."), table)
        for record in records[:1]:
            for name, value in record.items():
                if isinstance(whole, dict):
                    whole[name] = value
            self._rows[id(whole)] = (table, 0)
        self._orphans += records

    def _record(self, table: Table, at: int, puts: list[tuple[int, str, Put]]) -> Data:
        record: Data = {}
        row = table.rows[at]
        for index, field, put in puts:
            cell = row[index]
            if cell is None or (cell == "" if type(cell) is str else is_empty(cell)):
                continue
            try:
                put(record, cell, row)
            except (InvalidValueError, DataError) as error:
                self._tell_cell(error, table, at, index, field)
                self._unread.add((id(record), field.partition("[")[0]))
        if not record and all(map(is_empty, row)):  # a row that could not be read
            self._unread.add((id(record), ""))
        self._rows[id(record)] = (table, at)
        return record

    def _attach(self, relation: Relation, table: Table, records: list[Data]) -> None:
        """Put each record into the list of the one that its keys name."""
        places = [_index(table, key) for key in relation.keys]
        filled: set[int] = set()
        for at, record in enumerate(records):
            row = table.rows[at]
            keys = ["" if i is None else _key_of(row[i]) for i in places]
            parent = self._parent(relation, keys, table, at)
            listed = None if parent is None else parent.setdefault(relation.path[-1], [])
            if parent is None or not isinstance(listed, list):
                self._orphans.append(record)  # kept, so that no other takes its place in memory
                continue
            if listed and id(parent) not in filled and not relation.is_folded:
                message = said(
                    "{name} stands in this table and in the data beside it.", name=relation.path[-1]
                )
                self._tell("list-twice", message, said("Keep one of them."), table, at)
            filled.add(id(parent))
            listed.append(record)

    def _parent(self, relation: Relation, keys: list[str], table: Table, at: int) -> Data | None:
        record = self.data
        path: tuple[str, ...] = ()
        names = iter(zip(relation.keys, keys, strict=True))
        for field in relation.path[:-1]:
            path = (*path, field)
            if relations_by_path()[path].is_single:
                inner: object = record.setdefault(field, {})
                if not isinstance(inner, dict):
                    return None  # which is told of the data themselves
                record = inner
                continue
            name, key = next(names)
            among = self._by_key(relations_by_path()[path], record)
            if not key and len(among) == 1:
                (key,) = among
            if key not in among:
                index = _index(table, name)
                if key:
                    message = said("there is no {name} {key!r}.", name=name, key=key)
                    hint = said("Write one of: {known}.", known=_listed(among))
                    self._tell("parent-unknown", message, hint, table, at, index)
                else:
                    message = said("the row does not say which {name} it belongs to.", name=name)
                    hint = said("Fill the column {name}.", name=name)
                    self._tell("parent-missing", message, hint, table, at, index)
                return None
            record = among[key]
        return record

    def _by_key(self, relation: Relation, parent: Data) -> dict[str, Data]:
        """The records of a list by what other tables name them by."""
        place = id(parent), relation.path[-1]
        if place not in self._keys:
            listed = parent.get(relation.path[-1], [])
            among: dict[str, Data] = {}
            for number, record in enumerate(listed if isinstance(listed, list) else [], start=1):
                if isinstance(record, dict):
                    key = record.get(relation.key, "")
                    if relation.counted:
                        key = self._own_number(relation, record) or number
                    among.setdefault(str(key).strip(), record)
            self._keys[place] = among
        return self._keys[place]

    def _own_number(self, relation: Relation, record: Data) -> str:
        if id(record) not in self._rows:
            return ""
        table, at = self._rows[id(record)]
        index = _index(table, relation.key)
        return "" if index is None else _key_of(table.rows[at][index])

    def _header_is_known(self, relation: Relation, table: Table, former: Mapping[str, Any]) -> bool:
        """Whether each column is known and stands once; what is not is told."""
        often = Counter(table.columns)
        sound = True
        for column in often:
            if often[column] > 1:
                message = said("the column {column!r} appears twice.", column=column)
                hint = said("Keep one of them.")
            elif column not in former and not is_known(relation, column):
                message = said("the column {column!r} is not known.", column=column)
                known = [name for name in relation.names if name not in often]
                hint = said("Known: {known}.", known=", ".join(known))
            else:
                continue
            sound = sound and often[column] == 1
            self._tell("column-unknown", message, hint, table, None, table.columns.index(column))
        return sound

    def _tell(  # noqa: PLR0917 - where it is, as far as that is known
        self,
        code: str,
        message: str,
        hint: str,
        table: Table,
        at: int | None = None,
        column: int | None = None,
        path: str = "",
    ) -> None:
        where = path or (table.name if at is None else f"{table.name}[{at}]")
        cell = place_in(table, at, column)
        self.problems.append(Problem(code, message, where, hint, file=table.file, cell=cell))

    def _tell_cell(
        self, error: InvalidValueError | DataError, table: Table, at: int, index: int, field: str
    ) -> None:
        path = f"{table.name}[{at}].{field}"
        faults = (
            error.problems
            if isinstance(error, DataError)
            else (Problem(error.code, error.message, "", error.hint),)
        )
        for fault in faults:
            code, message, hint = fault.code, fault.message, fault.hint
            if code == "json-form":  # its line would be one of the cell, not of the table
                code, message = "cell-json", said("the cell is not JSON.")
                hint = said("Check brackets.")
            self._tell(code, message, hint, table, at, index, path)

    def is_told(self, problem: Problem) -> bool:
        """Whether a problem of the data follows from a cell or a column that is told already."""
        if problem.code not in ("field-missing", "activity-incomplete"):
            return False
        record, table, _row, rest = self._origin(problem.path)
        field = rest[0] if rest else ""
        if table is None:
            return False
        unread = {(id(record), field), (id(record), "")} & self._unread
        return bool(unread) or field in self._lacking.get(table.name, ())

    def place(self, path: str) -> tuple[str, str] | None:
        """The file and the cell in which the value of a path stands; None where in no table.

        Args:
            path: Such as ``activities[12].projects[0]``.
        """
        record, table, at, rest = self._origin(path)
        if table is None:
            return None
        column, name = self._column(table, rest)
        if column is None and isinstance(record, dict) and rest and rest[0] not in record:
            # A text that is missing would stand in the first of its languages.
            stems = [each.rpartition(".")[0] for each in table.columns]
            column = stems.index(rest[0]) if rest[0] in stems else None
        return table.file, place_in(table, at, column, name)

    def _column(self, table: Table, rest: tuple[str, ...]) -> tuple[int | None, str]:
        """Where the column of a field stands in a table, and what it would be called."""
        if not rest:
            return None, ""
        columns = self.known[table.name].columns
        fitting = [c for c in columns if c.steps[: len(rest)] == rest[: len(c.steps)]]
        names = [".".join((c.name, *rest[len(c.steps) :])) for c in fitting]  # with the language
        names += [c.name for c in fitting]
        if rest[0] == "occurrences":
            names += [COMPACT] if "places" in rest else ["when"]
        names.append(rest[0])
        places = (index for name in names if (index := _index(table, name)) is not None)
        return next(places, None), rest[0]

    def _origin(self, path: str) -> tuple[Any, Table | None, int | None, tuple[str, ...]]:
        """The record of a table that a path leads to, its row, and the fields that follow."""
        value: Any = self.data
        record = value
        table: Table | None = None
        at: int | None = None
        rest: list[str] = []
        for index, name in _STEP.findall(path):
            try:
                value = value[int(index)] if index else value[name]
            except (LookupError, TypeError):
                value = None
            if name:
                rest.append(name)
            if isinstance(value, dict) and id(value) in self._rows:
                (table, at), record, rest = self._rows[id(value)], value, []
        if table is None and rest and rest[0] in self._tables:
            return record, self._tables[rest[0]], None, ()
        if table is None and rest and id(self.data) in self._rows:
            whole, row = self._rows[id(self.data)]
            if rest[0] in (column.steps[0] for column in self.known[whole.name].columns):
                return record, whole, row, tuple(rest)
        return record, table, at, tuple(rest)


def _key_of(cell: Any) -> str:
    return "" if is_empty(cell) else text_of(cell).strip()


def _index(table: Table, column: str) -> int | None:
    """Where a column stands in a table."""
    return table.columns.index(column) if column in table.columns else None


def _listed(known: Iterable[str], most: int = 12) -> str:
    names = list(known)
    return ", ".join([*names[:most], *(["…"] if len(names) > most else [])])
