"""Writes the report as Markdown of GitHub's flavour (GFM 0.29, with footnotes)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import BinaryIO
from urllib.parse import unquote

import attrs

from cproc.errors import DataError, problem
from cproc.hookspecs import Exporter, Job
from cproc.labels import Labels
from cproc.model import Money, Month, Portfolio
from cproc.report import (
    NUMERIC,
    Cell,
    CellValue,
    Chart,
    Column,
    Kind,
    Prose,
    Report,
    Section,
    Table,
    as_printed,
    decimals_of,
    destination,
    escaped,
    says,
)
from cproc.text import Medium

# What stands behind a backslash of its own is escaped already.
_HTML = re.compile(r"(?<!\\)((?:\\\\)*)<(?!https?:|mailto:)")
_REFERENCE = re.compile(r"\[\]\(\\?<?#([^)\s>]+)>?\)")


@attrs.frozen
class MarkdownOptions:
    """How the report is written in Markdown.

    Args:
        contents: Whether a list of the chapters stands at the top.
    """

    contents: bool = True


class MarkdownExporter(Exporter):
    """Writes headings, prose with its footnotes, tables and their notes in reading order."""

    name = "md"
    suffix = ".md"
    media_type = "text/markdown"
    description = "the report as Markdown, for wikis and web pages"
    options = MarkdownOptions

    def export(
        self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[MarkdownOptions]
    ) -> None:
        """Write the report; a chart is told in words, its table stands beside it.

        Raises:
            DataError: A text holds NUL or half a surrogate pair, which Markdown cannot.
        """
        labels = report.words
        references = _references(report)
        parts = [_front(report)]
        if job.options.contents:
            chapters = (section.title for section in report.sections if section.level == 1)
            parts.append("\n".join(f"- {escaped(title)}" for title in chapters))
        for done, section in enumerate(report.sections, start=1):
            parts += _section(report, labels, section, references)
            job.progress(done, len(report.sections))
        text = "\n\n".join(part for part in parts if part) + "\n"
        if bad := Medium.LINES.value.search(text):
            around = ascii(text[max(0, bad.start() - 40) : bad.end()])
            raise DataError([problem("text-unwritable.md", "", around)])
        stream.write(text.encode())


def _front(report: Report) -> str:
    facts = (
        *(report.parent, report.office, report.reference),
        *(report.addressee, report.contribution),
    )
    lines = [f"# {escaped(report.title)}", ""]
    lines += [f"**{escaped(report.under_title)}**", ""] if report.under_title else []
    return "\n".join([*lines, *(f"{escaped(fact)}  " for fact in facts if fact)])


def _references(report: Report) -> dict[str, str]:
    """The text of a link that has none, by what it leads to, as near to Word's as can be.

    Word writes *Table 2*, and the number of a section or its title. Nothing has a number here,
    so the title stands for it. A table or chart goes before a section of its name.
    """
    texts = {section.id: f"*{escaped(section.title)}*" for section in report.sections}
    texts |= {f"section:{id_}": text for id_, text in texts.items()}
    for kind, items in (("figure", report.charts), ("table", report.tables)):
        for id_, item in items.items():
            texts[id_] = f"{report.labels[kind]} *{escaped(item.title)}*"
    return texts


def _section(
    report: Report, labels: Labels, section: Section, references: Mapping[str, str]
) -> Iterator[str]:
    yield f"{'#' * (section.level + 1)} {escaped(section.title)}"
    for block in section.blocks:
        if isinstance(block, Prose):
            yield _prose(block.markdown, section.id, references)
            continue
        shown = report.block(block)
        if isinstance(shown, Chart):
            yield f"*{report.labels['chart']}{labels('format.colon')}{escaped(shown.alt)}*"
        else:
            yield from _table(labels, shown)


def _prose(markdown: str, section: str, references: Mapping[str, str]) -> str:
    """Markdown of the office, with footnotes of its section's own: all is read as one text.

    HTML becomes text, and a link without a text says what it leads to.
    """
    own = re.sub(r"[^A-Za-z0-9]+", "-", section)
    safe = _HTML.sub(r"\1\\<", markdown)
    noted = re.sub(r"\[\^([^\]\s]+)\]", rf"[^{own}-\1]", safe)
    return _REFERENCE.sub(lambda link: references.get(unquote(link[1]), ""), noted)


def _table(labels: Labels, table: Table) -> Iterator[str]:
    yield f"**{escaped(table.title)}**"
    head = ["" if table.headless else escaped(column.label) for column in table.columns]
    rule = ["---:" if column.kind in NUMERIC else "---" for column in table.columns]
    rows = [*as_printed(table).rows, *([table.total] if table.total is not None else [])]
    columns = [
        _column(labels, column, cells)
        for column, cells in zip(table.columns, zip(*rows, strict=True), strict=True)
    ]
    body = [list(row) for row in zip(*columns, strict=True)]
    if table.total is not None:
        body[-1] = [f"**{text}**" if text else "" for text in body[-1]]
    lines = [head, rule]
    for at, line in enumerate(body):
        if band := table.bands.get(at):
            lines.append([f"**{escaped(band)}**", *[""] * (len(head) - 1)])
        lines.append(line)
    yield "\n".join(f"| {' | '.join(line)} |" for line in lines)
    yield from (escaped(note) for note in table.notes)


def _column(labels: Labels, column: Column, cells: Sequence[Cell]) -> list[str]:
    """The texts of a column, its numbers to the same number of decimals.

    A currency that its heading names is not repeated.
    """
    kind = column.kind
    places = decimals_of(kind, cells)

    def text(cell: Cell) -> str:
        own = cell.kind or kind
        decimals = places if own is kind else decimals_of(own, [cell])
        value = cell.value
        if isinstance(value, Money) and own is kind and says(column, value.currency):
            return labels.number(value.amount, decimals, decimals)
        shown = escaped(_shown(labels, value, own, decimals))
        return f"[{shown}]({destination(cell.link)})" if cell.link else shown

    return [text(cell) for cell in cells]


def _shown(labels: Labels, value: CellValue, kind: Kind, decimals: int) -> str:
    match value:
        case None:
            return ""
        case str(text):
            return text
        case Money() as money:
            return labels.amount(money, decimals)
        case date() as on:
            month = kind is Kind.MONTH
            return labels.month(Month.of(on)) if month else labels.day(on)
        case number if kind is Kind.PERCENT:
            return labels.percent(number, decimals, decimals)
        case number:
            return str(number) if kind is Kind.TEXT else labels.number(number, decimals, decimals)
