"""The small workbook inside a chart, which Word opens at "Edit data"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from html import escape

from cproc.exporters.docx.package import DECLARATION, OFFICE, Package, Part, relationship

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel would take for a character written by its number."""

_RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def column_name(index: int) -> str:
    """The letters of a column, from 0.

    Example:
        >>> column_name(0), column_name(25), column_name(26)
        ('A', 'Z', 'AA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def workbook(header: Sequence[str], rows: Sequence[Sequence[str | Decimal | None]]) -> Package:
    """A workbook of one sheet; text stays text, as an inline string is never a formula."""
    package = Package()
    book = Part("xl/workbook.xml", f"{OFFICE}.spreadsheetml.sheet.main+xml")
    package.add(book, relationship("officeDocument"))
    sheet = Part("xl/worksheets/sheet1.xml", f"{OFFICE}.spreadsheetml.worksheet+xml")
    identifier = package.add(sheet, relationship("worksheet"), book)
    book.body = [
        f"{DECLARATION}<workbook {_MAIN} {_RELATIONS}><sheets>",
        f'<sheet name="Data" sheetId="1" r:id="{identifier}"/></sheets></workbook>',
    ]
    sheet.body = [f"{DECLARATION}<worksheet {_MAIN}><sheetData>"]
    for number, row in enumerate((header, *rows), start=1):
        cells = "".join(
            _cell(f"{column_name(index)}{number}", value) for index, value in enumerate(row)
        )
        sheet.body.append(f'<row r="{number}">{cells}</row>')
    sheet.body.append("</sheetData></worksheet>")
    return package


def _cell(place: str, value: str | Decimal | None) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Decimal):
        return f'<c r="{place}"><v>{value:f}</v></c>'
    text = escape(_ESCAPE.sub("_x005F_", value), quote=False).replace("\r", "&#13;")
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
