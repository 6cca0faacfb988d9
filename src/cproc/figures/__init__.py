"""Figures: pure functions from a portfolio to typed, traceable results."""

from cproc.figures.calls import *
from cproc.figures.catalogue import *
from cproc.figures.counting import *
from cproc.figures.explanation import *
from cproc.figures.subjects import *
from cproc.model import is_within

# What the catalogue holds is there once these are read, and in the order they are read in.
from cproc.figures import named_activities, named_results  # isort: skip
from cproc.figures import named_finance  # isort: skip
from cproc.figures import named_funding, named_people  # isort: skip
from cproc.figures.named_results import *
from cproc.figures.narrow import *
from cproc.figures.reconcile import *
from cproc.figures.relational import *

__all__ = [
    "ALL",
    "CATALOGUE",
    "CURRENCY",
    "HELD",
    "KEYS",
    "MEASURES",
    "OTHER",
    "SURPLUS",
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
    "Relation",
    "Role",
    "Rule",
    "Subject",
    "Value",
    "Verdict",
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
    "flat_lines",
    "flow",
    "forecast_of",
    "funding_by_donor",
    "given_in_kind",
    "heading_numbers",
    "held_at",
    "in_force",
    "is_within",
    "narrow",
    "number",
    "of_previous",
    "over_days",
    "paid_by",
    "people_qualifier",
    "placeholders",
    "posts_at",
    "project_of",
    "qualified",
    "rate_id",
    "reached_at",
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
    "tables",
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


def __dir__() -> list[str]:
    """Show the public names only."""
    return __all__
