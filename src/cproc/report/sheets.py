"""The order of a workbook."""

from __future__ import annotations

from collections.abc import Mapping

from cproc.report.model import Chart, Ref, Sheet, Table
from cproc.report.names import Names

__all__ = ["sheets"]

_SHEETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("overview", ("overview",)),
    ("projects", ("projects", "priorities")),
    ("budget", ("budget_versions", "budget_history", "chart_budget")),
    ("funding", ("funding", "chart_funding", "funding_by_project")),
    ("contributions", ("contributions",)),
    ("activities", ("activities",)),
    ("participations", ("participations",)),
    ("countries", ("activity_countries",)),
    ("regions", ("activity_regions",)),
    (
        "tallies",
        (
            "by_month",
            "chart_months",
            "by_project",
            "chart_projects",
            "month_by_project",
            "by_kind",
            "by_region",
            "chart_regions",
            "top_countries",
            "chart_countries",
            "by_country",
        ),
    ),
    ("results", ("results",)),
    ("milestones", ("milestones",)),
    ("staff", ("staff",)),
    ("posts", ("posts",)),
    ("treaties", ("treaty_status", "treaty_changes")),
    ("treaty_states", ("treaty_states",)),
    ("partners", ("partners",)),
    ("activity_partners", ("activity_partners",)),
    ("reconciliation", ("reconciliation",)),
    ("silenced", ("silenced",)),
    ("definitions", ("definitions",)),
)


def sheets(names: Names, pool: Mapping[str, Table | Chart]) -> tuple[Sheet, ...]:
    """Put tables and charts on sheets; a sheet with nothing to say is left out."""
    found = []
    for id_, blocks in _SHEETS:
        shown = tuple(Ref(block) for block in blocks if block in pool)
        if shown:
            title = names.labels(f"sheet.{id_}")
            found.append(Sheet(id_, title, _heading(names, id_), shown))
    return tuple(found)


def _heading(names: Names, id_: str) -> str:
    return names.labels(f"sheet_heading.{id_}")
