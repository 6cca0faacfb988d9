"""Figures: pure functions from a portfolio to typed, traceable results."""

from cproc.figures import (
    named,
    named_activities,
    named_finance,
    named_funding,
    named_money,
    named_people,
)
from cproc.figures.breakdown import Breakdown, BreakdownRow
from cproc.figures.budget import HeadingRow, ProjectBudget, budget_by_heading, over_days
from cproc.figures.catalogue import (
    CATALOGUE,
    CURRENCY,
    Argument,
    Definition,
    Method,
    Placeholder,
    Question,
    catalogue,
    evaluate,
    evaluate_all,
    every_figure,
    placeholders,
    with_figures,
)
from cproc.figures.engine import breakdowns
from cproc.figures.explanation import Explanation, Finder, Found, explain
from cproc.figures.funding import budget_by_project, budget_dates, funding_by_donor, in_force
from cproc.figures.keys import KEYS, Aspect, Key, Reader, Subject
from cproc.figures.measures import MEASURES, Measure
from cproc.figures.narrow import donors, narrow
from cproc.figures.query import Query
from cproc.figures.reconcile import Candidate, Reconciliation, Verdict, reconcile, set_beside
from cproc.figures.relational import Relation, tables
from cproc.figures.results import OTHER, Figure, MonthRule, Part, Rule, Value, shown_shares
from cproc.figures.spending import Booked, Flow, booked, spending_by
from cproc.figures.standing import Role, posts_at, roles, treaty_changes, treaty_status
from cproc.figures.tallies import tally, total
from cproc.figures.units import Entry
from cproc.figures.views import Comparison, Crosstab, Difference

__all__ = [
    "CATALOGUE",
    "CURRENCY",
    "KEYS",
    "MEASURES",
    "OTHER",
    "Argument",
    "Aspect",
    "Booked",
    "Breakdown",
    "BreakdownRow",
    "Candidate",
    "Comparison",
    "Crosstab",
    "Definition",
    "Difference",
    "Entry",
    "Explanation",
    "Figure",
    "Finder",
    "Flow",
    "Found",
    "HeadingRow",
    "Key",
    "Measure",
    "Method",
    "MonthRule",
    "Part",
    "Placeholder",
    "ProjectBudget",
    "Query",
    "Question",
    "Reader",
    "Reconciliation",
    "Relation",
    "Role",
    "Rule",
    "Subject",
    "Value",
    "Verdict",
    "booked",
    "breakdowns",
    "budget_by_heading",
    "budget_by_project",
    "budget_dates",
    "catalogue",
    "donors",
    "evaluate",
    "evaluate_all",
    "every_figure",
    "explain",
    "funding_by_donor",
    "in_force",
    "named",
    "named_activities",
    "named_finance",
    "named_funding",
    "named_money",
    "named_people",
    "narrow",
    "over_days",
    "placeholders",
    "posts_at",
    "reconcile",
    "roles",
    "set_beside",
    "shown_shares",
    "spending_by",
    "tables",
    "tally",
    "total",
    "treaty_changes",
    "treaty_status",
    "with_figures",
]
