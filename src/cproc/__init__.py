"""Projects, activities and budgets of a programme office; every figure traceable.

`load` a portfolio, ask it for figures (`tally`, `budget_by_project`, `funding_by_donor`,
`evaluate`), `export` it as a workbook, a report or JSON. The classes of the model are in
`cproc.model`, money and time in `cproc.money` and `cproc.dates`.
"""

from cproc.checks import check
from cproc.dates import DateSpan, Month, Period
from cproc.errors import CprocError, DataError, Problem
from cproc.figures import (
    Breakdown,
    Figure,
    budget_by_project,
    evaluate,
    funding_by_donor,
    reconcile,
    staff_by,
    tally,
)
from cproc.hookspecs import Exporter, Job, Loader, NoOptions, hookimpl
from cproc.model import Activity, Portfolio, Project
from cproc.money import Money
from cproc.plugins import export, load, render

__all__ = [
    "Activity",
    "Breakdown",
    "CprocError",
    "DataError",
    "DateSpan",
    "Exporter",
    "Figure",
    "Job",
    "Loader",
    "Money",
    "Month",
    "NoOptions",
    "Period",
    "Portfolio",
    "Problem",
    "Project",
    "budget_by_project",
    "check",
    "evaluate",
    "export",
    "funding_by_donor",
    "hookimpl",
    "load",
    "reconcile",
    "render",
    "staff_by",
    "tally",
]

__version__ = "0.1.0"
