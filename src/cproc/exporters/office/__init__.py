"""What formats of office programs share; below them, and it knows none of them."""

from cproc.exporters.office.cell_text import NUMERIC, Formatter, ShownTable
from cproc.exporters.office.chart_drawing import YEAR, Drawing, Series, describe
from cproc.exporters.office.column_widths import TABLE_SIZE, column_widths, fit, line_count, widen
from cproc.exporters.office.spreadsheet import (
    ESCAPE,
    RISKY,
    RISKY_AMONG,
    column_letters,
    currency_of,
    escaped,
    number_of,
    number_text,
    number_texts,
    quoted,
    serial,
    units,
    xml_text,
)
from cproc.exporters.office.text_width import FONT, lines, widest_word, width
from cproc.exporters.office.typography import NO_BREAK, language_tag, typeset

__all__ = [
    "ESCAPE",
    "FONT",
    "NO_BREAK",
    "NUMERIC",
    "RISKY",
    "RISKY_AMONG",
    "TABLE_SIZE",
    "YEAR",
    "Drawing",
    "Formatter",
    "Series",
    "ShownTable",
    "column_letters",
    "column_widths",
    "currency_of",
    "describe",
    "escaped",
    "fit",
    "language_tag",
    "line_count",
    "lines",
    "number_of",
    "number_text",
    "number_texts",
    "quoted",
    "serial",
    "typeset",
    "units",
    "widen",
    "widest_word",
    "width",
    "xml_text",
]
