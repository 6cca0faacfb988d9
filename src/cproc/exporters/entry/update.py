"""An entry workbook filled anew in its place: only cells of records are touched.

openpyxl would lose what it does not know: shapes, sparklines, pictures of headers. So the XML of
the sheets is changed cell by cell, and every other part is copied byte by byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import attrs

from cproc.archives import DAMAGED, unsafe
from cproc.errors import DataError, Problem, UsageError, said
from cproc.exporters.entry.book import problems_of
from cproc.exporters.entry.sheet_xml import SheetXml, parsed, serialized
from cproc.exporters.entry.sheets import (
    EntryColumn,
    EntrySheet,
    Value,
    cell_writer,
    entry_column,
    own_terms,
)
from cproc.labels import Labels, labels_in, languages
from cproc.model import Portfolio, TermList
from cproc.serialize import Table, to_tables
from cproc.serialize.headings import (
    example_words,
    folded,
    heading,
    marks_example,
    names,
    sheet_name,
    words_of,
)
from cproc.serialize.relations import Relation, relations

_LOOKED_AT = 60  # rows in which a header is looked for
_CHAIN = "xl/calcChain.xml"
_TYPES, _BOOK, _RELS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_NAMED = ("id", "code", "number")


def updated(portfolio: Portfolio, path: str, language: str) -> bytes:
    """The bytes of an entry workbook with the records of a portfolio in the place of its own.

    A record keeps the row that has its identifier, one without an identifier the row of its
    position; new ones follow the last. The cells of records that are no more are emptied.

    Args:
        portfolio: What it is to hold.
        path: The workbook.
        language: The language of headings that it lacks, where no sheet tells.

    Raises:
        UsageError: There is no such workbook.
        DataError: It has no sheet for some records, or a cell that cannot be changed.
    """
    parts = _parts(path)
    texts = _texts(parts)
    tables = to_tables(portfolio, folded=True)
    sheets = dict(_sheets(parts))
    labels = labels_in(_language(sheets, language))
    known = names()
    problems: list[Problem] = []
    lost = False
    there: set[str] = set()
    for title, part in sheets.items():
        table = known.sheets.get(folded(title), "")
        if table not in relations() or table in there:
            continue
        there.add(table)
        sheet = SheetXml(parts[part], texts)
        update = _Update(sheet, relations()[table], title, labels, own_terms(portfolio))
        problems += update.fill(tables.get(table))
        problems += _unchangeable(update.sheet, title, path)
        lost = lost or bool(update.sheet.lost_formulas)
        parts[part] = update.sheet.xml()
        for each, xml in _listed(parts, part, update):
            parts[each] = xml
    problems += _without_sheet(tables, there, labels, path)
    if problems:
        raise DataError(attrs.evolve(each, file=each.file or path) for each in problems)
    _settle_formulas(parts, lost=lost)
    return _zipped(parts)


def _parts(path: str) -> dict[str, bytes]:
    file = Path(path)
    if not file.is_file():
        raise UsageError(said("there is no workbook {path}", path=path))
    data = file.read_bytes()
    hint = said("Save it anew in a spreadsheet program.")
    try:
        with ZipFile(BytesIO(data)) as archive:
            if reasons := list(unsafe(archive, len(data))):
                message = said("the workbook is not read: {reason}.", reason=reasons[0])
                raise DataError([Problem("workbook-unsafe", message, hint=hint, file=path)])
            parts = {name: archive.read(name) for name in archive.namelist()}
    except DAMAGED:
        message = said("the workbook is damaged.")
        raise DataError([Problem("workbook-form", message, hint=hint, file=path)]) from None
    if _BOOK not in parts or any(b"<!DOCTYPE" in part[:2000] for part in parts.values()):
        message = said("the workbook is damaged.")
        raise DataError([Problem("workbook-form", message, hint=hint, file=path)])
    return parts


def _texts(parts: Mapping[str, bytes]) -> list[str]:
    if "xl/sharedStrings.xml" not in parts:
        return []
    root = parsed(parts["xl/sharedStrings.xml"])
    items = root.iterfind("{*}si")
    # What is said of how characters are read stands beside the text, and is none of it.
    return ["".join(t.text or "" for t in _runs(item)) for item in items]


def _runs(item: Any) -> Iterator[Any]:
    for child in item:
        if child.tag.endswith("}t"):
            yield child
        elif child.tag.endswith("}r"):
            yield from child.iterfind("{*}t")


def _sheets(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """The names of the sheets of a workbook, and their parts."""
    targets = {each.get("Id"): each.get("Target", "") for each in parsed(parts[_RELS])}
    for each in parsed(parts[_BOOK]).iter("{*}sheet"):
        by = next((value for key, value in each.items() if key.endswith("}id")), None)
        target = str(targets.get(by, ""))
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if "worksheets/" in part and part in parts:
            yield str(each.get("name")), part


def _language(sheets: Iterable[str], asked: str) -> str:
    there = {folded(title) for title in sheets}

    def fitting(tag: str) -> tuple[int, bool]:
        labels = labels_in(tag)
        return sum(folded(sheet_name(n, labels)) in there for n in relations()), tag == asked

    return max(languages(), key=fitting)


def _unchangeable(sheet: SheetXml, title: str, path: str) -> Iterator[Problem]:
    for place in sheet.shared:
        message = said("the cell holds a formula for others as well; it cannot be changed.")
        hint = said("Write values in the place of the formulas.")
        cell = f"{title}!{place}"
        yield Problem("formula-shared", message, hint=hint, file=path, cell=cell)


def _without_sheet(
    tables: Mapping[str, Table], there: set[str], labels: Labels, path: str
) -> Iterator[Problem]:
    for name, table in tables.items():
        if name not in there and table.rows:
            title = sheet_name(name, labels)
            message = said("the workbook has no sheet for {name}.", name=name)
            hint = said("Add an empty sheet called {title}.", title=title)
            yield Problem("sheet-missing", message, name, hint, file=path)


class _Update:
    """One sheet while it is filled."""

    def __init__(
        self,
        sheet: SheetXml,
        relation: Relation,
        title: str,
        labels: Labels,
        own: Mapping[TermList, frozenset[str]],
    ) -> None:
        self.own = own
        self.sheet, self.relation, self.title, self.labels = sheet, relation, title, labels
        self.header, found = self._find_header()
        self.columns: dict[int, EntryColumn] = {
            at: entry_column(relation, name, labels) for at, name in found.items()
        }
        self.before = self.after = 0

    def _find_header(self) -> tuple[int, dict[int, str]]:
        known, width = names(), self.sheet.width()
        for least in (2, 1):
            for row in list(self.sheet.rows())[:_LOOKED_AT]:
                texts = {c: self.sheet.text(row, c) for c in range(1, width + 1)}
                tag = self._heading_language(texts.values())
                found = {
                    c: name
                    for c, text in texts.items()
                    if text.strip() and (name := known.column(self.relation.name, text, tag))
                }
                if len({*found.values()}) >= least:
                    return row, found
        return 0, {}

    def _heading_language(self, texts: Iterable[str]) -> str:
        there = {folded(text) for text in texts}

        def fitting(tag: str) -> tuple[int, bool]:
            labels = labels_in(tag)
            named = (heading(self.relation, name, labels) for name in self.relation.names)
            return sum(folded(each) in there for each in named), tag == self.labels.language

        return max(languages(), key=fitting)

    def fill(self, table: Table | None) -> list[Problem]:
        """Put the records of a table in, and empty the cells of those that are no more."""
        filled = table.columns if table else ()
        if self.header == 0 and table is None:
            return []
        self._add_columns(filled)
        positions = {name: at for at, name in enumerate(filled)}
        columns = sorted(self.columns.items())
        writers = [
            (positions.get(c.name), cell_writer(c, self.labels, self.own)) for _at, c in columns
        ]
        records = [
            tuple(None if at is None else write(row[at]) for at, write in writers)
            for row in (table.rows if table else ())
        ]
        entries = tuple(column for _at, column in columns)
        rows = self._rows_of_records(columns)
        self.before = max(rows, default=self.header)
        check = EntrySheet(self.relation, self.title, entries, tuple(records))
        problems = list(problems_of([check]))
        if not problems:
            self._place(columns, records, rows)
        return problems

    def _add_columns(self, filled: Iterable[str]) -> None:
        if self.header == 0:
            self.header = 1
        there = {column.name for column in self.columns.values()}
        for name in filled:
            if name not in there:
                at = max([*self.columns, self.sheet.width()], default=0) + 1
                column = entry_column(self.relation, name, self.labels)
                style = self.sheet.style(self.header, max(self.columns, default=at))
                self.sheet.write(self.header, at, column.title, style)
                self.columns[at] = column

    def _rows_of_records(self, columns: Sequence[tuple[int, EntryColumn]]) -> list[int]:
        words = example_words()
        found = []
        for row in self.sheet.rows():
            if row <= self.header or not any(self.sheet.text(row, at) for at, _c in columns):
                continue
            every = (self.sheet.text(row, at) for at in range(1, self.sheet.width() + 1))
            if not marks_example(next(filter(None, every), ""), words):
                found.append(row)
        return found

    def _place(
        self,
        columns: Sequence[tuple[int, EntryColumn]],
        records: Sequence[tuple[Value, ...]],
        rows: Sequence[int],
    ) -> None:
        named = [
            n for n, (_at, c) in enumerate(columns) if c.name in (*self.relation.keys, *_NAMED)
        ]
        by_key: dict[tuple[str, ...], int] = {}
        if any(columns[n][1].name in _NAMED for n in named):
            for row in reversed(rows):
                by_key[tuple(self.sheet.text(row, columns[n][0]).strip() for n in named)] = row
            keys = [tuple(str(record[n] or "") for n in named) for record in records]
            places: list[int | None] = [by_key.pop(key, None) for key in keys]
        else:
            places = [rows[n] if n < len(rows) else None for n in range(len(records))]
        free = max([self.sheet.last_row, self.header, *rows])
        pattern = rows[-1] if rows else 0
        for record, kept in zip(records, places, strict=True):
            new = kept is None
            free += new
            row = free if kept is None else kept
            for (at, column), value in zip(columns, record, strict=True):
                if not self._says(row, at, column, value):
                    style = self.sheet.style(pattern, at) if new and pattern else ""
                    self.sheet.write(row, at, value, style)
        for row in {*rows} - {*places}:
            for at, _column in columns:
                if self.sheet.text(row, at):
                    self.sheet.write(row, at, None)
        self.after = free

    def _says(self, row: int, at: int, column: EntryColumn, value: Value) -> bool:
        """Whether a cell says what it is to say: itself, or in the words of another language."""
        if self.sheet.holds(row, at, value):
            return True
        text, choices = self.sheet.text(row, at), column.choices
        if choices is None or not isinstance(value, str) or column.is_list:
            return False
        if choices.own and text in self.own.get(choices.own, ()):
            return False
        known = words_of(choices)
        return folded(text) in known and known[folded(text)] == known.get(folded(value))


def _listed(parts: Mapping[str, bytes], part: str, update: _Update) -> Iterator[tuple[str, bytes]]:
    """The tables of Excel on a sheet that end with its last record: they grow with it."""
    place = PurePosixPath(part)
    rels = str(place.parent / "_rels" / f"{place.name}.rels")
    if rels not in parts or update.after <= update.before:
        return
    for each in parsed(parts[rels]):
        if not str(each.get("Type", "")).endswith("/table"):
            continue
        target = str(each.get("Target"))
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target.removeprefix('../')}"
        root = parsed(parts[name])
        for element in (root, *root.iterfind("{*}autoFilter")):
            match = re.fullmatch(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)", element.get("ref", ""))
            if match and int(match[2]) == update.header and int(match[4]) == update.before:
                element.set("ref", f"{match[1]}{match[2]}:{match[3]}{update.after}")
        yield name, serialized(root)


def _settle_formulas(parts: dict[str, bytes], *, lost: bool) -> None:
    """Let programs compute formulas anew; drop the order of formulas where some are gone."""
    if not any(b"<f" in parts[part] for _title, part in _sheets(parts)) and not lost:
        return
    root = parsed(parts[_BOOK])
    settings = root.find("{*}calcPr")
    if settings is not None:
        settings.set("fullCalcOnLoad", "1")
        parts[_BOOK] = serialized(root)
    if lost and parts.pop(_CHAIN, None) is not None:
        for name, attribute in ((_TYPES, "PartName"), (_RELS, "Target")):
            listed = parsed(parts[name])
            for each in list(listed):
                if str(each.get(attribute, "")).endswith("calcChain.xml"):
                    listed.remove(each)
            parts[name] = serialized(listed)


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()
