"""The sheets of an entry workbook as tables of records, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import attrs

from cproc.errors import Problem, Severity, joined
from cproc.labels import labels_in, languages
from cproc.loaders.doubts import hidden, is_filled
from cproc.loaders.entry_cells import Reader, day_of
from cproc.loaders.faults import fault
from cproc.loaders.grids import Grid
from cproc.loaders.grids.grid import shown_value
from cproc.loaders.values import Read
from cproc.model import LocalText
from cproc.nearest import nearest
from cproc.serialize import Table
from cproc.serialize.capping import MOST_OF_A_RULE, more_of
from cproc.serialize.headings import (
    LISTS,
    START,
    Names,
    example_words,
    folded,
    heading,
    marks_example,
    names,
    sheet_name,
)
from cproc.serialize.relations import Relation, relations
from cproc.serialize.tables import column_letters

_LOOKED_AT = 60  # rows in which a header is looked for
_LIKE = 3  # headings that make a sheet of another name look like one of the office's
COLUMN_MISSING = "column-missing"


@attrs.frozen
class EntryReading:
    """What the sheets of a workbook hold.

    Args:
        tables: The records, a table for each sheet.
        errors: What is wrong with sheets and cells.
        doubts: What is worth a look: what is hidden, passed over, or taken for something.
        language: The one that most of its sheets are named in.
    """

    tables: tuple[Table, ...]
    errors: tuple[Problem, ...]
    doubts: tuple[Problem, ...]
    language: str


def read_sheets(grids: Sequence[Grid]) -> EntryReading:
    """The tables of a workbook, whose sheets and headings may be in any language there is.

    Args:
        grids: Its sheets.
    """
    known = names()
    language = _language(grids)
    found = [(grid, known.sheets.get(folded(grid.sheet), "")) for grid in grids]
    own = _own_terms(found, known)
    problems: list[Problem] = []
    tables: list[Table] = []
    examples: list[str] = []
    for grid, name in found:
        if name in (START, LISTS):
            continue
        if not name:
            problems += _unknown(grid, known, language)
            continue
        sheet = _Sheet(grid, relations()[name], known, own)
        problems += sheet.problems()
        if (table := sheet.table(problems)) is not None:
            tables.append(table)
        examples += (grid.place(at, 0) for at in sheet.examples)
    if examples:
        file, first = grids[0].file, examples[0]
        problems.append(fault("example-row", file=file, cell=first, count=len(examples), row=first))
    if not any(name for _grid, name in found):
        problems.append(_nothing_known(grids, language))
    errors = tuple(each for each in problems if each.severity is Severity.ERROR)
    doubts = tuple(each for each in problems if each.severity is not Severity.ERROR)
    return EntryReading(tuple(tables), errors, doubts, language)


def _language(grids: Sequence[Grid]) -> str:
    """The language in which most sheets are named."""
    there = {folded(grid.sheet) for grid in grids}

    def fitting(tag: str) -> int:
        labels = labels_in(tag)
        every = (*relations(), START, LISTS)
        return sum(folded(sheet_name(name, labels)) in there for name in every)

    return max(languages(), key=lambda tag: (fitting(tag), tag == "en"))


def _nothing_known(grids: Sequence[Grid], language: str) -> Problem:
    labels = labels_in(language)
    wanted = [sheet_name(name, labels) for name in ("office", "projects", "activities")]
    file = grids[0].file if grids else ""
    return fault("sheet-unknown", file=file, wanted=joined(", ", wanted))


def _unknown(grid: Grid, known: Names, language: str) -> Iterator[Problem]:
    """What is told of a sheet that is none of the office's: it may be meant as one."""
    labels = labels_in(language)
    called = folded(grid.sheet)
    like = nearest(called, known.sheets, 1, 0.8)
    like = like or [name for name in known.sheets if called.startswith(f"{name} ")]
    table = known.sheets[like[0]] if like else _alike(grid, known)
    told = partial(fault, file=grid.file, cell=grid.sheet, sheet=grid.sheet)
    if table and table not in (START, LISTS):
        yield told("sheet-unknown.like", meant=sheet_name(table, labels))
    else:
        yield told("sheet-unknown.unread")


def _alike(grid: Grid, known: Names) -> str:
    """The table whose headings a sheet has most of; empty where it has few of any."""
    fitting = {name: _header(grid, known, name, _LIKE) for name in relations()}
    counts = {
        name: sum(known.column(name, str(cell)) is not None for cell in grid.rows[at] if cell)
        for name, at in fitting.items()
        if at is not None
    }
    return max(counts, key=lambda name: counts[name], default="")


def _header(grid: Grid, known: Names, table: str, least: int) -> int | None:
    """The index of the first row with so many headings of a table."""
    for at, row in enumerate(grid.rows[:_LOOKED_AT]):
        texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
        columns = [known.column(table, text) for text in texts]
        # Fewer are enough where nothing else is in the row.
        if len({*columns} - {None}) >= (least if None in columns else min(least, 1)):
            return at
    return None


def _own_terms(found: Iterable[tuple[Grid, str]], known: Names) -> Mapping[str, frozenset[str]]:
    """The identifiers of the office's own terms by their lists, which no label goes before."""
    terms: dict[str, set[str]] = {}
    for grid, name in found:
        if name == "terms":
            sheet = _Sheet(grid, relations()[name], known, {})
            table = sheet.table([])
            if table is not None and {"of", "id"} <= {*table.columns}:
                of, id_ = (table.columns.index(each) for each in ("of", "id"))
                for row in table.rows:
                    terms.setdefault(str(row[of]), set()).add(str(row[id_]))
    return {name: frozenset(ids) for name, ids in terms.items()}


class _Sheet:
    """One sheet while it is read: its header, its columns, its rows."""

    def __init__(
        self, grid: Grid, relation: Relation, known: Names, own: Mapping[str, frozenset[str]]
    ) -> None:
        self.grid, self.relation, self.own = grid, relation, own
        self.header = _header(grid, known, relation.name, 2)
        self.columns: list[str | None] = []
        self.tag = "en"
        if self.header is not None:
            cells = grid.rows[self.header]
            self.tag = _heading_language(cells, relation)
            self.columns = [
                known.column(relation.name, cell, self.tag)
                if isinstance(cell, str) and cell
                else None
                for cell in cells
            ]
        self.examples: list[int] = []
        self.rows: list[Sequence[Any]] = []
        self.numbers: list[int] = []
        if self.header is not None:
            self._fill(self.header + 1)

    def table(self, problems: list[Problem]) -> Table | None:
        """The records; what is wrong with cells is added to the problems."""
        if self.header is None:
            return None
        rows, numbers = self.rows, self.numbers
        self._faults(numbers, problems)
        reader = Reader(self.relation, self.own, self.grid.since_1904)
        every: list[Sequence[Any]] = [*zip(*rows, strict=True)] or [()] * len(self.columns)
        # A column in which nobody wrote anything says nothing, unless something was to be there.
        wanted = {column.name for column in self.relation.columns if column.needed}
        wanted |= {*self.relation.keys}
        used = [
            at
            for at, column in enumerate(self.columns)
            if column is not None
            and (
                wanted & {column, column.rpartition(".")[0]}
                or any(cell != "" for cell in every[at])
            )
        ]
        by_column: list[Sequence[Any]] = []
        for at in used:
            name = self.columns[at] or ""
            cells = every[at]
            read = reader.read(name, cells)
            problems += (
                self._read_as_day(numbers[each], at, cells[each], read.cells[each])
                for each in read.numbers[:MOST_OF_A_RULE]
            )
            if (left := len(read.numbers) - MOST_OF_A_RULE) > 0:
                file = self.grid.file
                problems.append(more_of("date-number", left, file, Severity.WARNING))
            # Of the others the tables tell, which take no such text.
            problems += (
                self._no_day(numbers[each], at, cells[each], doubt)
                for each, doubt in [*read.doubts.items()][:MOST_OF_A_RULE]
            )
            by_column.append(read.cells)
        return Table(
            self.relation.name,
            tuple(self.columns[at] or "" for at in used),
            tuple(zip(*by_column, strict=True)) if rows else (),
            self.grid.file,
            self.grid.sheet,
            tuple(self.grid.top + at for at in numbers),
            tuple(column_letters(self.grid.left + at) for at in used),
            self.grid.top + self.header,
        )

    def _fill(self, first: int) -> None:
        """Take the rows that hold a record, and their indexes: none that is empty, no example."""
        words = example_words()
        initials = {letter for word in words for letter in (word[0].lower(), word[0].upper())}
        known = [at for at, column in enumerate(self.columns) if column is not None]
        for at in range(first, len(self.grid.rows)):
            row = self.grid.rows[at]
            if not any(map(is_filled, map(row.__getitem__, known))):
                continue
            head = row[0] if row[0] != "" else next(filter(is_filled, row))
            if type(head) is str and head.lstrip()[:1] in initials and marks_example(head, words):
                self.examples.append(at)
                continue
            self.rows.append(row)
            self.numbers.append(at)

    def _faults(self, numbers: Sequence[int], problems: list[Problem]) -> None:
        """Cells of records that hold an error, or a formula of which no value was kept."""
        if not self.grid.faults:
            return
        there = set(numbers)
        for row, column in sorted(self.grid.faults):
            at, index = row - self.grid.top, column - self.grid.left
            known = 0 <= index < len(self.columns) and self.columns[index] is not None
            fault = self.grid.fault(at, index) if known and at in there else None
            if fault is not None:
                problems.append(
                    attrs.evolve(fault, cell=self.grid.place(at, index), severity=Severity.ERROR)
                )

    def _told(self, rule: str, cell: str, value: object = "", **gaps: Any) -> Problem:
        return fault(rule, "", value, file=self.grid.file, cell=cell, **gaps)

    def _read_as_day(self, at: int, column: int, number: float, day: Any) -> Problem:
        place = self.grid.place(at, column)
        return self._told("date-number", place, number=int(number), day=day_of(day))

    def _no_day(self, at: int, column: int, text: str, doubt: Read) -> Problem:
        case = "date-form.likely" if doubt.guess else "date-form"
        gaps = {"guess": doubt.guess} if doubt.guess else {}
        place = self.grid.place(at, column)
        return self._told(case, place, shown_value(text), doubt=doubt.doubt, **gaps)

    def problems(self) -> Iterator[Problem]:
        """What is told of the sheet as a whole, and of its headings."""
        grid = self.grid
        if self.header is None:
            if any(is_filled(cell) for row in grid.rows for cell in row):
                labels = labels_in("en")
                wanted = [heading(self.relation, name, labels) for name in _first_of(self.relation)]
                gaps = {"sheet": grid.sheet, "wanted": joined(", ", wanted)}
                yield self._told("sheet-header", grid.sheet, **gaps)
            return
        yield from self._missing_columns(self.header)
        yield from self._unread_columns(self.header)
        read = [at for at, column in enumerate(self.columns) if column is not None]
        for each in hidden(grid, self.header, read):
            yield attrs.evolve(each, severity=Severity.WARNING)

    def _missing_columns(self, header: int) -> Iterator[Problem]:
        """The columns that each row must fill and that the sheet has not, as their headings say."""
        there = {*self.columns} | {(column or "").rpartition(".")[0] for column in self.columns}
        row = f"{self.grid.sheet}!{self.grid.top + header}"
        labels = labels_in(self.tag)
        for column in self.relation.columns:
            if column.needed and self.rows and not {column.name, column.steps[0]} & there:
                text = column.kind is LocalText
                title = heading(
                    self.relation, f"{column.name}.{self.tag}" if text else column.name, labels
                )
                yield self._told(COLUMN_MISSING, row, column=title)

    def _unread_columns(self, header: int) -> Iterator[Problem]:
        known = {folded(name): name for name in self._wanted()}
        for index, cell in enumerate(self.grid.rows[header]):
            if self.columns[index] is not None:
                continue
            text, place = shown_value(cell), self.grid.place(header, index)
            below = any(is_filled(row[index]) for row in self.grid.rows[header + 1 :])
            like = nearest(folded(text), known, 1, 0.75)
            if not text.strip():
                if below:
                    yield self._told("column-unread.unnamed", place)
            elif like:
                yield self._told("column-unread.like", place, column=text, meant=known[like[0]])
            else:
                yield self._told("column-unread.unknown", place, column=text)

    def _wanted(self) -> Iterator[str]:
        """The headings of columns that the sheet lacks."""
        there = {column.rpartition(".")[0] or column for column in self.columns if column}
        there |= {column for column in self.columns if column}
        for tag in languages():
            labels = labels_in(tag)
            texts = {c.name for c in self.relation.columns if c.kind is LocalText}
            for name in self.relation.names:
                if name not in there:
                    full = f"{name}.{tag}" if name in texts else name
                    yield heading(self.relation, full, labels)


def _heading_language(cells: Sequence[Any], relation: Relation) -> str:
    """The language in which most headings of a sheet are."""
    there = {folded(cell) for cell in cells if isinstance(cell, str)}

    def fitting(tag: str) -> int:
        labels = labels_in(tag)
        return sum(folded(heading(relation, name, labels)) in there for name in relation.names)

    return max(languages(), key=lambda tag: (fitting(tag), tag == "en"))


def _first_of(relation: Relation) -> list[str]:
    needed = [column.name for column in relation.columns if column.needed]
    return [*relation.keys, *needed]
