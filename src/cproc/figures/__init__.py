"""Figures: pure functions from a portfolio to typed, traceable results."""

from typing import TYPE_CHECKING

from cproc.deprecation import moved
from cproc.figures.accounts import *
from cproc.figures.calls import *
from cproc.figures.catalogue import *
from cproc.figures.comparison import *
from cproc.figures.counting import *
from cproc.figures.explanation import *
from cproc.figures.subjects import *
from cproc.model import is_within

# What the catalogue holds is there once these are read, and in the order they are read in.
from cproc.figures import named_activities, named_results  # isort: skip
from cproc.figures import named_finance, named_budgets  # isort: skip
from cproc.figures import named_funding, named_people  # isort: skip
from cproc.figures.named_results import *
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
    "SURPLUS",
    "Account",
    "Aspect",
    "Attributed",
    "Booked",
    "Breakdown",
    "BreakdownRow",
    "Candidate",
    "Definition",
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
    "Sum",
    "Value",
    "Verdict",
    "accounts",
    "as_budgeted",
    "as_number",
    "attributed",
    "base_of",
    "behind",
    "booked",
    "breakdowns",
    "budget_by_heading",
    "budget_by_project",
    "budget_by_role",
    "budget_dates",
    "catalogue",
    "compare_figures",
    "concerns",
    "dated",
    "donors",
    "due_at",
    "elapsed",
    "evaluate",
    "evaluate_all",
    "every_figure",
    "exchange_of",
    "explain",
    "figure",
    "figure_of",
    "flat_lines",
    "flow",
    "forecast_of",
    "funding_by_donor",
    "given_in_kind",
    "heading_numbers",
    "held_at",
    "in_force",
    "is_within",
    "lines_in_force",
    "main_heading",
    "narrow",
    "number",
    "of_previous",
    "over_days",
    "paid_by",
    "part_of",
    "people_qualifier",
    "placeholders",
    "posts_at",
    "project_of",
    "qualified",
    "rate_id",
    "rates_on",
    "reached_at",
    "reallocated",
    "reconcile",
    "reported",
    "roles",
    "set_beside",
    "shown_shares",
    "spending_by",
    "stated",
    "stated_value",
    "summed",
    "sums_of",
    "tally",
    "tells",
    "told",
    "total",
    "treaty_changes",
    "treaty_standing",
    "treaty_status",
    "whole_budget",
    "with_figures",
]

if not TYPE_CHECKING:  # to a type checker, any name would be one
    __getattr__ = moved(
        __name__,
        {
            "Relation": "cproc.serialize:Table",
            "tables": "cproc.serialize.analysis:analysis_tables",
        },
    )


def __dir__() -> list[str]:
    """Show the public names only."""
    return __all__
