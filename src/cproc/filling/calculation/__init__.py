"""An evaluator of the formulas that donors' forms have; all others are left to the application."""

from cproc.filling.calculation.evaluate import Evaluation, Grid
from cproc.filling.calculation.functions import FUNCTIONS
from cproc.filling.calculation.tree import (
    Area,
    Name,
    Node,
    NotComputableError,
    area_of,
    functions_of,
    leaves,
    parsed,
)
from cproc.filling.calculation.values import ERRORS, CellError, Value

__all__ = [
    "ERRORS",
    "FUNCTIONS",
    "Area",
    "CellError",
    "Evaluation",
    "Grid",
    "Name",
    "Node",
    "NotComputableError",
    "Value",
    "area_of",
    "functions_of",
    "leaves",
    "parsed",
]
