"""Projects, activities and budgets of a programme office; every figure traceable.

`load` a portfolio, ask it for figures (`tally`, `budget_by_project`, `funding_by_donor`,
`figure`), `export` it as a workbook, a report or JSON. The classes of the model are in
`cproc.model`, money and time in `cproc.money` and `cproc.dates`.

A name is imported from its module when it is first asked for, so that importing costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from cproc.version import __version__ as __version__

if TYPE_CHECKING:
    from cproc.checks import check
    from cproc.dates import DateSpan, Month, Period
    from cproc.disclosure import disclosed
    from cproc.errors import CprocError, DataError, Problem
    from cproc.figures import (
        Breakdown,
        Figure,
        budget_by_project,
        evaluate,
        explain,
        figure,
        funding_by_donor,
        reconcile,
        submission,
        tally,
        total,
    )
    from cproc.hookspecs import Exporter, Job, Loader, NoOptions, hookimpl
    from cproc.model import Activity, Portfolio, Project, digest
    from cproc.money import Money
    from cproc.packs import export_pack
    from cproc.plugins import convert, export, load, locator, render, verify
    from cproc.plugins.filling import fill
    from cproc.report import explain_cell
    from cproc.serialize import Changes, diff, merge

__all__ = [
    "Activity",
    "Breakdown",
    "Changes",
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
    "convert",
    "diff",
    "digest",
    "disclosed",
    "evaluate",
    "explain",
    "explain_cell",
    "export",
    "export_pack",
    "figure",
    "fill",
    "funding_by_donor",
    "hookimpl",
    "load",
    "locator",
    "merge",
    "reconcile",
    "render",
    "submission",
    "tally",
    "total",
    "verify",
]

# The same as the imports above, which only type checkers read; a test holds them together.
_ROOMS = {
    "checks": "check",
    "dates": "DateSpan Month Period",
    "disclosure": "disclosed",
    "errors": "CprocError DataError Problem",
    "figures": (
        "Breakdown Figure budget_by_project evaluate explain figure"
        " funding_by_donor reconcile submission tally total"
    ),
    "hookspecs": "Exporter Job Loader NoOptions hookimpl",
    "model": "Activity Portfolio Project digest",
    "money": "Money",
    "packs": "export_pack",
    "plugins": "convert export load locator render verify",
    "plugins.filling": "fill",
    "report": "explain_cell",
    "serialize": "Changes diff merge",
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names.split()}


if not TYPE_CHECKING:  # to a type checker, any name would be one

    def __getattr__(name: str) -> object:
        if name not in _ROOM_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """Show the public names only."""
    return __all__
