"""Hypothesis strategies, one for every class of the model.

Each takes the fields of its class by keyword: None, or nothing, means that the strategy draws
the field; a value pins it. What a record refers to is drawn from `Names`.
"""

from cproc.testing.strategies.names import Names
from cproc.testing.strategies.offices import (
    funding_priorities,
    narratives,
    offices,
    organisations,
    portfolios,
    posts,
    report_identities,
    statements,
    treaties,
    treaty_events,
)
from cproc.testing.strategies.projects import (
    budget_lines,
    budget_versions,
    components,
    contributions,
    indicators,
    milestones,
    priority_countries,
    projects,
    results,
    transactions,
)
from cproc.testing.strategies.records import (
    activities,
    designations,
    localities,
    occurrences,
    participants,
    places,
    regions,
)
from cproc.testing.strategies.values import (
    countries,
    currencies,
    date_spans,
    dates,
    identifiers,
    local_texts,
    moneys,
    months,
    periods,
    texts,
)

__all__ = [
    "Names",
    "activities",
    "budget_lines",
    "budget_versions",
    "components",
    "contributions",
    "countries",
    "currencies",
    "date_spans",
    "dates",
    "designations",
    "funding_priorities",
    "identifiers",
    "indicators",
    "local_texts",
    "localities",
    "milestones",
    "moneys",
    "months",
    "narratives",
    "occurrences",
    "offices",
    "organisations",
    "participants",
    "periods",
    "places",
    "portfolios",
    "posts",
    "priority_countries",
    "projects",
    "regions",
    "report_identities",
    "results",
    "statements",
    "texts",
    "transactions",
    "treaties",
    "treaty_events",
]
