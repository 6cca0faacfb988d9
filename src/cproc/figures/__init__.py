"""Figures: pure functions from a portfolio to typed, traceable results."""

from cproc.figures import named, named_activities, named_finance, named_money, named_people
from cproc.figures.catalogue import (
    CATALOGUE,
    CURRENCY,
    Argument,
    Definition,
    Method,
    Placeholder,
    evaluate,
    every_figure,
    placeholders,
)
from cproc.figures.keys import KEYS, Key
from cproc.figures.money import budget_by_project, budget_dates, funding_by_donor, in_force
from cproc.figures.narrow import donors, narrow
from cproc.figures.people import posts_at, staff_by
from cproc.figures.reconcile import Candidate, Reconciliation, Verdict, reconcile, set_beside
from cproc.figures.results import (
    Breakdown,
    BreakdownRow,
    Figure,
    MonthRule,
    Part,
    Rule,
    Value,
    shown_shares,
)
from cproc.figures.tally import tally
from cproc.figures.trace import Explanation, Finder, Found, explain
from cproc.figures.treaties import treaty_changes, treaty_status

__all__ = [
    "CATALOGUE",
    "CURRENCY",
    "KEYS",
    "Argument",
    "Breakdown",
    "BreakdownRow",
    "Candidate",
    "Definition",
    "Explanation",
    "Figure",
    "Finder",
    "Found",
    "Key",
    "Method",
    "MonthRule",
    "Part",
    "Placeholder",
    "Reconciliation",
    "Rule",
    "Value",
    "Verdict",
    "budget_by_project",
    "budget_dates",
    "donors",
    "evaluate",
    "every_figure",
    "explain",
    "funding_by_donor",
    "in_force",
    "named",
    "named_activities",
    "named_finance",
    "named_money",
    "named_people",
    "narrow",
    "placeholders",
    "posts_at",
    "reconcile",
    "set_beside",
    "shown_shares",
    "staff_by",
    "tally",
    "treaty_changes",
    "treaty_status",
]
