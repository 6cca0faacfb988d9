"""What Word cannot hold is refused at once, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from babel import UnknownLocaleError

from cproc.errors import Problem, said
from cproc.exporters.docx.named_styles import refusal
from cproc.exporters.office import formats
from cproc.exporters.office.prose_markdown import unused_footnotes
from cproc.money import Money
from cproc.report import Chart, Prose, Ref, Report, Table
from cproc.text import Medium

# Labels of the report this exporter cannot do without.
LABELS = ("contents", "figure", "list_of_figures", "list_of_tables", "of", "page", "table")
LEVELS = 9  # levels of headings that Word has
DIGITS = 300  # digits of a number, on either side of the point, beyond which it is a slip
# Bytes of a text, beyond which readers of XML refuse it (libxml2: XML_MAX_TEXT_LENGTH).
LONGEST_TEXT = 10_000_000

_NOT_XML = Medium.XML.value


def faults(report: Report) -> Iterator[Problem]:
    """Find every text, label, value and reference of a report that Word cannot hold."""
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
    before = 0
    for number, section in enumerate(report.sections):
        path, level = f"sections[{number}]", section.level
        yield from _text(section.title, f"{path}.title")
        if not 1 <= level <= min(before + 1, LEVELS):
            yield refusal("heading-level", f"{path}.level", str(level), level=level, before=before)
        before = level
        for place, block in enumerate(section.blocks):
            yield from _block(report, block, f"{path}.blocks[{place}]")


def _front(report: Report) -> Iterator[Problem]:
    for name in ("title", "subtitle", "office", "organisation", "reference", "place", "addressee"):
        yield from _text(getattr(report, name), name)
    for key in LABELS:
        yield from _text(report.labels.get(key, ""), f"labels[{key}]")
        if not report.labels.get(key):
            yield refusal("label-missing", f"labels[{key}]", key=key, language=report.language)
    try:
        formats.locale_of(report.language)
    except (UnknownLocaleError, ValueError):
        yield refusal("language-unknown", "language", ascii(report.language))


def _block(report: Report, block: Prose | Ref, path: str) -> Iterator[Problem]:
    if isinstance(block, Ref):
        if block.id not in report.tables and block.id not in report.charts:
            yield refusal("reference-unknown", path, ascii(block.id))
        return
    problems = tuple(_text(block.markdown, f"{path}.markdown"))
    yield from problems
    for label in () if problems else unused_footnotes(block.markdown):
        yield refusal("footnote-unused", f"{path}.markdown", label, label=label)


def _chart(report: Report, chart: Chart, path: str) -> Iterator[Problem]:
    yield from _text(chart.title, f"{path}.title")
    yield from _text(chart.alt, f"{path}.alt")
    if chart.table not in report.tables:
        yield refusal("reference-unknown", f"{path}.table", ascii(chart.table))
        return
    known = sorted(column.id for column in report.tables[chart.table].columns)
    gaps = {"table": chart.table, "known": ", ".join(known)}
    for column in filter(None, (chart.labels, *chart.values)):
        if column not in known:
            yield refusal("column-unknown", path, ascii(column), **gaps)


def _table(table: Table, path: str) -> Iterator[Problem]:
    yield from _text(table.title, f"{path}.title")
    if not table.columns:  # of more than a page holds, the table is divided
        yield refusal("table-columns", f"{path}.columns")
    for column in table.columns:
        yield from _text(column.label, f"{path}.columns[{column.id}].label")
    for number, note in enumerate(table.notes):
        yield from _text(note, f"{path}.notes[{number}]")
    # All values are looked at together, and one by one only to find the faulty ones.
    rows = (*table.rows, *([table.total] if table.total else []))
    columns, values = len(table.columns), [cell.value for row in rows for cell in row]
    texts = "\n".join(value for value in values if isinstance(value, str))
    fit = all(_fits(value) for value in values if not isinstance(value, str))
    if fit and not any(_text(texts, "")) and {*map(len, rows)} <= {columns}:
        return
    for number, row in enumerate(rows):
        where = f"{path}.rows[{number}]" if number < len(table.rows) else f"{path}.total"
        if len(row) != columns:
            yield refusal("table-ragged", where, cells=len(row), columns=columns)
        for index, cell in enumerate(row):
            value, kind = cell.value, type(cell.value).__name__
            if isinstance(value, str):
                yield from _text(value, f"{where}[{index}]", cell.records)
            elif not _fits(value):
                shown = kind if isinstance(value, int) else ascii(value)[:60]
                yield refusal("cell-value", f"{where}[{index}]", shown, kind=kind, digits=DIGITS)


def _fits(value: object) -> bool:
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent  # a letter of what is no number
        return isinstance(exponent, int) and exponent > -DIGITS and value.adjusted() < DIGITS
    if isinstance(value, int):
        return not isinstance(value, bool) and abs(value) < 10**DIGITS
    return value is None or isinstance(value, Money | date)


def _text(text: str, path: str, records: tuple[str, ...] = ()) -> Iterator[Problem]:
    whose = said(" of the record {record}", record=records[0]) if records else ""
    # A character has four bytes at most.
    if len(text) * 4 > LONGEST_TEXT < len(text.encode("utf-8", "replace")):
        cut, size = ascii(text[:40]), len(text)
        yield refusal("text-long", path, cut, length=size, most=LONGEST_TEXT, whose=whose)
    elif found := _NOT_XML.search(text):
        around = ascii(text[max(found.start() - 20, 0) : found.end() + 20])
        yield refusal("text-character", path, around, character=ord(found[0]), whose=whose)
