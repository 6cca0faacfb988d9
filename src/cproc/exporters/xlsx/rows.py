"""Rows as XML text: the one small room that writes them, for every table and every size.

A skeleton workbook made by openpyxl has all but the rows. Making an object for every cell is
what takes a writer's time, so the body of a table is written in chunks: each column of a
chunk becomes a list of texts, and each row is one template filled from these lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from types import NoneType
from typing import Any

from cproc.exporters.office import spreadsheet
from cproc.exporters.xlsx.formulas import Place, formula, live
from cproc.exporters.xlsx.layout import Line
from cproc.exporters.xlsx.looks import Looks
from cproc.exporters.xlsx.profile import TableProfile, Variant, chunks
from cproc.report import Cell, CellValue
from cproc.serialize.tables import column_letters
from cproc.text import ESCAPE, inline_text, xml_text

# Where a reader of XML may take spaces away unless it is told to keep them.
_SPACES = ("\0 ", " \0", "  ", "\n", "\r", "\t")


def _row(number: int, tall: float, cells: Iterable[str], *, fixed: bool = False) -> str:
    keep = ' customHeight="1"' if fixed else ""
    return f'<row r="{number}" ht="{tall:g}"{keep}>{"".join(cells)}</row>'


def line_xml(line: Line) -> str:
    """Write a row that is not of a table's body."""
    cells = [
        f'<c r="{column_letters(column)}{line.row}"{payload(*cell)}'
        for column, cell in sorted(line.cells.items())
    ]
    return _row(line.row, line.height, cells, fixed=line.fixed)


class TableWriter:
    """Writes headings, body and total of one table in one place."""

    def __init__(
        self,
        place: Place,
        places: Mapping[str, Place],
        profile: TableProfile,
        heights: Mapping[int, float],
        looks: Looks,
    ) -> None:
        """Make all formats, since those of the workbook are saved before the rows are."""
        self._place, self._places = place, {**places, place.table.id: place}
        self._looks, self._profile = looks, profile
        self._heights, self._table = heights, place.table
        spans = [place.span(n) for n in range(len(self._table.columns))]
        self._letters = [column_letters(first) for first, _last in spans]
        # The cells that a column of the table takes beside its first one, which has the value.
        self._beside = [
            [column_letters(n) for n in range(first + 1, last + 1)] for first, last in spans
        ]
        self._styles: dict[tuple[int, Variant, str, bool], int] = {}
        roles = ["body", "derived", "total", *(["main"] if self._table.main_rows else [])]
        roles += ["linked"] if profile.linked else []
        for (index, column), role in product(enumerate(profile.columns), roles):
            for variant in sorted(column.variants, key=str):
                self._style(index, variant, role)
            for quoted in (False, True):
                self._style(index, Variant(str), role, quoted=quoted)
        self._header()

    def _style(self, index: int, variant: Variant, role: str, *, quoted: bool = False) -> int:
        # A role is body, derived for a formula in the body, linked for what leads to an address,
        # main for a row that others are parts of, or total; quoted is a text that looks like
        # something else.
        key = (index, variant, role, quoted)
        if key not in self._styles:
            column = self._profile.columns[index]
            number = column.number_format(variant, self._looks.language)
            self._styles[key] = self._looks(role, number, right=column.to_the_right, quoted=quoted)
        return self._styles[key]

    def __iter__(self) -> Iterator[str]:
        """The rows as XML, from the headings to the total, in pieces."""
        yield self._header()
        for start, columns in chunks(self._table):
            yield self._chunk(start, columns)
        if self._place.total is not None:
            yield self._total(self._place.total)

    def _header(self) -> str:
        row, cells = self._place.header, []
        for index, profile in enumerate(self._profile.columns):
            label, right = profile.column.label, profile.to_the_right
            style = self._looks.for_text("header", label, right=right)
            cells.append(f'<c r="{self._letters[index]}{row}"{payload(label, style)}')
            cells.append(self._joined(index, row, style))
        return _row(row, self._heights[row], cells)

    def _joined(self, index: int, row: int, style: int) -> str:
        """The cells that are merged with that of a column, for the lines around them."""
        return "".join(f'<c r="{letters}{row}" s="{style}"/>' for letters in self._beside[index])

    def _total(self, row: int) -> str:
        cells = self._table.total or ()
        written = [self._cell(n, cell, row, cells, "total") for n, cell in enumerate(cells)]
        return _row(row, self._heights[row], written)

    def _cell(self, index: int, cell: Cell, row: int, cells: Sequence[Cell], role: str) -> str:
        derived = ""
        how = cell.expression
        if how is not None and live(how, cell.value, cells, self._table):
            derived = formula(how, self._place, index, row, self._places)
        if role == "body" and (derived or cell.link):
            role = "derived" if derived else "linked"
        quoted = isinstance(cell.value, str) and spreadsheet.RISKY.match(cell.value) is not None
        style = self._style(index, Variant.of(cell), role, quoted=quoted)
        written = f'<c r="{self._letters[index]}{row}"{payload(cell.value, style, derived)}'
        return written + self._joined(index, row, style)

    def _chunk(self, start: int, columns: tuple[tuple[Cell, ...], ...]) -> str:
        first, count = self._place.first + start, len(columns[0])
        numbers = [str(row) for row in range(first, first + count)]
        tall = map(self._heights.get, range(first, first + count))
        heights = ["" if points is None else f' ht="{points:g}"' for points in tall]
        template, filling = '<row r="%s"%s>', [numbers, heights]
        rows: list[tuple[Cell, ...]] = []
        for index, cells in enumerate(columns):
            quick = self._alike(index, cells)
            if quick is not None:
                shape, texts = quick
                template += f'<c r="{self._letters[index]}%s"{shape}'
                filling += [numbers, texts]
                style = self._style(index, Variant(NoneType), "body")
                for letters in self._beside[index]:
                    template += f'<c r="{letters}%s" s="{style}"/>'
                    filling.append(numbers)
                continue
            rows = rows or list(zip(*columns, strict=True))
            roles = ["main" if start + n in self._table.main_rows else "body" for n in range(count)]
            placed = zip(cells, range(first, first + count), rows, roles, strict=True)
            template += "%s"
            filling.append([self._cell(index, *cell) for cell in placed])
        return "".join(map(f"{template}</row>".__mod__, zip(*filling, strict=True)))

    def _alike(self, index: int, cells: tuple[Cell, ...]) -> tuple[str, list[Any]] | None:
        """Write a chunk of a column whose cells differ in nothing but their value.

        Returns:
            What every cell has behind its reference, with a gap, and what fills the gaps; none
            where the cells must be written one by one.
        """
        values: list[Any] = [cell.value for cell in cells]
        types = set(map(type, values))
        none = NoneType in types
        plain = self._profile.columns[index].plain
        alike = plain or not any(cell.expression or cell.kind for cell in cells)
        alike = alike and not self._profile.columns[index].links
        if not alike or self._table.main_rows or len(types - {NoneType}) != 1:
            return None
        present = [value for value in values if value is not None] if none else values
        quick = self._texts(index, present) if str in types else self._numbers(index, present)
        if quick is None or not none:
            return quick
        shape, filling = quick
        empty = f' s="{self._style(index, Variant(NoneType), "body")}"/>'
        texts = iter(filling)
        return "%s", [empty if value is None else shape % next(texts) for value in values]

    def _numbers(self, index: int, values: list[Any]) -> tuple[str, list[Any]] | None:
        kind, currency = type(values[0]), spreadsheet.currency_of(values[0])
        filling = values
        if currency:
            if len({value.currency for value in values}) > 1:
                return None
            filling = spreadsheet.number_texts(value.amount for value in values)
        elif kind is Decimal:
            filling = spreadsheet.number_texts(values)
        elif kind is date:
            filling = list(map(spreadsheet.serial, values))
            if None in filling:
                return None
        elif kind is not int:
            return None
        style = self._style(index, Variant(kind, currency), "body")
        return f' s="{style}"><v>%s</v></c>', filling

    def _texts(self, index: int, values: list[str]) -> tuple[str, list[Any]]:
        joined = "\0".join(["", *values, ""])
        if "_x" in joined:
            texts, shape = list(map(inline_text, values)), "%s"
        else:
            keep = ' xml:space="preserve"' if any(map(joined.__contains__, _SPACES)) else ""
            texts, shape = xml_text(joined[1:-1]).split("\0"), f"<t{keep}>%s</t>"
        normal, quoted = (
            f' s="{self._style(index, Variant(str), "body", quoted=flag)}"'
            f' t="inlineStr"><is>{shape}</is></c>'
            for flag in (False, True)
        )
        if not spreadsheet.RISKY_AMONG.search(joined):
            return normal, texts
        risks = map(spreadsheet.RISKY.match, values)
        return "%s", [
            (quoted if risk else normal) % text for risk, text in zip(risks, texts, strict=True)
        ]


def payload(value: CellValue, style: int, formula: str = "") -> str:
    """Write one cell behind its reference: attributes, formula, value, end tag.

    Args:
        value: What the cell holds, or the computed value of its formula.
        style: Number of its format in the workbook.
        formula: Formula without the equals sign; empty for none.

    Example:
        >>> payload(Decimal("0.10"), 3, "A1/B1")
        ' s="3"><f>A1/B1</f><v>0.10</v></c>'
        >>> payload("=1+1", 0)
        ' s="0" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>'
    """
    head = f' s="{style}"'
    if isinstance(value, date):
        day = spreadsheet.serial(value)
        value = value.isoformat() if day is None else day
    live = f"<f>{xml_text(formula)}</f>" if formula else ""
    if isinstance(value, str):
        if live and not ESCAPE.search(value):
            return f'{head} t="str">{live}<v>{xml_text(value)}</v></c>'
        return f'{head} t="inlineStr"><is>{inline_text(value)}</is></c>'
    if value is None:
        return f'{head} t="str">{live}<v></v></c>' if live else f"{head}/>"
    return f"{head}>{live}<v>{spreadsheet.number_text(spreadsheet.number_of(value))}</v></c>"
