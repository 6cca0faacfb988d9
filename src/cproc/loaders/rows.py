"""The rows of a sheet become records, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from cproc.errors import Severity, said
from cproc.loaders.doubts import Doubts, ReadColumns, cell_at, hidden, is_filled
from cproc.loaders.grids import Grid
from cproc.loaders.grids.grid import is_inexact, shown_value
from cproc.loaders.reading import plain
from cproc.loaders.sources import Rule, Source, pattern_of
from cproc.loaders.targets import PLACE, Forms, currency_column, is_needed, read_cell, text_column
from cproc.loaders.values import Read
from cproc.loaders.values.people import ORDERS
from cproc.model import country_code
from cproc.serialize.cells import EXACT_DIGITS
from cproc.serialize.headings import folded
from cproc.serialize.reading import COMPACT
from cproc.serialize.relations import relations

_TOTALS = re.compile(r"(grand |sub ?)?total(s|aux)?\b|sum\b|somme\b|sous total\b|total general\b")
_DASHES = frozenset({"-", "--", "---"})
_LONGER_THAN_DASHES = 10  # characters, blanks included
_CHILDREN = frozenset({"disaggregations"})
_WOMEN_FIRST = re.compile(r"\b(f|w|women|female|femmes) (m|h|men|male|hommes)\b")
_MEN_FIRST = re.compile(r"\b(m|h|men|male|hommes) (f|w|women|female|femmes)\b")

Record = tuple[str, int, dict[str, Any], Mapping[str, int]]
"""The table it is of, the index of its row, its cells, and the column each stands in."""


@attrs.frozen
class Layout:
    """Which column of a sheet is what.

    Args:
        header: Index of the row with the names.
        names: Index of each column by its folded name.
        columns: Index of the column that fills each column of the table.
    """

    header: int
    names: Mapping[str, int]
    columns: Mapping[str, int]


class RowReader:
    """Reads the records of one source, and keeps what it cannot read for sure."""

    def __init__(self, source: Source, grid: Grid, layout: Layout) -> None:
        """Take a sheet whose columns are known."""
        self.source, self.grid, self.layout = source, grid, layout
        kept = [each for each in grid.problems if each.severity is not Severity.ERROR]
        self.doubts = Doubts(grid, kept)
        # The currency first, of which an amount without one is.
        self._columns = sorted(layout.columns.items(), key=lambda pair: "currency" not in pair[0])
        self._keys = frozenset(relations()[source.table].keys)
        self._currencies: dict[tuple[str, Any], Forms] = {}
        self._reads: dict[tuple[Any, ...], Read] = {}
        self._numbers: dict[tuple[Any, ...], dict[str, int]] = {}
        self._counts: dict[tuple[Any, ...], int] = {}
        self._merged = {
            (row, column): first
            for first, column, last, last_column in grid.merged
            if column == last_column
            for row in range(first + 1, last + 1)
        }
        self._forms = {target: self._forms_of(target, at) for target, at in self._targets()}

    def records(self) -> Iterator[Record]:
        """The records, each with its place; of a table's own, and of those that belong to it."""
        if self.source.order:
            yield from sorted(
                self._in_rows(), key=lambda each: _natural(each[2].get(self.source.order))
            )
        else:
            yield from self._in_rows()
        self.doubts.problems += hidden(
            self.grid, self.layout.header, {*self.layout.columns.values()}
        )

    def _in_rows(self) -> Iterator[Record]:
        seen: set[tuple[Any, ...]] = set()
        for at in self._data_rows():
            for across in self.source.across.codes if self.source.across else ("",):
                cells, letters, is_sound = self._record(at, across)
                key = tuple(sorted((name, str(value)) for name, value in cells.items()))
                if not is_sound or (self.source.once and key in seen):
                    continue
                seen.add(key)
                self._number(cells, at)
                children = {name: cells.pop(name) for name in _CHILDREN if name in cells}
                yield self.source.table, at, cells, letters
                for name, rows in children.items():
                    keys = {key: cells.get(key) for key in relations()[name].keys}
                    for row in rows:
                        yield name, at, {**keys, **row}, letters

    @property
    def read_columns(self) -> ReadColumns:
        """What was made of the columns of the sheet."""
        source, names = self.source, self.layout.names
        across = source.across.codes if source.across else ()
        named = (*source.parts, *source.numbered.values(), *across)
        read = {names[name] for name in named} | {*self.layout.columns.values()}
        later, ignored = frozenset(source.later), frozenset(source.ignore)
        return ReadColumns(self.grid, self.layout.header, names, frozenset(read), later, ignored)

    # --- which rows -------------------------------------------------------------------------

    def _data_rows(self) -> Iterator[int]:
        rows = self.grid.rows
        used = set(self.layout.columns.values()) | {
            self.layout.names[name] for name in self.source.parts
        }
        for at in range(self.layout.header + 1, len(rows)):
            row = rows[at]
            if not any(is_filled(cell) for cell in row):
                continue
            if (word := self._left_out(row, used)) is not None:
                # With more than a word and numbers it may be a record all the same.
                texts = sum(isinstance(cell, str) and bool(cell.strip()) for cell in row)
                severity = Severity.WARNING if texts > 1 else None
                self.doubts.tell("row-left-out", self.grid.row_place(at), word, severity=severity)
                continue
            yield at

    def _left_out(self, row: Any, used: set[int]) -> str | None:
        """What makes a row no record: a word for totals where most columns are empty."""
        header = self.grid.rows[self.layout.header]
        if row == header:
            return shown_value(next(cell for cell in row if is_filled(cell)))  # on the next page
        filled = sum(is_filled(row[column]) for column in used if column < len(row))
        may_be_total = 2 * filled <= len(used) + 1
        if not (may_be_total or self.source.leave_out):
            return None
        first = min(used, default=0)
        for text in row:
            if not isinstance(text, str) or not text.strip():
                continue
            name = folded(text)
            if any(name.startswith(word) for word in self.source.leave_out):
                return shown_value(text)
            is_key_empty = first >= len(row) or not is_filled(row[first]) or row[first] == text
            if may_be_total and is_key_empty and _TOTALS.match(name):
                return shown_value(text)
        return None

    # --- one row ----------------------------------------------------------------------------

    def _record(self, at: int, across: str) -> tuple[dict[str, Any], dict[str, int], bool]:
        """The cells of a record, the columns they stand in, and whether it can be one."""
        source = self.source
        cells: dict[str, Any] = {}
        letters: dict[str, int] = {}
        before = len(self.doubts.problems)
        failed = False
        for target, column, value in self._values(at, across):
            read = self._read(target, value, at, column)
            if read is not None and self._is_other(cells, read, value, at, column):
                read = None
            failed = failed or (read is None and is_needed(source.table, target))
            letters.update(dict.fromkeys(read or (), column))
            cells |= read or {}
        own = set(cells)
        for target, value in source.fixed.items():
            cells.setdefault(text_column(source.table, target, source.language), value)
        if across and source.across is not None:
            cells[source.across.code] = source.across.codes[across]
            own = {source.across.value} & set(cells)
        self._apply_rules(cells, at)
        title = text_column("activities", "title", source.language)
        if source.table == "activities" and title in letters and "status" not in cells:
            self.doubts.perhaps_not_held(at, letters[title], cells[title])
        if own <= self._keys:
            if not failed and len(self.doubts.problems) == before:
                self._tell_empty(at)
            return cells, letters, False
        if COMPACT in cells:
            cells.pop("country", None)  # the place has it already
        self._in_step(cells, at, letters)
        return cells, letters, not failed

    def _values(self, at: int, across: str) -> Iterator[tuple[str, int, Any]]:
        """The column that each cell of a row fills, its index and its value; empty ones not."""
        columns = self._columns
        if across and self.source.across is not None:
            columns = [*columns, (self.source.across.value, self.layout.names[across])]
        for target, column in columns:
            value = self._value(at, column)
            if value is not None:
                yield target, column, value
        for header, template in self.source.parts.items():
            column = self.layout.names[header]
            value = self._value(at, column)
            if value is not None:
                for target, piece in self._pieces(str(value), template, at, column):
                    yield target, column, piece

    def _value(self, at: int, column: int) -> Any:
        """The value of a cell; None where it is empty, or an error, which is told."""
        number = self.grid.top + at, self.grid.left + column
        if number in self._merged:
            at = self._merged[number] - self.grid.top
        row = self.grid.rows[at]
        raw = row[column] if column < len(row) else None
        if not is_filled(raw):
            self.doubts.fault(at, column)
            return None
        if isinstance(raw, str):
            if len(raw) < _LONGER_THAN_DASHES and plain(raw) in _DASHES:
                return None
            if self.source.empty and folded(raw) in self.source.empty:
                return None
        elif isinstance(raw, float) and is_inexact(raw):
            is_left_out = abs(raw) >= 10**EXACT_DIGITS
            self.doubts.inexact(at, column, raw, is_left_out=is_left_out)
            if is_left_out:
                return None
        return self.grid.value(at, column)

    def _pieces(self, text: str, template: str, at: int, column: int) -> Iterator[tuple[str, str]]:
        pattern, targets = pattern_of(template)
        match = pattern.fullmatch(plain(text))
        if match is None:
            message = said("this is not written as {template}.", template=template)
            self.doubts.unsure(at, column, text, Read(doubt=message))
            return
        for name, target in targets.items():
            if match[name] and match[name].strip():
                yield from ((each.strip(), match[name].strip()) for each in target.split(","))

    def _read(self, target: str, value: Any, at: int, column: int) -> dict[str, Any] | None:
        """What a cell says, by columns; None where that is not sure."""
        forms = self._forms.get(target) or self._forms_of(target, column)
        money = currency_column(self.source.table, target)
        if money and (where := self.layout.columns.get(money)) is not None:
            forms = self._in_currency(forms, money, target, self._value(at, where))
        elif target == PLACE and (where := self.layout.columns.get("country")) is not None:
            code = country_code(str(self._value(at, where) or ""))
            forms = attrs.evolve(forms, country=code or forms.country)
        key = target, column, forms.numbers.currency, forms.country, type(value), value
        if (read := self._reads.get(key)) is None:
            read = self._reads[key] = read_cell(self.source.table, target, value, forms)
        if read.doubt:
            needed = is_needed(self.source.table, target)
            self.doubts.unsure(at, column, value, read, is_needed=needed)
        if read.value is None:
            return None
        return {
            text_column(self.source.table, name, self.source.language): each
            for name, each in read.value.items()
        }

    def _in_currency(self, forms: Forms, column: str, target: str, code: Any) -> Forms:
        """The forms of an amount whose currency stands in a column of its own."""
        if code is None:
            return forms
        key = target, code
        if key not in self._currencies:
            given = read_cell(self.source.table, column, code, forms).value or {}
            currency = given.get(column, forms.numbers.currency)
            numbers = attrs.evolve(forms.numbers, currency=currency)
            self._currencies[key] = attrs.evolve(forms, numbers=numbers)
        return self._currencies[key]

    def _is_other(
        self, cells: dict[str, Any], read: dict[str, Any], value: Any, at: int, column: int
    ) -> bool:
        """Whether a cell says of a column what another cell of the row says otherwise."""
        name = next((each for each in read if cells.get(each, read[each]) != read[each]), None)
        if name is None:
            return False
        message = said(
            "another cell of the row gives {column} as {other!r}.",
            column=name,
            other=shown_value(cells[name]),
        )
        needed = is_needed(self.source.table, name)
        self.doubts.unsure(at, column, value, Read(doubt=message), is_needed=needed)
        return True

    def _apply_rules(self, cells: dict[str, Any], at: int) -> None:
        for target, rules in self.source.rules.items():
            if (rule := self._rule(rules, at)) is not None:
                name = text_column(self.source.table, target, self.source.language)
                cells[name] = rule.value
                self._tell_status(target, rule, at)

    def _rule(self, rules: tuple[Rule, ...], at: int) -> Rule | None:
        def cell(name: str) -> Any:
            return self._value(at, self.layout.names[name])

        for rule in rules:
            if (
                all(cell(name) is not None for name in rule.filled)
                and all(cell(name) is None for name in rule.empty)
                and (not rule.column or rule.has in folded(cell(rule.column) or ""))
            ):
                return rule
        return None

    def _number(self, cells: dict[str, Any], at: int) -> None:
        """Number the different values of columns, each within what the numbers before it say."""
        relation = relations()[self.source.table]
        if self.source.ids:
            cells["id"] = f"{self.source.ids}{self._count('id')}"
        outer: list[Any] = [cells.get("project")]
        for target, header in self.source.numbered.items():
            text = str(self._value(at, self.layout.names[header]))
            known = self._numbers.setdefault((target, *outer), {})
            cells[target] = known.setdefault(text, len(known) + 1)
            outer.append(cells[target])
        if relation.counted and relation.key and relation.key not in cells:
            cells[relation.key] = self._count(*(cells.get(key) for key in relation.keys))

    def _count(self, *of: Any) -> int:
        self._counts[of] = self._counts.get(of, 0) + 1
        return self._counts[of]

    def _in_step(self, cells: dict[str, Any], at: int, letters: Mapping[str, int]) -> None:
        """Give each of several times its place; which place is of which cannot be told of two."""
        times = str(cells.get("when", "")).count(" | ") + 1
        if self.source.table != "activities" or times == 1 or COMPACT not in cells:
            return
        if ";" in cells[COMPACT]:
            message = said("it is not said which of the places is of which of the times.")
            where = cells.pop(COMPACT)
            self.doubts.unsure(at, letters[COMPACT], where, Read(doubt=message))
            return
        cells[COMPACT] = " | ".join([cells[COMPACT]] * times)

    def _tell_status(self, target: str, rule: Rule, at: int) -> None:
        # What stands in a title is no column of its own: it is told, so that somebody looks.
        if target == "status" and rule.has:
            column = self.layout.names[rule.column]
            read = Read(rule.value, said("the title says so."), str(rule.value))
            self.doubts.unsure(at, column, self._value(at, column), read)

    def _tell_empty(self, at: int) -> None:
        if self.source.once or self.source.across or self.source.parts:
            return
        place, table = self.grid.row_place(at), self.source.table
        self.doubts.tell("row-left-out.empty", place, table=table)

    # --- how cells are written --------------------------------------------------------------

    def _targets(self) -> Iterator[tuple[str, int]]:
        yield from self.layout.columns.items()
        if self.source.across is not None:
            for header in self.source.across.codes:
                yield self.source.across.value, self.layout.names[header]

    def _forms_of(self, target: str, column: int) -> Forms:
        source = self.source
        name = folded(cell_at(self.grid.rows[self.layout.header], column))
        people = source.people
        if _WOMEN_FIRST.search(name):
            people = ORDERS[0]
        elif _MEN_FIRST.search(name):
            people = ORDERS[1]
        return Forms(
            source.dates,
            source.numbers,
            people,
            source.country,
            source.all_projects,
            source.split.get(target, ""),
            source.codes.get(target, {}),
            target in source.first_day,
            self.grid.since_1904,
        )


def _natural(value: object) -> list[tuple[int, str]]:
    """What sorts 2 before 10."""
    pieces = re.findall(r"[0-9]+|[^0-9]+", str(value or ""))
    return [(int(piece), "") if piece.isdigit() else (0, piece) for piece in pieces]
