"""Tables and key figures: each value as text to read, and as itself to be read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

import attrs

from cproc.exporters.office import html_text
from cproc.exporters.office.cell_text import Formatter, ShownTable
from cproc.exporters.office.html_text import attributes, fragment, text
from cproc.exporters.office.plan import Placed
from cproc.money import Money
from cproc.report import NUMERIC, Cell, Kind, Report, Table
from cproc.report.explain import Behind

LONG = 14  # rows above which the notes stand before the table, and it can be filtered
_VALUE, _AS_AT = "value", "as_at"  # columns of the key figures


@attrs.define(slots=False)
class Tables:
    """Writes the tables of a report.

    Args:
        report: The report.
        explain: Whether computed numbers have their rule and their records.
        records: By record, the identifier of the row that is about it.
        rows: The identifiers of rows, by table and row.
    """

    report: Report
    explain: bool
    records: Mapping[str, str]
    rows: Mapping[tuple[str, int], str]

    @cached_property
    def _behind(self) -> Behind:
        return Behind(self.report)

    @cached_property
    def _formatter(self) -> Formatter:
        return Formatter(self.report.language)

    def _word(self, key: str) -> str:
        return html_text.label(self.report, key)

    def table(self, placed: Placed, table: Table, id_: str) -> str:
        """A table below its caption, in a region that scrolls where the page is too narrow."""
        shown, title = self._formatter.table(table), self._formatter.text(table.title)
        caption = f"{placed.anchor.text}. {title}" if placed.number else title
        head = f"<thead><tr>{''.join(self._heads(table, shown))}</tr></thead>\n"
        total = "".join(self._cells(table, None, shown.total)) if shown.total else ""
        foot = f"<tfoot><tr>{total}</tr></tfoot>\n" if total else ""
        long = len(table.rows) > LONG
        how = {"class_": "box"} if table.headless else self._filter if long else {}
        hidden = ' class="unseen"' * table.headless
        inside = (
            f"<table{attributes(id=id_, **how)}>\n<caption{hidden}>{text(caption)}</caption>\n"
            f"{head * (not table.headless)}{''.join(self._bodies(table, shown))}{foot}</table>"
        )
        notes = html_text.notes(map(self._formatter.text, table.notes))
        parts = [html_text.region(caption, inside), notes]
        return "".join((*(reversed(parts) if long else parts), self._explained(table, shown)))

    @property
    def _filter(self) -> dict[str, str]:
        """What the script needs to filter and to sort a table."""
        words = {"filter": "filter_rows", "count": "rows_shown", "sort": "sort_rows"}
        return {f"data_{name}": self._word(key) for name, key in words.items()}

    def tiles(self, table: Table, id_: str) -> str:
        """Key figures, each large above what it counts."""
        shown, value = self._formatter.table(table), table.index(_VALUE)
        colon = self.report.words("format.colon")
        tiles = []
        for at, (cells, texts) in enumerate(zip(table.rows, shown.rows, strict=True)):
            large = self._value(table, at, value, cells[value], texts[value])
            lines = [f"<dt>{text(texts[0])}</dt>", f'<dd class="value">{large}</dd>']
            for index, column in enumerate(table.columns):
                if index and column.id not in {_VALUE, _AS_AT} and texts[index]:
                    said = self._value(table, at, index, cells[index], texts[index])
                    head = text(f"{shown.header[index]}{colon}")
                    lines.append(f'<dd class="earlier">{head}{said}</dd>')
            tiles.append(f"<div>{''.join(lines)}</div>\n")
        listed = f'<dl class="tiles"{attributes(id=id_)}>\n{"".join(tiles)}</dl>\n'
        notes = html_text.notes(map(self._formatter.text, table.notes))
        return f"{listed}{notes}{self._explained(table, shown)}"

    # --- Rows and cells ---------------------------------------------------------------------

    def _heads(self, table: Table, shown: ShownTable) -> Iterator[str]:
        for index, (column, head) in enumerate(zip(table.columns, shown.header, strict=True)):
            order = "given" if table.bands and not index else ""
            more = attributes(class_="n" if column.kind in NUMERIC else "", data_order=order)
            yield f'<th scope="col"{more}>{text(head)}</th>' if head else "<td></td>"

    def _bodies(self, table: Table, shown: ShownTable) -> Iterator[str]:
        """The rows, those below a heading across the table as a group."""
        yield "<tbody>\n"
        for at, texts in enumerate(shown.rows):
            if band := table.bands.get(at):
                across = f'<th scope="rowgroup" colspan="{len(table.columns)}">'
                head = text(self._formatter.text(band))
                yield "</tbody>\n<tbody>\n" * bool(at)
                yield f'<tr class="bands">{across}{head}</th></tr>\n'
            main = "main" if at in table.main_rows else ""
            row = attributes(id=self.rows.get((table.id, at), ""), class_=main)
            yield f"<tr{row}>{''.join(self._cells(table, at, texts))}</tr>\n"
        yield "</tbody>\n"

    def _cells(self, table: Table, at: int | None, texts: list[str]) -> Iterator[str]:
        for index, (column, cell) in enumerate(zip(table.columns, table.row(at), strict=True)):
            plain, language = texts[index], self.report.language
            head = not index and plain and column.kind is Kind.TEXT and len(texts) > 1
            more = attributes(
                scope="row" if head else "",
                class_="n" if column.kind in NUMERIC else "",
                **html_text.spoken_text(plain, cell.language or language, language),
            )
            tag = "th" if head else "td"
            yield f"<{tag}{more}>{self._value(table, at, index, cell, plain)}</{tag}>"

    def _value(self, table: Table, at: int | None, index: int, cell: Cell, plain: str) -> str:
        value, column, inside = cell.value, table.columns[index], text(plain)
        kind = cell.kind or column.kind
        rule = self._behind.rule(table, at, column.id) if self.explain else ""
        title = self._formatter.text(rule)
        if isinstance(value, date):
            day = value.isoformat()[: 7 if kind is Kind.MONTH else 10]
            return f"<time{attributes(datetime=day, title=title)}>{inside}</time>"
        if isinstance(value, Money):
            of = attributes(value=f"{value.amount:f}", data_currency=value.currency, title=title)
            return f"<data{of}>{inside}</data>"
        if value is not None and not isinstance(value, str):
            exact = str(value) if isinstance(value, int) else f"{value:f}"
            return f"<data{attributes(value=exact, title=title)}>{inside}</data>"
        return f"<a{attributes(href=cell.link)}>{inside}</a>" if cell.link and inside else inside

    # --- What is behind a number ------------------------------------------------------------

    def _explained(self, table: Table, shown: ShownTable) -> str:
        """On demand: the rules of each column, and the records behind each of its numbers."""
        parts = []
        for column, rules in self._behind.rules(table).items() if self.explain else ():
            parts.append(f"<dt>{text(shown.header[table.index(column)])}</dt>\n")
            for rule, rows in rules.items():
                lines = "".join(
                    f"<li>{self._records(shown, at, ids)}</li>\n" for at, ids in rows if ids
                )
                listed = f"<ul>\n{lines}</ul>" if lines else ""
                parts.append(f"<dd>{text(self._formatter.text(rule))}{listed}</dd>\n")
        summary = f"<summary>{text(self._word('how_computed'))}</summary>"
        written = f"<details>{summary}\n<dl>\n{''.join(parts)}</dl></details>\n"
        return written if parts else ""

    def _records(self, shown: ShownTable, at: int | None, ids: Sequence[str]) -> str:
        """The records behind a number of a row, with links to the rows that are about them."""
        head = (shown.total or [""])[0] if at is None else shown.rows[at][0]
        links = (
            f"<a{attributes(href=fragment(self.records[id_]))}>{text(id_)}</a>"
            if id_ in self.records
            else text(id_)
            for id_ in ids
        )
        name, colon = text(head or self._word("total")), self.report.words("format.colon")
        return f"{name} ({len(ids)}){colon}{', '.join(links)}"
