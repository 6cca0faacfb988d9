"""The neutral Report that every exporter renders."""

from cproc.report.build import build, reference_problems
from cproc.report.context import Context
from cproc.report.declare import SUM, Declared, column, table
from cproc.report.explain import CellExplanation, CellRef, explain_cell
from cproc.report.expressions import (
    At,
    Converted,
    Count,
    Expression,
    Minus,
    Over,
    Own,
    Rounded,
    Rows,
    Sum,
    Times,
    added,
    count,
    share,
    total,
)
from cproc.report.model import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Kind,
    Prose,
    Ref,
    Report,
    Section,
    Sheet,
    Table,
)
from cproc.report.problems import narrative_problems
from cproc.report.settle import settled

__all__ = [
    "SUM",
    "At",
    "Cell",
    "CellExplanation",
    "CellRef",
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
    "build",
    "column",
    "count",
    "explain_cell",
    "narrative_problems",
    "reference_problems",
    "settled",
    "share",
    "table",
    "total",
]
