"""What Word cannot hold is refused at once, before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from babel import UnknownLocaleError

from cproc.errors import DataError, Problem
from cproc.exporters.docx.markdown_text import unused_footnotes
from cproc.exporters.office import formats
from cproc.money import Money
from cproc.report import Cell, Chart, Ref, Report, Section, Table

# Labels of the report this exporter cannot do without.
LABELS = ("contents", "figure", "list_of_figures", "list_of_tables", "of", "page", "table")

LEVELS = 9  # levels of headings that Word has

DIGITS = 300  # digits of a number, on either side of the point, beyond which it is a slip

# Bytes of a text, beyond which readers of XML refuse it (libxml2: XML_MAX_TEXT_LENGTH).
LONGEST_TEXT = 10_000_000

# Characters that no XML document can hold (XML 1.0, production 2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_FRONT = ("title", "subtitle", "office", "organisation", "reference", "place", "addressee")


def refuse_what_word_cannot_hold(report: Report) -> None:
    """Look at every text, label, value and reference of a report.

    Raises:
        DataError: With a problem for each fault found.
    """
    if problems := tuple(_problems(report)):
        raise DataError(problems)


def _problems(report: Report) -> Iterator[Problem]:
    yield from _front(report)
    # A table that no section shows may be of any size and hold anything.
    blocks = (block for section in report.sections for block in section.blocks)
    shown = dict.fromkeys(block.id for block in blocks if isinstance(block, Ref))
    charts = {name: report.charts[name] for name in shown if name in report.charts}
    for name in dict.fromkeys([*shown, *(chart.table for chart in charts.values())]):
        if name in report.tables:
            yield from _table(report.tables[name], f"tables[{name}]")
    for name, chart in charts.items():
        yield from _chart(report, chart, f"charts[{name}]")
    level = 0
    for number, section in enumerate(report.sections):
        yield from _section(report, section, level, f"sections[{number}]")
        level = section.level


def _front(report: Report) -> Iterator[Problem]:
    for name in _FRONT:
        yield from _text(getattr(report, name), name)
    for key in LABELS:
        if report.labels.get(key):
            yield from _text(report.labels[key], f"labels[{key}]")
        else:
            yield Problem(
                "label-missing",
                f"The report has no label {key!r} in the language {report.language!r}.",
                f"labels[{key}]",
                "Translate it in the catalogue of that language.",
            )
    try:
        formats.locale_of(report.language)
    except (UnknownLocaleError, ValueError):
        yield Problem(
            "language-unknown",
            "No numbers and dates are known for the report's language.",
            "language",
            "Give an ISO 639 code, such as en or fr.",
            ascii(report.language),
        )


def _section(report: Report, section: Section, before: int, path: str) -> Iterator[Problem]:
    yield from _text(section.title, f"{path}.title")
    if not 1 <= section.level <= min(before + 1, LEVELS):
        yield Problem(
            "heading-level",
            f"A heading of level {section.level} cannot follow one of level {before}.",
            f"{path}.level",
            f"Go down one level at a time, to {LEVELS} at most.",
            str(section.level),
        )
    for place, block in enumerate(section.blocks):
        where = f"{path}.blocks[{place}]"
        if isinstance(block, Ref):
            if block.id not in report.tables and block.id not in report.charts:
                yield _unknown(block.id, where)
            continue
        where += ".markdown"
        problems = tuple(_text(block.markdown, where))
        yield from problems
        for label in () if problems else unused_footnotes(block.markdown):
            yield Problem(
                "footnote-unused",
                f"No text refers to the footnote {label!r}, so it would not be printed.",
                where,
                f"Write [^{label}] where it belongs, or take the footnote out.",
                label,
            )


def _unknown(identifier: str, path: str) -> Problem:
    return Problem(
        "reference-unknown",
        "The report has no table or chart of this name.",
        path,
        "Refer to one that is in its pool.",
        ascii(identifier),
    )


def _chart(report: Report, chart: Chart, path: str) -> Iterator[Problem]:
    yield from _text(chart.title, f"{path}.title")
    yield from _text(chart.alt, f"{path}.alt")
    if chart.table not in report.tables:
        yield _unknown(chart.table, f"{path}.table")
        return
    known = {column.id for column in report.tables[chart.table].columns}
    for column in (chart.labels, *chart.values):
        if column not in known:
            yield Problem(
                "column-unknown",
                f"The table {chart.table!r} has no such column.",
                path,
                f"Draw one of {', '.join(sorted(known))}.",
                ascii(column),
            )


def _table(table: Table, path: str) -> Iterator[Problem]:
    yield from _text(table.title, f"{path}.title")
    if not table.columns:  # of more than a page holds, the table is divided
        message, hint = "A table without columns cannot stand in a document.", "Give it one."
        yield Problem("table-columns", message, f"{path}.columns", hint)
    for column in table.columns:
        yield from _text(column.label, f"{path}.columns[{column.id}].label")
    for number, note in enumerate(table.notes):
        yield from _text(note, f"{path}.notes[{number}]")
    rows = [*table.rows, *([] if table.total is None else [table.total])]
    # All texts of a table are looked at together, and one by one only to find the faulty ones.
    texts = [cell.value for row in rows for cell in row if isinstance(cell.value, str)]
    sound = _fits("\n".join(texts))
    for number, row in enumerate(rows):
        if (
            len(row) == len(table.columns)
            and sound
            and all(isinstance(cell.value, str) or _fits(cell.value) for cell in row)
        ):
            continue
        where = f"{path}.rows[{number}]" if number < len(table.rows) else f"{path}.total"
        if len(row) != len(table.columns):
            yield Problem(
                "table-ragged",
                f"The row has {len(row)} cells and the table {len(table.columns)} columns.",
                where,
                "Give one cell for each column.",
            )
        for index, cell in enumerate(row):
            if not _fits(cell.value):
                yield from _cell(cell, f"{where}[{index}]")


def _fits(value: object) -> bool:
    """Tell whether a value can be printed in a cell."""
    if isinstance(value, str):
        return not _too_long(value) and _NOT_XML.search(value) is None
    if isinstance(value, Decimal):
        return value.is_finite() and (
            value.adjusted() < DIGITS and int(value.as_tuple().exponent) > -DIGITS
        )
    if isinstance(value, int):
        return not isinstance(value, bool) and abs(value) < 10**DIGITS
    return value is None or isinstance(value, Money | date)


def _too_long(text: str) -> bool:
    if len(text) <= LONGEST_TEXT // 4:  # a character has four bytes at most
        return False
    return len(text.encode("utf-8", "surrogatepass")) > LONGEST_TEXT


def _cell(cell: Cell, path: str) -> Iterator[Problem]:
    if isinstance(cell.value, str):
        yield from _text(cell.value, path, cell.records)
        return
    kind = type(cell.value).__name__
    yield Problem(
        "cell-value",
        f"A cell of a report cannot hold this value of the type {kind}.",
        path,
        f"Give text, a number of fewer than {DIGITS} digits, money, a date or nothing.",
        kind if isinstance(cell.value, int) else ascii(cell.value)[:60],
    )


def _text(text: str, path: str, records: tuple[str, ...] = ()) -> Iterator[Problem]:
    where = f" of the record {records[0]}" if records else ""
    if _too_long(text):
        yield Problem(
            "text-long",
            f"A text of {len(text):,} characters cannot stand in a Word document.",
            path,
            f"Shorten the text{where} to {LONGEST_TEXT:,} bytes at most.",
            ascii(text[:40]),
        )
    elif found := _NOT_XML.search(text):
        start = max(found.start() - 20, 0)
        yield Problem(
            "text-character",
            f"The character U+{ord(found[0]):04X} cannot stand in a Word document.",
            path,
            f"Take it out of the text{where}.",
            ascii(text[start : found.end() + 20]),
        )
