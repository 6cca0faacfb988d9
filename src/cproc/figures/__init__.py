"""Figures: pure functions from a portfolio to typed, traceable results."""

from typing import TYPE_CHECKING

from cproc.deprecation import moved
from cproc.figures.accounts import *
from cproc.figures.calls import *
from cproc.figures.catalogue import *
from cproc.figures.comparison import *
from cproc.figures.counting import *
from cproc.figures.donor_accounts import *
from cproc.figures.explanation import *
from cproc.figures.sent import *
from cproc.figures.subjects import *
from cproc.model import is_within

# What the catalogue holds is there once these are read, and in the order they are read in.
from cproc.figures import named_activities, named_reach, named_results  # isort: skip
from cproc.figures import named_finance, named_budgets, named_sent  # isort: skip
from cproc.figures import named_funding, named_people  # isort: skip
from cproc.figures import named_deadlines  # isort: skip
from cproc.figures.narrow import *
from cproc.figures.reconcile import *

__all__ = [
    "ALL",
    "CATALOGUE",
    "CURRENCY",
    "HELD",
    "KEYS",
    "MEASURES",
    "OTHER",
    "Aspect",
    "Attribution",
    "Booked",
    "Breakdown",
    "BreakdownRow",
    "Candidate",
    "Deadline",
    "Definition",
    "DonorAccount",
    "Entry",
    "Explanation",
    "Figure",
    "FigureChange",
    "Finder",
    "Flow",
    "Found",
    "Key",
    "Measure",
    "Method",
    "Missing",
    "MonthRule",
    "Part",
    "Placeholder",
    "ProjectBudget",
    "Query",
    "Question",
    "Reader",
    "Reason",
    "Reconciliation",
    "Role",
    "Rule",
    "Subject",
    "Value",
    "Verdict",
    "adjustments",
    "breakdowns",
    "budget_by_project",
    "catalogue",
    "compare_figures",
    "dated",
    "deadlines",
    "donor_account",
    "donors",
    "evaluate",
    "evaluate_all",
    "every_figure",
    "exchange_of",
    "explain",
    "figure",
    "funding_by_donor",
    "is_within",
    "narrow",
    "placeholders",
    "reconcile",
    "roles",
    "sent_before",
    "set_beside",
    "submission",
    "tally",
    "total",
    "treaty_standing",
    "with_figures",
]

if not TYPE_CHECKING:  # to a type checker, any name would be one
    __getattr__ = moved(
        __name__,
        {"Relation": "cproc.serialize:Table", "tables": "cproc.serialize.analysis:analysis_tables"},
    )


def __dir__() -> list[str]:
    """Show the public names only."""
    return __all__
