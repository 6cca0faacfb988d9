"""The neutral Report that every exporter renders."""

from cproc.report.build import build, build_shown, incomplete_figures, reference_problems
from cproc.report.cells import *
from cproc.report.context import Context
from cproc.report.declare import SUM, Declared, day, decimal, integer, money, percent, table, text
from cproc.report.editions import shown_tables, whole_of
from cproc.report.explain import CellExplanation, CellRef, explain_cell
from cproc.report.markdown import destination, escaped
from cproc.report.model import Chart, ChartKind, Prose, Ref, Report, Section, Sheet
from cproc.report.naming import Naming
from cproc.report.problems import (
    edition_problems,
    is_link,
    narrative_problems,
    picture_file,
    unshown,
)
from cproc.report.settle import settled
from cproc.report.shown import NUMERIC, as_printed, decimals_of, says

__all__ = [
    "NUMERIC",
    "SUM",
    "TOTAL",
    "Allocated",
    "At",
    "Cell",
    "CellExplanation",
    "CellRef",
    "CellValue",
    "Chart",
    "ChartKind",
    "Column",
    "Context",
    "Converted",
    "Count",
    "Declared",
    "Expression",
    "Kind",
    "Minus",
    "Naming",
    "Over",
    "Own",
    "Prose",
    "Ref",
    "Report",
    "Rounded",
    "Rows",
    "Section",
    "Sheet",
    "Sum",
    "Table",
    "Times",
    "added",
    "as_printed",
    "build",
    "build_shown",
    "count",
    "day",
    "decimal",
    "decimals_of",
    "destination",
    "edition_problems",
    "escaped",
    "explain_cell",
    "incomplete_figures",
    "integer",
    "is_link",
    "money",
    "narrative_problems",
    "percent",
    "picture_file",
    "reference_problems",
    "references",
    "says",
    "settled",
    "share",
    "shown_tables",
    "table",
    "text",
    "total",
    "unshown",
    "whole_of",
]


def __getattr__(name: str) -> object:
    """Find names that changed, which warn for one release."""
    from cproc.report.earlier import earlier  # noqa: PLC0415 - asked for by few, and not for long

    return earlier(name)
