"""The neutral Report that every exporter renders."""

from cproc.report.build import build
from cproc.report.derive import recompute
from cproc.report.model import (
    Cell,
    Chart,
    ChartKind,
    Column,
    CountRows,
    Derivation,
    Difference,
    Kind,
    Product,
    Prose,
    Ratio,
    Ref,
    Report,
    Section,
    ShareOfTotal,
    Sheet,
    SumCells,
    SumColumn,
    SumRows,
    Table,
    TotalOf,
)
from cproc.report.problems import narrative_problems
from cproc.report.trace import CellExplanation, CellRef, explain_cell

__all__ = [
    "Cell",
    "CellExplanation",
    "CellRef",
    "Chart",
    "ChartKind",
    "Column",
    "CountRows",
    "Derivation",
    "Difference",
    "Kind",
    "Product",
    "Prose",
    "Ratio",
    "Ref",
    "Report",
    "Section",
    "ShareOfTotal",
    "Sheet",
    "SumCells",
    "SumColumn",
    "SumRows",
    "Table",
    "TotalOf",
    "build",
    "explain_cell",
    "narrative_problems",
    "recompute",
]
