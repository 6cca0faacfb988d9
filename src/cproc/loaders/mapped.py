"""Sheets become tables of records, by the mapping that an office writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from cproc.errors import DataError, Problem, Severity, said
from cproc.loaders._files import read_bytes
from cproc.loaders.doubts import unread_columns
from cproc.loaders.faults import fault, refused
from cproc.loaders.grids import (
    Grid,
    columns_by_name,
    header_row,
    read_csv,
    read_word,
    read_workbook,
)
from cproc.loaders.grids.comma import ragged
from cproc.loaders.rows import Layout, RowReader
from cproc.loaders.sources import Source, fields_of
from cproc.loaders.targets import known_headers
from cproc.nearest import nearest
from cproc.serialize.capping import capped
from cproc.serialize.headings import folded
from cproc.serialize.relations import relations
from cproc.serialize.tables import Table, column_letters

_READERS: dict[str, Callable[[Path], tuple[Grid, ...]]] = {
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
    ".docx": read_word,
}


@attrs.frozen
class Reading:
    """What a mapping makes of the files of an office.

    Args:
        tables: The records, each table once.
        problems: What could not be read for sure, and what was left out: an error where a record
            lacks what it must have, else a warning or a notice.
    """

    tables: tuple[Table, ...]
    problems: tuple[Problem, ...]


def read_mapped(sources: Iterable[Source], folder: Path) -> Reading:
    """Read the sheets that a mapping names.

    Args:
        sources: The mapping, as `cproc.loaders.mapping.read_mapping` gives it.
        folder: Where its files are.

    Raises:
        DataError: A file or a sheet cannot be read, or lacks a column; all faults at once.
    """
    rows: dict[str, _Rows] = {}
    problems: list[Problem] = []
    fatal: list[Problem] = []

    @cache
    def grids(name: str) -> tuple[Grid, ...]:
        return read_grids(folder / name)

    readers: list[RowReader] = []
    for source in sources:
        try:
            reader = RowReader(source, *layout_of(source, grids(source.file), folder))
        except DataError as error:
            fatal += [each for each in error.problems if each not in fatal]
            continue
        for table, at, cells, letters in reader.records():
            rows.setdefault(table, _Rows(table)).add(reader.grid, at, cells, letters)
        problems += reader.doubts.problems
        readers.append(reader)
    problems += unread_columns(each.read_columns for each in readers)
    problems = list(dict.fromkeys(problems))
    if fatal:
        raise DataError([*fatal, *problems])
    ordered = (rows[name] for name in relations() if name in rows)
    return Reading(tuple(each.table() for each in ordered), tuple(capped(problems)))


def read_grids(path: Path) -> tuple[Grid, ...]:
    """The sheets or tables of a file of any kind that is known, by its suffix.

    Raises:
        DataError: It is of no such kind, or cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix in (".csv", ".tsv", ".txt"):
        return (read_csv(read_bytes(path), str(path)),)
    if suffix not in _READERS:
        raise refused("file-kind", str(path), kinds=".xlsx, .xlsm, .csv, .docx")
    return _READERS[suffix](path)


def layout_of(source: Source, grids: Sequence[Grid], folder: Path) -> tuple[Grid, Layout]:
    """The sheet of a source, its header and which of its columns is what.

    Raises:
        DataError: The sheet or columns are not there; a problem for each.
    """
    grid = _grid(source, grids, folder)
    header = _header(source, grid)
    there = columns_by_name(grid.rows[header])
    problems = list(_lacking(source, grid, header, there))
    named = {name for name in _named(source) if name in there}
    for name in sorted(named):
        if len(there[name]) > 1:
            place = grid.place(header, there[name][1])
            problems.append(fault("column-twice", file=grid.file, cell=place, column=name))
    problems += [each for each in grid.problems if each.severity is Severity.ERROR]
    if not grid.sheet:
        problems += ragged(grid, header)
    if problems:
        raise DataError(problems)
    columns = {target: there[name][0] for target, name in source.columns.items()}
    columns |= _recognised(source, there)
    return grid, Layout(header, {name: at[0] for name, at in there.items()}, columns)


def _grid(source: Source, grids: Sequence[Grid], folder: Path) -> Grid:
    names = [grid.sheet for grid in grids]
    if isinstance(source.sheet, int) and 0 < source.sheet <= len(grids):
        return grids[source.sheet - 1]
    fitting = [grid for grid in grids if folded(grid.sheet) == folded(source.sheet)]
    if fitting:
        return fitting[0]
    if source.sheet is None and len(grids) == 1:
        return grids[0]
    case = "sheet-unknown.unsaid" if source.sheet is None else "sheet-unknown.named"
    gaps = {"table": source.table} if source.sheet is None else {"sheet": source.sheet}
    there = ", ".join(names) or said("none")
    file = str(folder / source.file)
    path = f"{source.table}.sheet"
    raise DataError([fault(case, path, file=file, there=there, **gaps)])


def _named(source: Source) -> set[str]:
    """The headers that a mapping names, folded."""
    conditions = [rule for rules in source.rules.values() for rule in rules]
    return {
        *source.columns.values(),
        *source.parts,
        *source.numbered.values(),
        *(source.across.codes if source.across else ()),
        *(name for rule in conditions for name in (*rule.filled, *rule.empty)),
        *(rule.column for rule in conditions if rule.column),
        *source.later,
        *source.ignore,
    }


def _header(source: Source, grid: Grid) -> int:
    if source.header is not None:
        index = source.header - grid.top
        if 0 <= index < len(grid.rows):
            return index
        told = fault("header-missing.row", file=grid.file, cell=grid.sheet, row=source.header)
    else:
        known = _named(source) | set(known_headers(source.table))
        for least in (2, 1):
            if (at := header_row(grid, known, least)) is not None:
                return at
        told = fault("header-missing", file=grid.file, cell=grid.sheet)
    raise DataError([told])


def _lacking(
    source: Source, grid: Grid, header: int, there: Mapping[str, Sequence[int]]
) -> Iterator[Problem]:
    for name in sorted(_named(source) - set(there)):
        free = [str(cell).strip() for cell in grid.rows[header] if str(cell or "").strip()]
        meant = nearest(name, free, 1)
        hint = said("The columns are: {there}.", there=", ".join(free))
        if meant:
            hint = said("Write {meant}.", meant=meant[0])
        place = grid.row_place(header)
        yield fault("column-missing", file=grid.file, cell=place, hint=hint, column=name)


def _recognised(source: Source, there: Mapping[str, Sequence[int]]) -> dict[str, int]:
    """The columns that the mapping does not name and whose headers the library knows."""
    filled = {*source.columns, *source.fixed, *source.numbered}
    filled |= {
        target for template in source.parts.values() for target in fields_of(template, surely=True)
    }
    if source.across:
        filled |= {source.across.value, source.across.code}
    if source.ids:
        filled.add("id")
    named = {*source.columns.values(), *source.parts, *source.later, *source.ignore}
    named |= set(source.across.codes) if source.across else set()
    columns: dict[str, int] = {}
    for name, at in there.items():
        target = known_headers(source.table).get(name)
        if target is None or name in named or target in filled or target in columns or at[1:]:
            continue
        columns[target] = at[0]
    return columns


class _Rows:
    """The rows of one table, as they are read from one sheet or several."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.columns: dict[str, str] = {}
        self.rows: list[dict[str, Any]] = []
        self.numbers: list[int] = []
        self.file = self.sheet = ""

    def add(self, grid: Grid, at: int, cells: dict[str, Any], letters: Mapping[str, int]) -> None:
        self.file, self.sheet = self.file or grid.file, self.sheet or grid.sheet
        for name in cells:
            if name not in self.columns:
                column = letters.get(name)
                self.columns[name] = "" if column is None else column_letters(grid.left + column)
        self.rows.append(cells)
        self.numbers.append(grid.top + at)

    def table(self) -> Table:
        return Table(
            self.name,
            tuple(self.columns),
            tuple(tuple(row.get(name) for name in self.columns) for row in self.rows),
            self.file,
            self.sheet,
            tuple(self.numbers),
            tuple(self.columns.values()),
        )
