"""For tests of your own: what exporters and loaders must pass, offices of any size, any portfolio.

`ExporterConformance` and `LoaderConformance` are the suites that an author subclasses in a few
lines; pytest runs them.
Offices need nothing beyond the library. The strategies need hypothesis, which the extra
``testing`` installs; they are loaded when one of them is asked for.

Example:
    >>> from cproc.testing import make_portfolio
    >>> portfolio = make_portfolio(activities=20, seed=1)
    >>> len(portfolio.activities), portfolio == make_portfolio(activities=20, seed=1)
    (20, True)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cproc.errors import MissingExtraError
from cproc.testing.conformance import ExporterConformance
from cproc.testing.loader_conformance import LoaderConformance
from cproc.testing.sample import empty_portfolio, make_portfolio
from cproc.testing.tricky import HOSTILE, SCRIPTS

if TYPE_CHECKING:
    from cproc.testing.strategies import *

__all__ = [
    "HOSTILE",
    "SCRIPTS",
    "ExporterConformance",
    "LoaderConformance",
    "Names",
    "activities",
    "budget_lines",
    "budget_versions",
    "ceilings",
    "components",
    "confidentials",
    "contingency_uses",
    "contracts",
    "contributions",
    "countries",
    "currencies",
    "date_spans",
    "dates",
    "designations",
    "disaggregations",
    "disallowances",
    "documents",
    "donor_reports",
    "editions",
    "empty_portfolio",
    "exchange_rates",
    "factors",
    "funding_priorities",
    "headings",
    "iati_contacts",
    "iatis",
    "identifiers",
    "indicator_values",
    "indicators",
    "instalments",
    "interest_receipts",
    "local_texts",
    "localities",
    "looks",
    "make_portfolio",
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
    "programmes",
    "projects",
    "rate_lines",
    "regions",
    "report_identities",
    "report_sections",
    "results",
    "silences",
    "statements",
    "status_changes",
    "submissions",
    "submitted_amounts",
    "terms",
    "texts",
    "transactions",
    "treaties",
    "treaty_events",
    "variance_explanations",
    "withhelds",
    "wordings",
]


if not TYPE_CHECKING:  # to a type checker, any name would be one

    def __getattr__(name: str) -> Any:
        """Load the strategies when one is asked for: offices need no hypothesis."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        try:
            strategies = import_module("cproc.testing.strategies")
        except ModuleNotFoundError as error:
            if error.name != "hypothesis":
                raise
            raise MissingExtraError(
                "the strategies of cproc.testing need hypothesis, which is not installed; run: "
                'pip install "cproc-reporting[testing]"'
            ) from error
        return getattr(strategies, name)


def __dir__() -> list[str]:
    """Show the public names only."""
    return __all__
