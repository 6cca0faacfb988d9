"""Tables and key figures: each value as text to read, and as itself to be read back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

import attrs

from cproc.exporters.html.markup import attributes, fragment, label, side, spoken, text
from cproc.exporters.office.cell_text import Formatter, ShownTable
from cproc.exporters.office.plan import Placed
from cproc.labels.typography import typeset
from cproc.money import Money
from cproc.report import NUMERIC, Cell, Kind, Report, Table
from cproc.report.explain import Behind, CellRef

LONG = 14  # rows above which the notes stand before the table, and it can be filtered
_VALUE, _AS_AT = "value", "as_at"  # columns of the key figures


@attrs.define(slots=False)
class Tables:
    """Writes the tables of a report.

    Args:
        report: The report.
        page: Language of the page.
        explain: Whether computed numbers have their rule and their records.
        records: Identifiers on the page of the rows that are about a record, by table and record.
    """

    report: Report
    page: str
    explain: bool
    records: Mapping[str, tuple[str, str]]

    @cached_property
    def _behind(self) -> Behind:
        return Behind(self.report)

    @cached_property
    def _formatter(self) -> Formatter:
        return Formatter(self.report.language)

    def _word(self, key: str) -> str:
        return label(self.report.labels, key, self.report.language)

    def table(self, placed: Placed, table: Table, id_: str) -> str:
        """A table below its caption, in a region that scrolls where the page is too narrow."""
        shown, title = self._formatter.table(table), typeset(table.title, self.report.language)
        caption = f"{placed.anchor.text}. {title}" if placed.number else title
        head = (
            ""
            if table.headless
            else f"<thead><tr>{''.join(self._heads(table, shown))}</tr></thead>\n"
        )
        foot = ""
        if table.total is not None and shown.total is not None:
            cells = "".join(self._cells(table, None, shown.total))
            foot = f"<tfoot><tr>{cells}</tr></tfoot>\n"
        more = {"class_": "box"} if table.headless else {}
        if len(table.rows) > LONG and not table.headless:
            more = {
                "data_filter": self._word("filter_rows"),
                "data_count": self._word("rows_shown"),
            }
            more["data_sort"] = self._word("sort_rows")
        region = attributes(role="region", tabindex="0", aria_label=caption)
        hidden = ' class="unseen"' * table.headless
        body = (
            f'<div class="scroll"{region}><table{attributes(id=id_, **more)}>\n'
            f"<caption{hidden}>{text(caption)}</caption>\n{head}"
            f"{''.join(self._bodies(table, shown))}{foot}</table></div>\n"
        )
        notes = self.notes(table)
        parts = [notes, body] if len(table.rows) > LONG else [body, notes]
        return "".join((*parts, self.explained(table, shown)))

    def tiles(self, table: Table, id_: str) -> str:
        """Key figures, each large above what it counts."""
        shown, value = self._formatter.table(table), table.index(_VALUE)
        colon = self.report.words("format.colon")
        tiles = []
        for at, (cells, texts) in enumerate(zip(table.rows, shown.rows, strict=True)):
            large = self._value(table, at, value, cells[value], texts[value])
            lines = [f'<dd class="value">{large}</dd>']
            for index, column in enumerate(table.columns):
                if index and column.id not in {_VALUE, _AS_AT} and texts[index]:
                    said = self._value(table, at, index, cells[index], texts[index])
                    head = text(f"{shown.header[index]}{colon}")
                    lines.append(f'<dd class="earlier">{head}{said}</dd>')
            lines.insert(0, f"<dt>{text(texts[0])}</dt>")
            tiles.append(f"<div>{''.join(lines)}</div>\n")
        listed = f'<dl class="tiles"{attributes(id=id_)}>\n{"".join(tiles)}</dl>\n'
        return f"{listed}{self.notes(table)}{self.explained(table, shown)}"

    def notes(self, table: Table) -> str:
        """What is said beside a table."""
        typed = (typeset(note, self.report.language) for note in table.notes)
        return "".join(f'<p class="note">{text(note)}</p>\n' for note in typed)

    # --- Rows and cells ---------------------------------------------------------------------

    def _heads(self, table: Table, shown: ShownTable) -> Iterator[str]:
        for column, head in zip(table.columns, shown.header, strict=True):
            number = attributes(class_="n" if column.kind in NUMERIC else "")
            yield f'<th scope="col"{number}>{text(head)}</th>' if head else "<td></td>"

    def _bodies(self, table: Table, shown: ShownTable) -> Iterator[str]:
        """The rows, those below a heading across the table as a group."""
        yield "<tbody>\n"
        for at, texts in enumerate(shown.rows):
            if band := table.bands.get(at):
                across = f'<th scope="rowgroup" colspan="{len(table.columns)}">'
                head = text(typeset(band, self.report.language))
                yield "</tbody>\n<tbody>\n" * bool(at)
                yield f'<tr class="bands">{across}{head}</th></tr>\n'
            record = about(table, at)
            there, id_ = self.records.get(record, ("", ""))
            row = attributes(
                id=id_ if there == table.id else "",
                class_="main" if at in table.main_rows else "",
            )
            yield f"<tr{row}>{''.join(self._cells(table, at, texts))}</tr>\n"
        yield "</tbody>\n"

    def _cells(self, table: Table, at: int | None, texts: list[str]) -> Iterator[str]:
        for index, (column, cell) in enumerate(zip(table.columns, table.row(at), strict=True)):
            plain, language = texts[index], self.report.language
            head = not index and plain and column.kind is Kind.TEXT
            more = attributes(
                scope="row" if head else "",
                class_="n" if column.kind in NUMERIC else "",
                **({"dir": side(plain, language)} | spoken(cell.language or language, language)),
            )
            tag = "th" if head else "td"
            yield f"<{tag}{more}>{self._value(table, at, index, cell, plain)}</{tag}>"

    def _value(self, table: Table, at: int | None, index: int, cell: Cell, plain: str) -> str:
        value, column, inside = cell.value, table.columns[index], text(plain)
        kind = cell.kind or column.kind
        title = self._rule(table, at, index)
        if isinstance(value, date):
            day = f"{value:%Y-%m}" if kind is Kind.MONTH else value.isoformat()
            return f"<time{attributes(datetime=day, title=title)}>{inside}</time>"
        if isinstance(value, Money):
            of = attributes(value=f"{value.amount:f}", data_currency=value.currency, title=title)
            return f"<data{of}>{inside}</data>"
        if value is not None and not isinstance(value, str):
            exact = str(value) if isinstance(value, int) else f"{value:f}"
            return f"<data{attributes(value=exact, title=title)}>{inside}</data>"
        return f"<a{attributes(href=cell.link)}>{inside}</a>" if cell.link and inside else inside

    # --- What is behind a number ------------------------------------------------------------

    def _rule(self, table: Table, at: int | None, index: int) -> str:
        """How a number comes of others, or that it is counted; nothing of one that is typed."""
        cell, column = table.row(at)[index], table.columns[index].id
        typed = cell.value is None or isinstance(cell.value, str)
        if not self.explain or typed or not (cell.expression or cell.records):
            return ""
        words = self._behind.words(table, column, cell, about=not cell.records)
        return typeset(words, self.report.language)

    def explained(self, table: Table, shown: ShownTable) -> str:
        """On demand: the rule of each column, and the records behind each of its numbers."""
        columns = []
        for index, column in enumerate(table.columns):
            rules: dict[str, list[str]] = defaultdict(list)
            for at in (*range(len(table.rows)), *([None] if table.total else [])):
                if rule := self._rule(table, at, index):
                    head = shown.rows[at][0] if at is not None else (shown.total or [""])[0]
                    rules[rule].append(self._records(table, at, index, head))
            if rules:
                columns.append(f"<dt>{text(shown.header[index])}</dt>\n")
            for rule, rows in rules.items():
                listed = "".join(f"<li>{row}</li>\n" for row in rows if row)
                listed = f"<ul>\n{listed}</ul>" if listed else ""
                columns.append(f"<dd>{text(rule)}{listed}</dd>\n")
        if not columns:
            return ""
        summary = f"<summary>{text(self._word('how_computed'))}</summary>"
        return f"<details>{summary}\n<dl>\n{''.join(columns)}</dl></details>\n"

    def _records(self, table: Table, at: int | None, index: int, head: str) -> str:
        """The records behind a number, with links to the rows that are about them."""
        cell = table.row(at)[index]
        groups = self._behind.records(CellRef(table.id, at, table.columns[index].id, cell))
        ids = dict.fromkeys(id_ for group in groups for id_ in group)
        if not ids:
            return ""
        links = (
            f"<a{attributes(href=fragment(self.records[id_][1]))}>{text(id_)}</a>"
            if id_ in self.records
            else text(id_)
            for id_ in ids
        )
        name = text(head or self._word("total"))
        return f"{name} ({len(ids)}){self.report.words('format.colon')}{', '.join(links)}"


def about(table: Table, at: int) -> str:
    """The record that a row is about: of the first cell that has one alone."""
    return next((cell.records[0] for cell in table.rows[at] if len(cell.records) == 1), "")
